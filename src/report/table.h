// Aligned columns and wrapped paragraphs for people: UTF-8 aware, no trailing spaces.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "report/style.h"

namespace cw::report {

/// Terminal columns `text` takes: escape sequences and combining marks count nothing, wide East Asian characters two.
std::size_t display_width(std::string_view text);

/// `text` with control characters made visible as spaces, so that a name from a file cannot steer a terminal.
std::string printable(std::string_view text);

/// `text` cut to `width` columns, with "..." where something is missing.
std::string shortened(std::string_view text, std::size_t width);

/// `text` in lines of at most `width` columns, broken at spaces; a single longer word stays whole.
std::vector<std::string> wrap(std::string_view text, std::size_t width);

/// `lead` and then `text`, wrapped to the style's width, later lines indented as far as the lead is wide. Ends with a
/// newline.
std::string paragraph(std::string_view lead, std::string_view text, const Style& style);

enum class Align : std::uint8_t { Left, Right };

struct Column {
  std::string title;
  Align align = Align::Left;
};

class Table {
 public:
  explicit Table(std::vector<Column> columns);
  /// One row; missing cells are empty. A last cell that does not fit is wrapped.
  void add(std::vector<std::string> cells);
  [[nodiscard]] bool empty() const { return rows_.empty(); }
  /// Every line indented by `indent` spaces and ended by a newline; columns are two spaces apart. Columns whose title and
  /// cells are all empty are left out.
  [[nodiscard]] std::string to_text(const Style& style, std::size_t indent = 0) const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

/// A bar of '#' whose length is `part` of `whole` in `columns`; at least one mark for anything above zero.
std::string bar(std::int64_t part, std::int64_t whole, std::size_t columns);

/// "1 packet", "2 packets", with groups of three digits.
std::string counted(std::uint64_t count, std::string_view one, std::string_view many);

}  // namespace cw::report
