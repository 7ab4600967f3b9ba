// Private to rib/. Both families' tries behind Prefix.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "base/address.h"
#include "rib/trie.h"

namespace cw::rib {

/// Prefix to number (0 = none), in Prefix order: IPv4 before IPv6. See Trie for the meaning of each call.
class PrefixMap {
 public:
  struct Match {
    Prefix prefix;
    std::uint32_t value = 0;
  };

  [[nodiscard]] std::uint32_t find(const Prefix& prefix) const {
    return prefix.address.is_v4() ? v4_.find(Bits4::of(prefix.address), prefix.length)
                                  : v6_.find(Bits6::of(prefix.address), prefix.length);
  }
  std::uint32_t& insert(const Prefix& prefix) {
    last_is_v4_ = prefix.address.is_v4();
    return last_is_v4_ ? v4_.insert(Bits4::of(prefix.address), prefix.length)
                       : v6_.insert(Bits6::of(prefix.address), prefix.length);
  }
  void mark_last() { last_is_v4_ ? v4_.mark_last() : v6_.mark_last(); }
  void erase(const Prefix& prefix) {
    prefix.address.is_v4() ? v4_.erase(Bits4::of(prefix.address), prefix.length)
                           : v6_.erase(Bits6::of(prefix.address), prefix.length);
  }
  [[nodiscard]] const Trie<Bits4>& v4() const { return v4_; }
  [[nodiscard]] bool is_pending(const Prefix& prefix) const {
    return prefix.address.is_v4() ? v4_.is_pending(Bits4::of(prefix.address), prefix.length)
                                  : v6_.is_pending(Bits6::of(prefix.address), prefix.length);
  }
  [[nodiscard]] std::optional<Match> longest_match(const IpAddress& address) const {
    return address.is_v4() ? longest_match_in(v4_, address) : longest_match_in(v6_, address);
  }
  template <typename F>  // visit(prefix, value), shortest first
  void for_each_covering(const IpAddress& address, F&& visit) const {
    const auto call = [&](std::uint32_t value, unsigned length) { visit(Prefix::of(address, length), value); };
    address.is_v4() ? v4_.for_each_covering(Bits4::of(address), call)
                    : v6_.for_each_covering(Bits6::of(address), call);
  }
  template <typename F>  // visit(prefix, value) -> bool
  bool walk(const std::optional<Prefix>& after, F&& visit) const {
    const bool in_v6 = after && !after->address.is_v4();
    if (!in_v6 && !walk_in(v4_, after, visit)) return false;
    return walk_in(v6_, in_v6 ? after : std::nullopt, visit);
  }
  template <typename F>  // visit(prefix, value) -> bool; not called again after it returned false
  void take_pending(F&& visit) {
    bool go_on = true;
    const auto call = [&](const auto& bits, unsigned length, std::uint32_t value) {
      go_on = visit(prefix_of(bits, length), value);
      return go_on;
    };
    if (v4_.pending() > 0) v4_.take_pending(call);
    if (go_on && v6_.pending() > 0) v6_.take_pending(call);
  }
  template <typename F>  // visit(value) -> bool
  void mark_if(Family family, F&& visit) {
    family == Family::Ipv4 ? v4_.mark_if(visit) : v6_.mark_if(visit);
  }
  [[nodiscard]] std::size_t pending() const { return v4_.pending() + v6_.pending(); }
  [[nodiscard]] std::size_t memory_bytes() const { return v4_.memory_bytes() + v6_.memory_bytes(); }

 private:
  template <typename Bits>
  static Prefix prefix_of(const Bits& bits, unsigned length) {
    return {bits.address(), static_cast<std::uint8_t>(length)};
  }
  template <typename Bits>
  static std::optional<Match> longest_match_in(const Trie<Bits>& trie, const IpAddress& address) {
    const Bits bits = Bits::of(address);
    const auto match = trie.longest_match(bits);
    if (match.value == 0) return std::nullopt;
    return Match{prefix_of(bits.cut(match.length), match.length), match.value};
  }
  template <typename Bits, typename F>
  static bool walk_in(const Trie<Bits>& trie, const std::optional<Prefix>& after, F& visit) {
    typename Trie<Bits>::Position position;
    if (after) position = {Bits::of(after->address), after->length};
    return trie.walk(after ? &position : nullptr, [&](const Bits& bits, unsigned length, std::uint32_t value) {
      return visit(prefix_of(bits, length), value);
    });
  }

  Trie<Bits4> v4_;
  Trie<Bits6> v6_;
  bool last_is_v4_ = true;
};

}  // namespace cw::rib
