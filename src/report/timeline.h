// From the journal to the few lines that tell what happened: events in one stretch of time, equal neighbours merged, the
// less important ones left out when there are too many.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "base/event.h"
#include "plan/plan.h"

namespace cw::report {

struct TimelineEntry {
  Duration offset{};       ///< since the zero of the timeline, negative before it
  Layer layer = Layer::Gateway;
  EventKind kind = EventKind::FaultInjected;
  std::vector<std::string> nodes;   ///< of the merged events; empty text for the world
  std::string subject;     ///< of the first of the merged events
  std::string detail;
  std::int64_t value = 0;  ///< the largest of the merged events
  std::size_t count = 1;   ///< merged events
  std::vector<EventKind> then;   ///< what the same node did at once because of it
};

/// "onprem/ce1", "vnet/hub +3"
std::string nodes_text(const TimelineEntry& entry);
/// What it was about: subject and reason, in one line.
std::string what_text(const TimelineEntry& entry);
/// "then group switched, BGP down"; empty when nothing followed.
std::string then_text(const TimelineEntry& entry);

struct Timeline {
  std::vector<TimelineEntry> entries;
  std::size_t left_out = 0;   ///< events in the stretch that no entry stands for
};

struct Stretch {
  Instant zero{};
  Instant from{}, to{};    ///< events at both ends are in
};

enum class Merging : std::uint8_t {
  Story,    ///< for reading: the same on several nodes is one entry, and what follows at once hangs on its cause
  Repeats,  ///< for drawing: only repetitions on one node are one entry
};

/// At most `entries_max` entries of the journal between the stretch's ends. The journal must be in time order.
Timeline make_timeline(const plan::Plan& plan, std::span<const Event> journal, const Stretch& stretch,
                       std::size_t entries_max, Merging merging = Merging::Story);

/// 0 = tells the story by itself (faults, sessions lost, flows moved), 3 = only for the whole journal.
unsigned rank_of(EventKind kind);

/// "BFD down", "best path changed": the kind in words.
std::string words_of(EventKind kind);

/// The name of the node in the plan; empty for the world.
std::string node_name(const plan::Plan& plan, NodeId node);

}  // namespace cw::report
