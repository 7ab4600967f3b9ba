// The report as one HTML file that needs nothing else: drawing, timelines, budgets, tables, sweep matrix, findings.
#pragma once

#include <string>

#include "report/view.h"

namespace cw::report {

std::string rehearsal_html(const RehearsalView& view);

// Its sections, for html.cc.
std::string map_html(const RehearsalView& view);
std::string drill_html(const RehearsalView& view, const drill::DrillResult& result);
std::string sweep_html(const drill::Sweep& sweep);
std::string findings_html(const RehearsalView& view);

}  // namespace cw::report
