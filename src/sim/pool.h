// Reused slots named by index: no allocation per packet once the world has warmed up.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/assert.h"

namespace cw::sim {

template <typename T>
class Pool {
 public:
  std::uint32_t add(T value) {
    ++used_;
    if (free_.empty()) {
      items_.push_back(std::move(value));
      return static_cast<std::uint32_t>(items_.size() - 1);
    }
    const std::uint32_t index = free_.back();
    free_.pop_back();
    items_[index] = std::move(value);
    return index;
  }
  T take(std::uint32_t index) {
    T value = std::move(items_[index]);
    drop(index);
    return value;
  }
  void drop(std::uint32_t index) {
    CW_ASSERT(used_ > 0);
    --used_;
    free_.push_back(index);
  }
  T& operator[](std::uint32_t index) { return items_[index]; }
  const T& operator[](std::uint32_t index) const { return items_[index]; }
  [[nodiscard]] std::size_t used() const { return used_; }

 private:
  std::vector<T> items_;
  std::vector<std::uint32_t> free_;
  std::size_t used_ = 0;
};

}  // namespace cw::sim
