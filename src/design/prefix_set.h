// A set of prefixes that answers "is this inside?" in logarithmic time, so that large files stay cheap to verify.
#pragma once

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "base/address.h"

namespace cw::design {

class PrefixSet {
 public:
  explicit PrefixSet(std::vector<Prefix> prefixes) : outermost_(std::move(prefixes)) {
    // Two prefixes either nest or are disjoint; sorted by address and length, the outer one comes first.
    std::ranges::sort(outermost_);
    std::vector<Prefix> kept;
    for (const Prefix& prefix : outermost_) {
      if (!kept.empty() && kept.back().covers(prefix)) {
        if (!overlap_) overlap_ = std::pair(kept.back(), prefix);
      } else {
        kept.push_back(prefix);
      }
    }
    outermost_ = std::move(kept);
  }

  [[nodiscard]] bool contains(const IpAddress& address) const { return covers(Prefix::host(address)); }
  [[nodiscard]] bool covers(const Prefix& prefix) const {
    auto after = std::ranges::upper_bound(outermost_, prefix);
    return after != outermost_.begin() && std::prev(after)->covers(prefix);
  }
  /// Two of the prefixes that overlap, the outer one first.
  [[nodiscard]] const std::optional<std::pair<Prefix, Prefix>>& overlap() const { return overlap_; }

 private:
  std::vector<Prefix> outermost_;
  std::optional<std::pair<Prefix, Prefix>> overlap_;
};

}  // namespace cw::design
