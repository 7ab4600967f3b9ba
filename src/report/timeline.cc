#include "report/timeline.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace cw::report {
namespace {

constexpr unsigned kRanks = 4;

// Neighbours in time that say the same are one entry.
constexpr Duration kMergeWithin = std::chrono::milliseconds(5);
constexpr Duration kAtOnce = std::chrono::milliseconds(1);
constexpr std::size_t kLookBack = 8;   // two nodes that act at the same moment take turns in the journal

// What several nodes do in one wave reads as one entry.
bool joins_nodes(EventKind kind) {
  return kind == EventKind::BfdUp || kind == EventKind::BgpEstablished || kind == EventKind::RoutesLearned || kind == EventKind::RoutesWithdrawn || kind == EventKind::RoutesProgrammed ||
         kind == EventKind::BestPathChanged || kind == EventKind::BgpEndOfRib;
}

bool is_cause(EventKind kind) {
  return kind == EventKind::BfdDown || kind == EventKind::TunnelDown || kind == EventKind::LinkDown ||
         kind == EventKind::BgpDown || kind == EventKind::BfdUp || kind == EventKind::BgpEstablished;
}

bool is_consequence(EventKind kind) {
  return kind == EventKind::NextHopDead || kind == EventKind::NextHopLive || kind == EventKind::NextHopProving ||
         kind == EventKind::HoldDownStarted || kind == EventKind::GroupSwitched || kind == EventKind::LocalRepair ||
         kind == EventKind::BgpNotificationSent || kind == EventKind::BgpDown;
}

// Of the consequences, the ones worth a word.
bool is_worth_telling(EventKind kind) {
  return kind != EventKind::NextHopDead && kind != EventKind::NextHopLive && kind != EventKind::BgpNotificationSent &&
         kind != EventKind::FlowMoved;
}

// "ce1~er1/primary" as ce1 sees it: "er1/primary".
std::string seen_from(const std::string& node, const std::string& subject) {
  if (node.empty()) return subject;
  if (subject.starts_with(node + "~")) return subject.substr(node.size() + 1);
  if (subject.ends_with("~" + node)) return subject.substr(0, subject.size() - node.size() - 1);
  return subject;
}

bool repeats(const TimelineEntry& earlier, const Event& event, const std::string& node, Duration offset,
             Merging merging) {
  if (earlier.kind != event.kind || offset - earlier.offset > kMergeWithin) return false;
  return earlier.nodes.front() == node || (merging == Merging::Story && joins_nodes(event.kind));
}

bool follows(const TimelineEntry& earlier, const Event& event, const std::string& node, Duration offset) {
  // A flow that is back tells its road itself.
  if (earlier.kind == EventKind::FlowRestored && event.kind == EventKind::FlowMoved) {
    return offset - earlier.offset <= kMergeWithin;
  }
  return is_cause(earlier.kind) && is_consequence(event.kind) && earlier.kind != event.kind && !node.empty() &&
         earlier.nodes.front() == node && offset - earlier.offset <= kAtOnce;
}

template <typename T>
void add_once(std::vector<T>& list, const T& item) {
  if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(item);
}

// Puts the event into one of the last entries, if it belongs to one.
bool absorb(std::vector<TimelineEntry>& entries, const Event& event, const std::string& node, Duration offset,
            Merging merging) {
  const std::size_t reach = std::min(kLookBack, entries.size());
  for (std::size_t back = 1; back <= reach; ++back) {
    TimelineEntry& earlier = entries[entries.size() - back];
    if (repeats(earlier, event, node, offset, merging)) {
      add_once(earlier.nodes, node);
      earlier.value = std::max(earlier.value, event.value);
      ++earlier.count;
      return true;
    }
    if (merging == Merging::Story && follows(earlier, event, node, offset)) {
      if (is_worth_telling(event.kind)) add_once(earlier.then, event.kind);
      return true;
    }
  }
  return false;
}

}  // namespace

std::string nodes_text(const TimelineEntry& entry) {
  const std::string& first = entry.nodes.empty() ? std::string() : entry.nodes.front();
  return entry.nodes.size() > 1 ? fmt::format("{} +{}", first, entry.nodes.size() - 1) : first;
}

std::string what_text(const TimelineEntry& entry) {
  std::string what;
  const auto count = static_cast<std::uint64_t>(std::max<std::int64_t>(0, entry.value));
  if (entry.kind == EventKind::RoutesProgrammed) {
    what = fmt::format("{} {}", with_thousands(count), count == 1 ? "change" : "changes");
  } else if (entry.kind == EventKind::RoutesLearned || entry.kind == EventKind::RoutesWithdrawn) {
    what = fmt::format("{} {} from {}", with_thousands(count), count == 1 ? "prefix" : "prefixes", entry.subject);
  } else if (!entry.detail.empty() && entry.detail.find(entry.subject) != std::string::npos) {
    what = entry.detail;   // the detail names the subject itself
  } else {
    what = seen_from(entry.nodes.empty() ? std::string() : entry.nodes.front(), entry.subject);
    if (!entry.detail.empty()) what += (what.empty() ? "" : ": ") + entry.detail;
  }
  return what;
}

std::string then_text(const TimelineEntry& entry) {
  std::string text;
  for (const EventKind kind : entry.then) {
    std::string words = words_of(kind);
    // "Group switched" inside a sentence, but "BGP down" stays.
    if (words.size() > 1 && words[1] >= 'a' && words[1] <= 'z') words[0] = static_cast<char>(words[0] + ('a' - 'A'));
    text += (text.empty() ? "then " : ", ") + words;
  }
  return text;
}

std::string node_name(const plan::Plan& plan, NodeId node) {
  return node.value < plan.nodes.size() ? plan.nodes[node.value].config.name : std::string();
}

unsigned rank_of(EventKind kind) {
  switch (kind) {
    case EventKind::FaultInjected:
    case EventKind::FaultRestored:
    case EventKind::BfdDown:
    case EventKind::BgpPrefixLimitExceeded:
    case EventKind::TunnelDown:
    case EventKind::FlowLost:
    case EventKind::FlowRestored:
    case EventKind::CheckFailed:
      return 0;
    case EventKind::LinkDown:
    case EventKind::LinkUp:
    case EventKind::BfdUp:
    case EventKind::BfdAdminDown:
    case EventKind::BfdDetectionExtended:
    case EventKind::BgpDown:
    case EventKind::BgpEstablished:
    case EventKind::TunnelUp:
    case EventKind::FlowMoved:
    case EventKind::GroupSwitched:
    case EventKind::LocalRepair:
    case EventKind::HoldDownStarted:
    case EventKind::FlapDamped:
      return 1;
    case EventKind::BgpPrefixLimitWarning:
    case EventKind::BgpMalformedUpdate:
    case EventKind::RoutesLearned:
    case EventKind::RoutesWithdrawn:
    case EventKind::RoutesProgrammed:
      return 2;
    case EventKind::BgpStateChanged:
    case EventKind::BgpEndOfRib:
    case EventKind::BgpRouteRefresh:
    case EventKind::BgpNotificationSent:
    case EventKind::BgpNotificationReceived:
    case EventKind::NextHopDead:
    case EventKind::NextHopProving:
    case EventKind::NextHopLive:
    case EventKind::BestPathChanged:
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
                       std::size_t entries_max, Merging merging) {
  const auto by_time = [](const Event& event, Instant at) { return event.at < at; };
  const auto first = std::lower_bound(journal.begin(), journal.end(), stretch.from, by_time);

  Timeline all;
  for (auto it = first; it != journal.end() && it->at <= stretch.to; ++it) {
    const Duration offset = it->at - stretch.zero;
    const std::string node = node_name(plan, it->node);
    if (absorb(all.entries, *it, node, offset, merging)) continue;
    all.entries.push_back({offset, it->layer, it->kind, {node}, it->subject, it->detail, it->value, 1, {}});
  }
  // Rank 3 is for the whole journal; a story is not padded with it.
  const unsigned ranks = merging == Merging::Story ? kRanks - 1 : kRanks;

  // Keep whole ranks while they fit, and of the rank that does not, the earliest.
  std::array<std::size_t, kRanks> room{};
  std::size_t left = entries_max;
  for (unsigned rank = 0; rank < ranks; ++rank) {
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
