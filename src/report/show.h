// The tables network engineers and Azure users know, from a node's state: learned and advertised routes as Azure prints
// them, effective routes of a virtual network, BGP and BFD sessions, and the journal.
#pragma once

#include <span>
#include <string>

#include "base/event.h"
#include "gateway/node.h"
#include "plan/plan.h"
#include "report/grid.h"

namespace cw::report {

/// Network, NextHop, AsPath, Weight (Azure's "learned routes"), LocPref and who it came from.
Grid learned_routes(const gateway::Node& node);
/// Network, NextHop, AsPath, Weight of what one peer was told.
Grid advertised_routes(const gateway::Node& node, PeerId peer);
/// Source, State, Address Prefix, Next Hop Type, Next Hop (Azure's "effective routes"); for fabric nodes.
Grid effective_routes(const plan::Plan& plan, NodeId id, const gateway::Node& node);
/// Neighbor, Name, AS, State, Up/Down, MsgRcvd, MsgSent, PfxRcd, PfxSnt.
Grid bgp_sessions(const gateway::Node& node, Instant now);
/// Peer, Name, State, Interval, Detect, Diag.
Grid bfd_sessions(const gateway::Node& node, Instant now);
/// Time, Node, Layer, Event, Subject, Detail. `only` limits it to one node.
Grid event_grid(const plan::Plan& plan, std::span<const Event> journal, std::optional<NodeId> only);

}  // namespace cw::report
