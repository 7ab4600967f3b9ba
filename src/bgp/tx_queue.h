// Whole BGP messages waiting for TCP to take them.
#pragma once

#include <cstddef>

#include "base/bytes.h"

namespace cw::bgp {

class TxQueue {
 public:
  /// Where the next message goes: the caller appends one or more whole BGP messages and nothing else.
  [[nodiscard]] Bytes& tail();
  /// Takes as many whole messages from the front as fit `credit` bytes; empty when the first does not.
  [[nodiscard]] Bytes take(std::size_t credit);
  void clear();  ///< gives the memory back
  [[nodiscard]] std::size_t size() const { return bytes_.size() - head_; }  ///< in bytes

 private:
  Bytes bytes_;
  std::size_t head_ = 0;
};

}  // namespace cw::bgp
