#include "sim/link.h"

#include <algorithm>

namespace cw::sim {

Transmission LinkDirection::transmit(Instant now, std::size_t size) {
  const Instant start = std::max(now, busy_until_);
  if (start - now > properties_.queue_max) return {.drop = Drop::QueueFull};
  const std::uint64_t rate = std::max<std::uint64_t>(properties_.bits_per_second, 1);
  const std::uint64_t nanoseconds = static_cast<std::uint64_t>(size) * 8 * 1'000'000'000 / rate;
  busy_until_ = start + Duration(static_cast<std::int64_t>(nanoseconds));
  // Loss takes the link's time all the same: the packet was sent.
  if (properties_.loss_ppm != 0 && rng_.chance_ppm(properties_.loss_ppm)) return {.drop = Drop::Lost};
  Transmission result;
  result.arrivals[result.count++] = arrival(busy_until_);
  if (properties_.duplicate_ppm != 0 && rng_.chance_ppm(properties_.duplicate_ppm)) {
    result.arrivals[result.count++] = arrival(busy_until_);
  }
  return result;
}

Instant LinkDirection::arrival(Instant sent) {
  Instant at = sent + properties_.delay;
  if (properties_.jitter > Duration{}) at += rng_.between(Duration{}, properties_.jitter);
  if (properties_.reorder_ppm != 0 && rng_.chance_ppm(properties_.reorder_ppm)) {
    // Held back and not remembered, so that those behind it overtake.
    return std::max(at, last_arrival_) + rng_.between(std::chrono::milliseconds(1), std::chrono::milliseconds(20));
  }
  at = std::max(at, last_arrival_);
  last_arrival_ = at;
  return at;
}

}  // namespace cw::sim
