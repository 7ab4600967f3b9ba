#include "base/event.h"

namespace cw {

std::string_view to_string(Layer layer) {
  switch (layer) {
    case Layer::Fault: return "fault";
    case Layer::Link: return "link";
    case Layer::Bfd: return "bfd";
    case Layer::Bgp: return "bgp";
    case Layer::Tunnel: return "tunnel";
    case Layer::Rib: return "rib";
    case Layer::Fib: return "fib";
    case Layer::Gateway: return "gateway";
    case Layer::Packet: return "packet";
    case Layer::Checker: return "checker";
  }
  return "?";
}

std::string_view to_string(EventKind kind) {
  switch (kind) {
    case EventKind::FaultInjected: return "FaultInjected";
    case EventKind::FaultRestored: return "FaultRestored";
    case EventKind::LinkDown: return "LinkDown";
    case EventKind::LinkUp: return "LinkUp";
    case EventKind::BfdUp: return "BfdUp";
    case EventKind::BfdDown: return "BfdDown";
    case EventKind::BfdAdminDown: return "BfdAdminDown";
    case EventKind::BfdDetectionExtended: return "BfdDetectionExtended";
    case EventKind::BgpStateChanged: return "BgpStateChanged";
    case EventKind::BgpEstablished: return "BgpEstablished";
    case EventKind::BgpDown: return "BgpDown";
    case EventKind::BgpEndOfRib: return "BgpEndOfRib";
    case EventKind::BgpNotificationSent: return "BgpNotificationSent";
    case EventKind::BgpNotificationReceived: return "BgpNotificationReceived";
    case EventKind::BgpPrefixLimitWarning: return "BgpPrefixLimitWarning";
    case EventKind::BgpPrefixLimitExceeded: return "BgpPrefixLimitExceeded";
    case EventKind::BgpRouteRefresh: return "BgpRouteRefresh";
    case EventKind::BgpMalformedUpdate: return "BgpMalformedUpdate";
    case EventKind::TunnelUp: return "TunnelUp";
    case EventKind::TunnelDown: return "TunnelDown";
    case EventKind::RoutesLearned: return "RoutesLearned";
    case EventKind::RoutesWithdrawn: return "RoutesWithdrawn";
    case EventKind::BestPathChanged: return "BestPathChanged";
    case EventKind::GroupSwitched: return "GroupSwitched";
    case EventKind::RoutesProgrammed: return "RoutesProgrammed";
    case EventKind::NextHopDead: return "NextHopDead";
    case EventKind::NextHopProving: return "NextHopProving";
    case EventKind::NextHopLive: return "NextHopLive";
    case EventKind::HoldDownStarted: return "HoldDownStarted";
    case EventKind::FlapDamped: return "FlapDamped";
    case EventKind::LocalRepair: return "LocalRepair";
    case EventKind::FlowLost: return "FlowLost";
    case EventKind::FlowRestored: return "FlowRestored";
    case EventKind::FlowMoved: return "FlowMoved";
    case EventKind::CheckFailed: return "CheckFailed";
  }
  return "?";
}

}  // namespace cw
