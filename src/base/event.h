// The journal's typed events: what happened, when, where, which layer, why. Timelines, outage budgets, reports and
// metrics are built from these and from counters, and from nothing else.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/strong.h"
#include "base/time.h"

namespace cw {

enum class Layer : std::uint8_t { Fault, Link, Bfd, Bgp, Tunnel, Rib, Fib, Gateway, Packet, Checker };

enum class EventKind : std::uint8_t {
  // Fault: what a drill did to the world.
  FaultInjected, FaultRestored,
  // Link.
  LinkDown, LinkUp,
  // BFD.
  BfdUp, BfdDown, BfdAdminDown, BfdDetectionExtended,
  // BGP.
  BgpStateChanged, BgpEstablished, BgpDown, BgpEndOfRib, BgpNotificationSent, BgpNotificationReceived,
  BgpPrefixLimitWarning, BgpPrefixLimitExceeded, BgpRouteRefresh, BgpMalformedUpdate,
  // Tunnel.
  TunnelUp, TunnelDown,
  // RIB.
  RoutesLearned, RoutesWithdrawn, BestPathChanged,
  // FIB.
  GroupSwitched, RoutesProgrammed,
  // Gateway.
  NextHopDead, NextHopProving, NextHopLive, HoldDownStarted, FlapDamped, LocalRepair,
  // Packet: what probes saw.
  FlowLost, FlowRestored, FlowMoved,
  // Checker.
  CheckFailed,
};

std::string_view to_string(Layer layer);
std::string_view to_string(EventKind kind);  ///< the enumerator's own spelling

struct Event {
  Instant at{};
  NodeId node{};               ///< the node it happened on; kWorldNode for faults and flows
  Layer layer = Layer::Gateway;
  EventKind kind = EventKind::BgpStateChanged;
  std::string subject;         ///< peer, link, prefix, next hop or flow by name
  std::string detail;          ///< why, in words an engineer reads
  std::int64_t value = 0;      ///< a count or nanoseconds, where the kind has one

  friend bool operator==(const Event&, const Event&) = default;
};

inline constexpr NodeId kWorldNode{UINT32_MAX};

using Journal = std::vector<Event>;

}  // namespace cw
