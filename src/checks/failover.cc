// FO: detection, redundancy and what the roads share.
#include <fmt/core.h>

#include <algorithm>

#include "checks/judges.h"

namespace cw::checks {

namespace {

using namespace std::chrono_literals;

std::string circuit_name(const CircuitRoad& road) { return "expressRouteCircuits/" + road.circuit->name; }

bool has_bfd(const CircuitRoad& road) {
  return road.device->bfd && road.device->bfd->enabled && road.circuit->private_peering->bfd.enabled;
}

}  // namespace

void no_bfd(const View& view, Sink& sink) {
  if (!view.is_backup()) return;
  for (const CircuitRoad& road : view.circuit_roads) {
    if (road.device == nullptr || has_bfd(road)) continue;
    const bool edge = !road.circuit->private_peering->bfd.enabled;
    sink.add(edge ? road.circuit->private_peering->at : road.device->at,
             edge ? circuit_name(road) : "devices/" + road.link->device,
             fmt::format("no BFD on the {} link of {}: a silent failure is noticed after the hold time of {}",
                         road.which, road.circuit->name, cw::to_string(road.device->hold_time)));
  }
}

void bfd_below_edge(const View& view, Sink& sink) {
  for (const CircuitRoad& road : view.circuit_roads) {
    if (road.device == nullptr || !road.device->bfd || !road.device->bfd->enabled) continue;
    if (road.device->bfd->interval >= design::defaults().bfd_interval) continue;
    sink.add(road.device->at, "devices/" + road.link->device,
             fmt::format("{} asks for {}; the provider edge keeps {}", road.link->device,
                         cw::to_string(road.device->bfd->interval), cw::to_string(design::defaults().bfd_interval)));
  }
}

void recovery_time_by_bfd_alone(const View& view, Sink& sink) {
  const auto& wanted = view.design.intent.recovery_time_objective;
  if (!wanted || *wanted >= view.design.tuning.provider_edge_to_gateway_max) return;
  for (const NetworkView& each : view.networks) {
    if (!each.coexistence() || each.express_route.empty() || !view.is_azure(*each.express_route.front())) continue;
    sink.add(view.design.objectives.at, "intent",
             fmt::format("recovery within {} is wanted; between provider edge and {} it may take up to {}",
                         cw::to_string(*wanted), each.express_route.front()->name,
                         cw::to_string(view.design.tuning.provider_edge_to_gateway_max)));
  }
}

void one_link_only(const View& view, Sink& sink) {
  for (const CircuitRoad& road : view.circuit_roads) {
    const design::PrivatePeering& peering = *road.circuit->private_peering;
    const Prefix& block =
        road.which == "primary" ? peering.primary_peer_address_prefix : peering.secondary_peer_address_prefix;
    if (!road.link->device.empty() && block.length != 0) continue;
    sink.add(road.link->at, circuit_name(road), fmt::format("{} has no {} session", road.circuit->name, road.which));
  }
}

void one_device_for_both_links(const View& view, Sink& sink) {
  for (const design::ExpressRouteCircuit& circuit : view.design.express_route_circuits) {
    if (circuit.primary_link.device.empty() || circuit.primary_link.device != circuit.secondary_link.device) continue;
    sink.add(circuit.secondary_link.at, "expressRouteCircuits/" + circuit.name,
             fmt::format("both links of {} end on {}", circuit.name, circuit.primary_link.device));
  }
}

void tunnel_rides_circuit(const View& view, Sink& sink) {
  const auto on = [](const design::ExpressRouteCircuit& circuit) {
    return circuit.microsoft_peering && circuit.microsoft_peering->state == design::PeeringState::Enabled;
  };
  for (const SiteView& site : view.sites) {
    const auto circuit =
        std::ranges::find_if(site.circuits, [&](const CircuitRoad* road) { return on(*road->circuit); });
    if (circuit == site.circuits.end() || site.vpns.empty()) continue;
    for (const VpnRoad* road : site.vpns) {
      if (road->gateway == nullptr) continue;
      for (const design::PublicIpAddress& ip : road->gateway->public_ip_addresses) {
        const bool routed = std::ranges::any_of(site.site->devices, [&](const design::Device& device) {
          return std::ranges::any_of(device.static_routes, [&](const design::StaticRoute& route) {
            return ip.address && route.road == design::Road::Vpn && route.prefix.contains(*ip.address);
          });
        });
        if (routed) continue;
        sink.add(road->connection->at, "connections/" + road->connection->name,
                 fmt::format("Microsoft peering of {} is on and {} has no route of its own to {}{}",
                             (*circuit)->circuit->name, site.site->name, road->gateway->name,
                             ip.address ? " " + to_string(*ip.address) : std::string()));
        break;
      }
    }
  }
}

void standby_backup(const View& view, Sink& sink) {
  const Duration worst = design::defaults().vpn_unplanned_failover_max;
  const auto& wanted = view.design.intent.recovery_time_objective;
  if (!view.is_backup() || !wanted || *wanted >= worst) return;
  for (const NetworkView& each : view.networks) {
    if (!each.coexistence()) continue;
    for (const auto* gateway : each.vpn) {
      if (gateway->active_active) continue;
      sink.add(gateway->at, "virtualNetworkGateways/" + gateway->name,
               fmt::format("{} is active-standby: up to {} after an unplanned failure, and {} is wanted", gateway->name,
                           cw::to_string(worst), cw::to_string(*wanted)));
    }
  }
}

void strict_firewall(const View& view, Sink& sink) {
  for (const VpnRoad& road : view.vpn_roads) {
    if (road.gateway == nullptr || road.device == nullptr) continue;
    if (!road.gateway->active_active || !road.device->stateful) continue;
    sink.add(road.device->at, "devices/" + road.local->device,
             fmt::format("{} is active-active and {} drops flows it sees one direction of", road.gateway->name,
                         road.local->device));
  }
}

}  // namespace cw::checks
