// What a Rib answers: best paths, explanations, expected FIB, and whether it agrees with itself.
#include <algorithm>
#include <utility>

#include "base/assert.h"
#include "rib/rib_impl.h"

namespace cw::rib {
namespace {

// Every route is judged again up to this size; beyond it is_consistent() would be the most expensive thing in a run.
constexpr std::size_t kFullCheckPrefixes = 2000;

// Order of an explanation: the winner, its ECMP set, then who got furthest; without a usable next hop last.
unsigned explain_rank(Step step) {
  if (step == Step::Winner) return 0;
  if (step == Step::MultipathEqual) return 1;
  return 2 + static_cast<unsigned>(Step::PathId) - static_cast<unsigned>(step);
}

std::vector<Candidate> in_order_of_steps(std::vector<Candidate> ranked) {
  std::vector<std::pair<unsigned, std::size_t>> order;
  for (std::size_t i = 0; i < ranked.size(); ++i) order.emplace_back(explain_rank(ranked[i].lost_at), i);
  std::sort(order.begin(), order.end());
  std::vector<Candidate> result;
  for (const auto& [rank, i] : order) result.push_back(std::move(ranked[i]));
  return result;
}

std::string ineligible_reason(const Contender& c, const NextHop& next_hop) {
  const std::string name = to_string(next_hop);
  if (c.state == NextHopState::Dead) return "next hop " + name + " is dead";
  return "next hop " + name + " is proving and another one is live";
}

}  // namespace

const Rib::Impl::Route* Rib::Impl::find_route(const Prefix& prefix) const {
  const std::uint32_t number = map.find(prefix);
  if (number == 0 || routes[number].first.shared == 0) return nullptr;
  return &routes[number];
}

Path Rib::Impl::to_path(const PathRecord& record) const {
  const PathTemplate& p = shared[record.shared].path;
  return {.source = p.source,
          .path_id = record.path_id,
          .attributes = p.attributes,
          .next_hop = p.next_hop,
          .weight = p.weight,
          .routing_weight = p.routing_weight,
          .tier = p.tier,
          .stale = (record.flags & kStale) != 0};
}

Path Rib::Impl::path_of(const Route& route, std::uint32_t position) const {
  const PathRecord* record = &route.first;
  for (; position > 0; --position) record = &more_paths[record->next];
  return to_path(*record);
}

std::optional<Path> Rib::best(const Prefix& prefix) const {
  const Impl::Route* route = impl_->find_route(prefix);
  if (route == nullptr) return std::nullopt;
  std::vector<Contender> all;
  impl_->gather(*route, all);
  const auto eligible = std::span(all).first(keep_eligible(all));
  if (select(eligible, impl_->config) == 0) return std::nullopt;
  return impl_->path_of(*route, eligible[0].index);
}

std::optional<Path> Rib::best_external(const Prefix& prefix) const {
  const Impl::Route* route = impl_->find_route(prefix);
  if (route == nullptr) return std::nullopt;
  std::vector<Contender> all;
  impl_->gather(*route, all);
  // Liveness is judged among the external paths alone, as in choose_best().
  std::erase_if(all, [](const Contender& c) { return c.key->origin == Origin::Ibgp; });
  all.resize(keep_eligible(all));
  if (select(all, impl_->config) == 0) return std::nullopt;
  return impl_->path_of(*route, all[0].index);
}

std::optional<Explanation> Rib::explain(const Prefix& prefix) const {
  const Impl& rib = *impl_;
  const Impl::Route* route = rib.find_route(prefix);
  if (route == nullptr) return std::nullopt;
  Explanation result{.prefix = prefix};
  std::vector<Contender> all;
  rib.gather(*route, all);
  const std::size_t eligible_count = keep_eligible(all);
  const std::span<Contender> eligible = std::span(all).first(eligible_count);
  std::size_t chosen = 0;
  // Ranked by choosing again and again from what is left.
  for (std::size_t first = 0; first < eligible_count;) {
    const std::size_t count = select(eligible.subspan(first), rib.config);
    if (first == 0) chosen = count;
    first += count;
  }
  std::sort(all.begin() + static_cast<std::ptrdiff_t>(eligible_count), all.end(),
            [](const Contender& a, const Contender& b) {
              return a.state != b.state ? a.state > b.state : a.index < b.index;
            });
  for (std::size_t i = 0; i < all.size(); ++i) {
    Candidate candidate{.path = rib.path_of(*route, all[i].index)};
    if (i >= eligible_count) {
      candidate.lost_at = Step::NextHopDead;
      candidate.reason = ineligible_reason(all[i], rib.groups.next_hop(all[i].next_hop));
    } else if (i == 0) {
      candidate.advertised_best = true;
      candidate.reason = eligible_count == 1 ? "only candidate" : "best";
    } else if (i < chosen) {
      candidate.lost_at = Step::MultipathEqual;
      candidate.reason = "equal, shares the load; not advertised: " + explain_tie(all[0], all[i]).reason;
    } else {
      Loss loss = explain_loss(all[0], all[i], eligible, rib.config);
      candidate.lost_at = loss.step;
      candidate.reason = std::move(loss.reason);
    }
    result.candidates.push_back(std::move(candidate));
  }
  result.candidates = in_order_of_steps(std::move(result.candidates));
  if (route->group != 0) {
    result.group = rib.groups.id_of(route->group);
    result.tiers = rib.groups.key_of(route->group).tiers();
    result.active_tier = rib.groups.active_tier(route->group);
  }
  return result;
}

std::vector<Prefix> Rib::covering(const IpAddress& address) const {
  std::vector<Prefix> prefixes;
  impl_->map.for_each_covering(address, [&](const Prefix& prefix, std::uint32_t number) {
    if (impl_->routes[number].first.shared != 0) prefixes.push_back(prefix);
  });
  std::reverse(prefixes.begin(), prefixes.end());
  return prefixes;
}

void Rib::for_each_prefix(std::optional<Prefix> after, const std::function<bool(const Prefix&)>& visit) const {
  impl_->map.walk(after, [&](const Prefix& prefix, std::uint32_t number) {
    return impl_->routes[number].first.shared == 0 || visit(prefix);
  });
}

std::vector<Path> Rib::paths(const Prefix& prefix) const {
  std::vector<Path> result;
  const Impl::Route* route = impl_->find_route(prefix);
  if (route == nullptr) return result;
  impl_->for_each_path(*route, [&](const Impl::PathRecord& record) { result.push_back(impl_->to_path(record)); });
  return result;
}

std::size_t Rib::count(SourceId source) const {
  CW_ASSERT(source.value != 0 && source.value < impl_->sources.size());
  const auto& prefixes = impl_->sources[source.value].prefixes;
  return prefixes[0] + prefixes[1];
}

std::vector<Fib::Match> Rib::expected_routes() const {
  std::vector<Fib::Match> result;
  impl_->map.walk(std::nullopt, [&](const Prefix& prefix, std::uint32_t number) {
    const std::uint32_t group = impl_->routes[number].group;
    if (group != 0) result.push_back({.prefix = prefix, .table = 0, .group = impl_->groups.id_of(group)});
    return true;
  });
  for (const auto& [key, route] : impl_->table_routes) {
    if (route.group == 0) continue;
    result.push_back({.prefix = key.second, .table = key.first, .group = impl_->groups.id_of(route.group)});
  }
  return result;
}

std::vector<NextHopId> Rib::expected_members(GroupId group) const {
  const std::uint32_t handle = impl_->groups.find(group);
  if (handle == 0) return {};
  const auto members = impl_->groups.members(handle);
  return {members.begin(), members.end()};
}

std::uint8_t Rib::active_tier(GroupId group) const {
  const std::uint32_t handle = impl_->groups.find(group);
  return handle == 0 ? std::uint8_t{0} : impl_->groups.active_tier(handle);
}

RibStatus Rib::status() const {
  const Impl& rib = *impl_;
  constexpr std::size_t kSharedIdNode = sizeof(PathTemplate) + 3 * sizeof(void*) + 8;
  constexpr std::size_t kTreeNode = 32;
  return {.prefixes = rib.prefix_count,
          .paths = rib.path_count,
          .groups = rib.groups.size(),
          .next_hops = rib.groups.next_hop_count(),
          .attribute_sets = rib.attributes.size(),
          .pending = rib.map.pending() + rib.tables_waiting.size() + rib.groups.routes_dirty_since(rib.scanned_epoch),
          .memory_bytes = sizeof(Impl) + rib.map.memory_bytes() + rib.routes.memory_bytes() +
                          rib.more_paths.memory_bytes() + rib.shared.capacity() * sizeof(Impl::Shared) +
                          rib.shared_ids.size() * kSharedIdNode + rib.shared_ids.bucket_count() * sizeof(void*) +
                          rib.table_routes.size() * (kTreeNode + sizeof(Impl::TableKey) + sizeof(Impl::TableRoute)) +
                          rib.attributes.memory_bytes() + rib.groups.memory_bytes()};
}

// Counts everything again, and judges every route that nothing waits for again.
bool Rib::Impl::routes_are_consistent() const {
  std::vector<std::uint32_t> group_references, shared_references(shared.size(), 0);
  std::vector<std::array<std::size_t, 2>> prefixes(sources.size());
  std::size_t paths = 0, nonempty = 0;
  const auto use_group = [&](std::uint32_t handle) {
    if (handle == 0) return;
    if (handle >= group_references.size()) group_references.resize(handle + 1, 0);
    ++group_references[handle];
  };
  Outcome outcome;
  const bool routes_agree = map.walk(std::nullopt, [&](const Prefix& prefix, std::uint32_t number) {
    const Route& route = routes[number];
    use_group(route.group);
    if (route.first.shared == 0) return map.is_pending(prefix);
    ++nonempty;
    std::optional<std::pair<SourceId, std::uint32_t>> last;
    std::vector<std::uint8_t> flags;
    bool in_order = true;
    for_each_path(route, [&](const PathRecord& record) {
      ++paths;
      ++shared_references[record.shared];
      const std::pair key(shared[record.shared].path.source, record.path_id);
      in_order = in_order && (!last || *last < key);
      if (!last || last->first != key.first) ++prefixes[key.first.value][static_cast<std::size_t>(prefix.family())];
      last = key;
      flags.push_back(record.flags & kOutcome);
    });
    if (!in_order) return false;
    if (map.is_pending(prefix)) return true;
    if (route.group == 0 || route.outcome_touched) return false;
    judge(route, outcome);
    const bool is_dirty = groups.dirty_at(route.group) > scanned_epoch;
    return outcome.group == groups.key_of(route.group) && (is_dirty || outcome.flags == flags);
  });
  if (!routes_agree || paths != path_count || nonempty != prefix_count) return false;
  for (const auto& [key, route] : table_routes) use_group(route.group);
  for (std::size_t i = 1; i < sources.size(); ++i) {
    if (sources[i].prefixes != prefixes[i]) return false;
  }
  for (std::size_t i = 1; i < shared.size(); ++i) {
    if (shared[i].references != shared_references[i]) return false;
  }
  return groups.is_consistent(group_references);
}

bool Rib::is_consistent() const {
  Impl& rib = *impl_;
  // A world asks after every step, and most steps leave the RIB alone.
  if (rib.calls_checked == rib.calls) return true;
  if (rib.prefix_count > rib.path_count || rib.prefix_count > rib.routes.size()) return false;
  if (!rib.emptied.empty() || rib.tables_waiting.size() > rib.table_routes.size()) return false;
  if (rib.scanned_epoch > rib.groups.epoch() || rib.attributes.size() > 0x7fffffff) return false;
  if (rib.routes.size() <= kFullCheckPrefixes && !rib.routes_are_consistent()) return false;
  rib.calls_checked = rib.calls;
  return true;
}

}  // namespace cw::rib
