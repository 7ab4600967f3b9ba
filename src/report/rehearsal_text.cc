#include "report/rehearsal_text.h"

#include <fmt/core.h>

#include <algorithm>

#include "base/text.h"
#include "report/drill_text.h"
#include "report/sweep_text.h"
#include "report/table.h"

namespace cw::report {
namespace {

std::string heading(std::string_view text, const Style& style) {
  return style.paint(Tone::Strong, printable(text)) + "\n";
}

std::string header(const RehearsalView& view, const Style& style) {
  const drill::Rehearsal& rehearsal = view.rehearsal;
  const std::string left = fmt::format("Rehearsal of {}", printable(rehearsal.design));
  const std::string right = fmt::format("profile {}, seed {}", profile_name(rehearsal.profile), rehearsal.seed);
  const std::size_t used = display_width(left) + display_width(right);
  const std::size_t gap = used + 2 < style.width ? style.width - used : 2;
  std::string out = style.paint(Tone::Strong, left) + std::string(gap, ' ') + right + "\n";
  out += paragraph("", fmt::format("{}, {}, {}, {}. Virtual time: nothing outside this program was touched.",
                                   counted(view.plan.nodes.size(), "node", "nodes"),
                                   counted(view.plan.links.size(), "link", "links"),
                                   counted(rehearsal.flows.size(), "flow", "flows"),
                                   counted(rehearsal.drills.size(), "drill", "drills")),
                   style);
  const auto errors = std::count_if(view.findings.begin(), view.findings.end(),
                                    [](const auto& f) { return f.severity == checks::Severity::Error; });
  const auto warnings = std::count_if(view.findings.begin(), view.findings.end(),
                                      [](const auto& f) { return f.severity == checks::Severity::Warning; });
  if (errors + warnings > 0) {
    out += paragraph("", fmt::format("The design has {} and {}: causeway check {}",
                                     counted(static_cast<std::uint64_t>(errors), "error", "errors"),
                                     counted(static_cast<std::uint64_t>(warnings), "warning", "warnings"), view.file),
                     style);
  }
  for (const std::string& note : view.plan.notes) out += paragraph("Note: ", printable(note), style);
  return out;
}

std::string convergence(const drill::Rehearsal& rehearsal, const Style& style) {
  if (!rehearsal.converged) {
    return "\n" + paragraph(style.paint(Tone::Bad, "NOT CONVERGED") + "  ",
                            "the network did not come to rest in the time allowed; no drill means anything before it "
                            "does.",
                            style);
  }
  return "\n" + heading("Convergence", style) +
         fmt::format("  {} after power-on every session that can be up is up and nothing changes any more.\n",
                     to_string(rehearsal.convergence));
}

std::string checker_failures(const drill::Rehearsal& rehearsal, const Style& style) {
  if (rehearsal.checker_failures.empty()) return {};
  std::string out = "\n" + heading("Checkers", style);
  constexpr std::size_t kShown = 8;
  for (std::size_t i = 0; i < rehearsal.checker_failures.size() && i < kShown; ++i) {
    const drill::CheckerFailure& failure = rehearsal.checker_failures[i];
    out += paragraph(fmt::format("  {} s  {}  ", to_string(failure.at), style.paint(Tone::Bad, failure.checker)),
                     printable(failure.what), style);
  }
  if (rehearsal.checker_failures.size() > kShown) {
    out += fmt::format("  ... {} more\n", rehearsal.checker_failures.size() - kShown);
  }
  return out;
}

std::string closing_words(const RehearsalView& view) {
  const drill::Rehearsal& rehearsal = view.rehearsal;
  const auto passed = static_cast<std::size_t>(
      std::count_if(rehearsal.drills.begin(), rehearsal.drills.end(),
                    [](const auto& drill) { return drill.verdict == drill::Verdict::Pass; }));
  std::string words;
  if (!rehearsal.converged) {
    words = "not converged";
  } else if (!rehearsal.drills.empty()) {
    words = fmt::format("{} of {} passed", passed, counted(rehearsal.drills.size(), "drill", "drills"));
  } else if (view.sweep == nullptr) {
    words = "converged, nothing was cut";
  }
  if (view.sweep != nullptr) {
    if (!words.empty()) words += ", ";
    words += fmt::format("{} of {} failures passed", with_thousands(view.sweep->passed),
                         with_thousands(view.sweep->rows.size()));
  }
  return words;
}

}  // namespace

std::string verdict_line(drill::Verdict verdict, std::string_view words, const Style& style) {
  const std::string_view word = drill::to_string(verdict);
  std::string line = fmt::format("==== {} ====", word);
  if (!words.empty()) line += fmt::format("  {}", words);
  const std::size_t used = display_width(line);
  if (used + 3 < style.width) line += "  " + std::string(style.width - used - 2, '=');
  return style.paint(verdict == drill::Verdict::Pass ? Tone::Good : Tone::Bad, line) + "\n";
}

std::string flow_paths_text(const std::vector<drill::FlowPaths>& flows, const Style& style, std::size_t flows_max) {
  Table table({{"Flow"}, {"Direction"}, {"Road"}, {"Hops"}});
  for (std::size_t i = 0; i < flows.size() && i < flows_max; ++i) {
    const drill::FlowPaths& flow = flows[i];
    const auto road = [&](const drill::PathTrace& trace) {
      return trace.delivered ? road_text(trace) : style.paint(Tone::Bad, "no path");
    };
    const auto hops = [](const drill::PathTrace& trace) {
      return printable(hops_text(trace)) + (trace.failure.empty() ? "" : ": " + printable(trace.failure));
    };
    table.add({printable(flow.name), "forward", road(flow.forward), hops(flow.forward)});
    table.add({"", "return", road(flow.back), hops(flow.back)});
    if (!flow.symmetric && flow.forward.delivered && flow.back.delivered) {
      table.add({"", "", style.paint(Tone::Warning, "asymmetric"), "the two directions use different roads"});
    }
  }
  std::string out = table.to_text(style, 2);
  if (flows.size() > flows_max) out += fmt::format("  ... {} more flows (-o json lists all)\n", flows.size() - flows_max);
  return out;
}

std::string rehearsal_text(const RehearsalView& view, const Style& style) {
  const drill::Rehearsal& rehearsal = view.rehearsal;
  std::string out = header(view, style) + convergence(rehearsal, style);
  if (!rehearsal.flows.empty()) {
    out += "\n" + heading("Paths before anything is cut", style) + flow_paths_text(rehearsal.flows, style);
  }
  bool has_brief = false;
  for (const drill::DrillResult& result : rehearsal.drills) {
    const bool is_brief = rehearsal.drills.size() > 1 && result.verdict == drill::Verdict::Pass;
    has_brief = has_brief || is_brief;
    out += "\n" + drill_text(view, result, style, is_brief ? Detail::Brief : Detail::Full);
  }
  if (rehearsal.drills.size() > 1) {
    out += "\n" + heading("All drills", style) + drills_summary(rehearsal, style);
    if (has_brief) out += "  --drill NAME shows the timeline and tables of one that passed.\n";
  }
  if (view.sweep != nullptr) out += "\n" + sweep_text(*view.sweep, style);
  out += checker_failures(rehearsal, style);
  out += "\n" + verdict_line(verdict_of(view), closing_words(view), style);
  for (const std::string& why : rehearsal.why) out += paragraph("  - ", printable(why), style);
  out += style.paint(Tone::Faint,
                     "More: -o json for programs, --report FILE.html for pictures, --journal FILE for every event.") +
         "\n";
  return out;
}

}  // namespace cw::report
