// Random operations, and what must hold after each settling.
#include <gtest/gtest.h>

#include <map>

#include "rib/test_words.h"

namespace cw::rib {
namespace {

struct World {
  World(std::uint64_t seed, bool slices) : rng(seed), in_slices(slices) {
    config.ecmp_max = 1 + static_cast<unsigned>(rng.below(4));
    config.azure_route_types = rng.below(2) == 0;
    config.ecmp_across_as = rng.below(2) == 0;
    config.always_compare_med = rng.below(3) == 0;
    config.tiers_max = 1 + static_cast<unsigned>(rng.below(3));
    router = std::make_unique<Router>(config);
    constexpr std::array kOrigins{Origin::Ebgp, Origin::Ibgp, Origin::Static, Origin::Ebgp, Origin::Local};
    for (std::uint32_t i = 0; i < kOrigins.size(); ++i) sources.push_back(router->source("s", kOrigins[i], i + 1));
    for (std::uint32_t i = 1; i <= 5; ++i) hops.push_back(router->hop(i));
  }

  wire::bgp::PathAttributes random_attributes() {
    auto a = with_path({65001 + static_cast<std::uint32_t>(rng.below(2))});
    if (rng.below(3) == 0) a.as_path.prepend(AsNumber{65009}, 1);
    if (rng.below(2) == 0) a.med = static_cast<std::uint32_t>(rng.below(3));
    if (rng.below(4) == 0) a.local_pref = 150;
    return a;
  }
  Prefix any_prefix() { return random_prefix(rng, rng.below(4) == 0 ? Family::Ipv6 : Family::Ipv4, 4); }
  SourceId any_source() { return sources[rng.below(sources.size())]; }
  NextHopId any_hop() { return hops[rng.below(hops.size())]; }

  // One random operation. The draws do not depend on the state, so that two worlds with one seed do the same.
  void operate() {
    switch (rng.below(12)) {
      case 0:
        router->rib.withdraw_all(any_source());
        return;
      case 1:
        router->rib.mark_stale(any_source(), Family::Ipv4);
        return;
      case 2:
        router->rib.sweep_stale(any_source(), Family::Ipv4);
        return;
      case 3:
      case 4: {
        const NextHopId id = any_hop();
        router->set(id, static_cast<NextHopState>(rng.below(3)));
        return;
      }
      case 5: {
        const auto table = static_cast<std::uint32_t>(1 + rng.below(2));
        const Prefix p = any_prefix();
        const NextHopId id = any_hop();
        router->rib.set_table_route(table, p, rng.below(3) == 0 ? NextHopId{} : id);
        return;
      }
      case 6: {
        const SourceId from = any_source();
        const Prefix p = any_prefix();
        router->withdraw(from, p, static_cast<std::uint32_t>(rng.below(2)));
        return;
      }
      case 7: {
        const SourceId from = any_source();
        router->rib.update_source(from, RouterId{static_cast<std::uint32_t>(rng.below(9))});
        return;
      }
      default: {
        PathTemplate path{.source = any_source(), .next_hop = any_hop()};
        path.weight = rng.below(3) == 0 ? 32769 : 0;
        const auto attributes = random_attributes();
        const auto path_id = static_cast<std::uint32_t>(rng.below(2));
        const Prefix first = any_prefix();
        const Prefix second = any_prefix();
        router->announce(path, attributes, {first, second}, path_id);
      }
    }
  }

  // A slice now and then, so that operations meet half-decided states.
  void maybe_slice() {
    const std::uint64_t draw = rng.below(3);
    if (!in_slices || draw != 0) return;
    Delta delta;
    std::vector<Rib::BestChange> some;
    router->rib.decide(1, delta, some);
    router->apply(delta);
    router->changed.insert(router->changed.end(), some.begin(), some.end());
    ASSERT_TRUE(router->rib.is_consistent());
  }

  Rng rng;
  bool in_slices;
  DecisionConfig config;
  std::unique_ptr<Router> router;
  std::vector<SourceId> sources;
  std::vector<NextHopId> hops;
};

// What an exporter must know of a prefix.
struct Exported {
  std::optional<wire::bgp::PathAttributes> best, external;
  std::vector<NextHopId> ecmp;
  friend bool operator==(const Exported&, const Exported&) = default;
};
Exported exported(const Rib& rib, const Prefix& p) {
  Exported result;
  if (const auto best = rib.best(p)) result.best = rib.attributes().get(best->attributes);
  if (const auto best = rib.best_external(p)) result.external = rib.attributes().get(best->attributes);
  if (const auto explanation = rib.explain(p)) {
    for (const auto& c : explanation->candidates) {
      if (c.lost_at == Step::Winner || c.lost_at == Step::MultipathEqual) result.ecmp.push_back(c.path.next_hop);
    }
  }
  return result;
}

TEST(Property, FibThatAppliedAllDeltasEqualsExpectedRoutes) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    World world(seed, seed % 2 == 0);
    for (int settle = 0; settle < 4; ++settle) {
      for (int i = 0; i < 25; ++i) {
        world.operate();
        world.maybe_slice();
      }
      world.router->settle(1 + world.rng.below(40));
      world.router->expect_fib_matches("after settling");
    }
    for (const SourceId s : world.sources) world.router->rib.withdraw_all(s);
    world.router->settle();
    EXPECT_EQ(world.router->rib.status().prefixes, 0U);
    EXPECT_EQ(world.router->rib.status().paths, 0U);
    EXPECT_EQ(world.router->rib.status().attribute_sets, 0U);
    if (testing::Test::HasFailure()) return;
  }
}

// An exporter that looks again only at the prefixes it is told about ends up with the truth.
TEST(Property, EveryChangeOfWhatIsExportedIsReported) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    World world(seed + 1000, false);
    std::map<Prefix, Exported> told;
    for (int settle = 0; settle < 8; ++settle) {
      for (int i = 0; i < 12; ++i) world.operate();
      world.router->settle(5);
      for (const auto& change : world.router->changed) {
        told[change.prefix] = exported(world.router->rib, change.prefix);
        if (!world.router->rib.explain(change.prefix)) told.erase(change.prefix);
      }
      world.router->rib.for_each_prefix({}, [&](const Prefix& p) {
        EXPECT_EQ(told[p], exported(world.router->rib, p)) << to_string(p) << " in settling " << settle;
        return true;
      });
      for (const auto& [p, e] : told) {
        if (world.router->rib.paths(p).empty()) {
          EXPECT_EQ(e, Exported{}) << to_string(p) << " went away unreported";
        }
      }
    }
    if (testing::Test::HasFailure()) return;
  }
}

// Slices change when things are decided, never what is decided.
TEST(Property, SlicesEndInTheSameStateAsOneCall) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    World at_once(seed, false), in_slices(seed, true);
    for (int i = 0; i < 60; ++i) {
      at_once.operate();
      at_once.maybe_slice();
      in_slices.operate();
      in_slices.maybe_slice();
    }
    at_once.router->settle();
    in_slices.router->settle(1);
    const auto a = at_once.router->rib.expected_routes();
    const auto b = in_slices.router->rib.expected_routes();
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
      EXPECT_EQ(a[i].prefix, b[i].prefix);
      EXPECT_EQ(a[i].table, b[i].table);
      EXPECT_EQ(at_once.router->rib.expected_members(a[i].group), in_slices.router->rib.expected_members(b[i].group));
      EXPECT_EQ(exported(at_once.router->rib, a[i].prefix), exported(in_slices.router->rib, b[i].prefix));
    }
  }
}

}  // namespace
}  // namespace cw::rib
