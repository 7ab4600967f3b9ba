#include "gateway/config.h"

namespace cw::gateway {

std::string_view to_string(Role role) {
  switch (role) {
    case Role::ExpressRouteGateway: return "expressRouteGateway";
    case Role::VpnGateway: return "vpnGateway";
    case Role::ProviderEdge: return "providerEdge";
    case Role::CustomerEdge: return "customerEdge";
    case Role::Fabric: return "fabric";
    case Role::Host: return "host";
  }
  return "?";
}

std::string_view to_string(PeerKind kind) {
  switch (kind) {
    case PeerKind::Circuit: return "circuit";
    case PeerKind::Backbone: return "backbone";
    case PeerKind::Vpn: return "vpn";
    case PeerKind::Sibling: return "sibling";
    case PeerKind::Fabric: return "fabric";
    case PeerKind::Site: return "site";
  }
  return "?";
}

}  // namespace cw::gateway
