// Where the time of an outage went: read from the journal, for one flow and direction.
#pragma once

#include "drill/result.h"
#include "plan/plan.h"

namespace cw::sim {

struct OutageSpan {
  Instant cut{};                 ///< when the fault was injected
  Instant back_at{};             ///< arrival of the first packet through, or the end of the phase
  bool recovered = true;
  std::vector<NodeId> nodes;     ///< of the road before and of the road after
};

/// Splits cut .. back_at into detect, decide, program and first packet, in words whose share is whose.
drill::Budget make_budget(const plan::Plan& plan, const Journal& journal, const OutageSpan& span);

/// The event that first showed that something is wrong, or nullptr.
const Event* first_detection(const Journal& journal, Instant from, Instant to);

}  // namespace cw::sim
