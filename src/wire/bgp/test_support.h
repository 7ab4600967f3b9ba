// Vocabulary of this folder's tests: bytes from hex, messages from parts, short names for values.
#pragma once

#include <fmt/core.h>

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "wire/bgp/message.h"

namespace cw::wire::bgp::test {

/// Bytes of hex digits; spaces do not count.
inline Bytes hex(std::string_view text) {
  Bytes bytes;
  int high = -1;
  for (const char c : text) {
    if (c == ' ' || c == '\n') continue;
    const int digit = c <= '9' ? c - '0' : c - 'a' + 10;
    if (high < 0) {
      high = digit;
    } else {
      bytes.push_back(static_cast<std::byte>(16 * high + digit));
      high = -1;
    }
  }
  return bytes;
}
inline std::string to_hex(ByteSpan bytes) {
  std::string text;
  for (const std::byte b : bytes) text += fmt::format("{:02x}", static_cast<unsigned>(b));
  return text;
}
inline std::string to_hex(const std::vector<std::uint8_t>& bytes) { return to_hex(std::as_bytes(std::span(bytes))); }

/// A whole message around the hex of its body.
inline Bytes message_bytes(std::uint8_t type, std::string_view body) {
  const Bytes rest = hex(body);
  Bytes bytes(16, std::byte{0xff});
  const std::size_t size = kHeaderSize + rest.size();
  bytes.push_back(static_cast<std::byte>(size >> 8));
  bytes.push_back(static_cast<std::byte>(size & 0xff));
  bytes.push_back(std::byte{type});
  bytes.insert(bytes.end(), rest.begin(), rest.end());
  return bytes;
}

/// Hex of an attribute; its length gets two octets where needed.
inline std::string attribute(unsigned flags, unsigned code, std::string_view value) {
  const std::size_t length = hex(value).size();
  if (length > 255) return fmt::format("{:02x}{:02x}{:04x}{}", flags | 0x10U, code, length, value);
  return fmt::format("{:02x}{:02x}{:02x}{}", flags, code, length, value);
}

/// The body of an UPDATE from the hex of its three fields.
inline std::string update_body(std::string_view withdrawn, std::string_view attributes, std::string_view nlri) {
  return fmt::format("{:04x}{}{:04x}{}{}", hex(withdrawn).size(), withdrawn, hex(attributes).size(), attributes, nlri);
}
inline Bytes update(std::string_view withdrawn, std::string_view attributes, std::string_view nlri) {
  return message_bytes(2, update_body(withdrawn, attributes, nlri));
}

inline IpAddress address(std::string_view text) { return IpAddress::parse(text).value(); }
inline Nlri nlri(std::string_view prefix, std::uint32_t path_id = 0) {
  return {.prefix = Prefix::parse(prefix).value(), .path_id = path_id};
}
inline AsPath path(std::initializer_list<std::uint32_t> as_numbers) {
  std::vector<AsNumber> list;
  for (const std::uint32_t as : as_numbers) list.emplace_back(as);
  return AsPath::sequence(std::move(list));
}
inline AsPathSegment segment(AsPathSegment::Type type, std::initializer_list<std::uint32_t> as_numbers) {
  AsPathSegment made{.type = type, .as_numbers = {}};
  for (const std::uint32_t as : as_numbers) made.as_numbers.emplace_back(as);
  return made;
}

/// "3/5": how a NOTIFICATION is named in the RFC 7606 table.
inline std::string code_of(const Notification& notification) {
  return fmt::format("{}/{}", std::to_underlying(notification.code), notification.subcode);
}

/// The encoder's context that mirrors a decoder's.
inline EncodeContext mirror(const DecodeContext& context) {
  return {.four_octet_as = context.four_octet_as,
          .ebgp = context.ebgp,
          .size_max = context.extended_message ? kExtendedSizeMax : kMessageSizeMax,
          .add_path_send = context.add_path_receive};
}

inline std::optional<Bytes> encoded(const Message& message, const EncodeContext& context) {
  Bytes bytes(kExtendedSizeMax);
  Writer writer(bytes);
  if (!encode(message, context, writer)) return std::nullopt;
  bytes.resize(writer.size());
  return bytes;
}

}  // namespace cw::wire::bgp::test
