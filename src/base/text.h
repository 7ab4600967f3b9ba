// Small text helpers used at several layers.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace cw {

/// Edit distance (insert, delete, substitute, swap of neighbours); both texts are cut at 64 characters.
std::size_t edit_distance(std::string_view a, std::string_view b);

/// The known name nearest to `wrong`, if it is near enough to be a likely slip (about a third of its letters).
std::optional<std::string_view> nearest_name(std::string_view wrong, std::span<const std::string_view> known);

/// True when `text` is well-formed UTF-8 (RFC 3629: no overlong forms, surrogates or values above 10FFFF).
bool is_utf8(std::string_view text);

/// "1,000,000": groups of three digits.
std::string with_thousands(unsigned long long value);

}  // namespace cw
