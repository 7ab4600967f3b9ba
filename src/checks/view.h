// What the rules look at: a design with the questions they share answered once.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/address.h"
#include "design/catalogue.h"
#include "design/model.h"

namespace cw::checks {

using PrefixSet = std::set<Prefix>;

/// A prefix of `set` that covers `prefix` (equal counts unless `strictly`), the longest; nullopt when none does.
std::optional<Prefix> covering(const PrefixSet& set, const Prefix& prefix, bool strictly = false);

/// A prefix of `set` covers `prefix`, or several of them together do.
[[nodiscard]] bool is_covered(const PrefixSet& set, const Prefix& prefix);

struct NetworkView {
  const design::VirtualNetwork* network = nullptr;
  const design::Subnet* gateway_subnet = nullptr;         ///< named exactly
  const design::RouteTable* gateway_routes = nullptr;     ///< on GatewaySubnet
  std::vector<const design::VirtualNetworkGateway*> express_route, vpn;
  std::vector<Prefix> spaces;                             ///< own, and of spokes that use the gateways
  [[nodiscard]] bool coexistence() const { return !express_route.empty() && !vpn.empty(); }
  [[nodiscard]] bool has_gateway() const { return !express_route.empty() || !vpn.empty(); }
  /// Shortest prefix length of GatewaySubnet in a family; nullopt when it has none.
  [[nodiscard]] std::optional<unsigned> gateway_subnet_length(Family family) const;
};

/// One IPsec connection and what it joins; parts may be missing.
struct VpnRoad {
  const design::Connection* connection = nullptr;
  const design::VirtualNetworkGateway* gateway = nullptr;
  const design::LocalNetworkGateway* local = nullptr;
  const design::Site* site = nullptr;
  const design::Device* device = nullptr;
  bool bgp = false;
};

/// One link of a circuit with private peering.
struct CircuitRoad {
  const design::ExpressRouteCircuit* circuit = nullptr;
  const design::CircuitLink* link = nullptr;
  std::string_view which;                                 ///< "primary", "secondary"
  const design::Site* site = nullptr;
  const design::Device* device = nullptr;
  PrefixSet advertised;                                   ///< by the device over this link
};

struct SiteView {
  const design::Site* site = nullptr;
  std::vector<const CircuitRoad*> circuits;
  std::vector<const VpnRoad*> vpns;
  PrefixSet over_circuit;                                 ///< advertised over any of its circuit links
  PrefixSet over_vpn_bgp, over_vpn_static;                ///< advertised in tunnels; written at local network gateways
  [[nodiscard]] bool has_both() const { return !circuits.empty() && !vpns.empty(); }
};

class View {
 public:
  explicit View(const design::Design& the_design);
  View(const View&) = delete;
  View& operator=(const View&) = delete;

  const design::Design& design;
  std::vector<NetworkView> networks;
  std::vector<CircuitRoad> circuit_roads;
  std::vector<VpnRoad> vpn_roads;
  std::vector<SiteView> sites;

  [[nodiscard]] const NetworkView* network_of(const design::VirtualNetworkGateway& gateway) const;
  /// Connections of type ExpressRoute that end on this gateway.
  [[nodiscard]] std::vector<const design::Connection*> circuits_on(const design::VirtualNetworkGateway& gateway) const;
  /// The AS number a gateway uses: 65515 unless written.
  [[nodiscard]] AsNumber asn_of(const design::VirtualNetworkGateway& gateway) const;
  [[nodiscard]] bool is_azure(const design::VirtualNetworkGateway& gateway) const;
  /// Some virtual network has both gateways and the VPN is meant as backup.
  [[nodiscard]] bool is_backup() const;
  /// Address spaces a site hears of over a road.
  [[nodiscard]] PrefixSet spaces_over(const SiteView& site, design::Road road) const;
  /// The design says so itself: flows of the site with an end in `prefix` are expected on the VPN, and none on the circuit.
  [[nodiscard]] bool is_meant_for_vpn(const SiteView& site, const Prefix& prefix) const;

 private:
  void look_at_networks();
  void look_at_circuits();
  void look_at_tunnels();
  void look_at_sites();
};

}  // namespace cw::checks
