#include "rib/rib.h"

#include <gtest/gtest.h>

#include "rib/test_words.h"

namespace cw::rib {
namespace {

TEST(Rib, CountsAndListsPathsInOrder) {
  Router r;
  const SourceId a = r.source("a", Origin::Ebgp, 1), b = r.source("b", Origin::Ebgp, 2);
  const NextHopId hop = r.hop(1);
  r.announce({.source = b, .next_hop = hop}, with_path({2}), {numbered(1)}, 7);
  r.announce({.source = a, .next_hop = hop}, with_path({1}), {numbered(1), numbered(2)}, 9);
  r.announce({.source = a, .next_hop = hop}, with_path({1}), {numbered(1)}, 3);
  const auto paths = r.rib.paths(numbered(1));
  ASSERT_EQ(paths.size(), 3U);
  EXPECT_EQ(paths[0].source, a);
  EXPECT_EQ(paths[0].path_id, 3U);
  EXPECT_EQ(paths[1].path_id, 9U);
  EXPECT_EQ(paths[2].source, b);
  EXPECT_EQ(r.rib.count(a), 2U) << "prefixes, not paths";
  EXPECT_EQ(r.rib.status().paths, 4U);
  EXPECT_EQ(r.rib.status().attribute_sets, 2U);
  r.withdraw(a, numbered(1), 3);
  EXPECT_EQ(r.rib.count(a), 2U);
  r.withdraw(a, numbered(1), 9);
  EXPECT_EQ(r.rib.count(a), 1U);
  r.withdraw(a, numbered(1), 9);  // Not there: nothing happens.
  r.withdraw(a, numbered(77));
  EXPECT_EQ(r.rib.count(a), 1U);
  r.settle();
}

TEST(Rib, RepeatedAnnouncementIsNoChange) {
  Router r;
  const SourceId a = r.source("a", Origin::Ebgp, 1);
  const PathTemplate path{.source = a, .next_hop = r.hop(1)};
  r.announce(path, with_path({1}), {numbered(1)});
  r.settle();
  ASSERT_EQ(r.changed.size(), 1U);
  r.announce(path, with_path({1}), {numbered(1)});
  EXPECT_EQ(r.rib.status().pending, 0U);
  auto other = with_path({1});
  other.med = 5;
  r.announce(path, other, {numbered(1)});
  r.settle();
  EXPECT_EQ(r.changed.size(), 1U) << "other attributes must be told";
  EXPECT_TRUE(r.last.empty()) << "but forward the same";
}

// Ids of freed attribute sets are used again; the change must be seen all the same.
TEST(Rib, ReplacingAPathWithdrawnInBetweenIsSeen) {
  Router r;
  const SourceId a = r.source("a", Origin::Ebgp, 1);
  const PathTemplate path{.source = a, .next_hop = r.hop(1)};
  r.announce(path, with_path({1}), {numbered(1)});
  r.settle();
  r.withdraw(a, numbered(1));
  r.announce(path, with_path({2}), {numbered(1)});
  r.settle();
  EXPECT_EQ(r.changed.size(), 1U);
  EXPECT_TRUE(r.last.empty());
}

// RFC 4724 §4.2.
TEST(Rib, StalePathsForwardUntilSwept) {
  Router r;
  const SourceId a = r.source("a", Origin::Ebgp, 1), b = r.source("b", Origin::Ebgp, 2);
  const PathTemplate path{.source = a, .next_hop = r.hop(1)};
  r.announce(path, with_path({1}), {numbered(1), numbered(2), prefix("2001:db8::/32")});
  r.announce({.source = b, .next_hop = r.hop(2), .weight = 1}, with_path({2}), {numbered(2)});
  r.settle();
  r.rib.mark_stale(a, Family::Ipv4);
  EXPECT_EQ(r.rib.status().pending, 0U);
  EXPECT_TRUE(r.rib.paths(numbered(1))[0].stale);
  EXPECT_FALSE(r.rib.paths(prefix("2001:db8::/32"))[0].stale);
  EXPECT_FALSE(r.rib.paths(numbered(2))[1].stale);
  EXPECT_EQ(r.forwarding("10.0.1.1"), (std::vector{r.hop(1)}));
  r.announce(path, with_path({1}), {numbered(2)});
  EXPECT_EQ(r.rib.status().pending, 0U) << "the same path again only stops being stale";
  EXPECT_EQ(r.rib.sweep_stale(a, Family::Ipv4), 1U);
  EXPECT_EQ(r.rib.sweep_stale(a, Family::Ipv4), 0U);
  r.settle();
  EXPECT_TRUE(r.forwarding("10.0.1.1").empty());
  EXPECT_EQ(r.rib.paths(numbered(2)).size(), 2U);
  EXPECT_EQ(r.rib.count(a), 2U);
  r.expect_fib_matches("after the sweep");
}

TEST(Rib, WithdrawAllOfOneSourceLeavesTheOthers) {
  Router r;
  const SourceId a = r.source("a", Origin::Ebgp, 1), b = r.source("b", Origin::Ebgp, 2);
  for (std::uint32_t i = 0; i < 50; ++i) {
    r.announce({.source = a, .next_hop = r.hop(1)}, with_path({1}), {numbered(i)}, i % 3);
    if (i % 2 == 0) r.announce({.source = b, .next_hop = r.hop(2)}, with_path({2}), {numbered(i)});
  }
  r.settle();
  r.rib.withdraw_all(a);
  EXPECT_EQ(r.rib.count(a), 0U);
  EXPECT_EQ(r.rib.status().prefixes, 25U);
  r.settle();
  EXPECT_EQ(r.fib.route_count(), 25U);
  EXPECT_EQ(r.forwarding("10.0.2.1"), (std::vector{r.hop(2)}));
  EXPECT_TRUE(r.forwarding("10.0.1.1").empty());
  r.expect_fib_matches("after withdraw_all");
}

TEST(Rib, CoveringAndWalkSeeOnlyPrefixesWithPaths) {
  Router r;
  const SourceId a = r.source("a", Origin::Static, 1);
  const PathTemplate path{.source = a, .next_hop = r.hop(1)};
  r.announce(path, {}, {prefix("10.0.0.0/8"), prefix("10.1.0.0/16"), prefix("10.1.2.0/24"), prefix("0.0.0.0/0"),
                        prefix("2001:db8::/32")});
  r.withdraw(a, prefix("10.1.0.0/16"));
  EXPECT_EQ(r.rib.covering(address("10.1.2.3")),
            (std::vector{prefix("10.1.2.0/24"), prefix("10.0.0.0/8"), prefix("0.0.0.0/0")}));
  std::vector<Prefix> seen;
  r.rib.for_each_prefix(prefix("0.0.0.0/0"), [&](const Prefix& p) {
    seen.push_back(p);
    return seen.size() < 3;
  });
  EXPECT_EQ(seen, (std::vector{prefix("10.0.0.0/8"), prefix("10.1.2.0/24"), prefix("2001:db8::/32")}));
  EXPECT_FALSE(r.rib.explain(prefix("10.1.0.0/16")));
  EXPECT_FALSE(r.rib.best(prefix("10.9.0.0/16")));
}

TEST(Rib, StaticPathsNeedNoAttributes) {
  Router r;
  const SourceId a = r.source("static", Origin::Static, 1);
  const wire::bgp::Nlri nlri{.prefix = numbered(1)};
  r.rib.announce({.source = a, .next_hop = r.hop(1)}, {&nlri, 1});
  r.settle();
  const auto best = r.rib.best(numbered(1));
  ASSERT_TRUE(best);
  EXPECT_EQ(r.rib.attributes().get(best->attributes), wire::bgp::PathAttributes{});
  EXPECT_EQ(r.rib.status().attribute_sets, 0U);
}

TEST(Rib, MemoryStaysWithinItsBudget) {
  Router r;
  const SourceId a = r.source("a", Origin::Ebgp, 1), b = r.source("b", Origin::Ebgp, 2);
  std::vector<wire::bgp::Nlri> nlri;
  Rng rng(3);
  for (std::uint32_t i = 0; i < 100000; ++i) {  // Scattered prefixes: the worst case for the trie.
    nlri.push_back({.prefix = Prefix::of(IpAddress::v4(static_cast<std::uint32_t>(rng.next())), 24)});
  }
  r.rib.announce({.source = a, .next_hop = r.hop(1)}, nlri);
  const std::size_t one_path = r.rib.status().memory_bytes / r.rib.status().prefixes;
  EXPECT_LE(one_path, 100U);
  r.rib.announce({.source = b, .next_hop = r.hop(2)}, nlri);
  EXPECT_LE(r.rib.status().memory_bytes / r.rib.status().prefixes, 150U);
}

TEST(Attributes, EqualSetsAreStoredOnceAndFreedWithTheLastReference) {
  AttributeTable table;
  auto set = with_path({1, 2});
  const AttributesId first = table.intern(set);
  EXPECT_EQ(table.intern(set), first);
  set.communities = {5};
  const AttributesId second = table.intern(set);
  EXPECT_NE(second, first);
  EXPECT_EQ(table.size(), 2U);
  EXPECT_EQ(table.get(second).communities.size(), 1U);
  table.release(first);
  EXPECT_EQ(table.size(), 2U);
  table.retain(first);
  table.release(first);
  table.release(first);
  EXPECT_EQ(table.size(), 1U);
  const std::size_t bytes = table.memory_bytes();
  set.unknown.push_back({.flags = 0xc0, .code = 99, .value = std::vector<std::uint8_t>(1000)});
  const AttributesId third = table.intern(set);
  EXPECT_GE(table.memory_bytes(), bytes + 1000);
  EXPECT_EQ(table.get(third), set);
  table.release(third);
  table.release(second);
  EXPECT_EQ(table.size(), 0U);
  EXPECT_EQ(table.get(AttributesId{}), wire::bgp::PathAttributes{});
}

// Sets that differ in one field must stay apart, whatever the hash says.
TEST(Attributes, EveryFieldTellsSetsApart) {
  using wire::bgp::PathAttributes;
  std::vector<PathAttributes> sets(15);
  sets[1].origin = wire::bgp::Origin::Egp;
  sets[2] = with_path({1});
  sets[3].next_hop = IpAddress::v4(1);
  sets[4].link_local_next_hop = IpAddress::v4(1);
  sets[5].med = 0;
  sets[6].local_pref = 0;
  sets[7].atomic_aggregate = true;
  sets[8].aggregator = wire::bgp::Aggregator{};
  sets[9].communities = {1};
  sets[10].extended_communities = {1};
  sets[11].large_communities = {{.global = 1}};
  sets[12].originator_id = RouterId{0};
  sets[13].cluster_list = {RouterId{1}};
  sets[14].unknown = {{.flags = 0xc0, .code = 1, .value = {}}};
  AttributeTable table;
  std::vector<AttributesId> ids;
  for (const auto& set : sets) ids.push_back(table.intern(set));
  EXPECT_EQ(table.size(), sets.size());
  for (std::size_t i = 0; i < sets.size(); ++i) EXPECT_EQ(table.get(ids[i]), sets[i]);
}

TEST(NextHops, AreInternedAndNamed) {
  Rib rib({});
  const NextHopId a = rib.intern_next_hop({.interface = InterfaceId{3}, .gateway = address("169.254.21.2")});
  EXPECT_EQ(rib.intern_next_hop({.interface = InterfaceId{3}, .gateway = address("169.254.21.2")}), a);
  const NextHopId b =
      rib.intern_next_hop({.interface = InterfaceId{3}, .gateway = address("169.254.21.2"), .sibling = true});
  EXPECT_NE(a, b);
  EXPECT_EQ(rib.next_hop_state(a), NextHopState::Live);
  EXPECT_EQ(to_string(rib.next_hop(a)), "via 169.254.21.2 interface 3");
  EXPECT_EQ(to_string(rib.next_hop(b)), "via 169.254.21.2 interface 3 (sibling)");
  EXPECT_EQ(to_string(NextHop{.kind = NextHopKind::Drop}), "drop");
  EXPECT_EQ(rib.next_hop_count(), 2U);
}

}  // namespace
}  // namespace cw::rib
