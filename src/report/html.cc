#include "report/html.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "report/check_text.h"
#include "report/html_text.h"
#include "report/table.h"

namespace cw::report {
namespace {

std::string badge(drill::Verdict verdict) {
  return fmt::format("<span class=\"badge {0}\">{0}</span>", drill::to_string(verdict));
}

std::string list_html(const std::vector<std::string>& texts) {
  if (texts.empty()) return {};
  std::string out = "<ul>";
  for (const std::string& text : texts) out += "<li>" + html_escaped(text) + "</li>";
  return out + "</ul>\n";
}

std::string summary_html(const RehearsalView& view) {
  const drill::Rehearsal& rehearsal = view.rehearsal;
  std::string out = fmt::format(
      "<header><h1>{} {}</h1>\n<p class=\"soft\">Rehearsal in virtual time, profile {}, seed {}. {}, {}, {}. "
      "{}</p>\n",
      html_escaped(rehearsal.design), badge(verdict_of(view)), profile_name(rehearsal.profile), rehearsal.seed,
      counted(view.plan.nodes.size(), "node", "nodes"), counted(view.plan.links.size(), "link", "links"),
      counted(rehearsal.flows.size(), "flow", "flows"),
      rehearsal.converged ? fmt::format("Converged {} after power-on.", to_string(rehearsal.convergence))
                          : std::string("Did not converge."));
  out += list_html(rehearsal.why);
  if (!rehearsal.checker_failures.empty()) {
    out += "<h3>Checkers</h3><ul>";
    for (const drill::CheckerFailure& failure : rehearsal.checker_failures) {
      out += fmt::format("<li>{} s, <b>{}</b>: {}</li>", to_string(failure.at), html_escaped(failure.checker),
                         html_escaped(failure.what));
    }
    out += "</ul>\n";
  }
  if (!rehearsal.drills.empty()) {
    out += "<div class=\"scroll\"><table><tr><th>Drill</th><th>Verdict</th><th class=\"n\">Outage out</th>"
           "<th class=\"n\">Lost out</th><th class=\"n\">Lost back</th><th>Symmetry</th><th>Failed back</th></tr>\n";
    for (std::size_t d = 0; d < rehearsal.drills.size(); ++d) {
      const drill::DrillResult& drill = rehearsal.drills[d];
      out += fmt::format("<tr><td><a href=\"#drill-{}\">{}</a></td><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td>"
                         "<td class=\"n\">{}</td><td>{}</td><td>{}</td></tr>\n",
                         d, html_escaped(drill.name), badge(drill.verdict), to_string(drill.out.outage),
                         with_thousands(drill.out.lost), with_thousands(drill.back.lost),
                         drill::to_string(drill.symmetry.verdict), drill.failed_back ? "yes" : "no");
    }
    out += "</table></div>\n";
  }
  return out + "</header>\n";
}

}  // namespace

std::string findings_html(const RehearsalView& view) {
  if (view.findings.empty()) return {};
  std::string out = "<h2 id=\"findings\">What the checks say about the design</h2>\n";
  for (const checks::Finding& finding : view.findings) {
    const std::string_view kind = finding.severity == checks::Severity::Error     ? "error"
                                  : finding.severity == checks::Severity::Warning ? "warning"
                                                                                  : "info";
    out += fmt::format("<div class=\"finding {}\"><p><b>{} {}</b> {} <span class=\"soft\">{}:{}:{}</span></p><p>{}</p>",
                       kind, checks::to_string(finding.severity),
                       finding.rule != nullptr ? finding.rule->id : std::string_view("?"),
                       html_escaped(finding.resource), html_escaped(view.file), finding.place.line,
                       finding.place.column, html_escaped(finding.message));
    if (finding.rule != nullptr) out += "<p>Otherwise: " + html_escaped(finding.rule->consequence) + "</p>";
    if (!finding.fix.empty()) out += "<p>Fix: " + html_escaped(finding.fix) + "</p>";
    if (finding.rule != nullptr) {
      out += fmt::format("<p class=\"soft\">{}; {}</p>", html_escaped(source_text(finding.rule->source)),
                         checks::to_string(finding.rule->confidence));
    }
    out += "</div>\n";
  }
  return out;
}

std::string rehearsal_html(const RehearsalView& view) {
  // The policy forbids the page to fetch anything, now and when somebody edits it.
  std::string out =
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
      "script-src 'unsafe-inline'\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
  out += fmt::format("<title>{}: {}</title>\n<style>{}</style></head><body>\n", html_escaped(view.rehearsal.design),
                     drill::to_string(verdict_of(view)), html_css());
  out += summary_html(view) + "<main>\n" + map_html(view);
  for (std::size_t d = 0; d < view.rehearsal.drills.size(); ++d) {
    out += fmt::format("<section id=\"drill-{}\">\n", d) + drill_html(view, view.rehearsal.drills[d]) + "</section>\n";
  }
  if (view.sweep != nullptr) out += sweep_html(*view.sweep);
  out += findings_html(view);
  if (!view.plan.notes.empty()) out += "<h2>Notes</h2>\n" + list_html(view.plan.notes);
  out += fmt::format("</main>\n<footer>Causeway {}, from {}. Repeat it: <code>{}</code></footer>\n",
                     html_escaped(view.version), html_escaped(view.file), html_escaped(view.command));
  out += fmt::format("<script>{}</script>\n</body></html>\n", html_script());
  return out;
}

}  // namespace cw::report
