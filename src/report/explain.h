// Why packets go where they go: every candidate at every deciding node, for people and for programs.
#pragma once

#include <string>

#include "drill/result.h"
#include "report/style.h"

namespace cw::report {

std::string explain_text(const drill::Explanation& explanation, const Style& style);
std::string explain_json(const drill::Explanation& explanation);

}  // namespace cw::report
