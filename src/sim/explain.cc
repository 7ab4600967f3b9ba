// Which routes compete for a packet between two hosts, at every node that has a choice, and what would change the outcome.
#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "sim/diagnose.h"
#include "sim/packet.h"
#include "sim/rehearse.h"
#include "sim/roads.h"

namespace cw::sim {
namespace {

struct Endpoint {
  NodeId node;
  IpAddress address;
};

std::expected<Endpoint, std::string> find_endpoint(const plan::Plan& plan, std::string_view name) {
  std::vector<std::string_view> known;
  const auto address = IpAddress::parse(name);
  for (std::uint32_t i = 0; i < plan.nodes.size(); ++i) {
    const plan::NodePlan& node = plan.nodes[i];
    if (!node.host_address) continue;
    const std::string_view full = node.config.name;
    const std::string_view bare = full.substr(full.find('/') == std::string_view::npos ? 0 : full.find('/') + 1);
    if (full == name || bare == name || (address && *address == *node.host_address)) {
      return Endpoint{.node = NodeId(i), .address = *node.host_address};
    }
    known.push_back(bare);
  }
  std::string text = fmt::format("there is no host \"{}\"", name);
  if (const auto near = nearest_name(name, known)) {
    text += fmt::format("; did you mean \"{}\"?", *near);
  } else if (!known.empty()) {
    text += "; there is ";
    for (std::size_t i = 0; i < known.size() && i < 8; ++i) text += fmt::format("{}{}", i > 0 ? ", " : "", known[i]);
  }
  return std::unexpected(text);
}

std::string next_hop_name(const gateway::Node& node, const rib::Path& path) {
  const rib::NextHop& next_hop = node.rib().next_hop(path.next_hop);
  switch (next_hop.kind) {
    case rib::NextHopKind::Deliver: return "local";
    case rib::NextHopKind::Drop: return "drop";
    case rib::NextHopKind::Forward: break;
  }
  return next_hop.interface.value < node.config().interfaces.size() ? node.config().interfaces[next_hop.interface.value].name
                                                                    : to_string(next_hop);
}

drill::ExplainCandidate describe(const gateway::Node& node, const rib::Candidate& candidate) {
  const rib::Path& path = candidate.path;
  const auto& attributes = node.rib().attributes().get(path.attributes);
  const rib::SourceInfo& source = node.rib().source(path.source);
  const bool bgp = source.origin == rib::Origin::Ebgp || source.origin == rib::Origin::Ibgp;
  drill::ExplainCandidate result{.next_hop = bgp ? to_string(attributes.next_hop) : to_string(node.rib().next_hop(path.next_hop).gateway),
                                 .via = next_hop_name(node, path), .from = source.name,
                                 .as_path = bgp ? to_string(attributes.as_path) : "",
                                 .weight = path.weight, .local_preference = attributes.local_pref.value_or(100)};
  result.best = candidate.lost_at == rib::Step::Winner;
  result.shares = candidate.lost_at == rib::Step::MultipathEqual;
  if (!result.best) {
    result.lost_at = rib::to_string(candidate.lost_at);
    result.reason = candidate.reason;
    result.rule = rib::rule_of(candidate.lost_at);
  }
  return result;
}

std::string winner_text(const gateway::Node& node, const Prefix& prefix) {
  const auto explanation = node.rib().explain(prefix);
  if (!explanation || explanation->candidates.empty()) return to_string(prefix);
  const rib::Candidate& first = explanation->candidates.front();
  return fmt::format("{} by {} from {}", to_string(prefix), drill::to_string(road_of(node, first.path)),
                     node.rib().source(first.path.source).name);
}

/// Every node on the way with more than one candidate or a shorter prefix that leads elsewhere.
std::vector<drill::ExplainNode> deciding_nodes(const World& world, const plan::Plan& plan, const drill::PathTrace& trace,
                                               const IpAddress& destination) {
  std::vector<drill::ExplainNode> nodes;
  for (const drill::Hop& hop : trace.hops) {
    const plan::NodePlan& where = plan.nodes[hop.node.value];
    if (where.config.role == gateway::Role::Host || !world.is_node_up(hop.node)) continue;
    const gateway::Node& node = world.node(hop.node);
    const auto match = world.fib(hop.node).lookup(destination);
    std::vector<Prefix> covering = node.rib().covering(destination);
    if (!match && covering.empty()) continue;
    const Prefix prefix = match ? match->prefix : covering.front();
    drill::ExplainNode each{.node = where.config.name, .role = std::string(gateway::to_string(where.config.role)),
                            .prefix = to_string(prefix)};
    if (const auto explanation = node.rib().explain(prefix)) {
      for (const rib::Candidate& candidate : explanation->candidates) each.candidates.push_back(describe(node, candidate));
    }
    for (const Prefix& shorter : covering) {
      if (shorter.length < prefix.length) each.shorter.push_back(winner_text(node, shorter));
    }
    if (each.candidates.size() > 1 || !each.shorter.empty()) nodes.push_back(std::move(each));
  }
  return nodes;
}

/// The one setting: first what keeps a direction off the road it should take, else what would move it to the other one.
std::string one_setting(const World& world, const plan::Plan& plan, const drill::Explanation& found, const Endpoint& from,
                        const Endpoint& to) {
  const auto site_has_circuit = [&](const Endpoint& end) { return !circuit_devices(plan, plan.nodes[end.node.value].group).empty(); };
  const bool circuit = site_has_circuit(from) || site_has_circuit(to);
  for (const bool forward : {true, false}) {
    const drill::PathTrace& trace = forward ? found.forward : found.back;
    if (!circuit || (trace.delivered && trace.road == drill::PathRoad::ExpressRoute)) continue;
    const auto reason = why_not(world, plan, trace, forward ? to.address : from.address, drill::PathRoad::ExpressRoute);
    if (reason) return (forward ? "forward: " : "return: ") + sentence(*reason);
  }
  for (const bool forward : {true, false}) {
    const drill::PathTrace& trace = forward ? found.forward : found.back;
    if (!trace.delivered) return (forward ? "forward: " : "return: ") + trace.failure;
    const drill::PathRoad other = trace.road == drill::PathRoad::Vpn ? drill::PathRoad::ExpressRoute : drill::PathRoad::Vpn;
    const auto reason = why_not(world, plan, trace, forward ? to.address : from.address, other);
    if (reason) return fmt::format("to use the {} instead, {}: {}", drill::to_string(other), forward ? "forward" : "return", sentence(*reason));
  }
  return "no node on the way has a choice";
}

}  // namespace

std::expected<drill::Explanation, std::string> explain(const plan::Plan& plan, std::string_view from, std::string_view to,
                                                       std::string_view when, const RehearseOptions& options) {
  const auto source = find_endpoint(plan, from);
  if (!source) return std::unexpected(source.error());
  const auto target = find_endpoint(plan, to);
  if (!target) return std::unexpected(target.error());
  std::optional<drill::Fault> fault;
  if (!when.empty()) {
    auto parsed = drill::parse_fault(plan, when, {});
    if (!parsed) return std::unexpected(parsed.error());
    fault = std::move(*parsed);
  }
  RehearseOptions quiet = options;
  quiet.world.probes = false;
  World world(plan, quiet.world);
  if (!world.run_until_settled(Instant{} + options.converge_limit, options.settle)) {
    return std::unexpected(fmt::format("the network did not settle within {}", to_string(options.converge_limit)));
  }
  if (fault) {
    // Long enough for a BGP hold time to expire, where nothing faster notices.
    const Instant cut = world.now();
    world.inject(*fault);
    world.run_until(cut + 200s);
    world.run_until_settled(cut + options.converge_limit, options.settle);
  }
  drill::Explanation result{.from = std::string(from), .to = std::string(to), .when = fault ? drill::describe(plan, *fault) : ""};
  result.forward = world.trace(source->node, source->address, target->address);
  result.back = world.trace(target->node, target->address, source->address);
  result.forward_nodes = deciding_nodes(world, plan, result.forward, target->address);
  result.back_nodes = deciding_nodes(world, plan, result.back, source->address);
  result.symmetric = result.forward.delivered && result.back.delivered && result.forward.road == result.back.road;
  result.setting = one_setting(world, plan, result, *source, *target);
  return result;
}

}  // namespace cw::sim
