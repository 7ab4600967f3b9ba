// Rehearsals, sweeps and explanations on top of the world.
#pragma once

#include <cstdint>
#include <expected>
#include <functional>
#include <string>
#include <vector>

#include "drill/drill.h"
#include "drill/result.h"
#include "plan/plan.h"
#include "sim/world.h"

namespace cw::sim {

struct RehearseOptions {
  Options world;
  Duration converge_limit = 10min;
  Duration settle = 2s;            ///< "nothing changes" for this long
};

/// Convergence, paths of every flow both ways, then each drill, out and back, judged against its objectives.
drill::Rehearsal rehearse(const plan::Plan& plan, const std::vector<drill::Drill>& drills, const RehearseOptions& options);

struct SweepOptions {
  RehearseOptions rehearse;
  unsigned order = 1;              ///< 1 or 2
  unsigned threads = 2;
  std::function<void(std::size_t done, std::size_t all)> progress;  ///< may be called from any thread, one at a time
};
drill::Sweep sweep(const plan::Plan& plan, const SweepOptions& options);

/// Every deciding node between two hosts (names or addresses), both ways, `when` = a fault text or empty.
std::expected<drill::Explanation, std::string> explain(const plan::Plan& plan, std::string_view from, std::string_view to,
                                                       std::string_view when, const RehearseOptions& options);

struct SwarmOptions {
  std::uint64_t count = 200;
  std::uint64_t seed = 1;          ///< of the first; the following are derived
  std::optional<std::uint64_t> only;  ///< repeat one
  unsigned threads = 2;
  std::function<void(std::size_t done, std::size_t all)> progress;
};
struct SwarmFailure {
  std::uint64_t seed = 0;
  std::string what;                ///< checker and story
  std::string design_yaml;
  std::vector<std::string> last_events;
};
struct SwarmResult {
  std::uint64_t runs = 0;
  std::vector<SwarmFailure> failures;
  std::uint64_t faults = 0, events = 0;
};
/// Random designs and faults; phase 1 under faults, phase 2 heals and must converge; all checkers must hold.
SwarmResult swarm(const SwarmOptions& options);

}  // namespace cw::sim
