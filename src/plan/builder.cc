#include "plan/builder.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "base/assert.h"

namespace cw::plan {

Builder::Builder(const design::Design& the_design) : design(the_design) {
  plan.name = design.name;
  plan.profile = design.profile;
  plan.objectives = design.objectives;
  plan.drills = design.drills;
}

std::uint32_t name_hash(std::string_view text) {
  std::uint32_t hash = 2166136261U;  // FNV-1a
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return hash;
}

gateway::RoadTag road_of(const Gateway& gateway) {
  return gateway.design->gateway_type == design::GatewayType::ExpressRoute ? gateway::RoadTag::ExpressRoute
                                                                           : gateway::RoadTag::Vpn;
}

InterfaceId last_interface(Builder& builder, NodeId node) {
  const std::size_t count = builder.config(node).interfaces.size();
  CW_ASSERT(count > 0);
  return InterfaceId(static_cast<std::uint32_t>(count - 1));
}

void Builder::error(design::Place place, std::string field, std::string problem, std::string expected,
                    std::string suggestion) {
  errors.push_back({.file = design.file,
                    .place = place,
                    .field = std::move(field),
                    .problem = std::move(problem),
                    .expected = std::move(expected),
                    .suggestion = std::move(suggestion)});
}

NodeId Builder::add_node(std::string name, gateway::Role role, std::string group, design::Place place) {
  const NodeId id(static_cast<std::uint32_t>(plan.nodes.size()));
  if (!node_ids.emplace(name, id).second) {
    error(place, name, fmt::format("two nodes of the plan would be called {}", name),
          "names that differ between sites, circuits, gateways and their parts", "rename one of them");
  }
  NodePlan node;
  node.config.name = std::move(name);
  node.config.role = role;
  node.config.hold_down = Duration{};
  node.config.hash_salt = name_hash(node.config.name);
  node.config.decision.ecmp_max = design::defaults().ecmp_circuits_max;
  node.group = std::move(group);
  plan.nodes.push_back(std::move(node));
  places.push_back(place);
  return id;
}

RouterId Builder::router_id_of(const IpAddress& address) {
  RouterId id(address.v4_value());
  while (id.value == 0 || !router_ids.insert(id).second) {
    id = RouterId(take(platform_pool, "router ids").v4_value());
    if (id.value == 0) return id;  // take() has reported it
  }
  return id;
}

InterfaceId Builder::add_interface(const LinkSide& side, const IpAddress& peer, std::string name) {
  std::vector<gateway::InterfaceConfig>& interfaces = config(side.node).interfaces;
  interfaces.push_back({.name = std::move(name),
                        .address = side.address,
                        .peer = peer,
                        .on_link = side.on_link,
                        .tunnel_id = std::nullopt,
                        .sibling = side.sibling,
                        .road = side.road});
  return InterfaceId(static_cast<std::uint32_t>(interfaces.size() - 1));
}

LinkPlan& Builder::add_link(LinkKind kind, const LinkSide& a, const LinkSide& b) {
  const std::string& name_a = config(a.node).name;
  const std::string& name_b = config(b.node).name;
  LinkPlan link;
  link.name = fmt::format("{}~{}", name_a, name_b);
  // Two wires between the same nodes: the second says so.
  const unsigned count = ++wires[std::minmax(a.node, b.node)];
  if (count > 1) link.name += fmt::format("#{}", count);
  link.kind = kind;
  link.a = {.node = a.node, .interface = add_interface(a, b.address, "to-" + name_b)};
  link.b = {.node = b.node, .interface = add_interface(b, a.address, "to-" + name_a)};
  plan.links.push_back(std::move(link));
  return plan.links.back();
}

void Builder::connect(const SessionKind& kind, const SessionSide& a, const SessionSide& b) {
  const auto add = [&](const SessionSide& own, const SessionSide& other) {
    gateway::NodeConfig& node = config(own.node);
    gateway::PeerConfig peer;
    peer.name = config(other.node).name;
    const unsigned count = ++sessions[{own.node, other.node}];
    if (count > 1) peer.name += fmt::format("#{}", count);
    peer.kind = kind.kind;
    peer.interface = own.interface;
    peer.session.local_as = own.as;
    peer.session.peer_as = own.peer_as;
    peer.session.local_identifier = node.router_id;
    peer.session.local_address = own.address;
    peer.session.peer_address = other.address;
    peer.session.hold_time = own.hold_time;
    peer.session.ttl = kind.ttl;
    peer.session.graceful_restart = kind.graceful_restart;
    if (own.bfd && own.bfd->enabled && other.bfd && other.bfd->enabled) {
      peer.bfd = static_cast<std::uint32_t>(node.bfd.size());
      node.bfd.push_back({.name = kind.bfd_name,
                          .session = {.local_address = own.address,
                                      .peer_address = other.address,
                                      .desired_min_tx = own.bfd->interval,
                                      .required_min_rx = own.bfd->interval,
                                      .detect_multiplier = own.bfd->multiplier,
                                      .multihop = kind.bfd_multihop,
                                      .ttl_min = static_cast<std::uint8_t>(kind.bfd_multihop ? 250 : 255)},
                          .interface = own.interface});
    }
    if (own.also) own.also(peer);
    node.peers.push_back(std::move(peer));
  };
  add(a, b);
  add(b, a);
}

IpAddress Builder::take(Pool& pool, std::string_view what) {
  if (const auto address = pool.take()) return *address;
  error({}, "design", fmt::format("no free address is left for {}", what),
        "address space that the design does not use itself", "write the addresses, or use less of 10.0.0.0/8");
  return {};
}

Gateway* Builder::find_gateway(std::string_view name) {
  for (Gateway& each : gateways) {
    if (each.design->name == name) return &each;
  }
  return nullptr;
}

SiteDevice* Builder::find_device(std::string_view path) {
  const auto found = device_ids.find(path);
  if (found == device_ids.end()) return nullptr;
  return &sites[found->second.first].devices[found->second.second];
}

std::optional<std::size_t> Builder::find_network(std::string_view name) const {
  for (std::size_t i = 0; i < networks.size(); ++i) {
    if (networks[i].design->name == name) return i;
  }
  return std::nullopt;
}

design::BfdSettings Builder::fabric_bfd(bool azure) const {
  if (azure) return {.enabled = true, .interval = 5s, .multiplier = 3};
  return design.tuning.fabric_bfd;
}

}  // namespace cw::plan
