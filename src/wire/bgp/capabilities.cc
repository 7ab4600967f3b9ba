// RFC 5492 §4: a parameter holds one or more capabilities, each
//
//   +------------------------------+
//   | Capability Code (1 octet)    |
//   +------------------------------+
//   | Capability Length (1 octet)  |
//   +------------------------------+
//   | Capability Value (variable)  |
//   +------------------------------+
#include <algorithm>
#include <utility>

#include "wire/bgp/fault.h"
#include "wire/bgp/nlri.h"

namespace cw::wire::bgp {
namespace {

constexpr std::uint8_t kRestartState = 0x8;         // of the four Restart Flags, RFC 4724 §3
constexpr std::uint8_t kGracefulNotification = 0x4;  // RFC 8538 §2
constexpr std::uint8_t kForwardingState = 0x80;     // RFC 4724 §3
constexpr std::uint16_t kRestartTimeMax = 0x0fff;

using Decode = bool (*)(Reader value, Capabilities& into);
using Encode = void (*)(const Capabilities& from, Writer& writer);

// Every decoder returns false for a value of the wrong length; done() at its end says that all of it was used.

bool decode_multiprotocol(Reader value, Capabilities& into) {
  const std::uint16_t afi = value.u16();
  value.skip(1);
  const std::uint8_t safi = value.u8();
  if (!value.done()) return false;
  const auto family = family_from_wire(afi, safi);
  if (!family) return true;
  const auto place = std::ranges::lower_bound(into.multiprotocol, *family);
  if (place == into.multiprotocol.end() || *place != *family) into.multiprotocol.insert(place, *family);
  return true;
}
void encode_multiprotocol(const Capabilities& from, Writer& writer) {
  for (const AfiSafi family : from.multiprotocol) {
    writer.u8(1);
    writer.u8(4);
    writer.u16(wire_afi(family));
    writer.u8(0);
    writer.u8(kSafiUnicast);
  }
}

template <bool Capabilities::*Flag>
bool decode_flag(Reader value, Capabilities& into) {
  into.*Flag = true;
  return value.done();
}
template <bool Capabilities::*Flag, std::uint8_t Code>
void encode_flag(const Capabilities& from, Writer& writer) {
  if (!(from.*Flag)) return;
  writer.u8(Code);
  writer.u8(0);
}

bool decode_graceful_restart(Reader value, Capabilities& into) {
  const std::uint16_t head = value.u16();
  GracefulRestart restart{.restarting = ((head >> 12) & kRestartState) != 0,
                          .notification = ((head >> 12) & kGracefulNotification) != 0,
                          .restart_time_s = static_cast<std::uint16_t>(head & kRestartTimeMax),
                          .families = {}};
  while (value.ok() && value.remaining() > 0) {
    const std::uint16_t afi = value.u16();
    const std::uint8_t safi = value.u8();
    const bool preserved = (value.u8() & kForwardingState) != 0;
    const auto family = family_from_wire(afi, safi);
    if (!family || !value.ok()) continue;
    const auto known = std::ranges::find(restart.families, *family, &GracefulRestartFamily::family);
    if (known == restart.families.end()) {
      restart.families.push_back({.family = *family, .forwarding_preserved = preserved});
    } else {
      known->forwarding_preserved = preserved;
    }
  }
  if (!value.done()) return false;
  // RFC 4724 §3: "... MUST ignore all but the last instance of the Graceful Restart Capability."
  into.graceful_restart = std::move(restart);
  return true;
}
void encode_graceful_restart(const Capabilities& from, Writer& writer) {
  if (!from.graceful_restart) return;
  const GracefulRestart& restart = *from.graceful_restart;
  const unsigned restarting = restart.restarting ? kRestartState : 0U;
  const unsigned flags = restarting | (restart.notification ? kGracefulNotification : 0U);
  const unsigned time = std::min(restart.restart_time_s, kRestartTimeMax);
  writer.u8(64);
  writer.u8(static_cast<std::uint8_t>(2 + 4 * restart.families.size()));
  writer.u16(static_cast<std::uint16_t>((flags << 12) | time));
  for (const GracefulRestartFamily& family : restart.families) {
    writer.u16(wire_afi(family.family));
    writer.u8(kSafiUnicast);
    writer.u8(family.forwarding_preserved ? kForwardingState : 0);
  }
}

bool decode_four_octet_as(Reader value, Capabilities& into) {
  into.four_octet_as = AsNumber(value.u32());
  return value.done();
}
void encode_four_octet_as(const Capabilities& from, Writer& writer) {
  if (!from.four_octet_as) return;
  writer.u8(65);
  writer.u8(4);
  writer.u32(from.four_octet_as->value);
}

bool decode_add_path(Reader value, Capabilities& into) {
  while (value.ok() && value.remaining() > 0) {
    const std::uint16_t afi = value.u16();
    const std::uint8_t safi = value.u8();
    const std::uint8_t mode = value.u8();
    const auto family = family_from_wire(afi, safi);
    // RFC 7911 §4: any other Send/Receive value: treated as not understood and ignored.
    if (!value.ok() || !family || mode == 0 || mode > std::to_underlying(AddPathMode::Both)) continue;
    into.add_path[std::to_underlying(*family)] = static_cast<AddPathMode>(mode);
  }
  return value.done();
}
void encode_add_path(const Capabilities& from, Writer& writer) {
  const auto count = std::ranges::count_if(from.add_path, [](AddPathMode mode) { return mode != AddPathMode::None; });
  if (count == 0) return;
  writer.u8(69);
  writer.u8(static_cast<std::uint8_t>(4 * count));
  for (const AfiSafi family : {AfiSafi::Ipv4Unicast, AfiSafi::Ipv6Unicast}) {
    const AddPathMode mode = from.add_path[std::to_underlying(family)];
    if (mode == AddPathMode::None) continue;
    writer.u16(wire_afi(family));
    writer.u8(kSafiUnicast);
    writer.u8(std::to_underlying(mode));
  }
}

struct CapabilityRow {
  std::uint8_t code = 0;  ///< IANA "Capability Codes"
  Decode decode = nullptr;
  Encode encode = nullptr;
};
constexpr std::array kCapabilities{
    // RFC 4760
    CapabilityRow{1, decode_multiprotocol, encode_multiprotocol},
    // RFC 2918
    CapabilityRow{2, decode_flag<&Capabilities::route_refresh>, encode_flag<&Capabilities::route_refresh, 2>},
    // RFC 8654
    CapabilityRow{6, decode_flag<&Capabilities::extended_message>, encode_flag<&Capabilities::extended_message, 6>},
    // RFC 4724, RFC 8538
    CapabilityRow{64, decode_graceful_restart, encode_graceful_restart},
    // RFC 6793
    CapabilityRow{65, decode_four_octet_as, encode_four_octet_as},
    // RFC 7911
    CapabilityRow{69, decode_add_path, encode_add_path},
    // RFC 7313
    CapabilityRow{70, decode_flag<&Capabilities::enhanced_route_refresh>,
                  encode_flag<&Capabilities::enhanced_route_refresh, 70>},
};

}  // namespace

bool decode_capabilities(ByteSpan parameter, Capabilities& capabilities) {
  Reader reader(parameter);
  while (reader.remaining() > 0) {
    const std::uint8_t code = reader.u8();
    const std::uint8_t length = reader.u8();
    const Reader value = reader.sub(length);
    if (!reader.ok()) return false;
    const auto row = std::ranges::find(kCapabilities, code, &CapabilityRow::code);
    if (row == kCapabilities.end()) {
      capabilities.unknown.push_back(code);
    } else if (!row->decode(value, capabilities)) {
      return false;
    }
  }
  return true;
}

void encode_capabilities(const Capabilities& capabilities, Writer& writer) {
  for (const CapabilityRow& row : kCapabilities) row.encode(capabilities, writer);
}

}  // namespace cw::wire::bgp
