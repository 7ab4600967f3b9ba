// A sweep for people: a matrix of failure by outcome, worst first.
#pragma once

#include <string>

#include "drill/result.h"
#include "report/style.h"

namespace cw::report {

/// rows_max: how many of the rows that failed are shown, and of those that passed (of pairs: a quarter).
std::string sweep_text(const drill::Sweep& sweep, const Style& style, std::size_t rows_max = 40);

/// What one flow saw in one row, in one cell: "VPN 812.4 ms", "no path", "asymmetric", "-".
std::string sweep_cell(const drill::SweepRow& row, std::size_t flow);

/// "link a~b + node c"
std::string faults_text(const drill::SweepRow& row);

}  // namespace cw::report
