// Private to rib/. Next hops with their liveness, and path groups: interned lists of tiers, counted by their routes.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <unordered_map>
#include <vector>

#include "rib/hash.h"
#include "rib/types.h"

namespace cw::rib {

/// What makes a group: its tiers in order, and the next hops of the candidates that are in no tier. The rest is part of
/// it so that the groups of a next hop name every route that the next hop can matter to.
struct GroupKey {
  std::vector<std::uint32_t> words;  ///< tier count, then per tier its size and its members, then the rest

  void clear() { words.assign(1, 0); }
  void add_tier(std::span<const NextHopId> members);  ///< members sorted by id
  void add_rest(std::span<const NextHopId> members) {
    for (const NextHopId id : members) words.push_back(id.value);
  }
  [[nodiscard]] std::vector<std::vector<NextHopId>> tiers() const;
  friend bool operator==(const GroupKey&, const GroupKey&) = default;
};

class GroupTable {
 public:
  GroupTable();

  NextHopId intern_next_hop(const NextHop& next_hop);
  [[nodiscard]] const NextHop& next_hop(NextHopId id) const;
  [[nodiscard]] NextHopState state(NextHopId id) const { return hops_[id.value].state; }
  [[nodiscard]] std::size_t next_hop_count() const { return hops_.size() - 1; }
  [[nodiscard]] bool is_known(NextHopId id) const { return id.value != 0 && id.value < hops_.size(); }

  /// Changes the state and appends the groups whose members changed, by id. Every group that holds the next hop becomes
  /// dirty at a new epoch. cost: the groups that hold it.
  void set_state(NextHopId id, NextHopState state, std::vector<GroupChange>& changes);

  /// A handle of the group with this key (never 0), with one more reference. A new group is appended to `delta`.
  std::uint32_t acquire(const GroupKey& key, Delta& delta);
  void release(std::uint32_t handle);
  /// Forgets the groups whose last reference went since the last call, and tells `delta`.
  void sweep(Delta& delta);

  [[nodiscard]] GroupId id_of(std::uint32_t handle) const { return groups_[handle].id; }
  [[nodiscard]] const GroupKey& key_of(std::uint32_t handle) const { return *groups_[handle].key; }
  [[nodiscard]] std::uint8_t active_tier(std::uint32_t handle) const { return groups_[handle].active_tier; }
  [[nodiscard]] std::span<const NextHopId> members(std::uint32_t handle) const { return groups_[handle].members; }
  [[nodiscard]] std::uint32_t find(GroupId id) const;  ///< 0: no such group
  [[nodiscard]] std::size_t size() const { return handles_.size(); }

  /// The epoch of the last state change that touched a group, and of this one.
  [[nodiscard]] std::uint64_t epoch() const { return epoch_; }
  [[nodiscard]] std::uint64_t dirty_at(std::uint32_t handle) const { return groups_[handle].dirty_at; }
  /// Routes in groups dirty since `epoch`: an upper bound of what waits to be looked at again.
  [[nodiscard]] std::size_t routes_dirty_since(std::uint64_t epoch) const;

  [[nodiscard]] std::size_t memory_bytes() const;
  /// `references`: how many routes use each handle.
  [[nodiscard]] bool is_consistent(const std::vector<std::uint32_t>& references) const;

 private:
  struct KeyHash {
    std::size_t operator()(const GroupKey& key) const {
      Hasher hasher;
      for (const std::uint32_t word : key.words) hasher.add(word);
      return hasher.value();
    }
  };
  struct NextHopHash {
    std::size_t operator()(const NextHop& hop) const;
  };
  struct Hop {
    NextHop hop;
    NextHopState state = NextHopState::Live;
    std::vector<std::uint32_t> groups;  ///< handles, in no order that means anything
  };
  struct Group {
    GroupId id = kNoGroup;                 ///< kNoGroup: a free handle
    const GroupKey* key = nullptr;         ///< the key in by_key_, which does not move
    std::vector<NextHopId> members;
    std::uint64_t dirty_at = 0;
    std::uint32_t references = 0;
    std::uint8_t active_tier = 0;
    bool idle = false;                     ///< in idle_
  };
  struct Active {
    std::vector<NextHopId> members;
    std::uint8_t tier = 0;
  };

  template <typename F>
  static void for_each_next_hop(const GroupKey& key, F&& visit);
  [[nodiscard]] Active active(const GroupKey& key) const;
  void remove(std::uint32_t handle, Delta& delta);

  std::vector<Hop> hops_;                                             ///< by id; 0 is unused
  std::unordered_map<NextHop, std::uint32_t, NextHopHash> hop_ids_;   ///< looked up, never walked
  std::vector<Group> groups_;                                         ///< by handle; 0 is unused
  std::vector<std::uint32_t> free_;
  std::vector<std::uint32_t> idle_;                                   ///< handles that lost their last reference
  std::unordered_map<GroupKey, std::uint32_t, KeyHash> by_key_;       ///< looked up, never walked
  std::unordered_map<std::uint32_t, std::uint32_t> handles_;          ///< GroupId to handle; looked up, never walked
  std::uint32_t last_id_ = 0;  ///< ids are not used twice, so that deltas may be applied late
  std::uint64_t epoch_ = 0;
};

}  // namespace cw::rib
