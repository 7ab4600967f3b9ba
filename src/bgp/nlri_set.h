// A compact set of NLRI, for counting what a peer has announced against its limit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "wire/bgp/types.h"

namespace cw::bgp {

/// Open addressing with linear probing. IPv4 without a path id costs 8 bytes a slot, everything else 24; at most
/// three quarters of the slots are in use. Never iterated, so its order reaches no output.
class NlriSet {
 public:
  bool insert(const wire::bgp::Nlri& nlri);  ///< true when it was not there
  bool erase(const wire::bgp::Nlri& nlri);   ///< true when it was there
  void clear();                              ///< gives the memory back
  [[nodiscard]] std::size_t size() const { return narrow_count_ + wide_count_; }

 private:
  std::vector<std::uint64_t> narrow_;      ///< address, length + 1; 0 is empty
  std::vector<wire::bgp::Nlri> wide_;      ///< length 255 is empty
  std::size_t narrow_count_ = 0;
  std::size_t wide_count_ = 0;
};

}  // namespace cw::bgp
