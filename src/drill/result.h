// What a rehearsal or a lab drill found out: plain data, made from the journal, the probes and the tables, and from
// nothing else. Reports print it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/event.h"
#include "base/strong.h"
#include "base/time.h"
#include "design/model.h"
#include "drill/drill.h"

namespace cw::drill {

enum class Verdict : std::uint8_t { Pass, Fail };
std::string_view to_string(Verdict verdict);   ///< "PASS", "FAIL"

/// The road a path takes between the site and the virtual network; Both when packets of one flow were seen on both.
enum class PathRoad : std::uint8_t { None, ExpressRoute, Vpn, Inside };
std::string_view to_string(PathRoad road);     ///< "-", "ExpressRoute", "VPN", "inside"

struct Hop {
  NodeId node;
  std::string name;          ///< node name
  std::string address;       ///< what a traceroute would show; "*" for silent hops
  bool shown = true;         ///< false: transparent (fabric)
  std::string route;         ///< "10.1.11.0/25 via 192.168.11.17"
  friend bool operator==(const Hop&, const Hop&) = default;
};

struct PathTrace {
  std::vector<Hop> hops;     ///< from the sender's first router to the receiver
  std::vector<LinkId> links; ///< crossed, in order
  bool delivered = false;
  std::string failure;       ///< "no route at onprem/ce1", "TTL expired (loop)", ""
  PathRoad road = PathRoad::None;
  friend bool operator==(const PathTrace&, const PathTrace&) = default;
};

struct FlowPaths {
  std::uint32_t flow = 0;    ///< index in Plan::flows
  std::string name;
  PathTrace forward, back;
  bool symmetric = false;    ///< both delivered over the same road
  friend bool operator==(const FlowPaths&, const FlowPaths&) = default;
};

/// What the probes of one flow and direction saw in one phase.
struct DirectionResult {
  std::uint64_t sent = 0, received = 0, lost = 0, duplicated = 0, reordered = 0;
  Duration outage{};                ///< longest time between two received probes beyond the probe interval; until the
                                    ///< phase's end when it never came back
  std::optional<Instant> lost_from; ///< sent time of the first lost probe
  std::optional<Instant> back_at;   ///< arrival of the first probe after the longest gap
  bool recovered = true;            ///< packets arrive at the end of the phase
};

struct FlowResult {
  std::uint32_t flow = 0;
  std::string name;
  DirectionResult forward, back;
};

/// Where the time of an outage went, for the worst flow and direction.
struct Budget {
  Duration detect{};         ///< fault to the first machine that noticed (BFD, hold timer, DPD, carrier)
  Duration decide{};         ///< noticed to the last switch decision that mattered (includes telling the neighbours)
  Duration program{};        ///< decision to forwarding table changed
  Duration first_packet{};   ///< table changed to the first probe through
  std::string detected_by;   ///< "BFD onprem/ce1 -> er1/primary, detection time 900 ms"
  std::string share;         ///< whose time it is: "customer edge to provider edge 0.9 s; provider edge to gateway 31 s (Microsoft, up to 60 s stated)"
  friend bool operator==(const Budget&, const Budget&) = default;
};

struct Phase {
  Verdict verdict = Verdict::Pass;
  Instant from{}, to{};
  Duration outage{};         ///< worst over flows and directions
  std::uint64_t lost = 0, reordered = 0, duplicated = 0;
  Budget budget;
  std::vector<FlowResult> flows;
  std::vector<FlowPaths> paths;   ///< at the end of the phase
  std::vector<std::string> why;   ///< one sentence per missed objective, with what to change
};

struct Symmetry {
  Verdict verdict = Verdict::Pass;
  std::vector<std::string> why;
};

struct DrillResult {
  std::string name;
  std::vector<std::string> cuts;  ///< described
  Verdict verdict = Verdict::Pass;
  std::vector<FlowPaths> before;
  Phase out, back;
  Symmetry symmetry;
  bool failed_back = true;        ///< every flow's road after equals the road before
  std::vector<std::string> why;   ///< of the whole drill
  std::vector<std::string> pins;  ///< what keeps traffic on the backup, and the setting to change
  Instant started{};
};

struct CheckerFailure {
  Instant at{};
  std::string checker;       ///< "no-loop", "no-black-hole", "fib-equals-best", "failback"
  std::string what;
  friend bool operator==(const CheckerFailure&, const CheckerFailure&) = default;
};

struct Rehearsal {
  std::string design;
  design::Profile profile = design::Profile::Causeway;
  std::uint64_t seed = 0;
  Verdict verdict = Verdict::Pass;
  bool converged = false;
  Duration convergence{};          ///< from boot until nothing changes any more
  std::vector<FlowPaths> flows;    ///< after convergence
  std::vector<DrillResult> drills;
  std::vector<CheckerFailure> checker_failures;
  std::vector<std::string> why;
  Journal journal;
  std::uint64_t events_processed = 0;   ///< simulation events, for speed figures
  Duration virtual_time{};
};

/// One row of a sweep: one failure (or pair), out and back.
struct SweepRow {
  std::vector<std::string> faults;
  Verdict verdict = Verdict::Pass;
  std::vector<DirectionResult> forward, back;   ///< out phase, by flow
  std::vector<FlowPaths> during, after;
  Duration outage{};               ///< worst
  std::uint64_t lost_out = 0, lost_back = 0;
  bool recovered = true;           ///< every flow delivered during the failure
  bool symmetric = true;
  bool failed_back = true;
  std::vector<std::string> why;
};
struct Sweep {
  std::string design;
  std::uint64_t seed = 0;
  unsigned order = 1;              ///< 1 = single failures, 2 = pairs
  std::vector<std::string> flows;
  std::vector<SweepRow> rows;      ///< worst first
  std::size_t passed = 0;
};

/// `explain`: one deciding node, all its candidates.
struct ExplainCandidate {
  std::string next_hop, via, from, as_path;
  std::uint32_t weight = 0, local_preference = 100;
  bool best = false, shares = false;
  std::string lost_at;             ///< step where it lost, "" for the winner
  std::string reason, rule;
};
struct ExplainNode {
  std::string node, role;
  std::string prefix;              ///< the prefix that matched
  std::vector<std::string> shorter;///< covering prefixes that would be used without it, with their winner
  std::vector<ExplainCandidate> candidates;
};
struct Explanation {
  std::string from, to, when;
  PathTrace forward, back;
  std::vector<ExplainNode> forward_nodes, back_nodes;
  bool symmetric = false;
  std::string setting;             ///< the one setting that would change the outcome
};

}  // namespace cw::drill
