// The rows behind rules(): a rule and the function that judges it.
#pragma once

#include <span>

#include "checks/checks.h"
#include "checks/judges.h"

namespace cw::checks {

struct Row {
  Rule rule;
  Judge judge = nullptr;
};
/// In id order; the same order as rules().
std::span<const Row> rows();

}  // namespace cw::checks
