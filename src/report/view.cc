#include "report/view.h"

#include <algorithm>

namespace cw::report {

const design::Objectives& objectives_of(const RehearsalView& view, const drill::DrillResult& result) {
  for (const drill::Drill& drill : view.drills) {
    if (drill.name == result.name) return drill.objectives;
  }
  return view.plan.objectives;
}

std::string_view profile_name(design::Profile profile) {
  switch (profile) {
    case design::Profile::Azure: return "azure";
    case design::Profile::Causeway: return "causeway";
  }
  return "?";
}

std::string hops_text(const drill::PathTrace& trace) {
  std::string out;
  for (const drill::Hop& hop : trace.hops) {
    if (!hop.shown) continue;
    if (!out.empty()) out += " -> ";
    out += hop.address.empty() ? hop.name : hop.address;
  }
  if (!trace.delivered) out += out.empty() ? "(nothing)" : " -> lost";
  return out;
}

std::string road_text(const drill::PathTrace& trace) {
  if (trace.delivered) return std::string(drill::to_string(trace.road));
  return trace.failure.empty() ? "no path" : "no path: " + trace.failure;
}

drill::Verdict verdict_of(const RehearsalView& view) {
  const bool sweep_passed = view.sweep == nullptr || view.sweep->passed == view.sweep->rows.size();
  const bool passed = view.rehearsal.verdict == drill::Verdict::Pass && sweep_passed;
  return passed ? drill::Verdict::Pass : drill::Verdict::Fail;
}

}  // namespace cw::report
