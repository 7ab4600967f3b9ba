// Private to rib/. Addresses as machine words, so that a trie step is a shift and not a loop over bytes.
#pragma once

#include <bit>
#include <compare>
#include <cstdint>

#include "base/address.h"

namespace cw::rib {

struct Bits4 {
  static constexpr unsigned kWidth = 32;
  static constexpr bool kCanSplit = true;  ///< see Trie: a root per leading 16 bits pays off
  std::uint32_t value = 0;

  static Bits4 of(const IpAddress& address) { return {address.v4_value()}; }
  [[nodiscard]] IpAddress address() const { return IpAddress::v4(value); }
  [[nodiscard]] unsigned bit(unsigned index) const { return (value >> (31 - index)) & 1U; }
  [[nodiscard]] std::uint32_t top16() const { return value >> 16; }
  [[nodiscard]] Bits4 cut(unsigned length) const {
    return {length == 0 ? 0 : value & (~std::uint32_t{0} << (32 - length))};
  }
  /// Number of equal leading bits.
  static unsigned common(const Bits4& a, const Bits4& b) {
    return static_cast<unsigned>(std::countl_zero(a.value ^ b.value));
  }
  friend auto operator<=>(const Bits4&, const Bits4&) = default;
};

struct Bits6 {
  static constexpr unsigned kWidth = 128;
  static constexpr bool kCanSplit = false;  // Global unicast addresses share their leading bits.
  std::uint64_t high = 0;
  std::uint64_t low = 0;

  static Bits6 of(const IpAddress& address) {
    Bits6 bits;
    for (std::size_t i = 0; i < 8; ++i) bits.high = (bits.high << 8) | address.bytes[i];
    for (std::size_t i = 8; i < 16; ++i) bits.low = (bits.low << 8) | address.bytes[i];
    return bits;
  }
  [[nodiscard]] IpAddress address() const {
    IpAddress address{.family = Family::Ipv6};
    for (std::size_t i = 0; i < 8; ++i) {
      address.bytes[i] = static_cast<std::uint8_t>(high >> (56 - 8 * i));
      address.bytes[8 + i] = static_cast<std::uint8_t>(low >> (56 - 8 * i));
    }
    return address;
  }
  [[nodiscard]] unsigned bit(unsigned index) const {
    const std::uint64_t word = index < 64 ? high : low;
    return static_cast<unsigned>((word >> (63 - index % 64)) & 1U);
  }
  [[nodiscard]] std::uint32_t top16() const { return static_cast<std::uint32_t>(high >> 48); }
  [[nodiscard]] Bits6 cut(unsigned length) const {
    if (length == 0) return {};
    if (length <= 64) return {high & (~std::uint64_t{0} << (64 - length)), 0};
    return {high, low & (~std::uint64_t{0} << (128 - length))};
  }
  static unsigned common(const Bits6& a, const Bits6& b) {
    if (a.high != b.high) return static_cast<unsigned>(std::countl_zero(a.high ^ b.high));
    return 64 + static_cast<unsigned>(std::countl_zero(a.low ^ b.low));
  }
  friend auto operator<=>(const Bits6&, const Bits6&) = default;
};

}  // namespace cw::rib
