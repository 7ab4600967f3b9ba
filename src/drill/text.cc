// The words of drills and results.
#include <fmt/core.h>

#include "drill/drill.h"
#include "drill/result.h"

namespace cw::drill {

std::string_view to_string(FaultKind kind) {
  switch (kind) {
    case FaultKind::Circuit: return "circuit";
    case FaultKind::CircuitLink: return "circuit link";
    case FaultKind::Peering: return "peering";
    case FaultKind::Link: return "link";
    case FaultKind::Node: return "node";
    case FaultKind::Instance: return "instance";
    case FaultKind::Tunnel: return "tunnel";
    case FaultKind::Internet: return "internet";
    case FaultKind::BfdOnly: return "bfd";
    case FaultKind::PrefixLimit: return "prefix-limit";
    case FaultKind::MoreSpecific: return "more-specific";
    case FaultKind::StaticRoute: return "static-route";
    case FaultKind::Leak: return "leak";
  }
  return "?";
}

std::string_view to_string(How how) {
  switch (how) {
    case How::Silent: return "silent";
    case How::Carrier: return "carrier";
    case How::OneWayA: return "one-way-a";
    case How::OneWayB: return "one-way-b";
  }
  return "?";
}

std::string_view to_string(Verdict verdict) { return verdict == Verdict::Pass ? "PASS" : "FAIL"; }

std::string_view to_string(PathRoad road) {
  switch (road) {
    case PathRoad::None: return "-";
    case PathRoad::ExpressRoute: return "ExpressRoute";
    case PathRoad::Vpn: return "VPN";
    case PathRoad::Inside: return "inside";
  }
  return "?";
}

namespace {

std::string how_words(const plan::Plan& plan, const Fault& fault) {
  const char* many = fault.links.size() > 1 ? fault.links.size() == 2 ? " on both links" : " on all its links" : "";
  const auto sender = [&](bool a) {
    const plan::LinkPlan& link = plan.links[fault.links.front().value];
    return plan.nodes[(a ? link.a : link.b).node.value].config.name;
  };
  switch (fault.how) {
    case How::Silent: return fmt::format("silent drop{}", many);
    case How::Carrier: return fmt::format("carrier lost{}", many);
    case How::OneWayA: return fmt::format("what {} sends is dropped", sender(true));
    case How::OneWayB: return fmt::format("what {} sends is dropped", sender(false));
  }
  return {};
}

}  // namespace

std::string describe(const plan::Plan& plan, const Fault& fault) {
  switch (fault.kind) {
    case FaultKind::Circuit:
    case FaultKind::CircuitLink:
    case FaultKind::Link:
    case FaultKind::Internet:
      return fault.links.empty() ? fault.text : fmt::format("{}, {}", fault.text, how_words(plan, fault));
    case FaultKind::Peering: return fmt::format("{}, {} BGP sessions disabled by the operator", fault.text, fault.peers.size());
    case FaultKind::Node:
    case FaultKind::Instance: return fmt::format("{}, crashes and loses its state", fault.text);
    case FaultKind::Tunnel: return fmt::format("{}, the Internet drops its {} tunnels", fault.text, fault.tunnels.size());
    case FaultKind::BfdOnly: return fmt::format("{}, only its BFD packets are dropped", fault.text);
    case FaultKind::PrefixLimit: return fmt::format("{}, {} more prefixes announced", fault.text, fault.prefixes.size());
    case FaultKind::MoreSpecific: return fmt::format("{}, announced besides what was there", fault.text);
    case FaultKind::StaticRoute: return fmt::format("{}, added by the operator", fault.text);
    case FaultKind::Leak: return fmt::format("{}, announced to every peer", fault.text);
  }
  return fault.text;
}

}  // namespace cw::drill
