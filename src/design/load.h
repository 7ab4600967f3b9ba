// From text to a design, or every error at once.
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "design/diagnostic.h"
#include "design/model.h"

namespace cw::design {

struct LoadLimits {
  std::size_t bytes_max = 4 * 1024 * 1024;   ///< of the whole file
  std::size_t scalar_bytes_max = 64 * 1024;
  std::size_t depth_max = 32;
  std::size_t nodes_max = 400'000;           ///< after aliases are expanded
  std::size_t errors_max = 200;              ///< the rest is counted in one last line
};

/// Loads a design from YAML 1.2 or JSON text. Pure: the caller reads the file.
///
/// file:    the name used in diagnostics.
/// errors:  every problem with its place; unknown fields name the nearest known one; references to resources that do not
///          exist are errors here too. A hostile text (depth, aliases, size, bad UTF-8) is refused quickly.
std::expected<Design, std::vector<Diagnostic>> load(std::string_view text, std::string_view file,
                                                    const LoadLimits& limits = {});

/// Loads a file that holds one drill (the same fields as an entry of `drills`).
std::expected<DrillSpec, std::vector<Diagnostic>> load_drill(std::string_view text, std::string_view file,
                                                             const LoadLimits& limits = {});

/// The JSON Schema (2020-12) of the design file, generated from the same field tables the loader uses.
std::string json_schema();

/// The written reference of the design file in Markdown, from the same tables: docs/design-file.md.
std::string reference_markdown();

/// Writes a design back as YAML in the canonical field order, secrets as references only.
std::string to_yaml(const Design& design);

}  // namespace cw::design
