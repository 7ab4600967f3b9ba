#include "sim/rehearse.h"

#include <fmt/core.h>

#include <algorithm>

#include "sim/diagnose.h"
#include "sim/drill_run.h"
#include "sim/packet.h"
#include "sim/roads.h"

namespace cw::sim {

drill::Rehearsal rehearse(const plan::Plan& plan, const std::vector<drill::Drill>& drills, const RehearseOptions& options) {
  World world(plan, options.world);
  drill::Rehearsal result{.design = plan.name, .profile = plan.profile, .seed = options.world.seed};
  const auto settled = world.run_until_settled(Instant{} + options.converge_limit, options.settle);
  result.converged = settled.has_value();
  result.convergence = settled.value_or(world.now()) - Instant{};
  if (!settled) result.why.push_back(fmt::format("the network did not settle within {}", to_string(options.converge_limit)));
  result.flows = all_paths(world, plan);
  const auto check = [&] {
    for (drill::CheckerFailure& failure : world.check()) result.checker_failures.push_back(std::move(failure));
  };
  check();
  for (std::string& text : pins(world, plan, result.flows)) result.why.push_back(std::move(text));
  if (plan.objectives.symmetric) {
    for (std::string& text : asymmetries(world, plan, result.flows, "after convergence")) result.why.push_back(std::move(text));
  }
  bool pass = result.why.empty();
  for (const drill::Drill& drill : drills) {
    result.drills.push_back(run_drill(world, plan, drill, options));
    check();
    if (result.drills.back().verdict == drill::Verdict::Fail) {
      pass = false;
      result.why.push_back(fmt::format("drill {} failed", drill.name));
    }
  }
  for (const drill::CheckerFailure& failure : result.checker_failures) {
    pass = false;
    result.why.push_back(fmt::format("checker {}: {}", failure.checker, failure.what));
  }
  result.verdict = pass ? drill::Verdict::Pass : drill::Verdict::Fail;
  result.journal = world.journal();
  result.events_processed = world.events_processed();
  result.virtual_time = world.now() - Instant{};
  return result;
}

}  // namespace cw::sim
