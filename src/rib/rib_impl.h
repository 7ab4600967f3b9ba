// Private to rib/. What a Rib holds. Sizes matter here: one IPv4 route with one path is about 65 bytes in all.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "rib/decision.h"
#include "rib/groups.h"
#include "rib/hash.h"
#include "rib/prefix_map.h"
#include "rib/rib.h"
#include "rib/slab.h"

namespace cw::rib {

struct Rib::Impl {
  /// What many paths share: a template with its decision key. It holds one reference to its attributes.
  struct Shared {
    PathTemplate path;
    DecisionKey key;
    const wire::bgp::AsPath* as_path = nullptr;  ///< in the attribute table, as long as the reference lives
    std::uint32_t references = 0;                ///< 0: free
  };
  struct SharedHash {
    std::size_t operator()(const PathTemplate& path) const;
  };
  struct SharedEqual {
    bool operator()(const PathTemplate& a, const PathTemplate& b) const;
  };

  // What a path was at the last decision, so that a change of the outcome is seen exactly.
  static constexpr std::uint8_t kBest = 1;
  static constexpr std::uint8_t kBestExternal = 2;
  static constexpr std::uint8_t kEcmp = 4;
  static constexpr std::uint8_t kOutcome = kBest | kBestExternal | kEcmp;
  static constexpr std::uint8_t kStale = 8;

  struct PathRecord {
    std::uint32_t shared = 0;  ///< 0: no path
    std::uint32_t path_id = 0;
    std::uint32_t next = 0;    ///< in more_paths
    std::uint8_t flags = 0;
  };
  /// The paths of one prefix, ordered by source and path id; the first one lies here.
  struct Route {
    PathRecord first;
    std::uint32_t group = 0;      ///< handle in groups; 0: not in the FIB
    bool outcome_touched = false; ///< a path that mattered at the last decision was replaced or removed
  };
  struct Source {
    SourceInfo info;
    std::array<std::size_t, 2> prefixes{};  ///< by family
  };
  struct TableRoute {
    NextHopId next_hop;       ///< NextHopId{0}: to be removed
    std::uint32_t group = 0;
  };
  using TableKey = std::pair<std::uint32_t, Prefix>;

  /// The outcome of one decision.
  struct Outcome {
    GroupKey group;
    std::vector<std::uint8_t> flags;  ///< per path, in the route's order
    std::vector<Contender> contenders, work;
    std::vector<NextHopId> placed, tier;
  };

  explicit Impl(DecisionConfig c) : config(c), shared(1), sources(1) {}

  // Paths (rib.cc).
  std::uint32_t acquire_shared(const PathTemplate& path);
  void release_shared(std::uint32_t index);
  bool put_path(Route& route, std::uint32_t index, std::uint32_t path_id, Family family);
  bool replace_path(Route& route, PathRecord& record, std::uint32_t index);
  template <typename F>
  std::size_t drop_paths(Route& route, SourceId source, Family family, F&& drop);
  void forget(Route& route, const PathRecord& record);
  void rekey(SourceId source);

  // Decisions (decide.cc).
  bool decide(std::size_t budget, Delta& delta, std::vector<BestChange>& changed);
  void decide_route(const Prefix& prefix, std::uint32_t index, Delta& delta, std::vector<BestChange>& changed);
  void scan_dirty(std::size_t credit, Delta& delta, std::vector<BestChange>& changed);
  void flush_tables(Delta& delta);
  void judge(const Route& route, Outcome& outcome) const;
  void judge_single(const Route& route, Outcome& outcome) const;
  void choose_best(Outcome& outcome) const;
  void build_tiers(Outcome& outcome) const;
  void gather(const Route& route, std::vector<Contender>& contenders) const;

  // Questions (query.cc).
  [[nodiscard]] const Route* find_route(const Prefix& prefix) const;
  [[nodiscard]] Path to_path(const PathRecord& record) const;
  [[nodiscard]] Path path_of(const Route& route, std::uint32_t position) const;
  [[nodiscard]] bool routes_are_consistent() const;
  [[nodiscard]] bool is_scan_needed() const { return groups.epoch() != scanned_epoch; }

  template <typename F>
  void for_each_path(const Route& route, F&& visit) const {
    if (route.first.shared == 0) return;
    visit(route.first);
    for (std::uint32_t i = route.first.next; i != 0; i = more_paths[i].next) visit(more_paths[i]);
  }
  [[nodiscard]] bool has_source(const Route& route, SourceId source) const {
    bool found = false;
    for_each_path(route, [&](const PathRecord& r) { found = found || shared[r.shared].path.source == source; });
    return found;
  }

  DecisionConfig config;
  AttributeTable attributes;
  GroupTable groups;
  PrefixMap map;             ///< prefix to route
  Slab<Route> routes;
  Slab<PathRecord> more_paths;
  std::vector<Shared> shared;                                                      ///< by index; 0 is unused
  std::unordered_map<PathTemplate, std::uint32_t, SharedHash, SharedEqual> shared_ids;  ///< looked up, never walked
  std::vector<std::uint32_t> shared_free;
  std::vector<Source> sources;                                                     ///< by id; 0 is unused
  std::map<TableKey, TableRoute> table_routes;
  std::set<TableKey> tables_waiting;
  std::size_t path_count = 0, prefix_count = 0;
  std::uint64_t calls = 0;             ///< that may have changed something
  std::uint64_t calls_checked = UINT64_MAX;  ///< as of the last is_consistent() that was true

  // The walk over routes whose group is dirty: it has looked at everything that became dirty up to scanned_epoch, and
  // while a pass is under way, at everything up to scan_after that became dirty up to pass_epoch.
  std::uint64_t scanned_epoch = 0, pass_epoch = 0;
  bool in_pass = false;
  std::optional<Prefix> scan_after;
  std::vector<std::pair<Prefix, std::uint32_t>> emptied;  ///< routes without paths, erased after the walk
  Outcome scratch;
};

}  // namespace cw::rib
