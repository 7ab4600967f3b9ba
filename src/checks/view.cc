#include "checks/view.h"

#include <fmt/core.h>

#include <algorithm>

#include "plan/policies.h"

namespace cw::checks {

namespace {

using design::Road;

bool uses_gateways_of(const design::VirtualNetwork& spoke, const design::VirtualNetwork& hub) {
  const bool uses = std::ranges::any_of(spoke.peerings, [&](const auto& peering) {
    return peering.remote_virtual_network == hub.name && peering.use_remote_gateways;
  });
  return uses && std::ranges::any_of(hub.peerings, [&](const auto& peering) {
           return peering.remote_virtual_network == spoke.name && peering.allow_gateway_transit;
         });
}

/// "site/device" -> the site.
const design::Site* site_of(const design::Design& design, std::string_view path) {
  return design::find_site(design, path.substr(0, path.find('/')));
}

PrefixSet advertised(const design::Site& site, const design::Device& device, Road road) {
  PrefixSet out;
  const rib::Policy policy = plan::device_to_road(site, device, road);
  for (const Prefix& prefix : plan::originated_prefixes(site)) {
    if (rib::apply(policy, prefix, {}).accepted) out.insert(prefix);
  }
  return out;
}

}  // namespace

std::optional<Prefix> covering(const PrefixSet& set, const Prefix& prefix, bool strictly) {
  if (strictly && prefix.length == 0) return std::nullopt;
  for (unsigned length = prefix.length - (strictly ? 1U : 0U);; --length) {
    const Prefix wider = Prefix::of(prefix.address, length);
    if (set.contains(wider)) return wider;
    if (length == 0) return std::nullopt;
  }
}

bool is_covered(const PrefixSet& set, const Prefix& prefix) {
  if (covering(set, prefix)) return true;
  if (prefix.length == bits(prefix.family())) return false;
  const auto inside = set.lower_bound(prefix);
  if (inside == set.end() || !prefix.covers(*inside)) return false;
  const unsigned half = prefix.length + 1U;
  const Prefix low = Prefix::of(prefix.address, half);
  Prefix high = low;
  high.address.bytes[prefix.length / 8U] |= static_cast<std::uint8_t>(0x80U >> (prefix.length % 8U));
  return is_covered(set, low) && is_covered(set, high);
}

std::optional<unsigned> NetworkView::gateway_subnet_length(Family family) const {
  std::optional<unsigned> shortest;
  if (gateway_subnet == nullptr) return shortest;
  for (const Prefix& prefix : gateway_subnet->address_prefixes) {
    if (prefix.family() == family && (!shortest || prefix.length < *shortest)) shortest = prefix.length;
  }
  return shortest;
}

View::View(const design::Design& the_design) : design(the_design) {
  look_at_networks();
  look_at_circuits();
  look_at_tunnels();
  look_at_sites();
}

void View::look_at_networks() {
  for (const design::VirtualNetwork& network : design.virtual_networks) {
    NetworkView view;
    view.network = &network;
    view.gateway_subnet = design::find_gateway_subnet(network);
    for (const design::RouteTable& table : design.route_tables) {
      if (view.gateway_subnet != nullptr && table.name == view.gateway_subnet->route_table)
        view.gateway_routes = &table;
    }
    for (const design::VirtualNetworkGateway& gateway : design.virtual_network_gateways) {
      if (gateway.virtual_network != network.name) continue;
      (gateway.gateway_type == design::GatewayType::Vpn ? view.vpn : view.express_route).push_back(&gateway);
    }
    for (const design::VirtualNetwork& other : design.virtual_networks) {
      if (&other != &network && !uses_gateways_of(other, network)) continue;
      view.spaces.insert(view.spaces.end(), other.address_space.begin(), other.address_space.end());
    }
    networks.push_back(std::move(view));
  }
}

void View::look_at_circuits() {
  for (const design::ExpressRouteCircuit& circuit : design.express_route_circuits) {
    if (!circuit.private_peering) continue;
    const auto add = [&](const design::CircuitLink& link, std::string_view which) {
      CircuitRoad road{.circuit = &circuit, .link = &link, .which = which, .advertised = {}};
      road.site = site_of(design, link.device);
      road.device = design::find_device(design, link.device);
      if (road.site != nullptr && road.device != nullptr) {
        road.advertised = advertised(*road.site, *road.device, Road::ExpressRoute);
      }
      circuit_roads.push_back(std::move(road));
    };
    add(circuit.primary_link, "primary");
    add(circuit.secondary_link, "secondary");
  }
}

void View::look_at_tunnels() {
  for (const design::Connection& connection : design.connections) {
    if (connection.connection_type != design::ConnectionType::IPsec) continue;
    VpnRoad road{.connection = &connection};
    road.gateway = design::find_gateway(design, connection.virtual_network_gateway1);
    road.local = design::find_local_network_gateway(design, connection.local_network_gateway2);
    if (road.local != nullptr) {
      road.site = site_of(design, road.local->device);
      road.device = design::find_device(design, road.local->device);
    }
    road.bgp = connection.enable_bgp && road.gateway != nullptr && road.gateway->enable_bgp;
    vpn_roads.push_back(road);
  }
}

void View::look_at_sites() {
  for (const design::Site& site : design.sites) {
    SiteView view;
    view.site = &site;
    for (const CircuitRoad& road : circuit_roads) {
      if (road.site != &site || road.device == nullptr) continue;
      view.circuits.push_back(&road);
      view.over_circuit.insert(road.advertised.begin(), road.advertised.end());
    }
    for (const VpnRoad& road : vpn_roads) {
      if (road.site != &site || road.device == nullptr) continue;
      view.vpns.push_back(&road);
      if (road.bgp) view.over_vpn_bgp.merge(advertised(site, *road.device, Road::Vpn));
      for (const Prefix& prefix : road.local->address_prefixes) {
        const bool peer = road.local->bgp_peering_address && prefix == Prefix::host(*road.local->bgp_peering_address);
        if (!peer) view.over_vpn_static.insert(prefix);
      }
    }
    sites.push_back(std::move(view));
  }
}

const NetworkView* View::network_of(const design::VirtualNetworkGateway& gateway) const {
  for (const NetworkView& view : networks) {
    if (view.network->name == gateway.virtual_network) return &view;
  }
  return nullptr;
}

std::vector<const design::Connection*> View::circuits_on(const design::VirtualNetworkGateway& gateway) const {
  std::vector<const design::Connection*> out;
  for (const design::Connection& connection : design.connections) {
    if (connection.connection_type == design::ConnectionType::ExpressRoute &&
        connection.virtual_network_gateway1 == gateway.name) {
      out.push_back(&connection);
    }
  }
  return out;
}

AsNumber View::asn_of(const design::VirtualNetworkGateway& gateway) const {
  return gateway.asn.value == 0 ? design::defaults().gateway_asn : gateway.asn;
}

bool View::is_azure(const design::VirtualNetworkGateway& gateway) const {
  return gateway.profile.value_or(design.profile) == design::Profile::Azure;
}

bool View::is_backup() const {
  return design.intent.backup &&
         std::ranges::any_of(networks, [](const NetworkView& view) { return view.coexistence(); });
}

PrefixSet View::spaces_over(const SiteView& site, Road road) const {
  PrefixSet out;
  const auto add = [&](const design::VirtualNetworkGateway& gateway) {
    if (const NetworkView* network = network_of(gateway)) out.insert(network->spaces.begin(), network->spaces.end());
  };
  if (road == Road::Vpn) {
    for (const VpnRoad* each : site.vpns) {
      if (each->gateway != nullptr) add(*each->gateway);
    }
    return out;
  }
  for (const design::Connection& connection : design.connections) {
    const auto* gateway = design::find_gateway(design, connection.virtual_network_gateway1);
    const bool ours = std::ranges::any_of(site.circuits, [&](const CircuitRoad* each) {
      return connection.connection_type == design::ConnectionType::ExpressRoute &&
             each->circuit->name == connection.peer;
    });
    if (ours && gateway != nullptr) add(*gateway);
  }
  return out;
}

bool View::is_meant_for_vpn(const SiteView& site, const Prefix& prefix) const {
  bool meant = false;
  const auto find_host = [&](const std::string& name) {
    const auto found = std::ranges::find(design.hosts, name, &design::Host::name);
    return found == design.hosts.end() ? nullptr : &*found;
  };
  for (const design::Flow& flow : design.flows) {
    const design::Host* from = find_host(flow.from);
    const design::Host* to = find_host(flow.to);
    if (from == nullptr || to == nullptr || !flow.expected_road) continue;
    if (from->site != site.site->name && to->site != site.site->name) continue;
    if (!prefix.contains(from->address) && !prefix.contains(to->address)) continue;
    if (*flow.expected_road == Road::ExpressRoute) return false;
    meant = true;
  }
  return meant;
}

}  // namespace cw::checks
