#include "sim/probes.h"

#include <algorithm>

#include "base/assert.h"

namespace cw::sim {
namespace {

drill::PathRoad road_of(std::uint8_t roads) {
  if ((roads & kRoadCircuit) != 0) return drill::PathRoad::ExpressRoute;
  if ((roads & kRoadTunnel) != 0) return drill::PathRoad::Vpn;
  return drill::PathRoad::Inside;
}

}  // namespace

std::uint64_t ProbeStream::send() {
  arrivals_.push_back(kInstantMax);
  return sent_++;
}

ProbeStream::Change ProbeStream::arrived(Instant now, std::uint64_t sequence, std::uint8_t roads) {
  CW_ASSERT(sequence < sent_);
  if (arrivals_[sequence] != kInstantMax) {
    duplicated_.push_back(sequence);
    return {};
  }
  arrivals_[sequence] = now;
  ++received_;
  if (highest_ && sequence < *highest_) {
    reordered_.push_back(sequence);
    return {};
  }
  highest_ = sequence;
  const drill::PathRoad before = road_;
  road_ = road_of(roads);
  drops_ = 0;
  if (lost_) {
    lost_ = false;
    return {.kind = Change::Kind::Restored, .from = before, .to = road_, .since = sent_at(first_drop_),
            .outage = sent_at(sequence) - sent_at(first_drop_), .count = sequence - first_drop_};
  }
  if (before != road_ && before != drill::PathRoad::None) return {.kind = Change::Kind::Moved, .from = before, .to = road_};
  return {};
}

ProbeStream::Change ProbeStream::dropped(std::uint64_t sequence) {
  if (highest_ && sequence < *highest_) return {};
  if (drops_++ == 0) first_drop_ = sequence;
  // Before the first arrival there is nothing to lose: the network is still coming up.
  if (drops_ != kDropsUntilLost || lost_ || !highest_) return {};
  lost_ = true;
  return {.kind = Change::Kind::Lost, .from = road_, .since = sent_at(first_drop_)};
}

ProbeStream::Range ProbeStream::numbers(Instant from, Instant to) const {
  const auto number_at = [&](Instant at) -> std::uint64_t {
    if (at <= first_) return 0;
    const Duration since = at - first_;
    const auto whole = static_cast<std::uint64_t>(since / interval_);
    return std::min<std::uint64_t>(whole + (since % interval_ == Duration{} ? 0 : 1), sent_);
  };
  return {.begin = number_at(from), .end = std::max(number_at(from), number_at(to))};
}

drill::DirectionResult ProbeStream::result(Instant from, Instant to) const {
  const Range range = numbers(from, to);
  drill::DirectionResult result;
  result.sent = range.end - range.begin;
  std::uint64_t gap = 0, longest = 0;
  for (std::uint64_t i = range.begin; i < range.end; ++i) {
    if (arrivals_[i] != kInstantMax) {
      ++result.received;
      if (gap > longest) {
        longest = gap;
        result.back_at = arrivals_[i];
      }
      gap = 0;
      continue;
    }
    if (!result.lost_from) result.lost_from = sent_at(i);
    ++gap;
  }
  if (gap > longest) {
    longest = gap;
    result.back_at.reset();
  }
  result.lost = result.sent - result.received;
  result.outage = interval_ * static_cast<std::int64_t>(longest);
  const auto inside = [&](std::uint64_t i) { return i >= range.begin && i < range.end; };
  result.duplicated = static_cast<std::uint64_t>(std::ranges::count_if(duplicated_, inside));
  result.reordered = static_cast<std::uint64_t>(std::ranges::count_if(reordered_, inside));
  // "At the end": any of the last probes, so that a single lost one does not count as still broken.
  const std::uint64_t tail = std::max<std::uint64_t>(3, static_cast<std::uint64_t>(std::chrono::milliseconds(100) / interval_));
  result.recovered = result.sent == 0;
  for (std::uint64_t i = range.end; i > range.begin && range.end - i < tail; --i) {
    result.recovered = result.recovered || arrivals_[i - 1] != kInstantMax;
  }
  return result;
}

}  // namespace cw::sim
