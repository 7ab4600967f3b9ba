// Microsoft's published backup example (VPNBACKUP): its tables, its paths, and its failover.
#include <fmt/core.h>

#include <algorithm>

#include "stage.h"
#include "sim/world.h"

namespace cw::scenario {
namespace {

class BackupExample : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(world.run_until_settled(Instant{} + 1min)); }

  const gateway::Node& node(const std::string& name) const { return world.node(plan::find_node_id(plan, name).value()); }
  static std::string row(const auto& route) {
    return fmt::format("{} {} {} {}", to_string(route.network), to_string(route.next_hop), to_string(route.as_path, '-'), route.weight);
  }
  std::vector<std::string> learned(const std::string& name) const {
    std::vector<std::string> rows;
    for (const auto& route : node(name).learned_routes(Prefix::parse("10.1.11.0/25"))) rows.push_back(row(route));
    std::sort(rows.begin(), rows.end());
    return rows;
  }
  std::vector<std::string> advertised(const std::string& name, std::string_view peer) const {
    std::vector<std::string> rows;
    const gateway::Node& from = node(name);
    for (std::uint32_t i = 0; i < from.config().peers.size(); ++i) {
      if (from.config().peers[i].name != peer) continue;
      for (const auto& route : from.advertised_routes(PeerId(i))) rows.push_back(row(route));
    }
    return rows;
  }
  static std::vector<std::string> shown(const drill::PathTrace& trace) {
    std::vector<std::string> addresses;
    for (const drill::Hop& hop : trace.hops) {
      if (hop.shown) addresses.push_back(hop.address);
    }
    return addresses;
  }

  plan::Plan plan = compile(load_example("microsoft-backup.yaml"));
  sim::World world{plan, {}};
};

TEST_F(BackupExample, TheVpnGatewayLearnsThePublishedTable) {
  EXPECT_EQ(learned("vpngw/0"),
            (std::vector<std::string>{"10.1.11.0/25 10.17.11.69 12076-65020 32769", "10.1.11.0/25 10.17.11.69 12076-65020 32769",
                                      "10.1.11.0/25 10.17.11.77 65020 32768", "10.1.11.0/25 192.168.11.88 65020 32768"}));
  EXPECT_EQ(learned("vpngw/1"),
            (std::vector<std::string>{"10.1.11.0/25 10.17.11.69 12076-65020 32769", "10.1.11.0/25 10.17.11.69 12076-65020 32769",
                                      "10.1.11.0/25 10.17.11.76 65020 32768", "10.1.11.0/25 192.168.11.88 65020 32768"}));
}

TEST_F(BackupExample, TheVpnGatewayAdvertisesThePublishedTable) {
  EXPECT_EQ(advertised("vpngw/0", "onprem/firewall"),
            (std::vector<std::string>{"10.17.11.0/25 10.17.11.76 65515 0", "10.17.11.128/26 10.17.11.76 65515 0"}));
  EXPECT_EQ(advertised("vpngw/1", "onprem/firewall"),
            (std::vector<std::string>{"10.17.11.0/25 10.17.11.77 65515 0", "10.17.11.128/26 10.17.11.77 65515 0"}));
}

TEST_F(BackupExample, TheFirewallHasFourCandidatesAndUsesBothCircuitLinks) {
  for (const char* prefix : {"10.17.11.0/25", "10.17.11.128/26"}) {
    const auto rows = node("onprem/firewall").learned_routes(Prefix::parse(prefix));
    ASSERT_EQ(rows.size(), 4U) << prefix;
    for (const auto& route : rows) {
      const bool circuit = route.as_path == wire::bgp::AsPath::sequence({AsNumber(12076)});
      EXPECT_EQ(route.local_preference, circuit ? 150U : 100U) << to_string(route.next_hop);
      EXPECT_EQ(route.best || route.multipath, circuit) << to_string(route.next_hop);
    }
  }
}

TEST_F(BackupExample, ATraceShowsThePublishedHops) {
  const auto ways = shown(world.paths(0).forward);
  ASSERT_EQ(ways.size(), 5U);
  EXPECT_EQ(ways[0], "10.1.11.1");
  // Either of the two equal roads; the published trace took the first.
  const bool first = ways[1] == "192.168.11.0";
  EXPECT_EQ(ways[1], first ? "192.168.11.0" : "192.168.11.2");
  EXPECT_EQ(ways[2], first ? "192.168.11.18" : "192.168.11.22");
  EXPECT_EQ(ways[3], "*");
  EXPECT_EQ(ways[4], "10.17.11.132");
  world.inject(drill::parse_fault(plan, "peering er1", {}).value());
  world.run_until(world.now() + 10s);
  EXPECT_EQ(shown(world.paths(0).forward), (std::vector<std::string>{"10.1.11.1", "*", "10.17.11.132"}));
}

TEST(BackupExampleDrills, AllPassAndLoseNothingOnTheWayBack) {
  const plan::Plan plan = compile(load_example("microsoft-backup.yaml"));
  const drill::Rehearsal rehearsal = rehearse(plan);
  EXPECT_EQ(rehearsal.verdict, drill::Verdict::Pass) << story(rehearsal);
  const drill::DrillResult& silent = drill_named(rehearsal, "circuit-silent");
  EXPECT_LT(silent.out.outage, 1200ms);
  EXPECT_GT(silent.out.outage, 500ms);
  EXPECT_EQ(silent.back.lost, 0U);
  EXPECT_NE(silent.out.budget.detected_by.find("BFD"), std::string::npos);
  const drill::Budget& budget = silent.out.budget;
  const Duration sum = budget.detect + budget.decide + budget.program + budget.first_packet;
  EXPECT_NEAR(static_cast<double>(sum / 1ms), static_cast<double>(silent.out.outage / 1ms), 40) << "within a few probes";
  for (const drill::FlowPaths& paths : silent.out.paths) EXPECT_EQ(paths.forward.road, drill::PathRoad::Vpn);
  EXPECT_TRUE(silent.failed_back);
}

TEST(BackupExampleDrills, OtherSeedsGiveOtherTimesAndTheSameVerdicts) {
  const plan::Plan plan = compile(load_example("microsoft-backup.yaml"));
  const drill::Rehearsal first = rehearse(plan, 2), second = rehearse(plan, 3);
  ASSERT_EQ(first.drills.size(), second.drills.size());
  for (std::size_t i = 0; i < first.drills.size(); ++i) {
    EXPECT_EQ(first.drills[i].verdict, drill::Verdict::Pass) << story(first);
    EXPECT_EQ(second.drills[i].verdict, drill::Verdict::Pass) << story(second);
  }
  EXPECT_NE(first.journal, second.journal);
}

TEST(BackupExampleDrills, TheSameSeedGivesTheSameJournal) {
  const plan::Plan plan = compile(load_example("microsoft-backup.yaml"));
  EXPECT_EQ(rehearse(plan, 5).journal, rehearse(plan, 5).journal);
}

TEST(BackupExampleDrills, ProfileAzureIsSlowerAndSaysWhoseTimeItIs) {
  design::Design design = load_example("microsoft-backup.yaml");
  design.profile = design::Profile::Azure;
  const drill::Rehearsal rehearsal = rehearse(compile(design));
  EXPECT_TRUE(rehearsal.converged);
  const drill::DrillResult& silent = drill_named(rehearsal, "circuit-silent");
  EXPECT_EQ(silent.verdict, drill::Verdict::Fail);
  EXPECT_GT(silent.out.outage, 2s);
  EXPECT_LT(silent.out.outage, 70s);
  EXPECT_NE(silent.out.budget.share.find("Microsoft, up to 60 s stated"), std::string::npos) << silent.out.budget.share;
  EXPECT_NE(silent.out.budget.share.find("customer edge to provider edge"), std::string::npos) << silent.out.budget.share;
  EXPECT_EQ(silent.back.lost, 0U);
}

TEST(BackupExampleSweep, EverySingleFailureIsSurvivedButTheOnlyFirewalls) {
  const plan::Plan plan = compile(load_example("microsoft-backup.yaml"));
  const drill::Sweep sweep = sim::sweep(plan, {});
  EXPECT_GT(sweep.rows.size(), 15U);
  EXPECT_EQ(sweep.passed, sweep.rows.size() - 1);
  EXPECT_EQ(sweep.rows.front().faults.front(), "node onprem/firewall") << "worst first";
  for (const drill::SweepRow& row : sweep.rows) EXPECT_TRUE(row.failed_back) << row.faults.front();
}

TEST(BackupExampleExplain, NamesTheStepAndTheSetting) {
  const plan::Plan plan = compile(load_example("microsoft-backup.yaml"));
  const auto found = sim::explain(plan, "onprem-server", "vm", "", {});
  ASSERT_TRUE(found) << found.error();
  EXPECT_TRUE(found->symmetric);
  ASSERT_FALSE(found->forward_nodes.empty());
  EXPECT_EQ(found->forward_nodes.front().node, "onprem/firewall");
  std::size_t lost_by_preference = 0;
  for (const auto& candidate : found->forward_nodes.front().candidates) lost_by_preference += candidate.lost_at == "local preference" ? 1U : 0U;
  EXPECT_EQ(lost_by_preference, 2U);
  ASSERT_FALSE(found->back_nodes.empty());
  EXPECT_EQ(found->back_nodes.front().candidates.back().lost_at, "weight");
  const auto during = sim::explain(plan, "10.1.11.10", "10.17.11.132", "circuit er1", {});
  ASSERT_TRUE(during) << during.error();
  EXPECT_EQ(during->forward.road, drill::PathRoad::Vpn);
  EXPECT_FALSE(sim::explain(plan, "onprem-sever", "vm", "", {}));
}

}  // namespace
}  // namespace cw::scenario
