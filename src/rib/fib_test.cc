#include "rib/fib.h"

#include <gtest/gtest.h>

#include <map>

#include "rib/prefix_map.h"
#include "rib/test_words.h"

namespace cw::rib {
namespace {

// The plainest thing that can answer a look-up.
struct Naive {
  std::map<Prefix, std::uint32_t> routes;

  std::optional<std::pair<Prefix, std::uint32_t>> lookup(const IpAddress& a) const {
    std::optional<std::pair<Prefix, std::uint32_t>> best;
    for (const auto& [p, value] : routes) {
      if (p.contains(a) && (!best || p.length > best->first.length)) best = {p, value};
    }
    return best;
  }
};

void compare_with_naive(std::uint64_t seed, Family family, unsigned rounds, std::uint64_t distinct_bits) {
  SCOPED_TRACE(testing::Message() << "seed " << seed);
  Rng rng(seed);
  Fib fib;
  Naive naive;
  for (std::uint32_t i = 1; i <= rounds; ++i) {
    const Prefix p = random_prefix(rng, family, distinct_bits);
    if (rng.below(3) == 0) {
      fib.apply(RouteChange{.prefix = p});
      naive.routes.erase(p);
    } else {
      fib.apply(RouteChange{.prefix = p, .group = GroupId{i}});
      naive.routes[p] = i;
    }
    const IpAddress a = random_prefix(rng, family, distinct_bits).address;
    const auto found = fib.lookup(a);
    const auto expected = naive.lookup(a);
    ASSERT_EQ(found.has_value(), expected.has_value()) << "round " << i << " " << to_string(a);
    if (expected) {
      ASSERT_EQ(found->prefix, expected->first) << "round " << i << " " << to_string(a);
      ASSERT_EQ(found->group.value, expected->second);
    }
  }
  ASSERT_EQ(fib.route_count(), naive.routes.size());
  std::vector<Fib::Match> all;
  for (const auto& [p, value] : naive.routes) all.push_back({.prefix = p, .group = GroupId{value}});
  ASSERT_EQ(fib.routes(), all);
  for (const auto& [p, value] : naive.routes) fib.apply(RouteChange{.prefix = p});
  ASSERT_EQ(fib.route_count(), 0U);
  ASSERT_TRUE(fib.routes().empty());
}

TEST(Fib, LongestMatchAgreesWithANaiveReference) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    compare_with_naive(seed, Family::Ipv4, 800, 8);
    compare_with_naive(seed, Family::Ipv4, 800, 24);
    compare_with_naive(seed, Family::Ipv6, 800, 0);
  }
}

// A large IPv4 table is stored in another form: everything must stay as it was, short prefixes included.
TEST(Fib, LargeTableKeepsOrderAndMatches) {
  Fib fib;
  std::map<Prefix, std::uint32_t> expected;
  Rng rng(7);
  for (std::uint32_t i = 1; i <= 40000; ++i) {
    const auto length = static_cast<unsigned>(8 + rng.below(21));
    const Prefix p = Prefix::of(IpAddress::v4(static_cast<std::uint32_t>(rng.next())), length);
    fib.apply(RouteChange{.prefix = p, .group = GroupId{i}});
    expected[p] = i;
  }
  fib.apply(RouteChange{.prefix = prefix("0.0.0.0/0"), .group = GroupId{99999}});
  expected[prefix("0.0.0.0/0")] = 99999;
  std::vector<Fib::Match> all;
  for (const auto& [p, value] : expected) all.push_back({.prefix = p, .group = GroupId{value}});
  ASSERT_EQ(fib.routes(), all);
  const auto expect_match = [&](const IpAddress& a) {
    unsigned length = 32;
    while (!expected.contains(Prefix::of(a, length))) --length;
    const auto found = fib.lookup(a);
    ASSERT_TRUE(found);
    ASSERT_EQ(found->prefix, Prefix::of(a, length)) << to_string(a);
    ASSERT_EQ(found->group.value, expected[found->prefix]) << to_string(a);
  };
  for (int i = 0; i < 2000; ++i) expect_match(IpAddress::v4(static_cast<std::uint32_t>(rng.next())));
  for (const auto& route : all) {  // Both ends of every prefix, where neighbours meet.
    expect_match(route.prefix.address);
    const auto last = route.prefix.length == 0 ? 0xffffffffU : (1U << (32 - route.prefix.length)) - 1;
    expect_match(route.prefix.address.plus(last));
  }
  // Changes and look-ups in turns, inside few blocks, so that freshly changed ones are asked as well.
  for (std::uint32_t i = 50000; i < 54000; ++i) {
    const auto bits = 0x14000000U + static_cast<std::uint32_t>(rng.below(0x30000));
    const Prefix p = Prefix::of(IpAddress::v4(bits), static_cast<unsigned>(14 + rng.below(19)));
    if (rng.below(3) == 0) {
      fib.apply(RouteChange{.prefix = p});
      expected.erase(p);
    } else {
      fib.apply(RouteChange{.prefix = p, .group = GroupId{i}});
      expected[p] = i;
    }
    expect_match(IpAddress::v4(0x14000000U + static_cast<std::uint32_t>(rng.below(0x30000))));
  }
  for (const auto& [p, value] : expected) {
    if (value % 2 == 0) fib.apply(RouteChange{.prefix = p});
  }
  std::erase_if(expected, [](const auto& entry) { return entry.second % 2 == 0; });
  for (int i = 0; i < 2000; ++i) expect_match(IpAddress::v4(static_cast<std::uint32_t>(rng.next())));
  all.clear();
  for (const auto& [p, value] : expected) all.push_back({.prefix = p, .group = GroupId{value}});
  ASSERT_EQ(fib.routes(), all);
}

TEST(Fib, WalkGoesOnAfterAnyPrefixHeldOrNot) {
  for (const std::uint32_t count : {300U, 20000U}) {  // Both forms of the trie.
    PrefixMap map;
    std::map<Prefix, std::uint32_t> expected;
    Rng rng(count);
    for (std::uint32_t i = 1; i <= count; ++i) {
      const Prefix p = Prefix::of(IpAddress::v4(static_cast<std::uint32_t>(rng.next())),
                                  static_cast<unsigned>(4 + rng.below(26)));
      map.insert(p) = i;
      expected[p] = i;
    }
    for (int i = 0; i < 300; ++i) {
      const Prefix after = Prefix::of(IpAddress::v4(static_cast<std::uint32_t>(rng.next())),
                                      static_cast<unsigned>(rng.below(33)));
      std::optional<Prefix> first;
      map.walk(after, [&](const Prefix& p, std::uint32_t) {
        first = p;
        return false;
      });
      const auto next = expected.upper_bound(after);
      ASSERT_EQ(first, next == expected.end() ? std::optional<Prefix>() : next->first) << to_string(after);
    }
  }
}

TEST(Fib, PendingPrefixesComeInOrderAndOnlyOnce) {
  for (const std::uint32_t count : {300U, 20000U}) {
    PrefixMap map;
    std::map<Prefix, bool> expected;
    Rng rng(count + 1);
    for (std::uint32_t i = 1; i <= count; ++i) {
      const Prefix p = Prefix::of(IpAddress::v4(static_cast<std::uint32_t>(rng.next())),
                                  static_cast<unsigned>(4 + rng.below(26)));
      map.insert(p) = i;
      if (rng.below(2) == 0) {
        map.mark_last();
        expected[p] = true;
      }
    }
    ASSERT_EQ(map.pending(), expected.size());
    std::vector<Prefix> taken;
    while (map.pending() > 0) {
      std::size_t left = 70;
      map.take_pending([&](const Prefix& p, std::uint32_t) {
        if (left-- == 0) return false;
        taken.push_back(p);
        return true;
      });
    }
    std::vector<Prefix> in_order;
    for (const auto& [p, marked] : expected) in_order.push_back(p);
    ASSERT_EQ(taken, in_order);
  }
}

// Fact 1.3.6: user-defined over everything at the same length; fact 1.3.1: length first.
TEST(Fib, SubnetTableWinsTiesAndLosesToLonger) {
  Fib fib;
  fib.apply(RouteChange{.table = 0, .prefix = prefix("10.0.0.0/16"), .group = GroupId{1}});
  fib.apply(RouteChange{.table = 0, .prefix = prefix("10.0.1.0/24"), .group = GroupId{2}});
  fib.apply(RouteChange{.table = 5, .prefix = prefix("10.0.0.0/16"), .group = GroupId{3}});
  fib.apply(RouteChange{.table = 5, .prefix = prefix("0.0.0.0/0"), .group = GroupId{4}});
  EXPECT_EQ(fib.lookup(address("10.0.2.1"), 5)->group, GroupId{3});
  EXPECT_EQ(fib.lookup(address("10.0.2.1"), 5)->table, 5U);
  EXPECT_EQ(fib.lookup(address("10.0.1.1"), 5)->group, GroupId{2});
  EXPECT_EQ(fib.lookup(address("8.8.8.8"), 5)->group, GroupId{4});
  EXPECT_EQ(fib.lookup(address("10.0.2.1"))->group, GroupId{1});
  EXPECT_EQ(fib.lookup(address("10.0.2.1"), 6)->group, GroupId{1});
  EXPECT_FALSE(fib.lookup(address("8.8.8.8")));
  EXPECT_EQ(fib.route_count(), 4U);
  fib.apply(RouteChange{.table = 5, .prefix = prefix("10.0.0.0/16")});
  EXPECT_EQ(fib.lookup(address("10.0.2.1"), 5)->group, GroupId{1});
}

TEST(Fib, GroupSwitchMovesEveryRouteOfIt) {
  Fib fib;
  fib.apply(GroupChange{.group = GroupId{1}, .members = {NextHopId{1}}});
  for (std::uint32_t i = 0; i < 100; ++i) fib.apply(RouteChange{.prefix = numbered(i), .group = GroupId{1}});
  fib.apply(GroupChange{.group = GroupId{1}, .members = {NextHopId{2}, NextHopId{3}}, .active_tier = 1});
  const auto match = fib.lookup(address("10.0.77.1"));
  ASSERT_TRUE(match);
  EXPECT_EQ(fib.members(match->group).size(), 2U);
  EXPECT_EQ(fib.active_tier(match->group), 1);
  EXPECT_TRUE(fib.members(GroupId{9}).empty());
  fib.remove_group(GroupId{1});
  EXPECT_EQ(fib.group_count(), 0U);
}

TEST(Fib, AMatchWithoutALiveNextHopFallsThroughToTheShorterOne) {
  Fib fib;
  fib.apply(GroupChange{.group = GroupId{1}, .members = {NextHopId{7}}});
  fib.apply(GroupChange{.group = GroupId{2}, .members = {NextHopId{8}}});
  fib.apply(RouteChange{.prefix = *Prefix::parse("10.1.0.0/16"), .group = GroupId{1}});
  fib.apply(RouteChange{.prefix = *Prefix::parse("10.1.11.0/25"), .group = GroupId{2}});
  const IpAddress destination = *IpAddress::parse("10.1.11.10");
  EXPECT_EQ(fib.lookup(destination)->group, GroupId{2});
  fib.apply(GroupChange{.group = GroupId{2}});
  EXPECT_EQ(fib.lookup(destination)->group, GroupId{1});
  EXPECT_EQ(fib.lookup(destination)->prefix, *Prefix::parse("10.1.0.0/16"));
  fib.apply(GroupChange{.group = GroupId{1}});
  EXPECT_EQ(fib.lookup(destination)->group, GroupId{2});   // nothing lives: the longest is what is dead
  fib.apply(GroupChange{.group = GroupId{2}, .members = {NextHopId{8}}});
  EXPECT_EQ(fib.lookup(destination)->group, GroupId{2});
}

}  // namespace
}  // namespace cw::rib
