// FO and VP: tables and loads against documented limits.
#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "checks/judges.h"

namespace cw::checks {

namespace {

constexpr std::size_t kWarnPercent = 80;

bool is_near(std::size_t count, std::size_t maximum) { return count * 100 >= maximum * kWarnPercent; }

std::size_t count_v4(const PrefixSet& prefixes) {
  return static_cast<std::size_t>(
      std::ranges::count_if(prefixes, [](const Prefix& prefix) { return prefix.family() == Family::Ipv4; }));
}

PrefixSet learned_by_vpn(const View& view, const design::VirtualNetworkGateway& gateway) {
  PrefixSet learned;
  for (const SiteView& site : view.sites) {
    const bool ours =
        std::ranges::any_of(site.vpns, [&](const VpnRoad* road) { return road->gateway == &gateway && road->bgp; });
    if (ours) learned.insert(site.over_vpn_bgp.begin(), site.over_vpn_bgp.end());
  }
  return learned;
}

std::string gateway_name(const design::VirtualNetworkGateway& gateway) {
  return "virtualNetworkGateways/" + gateway.name;
}

bool is_vpn(const design::VirtualNetworkGateway& gateway) { return gateway.gateway_type == design::GatewayType::Vpn; }

}  // namespace

void backup_table_too_large(const View& view, Sink& sink) {
  if (!view.is_backup()) return;
  const std::size_t maximum = design::defaults().vpn_prefixes_max;
  for (const design::VirtualNetworkGateway& gateway : view.design.virtual_network_gateways) {
    if (!is_vpn(gateway)) continue;
    const std::size_t count = count_v4(learned_by_vpn(view, gateway));
    if (count <= maximum) continue;
    sink.add(
        gateway.at, gateway_name(gateway),
        fmt::format("{} would learn {} prefixes; above {} its BGP sessions are dropped", gateway.name,
                    with_thousands(count), with_thousands(maximum)),
        fmt::format("advertise at most {} prefixes over the VPN: summaries that cover them", with_thousands(maximum)));
  }
}

void gateway_table_too_large(const View& view, Sink& sink) {
  for (const design::VirtualNetworkGateway& gateway : view.design.virtual_network_gateways) {
    if (is_vpn(gateway)) continue;
    const design::ExpressRouteSku* sku = design::find_express_route_sku(gateway.sku);
    if (sku == nullptr) continue;
    PrefixSet learned;
    for (const design::Connection* connection : view.circuits_on(gateway)) {
      for (const CircuitRoad& road : view.circuit_roads) {
        if (road.circuit->name == connection->peer) learned.insert(road.advertised.begin(), road.advertised.end());
      }
    }
    if (count_v4(learned) <= sku->routes_learned) continue;
    sink.add(gateway.at, gateway_name(gateway),
             fmt::format("{} would learn {} routes; {} learns {}", gateway.name, with_thousands(count_v4(learned)),
                         sku->name, with_thousands(sku->routes_learned)));
  }
}

void circuit_table_too_large(const View& view, Sink& sink) {
  for (const design::ExpressRouteCircuit& circuit : view.design.express_route_circuits) {
    std::size_t count = 0;
    for (const CircuitRoad& road : view.circuit_roads) {
      if (road.circuit == &circuit) count = std::max(count, count_v4(road.advertised));
    }
    const std::size_t maximum = design::circuit_sku(circuit.tier).prefixes_v4;
    if (!is_near(count, maximum)) continue;
    const bool above = count > maximum;
    sink.add(above ? Severity::Error : Severity::Warning, circuit.at, "expressRouteCircuits/" + circuit.name,
             fmt::format("{} prefixes are advertised to {}; {} {}", with_thousands(count), circuit.name,
                         above ? "the session is dropped above" : "close to the limit of", with_thousands(maximum)));
  }
}

void network_prefixes_to_circuit(const View& view, Sink& sink) {
  const std::size_t maximum = design::defaults().gateway_to_circuit_v4_max;
  for (const NetworkView& each : view.networks) {
    const std::size_t count = count_v4({each.spaces.begin(), each.spaces.end()});
    if (each.express_route.empty() || !is_near(count, maximum)) continue;
    const bool above = count > maximum;
    sink.add(above ? Severity::Error : Severity::Warning, each.network->at, "virtualNetworks/" + each.network->name,
             fmt::format("{} address prefixes are advertised to the circuit; {} {}", with_thousands(count),
                         above ? "the connection goes down above" : "close to the limit of", with_thousands(maximum)));
  }
}

void backup_throughput(const View& view, Sink& sink) {
  if (!view.is_backup()) return;
  std::uint64_t load = 0;
  for (const design::Flow& flow : view.design.flows) load += flow.megabits;
  std::uint64_t capacity = 0;
  const design::VirtualNetworkGateway* first = nullptr;
  for (const design::VirtualNetworkGateway& gateway : view.design.virtual_network_gateways) {
    const design::VpnSku* sku = is_vpn(gateway) ? design::find_vpn_sku(gateway.sku) : nullptr;
    if (sku == nullptr || sku->mbps == 0) continue;  // no documented figure
    capacity += sku->mbps;
    if (first == nullptr) first = &gateway;
  }
  if (first == nullptr || load <= capacity) return;
  sink.add(first->at, gateway_name(*first),
           fmt::format("{} Mbit/s would move to the VPN, and {} carries {} Mbit/s", with_thousands(load), first->sku,
                       with_thousands(capacity)));
}

void vpn_counts(const View& view, Sink& sink) {
  const design::Defaults& limits = design::defaults();
  for (const design::LocalNetworkGateway& local : view.design.local_network_gateways) {
    if (local.address_prefixes.size() <= limits.local_gateway_prefixes_max) continue;
    sink.add(
        local.at, "localNetworkGateways/" + local.name,
        fmt::format("{} has {} prefixes; the limit is {}", local.name, with_thousands(local.address_prefixes.size()),
                    with_thousands(limits.local_gateway_prefixes_max)));
  }
  for (const NetworkView& each : view.networks) {
    for (const design::VirtualNetworkGateway* gateway : each.vpn) {
      if (each.spaces.size() > limits.vpn_virtual_network_prefixes_max) {
        sink.add(
            gateway->at, gateway_name(*gateway),
            fmt::format("{} serves {} virtual network prefixes; the limit is {}", gateway->name,
                        with_thousands(each.spaces.size()), with_thousands(limits.vpn_virtual_network_prefixes_max)));
      }
      const std::size_t learned = count_v4(learned_by_vpn(view, *gateway));
      if (learned > limits.vpn_prefixes_max) {
        sink.add(gateway->at, gateway_name(*gateway),
                 fmt::format("{} would learn {} BGP routes; the limit is {}", gateway->name, with_thousands(learned),
                             with_thousands(limits.vpn_prefixes_max)));
      }
    }
  }
}

}  // namespace cw::checks
