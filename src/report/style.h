// How text output looks: colour or not, and how wide. Whoever prints decides (NO_COLOR, terminal or pipe); the renderers
// only obey.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "drill/result.h"

namespace cw::report {

enum class Tone : std::uint8_t { Plain, Strong, Faint, Good, Bad, Warning, Accent };

struct Style {
  bool colour = false;     ///< ANSI escape sequences
  unsigned width = 100;    ///< columns; texts are wrapped to it, tables try to stay inside
  /// `text` in the tone's colour, or unchanged without colour.
  [[nodiscard]] std::string paint(Tone tone, std::string_view text) const;
  /// "PASS" green or "FAIL" red.
  [[nodiscard]] std::string paint(drill::Verdict verdict) const;
};

}  // namespace cw::report
