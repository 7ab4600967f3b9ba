#include "rib/types.h"

#include <fmt/core.h>

namespace cw::rib {

std::string_view to_string(Origin origin) {
  switch (origin) {
    case Origin::Connected: return "connected";
    case Origin::Local: return "local";
    case Origin::System: return "system";
    case Origin::UserDefined: return "user-defined";
    case Origin::Static: return "static";
    case Origin::Ebgp: return "eBGP";
    case Origin::Ibgp: return "iBGP";
  }
  return "unknown";
}

std::string to_string(const NextHop& next_hop) {
  switch (next_hop.kind) {
    case NextHopKind::Deliver: return "deliver";
    case NextHopKind::Drop: return "drop";
    case NextHopKind::Forward: break;
  }
  std::string text;
  if (!next_hop.gateway.is_unspecified()) text = "via " + to_string(next_hop.gateway);
  if (next_hop.interface != kNoInterface) {
    text += fmt::format("{}interface {}", text.empty() ? "" : " ", next_hop.interface.value);
  }
  if (text.empty()) text = "forward";
  if (next_hop.sibling) text += " (sibling)";
  return text;
}

std::string_view to_string(NextHopState state) {
  switch (state) {
    case NextHopState::Dead: return "dead";
    case NextHopState::Proving: return "proving";
    case NextHopState::Live: return "live";
  }
  return "unknown";
}

std::string_view to_string(Step step) {
  switch (step) {
    case Step::Winner: return "winner";
    case Step::NextHopDead: return "next hop";
    case Step::Stale: return "stale";
    case Step::RouteType: return "route type";
    case Step::Weight: return "weight";
    case Step::RoutingWeight: return "routing weight";
    case Step::LocalPreference: return "local preference";
    case Step::AsPathLength: return "AS path length";
    case Step::Origin: return "origin";
    case Step::Med: return "MED";
    case Step::EbgpOverIbgp: return "eBGP over iBGP";
    case Step::IgpCost: return "IGP cost";
    case Step::MultipathEqual: return "multipath";
    case Step::OriginatorOrRouterId: return "router id";
    case Step::ClusterListLength: return "cluster list length";
    case Step::PeerAddress: return "peer address";
    case Step::PathId: return "path id";
  }
  return "unknown";
}

std::string_view rule_of(Step step) {
  switch (step) {
    case Step::Winner: return "";
    case Step::NextHopDead: return "RFC 4271 §9.1.2.1";
    case Step::Stale: return "RFC 4724 §4.2";
    case Step::RouteType: return "Azure fact 1.3.6";
    case Step::Weight: return "Azure fact 1.3.2";
    case Step::RoutingWeight: return "Azure fact 1.3.7";
    case Step::LocalPreference: return "RFC 4271 §9.1.1";
    case Step::AsPathLength: return "RFC 4271 §9.1.2.2 a";
    case Step::Origin: return "RFC 4271 §9.1.2.2 b";
    case Step::Med: return "RFC 4271 §9.1.2.2 c";
    case Step::EbgpOverIbgp: return "RFC 4271 §9.1.2.2 d";
    case Step::IgpCost: return "RFC 4271 §9.1.2.2 e";
    case Step::MultipathEqual: return "Azure fact 1.3.8";
    case Step::OriginatorOrRouterId: return "RFC 4271 §9.1.2.2 f, RFC 4456 §9";
    case Step::ClusterListLength: return "RFC 4456 §9";
    case Step::PeerAddress: return "RFC 4271 §9.1.2.2 g";
    case Step::PathId: return "RFC 7911 §3";
  }
  return "";
}

}  // namespace cw::rib
