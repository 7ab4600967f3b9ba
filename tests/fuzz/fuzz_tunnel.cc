// The modelled tunnel's machine and its control datagram: hostile bytes, time, starts and stops in any order.
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "gateway/tunnel.h"

using namespace cw;

namespace {

// Op codes: what the next byte asks for.
enum class Op : std::uint8_t { Receive, ReceiveAuthentic, Advance, Start, Stop, Traffic };

void play(std::span<const std::byte> input) {
  Reader reader(input);
  gateway::TunnelConfig config{.name = "fuzz", .initiator = (reader.u8() & 1U) != 0};
  gateway::ModelTunnel tunnel(config, Rng(reader.u8()));
  gateway::ModelTunnel peer({.name = "peer", .initiator = !config.initiator}, Rng(1));
  Instant now{};
  // Datagrams of a well-behaved peer, one hop deep, so that the fuzzer also reaches Up.
  const auto step = [&](gateway::ModelTunnel& who, const gateway::TunnelInput& in) {
    Outbox<gateway::TunnelOutput> box;
    who.step(now, in, box);
    CW_ASSERT(who.is_consistent());
    CW_ASSERT(box.size() <= 8);
    const auto next = who.next_deadline();
    if (std::holds_alternative<TimerDue>(in)) CW_ASSERT(!next || *next > now);
    return box.take();
  };
  const auto exchange = [&](std::vector<gateway::TunnelOutput> outputs) {
    for (const auto& output : outputs) {
      const auto* sent = std::get_if<gateway::TunnelSend>(&output);
      if (sent == nullptr) continue;
      for (const auto& answer : step(peer, gateway::TunnelReceived{sent->bytes})) {
        const auto* back = std::get_if<gateway::TunnelSend>(&answer);
        if (back != nullptr) step(tunnel, gateway::TunnelReceived{back->bytes});
      }
    }
  };
  step(peer, gateway::TunnelStart{});
  while (reader.ok() && reader.remaining() > 0) {
    switch (static_cast<Op>(reader.u8() % 6)) {
      case Op::Receive: step(tunnel, gateway::TunnelReceived{reader.take(reader.u8() % (reader.remaining() + 1))}); break;
      case Op::ReceiveAuthentic: exchange(step(tunnel, TimerDue{})); break;
      case Op::Advance:
        now += std::chrono::milliseconds(reader.u16());
        exchange(step(tunnel, TimerDue{}));
        break;
      case Op::Start: exchange(step(tunnel, gateway::TunnelStart{})); break;
      case Op::Stop: step(tunnel, gateway::TunnelStop{"fuzz"}); break;
      case Op::Traffic: step(tunnel, gateway::TunnelTraffic{}); break;
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  play(std::as_bytes(std::span(data, size)));
  return 0;
}
