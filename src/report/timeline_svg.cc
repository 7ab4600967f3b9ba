#include "report/timeline_svg.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <set>

#include "report/html_text.h"
#include "report/timeline.h"

namespace cw::report {
namespace {

constexpr int kWidth = 1200;
constexpr int kLeft = 84;
constexpr int kRight = kWidth - 16;
constexpr int kLaneHeight = 26;
constexpr int kAxisHeight = 30;
constexpr std::size_t kMarksMax = 2500;

constexpr std::array kLanes{Layer::Fault, Layer::Link,    Layer::Bfd, Layer::Bgp,    Layer::Tunnel,
                            Layer::Rib,   Layer::Gateway, Layer::Fib, Layer::Packet, Layer::Checker};

std::int64_t microseconds(Duration d) { return d.count() / 1000; }

std::string mark_title(const TimelineEntry& entry) {
  std::string text = fmt::format("{} ms  {}  {}  {}", to_milliseconds(entry.offset), nodes_text(entry),
                                 words_of(entry.kind), what_text(entry));
  if (entry.count > 1) text += fmt::format(" (and {} more)", entry.count - 1);
  return html_escaped(text);
}

}  // namespace

std::string timeline_svg(const RehearsalView& view, const drill::DrillResult& result) {
  const Instant zero = result.out.from;
  const Duration before = std::chrono::milliseconds(200);
  const Instant end = std::max(result.out.to, result.back.to);
  const Timeline timeline =
      make_timeline(view.plan, view.rehearsal.journal, {.zero = zero, .from = zero - before, .to = end}, kMarksMax,
                    Merging::Repeats);
  if (timeline.entries.empty()) return {};

  std::set<Layer> used;
  for (const TimelineEntry& entry : timeline.entries) used.insert(entry.layer);
  std::array<int, kLanes.size()> lane_y{};
  int y = 18;
  for (std::size_t i = 0; i < kLanes.size(); ++i) {
    if (!used.contains(kLanes[i])) continue;
    lane_y[i] = y;
    y += kLaneHeight;
  }
  const int height = y + kAxisHeight - 8;

  // The first view: the cut and what followed, a third longer than the outage.
  const std::int64_t first_from = -microseconds(before) / 2;
  const std::int64_t first_to = std::max<std::int64_t>(1'500'000, microseconds(result.out.outage) * 4 / 3);
  const auto x_of = [&](std::int64_t t) {
    return kLeft + static_cast<int>((t - first_from) * (kRight - kLeft) / (first_to - first_from));
  };

  std::string out = "<div><div class=\"controls\">";
  for (const auto& [action, words] :
       {std::pair{"cut", "The cut"}, {"again", "The restoration"}, {"all", "Everything"}, {"in", "Zoom in"},
        {"out", "Zoom out"}, {"left", "Earlier"}, {"right", "Later"}}) {
    out += fmt::format("<button type=\"button\" data-zoom=\"{}\">{}</button>", action, words);
  }
  const bool comes_back = result.back.to > result.back.from;
  out += fmt::format("</div>\n<svg class=\"time\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"timeline\" data-left=\"{}\" "
                     "data-right=\"{}\" data-height=\"{}\" data-from=\"{}\" data-to=\"{}\" data-min=\"{}\" data-max=\"{}\" "
                     "data-again=\"{}\">\n",
                     kWidth, height, kLeft, kRight, height, first_from, first_to, -microseconds(before),
                     std::max(first_to, microseconds(end - zero)),
                     comes_back ? microseconds(result.back.from - zero) : microseconds(end - zero));
  for (std::size_t i = 0; i < kLanes.size(); ++i) {
    if (lane_y[i] == 0) continue;
    out += fmt::format("<text class=\"name\" x=\"10\" y=\"{}\">{}</text><line class=\"lane\" x1=\"{}\" x2=\"{}\" y1=\"{}\" "
                       "y2=\"{}\"/>\n",
                       lane_y[i] + 4, to_string(kLanes[i]), kLeft, kRight, lane_y[i], lane_y[i]);
  }
  out += fmt::format("<line class=\"zero\" x1=\"{0}\" x2=\"{0}\" y1=\"4\" y2=\"{1}\"/>", x_of(0), height - 20);
  if (comes_back) {
    out += fmt::format("<line class=\"again\" x1=\"-9\" x2=\"-9\" y1=\"4\" y2=\"{}\"/>", height - 20);
  }
  out += "<g class=\"axis\"></g>\n";
  for (const TimelineEntry& entry : timeline.entries) {
    const auto lane = static_cast<std::size_t>(std::find(kLanes.begin(), kLanes.end(), entry.layer) - kLanes.begin());
    const std::int64_t t = microseconds(entry.offset);
    const int x = t > first_to ? kWidth + 20 : x_of(t);
    out += fmt::format("<circle class=\"mark r{}\" cx=\"{}\" cy=\"{}\" r=\"{}\" data-t=\"{}\"><title>{}</title></circle>\n",
                       rank_of(entry.kind), x, lane_y[lane], rank_of(entry.kind) <= 1 ? 6 : 4, t, mark_title(entry));
  }
  out += "</svg>\n<p class=\"soft words\">Click a mark to read it here. Red line: the cut; green line: the restoration.</p>";
  if (timeline.left_out > 0) out += fmt::format("<p class=\"soft\">{} lesser events are not drawn.</p>", timeline.left_out);
  return out + "</div>\n";
}

}  // namespace cw::report
