// Just before, at, and just after each deadline.
#include "bgp/session_testing.h"

namespace cw::bgp {
namespace {

/// Runs `prepare`, then looks for the first deadline: nothing happens 1 ns before it, `expected` at it, and the same
/// when the world is late.
void expect_at_deadline(const std::function<void(Bench&)>& prepare, const SessionConfig& config, Duration low,
                        Duration high, const std::string& expected) {
  for (const Duration late : {Duration(-1ns), Duration(0ns), Duration(1ns), Duration(700ms)}) {
    Bench b(config);
    prepare(b);
    const Duration due = b.until_deadline();
    EXPECT_GE(due, low);
    EXPECT_LE(due, high);
    EXPECT_EQ(b.after(due + late), late < 0ns ? "" : expected) << "late by " << late.count() << " ns";
    EXPECT_EQ(b.step(TimerDue{}), "") << "a repeated TimerDue does nothing";
    if (late >= 0ns) {
      EXPECT_GT(b.session.next_deadline().value_or(kInstantMax), b.now);
    }
  }
}

// RFC 4271 §10: shortened by 0 to 25 %.
TEST(BgpTiming, ConnectRetryInConnect) {
  expect_at_deadline([](Bench& b) { b.step(Start{}); }, side_a(), 3750ms, 5s, "TcpClose outgoing; TcpConnect");
}

TEST(BgpTiming, ConnectRetryInActive) {
  const auto prepare = [](Bench& b) {
    b.step(Start{});
    EXPECT_EQ(b.step(TcpFailed{"refused"}), "Connect>Active");
  };
  expect_at_deadline(prepare, side_a(), 7500ms, 10s, "TcpConnect; Active>Connect");
}

TEST(BgpTiming, PassiveSessionsWaitForever) {
  SessionConfig config = side_a();
  config.passive = true;
  Bench b(config);
  EXPECT_EQ(b.step(Start{}), "Idle>Active");
  EXPECT_EQ(b.session.next_deadline(), std::nullopt);
}

TEST(BgpTiming, DelayOpen) {
  SessionConfig config = side_a();
  config.open_delay = 7s;
  const auto prepare = [](Bench& b) {
    b.step(Start{});
    EXPECT_EQ(b.step(TcpConnected{kOut}), "");
  };
  expect_at_deadline(prepare, config, 7s, 7s, "out OPEN; Connect>OpenSent");
  // The peer's OPEN ends the delay (RFC 4271 §8.2.2, Connect, Event 20).
  Bench b(config);
  prepare(b);
  EXPECT_EQ(b.hear(open_of_z()), "out OPEN; out KEEPALIVE; Connect>OpenConfirm");
}

TEST(BgpTiming, OpenHoldTime) {
  expect_at_deadline([](Bench& b) { b.to_open_sent(); }, side_a(), 240s, 240s,
                     "out NOTIFICATION 4/0; Sent 4/0; TcpClose outgoing; OpenSent>Idle");
}

TEST(BgpTiming, Keepalive) {
  expect_at_deadline([](Bench& b) { b.to_established(); }, side_a(), 22500ms, 30s, "out KEEPALIVE");
}

// RFC 4271 §6.5.
TEST(BgpTiming, HoldTimerIsRestartedByKeepaliveAndUpdateOnly) {
  const auto down_after = [](Bench& b, Duration duration) {
    b.after(duration);
    return find<Down>(b.last) != nullptr;
  };
  for (const bool update : {false, true}) {
    Bench b;
    b.to_established();
    b.after(80s);
    update ? b.hear(update_of({nlri(1)})) : b.hear(Keepalive{});
    EXPECT_FALSE(down_after(b, 90s - 1ns));
    EXPECT_TRUE(down_after(b, 1ns));
  }
  Bench b;
  b.to_established();
  b.after(80s);
  b.hear(RouteRefresh{.family = kV4, .kind = RouteRefresh::Kind::Request});
  EXPECT_FALSE(down_after(b, 10s - 1ns));
  EXPECT_TRUE(down_after(b, 1ns));
}

TEST(BgpTiming, HoldTimerRunsInOpenConfirm) {
  Bench b;
  b.to_open_confirm();
  b.after(90s - 1ns);
  EXPECT_EQ(b.state(), State::OpenConfirm);
  EXPECT_EQ(b.after(1ns), "out NOTIFICATION 4/0; Sent 4/0; TcpClose outgoing; OpenConfirm>Idle");
}

TEST(BgpTiming, HoldTimeZeroSwitchesBothTimersOff) {
  Bench b;
  Open open = open_of_z();
  open.hold_time_s = 0;
  b.to_established(open);
  EXPECT_EQ(b.session.next_deadline(), std::nullopt);
}

// RFC 4271 §4.4: never more than one KEEPALIVE a second.
TEST(BgpTiming, ShortestHoldTimeStillSendsOneKeepaliveASecond) {
  Bench b;
  Open open = open_of_z();
  open.hold_time_s = 3;
  b.to_established(open);
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(b.until_deadline(), 1s);
    EXPECT_EQ(b.next(), "out KEEPALIVE");
    b.hear(Keepalive{});
  }
}

TEST(BgpTiming, AnUpdateOfOursRestartsTheKeepaliveTimer) {
  Bench b;
  b.to_established();
  b.now += 20s;
  const auto attributes = attributes_of(65010);
  const std::vector<Nlri> one{nlri(1)};
  b.step(Announce{&attributes, one});
  EXPECT_GE(b.until_deadline(), 22500ms);
}

TEST(BgpTiming, IdleHold) {
  const auto prepare = [](Bench& b) {
    b.to_established();
    b.step(LivenessDown{"detection time expired"});
    EXPECT_EQ(describe(b.last), "out NOTIFICATION 6/10; Sent 6/10; TcpClose outgoing; Established>Idle; Down");
  };
  expect_at_deadline(prepare, side_a(), 937ms, 1250ms, "TcpConnect; Idle>Connect");
}

// RFC 7313 §4: stale routes of a refresh that never ends are bounded.
TEST(BgpTiming, RefreshThatNeverEnds) {
  SessionConfig config = side_a();
  config.stale_time_max = 5s;
  const auto prepare = [](Bench& b) {
    Open open = open_of_z();
    open.capabilities.enhanced_route_refresh = true;
    b.to_established(open);
    EXPECT_EQ(b.hear(RouteRefresh{.family = kV4, .kind = RouteRefresh::Kind::BeginOfRefresh}), "RefreshBegun v4");
  };
  expect_at_deadline(prepare, config, 5s, 5s, "RefreshEnded v4");
}

// A world that slept through everything: what is due fires, oldest first, once.
TEST(BgpTiming, LateTimersFireOldestFirst) {
  Bench b;
  b.to_established();
  EXPECT_EQ(b.after(1h), "out KEEPALIVE; out NOTIFICATION 4/0; Sent 4/0; TcpClose outgoing; Established>Idle; Down");
}

TEST(BgpTiming, SameSeedSameJitterOtherSeedOther) {
  const auto deadline = [](std::uint64_t seed) {
    Bench b(side_a(), seed);
    b.step(Start{});
    return b.until_deadline();
  };
  EXPECT_EQ(deadline(1), deadline(1));
  EXPECT_NE(deadline(1), deadline(2));
}

}  // namespace
}  // namespace cw::bgp
