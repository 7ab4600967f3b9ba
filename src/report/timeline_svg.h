// A drill's journal as a picture: one lane per layer, a mark per event, zoomed by the page's script.
#pragma once

#include <string>

#include "drill/result.h"
#include "report/view.h"

namespace cw::report {

/// The <svg> and its buttons; empty when the journal has no event in the drill's time.
std::string timeline_svg(const RehearsalView& view, const drill::DrillResult& result);

}  // namespace cw::report
