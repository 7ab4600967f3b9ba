// Numbered probe packets at a constant rate, one stream per flow and direction, and what became of each. Outages are
// counted in lost probes and not in arrival times, so that a longer road alone is no outage.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/time.h"
#include "drill/result.h"
#include "sim/packet.h"

namespace cw::sim {

class ProbeStream {
 public:
  /// first: when probe 0 is sent; interval: between two probes, more than zero.
  ProbeStream(Instant first, Duration interval) : first_(first), interval_(interval) {}

  [[nodiscard]] Instant sent_at(std::uint64_t sequence) const {
    return first_ + interval_ * static_cast<std::int64_t>(sequence);
  }
  [[nodiscard]] Duration interval() const { return interval_; }
  /// The number of the probe to send now.
  std::uint64_t send();
  [[nodiscard]] Instant next_send() const { return sent_at(sent_); }

  /// What a probe's arrival or loss changes that people want to read about.
  struct Change {
    enum class Kind : std::uint8_t { None, Lost, Restored, Moved } kind = Kind::None;
    drill::PathRoad from = drill::PathRoad::None, to = drill::PathRoad::None;
    Instant since{};          ///< Lost, Restored: sent time of the first probe lost
    Duration outage{};        ///< Restored: from then until the first probe through was sent
    std::uint64_t count = 0;  ///< Restored: probes lost in a row
  };
  Change arrived(Instant now, std::uint64_t sequence, std::uint8_t roads);
  Change dropped(std::uint64_t sequence);

  /// What the probes sent in [from, to) saw.
  [[nodiscard]] drill::DirectionResult result(Instant from, Instant to) const;
  [[nodiscard]] std::uint64_t sent() const { return sent_; }
  [[nodiscard]] std::uint64_t received() const { return received_; }
  [[nodiscard]] bool is_lost() const { return lost_; }
  [[nodiscard]] drill::PathRoad road() const { return road_; }

 private:
  struct Range {
    std::uint64_t begin = 0, end = 0;
  };
  [[nodiscard]] Range numbers(Instant from, Instant to) const;

  static constexpr unsigned kDropsUntilLost = 3;   ///< in a row: less is a lossy link and no outage

  Instant first_;
  Duration interval_;
  std::uint64_t sent_ = 0, received_ = 0;
  std::vector<Instant> arrivals_;                  ///< by number; kInstantMax = not (yet)
  std::vector<std::uint64_t> duplicated_, reordered_;   ///< numbers, in order of arrival
  std::optional<std::uint64_t> highest_;
  drill::PathRoad road_ = drill::PathRoad::None;
  unsigned drops_ = 0;
  std::uint64_t first_drop_ = 0;
  bool lost_ = false;
};

}  // namespace cw::sim
