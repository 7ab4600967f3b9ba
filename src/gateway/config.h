// The configuration of one node: its slice of a plan. Data only; printable and diffable.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/address.h"
#include "base/strong.h"
#include "base/time.h"
#include "bfd/session.h"
#include "bgp/config.h"
#include "rib/policy.h"
#include "rib/types.h"

namespace cw::gateway {

using namespace std::chrono_literals;

enum class Role : std::uint8_t {
  ExpressRouteGateway, VpnGateway, ProviderEdge, CustomerEdge, Fabric, Host,
};
std::string_view to_string(Role role);   ///< "expressRouteGateway", as architecture §4 spells it

/// Which road an exit belongs to; None inside a site or a virtual network.
enum class RoadTag : std::uint8_t { None, ExpressRoute, Vpn };

/// A point-to-point interface. Its connected route is `peer`/32 (or /128), and `on_link` where given.
struct InterfaceConfig {
  std::string name;                 ///< "to-msee-primary"
  IpAddress address;                ///< ours
  IpAddress peer;                   ///< the one at the other end
  std::optional<Prefix> on_link;    ///< /30, /31 or LAN prefix this interface belongs to
  bool tunnel = false;              ///< packets leave encapsulated through the tunnel of the same index in `tunnels`
  std::optional<TunnelId> tunnel_id;
  bool sibling = false;             ///< leads to a node of the same virtual network (for local repair)
  RoadTag road = RoadTag::None;
  std::uint16_t mtu = 1500;
  std::uint32_t table = 0;          ///< user-defined route table for packets that arrive here (fabric); 0 = main only
};

struct StaticRouteConfig {
  Prefix prefix;
  std::optional<IpAddress> via;     ///< a neighbour's address; resolved by interface
  std::vector<InterfaceId> interfaces;  ///< or: out of these interfaces (ECMP), to their peers
  bool drop = false;                ///< next hop type None
  std::uint32_t table = 0;          ///< other than 0: user-defined routes of a subnet
  rib::Origin origin = rib::Origin::Static;
  std::uint8_t tier = 1;            ///< administrative distance class, lower wins where BGP competes (eBGP 20, iBGP 200)
  std::uint32_t weight = 0;
  bool redistribute = false;        ///< announced by BGP like a learned route (a VPN gateway's local network gateways)
};

/// What a BGP peer is to us; decides the export rules (who hears which routes).
enum class PeerKind : std::uint8_t {
  Circuit,        ///< provider edge <-> customer edge
  Backbone,       ///< provider edge <-> ExpressRoute gateway
  Vpn,            ///< VPN gateway <-> site, inside a tunnel
  Sibling,        ///< gateway <-> gateway of one virtual network
  Fabric,         ///< gateway <-> virtual network
  Site,           ///< device <-> device of one site
};
std::string_view to_string(PeerKind kind);

/// How exported routes are chosen.
enum class ExportChoice : std::uint8_t {
  Best,           ///< RFC 4271: the best path (not back to its own peer, not iBGP to iBGP)
  BestExternal,   ///< the best path not learned by iBGP, even while a sibling's wins (fact 1.3.4)
};

struct PeerConfig {
  std::string name;                 ///< "msee-primary"
  PeerKind kind = PeerKind::Circuit;
  bgp::SessionConfig session;
  InterfaceId interface = kNoInterface;   ///< where the peer is reached; next hops we cannot resolve otherwise leave here
  std::optional<std::uint32_t> bfd; ///< index in `bfd`: its state is this peer's liveness
  rib::Policy import_policy;
  rib::Policy export_policy;
  ExportChoice export_choice = ExportChoice::Best;
  bool next_hop_self = true;
  std::optional<IpAddress> next_hop_self_address;  ///< the gateway's shared address instead of the session's own
  bool resolve_via_peer = false;    ///< received next hops lead to the peer whatever they say (shared gateway addresses)
  std::uint32_t weight = 0;         ///< given to everything learned here
  std::uint16_t routing_weight = 0;
  RoadTag road = RoadTag::None;     ///< of the routes learned here
  bool enabled = true;
  /// Profile azure: batches of changes to this peer wait a random time in [min, max] (stated range, fact 2.2).
  Duration advertise_delay_min{};
  Duration advertise_delay_max{};
  Duration min_advertise_interval{};///< MRAI (RFC 4271 §9.2.1.1) of announcements; losses go at once; zero = no wait
  bool hold_down = false;           ///< failback through this peer waits for NodeConfig::hold_down
  bool route_reflector_client = false;  ///< RFC 4456: we reflect iBGP routes to and from this peer
  bool default_route = true;        ///< a default route may be advertised to this peer (VPN gateways: no, fact 1.4)
};

struct BfdConfig {
  std::string name;
  bfd::SessionConfig session;
  InterfaceId interface = kNoInterface;
};

struct TunnelConfig {
  std::string name;                 ///< connection name and instance
  IpAddress local_outer, peer_outer;
  InterfaceId interface = kNoInterface;  ///< the tunnel interface packets enter and leave
  bool initiator = true;
  Duration dpd_interval = 10s;      ///< liveness check after this much silence
  Duration dpd_timeout = 45s;       ///< silence until the tunnel is declared dead
  Duration retry = 1s;              ///< between attempts to establish, doubled up to 30 s
};

struct OriginatedPrefix {           ///< announced by BGP as ours
  Prefix prefix;
  /// System (virtual network space) is also installed as a drop route under the more specific ones, so that unused
  /// addresses do not follow a default route; Local is announced only, and forwarding follows the other routes.
  rib::Origin origin = rib::Origin::Local;
  std::vector<PeerKind> to;         ///< to these kinds of peers; empty = all
  /// Announced only while a route leads there: a gateway cut off from its virtual network must not attract its traffic.
  bool only_while_reachable = false;
};

struct NodeConfig {
  std::string name;                 ///< "er-gw/0", "onprem/ce1", "msee-er1/primary"
  Role role = Role::Host;
  AsNumber asn;
  RouterId router_id;
  bool azure_profile = false;
  std::vector<IpAddress> addresses; ///< delivered locally besides the interfaces' own (loopback, shared addresses)
  std::vector<InterfaceConfig> interfaces;
  std::vector<StaticRouteConfig> static_routes;
  std::vector<OriginatedPrefix> originated;
  std::vector<PeerConfig> peers;
  std::vector<BfdConfig> bfd;
  std::vector<TunnelConfig> tunnels;
  rib::DecisionConfig decision;
  /// BGP routes equal to or inside these are never used here (virtual network and peering space wins, fact 1.3.6).
  std::vector<Prefix> protected_space;
  Duration hold_down = 3s;          ///< make-before-break failback: how long a returned next hop must prove itself
  Duration hold_down_max = 5min;    ///< doubled per flap within `flap_window`
  Duration flap_window = 2min;
  Duration stale_time = 2min;       ///< paths of a peer lost by liveness are kept this long so that failback is one switch
  bool graceful_shutdown = false;   ///< RFC 8326: tag everything exported, lowest local preference on import of tagged
  bool transparent = false;         ///< forwards without decrementing TTL and does not answer traces (fabric)
  bool silent_hop = false;          ///< forwards and decrements but does not answer traces (Azure gateways)
  std::uint32_t hash_salt = 0;      ///< flow hashing
};

}  // namespace cw::gateway
