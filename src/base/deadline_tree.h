// The earliest of many deadlines, for components that own many machines: a tournament tree over slots.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "base/assert.h"
#include "base/time.h"

namespace cw {

class DeadlineTree {
 public:
  /// Makes room for `count` slots; existing deadlines are kept.
  void resize(std::size_t count) {
    std::size_t leaves = 1;
    while (leaves < count) leaves *= 2;
    if (leaves <= leaves_ && !at_.empty()) return;
    std::vector<Instant> old(at_.begin() + static_cast<std::ptrdiff_t>(at_.empty() ? 0 : leaves_), at_.end());
    leaves_ = leaves;
    at_.assign(2 * leaves, kInstantMax);
    for (std::size_t i = 0; i < old.size(); ++i) set(i, old[i]);
  }
  /// kInstantMax disarms. cost: logarithmic in the number of slots.
  void set(std::size_t slot, Instant at) {
    CW_ASSERT(slot < leaves_);
    std::size_t i = leaves_ + slot;
    if (at_[i] == at) return;
    at_[i] = at;
    for (i /= 2; i != 0; i /= 2) {
      const Instant first = at_[2 * i] < at_[2 * i + 1] ? at_[2 * i] : at_[2 * i + 1];
      if (at_[i] == first) break;
      at_[i] = first;
    }
  }
  [[nodiscard]] std::optional<Instant> next() const {
    return at_.empty() || at_[1] == kInstantMax ? std::nullopt : std::optional(at_[1]);
  }
  /// The slots due at `now`, in slot order. cost: linear in what is due, times the depth.
  [[nodiscard]] std::vector<std::size_t> due(Instant now) const {
    std::vector<std::size_t> slots;
    if (!at_.empty()) collect(1, now, slots);
    return slots;
  }

 private:
  void collect(std::size_t i, Instant now, std::vector<std::size_t>& slots) const {
    if (at_[i] > now) return;
    if (i >= leaves_) {
      slots.push_back(i - leaves_);
      return;
    }
    collect(2 * i, now, slots);
    collect(2 * i + 1, now, slots);
  }
  std::size_t leaves_ = 0;
  std::vector<Instant> at_;   ///< 1 is the root; leaves start at leaves_
};

}  // namespace cw
