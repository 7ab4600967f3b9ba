// Two sessions and a line: coming up, loss, crossing, renegotiation without a drop, administrative down.
#include <gtest/gtest.h>

#include "bfd/testing.h"

namespace cw::bfd {
namespace {

using namespace testing;

TEST(BfdPair, BothStartAtOnceAndAreUpWithinThreeLineDelays) {
  Pair pair;
  pair.start_both();
  pair.run(35ms);
  EXPECT_TRUE(pair.both_up());
  pair.run(1s);
  EXPECT_EQ(pair.a.session.status().negotiated_tx_interval, 300ms);
  EXPECT_EQ(pair.z.session.status().detection_time, 900ms);
  EXPECT_FALSE(pair.a.sent.back().poll) << "the Poll Sequence ended";
}

TEST(BfdPair, OneStartsLater) {
  Pair pair;
  pair.a.give(AdminUp{});
  pair.run(10s);  // `z` was never started by its operator: the peer's packet starts it
  EXPECT_TRUE(pair.both_up());
}

TEST(BfdPair, TwoPassiveEndsStaySilent) {
  SessionConfig passive = config_of();
  passive.passive = true;
  Pair pair(passive, passive);
  pair.start_both();
  pair.run(10s);
  EXPECT_EQ(pair.carried, 0);
}

TEST(BfdPair, ActiveBringsPassiveUp) {
  SessionConfig passive = config_of();
  passive.passive = true;
  Pair pair(config_of(), passive);
  pair.start_both();
  pair.run(3s);
  EXPECT_TRUE(pair.both_up());
}

TEST(BfdPair, LossOfEachPacketInTurnDelaysButDoesNotPrevent) {
  for (int lost = 0; lost < 12; ++lost) {
    Pair pair;
    pair.lose = [lost](int index, bool) { return index == lost; };
    pair.start_both();
    pair.run(10s);
    EXPECT_TRUE(pair.both_up()) << "lost packet " << lost;
    EXPECT_EQ(pair.a.session.status().down_count + pair.z.session.status().down_count, 0u) << "lost packet " << lost;
  }
}

TEST(BfdPair, TwoLostPacketsInARowAreSurvivedThreeSilentIntervalsAreNot) {
  Pair pair;
  pair.start_both();
  pair.run(5s);
  int budget = 2;
  pair.lose = [&budget](int, bool from_a) { return from_a && budget-- > 0; };
  pair.run(5s);
  EXPECT_EQ(pair.z.session.status().down_count, 0u);
  pair.lose = [](int, bool from_a) { return from_a; };
  pair.run(905ms);
  EXPECT_EQ(pair.z.session.state(), State::Down);
  // One direction is dead, the other alive: `a` learns from `z`, without waiting for its own detection time.
  pair.run(15ms);
  EXPECT_EQ(pair.a.session.state(), State::Down);
  EXPECT_EQ(pair.a.session.status().diagnostic, Diagnostic::NeighborSignaledSessionDown);
  EXPECT_EQ(pair.a.changes.back().reason, "peer signalled Down: Control Detection Time Expired");
}

TEST(BfdPair, ComesBackAfterTheLineHeals) {
  Pair pair;
  pair.start_both();
  pair.run(3s);
  pair.lose = [](int, bool) { return true; };
  pair.run(10s);
  EXPECT_EQ(pair.a.session.state(), State::Down);
  EXPECT_EQ(pair.z.session.state(), State::Down);
  pair.lose = [](int, bool) { return false; };
  pair.run(2s);
  EXPECT_TRUE(pair.both_up());
}

/// Runs 5 s after a change at `a` and expects that nothing dropped and all Poll Sequences ended.
void expect_undisturbed(Pair& pair) {
  pair.run(30s);
  EXPECT_TRUE(pair.both_up());
  EXPECT_EQ(pair.a.session.status().down_count + pair.z.session.status().down_count, 0u);
  EXPECT_FALSE(pair.a.sent.back().poll);
  EXPECT_FALSE(pair.z.sent.back().poll);
}

TEST(BfdPair, IntervalsChangeInBothDirectionsWithoutADrop) {  // RFC 5880 §6.8.3
  Pair pair;
  pair.start_both();
  pair.run(5s);
  for (const Duration tx : {50ms, 2000ms, 300ms, 10000ms, 50ms}) {
    for (const Duration rx : {50ms, 2000ms, 300ms}) {
      pair.a.give(SetIntervals{tx, rx, 3});
      expect_undisturbed(pair);
      EXPECT_EQ(pair.a.session.status().negotiated_tx_interval, std::max<Duration>(tx, 300ms));
      EXPECT_EQ(pair.z.session.status().detection_time, 3 * std::max<Duration>(tx, 300ms));
      EXPECT_EQ(pair.a.session.status().detection_time, 3 * std::max<Duration>(rx, 300ms));
    }
  }
}

TEST(BfdPair, BothChangeAtOnceAndAgainBeforeTheFinal) {  // RFC 5880 §6.5
  Pair pair;
  pair.start_both();
  pair.run(5s);
  pair.a.give(SetIntervals{2s, 100ms, 3});
  pair.z.give(SetIntervals{100ms, 2s, 5});
  pair.run(12ms);  // the polls have arrived, the answers have not
  pair.a.give(SetIntervals{100ms, 2s, 4});
  pair.z.give(SetIntervals{3s, 100ms, 3});
  expect_undisturbed(pair);
  EXPECT_EQ(pair.a.session.status().detection_time, 3 * 3s);
  EXPECT_EQ(pair.z.session.status().detection_time, 4 * 100ms);
}

TEST(BfdPair, ALongerTransmitIntervalWaitsForThePeersAnswer) {  // RFC 5880 §6.8.3
  Pair pair;
  pair.start_both();
  pair.run(5s);
  pair.lose = [](int, bool from_a) { return !from_a; };  // no Final gets through
  pair.a.give(SetIntervals{5s, 300ms, 3});
  EXPECT_EQ(pair.a.sent.back().desired_min_tx_us, 5'000'000u);
  pair.run(500ms);
  EXPECT_EQ(pair.a.session.status().negotiated_tx_interval, 300ms);
  pair.lose = [](int, bool) { return false; };
  pair.run(400ms);
  EXPECT_EQ(pair.a.session.status().negotiated_tx_interval, 5s);
}

TEST(BfdPair, AShorterDetectionTimeWaitsForThePeersAnswer) {  // RFC 5880 §6.8.3
  Pair pair(config_of(300ms, 2s), config_of(100ms, 300ms));
  pair.start_both();
  pair.run(20s);
  EXPECT_EQ(pair.a.session.status().detection_time, 6s);
  pair.a.give(SetIntervals{300ms, 300ms, 3});
  EXPECT_EQ(pair.a.session.status().detection_time, 6s);
  pair.run(30ms);
  EXPECT_EQ(pair.a.session.status().detection_time, 900ms);
  expect_undisturbed(pair);
}

TEST(BfdPair, AMultiplierNeedsNoPollSequence) {  // RFC 5880 §6.8.12
  Pair pair;
  pair.start_both();
  pair.run(5s);
  pair.a.give(SetIntervals{300ms, 300ms, 10});
  EXPECT_FALSE(pair.a.sent.back().poll);
  pair.run(15ms);
  EXPECT_EQ(pair.z.session.status().detection_time, 3s);
}

TEST(BfdPair, AdminDownIsToldAndIsNoFailureOfThePath) {  // RFC 5880 §6.8.16, RFC 5882 §3.2
  Pair pair;
  pair.start_both();
  pair.run(5s);
  pair.a.give(AdminDown{});
  pair.run(15ms);
  EXPECT_EQ(pair.z.session.state(), State::Down);
  EXPECT_TRUE(pair.z.changes.back().peer_admin_down);
  pair.run(30s);
  EXPECT_EQ(pair.z.session.state(), State::Down);
  EXPECT_EQ(pair.z.session.status().remote_state, State::AdminDown) << "`a` still says so";
  pair.a.give(AdminUp{});
  pair.run(3s);
  EXPECT_TRUE(pair.both_up());
}

TEST(BfdPair, AdminDownOfBothCrossing) {
  Pair pair;
  pair.start_both();
  pair.run(5s);
  pair.a.give(AdminDown{});
  pair.z.give(AdminDown{});
  pair.run(10s);
  EXPECT_EQ(pair.a.session.state(), State::AdminDown);
  EXPECT_EQ(pair.z.session.state(), State::AdminDown);
  pair.a.give(AdminUp{});
  pair.z.give(AdminUp{});
  pair.run(3s);
  EXPECT_TRUE(pair.both_up());
}

TEST(BfdPair, ALostAdminDownIsRepeated) {
  Pair pair;
  pair.start_both();
  pair.run(5s);
  int budget = 1;
  pair.lose = [&budget](int, bool from_a) { return from_a && budget-- > 0; };
  pair.a.give(AdminDown{});
  pair.run(1100ms);
  ASSERT_EQ(pair.z.session.state(), State::Down);
}

TEST(BfdPair, ManySeedsStayUpWithMultiplierOneWhenNothingIsLost) {  // jitter of at least 10 %: RFC 5880 §6.8.7
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Pair pair(config_of(300ms, 300ms, 1), config_of(300ms, 300ms, 1), seed);
    pair.start_both();
    pair.run(60s);
    EXPECT_TRUE(pair.both_up()) << "seed " << seed;
    EXPECT_EQ(pair.a.session.status().down_count, 0u) << "seed " << seed;
  }
}

}  // namespace
}  // namespace cw::bfd
