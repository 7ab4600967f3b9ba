// The first road: provider edges, the two links of each circuit, and the way from the provider edges to the gateways.
#include <fmt/core.h>

#include <algorithm>

#include "plan/builder.h"
#include "plan/policies.h"

namespace cw::plan {

namespace {

using gateway::PeerConfig;
using gateway::PeerKind;

constexpr Duration kBackboneDelay = 500us;
constexpr std::array<const char*, 2> kLinkNames{"primary", "secondary"};

bgp::PrefixLimit limit_of(std::uint32_t maximum, bgp::LimitAction action = bgp::LimitAction::Teardown) {
  return {.maximum = maximum, .action = action};
}

}  // namespace

void Builder::make_circuits() {
  for (const design::ExpressRouteCircuit& circuit : design.express_route_circuits) {
    Circuit each;
    each.design = &circuit;
    for (std::size_t i = 0; i < 2; ++i) {
      each.edges[i] = add_node(fmt::format("{}/{}", circuit.name, kLinkNames[i]), gateway::Role::ProviderEdge,
                               circuit.name, circuit.at);
      each.loopbacks[i] = take(platform_pool, "provider edges");
      gateway::NodeConfig& node = config(each.edges[i]);
      node.asn = design::defaults().provider_edge_asn;
      node.router_id = router_id_of(each.loopbacks[i]);
      node.azure_profile = design.profile == design::Profile::Azure;
      node.addresses = {each.loopbacks[i]};
      node.hold_down = node.azure_profile ? Duration{} : design.tuning.hold_down;
      node.decision.azure_route_types = false;
    }
    if (!circuit.private_peering)
      note(fmt::format("circuit {} has no private peering and carries nothing", circuit.name));
    circuits.push_back(each);
  }
}

namespace {

/// Both ends of one link of a circuit.
void link_circuit(Builder& builder, const Circuit& circuit, std::size_t index) {
  const design::ExpressRouteCircuit& design_circuit = *circuit.design;
  const design::PrivatePeering& peering = *design_circuit.private_peering;
  const design::CircuitLink& wanted = index == 0 ? design_circuit.primary_link : design_circuit.secondary_link;
  const std::string field = fmt::format("expressRouteCircuits/{}.{}Link", design_circuit.name, kLinkNames[index]);
  if (wanted.device.empty()) {
    builder.note(fmt::format("circuit {} has no {} link", design_circuit.name, kLinkNames[index]));
    return;
  }
  SiteDevice* device = builder.find_device(wanted.device);
  if (device == nullptr) {
    builder.error(wanted.at, field + ".device", fmt::format("there is no device {}", wanted.device),
                  "\"site/device\" of a device in sites");
    return;
  }
  const Prefix& prefix = index == 0 ? peering.primary_peer_address_prefix : peering.secondary_peer_address_prefix;
  if (prefix.family() != Family::Ipv4 || prefix.length > 31 || prefix.length == 0) {
    builder.error(peering.at, fmt::format("expressRouteCircuits/{}.privatePeering", design_circuit.name),
                  fmt::format("{} holds no two addresses for the {} link", to_string(prefix), kLinkNames[index]),
                  "an IPv4 /30");
    return;
  }
  const IpAddress customer = first_usable(prefix);
  const IpAddress microsoft = second_usable(prefix);
  const auto road = gateway::RoadTag::ExpressRoute;
  LinkPlan& link =
      builder.add_link(LinkKind::Circuit, {.node = device->node, .address = customer, .on_link = prefix, .road = road},
                       {.node = circuit.edges[index], .address = microsoft, .on_link = prefix, .road = road});
  link.delay = wanted.delay;
  link.jitter = wanted.jitter;
  if (design_circuit.bandwidth_in_mbps > 0) {
    link.bits_per_second = std::uint64_t{design_circuit.bandwidth_in_mbps} * 1'000'000;
  }
  link.circuit = design_circuit.name;
  link.circuit_link = kLinkNames[index];
  device->circuit_exits.push_back(link.a.interface);

  const bool enabled = peering.state == design::PeeringState::Enabled;
  const bool azure = builder.design.profile == design::Profile::Azure;
  std::optional<std::string> md5;
  if (peering.shared_key) md5 = fmt::format("{}:{}", peering.shared_key->kind, peering.shared_key->name);
  const design::CircuitSku& sku = design::circuit_sku(design_circuit.tier);
  const design::Defaults& values = design::defaults();
  const SessionSide at_device{
      .node = device->node,
      .interface = link.a.interface,
      .address = customer,
      .as = device->site->asn,
      .peer_as = values.provider_edge_asn,
      .hold_time = device->design->hold_time,
      .bfd = device->design->bfd,
      .also = [&](PeerConfig& peer) {
        peer.session.md5_key_reference = md5;
        peer.import_policy = device_from_road(*device->site, *device->design, design::Road::ExpressRoute);
        peer.export_policy = device_to_road(*device->site, *device->design, design::Road::ExpressRoute);
        peer.road = road;
        peer.enabled = enabled;
        peer.hold_down = device->causeway;
      }};
  const SessionSide at_edge{.node = circuit.edges[index],
                            .interface = link.b.interface,
                            .address = microsoft,
                            .as = values.provider_edge_asn,
                            .peer_as = peering.peer_asn.value == 0 ? device->site->asn : peering.peer_asn,
                            .hold_time = values.bgp_hold,
                            .bfd = peering.bfd,
                            .also = [&](PeerConfig& peer) {
                              peer.session.md5_key_reference = md5;
                              peer.session.prefix_limit = {limit_of(sku.prefixes_v4), limit_of(sku.prefixes_v6)};
                              peer.import_policy = provider_edge_from_customer();
                              peer.export_policy = provider_edge_to_customer();
                              peer.road = road;
                              peer.enabled = enabled;
                              peer.hold_down = !azure;
                            }};
  const bool watched = device->design->bfd && device->design->bfd->enabled && peering.bfd.enabled;
  builder.connect(
      {.kind = PeerKind::Circuit, .ttl = 1, .bfd_name = link.name, .graceful_restart = device->causeway && watched},
      at_device, at_edge);
  if (peering.peer_asn.value != 0 && peering.peer_asn != device->site->asn) {
    builder.note(fmt::format("circuit {} expects AS {} and {} is AS {}: the session will not come up",
                             design_circuit.name, peering.peer_asn.value, wanted.device, device->site->asn.value));
  }
}

void link_instance(Builder& builder, const Circuit& circuit, std::size_t index, const Gateway& gateway,
                   const Instance& instance, const design::Connection& connection) {
  const design::Defaults& values = design::defaults();
  const auto road = gateway::RoadTag::ExpressRoute;
  LinkPlan& link = builder.add_link(LinkKind::Backbone,
                                    {.node = circuit.edges[index], .address = circuit.loopbacks[index], .road = road},
                                    {.node = instance.node, .address = instance.address, .road = road});
  link.delay = kBackboneDelay;
  link.jitter = kBackboneDelay / 10;
  const std::optional<design::BfdSettings> bfd =
      gateway.azure ? std::nullopt : std::optional(builder.design.tuning.fabric_bfd);
  const bool restart = !gateway.azure && bfd->enabled;
  const SessionSide at_edge{.node = circuit.edges[index],
                            .interface = link.a.interface,
                            .address = circuit.loopbacks[index],
                            .as = values.provider_edge_asn,
                            .peer_as = gateway.asn,
                            .hold_time = values.bgp_hold,
                            .bfd = bfd,
                            .also = [&](PeerConfig& peer) {
                              peer.session.prefix_limit = {limit_of(values.gateway_to_circuit_v4_max),
                                                           limit_of(values.gateway_to_circuit_v6_max)};
                              peer.export_policy = provider_edge_to_gateway();
                              peer.road = road;
                              peer.hold_down = !gateway.azure;
                              if (gateway.azure) {
                                peer.advertise_delay_min = builder.design.tuning.provider_edge_to_gateway_min;
                                peer.advertise_delay_max = builder.design.tuning.provider_edge_to_gateway_max;
                              }
                            }};
  const SessionSide at_gateway{.node = instance.node,
                               .interface = link.b.interface,
                               .address = instance.address,
                               .as = gateway.asn,
                               .peer_as = values.provider_edge_asn,
                               .hold_time = values.bgp_hold,
                               .bfd = bfd,
                               .also = [&](PeerConfig& peer) {
                                 if (const auto* sku = design::find_express_route_sku(gateway.design->sku)) {
                                   peer.session.prefix_limit[0] = limit_of(sku->routes_learned, bgp::LimitAction::Warn);
                                 }
                                 peer.import_policy = gateway_from_outside(gateway.spaces);
                                 peer.export_policy = gateway_to_provider_edge(gateway.spaces);
                                 peer.weight = values.weight_express_route;
                                 peer.routing_weight = connection.routing_weight;
                                 peer.road = road;
                                 peer.hold_down = !gateway.azure;
                               }};
  builder.connect({.kind = PeerKind::Backbone, .ttl = 1, .bfd_name = link.name, .graceful_restart = restart}, at_edge,
                  at_gateway);
}

}  // namespace

void Builder::link_circuits() {
  for (const Circuit& circuit : circuits) {
    if (!circuit.design->private_peering) continue;
    for (std::size_t i = 0; i < 2; ++i) link_circuit(*this, circuit, i);
    if (circuit.design->private_peering->primary_peer_address_prefix_v6) {
      note(fmt::format("circuit {}: IPv6 peering is checked, not rehearsed", circuit.design->name));
    }
  }
}

void Builder::link_backbone() {
  std::set<std::pair<std::string, std::string>> seen;
  bool delayed = false;
  for (const design::Connection& connection : design.connections) {
    if (connection.connection_type != design::ConnectionType::ExpressRoute) continue;
    Gateway* gateway = find_gateway(connection.virtual_network_gateway1);
    const auto circuit =
        std::ranges::find_if(circuits, [&](const Circuit& c) { return c.design->name == connection.peer; });
    if (gateway == nullptr || circuit == circuits.end()) {
      error(connection.at, fmt::format("connections/{}", connection.name),
            fmt::format("it joins {} and {}, and one of them is missing", connection.virtual_network_gateway1,
                        connection.peer),
            "a virtual network gateway and a circuit of this design");
      continue;
    }
    if (gateway->design->gateway_type != design::GatewayType::ExpressRoute) {
      error(connection.at, fmt::format("connections/{}.virtualNetworkGateway1", connection.name),
            fmt::format("{} is a VPN gateway", gateway->design->name), "a gateway of type ExpressRoute");
      continue;
    }
    if (!seen.emplace(gateway->design->name, connection.peer).second) {
      note(fmt::format("connection {} repeats an earlier one and is left out", connection.name));
      continue;
    }
    delayed = delayed || gateway->azure;
    for (std::size_t i = 0; i < 2; ++i) {
      for (const Instance& instance : gateway->instances)
        link_instance(*this, *circuit, i, *gateway, instance, connection);
    }
  }
  if (delayed) {
    note(
        fmt::format("profile azure: what a provider edge tells a gateway waits {} to {} (Microsoft states up to a "
                    "minute); the other direction is not delayed",
                    cw::to_string(design.tuning.provider_edge_to_gateway_min),
                    cw::to_string(design.tuning.provider_edge_to_gateway_max)));
  }
}

}  // namespace cw::plan
