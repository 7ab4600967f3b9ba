// The rehearsal as a whole: virtual time against wall time, sweeps, and a thousand sites with two roads each.
//
// "x real time" is the physical limit beside each figure: how many seconds of network one second of CPU plays.
#include <benchmark/benchmark.h>
#include <malloc.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

#include "design/load.h"
#include "plan/plan.h"
#include "sim/rehearse.h"
#include "sim/world.h"

namespace {

using namespace cw;
using namespace std::chrono_literals;

plan::Plan example() {
  const std::string path = std::string(CW_SOURCE_DIR) + "/examples/microsoft-backup.yaml";
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  const auto design = design::load(text.str(), path);
  if (!design) std::abort();
  auto plan = plan::compile(*design);
  if (!plan) std::abort();
  return *plan;
}

/// One virtual minute of the published example after convergence: all sessions, BFD, and probes of every flow.
void VirtualMinute(benchmark::State& state) {
  const plan::Plan plan = example();
  std::uint64_t events = 0;
  for (auto _ : state) {
    sim::World world(plan, {.seed = 1});
    world.run_until(Instant{} + 60s);
    events += world.events_processed();
  }
  state.counters["events/s"] = benchmark::Counter(static_cast<double>(events), benchmark::Counter::kIsRate);
  state.counters["x real time"] =
      benchmark::Counter(60.0, benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(VirtualMinute)->Unit(benchmark::kMillisecond);

/// Every single failure (1) or pair (2) of the example, out and back, on both cores.
void SweepExample(benchmark::State& state) {
  const plan::Plan plan = example();
  std::size_t rows = 0;
  for (auto _ : state) {
    const drill::Sweep sweep = sim::sweep(plan, {.order = static_cast<unsigned>(state.range(0)), .threads = 2});
    rows += sweep.rows.size();
  }
  state.counters["failures"] = static_cast<double>(rows) / static_cast<double>(state.iterations());
  state.counters["failures/s"] = benchmark::Counter(static_cast<double>(rows), benchmark::Counter::kIsRate);
}
BENCHMARK(SweepExample)->Arg(1)->Arg(2)->Unit(benchmark::kSecond)->UseRealTime()->Iterations(1);

/// `count` sites, each with a circuit of two links and two tunnels on one device, BFD on all of them.
design::Design many_sites(std::uint32_t count) {
  design::Design design;
  design.file = "many-sites";
  design.name = "many sites";
  design.profile = design::Profile::Causeway;
  // BFD as on a loaded system; 100 ms inside Azure's half would be 80,000 packets a second for a thousand sites.
  design.tuning.fabric_bfd.interval = 300ms;
  design::VirtualNetwork hub;
  hub.name = "hub";
  hub.address_space = {*Prefix::parse("172.16.0.0/16")};
  hub.subnets.push_back({.name = "GatewaySubnet", .address_prefixes = {*Prefix::parse("172.16.255.0/26")}});
  hub.subnets.push_back({.name = "work", .address_prefixes = {*Prefix::parse("172.16.0.0/20")}});
  design.virtual_networks.push_back(hub);
  design::VirtualNetworkGateway er;
  er.name = "er-gw";
  er.gateway_type = design::GatewayType::ExpressRoute;
  er.virtual_network = "hub";
  er.sku = "ErGw3AZ";
  er.asn = AsNumber(65515);
  design::VirtualNetworkGateway vpn = er;
  vpn.name = "vpn-gw";
  vpn.gateway_type = design::GatewayType::Vpn;
  vpn.sku = "VpnGw5AZ";
  vpn.active_active = true;
  design.virtual_network_gateways = {er, vpn};
  design.hosts.push_back({.name = "vm", .virtual_network = "hub", .address = *IpAddress::parse("172.16.0.10")});
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::string name = "s" + std::to_string(i);
    design::Site site;
    site.name = name;
    site.asn = AsNumber(4'200'000'000U + i);
    site.prefixes = {Prefix::of(IpAddress::v4(0x0a000000U + (i << 8)), 24)};
    design::Device edge;
    edge.name = "edge";
    edge.bgp_address = IpAddress::v4(0xc0a80000U + i);
    edge.public_ip_address = IpAddress::v4(0xc6120000U + i);
    edge.lan_address = IpAddress::v4(0x0a000001U + (i << 8));
    edge.local_preference_express_route = 150;
    edge.bfd = design::BfdSettings{};
    site.devices.push_back(edge);
    design.sites.push_back(site);
    design::ExpressRouteCircuit circuit;
    circuit.name = "c" + std::to_string(i);
    circuit.bandwidth_in_mbps = 1000;
    design::PrivatePeering peering;
    peering.peer_asn = site.asn;
    peering.primary_peer_address_prefix = Prefix::of(IpAddress::v4(0x64400000U + i * 8), 30);
    peering.secondary_peer_address_prefix = Prefix::of(IpAddress::v4(0x64400000U + i * 8 + 4), 30);
    peering.vlan_id = 100;
    circuit.private_peering = peering;
    circuit.primary_link.device = circuit.secondary_link.device = name + "/edge";
    design.express_route_circuits.push_back(circuit);
    design::LocalNetworkGateway local;
    local.name = "l" + std::to_string(i);
    local.device = name + "/edge";
    local.gateway_ip_address = *edge.public_ip_address;
    local.asn = site.asn;
    local.bgp_peering_address = edge.bgp_address;
    design.local_network_gateways.push_back(local);
    design::Connection over_circuit;
    over_circuit.name = "er" + std::to_string(i);
    over_circuit.virtual_network_gateway1 = "er-gw";
    over_circuit.peer = circuit.name;
    design.connections.push_back(over_circuit);
    design::Connection over_vpn;
    over_vpn.name = "vpn" + std::to_string(i);
    over_vpn.connection_type = design::ConnectionType::IPsec;
    over_vpn.virtual_network_gateway1 = "vpn-gw";
    over_vpn.local_network_gateway2 = local.name;
    over_vpn.enable_bgp = true;
    over_vpn.shared_key = design::SecretReference{"file", "psk"};
    design.connections.push_back(over_vpn);
    design.hosts.push_back({.name = "h" + std::to_string(i), .site = name, .address = IpAddress::v4(0x0a00000aU + (i << 8))});
    design.flows.push_back({.name = "f" + std::to_string(i), .from = "h" + std::to_string(i), .to = "vm", .rate = 1});
  }
  return design;
}

/// Converge, silently cut one link of every circuit's pair at once (both), watch the move, restore.
void ManySites(benchmark::State& state) {
  const auto count = static_cast<std::uint32_t>(state.range(0));
  const auto plan = plan::compile(many_sites(count));
  if (!plan) std::abort();
  for (auto _ : state) {
    sim::World world(*plan, {.seed = 1});
    const auto settled = world.run_until_settled(Instant{} + 10min);
    if (!settled) std::abort();
    for (std::uint32_t i = 0; i < count; ++i) {
      if (world.paths(i).forward.road != drill::PathRoad::ExpressRoute) std::abort();
    }
    for (std::uint32_t i = 0; i < count; ++i) {
      const auto fault = drill::parse_fault(*plan, "circuit c" + std::to_string(i), "silent");
      if (!fault) std::abort();
      world.inject(*fault);
    }
    world.run_until(world.now() + 5s);
    for (std::uint32_t i = 0; i < count; ++i) {
      const drill::FlowPaths paths = world.paths(i);
      if (paths.forward.road != drill::PathRoad::Vpn || paths.back.road != drill::PathRoad::Vpn) std::abort();
    }
    const struct mallinfo2 info = mallinfo2();
    state.counters["MiB"] = static_cast<double>(info.uordblks + info.hblkhd) / (1024 * 1024);
    state.counters["virtual_s"] = static_cast<double>(world.now().time_since_epoch().count()) / 1e9;
    state.counters["events"] = static_cast<double>(world.events_processed());
  }
}
BENCHMARK(ManySites)->Arg(100)->Arg(400)->Arg(1000)->Unit(benchmark::kSecond)->Iterations(1);

}  // namespace
