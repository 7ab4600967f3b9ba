// One drill of a rehearsal for people: what was cut, what happened when, where the time went, what was lost, and why it
// failed if it did.
#pragma once

#include <cstdint>
#include <string>

#include "report/style.h"
#include "report/view.h"

namespace cw::report {

enum class Detail : std::uint8_t {
  Full,
  Brief,   ///< without timelines and tables: for a drill that passed among several
};

std::string drill_text(const RehearsalView& view, const drill::DrillResult& result, const Style& style,
                       Detail detail = Detail::Full);

/// One line per drill, when there are several.
std::string drills_summary(const drill::Rehearsal& rehearsal, const Style& style);

/// The four parts of an outage with a bar each, and whose time they are; empty when nothing was lost.
std::string budget_text(const drill::Budget& budget, const Style& style);

}  // namespace cw::report
