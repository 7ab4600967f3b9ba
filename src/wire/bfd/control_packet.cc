//  The packet, RFC 5880 §4.1:
//
//   0                   1                   2                   3
//   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |Vers |  Diag   |Sta|P|F|C|A|D|M|  Detect Mult  |    Length     |
//  |                       My Discriminator                        |
//  |                      Your Discriminator                       |
//  |                    Desired Min TX Interval                    |
//  |                   Required Min RX Interval                    |
//  |                 Required Min Echo RX Interval                 |
//  +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//  |   Auth Type   |   Auth Len    |    Authentication Data...     |  only with A
#include "wire/bfd/control_packet.h"

#include <fmt/core.h>

#include "base/assert.h"

namespace cw::wire::bfd {

namespace {

enum Flag : unsigned { kPoll = 0x20, kFinal = 0x10, kIndependent = 0x08, kAuthentication = 0x04, kDemand = 0x02,
                       kMultipoint = 0x01 };

/// We never configure authentication, so a packet that carries a well-formed section is still not for us
/// (RFC 5880 §6.8.6: "If the A bit is set and no authentication is in use (bfd.AuthType is zero), ... discarded").
Discard judge_authentication(Reader section) {
  section.skip(1);
  const std::size_t length = section.u8();
  if (!section.ok() || length < kAuthenticationHeaderSize ||
      length - kAuthenticationHeaderSize > section.remaining()) {
    return Discard::AuthenticationMalformed;
  }
  return Discard::AuthenticationNotConfigured;
}

}  // namespace

std::expected<ControlPacket, Discard> decode(ByteSpan payload) {
  Reader whole(payload);
  const unsigned first = whole.u8();
  const unsigned flags = whole.u8();
  const std::uint8_t detect_multiplier = whole.u8();
  const std::size_t length = whole.u8();
  if (!whole.ok()) return std::unexpected(Discard::LengthTooShort);

  // The order of the rules is that of RFC 5880 §6.8.6.
  const bool authenticated = (flags & kAuthentication) != 0;
  if (first >> 5 != kVersion) return std::unexpected(Discard::WrongVersion);
  if (length < kControlPacketSize + (authenticated ? kAuthenticationHeaderSize : 0)) {
    return std::unexpected(Discard::LengthTooShort);
  }
  if (length > payload.size()) return std::unexpected(Discard::LengthBeyondPayload);

  Reader reader(payload.subspan(4, length - 4));
  ControlPacket packet{
      .diagnostic = static_cast<std::uint8_t>(first & kDiagnosticMax),
      .state = static_cast<State>(flags >> 6),  // all four values of the two bits are states
      .poll = (flags & kPoll) != 0,
      .final = (flags & kFinal) != 0,
      .control_plane_independent = (flags & kIndependent) != 0,
      .demand = (flags & kDemand) != 0,
      .detect_multiplier = detect_multiplier,
  };
  packet.my_discriminator = Discriminator{reader.u32()};
  packet.your_discriminator = Discriminator{reader.u32()};
  packet.desired_min_tx_us = reader.u32();
  packet.required_min_rx_us = reader.u32();
  packet.required_min_echo_rx_us = reader.u32();
  CW_ASSERT(reader.ok());  // Length was checked above

  if (detect_multiplier == 0) return std::unexpected(Discard::DetectMultiplierZero);
  if ((flags & kMultipoint) != 0) return std::unexpected(Discard::MultipointSet);
  if (packet.my_discriminator.value == 0) return std::unexpected(Discard::MyDiscriminatorZero);
  const bool may_not_know_us = packet.state == State::Down || packet.state == State::AdminDown;
  if (packet.your_discriminator.value == 0 && !may_not_know_us) {
    return std::unexpected(Discard::YourDiscriminatorZero);
  }
  if (authenticated) return std::unexpected(judge_authentication(reader));
  return packet;
}

void encode(const ControlPacket& packet, Writer& out) {
  CW_ASSERT(packet.diagnostic <= kDiagnosticMax);
  const unsigned flags = (static_cast<unsigned>(packet.state) << 6) | (packet.poll ? kPoll : 0U) |
                         (packet.final ? kFinal : 0U) |
                         (packet.control_plane_independent ? kIndependent : 0U) |
                         (packet.demand ? kDemand : 0U);
  out.u8(static_cast<std::uint8_t>((kVersion << 5) | packet.diagnostic));
  out.u8(static_cast<std::uint8_t>(flags));
  out.u8(packet.detect_multiplier);
  out.u8(static_cast<std::uint8_t>(kControlPacketSize));
  out.u32(packet.my_discriminator.value);
  out.u32(packet.your_discriminator.value);
  out.u32(packet.desired_min_tx_us);
  out.u32(packet.required_min_rx_us);
  out.u32(packet.required_min_echo_rx_us);
}

std::optional<Diagnostic> diagnostic_of(std::uint8_t code) {
  if (code > static_cast<std::uint8_t>(Diagnostic::ReverseConcatenatedPathDown)) return std::nullopt;
  return static_cast<Diagnostic>(code);
}

std::string_view to_string(State state) {
  switch (state) {
    case State::AdminDown: return "AdminDown";
    case State::Down: return "Down";
    case State::Init: return "Init";
    case State::Up: return "Up";
  }
  return "?";
}

std::string_view to_string(Diagnostic diagnostic) {
  switch (diagnostic) {
    case Diagnostic::None: return "No Diagnostic";
    case Diagnostic::ControlDetectionTimeExpired: return "Control Detection Time Expired";
    case Diagnostic::EchoFunctionFailed: return "Echo Function Failed";
    case Diagnostic::NeighborSignaledSessionDown: return "Neighbor Signaled Session Down";
    case Diagnostic::ForwardingPlaneReset: return "Forwarding Plane Reset";
    case Diagnostic::PathDown: return "Path Down";
    case Diagnostic::ConcatenatedPathDown: return "Concatenated Path Down";
    case Diagnostic::AdministrativelyDown: return "Administratively Down";
    case Diagnostic::ReverseConcatenatedPathDown: return "Reverse Concatenated Path Down";
  }
  return "?";
}

std::string_view to_string(Discard reason) {
  switch (reason) {
    case Discard::WrongVersion: return "version is not 1";
    case Discard::LengthTooShort: return "length is too short";
    case Discard::LengthBeyondPayload: return "length is beyond the payload";
    case Discard::DetectMultiplierZero: return "detect multiplier is zero";
    case Discard::MultipointSet: return "multipoint bit is set";
    case Discard::MyDiscriminatorZero: return "my discriminator is zero";
    case Discard::YourDiscriminatorZero: return "your discriminator is zero in Init or Up";
    case Discard::AuthenticationMalformed: return "authentication section does not fit";
    case Discard::AuthenticationNotConfigured: return "authentication is not configured";
  }
  return "?";
}

std::string to_string(const ControlPacket& packet) {
  return fmt::format("{} diag {}{}{}{}{} mult {} {} > {} tx {} us rx {} us", to_string(packet.state),
                     packet.diagnostic, packet.poll ? " poll" : "", packet.final ? " final" : "",
                     packet.control_plane_independent ? " independent" : "", packet.demand ? " demand" : "",
                     packet.detect_multiplier, packet.my_discriminator.value, packet.your_discriminator.value,
                     packet.desired_min_tx_us, packet.required_min_rx_us);
}

}  // namespace cw::wire::bfd
