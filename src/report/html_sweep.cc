// The sweep's matrix: failure by flow.
#include <fmt/core.h>

#include "base/text.h"
#include "report/html.h"
#include "report/html_text.h"
#include "report/sweep_text.h"

namespace cw::report {
namespace {

std::string_view cell_class(const drill::SweepRow& row, std::size_t flow) {
  if (flow >= row.during.size()) return "";
  const drill::FlowPaths& paths = row.during[flow];
  if (!paths.forward.delivered || !paths.back.delivered) return "bad";
  return paths.symmetric ? "ok" : "odd";
}

}  // namespace

std::string sweep_html(const drill::Sweep& sweep) {
  std::string out = fmt::format(
      "<h2 id=\"sweep\">Sweep: every {}</h2>\n<p>{} of {} passed. Worst first. A cell says the road while the failure "
      "lasts and the outage until it was used.</p>\n"
      "<div class=\"controls\"><label><input type=\"checkbox\" id=\"only-failed\"> only what failed</label></div>\n"
      "<div class=\"scroll\"><table class=\"sweep\"><thead><tr><th>Verdict</th><th>Failure</th><th class=\"n\">Outage</th>"
      "<th class=\"n\">Lost back</th><th>Failed back</th>",
      sweep.order == 1 ? "single failure" : "pair of failures", with_thousands(sweep.passed), with_thousands(sweep.rows.size()));
  for (const std::string& flow : sweep.flows) out += "<th>" + html_escaped(flow) + "</th>";
  out += "<th>Why</th></tr></thead><tbody>\n";
  for (const drill::SweepRow& row : sweep.rows) {
    out += fmt::format("<tr class=\"{0}\"><td><b>{0}</b></td><td>{1}</td><td class=\"n\">{2}</td><td class=\"n\">{3}</td>"
                       "<td>{4}</td>",
                       drill::to_string(row.verdict), html_escaped(faults_text(row)),
                       row.recovered ? to_string(row.outage) : "no way left", with_thousands(row.lost_back),
                       row.failed_back ? "yes" : "no");
    for (std::size_t f = 0; f < sweep.flows.size(); ++f) {
      out += fmt::format("<td class=\"{}\">{}</td>", cell_class(row, f), html_escaped(sweep_cell(row, f)));
    }
    out += "<td>";
    for (const std::string& why : row.why) out += html_escaped(why) + "<br>";
    out += "</td></tr>\n";
  }
  return out + "</tbody></table></div>\n";
}

}  // namespace cw::report
