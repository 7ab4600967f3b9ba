// RFC 4271 §4.2:
//
//   +-+-+-+-+-+-+-+-+
//   |    Version    |
//   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//   |     My Autonomous System      |
//   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//   |           Hold Time           |
//   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//   |                         BGP Identifier                        |
//   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//   | Opt Parm Len  |  Optional Parameters: type, length, value ... |
//   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
#include <algorithm>

#include "wire/bgp/fault.h"

namespace cw::wire::bgp {
namespace {

constexpr std::uint8_t kVersion = 4;
constexpr std::uint8_t kParameterCapabilities = 2;  // RFC 5492 §4
constexpr std::uint8_t kParameterExtended = 255;    // RFC 9072 §2
constexpr std::size_t kParameterSizeMax = 253;      // in an OPEN without RFC 9072
constexpr std::uint16_t kHoldTimeMin = 3;

std::unexpected<DecodeError> open_error(std::uint8_t code, std::string_view field, std::string_view rule,
                                        ByteSpan data = {}) {
  return fail({.code = ErrorCode::OpenMessageError, .subcode = code, .field = field, .rule = rule, .data = data});
}

std::unexpected<DecodeError> malformed_parameters() {
  return open_error(subcode::kUnspecific, "Optional Parameters",
                    "RFC 4271 §6.2: a recognized parameter is well-formed");
}

std::expected<Capabilities, DecodeError> decode_parameters(Reader reader) {
  Capabilities capabilities;
  std::size_t size = reader.u8();
  // RFC 9072 §2: the type 255 in front says that lengths have two octets; the one-octet length then means nothing.
  Reader ahead = reader;
  const bool extended = size != 0 && ahead.u8() == kParameterExtended && ahead.ok();
  if (extended) {
    reader = ahead;
    size = reader.u16();
  }
  if (!reader.ok() || reader.remaining() != size) return malformed_parameters();
  while (reader.remaining() > 0) {
    const std::uint8_t type = reader.u8();
    const std::size_t length = extended ? reader.u16() : reader.u8();
    const ByteSpan value = reader.take(length);
    if (!reader.ok()) return malformed_parameters();
    if (type != kParameterCapabilities) {
      return open_error(subcode::kUnsupportedOptionalParameter, "Parm. Type", "RFC 4271 §6.2: a known parameter");
    }
    if (!decode_capabilities(value, capabilities)) return malformed_parameters();
  }
  std::ranges::sort(capabilities.unknown);
  const auto repeated = std::ranges::unique(capabilities.unknown);
  capabilities.unknown.erase(repeated.begin(), repeated.end());
  return capabilities;
}

}  // namespace

std::expected<Open, DecodeError> decode_open(ByteSpan body) {
  Reader reader(body);
  Open open;
  open.version = reader.u8();
  open.as = AsNumber(reader.u16());
  open.hold_time_s = reader.u16();
  open.identifier = RouterId(reader.u32());
  if (open.version != kVersion) {
    const std::array<std::byte, 2> supported{std::byte{0}, std::byte{kVersion}};
    return open_error(subcode::kUnsupportedVersionNumber, "Version", "RFC 4271 §6.2: version 4", supported);
  }
  if (open.as == AsNumber(0)) return open_error(subcode::kBadPeerAs, "My Autonomous System", "RFC 7607 §2: not 0");
  if (open.hold_time_s != 0 && open.hold_time_s < kHoldTimeMin) {
    return open_error(subcode::kUnacceptableHoldTime, "Hold Time", "RFC 4271 §6.2: 0 or at least 3 seconds");
  }
  if (open.identifier == RouterId(0)) {
    return open_error(subcode::kBadBgpIdentifier, "BGP Identifier", "RFC 6286 §2.2: not 0");
  }
  auto capabilities = decode_parameters(reader);
  if (!capabilities) return std::unexpected(std::move(capabilities.error()));
  open.capabilities = *std::move(capabilities);
  if (const auto as = open.capabilities.four_octet_as) {
    if (*as == AsNumber(0)) {
      return open_error(subcode::kBadPeerAs, "Support for 4-octet AS number capability", "RFC 7607 §2: not 0");
    }
    open.as = *as;
  }
  return open;
}

bool encode_open(const Open& open, Writer& writer) {
  std::array<std::byte, kParameterSizeMax> scratch;
  Writer capabilities(scratch);
  encode_capabilities(open.capabilities, capabilities);
  writer.u8(open.version);
  // RFC 6793 §4.2.1: AS_TRANS stands for an AS number that two octets cannot hold.
  writer.u16(static_cast<std::uint16_t>(open.as.value <= UINT16_MAX ? open.as.value : kAsTrans.value));
  writer.u16(open.hold_time_s);
  writer.u32(open.identifier.value);
  if (capabilities.size() == 0) {
    writer.u8(0);
    return capabilities.ok();
  }
  // RFC 5492 §4: all capabilities in one parameter.
  writer.u8(static_cast<std::uint8_t>(capabilities.size() + 2));
  writer.u8(kParameterCapabilities);
  writer.u8(static_cast<std::uint8_t>(capabilities.size()));
  writer.bytes(capabilities.written());
  return capabilities.ok();
}

}  // namespace cw::wire::bgp
