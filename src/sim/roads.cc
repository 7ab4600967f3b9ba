#include "sim/roads.h"

#include <algorithm>

#include "design/catalogue.h"

namespace cw::sim {
namespace {

std::optional<drill::PathRoad> of_tag(gateway::RoadTag tag) {
  switch (tag) {
    case gateway::RoadTag::None: return std::nullopt;
    case gateway::RoadTag::ExpressRoute: return drill::PathRoad::ExpressRoute;
    case gateway::RoadTag::Vpn: return drill::PathRoad::Vpn;
  }
  return std::nullopt;
}

bool has_circuit(const plan::Plan& plan, const std::string& group) { return !circuit_devices(plan, group).empty(); }

}  // namespace

drill::PathRoad road_of(const gateway::Node& node, const rib::Path& path) {
  const gateway::NodeConfig& config = node.config();
  const rib::NextHop& next_hop = node.rib().next_hop(path.next_hop);
  if (next_hop.kind == rib::NextHopKind::Forward && next_hop.interface.value < config.interfaces.size()) {
    const gateway::InterfaceConfig& interface = config.interfaces[next_hop.interface.value];
    if (interface.tunnel) return drill::PathRoad::Vpn;
    if (const auto road = of_tag(interface.road)) return *road;
  }
  const rib::SourceInfo& source = node.rib().source(path.source);
  if (source.origin != rib::Origin::Ebgp && source.origin != rib::Origin::Ibgp) return drill::PathRoad::Inside;
  const auto& as_path = node.rib().attributes().get(path.attributes).as_path;
  if (as_path.contains(design::defaults().provider_edge_asn)) return drill::PathRoad::ExpressRoute;
  for (const gateway::PeerConfig& peer : config.peers) {
    if (peer.name != source.name) continue;
    if (const auto road = of_tag(peer.road)) return *road;
  }
  return as_path.length() == 0 ? drill::PathRoad::Inside : drill::PathRoad::Vpn;
}

std::optional<drill::PathRoad> expected_road(const plan::Plan& plan, const plan::FlowPlan& flow) {
  if (flow.expected_road) {
    return *flow.expected_road == design::Road::Vpn ? drill::PathRoad::Vpn : drill::PathRoad::ExpressRoute;
  }
  const std::string& from = plan.nodes[flow.from.value].group;
  const std::string& to = plan.nodes[flow.to.value].group;
  if (from != to && (has_circuit(plan, from) != has_circuit(plan, to))) return drill::PathRoad::ExpressRoute;
  return std::nullopt;
}

std::vector<std::string> circuit_devices(const plan::Plan& plan, const std::string& site) {
  std::vector<std::string> names;
  for (const plan::LinkPlan& link : plan.links) {
    if (link.kind != plan::LinkKind::Circuit) continue;
    for (const NodeId node : {link.a.node, link.b.node}) {
      const plan::NodePlan& device = plan.nodes[node.value];
      if (device.config.role == gateway::Role::CustomerEdge && device.group == site) names.push_back(device.config.name);
    }
  }
  std::ranges::sort(names);
  names.erase(std::ranges::unique(names).begin(), names.end());
  return names;
}

std::string direction_name(const plan::FlowPlan& flow, bool forward) { return flow.name + (forward ? " forward" : " return"); }

std::string join(const std::vector<std::string>& parts, const char* between) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : between) + part;
  return text;
}

}  // namespace cw::sim
