#include "sim/budget.h"

#include <fmt/core.h>

#include <algorithm>

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

std::string role_pair(const plan::Plan& plan, const Event& event) {
  if (event.node.value >= plan.nodes.size()) return "network";
  switch (plan.nodes[event.node.value].config.role) {
    case gateway::Role::CustomerEdge: return event.kind == EventKind::TunnelDown ? "device to VPN gateway" : "customer edge to provider edge";
    case gateway::Role::ProviderEdge: return "customer edge to provider edge";
    case gateway::Role::ExpressRouteGateway: return "provider edge to gateway";
    case gateway::Role::VpnGateway: return "VPN gateway to device";
    case gateway::Role::Fabric: return "gateway to virtual network";
    case gateway::Role::Host: return "host";
  }
  return "network";
}

std::string share_text(const plan::Plan& plan, const drill::Budget& budget, const Event* detection, const OutageSpan& span) {
  std::string text;
  if (detection) text = fmt::format("{} {} ({})", role_pair(plan, *detection), to_string(budget.detect), layer_name(*detection));
  const Duration decided = budget.decide + budget.program;
  if (!span.towards_site) return text + fmt::format("; inside the site {}", to_string(decided));
  text += fmt::format("; provider edge to gateway and virtual network {}", to_string(decided));
  if (plan.profile == design::Profile::Azure) text += " (Microsoft, up to 60 s stated)";
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
  const auto on_the_way = [&](NodeId node) { return std::ranges::find(span.nodes, node) != span.nodes.end(); };
  Instant decided = detection->at, programmed = detection->at;
  for (auto each = std::ranges::lower_bound(journal, detection->at, {}, &Event::at);
       each != journal.end() && each->at <= span.back_at; ++each) {
    if (!on_the_way(each->node)) continue;
    if (decides(each->kind)) decided = programmed = each->at;
    if (each->kind == EventKind::RoutesProgrammed) programmed = each->at;
  }
  budget.detect = detection->at - span.cut;
  budget.decide = decided - detection->at;
  budget.program = programmed - decided;
  budget.first_packet = span.back_at - programmed;
  const std::string where = detection->node.value < plan.nodes.size() ? plan.nodes[detection->node.value].config.name : "";
  budget.detected_by = fmt::format("{} on {}, {}: {}", layer_name(*detection), where, detection->subject, detection->detail);
  budget.share = share_text(plan, budget, detection, span);
  return budget;
}

}  // namespace cw::sim
