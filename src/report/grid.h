// A table that people and programs get from the same rows: titles as network engineers know them, keys for JSON.
#pragma once

#include <string>
#include <vector>

#include "report/json_writer.h"
#include "report/table.h"

namespace cw::report {

struct GridColumn {
  std::string title;          ///< "AsPath"
  std::string key;            ///< "as_path"
  Align align = Align::Left;
  bool number = false;        ///< cells are JSON numbers
};

struct Grid {
  std::string title;          ///< "Learned routes of vpn-gw/0"
  std::string node;           ///< whose table it is; empty for the whole world
  std::vector<GridColumn> columns;
  std::vector<std::vector<std::string>> rows;
  std::string empty_note = "(nothing)";   ///< instead of no rows
};

std::string to_text(const Grid& grid, const Style& style);
/// {"title":..., "node":..., "rows":[{key: cell, ...}, ...]}
void write_json(JsonWriter& json, const Grid& grid);

}  // namespace cw::report
