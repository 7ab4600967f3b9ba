// Interned path attributes: equal sets are stored once and counted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "rib/types.h"

namespace cw::rib {

/// Ids start at 1. AttributesId{0} is the empty set that static and connected paths have: it always exists and is not
/// counted. The id of a freed set may be given to another one.
class AttributeTable {
 public:
  AttributeTable();
  ~AttributeTable();
  AttributeTable(AttributeTable&&) noexcept;
  AttributeTable& operator=(AttributeTable&&) noexcept;

  /// The id of this set, with one more reference. cost: one hash and one comparison; allocates only for a new set.
  AttributesId intern(const wire::bgp::PathAttributes& attributes);
  void retain(AttributesId id);
  void release(AttributesId id);  ///< frees the set with its last reference
  [[nodiscard]] const wire::bgp::PathAttributes& get(AttributesId id) const;
  [[nodiscard]] std::size_t size() const;   ///< distinct sets alive
  [[nodiscard]] std::size_t memory_bytes() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace cw::rib
