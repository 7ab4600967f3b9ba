#include "report/timeline.h"

#include <algorithm>
#include <array>

namespace cw::report {
namespace {

constexpr unsigned kRanks = 4;

// Neighbours in time that say the same about the same node are one line with a count.
constexpr Duration kMergeWithin = std::chrono::milliseconds(5);

bool merges(const TimelineEntry& last, const Event& event, const std::string& node, Duration offset) {
  return last.kind == event.kind && last.node == node && offset - last.offset <= kMergeWithin;
}

}  // namespace

std::string node_name(const plan::Plan& plan, NodeId node) {
  return node.value < plan.nodes.size() ? plan.nodes[node.value].config.name : std::string();
}

unsigned rank_of(EventKind kind) {
  switch (kind) {
    case EventKind::FaultInjected:
    case EventKind::FaultRestored:
    case EventKind::BfdDown:
    case EventKind::BgpDown:
    case EventKind::BgpPrefixLimitExceeded:
    case EventKind::TunnelDown:
    case EventKind::FlowLost:
    case EventKind::FlowRestored:
    case EventKind::FlowMoved:
    case EventKind::CheckFailed:
      return 0;
    case EventKind::LinkDown:
    case EventKind::LinkUp:
    case EventKind::BfdUp:
    case EventKind::BfdAdminDown:
    case EventKind::BfdDetectionExtended:
    case EventKind::BgpEstablished:
    case EventKind::TunnelUp:
    case EventKind::GroupSwitched:
    case EventKind::LocalRepair:
    case EventKind::HoldDownStarted:
    case EventKind::FlapDamped:
      return 1;
    case EventKind::BgpNotificationSent:
    case EventKind::BgpNotificationReceived:
    case EventKind::BgpPrefixLimitWarning:
    case EventKind::BgpMalformedUpdate:
    case EventKind::RoutesWithdrawn:
    case EventKind::NextHopDead:
    case EventKind::NextHopProving:
    case EventKind::NextHopLive:
    case EventKind::BestPathChanged:
      return 2;
    case EventKind::BgpStateChanged:
    case EventKind::BgpEndOfRib:
    case EventKind::BgpRouteRefresh:
    case EventKind::RoutesLearned:
    case EventKind::RoutesProgrammed:
      return 3;
  }
  return 3;
}

std::string words_of(EventKind kind) {
  // From the enumerator's own spelling, so that text and JSON never drift apart: BgpDown -> "BGP down".
  std::string words;
  for (const char c : to_string(kind)) {
    const bool is_upper = c >= 'A' && c <= 'Z';
    if (is_upper && !words.empty()) words += ' ';
    words += is_upper && !words.empty() ? static_cast<char>(c + ('a' - 'A')) : c;
  }
  for (const auto& [plain, acronym] : {std::pair<std::string_view, std::string_view>{"Bfd ", "BFD "}, {"Bgp ", "BGP "}}) {
    if (words.starts_with(plain)) words.replace(0, plain.size(), acronym);
  }
  if (const auto at = words.find("end of rib"); at != std::string::npos) words.replace(at, 10, "End-of-RIB");
  return words;
}

Timeline make_timeline(const plan::Plan& plan, std::span<const Event> journal, const Stretch& stretch,
                       std::size_t entries_max) {
  const auto by_time = [](const Event& event, Instant at) { return event.at < at; };
  const auto first = std::lower_bound(journal.begin(), journal.end(), stretch.from, by_time);

  Timeline all;
  for (auto it = first; it != journal.end() && it->at <= stretch.to; ++it) {
    const Duration offset = it->at - stretch.zero;
    const std::string node = node_name(plan, it->node);
    bool merged = false;
    // Not only the last line: two nodes that act at the same moment take turns in the journal.
    for (std::size_t back = 1; back <= 6 && back <= all.entries.size() && !merged; ++back) {
      TimelineEntry& earlier = all.entries[all.entries.size() - back];
      merged = merges(earlier, *it, node, offset);
      if (merged) ++earlier.count;
    }
    if (!merged) all.entries.push_back({offset, it->layer, it->kind, node, it->subject, it->detail, 1});
  }
  if (all.entries.size() <= entries_max) return all;

  // Keep whole ranks while they fit, and of the rank that does not, the earliest.
  std::array<std::size_t, kRanks> room{};
  std::size_t left = entries_max;
  for (unsigned rank = 0; rank < kRanks; ++rank) {
    const auto of_rank = static_cast<std::size_t>(
        std::count_if(all.entries.begin(), all.entries.end(), [&](const auto& e) { return rank_of(e.kind) == rank; }));
    room[rank] = std::min(of_rank, left);
    left -= room[rank];
  }
  Timeline kept;
  for (TimelineEntry& entry : all.entries) {
    std::size_t& space = room[rank_of(entry.kind)];
    if (space == 0) {
      kept.left_out += entry.count;
      continue;
    }
    --space;
    kept.entries.push_back(std::move(entry));
  }
  return kept;
}

}  // namespace cw::report
