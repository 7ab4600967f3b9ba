#include "base/address.h"

#include <fmt/core.h>

#include <charconv>
#include <vector>

#include "base/assert.h"

namespace cw {
namespace {

std::optional<unsigned> parse_number(std::string_view text, int base, unsigned max, std::size_t digits_max) {
  if (text.empty() || text.size() > digits_max) return std::nullopt;
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size() || value > max) return std::nullopt;
  return value;
}

std::optional<std::uint32_t> parse_v4(std::string_view text) {
  std::uint32_t value = 0;
  for (int part = 0; part < 4; ++part) {
    const std::size_t dot = part == 3 ? text.size() : text.find('.');
    if (dot == std::string_view::npos) return std::nullopt;
    const std::string_view digits = text.substr(0, dot);
    // A leading zero would read as octal elsewhere, so it is refused.
    if (digits.size() > 1 && digits[0] == '0') return std::nullopt;
    const auto octet = parse_number(digits, 10, 255, 3);
    if (!octet) return std::nullopt;
    value = (value << 8) | *octet;
    text.remove_prefix(part == 3 ? dot : dot + 1);
  }
  return value;
}

// Reads groups up to the end of `text`; the last one may be a dotted quad (RFC 4291 §2.2).
bool parse_groups(std::string_view text, std::vector<std::uint16_t>& groups) {
  if (text.empty()) return true;
  while (true) {
    const std::size_t colon = text.find(':');
    const std::string_view group = text.substr(0, colon);
    if (colon == std::string_view::npos && group.find('.') != std::string_view::npos) {
      const auto quad = parse_v4(group);
      if (!quad) return false;
      groups.push_back(static_cast<std::uint16_t>(*quad >> 16));
      groups.push_back(static_cast<std::uint16_t>(*quad & 0xffff));
      return true;
    }
    const auto value = parse_number(group, 16, 0xffff, 4);
    if (!value) return false;
    groups.push_back(static_cast<std::uint16_t>(*value));
    if (groups.size() > 8) return false;
    if (colon == std::string_view::npos) return true;
    text.remove_prefix(colon + 1);
  }
}

std::optional<IpAddress> parse_v6(std::string_view text) {
  std::vector<std::uint16_t> front;
  std::vector<std::uint16_t> back;
  const std::size_t gap = text.find("::");
  if (gap == std::string_view::npos) {
    if (!parse_groups(text, front) || front.size() != 8) return std::nullopt;
  } else {
    const std::string_view head = text.substr(0, gap);
    const std::string_view tail = text.substr(gap + 2);
    if (head.find('.') != std::string_view::npos) return std::nullopt;
    if (!parse_groups(head, front) || !parse_groups(tail, back)) return std::nullopt;
    if (front.size() + back.size() > 7) return std::nullopt;
  }
  IpAddress address{.family = Family::Ipv6};
  const auto store = [&](std::size_t index, std::uint16_t value) {
    address.bytes[2 * index] = static_cast<std::uint8_t>(value >> 8);
    address.bytes[2 * index + 1] = static_cast<std::uint8_t>(value & 0xff);
  };
  for (std::size_t i = 0; i < front.size(); ++i) store(i, front[i]);
  for (std::size_t i = 0; i < back.size(); ++i) store(8 - back.size() + i, back[i]);
  return address;
}

std::string v6_text(const IpAddress& address) {
  std::array<unsigned, 8> group{};
  for (std::size_t i = 0; i < 8; ++i) group[i] = address.bytes[2 * i] * 256U + address.bytes[2 * i + 1];
  // RFC 5952 §4.2: the longest run of zero groups (two or more, the first of equals) becomes "::".
  std::size_t best = 8;
  std::size_t best_length = 1;
  for (std::size_t i = 0; i < 8;) {
    std::size_t j = i;
    while (j < 8 && group[j] == 0) ++j;
    if (j - i > best_length) {
      best = i;
      best_length = j - i;
    }
    i = j == i ? i + 1 : j;
  }
  std::string text;
  for (std::size_t i = 0; i < 8; ++i) {
    if (i == best) {
      text += "::";
      i += best_length - 1;
      continue;
    }
    if (!text.empty() && text.back() != ':') text += ':';
    text += fmt::format("{:x}", group[i]);
  }
  return text;
}

std::size_t hash_bytes(const IpAddress& address, std::size_t seed) {
  std::uint64_t hash = 0xcbf29ce484222325ULL ^ seed;
  const std::size_t count = address.is_v4() ? 4 : 16;
  for (std::size_t i = 0; i < count; ++i) hash = (hash ^ address.bytes[i]) * 0x100000001b3ULL;
  hash ^= hash >> 29;
  return static_cast<std::size_t>(hash * 0xbf58476d1ce4e5b9ULL);
}

}  // namespace

IpAddress IpAddress::v4(std::uint32_t host_order) {
  IpAddress address;
  for (std::size_t i = 0; i < 4; ++i) {
    address.bytes[i] = static_cast<std::uint8_t>(host_order >> (24 - 8 * i));
  }
  return address;
}

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
  if (text.find(':') != std::string_view::npos) return parse_v6(text);
  const auto value = parse_v4(text);
  if (!value) return std::nullopt;
  return v4(*value);
}

std::uint32_t IpAddress::v4_value() const {
  CW_ASSERT(family == Family::Ipv4);
  return (std::uint32_t{bytes[0]} << 24) | (std::uint32_t{bytes[1]} << 16) | (std::uint32_t{bytes[2]} << 8) |
         std::uint32_t{bytes[3]};
}

bool IpAddress::is_unspecified() const {
  return bytes == std::array<std::uint8_t, 16>{};
}

IpAddress IpAddress::plus(std::uint32_t offset) const {
  IpAddress sum = *this;
  std::uint64_t carry = offset;
  for (std::size_t i = bits(family) / 8; i-- > 0 && carry != 0;) {
    carry += sum.bytes[i];
    sum.bytes[i] = static_cast<std::uint8_t>(carry & 0xff);
    carry >>= 8;
  }
  return sum;
}

std::string to_string(const IpAddress& address) {
  if (!address.is_v4()) return v6_text(address);
  return fmt::format("{}.{}.{}.{}", address.bytes[0], address.bytes[1], address.bytes[2], address.bytes[3]);
}

Prefix Prefix::of(const IpAddress& address, unsigned length) {
  CW_ASSERT(length <= bits(address.family));
  Prefix prefix{.address = address, .length = static_cast<std::uint8_t>(length)};
  for (unsigned i = 0; i < 16; ++i) {
    const unsigned kept = length > 8 * i ? length - 8 * i : 0;
    if (kept < 8) {
      prefix.address.bytes[i] = static_cast<std::uint8_t>(prefix.address.bytes[i] & ~(0xffU >> kept));
    }
  }
  return prefix;
}

std::optional<Prefix> Prefix::parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto address = IpAddress::parse(text.substr(0, slash));
  if (!address) return std::nullopt;
  const auto length = parse_number(text.substr(slash + 1), 10, bits(address->family), 3);
  if (!length) return std::nullopt;
  const Prefix prefix = of(*address, *length);
  if (prefix.address != *address) return std::nullopt;
  return prefix;
}

bool Prefix::contains(const IpAddress& other) const {
  return other.family == address.family && of(other, length).address == address;
}

bool Prefix::covers(const Prefix& other) const {
  return other.length >= length && contains(other.address);
}

std::string to_string(const Prefix& prefix) {
  return fmt::format("{}/{}", to_string(prefix.address), prefix.length);
}

std::size_t AddressHash::operator()(const IpAddress& address) const { return hash_bytes(address, 0); }
std::size_t AddressHash::operator()(const Prefix& prefix) const {
  return hash_bytes(prefix.address, prefix.length + 1U);
}

}  // namespace cw
