#include "sim/diagnose.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "sim/roads.h"

namespace cw::sim {
namespace {

using drill::PathRoad;

std::string road_text(PathRoad road) { return std::string(drill::to_string(road)); }

bool is_static(const gateway::Node& node, const rib::Path& path) {
  const rib::Origin origin = node.rib().source(path.source).origin;
  return origin == rib::Origin::Static || origin == rib::Origin::UserDefined;
}

/// One prefix at one node: the winner, and the best candidate of the wanted road.
struct Contest {
  Prefix prefix;
  std::optional<rib::Candidate> winner, wanted;
};

Contest contest(const gateway::Node& node, const Prefix& prefix, PathRoad wanted) {
  Contest result{.prefix = prefix};
  const auto explanation = node.rib().explain(prefix);
  if (!explanation) return result;
  for (const rib::Candidate& candidate : explanation->candidates) {
    const bool wins = candidate.lost_at == rib::Step::Winner;
    if (wins && !result.winner) result.winner = candidate;
    if (!result.wanted && road_of(node, candidate.path) == wanted) result.wanted = candidate;
  }
  return result;
}

std::string prefer_circuit(const plan::Plan& plan, const std::string& group, std::uint32_t above) {
  const std::vector<std::string> devices = circuit_devices(plan, group);
  return fmt::format("set localPreference.expressRoute to more than {} (for example {}) on {}", above,
                     std::max<std::uint32_t>(150, above + 50), devices.empty() ? "the circuit's devices" : join(devices));
}

std::uint32_t local_preference(const gateway::Node& node, const rib::Path& path) {
  return node.rib().attributes().get(path.attributes).local_pref.value_or(100);
}

/// The setting that would let the wanted road win where it lost at `lost.lost_at` against `winner`.
std::string setting_for(const plan::Plan& plan, const plan::NodePlan& where, const gateway::Node& node, const Contest& at,
                        PathRoad wanted) {
  const bool site = where.config.role == gateway::Role::CustomerEdge;
  const PathRoad other = wanted == PathRoad::ExpressRoute ? PathRoad::Vpn : PathRoad::ExpressRoute;
  switch (at.wanted->lost_at) {
    case rib::Step::RouteType:
      return fmt::format("remove the static route {} from {} and use BGP on the VPN connection: a static route is not withdrawn when the other road is back",
                         to_string(at.prefix), where.config.name);
    case rib::Step::Weight:
      return "the gateways' preference is fixed: ExpressRoute before VPN; give the VPN a longer prefix only if it is meant to win";
    case rib::Step::RoutingWeight: return "give the connection that should win the higher routingWeight";
    case rib::Step::LocalPreference:
    case rib::Step::EbgpOverIbgp:
    case rib::Step::IgpCost:
    case rib::Step::MultipathEqual:
    case rib::Step::OriginatorOrRouterId:
    case rib::Step::ClusterListLength:
    case rib::Step::PeerAddress:
    case rib::Step::PathId:
    case rib::Step::Med:
    case rib::Step::Origin:
      if (!site) return fmt::format("prepend the site's AS on the {}", road_text(other));
      if (wanted == PathRoad::ExpressRoute) return prefer_circuit(plan, where.group, local_preference(node, at.winner->path));
      return fmt::format("lower localPreference.expressRoute below {} on {}", local_preference(node, at.wanted->path),
                         join(circuit_devices(plan, where.group)));
    case rib::Step::AsPathLength:
      if (site && wanted == PathRoad::ExpressRoute) return prefer_circuit(plan, where.group, local_preference(node, at.winner->path));
      return fmt::format("prepend the site's AS on the {} (asPathPrepend)", road_text(other));
    case rib::Step::NextHopDead: return fmt::format("repair the {}", road_text(wanted));
    case rib::Step::Winner:
    case rib::Step::Stale: return {};
  }
  return {};
}

std::optional<Reason> reason_at(const World& world, const plan::Plan& plan, NodeId id, const IpAddress& destination,
                                PathRoad wanted) {
  if (!world.is_node_up(id)) return std::nullopt;
  const gateway::Node& node = world.node(id);
  const plan::NodePlan& where = plan.nodes[id.value];
  const auto match = world.fib(id).lookup(destination);
  if (!match) return std::nullopt;
  const Contest at = contest(node, match->prefix, wanted);
  if (!at.winner || road_of(node, at.winner->path) == wanted) return std::nullopt;
  const PathRoad taken = road_of(node, at.winner->path);
  if (taken == PathRoad::Inside) return std::nullopt;
  const std::string& name = where.config.name;
  if (at.wanted && at.wanted->lost_at == rib::Step::MultipathEqual) {
    return Reason{.node = id,
                  .text = fmt::format("{}: {} is reached over both roads at once: {} and {} tie at every step", name,
                                      to_string(at.prefix), road_text(taken), road_text(wanted)),
                  .setting = setting_for(plan, where, node, at, wanted)};
  }
  if (at.wanted && at.wanted->lost_at != rib::Step::NextHopDead) {
    const std::string kind = is_static(node, at.winner->path) ? "a static route over " : "";
    return Reason{.node = id, .text = fmt::format("{}: for {} {}{} wins over {} at \"{}\"{}", name, to_string(at.prefix), kind,
                                                  road_text(taken), road_text(wanted), rib::to_string(at.wanted->lost_at),
                                                  at.wanted->reason.empty() ? "" : " (" + at.wanted->reason + ")"),
                  .setting = setting_for(plan, where, node, at, wanted)};
  }
  for (const Prefix& shorter : node.rib().covering(destination)) {
    if (shorter.length >= match->prefix.length || shorter.is_default()) continue;
    const Contest covering = contest(node, shorter, wanted);
    if (!covering.wanted || covering.wanted->lost_at == rib::Step::NextHopDead) continue;
    const bool fixed = is_static(node, at.winner->path);
    return Reason{.node = id,
                  .text = fmt::format("{}: {}{} (via {}) is longer than {} (via {}): the longest prefix wins before any preference",
                                      name, fixed ? "static route " : "", to_string(match->prefix), road_text(taken),
                                      to_string(shorter), road_text(wanted)),
                  .setting = fixed ? fmt::format("remove the static route {}", to_string(match->prefix))
                                   : fmt::format("advertise the same prefix length on both roads: {} on the {} too, or {} on the {}",
                                                 to_string(match->prefix), road_text(wanted), to_string(shorter), road_text(taken))};
  }
  return std::nullopt;
}

}  // namespace

std::string sentence(const Reason& reason) { return reason.setting.empty() ? reason.text : reason.text + "; " + reason.setting; }

std::optional<Reason> why_not(const World& world, const plan::Plan& plan, const drill::PathTrace& trace,
                              const IpAddress& destination, drill::PathRoad wanted) {
  for (const drill::Hop& hop : trace.hops) {
    if (plan.nodes[hop.node.value].config.role == gateway::Role::Host) continue;
    if (auto reason = reason_at(world, plan, hop.node, destination, wanted)) return reason;
  }
  const std::vector<std::string> broken = broken_sessions(world, plan, wanted);
  if (!broken.empty()) return Reason{.node = kWorldNode, .text = broken.front(), .setting = {}};
  return std::nullopt;
}

std::vector<std::string> broken_sessions(const World& world, const plan::Plan& plan, drill::PathRoad road) {
  std::vector<std::string> broken;
  for (std::uint32_t i = 0; i < plan.nodes.size(); ++i) {
    const NodeId id(i);
    if (!world.is_node_up(id)) continue;
    const gateway::NodeConfig& config = plan.nodes[i].config;
    for (std::uint32_t p = 0; p < config.peers.size(); ++p) {
      const gateway::PeerConfig& peer = config.peers[p];
      const bool vpn = peer.kind == gateway::PeerKind::Vpn;
      const bool circuit = peer.kind == gateway::PeerKind::Circuit || peer.kind == gateway::PeerKind::Backbone;
      if (road == drill::PathRoad::Vpn ? !vpn : !circuit) continue;
      if (world.node(id).peer_status(PeerId(p)).state == bgp::State::Established) continue;
      const Event* limit = nullptr;
      for (const Event& event : world.journal()) {
        if (event.node == id && event.subject == peer.name && event.kind == EventKind::BgpPrefixLimitExceeded) limit = &event;
      }
      if (limit) {
        const std::uint32_t maximum = peer.session.prefix_limit[0].maximum;
        // The limit explains more than any session that is down because of it.
        broken.insert(broken.begin(),
                      fmt::format("{} closed its BGP session with {}: more prefixes than its limit of {}; announce summaries, at most {} prefixes, over the {}",
                                  config.name, peer.name, with_thousands(maximum), with_thousands(maximum),
                                  drill::to_string(road)));
      } else {
        broken.push_back(fmt::format("the BGP session of {} with {} is down: {}", config.name, peer.name,
                                     world.node(id).peer_status(PeerId(p)).last_error));
      }
    }
  }
  return broken;
}

std::vector<std::string> pins(const World& world, const plan::Plan& plan, const std::vector<drill::FlowPaths>& paths) {
  struct Pin {
    std::string reason, roads;
    std::vector<std::string> directions;
  };
  std::vector<Pin> found;
  for (const drill::FlowPaths& each : paths) {
    const plan::FlowPlan& flow = plan.flows[each.flow];
    const auto wanted = expected_road(plan, flow);
    if (!wanted) continue;
    for (const bool forward : {true, false}) {
      const drill::PathTrace& trace = forward ? each.forward : each.back;
      if (trace.delivered && trace.road == *wanted) continue;
      const auto reason = why_not(world, plan, trace, forward ? flow.to_address : flow.from_address, *wanted);
      Pin pin{.reason = reason ? sentence(*reason) : "",
              .roads = trace.delivered ? fmt::format("over the {} and not the {}", drill::to_string(trace.road), drill::to_string(*wanted))
                                       : fmt::format("not delivered ({})", trace.failure),
              .directions = {direction_name(flow, forward)}};
      const auto same = std::ranges::find_if(found, [&](const Pin& p) { return p.reason == pin.reason && p.roads == pin.roads; });
      if (same == found.end()) {
        found.push_back(std::move(pin));
      } else {
        same->directions.push_back(std::move(pin.directions.front()));
      }
    }
  }
  std::vector<std::string> result;
  for (const Pin& pin : found) {
    result.push_back(fmt::format("{}: {}{}{}", join(pin.directions), pin.roads, pin.reason.empty() ? "" : "; ", pin.reason));
  }
  return result;
}

std::vector<std::string> asymmetries(const World& world, const plan::Plan& plan, const std::vector<drill::FlowPaths>& paths,
                                     std::string_view when) {
  std::vector<std::string> result;
  for (const drill::FlowPaths& each : paths) {
    if (each.symmetric || !each.forward.delivered || !each.back.delivered) continue;
    const plan::FlowPlan& flow = plan.flows[each.flow];
    std::string text = fmt::format("{} is asymmetric {}: forward over {}, back over {}", flow.name, when,
                                   drill::to_string(each.forward.road), drill::to_string(each.back.road));
    const auto expected = expected_road(plan, flow);
    const drill::PathRoad wanted = expected.value_or(drill::PathRoad::ExpressRoute);
    const bool forward = each.forward.road != wanted;
    const auto reason = why_not(world, plan, forward ? each.forward : each.back,
                                forward ? flow.to_address : flow.from_address, wanted);
    if (reason && !expected) text += "; " + sentence(*reason);
    result.push_back(std::move(text));
  }
  return result;
}

}  // namespace cw::sim
