#include "plan/plan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "plan/example_design.h"

namespace cw::plan {
namespace {

using namespace std::chrono_literals;

std::string all(const std::vector<design::Diagnostic>& errors) {
  std::string out;
  for (const auto& error : errors) out += design::to_string(error) + "\n";
  return out;
}

Plan compiled(const design::Design& design) {
  auto plan = compile(design);
  EXPECT_TRUE(plan.has_value()) << (plan ? std::string() : all(plan.error()));
  return plan ? std::move(*plan) : Plan{};
}

const gateway::NodeConfig& node(const Plan& plan, std::string_view name) {
  const NodePlan* found = find_node(plan, name);
  EXPECT_NE(found, nullptr) << name;
  static const gateway::NodeConfig kNone;
  return found != nullptr ? found->config : kNone;
}

const gateway::PeerConfig* peer(const gateway::NodeConfig& node, std::string_view name) {
  const auto found = std::ranges::find(node.peers, name, &gateway::PeerConfig::name);
  return found == node.peers.end() ? nullptr : &*found;
}

/// The AS path a prefix leaves with, or nothing when the policy rejects it.
std::optional<std::string> sent(const rib::Policy& policy, const char* prefix, std::vector<AsNumber> path) {
  wire::bgp::PathAttributes attributes;
  attributes.as_path = path.empty() ? wire::bgp::AsPath{} : wire::bgp::AsPath::sequence(std::move(path));
  const rib::PolicyResult result = rib::apply(policy, example_prefix(prefix), attributes);
  if (!result.accepted) return std::nullopt;
  return wire::bgp::to_string(result.attributes.as_path);
}

std::set<std::string> names(const Plan& plan) {
  std::set<std::string> out;
  for (const NodePlan& each : plan.nodes) out.insert(each.config.name);
  return out;
}

TEST(Plan, TheExampleHasEveryNodeOfThePublishedPicture) {
  const Plan plan = compiled(example_design());
  EXPECT_EQ(names(plan),
            (std::set<std::string>{"vnet/hub", "vnet/spoke", "er-gw/0", "er-gw/1", "vpn-gw/0", "vpn-gw/1", "er1/primary",
                                   "er1/secondary", "onprem/ce1", "onprem/ce2", "onprem/firewall", "internet",
                                   "host/server", "host/vm"}));
}

TEST(Plan, CircuitLinksGiveTheFirstUsableAddressToTheCustomer) {  // fact 2.1.4
  const Plan plan = compiled(example_design());
  const auto link = find_link_id(plan, "er1/primary~onprem/ce1");  // either order
  ASSERT_TRUE(link);
  const LinkPlan& each = plan.links[link->value];
  EXPECT_EQ(each.kind, LinkKind::Circuit);
  EXPECT_EQ(each.circuit, "er1");
  EXPECT_EQ(each.circuit_link, "primary");
  EXPECT_EQ(each.bits_per_second, 1'000'000'000U);
  const auto& customer = plan.nodes[each.a.node.value].config.interfaces[each.a.interface.value];
  EXPECT_EQ(to_string(customer.address), "192.168.11.17");
  EXPECT_EQ(to_string(customer.peer), "192.168.11.18");
  const auto& device = node(plan, "onprem/ce1");
  const auto* session = peer(device, "er1/primary");
  ASSERT_NE(session, nullptr);
  EXPECT_EQ(session->session.peer_as, AsNumber(12076));
  ASSERT_TRUE(session->bfd);
  EXPECT_EQ(device.bfd[*session->bfd].session.desired_min_tx, Duration(300ms));
}

TEST(Plan, EveryLinkEndIsAnInterfaceAndBothEndsAgree) {
  const Plan plan = compiled(example_design());
  for (const LinkPlan& link : plan.links) {
    const auto& a = plan.nodes[link.a.node.value].config.interfaces[link.a.interface.value];
    const auto& b = plan.nodes[link.b.node.value].config.interfaces[link.b.interface.value];
    EXPECT_EQ(a.address, b.peer) << link.name;
    EXPECT_EQ(b.address, a.peer) << link.name;
  }
}

TEST(Plan, EverySessionAndBfdHasItsOtherEnd) {
  const Plan plan = compiled(example_design());
  for (const NodePlan& each : plan.nodes) {
    for (const auto& own : each.config.peers) {
      const auto matching = std::ranges::count_if(plan.nodes, [&](const NodePlan& other) {
        return std::ranges::any_of(other.config.peers, [&](const gateway::PeerConfig& theirs) {
          return theirs.session.local_address == own.session.peer_address &&
                 theirs.session.peer_address == own.session.local_address &&
                 theirs.session.local_as == own.session.peer_as && theirs.session.peer_as == own.session.local_as &&
                 theirs.bfd.has_value() == own.bfd.has_value() && theirs.kind == own.kind;
        });
      });
      EXPECT_EQ(matching, 1) << each.config.name << " to " << own.name;
      EXPECT_EQ(own.session.local_identifier, each.config.router_id);
    }
  }
}

TEST(Plan, AddressesInGatewaySubnetAreFreeOnes) {
  const Plan plan = compiled(example_design());
  EXPECT_EQ(to_string(node(plan, "er-gw/0").addresses[0]), "10.17.11.68");  // .64-.67 are Azure's
  EXPECT_EQ(to_string(node(plan, "er-gw/1").addresses[0]), "10.17.11.70");  // .69 is the shared one
  EXPECT_EQ(to_string(node(plan, "er-gw/1").addresses[1]), "10.17.11.69");
  EXPECT_EQ(to_string(node(plan, "vpn-gw/1").addresses[0]), "10.17.11.77");
}

TEST(Plan, AnActiveStandbyGatewayIsItsActiveInstanceOnTheLastUsableAddress) {  // fact 3.3
  design::Design design = example_design();
  design.virtual_network_gateways[1].active_active = false;
  design.virtual_network_gateways[1].bgp_peering_addresses.clear();
  const Plan plan = compiled(design);
  EXPECT_EQ(to_string(node(plan, "vpn-gw/0").addresses[0]), "10.17.11.94");
  EXPECT_EQ(find_node(plan, "vpn-gw/1"), nullptr);
  EXPECT_EQ(node(plan, "onprem/firewall").tunnels.size(), 1U);
}

TEST(Plan, ExpressRouteGatewaysTellVpnGatewaysTheirSharedAddressAndTheHigherWeight) {  // published table
  const Plan plan = compiled(example_design());
  const auto* at_circuit = peer(node(plan, "er-gw/0"), "vpn-gw/1");
  ASSERT_NE(at_circuit, nullptr);
  EXPECT_EQ(at_circuit->next_hop_self_address, example_address("10.17.11.69"));
  EXPECT_EQ(at_circuit->export_choice, gateway::ExportChoice::BestExternal);
  EXPECT_EQ(at_circuit->weight, 32768U);
  const auto* at_vpn = peer(node(plan, "vpn-gw/1"), "er-gw/0");
  ASSERT_NE(at_vpn, nullptr);
  EXPECT_TRUE(at_vpn->resolve_via_peer);
  EXPECT_EQ(at_vpn->weight, 32769U);
  EXPECT_EQ(at_vpn->road, gateway::RoadTag::ExpressRoute);
  const auto* sibling = peer(node(plan, "vpn-gw/1"), "vpn-gw/0");
  ASSERT_NE(sibling, nullptr);
  EXPECT_EQ(sibling->weight, 32768U);
  EXPECT_FALSE(sibling->next_hop_self_address);
}

TEST(Plan, TheCustomerSeesExactly12076) {  // fact 1.4
  const Plan plan = compiled(example_design());
  const auto* to_customer = peer(node(plan, "er1/primary"), "onprem/ce1");
  ASSERT_NE(to_customer, nullptr);
  EXPECT_EQ(sent(to_customer->export_policy, "10.17.11.0/25", {AsNumber(65515)}), "");  // 12076 is put before it
  EXPECT_FALSE(sent(to_customer->export_policy, "10.1.11.0/25", {AsNumber(65020)}));
  const auto* to_gateway = peer(node(plan, "er1/primary"), "er-gw/0");
  ASSERT_NE(to_gateway, nullptr);
  EXPECT_EQ(sent(to_gateway->export_policy, "10.1.11.0/25", {AsNumber(65020)}), "65020");
  EXPECT_FALSE(sent(to_gateway->export_policy, "10.17.11.0/25", {AsNumber(65515)}));
}

TEST(Plan, GatewaysAdvertiseAddressSpacesNeverSubnets) {  // fact 1.4
  const Plan plan = compiled(example_design());
  const auto* out = peer(node(plan, "er-gw/0"), "er1/primary");
  ASSERT_NE(out, nullptr);
  EXPECT_TRUE(sent(out->export_policy, "10.17.11.128/26", {}));
  EXPECT_FALSE(sent(out->export_policy, "10.17.11.128/27", {}));
  EXPECT_FALSE(sent(out->export_policy, "10.1.11.0/25", {AsNumber(65020)}));
  std::set<std::string> originated;
  for (const auto& each : node(plan, "vpn-gw/0").originated) originated.insert(to_string(each.prefix));
  EXPECT_EQ(originated, (std::set<std::string>{"10.17.11.0/25", "10.17.11.128/26"}));
}

TEST(Plan, VirtualNetworkSpaceIsFilteredOnTheWayIn) {  // facts 1.3.6 and 1.4
  const Plan plan = compiled(example_design());
  const auto* in = peer(node(plan, "vpn-gw/0"), "onprem/firewall");
  ASSERT_NE(in, nullptr);
  EXPECT_FALSE(sent(in->import_policy, "10.17.11.0/25", {AsNumber(65020)}));
  EXPECT_FALSE(sent(in->import_policy, "10.17.11.132/32", {AsNumber(65020)}));
  EXPECT_TRUE(sent(in->import_policy, "10.17.0.0/16", {AsNumber(65020)}));
  EXPECT_FALSE(in->default_route);
  EXPECT_EQ(in->session.prefix_limit[0].maximum, 4000U);
}

TEST(Plan, TheSiteIsNoTransitBetweenItsRoads) {
  const Plan plan = compiled(example_design());
  const auto* to_vpn = peer(node(plan, "onprem/firewall"), "vpn-gw/0");
  ASSERT_NE(to_vpn, nullptr);
  EXPECT_TRUE(sent(to_vpn->export_policy, "10.1.11.0/25", {}));
  EXPECT_FALSE(sent(to_vpn->export_policy, "10.17.11.0/25", {AsNumber(12076)}));
}

TEST(Plan, LocalPreferenceFollowsTheRoadAndItsRules) {
  design::Design design = example_design();
  design::LocalPreferenceRule rule;
  rule.prefixes = {example_prefix("10.17.11.128/26")};
  rule.local_preference = 90;
  design.sites[0].devices[0].local_preference_rules = {rule};
  const Plan plan = compiled(design);
  const auto* in = peer(node(plan, "onprem/ce1"), "er1/primary");
  ASSERT_NE(in, nullptr);
  const auto preference = [&](const char* prefix) {
    return rib::apply(in->import_policy, example_prefix(prefix), {}).attributes.local_pref;
  };
  EXPECT_EQ(preference("10.17.11.0/25"), 150U);
  EXPECT_EQ(preference("10.17.11.128/26"), 90U);
}

TEST(Plan, AdvertisementsReplaceTheSitesPrefixesOnTheirRoadOnly) {
  design::Design design = example_design();
  design::Advertisement more;
  more.road = design::Road::Vpn;
  more.prefixes = {example_prefix("10.1.11.0/26")};
  more.as_path_prepend = 2;
  design.sites[0].devices[2].advertisements = {more};
  const Plan plan = compiled(design);
  const auto& vpn = peer(node(plan, "onprem/firewall"), "vpn-gw/0")->export_policy;
  EXPECT_EQ(sent(vpn, "10.1.11.0/26", {}), "65020 65020");
  EXPECT_FALSE(sent(vpn, "10.1.11.0/25", {}));
  const auto& circuit = peer(node(plan, "onprem/ce1"), "er1/primary")->export_policy;
  EXPECT_TRUE(sent(circuit, "10.1.11.0/25", {}));
  EXPECT_FALSE(sent(circuit, "10.1.11.0/26", {}));
  // An operator who announces one more prefix in a drill is heard on both roads.
  EXPECT_TRUE(sent(circuit, "10.1.11.64/26", {}));
  EXPECT_TRUE(sent(vpn, "10.1.11.64/26", {}));
}

TEST(Plan, ThousandsOfPrefixesAreOneRule) {
  design::Design design = example_design();
  design.sites[0].generated_prefixes = design::GeneratedPrefixes{
      .at = {}, .base = example_prefix("172.16.0.0/12"), .length = 24, .count = 3000};
  const Plan plan = compiled(design);
  EXPECT_EQ(node(plan, "onprem/firewall").originated.size(), 3001U);
  const auto& policy = peer(node(plan, "onprem/ce1"), "er1/primary")->export_policy;
  EXPECT_LT(policy.rules.size(), 4U);
  EXPECT_TRUE(sent(policy, "172.16.9.0/24", {}));
}

TEST(Plan, ProfileAzureIsSlowWhereAzureIsAndHasNoBfdOfItsOwn) {  // fact 2.2
  design::Design design = example_design();
  design.profile = design::Profile::Azure;
  const Plan plan = compiled(design);
  const auto* to_gateway = peer(node(plan, "er1/primary"), "er-gw/0");
  ASSERT_NE(to_gateway, nullptr);
  EXPECT_EQ(to_gateway->advertise_delay_max, Duration(60s));
  EXPECT_FALSE(to_gateway->bfd);
  const auto* back = peer(node(plan, "er-gw/0"), "er1/primary");
  EXPECT_EQ(back->advertise_delay_max, Duration{});
  EXPECT_FALSE(peer(node(plan, "vpn-gw/0"), "onprem/firewall")->bfd);
  EXPECT_TRUE(peer(node(plan, "onprem/ce1"), "er1/primary")->bfd);
  EXPECT_EQ(node(plan, "er-gw/0").hold_down, Duration{});
  EXPECT_TRUE(node(plan, "er-gw/0").azure_profile);
}

TEST(Plan, ProfileCausewayWatchesEverythingAndHoldsDown) {
  const Plan plan = compiled(example_design());
  EXPECT_TRUE(peer(node(plan, "er1/primary"), "er-gw/0")->bfd);
  EXPECT_TRUE(peer(node(plan, "vpn-gw/0"), "onprem/firewall")->bfd);
  EXPECT_TRUE(peer(node(plan, "er-gw/0"), "er1/primary")->hold_down);
  EXPECT_EQ(node(plan, "er-gw/0").hold_down, Duration(3s));
}

TEST(Plan, TunnelsRunBetweenPublicAddressesAndCarryTheBgpAddresses) {
  const Plan plan = compiled(example_design());
  const auto& firewall = node(plan, "onprem/firewall");
  ASSERT_EQ(firewall.tunnels.size(), 2U);
  EXPECT_EQ(to_string(firewall.tunnels[0].local_outer), "198.51.100.10");
  EXPECT_EQ(to_string(firewall.tunnels[0].peer_outer), "20.0.0.4");
  const auto& inner = firewall.interfaces[firewall.tunnels[1].interface.value];
  EXPECT_TRUE(inner.tunnel);
  EXPECT_EQ(inner.tunnel_id, TunnelId(1));
  EXPECT_EQ(to_string(inner.address), "192.168.11.88");
  EXPECT_EQ(to_string(inner.peer), "10.17.11.77");
}

TEST(Plan, AStaticConnectionPutsTheLocalPrefixesOnTheGatewayAndSaysWhatIsMissing) {
  design::Design design = example_design();
  design.connections[1].enable_bgp = false;
  design.local_network_gateways[0].address_prefixes = {example_prefix("10.1.11.0/25")};
  const Plan plan = compiled(design);
  const auto& gateway = node(plan, "vpn-gw/0");
  EXPECT_EQ(peer(gateway, "onprem/firewall"), nullptr);
  const auto route = std::ranges::find(gateway.static_routes, example_prefix("10.1.11.0/25"),
                                       &gateway::StaticRouteConfig::prefix);
  ASSERT_NE(route, gateway.static_routes.end());
  EXPECT_EQ(route->weight, 32768U);
  EXPECT_TRUE(route->redistribute);
  EXPECT_TRUE(gateway.interfaces[route->interfaces.at(0).value].tunnel);
  EXPECT_TRUE(std::ranges::any_of(plan.notes, [](const std::string& note) {
    return note.find("no static route over the VPN") != std::string::npos;
  }));
}

TEST(Plan, StaticRoutesOfADeviceLeaveByEveryExitOfTheRoad) {
  design::Design design = example_design();
  design::StaticRoute route;
  route.prefix = example_prefix("10.17.11.0/25");
  route.distance = 210;
  design.sites[0].devices[2].static_routes = {route};
  const Plan plan = compiled(design);
  const auto& routes = node(plan, "onprem/firewall").static_routes;
  const auto found = std::ranges::find(routes, route.prefix, &gateway::StaticRouteConfig::prefix);
  ASSERT_NE(found, routes.end());
  EXPECT_EQ(found->interfaces.size(), 2U);
  EXPECT_EQ(found->tier, 210);
}

TEST(Plan, AStaticRouteToTheGatewaysPublicAddressIsNotSentIntoTheTunnel) {  // fact 1.6
  design::Design design = example_design();
  design::StaticRoute route;
  route.prefix = example_prefix("20.0.0.4/32");
  design.sites[0].devices[2].static_routes = {route};
  const Plan plan = compiled(design);
  const auto& firewall = node(plan, "onprem/firewall");
  ASSERT_EQ(std::ranges::count(firewall.static_routes, route.prefix, &gateway::StaticRouteConfig::prefix), 1);
  const auto found = std::ranges::find(firewall.static_routes, route.prefix, &gateway::StaticRouteConfig::prefix);
  EXPECT_FALSE(firewall.interfaces[found->interfaces.at(0).value].tunnel);
}

TEST(Plan, APeeringThatIsDisabledStartsDisabled) {
  design::Design design = example_design();
  design.express_route_circuits[0].private_peering->state = design::PeeringState::Disabled;
  const Plan plan = compiled(design);
  EXPECT_FALSE(peer(node(plan, "er1/primary"), "onprem/ce1")->enabled);
  EXPECT_FALSE(peer(node(plan, "onprem/ce1"), "er1/primary")->enabled);
  EXPECT_TRUE(peer(node(plan, "er1/primary"), "er-gw/0")->enabled);
}

TEST(Plan, ApipaPeeringMakesAzureWait) {  // VPN-BGP21
  design::Design design = example_design();
  design.local_network_gateways[0].bgp_peering_address = example_address("169.254.21.1");
  auto& instances = design.virtual_network_gateways[1].bgp_peering_addresses;
  instances[0].custom_bgp_ip_addresses = {example_address("169.254.21.2")};
  EXPECT_FALSE(compile(design).has_value());  // instance 1 has none
  instances[1].custom_bgp_ip_addresses = {example_address("169.254.22.2")};
  const Plan plan = compiled(design);
  const auto* session = peer(node(plan, "vpn-gw/1"), "onprem/firewall");
  ASSERT_NE(session, nullptr);
  EXPECT_TRUE(session->session.passive);
  EXPECT_EQ(to_string(session->session.local_address), "169.254.22.2");
}

TEST(Plan, UserDefinedRoutesGoToTheSubnetsOwnTable) {
  design::Design design = example_design();
  design::RouteTable table;
  table.name = "rt";
  table.disable_bgp_route_propagation = true;
  design::UserDefinedRoute route;
  route.address_prefix = example_prefix("10.9.0.0/16");
  route.next_hop_type = design::NextHopType::None;
  table.routes = {route};
  design.route_tables = {table};
  design.virtual_networks[1].subnets[0].route_table = "rt";
  const Plan plan = compiled(design);
  const auto& fabric = node(plan, "vnet/spoke");
  const auto vm = std::ranges::find(fabric.interfaces, "to-host/vm", &gateway::InterfaceConfig::name);
  ASSERT_NE(vm, fabric.interfaces.end());
  EXPECT_NE(vm->table, 0U);
  std::set<std::string> in_table;
  for (const auto& each : fabric.static_routes) {
    if (each.table == vm->table) in_table.insert(to_string(each.prefix));
  }
  EXPECT_EQ(in_table, (std::set<std::string>{"10.9.0.0/16", "10.1.11.0/25"}));
}

TEST(Plan, ADeviceBehindAnotherStillSpeaksWithTheLanDevice) {
  design::Design design = example_design();
  design::Device core;
  core.name = "core";
  design.sites[0].devices.push_back(core);
  design::DeviceLink link;
  link.device_a = "firewall";
  link.device_b = "core";
  design.sites[0].links.push_back(link);
  design.sites[0].lan_device = "core";
  const Plan plan = compiled(design);
  const auto* session = peer(node(plan, "onprem/core"), "onprem/ce1");
  ASSERT_NE(session, nullptr);
  EXPECT_EQ(to_string(session->session.peer_address), "192.168.11.81");
}

TEST(Plan, DefaultDrillsAndFlowsAreMadeAndAreLongEnough) {
  design::Design design = example_design();
  const Plan plan = compiled(design);
  ASSERT_EQ(plan.flows.size(), 1U);
  EXPECT_EQ(plan.flows[0].name, "server-vm");
  ASSERT_EQ(plan.drills.size(), 3U);
  EXPECT_EQ(plan.drills[0].name, "circuit-silent");
  EXPECT_EQ(plan.drills[0].steps[0].cut, "circuit er1");
  EXPECT_LT(plan.drills[0].steps[1].after, Duration(40s));
  design.sites[0].devices[0].bfd.reset();
  EXPECT_GT(compiled(design).drills[0].steps[1].after, Duration(180s));  // the hold time must run out first
}

TEST(Plan, SameDesignSamePlan) {
  EXPECT_EQ(to_text(compiled(example_design())), to_text(compiled(example_design())));
}

TEST(Plan, RouterIdsAndAddressesAreUnique) {
  const Plan plan = compiled(example_design());
  std::set<RouterId> ids;
  for (const NodePlan& each : plan.nodes) EXPECT_TRUE(ids.insert(each.config.router_id).second) << each.config.name;
}

TEST(Plan, EveryProblemIsReportedAtOnceWithItsPlace) {
  design::Design design = example_design();
  design.virtual_networks[0].subnets.clear();
  design.virtual_networks[0].at = {.line = 7, .column = 3};
  design.express_route_circuits[0].primary_link.device = "onprem/none";
  design.hosts[1].address = example_address("10.99.0.1");
  const auto plan = compile(design);
  ASSERT_FALSE(plan.has_value());
  EXPECT_GE(plan.error().size(), 3U) << all(plan.error());
  EXPECT_NE(all(plan.error()).find("example.yaml:7:3"), std::string::npos) << all(plan.error());
}

TEST(Plan, ChosenAddressesStayOutsideTheDesignsSpace) {
  design::Design design = example_design();
  design.sites[0].prefixes.push_back(example_prefix("10.255.0.0/16"));
  design.sites[0].devices[0].bgp_address.reset();
  const Plan plan = compiled(design);
  EXPECT_FALSE(example_prefix("10.255.0.0/16").contains(node(plan, "onprem/ce1").addresses[0]));
}

}  // namespace
}  // namespace cw::plan
