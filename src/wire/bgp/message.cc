// RFC 4271 §4.1:
//
//   0                   1                   2                   3
//   0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//   |                       Marker (16 octets of 1)                 |
//   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//   |          Length               |      Type     |
//   +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
#include "wire/bgp/message.h"

#include <algorithm>
#include <utility>

#include "wire/bgp/fault.h"

namespace cw::wire::bgp {
namespace {

constexpr std::size_t kMarkerSize = 16;
constexpr std::size_t kLengthAt = 16;
constexpr std::size_t kTypeAt = 18;

struct LengthLimits {
  std::size_t min = 0;
  std::size_t max = 0;
};

std::optional<MessageType> message_type(std::uint8_t wire) {
  if (wire < std::to_underlying(MessageType::Open) || wire > std::to_underlying(MessageType::RouteRefresh)) {
    return std::nullopt;
  }
  return static_cast<MessageType>(wire);
}

// RFC 4271 §6.1 and RFC 8654 §3: extended length for everything but OPEN and KEEPALIVE.
LengthLimits length_limits(MessageType type, bool extended) {
  const std::size_t max = extended ? kExtendedSizeMax : kMessageSizeMax;
  switch (type) {
    case MessageType::Open: return {.min = 29, .max = kMessageSizeMax};
    case MessageType::Update: return {.min = 23, .max = max};
    case MessageType::Notification: return {.min = 21, .max = max};
    case MessageType::Keepalive: return {.min = kHeaderSize, .max = kHeaderSize};
    // Its wrong lengths have an error of their own (RFC 7313 §5).
    case MessageType::RouteRefresh: return {.min = kHeaderSize, .max = max};
  }
  return {};
}

DecodeError bad_length(ByteSpan bytes, std::string_view rule) {
  return make_error({.code = ErrorCode::MessageHeaderError,
                     .subcode = subcode::kBadMessageLength,
                     .field = "Length",
                     .rule = rule,
                     .data = bytes.subspan(kLengthAt, 2)});
}

}  // namespace

DecodeError make_error(const Fault& fault) {
  DecodeError error{.action = fault.action,
                    .notification = {.code = fault.code, .subcode = fault.subcode, .data = {}},
                    .field = std::string(fault.field),
                    .rule = std::string(fault.rule)};
  error.notification.data.reserve(fault.data.size());
  for (const std::byte b : fault.data) error.notification.data.push_back(static_cast<std::uint8_t>(b));
  return error;
}

void begin_message(Writer& writer, MessageType type) {
  writer.u64(UINT64_MAX);
  writer.u64(UINT64_MAX);
  writer.u16(0);
  writer.u8(std::to_underlying(type));
}

void end_message(Writer& writer) { writer.patch_u16(kLengthAt, static_cast<std::uint16_t>(writer.size())); }

std::expected<std::optional<std::size_t>, DecodeError> message_length(ByteSpan bytes, const DecodeContext& context) {
  if (bytes.size() < kHeaderSize) return std::nullopt;
  const auto marker = bytes.first(kMarkerSize);
  if (std::ranges::any_of(marker, [](std::byte b) { return b != std::byte{0xff}; })) {
    return fail({.code = ErrorCode::MessageHeaderError,
                 .subcode = subcode::kConnectionNotSynchronized,
                 .field = "Marker",
                 .rule = "RFC 4271 §6.1: all ones"});
  }
  Reader reader(bytes.subspan(kLengthAt, kHeaderSize - kLengthAt));
  const std::size_t length = reader.u16();
  const std::size_t length_max = context.extended_message ? kExtendedSizeMax : kMessageSizeMax;
  if (length < kHeaderSize || length > length_max) {
    return std::unexpected(bad_length(bytes, "RFC 4271 §6.1, RFC 8654 §3: 19 to 4096, or 65535 where agreed"));
  }
  const auto type = message_type(reader.u8());
  if (!type) {
    return fail({.code = ErrorCode::MessageHeaderError,
                 .subcode = subcode::kBadMessageType,
                 .field = "Type",
                 .rule = "RFC 4271 §6.1: 1 to 5",
                 .data = bytes.subspan(kTypeAt, 1)});
  }
  const LengthLimits limits = length_limits(*type, context.extended_message);
  if (length < limits.min || length > limits.max) {
    return std::unexpected(bad_length(bytes, "RFC 4271 §6.1: within the limits of the message type"));
  }
  return length;
}

std::expected<Message, DecodeError> decode(ByteSpan message, const DecodeContext& context,
                                           std::vector<DecodeError>& errors) {
  const auto length = message_length(message, context);
  if (!length) return std::unexpected(length.error());
  if (!*length || **length != message.size()) {
    const std::array<std::byte, kHeaderSize> none{};
    const ByteSpan header = *length ? message : ByteSpan(none);
    return std::unexpected(bad_length(header, "RFC 4271 §4.1: the length of the whole message"));
  }
  const ByteSpan body = message.subspan(kHeaderSize);
  switch (static_cast<MessageType>(message[kTypeAt])) {
    case MessageType::Open: {
      auto open = decode_open(body);
      if (!open) return std::unexpected(std::move(open.error()));
      return *std::move(open);
    }
    case MessageType::Update: {
      auto update = decode_update(body, context, errors);
      if (!update) return std::unexpected(std::move(update.error()));
      return *std::move(update);
    }
    case MessageType::Notification: return decode_notification(body);
    case MessageType::Keepalive: return Keepalive{};
    case MessageType::RouteRefresh: return decode_route_refresh(message, errors);
  }
  return Keepalive{};  // Not reached: message_length() knows the five types.
}

namespace {

struct Encoder {
  const EncodeContext& context;
  Writer& writer;

  bool operator()(const Open& open) const {
    begin_message(writer, MessageType::Open);
    return encode_open(open, writer);
  }
  bool operator()(const Update& update) const { return encode_update(update, context, writer); }
  bool operator()(const Notification& notification) const {
    begin_message(writer, MessageType::Notification);
    encode_notification(notification, writer);
    return writer.size() <= context.size_max;
  }
  bool operator()(const Keepalive&) const {
    begin_message(writer, MessageType::Keepalive);
    return true;
  }
  bool operator()(const RouteRefresh& refresh) const {
    begin_message(writer, MessageType::RouteRefresh);
    encode_route_refresh(refresh, writer);
    return true;
  }
};

}  // namespace

bool encode(const Message& message, const EncodeContext& context, Writer& writer) {
  std::array<std::byte, kExtendedSizeMax> scratch;
  Writer whole(scratch);
  if (!std::visit(Encoder{.context = context, .writer = whole}, message) || !whole.ok()) return false;
  end_message(whole);
  if (!writer.ok() || whole.size() > writer.room()) return false;
  writer.bytes(whole.written());
  return true;
}

}  // namespace cw::wire::bgp
