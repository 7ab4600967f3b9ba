// Private to rib/. A hash for looking things up; its values and its order never reach an output.
#pragma once

#include <cstdint>
#include <span>

namespace cw::rib {

class Hasher {
 public:
  void add(std::uint64_t value) {
    state_ = (state_ ^ value) * 0x9e3779b97f4a7c15ULL;
    state_ ^= state_ >> 32;
  }
  [[nodiscard]] std::size_t value() const { return state_; }

 private:
  std::uint64_t state_ = 0x243f6a8885a308d3ULL;
};

}  // namespace cw::rib
