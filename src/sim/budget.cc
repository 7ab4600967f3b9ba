#include "sim/budget.h"

#include <fmt/core.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

namespace cw::sim {
namespace {

bool detects(EventKind kind) {
  return kind == EventKind::NextHopDead || kind == EventKind::BfdDown || kind == EventKind::BgpDown ||
         kind == EventKind::TunnelDown || kind == EventKind::LinkDown || kind == EventKind::BgpNotificationReceived;
}

bool decides(EventKind kind) {
  return kind == EventKind::GroupSwitched || kind == EventKind::RoutesWithdrawn || kind == EventKind::RoutesLearned ||
         kind == EventKind::BestPathChanged || kind == EventKind::NextHopDead || kind == EventKind::LocalRepair;
}

std::string layer_name(const Event& event) {
  if (event.kind == EventKind::BfdDown) return "BFD";
  if (event.kind == EventKind::BgpDown || event.kind == EventKind::BgpNotificationReceived) return "BGP";
  if (event.kind == EventKind::TunnelDown) return "tunnel liveness";
  if (event.kind == EventKind::LinkDown) return "carrier";
  return "next hop";   // every other kind only follows from these
}

std::optional<gateway::Role> role_of(const plan::Plan& plan, std::string_view name) {
  const plan::NodePlan* node = plan::find_node(plan, name);
  return node ? std::optional(node->config.role) : std::nullopt;
}

/// The other end of what noticed: subjects are a peer's name, or a session named "here~there".
std::optional<gateway::Role> far_role(const plan::Plan& plan, const Event& event) {
  const std::string_view here = plan.nodes[event.node.value].config.name;
  const std::string_view subject = event.subject;
  const std::size_t joint = subject.find('~');
  if (joint == std::string_view::npos) return role_of(plan, subject);
  const std::string_view a = subject.substr(0, joint), b = subject.substr(joint + 1);
  return role_of(plan, a == here ? b : a);
}

/// Between whom the failure was noticed.
std::string stretch(const plan::Plan& plan, const Event& event) {
  using gateway::Role;
  if (event.node.value >= plan.nodes.size()) return "network";
  const Role near = plan.nodes[event.node.value].config.role;
  const auto far = far_role(plan, event);
  const auto is = [&](Role role) { return near == role || far == role; };
  if (is(Role::VpnGateway) && is(Role::CustomerEdge)) return "device to VPN gateway";
  if (event.kind == EventKind::TunnelDown || !far) {
    if (near == Role::VpnGateway || near == Role::CustomerEdge) return "device to VPN gateway";
  }
  if (is(Role::ProviderEdge) && is(Role::CustomerEdge)) return "customer edge to provider edge";
  if (is(Role::ProviderEdge)) return "provider edge to gateway";
  if (is(Role::CustomerEdge)) return "inside the site";
  return "inside the virtual network";
}

/// Who had to act before packets flowed again.
std::string decider(const plan::Plan& plan, NodeId node) {
  if (node.value >= plan.nodes.size()) return "network";
  switch (plan.nodes[node.value].config.role) {
    case gateway::Role::CustomerEdge: return "inside the site";
    case gateway::Role::ProviderEdge: return "provider edges and gateways";
    case gateway::Role::ExpressRouteGateway:
    case gateway::Role::VpnGateway:
    case gateway::Role::Fabric: return "provider edge to gateway and virtual network";
    case gateway::Role::Host: return "host";
  }
  return "network";
}

std::string share_text(const plan::Plan& plan, const drill::Budget& budget, const Event& detection, NodeId decided_by) {
  std::string text = fmt::format("{} {} ({})", stretch(plan, detection), to_string(budget.detect), layer_name(detection));
  text += fmt::format("; {} {}", decider(plan, decided_by), to_string(budget.decide + budget.program));
  const bool site = decided_by.value < plan.nodes.size() &&
                    plan.nodes[decided_by.value].config.role == gateway::Role::CustomerEdge;
  if (plan.profile == design::Profile::Azure && !site) text += " (Microsoft, up to 60 s stated)";
  return text;
}

}  // namespace

const Event* first_detection(const Journal& journal, Instant from, Instant to) {
  const auto start = std::ranges::lower_bound(journal, from, {}, &Event::at);
  for (auto each = start; each != journal.end() && each->at <= to; ++each) {
    if (detects(each->kind)) return &*each;
  }
  return nullptr;
}

drill::Budget make_budget(const plan::Plan& plan, const Journal& journal, const OutageSpan& span) {
  drill::Budget budget;
  const Event* detection = first_detection(journal, span.cut, span.back_at);
  if (!detection) {
    budget.detect = span.back_at - span.cut;
    budget.detected_by = "nothing noticed it";
    return budget;
  }
  const std::string where = detection->node.value < plan.nodes.size() ? plan.nodes[detection->node.value].config.name : "";
  budget.detected_by = fmt::format("{} on {}, {}: {}", layer_name(*detection), where, detection->subject, detection->detail);
  budget.detect = detection->at - span.cut;
  if (!span.recovered) {
    budget.decide = span.back_at - detection->at;
    budget.share = fmt::format("{} {} ({}); nothing took over", stretch(plan, *detection), to_string(budget.detect),
                               layer_name(*detection));
    return budget;
  }
  const auto on_the_way = [&](NodeId node) { return std::ranges::find(span.nodes, node) != span.nodes.end(); };
  Instant decided = detection->at, programmed = detection->at;
  NodeId decided_by = detection->node;
  for (auto each = std::ranges::lower_bound(journal, detection->at, {}, &Event::at);
       each != journal.end() && each->at <= span.back_at; ++each) {
    if (!on_the_way(each->node)) continue;
    if (decides(each->kind)) {
      decided = programmed = each->at;
      decided_by = each->node;
    }
    if (each->kind == EventKind::RoutesProgrammed) programmed = each->at;
  }
  budget.decide = decided - detection->at;
  budget.program = programmed - decided;
  budget.first_packet = span.back_at - programmed;
  budget.share = share_text(plan, budget, *detection, decided_by);
  return budget;
}

}  // namespace cw::sim
