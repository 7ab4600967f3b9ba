#include "checks/checks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>

#include "plan/example_design.h"

namespace cw::checks {
namespace {

using namespace std::chrono_literals;
using design::Design;
using plan::example_address;
using plan::example_design;
using plan::example_prefix;

// The vocabulary of the table: the parts of the example a case changes.
design::Subnet& gateway_subnet(Design& d) { return d.virtual_networks[0].subnets[0]; }
design::VirtualNetworkGateway& er(Design& d) { return d.virtual_network_gateways[0]; }
design::VirtualNetworkGateway& vpn(Design& d) { return d.virtual_network_gateways[1]; }
design::ExpressRouteCircuit& circuit(Design& d) { return d.express_route_circuits[0]; }
design::PrivatePeering& peering(Design& d) { return *circuit(d).private_peering; }
design::LocalNetworkGateway& local(Design& d) { return d.local_network_gateways[0]; }
design::Connection& er_connection(Design& d) { return d.connections[0]; }
design::Connection& vpn_connection(Design& d) { return d.connections[1]; }
design::Site& site(Design& d) { return d.sites[0]; }
design::Device& ce1(Design& d) { return d.sites[0].devices[0]; }
design::Device& firewall(Design& d) { return d.sites[0].devices[2]; }

void set_length(Design& d, const char* prefix) { gateway_subnet(d).address_prefixes = {example_prefix(prefix)}; }

void route_on_gateway_subnet(Design& d, const char* prefix, bool propagation = true) {
  design::RouteTable table;
  table.name = "rt";
  table.disable_bgp_route_propagation = !propagation;
  if (*prefix != 0) {
    design::UserDefinedRoute route;
    route.name = "r1";
    route.address_prefix = example_prefix(prefix);
    table.routes = {route};
  }
  d.route_tables = {table};
  gateway_subnet(d).route_table = "rt";
}

void add_route_server(Design& d, bool branch_to_branch = true) {
  design::RouteServer server;
  server.name = "rs";
  server.virtual_network = "hub";
  server.allow_branch_to_branch_traffic = branch_to_branch;
  d.route_servers = {server};
}

void advertise_on_vpn(Design& d, std::vector<Prefix> prefixes, std::uint8_t prepend = 0) {
  design::Advertisement advertisement;
  advertisement.road = design::Road::Vpn;
  advertisement.prefixes = std::move(prefixes);
  advertisement.as_path_prepend = prepend;
  firewall(d).advertisements = {advertisement};
}

void generate(Design& d, std::uint32_t count) {
  site(d).generated_prefixes =
      design::GeneratedPrefixes{.at = {}, .base = example_prefix("172.16.0.0/12"), .length = 28, .count = count};
}

void make_static(Design& d) {
  vpn_connection(d).enable_bgp = false;
  local(d).address_prefixes = {example_prefix("10.1.11.0/25")};
}

void add_circuits(Design& d, unsigned count) {
  for (unsigned i = 0; i < count; ++i) {
    design::Connection connection = er_connection(d);
    connection.name += "-" + std::to_string(i);
    d.connections.push_back(connection);
  }
}

void add_spaces(Design& d, unsigned count) {
  for (unsigned i = 0; i < count; ++i) {
    d.virtual_networks[0].address_space.push_back(Prefix::of(IpAddress::v4(0xAC100000U + (i << 8U)), 24));
  }
}

design::LocalNetworkGateway& add_second_vpn(Design& d) {
  design::LocalNetworkGateway another = local(d);
  another.name = "second-lng";
  another.gateway_ip_address = example_address("198.51.100.11");
  another.bgp_peering_address = example_address("192.168.11.89");
  d.local_network_gateways.push_back(another);
  design::Connection connection = vpn_connection(d);
  connection.name = "second";
  connection.local_network_gateway2 = another.name;
  d.connections.push_back(connection);
  return d.local_network_gateways.back();
}

design::IpsecPolicy good_policy() {
  design::IpsecPolicy policy;
  policy.ike_encryption = "AES256";
  policy.ike_integrity = "SHA384";
  policy.dh_group = "ECP384";
  policy.ipsec_encryption = policy.ipsec_integrity = "GCMAES256";
  policy.pfs_group = "ECP384";
  return policy;
}

void use_policy(Design& d, const std::function<void(design::IpsecPolicy&)>& change) {
  vpn_connection(d).ipsec_policy = good_policy();
  change(*vpn_connection(d).ipsec_policy);
}

void load(Design& d, std::uint32_t megabits) {
  design::Flow flow;
  flow.name = "load";
  flow.from = "server";
  flow.to = "vm";
  flow.megabits = megabits;
  d.flows = {flow};
}

void static_on_firewall(Design& d, const char* prefix, std::uint8_t distance) {
  design::StaticRoute route;
  route.prefix = example_prefix(prefix);
  route.distance = distance;
  firewall(d).static_routes = {route};
}

void azure(Design& d) { d.profile = design::Profile::Azure; }

/// What makes a rule fire, and a change close to it that must not.
struct Case {
  std::string_view id;
  std::function<void(Design&)> fires;
  std::function<void(Design&)> near = [](Design&) {};
};

void PrintTo(const Case& each, std::ostream* out) { *out << each.id; }

std::vector<Case> cases() {
  return {
      {"CX-001", [](Design& d) { gateway_subnet(d).name = "gatewaysubnet"; }},
      {"CX-002", [](Design& d) { set_length(d, "10.17.11.64/28"); }, [](Design& d) { set_length(d, "10.17.11.64/27"); }},
      {"CX-003", [](Design& d) { add_circuits(d, 15); },
       [](Design& d) {
         add_circuits(d, 15);
         set_length(d, "10.17.11.64/26");
       }},
      {"CX-005",
       [](Design& d) {
         set_length(d, "10.17.11.64/28");
         d.virtual_network_gateways.pop_back();
       },
       [](Design& d) { set_length(d, "10.17.11.64/28"); }},
      {"CX-006", [](Design& d) { vpn(d).sku = "Basic"; }},
      {"CX-007", [](Design& d) { vpn(d).public_ip_addresses[0].sku = "Basic"; }},
      {"CX-008", [](Design& d) { vpn(d).vpn_type = design::VpnType::PolicyBased; }},
      {"CX-009", [](Design& d) { er(d).sku = "Basic"; }, [](Design& d) { vpn(d).sku = "Basic"; }},
      {"CX-010",
       [](Design& d) {
         d.virtual_network_gateways.push_back(er(d));
         d.virtual_network_gateways.back().name = "another";
       }},
      {"CX-011",
       [](Design& d) {
         d.intent.transit = true;
         vpn(d).asn = AsNumber(65001);
       },
       [](Design& d) { vpn(d).asn = AsNumber(65001); }},
      {"CX-012", [](Design& d) { vpn(d).asn = AsNumber(65001); }, [](Design& d) { vpn(d).asn = AsNumber(0); }},
      {"CX-014", [](Design& d) { gateway_subnet(d).network_security_group = true; },
       [](Design& d) { d.virtual_networks[1].subnets[0].network_security_group = true; }},
      {"CX-015", [](Design& d) { route_on_gateway_subnet(d, "0.0.0.0/0"); },
       [](Design& d) { route_on_gateway_subnet(d, "10.0.0.0/8"); }},
      {"CX-016", [](Design& d) { route_on_gateway_subnet(d, "10.17.11.0/25"); },
       [](Design& d) { route_on_gateway_subnet(d, "10.17.11.0/26"); }},
      {"CX-017", [](Design& d) { route_on_gateway_subnet(d, "", false); },
       [](Design& d) { route_on_gateway_subnet(d, "", true); }},
      {"CX-018", [](Design& d) { gateway_subnet(d).other_resources = true; }},
      {"CX-019", [](Design& d) { gateway_subnet(d).service_endpoint_policies = true; }},
      {"CX-020",
       [](Design& d) {
         vpn(d).public_ip_addresses[0].address = example_address("20.1.2.3");
         route_on_gateway_subnet(d, "20.1.0.0/16");
       },
       [](Design& d) { route_on_gateway_subnet(d, "20.1.0.0/16"); }},
      {"CX-021",
       [](Design& d) {
         d.virtual_networks[0].dns_servers = {example_address("10.1.11.53")};
         d.virtual_networks[0].dns_forwards_to_azure = false;
       },
       [](Design& d) { d.virtual_networks[0].dns_servers = {example_address("10.1.11.53")}; }},
      {"CX-022", [](Design& d) { d.virtual_networks[0].address_space.push_back(example_prefix("fd00:17::/48")); },
       [](Design& d) { d.virtual_networks[1].address_space.push_back(example_prefix("fd00:17::/48")); }},
      {"CX-023", [](Design& d) { gateway_subnet(d).address_prefixes.push_back(example_prefix("fd00:17::/80")); },
       [](Design& d) { gateway_subnet(d).address_prefixes.push_back(example_prefix("fd00:17::/64")); }},
      {"CX-024", [](Design& d) { d.intent.transit = true; },
       [](Design& d) {
         d.intent.transit = true;
         add_route_server(d);
       }},
      {"CX-025",
       [](Design& d) {
         add_route_server(d);
         vpn(d).active_active = false;
       },
       [](Design& d) { add_route_server(d); }},
      {"CX-027",
       [](Design& d) {
         add_route_server(d);
         d.virtual_networks[0].address_space.push_back(example_prefix("fd00:17::/48"));
       },
       [](Design& d) { add_route_server(d); }},
      {"CX-028",
       [](Design& d) {
         add_route_server(d);
         generate(d, 1001);
       },
       [](Design& d) {
         add_route_server(d, false);
         generate(d, 1001);
       }},
      {"CX-030", [](Design& d) { vpn(d).vpn_type = design::VpnType::PolicyBased; },
       [](Design& d) { vpn_connection(d).use_policy_based_traffic_selectors = true; }},
      {"FO-001", [](Design& d) { advertise_on_vpn(d, {example_prefix("10.1.11.0/26"), example_prefix("10.1.11.64/26")}); },
       [](Design& d) { advertise_on_vpn(d, {example_prefix("10.1.0.0/16")}); }},
      {"FO-002", [](Design& d) { advertise_on_vpn(d, {example_prefix("10.1.11.0/26")}); },
       [](Design& d) { advertise_on_vpn(d, {example_prefix("10.1.0.0/16")}); }},
      {"FO-003", [](Design& d) { ce1(d).local_preference_express_route = 100; },
       [](Design& d) { ce1(d).local_preference_express_route = 101; }},
      {"FO-004",
       [](Design& d) {
         advertise_on_vpn(d, {}, 3);
         ce1(d).local_preference_express_route = 100;
       },
       [](Design& d) { advertise_on_vpn(d, {}, 3); }},
      {"FO-005", [](Design& d) { static_on_firewall(d, "10.17.11.0/26", 210); },
       [](Design& d) { static_on_firewall(d, "10.17.11.0/25", 210); }},
      {"FO-006",
       [](Design& d) {
         make_static(d);
         local(d).address_prefixes = {example_prefix("10.1.11.0/26"), example_prefix("10.1.11.64/26")};
       },
       [](Design& d) { make_static(d); }},
      {"FO-007", [](Design& d) { make_static(d); },
       [](Design& d) {
         make_static(d);
         d.intent.backup = false;
       }},
      {"FO-008", [](Design& d) { generate(d, 4000); }, [](Design& d) { generate(d, 3999); }},
      {"FO-009", [](Design& d) { generate(d, 4000); }, [](Design& d) { generate(d, 3999); }},
      {"FO-010", [](Design& d) { generate(d, 3200); },
       [](Design& d) {
         generate(d, 3200);
         circuit(d).tier = design::CircuitTier::Premium;
       }},
      {"FO-012", [](Design& d) { add_spaces(d, 800); }, [](Design& d) { add_spaces(d, 700); }},
      {"FO-015", [](Design& d) { ce1(d).bfd.reset(); }, [](Design& d) { firewall(d).bfd.reset(); }},
      {"FO-016", [](Design& d) { ce1(d).bfd->interval = 100ms; }, [](Design& d) { ce1(d).bfd->interval = 750ms; }},
      {"FO-017",
       [](Design& d) {
         azure(d);
         d.intent.recovery_time_objective = 10s;
       },
       [](Design& d) {
         azure(d);
         d.intent.recovery_time_objective = 90s;
       }},
      {"FO-018", [](Design& d) { circuit(d).secondary_link.device.clear(); }},
      {"FO-019",
       [](Design& d) {
         design::Advertisement one;
         one.road = design::Road::ExpressRoute;
         one.prefixes = {example_prefix("10.1.0.0/16")};
         ce1(d).advertisements = {one};
       }},
      {"FO-020", [](Design& d) { circuit(d).secondary_link.device = "onprem/ce1"; }},
      {"FO-022",
       [](Design& d) {
         circuit(d).microsoft_peering = design::MicrosoftPeering{.at = {}, .state = design::PeeringState::Enabled};
       },
       [](Design& d) {
         circuit(d).microsoft_peering = design::MicrosoftPeering{.at = {}, .state = design::PeeringState::Enabled};
         for (auto& ip : vpn(d).public_ip_addresses) ip.address = example_address("20.1.2.3");
         static_on_firewall(d, "20.1.2.3/32", 1);
       }},
      {"FO-023", [](Design& d) { load(d, 1001); }, [](Design& d) { load(d, 1000); }},
      {"FO-024",
       [](Design& d) {
         vpn(d).active_active = false;
         d.intent.recovery_time_objective = 120s;
       },
       [](Design& d) { vpn(d).active_active = false; }},
      {"FO-025", [](Design& d) { firewall(d).stateful = true; },
       [](Design& d) {
         firewall(d).stateful = true;
         vpn(d).active_active = false;
       }},
      {"FO-028",
       [](Design& d) {
         site(d).prefixes.push_back(example_prefix("0.0.0.0/0"));
         advertise_on_vpn(d, {example_prefix("10.1.11.0/25")});
       },
       [](Design& d) { site(d).prefixes.push_back(example_prefix("0.0.0.0/0")); }},
      {"FO-034", [](Design& d) { site(d).prefixes.push_back(example_prefix("10.17.11.0/26")); },
       [](Design& d) { site(d).prefixes.push_back(example_prefix("10.17.0.0/16")); }},
      {"ER-001", [](Design& d) { peering(d).primary_peer_address_prefix = example_prefix("192.168.11.16/29"); }},
      {"ER-002", [](Design& d) { peering(d).secondary_peer_address_prefix = peering(d).primary_peer_address_prefix; }},
      {"ER-003", [](Design& d) { peering(d).primary_peer_address_prefix = example_prefix("10.17.11.16/30"); }},
      {"ER-005", [](Design& d) { peering(d).vlan_id = 4095; }, [](Design& d) { peering(d).vlan_id = 4094; }},
      {"ER-006", [](Design& d) { peering(d).peer_asn = AsNumber(65517); },
       [](Design& d) { peering(d).peer_asn = AsNumber(65521); }},
      {"ER-007", [](Design& d) { peering(d).peer_asn = AsNumber(64500); },
       [](Design& d) { peering(d).peer_asn = AsNumber(65517); }},
      {"ER-008", [](Design& d) { circuit(d).provisioning_state = "Provisioning"; }},
      {"ER-009", [](Design& d) { circuit(d).bandwidth_in_mbps = 300; }},
      {"ER-012", [](Design& d) { add_circuits(d, 10); }, [](Design& d) { add_circuits(d, 9); }},
      {"ER-014", [](Design& d) { add_circuits(d, 4); },
       [](Design& d) {
         add_circuits(d, 4);
         er(d).sku = "ErGwScale";
         er(d).scale_units_min = er(d).scale_units_max = 2;
       }},
      {"ER-021", [](Design& d) { er_connection(d).routing_weight = 32001; },
       [](Design& d) { er_connection(d).routing_weight = 32000; }},
      {"ER-022",
       [](Design& d) {
         er(d).sku = "ErGwScale";
         er(d).scale_units_min = 1;
         er(d).scale_units_max = 5;
       },
       [](Design& d) {
         er(d).sku = "ErGwScale";
         er(d).scale_units_min = 2;
         er(d).scale_units_max = 40;
       }},
      {"ER-023", [](Design& d) { ce1(d).hold_time = 9s; }, [](Design& d) { ce1(d).hold_time = 10s; }},
      {"ER-030", [](Design& d) { er(d).sku = "HighPerformance"; }, [](Design& d) { er(d).sku = "ErGw2AZ"; }},
      {"ER-031", [](Design& d) { circuit(d).bandwidth_in_mbps = 2000; },
       [](Design& d) {
         circuit(d).bandwidth_in_mbps = 2000;
         er(d).sku = "ErGw2AZ";
       }},
      {"VP-001",
       [](Design& d) {
         for (int i = 0; i < 30; ++i) d.connections.push_back(vpn_connection(d));
       },
       [](Design& d) {
         for (int i = 0; i < 29; ++i) d.connections.push_back(vpn_connection(d));
       }},
      {"VP-002", [](Design& d) { vpn(d).sku = "Basic"; },
       [](Design& d) {
         vpn(d).sku = "Basic";
         vpn(d).active_active = false;
         make_static(d);
       }},
      {"VP-003", [](Design& d) { vpn(d).asn = AsNumber(65020); }},
      {"VP-004", [](Design& d) { local(d).asn = AsNumber(65516); }, [](Design& d) { local(d).asn = AsNumber(65521); }},
      {"VP-005", [](Design& d) { local(d).bgp_peering_address = example_address("198.51.100.10"); },
       [](Design& d) { local(d).bgp_peering_address = example_address("198.51.100.11"); }},
      {"VP-006",
       [](Design& d) { vpn(d).bgp_peering_addresses[0].custom_bgp_ip_addresses = {example_address("169.254.23.1")}; },
       [](Design& d) { vpn(d).bgp_peering_addresses[0].custom_bgp_ip_addresses = {example_address("169.254.22.1")}; }},
      {"VP-007", [](Design& d) { local(d).bgp_peering_address = example_address("169.254.21.1"); },
       [](Design& d) {
         local(d).bgp_peering_address = example_address("169.254.21.1");
         vpn(d).bgp_peering_addresses[0].custom_bgp_ip_addresses = {example_address("169.254.21.2")};
         vpn(d).bgp_peering_addresses[1].custom_bgp_ip_addresses = {example_address("169.254.22.2")};
       }},
      {"VP-009", [](Design& d) { local(d).address_prefixes = {example_prefix("192.168.11.88/32")}; },
       [](Design& d) { local(d).address_prefixes = {example_prefix("192.168.11.89/32")}; }},
      {"VP-010",
       [](Design& d) {
         make_static(d);
         local(d).address_prefixes.clear();
       },
       [](Design& d) { make_static(d); }},
      {"VP-011",
       [](Design& d) {
         make_static(d);
         add_second_vpn(d);
       },
       [](Design& d) { add_second_vpn(d); }},
      {"VP-012", [](Design& d) { add_second_vpn(d).gateway_ip_address = example_address("198.51.100.10"); },
       [](Design& d) { add_second_vpn(d); }},
      {"VP-013", [](Design& d) { local(d).address_prefixes = {example_prefix("10.17.11.0/26")}; },
       [](Design& d) { local(d).address_prefixes = {example_prefix("10.18.11.0/26")}; }},
      {"VP-014", [](Design& d) { use_policy(d, [](auto& p) { p.ipsec_integrity = "SHA256"; }); },
       [](Design& d) { use_policy(d, [](auto&) {}); }},
      {"VP-015", [](Design& d) { use_policy(d, [](auto& p) { p.pfs_group.clear(); }); },
       [](Design& d) { use_policy(d, [](auto&) {}); }},
      {"VP-016", [](Design& d) { use_policy(d, [](auto& p) { p.dh_group = "DHGroup2"; }); },
       [](Design& d) { use_policy(d, [](auto& p) { p.dh_group = "DHGroup24"; }); }},
      {"VP-017", [](Design& d) { vpn_connection(d).dpd_timeout = 29s; },
       [](Design& d) { vpn_connection(d).dpd_timeout = 30s; }},
      {"VP-018", [](Design& d) { use_policy(d, [](auto& p) { p.sa_life_time_seconds = 299; }); },
       [](Design& d) { use_policy(d, [](auto& p) { p.sa_life_time_seconds = 300; }); }},
      {"VP-035", [](Design& d) { vpn(d).public_ip_addresses.pop_back(); },
       [](Design& d) {
         vpn(d).public_ip_addresses.pop_back();
         vpn(d).active_active = false;
       }},
      {"VP-037",
       [](Design& d) {
         for (unsigned i = 0; i < 1001; ++i) {
           local(d).address_prefixes.push_back(Prefix::host(IpAddress::v4(0x0A640000U + i)));
         }
       }},
      {"VP-038",
       [](Design& d) {
         azure(d);
         firewall(d).hold_time = 30s;
       },
       [](Design& d) { firewall(d).hold_time = 30s; }},
      {"VP-039",
       [](Design& d) {
         azure(d);
         vpn_connection(d).bfd = design::BfdSettings{};
       },
       [](Design& d) { vpn_connection(d).bfd = design::BfdSettings{}; }},
      {"VP-042", [](Design& d) { vpn(d).sku = "VpnGw2"; }, [](Design& d) { vpn(d).sku = "VpnGw1AZ"; }},
      {"VP-043", [](Design& d) { vpn_connection(d).routing_weight = 10; },
       [](Design& d) { er_connection(d).routing_weight = 10; }},
  };
}

std::set<std::string> ids(const std::vector<Finding>& findings) {
  std::set<std::string> out;
  for (const Finding& finding : findings) out.emplace(finding.rule->id);
  return out;
}

class Rules : public testing::TestWithParam<Case> {};

TEST_P(Rules, FiresExactlyOnItsCondition) {
  const Case& each = GetParam();
  Design bad = example_design();
  each.fires(bad);
  const std::vector<Finding> findings = check(bad);
  const auto found = std::ranges::find(findings, each.id, [](const Finding& f) { return f.rule->id; });
  ASSERT_NE(found, findings.end());
  EXPECT_FALSE(found->message.empty());
  EXPECT_FALSE(found->fix.empty());
  EXPECT_FALSE(found->resource.empty());
  Design near = example_design();
  each.near(near);
  EXPECT_FALSE(ids(check(near)).contains(std::string(each.id)));
}

INSTANTIATE_TEST_SUITE_P(All, Rules, testing::ValuesIn(cases()), [](const auto& each) {
  std::string name(each.param.id);
  std::erase(name, '-');
  return name;
});

TEST(Checks, EveryRuleHasACase) {
  std::set<std::string_view> tested;
  for (const Case& each : cases()) tested.insert(each.id);
  for (const Rule& rule : rules()) EXPECT_TRUE(tested.contains(rule.id)) << rule.id;
  EXPECT_EQ(tested.size(), rules().size());
}

TEST(Checks, EverySourceIsInTheCatalogue) {
  for (const Rule& rule : rules()) {
    if (rule.source == "INF") continue;
    EXPECT_TRUE(design::source(rule.source).has_value()) << rule.id << " " << rule.source;
  }
}

TEST(Checks, ThePublishedExampleIsClean) {
  std::string all;
  for (const Finding& finding : check(example_design())) all += std::string(finding.rule->id) + " " + finding.message + "\n";
  EXPECT_EQ(all, "");
}

TEST(Checks, ErrorsComeFirst) {
  Design design = example_design();
  ce1(design).bfd.reset();                         // FO-015, a warning
  vpn(design).sku = "VpnGw2";                      // VP-042, an error
  ce1(design).local_preference_express_route = 90; // FO-003, an error
  const auto findings = check(design);
  ASSERT_EQ(findings.size(), 3U);
  EXPECT_EQ(findings[0].rule->id, "FO-003");
  EXPECT_EQ(findings[1].rule->id, "VP-042");
  EXPECT_EQ(findings[2].rule->id, "FO-015");
}

TEST(Checks, SeverityFollowsTheDegree) {
  const auto severity = [](std::uint32_t count) {
    Design design = example_design();
    generate(design, count);
    for (const Finding& finding : check(design)) {
      if (finding.rule->id == "FO-010") return finding.severity;
    }
    return Severity::Info;
  };
  EXPECT_EQ(severity(3200), Severity::Warning);
  EXPECT_EQ(severity(4000), Severity::Error);
}

TEST(Checks, ARoadChosenOnPurposeIsNoMistakeWithoutBackup) {
  Design design = example_design();
  design.intent.backup = false;
  firewall(design).local_preference_vpn = 200;
  EXPECT_FALSE(ids(check(design)).contains("FO-003"));
  firewall(design).local_preference_vpn = 150;
  EXPECT_TRUE(ids(check(design)).contains("FO-003"));
}

TEST(Checks, WhatTheDesignItselfExpectsOnTheVpnIsNoMistake) {
  Design design = example_design();
  load(design, 10);
  design.flows[0].expected_road = design::Road::Vpn;
  design::LocalPreferenceRule rule;
  rule.road = design::Road::Vpn;
  rule.prefixes = {example_prefix("10.17.11.128/26")};
  rule.local_preference = 200;
  firewall(design).local_preference_rules = {rule};
  advertise_on_vpn(design, {example_prefix("10.1.11.0/26"), example_prefix("10.1.11.64/26")});
  EXPECT_EQ(ids(check(design)), std::set<std::string>{});  // the two halves also back the circuit's prefix up
  design.flows[0].expected_road = design::Road::ExpressRoute;
  EXPECT_EQ(ids(check(design)), (std::set<std::string>{"FO-001", "FO-003"}));
}

TEST(Checks, AStaticRouteBeforeBgpPinsTheSiteToTheVpn) {
  Design design = example_design();
  static_on_firewall(design, "10.17.11.0/25", 1);
  EXPECT_TRUE(ids(check(design)).contains("FO-003"));
  static_on_firewall(design, "10.17.11.0/25", 210);
  EXPECT_FALSE(ids(check(design)).contains("FO-003"));
}

TEST(Checks, FindRuleKnowsIds) {
  ASSERT_NE(find_rule("CX-002"), nullptr);
  EXPECT_EQ(find_rule("CX-002")->severity, Severity::Error);
  EXPECT_EQ(find_rule("XX-999"), nullptr);
}

TEST(Checks, AnEmptyDesignHasNoFindings) { EXPECT_TRUE(check(Design{}).empty()); }

}  // namespace
}  // namespace cw::checks
