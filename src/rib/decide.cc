// Deciding waiting prefixes, in slices: see Rib::decide().
#include <algorithm>
#include <limits>
#include <utility>

#include "base/assert.h"
#include "rib/rib_impl.h"

namespace cw::rib {
namespace {

// Looking at a route whose group is clean costs this part of a decision, so that a slice stays a slice.
constexpr std::size_t kLooksPerDecision = 16;
constexpr std::size_t kEmptiedKept = 4096;  // Room that is kept between slices.

}  // namespace

void Rib::Impl::gather(const Route& route, std::vector<Contender>& contenders) const {
  contenders.clear();
  for_each_path(route, [&](const PathRecord& record) {
    const Shared& s = shared[record.shared];
    contenders.push_back({.key = &s.key,
                          .as_path = s.as_path,
                          .source = s.path.source,
                          .path_id = record.path_id,
                          .next_hop = s.path.next_hop,
                          .state = groups.state(s.path.next_hop),
                          .index = static_cast<std::uint32_t>(contenders.size())});
  });
}

// The best path, the best external path and the ECMP set among the eligible: what is advertised.
void Rib::Impl::choose_best(Outcome& outcome) const {
  outcome.work = outcome.contenders;
  std::span<Contender> eligible(outcome.work);
  eligible = eligible.first(keep_eligible(eligible));
  if (eligible.empty()) return;
  const std::size_t chosen = select(eligible, config);
  outcome.flags[eligible[0].index] |= kBest;
  for (std::size_t i = 0; i < chosen; ++i) outcome.flags[eligible[i].index] |= kEcmp;
  const auto is_external = [](const Contender& c) { return c.key->origin != Origin::Ibgp; };
  if (std::all_of(outcome.contenders.begin(), outcome.contenders.end(), is_external)) {
    outcome.flags[eligible[0].index] |= kBestExternal;
    return;
  }
  // Without the iBGP paths the choice is made anew, liveness included: one of them may have beaten an external path by
  // MED; and were a path that is only proving withheld because a sibling's is live, two siblings in the same position
  // would tell and withdraw theirs in turns for ever.
  outcome.work = outcome.contenders;
  std::erase_if(outcome.work, [&](const Contender& c) { return !is_external(c); });
  eligible = std::span(outcome.work).first(keep_eligible(outcome.work));
  if (select(eligible, config) > 0) outcome.flags[eligible[0].index] |= kBestExternal;
}

// Tiers rank all candidates as if every next hop were alive: the death and the return of a next hop leave them alone.
void Rib::Impl::build_tiers(Outcome& outcome) const {
  outcome.group.clear();
  outcome.placed.clear();
  outcome.work = outcome.contenders;
  std::span<Contender> rest(outcome.work);
  const auto is_placed = [&](NextHopId id) {
    return std::find(outcome.placed.begin(), outcome.placed.end(), id) != outcome.placed.end();
  };
  const auto place = [&](std::span<const Contender> contenders) {
    outcome.tier.clear();
    for (const Contender& c : contenders) {
      if (is_placed(c.next_hop)) continue;
      outcome.tier.push_back(c.next_hop);
      outcome.placed.push_back(c.next_hop);
    }
    std::sort(outcome.tier.begin(), outcome.tier.end());
  };
  for (unsigned tiers = 0; !rest.empty() && tiers < std::max(config.tiers_max, 1U);) {
    const std::size_t chosen = select(rest, config);
    place(rest.first(chosen));
    rest = rest.subspan(chosen);
    if (outcome.tier.empty()) continue;
    outcome.group.add_tier(outcome.tier);
    ++tiers;
  }
  place(rest);
  outcome.group.add_rest(outcome.tier);
}

// Most prefixes have one path: the same outcome without sorting anything.
void Rib::Impl::judge_single(const Route& route, Outcome& outcome) const {
  const Shared& only = shared[route.first.shared];
  std::uint8_t flags = 0;
  if (groups.state(only.path.next_hop) != NextHopState::Dead) {
    flags = kBest | kEcmp;
    if (only.key.origin != Origin::Ibgp) flags |= kBestExternal;
  }
  outcome.flags.assign(1, flags);
  outcome.group.clear();
  outcome.group.add_tier({&only.path.next_hop, 1});
}

void Rib::Impl::judge(const Route& route, Outcome& outcome) const {
  if (route.first.next == 0) {
    judge_single(route, outcome);
    return;
  }
  gather(route, outcome.contenders);
  outcome.flags.assign(outcome.contenders.size(), 0);
  choose_best(outcome);
  build_tiers(outcome);
}

void Rib::Impl::decide_route(const Prefix& prefix, std::uint32_t index, Delta& delta,
                             std::vector<BestChange>& changed) {
  Route& route = routes[index];
  if (route.first.shared == 0) {
    if (route.group != 0) {
      delta.routes.push_back({.prefix = prefix});
      groups.release(route.group);
    }
    if (route.outcome_touched) changed.push_back({prefix});
    emptied.emplace_back(prefix, index);
    return;
  }
  judge(route, scratch);
  bool is_changed = std::exchange(route.outcome_touched, false);
  std::size_t position = 0;
  const auto note = [&](PathRecord& record) {
    const std::uint8_t flags = scratch.flags[position++];
    is_changed = is_changed || (record.flags & kOutcome) != flags;
    record.flags = static_cast<std::uint8_t>((record.flags & ~kOutcome) | flags);
  };
  note(route.first);
  for (std::uint32_t i = route.first.next; i != 0; i = more_paths[i].next) note(more_paths[i]);
  CW_ASSERT(position == scratch.flags.size());
  if (is_changed) changed.push_back({prefix});
  if (route.group != 0 && groups.key_of(route.group) == scratch.group) return;
  const std::uint32_t group = groups.acquire(scratch.group, delta);
  if (route.group != 0) groups.release(route.group);
  route.group = group;
  delta.routes.push_back({.prefix = prefix, .group = groups.id_of(group)});
}

// Looks again at the routes whose group a next hop's state has touched. Nothing is marked per route when that
// happens; a pass over all prefixes in order finds them, a slice at a time. What becomes dirty meanwhile is left to the
// next pass.
void Rib::Impl::scan_dirty(std::size_t credit, Delta& delta, std::vector<BestChange>& changed) {
  while (is_scan_needed() && credit > 0) {
    if (!in_pass) {
      in_pass = true;
      pass_epoch = groups.epoch();
      scan_after.reset();
    }
    std::optional<Prefix> last = scan_after;
    const bool is_done = map.walk(scan_after, [&](const Prefix& prefix, std::uint32_t index) {
      if (credit == 0) return false;
      const std::uint32_t group = routes[index].group;
      const bool is_dirty = group != 0 && groups.dirty_at(group) > scanned_epoch;
      credit -= std::min(credit, is_dirty ? kLooksPerDecision : 1);
      if (is_dirty) decide_route(prefix, index, delta, changed);
      last = prefix;
      return true;
    });
    scan_after = last;
    if (!is_done) return;
    in_pass = false;
    scanned_epoch = pass_epoch;
  }
}

void Rib::Impl::flush_tables(Delta& delta) {
  for (const TableKey& key : tables_waiting) {
    const auto entry = table_routes.find(key);
    CW_ASSERT(entry != table_routes.end());
    TableRoute& route = entry->second;
    const std::uint32_t old = route.group;
    if (route.next_hop.value == 0) {
      if (old != 0) delta.routes.push_back({.table = key.first, .prefix = key.second});
      table_routes.erase(entry);
    } else {
      scratch.group.clear();
      scratch.group.add_tier({&route.next_hop, 1});
      route.group = groups.acquire(scratch.group, delta);
      if (route.group != old) {
        delta.routes.push_back({.table = key.first, .prefix = key.second, .group = groups.id_of(route.group)});
      }
    }
    if (old != 0) groups.release(old);
  }
  tables_waiting.clear();
}

bool Rib::Impl::decide(std::size_t budget, Delta& delta, std::vector<BestChange>& changed) {
  flush_tables(delta);
  std::size_t left = budget;
  map.take_pending([&](const Prefix& prefix, std::uint32_t index) {
    if (left == 0) return false;
    --left;
    decide_route(prefix, index, delta, changed);
    return true;
  });
  for (const auto& [prefix, index] : emptied) {
    map.erase(prefix);
    routes.free(index);
  }
  emptied.clear();
  if (emptied.capacity() > kEmptiedKept) emptied.shrink_to_fit();
  constexpr std::size_t kMost = std::numeric_limits<std::size_t>::max() / kLooksPerDecision;
  if (map.pending() == 0) scan_dirty(std::min(left, kMost) * kLooksPerDecision, delta, changed);
  groups.sweep(delta);
  return map.pending() > 0 || is_scan_needed();
}

}  // namespace cw::rib
