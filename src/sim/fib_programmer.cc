#include "sim/fib_programmer.h"

#include <algorithm>
#include <utility>

#include "base/assert.h"

namespace cw::sim {

FibProgrammer::Ticket FibProgrammer::submit(Instant now, gateway::ProgramFib request) {
  const bool overtakes = request.urgent && request.delta.routes.empty() && request.delta.removed_groups.empty();
  Instant& until = overtakes ? urgent_until_ : bulk_until_;
  const auto groups = static_cast<std::int64_t>(request.delta.groups.size());
  const auto routes = static_cast<std::int64_t>(request.delta.routes.size() + request.delta.removed_groups.size());
  until = std::max(until, now) + per_group_ * groups + per_route_ * routes;
  const std::uint32_t job = next_job_++;
  jobs_.emplace(job, Job{.sequence = next_sequence_++, .request = std::move(request)});
  return {.at = until, .job = job};
}

bool FibProgrammer::is_newest(rib::GroupId group, std::uint64_t sequence) {
  if (group.value >= changed_by_.size()) changed_by_.resize(group.value + 1);
  std::uint64_t& last = changed_by_[group.value];
  if (last > sequence) return false;
  last = sequence;
  return true;
}

std::uint64_t FibProgrammer::complete(std::uint32_t job, rib::Fib& fib) {
  const auto found = jobs_.find(job);
  CW_ASSERT(found != jobs_.end());
  const Job work = std::move(found->second);
  jobs_.erase(found);
  for (const rib::GroupChange& change : work.request.delta.groups) {
    if (is_newest(change.group, work.sequence)) fib.apply(change);
  }
  for (const rib::RouteChange& change : work.request.delta.routes) fib.apply(change);
  for (const rib::GroupId group : work.request.delta.removed_groups) {
    if (is_newest(group, work.sequence)) fib.remove_group(group);
  }
  return work.request.token;
}

}  // namespace cw::sim
