// Judges the world by its tables and links, not by what the nodes think of themselves.
#include <fmt/core.h>

#include <algorithm>
#include <deque>
#include <ranges>
#include <tuple>
#include <utility>

#include "sim/world_impl.h"

namespace cw::sim {
namespace {

bool is_transit(const plan::NodePlan& node) { return node.config.role != gateway::Role::Host; }

/// Sessions whose loss closes a road for routing although its links work.
bool carries_roads(gateway::PeerKind kind) {
  return kind == gateway::PeerKind::Circuit || kind == gateway::PeerKind::Backbone || kind == gateway::PeerKind::Vpn;
}

}  // namespace

std::vector<drill::CheckerFailure> World::Impl::check() const {
  std::vector<drill::CheckerFailure> failures;
  check_fib(failures);
  for (std::uint32_t i = 0; i < plan.flows.size(); ++i) {
    const drill::FlowPaths both = paths(i);
    check_flow(i, true, both.forward, failures);
    check_flow(i, false, both.back, failures);
  }
  return failures;
}

void World::Impl::check_fib(std::vector<drill::CheckerFailure>& failures) const {
  for (const NodeState& n : nodes) {
    if (!n.node || !n.programmer.is_idle() || !n.node->is_quiet()) continue;
    const auto fail = [&](std::string what) {
      failures.push_back({.at = now, .checker = "fib-equals-best", .what = n.config->name + ": " + std::move(what)});
    };
    if (!n.node->is_consistent()) {
      failures.push_back({.at = now, .checker = "is-consistent", .what = n.config->name});
    }
    const std::vector<rib::Fib::Match> wanted = n.node->rib().expected_routes();
    const std::vector<rib::Fib::Match> held = n.fib.routes();
    const auto key = [](const rib::Fib::Match& m) { return std::tuple(m.table, m.prefix, m.group); };
    std::vector<std::tuple<std::uint32_t, Prefix, rib::GroupId>> want, have;
    for (const auto& match : wanted) want.push_back(key(match));
    for (const auto& match : held) have.push_back(key(match));
    std::ranges::sort(want);
    std::ranges::sort(have);
    if (want != have) {
      const auto [a, b] = std::ranges::mismatch(want, have);
      const auto& at = a != want.end() ? *a : *b;
      fail(fmt::format("{} routes, {} expected; first difference at {}", have.size(), want.size(), to_string(std::get<1>(at))));
      continue;
    }
    for (const auto& match : held) {
      const auto members = n.fib.members(match.group);
      const std::vector<rib::NextHopId> expected = n.node->rib().expected_members(match.group);
      if (!std::ranges::equal(members, expected)) {
        fail(fmt::format("{} forwards to {} next hops, {} expected", to_string(match.prefix), members.size(), expected.size()));
        break;
      }
    }
  }
}

void World::Impl::check_flow(std::uint32_t flow, bool forward, const drill::PathTrace& trace,
                             std::vector<drill::CheckerFailure>& failures) const {
  if (trace.delivered) return;
  const plan::FlowPlan& f = plan.flows[flow];
  const std::string name = f.name + (forward ? " forward" : " return");
  if (trace.failure.find(to_string(Drop::TtlExpired)) != std::string::npos) {
    failures.push_back({.at = now, .checker = "no-loop", .what = name + ": " + trace.failure});
    return;
  }
  const std::string road = forward ? open_road(f.from, f.to, f.to_address) : open_road(f.to, f.from, f.from_address);
  if (!road.empty()) {
    failures.push_back({.at = now, .checker = "no-black-hole", .what = fmt::format("{}: {}, although {} is open", name, trace.failure, road)});
  }
}

/// Whether `exit` may send to `next` over `interface` towards `destination`: the sessions on the interface are up and
/// `next` offers a route there; without a session, whether a static route leads there.
bool World::Impl::offers(NodeId exit, NodeId next, InterfaceId interface, const IpAddress& destination) const {
  const gateway::NodeConfig& config = *state(exit).config;
  bool any_session = false;
  for (const PeerPair& pair : peer_pairs) {
    for (const auto& [near, far] : {std::pair(pair.a, pair.b), std::pair(pair.b, pair.a)}) {
      if (near.node != exit || far.node != next) continue;
      const gateway::PeerConfig& peer = config.peers[near.peer.value];
      if (peer.interface != kNoInterface && peer.interface != interface) continue;
      any_session = true;
      if (state(exit).node->peer_status(near.peer).state != bgp::State::Established) continue;
      if (!carries_roads(peer.kind)) return true;
      for (const auto& route : state(next).node->advertised_routes(far.peer)) {
        if (route.network.contains(destination)) return true;
      }
    }
  }
  if (any_session) return false;
  const gateway::InterfaceConfig& out = config.interfaces[interface.value];
  if (out.road == gateway::RoadTag::None && !out.tunnel) return true;
  return std::ranges::any_of(config.static_routes, [&](const gateway::StaticRouteConfig& route) {
    const bool leads = std::ranges::find(route.interfaces, interface) != route.interfaces.end() || route.via == out.peer;
    return !route.drop && route.prefix.contains(destination) && leads;
  });
}

/// The nodes of a road from one host to another on which every link, tunnel and session is up and the destination is
/// offered at every step; empty when there is none.
std::string World::Impl::open_road(NodeId from, NodeId to, const IpAddress& destination) const {
  if (!is_up(from) || !is_up(to)) return {};
  std::vector<std::uint32_t> came(nodes.size(), kNone);
  std::deque<NodeId> next{from};
  came[from.value] = from.value;
  const auto visit = [&](NodeId at, NodeId neighbour, InterfaceId interface) {
    if (!is_up(neighbour) || came[neighbour.value] != kNone) return;
    const bool inside = neighbour == to || (is_transit(plan.nodes[neighbour.value]) &&
                                            (plan.nodes[neighbour.value].config.role == gateway::Role::Fabric ||
                                             plan.nodes[neighbour.value].group != "internet"));
    if (!inside || !offers(at, neighbour, interface, destination)) return;
    came[neighbour.value] = at.value;
    next.push_back(neighbour);
  };
  while (!next.empty() && came[to.value] == kNone) {
    const NodeId at = next.front();
    next.pop_front();
    const NodeState& n = state(at);
    for (std::uint32_t i = 0; i < n.attachments.size(); ++i) {
      const Attachment& port = n.attachments[i];
      if (port.link == kNone || !passes(port.link, port.end) || !passes(port.link, 1 - port.end)) continue;
      const plan::LinkPlan& wire = plan.links[port.link];
      if (wire.kind == plan::LinkKind::Internet) continue;
      visit(at, port.end == 0 ? wire.b.node : wire.a.node, InterfaceId(i));
    }
    for (const TunnelPair& pair : tunnel_pairs) {
      for (const auto& [near, far] : {std::pair(pair.a, pair.b), std::pair(pair.b, pair.a)}) {
        if (near.node != at || !n.tunnel_up[near.tunnel.value] || !is_up(far.node)) continue;
        if (!state(far.node).tunnel_up[far.tunnel.value] || !expected_up(pair)) continue;
        visit(at, far.node, n.config->tunnels[near.tunnel.value].interface);
      }
    }
  }
  if (came[to.value] == kNone) return {};
  std::vector<std::string> names;
  for (NodeId at = to; at != from; at = NodeId(came[at.value])) names.push_back(state(at).config->name);
  std::string road = state(from).config->name;
  for (const std::string& name : names | std::views::reverse) road += " > " + name;
  return road;
}

}  // namespace cw::sim
