// RFC 4271 §4.5:
//
//   +---------------+---------------+-----------------+
//   |  Error code   | Error subcode |  Data (variable)|
//   +---------------+---------------+-----------------+
//
// and the text in the data of some Cease subcodes, RFC 9003 §2, inside a Hard Reset too, RFC 8538 §3.1.
#include <fmt/core.h>

#include <utility>

#include "base/text.h"
#include "wire/bgp/fault.h"

namespace cw::wire::bgp {
namespace {

constexpr std::size_t kShutdownTextMax = 255;
constexpr std::size_t kDataShownMax = 16;

std::string_view code_name(ErrorCode code) {
  switch (code) {
    case ErrorCode::MessageHeaderError: return "Message Header Error";
    case ErrorCode::OpenMessageError: return "OPEN Message Error";
    case ErrorCode::UpdateMessageError: return "UPDATE Message Error";
    case ErrorCode::HoldTimerExpired: return "Hold Timer Expired";
    case ErrorCode::FiniteStateMachineError: return "Finite State Machine Error";
    case ErrorCode::Cease: return "Cease";
    case ErrorCode::RouteRefreshMessageError: return "ROUTE-REFRESH Message Error";
  }
  return {};  // A peer may send any number.
}

struct SubcodeName {
  ErrorCode code = ErrorCode::Cease;
  std::uint8_t subcode = 0;
  std::string_view name;
};
// IANA "BGP Error (Notification) Codes" and its subcode registries.
constexpr SubcodeName kSubcodeNames[] = {
    {ErrorCode::MessageHeaderError, subcode::kConnectionNotSynchronized, "Connection Not Synchronized"},
    {ErrorCode::MessageHeaderError, subcode::kBadMessageLength, "Bad Message Length"},
    {ErrorCode::MessageHeaderError, subcode::kBadMessageType, "Bad Message Type"},
    {ErrorCode::OpenMessageError, subcode::kUnsupportedVersionNumber, "Unsupported Version Number"},
    {ErrorCode::OpenMessageError, subcode::kBadPeerAs, "Bad Peer AS"},
    {ErrorCode::OpenMessageError, subcode::kBadBgpIdentifier, "Bad BGP Identifier"},
    {ErrorCode::OpenMessageError, subcode::kUnsupportedOptionalParameter, "Unsupported Optional Parameter"},
    {ErrorCode::OpenMessageError, subcode::kUnacceptableHoldTime, "Unacceptable Hold Time"},
    {ErrorCode::OpenMessageError, subcode::kUnsupportedCapability, "Unsupported Capability"},
    {ErrorCode::OpenMessageError, subcode::kRoleMismatch, "Role Mismatch"},
    {ErrorCode::UpdateMessageError, subcode::kMalformedAttributeList, "Malformed Attribute List"},
    {ErrorCode::UpdateMessageError, subcode::kUnrecognizedWellKnownAttribute, "Unrecognized Well-known Attribute"},
    {ErrorCode::UpdateMessageError, subcode::kMissingWellKnownAttribute, "Missing Well-known Attribute"},
    {ErrorCode::UpdateMessageError, subcode::kAttributeFlagsError, "Attribute Flags Error"},
    {ErrorCode::UpdateMessageError, subcode::kAttributeLengthError, "Attribute Length Error"},
    {ErrorCode::UpdateMessageError, subcode::kInvalidOriginAttribute, "Invalid ORIGIN Attribute"},
    {ErrorCode::UpdateMessageError, subcode::kInvalidNextHopAttribute, "Invalid NEXT_HOP Attribute"},
    {ErrorCode::UpdateMessageError, subcode::kOptionalAttributeError, "Optional Attribute Error"},
    {ErrorCode::UpdateMessageError, subcode::kInvalidNetworkField, "Invalid Network Field"},
    {ErrorCode::UpdateMessageError, subcode::kMalformedAsPath, "Malformed AS_PATH"},
    {ErrorCode::FiniteStateMachineError, subcode::kFsmUnexpectedInOpenSent,
     "Receive Unexpected Message in OpenSent State"},
    {ErrorCode::FiniteStateMachineError, subcode::kFsmUnexpectedInOpenConfirm,
     "Receive Unexpected Message in OpenConfirm State"},
    {ErrorCode::FiniteStateMachineError, subcode::kFsmUnexpectedInEstablished,
     "Receive Unexpected Message in Established State"},
    {ErrorCode::Cease, subcode::kMaximumPrefixesReached, "Maximum Number of Prefixes Reached"},
    {ErrorCode::Cease, subcode::kAdministrativeShutdown, "Administrative Shutdown"},
    {ErrorCode::Cease, subcode::kPeerDeconfigured, "Peer De-configured"},
    {ErrorCode::Cease, subcode::kAdministrativeReset, "Administrative Reset"},
    {ErrorCode::Cease, subcode::kConnectionRejected, "Connection Rejected"},
    {ErrorCode::Cease, subcode::kOtherConfigurationChange, "Other Configuration Change"},
    {ErrorCode::Cease, subcode::kConnectionCollisionResolution, "Connection Collision Resolution"},
    {ErrorCode::Cease, subcode::kOutOfResources, "Out of Resources"},
    {ErrorCode::Cease, subcode::kHardReset, "Hard Reset"},
    {ErrorCode::Cease, subcode::kBfdDown, "BFD Down"},
    {ErrorCode::RouteRefreshMessageError, subcode::kInvalidMessageLength, "Invalid Message Length"},
};

std::string title(const Notification& notification) {
  const std::string_view code = code_name(notification.code);
  const std::string text =
      code.empty() ? fmt::format("Error Code {}", std::to_underlying(notification.code)) : std::string(code);
  if (notification.subcode == subcode::kUnspecific) return text;
  for (const SubcodeName& row : kSubcodeNames) {
    if (row.code == notification.code && row.subcode == notification.subcode) {
      return fmt::format("{} / {}", text, row.name);
    }
  }
  return fmt::format("{} / Subcode {}", text, notification.subcode);
}

// A peer's text goes to terminals and logs: control characters (C0, DEL, C1) and quotes are made visible.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    const bool c1 = c == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0;
    if (c < 0x20 || c == 0x7f || c == '"' || c == '\\') {
      out += fmt::format("\\x{:02x}", c);
    } else if (c1) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned char>(text[i + 1]));
      ++i;
    } else {
      out += text[i];
    }
  }
  return out + '"';
}

bool is_hard_reset(const Notification& notification) {
  return notification.code == ErrorCode::Cease && notification.subcode == subcode::kHardReset &&
         notification.data.size() >= 2;
}

// RFC 8538 §3.1: a Hard Reset carries the NOTIFICATION it stands for.
Notification inside_hard_reset(const Notification& notification) {
  return {.code = static_cast<ErrorCode>(notification.data[0]),
          .subcode = notification.data[1],
          .data = {notification.data.begin() + 2, notification.data.end()}};
}

std::optional<std::string> own_shutdown_text(const Notification& notification) {
  const bool carries_text = notification.code == ErrorCode::Cease &&
                            (notification.subcode == subcode::kAdministrativeShutdown ||
                             notification.subcode == subcode::kAdministrativeReset);
  if (!carries_text || notification.data.empty()) return std::nullopt;
  const std::size_t length = notification.data[0];
  if (length == 0 || length != notification.data.size() - 1) return std::nullopt;
  std::string text(notification.data.begin() + 1, notification.data.end());
  if (!is_utf8(text)) return std::nullopt;
  return text;
}

std::string described(const Notification& notification) {
  std::string text = title(notification);
  if (const auto shutdown = own_shutdown_text(notification)) return text + ": " + quoted(*shutdown);
  if (notification.data.empty()) return text;
  text += " (data";
  for (std::size_t i = 0; i < notification.data.size() && i < kDataShownMax; ++i) {
    text += fmt::format(" {:02x}", notification.data[i]);
  }
  return text + (notification.data.size() > kDataShownMax ? " ...)" : ")");
}

}  // namespace

Notification decode_notification(ByteSpan body) {
  Reader reader(body);
  Notification notification;
  // Codes we do not know stay what they are: there is no answering a NOTIFICATION (RFC 4271 §6.4).
  notification.code = static_cast<ErrorCode>(reader.u8());
  notification.subcode = reader.u8();
  notification.data.reserve(reader.remaining());
  for (const std::byte b : reader.rest()) notification.data.push_back(static_cast<std::uint8_t>(b));
  return notification;
}

void encode_notification(const Notification& notification, Writer& writer) {
  writer.u8(std::to_underlying(notification.code));
  writer.u8(notification.subcode);
  writer.bytes(std::as_bytes(std::span(notification.data)));
}

std::string to_string(const Notification& notification) {
  if (!is_hard_reset(notification)) return described(notification);
  return fmt::format("{} ({})", title(notification), described(inside_hard_reset(notification)));
}

std::optional<std::string> shutdown_text(const Notification& notification) {
  return own_shutdown_text(is_hard_reset(notification) ? inside_hard_reset(notification) : notification);
}

Notification make_shutdown(std::uint8_t subcode, std::string_view text) {
  Notification notification{.code = ErrorCode::Cease, .subcode = subcode, .data = {}};
  std::size_t length = std::min(text.size(), kShutdownTextMax);
  // A cut before a continuation octet would split a character.
  while (length > 0 && length < text.size() && (static_cast<unsigned char>(text[length]) & 0xc0) == 0x80) --length;
  text = text.substr(0, length);
  if (text.empty() || !is_utf8(text)) return notification;
  notification.data.reserve(length + 1);
  notification.data.push_back(static_cast<std::uint8_t>(length));
  for (const char c : text) notification.data.push_back(static_cast<std::uint8_t>(c));
  return notification;
}

}  // namespace cw::wire::bgp
