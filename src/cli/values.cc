#include "cli/values.h"

#include <fmt/core.h>

#include <array>
#include <charconv>
#include <utility>

#include "base/text.h"

namespace cw::cli {

std::expected<std::uint64_t, std::string> parse_number(std::string_view option, std::string_view text, std::uint64_t low,
                                                       std::uint64_t high) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < low || value > high) {
    return std::unexpected(fmt::format("{} {}: expected a whole number from {} to {}", option, text, low, high));
  }
  return value;
}

std::expected<Duration, std::string> parse_time(std::string_view option, std::string_view text) {
  const auto wrong = [&] {
    return std::unexpected(fmt::format("{} {}: expected a time such as 90s, 1500ms, 1.5s or 2min, up to 24h", option, text));
  };
  constexpr std::array<std::pair<std::string_view, std::int64_t>, 7> kUnits{{{"us", 1'000},
                                                                             {"ms", 1'000'000},
                                                                             {"s", 1'000'000'000},
                                                                             {"min", 60'000'000'000},
                                                                             {"m", 60'000'000'000},
                                                                             {"h", 3'600'000'000'000},
                                                                             {"", 1'000'000'000}}};
  const std::size_t digits_end = text.find_first_not_of("0123456789.");
  const std::string_view digits = text.substr(0, digits_end);
  std::string_view unit = digits_end == std::string_view::npos ? std::string_view() : text.substr(digits_end);
  while (!unit.empty() && unit.front() == ' ') unit.remove_prefix(1);
  for (const auto& [name, nanoseconds] : kUnits) {
    if (name != unit) continue;
    const std::size_t dot = digits.find('.');
    const std::string_view whole = digits.substr(0, dot);
    const std::string_view fraction = dot == std::string_view::npos ? std::string_view() : digits.substr(dot + 1);
    if (whole.empty() || whole.size() > 9 || fraction.size() > 6 || fraction.find('.') != std::string_view::npos) {
      return wrong();
    }
    std::int64_t value = 0;
    for (const char c : whole) value = value * 10 + (c - '0');
    // 9 digits of hours would not fit 63 bits of nanoseconds, so the limit is checked before multiplying.
    constexpr std::int64_t kDay = 86'400'000'000'000;
    if (value > kDay / nanoseconds) return wrong();
    std::int64_t total = value * nanoseconds;
    std::int64_t scale = nanoseconds;
    for (const char c : fraction) {
      scale /= 10;
      total += (c - '0') * scale;
    }
    if (total > kDay) return wrong();
    return Duration(total);
  }
  return wrong();
}

std::expected<design::Profile, std::string> parse_profile(std::string_view text) {
  if (text == "azure") return design::Profile::Azure;
  if (text == "causeway") return design::Profile::Causeway;
  constexpr std::array<std::string_view, 2> kKnown{"azure", "causeway"};
  const auto nearest = nearest_name(text, kKnown);
  return std::unexpected(fmt::format("unknown profile {}{}: azure (as Azure documents its gateways) or causeway (the best "
                                     "these gateways can do)",
                                     text, nearest ? fmt::format(", did you mean {}?", *nearest) : std::string()));
}

}  // namespace cw::cli
