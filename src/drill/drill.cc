#include "drill/drill.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

#include "base/text.h"
#include "drill/fault_targets.h"

namespace cw::drill {
namespace {

using Words = std::vector<std::string_view>;
using Parsed = std::expected<Fault, std::string>;

Words split(std::string_view text) {
  Words words;
  while (!text.empty()) {
    const std::size_t start = text.find_first_not_of(" \t");
    if (start == std::string_view::npos) break;
    text.remove_prefix(start);
    const std::size_t length = std::min(text.find_first_of(" \t"), text.size());
    words.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return words;
}

std::string join(const Words& words) {
  std::string text;
  for (const std::string_view word : words) text += (text.empty() ? "" : " ") + std::string(word);
  return text;
}

std::unexpected<std::string> unknown(std::string_view what, std::string_view name, const std::vector<std::string>& known) {
  const std::vector<std::string_view> views(known.begin(), known.end());
  std::string text = fmt::format("there is no {} \"{}\"", what, name);
  if (const auto near = nearest_name(name, views)) {
    text += fmt::format("; did you mean \"{}\"?", *near);
  } else if (known.empty()) {
    text += fmt::format("; this design has none");
  } else if (known.size() <= 8) {
    text += "; there is ";
    for (std::size_t i = 0; i < known.size(); ++i) text += (i > 0 ? ", " : "") + known[i];
  }
  return std::unexpected(text);
}

std::unexpected<std::string> usage(std::string_view form) {
  return std::unexpected(fmt::format("expected \"{}\"", form));
}

constexpr std::array<std::string_view, 6> kHows{"silent", "carrier", "one-way", "one-way-a", "one-way-b", "crash"};

std::expected<How, std::string> parse_how(std::string_view how) {
  if (how.empty() || how == "silent" || how == "crash") return How::Silent;
  if (how == "carrier") return How::Carrier;
  if (how == "one-way" || how == "one-way-a") return How::OneWayA;
  if (how == "one-way-b") return How::OneWayB;
  std::string text = fmt::format("\"{}\" is no way to fail; expected silent, carrier, one-way-a or one-way-b", how);
  if (const auto near = nearest_name(how, kHows)) text += fmt::format("; did you mean \"{}\"?", *near);
  return std::unexpected(text);
}

std::expected<NodeId, std::string> find_device(const plan::Plan& plan, std::string_view name) {
  const auto node = plan::find_node_id(plan, name);
  if (!node) return unknown("device", name, device_names(plan));
  if (plan.nodes[node->value].config.role != gateway::Role::CustomerEdge) {
    return std::unexpected(fmt::format("\"{}\" is no device of a site", name));
  }
  return *node;
}

std::expected<Prefix, std::string> parse_prefix(std::string_view text) {
  const auto prefix = Prefix::parse(text);
  if (!prefix) return std::unexpected(fmt::format("\"{}\" is no prefix; expected one such as 10.1.11.0/26", text));
  return *prefix;
}

std::expected<design::Road, std::string> parse_road(std::string_view text) {
  if (text == "vpn" || text == "VPN") return design::Road::Vpn;
  if (text == "expressRoute" || text == "ExpressRoute" || text == "expressroute" || text == "circuit") {
    return design::Road::ExpressRoute;
  }
  return std::unexpected(fmt::format("\"{}\" is no road; expected vpn or expressRoute", text));
}

Parsed parse_circuit(const plan::Plan& plan, const Words& words) {
  if (words.size() < 2 || words.size() > 3) return usage("circuit NAME [primary|secondary]");
  if (circuit_links(plan, words[1], {}).empty()) return unknown("circuit", words[1], circuit_names(plan));
  if (words.size() == 2) return Fault{.kind = FaultKind::Circuit, .links = circuit_links(plan, words[1], {})};
  if (words[2] != "primary" && words[2] != "secondary") {
    return unknown("circuit link", words[2], {"primary", "secondary"});
  }
  return Fault{.kind = FaultKind::CircuitLink, .links = circuit_links(plan, words[1], words[2])};
}

Parsed parse_peering(const plan::Plan& plan, const Words& words) {
  if (words.size() != 2) return usage("peering CIRCUIT");
  const std::vector<PeerRef> peers = circuit_peers(plan, words[1]);
  if (peers.empty()) return unknown("peering of a circuit", words[1], circuit_names(plan));
  return Fault{.kind = FaultKind::Peering, .peers = peers};
}

Parsed parse_link(const plan::Plan& plan, const Words& words) {
  if (words.size() != 2) return usage("link NODE~NODE");
  const auto link = plan::find_link_id(plan, words[1]);
  if (!link) return unknown("link", words[1], link_names(plan));
  return Fault{.kind = FaultKind::Link, .links = {*link}};
}

Parsed parse_node(const plan::Plan& plan, const Words& words) {
  if (words.size() != 2) return usage("node NAME");
  const auto node = plan::find_node_id(plan, words[1]);
  if (!node) return unknown("node", words[1], node_names(plan));
  return Fault{.kind = FaultKind::Node, .nodes = {*node}};
}

Parsed parse_instance(const plan::Plan& plan, const Words& words) {
  if (words.size() != 3) return usage("instance GATEWAY NUMBER");
  const auto names = gateway_names(plan);
  if (std::ranges::find(names, words[1]) == names.end()) return unknown("gateway", words[1], names);
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(words[2].data(), words[2].data() + words[2].size(), number);
  if (error != std::errc{} || end != words[2].data() + words[2].size()) {
    return std::unexpected(fmt::format("\"{}\" is no instance number; instances count from 0", words[2]));
  }
  const auto node = instance_of(plan, words[1], number);
  if (!node) return std::unexpected(fmt::format("gateway {} has no instance {}; instances count from 0", words[1], number));
  return Fault{.kind = FaultKind::Instance, .nodes = {*node}};
}

Parsed parse_tunnel(const plan::Plan& plan, const Words& words) {
  if (words.size() != 2) return usage("tunnel CONNECTION");
  const std::vector<TunnelRef> tunnels = tunnels_of(plan, words[1]);
  if (tunnels.empty()) return unknown("VPN connection", words[1], tunnel_names(plan));
  return Fault{.kind = FaultKind::Tunnel, .tunnels = tunnels};
}

Parsed parse_internet(const plan::Plan& plan, const Words& words) {
  if (words.size() != 2) return usage("internet SITE/DEVICE");
  const auto node = plan::find_node_id(plan, words[1]);
  if (!node) return unknown("device", words[1], device_names(plan));
  const std::vector<LinkId> links = internet_links(plan, *node);
  if (links.empty()) return std::unexpected(fmt::format("\"{}\" has no Internet access", words[1]));
  return Fault{.kind = FaultKind::Internet, .links = links};
}

Parsed parse_bfd(const plan::Plan& plan, const Words& words) {
  if (words.size() != 2) return usage("bfd SESSION");
  const std::vector<BfdRef> sessions = bfd_of(plan, words[1]);
  if (sessions.empty()) return unknown("BFD session", words[1], bfd_names(plan));
  return Fault{.kind = FaultKind::BfdOnly, .bfd = sessions};
}

Parsed parse_prefix_limit(const plan::Plan& plan, const Words& words) {
  if (words.size() != 2) return usage("prefix-limit SITE");
  const auto sites = site_names(plan);
  if (std::ranges::find(sites, words[1]) == sites.end()) return unknown("site", words[1], sites);
  const TightestLimit limit = tightest_limit(plan, words[1]);
  if (limit.maximum == 0) return std::unexpected(fmt::format("nobody limits the prefixes of site {}", words[1]));
  return Fault{.kind = FaultKind::PrefixLimit, .nodes = limit.devices,
               .prefixes = generated_prefixes(limit.maximum + std::max(limit.maximum / 10, 1U))};
}

/// "more-specific P over ROAD from DEVICE", "static-route P over ROAD on DEVICE".
Parsed parse_route(const plan::Plan& plan, const Words& words, FaultKind kind) {
  const std::string_view joint = kind == FaultKind::MoreSpecific ? "from" : "on";
  if (words.size() != 6 || words[2] != "over" || words[4] != joint) {
    return usage(fmt::format("{} PREFIX over vpn|expressRoute {} SITE/DEVICE", to_string(kind), joint));
  }
  const auto prefix = parse_prefix(words[1]);
  if (!prefix) return std::unexpected(prefix.error());
  const auto road = parse_road(words[3]);
  if (!road) return std::unexpected(road.error());
  const auto device = find_device(plan, words[5]);
  if (!device) return std::unexpected(device.error());
  return Fault{.kind = kind, .nodes = {*device}, .prefixes = {*prefix}, .road = *road};
}

Parsed parse_leak(const plan::Plan& plan, const Words& words) {
  if (words.size() != 4 || words[2] != "from") return usage("leak PREFIX from SITE/DEVICE");
  const auto prefix = parse_prefix(words[1]);
  if (!prefix) return std::unexpected(prefix.error());
  const auto device = find_device(plan, words[3]);
  if (!device) return std::unexpected(device.error());
  return Fault{.kind = FaultKind::Leak, .nodes = {*device}, .prefixes = {*prefix}};
}

constexpr std::array<std::string_view, 12> kKinds{"circuit", "peering", "link", "node", "instance", "tunnel", "internet",
                                                  "bfd", "prefix-limit", "more-specific", "static-route", "leak"};

Parsed parse_words(const plan::Plan& plan, const Words& words) {
  if (words.empty()) return std::unexpected("expected a fault such as \"circuit NAME\", got nothing");
  const std::string_view kind = words[0];
  if (kind == "circuit") return parse_circuit(plan, words);
  if (kind == "peering") return parse_peering(plan, words);
  if (kind == "link") return parse_link(plan, words);
  if (kind == "node") return parse_node(plan, words);
  if (kind == "instance") return parse_instance(plan, words);
  if (kind == "tunnel") return parse_tunnel(plan, words);
  if (kind == "internet") return parse_internet(plan, words);
  if (kind == "bfd") return parse_bfd(plan, words);
  if (kind == "prefix-limit") return parse_prefix_limit(plan, words);
  if (kind == "more-specific") return parse_route(plan, words, FaultKind::MoreSpecific);
  if (kind == "static-route") return parse_route(plan, words, FaultKind::StaticRoute);
  if (kind == "leak") return parse_leak(plan, words);
  std::string text = fmt::format("\"{}\" is no kind of fault; expected", kind);
  for (const std::string_view each : kKinds) text += fmt::format(" {}{}", each, each == kKinds.back() ? "" : ",");
  if (const auto near = nearest_name(kind, kKinds)) text += fmt::format("; did you mean \"{}\"?", *near);
  return std::unexpected(text);
}

bool takes_how(FaultKind kind) {
  return kind == FaultKind::Circuit || kind == FaultKind::CircuitLink || kind == FaultKind::Link || kind == FaultKind::Internet;
}

}  // namespace

std::expected<Fault, std::string> parse_fault(const plan::Plan& plan, std::string_view text, std::string_view how) {
  Words words = split(text);
  // "circuit er1 carrier": the way may stand at the end of the text.
  if (how.empty() && words.size() > 2 && std::ranges::find(kHows, words.back()) != kHows.end()) {
    how = words.back();
    words.pop_back();
  }
  const auto way = parse_how(how);
  if (!way) return std::unexpected(way.error());
  Parsed fault = parse_words(plan, words);
  if (!fault) return fault;
  if (!takes_how(fault->kind) && (*way == How::Carrier || *way == How::OneWayA || *way == How::OneWayB)) {
    return std::unexpected(fmt::format("\"{}\" cannot fail by \"{}\"", words[0], how));
  }
  fault->how = *way;
  fault->text = join(words);
  // The ends a and b are those of the text, whichever way round the plan has the link.
  if (fault->kind == FaultKind::Link && plan.links[fault->links[0].value].name != words[1]) {
    if (*way == How::OneWayA) fault->how = How::OneWayB;
    if (*way == How::OneWayB) fault->how = How::OneWayA;
  }
  return fault;
}

std::expected<Drill, std::vector<design::Diagnostic>> make_drill(const plan::Plan& plan, const design::DrillSpec& spec,
                                                                 std::string_view file) {
  Drill drill{.name = spec.name, .objectives = spec.objectives.value_or(plan.objectives)};
  std::vector<design::Diagnostic> problems;
  const auto problem = [&](design::Place place, std::string field, std::string what, std::string expected) {
    problems.push_back({.file = std::string(file), .place = place,
                        .field = fmt::format("drills[{}].{}", spec.name, field), .problem = std::move(what),
                        .expected = std::move(expected), .suggestion = {}});
  };
  std::vector<Fault> open;
  for (std::size_t i = 0; i < spec.steps.size(); ++i) {
    const design::DrillStep& each = spec.steps[i];
    const std::string at = fmt::format("steps[{}]", i);
    if (each.cut.empty() == each.restore.empty()) {
      problem(each.at, at, "a step does exactly one thing", "either cut or restore");
      continue;
    }
    if (i > 0 && each.after < spec.steps[i - 1].after) {
      problem(each.at, at + ".after", "steps go back in time", "steps in order of `after`");
    }
    const bool restoring = each.cut.empty();
    auto fault = parse_fault(plan, restoring ? each.restore : each.cut, each.how);
    if (!fault) {
      problem(each.at, at + (restoring ? ".restore" : ".cut"), fault.error(), "a fault of this design");
      continue;
    }
    const auto same = std::ranges::find_if(open, [&](const Fault& other) { return other.text == fault->text; });
    if (restoring && same == open.end()) {
      problem(each.at, at + ".restore", fmt::format("\"{}\" was not cut before", fault->text), "the text of an earlier cut");
      continue;
    }
    if (restoring) {
      fault = *same;   // restored as it was cut, whatever `how` says here
      open.erase(same);
    } else {
      open.push_back(*fault);
    }
    drill.steps.push_back({.after = each.after, .restore = restoring, .fault = std::move(*fault)});
  }
  if (spec.steps.empty()) problem(spec.at, "steps", "the drill has no steps", "at least one cut");
  if (!problems.empty()) return std::unexpected(std::move(problems));
  // A drill always ends with everything restored.
  const Duration last = drill.steps.back().after;
  for (Fault& fault : open) {
    drill.steps.push_back({.after = last + std::chrono::seconds(20), .restore = true, .fault = std::move(fault)});
  }
  return drill;
}

std::vector<Fault> sweep_faults(const plan::Plan& plan) {
  std::vector<std::string> texts;
  for (const plan::LinkPlan& link : plan.links) {
    // A virtual network's own fabric is no wire that fails alone, and a host's port is not the network's.
    if (link.kind == plan::LinkKind::Access || link.kind == plan::LinkKind::Fabric) continue;
    texts.push_back(fmt::format("link {}", link.name));
  }
  for (const plan::NodePlan& node : plan.nodes) {
    const gateway::Role role = node.config.role;
    // Neither the virtual network itself nor the Internet is a box that fails alone.
    if (role == gateway::Role::Host || role == gateway::Role::Fabric || node.config.transparent) continue;
    texts.push_back(node.gateway.empty() ? fmt::format("node {}", node.config.name)
                                         : fmt::format("instance {} {}", node.gateway, node.instance));
  }
  for (const std::string& circuit : circuit_names(plan)) {
    texts.push_back("circuit " + circuit);
    texts.push_back("peering " + circuit);
  }
  for (const std::string& tunnel : tunnel_names(plan)) texts.push_back("tunnel " + tunnel);
  std::ranges::sort(texts);
  texts.erase(std::ranges::unique(texts).begin(), texts.end());
  std::vector<Fault> faults;
  for (const std::string& text : texts) {
    if (auto fault = parse_fault(plan, text, {})) faults.push_back(std::move(*fault));
  }
  return faults;
}

}  // namespace cw::drill
