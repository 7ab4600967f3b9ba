// VP: VPN gateways, local network gateways and connections.
#include <fmt/core.h>

#include <algorithm>

#include "checks/judges.h"
#include "plan/addresses.h"

namespace cw::checks {

namespace {

std::string gateway_name(const design::VirtualNetworkGateway& gateway) {
  return "virtualNetworkGateways/" + gateway.name;
}
std::string local_name(const design::LocalNetworkGateway& local) { return "localNetworkGateways/" + local.name; }
std::string connection_name(const design::Connection& connection) { return "connections/" + connection.name; }

template <typename F>
void for_each_gateway(const View& view, F&& judge) {
  for (const design::VirtualNetworkGateway& gateway : view.design.virtual_network_gateways) {
    if (gateway.gateway_type == design::GatewayType::Vpn) judge(gateway);
  }
}

/// What Azure may use of 169.254.0.0/16 [VPN-BGP21].
bool is_azure_apipa(const IpAddress& address) {
  return address >= IpAddress::v4(0xA9FE1500U) && address <= IpAddress::v4(0xA9FE16FFU);
}

AsNumber customer_asn(const VpnRoad& road) { return road.local->asn.value_or(road.site->asn); }

}  // namespace

void tunnel_count(const View& view, Sink& sink) {
  for_each_gateway(view, [&](const design::VirtualNetworkGateway& gateway) {
    const design::VpnSku* sku = design::find_vpn_sku(gateway.sku);
    const auto count = std::ranges::count(view.vpn_roads, &gateway, &VpnRoad::gateway);
    if (sku == nullptr || sku->tunnels == 0 || count <= static_cast<std::ptrdiff_t>(sku->tunnels)) return;
    sink.add(gateway.at, gateway_name(gateway),
             fmt::format("{} has {} connections; {} takes {}", gateway.name, count, sku->name, sku->tunnels));
  });
}

void basic_features(const View& view, Sink& sink) {
  for_each_gateway(view, [&](const design::VirtualNetworkGateway& gateway) {
    const design::VpnSku* sku = design::find_vpn_sku(gateway.sku);
    if (sku == nullptr || sku->bgp) return;
    if (gateway.active_active) sink.add(gateway.at, gateway_name(gateway), "active-active on a Basic gateway");
    for (const VpnRoad& road : view.vpn_roads) {
      if (road.gateway != &gateway) continue;
      if (road.bgp) sink.add(road.connection->at, connection_name(*road.connection), "BGP on a Basic gateway");
      if (road.connection->ipsec_policy) {
        sink.add(road.connection->at, connection_name(*road.connection), "a custom IPsec policy on a Basic gateway");
      }
    }
  });
}

void asn_equals_gateway(const View& view, Sink& sink) {
  for (const VpnRoad& road : view.vpn_roads) {
    if (!road.bgp || road.site == nullptr) continue;
    if (customer_asn(road) != view.asn_of(*road.gateway)) continue;
    sink.add(road.local->at, local_name(*road.local),
             fmt::format("{} and {} both use AS {}", road.local->name, road.gateway->name, customer_asn(road).value));
  }
}

void vpn_asn_reserved(const View& view, Sink& sink) {
  for (const VpnRoad& road : view.vpn_roads) {
    if (!road.bgp || road.site == nullptr) continue;
    const auto why = design::reserved_asn(customer_asn(road), design::Road::Vpn);
    if (!why) continue;
    sink.add(road.local->at, local_name(*road.local), fmt::format("AS {}: {}", customer_asn(road).value, *why));
  }
}

void bgp_address_placed_wrongly(const View& view, Sink& sink) {
  for (const VpnRoad& road : view.vpn_roads) {
    if (!road.bgp || road.local == nullptr || !road.local->bgp_peering_address) continue;
    const IpAddress& address = *road.local->bgp_peering_address;
    if (address == road.local->gateway_ip_address) {
      sink.add(road.local->at, local_name(*road.local),
               fmt::format("the BGP address {} is the device's public address", to_string(address)));
    }
    for (const design::VirtualNetwork& network : view.design.virtual_networks) {
      const auto space =
          std::ranges::find_if(network.address_space, [&](const Prefix& p) { return p.contains(address); });
      if (space == network.address_space.end()) continue;
      sink.add(road.local->at, local_name(*road.local),
               fmt::format("the BGP address {} lies in {} of {}", to_string(address), to_string(*space), network.name));
    }
  }
}

void apipa_range(const View& view, Sink& sink) {
  for_each_gateway(view, [&](const design::VirtualNetworkGateway& gateway) {
    std::vector<IpAddress> before;
    for (const design::BgpPeeringAddress& instance : gateway.bgp_peering_addresses) {
      for (const IpAddress& address : instance.custom_bgp_ip_addresses) {
        if (!is_azure_apipa(address)) {
          sink.add(instance.at, gateway_name(gateway),
                   fmt::format("{} is outside 169.254.21.0 to 169.254.22.255", to_string(address)));
        }
        if (std::ranges::find(before, address) != before.end()) {
          sink.add(instance.at, gateway_name(gateway), fmt::format("{} is given twice", to_string(address)));
        }
        before.push_back(address);
      }
    }
  });
}

void apipa_one_sided(const View& view, Sink& sink) {
  for (const VpnRoad& road : view.vpn_roads) {
    if (!road.bgp || road.local == nullptr || !road.local->bgp_peering_address) continue;
    if (!plan::is_apipa(*road.local->bgp_peering_address)) continue;
    const std::uint32_t instances = road.gateway->active_active ? road.gateway->instances : 1;
    std::uint32_t with = 0;
    for (const auto& each : road.gateway->bgp_peering_addresses) with += each.custom_bgp_ip_addresses.empty() ? 0U : 1U;
    if (with >= instances) continue;
    sink.add(road.local->at, local_name(*road.local),
             fmt::format("{} peers from {} and {} of {} instances of {} have such an address", road.local->name,
                         to_string(*road.local->bgp_peering_address), with, instances, road.gateway->name));
  }
}

void own_peer_in_prefixes(const View& view, Sink& sink) {
  for (const VpnRoad& road : view.vpn_roads) {
    if (!road.bgp || road.local == nullptr || !road.local->bgp_peering_address) continue;
    const Prefix host = Prefix::host(*road.local->bgp_peering_address);
    if (std::ranges::find(road.local->address_prefixes, host) == road.local->address_prefixes.end()) continue;
    sink.add(road.local->at, local_name(*road.local), fmt::format("{} is its own BGP peer", to_string(host)));
  }
}

void no_routes(const View& view, Sink& sink) {
  for (const VpnRoad& road : view.vpn_roads) {
    if (road.bgp || road.local == nullptr || !road.local->address_prefixes.empty()) continue;
    sink.add(road.connection->at, connection_name(*road.connection),
             fmt::format("{} has no BGP and {} no prefixes", road.connection->name, road.local->name));
  }
}

void several_connections_without_bgp(const View& view, Sink& sink) {
  for (std::size_t i = 0; i < view.vpn_roads.size(); ++i) {
    const VpnRoad& road = view.vpn_roads[i];
    if (road.bgp || road.site == nullptr) continue;
    const bool another = std::ranges::any_of(view.vpn_roads, [&](const VpnRoad& other) {
      return &other != &road && other.site == road.site && other.gateway == road.gateway;
    });
    if (!another) continue;
    sink.add(
        road.connection->at, connection_name(*road.connection),
        fmt::format("{} is one of several connections to {} and has no BGP", road.connection->name, road.site->name));
  }
}

void local_gateways_share(const View& view, Sink& sink) {
  const auto& all = view.design.local_network_gateways;
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = i + 1; j < all.size(); ++j) {
      if (!all[i].gateway_ip_address.is_unspecified() && all[i].gateway_ip_address == all[j].gateway_ip_address) {
        sink.add(all[j].at, local_name(all[j]),
                 fmt::format("{} and {} share the gateway address {}", all[i].name, all[j].name,
                             to_string(all[i].gateway_ip_address)));
      }
      const auto& address = all[i].bgp_peering_address;
      if (address && address == all[j].bgp_peering_address && !plan::is_apipa(*address)) {
        sink.add(all[j].at, local_name(all[j]),
                 fmt::format("{} and {} share the BGP address {}", all[i].name, all[j].name, to_string(*address)));
      }
    }
  }
}

void spaces_overlap(const View& view, Sink& sink) {
  const auto& networks = view.design.virtual_networks;
  for (std::size_t i = 0; i < networks.size(); ++i) {
    for (std::size_t j = i + 1; j < networks.size(); ++j) {
      for (const Prefix& a : networks[i].address_space) {
        for (const Prefix& b : networks[j].address_space) {
          if (!a.overlaps(b)) continue;
          sink.add(networks[j].at, "virtualNetworks/" + networks[j].name,
                   fmt::format("{} of {} overlaps {} of {}", to_string(b), networks[j].name, to_string(a),
                               networks[i].name));
        }
      }
    }
    const PrefixSet space(networks[i].address_space.begin(), networks[i].address_space.end());
    for (const design::LocalNetworkGateway& local : view.design.local_network_gateways) {
      for (const Prefix& prefix : local.address_prefixes) {
        if (!covering(space, prefix)) continue;
        sink.add(local.at, local_name(local),
                 fmt::format("{} of {} lies in the space of {}", to_string(prefix), local.name, networks[i].name));
      }
    }
  }
}

void active_active_addresses(const View& view, Sink& sink) {
  for_each_gateway(view, [&](const design::VirtualNetworkGateway& gateway) {
    // No address written at all means: choose them.
    if (!gateway.active_active || gateway.public_ip_addresses.empty()) return;
    const auto standard =
        std::ranges::count_if(gateway.public_ip_addresses, [](const auto& ip) { return ip.sku == "Standard"; });
    if (standard >= 2) return;
    sink.add(gateway.at, gateway_name(gateway),
             fmt::format("{} is active-active with {} Standard public IP address{}", gateway.name, standard,
                         standard == 1 ? "" : "es"));
  });
}

void vpn_hold_time(const View& view, Sink& sink) {
  for (const VpnRoad& road : view.vpn_roads) {
    if (!road.bgp || road.device == nullptr || !view.is_azure(*road.gateway)) continue;
    if (road.device->hold_time == design::defaults().bgp_hold) continue;
    sink.add(road.device->at, "devices/" + road.local->device,
             fmt::format("the hold time of {} is {}; the gateway's is fixed at {}", road.local->device,
                         cw::to_string(road.device->hold_time), cw::to_string(design::defaults().bgp_hold)));
  }
}

void bfd_in_tunnel(const View& view, Sink& sink) {
  for (const VpnRoad& road : view.vpn_roads) {
    if (road.gateway == nullptr || !view.is_azure(*road.gateway)) continue;
    if (!road.connection->bfd || !road.connection->bfd->enabled) continue;
    sink.add(road.connection->at, connection_name(*road.connection),
             fmt::format("{} has BFD and {} is Azure's own gateway", road.connection->name, road.gateway->name));
  }
}

void retired_sku(const View& view, Sink& sink) {
  for_each_gateway(view, [&](const design::VirtualNetworkGateway& gateway) {
    const design::VpnSku* sku = design::find_vpn_sku(gateway.sku);
    if (sku == nullptr || !sku->retired) return;
    const std::string name(sku->name);
    const std::string zone = name + "AZ";
    sink.add(gateway.at, gateway_name(gateway), fmt::format("{} has SKU {}", gateway.name, name),
             "sku: " + (design::find_vpn_sku(zone) != nullptr ? zone : std::string("VpnGw1AZ or larger")));
  });
}

void misplaced_settings(const View& view, Sink& sink) {
  for (const design::Connection& connection : view.design.connections) {
    const bool circuit = connection.connection_type == design::ConnectionType::ExpressRoute;
    if (circuit && connection.ipsec_policy) {
      sink.add(connection.at, connection_name(connection), "an IPsec policy on an ExpressRoute connection",
               "remove ipsecPolicies");
    }
    if (!circuit && connection.routing_weight != 0) {
      sink.add(connection.at, connection_name(connection),
               fmt::format("routingWeight {} on a VPN connection", connection.routing_weight),
               "remove routingWeight; prefer a VPN path by AS-path length");
    }
  }
}

}  // namespace cw::checks
