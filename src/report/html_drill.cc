// One drill's section of the page.
#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "report/html.h"
#include "report/html_text.h"
#include "report/timeline.h"
#include "report/timeline_svg.h"

namespace cw::report {
namespace {

std::string badge(drill::Verdict verdict) {
  return fmt::format("<span class=\"badge {0}\">{0}</span>", drill::to_string(verdict));
}

std::string budget_html(std::string_view title, const drill::Budget& budget) {
  const std::array<std::pair<std::string_view, Duration>, 4> parts{{{"detect", budget.detect},
                                                                    {"decide", budget.decide},
                                                                    {"program", budget.program},
                                                                    {"first packet", budget.first_packet}}};
  Duration all{};
  for (const auto& [name, part] : parts) all += std::max(part, Duration::zero());
  if (all <= Duration::zero()) return {};
  std::string bars = "<div class=\"budget\">";
  std::string rows;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto& [name, part] = parts[i];
    const std::int64_t per_mille = part.count() <= 0 ? 0 : part.count() / std::max<std::int64_t>(1, all.count() / 1000);
    bars += fmt::format("<span class=\"b{}\" style=\"flex:{} 1 0\" title=\"{} {}\">{}</span>", i, per_mille, name,
                        to_string(part), per_mille > 120 ? name : std::string_view());
    rows += fmt::format("<tr><td><span class=\"dot b{}\"></span>{}</td><td class=\"n\">{}</td></tr>", i, name,
                        to_string(part));
  }
  std::string out = fmt::format("<h3>{}</h3>{}</div><table>{}</table>\n", title, bars, rows);
  if (!budget.detected_by.empty()) out += "<p>Noticed by " + html_escaped(budget.detected_by) + ".</p>";
  if (!budget.share.empty()) out += "<p>Whose time: " + html_escaped(budget.share) + ".</p>";
  return out;
}

std::string outage_text(const drill::DirectionResult& result) {
  if (!result.recovered) return "never back";
  return result.outage == Duration::zero() ? "-" : to_string(result.outage);
}

std::string flows_html(const drill::DrillResult& result) {
  std::string out =
      "<h3>Every flow</h3><div class=\"scroll\"><table><tr><th>Flow</th><th></th><th>Before</th><th>While cut</th>"
      "<th>After</th><th class=\"n\">Sent</th><th class=\"n\">Lost out</th><th class=\"n\">Outage out</th>"
      "<th class=\"n\">Lost back</th><th class=\"n\">Outage back</th><th class=\"n\">Reordered</th>"
      "<th class=\"n\">Duplicated</th></tr>\n";
  for (std::size_t i = 0; i < result.out.flows.size(); ++i) {
    const bool has_back = i < result.back.flows.size();
    for (const bool is_there : {true, false}) {
      const auto pick = [&](const drill::FlowResult& flow) -> const drill::DirectionResult& {
        return is_there ? flow.forward : flow.back;
      };
      const auto road = [&](const std::vector<drill::FlowPaths>& paths) {
        if (i >= paths.size()) return std::string("-");
        return html_escaped(road_text(is_there ? paths[i].forward : paths[i].back));
      };
      const drill::DirectionResult none;
      const drill::DirectionResult& a = pick(result.out.flows[i]);
      const drill::DirectionResult& b = has_back ? pick(result.back.flows[i]) : none;
      out += fmt::format(
          "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td>"
          "<td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td>"
          "<td class=\"n\">{}</td></tr>\n",
          is_there ? html_escaped(result.out.flows[i].name) : "", is_there ? "forward" : "return", road(result.before),
          road(result.out.paths), road(result.back.paths), with_thousands(a.sent + b.sent), with_thousands(a.lost),
          outage_text(a), has_back ? with_thousands(b.lost) : "-", has_back ? outage_text(b) : "-",
          with_thousands(a.reordered + b.reordered), with_thousands(a.duplicated + b.duplicated));
    }
  }
  return out + "</table></div>\n";
}

std::string reasons_html(const drill::DrillResult& result) {
  std::vector<std::string> reasons;
  for (const auto* list : {&result.why, &result.out.why, &result.back.why, &result.symmetry.why, &result.pins}) {
    for (const std::string& why : *list) {
      if (std::find(reasons.begin(), reasons.end(), why) == reasons.end()) reasons.push_back(why);
    }
  }
  if (reasons.empty()) return {};
  std::string out = result.verdict == drill::Verdict::Fail ? "<h3>Why, and what to change</h3><ul>" : "<h3>Remarks</h3><ul>";
  for (const std::string& why : reasons) out += "<li>" + html_escaped(why) + "</li>";
  return out + "</ul>\n";
}

std::string events_html(const RehearsalView& view, const drill::DrillResult& result) {
  constexpr std::size_t kShown = 80;
  const Timeline timeline = make_timeline(
      view.plan, view.rehearsal.journal,
      {.zero = result.out.from, .from = result.out.from, .to = std::max(result.out.to, result.back.to)}, kShown);
  if (timeline.entries.empty()) return {};
  std::string out = "<details><summary>The events in words</summary><div class=\"scroll\"><table><tr>"
                    "<th class=\"n\">ms after the cut</th><th>Layer</th><th>Node</th><th>Event</th><th>What</th></tr>\n";
  for (const TimelineEntry& entry : timeline.entries) {
    std::string what = what_text(entry);
    if (!entry.then.empty()) what += "; " + then_text(entry);
    if (entry.count > 1) what += fmt::format(" (and {} more)", entry.count - 1);
    out += fmt::format("<tr><td class=\"n\">{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
                       to_milliseconds(entry.offset), to_string(entry.layer), html_escaped(nodes_text(entry)),
                       words_of(entry.kind), html_escaped(what));
  }
  out += "</table></div>";
  if (timeline.left_out > 0) out += fmt::format("<p class=\"soft\">... {} more</p>", with_thousands(timeline.left_out));
  return out + "</details>\n";
}

}  // namespace

std::string drill_html(const RehearsalView& view, const drill::DrillResult& result) {
  const design::Objectives& objectives = objectives_of(view, result);
  std::string out = fmt::format("<h2>Drill {} {}</h2>\n", html_escaped(result.name), badge(result.verdict));
  for (const std::string& cut : result.cuts) out += "<p>Cut: " + html_escaped(cut) + "</p>";
  out += "<table><tr><th></th><th>Verdict</th><th class=\"n\">Outage</th><th class=\"n\">Allowed</th><th class=\"n\">Lost</th>"
         "<th class=\"n\">Reordered</th></tr>\n";
  const auto row = [&](std::string_view name, const drill::Phase& phase, Duration allowed) {
    out += fmt::format("<tr><td>{}</td><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td>"
                       "<td class=\"n\">{}</td></tr>\n",
                       name, badge(phase.verdict), to_string(phase.outage), to_string(allowed),
                       with_thousands(phase.lost), with_thousands(phase.reordered));
  };
  row("Way out", result.out, objectives.outage_out);
  row("Way back", result.back, objectives.outage_back);
  out += fmt::format("<tr><td>Symmetry</td><td>{}</td><td></td><td></td><td></td><td></td></tr></table>\n",
                     badge(result.symmetry.verdict));
  out += reasons_html(result);
  out += budget_html("Where the outage went (worst flow and direction)", result.out.budget);
  out += budget_html("Where the outage of the way back went", result.back.budget);
  out += "<h3>Timeline</h3>\n" + timeline_svg(view, result) + events_html(view, result) + flows_html(result);
  return out;
}

}  // namespace cw::report
