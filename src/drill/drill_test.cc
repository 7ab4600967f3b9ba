#include "drill/drill.h"

#include <gtest/gtest.h>

#include "drill/fault_targets.h"
#include "drill/result.h"
#include "plan/example_design.h"

namespace cw::drill {
namespace {

using namespace std::chrono_literals;

const plan::Plan& example() {
  static const plan::Plan plan = [] {
    auto compiled = plan::compile(plan::example_design());
    return compiled ? *compiled : plan::Plan{};
  }();
  return plan;
}

std::string name(NodeId id) { return example().nodes[id.value].config.name; }

TEST(ParseFault, FindsTheTargetsOfEveryKind) {
  struct Row {
    const char* text;
    FaultKind kind;
    std::size_t links, nodes, peers, bfd, tunnels;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"circuit er1", FaultKind::Circuit, 2, 0, 0, 0, 0},
           {"circuit er1 primary", FaultKind::CircuitLink, 1, 0, 0, 0, 0},
           {"peering er1", FaultKind::Peering, 0, 0, 2, 0, 0},
           {"link onprem/ce1~er1/primary", FaultKind::Link, 1, 0, 0, 0, 0},
           {"link er1/primary~onprem/ce1", FaultKind::Link, 1, 0, 0, 0, 0},
           {"node onprem/firewall", FaultKind::Node, 0, 1, 0, 0, 0},
           {"instance vpn-gw 1", FaultKind::Instance, 0, 1, 0, 0, 0},
           {"tunnel vpn-connection", FaultKind::Tunnel, 0, 0, 0, 0, 2},
           {"internet onprem/firewall", FaultKind::Internet, 1, 0, 0, 0, 0},
           {"bfd onprem/ce1~er1/primary", FaultKind::BfdOnly, 0, 0, 0, 2, 0},
           {"more-specific 10.1.11.0/26 over vpn from onprem/firewall", FaultKind::MoreSpecific, 0, 1, 0, 0, 0},
           {"static-route 10.17.11.0/25 over vpn on onprem/firewall", FaultKind::StaticRoute, 0, 1, 0, 0, 0},
           {"leak 10.17.11.0/25 from onprem/ce1", FaultKind::Leak, 0, 1, 0, 0, 0},
       }) {
    const auto fault = parse_fault(example(), row.text, {});
    ASSERT_TRUE(fault) << row.text << ": " << fault.error();
    EXPECT_EQ(fault->kind, row.kind) << row.text;
    EXPECT_EQ(fault->links.size(), row.links) << row.text;
    EXPECT_EQ(fault->nodes.size(), row.nodes) << row.text;
    EXPECT_EQ(fault->peers.size(), row.peers) << row.text;
    EXPECT_EQ(fault->bfd.size(), row.bfd) << row.text;
    EXPECT_EQ(fault->tunnels.size(), row.tunnels) << row.text;
    EXPECT_EQ(fault->text, row.text);
    EXPECT_FALSE(describe(example(), *fault).empty());
  }
}

TEST(ParseFault, DisablesThePeeringOnTheProvidersSide) {
  const auto fault = parse_fault(example(), "peering er1", {});
  ASSERT_TRUE(fault);
  EXPECT_EQ(name(fault->peers[0].node), "er1/primary");
  EXPECT_EQ(name(fault->peers[1].node), "er1/secondary");
}

TEST(ParseFault, PrefixLimitCrossesTheTightestLimitByATenth) {
  const auto fault = parse_fault(example(), "prefix-limit onprem", {});
  ASSERT_TRUE(fault) << fault.error();
  const TightestLimit limit = tightest_limit(example(), "onprem");
  ASSERT_GT(limit.maximum, 0U);
  EXPECT_EQ(fault->prefixes.size(), limit.maximum + limit.maximum / 10);
  EXPECT_FALSE(fault->nodes.empty());
}

TEST(ParseFault, OneWayEndsAreThoseOfTheText) {
  const auto straight = parse_fault(example(), "link onprem/ce1~er1/primary", "one-way-a");
  const auto turned = parse_fault(example(), "link er1/primary~onprem/ce1", "one-way-b");
  ASSERT_TRUE(straight && turned);
  EXPECT_EQ(straight->how, turned->how);
  EXPECT_EQ(describe(example(), *straight), "link onprem/ce1~er1/primary, what onprem/ce1 sends is dropped");
}

TEST(ParseFault, TheWayMayStandAtTheEnd) {
  const auto fault = parse_fault(example(), "circuit er1 carrier", {});
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->how, How::Carrier);
  EXPECT_EQ(fault->text, "circuit er1");
}

TEST(ParseFault, BadTextsAreAnsweredWithWhatWasExpected) {
  struct Row {
    const char *text, *how, *says;
  };
  for (const Row& row : std::initializer_list<Row>{
           {"", "", "expected a fault"},
           {"circiut er1", "", "did you mean \"circuit\""},
           {"circuit", "", "expected \"circuit NAME"},
           {"circuit er2", "", "did you mean \"er1\""},
           {"circuit er1 first", "", "no circuit link \"first\""},
           {"circuit er1", "silnet", "did you mean \"silent\""},
           {"peering er1", "carrier", "cannot fail by"},
           {"link onprem/ce1~er1", "", "no link"},
           {"node onprem/ce9", "", "did you mean \"onprem/ce"},
           {"instance er-gw 7", "", "no instance 7"},
           {"instance er-gw one", "", "no instance number"},
           {"instance ergw 0", "", "did you mean \"er-gw\""},
           {"tunnel vpn", "", "no VPN connection \"vpn\""},
           {"internet onprem/ce1", "", "no Internet access"},
           {"bfd x", "", "no BFD session"},
           {"prefix-limit nowhere", "", "no site \"nowhere\""},
           {"more-specific 10.1.11.1/26 over vpn from onprem/firewall", "", "is no prefix"},
           {"more-specific 10.1.11.0/26 over air from onprem/firewall", "", "is no road"},
           {"more-specific 10.1.11.0/26 from onprem/firewall", "", "expected \"more-specific PREFIX over"},
           {"static-route 10.1.0.0/16 over vpn on er-gw/0", "", "no device of a site"},
           {"leak 10.17.11.0/25 from onprem/nobody", "", "no device"},
       }) {
    const auto fault = parse_fault(example(), row.text, row.how);
    ASSERT_FALSE(fault) << row.text;
    EXPECT_NE(fault.error().find(row.says), std::string::npos) << row.text << " -> " << fault.error();
  }
}

design::DrillStep step(Duration after, std::string cut, std::string restore) {
  design::DrillStep each;
  each.at = {.line = 7, .column = 3};
  each.after = after;
  each.cut = std::move(cut);
  each.restore = std::move(restore);
  return each;
}

TEST(MakeDrill, ReportsEveryProblemWithItsPlace) {
  design::DrillSpec spec;
  spec.name = "bad";
  spec.steps = {step(1s, "circuit er9", ""), step(2s, "", "circuit er1"), step(3s, "circuit er1", "circuit er1")};
  const auto drill = make_drill(example(), spec, "d.yaml");
  ASSERT_FALSE(drill);
  ASSERT_EQ(drill.error().size(), 3U);
  EXPECT_EQ(drill.error()[0].field, "drills[bad].steps[0].cut");
  EXPECT_EQ(drill.error()[0].place.line, 7U);
  EXPECT_NE(drill.error()[1].problem.find("was not cut before"), std::string::npos);
}

TEST(MakeDrill, AlwaysEndsWithEverythingRestoredTheWayItWasCut) {
  design::DrillSpec spec;
  spec.name = "open end";
  spec.steps = {step(1s, "circuit er1", "")};
  spec.steps[0].how = "carrier";
  const auto drill = make_drill(example(), spec, "d.yaml");
  ASSERT_TRUE(drill);
  ASSERT_EQ(drill->steps.size(), 2U);
  EXPECT_TRUE(drill->steps[1].restore);
  EXPECT_EQ(drill->steps[1].fault, drill->steps[0].fault);
  EXPECT_GT(drill->steps[1].after, drill->steps[0].after);
}

TEST(SweepFaults, AreWhatCanFailAloneInNameOrder) {
  const std::vector<Fault> faults = sweep_faults(example());
  std::vector<std::string> texts;
  for (const Fault& fault : faults) texts.push_back(fault.text);
  EXPECT_TRUE(std::is_sorted(texts.begin(), texts.end()));
  const auto has = [&](std::string_view text) { return std::find(texts.begin(), texts.end(), text) != texts.end(); };
  for (const char* text : {"circuit er1", "peering er1", "node onprem/ce1", "instance er-gw 0", "tunnel vpn-connection",
                           "link onprem/ce1~er1/primary"}) {
    EXPECT_TRUE(has(text)) << text;
  }
  for (const char* text : {"node vnet/hub", "node internet", "node host/vm"}) EXPECT_FALSE(has(text)) << text;
}

}  // namespace
}  // namespace cw::drill
