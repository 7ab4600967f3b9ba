// The BFD control packet (RFC 5880 §4.1): bytes <-> struct, with every reception rule of §6.8.6 that needs no session.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/strong.h"

namespace cw::wire::bfd {

inline constexpr std::uint8_t kVersion = 1;                  ///< RFC 5880 §4.1
inline constexpr std::size_t kControlPacketSize = 24;        ///< without an authentication section
inline constexpr std::size_t kAuthenticationHeaderSize = 2;  ///< Auth Type and Auth Len
inline constexpr std::uint8_t kDiagnosticMax = 31;           ///< five bits

/// Session state as it travels, RFC 5880 §4.1. Two bits: every wire value has an enumerator.
enum class State : std::uint8_t { AdminDown = 0, Down = 1, Init = 2, Up = 3 };
std::string_view to_string(State state);

/// IANA "BFD Diagnostic Codes", the values RFC 5880 §4.1 assigns.
enum class Diagnostic : std::uint8_t {
  None = 0,
  ControlDetectionTimeExpired = 1,
  EchoFunctionFailed = 2,
  NeighborSignaledSessionDown = 3,
  ForwardingPlaneReset = 4,
  PathDown = 5,
  ConcatenatedPathDown = 6,
  AdministrativelyDown = 7,
  ReverseConcatenatedPathDown = 8,
};
std::string_view to_string(Diagnostic diagnostic);
/// Empty for the values 9 to 31, which are reserved and no reason to discard a packet.
std::optional<Diagnostic> diagnostic_of(std::uint8_t code);

struct ControlPacket {
  std::uint8_t diagnostic = 0;  ///< five bits; diagnostic_of() gives it a name
  State state = State::Down;
  bool poll = false;
  bool final = false;
  bool control_plane_independent = false;
  bool demand = false;
  std::uint8_t detect_multiplier = 3;  ///< never zero
  Discriminator my_discriminator;      ///< never zero
  Discriminator your_discriminator;    ///< zero: the sender does not know ours; only in Down and AdminDown
  std::uint32_t desired_min_tx_us = 0;
  std::uint32_t required_min_rx_us = 0;  ///< zero: the sender wants no periodic packets
  std::uint32_t required_min_echo_rx_us = 0;
  friend bool operator==(const ControlPacket&, const ControlPacket&) = default;
};

/// Why a received packet was discarded, in the order RFC 5880 §6.8.6 tells the rules.
enum class Discard : std::uint8_t {
  WrongVersion,
  LengthTooShort,           ///< Length below 24, or below 26 with the A bit
  LengthBeyondPayload,      ///< Length says more than the datagram holds
  DetectMultiplierZero,
  MultipointSet,
  MyDiscriminatorZero,
  YourDiscriminatorZero,    ///< in a state in which the sender must know ours
  AuthenticationMalformed,  ///< Auth Len does not fit into Length
  AuthenticationNotConfigured,
};
std::string_view to_string(Discard reason);

/// Decodes one UDP payload. Bytes after the packet's own Length are ignored, as the RFC's rules allow them.
///
/// errors:  the first rule of RFC 5880 §6.8.6 that the packet breaks; it must then be dropped and counted.
[[nodiscard]] std::expected<ControlPacket, Discard> decode(ByteSpan payload);

/// Writes kControlPacketSize bytes, without authentication. packet.diagnostic must be at most kDiagnosticMax.
void encode(const ControlPacket& packet, Writer& out);

/// "Up diag 0 poll mult 3 1 > 2 tx 300000 us rx 300000 us"
std::string to_string(const ControlPacket& packet);

}  // namespace cw::wire::bfd
