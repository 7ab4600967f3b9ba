// The four uses pass their drills; the traps fail theirs and say why and what to change.
#include "stage.h"

namespace cw::scenario {
namespace {

class Uses : public testing::TestWithParam<const char*> {};

TEST_P(Uses, PassEveryDrill) {
  const plan::Plan plan = compile(load_example(GetParam()));
  const drill::Rehearsal rehearsal = rehearse(plan);
  EXPECT_EQ(rehearsal.verdict, drill::Verdict::Pass) << story(rehearsal);
  EXPECT_FALSE(rehearsal.drills.empty());
  for (const drill::DrillResult& each : rehearsal.drills) {
    EXPECT_EQ(each.back.lost, 0U) << each.name;
    EXPECT_TRUE(each.failed_back) << each.name;
  }
}

INSTANTIATE_TEST_SUITE_P(Examples, Uses,
                         testing::Values("circuit-primary.yaml", "gradual-migration.yaml", "traffic-separation.yaml",
                                         "hq-and-branches.yaml"));

struct Trap {
  const char* file;
  std::vector<const char*> says;
};

class Traps : public testing::TestWithParam<Trap> {};

TEST_P(Traps, FailTheirDrillAndSayWhyAndWhatToChange) {
  const plan::Plan plan = compile(load_example(std::string("traps/") + GetParam().file));
  const drill::Rehearsal rehearsal = rehearse(plan);
  EXPECT_EQ(rehearsal.verdict, drill::Verdict::Fail);
  EXPECT_TRUE(rehearsal.checker_failures.empty()) << rehearsal.checker_failures.front().what;
  const drill::DrillResult& silent = drill_named(rehearsal, "circuit-silent");
  EXPECT_EQ(silent.verdict, drill::Verdict::Fail);
  for (const char* part : GetParam().says) EXPECT_TRUE(says(silent.why, part)) << part << "\nin\n" << story(rehearsal);
}

INSTANTIATE_TEST_SUITE_P(
    Examples, Traps,
    testing::Values(
        Trap{"longest-prefix.yaml", {"10.10.0.0/17 (via VPN) is longer than 10.10.0.0/16 (via ExpressRoute)",
                                     "advertise the same prefix length on both roads", "asymmetric"}},
        Trap{"no-local-preference.yaml", {"eBGP over iBGP", "set localPreference.expressRoute", "hq/ce1, hq/ce2", "asymmetric"}},
        Trap{"static-vpn.yaml", {"a static route over VPN wins over ExpressRoute", "remove the static route 10.20.0.0/16 from hq/fw"}},
        Trap{"prefix-limit.yaml", {"closed its BGP session with hq/fw: more prefixes than its limit of 4,000", "announce summaries"}},
        Trap{"no-bfd.yaml", {"nothing but the BGP hold time noticed the failure", "configure BFD on hq/ce1, hq/ce2"}}),
    [](const testing::TestParamInfo<Trap>& trap) {
      std::string name(trap.param.file);
      name.resize(name.find('.'));
      for (char& c : name) c = c == '-' ? '_' : c;
      return name;
    });

TEST(Drills, AMoreSpecificPrefixOnTheVpnPullsTrafficOverAndLetsItGoAgain) {
  const plan::Plan plan = compile(load_example("microsoft-backup.yaml"));
  design::DrillSpec spec;
  spec.name = "more-specific";
  design::DrillStep cut, back;
  cut.after = 1s;
  cut.cut = "more-specific 10.1.11.0/26 over vpn from onprem/firewall";
  back.after = 10s;
  back.restore = cut.cut;
  spec.steps = {cut, back};
  const auto drill = drill::make_drill(plan, spec, "test");
  ASSERT_TRUE(drill);
  const drill::Rehearsal rehearsal = sim::rehearse(plan, {*drill}, {});
  const drill::DrillResult& result = rehearsal.drills.front();
  EXPECT_EQ(result.out.paths.front().back.road, drill::PathRoad::Vpn);
  EXPECT_EQ(result.symmetry.verdict, drill::Verdict::Fail);
  EXPECT_TRUE(result.failed_back);
  EXPECT_EQ(result.back.lost, 0U);
}

// A gateway instance that has lost its virtual network must not go on attracting what it can only drop.
TEST(Drills, AGatewayInstanceCutOffFromItsNetworkStopsAnnouncingIt) {
  const plan::Plan plan = compile(load_example("microsoft-backup.yaml"));
  design::DrillSpec spec;
  spec.name = "cut off";
  for (const char* link : {"link ergw/0~vnet/hub", "link ergw/0~vnet/spoke"}) {
    design::DrillStep cut;
    cut.after = 1s;
    cut.cut = link;
    spec.steps.push_back(cut);
  }
  const auto drill = drill::make_drill(plan, spec, "test");
  ASSERT_TRUE(drill);
  const drill::Rehearsal rehearsal = sim::rehearse(plan, {*drill}, {});
  const drill::DrillResult& result = rehearsal.drills.front();
  EXPECT_LT(result.out.outage, 1200ms) << story(rehearsal);
  for (const drill::FlowPaths& paths : result.out.paths) {
    EXPECT_TRUE(paths.forward.delivered) << paths.forward.failure;
    EXPECT_TRUE(paths.back.delivered) << paths.back.failure;
    EXPECT_EQ(paths.forward.road, drill::PathRoad::ExpressRoute) << "the other instance has both";
  }
  EXPECT_EQ(result.back.lost, 0U);
}

TEST(Drills, CrossingThePrefixLimitClosesTheSessionAndItReturnsAfterwards) {
  const plan::Plan plan = compile(load_example("microsoft-backup.yaml"));
  sim::World world(plan, {});
  ASSERT_TRUE(world.run_until_settled(Instant{} + 1min));
  const auto fault = drill::parse_fault(plan, "prefix-limit onprem", {});
  ASSERT_TRUE(fault) << fault.error();
  world.inject(*fault);
  world.run_until(world.now() + 20s);
  bool exceeded = false;
  for (const Event& event : world.journal()) exceeded = exceeded || event.kind == EventKind::BgpPrefixLimitExceeded;
  EXPECT_TRUE(exceeded);
  world.restore(*fault);
  EXPECT_TRUE(world.run_until_settled(world.now() + 5min));
  EXPECT_TRUE(world.check().empty());
  EXPECT_TRUE(world.paths(0).symmetric);
}

}  // namespace
}  // namespace cw::scenario
