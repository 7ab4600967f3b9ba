// A compiled plan for programs. Secrets appear as references only, because a plan holds nothing else.
#pragma once

#include <string>

#include "plan/plan.h"

namespace cw::report {

std::string plan_json(const plan::Plan& plan);

}  // namespace cw::report
