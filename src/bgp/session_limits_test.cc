// Prefix limits, idle hold and the damping of a session that keeps failing.
#include "bgp/session_testing.h"

namespace cw::bgp {
namespace {

SessionConfig limited(LimitAction action = LimitAction::Teardown) {
  SessionConfig config = side_a();
  config.prefix_limit[0] = {.maximum = 10, .warning_percent = 80, .action = action, .idle_hold = 100s};
  return config;
}
Bench established(SessionConfig config) {
  Bench b(std::move(config));
  b.to_established();
  return b;
}

TEST(BgpLimit, WarnsOnceAtThePercentage) {
  Bench b = established(limited());
  EXPECT_EQ(b.hear(update_of(nlris(0, 7))), "Routes +7 -0");
  EXPECT_EQ(b.hear(update_of({nlri(7)})), "Warning 8/10; Routes +1 -0");
  EXPECT_EQ(b.hear(update_of({nlri(8)})), "Routes +1 -0");
  b.hear(update_of({}, nlris(0, 9)));
  EXPECT_EQ(b.session.status().prefixes_accepted[0], 0U);
  EXPECT_EQ(b.hear(update_of(nlris(0, 9))), "Routes +9 -0");
}

TEST(BgpLimit, CountsDistinctPrefixes) {
  Bench b = established(limited());
  for (int i = 0; i < 20; ++i) EXPECT_EQ(b.hear(update_of(nlris(0, 5))), "Routes +5 -0");
  EXPECT_EQ(b.session.status().prefixes_accepted[0], 5U);
  b.hear(update_of({}, {nlri(0), nlri(99)}));
  EXPECT_EQ(b.session.status().prefixes_accepted[0], 4U);
  EXPECT_EQ(b.session.status().counters.prefixes_in, 100U);
}

// RFC 4486 §4: the data of the Cease: AFI, SAFI, limit.
TEST(BgpLimit, TeardownTellsThePeerAndComesBackAfterIdleHold) {
  Bench b = established(limited());
  b.hear(update_of(nlris(0, 10)));
  EXPECT_EQ(b.state(), State::Established);
  EXPECT_EQ(b.hear(update_of({nlri(10)})),
            "Exceeded 11/10; out NOTIFICATION 6/1; Sent 6/1; TcpClose outgoing; Established>Idle; Down");
  EXPECT_EQ(find<NotificationSent>(b.last)->notification.data, (std::vector<std::uint8_t>{0, 1, 1, 0, 0, 0, 10}));
  EXPECT_EQ(b.step(TcpConnected{kIn}), "TcpClose incoming") << "Idle refuses the peer";
  EXPECT_EQ(b.until_deadline(), 100s);
  EXPECT_EQ(b.after(100s - 1ns), "");
  EXPECT_EQ(b.after(1ns), "TcpConnect; Idle>Connect");
  b.step(TcpConnected{kOut});
  b.hear(open_of_z());
  b.hear(Keepalive{});
  EXPECT_EQ(b.session.status().prefixes_accepted[0], 0U);
  EXPECT_EQ(b.hear(update_of(nlris(0, 10))), "Warning 10/10; Routes +10 -0");
}

TEST(BgpLimit, StartEndsIdleHoldEarly) {
  Bench b = established(limited());
  b.hear(update_of(nlris(0, 11)));
  ASSERT_EQ(b.state(), State::Idle);
  EXPECT_EQ(b.step(Start{}), "TcpConnect; Idle>Connect");
}

TEST(BgpLimit, WarnOnlyKeepsTheSessionAndItsRoutes) {
  Bench b = established(limited(LimitAction::Warn));
  EXPECT_EQ(b.hear(update_of(nlris(0, 11))), "Exceeded 11/10; Routes +11 -0");
  EXPECT_EQ(b.hear(update_of(nlris(11, 5))), "Routes +5 -0");
  EXPECT_EQ(b.session.status().prefixes_accepted[0], 16U);
}

// RFC 8538 §3.1, §5.
TEST(BgpLimit, AGracefulPeerIsTornDownHard) {
  Bench b(limited());
  b.to_established(with_restart(open_of_z(), 60, true, true));
  EXPECT_EQ(b.hear(update_of(nlris(0, 11))),
            "Exceeded 11/10; out NOTIFICATION 6/9; Sent 6/9; TcpClose outgoing; Established>Idle; Down");
  EXPECT_EQ(find<NotificationSent>(b.last)->notification.data, (std::vector<std::uint8_t>{6, 1, 0, 1, 1, 0, 0, 0, 10}));
}

TEST(BgpLimit, WithoutALimitNothingIsCounted) {
  Bench b = established(side_a());
  EXPECT_EQ(b.hear(update_of(nlris(0, 500))), "Routes +500 -0");
  EXPECT_EQ(b.session.status().prefixes_accepted[0], 0U);
  EXPECT_EQ(b.session.status().counters.prefixes_in, 500U);
}

// RFC 4271 §8.1.1 DampPeerOscillations.
TEST(BgpDamping, EachFailureInARowDoublesTheIdleHold) {
  Bench b;
  b.step(Start{});
  Duration base = 1250ms;
  for (int failure = 0; failure < 9; ++failure) {
    b.step(TcpConnected{kOut});
    Open open = open_of_z();
    open.as = AsNumber(1);
    open.capabilities.four_octet_as = open.as;
    EXPECT_EQ(b.hear(open), "out NOTIFICATION 2/2; Sent 2/2; TcpClose outgoing; OpenSent>Idle");
    EXPECT_LE(b.until_deadline(), base);
    EXPECT_GE(b.until_deadline(), base / 4 * 3);
    base = std::min<Duration>(base * 2, 60s);
    EXPECT_EQ(b.next(), "TcpConnect; Idle>Connect");
  }
}

TEST(BgpDamping, ASessionThatLastedForgivesWhatWasBefore) {
  Bench b;
  for (int i = 0; i < 6; ++i) {
    if (i == 0) b.step(Start{});
    b.step(TcpConnected{kOut});
    b.hear(Notification{.code = ErrorCode::Cease, .subcode = 5, .data = {}});
    b.next();
  }
  b.step(TcpConnected{kOut});
  b.hear(open_of_z());
  b.hear(Keepalive{});
  b.now += 60s;
  b.hear(Keepalive{});
  b.step(TcpClosed{kOut, "reset"});
  EXPECT_LE(b.until_deadline(), 1250ms);
}

TEST(BgpDamping, StopAndStartForgiveToo) {
  Bench b;
  b.step(Start{});
  for (int i = 0; i < 6; ++i) {
    b.step(TcpConnected{kOut});
    b.hear(Notification{.code = ErrorCode::Cease, .subcode = 5, .data = {}});
    b.next();
  }
  b.step(Stop{});
  b.step(Start{});
  b.step(TcpConnected{kOut});
  b.hear(Notification{.code = ErrorCode::Cease, .subcode = 5, .data = {}});
  EXPECT_LE(b.until_deadline(), 1250ms);
}

}  // namespace
}  // namespace cw::bgp
