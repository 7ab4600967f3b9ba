#include <gtest/gtest.h>

#include "rib/test_words.h"

namespace cw::rib {
namespace {

// A gateway with a circuit (two links) and a tunnel, and `count` prefixes learned over both.
struct TwoRoads : Router {
  explicit TwoRoads(std::uint32_t count) {
    circuit_a = source("msee-primary", Origin::Ebgp, 1);
    circuit_b = source("msee-secondary", Origin::Ebgp, 2);
    tunnel = source("site", Origin::Ebgp, 3);
    a = hop(1), b = hop(2), t = hop(3);
    std::vector<wire::bgp::Nlri> nlri;
    for (std::uint32_t i = 0; i < count; ++i) nlri.push_back({.prefix = numbered(i)});
    offer(circuit_a, a, 32769, nlri);
    offer(circuit_b, b, 32769, nlri);
    offer(tunnel, t, 32768, nlri);
    settle();
  }
  void offer(SourceId from, NextHopId via, std::uint32_t weight, std::span<const wire::bgp::Nlri> nlri) {
    const AttributesId id = rib.attributes().intern(with_path({65001}));
    rib.announce({.source = from, .attributes = id, .next_hop = via, .weight = weight}, nlri);
    rib.attributes().release(id);
  }
  GroupId group(std::uint32_t n) const { return fib.lookup(numbered(n).address)->group; }
  std::vector<NextHopId> members(std::uint32_t n) const {
    const auto now = fib.members(group(n));
    return {now.begin(), now.end()};
  }
  SourceId circuit_a, circuit_b, tunnel;
  NextHopId a, b, t;
};

TEST(Groups, PrefixesWithTheSameCandidatesShareOne) {
  TwoRoads r(100);
  EXPECT_EQ(r.rib.status().groups, 1U);
  EXPECT_EQ(r.last.groups.size(), 1U);
  EXPECT_EQ(r.last.routes.size(), 100U);
  EXPECT_EQ(r.members(0), (std::vector{r.a, r.b}));
  EXPECT_EQ(r.rib.explain(numbered(5))->tiers, (std::vector<std::vector<NextHopId>>{{r.a, r.b}, {r.t}}));
  r.withdraw(r.circuit_b, numbered(7));
  r.settle();
  EXPECT_EQ(r.rib.status().groups, 2U);
  EXPECT_EQ(r.last.routes.size(), 1U);
  r.rib.withdraw_all(r.circuit_b);
  r.settle();
  EXPECT_EQ(r.rib.status().groups, 1U) << "all share the group that one prefix had";
  EXPECT_EQ(r.last.removed_groups.size(), 1U);
  r.expect_fib_matches("after withdrawing");
}

// measured.md: a liveness change must not depend on the number of prefixes, there and back.
TEST(Groups, FailoverAndFailbackSwitchOneGroupAndNoRoute) {
  TwoRoads r(1000);
  const GroupId before = r.group(0);
  auto changes = r.set(r.a, NextHopState::Dead);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0], (GroupChange{.group = before, .members = {r.b}, .active_tier = 0}));
  changes = r.set(r.b, NextHopState::Dead);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0], (GroupChange{.group = before, .members = {r.t}, .active_tier = 1}));
  r.settle();
  EXPECT_TRUE(r.last.empty()) << "the background work finds nothing to change in the FIB";
  EXPECT_EQ(r.changed.size(), 1000U) << "but another path is advertised";
  EXPECT_EQ(r.rib.best(numbered(3))->source, r.tunnel);
  EXPECT_EQ(r.rib.explain(numbered(3))->active_tier, 1);

  changes = r.set(r.a, NextHopState::Proving);
  EXPECT_TRUE(changes.empty()) << "proving is not used while the tunnel is live";
  changes = r.set(r.a, NextHopState::Live);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0], (GroupChange{.group = before, .members = {r.a}, .active_tier = 0}));
  r.settle();
  EXPECT_TRUE(r.last.empty());
  EXPECT_EQ(r.group(999), before) << "the same group throughout";
  EXPECT_EQ(r.rib.best(numbered(3))->source, r.circuit_a);
}

TEST(Groups, ProvingIsUsedWhereNothingIsLive) {
  TwoRoads r(3);
  r.set(r.a, NextHopState::Dead);
  r.set(r.b, NextHopState::Dead);
  auto changes = r.set(r.t, NextHopState::Dead);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_TRUE(changes[0].members.empty()) << "drop";
  r.settle();
  EXPECT_FALSE(r.rib.best(numbered(0)));
  EXPECT_FALSE(r.rib.best_external(numbered(0)));
  EXPECT_EQ(r.fib.route_count(), 3U) << "the route stays, so that a return is a switch";
  changes = r.set(r.b, NextHopState::Proving);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].members, (std::vector{r.b}));
  r.settle();
  EXPECT_EQ(r.rib.best(numbered(0))->source, r.circuit_b);
  r.set(r.t, NextHopState::Live);
  r.settle();
  EXPECT_EQ(r.rib.best(numbered(0))->source, r.tunnel);
  const auto explanation = r.rib.explain(numbered(0));
  EXPECT_EQ(explanation->candidates[0].reason, "only candidate");
  EXPECT_EQ(explanation->candidates[1].lost_at, Step::NextHopDead);
  EXPECT_EQ(explanation->candidates[1].reason,
            "next hop via 172.16.0.2 interface 2 is proving and another one is live");
  EXPECT_EQ(explanation->candidates[2].lost_at, Step::NextHopDead);
  EXPECT_EQ(explanation->candidates[2].reason, "next hop via 172.16.0.1 interface 1 is dead");
}

TEST(Groups, LivenessTouchesGroupsOnlyAndTheRestWaitsInSlices) {
  TwoRoads r(100000);
  EXPECT_EQ(r.rib.status().groups, 1U);
  EXPECT_EQ(r.rib.set_next_hop_state(r.a, NextHopState::Dead).size(), 1U);
  EXPECT_EQ(r.rib.status().pending, 100000U);
  Delta delta;
  std::vector<Rib::BestChange> changed;
  EXPECT_TRUE(r.rib.decide(1000, delta, changed));
  ASSERT_EQ(changed.size(), 1000U);
  EXPECT_EQ(changed[0].prefix, numbered(0));
  EXPECT_EQ(changed[999].prefix, numbered(999)) << "in prefix order";
  // Back in the middle of the work: whatever was told before is told again, the rest never changed.
  EXPECT_EQ(r.rib.set_next_hop_state(r.a, NextHopState::Live).size(), 1U);
  changed.clear();
  while (r.rib.decide(1000, delta, changed)) {
  }
  EXPECT_EQ(changed.size(), 1000U);
  EXPECT_TRUE(delta.empty());
  EXPECT_EQ(r.rib.status().pending, 0U);
}

// A next hop that is in no tier still decides what is advertised.
TEST(Groups, NextHopBeyondTheLastTierCountsForExport) {
  Router r({.tiers_max = 1});
  const SourceId sibling = r.source("sibling", Origin::Ibgp, 1);
  const SourceId own = r.source("own", Origin::Ebgp, 2);
  const NextHopId far = r.hop(1), near = r.hop(2);
  r.announce({.source = sibling, .next_hop = far, .weight = 9}, with_path({65001}), {numbered(1)});
  r.announce({.source = own, .next_hop = near}, with_path({65001}), {numbered(1)});
  r.settle();
  EXPECT_EQ(r.rib.explain(numbered(1))->tiers.size(), 1U);
  EXPECT_TRUE(r.set(near, NextHopState::Dead).empty());
  r.settle();
  EXPECT_EQ(r.changed.size(), 1U);
  EXPECT_FALSE(r.rib.best_external(numbered(1)));
}

TEST(Groups, NewGroupComesBeforeItsRoutesAndOldOnesGoLast) {
  TwoRoads r(10);
  r.rib.withdraw_all(r.circuit_a);
  r.rib.withdraw_all(r.circuit_b);
  Delta delta;
  std::vector<Rib::BestChange> changed;
  EXPECT_TRUE(r.rib.decide(4, delta, changed));
  EXPECT_EQ(delta.groups.size(), 1U);
  EXPECT_EQ(delta.routes.size(), 4U);
  EXPECT_TRUE(delta.removed_groups.empty()) << "six routes still use the old one";
  r.apply(delta);
  delta.clear();
  EXPECT_FALSE(r.rib.decide(100, delta, changed));
  EXPECT_TRUE(delta.groups.empty());
  EXPECT_EQ(delta.removed_groups.size(), 1U);
  r.apply(delta);
  r.expect_fib_matches("after both slices");
}

TEST(Groups, TableRoutesShareGroupsAndGoAway) {
  TwoRoads r(2);
  const NextHopId appliance = r.hop(9);
  r.rib.set_table_route(4, numbered(0), appliance);
  r.rib.set_table_route(4, prefix("0.0.0.0/0"), appliance);
  r.settle();
  EXPECT_EQ(r.last.routes.size(), 2U);
  EXPECT_EQ(r.fib.lookup(numbered(0).address, 4)->table, 4U);
  r.expect_fib_matches("with tables");
  EXPECT_EQ(r.set(appliance, NextHopState::Dead).size(), 1U);
  r.settle();
  r.rib.set_table_route(4, numbered(0), NextHopId{});
  r.rib.set_table_route(4, numbered(1), NextHopId{});
  r.settle();
  EXPECT_EQ(r.last.routes.size(), 1U);
  EXPECT_EQ(r.fib.lookup(numbered(0).address, 4)->table, 0U);
  r.rib.set_table_route(4, prefix("0.0.0.0/0"), NextHopId{});
  r.settle();
  EXPECT_EQ(r.rib.status().groups, 1U);
  r.expect_fib_matches("without tables");
}

}  // namespace
}  // namespace cw::rib
