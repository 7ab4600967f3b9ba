#include "report/drill_text.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "report/rehearsal_text.h"
#include "report/table.h"
#include "report/timeline.h"

namespace cw::report {
namespace {

constexpr std::size_t kTimelineOut = 16;
constexpr std::size_t kTimelineBack = 10;

std::string subheading(std::string_view text, const Style& style) {
  return "\n  " + style.paint(Tone::Strong, text) + "\n";
}

std::string offset_text(Duration offset) {
  const std::int64_t tenths = (offset.count() < 0 ? -offset.count() + 50'000 : offset.count() + 50'000) / 100'000;
  return fmt::format("{}{}.{}", offset.count() < 0 ? "-" : "+", with_thousands(static_cast<std::uint64_t>(tenths / 10)),
                     tenths % 10);
}

struct Window {
  std::string_view title;
  Stretch stretch;
  std::size_t entries_max = 0;
};

std::string timeline_text(const RehearsalView& view, const Window& window, const Style& style) {
  const Timeline timeline = make_timeline(view.plan, view.rehearsal.journal, window.stretch, window.entries_max);
  if (timeline.entries.empty()) return {};
  // One line each: what does not fit is in the journal, and a timeline is read down, not across.
  std::size_t others = 4;
  std::array<std::size_t, 4> widths{2, 5, 4, 5};
  std::vector<std::array<std::string, 4>> cells;
  for (const TimelineEntry& entry : timeline.entries) {
    std::string event = words_of(entry.kind);
    if (entry.count > 1 && entry.nodes.size() == 1) event += fmt::format(" x{}", entry.count);
    cells.push_back({offset_text(entry.offset), std::string(to_string(entry.layer)), printable(nodes_text(entry)), event});
    for (std::size_t i = 0; i < widths.size(); ++i) widths[i] = std::max(widths[i], display_width(cells.back()[i]));
  }
  for (const std::size_t width : widths) others += width + 2;
  const std::size_t room = style.width > others + 20 ? style.width - others : 20;
  Table table({{"ms", Align::Right}, {"Layer"}, {"Node"}, {"Event"}, {"What"}});
  for (std::size_t i = 0; i < cells.size(); ++i) {
    auto& [offset, layer, node, event] = cells[i];
    if (timeline.entries[i].layer == Layer::Fault) event = style.paint(Tone::Warning, event);
    table.add({offset, layer, node, event, shortened(printable(what_text(timeline.entries[i])), room)});
    if (const std::string then = then_text(timeline.entries[i]); !then.empty()) table.add({"", "", "", "", then});
  }
  std::string out = subheading(window.title, style) + table.to_text(style, 4);
  if (timeline.left_out > 0) {
    out += fmt::format("    ... {} more (--journal FILE writes every event)\n", with_thousands(timeline.left_out));
  }
  return out;
}

std::string limit_text(Duration limit) { return limit == Duration::zero() ? "none allowed" : to_string(limit) + " allowed"; }

// Where the phase ended up compared with the objective, in one line.
std::string outage_line(std::string_view lead, const drill::Phase& phase, Duration limit, const Style& style) {
  const std::string took = phase.outage == Duration::zero() ? "no outage" : "outage " + to_string(phase.outage);
  return fmt::format("  {}  {} ({}), {} lost, {} reordered, {} duplicated  {}\n", lead, took, limit_text(limit),
                     counted(phase.lost, "packet", "packets"), with_thousands(phase.reordered),
                     with_thousands(phase.duplicated), style.paint(phase.verdict));
}

std::string packets_text(const drill::DrillResult& result, const Style& style) {
  Table table({{"Flow"}, {"Direction"}, {"Sent", Align::Right}, {"Lost out", Align::Right}, {"Outage out", Align::Right},
               {"Lost back", Align::Right}, {"Outage back", Align::Right}, {"Reordered", Align::Right}});
  constexpr std::size_t kFlowsShown = 12;
  const auto outage = [](const drill::DirectionResult& r) {
    if (!r.recovered) return std::string("never back");
    return r.outage == Duration::zero() ? std::string("-") : to_string(r.outage);
  };
  const auto row = [&](std::string name, std::string_view direction, const drill::DirectionResult& out,
                       const drill::DirectionResult* back) {
    table.add({std::move(name), std::string(direction), with_thousands(out.sent + (back != nullptr ? back->sent : 0)),
               with_thousands(out.lost), outage(out), back != nullptr ? with_thousands(back->lost) : "-",
               back != nullptr ? outage(*back) : "-",
               with_thousands(out.reordered + (back != nullptr ? back->reordered : 0))});
  };
  for (std::size_t i = 0; i < result.out.flows.size() && i < kFlowsShown; ++i) {
    const drill::FlowResult& out = result.out.flows[i];
    const drill::FlowResult* back = i < result.back.flows.size() ? &result.back.flows[i] : nullptr;
    row(printable(out.name), "forward", out.forward, back != nullptr ? &back->forward : nullptr);
    row("", "return", out.back, back != nullptr ? &back->back : nullptr);
  }
  if (table.empty()) return {};
  std::string out = subheading("Packets of every flow", style) + table.to_text(style, 4);
  if (result.out.flows.size() > kFlowsShown) {
    out += fmt::format("    ... {} more flows (-o json lists all)\n", result.out.flows.size() - kFlowsShown);
  }
  return out;
}

// The road of every flow before, during and after; one line while all flows agree.
std::string roads_text(const drill::DrillResult& result, const Style& style) {
  Table table({{"Flow"}, {"Direction"}, {"Before"}, {"During the cut"}, {"After"}});
  constexpr std::size_t kFlowsShown = 12;
  const auto road = [&](const std::vector<drill::FlowPaths>& paths, std::size_t i, bool forward) {
    if (i >= paths.size()) return std::string("-");
    const drill::PathTrace& trace = forward ? paths[i].forward : paths[i].back;
    return trace.delivered ? road_text(trace) : style.paint(Tone::Bad, "no path");
  };
  for (std::size_t i = 0; i < result.before.size() && i < kFlowsShown; ++i) {
    for (const bool forward : {true, false}) {
      table.add({forward ? printable(result.before[i].name) : "", forward ? "forward" : "return",
                 road(result.before, i, forward), road(result.out.paths, i, forward),
                 road(result.back.paths, i, forward)});
    }
  }
  if (table.empty()) return {};
  return subheading("Road of every flow", style) + table.to_text(style, 4);
}

bool is_listed(const std::vector<std::string>& texts, const std::string& text) {
  return std::find(texts.begin(), texts.end(), text) != texts.end();
}

std::string reasons_text(const drill::DrillResult& result, const Style& style) {
  std::vector<std::string> reasons;
  for (const auto* list : {&result.why, &result.out.why, &result.back.why, &result.symmetry.why}) {
    for (const std::string& why : *list) {
      if (!is_listed(reasons, why)) reasons.push_back(why);
    }
  }
  std::string out;
  if (!reasons.empty()) {
    out += subheading(result.verdict == drill::Verdict::Pass ? "Remarks" : "Why, and what to change", style);
    for (const std::string& why : reasons) out += paragraph("    - ", printable(why), style);
  }
  std::vector<std::string> pins;
  for (const std::string& pin : result.pins) {
    if (!is_listed(reasons, pin) && !is_listed(pins, pin)) pins.push_back(pin);
  }
  if (!pins.empty()) {
    out += subheading("What keeps traffic on the backup", style);
    for (const std::string& pin : pins) out += paragraph("    - ", printable(pin), style);
  }
  return out;
}

}  // namespace

std::string budget_text(const drill::Budget& budget, const Style& style) {
  const Duration all = budget.detect + budget.decide + budget.program + budget.first_packet;
  if (all <= Duration::zero()) return {};
  Table table({{""}, {"", Align::Right}, {""}});
  constexpr std::size_t kBarColumns = 50;
  const std::array<std::pair<std::string_view, Duration>, 4> parts{{{"detect", budget.detect},
                                                                    {"decide", budget.decide},
                                                                    {"program", budget.program},
                                                                    {"first packet", budget.first_packet}}};
  for (const auto& [name, part] : parts) {
    table.add({std::string(name), to_string(part), bar(part.count(), all.count(), kBarColumns)});
  }
  std::string out = subheading("Where the outage went (worst flow and direction)", style) + table.to_text(style, 4);
  if (!budget.detected_by.empty()) out += paragraph("    noticed by  ", printable(budget.detected_by), style);
  if (!budget.share.empty()) out += paragraph("    whose time  ", printable(budget.share), style);
  return out;
}

std::string drills_summary(const drill::Rehearsal& rehearsal, const Style& style) {
  Table table({{"Drill"}, {"Verdict"}, {"Outage out", Align::Right}, {"Lost out", Align::Right},
               {"Lost back", Align::Right}, {"Symmetry"}, {"Failed back"}});
  for (const drill::DrillResult& drill : rehearsal.drills) {
    table.add({printable(drill.name), style.paint(drill.verdict),
               drill.out.outage == Duration::zero() ? "-" : to_string(drill.out.outage), with_thousands(drill.out.lost),
               with_thousands(drill.back.lost), style.paint(drill.symmetry.verdict), drill.failed_back ? "yes" : "NO"});
  }
  return table.to_text(style, 2);
}

std::string drill_text(const RehearsalView& view, const drill::DrillResult& result, const Style& style, Detail detail) {
  const design::Objectives& objectives = objectives_of(view, result);
  std::string out = verdict_line(result.verdict, "drill " + printable(result.name), style);
  for (std::size_t i = 0; i < result.cuts.size(); ++i) {
    out += paragraph(i == 0 ? "  Cut:  " : "        ", printable(result.cuts[i]), style);
  }
  out += outage_line("Out: ", result.out, objectives.outage_out, style);
  out += outage_line("Back:", result.back, objectives.outage_back, style);
  out += fmt::format("  Symmetry: {}{}\n", style.paint(result.symmetry.verdict),
                     objectives.symmetric ? "" : " (not asked for)");
  out += fmt::format("  Failback: {}\n", result.failed_back
                                             ? style.paint(Tone::Good, "every flow is on its road again")
                                             : style.paint(Tone::Bad, "not every flow went back to its road"));
  if (detail == Detail::Brief) return out + reasons_text(result, style);
  out += roads_text(result, style);
  // The restoration itself belongs to the way back.
  const Instant out_ends = result.out.to - Duration(result.back.to > result.back.from ? 1 : 0);
  out += timeline_text(view, {"Timeline of the way out (ms after the cut)",
                              {.zero = result.out.from, .from = result.out.from, .to = out_ends}, kTimelineOut},
                       style);
  out += budget_text(result.out.budget, style);
  if (result.back.to > result.back.from) {
    out += timeline_text(view, {"Timeline of the way back (ms after the restoration)",
                                {.zero = result.back.from, .from = result.back.from, .to = result.back.to},
                                kTimelineBack},
                         style);
  }
  out += packets_text(result, style);
  out += reasons_text(result, style);
  return out;
}

}  // namespace cw::report
