// Time as the core knows it: a point on a clock nobody can ask. Worlds make Instants and pass them in.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace cw {

struct CoreClock {  // Has no now(): the core cannot read a clock.
  using duration = std::chrono::nanoseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<CoreClock>;
  static constexpr bool is_steady = true;
};

using Instant = CoreClock::time_point;  ///< since the world's own zero
using Duration = CoreClock::duration;

inline constexpr Instant kInstantMax = Instant::max();

/// "250 us", "812.4 ms", "3.02 s", "4 min 10 s": three or four significant digits, for people.
std::string to_string(Duration duration);

/// Milliseconds with three decimals ("812.437"), for tables and JSON.
std::string to_milliseconds(Duration duration);

/// Seconds since the world's zero with six decimals ("12.000350").
std::string to_string(Instant at);

}  // namespace cw
