// What is wrong with a file, for people (with the line and a caret under it) and for programs.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "design/diagnostic.h"
#include "report/json_writer.h"
#include "report/style.h"

namespace cw::report {

/// One line each, as design::to_string prints it, then the source line and a caret where the place is known.
std::string diagnostics_text(std::span<const design::Diagnostic> diagnostics, std::string_view source,
                             const Style& style);

/// {"error": ..., "diagnostics": [{file, line, column, field, problem, expected, suggestion}]}
std::string error_json(std::string_view error, std::span<const design::Diagnostic> diagnostics);

}  // namespace cw::report
