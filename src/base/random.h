// Given randomness. Rng is for protocol jitter and simulation; keys and nonces come from Entropy, another type, so that
// mixing them does not compile.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/time.h"

namespace cw {

/// A small deterministic generator (SplitMix64). Same seed, same draws, on every compiler.
class Rng {
 public:
  explicit Rng(std::uint64_t seed) : state_(seed) {}

  /// A generator of its own for a named component: adding a component does not change another's draws.
  [[nodiscard]] Rng fork(std::string_view name) const;
  [[nodiscard]] Rng fork(std::uint64_t index) const;

  std::uint64_t next();
  /// Uniform in [0, bound); bound 0 gives 0.
  std::uint64_t below(std::uint64_t bound);
  /// Uniform in [low, high], both included; low when high < low.
  Duration between(Duration low, Duration high);
  /// True with probability parts / 1,000,000.
  bool chance_ppm(std::uint32_t parts);

 private:
  std::uint64_t state_;
};

}  // namespace cw
