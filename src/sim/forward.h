// One node's forwarding decision for one packet: longest match, then the flow's share of the path group.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "rib/fib.h"
#include "sim/packet.h"

namespace cw::sim {

struct Choice {
  std::optional<rib::NextHop> next_hop;
  std::optional<rib::Fib::Match> match;
  Drop drop = Drop::NoRoute;          ///< when there is no next hop
};

/// next_hop_of: NextHopId -> NextHop of this node. from_sibling: the packet came from a node of the same virtual network,
/// so members that lead to another sibling are not for it.
template <typename NextHopOf>
Choice choose(const rib::Fib& fib, NextHopOf&& next_hop_of, const wire::FlowKey& key, std::uint32_t table,
              bool from_sibling, std::uint32_t salt) {
  Choice choice{.match = fib.lookup(key.destination, table)};
  if (!choice.match) return choice;
  const std::span<const rib::NextHopId> members = fib.members(choice.match->group);
  std::size_t usable = 0;
  for (const rib::NextHopId id : members) usable += from_sibling && next_hop_of(id).sibling ? 0U : 1U;
  choice.drop = Drop::NoExit;
  if (usable == 0) return choice;
  std::size_t pick = usable == 1 ? 0 : wire::flow_hash(key, salt) % usable;
  for (const rib::NextHopId id : members) {
    const rib::NextHop& next_hop = next_hop_of(id);
    if (from_sibling && next_hop.sibling) continue;
    if (pick-- != 0) continue;
    if (next_hop.kind == rib::NextHopKind::Drop) {
      choice.drop = Drop::RouteDrops;
    } else {
      choice.next_hop = next_hop;
    }
    return choice;
  }
  return choice;
}

}  // namespace cw::sim
