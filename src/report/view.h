// What the renderers of a rehearsal are given, and the few questions all of them ask about it.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "checks/checks.h"
#include "drill/drill.h"
#include "drill/result.h"
#include "plan/plan.h"

namespace cw::report {

struct RehearsalView {
  const plan::Plan& plan;
  const drill::Rehearsal& rehearsal;
  std::span<const drill::Drill> drills;            ///< as played; for their objectives
  const drill::Sweep* sweep = nullptr;             ///< when one was made
  std::span<const checks::Finding> findings;       ///< of the design
  std::string file;                                ///< the design file's name
  std::string command;                             ///< repeats the rehearsal
  std::string version;
};

/// The objectives a drill was judged by: its own, else the design's.
const design::Objectives& objectives_of(const RehearsalView& view, const drill::DrillResult& result);

std::string_view profile_name(design::Profile profile);   ///< "azure", "causeway": as the option spells it

/// "10.1.11.1 -> 192.168.11.0 -> * -> 10.17.11.132": what a traceroute would show; node names where no address is known.
std::string hops_text(const drill::PathTrace& trace);

/// The road for people: "ExpressRoute", "VPN", or "no path: <failure>".
std::string road_text(const drill::PathTrace& trace);

/// PASS of the rehearsal and, when there is one, of the sweep.
drill::Verdict verdict_of(const RehearsalView& view);

}  // namespace cw::report
