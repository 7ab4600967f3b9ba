// The published backup example as a design in code: tests of several folders start from it and change one thing.
#pragma once

#include <string_view>

#include "design/catalogue.h"
#include "design/model.h"

namespace cw::plan {

inline IpAddress example_address(std::string_view text) { return IpAddress::parse(text).value_or(IpAddress{}); }
inline Prefix example_prefix(std::string_view text) { return Prefix::parse(text).value_or(Prefix{}); }

namespace example_parts {

inline design::VirtualNetwork hub() {
  design::VirtualNetwork hub;
  hub.name = "hub";
  hub.address_space = {example_prefix("10.17.11.0/25")};
  design::Subnet gateways;
  gateways.name = "GatewaySubnet";
  gateways.address_prefixes = {example_prefix("10.17.11.64/27")};
  hub.subnets.push_back(gateways);
  design::VirtualNetworkPeering peering;
  peering.remote_virtual_network = "spoke";
  peering.allow_gateway_transit = true;
  hub.peerings.push_back(peering);
  return hub;
}

inline design::VirtualNetwork spoke() {
  design::VirtualNetwork spoke;
  spoke.name = "spoke";
  spoke.address_space = {example_prefix("10.17.11.128/26")};
  design::Subnet work;
  work.name = "workload";
  work.address_prefixes = {example_prefix("10.17.11.128/27")};
  spoke.subnets.push_back(work);
  design::VirtualNetworkPeering peering;
  peering.remote_virtual_network = "hub";
  peering.use_remote_gateways = true;
  spoke.peerings.push_back(peering);
  return spoke;
}

inline design::ExpressRouteCircuit circuit() {
  design::ExpressRouteCircuit circuit;
  circuit.name = "er1";
  circuit.bandwidth_in_mbps = 1000;
  design::PrivatePeering peering;
  peering.peer_asn = AsNumber(65020);
  peering.primary_peer_address_prefix = example_prefix("192.168.11.16/30");
  peering.secondary_peer_address_prefix = example_prefix("192.168.11.20/30");
  peering.vlan_id = 110;
  circuit.private_peering = peering;
  circuit.primary_link.device = "onprem/ce1";
  circuit.secondary_link.device = "onprem/ce2";
  return circuit;
}

inline design::VirtualNetworkGateway circuit_gateway() {
  design::VirtualNetworkGateway gateway;
  gateway.name = "er-gw";
  gateway.gateway_type = design::GatewayType::ExpressRoute;
  gateway.virtual_network = "hub";
  gateway.sku = "ErGw1AZ";
  gateway.asn = AsNumber(65515);
  gateway.address = example_address("10.17.11.69");
  return gateway;
}

inline design::VirtualNetworkGateway vpn_gateway() {
  design::VirtualNetworkGateway gateway;
  gateway.name = "vpn-gw";
  gateway.gateway_type = design::GatewayType::Vpn;
  gateway.virtual_network = "hub";
  gateway.sku = "VpnGw2AZ";
  gateway.active_active = true;
  gateway.asn = AsNumber(65515);
  for (const char* text : {"10.17.11.76", "10.17.11.77"}) {
    design::BgpPeeringAddress address;
    address.default_address = example_address(text);
    gateway.bgp_peering_addresses.push_back(address);
    gateway.public_ip_addresses.emplace_back();
  }
  return gateway;
}

inline design::Device edge_router(std::string_view name, std::string_view address) {
  design::Device device;
  device.name = name;
  device.bgp_address = example_address(address);
  device.local_preference_express_route = 150;
  device.bfd = design::BfdSettings{};
  return device;
}

inline design::Device firewall() {
  design::Device device;
  device.name = "firewall";
  device.kind = design::DeviceKind::Firewall;
  device.bgp_address = example_address("192.168.11.88");
  device.public_ip_address = example_address("198.51.100.10");
  device.lan_address = example_address("10.1.11.1");
  device.local_preference_express_route = 150;
  return device;
}

inline design::Site site() {
  design::Site site;
  site.name = "onprem";
  site.asn = AsNumber(65020);
  site.prefixes = {example_prefix("10.1.11.0/25")};
  site.devices = {edge_router("ce1", "192.168.11.81"), edge_router("ce2", "192.168.11.82"), firewall()};
  for (const char* name : {"ce1", "ce2"}) {
    design::DeviceLink link;
    link.device_a = name;
    link.device_b = "firewall";
    link.prefix = example_prefix(site.links.empty() ? "192.168.11.0/31" : "192.168.11.2/31");
    site.links.push_back(link);
  }
  site.lan_device = "firewall";
  return site;
}

}  // namespace example_parts

/// Microsoft's published example: hub and spoke, one circuit on two routers, an active-active VPN gateway, one firewall.
inline design::Design example_design() {
  design::Design design;
  design.file = "example.yaml";
  design.name = "backup example";
  design.virtual_networks = {example_parts::hub(), example_parts::spoke()};
  design.express_route_circuits = {example_parts::circuit()};
  design.virtual_network_gateways = {example_parts::circuit_gateway(), example_parts::vpn_gateway()};

  design::LocalNetworkGateway local;
  local.name = "onprem-lng";
  local.device = "onprem/firewall";
  local.gateway_ip_address = example_address("198.51.100.10");
  local.asn = AsNumber(65020);
  local.bgp_peering_address = example_address("192.168.11.88");
  design.local_network_gateways = {local};

  design::Connection circuit;
  circuit.name = "er-connection";
  circuit.virtual_network_gateway1 = "er-gw";
  circuit.peer = "er1";
  design::Connection vpn;
  vpn.name = "vpn-connection";
  vpn.connection_type = design::ConnectionType::IPsec;
  vpn.virtual_network_gateway1 = "vpn-gw";
  vpn.local_network_gateway2 = "onprem-lng";
  vpn.enable_bgp = true;
  vpn.shared_key = design::SecretReference{.kind = "env", .name = "VPN_KEY"};
  design.connections = {circuit, vpn};

  design.sites = {example_parts::site()};
  design::Host server;
  server.name = "server";
  server.site = "onprem";
  server.address = example_address("10.1.11.10");
  design::Host vm;
  vm.name = "vm";
  vm.virtual_network = "spoke";
  vm.address = example_address("10.17.11.132");
  design.hosts = {server, vm};
  return design;
}

}  // namespace cw::plan
