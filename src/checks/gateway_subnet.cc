// CX: what may stand in and on GatewaySubnet.
#include <fmt/core.h>

#include <algorithm>

#include "checks/judges.h"

namespace cw::checks {

namespace {

std::string subnet_name(const NetworkView& view) { return "virtualNetworks/" + view.network->name + "/GatewaySubnet"; }

template <typename F>
void for_each_gateway_subnet(const View& view, F&& judge) {
  for (const NetworkView& each : view.networks) {
    if (each.has_gateway() && each.gateway_subnet != nullptr) judge(each, *each.gateway_subnet);
  }
}

template <typename F>
void for_each_gateway_route(const View& view, F&& judge) {
  for_each_gateway_subnet(view, [&](const NetworkView& each, const design::Subnet& subnet) {
    if (each.gateway_routes == nullptr) return;
    for (const design::UserDefinedRoute& route : each.gateway_routes->routes) judge(each, subnet, route);
  });
}

std::string route_name(const NetworkView& each, const design::UserDefinedRoute& route) {
  return fmt::format("routeTables/{}/{}", each.gateway_routes->name, route.name);
}

}  // namespace

void security_group(const View& view, Sink& sink) {
  for_each_gateway_subnet(view, [&](const NetworkView& each, const design::Subnet& subnet) {
    if (subnet.network_security_group)
      sink.add(subnet.at, subnet_name(each), "GatewaySubnet has a network security group");
  });
}

void default_route_on_gateway_subnet(const View& view, Sink& sink) {
  for_each_gateway_route(view, [&](const NetworkView& each, const design::Subnet&,
                                   const design::UserDefinedRoute& route) {
    if (!route.address_prefix.is_default()) return;
    sink.add(route.at, route_name(each, route),
             fmt::format("{} on GatewaySubnet holds {}", each.gateway_routes->name, to_string(route.address_prefix)));
  });
}

void route_over_gateway_subnet(const View& view, Sink& sink) {
  for_each_gateway_route(
      view, [&](const NetworkView& each, const design::Subnet& subnet, const design::UserDefinedRoute& route) {
        if (route.address_prefix.is_default()) return;  // CX-015
        for (const Prefix& prefix : subnet.address_prefixes) {
          if (!route.address_prefix.overlaps(prefix)) continue;
          sink.add(route.at, route_name(each, route),
                   fmt::format("the route {} covers part of GatewaySubnet {}", to_string(route.address_prefix),
                               to_string(prefix)));
        }
      });
}

void propagation_off(const View& view, Sink& sink) {
  for_each_gateway_subnet(view, [&](const NetworkView& each, const design::Subnet&) {
    if (each.gateway_routes == nullptr || !each.gateway_routes->disable_bgp_route_propagation) return;
    sink.add(each.gateway_routes->at, "routeTables/" + each.gateway_routes->name,
             fmt::format("{} on GatewaySubnet has BGP route propagation disabled", each.gateway_routes->name));
  });
}

void other_resources(const View& view, Sink& sink) {
  for_each_gateway_subnet(view, [&](const NetworkView& each, const design::Subnet& subnet) {
    if (subnet.other_resources)
      sink.add(subnet.at, subnet_name(each), "GatewaySubnet holds something besides gateways");
  });
}

void endpoint_policies(const View& view, Sink& sink) {
  for_each_gateway_subnet(view, [&](const NetworkView& each, const design::Subnet& subnet) {
    if (subnet.service_endpoint_policies) {
      sink.add(subnet.at, subnet_name(each), "GatewaySubnet has service endpoint policies");
    }
  });
}

void route_over_public_ip(const View& view, Sink& sink) {
  for_each_gateway_route(
      view, [&](const NetworkView& each, const design::Subnet&, const design::UserDefinedRoute& route) {
        if (route.address_prefix.is_default()) return;  // CX-015
        for (const auto* list : {&each.express_route, &each.vpn}) {
          for (const auto* gateway : *list) {
            for (const design::PublicIpAddress& ip : gateway->public_ip_addresses) {
              if (!ip.address || !route.address_prefix.contains(*ip.address)) continue;
              sink.add(route.at, route_name(each, route),
                       fmt::format("the route {} covers {}, a public address of {}", to_string(route.address_prefix),
                                   to_string(*ip.address), gateway->name));
            }
          }
        }
      });
}

void dns_without_forwarder(const View& view, Sink& sink) {
  for (const NetworkView& each : view.networks) {
    if (!each.has_gateway() || each.network->dns_servers.empty() || each.network->dns_forwards_to_azure) continue;
    sink.add(each.network->at, "virtualNetworks/" + each.network->name,
             fmt::format("{} uses custom DNS servers that do not forward to Azure's", each.network->name));
  }
}

void gateway_subnet_ipv6_length(const View& view, Sink& sink) {
  for_each_gateway_subnet(view, [&](const NetworkView& each, const design::Subnet& subnet) {
    const auto length = each.gateway_subnet_length(Family::Ipv6);
    if (!length || *length <= 64) return;
    sink.add(subnet.at, subnet_name(each), fmt::format("the IPv6 range of GatewaySubnet is /{}", *length));
  });
}

}  // namespace cw::checks
