// The forwarding table of one node as the packet path sees it: tables of prefix -> path group, groups -> next hops.
// It is filled by Deltas and answers look-ups; it decides nothing. The simulated world owns one per node, and the
// gateway's RIB can be compared with it ("FIB equals best paths").
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "rib/types.h"

namespace cw::rib {

class Fib {
 public:
  Fib();
  ~Fib();
  Fib(Fib&&) noexcept;
  Fib& operator=(Fib&&) noexcept;

  void apply(const RouteChange& change);
  void apply(const GroupChange& change);
  void remove_group(GroupId group);

  struct Match {
    Prefix prefix;
    std::uint32_t table = 0;
    GroupId group;
    friend auto operator<=>(const Match&, const Match&) = default;
  };
  /// Longest match in `table` (a subnet's user-defined routes) and in table 0; the longer wins, the subnet's table at a
  /// tie (user-defined over everything, fact 1.3.6). A match whose group has no member left (every next hop dead) falls
  /// through to the next shorter one that has, as a kernel does when a route's next hops are gone; when there is none
  /// the dead match is returned. cost: no allocation; a walk over the covering prefixes only in the dead case.
  [[nodiscard]] std::optional<Match> lookup(const IpAddress& destination, std::uint32_t table = 0) const;
  [[nodiscard]] std::span<const NextHopId> members(GroupId group) const;
  [[nodiscard]] std::uint8_t active_tier(GroupId group) const;
  [[nodiscard]] std::size_t route_count() const;
  [[nodiscard]] std::size_t group_count() const;
  /// Every route by table, then in prefix order: for comparison and for printing.
  [[nodiscard]] std::vector<Match> routes() const;
  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cw::rib
