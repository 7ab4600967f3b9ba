// Private to rib/. Numbered storage in fixed chunks: no element moves when it grows, and nothing is ever twice as large
// as needed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/assert.h"

namespace cw::rib {

/// Elements are named by numbers from 1; 0 means "none". Freed numbers are used again, last freed first.
template <typename T>
class Slab {
 public:
  std::uint32_t allocate() {
    std::uint32_t index = 0;
    if (!free_.empty()) {
      index = free_.back();
      free_.pop_back();
    } else {
      CW_ASSERT(used_ < UINT32_MAX - 1);
      index = ++used_;
      if ((index >> kShift) >= chunks_.size()) chunks_.push_back(std::make_unique<T[]>(kChunk));
    }
    (*this)[index] = T{};
    return index;
  }
  void free(std::uint32_t index) {
    CW_ASSERT(index != 0 && index <= used_);
    (*this)[index] = T{};
    free_.push_back(index);
  }
  T& operator[](std::uint32_t index) { return chunks_[index >> kShift][index & kMask]; }
  const T& operator[](std::uint32_t index) const { return chunks_[index >> kShift][index & kMask]; }

  [[nodiscard]] std::size_t size() const { return used_ - free_.size(); }
  /// The highest number in use so far: for loops over all, freed ones included.
  [[nodiscard]] std::uint32_t last() const { return used_; }
  [[nodiscard]] std::size_t memory_bytes() const {
    return chunks_.size() * kChunk * sizeof(T) + chunks_.capacity() * sizeof(chunks_[0]) +
           free_.capacity() * sizeof(std::uint32_t);
  }
  void clear() {
    chunks_.clear();
    free_.clear();
    used_ = 0;
  }

 private:
  static constexpr unsigned kShift = 8;
  static constexpr std::uint32_t kChunk = 1U << kShift;
  static constexpr std::uint32_t kMask = kChunk - 1;

  std::vector<std::unique_ptr<T[]>> chunks_;
  std::vector<std::uint32_t> free_;
  std::uint32_t used_ = 0;
};

}  // namespace cw::rib
