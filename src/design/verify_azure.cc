// Azure's half of verify().
#include <algorithm>

#include "design/catalogue.h"
#include "design/prefix_set.h"
#include "design/verifier.h"

namespace cw::design {

void Verifier::verify_networks() {
  for (std::size_t i = 0; i < design_.virtual_networks.size(); ++i) {
    const VirtualNetwork& network = design_.virtual_networks[i];
    const std::string path = fmt::format("virtualNetworks[{}]", i);
    unique(network.subnets, path + ".subnets", "subnet");
    const PrefixSet space(network.address_space);
    std::vector<Prefix> all;
    for (std::size_t s = 0; s < network.subnets.size(); ++s) {
      const Subnet& subnet = network.subnets[s];
      const std::string subnet_path = fmt::format("{}.subnets[{}]", path, s);
      const bool one = written(subnet_path + ".addressPrefix");
      const bool many = written(subnet_path + ".addressPrefixes");
      if (one == many && is_group(subnet_path)) {
        report(subnet_path + (one ? ".addressPrefixes" : ".addressPrefix"),
               {one ? "addressPrefix is written too" : "a required field is missing",
                "addressPrefix or addressPrefixes",
                {}});
      }
      for (std::size_t p = 0; p < subnet.address_prefixes.size(); ++p) {
        const Prefix& prefix = subnet.address_prefixes[p];
        if (prefix.is_default()) continue;
        all.push_back(prefix);
        if (space.covers(prefix) || decoder_.failed(path + ".addressSpace")) continue;
        report(one ? subnet_path + ".addressPrefix" : fmt::format("{}.addressPrefixes[{}]", subnet_path, p),
               {fmt::format("{} is not inside the network's address space", to_string(prefix)),
                network.address_space.empty() ? "a prefix of the network"
                                              : "a prefix inside " + to_string(network.address_space.front()),
                {}});
      }
      refer(subnet_path + ".routeTable", subnet.route_table, route_tables_, "route table");
    }
    const PrefixSet subnets(std::move(all));
    if (const auto& overlap = subnets.overlap()) {
      report(path + ".subnets",
             {fmt::format("subnets {} and {} overlap", to_string(overlap->first), to_string(overlap->second)),
              "subnets that do not overlap",
              {}});
    }
    for (std::size_t p = 0; p < network.peerings.size(); ++p) {
      const std::string peering_path = fmt::format("{}.peerings[{}].remoteVirtualNetwork", path, p);
      refer(peering_path, network.peerings[p].remote_virtual_network, networks_, "virtual network");
      if (!network.name.empty() && network.peerings[p].remote_virtual_network == network.name) {
        report(peering_path, {"a network cannot be peered with itself", "another virtual network", {}});
      }
    }
  }
}

void Verifier::verify_route_tables() {
  for (std::size_t i = 0; i < design_.route_tables.size(); ++i) {
    const auto& routes = design_.route_tables[i].routes;
    unique(routes, fmt::format("routeTables[{}].routes", i), "route");
    for (std::size_t r = 0; r < routes.size(); ++r) {
      const bool appliance = routes[r].next_hop_type == NextHopType::VirtualAppliance;
      if (appliance == routes[r].next_hop_ip_address.has_value()) continue;
      const std::string path = fmt::format("routeTables[{}].routes[{}]", i, r);
      if (!written(path + ".nextHopType")) continue;
      report(path + ".nextHopIpAddress",
             {appliance ? "a required field is missing" : "only VirtualAppliance has an address",
              appliance ? "the appliance's address" : "no nextHopIpAddress",
              {}});
    }
  }
  for (std::size_t i = 0; i < design_.route_servers.size(); ++i) {
    refer(fmt::format("routeServers[{}].virtualNetwork", i), design_.route_servers[i].virtual_network, networks_,
          "virtual network");
  }
}

void Verifier::verify_circuits() {
  for (std::size_t i = 0; i < design_.express_route_circuits.size(); ++i) {
    const ExpressRouteCircuit& circuit = design_.express_route_circuits[i];
    const std::string path = fmt::format("expressRouteCircuits[{}]", i);
    refer(path + ".primaryLink.device", circuit.primary_link.device, devices_, "device");
    refer(path + ".secondaryLink.device", circuit.secondary_link.device, devices_, "device");
    if (!circuit.private_peering) continue;
    const Prefix& primary = circuit.private_peering->primary_peer_address_prefix;
    const Prefix& secondary = circuit.private_peering->secondary_peer_address_prefix;
    if (primary == secondary && !primary.is_default()) {
      report(path + ".peerings", {"primary and secondary link have the same prefix", "two different /30 prefixes", {}});
    }
  }
}

void Verifier::verify_gateways() {
  for (std::size_t i = 0; i < design_.virtual_network_gateways.size(); ++i) {
    const VirtualNetworkGateway& gateway = design_.virtual_network_gateways[i];
    const std::string path = fmt::format("virtualNetworkGateways[{}]", i);
    refer(path + ".virtualNetwork", gateway.virtual_network, networks_, "virtual network");
    const bool express_route = gateway.gateway_type == GatewayType::ExpressRoute;
    const bool known = gateway.sku.empty() || (express_route ? find_express_route_sku(gateway.sku) != nullptr
                                                             : find_vpn_sku(gateway.sku) != nullptr);
    if (!known && written(path + ".gatewayType") && !decoder_.failed(path + ".gatewayType")) {
      std::vector<std::string_view> names;
      if (express_route)
        for (const auto& sku : express_route_skus()) names.push_back(sku.name);
      else
        for (const auto& sku : vpn_skus())
          if (sku.generation == 1 || sku.tunnels > 30) names.push_back(sku.name);
      report(path + ".sku", {fmt::format("{} is not a SKU of this type of gateway", gateway.sku), one_of(names),
                             did_you_mean(gateway.sku, names)});
    }
    if (gateway.scale_units_min > gateway.scale_units_max) {
      report(path + ".scaleUnits.min", {"min is more than max", "at most max", {}});
    }
    if (gateway.bgp_peering_addresses.size() > gateway.instances) {
      report(path + ".bgpSettings.bgpPeeringAddresses",
             {fmt::format("{} entries for {} instances", gateway.bgp_peering_addresses.size(), gateway.instances),
              "at most one entry per instance",
              {}});
    }
    verify_gateway_addresses(gateway, path);
  }
}

void Verifier::verify_gateway_addresses(const VirtualNetworkGateway& gateway, const std::string& path) {
  const VirtualNetwork* network = lookup(network_index_, gateway.virtual_network);
  const Subnet* subnet = network == nullptr ? nullptr : find_gateway_subnet(*network);
  if (subnet == nullptr || subnet->address_prefixes.empty()) return;  // the checks say so
  if (decoder_.failed(path_of(*network) + ".subnets")) return;
  const PrefixSet space(subnet->address_prefixes);
  const auto inside = [&](const std::string& field, const std::optional<IpAddress>& address) {
    if (!address || address->is_unspecified() || space.contains(*address)) return;
    report(field, {fmt::format("{} is not in GatewaySubnet", to_string(*address)),
                   "an address in " + to_string(subnet->address_prefixes.front()),
                   {}});
  };
  inside(path + ".address", gateway.address);
  for (std::size_t b = 0; b < gateway.bgp_peering_addresses.size(); ++b) {
    inside(fmt::format("{}.bgpSettings.bgpPeeringAddresses[{}].defaultBgpIpAddress", path, b),
           gateway.bgp_peering_addresses[b].default_address);
  }
}

void Verifier::verify_local_gateways() {
  for (std::size_t i = 0; i < design_.local_network_gateways.size(); ++i) {
    const LocalNetworkGateway& gateway = design_.local_network_gateways[i];
    const std::string path = fmt::format("localNetworkGateways[{}]", i);
    refer(path + ".device", gateway.device, devices_, "device");
    const Device* device = lookup(device_index_, gateway.device);
    if (device == nullptr) continue;
    const auto agree = [&](const std::string& field, const IpAddress& here, const std::optional<IpAddress>& there) {
      if (!there || here == *there || here.is_unspecified() || there->is_unspecified()) return;
      report(field, {fmt::format("{} is not the device's {}", to_string(here), to_string(*there)),
                     "the address that the device has", fmt::format("write {}", to_string(*there))});
    };
    agree(path + ".gatewayIpAddress", gateway.gateway_ip_address, device->public_ip_address);
    // An APIPA address is the device's second one and need not be its bgpAddress.
    const Prefix apipa = Prefix::of(IpAddress::v4(0xa9fe0000), 16);
    if (gateway.bgp_peering_address && !apipa.contains(*gateway.bgp_peering_address)) {
      agree(path + ".bgpSettings.bgpPeeringAddress", *gateway.bgp_peering_address, device->bgp_address);
    }
  }
}

void Verifier::verify_connections() {
  for (std::size_t i = 0; i < design_.connections.size(); ++i) {
    const Connection& connection = design_.connections[i];
    const std::string path = fmt::format("connections[{}]", i);
    refer(path + ".virtualNetworkGateway1", connection.virtual_network_gateway1, gateways_, "virtual network gateway");
    refer(path + ".localNetworkGateway2", connection.local_network_gateway2, local_gateways_, "local network gateway");
    refer(path + ".peer", connection.peer, circuits_, "circuit");
    if (written(path + ".connectionType") && !decoder_.failed(path + ".connectionType"))
      verify_connection_fields(connection, path);
  }
}

void Verifier::verify_connection_fields(const Connection& connection, const std::string& path) {
  const bool express_route = connection.connection_type == ConnectionType::ExpressRoute;
  const std::string needed = path + (express_route ? ".peer" : ".localNetworkGateway2");
  const std::string other = path + (express_route ? ".localNetworkGateway2" : ".peer");
  const std::string_view type = express_route ? "ExpressRoute" : "IPsec";
  if (!written(needed)) {
    report(needed, {"a required field is missing",
                    express_route ? "peer: the circuit" : "localNetworkGateway2: the device's gateway",
                    {}});
  }
  if (written(other)) {
    report(other, {fmt::format("a connection of type {} has no such end", type),
                   express_route ? "peer" : "localNetworkGateway2", "remove it"});
  }
  const VirtualNetworkGateway* gateway = lookup(gateway_index_, connection.virtual_network_gateway1);
  if (gateway != nullptr && !decoder_.failed(path_of(*gateway) + ".gatewayType") &&
      (gateway->gateway_type == GatewayType::ExpressRoute) != express_route) {
    report(
        path + ".virtualNetworkGateway1",
        {fmt::format("{} is a gateway of the other type", gateway->name), fmt::format("a gateway for {}", type), {}});
  }
  const LocalNetworkGateway* local = lookup(local_gateway_index_, connection.local_network_gateway2);
  if (!express_route && connection.enable_bgp && local != nullptr && !local->asn &&
      !decoder_.failed(fmt::format("localNetworkGateways[{}]", local - design_.local_network_gateways.data()))) {
    report(path + ".enableBgp",
           {fmt::format("BGP is on, but {} has no bgpSettings", local->name),
            "bgpSettings with the site's asn in the local network gateway", "add them, or write enableBgp: false"});
  }
}

}  // namespace cw::design
