// The inside of compile(): the plan under construction and what its parts need to know of each other. Used by the .cc
// files of this folder and by nobody else.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "design/catalogue.h"
#include "plan/addresses.h"
#include "plan/plan.h"

namespace cw::plan {

using namespace std::chrono_literals;

/// One virtual network of the design; only those that take part have a node.
struct Network {
  const design::VirtualNetwork* design = nullptr;
  std::optional<NodeId> node;
  IpAddress loopback;                          ///< of the fabric node, on all of its links
  std::vector<Prefix> own, peered;             ///< IPv4 address spaces
  std::vector<InterfaceId> circuit_gateways, vpn_gateways;  ///< fabric interfaces towards gateway instances
  std::map<std::string, InterfaceId> peerings; ///< by remote network
};

struct Instance {
  NodeId node;
  IpAddress address;                           ///< in GatewaySubnet
  std::optional<IpAddress> apipa;
  IpAddress public_address;                    ///< VPN
  InterfaceId internet = kNoInterface;         ///< VPN
};

struct Gateway {
  const design::VirtualNetworkGateway* design = nullptr;
  bool azure = false;                          ///< profile
  AsNumber asn;
  std::size_t network = 0;                     ///< its own, index in networks
  std::vector<std::size_t> served;             ///< networks it is linked to: its own, and spokes that use it
  std::vector<Prefix> spaces;                  ///< IPv4 address spaces of `served`
  std::vector<Instance> instances;
};

struct Circuit {
  const design::ExpressRouteCircuit* design = nullptr;
  std::array<NodeId, 2> edges;                 ///< primary, secondary
  std::array<IpAddress, 2> loopbacks;
};

struct SiteDevice {
  const design::Site* site = nullptr;
  const design::Device* design = nullptr;
  NodeId node;
  IpAddress bgp_address;
  IpAddress public_address;
  InterfaceId internet = kNoInterface;
  std::vector<InterfaceId> circuit_exits, vpn_exits;
  std::map<std::size_t, InterfaceId> neighbors; ///< index of a linked device in SitePlan::devices -> our interface
  bool causeway = false;                       ///< runs this software in profile causeway: hold-down, graceful restart
};

struct SitePlan {
  const design::Site* design = nullptr;
  std::vector<SiteDevice> devices;
  std::size_t lan = 0;
};

struct LinkSide {
  NodeId node;
  IpAddress address;
  std::optional<Prefix> on_link = std::nullopt;
  bool sibling = false;
  gateway::RoadTag road = gateway::RoadTag::None;
};

/// One end of a BGP session; connect() makes both peers of it.
struct SessionSide {
  NodeId node;
  InterfaceId interface;
  IpAddress address;
  AsNumber as;                                 ///< what this side is configured to be
  AsNumber peer_as;                            ///< what this side expects the other to be
  Duration hold_time = 180s;
  std::optional<design::BfdSettings> bfd = std::nullopt;  ///< both sides need it
  /// Everything else of the peer, set after the common part.
  std::function<void(gateway::PeerConfig&)> also = nullptr;
};

struct SessionKind {
  gateway::PeerKind kind = gateway::PeerKind::Circuit;
  std::uint8_t ttl = 1;
  std::string bfd_name = {};
  bool bfd_multihop = false;
  bool graceful_restart = false;
};

struct Builder {
  explicit Builder(const design::Design& the_design);

  const design::Design& design;
  Plan plan;
  std::vector<design::Diagnostic> errors;
  std::vector<Network> networks;               ///< by index in the design
  std::vector<Gateway> gateways;               ///< by index in the design
  std::vector<Circuit> circuits;               ///< by index in the design
  std::vector<SitePlan> sites;                 ///< by index in the design
  NodeId internet;
  IpAddress internet_address;
  bool has_internet = false;
  Prefix platform_space;
  Pool site_pool, link_pool, platform_pool, gateway_public_pool, device_public_pool;
  std::map<std::string, NodeId, std::less<>> node_ids;
  std::vector<design::Place> places;           ///< of nodes, for errors
  std::map<std::pair<NodeId, NodeId>, unsigned> wires;      ///< links between two nodes
  std::map<std::pair<NodeId, NodeId>, unsigned> sessions;   ///< from the first to the second
  std::set<RouterId> router_ids;
  std::map<std::string, std::pair<std::size_t, std::size_t>, std::less<>> device_ids;  ///< "site/device"

  // The steps, in order; each only adds to the plan.
  void reserve_addresses();                    // compile.cc
  void make_networks();                        // azure_side.cc: nodes
  void make_gateways();
  void make_circuits();                        // circuit.cc: nodes
  void make_sites();                           // site.cc: nodes
  void make_internet();                        // vpn.cc: node
  void link_sites();                           // site.cc: wires, iBGP
  void link_circuits();                        // circuit.cc: device ~ provider edge
  void link_backbone();                        // circuit.cc: provider edge ~ gateway
  void link_fabric();                          // azure_side.cc
  void link_siblings();
  void link_peerings();
  void link_tunnels();                         // vpn.cc
  void route_devices();                        // site.cc: static routes, origination
  void make_hosts();                           // traffic.cc
  void route_subnets();                        // traffic.cc: user-defined routes
  void make_flows();                           // traffic.cc
  void make_drills();                          // traffic.cc
  void finish();                               // compile.cc

  // Parts.
  gateway::NodeConfig& config(NodeId id) { return plan.nodes[id.value].config; }
  NodeId add_node(std::string name, gateway::Role role, std::string group, design::Place place);
  LinkPlan& add_link(LinkKind kind, const LinkSide& a, const LinkSide& b);
  InterfaceId add_interface(const LinkSide& side, const IpAddress& peer, std::string name);
  void connect(const SessionKind& kind, const SessionSide& a, const SessionSide& b);
  /// The address as router id, or a free one where two networks use the same address.
  RouterId router_id_of(const IpAddress& address);
  void note(std::string text) { plan.notes.push_back(std::move(text)); }
  void error(design::Place place, std::string field, std::string problem, std::string expected,
             std::string suggestion = {});
  IpAddress take(Pool& pool, std::string_view what);
  [[nodiscard]] Gateway* find_gateway(std::string_view name);
  [[nodiscard]] SiteDevice* find_device(std::string_view path);
  [[nodiscard]] std::optional<std::size_t> find_network(std::string_view name) const;
  /// BFD inside Azure's half: the tuning's in profile causeway, the platform's own watch over instances otherwise.
  [[nodiscard]] design::BfdSettings fabric_bfd(bool azure) const;
};

/// Same text, same salt, on every platform.
std::uint32_t name_hash(std::string_view text);
gateway::RoadTag road_of(const Gateway& gateway);
/// The interface added last to a node by the last add_link.
InterfaceId last_interface(Builder& builder, NodeId node);

}  // namespace cw::plan
