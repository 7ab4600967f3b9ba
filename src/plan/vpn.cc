// The second road: the Internet underlay, the tunnels and what is spoken inside them.
#include <fmt/core.h>

#include <algorithm>

#include "plan/builder.h"
#include "plan/policies.h"

namespace cw::plan {

namespace {

using gateway::PeerConfig;
using gateway::PeerKind;

bool is_ipsec(const design::Connection& connection) {
  return connection.connection_type == design::ConnectionType::IPsec;
}

/// Static prefixes of the local network gateways, by gateway instance and prefix: the tunnels they leave by.
using TunnelRoutes = std::map<std::pair<NodeId, Prefix>, std::vector<InterfaceId>>;

/// One IPsec connection with everything it joins.
struct Road {
  const design::Connection* connection = nullptr;
  const design::LocalNetworkGateway* local = nullptr;
  Gateway* gateway = nullptr;
  SiteDevice* device = nullptr;
  IpAddress device_outer;
  IpAddress device_inner;
  bool bgp = false;
};

void give_internet(Builder& builder, SiteDevice& device, const IpAddress& address) {
  gateway::NodeConfig& node = builder.config(device.node);
  if (device.internet == kNoInterface) {
    LinkPlan& link = builder.add_link(LinkKind::Internet, {.node = device.node, .address = address},
                                      {.node = builder.internet, .address = builder.internet_address});
    link.delay = device.design->internet_delay;
    link.jitter = device.design->internet_jitter;
    if (device.design->internet_bandwidth_mbps > 0) {
      link.bits_per_second = std::uint64_t{device.design->internet_bandwidth_mbps} * 1'000'000;
    }
    link.loss_ppm = device.design->internet_loss_ppm;
    device.internet = link.a.interface;
    device.public_address = address;
    return;
  }
  if (address == device.public_address || std::ranges::find(node.addresses, address) != node.addresses.end()) return;
  node.addresses.push_back(address);  // a second public address of the same device
  const InterfaceId back(
      static_cast<std::uint32_t>(std::ranges::find(builder.config(builder.internet).interfaces, device.public_address,
                                                   &gateway::InterfaceConfig::peer) -
                                 builder.config(builder.internet).interfaces.begin()));
  builder.config(builder.internet)
      .static_routes.push_back({.prefix = Prefix::host(address), .via = std::nullopt, .interfaces = {back}});
}

void route_outer(Builder& builder, NodeId node, const IpAddress& to, InterfaceId interface) {
  std::vector<gateway::StaticRouteConfig>& routes = builder.config(node).static_routes;
  const Prefix prefix = Prefix::host(to);
  const bool known = std::ranges::any_of(routes, [&](const auto& route) { return route.prefix == prefix; });
  if (!known) routes.push_back({.prefix = prefix, .via = std::nullopt, .interfaces = {interface}});
}

struct TunnelEnd {
  NodeId node;
  IpAddress inner, outer;
  bool initiator = true;
};

InterfaceId add_tunnel(Builder& builder, const Road& road, const std::string& name, const TunnelEnd& own,
                       const TunnelEnd& other) {
  const InterfaceId interface = builder.add_interface(
      {.node = own.node, .address = own.inner, .road = gateway::RoadTag::Vpn}, other.inner, "tunnel-" + name);
  gateway::NodeConfig& node = builder.config(own.node);
  gateway::InterfaceConfig& added = node.interfaces.back();
  added.tunnel = true;
  added.tunnel_id = TunnelId(static_cast<std::uint32_t>(node.tunnels.size()));
  added.mtu = design::defaults().tunnel_mtu;
  gateway::TunnelConfig tunnel;
  tunnel.name = name;
  tunnel.local_outer = own.outer;
  tunnel.peer_outer = other.outer;
  tunnel.interface = interface;
  tunnel.initiator = own.initiator;
  tunnel.dpd_timeout = road.connection->dpd_timeout;
  tunnel.dpd_interval = std::min(tunnel.dpd_interval, tunnel.dpd_timeout / 3);
  node.tunnels.push_back(std::move(tunnel));
  return interface;
}

std::optional<design::BfdSettings> tunnel_bfd(const Builder& builder, const Road& road) {
  if (road.gateway->azure) return std::nullopt;  // Azure has none inside tunnels (fact 2.2)
  return road.connection->bfd ? *road.connection->bfd : builder.design.tuning.tunnel_bfd;
}

void connect_inside(Builder& builder, const Road& road, const std::string& name, const TunnelEnd& at_gateway,
                    const TunnelEnd& at_device, std::array<InterfaceId, 2> interfaces) {
  const design::Defaults& values = design::defaults();
  const auto bfd = tunnel_bfd(builder, road);
  const bool apipa = is_apipa(at_gateway.inner);
  const SessionSide gateway_side{.node = at_gateway.node,
                                 .interface = interfaces[0],
                                 .address = at_gateway.inner,
                                 .as = road.gateway->asn,
                                 .peer_as = road.local->asn.value_or(road.device->site->asn),
                                 .hold_time = values.bgp_hold,
                                 .bfd = bfd,
                                 .also = [&](PeerConfig& peer) {
                                   peer.session.passive =
                                       apipa;  // VPN-BGP21: with APIPA Azure does not open the session
                                   peer.session.prefix_limit[0] = {.maximum = values.vpn_prefixes_max};
                                   peer.import_policy = gateway_from_outside(road.gateway->spaces);
                                   peer.export_policy = vpn_gateway_to_site(only_ipv4(road.local->address_prefixes));
                                   peer.export_choice = gateway::ExportChoice::BestExternal;
                                   peer.weight = values.weight_vpn;
                                   peer.road = gateway::RoadTag::Vpn;
                                   peer.hold_down = !road.gateway->azure;
                                   peer.default_route = false;
                                   // Routes of the other sites come in crowds; losses are told at once all the same.
                                   peer.min_advertise_interval = std::chrono::milliseconds(50);
                                 }};
  const SessionSide device_side{
      .node = at_device.node,
      .interface = interfaces[1],
      .address = at_device.inner,
      .as = road.device->site->asn,
      .peer_as = road.gateway->asn,
      .hold_time = road.device->design->hold_time,
      .bfd = bfd,
      .also = [&](PeerConfig& peer) {
        peer.import_policy = device_from_road(*road.device->site, *road.device->design, design::Road::Vpn);
        peer.export_policy = device_to_road(*road.device->site, *road.device->design, design::Road::Vpn);
        peer.road = gateway::RoadTag::Vpn;
        peer.hold_down = road.device->causeway;
      }};
  builder.connect({.kind = PeerKind::Vpn,
                   .ttl = 64,
                   .bfd_name = name,
                   .graceful_restart = road.device->causeway && bfd && bfd->enabled},
                  gateway_side, device_side);
}

void link_road(Builder& builder, const Road& road, TunnelRoutes& routes) {
  for (std::size_t i = 0; i < road.gateway->instances.size(); ++i) {
    const Instance& instance = road.gateway->instances[i];
    const std::string name = fmt::format("{}/{}", road.connection->name, i);
    const bool apipa = is_apipa(road.device_inner);
    if (apipa && !instance.apipa) {
      builder.error(road.local->at, fmt::format("localNetworkGateways/{}.bgpSettings", road.local->name),
                    fmt::format("{} peers from {}, and instance {} of {} has no address of that kind", road.local->name,
                                to_string(road.device_inner), i, road.gateway->design->name),
                    "customBgpIpAddresses in 169.254.21.0 to 169.254.22.255 on every instance");
      continue;
    }
    const auto mode = road.connection->connection_mode;
    const TunnelEnd at_gateway{.node = instance.node,
                               .inner = apipa ? *instance.apipa : instance.address,
                               .outer = instance.public_address,
                               .initiator = mode != design::ConnectionMode::ResponderOnly};
    const TunnelEnd at_device{.node = road.device->node,
                              .inner = road.device_inner,
                              .outer = road.device_outer,
                              .initiator = mode != design::ConnectionMode::InitiatorOnly};
    route_outer(builder, at_gateway.node, at_device.outer, instance.internet);
    route_outer(builder, at_device.node, at_gateway.outer, road.device->internet);
    const std::array<InterfaceId, 2> interfaces{add_tunnel(builder, road, name, at_gateway, at_device),
                                                add_tunnel(builder, road, name, at_device, at_gateway)};
    road.device->vpn_exits.push_back(interfaces[1]);
    if (road.bgp) connect_inside(builder, road, name, at_gateway, at_device, interfaces);
    for (const Prefix& prefix : only_ipv4(road.local->address_prefixes)) {
      if (prefix == Prefix::host(road.device_inner)) continue;  // Azure adds that route itself
      routes[{at_gateway.node, prefix}].push_back(interfaces[0]);
    }
  }
}

std::optional<Road> find_road(Builder& builder, const design::Connection& connection) {
  Road road{.connection = &connection};
  road.gateway = builder.find_gateway(connection.virtual_network_gateway1);
  road.local = design::find_local_network_gateway(builder.design, connection.local_network_gateway2);
  road.device = road.local != nullptr ? builder.find_device(road.local->device) : nullptr;
  const std::string field = fmt::format("connections/{}", connection.name);
  if (road.gateway == nullptr || road.gateway->design->gateway_type != design::GatewayType::Vpn) {
    builder.error(connection.at, field + ".virtualNetworkGateway1",
                  fmt::format("{} is no VPN gateway of this design", connection.virtual_network_gateway1),
                  "a gateway of type Vpn");
    return std::nullopt;
  }
  if (road.local == nullptr || road.device == nullptr) {
    builder.error(connection.at, field + ".localNetworkGateway2",
                  fmt::format("{} leads to no device of a site", connection.local_network_gateway2),
                  "a local network gateway whose device exists");
    return std::nullopt;
  }
  road.device_inner = road.local->bgp_peering_address.value_or(road.device->bgp_address);
  road.device_outer = road.local->gateway_ip_address;
  if (road.device_outer.is_unspecified() && road.device->design->public_ip_address) {
    road.device_outer = *road.device->design->public_ip_address;
  }
  if (road.device_outer.is_unspecified()) {
    road.device_outer = road.device->internet == kNoInterface
                            ? builder.take(builder.device_public_pool, "public addresses")
                            : road.device->public_address;
  }
  road.bgp = connection.enable_bgp && road.gateway->design->enable_bgp;
  return road;
}

void say_what_is_missing(Builder& builder, const Road& road) {
  if (road.connection->bfd && road.connection->bfd->enabled && road.gateway->azure) {
    builder.note(
        fmt::format("connection {}: BFD inside the tunnel is left out in profile azure", road.connection->name));
  }
  if (road.bgp) return;
  const auto& devices = builder.find_device(road.local->device)->site->devices;
  const bool routed = std::ranges::any_of(devices, [](const design::Device& device) {
    return std::ranges::any_of(device.static_routes, [](const auto& r) { return r.road == design::Road::Vpn; });
  });
  if (!routed) {
    builder.note(
        fmt::format("connection {} is static and site {} has no static route over the VPN: nothing returns by it",
                    road.connection->name, road.device->site->name));
  }
}

}  // namespace

void Builder::make_internet() {
  has_internet = std::ranges::any_of(design.connections, is_ipsec);
  if (!has_internet) return;
  internet = add_node("internet", gateway::Role::Fabric, "internet", {});
  internet_address = take(platform_pool, "the Internet");
  gateway::NodeConfig& node = config(internet);
  node.router_id = router_id_of(internet_address);
  node.addresses = {internet_address};
  node.transparent = true;
  for (Gateway& each : gateways) {
    if (each.design->gateway_type != design::GatewayType::Vpn) continue;
    for (std::size_t i = 0; i < each.instances.size(); ++i) {
      const auto& written = each.design->public_ip_addresses;
      Instance& instance = each.instances[i];
      const bool given = i < written.size() && written[i].address && written[i].address->is_v4();
      instance.public_address = given ? *written[i].address : take(gateway_public_pool, "public addresses");
      LinkPlan& link = add_link(LinkKind::Internet, {.node = instance.node, .address = instance.public_address},
                                {.node = internet, .address = internet_address});
      link.delay = design.internet.delay;
      link.jitter = design.internet.jitter;
      instance.internet = link.a.interface;
    }
  }
}

void Builder::link_tunnels() {
  TunnelRoutes routes;
  for (const design::Connection& connection : design.connections) {
    if (!is_ipsec(connection)) continue;
    const auto road = find_road(*this, connection);
    if (!road) continue;
    give_internet(*this, *road->device, road->device_outer);
    gateway::NodeConfig& node = config(road->device->node);
    if (!is_apipa(road->device_inner) &&
        std::ranges::find(node.addresses, road->device_inner) == node.addresses.end()) {
      node.addresses.push_back(road->device_inner);
    }
    link_road(*this, *road, routes);
    say_what_is_missing(*this, *road);
  }
  for (const auto& [key, interfaces] : routes) {
    config(key.first).static_routes.push_back({.prefix = key.second,
                                               .via = std::nullopt,
                                               .interfaces = interfaces,
                                               .weight = design::defaults().weight_vpn,
                                               .redistribute = true});
  }
  const bool trap = std::ranges::any_of(design.express_route_circuits, [](const auto& circuit) {
    return circuit.microsoft_peering && circuit.microsoft_peering->state == design::PeeringState::Enabled;
  });
  if (trap)
    note("Microsoft peering is on: the rehearsal keeps the tunnels' outer packets on the Internet all the same");
}

}  // namespace cw::plan
