#include <gtest/gtest.h>

#include <deque>

#include "gateway/tunnel.h"

namespace cw::gateway {
namespace {

using namespace std::chrono_literals;

// Two ends that hand each other their datagrams by hand.
struct Pair {
  ModelTunnel a{TunnelConfig{.name = "a", .initiator = true, .dpd_interval = 10s, .dpd_timeout = 45s}, Rng(1)};
  ModelTunnel z{TunnelConfig{.name = "z", .initiator = false, .dpd_interval = 10s, .dpd_timeout = 45s}, Rng(2)};
  Instant now{};
  bool a_to_z = true, z_to_a = true;
  std::vector<std::string> changes;
  std::vector<Bytes> seen_by_z;

  void step(ModelTunnel& who, const TunnelInput& input) {
    Outbox<TunnelOutput> box;
    who.step(now, input, box);
    for (TunnelOutput& output : box.take()) {
      if (auto* changed = std::get_if<TunnelChanged>(&output)) {
        changes.push_back(std::string(&who == &a ? "a " : "z ") + (changed->up ? "up" : "down"));
        continue;
      }
      const Bytes& bytes = std::get<TunnelSend>(output).bytes;
      if (&who == &a) seen_by_z.push_back(bytes);
      if (&who == &a ? a_to_z : z_to_a) step(&who == &a ? z : a, TunnelReceived{bytes});
    }
  }
  void start() {
    step(z, TunnelStart{});
    step(a, TunnelStart{});
  }
  void run(Duration duration) {
    const Instant until = now + duration;
    while (true) {
      Instant next = kInstantMax;
      for (const ModelTunnel* each : {&a, &z}) next = std::min(next, each->next_deadline().value_or(kInstantMax));
      if (next > until) break;
      now = next;
      step(a, TimerDue{});
      step(z, TimerDue{});
      ASSERT_TRUE(a.is_consistent() && z.is_consistent());
    }
    now = until;
  }
};

TEST(ModelTunnel, ComesUpAndStaysUpByLivenessChecks) {
  Pair p;
  p.start();
  EXPECT_EQ(p.changes, (std::vector<std::string>{"a up", "z up"}));
  p.run(10min);
  EXPECT_TRUE(p.a.status().up && p.z.status().up);
  EXPECT_EQ(p.changes.size(), 2U);
  EXPECT_GT(p.a.status().liveness_checks, 10U);
}

TEST(ModelTunnel, GoesDownAfterTheDpdTimeoutAndNotBefore) {
  Pair p;
  p.start();
  p.a_to_z = p.z_to_a = false;
  p.run(45s - 1ms);
  EXPECT_TRUE(p.a.status().up);
  p.run(1ms);
  EXPECT_FALSE(p.a.status().up);
  p.a_to_z = p.z_to_a = true;
  p.run(1min);
  EXPECT_TRUE(p.a.status().up && p.z.status().up);
  EXPECT_EQ(p.a.status().established_count, 2U);
}

TEST(ModelTunnel, OneWayLossIsNoticedByBothEnds) {
  Pair p;
  p.start();
  p.z_to_a = false;   // z hears a's checks, a hears nothing
  p.run(46s);
  EXPECT_FALSE(p.a.status().up);
}

TEST(ModelTunnel, AnAttemptIsRepeatedWithBackOff) {
  Pair p;
  p.a_to_z = false;
  p.start();
  p.run(2min);
  EXPECT_GE(p.seen_by_z.size(), 6U);
  EXPECT_LE(p.seen_by_z.size(), 12U);
  p.a_to_z = true;
  p.run(1min);
  EXPECT_TRUE(p.a.status().up);
}

TEST(ModelTunnel, ARestartedPeerIsRecognised) {
  Pair p;
  p.start();
  p.a = ModelTunnel(TunnelConfig{.name = "a", .initiator = true}, Rng(99));
  p.step(p.a, TunnelStart{});
  EXPECT_EQ(p.changes, (std::vector<std::string>{"a up", "z up", "z down", "a up", "z up"}));
}

TEST(ModelTunnel, HostileDatagramsAreCountedAndDropped) {
  Pair p;
  p.start();
  const auto before = p.z.status();
  for (std::size_t size = 0; size < 40; ++size) p.step(p.z, TunnelReceived{Bytes(size)});
  // A forged Delete with the wrong ids changes nothing.
  Bytes forged = p.seen_by_z.front();
  forged[4] = std::byte{5};
  forged[8] ^= std::byte{1};
  p.step(p.z, TunnelReceived{forged});
  EXPECT_TRUE(p.z.status().up);
  EXPECT_GE(p.z.status().discarded, before.discarded + 40);
}

TEST(ModelTunnel, StopTellsThePeer) {
  Pair p;
  p.start();
  p.step(p.a, TunnelStop{"operator"});
  EXPECT_FALSE(p.a.status().up);
  EXPECT_FALSE(p.z.status().up);
  EXPECT_FALSE(p.a.next_deadline());
}

}  // namespace
}  // namespace cw::gateway
