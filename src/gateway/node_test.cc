#include <gtest/gtest.h>

#include "gateway/test_net.h"

namespace cw::gateway::test {
namespace {

// A customer edge with two provider edges, one of them preferred by local preference; both announce the same prefix.
//
//   pe1 (12076) ---\                     local preference 150
//                   ce (65020)
//   pe2 (65515) ---/                     local preference 100
struct TwoRoads {
  static constexpr std::size_t ce = 0, pe1 = 1, pe2 = 2;
  Net net;
  explicit TwoRoads(Duration hold_down = 3s, std::size_t prefixes = 1, bool with_bfd = true) {
    NodeConfig c = node_config("ce", 65020, "10.0.0.1");
    c.hold_down = hold_down;
    c.hold_down_max = 60s;
    add_peer(c, "192.0.2.1", "192.0.2.2", 12076, with_bfd);
    add_peer(c, "192.0.2.5", "192.0.2.6", 65515, with_bfd);
    c.peers[0].import_policy.rules.push_back({.name = "prefer", .set_local_pref = 150});
    c.originated.push_back({.prefix = test::net("10.1.11.0/25")});
    NodeConfig a = node_config("pe1", 12076, "10.0.0.2");
    add_peer(a, "192.0.2.2", "192.0.2.1", 65020, with_bfd);
    NodeConfig b = node_config("pe2", 65515, "10.0.0.3");
    add_peer(b, "192.0.2.6", "192.0.2.5", 65020, with_bfd);
    for (std::size_t i = 0; i < prefixes; ++i) {
      const Prefix prefix = Prefix::of(IpAddress::v4(0x0a110000U + static_cast<std::uint32_t>(i) * 256), 24);
      a.originated.push_back({.prefix = prefix});
      b.originated.push_back({.prefix = prefix});
    }
    net.add(c);
    net.add(a);
    net.add(b);
    net.wire(ce, 0, pe1, 0);
    net.wire(ce, 1, pe2, 0);
    net.session(ce, 0, pe1, 0);
    net.session(ce, 1, pe2, 0);
    net.boot();
    net.run(10s);
  }
  std::vector<std::uint32_t> exits() { return net.exits(ce, "10.17.0.1"); }
};

using Exits = std::vector<std::uint32_t>;

TEST(Node, LearnsPrefersAndAnnounces) {   // RFC 4271 §5.1.2, §5.1.3
  TwoRoads t;
  EXPECT_EQ(t.exits(), Exits{0});
  const auto learned = t.net.node(t.ce).learned_routes(net("10.17.0.0/24"));
  ASSERT_EQ(learned.size(), 2U);
  EXPECT_EQ(learned[0].local_preference, 150U);
  EXPECT_TRUE(learned[0].best);
  EXPECT_EQ(to_string(learned[0].as_path), "12076");
  EXPECT_EQ(learned[1].local_preference, 100U);
  EXPECT_FALSE(learned[1].best);
  // Its own prefix reaches both, with its AS in front and the session's address as next hop.
  const auto at_pe1 = t.net.node(t.pe1).learned_routes(net("10.1.11.0/25"));
  ASSERT_EQ(at_pe1.size(), 1U);
  EXPECT_EQ(to_string(at_pe1[0].as_path), "65020");
  EXPECT_EQ(at_pe1[0].next_hop, ip("192.0.2.1"));
  // What the customer edge learned from one provider goes to the other: it has no policy against it.
  EXPECT_EQ(t.net.node(t.ce).advertised_routes(PeerId(1)).size(), 2U);
}

TEST(Node, SilentCutMovesAllPrefixesInOneSwitchWithinTheDetectionTime) {   // RFC 5882 §4.2, RFC 5881 §5
  TwoRoads t(3s, 500);
  const std::size_t groups_before = t.net.fib(t.ce).group_count();
  EXPECT_LE(groups_before, 6U);
  const std::size_t before = t.net.events(t.ce).size();
  t.net.cut(t.ce, 0, true);
  t.net.run(301ms);   // detection time 3 x 100 ms, at most
  EXPECT_EQ(t.exits(), Exits{1});
  std::size_t switches = 0;
  for (std::size_t i = before; i < t.net.events(t.ce).size(); ++i) {
    const Event& event = t.net.events(t.ce)[i];
    if (event.kind == EventKind::GroupSwitched) ++switches;
  }
  EXPECT_EQ(switches, 1U);
}

TEST(Node, FailbackWaitsForTheHoldDownAndThenReturns) {
  TwoRoads t;
  t.net.cut(t.ce, 0, true);
  t.net.run(20s);
  EXPECT_EQ(t.exits(), Exits{1});
  t.net.cut(t.ce, 0, false);
  Instant back{};
  for (int i = 0; i < 300 && t.exits() != Exits{0}; ++i) {
    t.net.run(100ms);
    back = t.net.now();
  }
  EXPECT_EQ(t.exits(), Exits{0});
  EXPECT_TRUE(t.net.has_event(t.ce, EventKind::HoldDownStarted));
  Instant end_of_rib{};
  Instant live{};
  for (const Event& event : t.net.events(t.ce)) {
    if (event.kind == EventKind::BgpEndOfRib && event.subject == "192.0.2.2") end_of_rib = event.at;
    if (event.kind == EventKind::NextHopLive && event.subject == "192.0.2.2") live = event.at;
  }
  EXPECT_GE(live - end_of_rib, 3s);
  EXPECT_LE(live - end_of_rib, 3s + 20ms);
}

TEST(Node, FlapsMakeTheHoldDownLonger) {   // RFC 5882 §3.1
  TwoRoads t(1s);
  for (int i = 0; i < 3; ++i) {
    t.net.cut(t.ce, 0, true);
    t.net.run(2s);
    t.net.cut(t.ce, 0, false);
    t.net.run(15s);
  }
  EXPECT_TRUE(t.net.has_event(t.ce, EventKind::FlapDamped));
  std::int64_t longest = 0;
  for (const Event& event : t.net.events(t.ce)) {
    if (event.kind == EventKind::FlapDamped) longest = std::max(longest, event.value);
  }
  EXPECT_EQ(Duration(longest), 4s);   // third death within the window: 1 s doubled twice
}

TEST(Node, WithoutBfdOnlyTheHoldTimerNotices) {
  TwoRoads t(3s, 1, false);
  t.net.cut(t.ce, 0, true);
  t.net.run(100s);
  EXPECT_EQ(t.exits(), Exits{0});
  t.net.run(100s);
  EXPECT_EQ(t.exits(), Exits{1});
}

TEST(Node, CarrierLossSwitchesAtOnce) {
  TwoRoads t;
  t.net.deliver(t.ce, InterfaceState{.interface = InterfaceId(0), .up = false});
  EXPECT_EQ(t.exits(), Exits{1});
}

TEST(Node, DisabledPeeringSwitchesBothWaysAndReturns) {
  TwoRoads t;
  t.net.deliver(t.pe1, SetPeerEnabled{.peer = PeerId(0), .enabled = false, .text = "maintenance"});
  t.net.run(1s);
  EXPECT_EQ(t.exits(), Exits{1});
  EXPECT_TRUE(t.net.has_event(t.ce, EventKind::BgpNotificationReceived));
  t.net.deliver(t.pe1, SetPeerEnabled{.peer = PeerId(0), .enabled = true});
  t.net.run(60s);
  EXPECT_EQ(t.exits(), Exits{0});
}

TEST(Node, BfdAdministrativelyDownIsNotAFailure) {   // RFC 5882 §3.2
  TwoRoads t;
  t.net.deliver(t.pe1, SetBfdEnabled{.session = BfdId(0), .enabled = false});
  t.net.run(2s);
  EXPECT_EQ(t.exits(), Exits{0});
}

TEST(Node, GracefulShutdownDrainsBeforeTheSessionGoes) {   // RFC 8326 §4.1, §4.2
  TwoRoads t;
  t.net.deliver(t.pe1, SetGracefulShutdown{true});
  t.net.run(1s);
  // The import policy of the customer edge sets 150, and RFC 8326 lowers what is tagged below everything.
  EXPECT_EQ(t.exits(), Exits{1});
  t.net.deliver(t.pe1, SetGracefulShutdown{false});
  t.net.run(1s);
  EXPECT_EQ(t.exits(), Exits{0});
}

// Both providers are AS 12076: what the customer edge heard from one must not be taken by the other.
TEST(Node, RefusesItsOwnAsInThePath) {   // RFC 4271 §9.1.2
  NodeConfig c = node_config("ce", 65020, "10.0.0.1");
  add_peer(c, "192.0.2.1", "192.0.2.2", 12076);
  add_peer(c, "192.0.2.5", "192.0.2.6", 12076);
  NodeConfig a = node_config("pe1", 12076, "10.0.0.2");
  add_peer(a, "192.0.2.2", "192.0.2.1", 65020);
  a.originated.push_back({.prefix = test::net("10.17.0.0/24")});
  NodeConfig b = node_config("pe2", 12076, "10.0.0.3");
  add_peer(b, "192.0.2.6", "192.0.2.5", 65020);
  Net net;
  for (const NodeConfig& each : {c, a, b}) net.add(each);
  net.wire(0, 0, 1, 0);
  net.wire(0, 1, 2, 0);
  net.session(0, 0, 1, 0);
  net.session(0, 1, 2, 0);
  net.boot();
  net.run(10s);
  EXPECT_EQ(net.node(0).advertised_routes(PeerId(1)).size(), 1U);   // it is sent ...
  EXPECT_TRUE(net.node(2).learned_routes().empty());                // ... and refused
}

TEST(Node, GracefulRestartKeepsForwardingUntilTheTimeRunsOut) {   // RFC 4724 §4.2
  TwoRoads t;
  t.net.deliver(t.ce, TcpClosed{PeerId(0), bgp::Connection::Outgoing, "reset"});
  t.net.deliver(t.ce, TcpClosed{PeerId(0), bgp::Connection::Incoming, "reset"});
  EXPECT_NE(t.net.node(t.ce).peer_status(PeerId(0)).state, bgp::State::Established);
  EXPECT_EQ(t.exits(), Exits{0});
  // Nobody comes back: the wire drops TCP, BFD stays up by hand, and the restart time of 120 s runs out.
  TwoRoads u;
  u.net.stop_sessions(u.ce, 0);
  u.net.deliver(u.ce, TcpClosed{PeerId(0), bgp::Connection::Outgoing, "reset"});
  u.net.deliver(u.ce, TcpClosed{PeerId(0), bgp::Connection::Incoming, "reset"});
  u.net.run(119s);
  EXPECT_EQ(u.exits(), Exits{0});
  u.net.run(2s);
  EXPECT_EQ(u.exits(), Exits{1});
  // BFD finds the path itself gone: stale routes must not keep traffic on it (RFC 5882 §4.3.2).
  t.net.cut(t.ce, 0, true);
  t.net.run(301ms);
  EXPECT_EQ(t.exits(), Exits{1});
}

// A third node behind the customer edge has another road; it must not move back before the hold-down of the edge.
TEST(Node, WhatReturnsIsAnnouncedAsDrainingUntilItsHoldDownHasPassed) {
  NodeConfig fw = node_config("fw", 65020, "10.0.0.9");
  add_peer(fw, "192.0.2.9", "192.0.2.10", 65020);    // to the customer edge, iBGP
  add_peer(fw, "192.0.2.13", "192.0.2.14", 65515);   // its own second road
  NodeConfig c = node_config("ce", 65020, "10.0.0.1");
  add_peer(c, "192.0.2.1", "192.0.2.2", 12076);
  add_peer(c, "192.0.2.10", "192.0.2.9", 65020);
  c.peers[0].import_policy.rules.push_back({.name = "prefer", .set_local_pref = 150});
  NodeConfig a = node_config("pe1", 12076, "10.0.0.2");
  add_peer(a, "192.0.2.2", "192.0.2.1", 65020);
  NodeConfig b = node_config("pe2", 65515, "10.0.0.3");
  add_peer(b, "192.0.2.14", "192.0.2.13", 65020);
  for (NodeConfig* each : {&a, &b}) each->originated.push_back({.prefix = test::net("10.17.0.0/24")});
  Net net;
  for (const NodeConfig& each : {fw, c, a, b}) net.add(each);
  net.wire(0, 0, 1, 1);
  net.wire(0, 1, 3, 0);
  net.wire(1, 0, 2, 0);
  net.session(0, 0, 1, 1);
  net.session(0, 1, 3, 0);
  net.session(1, 0, 2, 0);
  net.boot();
  net.run(10s);
  ASSERT_EQ(net.exits(0, "10.17.0.1"), Exits{0});
  net.cut(1, 0, true);
  net.run(10s);
  ASSERT_EQ(net.exits(0, "10.17.0.1"), Exits{1});
  net.cut(1, 0, false);
  for (int i = 0; i < 3000 && net.exits(0, "10.17.0.1") != Exits{0}; ++i) net.run(10ms);
  Instant end_of_rib{};
  for (const Event& event : net.events(1)) {
    if (event.kind == EventKind::BgpEndOfRib && event.subject == "192.0.2.2") end_of_rib = event.at;
  }
  EXPECT_EQ(net.exits(0, "10.17.0.1"), Exits{0});
  EXPECT_GE(net.now() - end_of_rib, 3s);
  // With its own second road gone it would take the returning one at once.
  net.cut(1, 0, true);
  net.cut(0, 1, true);
  net.run(10s);
  ASSERT_TRUE(net.exits(0, "10.17.0.1").empty());
  net.cut(1, 0, false);
  for (int i = 0; i < 3000 && net.exits(0, "10.17.0.1") != Exits{0}; ++i) net.run(10ms);
  for (const Event& event : net.events(1)) {
    if (event.kind == EventKind::BgpEndOfRib && event.subject == "192.0.2.2") end_of_rib = event.at;
  }
  EXPECT_LT(net.now() - end_of_rib, 1s);
}

TEST(Node, OriginationCanStartAndStop) {
  TwoRoads t;
  t.net.deliver(t.pe2, Originate{{.prefix = net("10.17.0.0/25")}});
  t.net.run(1s);
  EXPECT_EQ(t.exits(), Exits{1});   // the longer prefix pins the traffic to the other road
  t.net.deliver(t.pe2, StopOriginating{net("10.17.0.0/25")});
  t.net.run(1s);
  EXPECT_EQ(t.exits(), Exits{0});
}

TEST(Node, StaticRouteIsUsedByDistanceAndRemoved) {
  TwoRoads t;
  t.net.deliver(t.ce, AddStaticRoute{{.prefix = net("10.17.0.0/24"), .interfaces = {InterfaceId(1)}, .tier = 1}});
  t.net.run(1s);
  EXPECT_EQ(t.exits(), Exits{1});
  t.net.deliver(t.ce, RemoveStaticRoute{.prefix = net("10.17.0.0/24")});
  t.net.run(1s);
  EXPECT_EQ(t.exits(), Exits{0});
}

TEST(Node, FloatingStaticRouteWaitsBehindBgp) {
  TwoRoads t;
  t.net.deliver(t.ce, AddStaticRoute{{.prefix = net("10.17.0.0/24"), .interfaces = {InterfaceId(1)}, .tier = 250}});
  t.net.run(1s);
  EXPECT_EQ(t.exits(), Exits{0});
}

TEST(Node, DumpReachesALateSessionInSlicesAndEndsWithEndOfRib) {   // RFC 4724 §2
  TwoRoads t(3s, 10'000);
  EXPECT_EQ(t.net.node(t.ce).rib().status().prefixes, 10'000U + 2U);
  EXPECT_EQ(t.net.node(t.ce).advertised_routes(PeerId(1)).size(), 10'001U);
  EXPECT_TRUE(t.net.has_event(t.pe2, EventKind::BgpEndOfRib));
  EXPECT_TRUE(t.net.node(t.ce).is_quiet());
  EXPECT_FALSE(t.net.node(t.ce).is_settling());
}

TEST(Node, PrefixLimitTearsTheSessionDown) {
  NodeConfig a = node_config("a", 65001, "10.0.0.1");
  add_peer(a, "192.0.2.1", "192.0.2.2", 65002);
  a.peers[0].session.prefix_limit[0] = {.maximum = 5, .idle_hold = 10s};
  NodeConfig b = node_config("b", 65002, "10.0.0.2");
  add_peer(b, "192.0.2.2", "192.0.2.1", 65001);
  for (std::uint32_t i = 0; i < 4; ++i) b.originated.push_back({.prefix = Prefix::of(IpAddress::v4(0x0a000000U + (i << 8)), 24)});
  Net net;
  net.add(a);
  net.add(b);
  net.wire(0, 0, 1, 0);
  net.session(0, 0, 1, 0);
  net.boot();
  net.run(10s);
  EXPECT_EQ(net.node(0).peer_status(PeerId(0)).state, bgp::State::Established);
  std::vector<Prefix> more;
  for (std::uint32_t i = 4; i < 8; ++i) more.push_back(Prefix::of(IpAddress::v4(0x0a000000U + (i << 8)), 24));
  net.deliver(1, OriginateMany{more});
  net.run(5s);
  EXPECT_NE(net.node(0).peer_status(PeerId(0)).state, bgp::State::Established);
  EXPECT_TRUE(net.has_event(0, EventKind::BgpPrefixLimitExceeded));
  EXPECT_TRUE(net.exits(0, "10.0.1.1").empty());
  net.deliver(1, StopOriginatingMany{more});
  net.run(60s);
  EXPECT_EQ(net.node(0).peer_status(PeerId(0)).state, bgp::State::Established);
  EXPECT_EQ(net.exits(0, "10.0.1.1"), Exits{0});
}

// rr (65000) with two clients: a route of one reaches the other with ORIGINATOR_ID and CLUSTER_LIST (RFC 4456 §6, §8).
TEST(Node, ReflectsRoutesBetweenClients) {
  NodeConfig rr = node_config("rr", 65000, "10.0.0.9");
  add_peer(rr, "192.0.2.1", "192.0.2.2", 65000);
  add_peer(rr, "192.0.2.5", "192.0.2.6", 65000);
  for (PeerConfig& peer : rr.peers) {
    peer.route_reflector_client = true;
  }
  add_peer(rr, "192.0.2.9", "192.0.2.10", 65000);
  add_peer(rr, "192.0.2.13", "192.0.2.14", 65000);
  NodeConfig a = node_config("a", 65000, "10.0.0.1");
  add_peer(a, "192.0.2.2", "192.0.2.1", 65000);
  a.originated.push_back({.prefix = test::net("10.5.0.0/16")});
  NodeConfig plain = node_config("plain", 65000, "10.0.0.3");   // no client
  add_peer(plain, "192.0.2.10", "192.0.2.9", 65000);
  plain.originated.push_back({.prefix = test::net("10.6.0.0/16")});
  NodeConfig second = node_config("second", 65000, "10.0.0.4");   // no client either
  add_peer(second, "192.0.2.14", "192.0.2.13", 65000);
  NodeConfig z = node_config("z", 65000, "10.0.0.2");
  add_peer(z, "192.0.2.6", "192.0.2.5", 65000);
  Net net;
  net.add(rr);
  net.add(a);
  net.add(z);
  net.add(plain);
  net.add(second);
  for (std::uint32_t i = 0; i < 4; ++i) {
    net.wire(0, i, i + 1, 0);
    net.session(0, i, i + 1, 0);
  }
  net.boot();
  net.run(10s);
  const auto explanation = net.node(2).rib().explain(test::net("10.5.0.0/16"));
  ASSERT_TRUE(explanation);
  ASSERT_EQ(explanation->candidates.size(), 1U);
  const auto& attributes = net.node(2).rib().attributes().get(explanation->candidates[0].path.attributes);
  EXPECT_EQ(attributes.originator_id, a.router_id);
  ASSERT_EQ(attributes.cluster_list.size(), 1U);
  EXPECT_EQ(attributes.cluster_list[0], rr.router_id);
  // The clients have no wire to each other, so the reflector is configured to set itself as next hop.
  EXPECT_EQ(attributes.next_hop, ip("192.0.2.5"));
  // From one that is no client to another that is none nothing passes (RFC 4271 §9.2); to clients it does.
  EXPECT_TRUE(net.node(4).learned_routes(test::net("10.6.0.0/16")).empty());
  EXPECT_EQ(net.node(0).learned_routes(test::net("10.6.0.0/16")).size(), 1U);
}

TEST(Node, ANextHopNothingLeadsToIsNotUsed) {   // RFC 4271 §9.1.2.1
  NodeConfig a = node_config("a", 65001, "10.0.0.1");
  add_peer(a, "192.0.2.1", "192.0.2.2", 65002);
  NodeConfig b = node_config("b", 65002, "10.0.0.2");
  add_peer(b, "192.0.2.2", "192.0.2.1", 65001);
  b.originated.push_back({.prefix = test::net("10.0.0.0/8")});
  b.originated.push_back({.prefix = test::net("10.1.0.0/16")});
  b.originated.push_back({.prefix = test::net("10.2.0.0/16")});
  b.peers[0].export_policy.rules.push_back(
      {.name = "far", .prefixes = {{test::net("10.1.0.0/16")}}, .set_next_hop = ip("203.0.113.1")});
  b.peers[0].export_policy.rules.push_back(
      {.name = "yourself", .prefixes = {{test::net("10.2.0.0/16")}}, .set_next_hop = ip("192.0.2.1")});
  Net net;
  net.add(a);
  net.add(b);
  net.wire(0, 0, 1, 0);
  net.session(0, 0, 1, 0);
  net.boot();
  net.run(10s);
  const auto learned = net.node(0).learned_routes();
  ASSERT_EQ(learned.size(), 1U);
  EXPECT_EQ(learned[0].network, test::net("10.0.0.0/8"));
}

TEST(Node, NoExportAndNoAdvertiseAreObeyed) {   // RFC 1997
  NodeConfig c = node_config("c", 65020, "10.0.0.1");
  add_peer(c, "192.0.2.1", "192.0.2.2", 65001);
  add_peer(c, "192.0.2.5", "192.0.2.6", 65020);
  add_peer(c, "192.0.2.9", "192.0.2.10", 65003);
  NodeConfig a = node_config("a", 65001, "10.0.0.2");
  add_peer(a, "192.0.2.2", "192.0.2.1", 65020);
  for (const char* prefix : {"10.1.0.0/16", "10.2.0.0/16", "10.3.0.0/16"}) {
    a.originated.push_back({.prefix = test::net(prefix)});
  }
  a.peers[0].export_policy.rules.push_back({.name = "1", .prefixes = {{test::net("10.1.0.0/16")}},
                                            .add_communities = {wire::bgp::community::kNoExport}});
  a.peers[0].export_policy.rules.push_back({.name = "2", .prefixes = {{test::net("10.2.0.0/16")}},
                                            .add_communities = {wire::bgp::community::kNoAdvertise}});
  NodeConfig inside = node_config("inside", 65020, "10.0.0.3");
  add_peer(inside, "192.0.2.6", "192.0.2.5", 65020);
  NodeConfig outside = node_config("outside", 65003, "10.0.0.4");
  add_peer(outside, "192.0.2.10", "192.0.2.9", 65020);
  Net net;
  for (const NodeConfig& each : {c, a, inside, outside}) net.add(each);
  for (std::uint32_t i = 0; i < 3; ++i) {
    net.wire(0, i, i + 1, 0);
    net.session(0, i, i + 1, 0);
  }
  net.boot();
  net.run(10s);
  const auto networks = [&](std::size_t node) {
    std::vector<std::string> all;
    for (const LearnedRoute& route : net.node(node).learned_routes()) all.push_back(to_string(route.network));
    return all;
  };
  EXPECT_EQ(networks(0), (std::vector<std::string>{"10.1.0.0/16", "10.2.0.0/16", "10.3.0.0/16"}));
  EXPECT_EQ(networks(2), (std::vector<std::string>{"10.1.0.0/16", "10.3.0.0/16"}));
  EXPECT_EQ(networks(3), (std::vector<std::string>{"10.3.0.0/16"}));
}

TEST(Node, VirtualNetworkSpaceIsProtectedFromBgp) {   // Azure fact 1.3.6
  NodeConfig a = node_config("fabric", 65515, "10.0.0.1");
  add_peer(a, "192.0.2.1", "192.0.2.2", 65002);
  a.protected_space.push_back(test::net("10.17.0.0/16"));
  NodeConfig b = node_config("b", 65002, "10.0.0.2");
  add_peer(b, "192.0.2.2", "192.0.2.1", 65515);
  b.originated.push_back({.prefix = test::net("10.17.4.0/24")});
  b.originated.push_back({.prefix = test::net("10.0.0.0/8")});
  Net net;
  net.add(a);
  net.add(b);
  net.wire(0, 0, 1, 0);
  net.session(0, 0, 1, 0);
  net.boot();
  net.run(10s);
  const auto learned = net.node(0).learned_routes();
  ASSERT_EQ(learned.size(), 1U);
  EXPECT_EQ(learned[0].network, test::net("10.0.0.0/8"));
}

TEST(Node, SameSeedSameOutputs) {
  const auto run = [] {
    TwoRoads t(3s, 50);
    t.net.cut(t.ce, 0, true);
    t.net.run(5s);
    t.net.cut(t.ce, 0, false);
    t.net.run(20s);
    return t.net.events(t.ce);
  };
  EXPECT_EQ(run(), run());
}

}  // namespace
}  // namespace cw::gateway::test
