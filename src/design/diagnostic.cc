#include "design/diagnostic.h"

#include <fmt/core.h>

namespace cw::design {

std::string to_string(const Diagnostic& diagnostic) {
  std::string text = diagnostic.file;
  if (diagnostic.place.line > 0) text += fmt::format(":{}:{}", diagnostic.place.line, diagnostic.place.column);
  if (!text.empty()) text += ": ";
  if (!diagnostic.field.empty()) text += diagnostic.field + ": ";
  text += diagnostic.problem;
  if (!diagnostic.expected.empty()) text += "; expected " + diagnostic.expected;
  if (!diagnostic.suggestion.empty()) text += "; " + diagnostic.suggestion;
  return text;
}

}  // namespace cw::design
