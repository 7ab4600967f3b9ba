// Names, ids and plain values of routing: sources, paths, next hops, path groups, deltas.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/address.h"
#include "base/strong.h"
#include "wire/bgp/types.h"

namespace cw::rib {

using SourceId = Strong<struct SourceIdTag, std::uint32_t>;    ///< who a path was learned from
using AttributesId = Strong<struct AttributesIdTag, std::uint32_t>;  ///< interned path attributes
using NextHopId = Strong<struct NextHopIdTag, std::uint32_t>;  ///< a resolved next hop
using GroupId = Strong<struct GroupIdTag, std::uint32_t>;      ///< a path group
inline constexpr GroupId kNoGroup{0};                          ///< "no route": lookups never return it

/// Where a route comes from. The order is Azure's own (fact 1.3.6) where types compete for one prefix.
enum class Origin : std::uint8_t {
  Connected,     ///< an interface's own prefix
  Local,         ///< an address of this node, or a prefix it originates
  System,        ///< virtual network and peering routes (Azure "Default"): win over BGP
  UserDefined,   ///< user-defined route (Azure "User")
  Static,        ///< static route, local network gateway prefix
  Ebgp,
  Ibgp,
};
std::string_view to_string(Origin origin);

struct SourceInfo {
  std::string name;              ///< "msee-primary", "static"
  Origin origin = Origin::Static;
  AsNumber peer_as;
  RouterId peer_identifier;      ///< RFC 4271 §9.1.2.2 f
  IpAddress peer_address;        ///< g
};

enum class NextHopKind : std::uint8_t { Forward, Deliver, Drop };

/// A next hop that needs no further look-up.
struct NextHop {
  NextHopKind kind = NextHopKind::Forward;
  InterfaceId interface = kNoInterface;   ///< Ethernet-like or tunnel
  IpAddress gateway;                      ///< the neighbour's address on that interface
  /// A sibling of the same virtual network, used for local repair: never taken by a packet that itself came from a
  /// sibling, so that two siblings without an exit cannot bounce it.
  bool sibling = false;
  /// Keeps next hops apart that share a neighbour but are watched for different reasons (0 connected, 1 static, 2 + n
  /// the BGP peer n), so that a lost BGP session does not take the connected route to its own peer along.
  std::uint32_t watch = 0;
  friend auto operator<=>(const NextHop&, const NextHop&) = default;
};
std::string to_string(const NextHop& next_hop);

enum class NextHopState : std::uint8_t {
  Dead,     ///< nothing may use it
  Proving,  ///< back, but its hold-down runs: used only where nothing live is left
  Live,
};
std::string_view to_string(NextHopState state);

/// One candidate for a prefix. Small: a million of these live in the RIB.
struct Path {
  SourceId source;
  std::uint32_t path_id = 0;
  AttributesId attributes;
  NextHopId next_hop;
  std::uint32_t weight = 0;          ///< Azure's printed Weight (32769 ExpressRoute, 32768 VPN); higher wins
  std::uint16_t routing_weight = 0;  ///< connection RoutingWeight 0..32000; higher wins
  std::uint8_t tier = 0;             ///< administrative order among non-BGP candidates (distance), lower wins
  bool stale = false;                ///< RFC 4724: kept, but the peer has not repeated it yet
};

/// The steps of the decision process, in order. A path loses at exactly one of them.
enum class Step : std::uint8_t {
  Winner,            ///< it did not lose
  NextHopDead,       ///< not eligible: no live next hop
  Stale,             ///< reserved for long-lived stale; stale paths otherwise compete
  /// Connected, local, system (virtual network, peering), user-defined, gateway routes (fact 1.3.6). With
  /// static_over_bgp decided between Static and BGP too, but then after RoutingWeight: see DecisionConfig.
  RouteType,
  Weight,            ///< gateway preference: ExpressRoute over VPN
  RoutingWeight,     ///< connection routing weight
  LocalPreference,   ///< RFC 4271 §9.1.1
  AsPathLength,      ///< RFC 4271 §9.1.2.2 a
  Origin,            ///< b
  Med,               ///< c, among paths of the same neighbouring AS
  EbgpOverIbgp,      ///< d
  IgpCost,           ///< e: here always equal, kept for explain
  MultipathEqual,    ///< equal so far and ECMP is on: shares the load, and only the advertised best is decided below
  OriginatorOrRouterId,  ///< f, RFC 4456 §9
  ClusterListLength, ///< RFC 4456 §9
  PeerAddress,       ///< g
  PathId,            ///< RFC 7911: last tie-breaker
};
std::string_view to_string(Step step);      ///< "local preference"
std::string_view rule_of(Step step);        ///< "RFC 4271 §9.1.1", "Azure fact 1.3.2"

/// Without azure_route_types, a static path with a tier above this ranks after BGP (200 is the usual distance of iBGP).
inline constexpr std::uint8_t kFloatingTier = 200;

struct DecisionConfig {
  /// RouteType step as Azure has it: connected, local, system, user-defined, then what gateways learn (static and BGP).
  /// Otherwise the order of administrative distances: static before BGP, floating static (kFloatingTier) after it.
  bool azure_route_types = true;
  /// With azure_route_types: does a static prefix (local network gateway) beat a BGP route of the same weight and
  /// routing weight? Azure does not say (an open question). Weight is asked first, so ExpressRoute wins
  /// either way (fact 1.3.2).
  bool static_over_bgp = true;
  unsigned ecmp_max = 4;           ///< fact 1.3.8; 1 = no multipath
  bool ecmp_across_as = true;      ///< multipath "relax": only the length of the AS path must agree
  bool always_compare_med = false;
  unsigned tiers_max = 3;          ///< how many tiers of a path group are kept
};

/// What the FIB does for one prefix in one table.
struct RouteChange {
  std::uint32_t table = 0;         ///< 0 = main; others are a subnet's user-defined routes
  Prefix prefix;
  GroupId group = kNoGroup;        ///< kNoGroup removes the route
};

/// The members a group forwards to now, after tiers and liveness: equal shares, flow-hashed.
struct GroupChange {
  GroupId group;
  std::vector<NextHopId> members;  ///< empty: drop
  std::uint8_t active_tier = 0;
  friend bool operator==(const GroupChange&, const GroupChange&) = default;
};

struct Delta {
  std::vector<GroupChange> groups;   ///< apply these first
  std::vector<RouteChange> routes;
  std::vector<GroupId> removed_groups;  ///< no route refers to them any more; apply last
  [[nodiscard]] bool empty() const { return groups.empty() && routes.empty() && removed_groups.empty(); }
  void clear() { groups.clear(), routes.clear(), removed_groups.clear(); }
};

}  // namespace cw::rib
