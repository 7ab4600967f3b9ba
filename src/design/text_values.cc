#include "design/text_values.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace cw::design {
namespace {

struct Unit {
  std::string_view name;
  std::int64_t nanoseconds;
};
constexpr std::array<Unit, 6> kUnits{{{"h", 3'600'000'000'000},
                                      {"min", 60'000'000'000},
                                      {"s", 1'000'000'000},
                                      {"ms", 1'000'000},
                                      {"us", 1'000},
                                      {"ns", 1}}};
constexpr std::int64_t kDurationMax = 1'000'000'000'000'000'000;  // about 31 years

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::size_t digits_at_front(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::find_if_not(text, is_digit) - text.begin());
}

// One "1.2s" at the front of `text`, which is shortened by it.
std::optional<std::int64_t> take_term(std::string_view& text) {
  const std::size_t whole_size = digits_at_front(text);
  const auto whole = parse_unsigned(text.substr(0, whole_size));
  if (!whole || *whole > static_cast<std::uint64_t>(kDurationMax)) return std::nullopt;
  text.remove_prefix(whole_size);
  std::string_view fraction;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    fraction = text.substr(0, digits_at_front(text));
    if (fraction.empty() || fraction.size() > 9) return std::nullopt;
    text.remove_prefix(fraction.size());
  }
  const auto letters =
      static_cast<std::size_t>(std::ranges::find_if(text, [](char c) { return c < 'a' || c > 'z'; }) - text.begin());
  const auto unit = std::ranges::find(kUnits, text.substr(0, letters), &Unit::name);
  if (unit == kUnits.end() || static_cast<std::int64_t>(*whole) > kDurationMax / unit->nanoseconds) return std::nullopt;
  text.remove_prefix(letters);
  std::int64_t value = static_cast<std::int64_t>(*whole) * unit->nanoseconds;
  std::int64_t place = unit->nanoseconds;
  for (const char digit : fraction) {
    if (place % 10 != 0 && digit != '0') return std::nullopt;  // finer than a nanosecond
    place /= 10;
    value += (digit - '0') * place;
  }
  return value;
}

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
  if (text.empty()) return std::nullopt;
  std::int64_t total = 0;
  while (!text.empty()) {
    const auto term = take_term(text);
    if (!term) return std::nullopt;
    total += *term;
    if (total > kDurationMax) return std::nullopt;
    if (text.starts_with(' ') && text.size() > 1) text.remove_prefix(1);
  }
  return Duration(total);
}

std::string write_duration(Duration duration) {
  const std::int64_t count = duration.count();
  if (count == 0) return "0s";
  for (const Unit& unit : kUnits) {
    if (count % unit.nanoseconds == 0) return fmt::format("{}{}", count / unit.nanoseconds, unit.name);
  }
  return fmt::format("{}ns", count);
}

std::optional<std::uint64_t> parse_unsigned(std::string_view text) {
  std::uint64_t value = 0;
  if (text.empty() || !std::ranges::all_of(text, is_digit)) return std::nullopt;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool is_name(std::string_view text) {
  const auto alphanumeric = [](char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return !text.empty() && text.size() <= 80 && alphanumeric(text.front()) &&
         std::ranges::all_of(text, [&](char c) { return alphanumeric(c) || c == '_' || c == '.' || c == '-'; });
}

bool is_free_text(std::string_view text) {
  if (text.empty() || text.size() > 200) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 || byte == 0x7f) return false;
    // U+0080 to U+009F are control characters too; terminals obey some of them.
    if (byte == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0) return false;
  }
  return true;
}

std::string shown(std::string_view text, std::size_t bytes_max) {
  const bool cut = text.size() > bytes_max;
  if (cut) {
    text = text.substr(0, bytes_max);
    // Do not cut inside a character.
    while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xc0U) == 0x80U) text.remove_suffix(1);
    if (!text.empty() && (static_cast<unsigned char>(text.back()) & 0x80U) != 0) text.remove_suffix(1);
  }
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool c1 = byte == 0xc2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xa0;
    if (byte < 0x20 || byte == 0x7f) {
      out += fmt::format("\\x{:02x}", byte);
    } else if (c1) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[++i]));
    } else {
      out += text[i];
    }
  }
  return cut ? out + "..." : out;
}

}  // namespace cw::design
