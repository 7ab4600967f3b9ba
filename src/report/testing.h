// A small plan and a hand-made rehearsal of it, for the tests of the renderers.
#pragma once

#include <string>

#include "report/view.h"

namespace cw::report::testing {

using namespace std::chrono_literals;

inline plan::NodePlan node(std::string name, gateway::Role role, std::string group, std::uint32_t as) {
  plan::NodePlan out;
  out.config.name = std::move(name);
  out.config.role = role;
  out.config.asn = AsNumber(as);
  out.group = std::move(group);
  return out;
}

inline plan::LinkPlan link(std::string name, plan::LinkKind kind, std::uint32_t a, std::uint32_t b) {
  plan::LinkPlan out;
  out.name = std::move(name);
  out.kind = kind;
  out.a = {NodeId(a), InterfaceId(0)};
  out.b = {NodeId(b), InterfaceId(0)};
  return out;
}

// 0 server - 1 ce - 2 er1/primary - 3 ergw/0 - 4 hub - 5 vm, and 1 ce - 6 internet - 7 vpngw/0 - 4 hub.
inline plan::Plan make_plan() {
  plan::Plan plan;
  plan.name = "small";
  plan.nodes = {node("server", gateway::Role::Host, "onprem", 0),
                node("onprem/ce", gateway::Role::CustomerEdge, "onprem", 65020),
                node("er1/primary", gateway::Role::ProviderEdge, "er1", 12076),
                node("ergw/0", gateway::Role::ExpressRouteGateway, "hub", 65515),
                node("hub", gateway::Role::Fabric, "hub", 65515),
                node("vm", gateway::Role::Host, "hub", 0),
                node("internet", gateway::Role::Fabric, "internet", 0),
                node("vpngw/0", gateway::Role::VpnGateway, "hub", 65515)};
  using plan::LinkKind;
  plan.links = {link("server~onprem/ce", LinkKind::Access, 0, 1),  link("onprem/ce~er1/primary", LinkKind::Circuit, 1, 2),
                link("er1/primary~ergw/0", LinkKind::Backbone, 2, 3), link("ergw/0~hub", LinkKind::Fabric, 3, 4),
                link("hub~vm", LinkKind::Access, 4, 5),              link("onprem/ce~internet", LinkKind::Internet, 1, 6),
                link("internet~vpngw/0", LinkKind::Internet, 6, 7),  link("vpngw/0~hub", LinkKind::Fabric, 7, 4)};
  plan.flows = {{"app", NodeId(0), NodeId(5), *IpAddress::parse("10.1.11.10"), *IpAddress::parse("10.17.11.132"), 100,
                 "production", std::nullopt}};
  plan.notes = {"addresses were chosen"};
  return plan;
}

inline drill::PathTrace trace(std::vector<drill::Hop> hops, std::vector<std::uint32_t> links, drill::PathRoad road) {
  drill::PathTrace out;
  out.hops = std::move(hops);
  for (const std::uint32_t each : links) out.links.emplace_back(each);
  out.delivered = true;
  out.road = road;
  return out;
}

inline drill::FlowPaths circuit_paths() {
  using drill::PathRoad;
  drill::FlowPaths paths;
  paths.name = "app";
  paths.forward = trace({{NodeId(1), "onprem/ce", "10.1.11.1", true, "10.17.11.0/24 via 192.168.11.18"},
                         {NodeId(2), "er1/primary", "192.168.11.18", true, ""},
                         {NodeId(3), "ergw/0", "*", true, ""},
                         {NodeId(4), "hub", "", false, ""},
                         {NodeId(5), "vm", "10.17.11.132", true, ""}},
                        {0, 1, 2, 3, 4}, PathRoad::ExpressRoute);
  paths.back = trace({{NodeId(3), "ergw/0", "*", true, ""}, {NodeId(0), "server", "10.1.11.10", true, ""}}, {4, 3, 2, 1, 0},
                     PathRoad::ExpressRoute);
  paths.symmetric = true;
  return paths;
}

inline drill::FlowPaths vpn_paths() {
  drill::FlowPaths paths = circuit_paths();
  paths.forward.links = {LinkId(0), LinkId(5), LinkId(6), LinkId(7), LinkId(4)};
  paths.forward.road = paths.back.road = drill::PathRoad::Vpn;
  paths.back.links = {LinkId(4), LinkId(7), LinkId(6), LinkId(5), LinkId(0)};
  return paths;
}

inline drill::Rehearsal make_rehearsal() {
  drill::Rehearsal out;
  out.design = "small";
  out.seed = 7;
  out.converged = true;
  out.convergence = 2410ms;
  out.flows = {circuit_paths()};
  const Instant cut = Instant{} + 5s;
  const Instant restored = Instant{} + 25s;
  drill::DrillResult drill;
  drill.name = "circuit-cut";
  drill.cuts = {"circuit er1, silent drop on both links"};
  drill.started = Instant{} + 4s;
  drill.before = {circuit_paths()};
  drill.out = {.from = cut, .to = restored, .outage = 812'437us, .lost = 163};
  drill.out.budget = {.detect = 811ms, .decide = 437us, .program = 200us, .first_packet = 800us,
                      .detected_by = "BFD onprem/ce -> er1/primary, detection time 900 ms",
                      .share = "customer edge to provider edge 0.8 s"};
  drill::FlowResult flow{.flow = 0, .name = "app"};
  flow.forward = {.sent = 2000, .received = 1918, .lost = 82, .outage = 812'437us};
  flow.back = {.sent = 2000, .received = 1919, .lost = 81, .outage = 805'100us};
  drill.out.flows = {flow};
  drill.out.paths = {vpn_paths()};
  drill.back = {.from = restored, .to = restored + 10s};
  drill.back.flows = {{.flow = 0, .name = "app", .forward = {.sent = 1000, .received = 1000}, .back = {.sent = 1000, .received = 1000}}};
  drill.back.paths = {circuit_paths()};
  out.drills = {drill};
  out.journal = {
      {Instant{} + 1s, NodeId(1), Layer::Bgp, EventKind::BgpEstablished, "er1/primary", "", 0},
      {cut, kWorldNode, Layer::Fault, EventKind::FaultInjected, "circuit er1", "silent drop on both links", 0},
      {cut + 811ms, NodeId(1), Layer::Bfd, EventKind::BfdDown, "er1/primary", "control detection time expired", 0},
      {cut + 811'400us, NodeId(1), Layer::Gateway, EventKind::GroupSwitched, "group 3", "2 next hops left", 2},
      {cut + 812'437us, kWorldNode, Layer::Packet, EventKind::FlowMoved, "app", "ExpressRoute to VPN", 0},
      {restored, kWorldNode, Layer::Fault, EventKind::FaultRestored, "circuit er1", "", 0},
      {restored + 3s, NodeId(1), Layer::Bgp, EventKind::BgpEstablished, "er1/primary", "", 0},
  };
  return out;
}

inline RehearsalView view_of(const plan::Plan& plan, const drill::Rehearsal& rehearsal) {
  return {.plan = plan,
          .rehearsal = rehearsal,
          .drills = {},
          .sweep = nullptr,
          .findings = {},
          .file = "small.yaml",
          .command = "causeway rehearse small.yaml --seed 7",
          .version = "0.1.0"};
}

inline drill::Sweep make_sweep() {
  drill::Sweep sweep;
  sweep.design = "small";
  sweep.seed = 7;
  sweep.flows = {"app"};
  drill::SweepRow bad;
  bad.faults = {"node onprem/ce"};
  bad.verdict = drill::Verdict::Fail;
  bad.forward = {{.sent = 10, .lost = 10, .outage = 20s, .recovered = false}};
  bad.back = bad.forward;
  drill::FlowPaths none;
  none.name = "app";
  none.forward.failure = "no route at server";
  bad.during = {none};
  bad.after = {circuit_paths()};
  bad.outage = 20s;
  bad.recovered = false;
  bad.why = {"every road of app passes onprem/ce: add a second router"};
  drill::SweepRow good;
  good.faults = {"link onprem/ce~er1/primary"};
  good.forward = {{.sent = 10, .received = 10, .outage = 812'437us}};
  good.back = good.forward;
  good.during = {vpn_paths()};
  good.after = {circuit_paths()};
  good.outage = 812'437us;
  sweep.rows = {bad, good};
  sweep.passed = 1;
  return sweep;
}

}  // namespace cw::report::testing
