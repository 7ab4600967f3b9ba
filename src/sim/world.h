/// The virtual-time world: plays one plan. Same plan, same seed, same faults: the same journal, byte for byte.
///
/// Time is an event queue ordered by (time, insertion number). Links delay, jitter, lose, duplicate, reorder, queue
/// (bandwidth) and cut packets; every packet, BGP's TCP segments and BFD's datagrams included, is forwarded hop by hop
/// through each node's simulated FIB. TCP is a small stream model. FIB programming takes time (Options).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/event.h"
#include "base/time.h"
#include "drill/drill.h"
#include "drill/result.h"
#include "gateway/node.h"
#include "plan/plan.h"
#include "rib/fib.h"

namespace cw::sim {

using namespace std::chrono_literals;

struct Options {
  std::uint64_t seed = 1;
  Duration program_group = 200us;      ///< one group replace reaches forwarding (measured on Linux: 0.05 to 3 ms)
  Duration program_route = 8us;        ///< one prefix (measured: 8 s per million)
  bool probes = true;                  ///< flows send
  std::uint32_t rate_max = 10'000;     ///< caps a flow's rate
  bool costly_checks = false;          ///< is_consistent() of every node after every step
};

struct ProbeTotals { std::uint64_t sent = 0, received = 0; };

class World {
 public:
  World(const plan::Plan& plan, Options options);
  ~World();
  World(World&&) noexcept;

  /// Boots every node at time zero (called by the constructor's first run).
  void run_until(Instant until);
  /// Runs until nothing changes for `still`: sessions that can be up are up, no route, FIB, hold-down or delay work
  /// waits. returns: the time of the last change, or nullopt at `limit`.
  std::optional<Instant> run_until_settled(Instant limit, Duration still = 2s);

  void inject(const drill::Fault& fault);
  void restore(const drill::Fault& fault);

  [[nodiscard]] Instant now() const;
  [[nodiscard]] const gateway::Node& node(NodeId id) const;
  [[nodiscard]] const rib::Fib& fib(NodeId id) const;
  [[nodiscard]] bool is_node_up(NodeId id) const;
  [[nodiscard]] bool is_link_usable(LinkId id) const;      ///< both ways
  [[nodiscard]] const Journal& journal() const;
  [[nodiscard]] std::uint64_t events_processed() const;

  /// Walks the tables as they are now, as one packet of the flow would go.
  [[nodiscard]] drill::FlowPaths paths(std::uint32_t flow) const;
  [[nodiscard]] drill::PathTrace trace(NodeId from, const IpAddress& source, const IpAddress& destination,
                                       std::uint16_t port = 7) const;

  /// What the probes sent in [from, to) saw; call after `to` plus a second.
  [[nodiscard]] drill::FlowResult probe_result(std::uint32_t flow, Instant from, Instant to) const;
  [[nodiscard]] ProbeTotals probe_totals() const;

  /// Judges the world as it is: no forwarding loop, no black hole where the physical links allow a path, FIB equals best
  /// paths. Meaningful once settled.
  [[nodiscard]] std::vector<drill::CheckerFailure> check() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The journal as JSON lines, one event a line, and its digest.
std::string journal_line(const plan::Plan& plan, const Event& event);

}  // namespace cw::sim
