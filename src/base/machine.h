// The sans-I/O contract: what every protocol component, and the gateway itself, looks like from outside.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <variant>
#include <vector>

#include "base/assert.h"
#include "base/time.h"

namespace cw {

struct TimerDue {};  ///< the world's answer to next_deadline(); early and repeated ones do nothing

/// The named timers of one machine. TimerId is an enum class whose values are 0 .. Count-1.
template <typename TimerId, std::size_t Count>
class Deadlines {
 public:
  void arm(TimerId id, Instant at) { at_[index(id)] = at; }
  void disarm(TimerId id) { at_[index(id)] = kInstantMax; }
  [[nodiscard]] bool armed(TimerId id) const { return at_[index(id)] != kInstantMax; }
  [[nodiscard]] std::optional<Instant> at(TimerId id) const {
    return armed(id) ? std::optional(at_[index(id)]) : std::nullopt;
  }
  [[nodiscard]] std::optional<Instant> next() const {
    Instant first = kInstantMax;
    for (const Instant each : at_) first = each < first ? each : first;
    return first == kInstantMax ? std::nullopt : std::optional(first);
  }
  /// Disarms and returns the earliest timer that is due at `now`; enum order breaks ties.
  std::optional<TimerId> take_due(Instant now) {
    std::size_t best = Count;
    for (std::size_t i = 0; i < Count; ++i) {
      if (at_[i] <= now && at_[i] != kInstantMax && (best == Count || at_[i] < at_[best])) best = i;
    }
    if (best == Count) return std::nullopt;
    at_[best] = kInstantMax;
    return static_cast<TimerId>(best);
  }

 private:
  static std::size_t index(TimerId id) {
    const auto i = static_cast<std::size_t>(id);
    CW_ASSERT(i < Count);
    return i;
  }
  static constexpr std::array<Instant, Count> all_disarmed() {
    std::array<Instant, Count> all{};
    all.fill(kInstantMax);
    return all;
  }
  std::array<Instant, Count> at_ = all_disarmed();
};

/// What a machine wants done: plain data, in order, complete when step() returns.
template <typename Output>
class Outbox {
 public:
  void push(Output output) { items_.push_back(std::move(output)); }
  [[nodiscard]] std::span<const Output> items() const { return items_; }
  [[nodiscard]] std::span<Output> items() { return items_; }
  [[nodiscard]] bool empty() const { return items_.empty(); }
  [[nodiscard]] std::size_t size() const { return items_.size(); }
  void clear() { items_.clear(); }
  /// Moves everything out and leaves the box empty.
  std::vector<Output> take() { return std::exchange(items_, {}); }

 private:
  std::vector<Output> items_;
};

/// Time never goes backwards; step() is total; next_deadline() and is_consistent() are pure questions.
/// After TimerDue at `now`, next_deadline() is later than `now` or empty, unless the machine has sliced work left,
/// in which case it may return `now` again a bounded number of times.
template <typename M>
concept Machine = requires(M m, const M cm, Instant now, const typename M::Input& in,
                           Outbox<typename M::Output>& out) {
  { m.step(now, in, out) } -> std::same_as<void>;
  { cm.next_deadline() } -> std::same_as<std::optional<Instant>>;
  { cm.is_consistent() } -> std::same_as<bool>;
};

template <typename... Ts>
struct Overloaded : Ts... {
  using Ts::operator()...;
};
template <typename... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;

}  // namespace cw
