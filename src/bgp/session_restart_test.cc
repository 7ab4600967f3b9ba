// Graceful restart of the peer (RFC 4724 §4.2, RFC 8538) as its helper sees it.
#include "bgp/session_testing.h"

namespace cw::bgp {
namespace {

const Open kRestarting = with_restart(open_of_z(), 60, true);
const Open kRestartingWithN = with_restart(open_of_z(), 60, true, true);

Bench established_with(const Open& open, SessionConfig config = side_a()) {
  Bench b(std::move(config));
  b.to_established(open);
  return b;
}
/// Goes through IdleHold and Connect until the session stands again.
void come_back(Bench& b, const Open& open) {
  EXPECT_EQ(b.next(), "TcpConnect; Idle>Connect");
  b.step(TcpConnected{kOut});
  b.hear(open);
  b.hear(Keepalive{});
  ASSERT_EQ(b.state(), State::Established);
}
std::string lose_tcp(Bench& b) { return b.step(TcpClosed{kOut, "reset"}); }
std::string hear_notification(Bench& b, ErrorCode code, std::uint8_t subcode) {
  return b.hear(Notification{.code = code, .subcode = subcode, .data = {}});
}

TEST(BgpRestart, RoutesAreKeptUntilEndOfRib) {
  Bench b = established_with(kRestarting);
  EXPECT_EQ(lose_tcp(b), "Established>Idle; Down keep v4");
  come_back(b, kRestarting);
  EXPECT_EQ(describe(b.last), "OpenConfirm>Established; Established");
  EXPECT_EQ(b.hear(update_of({nlri(1)})), "Routes +1 -0");
  Update marker;
  marker.end_of_rib = kV4;
  EXPECT_EQ(b.hear(marker), "EndOfRib v4");
  for (int i = 0; i < 40; ++i) {  // Nothing expires afterwards.
    EXPECT_EQ(b.next(), "out KEEPALIVE");
    b.hear(Keepalive{});
  }
}

TEST(BgpRestart, RoutesExpireWhenThePeerDoesNotReturnInItsTime) {
  Bench b = established_with(kRestarting);
  lose_tcp(b);
  const Instant lost = b.now;
  while (b.session.next_deadline().value_or(kInstantMax) < lost + 60s) {
    if (b.next().find("TcpConnect") != std::string::npos) b.step(TcpFailed{"refused"});
    ASSERT_EQ(find<StaleExpired>(b.last), nullptr);
  }
  b.now = lost + 60s - 1ns;
  EXPECT_EQ(find<StaleExpired>((b.step(TimerDue{}), b.last)), nullptr);
  b.now = lost + 60s;
  EXPECT_NE(find<StaleExpired>((b.step(TimerDue{}), b.last)), nullptr);
}

TEST(BgpRestart, OurLimitBoundsThePeersRestartTime) {
  SessionConfig config = side_a();
  config.stale_time_max = 2s;
  config.passive = true;
  Bench b(config);
  b.step(Start{});
  b.step(TcpConnected{kIn});
  b.hear(kRestarting, kIn);
  b.hear(Keepalive{}, kIn);
  ASSERT_EQ(b.state(), State::Established);
  b.step(TcpClosed{kIn, "reset"});
  EXPECT_EQ(b.after(2s), "Idle>Active; StaleExpired v4");
}

TEST(BgpRestart, StaleRoutesGoAtOnceWhenForwardingWasNotPreserved) {
  for (const Open& open : {with_restart(open_of_z(), 60, false), open_of_z()}) {
    Bench b = established_with(kRestarting);
    lose_tcp(b);
    come_back(b, open);
    EXPECT_EQ(describe(b.last), "OpenConfirm>Established; Established; StaleExpired v4");
  }
}

TEST(BgpRestart, StaleRoutesExpireWhenEndOfRibNeverComes) {
  Bench b = established_with(kRestarting);
  lose_tcp(b);
  come_back(b, kRestarting);
  const Instant back = b.now;
  while (find<StaleExpired>(b.last) == nullptr) {
    b.next();
    ASSERT_LE(b.now, back + 360s);
    b.hear(Keepalive{}), b.step(TimerDue{});
    if (b.now < back + 360s) continue;
    break;
  }
  EXPECT_EQ(b.now, back + 360s);
}

// RFC 4724 §4.2: a second restart before the End-of-RIB deletes what the first left stale.
TEST(BgpRestart, SecondRestartInARowDropsTheOldStaleRoutes) {
  Bench b = established_with(kRestarting);
  lose_tcp(b);
  come_back(b, kRestarting);
  EXPECT_EQ(lose_tcp(b), "StaleExpired v4; Established>Idle; Down keep v4");
}

// RFC 4724 §4.2; RFC 8538 §2, §4.1.
TEST(BgpRestart, WhatKeepsRoutesAndWhatDoesNot) {
  struct Row {
    const char* name;
    bool plain;    // with RFC 4724 alone
    bool with_n;   // with the N bit of RFC 8538
    std::function<std::string(Bench&)> loss;
  };
  const std::vector<Row> rows{
      {"TCP closed", true, true, lose_tcp},
      {"NOTIFICATION", false, true, [](Bench& b) { return hear_notification(b, ErrorCode::Cease, 4); }},
      {"Hard Reset", false, false, [](Bench& b) { return hear_notification(b, ErrorCode::Cease, 9); }},
      {"version error", false, false, [](Bench& b) { return hear_notification(b, ErrorCode::OpenMessageError, 1); }},
      {"hold timer", false, true, [](Bench& b) { return b.after(90s); }},
      {"FSM error", false, true, [](Bench& b) { return b.hear(open_of_z()); }},
      {"BFD", false, false, [](Bench& b) { return b.step(LivenessDown{"detection time expired"}); }},
      {"Stop", false, false, [](Bench& b) { return b.step(Stop{}); }},
      {"peer connected again", true, true,
       [](Bench& b) {
         b.after(20s);
         b.step(TcpConnected{kIn});
         return b.hear(open_of_z(), kIn);
       }},
  };
  for (const Row& row : rows) {
    for (const bool with_n : {false, true}) {
      Bench b = established_with(with_n ? kRestartingWithN : kRestarting);
      row.loss(b);
      const auto* down = find<Down>(b.last);
      ASSERT_NE(down, nullptr) << row.name << ": " << describe(b.last);
      EXPECT_EQ(down->keep_stale[0], with_n ? row.with_n : row.plain) << row.name << (with_n ? " with N" : "");
      EXPECT_FALSE(down->keep_stale[1]) << "IPv6 was never agreed on";
    }
  }
}

TEST(BgpRestart, NothingIsKeptWhenThePeerDidNotOfferOrWeDoNotWant) {
  Bench plain = established_with(open_of_z());
  EXPECT_EQ(lose_tcp(plain), "Established>Idle; Down");
  SessionConfig config = side_a();
  config.graceful_restart = false;
  Bench off = established_with(kRestarting, config);
  EXPECT_EQ(lose_tcp(off), "Established>Idle; Down");
  Bench zero = established_with(with_restart(open_of_z(), 0, true));
  EXPECT_EQ(lose_tcp(zero), "Established>Idle; Down");
}

// RFC 5882 §4.3.1.
TEST(BgpRestart, StopAndBfdDropKeptRoutesAlsoWhileThePeerIsAway) {
  Bench stopped = established_with(kRestarting);
  lose_tcp(stopped);
  EXPECT_EQ(stopped.step(Stop{}), "StaleExpired v4");
  EXPECT_EQ(stopped.session.next_deadline(), std::nullopt);
  Bench dead = established_with(kRestarting);
  lose_tcp(dead);
  EXPECT_EQ(dead.step(LivenessDown{"x"}), "StaleExpired v4");
  EXPECT_EQ(dead.next(), "TcpConnect; Idle>Connect");
}

// RFC 4724 §5: the restarted peer's connection replaces the one we still believe in.
TEST(BgpRestart, NewConnectionOfARestartedPeerReplacesTheOldOne) {
  Bench b = established_with(kRestarting);
  b.after(20s);
  EXPECT_EQ(b.step(TcpConnected{kIn}), "");
  EXPECT_EQ(b.hear(kRestarting, kIn),
            "TcpClose outgoing; in OPEN; in KEEPALIVE; Established>OpenConfirm; Down keep v4");
  EXPECT_EQ(b.hear(Keepalive{}, kIn), "OpenConfirm>Established; Established");
}

TEST(BgpRestart, NewConnectionOfTheSameDirectionReplacesAtOnce) {
  Bench b;
  b.step(Start{});
  b.step(TcpConnected{kIn});
  b.hear(kRestarting, kIn);
  b.hear(Keepalive{}, kIn);
  ASSERT_EQ(b.state(), State::Established);
  EXPECT_EQ(b.step(TcpConnected{kIn}), "TcpClose incoming; in OPEN; Established>OpenSent; Down keep v4");
}

// RFC 4271 §6.8: without graceful restart the Established connection wins.
TEST(BgpRestart, WithoutRestartTheEstablishedConnectionStays) {
  Bench b = established_with(open_of_z());
  b.after(20s);
  EXPECT_EQ(b.step(TcpConnected{kIn}), "");
  EXPECT_EQ(b.hear(open_of_z(), kIn), "in NOTIFICATION 6/7; Sent 6/7; TcpClose incoming");
  EXPECT_EQ(b.state(), State::Established);
  // The old one ends while the new one waits: the new one is taken.
  b.step(TcpConnected{kIn});
  EXPECT_EQ(b.step(TcpClosed{kOut, "reset"}), "in OPEN; Established>OpenSent; Down");
}

TEST(BgpRestart, SecondConnectionOfTheSameDirectionIsRefusedWithoutRestart) {
  Bench b;
  b.step(Start{});
  b.step(TcpConnected{kIn});
  b.hear(open_of_z(), kIn);
  b.hear(Keepalive{}, kIn);
  ASSERT_EQ(b.state(), State::Established);
  EXPECT_EQ(b.step(TcpConnected{kIn}), "TcpClose incoming new");
  EXPECT_EQ(b.state(), State::Established);
}

// A late connection of a collision is not a restart, though the peer could have restarted.
TEST(BgpRestart, ConnectionRightAfterEstablishingIsACollision) {
  Bench b = established_with(kRestarting);
  b.now += 2s - 1ns;
  b.step(TcpConnected{kIn});
  EXPECT_EQ(b.hear(kRestarting, kIn), "in NOTIFICATION 6/7; Sent 6/7; TcpClose incoming");
  EXPECT_EQ(b.state(), State::Established);
}

// RFC 4724 §3, the F bit of our OPEN: not at first, but after a session was lost our forwarding has gone on.
TEST(BgpRestart, OurOpenSaysForwardingWasPreservedAfterALoss) {
  const auto f_bit = [](const std::vector<Output>& outputs) {
    std::vector<DecodeError> errors;
    const auto message = decode(find<SendBytes>(outputs)->bytes, {}, errors);
    return std::get<Open>(*message).capabilities.graceful_restart->families.at(0).forwarding_preserved;
  };
  Bench b;
  b.step(Start{});
  b.step(TcpConnected{kOut});
  EXPECT_FALSE(f_bit(b.last));
  b.hear(kRestarting);
  b.hear(Keepalive{});
  lose_tcp(b);
  b.next();
  b.step(TcpConnected{kOut});
  EXPECT_TRUE(f_bit(b.last));
}

}  // namespace
}  // namespace cw::bgp
