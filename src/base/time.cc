#include "base/time.h"

#include <fmt/core.h>

namespace cw {
namespace {

constexpr std::int64_t kMicro = 1'000;
constexpr std::int64_t kMilli = 1'000'000;
constexpr std::int64_t kSecond = 1'000'000'000;

// "12.3" from 12'345 thousandths, with integers only so that every compiler prints the same digits.
std::string decimal(std::int64_t thousandths, int digits) {
  std::int64_t divisor = 1000;
  for (int i = 0; i < digits; ++i) divisor /= 10;
  const std::int64_t rounded = (thousandths + divisor / 2) / divisor;
  std::int64_t scale = 1;
  for (int i = 0; i < digits; ++i) scale *= 10;
  if (digits == 0) return fmt::format("{}", rounded);
  return fmt::format("{}.{:0{}}", rounded / scale, rounded % scale, digits);
}

}  // namespace

std::string to_string(Duration duration) {
  std::int64_t ns = duration.count();
  const std::string sign = ns < 0 ? "-" : "";
  if (ns < 0) ns = -ns;
  if (ns == 0) return "0 ms";
  if (ns < kMilli) return sign + decimal(ns, 0) + " us";
  if (ns < kSecond) return sign + decimal(ns / kMicro, ns < 100 * kMilli ? 2 : 1) + " ms";
  if (ns < 60 * kSecond) return sign + decimal(ns / kMilli, 2) + " s";
  const std::int64_t seconds = ns / kSecond;
  if (seconds < 3600) return sign + fmt::format("{} min {} s", seconds / 60, seconds % 60);
  return sign + fmt::format("{} h {} min", seconds / 3600, seconds / 60 % 60);
}

std::string to_milliseconds(Duration duration) {
  const std::int64_t us = duration.count() / kMicro;
  const std::int64_t magnitude = us < 0 ? -us : us;
  return fmt::format("{}{}.{:03}", us < 0 ? "-" : "", magnitude / 1000, magnitude % 1000);
}

std::string to_string(Instant at) {
  const std::int64_t us = at.time_since_epoch().count() / kMicro;
  return fmt::format("{}.{:06}", us / 1'000'000, us % 1'000'000);
}

}  // namespace cw
