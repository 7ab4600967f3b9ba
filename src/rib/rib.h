/// The RIB of one node: all candidate paths, the decision process, path groups with tiers, and the deltas for the FIB.
///
/// Ids of sources and next hops start at 1; AttributesId{0} is the empty set. A group keeps dead next hops in its
/// tiers, so that death and return of a next hop switch groups and leave routes alone; a route whose next hops are all
/// dead stays, and drops.
///
/// A liveness change costs the number of groups: set_next_hop_state() yields the groups to switch at once, and marks
/// the rest of the work (eligibility, best path, what is advertised) for decide(), which runs in slices.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "rib/attributes.h"
#include "rib/fib.h"
#include "rib/types.h"

namespace cw::rib {

/// What a batch of paths shares.
struct PathTemplate {
  SourceId source;
  AttributesId attributes;           ///< the batch holds one reference; the RIB takes its own per path
  NextHopId next_hop;
  std::uint32_t weight = 0;
  std::uint16_t routing_weight = 0;
  std::uint8_t tier = 0;
};

/// One candidate with the reason it won or lost, for `explain` and `show routes`.
struct Candidate {
  Path path;
  Step lost_at = Step::Winner;       ///< Winner: best; MultipathEqual: in the ECMP set
  bool advertised_best = false;      ///< the one best path
  std::string reason;                ///< "local preference 100 < 150"
};

struct Explanation {
  Prefix prefix;
  std::vector<Candidate> candidates; ///< best first, then by how far each got
  GroupId group = kNoGroup;
  std::vector<std::vector<NextHopId>> tiers;  ///< of the group
  std::uint8_t active_tier = 0;
};

struct RibStatus {
  std::size_t prefixes = 0, paths = 0, groups = 0, next_hops = 0, attribute_sets = 0;
  std::size_t pending = 0;           ///< prefixes waiting for decide()
  std::size_t memory_bytes = 0;
};

class Rib {
 public:
  explicit Rib(DecisionConfig config);
  ~Rib();
  Rib(Rib&&) noexcept;
  Rib& operator=(Rib&&) noexcept;

  AttributeTable& attributes();
  const AttributeTable& attributes() const;

  SourceId add_source(SourceInfo info);
  [[nodiscard]] const SourceInfo& source(SourceId id) const;
  void update_source(SourceId id, RouterId peer_identifier);  ///< known only after OPEN

  NextHopId intern_next_hop(const NextHop& next_hop);         ///< starts Live
  [[nodiscard]] const NextHop& next_hop(NextHopId id) const;
  [[nodiscard]] NextHopState next_hop_state(NextHopId id) const;
  [[nodiscard]] std::size_t next_hop_count() const;

  /// Adds or replaces paths (key: prefix, source, path_id). Clears `stale`. Marks the prefixes for decide().
  void announce(const PathTemplate& shared, std::span<const wire::bgp::Nlri> nlri);
  void withdraw(SourceId source, std::span<const wire::bgp::Nlri> nlri);
  void withdraw_all(SourceId source);                          ///< every path of the source
  void mark_stale(SourceId source, Family family);             ///< RFC 4724 §4.2
  std::size_t sweep_stale(SourceId source, Family family);     ///< removes what is still stale; how many

  /// Switches at once: returns the groups whose members or active tier changed, by id. cost: groups
  /// containing the next hop, not prefixes.
  std::vector<GroupChange> set_next_hop_state(NextHopId id, NextHopState state);

  /// Routes of a subnet's own table (user-defined routes): no decision, straight to the FIB delta of the next decide().
  /// table: not 0. next_hop: NextHopId{0} removes the route.
  void set_table_route(std::uint32_t table, const Prefix& prefix, NextHopId next_hop);

  struct BestChange {              ///< for the export side
    Prefix prefix;
  };
  /// Decides up to `budget` waiting prefixes in prefix order. Appends FIB changes to `delta` and prefixes whose best
  /// path, best external path or ECMP set changed to `changed`. returns: true while prefixes are still waiting.
  /// Apply the delta before the next set_next_hop_state(): group members in it are those of this moment.
  bool decide(std::size_t budget, Delta& delta, std::vector<BestChange>& changed);

  /// The one best path (RFC 4271 §9.1), if any is eligible.
  [[nodiscard]] std::optional<Path> best(const Prefix& prefix) const;
  /// The best among paths that were not learned from iBGP (what a gateway tells its siblings even while a sibling's
  /// path wins). For ordinary nodes use best().
  [[nodiscard]] std::optional<Path> best_external(const Prefix& prefix) const;
  [[nodiscard]] std::optional<Explanation> explain(const Prefix& prefix) const;
  /// Every prefix that covers `address` or, with an exact prefix, lies on its way: longest first.
  [[nodiscard]] std::vector<Prefix> covering(const IpAddress& address) const;
  /// Visits all prefixes in order; return false to stop. Starts after `after` when given (for slices).
  void for_each_prefix(std::optional<Prefix> after, const std::function<bool(const Prefix&)>& visit) const;
  [[nodiscard]] std::vector<Path> paths(const Prefix& prefix) const;  ///< in source, path_id order
  /// Number of distinct prefixes currently held from one source.
  [[nodiscard]] std::size_t count(SourceId source) const;

  /// What the FIB should hold: compared by checkers.
  [[nodiscard]] std::vector<Fib::Match> expected_routes() const;
  [[nodiscard]] std::vector<NextHopId> expected_members(GroupId group) const;
  [[nodiscard]] std::uint8_t active_tier(GroupId group) const;
  [[nodiscard]] RibStatus status() const;
  /// Counts and judges everything again while there are at most 2,000 prefixes; beyond that only cheap facts. cost:
  /// next to nothing when no call has changed anything since the last time.
  [[nodiscard]] bool is_consistent() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cw::rib
