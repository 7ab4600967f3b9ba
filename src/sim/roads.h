// Which road a route, a flow or a device belongs to, judged by what the tables hold.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "drill/result.h"
#include "gateway/node.h"
#include "plan/plan.h"

namespace cw::sim {

/// The road a candidate leads to: its interface's or session's, else by whether its AS path went through a provider edge.
drill::PathRoad road_of(const gateway::Node& node, const rib::Path& path);

/// The road a flow is meant to use: what the design says, else the circuit where its site has one.
std::optional<drill::PathRoad> expected_road(const plan::Plan& plan, const plan::FlowPlan& flow);

/// Devices of a site that end a circuit, in name order.
std::vector<std::string> circuit_devices(const plan::Plan& plan, const std::string& site);

std::string direction_name(const plan::FlowPlan& flow, bool forward);   ///< "app forward", "app back"
std::string join(const std::vector<std::string>& parts, const char* between = ", ");

}  // namespace cw::sim
