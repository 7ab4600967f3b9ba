// Test vocabulary of this folder: one driven session, and two with a line between them. For *_test.cc and fuzzing only.
#pragma once

#include <deque>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "base/assert.h"
#include "bfd/session.h"

namespace cw::bfd::testing {

inline constexpr Discriminator kLocal{11};
inline constexpr Discriminator kRemote{22};

inline SessionConfig config_of(Duration tx = 300ms, Duration rx = 300ms, std::uint8_t multiplier = 3) {
  return {.local_address = IpAddress::v4(0x0a000001), .peer_address = IpAddress::v4(0x0a000002),
          .desired_min_tx = tx, .required_min_rx = rx, .detect_multiplier = multiplier};
}

inline Bytes bytes_of(const wire::bfd::ControlPacket& packet) {
  Bytes bytes(wire::bfd::kControlPacketSize);
  Writer writer(bytes);
  wire::bfd::encode(packet, writer);
  CW_ASSERT(writer.ok());
  return bytes;
}

/// A session, its clock, and everything it said since the last clear().
class Driven {
 public:
  explicit Driven(const SessionConfig& config = config_of(), Discriminator local = kLocal, std::uint64_t seed = 1)
      : session(config, local, Rng(seed)) {}

  void give(const Input& input) {
    Outbox<Output> out;
    session.step(now, input, out);
    CW_ASSERT(session.is_consistent());
    for (const Output& each : out.items()) collect(each);
  }
  void receive(const wire::bfd::ControlPacket& packet, std::uint8_t ttl = 255) {
    const Bytes bytes = bytes_of(packet);
    give(PacketReceived{.bytes = bytes, .ttl = ttl});
  }
  /// Moves the clock to `to`, firing what falls due on the way as a world that is never late would.
  void run_to(Instant to) {
    while (session.next_deadline().value_or(kInstantMax) <= to) {
      now = std::max(now, *session.next_deadline());
      give(TimerDue{});
      CW_ASSERT(session.next_deadline().value_or(kInstantMax) > now);
    }
    now = to;
  }
  void run(Duration time) { run_to(now + time); }
  /// Moves the clock without letting the session run: it was asleep.
  void sleep(Duration time) { now += time; }
  void clear() {
    sent.clear();
    changes.clear();
    extensions.clear();
  }

  Session session;
  Instant now{};
  std::vector<wire::bfd::ControlPacket> sent;
  std::vector<Instant> sent_at;  ///< never cleared
  std::vector<StateChanged> changes;
  std::vector<DetectionExtended> extensions;
  std::function<void(const SendPacket&)> line = [](const SendPacket&) {};

 private:
  void collect(const Output& output) {
    std::visit(Overloaded{
                   [&](const SendPacket& packet) {
                     const auto decoded = wire::bfd::decode(packet.bytes);
                     CW_ASSERT(decoded.has_value());
                     CW_ASSERT(!(decoded->poll && decoded->final));  // RFC 5880 §6.5
                     sent.push_back(*decoded);
                     sent_at.push_back(now);
                     line(packet);
                   },
                   [&](const StateChanged& change) { changes.push_back(change); },
                   [&](const DetectionExtended& extended) { extensions.push_back(extended); },
               },
               output);
  }
};

/// What the peer would send, as the rows of the tests need it.
inline wire::bfd::ControlPacket from_peer(State state, Duration tx = 300ms, Duration rx = 300ms,
                                          std::uint8_t multiplier = 3) {
  const auto us = [](Duration d) { return static_cast<std::uint32_t>(d / 1us); };
  return {.state = state, .detect_multiplier = multiplier, .my_discriminator = kRemote,
          .your_discriminator = kLocal, .desired_min_tx_us = us(tx), .required_min_rx_us = us(rx)};
}

/// Two sessions, `a` and `z`, and a line that takes `delay` each way and may lose what `lose` names.
class Pair {
 public:
  explicit Pair(const SessionConfig& a_config = config_of(), const SessionConfig& z_config = config_of(),
                std::uint64_t seed = 1)
      : a(a_config, Discriminator{11}, seed), z(z_config, Discriminator{22}, seed + 1000) {
    a.line = [this](const SendPacket& packet) { put(a, z, packet); };
    z.line = [this](const SendPacket& packet) { put(z, a, packet); };
  }
  Pair(const Pair&) = delete;
  Pair& operator=(const Pair&) = delete;

  void start_both() {
    a.give(AdminUp{});
    z.give(AdminUp{});
  }
  void run(Duration time) {
    const Instant end = now() + time;
    while (step_once(end)) {
    }
    a.now = z.now = end;
  }
  [[nodiscard]] Instant now() const { return a.now; }
  [[nodiscard]] bool both_up() const { return a.session.state() == State::Up && z.session.state() == State::Up; }

  Driven a;
  Driven z;
  Duration delay = 10ms;
  int carried = 0;  ///< packets put on the line so far, lost ones included
  /// Decides the fate of packet number `index` (from 0); `from_a` tells the direction.
  std::function<bool(int index, bool from_a)> lose = [](int, bool) { return false; };

 private:
  struct Flying {
    Instant at;
    Driven* to;
    SendPacket packet;
  };
  void put(const Driven& from, Driven& to, const SendPacket& packet) {
    const bool lost = lose(carried++, &from == &a);
    if (!lost) flying_.push_back({from.now + delay, &to, packet});
  }
  /// The earliest thing before `end`; at the same instant, packets before timers.
  bool step_once(Instant end) {
    const Instant arrival = flying_.empty() ? kInstantMax : flying_.front().at;
    const Instant a_due = a.session.next_deadline().value_or(kInstantMax);
    const Instant z_due = z.session.next_deadline().value_or(kInstantMax);
    const Instant at = std::min({arrival, a_due, z_due});
    if (at > end) return false;
    a.now = z.now = std::max(at, a.now);
    if (arrival == at) {
      const Flying first = flying_.front();
      flying_.pop_front();
      first.to->give(PacketReceived{.bytes = first.packet.bytes, .ttl = 255});
    } else {
      (a_due == at ? a : z).give(TimerDue{});
    }
    return true;
  }
  std::deque<Flying> flying_;
};

}  // namespace cw::bfd::testing
