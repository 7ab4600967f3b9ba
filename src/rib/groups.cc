#include "rib/groups.h"

#include <algorithm>
#include <utility>

#include "base/address.h"
#include "base/assert.h"

namespace cw::rib {

void GroupKey::add_tier(std::span<const NextHopId> members) {
  CW_ASSERT(!members.empty());
  ++words[0];
  words.push_back(static_cast<std::uint32_t>(members.size()));
  for (const NextHopId id : members) words.push_back(id.value);
}

std::vector<std::vector<NextHopId>> GroupKey::tiers() const {
  std::vector<std::vector<NextHopId>> result(words[0]);
  std::size_t at = 1;
  for (auto& tier : result) {
    const std::size_t end = at + 1 + words[at];
    for (++at; at < end; ++at) tier.push_back(NextHopId{words[at]});
  }
  return result;
}

std::size_t GroupTable::NextHopHash::operator()(const NextHop& hop) const {
  Hasher hasher;
  hasher.add((static_cast<std::uint64_t>(hop.kind) << 40) | (hop.sibling ? std::uint64_t{1} << 48 : 0) |
             hop.interface.value);
  hasher.add(AddressHash{}(hop.gateway));
  return hasher.value();
}

GroupTable::GroupTable() : hops_(1), groups_(1) {}

NextHopId GroupTable::intern_next_hop(const NextHop& next_hop) {
  const auto [entry, is_new] = hop_ids_.try_emplace(next_hop, static_cast<std::uint32_t>(hops_.size()));
  if (is_new) hops_.push_back({.hop = next_hop});
  return NextHopId{entry->second};
}

const NextHop& GroupTable::next_hop(NextHopId id) const {
  CW_ASSERT(is_known(id));
  return hops_[id.value].hop;
}

// Calls visit once per next hop, tiers and rest alike.
template <typename F>
void GroupTable::for_each_next_hop(const GroupKey& key, F&& visit) {
  std::size_t at = 1;
  for (std::uint32_t tier = 0; tier < key.words[0]; ++tier) {
    const std::size_t end = at + 1 + key.words[at];
    for (++at; at < end; ++at) visit(key.words[at]);
  }
  for (; at < key.words.size(); ++at) visit(key.words[at]);
}

// The live members of the first tier that has any; where nothing is live, the proving ones.
GroupTable::Active GroupTable::active(const GroupKey& key) const {
  Active result;
  for (const NextHopState wanted : {NextHopState::Live, NextHopState::Proving}) {
    std::size_t at = 1;
    for (std::uint32_t tier = 0; tier < key.words[0]; ++tier) {
      const std::size_t end = at + 1 + key.words[at];
      for (++at; at < end; ++at) {
        if (hops_[key.words[at]].state == wanted) result.members.push_back(NextHopId{key.words[at]});
      }
      if (result.members.empty()) continue;
      result.tier = static_cast<std::uint8_t>(std::min(tier, 255U));
      return result;
    }
  }
  return result;
}

void GroupTable::set_state(NextHopId id, NextHopState state, std::vector<GroupChange>& changes) {
  CW_ASSERT(is_known(id));
  Hop& hop = hops_[id.value];
  if (hop.state == state) return;
  hop.state = state;
  if (hop.groups.empty()) return;
  ++epoch_;
  const std::size_t first = changes.size();
  for (const std::uint32_t handle : hop.groups) {
    Group& group = groups_[handle];
    group.dirty_at = epoch_;
    Active now = active(*group.key);
    if (now.members == group.members && now.tier == group.active_tier) continue;
    group.members = std::move(now.members);
    group.active_tier = now.tier;
    changes.push_back({.group = group.id, .members = group.members, .active_tier = group.active_tier});
  }
  std::sort(changes.begin() + static_cast<std::ptrdiff_t>(first), changes.end(),
            [](const GroupChange& a, const GroupChange& b) { return a.group < b.group; });
}

std::uint32_t GroupTable::acquire(const GroupKey& key, Delta& delta) {
  const auto [entry, is_new] = by_key_.try_emplace(key, 0);
  if (!is_new) {
    ++groups_[entry->second].references;
    return entry->second;
  }
  std::uint32_t handle = static_cast<std::uint32_t>(groups_.size());
  if (free_.empty()) {
    groups_.emplace_back();
  } else {
    handle = free_.back();
    free_.pop_back();
  }
  entry->second = handle;
  CW_ASSERT(last_id_ < UINT32_MAX);
  Active now = active(key);
  groups_[handle] = {.id = GroupId{++last_id_}, .key = &entry->first, .members = std::move(now.members),
                     .references = 1, .active_tier = now.tier};
  handles_[last_id_] = handle;
  for_each_next_hop(key, [&](std::uint32_t hop) { hops_[hop].groups.push_back(handle); });
  const Group& group = groups_[handle];
  delta.groups.push_back({.group = group.id, .members = group.members, .active_tier = group.active_tier});
  return handle;
}

void GroupTable::release(std::uint32_t handle) {
  Group& group = groups_[handle];
  CW_ASSERT(group.references > 0);
  if (--group.references > 0 || group.idle) return;
  group.idle = true;
  idle_.push_back(handle);
}

void GroupTable::sweep(Delta& delta) {
  for (const std::uint32_t handle : idle_) {
    groups_[handle].idle = false;
    if (groups_[handle].references == 0) remove(handle, delta);
  }
  idle_.clear();
}

void GroupTable::remove(std::uint32_t handle, Delta& delta) {
  Group& group = groups_[handle];
  for_each_next_hop(*group.key, [&](std::uint32_t hop) {
    auto& groups = hops_[hop].groups;
    const auto entry = std::find(groups.begin(), groups.end(), handle);
    CW_ASSERT(entry != groups.end());
    *entry = groups.back();
    groups.pop_back();
  });
  delta.removed_groups.push_back(group.id);
  handles_.erase(group.id.value);
  const auto entry = by_key_.find(*group.key);
  CW_ASSERT(entry != by_key_.end() && entry->second == handle);
  group = {};
  by_key_.erase(entry);
  free_.push_back(handle);
}

std::uint32_t GroupTable::find(GroupId id) const {
  const auto entry = handles_.find(id.value);
  return entry == handles_.end() ? 0 : entry->second;
}

std::size_t GroupTable::routes_dirty_since(std::uint64_t epoch) const {
  if (epoch == epoch_) return 0;
  std::size_t routes = 0;
  for (const Group& group : groups_) {
    if (group.dirty_at > epoch) routes += group.references;
  }
  return routes;
}

std::size_t GroupTable::memory_bytes() const {
  std::size_t bytes = hops_.capacity() * sizeof(Hop) + groups_.capacity() * sizeof(Group);
  for (const Hop& hop : hops_) bytes += hop.groups.capacity() * sizeof(std::uint32_t);
  for (const Group& group : groups_) {
    bytes += group.members.capacity() * sizeof(NextHopId);
    if (group.key != nullptr) bytes += group.key->words.capacity() * 4 + sizeof(GroupKey) + 80;  // Nodes of both maps.
  }
  return bytes;
}

bool GroupTable::is_consistent(const std::vector<std::uint32_t>& references) const {
  std::size_t alive = 0;
  for (std::uint32_t handle = 1; handle < groups_.size(); ++handle) {
    const Group& group = groups_[handle];
    if (group.id == kNoGroup) continue;
    ++alive;
    if (find(group.id) != handle || group.idle || group.references == 0) return false;
    const std::uint32_t expected = handle < references.size() ? references[handle] : 0;
    if (group.references != expected) return false;
    const Active now = active(*group.key);
    if (now.members != group.members || now.tier != group.active_tier) return false;
    bool listed = true;
    for_each_next_hop(*group.key, [&](std::uint32_t hop) {
      listed = listed && std::count(hops_[hop].groups.begin(), hops_[hop].groups.end(), handle) == 1;
    });
    if (!listed) return false;
  }
  return alive == handles_.size() && alive == by_key_.size();
}

}  // namespace cw::rib
