// Every failure, or every pair of failures, out and back, each in a world of its own: rows do not depend on each other or
// on the number of threads.
#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>

#include "sim/diagnose.h"
#include "sim/drill_run.h"
#include "sim/rehearse.h"
#include "sim/roads.h"

namespace cw::sim {
namespace {

constexpr Duration kBeforeCut = 200ms;
constexpr Duration kOutMin = 3s;      ///< the failure lasts at least this long ...
constexpr Duration kOutMax = 4min;    ///< ... and until every flow that can be delivered is, at most this long
constexpr Duration kLookAgain = 250ms;
constexpr std::uint32_t kRateMax = 50;   ///< probes a second: an outage is known to 20 ms, and a sweep is many runs

using FaultSet = std::vector<drill::Fault>;

std::vector<FaultSet> fault_sets(const plan::Plan& plan, unsigned order) {
  const std::vector<drill::Fault> faults = drill::sweep_faults(plan);
  std::vector<FaultSet> sets;
  for (std::size_t i = 0; i < faults.size(); ++i) {
    if (order < 2) sets.push_back({faults[i]});
    for (std::size_t j = i + 1; order >= 2 && j < faults.size(); ++j) sets.push_back({faults[i], faults[j]});
  }
  return sets;
}

/// Whether any chain of working links joins two nodes; without one there is nothing to wait for.
bool is_joined(const World& world, const plan::Plan& plan, NodeId from, NodeId to) {
  std::vector<bool> seen(plan.nodes.size());
  std::vector<NodeId> next{from};
  seen[from.value] = true;
  while (!next.empty()) {
    const NodeId at = next.back();
    next.pop_back();
    for (std::uint32_t i = 0; i < plan.links.size(); ++i) {
      const plan::LinkPlan& link = plan.links[i];
      if ((link.a.node != at && link.b.node != at) || !world.is_link_usable(LinkId(i))) continue;
      const NodeId far = link.a.node == at ? link.b.node : link.a.node;
      if (!seen[far.value]) next.push_back(far);
      seen[far.value] = true;
    }
  }
  return seen[to.value];
}

/// Every flow is delivered both ways by the tables as they are now, but for those that cannot be.
bool all_delivered(const World& world, const plan::Plan& plan) {
  for (std::uint32_t i = 0; i < plan.flows.size(); ++i) {
    const drill::FlowPaths paths = world.paths(i);
    if (paths.forward.delivered && paths.back.delivered) continue;
    if (is_joined(world, plan, plan.flows[i].from, plan.flows[i].to)) return false;
  }
  return true;
}

drill::SweepRow run_one(const plan::Plan& plan, const FaultSet& faults, const RehearseOptions& options) {
  Options world_options = options.world;
  world_options.rate_max = std::min(world_options.rate_max, kRateMax);
  World world(plan, world_options);
  drill::SweepRow row;
  for (const drill::Fault& fault : faults) row.faults.push_back(fault.text);
  world.run_until_settled(Instant{} + options.converge_limit, options.settle);
  const std::vector<drill::FlowPaths> before = all_paths(world, plan);
  world.run_until(world.now() + kBeforeCut);
  const Instant cut = world.now();
  for (const drill::Fault& fault : faults) world.inject(fault);
  world.run_until(cut + kOutMin);
  while (!all_delivered(world, plan) && world.now() - cut < kOutMax) world.run_until(world.now() + kLookAgain);
  world.run_until(world.now() + kLookAgain);
  row.during = all_paths(world, plan);
  const Instant restore = world.now();
  for (const drill::Fault& fault : faults) world.restore(fault);
  const bool settled = world.run_until_settled(restore + options.converge_limit, options.settle).has_value();
  const Instant end = world.now();
  row.after = all_paths(world, plan);
  world.run_until(end + 500ms);

  for (std::uint32_t i = 0; i < plan.flows.size(); ++i) {
    const drill::FlowResult out = world.probe_result(i, cut, restore);
    const drill::FlowResult back = world.probe_result(i, restore, end);
    row.forward.push_back(out.forward);
    row.back.push_back(out.back);
    row.outage = std::max({row.outage, out.forward.outage, out.back.outage});
    row.lost_out += out.forward.lost + out.back.lost;
    row.lost_back += (row.during[i].forward.delivered ? back.forward.lost : 0) + (row.during[i].back.delivered ? back.back.lost : 0);
    row.recovered = row.recovered && row.during[i].forward.delivered && row.during[i].back.delivered;
    const bool delivered = row.during[i].forward.delivered && row.during[i].back.delivered;
    row.symmetric = row.symmetric && (!delivered || row.during[i].symmetric) && row.after[i].symmetric;
    row.failed_back = row.failed_back && row.after[i].forward.road == before[i].forward.road &&
                      row.after[i].back.road == before[i].back.road;
  }
  if (!settled) row.why.emplace_back("nothing settled after the restoration");
  for (const drill::FlowPaths& paths : row.during) {
    for (const bool forward : {true, false}) {
      const drill::PathTrace& trace = forward ? paths.forward : paths.back;
      if (!trace.delivered) row.why.push_back(direction_name(plan.flows[paths.flow], forward) + " is not delivered: " + trace.failure);
    }
  }
  if (row.outage > plan.objectives.outage_out && row.recovered) {
    row.why.push_back("outage " + cw::to_string(row.outage) + ", allowed " + cw::to_string(plan.objectives.outage_out));
  }
  if (row.lost_back > plan.objectives.lost_back) {
    row.why.push_back(std::to_string(row.lost_back) + " packets lost on the way back, allowed " + std::to_string(plan.objectives.lost_back));
  }
  if (plan.objectives.symmetric && !row.symmetric) {
    for (std::string& text : asymmetries(world, plan, row.during, "while the fault lasts")) row.why.push_back(std::move(text));
    for (std::string& text : asymmetries(world, plan, row.after, "after the restoration")) row.why.push_back(std::move(text));
  }
  if (!row.failed_back) row.why.emplace_back("traffic did not return to the road it had before");
  for (const drill::CheckerFailure& failure : world.check()) row.why.push_back("checker " + failure.checker + ": " + failure.what);
  row.verdict = row.why.empty() ? drill::Verdict::Pass : drill::Verdict::Fail;
  return row;
}

bool worse(const drill::SweepRow& a, const drill::SweepRow& b) {
  if (a.recovered != b.recovered) return !a.recovered;
  if (a.failed_back != b.failed_back) return !a.failed_back;
  if (a.verdict != b.verdict) return a.verdict == drill::Verdict::Fail;
  if (a.outage != b.outage) return a.outage > b.outage;
  return a.lost_out + a.lost_back > b.lost_out + b.lost_back;
}

}  // namespace

drill::Sweep sweep(const plan::Plan& plan, const SweepOptions& options) {
  const std::vector<FaultSet> sets = fault_sets(plan, options.order);
  drill::Sweep result{.design = plan.name, .seed = options.rehearse.world.seed, .order = options.order};
  for (const plan::FlowPlan& flow : plan.flows) result.flows.push_back(flow.name);
  std::vector<drill::SweepRow> rows(sets.size());
  std::atomic<std::size_t> next{0};
  std::mutex progress;
  std::size_t done = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < sets.size(); i = next++) {
      rows[i] = run_one(plan, sets[i], options.rehearse);
      const std::scoped_lock lock(progress);
      ++done;
      if (options.progress) options.progress(done, sets.size());
    }
  };
  std::vector<std::thread> threads;
  for (unsigned i = 1; i < std::min<std::size_t>(std::max(options.threads, 1U), sets.size()); ++i) threads.emplace_back(work);
  work();
  for (std::thread& thread : threads) thread.join();
  std::ranges::stable_sort(rows, worse);
  result.passed = static_cast<std::size_t>(
      std::ranges::count_if(rows, [](const drill::SweepRow& row) { return row.verdict == drill::Verdict::Pass; }));
  result.rows = std::move(rows);
  return result;
}

}  // namespace cw::sim
