// The plan for people: one aligned table for each kind of thing.
#include <fmt/core.h>

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "plan/plan.h"

namespace cw::plan {

namespace {

/// Rows of cells; columns as wide as their widest cell, the last one unpadded.
class Table {
 public:
  explicit Table(std::initializer_list<std::string_view> heads) { row({heads.begin(), heads.end()}); }

  void row(std::vector<std::string> cells) {
    if (widths_.size() < cells.size()) widths_.resize(cells.size());
    for (std::size_t i = 0; i < cells.size(); ++i) widths_[i] = std::max(widths_[i], cells[i].size());
    rows_.push_back(std::move(cells));
  }

  [[nodiscard]] std::string text(std::string_view title) const {
    std::string out = fmt::format("{} ({})\n", title, rows_.size() - 1);
    for (const auto& cells : rows_) {
      std::string line = " ";
      for (std::size_t i = 0; i < cells.size(); ++i) line += fmt::format(" {:<{}} ", cells[i], widths_[i]);
      line.erase(line.find_last_not_of(' ') + 1);
      out += line + "\n";
    }
    return out + "\n";
  }

 private:
  std::vector<std::vector<std::string>> rows_;
  std::vector<std::size_t> widths_;
};

std::string joined(const std::vector<IpAddress>& addresses) {
  std::string out;
  for (const IpAddress& address : addresses) out += (out.empty() ? "" : ", ") + to_string(address);
  return out;
}

std::string rate(std::uint64_t bits_per_second) {
  if (bits_per_second >= 1'000'000'000 && bits_per_second % 1'000'000'000 == 0) {
    return fmt::format("{} Gbit/s", bits_per_second / 1'000'000'000);
  }
  return fmt::format("{} Mbit/s", bits_per_second / 1'000'000);
}

std::string nodes_table(const Plan& plan) {
  Table table{"name", "role", "AS", "router id", "addresses", "in"};
  for (const NodePlan& node : plan.nodes) {
    const gateway::NodeConfig& config = node.config;
    std::vector<IpAddress> addresses = config.addresses;
    if (node.host_address) addresses.push_back(*node.host_address);
    table.row({config.name, std::string(gateway::to_string(config.role)),
               config.asn.value == 0 ? "-" : fmt::format("{}", config.asn.value),
               to_string(IpAddress::v4(config.router_id.value)), joined(addresses), node.group});
  }
  return table.text("Nodes");
}

std::string links_table(const Plan& plan) {
  Table table{"name", "kind", "address a", "address b", "delay", "jitter", "rate"};
  for (const LinkPlan& link : plan.links) {
    const auto address = [&](const LinkEnd& end) {
      return to_string(plan.nodes[end.node.value].config.interfaces[end.interface.value].address);
    };
    table.row({link.name, std::string(to_string(link.kind)), address(link.a), address(link.b),
               cw::to_string(link.delay), link.jitter == Duration{} ? "-" : cw::to_string(link.jitter),
               rate(link.bits_per_second)});
  }
  return table.text("Links");
}

std::string options_of(const gateway::NodeConfig& node, const gateway::PeerConfig& peer) {
  std::vector<std::string> parts;
  if (!peer.enabled) parts.emplace_back("disabled");
  if (peer.bfd) {
    const bfd::SessionConfig& bfd = node.bfd[*peer.bfd].session;
    parts.push_back(fmt::format("BFD {} x {}", cw::to_string(bfd.desired_min_tx), bfd.detect_multiplier));
  }
  if (peer.session.md5_key_reference) parts.push_back("MD5 " + *peer.session.md5_key_reference);
  if (peer.weight != 0) parts.push_back(fmt::format("weight {}", peer.weight));
  if (peer.routing_weight != 0) parts.push_back(fmt::format("routing weight {}", peer.routing_weight));
  if (peer.session.prefix_limit[0].maximum != 0) {
    parts.push_back(fmt::format("at most {} prefixes", peer.session.prefix_limit[0].maximum));
  }
  if (peer.advertise_delay_max > Duration{}) {
    parts.push_back(fmt::format("tells after {} to {}", cw::to_string(peer.advertise_delay_min),
                                cw::to_string(peer.advertise_delay_max)));
  }
  if (peer.session.passive) parts.emplace_back("passive");
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : ", ") + part;
  return out;
}

std::string sessions_table(const Plan& plan) {
  Table table{"node", "peer", "kind", "local", "remote", "AS", "hold", "options"};
  for (const NodePlan& node : plan.nodes) {
    for (const gateway::PeerConfig& peer : node.config.peers) {
      table.row({node.config.name, peer.name, std::string(gateway::to_string(peer.kind)),
                 to_string(peer.session.local_address), to_string(peer.session.peer_address),
                 fmt::format("{}-{}", peer.session.local_as.value, peer.session.peer_as.value),
                 cw::to_string(peer.session.hold_time), options_of(node.config, peer)});
    }
  }
  return table.text("BGP sessions, both ends");
}

std::string tunnels_table(const Plan& plan) {
  Table table{"node", "tunnel", "outer", "inner", "starts", "dead after"};
  for (const NodePlan& node : plan.nodes) {
    for (const gateway::TunnelConfig& tunnel : node.config.tunnels) {
      const gateway::InterfaceConfig& interface = node.config.interfaces[tunnel.interface.value];
      table.row({node.config.name, tunnel.name,
                 fmt::format("{} to {}", to_string(tunnel.local_outer), to_string(tunnel.peer_outer)),
                 fmt::format("{} to {}", to_string(interface.address), to_string(interface.peer)),
                 tunnel.initiator ? "yes" : "no", cw::to_string(tunnel.dpd_timeout)});
    }
  }
  return table.text("Tunnels, both ends");
}

std::string policies_table(const Plan& plan) {
  Table table{"node", "peer", "way", "rules in order"};
  const auto add = [&](const gateway::NodeConfig& node, const gateway::PeerConfig& peer, std::string_view way,
                       const rib::Policy& policy) {
    if (policy.rules.empty() && policy.otherwise == rib::Verdict::Accept) return;
    std::string text;
    for (const rib::PolicyRule& rule : policy.rules) text += rib::to_string(rule) + "; then ";
    text += policy.otherwise == rib::Verdict::Accept ? "accept" : "reject";
    table.row({node.name, peer.name, std::string(way), std::move(text)});
  };
  for (const NodePlan& node : plan.nodes) {
    for (const gateway::PeerConfig& peer : node.config.peers) {
      add(node.config, peer, "in", peer.import_policy);
      add(node.config, peer, "out", peer.export_policy);
    }
  }
  return table.text("Policies");
}

std::string flows_table(const Plan& plan) {
  Table table{"name", "from", "to", "packets/s", "class", "meant for"};
  for (const FlowPlan& flow : plan.flows) {
    table.row({flow.name, to_string(flow.from_address), to_string(flow.to_address), fmt::format("{}", flow.rate),
               flow.traffic_class,
               flow.expected_road ? std::string(design::to_string(*flow.expected_road)) : std::string("-")});
  }
  return table.text("Flows");
}

}  // namespace

std::string_view to_string(LinkKind kind) {
  switch (kind) {
    case LinkKind::Circuit:
      return "circuit";
    case LinkKind::Backbone:
      return "backbone";
    case LinkKind::Fabric:
      return "fabric";
    case LinkKind::Internet:
      return "internet";
    case LinkKind::Site:
      return "site";
    case LinkKind::Access:
      return "access";
  }
  return "unknown";
}

std::string to_text(const Plan& plan) {
  std::string out = fmt::format("Plan of {}, profile {}\n\n", plan.name, design::to_string(plan.profile));
  out += nodes_table(plan) + links_table(plan) + sessions_table(plan) + tunnels_table(plan) + policies_table(plan) +
         flows_table(plan);
  std::string drills;
  for (const design::DrillSpec& drill : plan.drills) drills += (drills.empty() ? "" : ", ") + drill.name;
  out += fmt::format("Drills: {}\n", drills.empty() ? "none" : drills);
  if (!plan.notes.empty()) out += "\nNotes\n";
  for (const std::string& text : plan.notes) out += fmt::format("  - {}\n", text);
  return out;
}

}  // namespace cw::plan
