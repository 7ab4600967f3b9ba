// Findings of the checks for programs.
#pragma once

#include <span>
#include <string>

#include "checks/checks.h"
#include "report/json_writer.h"

namespace cw::report {

void write_json(JsonWriter& json, std::string_view file, const checks::Finding& finding);

/// {"file", "errors", "warnings", "infos", "rules", "findings": [...]}
std::string check_json(std::string_view file, std::span<const checks::Finding> findings);

}  // namespace cw::report
