// Two sessions that pass messages by hand: establishment, collisions, losses, and what the two agree on.
#include "bgp/session_testing.h"

namespace cw::bgp {
namespace {

constexpr std::size_t kA = 0;
constexpr std::size_t kZ = 1;

SessionConfig passive(SessionConfig config) {
  config.passive = true;
  return config;
}

TEST(BgpPair, OneSideConnectsAndBothEstablish) {
  Pair p(side_a(), passive(side_z()));
  p.start();
  p.run();
  EXPECT_TRUE(p.established()) << p.log;
  EXPECT_EQ(p.take(kA),
            "TcpConnect; Idle>Connect; out OPEN; Connect>OpenSent; out KEEPALIVE; OpenSent>OpenConfirm; "
            "OpenConfirm>Established; Established");
  EXPECT_EQ(p.take(kZ),
            "Idle>Active; in OPEN; Active>OpenSent; in KEEPALIVE; OpenSent>OpenConfirm; OpenConfirm>Established; "
            "Established");
  p.run_for(10min);
  EXPECT_TRUE(p.established()) << p.log;
  EXPECT_EQ(p.a().status().counters.established_count, 1U);
}

// RFC 4271 §6.8: the connection opened by the side with the higher identifier stays.
TEST(BgpPair, CollisionKeepsTheConnectionOfTheHigherIdentifier) {
  for (const bool a_is_higher : {false, true}) {
    SessionConfig a = side_a();
    SessionConfig z = side_z();
    if (a_is_higher) std::swap(a.local_identifier, z.local_identifier);
    Pair p(a, z);
    p.start();
    p.run();
    EXPECT_TRUE(p.established()) << p.log;
    EXPECT_EQ(p.tcp[kA].open, (std::array{a_is_higher, a_is_higher})) << p.log;
    EXPECT_EQ(p.tcp[kZ].open, (std::array{!a_is_higher, !a_is_higher})) << p.log;
    EXPECT_EQ(p.a().status().counters.collisions + p.z().status().counters.collisions, 2U) << p.log;
    p.run_for(10min);
    EXPECT_TRUE(p.established()) << p.log;
    EXPECT_EQ(p.a().status().counters.established_count, 1U) << p.log;
  }
}

// RFC 6286 §2.3: equal identifiers of different ASes: the larger AS number decides.
TEST(BgpPair, CollisionOfEqualIdentifiersKeepsTheConnectionOfTheLargerAs) {
  SessionConfig z = side_z();
  z.local_identifier = side_a().local_identifier;
  Pair p(side_a(), z);
  p.start();
  p.run();
  EXPECT_TRUE(p.established()) << p.log;
  EXPECT_EQ(p.tcp[kZ].open, (std::array{true, true})) << p.log;  // z is AS 65020.
  EXPECT_EQ(p.tcp[kA].open, (std::array{false, false})) << p.log;
}

// Whatever the order in which the events of the two connections cross, one session comes up and stays.
TEST(BgpPair, CrossingOrdersEndInOneSession) {
  for (unsigned order = 0; order < 512; ++order) {
    Pair p;
    p.start();
    for (unsigned bits = order, i = 0; i < 9; ++i, bits >>= 1) {
      p.tcp[bits & 1].held = true;
      p.deliver();
      p.tcp[bits & 1].held = false;
    }
    p.run();
    p.run_for(60s);
    ASSERT_TRUE(p.established()) << "order " << order << "\n" << p.log;
    ASSERT_EQ(p.tcp[0].open[0] + p.tcp[1].open[0], 1) << p.log;
  }
}

TEST(BgpPair, LosingEitherConnectionAtAnyMomentIsRecovered) {
  for (std::size_t lost = 0; lost < 2; ++lost) {
    for (int moment = 1; moment < 24; ++moment) {
      Pair p;
      p.start();
      for (int i = 0; i < moment; ++i) p.deliver();
      for (std::size_t side = 0; side < 2; ++side) {
        if (std::exchange(p.tcp[lost].open[side], false))
          p.step(side, TcpClosed{Pair::as_seen(side, lost), "lost"}, "lost");
      }
      p.run_for(120s);
      ASSERT_TRUE(p.established()) << "connection " << lost << " lost after event " << moment << "\n" << p.log;
    }
  }
}

// A message that is lost although TCP stays (a stuck middlebox): the timers find out and the session comes up later.
TEST(BgpPair, LosingAnySingleMessageIsRecovered) {
  for (int lost = 0; lost < 8; ++lost) {
    Pair p;
    p.start();
    int seen = 0;
    for (int i = 0; i < 200 && !p.events.empty(); ++i) {
      if (p.events.front().name == "data" && seen++ == lost) {
        p.log += "lost: " + names_of(p.events.front().bytes) + "\n";
        p.events.pop_front();
        continue;
      }
      p.deliver();
    }
    p.run_for(400s);
    ASSERT_TRUE(p.established()) << "message " << lost << "\n" << p.log;
  }
}

// RFC 4271 §8.2.2: a second OPEN is an FSM error, a second KEEPALIVE is nothing, a second UPDATE is taken again.
TEST(BgpPair, DuplicatesAreJudgedByTheState) {
  for (const auto& [name, state] : std::vector<std::pair<std::string, State>>{
           {"OPEN", State::Idle}, {"KEEPALIVE", State::Established}, {"UPDATE", State::Established}}) {
    Pair p(side_a(), passive(side_z()));
    const auto attributes = attributes_of();
    const std::vector<Nlri> one{nlri(1)};
    bool sent = false;
    bool doubled = false;
    p.start();
    for (int i = 0; i < 100 && (!p.events.empty() || !sent); ++i) {
      if (p.events.empty()) {
        p.step(kZ, Announce{&attributes, one}, "announce");
        sent = true;
      }
      const Pair::Event front = p.events.front();
      if (!doubled && front.to == kA && front.name == "data" && names_of(front.bytes) == name) {
        p.events.push_front(front);
        doubled = true;
        p.deliver();
        if (name == "OPEN") break;
      }
      p.deliver();
    }
    if (name == "OPEN") p.deliver();
    EXPECT_TRUE(doubled) << name << "\n" << p.log;
    EXPECT_EQ(p.a().state(), state) << name << "\n" << p.log;
  }
}

TEST(BgpPair, SilenceExpiresTheHoldTimerAndTheSessionComesBack) {
  Pair p;
  p.start();
  p.run_for(1s);
  ASSERT_TRUE(p.established());
  p.silent = true;
  p.reachable = {false, false};
  p.run_for(90s);
  EXPECT_NE(p.a().state(), State::Established) << p.log;
  EXPECT_NE(p.z().state(), State::Established) << p.log;
  EXPECT_NE(p.take(kA).find("NOTIFICATION 4/0"), std::string::npos) << p.log;
  EXPECT_EQ(p.a().status().last_error, "hold timer expired");
  p.run_for(300s);
  p.silent = false;
  p.reachable = {true, true};
  p.run_for(61s);
  EXPECT_TRUE(p.established()) << p.log;
}

TEST(BgpPair, AnUnreachablePeerIsTriedLessAndLessOften) {
  Pair p(side_a(), passive(side_z()));
  p.reachable = {false, false};
  p.start();
  p.run_for(600s);
  const std::string said = p.take(kA);
  std::size_t attempts = 0;
  for (std::size_t at = 0; (at = said.find("TcpConnect", at)) != std::string::npos; ++at) ++attempts;
  EXPECT_GE(attempts, 12U) << p.log;  // 5, 10, 20, 40, then every 45 to 60 s.
  EXPECT_LE(attempts, 18U) << p.log;
  p.reachable = {true, true};
  p.run_for(61s);
  EXPECT_TRUE(p.established()) << p.log;
}

TEST(BgpPair, BytesMayArriveInAnyPieces) {
  Rng rng(7);
  for (const std::size_t limit :
       {std::size_t{1}, std::size_t{2}, std::size_t{18}, std::size_t{19}, std::size_t{20}, std::size_t{50}}) {
    Pair p;
    p.next_chunk = [&] { return limit == 50 ? 1 + static_cast<std::size_t>(rng.below(limit)) : limit; };
    p.start();
    p.run();
    ASSERT_TRUE(p.established()) << "pieces of " << limit << "\n" << p.log;
    const auto routes = nlris(0, 100);
    const auto attributes = attributes_of(65010);
    p.take(kZ);
    p.step(kA, Announce{&attributes, routes}, "announce");
    p.step(kA, Withdraw{routes}, "withdraw");
    p.step(kA, SendEndOfRib{kV4}, "end of RIB");
    p.run();
    EXPECT_EQ(p.take(kZ), "Routes +100 -0; Routes +0 -100; EndOfRib v4") << "pieces of " << limit;
  }
}

// RFC 7911 §4, RFC 8654 §4 and the rest of what an OPEN offers.
TEST(BgpPair, EveryCapabilityIsAgreedOn) {
  SessionConfig a = side_a();
  a.families = {kV6, kV4};
  a.add_path = {AddPathMode::Both, AddPathMode::Send};
  SessionConfig z = side_z();
  z.families = {kV4, kV6};
  z.add_path = {AddPathMode::Receive, AddPathMode::Both};
  z.hold_time = 30s;
  Pair p(a, z);
  p.start();
  p.run();
  ASSERT_TRUE(p.established()) << p.log;
  const auto at_a = p.a().status().negotiated.value();
  const auto at_z = p.z().status().negotiated.value();
  for (const auto& side : {at_a, at_z}) {
    EXPECT_EQ(side.hold_time, 30s);
    EXPECT_EQ(side.keepalive, 10s);
    EXPECT_TRUE(side.four_octet_as && side.route_refresh && side.enhanced_route_refresh && side.extended_message);
    EXPECT_EQ(side.family, (std::array{true, true}));
    ASSERT_TRUE(side.peer_restart);
    EXPECT_TRUE(side.peer_restart->notification);
    EXPECT_EQ(side.peer_restart->restart_time_s, 120);
    EXPECT_EQ(side.peer_restart->families.size(), 2U);
  }
  EXPECT_EQ(at_a.add_path_send, (std::array{true, true}));
  EXPECT_EQ(at_a.add_path_receive, (std::array{false, false}));
  EXPECT_EQ(at_z.add_path_send, (std::array{false, false}));
  EXPECT_EQ(at_z.add_path_receive, (std::array{true, true}));
  EXPECT_EQ(at_a.peer_identifier, side_z().local_identifier);
}

TEST(BgpPair, WhatOneSideSwitchesOffIsOff) {
  SessionConfig z = side_z();
  z.route_refresh = z.enhanced_route_refresh = z.extended_message = z.graceful_restart = false;
  Pair p(side_a(), z);
  p.start();
  p.run();
  ASSERT_TRUE(p.established()) << p.log;
  for (const auto& session : p.sessions) {
    const auto side = session.status().negotiated.value();
    EXPECT_FALSE(side.route_refresh || side.enhanced_route_refresh || side.extended_message);
    EXPECT_FALSE(side.peer_restart.has_value());
  }
  // Asking for a refresh now is refused and counted, not sent.
  p.take(kA);
  p.step(kA, RequestRefresh{kV4}, "refresh");
  p.step(kA, SendRefreshMark{kV4, false}, "mark");
  EXPECT_EQ(p.take(kA), "");
  EXPECT_EQ(p.a().status().counters.ignored_inputs, 2U);
}

TEST(BgpPair, AddPathCarriesSeveralPathsOfOnePrefix) {
  SessionConfig a = side_a();
  a.add_path[0] = AddPathMode::Send;
  SessionConfig z = side_z();
  z.add_path[0] = AddPathMode::Receive;
  z.prefix_limit[0].maximum = 10;
  Pair p(a, z);
  p.start();
  p.run();
  p.outputs = {};
  const std::vector<Nlri> paths{nlri(1, 1), nlri(1, 2), nlri(1, 3)};
  const auto attributes = attributes_of(65010);
  p.step(kA, Announce{&attributes, paths}, "announce");
  p.run();
  const auto* routes = find<RoutesReceived>(p.outputs[kZ]);
  ASSERT_NE(routes, nullptr) << p.log;
  EXPECT_EQ(routes->announced, paths);
  EXPECT_EQ(p.z().status().prefixes_accepted[0], 3U);
}

// RFC 6793: an AS number above 65535 passes between new speakers.
TEST(BgpPair, FourOctetAsNumbers) {
  SessionConfig a = side_a();
  SessionConfig z = side_z();
  a.local_as = z.peer_as = AsNumber(4'200'000'001);
  Pair p(a, z);
  p.start();
  p.run();
  ASSERT_TRUE(p.established()) << p.log;
  p.outputs = {};
  const std::vector<Nlri> one{nlri(1)};
  const auto attributes = attributes_of(4'200'000'001);
  p.step(kA, Announce{&attributes, one}, "announce");
  p.run();
  const auto* routes = find<RoutesReceived>(p.outputs[kZ]);
  ASSERT_NE(routes, nullptr) << p.log;
  EXPECT_EQ(to_string(routes->attributes->as_path), "4200000001");
}

// RFC 2918 §4, RFC 7313 §4.
TEST(BgpPair, RefreshIsAskedForAndAnsweredBetweenMarks) {
  Pair p;
  p.start();
  p.run();
  p.outputs = {};
  p.step(kA, RequestRefresh{kV4}, "refresh");
  p.run();
  EXPECT_EQ(p.take(kZ), "RefreshRequested v4");
  const auto routes = nlris(0, 3);
  const auto attributes = attributes_of();
  p.outputs = {};
  p.step(kZ, SendRefreshMark{kV4, false}, "BoRR");
  p.step(kZ, Announce{&attributes, routes}, "announce");
  p.step(kZ, SendRefreshMark{kV4, true}, "EoRR");
  p.run();
  EXPECT_EQ(p.take(kA), "RefreshBegun v4; Routes +3 -0; RefreshEnded v4");
}

// RFC 9003 §2: the text reaches the other side; RFC 8538 §5: as a Hard Reset where NOTIFICATION would keep routes.
TEST(BgpPair, ShutdownTextReachesThePeer) {
  for (const bool graceful : {false, true}) {
    SessionConfig a = side_a();
    a.graceful_restart_notification = graceful;
    Pair p(a);
    p.start();
    p.run();
    p.outputs = {};
    p.step(kA, Stop{.text = "maintenance until 06:00"}, "Stop");
    p.run();
    EXPECT_EQ(p.a().state(), State::Idle);
    EXPECT_EQ(p.a().next_deadline(), std::nullopt);
    EXPECT_NE(p.z().status().last_error.find("maintenance until 06:00"), std::string::npos)
        << p.z().status().last_error;
    const auto* received = find<NotificationReceived>(p.outputs[kZ]);
    ASSERT_NE(received, nullptr) << p.log;
    EXPECT_EQ(received->notification.subcode, graceful ? subcode::kHardReset : subcode::kAdministrativeShutdown);
    const auto* down = find<Down>(p.outputs[kZ]);
    ASSERT_NE(down, nullptr);
    EXPECT_EQ(down->keep_stale, (std::array{false, false}));
    // It stays down although z keeps trying, until it is started again.
    p.run_for(120s);
    EXPECT_EQ(p.a().state(), State::Idle) << p.log;
    p.step(kA, Start{}, "Start");
    p.run_for(61s);
    EXPECT_TRUE(p.established()) << p.log;
  }
}

TEST(BgpPair, LongMessagesNeedTheCapabilityOfBoth) {
  for (const bool both : {false, true}) {
    SessionConfig z = side_z();
    z.extended_message = both;
    Pair p(side_a(), z);
    p.start();
    p.run();
    p.outputs = {};
    const auto routes = nlris(0, 5000);
    const auto attributes = attributes_of(65010);
    p.step(kA, Announce{&attributes, routes}, "announce");
    p.run();
    std::size_t count = 0;
    std::size_t updates = 0;
    for (const Output& output : p.outputs[kZ]) {
      if (const auto* each = std::get_if<RoutesReceived>(&output)) count += each->announced.size(), ++updates;
    }
    EXPECT_EQ(count, 5000U);
    EXPECT_EQ(updates, both ? 1U : 5U) << "20,000 bytes of NLRI";
  }
}

// RFC 8654 §4: attributes that do not fit one message: the prefix is withdrawn, not left as it was.
TEST(BgpPair, RoutesTooLongForTheMessageSizeAreWithdrawn) {
  SessionConfig z = side_z();
  z.extended_message = false;
  Pair p(side_a(), z);
  p.start();
  p.run();
  p.outputs = {};
  PathAttributes attributes = attributes_of(65010);
  for (std::uint32_t i = 0; i < 2000; ++i) attributes.communities.push_back(i);
  const std::vector<Nlri> one{nlri(1)};
  p.step(kA, Announce{&attributes, one}, "announce");
  p.run();
  EXPECT_EQ(p.take(kZ), "Routes +0 -1") << p.log;
  EXPECT_EQ(p.a().status().counters.unsendable_prefixes, 1U);
}

}  // namespace
}  // namespace cw::bgp
