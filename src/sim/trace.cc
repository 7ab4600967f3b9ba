// Walks the tables as they are now: the hops one packet of a flow would take, through tunnels too.
#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "sim/world_impl.h"

namespace cw::sim {
namespace {

constexpr unsigned kTunnelDepthMax = 4;   ///< tunnels in tunnels; more is a loop

std::string route_text(const rib::Fib::Match& match, const rib::NextHop& next_hop) {
  std::string text = to_string(match.prefix);
  if (match.table != 0) text += " (user-defined)";
  if (next_hop.kind == rib::NextHopKind::Forward && !next_hop.gateway.is_unspecified()) {
    text += " via " + to_string(next_hop.gateway);
  }
  return text;
}

}  // namespace

World::Impl::Walk World::Impl::walk(NodeId start, const wire::FlowKey& key, InterfaceId interface, unsigned depth,
                                    unsigned ttl) const {
  Walk result{.last = start};
  drill::PathTrace& trace = result.trace;
  NodeId at = start;
  InterfaceId arrived = kNoInterface;
  const auto fail = [&](std::string why) {
    trace.failure = fmt::format("{} at {}", why, state(at).config->name);
    result.last = at;
    return result;
  };
  const auto add_hop = [&](const NodeState& n, bool last) {
    const bool hidden = n.config->transparent && !last;
    std::string address = last ? to_string(key.destination) : std::string("*");
    if (!last && !n.config->silent_hop && arrived != kNoInterface) {
      address = to_string(n.config->interfaces[arrived.value].address);
    }
    trace.hops.push_back({.node = n.id, .name = n.config->name, .address = std::move(address), .shown = !hidden, .route = {}});
  };
  if (depth > kTunnelDepthMax) return fail("tunnel inside itself");

  for (unsigned steps = 0;; ++steps) {
    const NodeState& n = state(at);
    if (!n.node) return fail("node is down");
    const bool arriving = arrived != kNoInterface;
    if (is_local(n, key.destination)) {
      if (arriving) add_hop(n, true);
      trace.delivered = true;
      result.last = at;
      break;
    }
    if (arriving) add_hop(n, false);
    // A transparent node takes no TTL; `steps` ends a loop among those.
    if (arriving && !n.config->transparent && ttl-- <= 1) return fail(std::string(to_string(Drop::TtlExpired)));
    if (steps > 2U * kDefaultTtl) return fail(std::string(to_string(Drop::TtlExpired)));

    InterfaceId out = interface;
    interface = kNoInterface;
    if (out == kNoInterface) {
      const gateway::InterfaceConfig* in = arriving ? &n.config->interfaces[arrived.value] : nullptr;
      const rib::Rib& rib = n.node->rib();
      const Choice choice =
          choose(n.fib, [&rib](rib::NextHopId id) -> const rib::NextHop& { return rib.next_hop(id); }, key,
                 in ? in->table : 0, in && in->sibling, n.config->hash_salt);
      if (!choice.next_hop) return fail(std::string(to_string(choice.drop)));
      if (arriving) trace.hops.back().route = route_text(*choice.match, *choice.next_hop);
      if (choice.next_hop->kind != rib::NextHopKind::Forward) {
        trace.delivered = choice.next_hop->kind == rib::NextHopKind::Deliver;
        if (!trace.delivered) return fail(std::string(to_string(Drop::RouteDrops)));
        result.last = at;
        break;
      }
      out = choice.next_hop->interface;
    }
    const gateway::InterfaceConfig& leaving = n.config->interfaces[out.value];
    if (leaving.tunnel) {
      if (!leaving.tunnel_id || !n.tunnel_up[leaving.tunnel_id->value]) return fail(std::string(to_string(Drop::TunnelDown)));
      const gateway::TunnelConfig& tunnel = n.config->tunnels[leaving.tunnel_id->value];
      const wire::FlowKey outer{.source = tunnel.local_outer, .destination = tunnel.peer_outer,
                                .source_port = gateway::kTunnelPort, .destination_port = gateway::kTunnelPort};
      if (is_filtered({.key = outer, .kind = PacketKind::Encapsulated})) return fail(std::string(to_string(Drop::TunnelBlocked)));
      Walk under = walk(at, outer, kNoInterface, depth + 1);
      trace.links.insert(trace.links.end(), under.trace.links.begin(), under.trace.links.end());
      if (!under.trace.delivered) {
        trace.failure = "in tunnel " + tunnel.name + ": " + under.trace.failure;
        result.last = at;
        return result;
      }
      const NodeState& exit = state(under.last);
      const std::optional<TunnelId> far = tunnel_by_outer(exit, outer.destination, outer.source);
      at = under.last;
      if (!far || !exit.tunnel_up[far->value]) return fail(std::string(to_string(Drop::TunnelDown)));
      result.roads |= kRoadTunnel;
      arrived = exit.config->tunnels[far->value].interface;
      continue;
    }
    const Attachment& port = n.attachments[out.value];
    if (port.link == kNone) return fail(std::string(to_string(Drop::CarrierDown)));
    const plan::LinkPlan& wire = plan.links[port.link];
    trace.links.push_back(LinkId(port.link));
    const plan::LinkEnd& far = port.end == 0 ? wire.b : wire.a;
    if (!has_carrier(port.link)) return fail(std::string(to_string(Drop::CarrierDown)));
    if (links[port.link].cut[port.end] > 0) return fail(fmt::format("link {} is cut", wire.name));
    if (wire.kind == plan::LinkKind::Circuit) result.roads |= kRoadCircuit;
    at = far.node;
    arrived = far.interface;
  }
  trace.road = (result.roads & kRoadCircuit) != 0  ? drill::PathRoad::ExpressRoute
               : (result.roads & kRoadTunnel) != 0 ? drill::PathRoad::Vpn
                                                   : drill::PathRoad::Inside;
  return result;
}

drill::FlowPaths World::Impl::paths(std::uint32_t flow) const {
  const std::size_t at = static_cast<std::size_t>(flow) * 2;
  drill::FlowPaths paths{.flow = flow, .name = plan.flows.at(flow).name};
  paths.forward = walk(probes.at(at).from, probes.at(at).key).trace;
  paths.back = walk(probes.at(at + 1).from, probes.at(at + 1).key).trace;
  paths.symmetric = paths.forward.delivered && paths.back.delivered && paths.forward.road == paths.back.road;
  return paths;
}

}  // namespace cw::sim
