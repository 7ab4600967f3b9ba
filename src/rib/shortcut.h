// Private to rib/. Answers for the first 24 bits of large IPv4 tables, so that a look-up costs one or two cache lines.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <memory>
#include <vector>

#include "rib/trie.h"

namespace cw::rib {

/// Compiled look-ups of a split Trie<Bits4>: per leading 16 bits, which of the 256 blocks of 24 bits start a new
/// answer, and the answers. Neighbouring prefixes of one path group share one, so it is mostly a few words.
///
/// A bucket that was just changed has none, and the trie answers; it is compiled when another bucket changes, so that a
/// run of updates costs one compilation.
class Shortcut {
 public:
  enum class Verdict : std::uint8_t { Hit, Miss, AskTrie };
  struct Answer {
    Verdict verdict = Verdict::AskTrie;
    std::uint32_t value = 0;
    std::uint8_t length = 0;
  };

  /// Hit and Miss speak of prefixes of 16 bits and more only.
  [[nodiscard]] Answer find(Bits4 bits) const {
    if (buckets_.empty() || buckets_[bits.top16()] == nullptr) return {};
    const std::uint64_t* words = buckets_[bits.top16()].get();
    const unsigned block = (bits.value >> 8) & 0xff;
    std::size_t rank = kBitmapWords - 1;  // Block 0 starts an answer, so at least one bit counts.
    for (unsigned word = 0; word < block / 64; ++word) rank += static_cast<std::size_t>(std::popcount(words[word]));
    rank += static_cast<std::size_t>(std::popcount(words[block / 64] << (63 - block % 64)));
    return unpack(words[rank]);
  }

  /// The bucket's routes have changed in `trie`.
  void on_change(const Trie<Bits4>& trie, std::uint32_t bucket) {
    if (!trie.is_split()) return;
    if (buckets_.empty()) {
      buckets_.resize(kBuckets);
      for (std::uint32_t each = 0; each < kBuckets; ++each) {
        if (each != bucket) compile(trie, each);
      }
    } else if (changed_ != bucket) {
      compile(trie, changed_);
    }
    changed_ = bucket;
    memory_ -= size_of(bucket);
    buckets_[bucket].reset();
  }
  [[nodiscard]] std::size_t memory_bytes() const { return memory_ + buckets_.capacity() * sizeof(buckets_[0]); }

 private:
  static constexpr std::uint32_t kBuckets = 65536;
  static constexpr std::size_t kBitmapWords = 4;
  static constexpr std::uint64_t kDeeper = std::uint64_t{1} << 40;  ///< the block holds prefixes longer than 24 bits

  static std::uint64_t pack(std::uint32_t value, unsigned length) {
    return value | (std::uint64_t{length} << 32);
  }
  static Answer unpack(std::uint64_t word) {
    if ((word & kDeeper) != 0) return {};
    const auto value = static_cast<std::uint32_t>(word);
    return {value == 0 ? Verdict::Miss : Verdict::Hit, value, static_cast<std::uint8_t>(word >> 32)};
  }
  [[nodiscard]] std::size_t size_of(std::uint32_t bucket) const {
    if (buckets_[bucket] == nullptr) return 0;
    std::size_t words = kBitmapWords;
    for (std::size_t i = 0; i < kBitmapWords; ++i) {
      words += static_cast<std::size_t>(std::popcount(buckets_[bucket][i]));
    }
    return words * sizeof(std::uint64_t);
  }

  void compile(const Trie<Bits4>& trie, std::uint32_t bucket) {
    std::array<std::uint64_t, 256> answers{};
    bool is_empty = true;
    // In order, so that what is inside a prefix overwrites it.
    trie.walk_bucket(bucket, [&](Bits4 bits, unsigned length, std::uint32_t value) {
      is_empty = false;
      const unsigned first = (bits.value >> 8) & 0xff;
      if (length > 24) {
        answers[first] |= kDeeper;
        return true;
      }
      const unsigned count = 1U << (24 - length);
      std::fill_n(answers.begin() + first, count, pack(value, length));
      return true;
    });
    memory_ -= size_of(bucket);
    buckets_[bucket].reset();
    if (is_empty) return;
    std::array<std::uint64_t, kBitmapWords> starts{};
    std::vector<std::uint64_t> words(kBitmapWords, 0);
    for (unsigned block = 0; block < 256; ++block) {
      if (block > 0 && answers[block] == answers[block - 1]) continue;
      starts[block / 64] |= std::uint64_t{1} << (block % 64);
      words.push_back(answers[block]);
    }
    std::copy(starts.begin(), starts.end(), words.begin());
    buckets_[bucket] = std::make_unique<std::uint64_t[]>(words.size());
    std::copy(words.begin(), words.end(), buckets_[bucket].get());
    memory_ += words.size() * sizeof(std::uint64_t);
  }

  std::vector<std::unique_ptr<std::uint64_t[]>> buckets_;  ///< empty until the trie is split
  std::uint32_t changed_ = 0;                              ///< the one that is not compiled
  std::size_t memory_ = 0;
};

}  // namespace cw::rib
