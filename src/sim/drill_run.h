// Plays one drill in a settled world and judges it: way out, way back, symmetry, failback.
#pragma once

#include "drill/drill.h"
#include "drill/result.h"
#include "plan/plan.h"
#include "sim/rehearse.h"
#include "sim/world.h"

namespace cw::sim {

/// The world is left settled again (or as settled as it gets). Probes must be running.
drill::DrillResult run_drill(World& world, const plan::Plan& plan, const drill::Drill& drill, const RehearseOptions& options);

std::vector<drill::FlowPaths> all_paths(const World& world, const plan::Plan& plan);

}  // namespace cw::sim
