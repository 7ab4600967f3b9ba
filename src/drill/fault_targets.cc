#include "drill/fault_targets.h"

#include <fmt/core.h>

#include <algorithm>

namespace cw::drill {
namespace {

void sort_unique(std::vector<std::string>& names) {
  std::ranges::sort(names);
  names.erase(std::ranges::unique(names).begin(), names.end());
}

/// "vpn-to-hub" of a tunnel named "vpn-to-hub/0": tunnels are named by connection and instance.
std::string_view connection_of(std::string_view tunnel) {
  const std::size_t cut = tunnel.find_first_of("/#:");
  return cut == std::string_view::npos ? tunnel : tunnel.substr(0, cut);
}

bool is_customer(const plan::NodePlan& node) { return node.config.role == gateway::Role::CustomerEdge; }

}  // namespace

std::vector<std::string> circuit_names(const plan::Plan& plan) {
  std::vector<std::string> names;
  for (const plan::LinkPlan& link : plan.links) {
    if (!link.circuit.empty()) names.push_back(link.circuit);
  }
  sort_unique(names);
  return names;
}

std::vector<std::string> node_names(const plan::Plan& plan) {
  std::vector<std::string> names;
  for (const plan::NodePlan& node : plan.nodes) names.push_back(node.config.name);
  sort_unique(names);
  return names;
}

std::vector<std::string> link_names(const plan::Plan& plan) {
  std::vector<std::string> names;
  for (const plan::LinkPlan& link : plan.links) names.push_back(link.name);
  sort_unique(names);
  return names;
}

std::vector<std::string> gateway_names(const plan::Plan& plan) {
  std::vector<std::string> names;
  for (const plan::NodePlan& node : plan.nodes) {
    if (!node.gateway.empty()) names.push_back(node.gateway);
  }
  sort_unique(names);
  return names;
}

std::vector<std::string> tunnel_names(const plan::Plan& plan) {
  std::vector<std::string> names;
  for (const plan::NodePlan& node : plan.nodes) {
    for (const gateway::TunnelConfig& tunnel : node.config.tunnels) names.emplace_back(connection_of(tunnel.name));
  }
  sort_unique(names);
  return names;
}

std::vector<std::string> bfd_names(const plan::Plan& plan) {
  std::vector<std::string> names;
  for (const plan::NodePlan& node : plan.nodes) {
    for (const gateway::BfdConfig& session : node.config.bfd) names.push_back(session.name);
  }
  sort_unique(names);
  return names;
}

std::vector<std::string> site_names(const plan::Plan& plan) {
  std::vector<std::string> names;
  for (const plan::NodePlan& node : plan.nodes) {
    if (is_customer(node)) names.push_back(node.group);
  }
  sort_unique(names);
  return names;
}

std::vector<std::string> device_names(const plan::Plan& plan) {
  std::vector<std::string> names;
  for (const plan::NodePlan& node : plan.nodes) {
    if (is_customer(node)) names.push_back(node.config.name);
  }
  sort_unique(names);
  return names;
}

std::vector<LinkId> circuit_links(const plan::Plan& plan, std::string_view circuit, std::string_view which) {
  std::vector<LinkId> links;
  for (std::uint32_t i = 0; i < plan.links.size(); ++i) {
    const plan::LinkPlan& link = plan.links[i];
    if (link.kind != plan::LinkKind::Circuit || link.circuit != circuit) continue;
    if (which.empty() || link.circuit_link == which) links.emplace_back(i);
  }
  return links;
}

std::vector<PeerRef> circuit_peers(const plan::Plan& plan, std::string_view circuit) {
  std::vector<PeerRef> peers;
  for (const LinkId id : circuit_links(plan, circuit, {})) {
    for (const plan::LinkEnd& end : {plan.links[id.value].a, plan.links[id.value].b}) {
      const gateway::NodeConfig& config = plan.nodes[end.node.value].config;
      if (config.role != gateway::Role::ProviderEdge) continue;
      for (std::uint32_t i = 0; i < config.peers.size(); ++i) {
        const PeerRef peer{.node = end.node, .peer = PeerId(i)};
        const bool known = std::ranges::find(peers, peer) != peers.end();
        if (config.peers[i].kind == gateway::PeerKind::Circuit && config.peers[i].interface == end.interface && !known) {
          peers.push_back(peer);
        }
      }
    }
  }
  return peers;
}

std::vector<LinkId> internet_links(const plan::Plan& plan, NodeId node) {
  std::vector<LinkId> links;
  for (std::uint32_t i = 0; i < plan.links.size(); ++i) {
    const plan::LinkPlan& link = plan.links[i];
    if (link.kind == plan::LinkKind::Internet && (link.a.node == node || link.b.node == node)) links.emplace_back(i);
  }
  return links;
}

std::vector<TunnelRef> tunnels_of(const plan::Plan& plan, std::string_view name) {
  std::vector<TunnelRef> found;
  // Gateways first, so that of each tunnel the gateway's end is kept.
  for (const bool customers : {false, true}) {
    for (std::uint32_t i = 0; i < plan.nodes.size(); ++i) {
      if (is_customer(plan.nodes[i]) != customers) continue;
      const auto& tunnels = plan.nodes[i].config.tunnels;
      for (std::uint32_t t = 0; t < tunnels.size(); ++t) {
        if (tunnels[t].name != name && connection_of(tunnels[t].name) != name) continue;
        const bool known = std::ranges::any_of(found, [&](const TunnelRef& ref) {
          const auto& other = plan.nodes[ref.node.value].config.tunnels[ref.tunnel.value];
          return other.local_outer == tunnels[t].peer_outer && other.peer_outer == tunnels[t].local_outer;
        });
        if (!known) found.push_back({.node = NodeId(i), .tunnel = TunnelId(t)});
      }
    }
  }
  return found;
}

std::vector<BfdRef> bfd_of(const plan::Plan& plan, std::string_view name) {
  std::vector<BfdRef> found;
  for (std::uint32_t i = 0; i < plan.nodes.size(); ++i) {
    const auto& sessions = plan.nodes[i].config.bfd;
    for (std::uint32_t s = 0; s < sessions.size(); ++s) {
      if (sessions[s].name == name) found.push_back({.node = NodeId(i), .session = BfdId(s)});
    }
  }
  return found;
}

std::optional<NodeId> instance_of(const plan::Plan& plan, std::string_view gateway, std::uint32_t instance) {
  for (std::uint32_t i = 0; i < plan.nodes.size(); ++i) {
    if (plan.nodes[i].gateway == gateway && plan.nodes[i].instance == instance) return NodeId(i);
  }
  return std::nullopt;
}

TightestLimit tightest_limit(const plan::Plan& plan, std::string_view site) {
  TightestLimit tightest;
  for (std::uint32_t i = 0; i < plan.nodes.size(); ++i) {
    const plan::NodePlan& device = plan.nodes[i];
    if (!is_customer(device) || device.group != site) continue;
    for (const gateway::PeerConfig& peer : device.config.peers) {
      for (const plan::NodePlan& other : plan.nodes) {
        for (const gateway::PeerConfig& theirs : other.config.peers) {
          if (theirs.session.local_address != peer.session.peer_address ||
              theirs.session.peer_address != peer.session.local_address) {
            continue;
          }
          const std::uint32_t maximum = theirs.session.prefix_limit[0].maximum;
          if (maximum == 0 || (tightest.maximum != 0 && maximum > tightest.maximum)) continue;
          if (maximum < tightest.maximum || tightest.maximum == 0) tightest = {.maximum = maximum, .devices = {}};
          if (std::ranges::find(tightest.devices, NodeId(i)) == tightest.devices.end()) tightest.devices.emplace_back(i);
        }
      }
    }
  }
  return tightest;
}

std::vector<Prefix> generated_prefixes(std::uint32_t count) {
  std::vector<Prefix> prefixes;
  prefixes.reserve(count);
  for (std::uint32_t i = 0; i < count; ++i) prefixes.push_back(Prefix::of(IpAddress::v4(0x64410000U + (i << 8U)), 24));
  return prefixes;
}

}  // namespace cw::drill
