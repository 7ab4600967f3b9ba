// Azure's "effective routes" from the RIB of a virtual network's fabric node.
#include <fmt/core.h>

#include <algorithm>

#include "report/show.h"

namespace cw::report {
namespace {

std::string_view source_of(rib::Origin origin) {
  switch (origin) {
    case rib::Origin::Connected:
    case rib::Origin::Local:
    case rib::Origin::System:
      return "Default";
    case rib::Origin::UserDefined:
      return "User";
    case rib::Origin::Static:
    case rib::Origin::Ebgp:
    case rib::Origin::Ibgp:
      return "VirtualNetworkGateway";
  }
  return "?";
}

// Another virtual network behind the interface makes a system route a peering route.
const plan::NodePlan* node_behind(const plan::Plan& plan, NodeId id, InterfaceId interface) {
  for (const plan::LinkPlan& link : plan.links) {
    if (link.a.node == id && link.a.interface == interface) return &plan.nodes[link.b.node.value];
    if (link.b.node == id && link.b.interface == interface) return &plan.nodes[link.a.node.value];
  }
  return nullptr;
}

struct HopWords {
  std::string type;
  std::string address;
};

HopWords words_of(const plan::Plan& plan, NodeId id, rib::Origin origin, const rib::NextHop& hop) {
  const bool is_system = source_of(origin) == "Default";
  // A network drops what no host of its own space has; for Azure's users that space is VnetLocal all the same.
  if (hop.kind == rib::NextHopKind::Drop) return {is_system ? "VnetLocal" : "None", ""};
  if (hop.kind == rib::NextHopKind::Deliver) return {"VnetLocal", ""};
  const plan::NodePlan* behind = node_behind(plan, id, hop.interface);
  const gateway::Role role = behind != nullptr ? behind->config.role : gateway::Role::Fabric;
  if (is_system && role == gateway::Role::Fabric) return {"VNetPeering", ""};
  if (is_system) return {"VnetLocal", ""};
  if (role == gateway::Role::Host) return {"VirtualAppliance", to_string(hop.gateway)};
  return {"VirtualNetworkGateway", to_string(hop.gateway)};
}

}  // namespace

Grid effective_routes(const plan::Plan& plan, NodeId id, const gateway::Node& node) {
  const gateway::NodeConfig& config = node.config();
  const rib::Rib& rib = node.rib();
  Grid grid{.title = "Effective routes of " + config.name,
            .node = config.name,
            .columns = {{"Source", "source"}, {"State", "state"}, {"Address Prefix", "address_prefix"},
                        {"Next Hop Type", "next_hop_type"}, {"Next Hop", "next_hop"}, {"Subnet table", "table"},
                        {"Through", "through"}},
            .rows = {},
            .empty_note = "(no routes)"};
  rib.for_each_prefix(std::nullopt, [&](const Prefix& prefix) {
    const auto explanation = rib.explain(prefix);
    if (!explanation) return true;
    const bool is_host = prefix.length == bits(prefix.family());
    const auto first_row = static_cast<std::ptrdiff_t>(grid.rows.size());
    for (const rib::Candidate& candidate : explanation->candidates) {
      const bool is_active = candidate.lost_at == rib::Step::Winner || candidate.lost_at == rib::Step::MultipathEqual;
      // Azure lists what a user-defined or system route displaced as Invalid, and no other loser.
      if (!is_active && candidate.lost_at != rib::Step::RouteType) continue;
      const rib::SourceInfo& source = rib.source(candidate.path.source);
      // Azure lists address spaces; single hosts and the addresses between our nodes are our own doing.
      if (is_host && source_of(source.origin) == "Default") continue;
      const rib::NextHop& hop = rib.next_hop(candidate.path.next_hop);
      const HopWords words = words_of(plan, id, source.origin, hop);
      const plan::NodePlan* behind = node_behind(plan, id, hop.interface);
      std::vector<std::string> row{std::string(source_of(source.origin)), is_active ? "Active" : "Invalid",
                                   to_string(prefix), words.type, words.address.empty() ? "-" : words.address, "",
                                   behind != nullptr && words.type != "VnetLocal" ? behind->config.name : ""};
      if (std::find(grid.rows.begin() + first_row, grid.rows.end(), row) == grid.rows.end()) grid.rows.push_back(std::move(row));
    }
    return true;
  });
  for (const gateway::StaticRouteConfig& route : config.static_routes) {
    if (route.table == 0) continue;
    HopWords words{route.drop ? "None" : "VirtualNetworkGateway", route.via ? to_string(*route.via) : ""};
    if (!route.drop && !route.interfaces.empty()) {
      const plan::NodePlan* behind = node_behind(plan, id, route.interfaces.front());
      if (behind != nullptr && behind->config.role == gateway::Role::Fabric) words.type = "VNetPeering";
      if (behind != nullptr && behind->config.role == gateway::Role::Host) words.type = "VirtualAppliance";
    }
    grid.rows.push_back({"User", "Active", to_string(route.prefix), words.type,
                         words.address.empty() ? "-" : words.address, fmt::format("{}", route.table), ""});
  }
  return grid;
}

}  // namespace cw::report
