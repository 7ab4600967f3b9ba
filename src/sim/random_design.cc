#include "sim/random_design.h"

#include <fmt/core.h>

#include <algorithm>

#include "design/catalogue.h"

namespace cw::sim {
namespace {

using namespace std::chrono_literals;

IpAddress v4(unsigned a, unsigned b, unsigned c, unsigned d) { return IpAddress::v4((a << 24U) | (b << 16U) | (c << 8U) | d); }

class Draw {
 public:
  explicit Draw(Rng rng) : rng_(rng) {}
  design::Design design();

 private:
  bool chance(std::uint32_t percent) { return rng_.chance_ppm(percent * 10'000); }
  unsigned between(unsigned low, unsigned high) { return low + static_cast<unsigned>(rng_.below(high - low + 1)); }

  void networks();
  void gateways(bool circuits, bool vpn);
  void site(unsigned number, bool circuit, bool vpn);
  design::Device device(unsigned site, unsigned number);
  void circuit(const design::Site& site, unsigned number);
  void tunnel(design::Site& site, unsigned number);
  void traffic(unsigned sites);

  Rng rng_;
  design::Design out_;
  bool spoke_ = false;
};

void Draw::networks() {
  design::VirtualNetwork hub;
  hub.name = "hub";
  hub.address_space = {Prefix::of(v4(10, 100, 0, 0), 24)};
  design::Subnet work, gateways;
  work.name = "work";
  work.address_prefixes = {Prefix::of(v4(10, 100, 0, 0), 26)};
  gateways.name = "GatewaySubnet";
  gateways.address_prefixes = {Prefix::of(v4(10, 100, 0, 128), 26)};
  hub.subnets = {work, gateways};
  spoke_ = chance(50);
  if (spoke_) {
    design::VirtualNetworkPeering lends, uses;
    lends.remote_virtual_network = "spoke";
    lends.allow_gateway_transit = true;
    uses.remote_virtual_network = "hub";
    uses.use_remote_gateways = true;
    hub.peerings = {lends};
    design::VirtualNetwork spoke;
    spoke.name = "spoke";
    spoke.address_space = {Prefix::of(v4(10, 101, 0, 0), 24)};
    design::Subnet only;
    only.name = "work";
    only.address_prefixes = spoke.address_space;
    spoke.subnets = {only};
    spoke.peerings = {uses};
    out_.virtual_networks = {hub, spoke};
  } else {
    out_.virtual_networks = {hub};
  }
}

void Draw::gateways(bool circuits, bool vpn) {
  if (circuits) {
    design::VirtualNetworkGateway gateway;
    gateway.name = "ergw";
    gateway.virtual_network = "hub";
    gateway.sku = "ErGw2AZ";
    gateway.asn = design::defaults().gateway_asn;
    out_.virtual_network_gateways.push_back(gateway);
  }
  if (vpn) {
    design::VirtualNetworkGateway gateway;
    gateway.name = "vpngw";
    gateway.gateway_type = design::GatewayType::Vpn;
    gateway.virtual_network = "hub";
    gateway.sku = "VpnGw2AZ";
    gateway.active_active = chance(60);
    gateway.asn = design::defaults().gateway_asn;
    out_.virtual_network_gateways.push_back(gateway);
  }
}

design::Device Draw::device(unsigned site, unsigned number) {
  design::Device device;
  device.name = fmt::format("d{}", number);
  device.public_ip_address = v4(198, 51, 100, site * 10 + number);
  device.bgp_address = v4(172, 20, site, number);
  device.local_preference_express_route = 150;
  if (chance(80)) device.bfd = design::BfdSettings{.enabled = true, .interval = chance(50) ? 300ms : 100ms, .multiplier = 3};
  device.internet_delay = std::chrono::milliseconds(between(2, 30));
  device.internet_jitter = std::chrono::microseconds(between(0, 3000));
  device.hold_time = chance(50) ? 180s : 30s;
  return device;
}

void Draw::circuit(const design::Site& site, unsigned number) {
  design::ExpressRouteCircuit circuit;
  circuit.name = fmt::format("er{}", number);
  circuit.service_provider_name = "Example Provider";
  circuit.peering_location = "Example City";
  circuit.bandwidth_in_mbps = 1000;
  design::PrivatePeering peering;
  peering.peer_asn = site.asn;
  peering.primary_peer_address_prefix = Prefix::of(v4(172, 21, number, 0), 30);
  peering.secondary_peer_address_prefix = Prefix::of(v4(172, 21, number, 4), 30);
  peering.vlan_id = static_cast<std::uint16_t>(100 + number);
  circuit.private_peering = peering;
  circuit.primary_link.device = site.name + "/" + site.devices.front().name;
  circuit.secondary_link.device = site.name + "/" + site.devices.back().name;
  circuit.primary_link.delay = std::chrono::milliseconds(between(1, 10));
  circuit.secondary_link.delay = std::chrono::milliseconds(between(1, 10));
  out_.express_route_circuits.push_back(circuit);
  design::Connection connection;
  connection.name = circuit.name + "-to-hub";
  connection.virtual_network_gateway1 = "ergw";
  connection.peer = circuit.name;
  out_.connections.push_back(connection);
}

void Draw::tunnel(design::Site& site, unsigned number) {
  design::Device& device = site.devices[between(0, static_cast<unsigned>(site.devices.size()) - 1)];
  const bool bgp = chance(75);
  design::LocalNetworkGateway local;
  local.name = site.name + "-lng";
  local.device = site.name + "/" + device.name;
  local.gateway_ip_address = *device.public_ip_address;
  if (bgp) {
    local.asn = site.asn;
    local.bgp_peering_address = device.bgp_address;
  } else {
    local.address_prefixes = site.prefixes;
    // Above BGP's distances, so that it gives way to a circuit: the trap is another file.
    for (const design::VirtualNetwork& network : out_.virtual_networks) {
      device.static_routes.push_back({.prefix = network.address_space.front(), .road = design::Road::Vpn, .distance = 210});
    }
  }
  out_.local_network_gateways.push_back(local);
  design::Connection connection;
  connection.name = fmt::format("vpn{}", number);
  connection.connection_type = design::ConnectionType::IPsec;
  connection.virtual_network_gateway1 = "vpngw";
  connection.local_network_gateway2 = local.name;
  connection.enable_bgp = bgp;
  connection.shared_key = design::SecretReference{.kind = "file", .name = "secrets/vpn.key"};
  out_.connections.push_back(connection);
}

void Draw::site(unsigned number, bool circuit_here, bool vpn_here) {
  design::Site site;
  site.name = fmt::format("site{}", number);
  site.asn = AsNumber(65000 + number);
  site.prefixes = {Prefix::of(v4(10, number, 0, 0), 24)};
  const unsigned devices = between(1, 2);
  for (unsigned i = 1; i <= devices; ++i) site.devices.push_back(device(number, i));
  site.lan_device = site.devices.front().name;
  site.devices.front().lan_address = v4(10, number, 0, 1);
  if (circuit_here) circuit(site, number);
  if (vpn_here) tunnel(site, number);
  out_.sites.push_back(site);
}

void Draw::traffic(unsigned sites) {
  const auto host = [&](std::string name, std::string network, std::string at_site, IpAddress address) {
    design::Host each;
    each.name = std::move(name);
    each.virtual_network = std::move(network);
    each.site = std::move(at_site);
    each.address = address;
    out_.hosts.push_back(each);
  };
  host("vm", "hub", "", v4(10, 100, 0, 10));
  if (spoke_) host("spoke-vm", "spoke", "", v4(10, 101, 0, 10));
  for (unsigned i = 1; i <= sites; ++i) {
    host(fmt::format("pc{}", i), "", fmt::format("site{}", i), v4(10, i, 0, 10));
    for (const char* target : {"vm", "spoke-vm"}) {
      if (std::string_view(target) == "spoke-vm" && !spoke_) continue;
      design::Flow flow;
      flow.name = fmt::format("pc{}-{}", i, target);
      flow.from = fmt::format("pc{}", i);
      flow.to = target;
      flow.rate = between(5, 50);
      out_.flows.push_back(flow);
    }
  }
}

design::Design Draw::design() {
  out_.file = "swarm.yaml";
  out_.name = "swarm";
  out_.profile = chance(70) ? design::Profile::Causeway : design::Profile::Azure;
  networks();
  const unsigned sites = between(1, 3);
  struct Roads {
    bool circuit = false, vpn = false;
  };
  std::vector<Roads> roads;
  for (unsigned i = 0; i < sites; ++i) {
    Roads each{.circuit = chance(60), .vpn = chance(80)};
    if (!each.circuit) each.vpn = true;
    roads.push_back(each);
  }
  gateways(std::ranges::any_of(roads, &Roads::circuit), std::ranges::any_of(roads, &Roads::vpn));
  for (unsigned i = 0; i < sites; ++i) site(i + 1, roads[i].circuit, roads[i].vpn);
  traffic(sites);
  return out_;
}

}  // namespace

design::Design random_design(Rng rng) { return Draw(rng).design(); }

}  // namespace cw::sim
