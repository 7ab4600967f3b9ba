#include "report/check_text.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "design/catalogue.h"
#include "report/table.h"

namespace cw::report {
namespace {

Tone tone_of(checks::Severity severity) {
  switch (severity) {
    case checks::Severity::Error: return Tone::Bad;
    case checks::Severity::Warning: return Tone::Warning;
    case checks::Severity::Info: return Tone::Accent;
  }
  return Tone::Plain;
}

std::string place_text(std::string_view file, const design::Place& place) {
  if (place.line == 0) return std::string(file);
  return fmt::format("{}:{}:{}", file, place.line, place.column);
}

std::string finding_text(std::string_view file, const checks::Finding& finding, const Style& style) {
  const std::string_view id = finding.rule != nullptr ? finding.rule->id : "?";
  std::string out = fmt::format("{} {}  {}  {}\n", style.paint(tone_of(finding.severity), checks::to_string(finding.severity)),
                                style.paint(Tone::Strong, id), printable(place_text(file, finding.place)),
                                printable(finding.resource));
  out += paragraph("  ", printable(finding.message), style);
  if (finding.rule != nullptr && !finding.rule->consequence.empty()) {
    out += paragraph("  Otherwise: ", finding.rule->consequence, style);
  }
  if (!finding.fix.empty()) out += paragraph("  Fix:       ", printable(finding.fix), style);
  if (finding.rule != nullptr) {
    out += paragraph("  Source:    ", fmt::format("{}; {}", source_text(finding.rule->source),
                                                  checks::to_string(finding.rule->confidence)),
                     style);
  }
  return out;
}

}  // namespace

std::string source_text(std::string_view code) {
  const auto source = design::source(code);
  if (!source) return std::string(code);
  return fmt::format("{}, {} ({})", source->document, source->date, source->code);
}

std::string check_text(std::string_view file, std::span<const checks::Finding> findings, const Style& style) {
  std::string out;
  std::array<std::uint64_t, 3> counts{};
  for (const checks::Finding& finding : findings) {
    out += finding_text(file, finding, style) + "\n";
    ++counts[static_cast<std::size_t>(finding.severity)];
  }
  const std::string summary =
      findings.empty() ? fmt::format("{}: nothing to say.", file)
                       : fmt::format("{}: {}, {}, {}.", file, counted(counts[0], "error", "errors"),
                                     counted(counts[1], "warning", "warnings"), counted(counts[2], "note", "notes"));
  const Tone tone = counts[0] > 0 ? Tone::Bad : counts[1] > 0 ? Tone::Warning : Tone::Good;
  return out + style.paint(tone, printable(summary)) +
         fmt::format(" {} judged.\n", counted(checks::rules().size(), "rule was", "rules were"));
}

}  // namespace cw::report
