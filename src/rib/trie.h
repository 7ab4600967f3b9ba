// Private to rib/. A path-compressed binary trie from prefixes to numbers, shared by RIB and FIB.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <vector>

#include "base/assert.h"
#include "rib/bits.h"
#include "rib/slab.h"

namespace cw::rib {

/// Maps (bits, length) to a number; 0 means "no route here".
///
/// Order:    walks visit by address, then shorter first: the order of Prefix.
/// Pending:  any prefix can be marked; take_pending() visits the marked ones in order without looking at the others,
///           because every node knows whether something below it is marked.
/// Split:    once an IPv4 trie is large it keeps one root per leading 16 bits (prefixes shorter than that stay in a
///           root of their own), which spares a look-up the first 16 levels.
/// cost:     a look-up visits at most one node per bit, usually log2 of the routes below the root.
template <typename Bits>
class Trie {
 public:
  struct Match {
    std::uint32_t value = 0;
    std::uint8_t length = 0;
  };
  struct Position {
    Bits bits;
    unsigned length = 0;
  };

  [[nodiscard]] std::uint32_t find(const Bits& bits, unsigned length) const {
    std::uint32_t index = roots_[root_of(bits, length)];
    while (index != 0) {
      const Node& node = nodes_[index];
      if (node.length > length || !covers(node, bits)) return 0;
      if (node.length == length) return node.value;
      index = node.child[bits.bit(node.length)];
    }
    return 0;
  }

  /// The number of this prefix, for reading and for setting. A new one is 0 and must be set to something else before
  /// the next call. Remembers the way to it for mark_last().
  std::uint32_t& insert(const Bits& bits, unsigned length) {
    if constexpr (Bits::kCanSplit) {
      if (!is_split() && nodes_.size() > kSplitNodes) split();
    }
    last_root_ = root_of(bits, length);
    way_length_ = 0;
    std::uint32_t* link = &roots_[last_root_];
    while (*link != 0) {
      Node& node = nodes_[*link];
      const unsigned common = std::min({Bits::common(node.bits, bits), unsigned{node.length}, length});
      if (common < node.length) return nodes_[branch(*link, bits, length, common)].value;
      way_[way_length_++] = *link;
      if (node.length == length) return node.value;
      link = &node.child[bits.bit(node.length)];
    }
    *link = make_node(bits, length);
    way_[way_length_++] = *link;
    return nodes_[*link].value;
  }

  /// Marks the prefix that the last insert() named.
  void mark_last() {
    CW_ASSERT(way_length_ > 0);
    for (std::size_t i = 0; i < way_length_; ++i) nodes_[way_[i]].flags |= kBelow;
    std::uint8_t& flags = nodes_[way_[way_length_ - 1]].flags;
    if ((flags & kPending) == 0) ++pending_;
    flags |= kPending;
    mark_root(last_root_);
  }

  void erase(const Bits& bits, unsigned length) {
    std::uint32_t* parent_link = nullptr;
    std::uint32_t* link = &roots_[root_of(bits, length)];
    while (*link != 0) {
      Node& node = nodes_[*link];
      if (node.length > length || !covers(node, bits)) return;
      if (node.length == length) break;
      parent_link = link;
      link = &node.child[bits.bit(node.length)];
    }
    if (*link == 0) return;
    Node& node = nodes_[*link];
    node.value = 0;
    if ((node.flags & kPending) != 0) --pending_;
    node.flags = static_cast<std::uint8_t>(node.flags & ~kPending);
    splice(link);
    if (parent_link != nullptr && nodes_[*parent_link].value == 0) splice(parent_link);
  }

  [[nodiscard]] Match longest_match(const Bits& bits) const {
    Match best;
    const auto visit = [&](const Node& node) { best = {node.value, node.length}; };
    if (is_split()) descend(roots_[1 + bits.top16()], bits, visit);
    if (best.value == 0) descend(roots_[0], bits, visit);
    return best;
  }
  /// Calls visit(value, length) for every prefix that covers `bits`, shortest first.
  template <typename F>
  void for_each_covering(const Bits& bits, F&& visit) const {
    const auto call = [&](const Node& node) { visit(node.value, node.length); };
    descend(roots_[0], bits, call);
    if (is_split()) descend(roots_[1 + bits.top16()], bits, call);
  }

  /// Calls visit(bits, length, value) in order for everything after `after` (nullptr: everything) until it returns
  /// false. returns: false if it was stopped.
  template <typename F>
  bool walk(const Position* after, F&& visit) const {
    const auto on_node = [&](const Node& node) { return visit(node.bits, unsigned{node.length}, node.value); };
    if (!is_split()) return walk_from(roots_[0], after, on_node);
    std::uint32_t next = after != nullptr ? after->bits.top16() : 0;
    const auto roots_up_to = [&](std::uint32_t end) {
      for (; next < end; ++next) {
        if (!walk_from(roots_[1 + next], after, on_node)) return false;
      }
      return true;
    };
    const auto on_short = [&](const Node& node) { return roots_up_to(node.bits.top16()) && on_node(node); };
    return walk_from(roots_[0], after, on_short) && roots_up_to(kSplitRoots);
  }

  [[nodiscard]] bool is_split() const { return Bits::kCanSplit && roots_.size() > 1; }
  /// The same for the prefixes of 16 bits and more that begin with `top16`, once the trie is split.
  template <typename F>
  bool walk_bucket(std::uint32_t top16, F&& visit) const {
    CW_ASSERT(is_split() && top16 < kSplitRoots);
    return walk_from(roots_[1 + top16], nullptr, [&](const Node& node) {
      return visit(node.bits, unsigned{node.length}, node.value);
    });
  }
  /// Among prefixes shorter than 16 bits, once the trie is split.
  [[nodiscard]] Match longest_short_match(const Bits& bits) const {
    Match best;
    descend(roots_[0], bits, [&](const Node& node) { best = {node.value, node.length}; });
    return best;
  }

  /// Unmarks and visits the marked prefixes in order, as visit(bits, length, value), until it returns false (then the
  /// prefix it was offered stays marked). visit must not insert or erase.
  template <typename F>
  void take_pending(F&& visit) {
    if (!is_split()) {
      take_from(roots_[0], visit);
      return;
    }
    std::uint32_t next = 0;
    const auto roots_up_to = [&](std::uint32_t end) {
      for (next = next_marked_root(next, end); next < end; next = next_marked_root(next + 1, end)) {
        if (!take_from(roots_[1 + next], visit)) return false;
        marked_roots_[next / 64] &= ~(std::uint64_t{1} << (next % 64));
      }
      return true;
    };
    const auto on_short = [&](const Bits& bits, unsigned length, std::uint32_t value) {
      return roots_up_to(bits.top16()) && visit(bits, length, value);
    };
    if (take_from(roots_[0], on_short)) roots_up_to(kSplitRoots);
  }

  /// Visits everything, in no particular order, as visit(value), and marks where it returns true. visit must not insert
  /// or erase.
  template <typename F>
  void mark_if(F&& visit) {
    for (std::size_t root = 0; root < roots_.size(); ++root) {
      if (mark_from(roots_[root], visit)) mark_root(root);
    }
  }

  [[nodiscard]] bool is_pending(const Bits& bits, unsigned length) const {
    std::uint32_t index = roots_[root_of(bits, length)];
    while (index != 0) {
      const Node& node = nodes_[index];
      if (node.length > length || !covers(node, bits)) return false;
      if (node.length == length) return (node.flags & kPending) != 0;
      index = node.child[bits.bit(node.length)];
    }
    return false;
  }
  [[nodiscard]] std::size_t pending() const { return pending_; }
  [[nodiscard]] std::size_t memory_bytes() const {
    return nodes_.memory_bytes() + roots_.capacity() * sizeof(std::uint32_t) +
           marked_roots_.capacity() * sizeof(std::uint64_t);
  }

 private:
  static constexpr std::uint8_t kPending = 1;  ///< this prefix is marked
  static constexpr std::uint8_t kBelow = 2;    ///< it, or one below, may be marked
  static constexpr std::size_t kSplitNodes = 16384;
  static constexpr std::uint32_t kSplitRoots = 65536;

  struct Node {
    Bits bits;
    std::array<std::uint32_t, 2> child{};
    std::uint32_t value = 0;
    std::uint8_t length = 0;
    std::uint8_t flags = 0;
  };

  [[nodiscard]] std::size_t root_of(const Bits& bits, unsigned length) const {
    return is_split() && length >= 16 ? 1 + std::size_t{bits.top16()} : 0;
  }
  static bool covers(const Node& node, const Bits& bits) {
    return Bits::common(node.bits, bits) >= node.length;
  }
  static bool is_after(const Node& node, const Position& position) {
    if (node.bits != position.bits) return node.bits > position.bits;
    return node.length > position.length;
  }
  std::uint32_t make_node(const Bits& bits, unsigned length) {
    const std::uint32_t index = nodes_.allocate();
    nodes_[index].bits = bits.cut(length);
    nodes_[index].length = static_cast<std::uint8_t>(length);
    return index;
  }

  // Puts a node for (bits, length) where `link` points to a node that differs after `common` bits. The node itself
  // is the branch when it is an ancestor of the old one.
  std::uint32_t branch(std::uint32_t& link, const Bits& bits, unsigned length, unsigned common) {
    const std::uint32_t old = link;
    const std::uint32_t fork = make_node(bits, common);
    nodes_[fork].child[nodes_[old].bits.bit(common)] = old;
    nodes_[fork].flags = nodes_[old].flags & kBelow;
    link = fork;
    way_[way_length_++] = fork;
    if (common == length) return fork;
    const std::uint32_t leaf = make_node(bits, length);
    nodes_[fork].child[bits.bit(common)] = leaf;
    way_[way_length_++] = leaf;
    return leaf;
  }

  // Removes the node that `link` points to if it has no number and at most one child.
  void splice(std::uint32_t* link) {
    const std::uint32_t index = *link;
    const Node& node = nodes_[index];
    if (node.value != 0 || (node.child[0] != 0 && node.child[1] != 0)) return;
    *link = node.child[0] != 0 ? node.child[0] : node.child[1];
    nodes_.free(index);
  }

  template <typename F>
  void descend(std::uint32_t index, const Bits& bits, const F& visit) const {
    while (index != 0) {
      const Node& node = nodes_[index];
      if (!covers(node, bits)) return;
      if (node.value != 0) visit(node);
      if (node.length == Bits::kWidth) return;
      index = node.child[bits.bit(node.length)];
    }
  }

  template <typename F>
  bool walk_from(std::uint32_t index, const Position* after, const F& visit) const {
    if (index == 0) return true;
    const Node& node = nodes_[index];
    if (after != nullptr && is_after(node, *after)) after = nullptr;
    // A node at or before `after` that does not cover it has nothing behind it.
    if (after != nullptr && (node.length > after->length || !covers(node, after->bits))) return true;
    if (after == nullptr && node.value != 0 && !visit(node)) return false;
    return walk_from(node.child[0], after, visit) && walk_from(node.child[1], after, visit);
  }

  template <typename F>
  bool take_from(std::uint32_t index, F& visit) {
    if (index == 0) return true;
    Node& node = nodes_[index];
    if ((node.flags & kBelow) == 0) return true;
    if ((node.flags & kPending) != 0) {
      if (!visit(node.bits, unsigned{node.length}, node.value)) return false;
      node.flags = static_cast<std::uint8_t>(node.flags & ~kPending);
      --pending_;
    }
    if (!take_from(node.child[0], visit) || !take_from(node.child[1], visit)) return false;
    node.flags = static_cast<std::uint8_t>(node.flags & ~kBelow);
    return true;
  }

  template <typename F>
  bool mark_from(std::uint32_t index, F& visit) {
    if (index == 0) return false;
    Node& node = nodes_[index];
    bool below = false;
    if (node.value != 0 && visit(node.value)) {
      if ((node.flags & kPending) == 0) ++pending_;
      node.flags |= kPending;
      below = true;
    }
    below = mark_from(node.child[0], visit) || below;
    below = mark_from(node.child[1], visit) || below;
    if (below) node.flags |= kBelow;
    return below;
  }

  void mark_root(std::size_t root) {
    if (root > 0) marked_roots_[(root - 1) / 64] |= std::uint64_t{1} << ((root - 1) % 64);
  }
  [[nodiscard]] std::uint32_t next_marked_root(std::uint32_t from, std::uint32_t end) const {
    while (from < end) {
      const std::uint64_t word = marked_roots_[from / 64] >> (from % 64);
      if (word != 0) return std::min(end, from + static_cast<std::uint32_t>(std::countr_zero(word)));
      from = (from / 64 + 1) * 64;
    }
    return end;
  }

  // Rebuilds with a root per leading 16 bits. It happens once in a trie's life.
  void split() {
    struct Entry {
      Bits bits;
      std::uint32_t value;
      std::uint8_t length;
      bool pending;
    };
    std::vector<Entry> entries;
    walk_from(roots_[0], nullptr, [&](const Node& node) {
      entries.push_back({node.bits, node.value, node.length, (node.flags & kPending) != 0});
      return true;
    });
    nodes_.clear();
    roots_.assign(1 + kSplitRoots, 0);
    marked_roots_.assign(kSplitRoots / 64, 0);
    pending_ = 0;
    for (const Entry& entry : entries) {
      insert(entry.bits, entry.length) = entry.value;
      if (entry.pending) mark_last();
    }
  }

  Slab<Node> nodes_;
  std::vector<std::uint32_t> roots_ = std::vector<std::uint32_t>(1, 0);
  std::vector<std::uint64_t> marked_roots_;  ///< one bit per root of the split form
  std::array<std::uint32_t, Bits::kWidth + 2> way_{};
  std::size_t way_length_ = 0;
  std::size_t last_root_ = 0;
  std::size_t pending_ = 0;
};

}  // namespace cw::rib
