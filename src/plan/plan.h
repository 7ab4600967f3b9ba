// A design compiled: every node, link, address, session, tunnel and policy. Data, printable and diffable; `rehearse` and
// `lab` run the same plan, and a production node runs one slice of it.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "base/address.h"
#include "base/strong.h"
#include "base/time.h"
#include "design/model.h"
#include "gateway/config.h"

namespace cw::plan {

struct LinkEnd {
  NodeId node;
  InterfaceId interface;    ///< index in that node's interfaces
  friend bool operator==(const LinkEnd&, const LinkEnd&) = default;
};

/// What a link is, for drawing and for naming faults.
enum class LinkKind : std::uint8_t {
  Circuit,     ///< provider edge to customer device
  Backbone,    ///< provider edge to ExpressRoute gateway instance
  Fabric,      ///< virtual network to gateway, gateway to gateway
  Internet,    ///< device or VPN gateway instance to the Internet underlay
  Site,        ///< inside a site
  Access,      ///< to a host
};
std::string_view to_string(LinkKind kind);

struct LinkPlan {
  std::string name;         ///< "onprem/ce1~er1/primary": the two node names
  LinkKind kind = LinkKind::Site;
  LinkEnd a, b;
  Duration delay = std::chrono::microseconds(100);  ///< one way
  Duration jitter{};        ///< added, uniform in [0, jitter], never reordering unless reorder_ppm
  std::uint64_t bits_per_second = 10'000'000'000;
  std::uint32_t loss_ppm = 0;
  std::uint32_t duplicate_ppm = 0;
  std::uint32_t reorder_ppm = 0;
  std::uint16_t mtu = 1500;
  std::string circuit;      ///< of Circuit links
  std::string circuit_link; ///< "primary" or "secondary"
};

struct NodePlan {
  gateway::NodeConfig config;
  std::string group;        ///< "hub", "er1", "onprem", "internet": what it is drawn inside
  std::string gateway;      ///< virtual network gateway's name for its instances, else empty
  std::uint32_t instance = 0;
  std::optional<IpAddress> host_address;
};

struct FlowPlan {
  std::string name;
  NodeId from, to;
  IpAddress from_address, to_address;
  std::uint32_t rate = 100;         ///< packets a second, each way
  std::string traffic_class;
  std::optional<design::Road> expected_road;
};

struct Plan {
  std::string name;
  design::Profile profile = design::Profile::Causeway;
  std::vector<NodePlan> nodes;      ///< NodeId is the index
  std::vector<LinkPlan> links;      ///< LinkId is the index
  std::vector<FlowPlan> flows;
  design::Objectives objectives;
  std::vector<design::DrillSpec> drills;
  std::vector<std::string> notes;   ///< what was chosen or could not be carried out, for people
};

const NodePlan* find_node(const Plan& plan, std::string_view name);
std::optional<NodeId> find_node_id(const Plan& plan, std::string_view name);
std::optional<LinkId> find_link_id(const Plan& plan, std::string_view name);  ///< "a~b" in either order

/// Compiles a design that loaded without errors.
///
/// returns: the plan. Same design, same plan, byte for byte.
/// errors:  what makes a plan impossible (no address left in a subnet, a device without a link, ...), all at once, with
///          the place in the design.
std::expected<Plan, std::vector<design::Diagnostic>> compile(const design::Design& design);

/// The plan as text for people: nodes, links, addresses, sessions, tunnels, one table each.
std::string to_text(const Plan& plan);

}  // namespace cw::plan
