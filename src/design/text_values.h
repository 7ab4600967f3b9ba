// Values as a design file spells them: durations, numbers, names, and how foreign text is shown in messages.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"

namespace cw::design {

/// "300ms", "1.2s", "45s", "1min", "2h", "1min 30s"; units ns, us, ms, s, min, h. No sign, no bare number.
std::optional<Duration> parse_duration(std::string_view text);
/// The shortest of those spellings that says exactly the same: "1200ms" rather than "1.2s", "0s" for nothing.
std::string write_duration(Duration duration);

/// Decimal digits only.
std::optional<std::uint64_t> parse_unsigned(std::string_view text);

/// A resource name: letters, digits, '_', '.', '-'; begins with a letter or digit; 1 to 80 characters.
bool is_name(std::string_view text);
/// Free text: 1 to 200 bytes without control characters.
bool is_free_text(std::string_view text);

/// Text from a file as part of a message: control characters escaped, cut at `bytes_max`.
std::string shown(std::string_view text, std::size_t bytes_max = 64);

}  // namespace cw::design
