// Carries out ProgramFib requests in virtual time: urgent ones take their own way past queued bulk work.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "base/time.h"
#include "gateway/events.h"
#include "rib/fib.h"

namespace cw::sim {

class FibProgrammer {
 public:
  FibProgrammer(Duration per_group, Duration per_route) : per_group_(per_group), per_route_(per_route) {}

  struct Ticket {
    Instant at{};            ///< when the work is done
    std::uint32_t job = 0;
  };
  /// Requests that only change groups and are urgent overtake; all others wait for those before them.
  Ticket submit(Instant now, gateway::ProgramFib request);
  /// Applies the job to the table. A group already changed by a later, urgent request keeps that. returns: its token.
  std::uint64_t complete(std::uint32_t job, rib::Fib& fib);
  [[nodiscard]] bool is_idle() const { return jobs_.empty(); }
  [[nodiscard]] bool has(std::uint32_t job) const { return jobs_.contains(job); }
  /// The node crashed: its work is gone. Numbers go on, so that an announced job is never mistaken for a new one.
  void forget() { jobs_.clear(), changed_by_.clear(), urgent_until_ = bulk_until_ = Instant{}; }

 private:
  struct Job {
    std::uint64_t sequence = 0;
    gateway::ProgramFib request;
  };
  bool is_newest(rib::GroupId group, std::uint64_t sequence);

  Duration per_group_, per_route_;
  Instant urgent_until_{}, bulk_until_{};
  std::uint64_t next_sequence_ = 1;
  std::uint32_t next_job_ = 0;
  std::map<std::uint32_t, Job> jobs_;
  std::vector<std::uint64_t> changed_by_;   ///< by group: sequence of the last change applied
};

}  // namespace cw::sim
