#include "rib/attributes.h"

#include <unordered_map>
#include <utility>
#include <vector>

#include "base/address.h"
#include "base/assert.h"
#include "rib/hash.h"

namespace cw::rib {
namespace {

using wire::bgp::PathAttributes;

void add_address(Hasher& hasher, const IpAddress& address) { hasher.add(AddressHash{}(address)); }

template <typename T>
void add_optional(Hasher& hasher, const std::optional<T>& value) {
  hasher.add(value ? std::uint64_t{*value} + 1 : 0);
}

struct AttributesHash {
  std::size_t operator()(const PathAttributes& a) const {
    Hasher hasher;
    hasher.add(static_cast<std::uint64_t>(a.origin) | (a.atomic_aggregate ? 16U : 0U));
    for (const auto& segment : a.as_path.segments) {
      hasher.add(static_cast<std::uint64_t>(segment.type) | (segment.as_numbers.size() << 8));
      for (const AsNumber as : segment.as_numbers) hasher.add(as.value);
    }
    add_address(hasher, a.next_hop);
    if (a.link_local_next_hop) add_address(hasher, *a.link_local_next_hop);
    add_optional(hasher, a.med);
    add_optional(hasher, a.local_pref);
    if (a.aggregator) hasher.add((std::uint64_t{a.aggregator->as.value} << 32) | a.aggregator->router.value);
    for (const std::uint32_t community : a.communities) hasher.add(community);
    for (const std::uint64_t community : a.extended_communities) hasher.add(community);
    for (const auto& c : a.large_communities) {
      hasher.add(c.global);
      hasher.add((std::uint64_t{c.local1} << 32) | c.local2);
    }
    if (a.originator_id) hasher.add(a.originator_id->value);
    for (const RouterId id : a.cluster_list) hasher.add(id.value);
    // Unknown attributes are rare: their names are enough to look them up.
    for (const auto& unknown : a.unknown) hasher.add((std::uint64_t{unknown.code} << 32) | unknown.value.size());
    return hasher.value();
  }
};

std::size_t heap_bytes(const PathAttributes& a) {
  std::size_t bytes = a.as_path.segments.capacity() * sizeof(wire::bgp::AsPathSegment);
  for (const auto& segment : a.as_path.segments) bytes += segment.as_numbers.capacity() * sizeof(AsNumber);
  bytes += a.communities.capacity() * 4 + a.extended_communities.capacity() * 8 + a.large_communities.capacity() * 12;
  bytes += a.cluster_list.capacity() * 4 + a.unknown.capacity() * sizeof(wire::bgp::UnknownAttribute);
  for (const auto& unknown : a.unknown) bytes += unknown.value.capacity();
  return bytes;
}

}  // namespace

struct AttributeTable::Impl {
  struct Slot {
    const PathAttributes* set = nullptr;  ///< the key in `ids`, which does not move
    std::uint32_t references = 0;
  };
  std::unordered_map<PathAttributes, std::uint32_t, AttributesHash> ids;  ///< looked up, never walked
  std::vector<Slot> slots = std::vector<Slot>(1);                         ///< by id; 0 is the empty set
  std::vector<std::uint32_t> free;
  PathAttributes none;
  std::size_t heap = 0;  ///< bytes the sets own outside themselves
};

AttributeTable::AttributeTable() : impl_(std::make_unique<Impl>()) { impl_->slots[0].set = &impl_->none; }
AttributeTable::~AttributeTable() = default;
AttributeTable::AttributeTable(AttributeTable&&) noexcept = default;
AttributeTable& AttributeTable::operator=(AttributeTable&&) noexcept = default;

AttributesId AttributeTable::intern(const PathAttributes& attributes) {
  Impl& t = *impl_;
  const auto [entry, is_new] = t.ids.try_emplace(attributes, 0);
  if (is_new) {
    if (t.free.empty()) {
      entry->second = static_cast<std::uint32_t>(t.slots.size());
      t.slots.emplace_back();
    } else {
      entry->second = t.free.back();
      t.free.pop_back();
    }
    t.slots[entry->second].set = &entry->first;
    t.heap += heap_bytes(entry->first);
  }
  ++t.slots[entry->second].references;
  return AttributesId{entry->second};
}

void AttributeTable::retain(AttributesId id) {
  if (id.value == 0) return;
  CW_ASSERT(id.value < impl_->slots.size() && impl_->slots[id.value].references > 0);
  ++impl_->slots[id.value].references;
}

void AttributeTable::release(AttributesId id) {
  if (id.value == 0) return;
  Impl& t = *impl_;
  CW_ASSERT(id.value < t.slots.size() && t.slots[id.value].references > 0);
  Impl::Slot& slot = t.slots[id.value];
  if (--slot.references > 0) return;
  t.heap -= heap_bytes(*slot.set);
  const auto entry = t.ids.find(*slot.set);
  CW_ASSERT(entry != t.ids.end() && entry->second == id.value);
  slot.set = nullptr;
  t.ids.erase(entry);
  t.free.push_back(id.value);
}

const PathAttributes& AttributeTable::get(AttributesId id) const {
  CW_ASSERT(id.value < impl_->slots.size() && impl_->slots[id.value].set != nullptr);
  return *impl_->slots[id.value].set;
}

std::size_t AttributeTable::size() const { return impl_->ids.size(); }

std::size_t AttributeTable::memory_bytes() const {
  const Impl& t = *impl_;
  // One map node: link, stored hash, key and value; plus a bucket pointer.
  constexpr std::size_t kNode = sizeof(PathAttributes) + 3 * sizeof(void*);
  return t.ids.size() * kNode + t.ids.bucket_count() * sizeof(void*) + t.slots.capacity() * sizeof(Impl::Slot) +
         t.free.capacity() * 4 + t.heap;
}

}  // namespace cw::rib
