#include <gtest/gtest.h>

#include <algorithm>

#include "rib/test_words.h"

namespace cw::rib {
namespace {

// One candidate of a decision in a test.
struct Offer {
  Origin origin = Origin::Ebgp;
  PathTemplate path;
  wire::bgp::PathAttributes attributes = with_path({65001});
  std::uint32_t router = 1;   ///< router id and last part of the peer's address
  std::uint32_t address = 0;  ///< when the address shall differ from the router id
  std::uint32_t path_id = 0;
};

const Prefix kPrefix = Prefix::of(IpAddress::v4(0x0a010000), 16);

// Announces `offers` in the order given by `order` and explains. Sources and next hops keep their numbers.
Explanation decide(const std::vector<Offer>& offers, DecisionConfig config, const std::vector<std::size_t>& order) {
  Router r(config);
  std::vector<SourceId> sources;
  std::vector<NextHopId> hops;
  for (std::size_t i = 0; i < offers.size(); ++i) {
    const std::uint32_t at = offers[i].address != 0 ? offers[i].address : offers[i].router;
    sources.push_back(r.rib.add_source({.name = "p", .origin = offers[i].origin, .peer_as = AsNumber{65001},
                                        .peer_identifier = RouterId{0x0a000000U + offers[i].router},
                                        .peer_address = IpAddress::v4(0xc0000200U + at)}));
    hops.push_back(r.hop(static_cast<std::uint32_t>(i + 1)));
  }
  for (const std::size_t i : order) {
    PathTemplate path = offers[i].path;
    path.source = sources[i];
    path.next_hop = hops[i];
    r.announce(path, offers[i].attributes, {kPrefix}, offers[i].path_id);
  }
  r.settle();
  r.expect_fib_matches("after the decision");
  const auto explanation = r.rib.explain(kPrefix);
  EXPECT_TRUE(explanation);
  const auto best = r.rib.best(kPrefix);
  EXPECT_TRUE(best && explanation && best->source == explanation->candidates[0].path.source);
  return explanation.value_or(Explanation{});
}

// The candidate from offer `index`.
const Candidate& of(const Explanation& e, std::size_t index) {
  for (const auto& c : e.candidates) {
    if (c.path.source.value == index + 1) return c;
  }
  ADD_FAILURE() << "no candidate " << index;
  return e.candidates[0];
}

struct Row {
  std::string name;
  Offer winner, loser;
  Step step;
  std::string reason;
  DecisionConfig config{.ecmp_max = 1};
};

Offer with(void (*change)(Offer&)) {
  Offer offer;
  change(offer);
  return offer;
}

std::vector<Row> rows() {
  const DecisionConfig plain{.azure_route_types = false, .ecmp_max = 1};
  const DecisionConfig bgp_first{.static_over_bgp = false, .ecmp_max = 1};
  const Offer second = with([](Offer& o) { o.router = 2; });
  return {
      {"system over BGP", with([](Offer& o) { o.origin = Origin::System; }),
       with([](Offer& o) { o.path.weight = 40000; }), Step::RouteType, "BGP route after system route"},
      {"user-defined over BGP", with([](Offer& o) { o.origin = Origin::UserDefined; }),
       with([](Offer& o) { o.path.weight = 40000; }), Step::RouteType, "BGP route after user-defined route"},
      {"connected over everything", with([](Offer& o) { o.origin = Origin::Connected; }),
       with([](Offer& o) { o.origin = Origin::System; }), Step::RouteType, "system route after connected route"},
      {"static over BGP of the same weight", with([](Offer& o) { o.origin = Origin::Static; }),
       with([](Offer& o) { o.attributes.local_pref = 500; }), Step::RouteType,
       "BGP route after static route (static_over_bgp is on)"},
      {"BGP over static when so configured", second, with([](Offer& o) { o.origin = Origin::Static; }),
       Step::RouteType, "static route after BGP route (static_over_bgp is off)", bgp_first},
      {"ExpressRoute over static VPN", with([](Offer& o) { o.path.weight = 32769; }),
       with([](Offer& o) { o.origin = Origin::Static, o.path.weight = 32768; }), Step::Weight,
       "weight 32768 < 32769"},
      {"static of a lower tier", with([](Offer& o) { o.origin = Origin::Static, o.path.tier = 1; }),
       with([](Offer& o) { o.origin = Origin::Static, o.path.tier = 5; }), Step::RouteType, "distance 5 > 1"},
      {"static over BGP by distance", with([](Offer& o) { o.origin = Origin::Static; }),
       with([](Offer& o) { o.path.weight = 40000; }), Step::RouteType, "BGP route after static route", plain},
      {"BGP over floating static", second,
       with([](Offer& o) { o.origin = Origin::Static, o.path.tier = 250, o.path.weight = 40000; }), Step::RouteType,
       "static route after BGP route", plain},
      {"static tiers by distance", with([](Offer& o) { o.origin = Origin::Static, o.path.tier = 1; }),
       with([](Offer& o) { o.origin = Origin::Static, o.path.tier = 5, o.path.weight = 9; }), Step::RouteType,
       "distance 5 > 1", plain},
      {"weight over everything BGP", with([](Offer& o) { o.path.weight = 32769, o.attributes = with_path({1, 2}); }),
       with([](Offer& o) { o.path.weight = 32768, o.attributes.local_pref = 900; }), Step::Weight,
       "weight 32768 < 32769"},
      {"routing weight before AS path",
       with([](Offer& o) { o.path.routing_weight = 100, o.attributes = with_path({1, 2, 3}); }), second,
       Step::RoutingWeight, "routing weight 0 < 100"},
      {"local preference", with([](Offer& o) { o.attributes = with_path({1, 2}), o.attributes.local_pref = 150; }),
       second, Step::LocalPreference, "local preference 100 < 150"},
      {"AS path length", with([](Offer& o) { o.router = 9, o.attributes.origin = wire::bgp::Origin::Egp; }),
       with([](Offer& o) { o.attributes = with_path({65001, 65002}); }), Step::AsPathLength, "AS path length 2 > 1"},
      {"origin", with([](Offer& o) { o.router = 9, o.attributes.med = 50; }),
       with([](Offer& o) { o.attributes.origin = wire::bgp::Origin::Incomplete; }), Step::Origin,
       "origin incomplete after IGP"},
      {"MED of the same neighbour",
       with([](Offer& o) { o.router = 9, o.attributes.med = 10, o.origin = Origin::Ibgp; }),
       with([](Offer& o) { o.attributes.med = 20; }), Step::Med, "MED 20 > 10 (neighbour AS 65001)"},
      {"MED missing is the lowest", with([](Offer& o) { o.router = 9; }),
       with([](Offer& o) { o.attributes.med = 1; }), Step::Med, "MED 1 > 0 (neighbour AS 65001)"},
      {"MED of another neighbour does not count",
       with([](Offer& o) { o.attributes = with_path({65009}), o.attributes.med = 20; }),
       with([](Offer& o) { o.router = 2, o.attributes.med = 10; }), Step::OriginatorOrRouterId,
       "router id 10.0.0.2 > 10.0.0.1"},
      {"MED of another neighbour when asked for", with([](Offer& o) { o.router = 2, o.attributes.med = 10; }),
       with([](Offer& o) { o.attributes = with_path({65009}), o.attributes.med = 20; }), Step::Med,
       "MED 20 > 10 (neighbour AS 65001)", DecisionConfig{.ecmp_max = 1, .always_compare_med = true}},
      {"eBGP over iBGP", with([](Offer& o) { o.router = 9; }), with([](Offer& o) { o.origin = Origin::Ibgp; }),
       Step::EbgpOverIbgp, "iBGP path, an eBGP path is equal"},
      {"router id", Offer{}, second, Step::OriginatorOrRouterId, "router id 10.0.0.2 > 10.0.0.1"},
      {"originator in its place", with([](Offer& o) { o.router = 9, o.attributes.originator_id = RouterId{1}; }),
       with([](Offer& o) { o.router = 1, o.attributes.originator_id = RouterId{2}; }), Step::OriginatorOrRouterId,
       "originator 0.0.0.2 > 0.0.0.1"},
      {"cluster list length", with([](Offer& o) { o.address = 9, o.attributes.cluster_list = {RouterId{1}}; }),
       with([](Offer& o) { o.attributes.cluster_list = {RouterId{1}, RouterId{2}}; }), Step::ClusterListLength,
       "cluster list length 2 > 1"},
      {"peer address", with([](Offer& o) { o.path_id = 9; }), with([](Offer& o) { o.address = 7; }),
       Step::PeerAddress, "peer address 192.0.2.7 > 192.0.2.1"},
      {"path id", with([](Offer& o) { o.path_id = 1; }), with([](Offer& o) { o.path_id = 2; }), Step::PathId,
       "path id 2 > 1"},
  };
}

// RFC 4271 §9.1, §9.1.2.2, RFC 4456 §9 and Azure facts 1.3.x: one row per step, the winner being worse in everything
// asked later.
TEST(Decision, EveryStepDecidesAndSaysWhy) {
  for (const Row& row : rows()) {
    SCOPED_TRACE(row.name);
    for (const bool swapped : {false, true}) {
      std::vector<Offer> offers{row.winner, row.loser};
      if (swapped) std::swap(offers[0], offers[1]);
      const std::size_t winner = swapped ? 1 : 0;
      for (const auto& order : {std::vector<std::size_t>{0, 1}, std::vector<std::size_t>{1, 0}}) {
        const Explanation e = decide(offers, row.config, order);
        ASSERT_EQ(e.candidates.size(), 2U);
        EXPECT_EQ(of(e, winner).lost_at, Step::Winner);
        EXPECT_TRUE(of(e, winner).advertised_best);
        EXPECT_EQ(of(e, 1 - winner).lost_at, row.step);
        EXPECT_EQ(of(e, 1 - winner).reason, row.reason);
        EXPECT_FALSE(of(e, 1 - winner).advertised_best);
      }
    }
  }
}

// The classic case where comparing MED pairwise in order of arrival goes in a circle.
TEST(Decision, OrderOfArrivalNeverMatters) {
  std::vector<Offer> offers(5);
  offers[0].attributes = with_path({65001}), offers[0].attributes.med = 20, offers[0].router = 1;
  offers[1].attributes = with_path({65002}), offers[1].attributes.med = 5, offers[1].router = 2;
  offers[2].attributes = with_path({65001}), offers[2].attributes.med = 10, offers[2].router = 3;
  offers[3].origin = Origin::Ibgp, offers[3].attributes = with_path({65002}), offers[3].router = 4;
  offers[4].attributes = with_path({65003, 65003}), offers[4].router = 5;
  for (const unsigned ecmp_max : {1U, 4U}) {
    std::vector<std::size_t> order{0, 1, 2, 3, 4};
    const Explanation first = decide(offers, {.ecmp_max = ecmp_max}, order);
    EXPECT_EQ(first.candidates[0].path.source, SourceId{3}) << "AS 65001's lowest MED, then eBGP";
    EXPECT_EQ(of(first, 0).lost_at, Step::Med);
    EXPECT_EQ(of(first, 1).lost_at, Step::Med) << "beaten by the iBGP path, which itself loses later";
    EXPECT_EQ(of(first, 3).lost_at, Step::EbgpOverIbgp);
    EXPECT_EQ(of(first, 4).lost_at, Step::AsPathLength);
    while (std::next_permutation(order.begin(), order.end())) {
      const Explanation e = decide(offers, {.ecmp_max = ecmp_max}, order);
      ASSERT_EQ(e.tiers, first.tiers);
      for (std::size_t i = 0; i < e.candidates.size(); ++i) {
        ASSERT_EQ(e.candidates[i].path.source, first.candidates[i].path.source);
        ASSERT_EQ(e.candidates[i].reason, first.candidates[i].reason);
      }
    }
  }
}

TEST(Decision, EcmpTakesEqualPathsUpToItsLimit) {
  std::vector<Offer> offers(6);
  for (std::uint32_t i = 0; i < 6; ++i) offers[i].router = 6 - i;
  const std::vector<std::size_t> order{0, 1, 2, 3, 4, 5};
  const Explanation e = decide(offers, {}, order);
  ASSERT_EQ(e.tiers.size(), 2U);
  EXPECT_EQ(e.tiers[0], (std::vector{NextHopId{3}, NextHopId{4}, NextHopId{5}, NextHopId{6}}));
  EXPECT_EQ(e.tiers[1], (std::vector{NextHopId{1}, NextHopId{2}}));
  EXPECT_EQ(e.candidates[0].path.source, SourceId{6});
  EXPECT_EQ(e.candidates[1].lost_at, Step::MultipathEqual);
  EXPECT_EQ(e.candidates[1].reason, "equal, shares the load; not advertised: router id 10.0.0.2 > 10.0.0.1");
  EXPECT_EQ(of(e, 0).lost_at, Step::OriginatorOrRouterId) << "equal, but beyond the limit";
}

TEST(Decision, EcmpMixesNeitherEbgpWithIbgpNorPathsWhenStrict) {
  std::vector<Offer> offers(3);
  offers[1].router = 2, offers[1].origin = Origin::Ibgp;
  offers[2].router = 3, offers[2].attributes = with_path({65002});
  const Explanation relaxed = decide(offers, {}, {0, 1, 2});
  EXPECT_EQ(relaxed.tiers, (std::vector<std::vector<NextHopId>>{{NextHopId{1}, NextHopId{3}}, {NextHopId{2}}}));
  const Explanation strict = decide(offers, {.ecmp_across_as = false}, {0, 1, 2});
  EXPECT_EQ(strict.tiers,
            (std::vector<std::vector<NextHopId>>{{NextHopId{1}}, {NextHopId{3}}, {NextHopId{2}}}));
}

// Fact 1.3.4 and VPNBACKUP: what a VPN gateway instance holds for a prefix learned both ways.
TEST(Decision, ExpressRouteBeatsVpnThoughItsPathIsLonger) {
  std::vector<Offer> offers(3);
  offers[0].attributes = with_path({65020}), offers[0].path.weight = 32768;
  offers[1].attributes = with_path({65020}), offers[1].path.weight = 32768, offers[1].origin = Origin::Ibgp;
  offers[2].attributes = with_path({12076, 65020}), offers[2].path.weight = 32769, offers[2].origin = Origin::Ibgp;
  offers[1].router = 2, offers[2].router = 3;
  const Explanation e = decide(offers, {}, {0, 1, 2});
  EXPECT_EQ(e.candidates[0].path.source, SourceId{3});
  EXPECT_EQ(e.tiers, (std::vector<std::vector<NextHopId>>{{NextHopId{3}}, {NextHopId{1}}, {NextHopId{2}}}));
  EXPECT_EQ(of(e, 0).reason, "weight 32768 < 32769");
}

TEST(Decision, BestExternalIgnoresSiblings) {
  Router r;
  const SourceId own = r.source("own", Origin::Ebgp, 1);
  const SourceId sibling = r.source("sibling", Origin::Ibgp, 2);
  auto better = with_path({65001});
  better.local_pref = 200;
  r.announce({.source = own, .next_hop = r.hop(1)}, with_path({65001}), {kPrefix});
  r.announce({.source = sibling, .next_hop = r.hop(2)}, better, {kPrefix});
  r.settle();
  EXPECT_EQ(r.rib.best(kPrefix)->source, sibling);
  EXPECT_EQ(r.rib.best_external(kPrefix)->source, own);
  r.withdraw(own, kPrefix);
  r.settle();
  EXPECT_EQ(r.changed.size(), 1U) << "the best stays, the external one went";
  EXPECT_FALSE(r.rib.best_external(kPrefix));
}

// Two siblings whose own paths are only proving would otherwise tell and withdraw theirs in turns for ever.
TEST(Decision, BestExternalStaysWhileAProvingPathGivesWayToALiveSibling) {
  Router r;
  const SourceId own = r.source("own", Origin::Ebgp, 1);
  const SourceId sibling = r.source("sibling", Origin::Ibgp, 2);
  const NextHopId exit = r.hop(1);
  r.announce({.source = own, .next_hop = exit}, with_path({65001}), {kPrefix});
  r.rib.set_next_hop_state(exit, NextHopState::Proving);
  r.settle();
  EXPECT_EQ(r.rib.best(kPrefix)->source, own);
  r.announce({.source = sibling, .next_hop = r.hop(2)}, with_path({65001}), {kPrefix});
  r.settle();
  EXPECT_EQ(r.rib.best(kPrefix)->source, sibling);
  ASSERT_TRUE(r.rib.best_external(kPrefix));
  EXPECT_EQ(r.rib.best_external(kPrefix)->source, own);
}

TEST(Decision, NewRouterIdOfAPeerIsTakenIntoAccount) {
  Router r({.ecmp_max = 1});
  const SourceId a = r.source("a", Origin::Ebgp, 5);
  const SourceId b = r.source("b", Origin::Ebgp, 6);
  r.announce({.source = a, .next_hop = r.hop(1)}, with_path({65001}), {kPrefix});
  r.announce({.source = b, .next_hop = r.hop(2)}, with_path({65001}), {kPrefix});
  r.settle();
  EXPECT_EQ(r.rib.best(kPrefix)->source, a);
  r.rib.update_source(b, RouterId{1});
  r.settle();
  EXPECT_EQ(r.rib.best(kPrefix)->source, b);
  ASSERT_EQ(r.changed.size(), 1U);
  EXPECT_EQ(r.changed[0].prefix, kPrefix);
}

TEST(Decision, NamesOfSteps) {
  EXPECT_EQ(to_string(Step::LocalPreference), "local preference");
  EXPECT_EQ(rule_of(Step::LocalPreference), "RFC 4271 §9.1.1");
  for (int i = 0; i <= static_cast<int>(Step::PathId); ++i) EXPECT_NE(to_string(static_cast<Step>(i)), "unknown");
}

}  // namespace
}  // namespace cw::rib
