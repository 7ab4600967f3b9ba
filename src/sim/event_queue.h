// The world's future: events ordered by time, then inputs before timers (contract clause 7), then insertion. A four-way
// heap over small values; what an event carries lies in pools and is named by index.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/assert.h"
#include "base/time.h"

namespace cw::sim {

enum class EventType : std::uint8_t {
  Arrive,        ///< a = packet, b = link * 2 + receiving end
  Deliver,       ///< a = packet, b = node: a node's packet to itself
  ProbeSend,     ///< a = probe stream
  FibReady,      ///< a = node, b = job, generation in c
  Carrier,       ///< a = link, b = end: tell the node
  TcpTimer,      ///< a = connection
  NodeTimer,     ///< a = node
};

struct Scheduled {
  Instant at{};
  std::uint64_t order = 0;   ///< bit 63: timers after inputs; the rest: insertion number
  EventType type = EventType::Arrive;
  std::uint32_t a = 0, b = 0;

  [[nodiscard]] bool before(const Scheduled& other) const {
    return at != other.at ? at < other.at : order < other.order;
  }
};

class EventQueue {
 public:
  /// An input: runs before every timer of the same instant.
  void push(Instant at, EventType type, std::uint32_t a, std::uint32_t b = 0) {
    insert({.at = at, .order = next_++, .type = type, .a = a, .b = b});
  }
  void push_timer(Instant at, EventType type, std::uint32_t a, std::uint32_t b = 0) {
    insert({.at = at, .order = kTimer | next_++, .type = type, .a = a, .b = b});
  }
  [[nodiscard]] bool empty() const { return heap_.empty(); }
  [[nodiscard]] std::size_t size() const { return heap_.size(); }
  [[nodiscard]] const Scheduled& top() const { return heap_.front(); }

  Scheduled pop() {
    CW_ASSERT(!heap_.empty());
    const Scheduled first = heap_.front();
    const Scheduled last = heap_.back();
    heap_.pop_back();
    if (!heap_.empty()) sink(last);
    return first;
  }

 private:
  static constexpr std::uint64_t kTimer = 1ULL << 63U;
  static constexpr std::size_t kWays = 4;

  void insert(const Scheduled& event) {
    std::size_t at = heap_.size();
    heap_.push_back(event);
    while (at > 0) {
      const std::size_t parent = (at - 1) / kWays;
      if (!event.before(heap_[parent])) break;
      heap_[at] = heap_[parent];
      at = parent;
    }
    heap_[at] = event;
  }
  void sink(const Scheduled& event) {
    std::size_t at = 0;
    for (;;) {
      const std::size_t first = at * kWays + 1;
      if (first >= heap_.size()) break;
      const std::size_t end = first + kWays < heap_.size() ? first + kWays : heap_.size();
      std::size_t least = first;
      for (std::size_t i = first + 1; i < end; ++i) {
        if (heap_[i].before(heap_[least])) least = i;
      }
      if (!heap_[least].before(event)) break;
      heap_[at] = heap_[least];
      at = least;
    }
    heap_[at] = event;
  }

  std::vector<Scheduled> heap_;
  std::uint64_t next_ = 0;
};

}  // namespace cw::sim
