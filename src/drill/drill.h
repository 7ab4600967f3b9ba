// Drills: timed faults and restorations with limits. Shared by the rehearsal and the lab.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "base/strong.h"
#include "base/time.h"
#include "design/model.h"
#include "plan/plan.h"

namespace cw::drill {

enum class FaultKind : std::uint8_t {
  Circuit,        ///< "circuit er1": both links
  CircuitLink,    ///< "circuit er1 primary"
  Peering,        ///< "peering er1": both BGP sessions disabled by the operator, links stay
  Link,           ///< "link a~b"
  Node,           ///< "node onprem/ce1": crashes, loses its state; restoring boots it anew
  Instance,       ///< "instance er-gw 0": the same for one gateway instance
  Tunnel,         ///< "tunnel CONNECTION": the underlay drops all tunnels of the connection
  Internet,       ///< "internet onprem/firewall": the device's Internet access
  BfdOnly,        ///< "bfd NAME": only BFD packets of the session are dropped
  PrefixLimit,    ///< "prefix-limit SITE": the site announces enough prefixes to cross the tightest limit
  MoreSpecific,   ///< "more-specific 10.1.11.0/26 over vpn from onprem/firewall"
  StaticRoute,    ///< "static-route 10.17.11.0/25 over vpn on onprem/firewall"
  Leak,           ///< "leak 10.17.11.0/25 from onprem/ce1": the device announces what it should not
};
std::string_view to_string(FaultKind kind);

enum class How : std::uint8_t { Silent, Carrier, OneWayA, OneWayB };   ///< one-way: packets from the link's end a (b) are lost
std::string_view to_string(How how);

struct PeerRef {
  NodeId node;
  PeerId peer;
  friend bool operator==(const PeerRef&, const PeerRef&) = default;
};
struct BfdRef {
  NodeId node;
  BfdId session;
  friend bool operator==(const BfdRef&, const BfdRef&) = default;
};

struct TunnelRef {
  NodeId node;
  TunnelId tunnel;
  friend bool operator==(const TunnelRef&, const TunnelRef&) = default;
};

/// A fault with its targets found in a plan.
struct Fault {
  FaultKind kind = FaultKind::Link;
  How how = How::Silent;
  std::string text;                 ///< as written, without `how`
  std::vector<LinkId> links;
  std::vector<NodeId> nodes;
  std::vector<PeerRef> peers;
  std::vector<BfdRef> bfd;
  std::vector<TunnelRef> tunnels;   ///< one end of each
  std::vector<Prefix> prefixes;     ///< of route faults
  design::Road road = design::Road::Vpn;
  friend bool operator==(const Fault&, const Fault&) = default;
};
/// "circuit er1, silent drop on both links".
std::string describe(const plan::Plan& plan, const Fault& fault);

/// Parses a fault and finds its targets. errors: one sentence naming what was expected and the nearest known name.
std::expected<Fault, std::string> parse_fault(const plan::Plan& plan, std::string_view text, std::string_view how);

struct Step {
  Duration after{};
  bool restore = false;
  Fault fault;
};

struct Drill {
  std::string name;
  std::vector<Step> steps;          ///< by time; the first cut starts the way out, the last restoration the way back
  design::Objectives objectives;
};

std::expected<Drill, std::vector<design::Diagnostic>> make_drill(const plan::Plan& plan, const design::DrillSpec& spec,
                                                                 std::string_view file);

/// Every single failure a sweep tries: links, nodes that are no hosts, gateway instances, peerings; by name order.
std::vector<Fault> sweep_faults(const plan::Plan& plan);

}  // namespace cw::drill
