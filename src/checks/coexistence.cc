// CX: what two gateways of one virtual network need from each other.
#include <fmt/core.h>

#include <algorithm>

#include "checks/judges.h"

namespace cw::checks {

namespace {

std::string gateway_name(const design::VirtualNetworkGateway& gateway) {
  return "virtualNetworkGateways/" + gateway.name;
}
std::string network_name(const NetworkView& view) { return "virtualNetworks/" + view.network->name; }

bool has_family(const std::vector<Prefix>& prefixes, Family family) {
  return std::ranges::any_of(prefixes, [&](const Prefix& prefix) { return prefix.family() == family; });
}

bool is_named(std::string_view sku, std::string_view name) {
  return std::ranges::equal(sku, name, [](char a, char b) { return (a | 0x20) == (b | 0x20); });
}

}  // namespace

void gateway_subnet_missing(const View& view, Sink& sink) {
  for (const NetworkView& each : view.networks) {
    if (!each.has_gateway() || each.gateway_subnet != nullptr) continue;
    sink.add(each.network->at, network_name(each),
             fmt::format("{} has a gateway and no subnet named GatewaySubnet", each.network->name));
  }
}

void gateway_subnet_too_small_for_both(const View& view, Sink& sink) {
  const unsigned longest = design::defaults().gateway_subnet_length_max;
  for (const NetworkView& each : view.networks) {
    const auto length = each.gateway_subnet_length(Family::Ipv4);
    if (!each.coexistence() || !length || *length <= longest) continue;
    sink.add(each.gateway_subnet->at, network_name(each) + "/GatewaySubnet",
             fmt::format("GatewaySubnet is /{}; both gateways need /{} or larger", *length, longest));
  }
}

void gateway_subnet_too_small_for_circuits(const View& view, Sink& sink) {
  const unsigned longest = design::defaults().gateway_subnet_length_16_circuits;
  for (const NetworkView& each : view.networks) {
    const auto length = each.gateway_subnet_length(Family::Ipv4);
    for (const auto* gateway : each.express_route) {
      const std::size_t circuits = view.circuits_on(*gateway).size();
      if (circuits < 16 || !length || *length <= longest) continue;
      sink.add(each.gateway_subnet->at, network_name(each) + "/GatewaySubnet",
               fmt::format("GatewaySubnet is /{} and {} has {} circuits", *length, gateway->name, circuits));
    }
  }
}

void gateway_subnet_without_room(const View& view, Sink& sink) {
  const unsigned longest = design::defaults().gateway_subnet_length_max;
  for (const NetworkView& each : view.networks) {
    const auto length = each.gateway_subnet_length(Family::Ipv4);
    if (each.express_route.size() + each.vpn.size() != 1 || !length || *length <= longest) continue;
    sink.add(each.gateway_subnet->at, network_name(each) + "/GatewaySubnet",
             fmt::format("GatewaySubnet is /{}: the other gateway will not fit", *length));
  }
}

void basic_vpn_gateway(const View& view, Sink& sink) {
  for (const NetworkView& each : view.networks) {
    if (!each.coexistence()) continue;
    for (const auto* gateway : each.vpn) {
      const design::VpnSku* sku = design::find_vpn_sku(gateway->sku);
      if (sku == nullptr || sku->coexistence) continue;
      sink.add(gateway->at, gateway_name(*gateway), fmt::format("{} is a {} gateway", gateway->name, sku->name));
    }
  }
}

void basic_public_ip(const View& view, Sink& sink) {
  for (const NetworkView& each : view.networks) {
    if (!each.coexistence()) continue;
    for (const auto* list : {&each.express_route, &each.vpn}) {
      for (const auto* gateway : *list) {
        for (const design::PublicIpAddress& ip : gateway->public_ip_addresses) {
          if (!is_named(ip.sku, "Basic")) continue;
          sink.add(ip.at, gateway_name(*gateway),
                   fmt::format("a public IP address of {} has SKU Basic", gateway->name));
        }
      }
    }
  }
}

void policy_based_gateway(const View& view, Sink& sink) {
  for (const NetworkView& each : view.networks) {
    if (!each.coexistence()) continue;
    for (const auto* gateway : each.vpn) {
      if (gateway->vpn_type != design::VpnType::PolicyBased) continue;
      sink.add(gateway->at, gateway_name(*gateway), fmt::format("{} is policy-based", gateway->name));
    }
  }
}

void unsupported_circuit_gateway_sku(const View& view, Sink& sink) {
  for (const design::VirtualNetworkGateway& gateway : view.design.virtual_network_gateways) {
    if (gateway.gateway_type != design::GatewayType::ExpressRoute) continue;
    if (!is_named(gateway.sku, "Basic") && !is_named(gateway.sku, "Default")) continue;
    sink.add(gateway.at, gateway_name(gateway), fmt::format("{} has SKU {}", gateway.name, gateway.sku));
  }
}

void two_gateways_of_one_type(const View& view, Sink& sink) {
  for (const NetworkView& each : view.networks) {
    const auto judge = [&](const auto& list, std::string_view type) {
      if (list.size() < 2) return;
      sink.add(list[1]->at, gateway_name(*list[1]),
               fmt::format("{} has {} gateways of type {}: {} and {}", each.network->name, list.size(), type,
                           list[0]->name, list[1]->name),
               fmt::format("remove {}", list[1]->name));
    };
    judge(each.express_route, "ExpressRoute");
    judge(each.vpn, "Vpn");
  }
}

void asn_against_transit(const View& view, Sink& sink) {
  if (!view.design.intent.transit) return;
  for (const NetworkView& each : view.networks) {
    for (const auto* gateway : each.vpn) {
      if (view.asn_of(*gateway) == design::defaults().gateway_asn) continue;
      sink.add(gateway->at, gateway_name(*gateway),
               fmt::format("transit is wanted and {} uses AS {}", gateway->name, gateway->asn.value));
    }
  }
}

void asn_against_coexistence(const View& view, Sink& sink) {
  for (const NetworkView& each : view.networks) {
    if (!each.coexistence()) continue;
    for (const auto* gateway : each.vpn) {
      if (view.asn_of(*gateway) == design::defaults().gateway_asn) continue;
      sink.add(gateway->at, gateway_name(*gateway), fmt::format("{} uses AS {}", gateway->name, gateway->asn.value));
    }
  }
}

void dual_stack(const View& view, Sink& sink) {
  for (const NetworkView& each : view.networks) {
    if (!each.coexistence() || !has_family(each.network->address_space, Family::Ipv6)) continue;
    sink.add(each.network->at, network_name(each), fmt::format("{} has IPv6 address space", each.network->name));
  }
}

namespace {

const design::RouteServer* route_server_in(const View& view, const design::VirtualNetwork& network) {
  for (const design::RouteServer& server : view.design.route_servers) {
    if (server.virtual_network == network.name) return &server;
  }
  return nullptr;
}

}  // namespace

void transit_without_route_server(const View& view, Sink& sink) {
  if (!view.design.intent.transit) return;
  for (const NetworkView& each : view.networks) {
    if (!each.coexistence()) continue;
    const design::RouteServer* server = route_server_in(view, *each.network);
    if (server != nullptr && server->allow_branch_to_branch_traffic) continue;
    sink.add(each.network->at, network_name(each),
             server == nullptr
                 ? fmt::format("transit through {} is wanted and it has no Route Server", each.network->name)
                 : fmt::format("transit through {} is wanted and branch-to-branch is off on {}", each.network->name,
                               server->name));
  }
}

void route_server_and_standby(const View& view, Sink& sink) {
  for (const NetworkView& each : view.networks) {
    const design::RouteServer* server = route_server_in(view, *each.network);
    if (server == nullptr || !server->allow_branch_to_branch_traffic) continue;
    for (const auto* gateway : each.vpn) {
      if (gateway->active_active) continue;
      sink.add(gateway->at, gateway_name(*gateway),
               fmt::format("{} has branch-to-branch on and {} is active-standby", server->name, gateway->name));
    }
  }
}

void route_server_and_ipv6(const View& view, Sink& sink) {
  for (const NetworkView& each : view.networks) {
    const design::RouteServer* server = route_server_in(view, *each.network);
    if (server == nullptr || !has_family(each.network->address_space, Family::Ipv6)) continue;
    sink.add(server->at, "routeServers/" + server->name,
             fmt::format("{} is in {}, which has IPv6 address space", server->name, each.network->name));
  }
}

void route_server_prefixes(const View& view, Sink& sink) {
  const std::size_t maximum = design::defaults().gateway_to_circuit_v4_max;
  for (const NetworkView& each : view.networks) {
    const design::RouteServer* server = route_server_in(view, *each.network);
    if (server == nullptr || !server->allow_branch_to_branch_traffic) continue;
    PrefixSet towards_circuit(each.spaces.begin(), each.spaces.end());
    for (const SiteView& site : view.sites) {
      towards_circuit.insert(site.over_vpn_bgp.begin(), site.over_vpn_bgp.end());
      towards_circuit.insert(site.over_vpn_static.begin(), site.over_vpn_static.end());
    }
    if (towards_circuit.size() <= maximum) continue;
    sink.add(server->at, "routeServers/" + server->name,
             fmt::format("{} prefixes would be told to the circuit; the limit is {}", towards_circuit.size(), maximum));
  }
}

void selectors_by_policy_based_gateway(const View& view, Sink& sink) {
  for (const VpnRoad& road : view.vpn_roads) {
    if (road.gateway == nullptr || road.gateway->vpn_type != design::VpnType::PolicyBased) continue;
    const NetworkView* network = view.network_of(*road.gateway);
    if (network == nullptr || !network->coexistence()) continue;
    sink.add(road.connection->at, "connections/" + road.connection->name,
             fmt::format("the traffic selectors of {} come from {}, a policy-based gateway", road.connection->name,
                         road.gateway->name));
  }
}

}  // namespace cw::checks
