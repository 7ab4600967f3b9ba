// Azure's half: virtual networks, gateway instances, the fabric between them.
#include <fmt/core.h>

#include <algorithm>

#include "plan/builder.h"
#include "plan/policies.h"

namespace cw::plan {

namespace {

using gateway::PeerConfig;
using gateway::PeerKind;

bool is_peered(const design::VirtualNetwork& from, const design::VirtualNetwork& to) {
  return std::ranges::any_of(from.peerings, [&](const design::VirtualNetworkPeering& peering) {
    return peering.remote_virtual_network == to.name;
  });
}

/// The spoke uses the hub's gateways: both ends of the peering must say so.
bool uses_gateways_of(const design::VirtualNetwork& spoke, const design::VirtualNetwork& hub) {
  const auto uses = std::ranges::any_of(spoke.peerings, [&](const design::VirtualNetworkPeering& peering) {
    return peering.remote_virtual_network == hub.name && peering.use_remote_gateways;
  });
  const auto lends = std::ranges::any_of(hub.peerings, [&](const design::VirtualNetworkPeering& peering) {
    return peering.remote_virtual_network == spoke.name && peering.allow_gateway_transit;
  });
  return uses && lends;
}

bool has_gateway(const design::Design& design, std::string_view network) {
  return std::ranges::any_of(design.virtual_network_gateways, [&](const design::VirtualNetworkGateway& gateway) {
    return gateway.virtual_network == network;
  });
}

bool takes_part(const design::Design& design, const design::VirtualNetwork& network) {
  if (has_gateway(design, network.name)) return true;
  const bool peered = std::ranges::any_of(network.peerings, [&](const design::VirtualNetworkPeering& peering) {
    return has_gateway(design, peering.remote_virtual_network);
  });
  const bool hosts =
      std::ranges::any_of(design.hosts, [&](const design::Host& host) { return host.virtual_network == network.name; });
  return peered || hosts;
}

void add_all(std::vector<Prefix>& out, const std::vector<Prefix>& more) {
  out.insert(out.end(), more.begin(), more.end());
}

/// Free addresses of GatewaySubnet, one pool a network, so that both gateways draw from the same one.
std::optional<Pool> gateway_subnet_pool(Builder& builder, const design::VirtualNetwork& network) {
  const design::Subnet* subnet = design::find_gateway_subnet(network);
  if (subnet == nullptr || only_ipv4(subnet->address_prefixes).empty()) {
    builder.error(network.at, fmt::format("virtualNetworks/{}.subnets", network.name),
                  "a gateway is placed here and there is no subnet for it",
                  "a subnet named exactly GatewaySubnet with an IPv4 prefix, /27 or larger", "add GatewaySubnet");
    return std::nullopt;
  }
  Pool pool(only_ipv4(subnet->address_prefixes), kAzureReservedFirst, kAzureReservedLast);
  for (const design::VirtualNetworkGateway& gateway : builder.design.virtual_network_gateways) {
    if (gateway.virtual_network != network.name) continue;
    if (gateway.address) pool.reserve(*gateway.address);
    for (const design::BgpPeeringAddress& peering : gateway.bgp_peering_addresses) {
      if (peering.default_address) pool.reserve(*peering.default_address);
    }
  }
  return pool;
}

/// Where Azure puts the one BGP address of an active-standby gateway (fact 3.3); nullopt when it is taken.
std::optional<IpAddress> standby_address(const design::VirtualNetwork& network, Pool& pool) {
  const design::Subnet* subnet = design::find_gateway_subnet(network);
  if (subnet == nullptr) return std::nullopt;
  const std::vector<Prefix> prefixes = only_ipv4(subnet->address_prefixes);
  if (prefixes.empty() || prefixes.front().length > 29) return std::nullopt;
  const IpAddress address = prefixes.front().address.plus((1U << (32U - prefixes.front().length)) - 2U);
  if (pool.is_used(address)) return std::nullopt;
  pool.reserve(address);
  return address;
}

std::uint32_t instance_count(const design::VirtualNetworkGateway& gateway) {
  const bool standby = gateway.gateway_type == design::GatewayType::Vpn && !gateway.active_active;
  return standby ? 1 : std::max<std::uint32_t>(1, gateway.instances);
}

}  // namespace

void Builder::make_networks() {
  for (const design::VirtualNetwork& network : design.virtual_networks) {
    Network each;
    each.design = &network;
    each.own = only_ipv4(network.address_space);
    if (takes_part(design, network)) {
      each.node = add_node("vnet/" + network.name, gateway::Role::Fabric, network.name, network.at);
      each.loopback = take(platform_pool, "virtual networks");
      gateway::NodeConfig& node = config(*each.node);
      node.asn = design::defaults().gateway_asn;
      node.router_id = router_id_of(each.loopback);
      node.azure_profile = design.profile == design::Profile::Azure;
      node.transparent = true;
      node.addresses = {each.loopback};
    }
    networks.push_back(std::move(each));
  }
  for (Network& each : networks) {
    for (const design::VirtualNetworkPeering& peering : each.design->peerings) {
      const auto remote = find_network(peering.remote_virtual_network);
      if (!remote) continue;
      if (is_peered(*networks[*remote].design, *each.design)) {
        add_all(each.peered, networks[*remote].own);
      } else {
        note(fmt::format("peering {} to {} is written on one side only: it is not connected", each.design->name,
                         peering.remote_virtual_network));
      }
      if (peering.use_remote_gateways && !uses_gateways_of(*each.design, *networks[*remote].design)) {
        note(fmt::format("{} wants to use the gateways of {}, which does not allow gateway transit: ignored",
                         each.design->name, peering.remote_virtual_network));
      }
    }
    if (!each.node) continue;
    gateway::NodeConfig& node = config(*each.node);
    add_all(node.protected_space, each.own);
    add_all(node.protected_space, each.peered);
    for (const Prefix& space : each.own) {
      // Unused addresses end here instead of following a default route.
      node.static_routes.push_back(
          {.prefix = space, .via = std::nullopt, .drop = true, .origin = rib::Origin::System, .tier = 255});
    }
  }
}

void Builder::make_gateways() {
  std::map<std::string, Pool, std::less<>> pools;
  for (const design::VirtualNetworkGateway& gateway : design.virtual_network_gateways) {
    Gateway each;
    each.design = &gateway;
    each.azure = gateway.profile.value_or(design.profile) == design::Profile::Azure;
    const bool circuit = gateway.gateway_type == design::GatewayType::ExpressRoute;
    each.asn = circuit || gateway.asn.value == 0 ? design::defaults().gateway_asn : gateway.asn;
    const auto network = find_network(gateway.virtual_network);
    if (!network) {
      error(gateway.at, fmt::format("virtualNetworkGateways/{}.virtualNetwork", gateway.name),
            fmt::format("there is no virtual network {}", gateway.virtual_network), "the name of a virtual network");
      gateways.push_back(std::move(each));
      continue;
    }
    each.network = *network;
    for (std::size_t i = 0; i < networks.size(); ++i) {
      if (i != *network && !uses_gateways_of(*networks[i].design, *networks[*network].design)) continue;
      each.served.push_back(i);
      add_all(each.spaces, networks[i].own);
    }
    if (!pools.contains(gateway.virtual_network)) {
      auto pool = gateway_subnet_pool(*this, *networks[*network].design);
      pools.emplace(gateway.virtual_network, pool ? std::move(*pool) : Pool());
    }
    Pool& pool = pools.find(gateway.virtual_network)->second;
    const bool standby = !circuit && !gateway.active_active;
    const bool subnet_missing = design::find_gateway_subnet(*networks[*network].design) == nullptr;
    for (std::uint32_t i = 0; i < instance_count(gateway); ++i) {
      Instance instance;
      const design::BgpPeeringAddress* peering =
          i < gateway.bgp_peering_addresses.size() ? &gateway.bgp_peering_addresses[i] : nullptr;
      if (peering != nullptr && !peering->custom_bgp_ip_addresses.empty()) {
        instance.apipa = peering->custom_bgp_ip_addresses.front();
      }
      if (peering != nullptr && peering->default_address && peering->default_address->is_v4()) {
        instance.address = *peering->default_address;
      } else if (const auto last = standby ? standby_address(*networks[*network].design, pool) : std::nullopt) {
        instance.address = *last;
      } else if (const auto taken = pool.take()) {
        instance.address = *taken;
      } else if (!subnet_missing) {
        error(gateway.at, fmt::format("virtualNetworkGateways/{}", gateway.name),
              fmt::format("GatewaySubnet of {} has no address left for instance {}", gateway.virtual_network, i),
              "a larger GatewaySubnet", "make GatewaySubnet /27 or larger");
      }
      instance.node = add_node(fmt::format("{}/{}", gateway.name, i),
                               circuit ? gateway::Role::ExpressRouteGateway : gateway::Role::VpnGateway,
                               gateway.virtual_network, gateway.at);
      plan.nodes[instance.node.value].gateway = gateway.name;
      plan.nodes[instance.node.value].instance = i;
      gateway::NodeConfig& node = config(instance.node);
      node.asn = each.asn;
      node.router_id = router_id_of(instance.address);
      node.azure_profile = each.azure;
      node.silent_hop = true;
      node.addresses = {instance.address};
      if (circuit && gateway.address) node.addresses.push_back(*gateway.address);
      node.protected_space = each.spaces;
      node.hold_down = each.azure ? Duration{} : design.tuning.hold_down;
      if (circuit) node.decision.ecmp_max = 2 * design::defaults().ecmp_circuits_max;  // two links a circuit
      for (const Prefix& space : each.spaces) {
        node.originated.push_back(
            {.prefix = space,
             .origin = rib::Origin::System,
             .to = {circuit ? PeerKind::Backbone : PeerKind::Vpn},
             .only_while_reachable = true});
      }
      each.instances.push_back(instance);
    }
    if (!circuit && !gateway.active_active && gateway.instances > 1) {
      note(fmt::format(
          "{} is active-standby: only the active instance is rehearsed; its standby takes over within {} to "
          "{} when it fails without warning",
          gateway.name, cw::to_string(design::defaults().vpn_unplanned_failover_min),
          cw::to_string(design::defaults().vpn_unplanned_failover_max)));
    }
    if (!circuit && each.asn != design::defaults().gateway_asn) {
      note(fmt::format("{} uses AS {}: the sessions inside the virtual network still run in AS {}", gateway.name,
                       each.asn.value, design::defaults().gateway_asn.value));
    }
    gateways.push_back(std::move(each));
  }
  if (!design.route_servers.empty()) {
    note("Azure Route Server is judged by the checks and is not part of the rehearsal");
  }
}

void Builder::link_fabric() {
  const design::Defaults& values = design::defaults();
  for (Gateway& each : gateways) {
    const bool circuit = each.design->gateway_type == design::GatewayType::ExpressRoute;
    for (const Instance& instance : each.instances) {
      for (const std::size_t index : each.served) {
        Network& network = networks[index];
        if (!network.node) continue;
        LinkPlan& link = add_link(LinkKind::Fabric, {.node = instance.node, .address = instance.address},
                                  {.node = *network.node, .address = network.loopback});
        (circuit ? network.circuit_gateways : network.vpn_gateways).push_back(link.b.interface);
        for (const Prefix& space : network.own) {
          config(instance.node)
              .static_routes.push_back({.prefix = space,
                                        .via = std::nullopt,
                                        .interfaces = {link.a.interface},
                                        .origin = rib::Origin::System});
        }
        const design::BfdSettings bfd = fabric_bfd(each.azure);
        const SessionKind kind{
            .kind = PeerKind::Fabric, .ttl = 64, .bfd_name = link.name, .graceful_restart = !each.azure};
        const SessionSide at_gateway{.node = instance.node,
                                     .interface = link.a.interface,
                                     .address = instance.address,
                                     .as = values.gateway_asn,
                                     .peer_as = values.gateway_asn,
                                     .hold_time = values.bgp_hold,
                                     .bfd = bfd,
                                     .also = [](PeerConfig& peer) {
                                       peer.import_policy = reject_all();
                                       peer.export_choice = gateway::ExportChoice::BestExternal;
                                     }};
        const SessionSide at_fabric{.node = *network.node,
                                    .interface = link.b.interface,
                                    .address = network.loopback,
                                    .as = values.gateway_asn,
                                    .peer_as = values.gateway_asn,
                                    .hold_time = values.bgp_hold,
                                    .bfd = bfd,
                                    .also = [&](PeerConfig& peer) {
                                      peer.export_policy = reject_all();
                                      peer.weight = circuit ? values.weight_express_route : values.weight_vpn;
                                      peer.road = road_of(each);
                                    }};
        connect(kind, at_gateway, at_fabric);
      }
    }
  }
  for (const Network& network : networks) {
    if (!network.node) continue;
    const std::size_t widest = std::max(network.circuit_gateways.size(), network.vpn_gateways.size());
    rib::DecisionConfig& decision = config(*network.node).decision;
    decision.ecmp_max = std::max(decision.ecmp_max, static_cast<unsigned>(widest));
  }
}

namespace {

/// How `own` treats what it hears from `other`, and how it speaks to it.
void sibling_peer(PeerConfig& peer, const Gateway& own, const Gateway& other, bool same_gateway) {
  const design::Defaults& values = design::defaults();
  const bool circuit = own.design->gateway_type == design::GatewayType::ExpressRoute;
  const bool from_circuit = other.design->gateway_type == design::GatewayType::ExpressRoute;
  peer.export_choice = gateway::ExportChoice::BestExternal;
  peer.weight = from_circuit ? values.weight_express_route : values.weight_vpn;
  peer.road = road_of(other);
  // The shared address is what siblings of the other type see; among themselves instances use their own.
  if (circuit && !same_gateway && own.design->address) peer.next_hop_self_address = own.design->address;
  if (from_circuit && !same_gateway) peer.resolve_via_peer = true;
}

void link_pair(Builder& builder, const Gateway& a, std::size_t i, const Gateway& b, std::size_t j) {
  const Instance& first = a.instances[i];
  const Instance& second = b.instances[j];
  const bool same_gateway = &a == &b;
  const bool azure = a.azure || b.azure;
  LinkPlan& link = builder.add_link(
      LinkKind::Fabric, {.node = first.node, .address = first.address, .sibling = true, .road = road_of(b)},
      {.node = second.node, .address = second.address, .sibling = true, .road = road_of(a)});
  const design::BfdSettings bfd = builder.fabric_bfd(azure);
  const design::Defaults& values = design::defaults();
  const auto side = [&](const Instance& instance, InterfaceId interface, const Gateway& own, const Gateway& other) {
    return SessionSide{
        .node = instance.node,
        .interface = interface,
        .address = instance.address,
        .as = values.gateway_asn,
        .peer_as = values.gateway_asn,
        .hold_time = values.bgp_hold,
        .bfd = bfd,
        .also = [&own, &other, same_gateway](PeerConfig& peer) { sibling_peer(peer, own, other, same_gateway); }};
  };
  builder.connect({.kind = PeerKind::Sibling, .ttl = 64, .bfd_name = link.name, .graceful_restart = !azure},
                  side(first, link.a.interface, a, b), side(second, link.b.interface, b, a));
}

}  // namespace

void Builder::link_siblings() {
  for (std::size_t g = 0; g < gateways.size(); ++g) {
    for (std::size_t h = g; h < gateways.size(); ++h) {
      if (gateways[g].network != gateways[h].network) continue;
      for (std::size_t i = 0; i < gateways[g].instances.size(); ++i) {
        for (std::size_t j = g == h ? i + 1 : 0; j < gateways[h].instances.size(); ++j) {
          link_pair(*this, gateways[g], i, gateways[h], j);
        }
      }
    }
  }
}

void Builder::link_peerings() {
  for (std::size_t i = 0; i < networks.size(); ++i) {
    for (std::size_t j = i + 1; j < networks.size(); ++j) {
      Network& a = networks[i];
      Network& b = networks[j];
      if (!a.node || !b.node || !is_peered(*a.design, *b.design) || !is_peered(*b.design, *a.design)) continue;
      LinkPlan& link = add_link(LinkKind::Fabric, {.node = *a.node, .address = a.loopback},
                                {.node = *b.node, .address = b.loopback});
      const auto route = [&](Network& from, const Network& to, InterfaceId interface) {
        from.peerings.emplace(to.design->name, interface);
        for (const Prefix& space : to.own) {
          config(*from.node)
              .static_routes.push_back(
                  {.prefix = space, .via = std::nullopt, .interfaces = {interface}, .origin = rib::Origin::System});
        }
      };
      route(a, b, link.a.interface);
      route(b, a, link.b.interface);
    }
  }
}

}  // namespace cw::plan
