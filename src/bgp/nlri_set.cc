#include "bgp/nlri_set.h"

#include <utility>

#include "base/assert.h"

namespace cw::bgp {
namespace {

using wire::bgp::Nlri;

std::size_t hash(std::uint64_t key) {
  key = (key ^ (key >> 30)) * 0xbf58476d1ce4e5b9ULL;
  key = (key ^ (key >> 27)) * 0x94d049bb133111ebULL;
  return static_cast<std::size_t>(key ^ (key >> 31));
}
std::size_t hash(const Nlri& nlri) {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    high = high << 8 | nlri.prefix.address.bytes[i];
    low = low << 8 | nlri.prefix.address.bytes[i + 8];
  }
  return hash(high ^ hash(low ^ hash(std::uint64_t{nlri.path_id} << 8 | nlri.prefix.length)));
}

bool is_empty(std::uint64_t key) { return key == 0; }
bool is_empty(const Nlri& nlri) { return nlri.prefix.length == 255; }
void make_empty(std::uint64_t& key) { key = 0; }
void make_empty(Nlri& nlri) { nlri = Nlri{Prefix{{}, 255}, 0}; }

bool is_narrow(const Nlri& nlri) { return nlri.prefix.family() == Family::Ipv4 && nlri.path_id == 0; }
std::uint64_t narrow_key(const Nlri& nlri) {
  return std::uint64_t{nlri.prefix.address.v4_value()} << 8 | (nlri.prefix.length + std::uint64_t{1});
}

template <typename Key>
std::size_t find_slot(const std::vector<Key>& slots, const Key& key) {
  const std::size_t mask = slots.size() - 1;
  std::size_t at = hash(key) & mask;
  while (!is_empty(slots[at]) && slots[at] != key) at = (at + 1) & mask;
  return at;
}

template <typename Key>
bool insert_into(std::vector<Key>& slots, std::size_t& count, const Key& key) {
  if ((count + 1) * 4 > slots.size() * 3) {
    Key empty{};
    make_empty(empty);
    std::vector<Key> old = std::exchange(slots, std::vector<Key>(slots.empty() ? 16 : slots.size() * 2, empty));
    for (const Key& each : old) {
      if (!is_empty(each)) slots[find_slot(slots, each)] = each;
    }
  }
  Key& slot = slots[find_slot(slots, key)];
  if (!is_empty(slot)) return false;
  slot = key;
  ++count;
  return true;
}

template <typename Key>
bool erase_from(std::vector<Key>& slots, std::size_t& count, const Key& key) {
  if (slots.empty()) return false;
  const std::size_t mask = slots.size() - 1;
  std::size_t hole = find_slot(slots, key);
  if (is_empty(slots[hole])) return false;
  // Close the gap: move back every later key of the run that may stand in the hole.
  for (std::size_t at = (hole + 1) & mask; !is_empty(slots[at]); at = (at + 1) & mask) {
    const std::size_t home = hash(slots[at]) & mask;
    if (((at - home) & mask) >= ((at - hole) & mask)) {
      slots[hole] = slots[at];
      hole = at;
    }
  }
  make_empty(slots[hole]);
  --count;
  return true;
}

}  // namespace

bool NlriSet::insert(const Nlri& nlri) {
  if (is_narrow(nlri)) return insert_into(narrow_, narrow_count_, narrow_key(nlri));
  CW_ASSERT(!is_empty(nlri));
  return insert_into(wide_, wide_count_, nlri);
}

bool NlriSet::erase(const Nlri& nlri) {
  if (is_narrow(nlri)) return erase_from(narrow_, narrow_count_, narrow_key(nlri));
  return erase_from(wide_, wide_count_, nlri);
}

void NlriSet::clear() { *this = NlriSet{}; }

}  // namespace cw::bgp
