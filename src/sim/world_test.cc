// The world with real nodes on a design made in code; the examples are played in tests/scenario.
#include "sim/world.h"

#include <gtest/gtest.h>

#include "base/digest.h"
#include "plan/example_design.h"
#include "sim/random_design.h"
#include "sim/rehearse.h"

namespace cw::sim {
namespace {

plan::Plan example() {
  design::Design design = plan::example_design();
  design::Flow flow;
  flow.name = "f";
  flow.from = "server";
  flow.to = "vm";
  flow.rate = 100;
  design.flows = {flow};
  auto compiled = plan::compile(design);
  return compiled ? *compiled : plan::Plan{};
}

std::uint64_t digest(const plan::Plan& plan, const Journal& journal) {
  Digest digest;
  for (const Event& event : journal) digest.add(journal_line(plan, event));
  return digest.value();
}

drill::Fault fault(const plan::Plan& plan, std::string_view text, std::string_view how = {}) {
  auto parsed = drill::parse_fault(plan, text, how);
  EXPECT_TRUE(parsed) << parsed.error();
  return parsed.value_or(drill::Fault{});
}

TEST(World, SettlesOnTheCircuitBothWays) {
  const plan::Plan plan = example();
  World world(plan, {.costly_checks = true});
  ASSERT_TRUE(world.run_until_settled(Instant{} + 1min));
  const drill::FlowPaths paths = world.paths(0);
  EXPECT_EQ(paths.forward.road, drill::PathRoad::ExpressRoute);
  EXPECT_EQ(paths.back.road, drill::PathRoad::ExpressRoute);
  EXPECT_TRUE(paths.symmetric);
  EXPECT_TRUE(world.check().empty());
}

TEST(World, SameSeedSameJournalAndAnotherSeedAnother) {
  const plan::Plan plan = example();
  const auto play = [&](std::uint64_t seed) {
    World world(plan, {.seed = seed});
    world.run_until(Instant{} + 3s);
    world.inject(fault(plan, "circuit er1"));
    world.run_until(Instant{} + 8s);
    world.restore(fault(plan, "circuit er1"));
    world.run_until(Instant{} + 30s);
    return digest(plan, world.journal());
  };
  EXPECT_EQ(play(7), play(7));
  EXPECT_NE(play(7), play(8));
}

TEST(World, AOneWayCutStopsOnlyThatDirection) {
  const plan::Plan plan = example();
  World world(plan, {});
  ASSERT_TRUE(world.run_until_settled(Instant{} + 1min));
  world.inject(fault(plan, "link onprem/firewall~internet", "one-way-a"));
  EXPECT_FALSE(world.is_link_usable(*plan::find_link_id(plan, "onprem/firewall~internet")));
  EXPECT_TRUE(world.paths(0).symmetric) << "the circuit is not touched";
}

TEST(World, OverlappingFaultsEndOnlyWithTheLastRestoration) {
  const plan::Plan plan = example();
  World world(plan, {});
  world.run_until(Instant{} + 1s);
  const LinkId link = *plan::find_link_id(plan, "onprem/ce1~er1/primary");
  world.inject(fault(plan, "circuit er1"));
  world.inject(fault(plan, "circuit er1 primary"));
  world.restore(fault(plan, "circuit er1"));
  EXPECT_FALSE(world.is_link_usable(link));
  world.restore(fault(plan, "circuit er1 primary"));
  EXPECT_TRUE(world.is_link_usable(link));
}

TEST(World, ACrashedNodeComesBackWithoutItsState) {
  const plan::Plan plan = example();
  World world(plan, {.costly_checks = true});
  ASSERT_TRUE(world.run_until_settled(Instant{} + 1min));
  const NodeId ce1 = *plan::find_node_id(plan, "onprem/ce1");
  world.inject(fault(plan, "node onprem/ce1"));
  EXPECT_FALSE(world.is_node_up(ce1));
  EXPECT_EQ(world.fib(ce1).route_count(), 0U);
  world.run_until(world.now() + 5s);
  EXPECT_TRUE(world.paths(0).forward.delivered) << world.paths(0).forward.failure;
  world.restore(fault(plan, "node onprem/ce1"));
  ASSERT_TRUE(world.run_until_settled(world.now() + 2min));
  EXPECT_GT(world.fib(ce1).route_count(), 0U);
  EXPECT_TRUE(world.check().empty());
}

TEST(World, ProbesMeasureWhatTheTablesDo) {
  const plan::Plan plan = example();
  World world(plan, {});
  ASSERT_TRUE(world.run_until_settled(Instant{} + 1min));
  const Instant cut = world.now();
  world.inject(fault(plan, "circuit er1"));
  world.run_until(cut + 5s);
  const drill::FlowResult seen = world.probe_result(0, cut, cut + 4s);
  EXPECT_EQ(seen.forward.sent, 400U);
  EXPECT_GT(seen.forward.outage, 500ms) << "BFD cannot be faster than two intervals";
  EXPECT_LT(seen.forward.outage, 1200ms);
  EXPECT_TRUE(seen.forward.recovered && seen.back.recovered);
}

TEST(World, JournalLinesAreOneJsonObjectEach) {
  const plan::Plan plan = example();
  const Event event{.at = Instant{} + 1500ns, .node = kWorldNode, .layer = Layer::Fault, .kind = EventKind::FaultInjected,
                    .subject = "a \"b\"\\", .detail = "line\nend", .value = -3};
  EXPECT_EQ(journal_line(plan, event),
            "{\"at_ns\":1500,\"node\":null,\"layer\":\"fault\",\"kind\":\"FaultInjected\",\"subject\":\"a \\\"b\\\"\\\\\","
            "\"detail\":\"line\\u000aend\",\"value\":-3}");
}

TEST(Sweep, DoesNotDependOnTheNumberOfThreads) {
  const plan::Plan plan = example();
  const auto play = [&](unsigned threads) {
    SweepOptions options;
    options.threads = threads;
    const drill::Sweep result = sweep(plan, options);
    std::string text;
    for (const drill::SweepRow& row : result.rows) text += row.faults[0] + " " + cw::to_string(row.outage) + "\n";
    return text;
  };
  const std::string one = play(1);
  EXPECT_FALSE(one.empty());
  EXPECT_EQ(one, play(2));
}

TEST(RandomDesign, AlwaysCompilesAndIsTheSameForTheSameSeed) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const design::Design design = random_design(Rng(seed));
    const auto plan = plan::compile(design);
    ASSERT_TRUE(plan) << seed << ": " << to_string(plan.error().front());
    EXPECT_EQ(plan::to_text(*plan), plan::to_text(*plan::compile(random_design(Rng(seed))))) << seed;
  }
}

// Found by the swarm: two gateways whose roads had both just come back told and withdrew them in turns, without end.
TEST(Swarm, SiblingsWhoseRoadsReturnTogetherSettle) {
  const SwarmResult result = swarm({.only = 13236058054433760914ULL});
  for (const SwarmFailure& failure : result.failures) ADD_FAILURE() << failure.what;
}

TEST(Swarm, HoldsItsCheckersOverSomeSeeds) {
  const SwarmResult result = swarm({.count = 12, .seed = 2026});
  EXPECT_EQ(result.runs, 12U);
  EXPECT_GT(result.faults, 0U);
  for (const SwarmFailure& failure : result.failures) ADD_FAILURE() << "seed " << failure.seed << ": " << failure.what;
}

}  // namespace
}  // namespace cw::sim
