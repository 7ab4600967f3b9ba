// Deadlines: jitter, detection just before, at and after its time, and our own lateness.
#include <gtest/gtest.h>

#include "bfd/testing.h"

namespace cw::bfd {
namespace {

using namespace testing;

/// Up, Poll Sequence over, last packet received now.
Driven up(const SessionConfig& config = config_of(), const wire::bfd::ControlPacket& peer = from_peer(State::Up)) {
  Driven driven(config);
  driven.give(AdminUp{});
  driven.receive(from_peer(State::Down));
  driven.receive(from_peer(State::Init));
  wire::bfd::ControlPacket final = peer;
  final.final = true;
  driven.receive(final);
  driven.clear();
  EXPECT_EQ(driven.session.state(), State::Up);
  return driven;
}

/// Gaps between 1,000 periodic packets of a session whose peer keeps talking.
std::vector<Duration> thousand_gaps(Driven& driven) {
  driven.sent_at.clear();
  while (driven.sent_at.size() < 1001) {
    driven.run(100ms);
    driven.receive(from_peer(State::Up));
  }
  std::vector<Duration> gaps;
  for (std::size_t i = 1; i < 1001; ++i) gaps.push_back(driven.sent_at[i] - driven.sent_at[i - 1]);
  return gaps;
}

TEST(BfdTiming, JitterTakesZeroToTwentyFivePercent) {  // RFC 5880 §6.8.7
  Driven driven = up();
  const auto gaps = thousand_gaps(driven);
  const auto [low, high] = std::minmax_element(gaps.begin(), gaps.end());
  EXPECT_GE(*low, 225ms);
  EXPECT_LE(*high, 300ms);
  EXPECT_LT(*low, 227ms) << "the whole range is used";
  EXPECT_GT(*high, 298ms) << "the whole range is used";
}

TEST(BfdTiming, WithMultiplierOneNeverAboveNinetyPercent) {  // RFC 5880 §6.8.7
  Driven driven = up(config_of(300ms, 300ms, 1));
  const auto gaps = thousand_gaps(driven);
  const auto [low, high] = std::minmax_element(gaps.begin(), gaps.end());
  EXPECT_GE(*low, 225ms);
  EXPECT_LE(*high, 270ms);
  EXPECT_GT(*high, 268ms);
}

TEST(BfdTiming, AnotherSeedGivesOtherJitterAndTheSameSeedTheSame) {
  Driven one(config_of(), kLocal, 7);
  Driven same(config_of(), kLocal, 7);
  Driven other(config_of(), kLocal, 8);
  for (Driven* each : {&one, &same, &other}) {
    each->give(AdminUp{});
    each->run(20s);
  }
  EXPECT_EQ(one.sent_at, same.sent_at);
  EXPECT_NE(one.sent_at, other.sent_at);
}

TEST(BfdTiming, WhileNotUpPacketsAreAtLeastThreeQuartersOfASecondApart) {  // RFC 5880 §6.8.3
  Driven driven(config_of(50ms, 50ms));
  driven.give(AdminUp{});
  driven.run(100s);
  ASSERT_GT(driven.sent_at.size(), 100u);
  for (std::size_t i = 1; i < driven.sent_at.size(); ++i) {
    EXPECT_GE(driven.sent_at[i] - driven.sent_at[i - 1], 750ms);
  }
}

TEST(BfdTiming, TheSlowerSideSetsTheRate) {  // RFC 5880 §6.8.7
  Driven driven = up(config_of(50ms), from_peer(State::Up, 50ms, 750ms));
  EXPECT_EQ(driven.session.status().negotiated_tx_interval, 750ms);
}

TEST(BfdTiming, DetectionTimeIsThePeersMultiplierTimesTheSlowerInterval) {  // RFC 5880 §6.8.4
  EXPECT_EQ(up(config_of(50ms, 100ms, 9), from_peer(State::Up, 50ms, 50ms, 5)).session.status().detection_time, 500ms);
  EXPECT_EQ(up(config_of(50ms, 100ms, 9), from_peer(State::Up, 200ms, 50ms, 4)).session.status().detection_time, 800ms);
}

TEST(BfdTiming, DetectionJustBeforeAtAndAfter) {
  Driven before = up();
  before.run(900ms - 1ns);
  EXPECT_EQ(before.session.state(), State::Up);
  before.receive(from_peer(State::Up));  // just in time: a new detection time begins
  before.run(900ms - 1ns);
  EXPECT_EQ(before.session.state(), State::Up);

  Driven at = up();
  at.run(900ms);
  EXPECT_EQ(at.session.state(), State::Down);
  ASSERT_EQ(at.changes.size(), 1u);
  EXPECT_EQ(at.changes[0].reason, "no packet for 900.0 ms (3 x 300.0 ms)");
  EXPECT_EQ(at.session.status().since, at.now);
  EXPECT_EQ(at.session.status().remote_discriminator, Discriminator{0});  // RFC 5880 §6.8.1

  Driven after = up();
  after.run(900ms - 1ns);
  after.sleep(1ns + 300ms);  // late by one interval and no more
  after.give(TimerDue{});
  EXPECT_EQ(after.session.state(), State::Down);
  EXPECT_TRUE(after.extensions.empty());
}

TEST(BfdTiming, AtTheSameInstantAPacketBeatsTheTimer) {
  Driven driven = up();
  driven.run(900ms - 1ns);
  driven.sleep(1ns);
  driven.receive(from_peer(State::Up));
  driven.give(TimerDue{});
  EXPECT_EQ(driven.session.state(), State::Up);
}

TEST(BfdTiming, EarlyAndRepeatedTimerDueDoNothing) {
  Driven driven = up();
  for (int i = 0; i < 10; ++i) driven.give(TimerDue{});
  EXPECT_TRUE(driven.sent.empty());
  driven.run(300ms);
  driven.clear();
  const auto deadline = driven.session.next_deadline();
  driven.give(TimerDue{});
  EXPECT_TRUE(driven.sent.empty());
  EXPECT_EQ(driven.session.next_deadline(), deadline);
}

TEST(BfdTiming, OwnLatenessExtendsTheDetectionTimeOnce) {
  Driven driven = up();
  driven.sleep(900ms + 400ms);
  driven.give(TimerDue{});
  EXPECT_EQ(driven.session.state(), State::Up);
  ASSERT_EQ(driven.extensions.size(), 1u);
  EXPECT_EQ(driven.extensions[0].late_by, 400ms);
  EXPECT_EQ(driven.session.status().detections_extended, 1u);

  driven.run(400ms - 1ns);
  EXPECT_EQ(driven.session.state(), State::Up);
  driven.sleep(1ns + 2s);  // late again, but the extension is used up
  driven.give(TimerDue{});
  EXPECT_EQ(driven.session.state(), State::Down);
  EXPECT_EQ(driven.extensions.size(), 1u);
}

TEST(BfdTiming, APacketAfterTheExtensionAllowsAnother) {
  Driven driven = up();
  driven.sleep(1500ms);
  driven.give(TimerDue{});
  driven.receive(from_peer(State::Up));
  driven.sleep(1500ms);
  driven.give(TimerDue{});
  EXPECT_EQ(driven.session.state(), State::Up);
  EXPECT_EQ(driven.extensions.size(), 2u);
}

TEST(BfdTiming, TheExtensionIsAtMostOneDetectionTime) {
  Driven driven = up();
  driven.sleep(1h);
  driven.give(TimerDue{});
  EXPECT_EQ(driven.session.state(), State::Up);
  driven.run(900ms);
  EXPECT_EQ(driven.session.state(), State::Down);
}

TEST(BfdTiming, ALateWorldGetsOnePacketNotAllThatWereMissed) {
  Driven driven = up();
  driven.sleep(880ms);
  driven.give(TimerDue{});
  EXPECT_EQ(driven.sent.size(), 1u);
  EXPECT_GT(driven.session.next_deadline().value_or(kInstantMax), driven.now);
}

TEST(BfdTiming, AShorterIntervalOfThePeerIsHonouredAtOnce) {  // RFC 5880 §6.8.3
  Driven driven = up(config_of(50ms), from_peer(State::Up, 300ms, 10s));
  driven.run(500ms);
  ASSERT_TRUE(driven.sent.empty());
  driven.receive(from_peer(State::Up, 300ms, 50ms));  // 50 ms have passed long ago: send as soon as practicable
  EXPECT_EQ(driven.session.next_deadline(), driven.now);
}

}  // namespace
}  // namespace cw::bfd
