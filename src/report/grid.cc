#include "report/grid.h"

#include <algorithm>

namespace cw::report {

std::string to_text(const Grid& grid, const Style& style) {
  std::string out = style.paint(Tone::Strong, printable(grid.title)) + "\n";
  if (grid.rows.empty()) return out + "  " + grid.empty_note + "\n";
  // A column without a single entry only takes room from the others.
  std::vector<std::size_t> shown;
  for (std::size_t c = 0; c < grid.columns.size(); ++c) {
    const bool has_any = std::any_of(grid.rows.begin(), grid.rows.end(),
                                     [&](const auto& row) { return c < row.size() && !row[c].empty(); });
    if (has_any) shown.push_back(c);
  }
  std::vector<Column> columns;
  for (const std::size_t c : shown) columns.push_back({grid.columns[c].title, grid.columns[c].align});
  Table table(std::move(columns));
  for (const auto& row : grid.rows) {
    std::vector<std::string> cells;
    for (const std::size_t c : shown) cells.push_back(c < row.size() ? printable(row[c]) : std::string());
    table.add(std::move(cells));
  }
  return out + table.to_text(style, 2);
}

void write_json(JsonWriter& json, const Grid& grid) {
  json.begin_object().field("title", grid.title);
  if (!grid.node.empty()) json.field("node", grid.node);
  json.key("rows").begin_array();
  for (const auto& row : grid.rows) {
    json.begin_object();
    for (std::size_t c = 0; c < grid.columns.size() && c < row.size(); ++c) {
      json.key(grid.columns[c].key);
      if (grid.columns[c].number && !row[c].empty()) {
        json.raw(row[c]);
      } else {
        json.text(row[c]);
      }
    }
    json.end_object();
  }
  json.end_array().end_object();
}

}  // namespace cw::report
