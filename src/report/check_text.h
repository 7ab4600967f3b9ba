// Findings of the checks for people.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "checks/checks.h"
#include "report/style.h"

namespace cw::report {

/// Every finding with place, consequence, fix and source; then one line that counts them.
std::string check_text(std::string_view file, std::span<const checks::Finding> findings, const Style& style);

/// "About ExpressRoute virtual network gateways, 2026-09-05 (ERGW26)"; the code alone when it is unknown.
std::string source_text(std::string_view code);

}  // namespace cw::report
