// IP addresses and prefixes of both families as plain values.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cw {

enum class Family : std::uint8_t { Ipv4, Ipv6 };

/// Address width in bits: 32 or 128.
constexpr unsigned bits(Family family) { return family == Family::Ipv4 ? 32 : 128; }

struct IpAddress {
  Family family = Family::Ipv4;
  std::array<std::uint8_t, 16> bytes{};  ///< network order; IPv4 uses the first four, the rest stay zero

  static IpAddress v4(std::uint32_t host_order);
  /// Dotted quad without leading zeros, or RFC 4291 text; nothing else.
  static std::optional<IpAddress> parse(std::string_view text);

  [[nodiscard]] std::uint32_t v4_value() const;  ///< host order; family must be Ipv4
  [[nodiscard]] bool is_unspecified() const;
  [[nodiscard]] bool is_v4() const { return family == Family::Ipv4; }
  /// The address `offset` further on; wraps at the end of the family.
  [[nodiscard]] IpAddress plus(std::uint32_t offset) const;

  friend auto operator<=>(const IpAddress&, const IpAddress&) = default;
};

/// RFC 5952 text for IPv6, dotted quad for IPv4.
std::string to_string(const IpAddress& address);

struct Prefix {
  IpAddress address;        ///< bits beyond `length` are zero
  std::uint8_t length = 0;  ///< 0 to 32 or 0 to 128

  /// Clears the host bits. length must fit the family.
  static Prefix of(const IpAddress& address, unsigned length);
  static Prefix host(const IpAddress& address) { return of(address, bits(address.family)); }
  /// "10.0.0.0/8"; refuses host bits that are set, missing or out-of-range lengths.
  static std::optional<Prefix> parse(std::string_view text);

  [[nodiscard]] bool contains(const IpAddress& other) const;
  [[nodiscard]] bool covers(const Prefix& other) const;  ///< equal or inside
  [[nodiscard]] bool overlaps(const Prefix& other) const { return covers(other) || other.covers(*this); }
  [[nodiscard]] bool is_default() const { return length == 0; }
  [[nodiscard]] Family family() const { return address.family; }

  friend auto operator<=>(const Prefix&, const Prefix&) = default;
};

std::string to_string(const Prefix& prefix);

struct AddressHash {
  std::size_t operator()(const IpAddress& address) const;
  std::size_t operator()(const Prefix& prefix) const;
};

}  // namespace cw
