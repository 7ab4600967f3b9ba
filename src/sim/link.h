// One direction of a link: serialization at its bandwidth with a bounded queue, delay, jitter that keeps the order, loss,
// duplication, reordering. It knows neither packets nor nodes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "base/random.h"
#include "base/time.h"
#include "sim/packet.h"

namespace cw::sim {

struct LinkProperties {
  Duration delay{};
  Duration jitter{};                 ///< uniform in [0, jitter]; never delivers out of order
  std::uint64_t bits_per_second = 10'000'000'000;
  std::uint32_t loss_ppm = 0, duplicate_ppm = 0, reorder_ppm = 0;
  Duration queue_max = std::chrono::milliseconds(50);   ///< waiting longer than this: dropped at the tail
};

/// What became of one packet: up to two arrivals, or the reason why there is none.
struct Transmission {
  std::array<Instant, 2> arrivals{};
  std::size_t count = 0;
  Drop drop = Drop::Lost;            ///< when count is 0
};

class LinkDirection {
 public:
  LinkDirection(const LinkProperties& properties, Rng rng) : properties_(properties), rng_(rng) {}

  /// size: bytes on the wire. now: not before the previous call's.
  Transmission transmit(Instant now, std::size_t size);
  [[nodiscard]] const LinkProperties& properties() const { return properties_; }

 private:
  Instant arrival(Instant sent);

  LinkProperties properties_;
  Rng rng_;
  Instant busy_until_{};
  Instant last_arrival_{};
};

}  // namespace cw::sim
