#include "report/style.h"

namespace cw::report {
namespace {

std::string_view escape_of(Tone tone) {
  switch (tone) {
    case Tone::Plain: return "";
    case Tone::Strong: return "\x1b[1m";
    case Tone::Faint: return "\x1b[2m";
    case Tone::Good: return "\x1b[1;32m";
    case Tone::Bad: return "\x1b[1;31m";
    case Tone::Warning: return "\x1b[33m";
    case Tone::Accent: return "\x1b[36m";
  }
  return "";
}

}  // namespace

std::string Style::paint(Tone tone, std::string_view text) const {
  if (!colour || tone == Tone::Plain || text.empty()) return std::string(text);
  return std::string(escape_of(tone)) + std::string(text) + "\x1b[0m";
}

std::string Style::paint(drill::Verdict verdict) const {
  const bool pass = verdict == drill::Verdict::Pass;
  return paint(pass ? Tone::Good : Tone::Bad, pass ? "PASS" : "FAIL");
}

}  // namespace cw::report
