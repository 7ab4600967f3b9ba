#include "plan/plan.h"

#include <fmt/core.h>

#include <utility>

#include "bfd/session.h"
#include "bgp/config.h"
#include "plan/builder.h"

namespace cw::plan {

namespace {

Prefix parsed(std::string_view text) { return *Prefix::parse(text); }

}  // namespace

void Builder::reserve_addresses() {
  const std::vector<Prefix> spaces = spaces_of(design);
  const std::vector<Prefix> site_space = free_site_space(spaces);
  if (!site_space.empty()) {
    // Lower half: device addresses; upper half: the wires between devices.
    const Prefix& space = site_space.front();
    const unsigned half = space.length + 1U;
    const Prefix low = Prefix::of(space.address, half);
    const Prefix high = Prefix::of(space.address.plus(1U << (32U - half)), half);
    site_pool = Pool({low}, 1, 1);
    link_pool = Pool({high}, 0, 0);
  }
  const std::vector<Prefix> free = free_platform_space(spaces);
  if (!free.empty()) {
    platform_space = free.front();
    platform_pool = Pool({platform_space}, 1, 1);
  }
  gateway_public_pool = Pool({parsed("20.0.0.0/24"), parsed("20.0.1.0/24")}, 4, 1);
  device_public_pool = Pool({parsed("198.51.100.0/24"), parsed("203.0.113.0/24"), parsed("192.0.2.0/24")}, 1, 1);
  for (const Prefix& space : spaces) {
    if (space.length != bits(space.family())) continue;
    gateway_public_pool.reserve(space.address);
    device_public_pool.reserve(space.address);
  }
}

void Builder::finish() {
  for (std::size_t i = 0; i < plan.nodes.size(); ++i) {
    const gateway::NodeConfig& node = plan.nodes[i].config;
    for (const gateway::PeerConfig& peer : node.peers) {
      for (const std::string& problem : bgp::problems(peer.session)) {
        error(places[i], fmt::format("session {} to {}", node.name, peer.name), problem, "a session that can run");
      }
    }
    for (const gateway::BfdConfig& each : node.bfd) {
      for (const std::string& problem : bfd::problems(each.session)) {
        error(places[i], fmt::format("BFD {} on {}", each.name, node.name), problem, "a BFD session that can run");
      }
    }
  }
  bool azure = design.profile == design::Profile::Azure;
  for (const Gateway& each : gateways) azure = azure || each.azure;
  if (azure) {
    note(
        "profile azure: a dead gateway instance is noticed inside the virtual network within 15 s, a value that no "
        "document states");
  }
  note(fmt::format(
      "addresses of provider edges towards gateways, of virtual networks and of the Internet are chosen from "
      "{}; they only appear in paths through Azure",
      to_string(platform_space)));
}

const NodePlan* find_node(const Plan& plan, std::string_view name) {
  for (const NodePlan& node : plan.nodes) {
    if (node.config.name == name) return &node;
  }
  return nullptr;
}

std::optional<NodeId> find_node_id(const Plan& plan, std::string_view name) {
  const NodePlan* node = find_node(plan, name);
  if (node == nullptr) return std::nullopt;
  return NodeId(static_cast<std::uint32_t>(node - plan.nodes.data()));
}

std::optional<LinkId> find_link_id(const Plan& plan, std::string_view name) {
  std::string turned;
  if (const auto middle = name.find('~'); middle != std::string_view::npos) {
    // "a~b#2" turned round is "b~a#2".
    const auto number = name.find('#', middle);
    const std::string_view b = name.substr(middle + 1, number == std::string_view::npos ? number : number - middle - 1);
    turned = fmt::format("{}~{}{}", b, name.substr(0, middle),
                         number == std::string_view::npos ? std::string_view() : name.substr(number));
  }
  for (std::size_t i = 0; i < plan.links.size(); ++i) {
    if (plan.links[i].name == name || plan.links[i].name == turned) return LinkId(static_cast<std::uint32_t>(i));
  }
  return std::nullopt;
}

std::expected<Plan, std::vector<design::Diagnostic>> compile(const design::Design& design) {
  Builder builder(design);
  builder.reserve_addresses();
  builder.make_networks();
  builder.make_gateways();
  builder.make_circuits();
  builder.make_sites();
  builder.make_internet();
  builder.link_sites();
  builder.link_circuits();
  builder.link_backbone();
  builder.link_fabric();
  builder.link_siblings();
  builder.link_peerings();
  builder.link_tunnels();
  builder.route_devices();
  builder.make_hosts();
  builder.route_subnets();
  builder.make_flows();
  builder.make_drills();
  builder.finish();
  if (!builder.errors.empty()) return std::unexpected(std::move(builder.errors));
  return std::move(builder.plan);
}

}  // namespace cw::plan
