// Option values: numbers and times, with sentences for what does not fit.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "base/time.h"
#include "design/model.h"

namespace cw::cli {

/// A whole number in [low, high]. errors: one sentence that names the option.
std::expected<std::uint64_t, std::string> parse_number(std::string_view option, std::string_view text, std::uint64_t low,
                                                       std::uint64_t high);
/// "90", "90s", "1500ms", "250us", "2min", "1.5s", "1h": up to a day of virtual time.
std::expected<Duration, std::string> parse_time(std::string_view option, std::string_view text);
std::expected<design::Profile, std::string> parse_profile(std::string_view text);

}  // namespace cw::cli
