#include "report/sweep_text.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "report/table.h"

namespace cw::report {

std::string faults_text(const drill::SweepRow& row) {
  std::string out;
  for (const std::string& fault : row.faults) out += (out.empty() ? "" : " + ") + fault;
  return out;
}

std::string sweep_cell(const drill::SweepRow& row, std::size_t flow) {
  if (flow >= row.during.size()) return "-";
  const drill::FlowPaths& paths = row.during[flow];
  if (!paths.forward.delivered || !paths.back.delivered) return "no path";
  std::string cell(drill::to_string(paths.forward.road));
  if (paths.forward.road != paths.back.road) cell += fmt::format(" / {}", drill::to_string(paths.back.road));
  Duration outage{};
  if (flow < row.forward.size()) outage = std::max(outage, row.forward[flow].outage);
  if (flow < row.back.size()) outage = std::max(outage, row.back[flow].outage);
  if (outage > Duration::zero()) cell += " " + to_string(outage);
  return cell;
}

namespace {

std::string short_road(std::string cell) {
  constexpr std::string_view kLong = "ExpressRoute";
  for (auto at = cell.find(kLong); at != std::string::npos; at = cell.find(kLong, at)) cell.replace(at, kLong.size(), "ER");
  return cell;
}

// "3 VPN, 1 no path"
std::string roads_counted(const drill::SweepRow& row) {
  std::map<std::string, std::size_t> counts;
  for (const drill::FlowPaths& paths : row.during) {
    std::string road = "no path";
    if (paths.forward.delivered && paths.back.delivered) {
      road = drill::to_string(paths.forward.road);
      if (paths.back.road != paths.forward.road) road += " / " + std::string(drill::to_string(paths.back.road));
    }
    ++counts[short_road(road)];
  }
  std::string out;
  for (const auto& [road, count] : counts) out += fmt::format("{}{} {}", out.empty() ? "" : ", ", count, road);
  return out;
}

}  // namespace

std::string sweep_text(const drill::Sweep& sweep, const Style& style, std::size_t rows_max) {
  std::string out = style.paint(Tone::Strong, fmt::format("Sweep: every {}, out and back, worst first",
                                                          sweep.order == 1 ? "single failure" : "pair of failures")) +
                    "\n";
  // Two flows fit on a hundred columns, each with its own outage; more are counted by road.
  constexpr std::size_t kFlowColumns = 2;
  const bool has_flow_columns = sweep.flows.size() <= kFlowColumns;
  std::vector<Column> columns{{"Verdict"}, {"Failure"}, {has_flow_columns ? "" : "Outage", Align::Right},
                              {"Lost back", Align::Right}, {"Back"}};
  for (std::size_t f = 0; f < sweep.flows.size() && has_flow_columns; ++f) columns.push_back({printable(sweep.flows[f])});
  if (!has_flow_columns) columns.push_back({"Roads of the flows"});
  Table table(columns);
  // Of pairs that passed, the worst few say enough.
  const std::size_t passed_max = sweep.order == 1 ? rows_max : rows_max / 4;
  std::size_t passed_shown = 0;
  std::size_t failed_shown = 0;
  for (const drill::SweepRow& row : sweep.rows) {
    const bool has_passed = row.verdict == drill::Verdict::Pass;
    std::size_t& shown = has_passed ? passed_shown : failed_shown;
    if (shown++ >= (has_passed ? passed_max : rows_max)) continue;
    const std::string outage = !row.recovered                      ? "no way left"
                               : row.outage == Duration::zero() ? "none"
                                                                 : to_string(row.outage);
    std::vector<std::string> cells{style.paint(row.verdict), row.faults.empty() ? "" : printable(row.faults[0]),
                                   has_flow_columns ? "" : outage,
                                   with_thousands(row.lost_back), row.failed_back ? "yes" : "NO"};
    for (std::size_t f = 0; f < sweep.flows.size() && has_flow_columns; ++f) cells.push_back(short_road(sweep_cell(row, f)));
    if (!has_flow_columns) cells.push_back(roads_counted(row));
    table.add(std::move(cells));
    for (std::size_t i = 1; i < row.faults.size(); ++i) table.add({"", "+ " + printable(row.faults[i])});
  }
  out += table.to_text(style, 2);
  out += "  ER = ExpressRoute; Back = every flow returned to its road.\n";
  const std::size_t hidden = (passed_shown > passed_max ? passed_shown - passed_max : 0) +
                             (failed_shown > rows_max ? failed_shown - rows_max : 0);
  if (hidden > 0) out += fmt::format("  ... {} more rows (-o json and --report hold all)\n", with_thousands(hidden));
  // The reasons of the worst few; most rows of a sweep share them.
  std::vector<std::string> reasons;
  for (const drill::SweepRow& row : sweep.rows) {
    for (const std::string& why : row.why) {
      if (reasons.size() < 5 && std::find(reasons.begin(), reasons.end(), why) == reasons.end()) reasons.push_back(why);
    }
  }
  for (const std::string& why : reasons) out += paragraph("  - ", printable(why), style);
  out += fmt::format("  {} of {} passed.\n", with_thousands(sweep.passed), with_thousands(sweep.rows.size()));
  return out;
}

}  // namespace cw::report
