#include "base/random.h"

namespace cw {
namespace {

// SplitMix64 finaliser: Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014.
std::uint64_t mix(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

constexpr std::uint64_t kGamma = 0x9e3779b97f4a7c15ULL;

}  // namespace

Rng Rng::fork(std::string_view name) const {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return Rng(mix(state_ + kGamma) ^ mix(hash));
}

Rng Rng::fork(std::uint64_t index) const { return Rng(mix(state_ + kGamma) ^ mix(index * kGamma + 1)); }

std::uint64_t Rng::next() {
  state_ += kGamma;
  return mix(state_);
}

std::uint64_t Rng::below(std::uint64_t bound) {
  if (bound == 0) return 0;
  // Rejection keeps the result exactly uniform.
  const std::uint64_t limit = UINT64_MAX - UINT64_MAX % bound;
  std::uint64_t draw = next();
  while (draw >= limit) draw = next();
  return draw % bound;
}

Duration Rng::between(Duration low, Duration high) {
  if (high <= low) return low;
  const auto width = static_cast<std::uint64_t>((high - low).count()) + 1;
  return low + Duration(static_cast<std::int64_t>(below(width)));
}

bool Rng::chance_ppm(std::uint32_t parts) { return parts != 0 && below(1'000'000) < parts; }

}  // namespace cw
