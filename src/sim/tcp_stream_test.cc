#include "sim/tcp_stream.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>

#include "base/random.h"

namespace cw::sim {
namespace {

Bytes pattern(std::size_t size) {
  Bytes bytes(size);
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::byte>((i * 31 + i / 251) & 0xff);
  return bytes;
}

/// Two ends and the network between them: segments travel 10 ms unless `fate` says otherwise.
struct Pair {
  struct End {
    explicit End(std::uint32_t id) : stream(id) {}
    TcpStream stream;
    Bytes received;
    std::size_t space = 0;
    bool connected = false, ended = false;
    std::string reason;
  };
  struct Flight {
    bool to_z = true;
    TcpSegment segment;
  };
  End a{1}, z{2};
  Instant now{};
  std::multimap<Instant, Flight> wire;
  std::function<std::optional<Duration>(const TcpSegment&)> fate = [](const TcpSegment&) { return std::optional<Duration>(10ms); };
  bool z_exists = true;

  void take(bool from_a, TcpEffects effects) {
    End& end = from_a ? a : z;
    end.received.insert(end.received.end(), effects.delivered.begin(), effects.delivered.end());
    end.space += effects.space;
    end.connected = end.connected || effects.connected;
    if (effects.ended) end.ended = true, end.reason = effects.reason;
    for (TcpSegment& segment : effects.segments) {
      if (const auto delay = fate(segment)) wire.emplace(now + *delay, Flight{.to_z = from_a, .segment = std::move(segment)});
    }
  }
  void open() {
    TcpEffects effects;
    a.stream.connect(now, effects);
    take(true, std::move(effects));
  }
  void send(bool from_a, const Bytes& bytes) {
    TcpEffects effects;
    (from_a ? a : z).stream.send(now, bytes, effects);
    take(from_a, std::move(effects));
  }
  void close(bool from_a) {
    TcpEffects effects;
    (from_a ? a : z).stream.close(now, effects);
    take(from_a, std::move(effects));
  }
  void arrive(const Flight& flight) {
    if (flight.to_z && !z_exists) {
      if (const auto reset = TcpStream::reset_for(flight.segment)) wire.emplace(now + 10ms, Flight{.to_z = false, .segment = *reset});
      return;
    }
    TcpEffects effects;
    if (flight.to_z && flight.segment.syn && z.stream.peer_id() == 0) {
      z.stream.accept(now, flight.segment, effects);
    } else {
      (flight.to_z ? z : a).stream.receive(now, flight.segment, effects);
    }
    take(!flight.to_z, std::move(effects));
  }
  void run(Duration time) {
    const Instant end = now + time;
    for (;;) {
      Instant next = wire.empty() ? kInstantMax : wire.begin()->first;
      for (const TcpStream* stream : {&a.stream, &z.stream}) next = std::min(next, stream->next_deadline().value_or(kInstantMax));
      if (next > end) break;
      now = next;
      if (!wire.empty() && wire.begin()->first == now) {
        const Flight flight = wire.begin()->second;
        wire.erase(wire.begin());
        arrive(flight);
        continue;
      }
      for (const bool from_a : {true, false}) {
        TcpEffects effects;
        (from_a ? a : z).stream.on_timer(now, effects);
        take(from_a, std::move(effects));
      }
    }
    now = end;
  }
};

TEST(TcpStream, ConnectsAndCarriesBothWays) {
  Pair p;
  p.open();
  p.run(100ms);
  EXPECT_TRUE(p.a.connected && p.z.connected);
  p.send(true, pattern(100));
  p.send(false, pattern(50));
  p.run(100ms);
  EXPECT_EQ(p.z.received, pattern(100));
  EXPECT_EQ(p.a.received, pattern(50));
  EXPECT_EQ(p.a.space, 100U);
  EXPECT_EQ(p.z.space, 50U);
}

TEST(TcpStream, ABigTransferArrivesExactlyThroughLossReorderingAndDuplication) {
  Pair p;
  Rng rng(5);
  p.fate = [&](const TcpSegment&) -> std::optional<Duration> {
    if (rng.chance_ppm(50'000)) return std::nullopt;
    return 10ms + rng.between(0ms, 15ms);
  };
  p.open();
  p.run(5s);
  ASSERT_TRUE(p.a.connected);
  p.send(true, pattern(1'000'000));
  p.run(5min);
  EXPECT_EQ(p.z.received, pattern(1'000'000));
  EXPECT_EQ(p.a.space, 1'000'000U);
  EXPECT_GT(p.a.stream.retransmissions(), 0U);
  EXPECT_FALSE(p.a.ended);
}

TEST(TcpStream, NeverHasMoreThanItsWindowInFlight) {
  Pair p;
  p.open();
  p.run(100ms);
  std::size_t in_flight = 0, most = 0;
  p.fate = [&](const TcpSegment& segment) -> std::optional<Duration> {
    in_flight += segment.data.size();
    most = std::max(most, in_flight);
    return std::nullopt;
  };
  p.send(true, pattern(500'000));
  EXPECT_LE(most, kTcpWindow);
  EXPECT_GT(most, 0U);
}

TEST(TcpStream, AConnectThatNobodyAnswersFailsAfterThreeSeconds) {
  Pair p;
  p.fate = [](const TcpSegment&) { return std::optional<Duration>(); };
  p.open();
  p.run(2999ms);
  EXPECT_FALSE(p.a.ended);
  p.run(1ms);
  EXPECT_TRUE(p.a.ended);
  EXPECT_EQ(p.a.reason, "connect timed out");
}

TEST(TcpStream, AConnectToAPeerWithoutListenerIsRefused) {
  Pair p;
  p.z_exists = false;
  p.open();
  p.run(100ms);
  EXPECT_TRUE(p.a.ended);
  EXPECT_EQ(p.a.reason, "connection refused");
}

TEST(TcpStream, APeerThatRestartedResetsTheConnectionAtTheNextSegment) {
  Pair p;
  p.open();
  p.run(100ms);
  p.z_exists = false;
  p.send(true, pattern(19));
  p.run(100ms);
  EXPECT_TRUE(p.a.ended);
  EXPECT_EQ(p.a.reason, "connection reset by the peer");
}

TEST(TcpStream, GivesUpWhenNothingIsAcknowledgedForLongEnough) {
  Pair p;
  p.open();
  p.run(100ms);
  p.fate = [](const TcpSegment&) { return std::optional<Duration>(); };
  p.run(1h);
  EXPECT_FALSE(p.a.ended) << "an idle connection lives for ever";
  p.send(true, pattern(19));
  p.run(kGiveUp - 1ms);
  EXPECT_FALSE(p.a.ended);
  p.run(1ms);
  EXPECT_TRUE(p.a.ended);
}

TEST(TcpStream, SurvivesASilenceShorterThanThat) {
  Pair p;
  p.open();
  p.run(100ms);
  const auto normal = p.fate;
  p.fate = [](const TcpSegment&) { return std::optional<Duration>(); };
  p.send(true, pattern(5000));
  p.run(20s);
  p.fate = normal;
  p.run(20s);
  EXPECT_EQ(p.z.received, pattern(5000));
}

TEST(TcpStream, CloseFlushesAndThePeerHearsOfItAfterTheLastByte) {
  Pair p;
  p.open();
  p.run(100ms);
  p.send(true, pattern(100'000));
  p.close(true);
  p.run(10s);
  EXPECT_EQ(p.z.received, pattern(100'000));
  EXPECT_TRUE(p.z.ended);
  EXPECT_EQ(p.z.reason, "closed by the peer");
  EXPECT_TRUE(p.a.ended);
  EXPECT_TRUE(p.a.reason.empty()) << "an end that closed itself has nothing to hear";
}

TEST(TcpStream, ALostHandshakeIsRepeated) {
  for (int lost = 0; lost < 3; ++lost) {   // SYN, SYN-ACK, ACK
    Pair p;
    int seen = 0;
    p.fate = [&](const TcpSegment&) -> std::optional<Duration> {
      if (seen++ == lost) return std::nullopt;
      return 10ms;
    };
    p.open();
    p.run(2s);
    p.send(true, pattern(10));
    p.run(1s);
    EXPECT_TRUE(p.a.connected && p.z.connected) << lost;
    EXPECT_EQ(p.z.received.size(), 10U) << lost;
  }
}

}  // namespace
}  // namespace cw::sim
