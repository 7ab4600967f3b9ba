// ER: circuits, their peerings and the gateways they end on.
#include <fmt/core.h>

#include <algorithm>
#include <initializer_list>

#include "checks/judges.h"

namespace cw::checks {

namespace {

using namespace std::chrono_literals;

constexpr Duration kHoldTimeMin = 10s;        // ERBFD20
constexpr std::uint16_t kVlanMax = 4094;      // IEEE 802.1Q; fact 2.1.6 marks the range UNV
constexpr std::uint32_t kScaleUnitsMax = 40;  // ERSCALE25

std::string circuit_name(const design::ExpressRouteCircuit& circuit) { return "expressRouteCircuits/" + circuit.name; }
std::string gateway_name(const design::VirtualNetworkGateway& gateway) {
  return "virtualNetworkGateways/" + gateway.name;
}

template <typename F>
void for_each_peering(const View& view, F&& judge) {
  for (const design::ExpressRouteCircuit& circuit : view.design.express_route_circuits) {
    if (circuit.private_peering) judge(circuit, *circuit.private_peering);
  }
}

template <typename F>
void for_each_gateway(const View& view, F&& judge) {
  for (const design::VirtualNetworkGateway& gateway : view.design.virtual_network_gateways) {
    if (gateway.gateway_type == design::GatewayType::ExpressRoute) judge(gateway);
  }
}

std::vector<Prefix> blocks_of(const design::PrivatePeering& peering) {
  std::vector<Prefix> blocks{peering.primary_peer_address_prefix, peering.secondary_peer_address_prefix};
  if (peering.primary_peer_address_prefix_v6) blocks.push_back(*peering.primary_peer_address_prefix_v6);
  if (peering.secondary_peer_address_prefix_v6) blocks.push_back(*peering.secondary_peer_address_prefix_v6);
  return blocks;
}

bool is_written(const Prefix& block) { return block.length != 0; }  // a missing one is FO-018

std::uint32_t units_of(const design::VirtualNetworkGateway& gateway) {
  return std::max(gateway.scale_units_max, std::max<std::uint32_t>(1, gateway.scale_units_min));
}

bool is_scale(const design::VirtualNetworkGateway& gateway) {
  const design::ExpressRouteSku* sku = design::find_express_route_sku(gateway.sku);
  return sku != nullptr && sku->name == "ErGwScale";
}

/// AS numbers a circuit meets, with the place of each.
struct UsedAsn {
  AsNumber asn;
  design::Place at;
  std::string resource;
};
std::vector<UsedAsn> used_asns(const View& view) {
  std::vector<UsedAsn> used;
  for_each_peering(view, [&](const design::ExpressRouteCircuit& circuit, const design::PrivatePeering& peering) {
    used.push_back({.asn = peering.peer_asn, .at = peering.at, .resource = circuit_name(circuit)});
  });
  return used;
}

bool is_azures(AsNumber asn) {
  return asn == design::defaults().provider_edge_asn || (asn.value >= 65515 && asn.value <= 65520);
}

}  // namespace

void peering_block_size(const View& view, Sink& sink) {
  for_each_peering(view, [&](const design::ExpressRouteCircuit& circuit, const design::PrivatePeering& peering) {
    for (const Prefix& block : blocks_of(peering)) {
      const unsigned wanted = block.family() == Family::Ipv4 ? 30 : 126;
      if (!is_written(block) || block.length == wanted) continue;
      sink.add(peering.at, circuit_name(circuit),
               fmt::format("the peering block {} is a /{} and must be a /{}", to_string(block), block.length, wanted));
    }
  });
}

void peering_blocks_overlap(const View& view, Sink& sink) {
  std::vector<Prefix> before;
  for_each_peering(view, [&](const design::ExpressRouteCircuit& circuit, const design::PrivatePeering& peering) {
    for (const Prefix& block : blocks_of(peering)) {
      if (!is_written(block)) continue;
      for (const Prefix& other : before) {
        if (!block.overlaps(other)) continue;
        sink.add(peering.at, circuit_name(circuit),
                 fmt::format("the peering blocks {} and {} overlap", to_string(other), to_string(block)));
      }
      before.push_back(block);
    }
  });
}

void peering_block_in_network(const View& view, Sink& sink) {
  for_each_peering(view, [&](const design::ExpressRouteCircuit& circuit, const design::PrivatePeering& peering) {
    for (const Prefix& block : blocks_of(peering)) {
      for (const design::VirtualNetwork& network : view.design.virtual_networks) {
        for (const Prefix& space : network.address_space) {
          if (!is_written(block) || !block.overlaps(space)) continue;
          sink.add(
              peering.at, circuit_name(circuit),
              fmt::format("the peering block {} overlaps {} of {}", to_string(block), to_string(space), network.name));
        }
      }
    }
  });
}

void vlan(const View& view, Sink& sink) {
  for_each_peering(view, [&](const design::ExpressRouteCircuit& circuit, const design::PrivatePeering& peering) {
    if (peering.vlan_id >= 1 && peering.vlan_id <= kVlanMax) return;
    sink.add(peering.at, circuit_name(circuit), fmt::format("VLAN id {} of {}", peering.vlan_id, circuit.name));
  });
}

void asn_reserved_by_azure(const View& view, Sink& sink) {
  for (const UsedAsn& used : used_asns(view)) {
    if (!is_azures(used.asn)) continue;
    sink.add(used.at, used.resource, fmt::format("peerASN {} is reserved by Azure", used.asn.value));
  }
}

void asn_reserved_by_iana(const View& view, Sink& sink) {
  for (const UsedAsn& used : used_asns(view)) {
    const auto why = design::reserved_asn(used.asn, design::Road::ExpressRoute);
    if (!why || is_azures(used.asn)) continue;
    sink.add(used.at, used.resource, fmt::format("peerASN {}: {}", used.asn.value, *why));
  }
}

void not_provisioned(const View& view, Sink& sink) {
  for (const design::ExpressRouteCircuit& circuit : view.design.express_route_circuits) {
    if (circuit.provisioning_state == "Provisioned") continue;
    const bool used =
        circuit.private_peering || std::ranges::any_of(view.design.connections, [&](const auto& connection) {
          return connection.connection_type == design::ConnectionType::ExpressRoute && connection.peer == circuit.name;
        });
    if (!used) continue;
    sink.add(circuit.at, circuit_name(circuit),
             fmt::format("{} is {} and has a peering or a connection", circuit.name, circuit.provisioning_state));
  }
}

void bandwidth(const View& view, Sink& sink) {
  const auto offered = design::provider_bandwidths_mbps();
  for (const design::ExpressRouteCircuit& circuit : view.design.express_route_circuits) {
    if (std::ranges::find(offered, circuit.bandwidth_in_mbps) != offered.end()) continue;
    std::string list;
    for (const std::uint32_t each : offered) list += (list.empty() ? "" : ", ") + std::to_string(each);
    sink.add(circuit.at, circuit_name(circuit), fmt::format("{} Mbps is not offered", circuit.bandwidth_in_mbps),
             "bandwidthInMbps: one of " + list);
  }
}

void links_of_circuit(const View& view, Sink& sink) {
  for (const design::ExpressRouteCircuit& circuit : view.design.express_route_circuits) {
    const auto links = std::ranges::count_if(view.design.connections, [&](const design::Connection& connection) {
      return connection.connection_type == design::ConnectionType::ExpressRoute && connection.peer == circuit.name;
    });
    const std::uint32_t maximum = design::circuit_links_max(circuit.tier, circuit.bandwidth_in_mbps);
    if (links <= static_cast<std::ptrdiff_t>(maximum)) continue;
    sink.add(circuit.at, circuit_name(circuit),
             fmt::format("{} has {} connections; its tier and bandwidth allow {}", circuit.name, links, maximum));
  }
}

void circuits_on_gateway(const View& view, Sink& sink) {
  for_each_gateway(view, [&](const design::VirtualNetworkGateway& gateway) {
    const design::ExpressRouteSku* sku = design::find_express_route_sku(gateway.sku);
    const std::size_t count = view.circuits_on(gateway).size();
    if (sku == nullptr || count <= design::scaled(*sku, units_of(gateway)).circuits) return;
    sink.add(gateway.at, gateway_name(gateway),
             fmt::format("{} has {} circuits; {} takes {}", gateway.name, count, gateway.sku,
                         design::scaled(*sku, units_of(gateway)).circuits));
  });
}

void routing_weight_range(const View& view, Sink& sink) {
  const std::uint16_t maximum = design::defaults().routing_weight_max;
  for (const design::Connection& connection : view.design.connections) {
    if (connection.routing_weight <= maximum) continue;
    sink.add(connection.at, "connections/" + connection.name,
             fmt::format("routingWeight {} is above {}", connection.routing_weight, maximum));
  }
}

void scale_units(const View& view, Sink& sink) {
  for_each_gateway(view, [&](const design::VirtualNetworkGateway& gateway) {
    if (!is_scale(gateway)) return;
    const std::uint32_t low = gateway.scale_units_min;
    const std::uint32_t high = gateway.scale_units_max;
    std::string problem;
    if (low < 1) problem = "the minimum is below 1";
    if (high > kScaleUnitsMax) problem = fmt::format("the maximum is above {}", kScaleUnitsMax);
    if (low > high) problem = "the minimum is above the maximum";
    if (low == 1 && high > 1) problem = "autoscaling needs a minimum of 2";
    if (problem.empty()) return;
    sink.add(gateway.at, gateway_name(gateway), fmt::format("scale units {} to {}: {}", low, high, problem));
  });
}

void hold_time_too_low(const View& view, Sink& sink) {
  for (const CircuitRoad& road : view.circuit_roads) {
    if (road.device == nullptr || road.device->hold_time >= kHoldTimeMin) continue;
    sink.add(road.device->at, "devices/" + road.link->device,
             fmt::format("the hold time of {} is {}", road.link->device, cw::to_string(road.device->hold_time)));
  }
}

void not_zone_redundant(const View& view, Sink& sink) {
  for_each_gateway(view, [&](const design::VirtualNetworkGateway& gateway) {
    const design::ExpressRouteSku* sku = design::find_express_route_sku(gateway.sku);
    if (sku == nullptr || sku->zone_redundant) return;
    sink.add(gateway.at, gateway_name(gateway), fmt::format("{} ({}) is not zone redundant", gateway.name, sku->name));
  });
}

void gateway_below_circuits(const View& view, Sink& sink) {
  for_each_gateway(view, [&](const design::VirtualNetworkGateway& gateway) {
    const design::ExpressRouteSku* sku = design::find_express_route_sku(gateway.sku);
    if (sku == nullptr) return;
    std::uint64_t total = 0;
    for (const design::Connection* connection : view.circuits_on(gateway)) {
      if (const auto* circuit = design::find_circuit(view.design, connection->peer))
        total += circuit->bandwidth_in_mbps;
    }
    const std::uint32_t carries = design::scaled(*sku, units_of(gateway)).mbps;
    if (total <= carries) return;
    sink.add(gateway.at, gateway_name(gateway),
             fmt::format("circuits of {} Mbps end on {}, which carries {} Mbps", total, gateway.name, carries));
  });
}

}  // namespace cw::checks
