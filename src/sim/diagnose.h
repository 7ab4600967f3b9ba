// Why traffic does not take the road it should, found in the nodes' own tables, and the one setting that would change it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "drill/result.h"
#include "plan/plan.h"
#include "sim/world.h"

namespace cw::sim {

struct Reason {
  NodeId node;           ///< where it is decided
  std::string text;      ///< "vnet/hub: 10.1.11.0/26 (via VPN) is longer than ..."
  std::string setting;   ///< what to change, or empty
};
/// "text; setting".
std::string sentence(const Reason& reason);

/// Why packets along `trace` towards `destination` do not use `wanted`: the first node on their way that knows a route over
/// `wanted` and prefers another, or what keeps every node from knowing one.
std::optional<Reason> why_not(const World& world, const plan::Plan& plan, const drill::PathTrace& trace,
                              const IpAddress& destination, drill::PathRoad wanted);

/// Sessions of a road that are down although nothing is cut, with the reason: "BGP vpngw/0 - hq/fw is down: prefix limit".
std::vector<std::string> broken_sessions(const World& world, const plan::Plan& plan, drill::PathRoad road);

/// Why directions of flows are not on their expected road: one sentence per reason.
std::vector<std::string> pins(const World& world, const plan::Plan& plan, const std::vector<drill::FlowPaths>& paths);

/// Which flows are asymmetric, one sentence each; with the reason where pins() does not give it.
std::vector<std::string> asymmetries(const World& world, const plan::Plan& plan, const std::vector<drill::FlowPaths>& paths,
                                     std::string_view when);

}  // namespace cw::sim
