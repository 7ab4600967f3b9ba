#include "report/diagnostics.h"

#include <algorithm>

#include "report/table.h"

namespace cw::report {
namespace {

std::string_view line_of(std::string_view source, std::uint32_t number) {
  for (std::uint32_t line = 1; !source.empty(); ++line) {
    const std::size_t end = std::min(source.find('\n'), source.size());
    if (line == number) return source.substr(0, end);
    source.remove_prefix(std::min(end + 1, source.size()));
  }
  return {};
}

// The source line around the column and the caret below it; empty when the place is not in the text.
std::string caret_text(std::string_view source, const design::Place& place, const Style& style) {
  std::string_view line = line_of(source, place.line);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  if (place.line == 0 || place.column == 0 || place.column > line.size() + 1) return {};
  constexpr std::size_t kIndent = 4;
  const std::size_t before = place.column - 1;
  const std::size_t room = style.width > kIndent + 10 ? style.width - kIndent : 10;
  // A long line is cut so that the caret's surroundings stay in sight; cutting may not split a character.
  std::size_t start = before > room - 10 ? before - (room / 2) : 0;
  while (start > 0 && (static_cast<unsigned char>(line[start]) & 0xc0U) == 0x80U) --start;
  std::size_t length = std::min(room, line.size() - start);
  while (start + length < line.size() && length > 0 &&
         (static_cast<unsigned char>(line[start + length]) & 0xc0U) == 0x80U) {
    --length;
  }
  const std::string shown = printable(line.substr(start, length));
  const std::string lead = printable(line.substr(start, before - start));
  return std::string(kIndent, ' ') + shown + "\n" + std::string(kIndent + display_width(lead), ' ') +
         style.paint(Tone::Bad, "^") + "\n";
}

}  // namespace

std::string diagnostics_text(std::span<const design::Diagnostic> diagnostics, std::string_view source,
                             const Style& style) {
  std::string out;
  for (const design::Diagnostic& diagnostic : diagnostics) {
    out += printable(design::to_string(diagnostic)) + "\n";
    out += caret_text(source, diagnostic.place, style);
  }
  return out;
}

std::string error_json(std::string_view error, std::span<const design::Diagnostic> diagnostics) {
  JsonWriter json;
  json.begin_object().field("error", error);
  json.key("diagnostics").begin_array();
  for (const design::Diagnostic& diagnostic : diagnostics) {
    json.begin_object().field("file", diagnostic.file);
    json.field("line", diagnostic.place.line).field("column", diagnostic.place.column);
    json.field("field", diagnostic.field).field("problem", diagnostic.problem);
    json.field("expected", diagnostic.expected).field("suggestion", diagnostic.suggestion).end_object();
  }
  json.end_array().end_object();
  return json.take();
}

}  // namespace cw::report
