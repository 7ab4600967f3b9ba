// Shorthand for the DecodeErrors of this folder, and the frame every message has. Private to this folder.
#pragma once

#include <expected>
#include <string_view>

#include "wire/bgp/message.h"

namespace cw::wire::bgp {

/// What is wrong, as the RFCs class it.
struct Fault {
  ErrorCode code = ErrorCode::UpdateMessageError;
  std::uint8_t subcode = subcode::kUnspecific;
  std::string_view field;
  std::string_view rule;
  ByteSpan data{};  ///< of the NOTIFICATION; copied
  ErrorAction action = ErrorAction::SessionReset;
};
DecodeError make_error(const Fault& fault);
inline std::unexpected<DecodeError> fail(const Fault& fault) { return std::unexpected(make_error(fault)); }

/// Marker, a length to be patched, type (RFC 4271 §4.1). The message starts at writer.size() == 0.
void begin_message(Writer& writer, MessageType type);
/// Patches the length.
void end_message(Writer& writer);

// One pair of functions per message, each over the bytes after the header.
std::expected<Open, DecodeError> decode_open(ByteSpan body);
[[nodiscard]] bool encode_open(const Open& open, Writer& writer);
/// false when something in the parameter is malformed (RFC 4271 §6.2: Unspecific).
[[nodiscard]] bool decode_capabilities(ByteSpan parameter, Capabilities& capabilities);
void encode_capabilities(const Capabilities& capabilities, Writer& writer);
std::expected<Update, DecodeError> decode_update(ByteSpan body, const DecodeContext& context,
                                                 std::vector<DecodeError>& errors);
[[nodiscard]] bool encode_update(const Update& update, const EncodeContext& context, Writer& writer);
Notification decode_notification(ByteSpan body);
void encode_notification(const Notification& notification, Writer& writer);
/// `message` is the whole one: RFC 7313 §5 wants it back in the NOTIFICATION.
std::expected<Message, DecodeError> decode_route_refresh(ByteSpan message, std::vector<DecodeError>& errors);
void encode_route_refresh(const RouteRefresh& refresh, Writer& writer);

}  // namespace cw::wire::bgp
