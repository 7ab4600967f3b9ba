// A session under any sequence of inputs. The first byte picks the configuration and a reached state; then op codes:
// receive a packet that fits, receive raw bytes, operator's wishes, let time pass with and without being late.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/assert.h"
#include "bfd/session.h"
#include "bfd/testing.h"

namespace cw::bfd {
namespace {

using testing::Driven;

struct Tape {
  Reader reader;
  std::uint8_t next() { return reader.remaining() == 0 ? std::uint8_t{0} : reader.u8(); }
  bool done() const { return reader.remaining() == 0; }
};

wire::bfd::ControlPacket packet_from(Tape& tape) {
  static constexpr std::uint32_t kIntervals[] = {0, 1, 3'300, 50'000, 300'000, 1'000'000, 10'000'000, UINT32_MAX};
  const std::uint8_t flags = tape.next();
  const std::uint8_t intervals = tape.next();
  wire::bfd::ControlPacket packet{
      .diagnostic = static_cast<std::uint8_t>(tape.next() & wire::bfd::kDiagnosticMax),
      .state = static_cast<State>(flags & 3),
      .poll = (flags & 4) != 0,
      .final = (flags & 8) != 0,
      .demand = (flags & 16) != 0,
      .detect_multiplier = tape.next(),
      .my_discriminator = testing::kRemote,
      .your_discriminator = (flags & 32) != 0 ? Discriminator{} : testing::kLocal,
      .desired_min_tx_us = kIntervals[intervals & 7],
      .required_min_rx_us = kIntervals[(intervals >> 3) & 7],
  };
  return packet;
}

Duration span_from(std::uint8_t byte) { return (byte + 1) * (1 << (byte & 7)) * 1ms; }

void one_op(Driven& driven, Tape& tape) {
  const std::size_t said = driven.sent.size() + driven.changes.size() + driven.extensions.size();
  switch (tape.next() % 9) {
    case 0: driven.receive(packet_from(tape), 255); break;
    case 1: driven.receive(packet_from(tape), tape.next()); break;
    case 2: {
      const ByteSpan raw = tape.reader.take(std::min<std::size_t>(tape.next() % 40, tape.reader.remaining()));
      driven.give(PacketReceived{.bytes = raw, .ttl = 255});
      break;
    }
    case 3: driven.give(AdminUp{}); break;
    case 4: driven.give(AdminDown{}); break;
    case 5: {
      const Duration tx = span_from(tape.next());
      const Duration rx = span_from(tape.next());
      driven.give(SetIntervals{tx, rx, tape.next()});
      break;
    }
    case 6: driven.give(PathLost{}); break;
    case 7: return driven.run(std::min<Duration>(span_from(tape.next()), 1s));
    case 8: {
      driven.sleep(span_from(tape.next()));
      driven.give(TimerDue{});
      CW_ASSERT(driven.session.next_deadline().value_or(kInstantMax) > driven.now);
      break;
    }
    default: break;
  }
  // One input never makes more than a change, an extension and two packets.
  CW_ASSERT(driven.sent.size() + driven.changes.size() + driven.extensions.size() - said <= 4);
}

void run(Tape tape) {
  const std::uint8_t first = tape.next();
  SessionConfig config = testing::config_of(first & 1 ? 50ms : 300ms, first & 2 ? 50ms : 1s, first & 4 ? 1 : 3);
  config.passive = (first & 8) != 0;
  config.multihop = (first & 16) != 0;
  Driven driven(config, testing::kLocal, first);
  if ((first & 32) != 0) driven.give(AdminUp{});
  if ((first & 64) != 0) driven.receive(testing::from_peer(State::Down));
  if ((first & 128) != 0) driven.receive(testing::from_peer(State::Init));
  for (int ops = 0; ops < 500 && !tape.done(); ++ops) one_op(driven, tape);

  // Whatever happened, a good peer that keeps talking brings the session up again: nothing is stuck.
  driven.give(AdminUp{});
  driven.receive(testing::from_peer(State::AdminDown));
  driven.receive(testing::from_peer(State::Down));
  driven.receive(testing::from_peer(State::Up));
  CW_ASSERT(driven.session.state() == State::Up);
  CW_ASSERT(driven.session.next_deadline().has_value());
}

}  // namespace
}  // namespace cw::bfd

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  cw::bfd::run({.reader = cw::Reader(std::as_bytes(std::span(data, size)))});
  return 0;
}
