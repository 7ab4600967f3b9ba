// A design: what the user wants, in Azure's own nouns. Plain data with the place each resource was written at.
// Names of fields are the documented Azure property names in our case style; values Azure fixes or defaults come from the
// catalogue (catalogue.h), never from a literal here or in the logic.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/address.h"
#include "base/strong.h"
#include "base/time.h"
#include "design/diagnostic.h"

namespace cw::design {

using namespace std::chrono_literals;

/// How gateways behave: as Azure documents them, or the best these gateways can do (architecture §4).
enum class Profile : std::uint8_t { Azure, Causeway };

/// The two roads.
enum class Road : std::uint8_t { ExpressRoute, Vpn };

// ---- Azure side ----------------------------------------------------------------------------------------------------

struct Subnet {
  Place at;
  std::string name;                          ///< "GatewaySubnet" is special
  std::vector<Prefix> address_prefixes;
  std::string route_table;                   ///< name in routeTables; empty = none
  bool network_security_group = false;       ///< an NSG is attached
  bool service_endpoint_policies = false;
  bool other_resources = false;              ///< something besides gateways lives here (only judged on GatewaySubnet)
};

struct VirtualNetworkPeering {
  Place at;
  std::string remote_virtual_network;
  bool allow_gateway_transit = false;        ///< this network lends its gateways
  bool use_remote_gateways = false;          ///< this network uses the remote's gateways
};

struct VirtualNetwork {
  Place at;
  std::string name;
  std::vector<Prefix> address_space;
  std::vector<Subnet> subnets;
  std::vector<VirtualNetworkPeering> peerings;
  std::vector<IpAddress> dns_servers;        ///< custom DNS; empty = Azure's own
  bool dns_forwards_to_azure = true;         ///< the custom DNS has a forwarder to 168.63.129.16
};

enum class NextHopType : std::uint8_t { VirtualNetworkGateway, VnetLocal, Internet, VirtualAppliance, None };

struct UserDefinedRoute {
  Place at;
  std::string name;
  Prefix address_prefix;
  NextHopType next_hop_type = NextHopType::VirtualNetworkGateway;
  std::optional<IpAddress> next_hop_ip_address;   ///< for VirtualAppliance
};

struct RouteTable {
  Place at;
  std::string name;
  bool disable_bgp_route_propagation = false;
  std::vector<UserDefinedRoute> routes;
};

struct RouteServer {                         ///< Azure Route Server; judged by checks, not yet rehearsed
  Place at;
  std::string name;
  std::string virtual_network;
  bool allow_branch_to_branch_traffic = false;
};

enum class CircuitTier : std::uint8_t { Local, Standard, Premium };
enum class CircuitFamily : std::uint8_t { MeteredData, UnlimitedData };
enum class PeeringState : std::uint8_t { Enabled, Disabled };

/// Where the secret lives. The literal is never kept: a literal in a design is replaced by a marker while loading.
struct SecretReference {
  std::string kind;                          ///< "file", "env", "credential" or "literal" (only its presence is kept)
  std::string name;                          ///< path, variable or credential name; empty for "literal"
};

/// One physical link of a circuit: provider edge to the customer's device.
struct CircuitLink {
  Place at;
  std::string device;                        ///< "site/device" that terminates it
  Duration delay = 4ms;                      ///< one way
  Duration jitter = 200us;                   ///< added, uniform in [0, jitter]
};

struct BfdSettings {
  bool enabled = true;
  Duration interval = 300ms;                 ///< both directions
  std::uint8_t multiplier = 3;
};

struct PrivatePeering {                      ///< peeringType AzurePrivatePeering
  Place at;
  PeeringState state = PeeringState::Enabled;
  AsNumber peer_asn;
  Prefix primary_peer_address_prefix;        ///< /30: first usable = customer, second = Microsoft (fact 2.1.4)
  Prefix secondary_peer_address_prefix;
  std::optional<Prefix> primary_peer_address_prefix_v6;   ///< /126
  std::optional<Prefix> secondary_peer_address_prefix_v6;
  std::uint16_t vlan_id = 0;
  std::optional<SecretReference> shared_key; ///< MD5
  BfdSettings bfd;                           ///< the provider edge's side
};

struct MicrosoftPeering {                    ///< only what the underlay trap needs (fact 1.6)
  Place at;
  PeeringState state = PeeringState::Disabled;
};

struct ExpressRouteCircuit {
  Place at;
  std::string name;
  CircuitTier tier = CircuitTier::Standard;
  CircuitFamily family = CircuitFamily::MeteredData;
  std::string service_provider_name;
  std::string peering_location;
  std::uint32_t bandwidth_in_mbps = 0;
  std::string provisioning_state = "Provisioned";  ///< serviceProviderProvisioningState
  std::optional<PrivatePeering> private_peering;
  std::optional<MicrosoftPeering> microsoft_peering;
  CircuitLink primary_link;
  CircuitLink secondary_link;
};

enum class GatewayType : std::uint8_t { ExpressRoute, Vpn };
enum class VpnType : std::uint8_t { RouteBased, PolicyBased };

struct PublicIpAddress {
  Place at;
  std::optional<IpAddress> address;          ///< chosen from 20.0.0.0/24 upwards when absent
  std::string sku = "Standard";              ///< Basic or Standard
};

struct BgpPeeringAddress {                   ///< per instance
  Place at;
  std::optional<IpAddress> default_address;  ///< in GatewaySubnet; chosen when absent
  std::vector<IpAddress> custom_bgp_ip_addresses;  ///< APIPA
};

struct VirtualNetworkGateway {
  Place at;
  std::string name;
  GatewayType gateway_type = GatewayType::ExpressRoute;
  VpnType vpn_type = VpnType::RouteBased;
  std::string virtual_network;
  std::string sku;                           ///< "ErGw1AZ", "VpnGw2AZ", ...
  std::uint32_t instances = 2;
  bool active_active = false;                ///< VPN only
  bool enable_bgp = true;                    ///< VPN only
  AsNumber asn;                              ///< 65515 when not written
  std::optional<IpAddress> address;          ///< the gateway's own address seen by siblings (ExpressRoute, published example)
  std::vector<BgpPeeringAddress> bgp_peering_addresses;  ///< one per instance, may be shorter
  std::vector<PublicIpAddress> public_ip_addresses;
  bool allow_remote_vnet_traffic = false;
  std::optional<Profile> profile;            ///< overrides the design's
  std::uint32_t scale_units_min = 0, scale_units_max = 0;  ///< ErGwScale
};

struct LocalNetworkGateway {
  Place at;
  std::string name;
  std::string device;                        ///< "site/device" it stands for
  IpAddress gateway_ip_address;
  std::vector<Prefix> address_prefixes;      ///< localNetworkAddressSpace: static routes on the VPN gateway
  std::optional<AsNumber> asn;               ///< bgpSettings
  std::optional<IpAddress> bgp_peering_address;
};

struct IpsecPolicy {
  Place at;
  std::uint32_t sa_life_time_seconds = 27000;
  std::uint32_t sa_data_size_kilobytes = 102400000;
  std::string ipsec_encryption, ipsec_integrity, ike_encryption, ike_integrity, dh_group, pfs_group;
};

enum class ConnectionType : std::uint8_t { ExpressRoute, IPsec };
enum class ConnectionMode : std::uint8_t { Default, InitiatorOnly, ResponderOnly };

struct Connection {
  Place at;
  std::string name;
  ConnectionType connection_type = ConnectionType::ExpressRoute;
  std::string virtual_network_gateway1;
  std::string local_network_gateway2;        ///< IPsec
  std::string peer;                          ///< ExpressRoute: the circuit
  std::uint16_t routing_weight = 0;          ///< 0..32000, ExpressRoute only
  bool enable_bgp = false;                   ///< IPsec: false = static prefixes of the local network gateway
  ConnectionMode connection_mode = ConnectionMode::Default;
  Duration dpd_timeout = 45s;
  std::optional<SecretReference> shared_key;
  std::optional<IpsecPolicy> ipsec_policy;
  bool use_policy_based_traffic_selectors = false;
  std::optional<BfdSettings> bfd;            ///< inside the tunnel: profile causeway only (Azure has none, fact 2.2)
};

// ---- on-premises side ----------------------------------------------------------------------------------------------

enum class DeviceKind : std::uint8_t { Router, Firewall };

/// "Routes for these prefixes, learned over this road, get this local preference." The site's side of symmetry.
struct LocalPreferenceRule {
  Place at;
  std::vector<Prefix> prefixes;              ///< empty = all
  Road road = Road::ExpressRoute;
  std::uint32_t local_preference = 100;
};

/// "Over this road advertise these prefixes" instead of all of the site's.
struct Advertisement {
  Place at;
  Road road = Road::Vpn;
  std::vector<Prefix> prefixes;              ///< announced over the road: the site's own, or more specific or covering ones
  std::uint8_t as_path_prepend = 0;          ///< extra copies of the site's ASN
};

struct StaticRoute {
  Place at;
  Prefix prefix;
  Road road = Road::Vpn;                     ///< leaves by any exit of this road
  std::uint8_t distance = 1;                 ///< administrative distance; BGP is 20 (external) and 200 (internal)
};

struct Device {                              ///< an edge router or VPN device of a site
  Place at;
  std::string name;
  DeviceKind kind = DeviceKind::Router;
  std::string implementation = "causeway";   ///< causeway, frr, bird, outside (for the lab)
  std::optional<IpAddress> bgp_address;      ///< address used inside tunnels and for iBGP; chosen when absent
  std::optional<IpAddress> public_ip_address;
  std::optional<IpAddress> lan_address;      ///< its address on the site's LAN
  std::uint32_t local_preference_express_route = 100;  ///< on routes learned over the circuit (the published example: 150)
  std::uint32_t local_preference_vpn = 100;
  std::vector<LocalPreferenceRule> local_preference_rules;
  std::vector<Advertisement> advertisements;
  std::vector<StaticRoute> static_routes;
  std::optional<BfdSettings> bfd;            ///< its own side towards the provider edge; absent = no BFD configured
  Duration hold_time = 180s;
  Duration internet_delay = 8ms;             ///< one way from this device to Azure's public addresses
  Duration internet_jitter = 1ms;
  std::uint32_t internet_bandwidth_mbps = 1000;
  std::uint32_t internet_loss_ppm = 0;
  bool stateful = false;                     ///< drops a flow's packets it has seen only one direction of
};

/// A wire between two devices of one site; both speak iBGP over it.
struct DeviceLink {
  Place at;
  std::string device_a, device_b;
  std::optional<Prefix> prefix;              ///< /31 or /30; device_a has the lower address; chosen when absent
  Duration delay = 200us;
};

struct GeneratedPrefixes {                   ///< `count` consecutive prefixes of `length` inside `base`
  Place at;
  Prefix base;
  std::uint8_t length = 24;
  std::uint32_t count = 0;
};

struct Site {
  Place at;
  std::string name;
  AsNumber asn;
  std::vector<Prefix> prefixes;              ///< what the site owns and advertises
  std::optional<GeneratedPrefixes> generated_prefixes;  ///< more of them, for table sizes
  std::vector<Device> devices;
  std::vector<DeviceLink> links;             ///< absent: every pair of devices is linked
  std::string lan_device;                    ///< the device hosts use as their default gateway; first device when empty
};

// ---- traffic -------------------------------------------------------------------------------------------------------

struct Host {
  Place at;
  std::string name;
  std::string virtual_network;               ///< either a virtual network (the subnet follows from the address) ...
  std::string site;                          ///< ... or a site
  IpAddress address;
};

struct Flow {                                ///< probed both ways
  Place at;
  std::string name;
  std::string from, to;                      ///< hosts
  std::uint32_t rate = 100;                  ///< packets a second, each direction; 1 to 10,000
  std::string traffic_class = "production";
  std::uint32_t megabits = 0;                ///< load it stands for, for capacity checks
  std::optional<Road> expected_road;         ///< what the design means it to use while everything works
};

struct Objectives {
  Place at;
  Duration outage_out = 1200ms;              ///< longest outage of any flow and direction when the road is cut
  Duration outage_back = 0ms;                ///< the same on the way back
  std::uint64_t lost_back = 0;               ///< packets that may be lost on the way back
  bool symmetric = true;                     ///< both directions of every flow use the same road, before, during and after
};

/// Kept as text here; drill/ gives it meaning.
struct DrillStep {
  Place at;
  Duration after{};                          ///< since the drill's start
  std::string cut;                           ///< a fault, for example "circuit er1", "link hq/ce1~er1/primary"; or
  std::string restore;                       ///< the same name again
  std::string how;                           ///< "silent", "carrier", "one-way", ...; empty = the fault's default
};
struct DrillSpec {
  Place at;
  std::string name;
  std::vector<DrillStep> steps;
  std::optional<Objectives> objectives;      ///< overrides the design's
};

struct Internet {                            ///< the underlay of the tunnels
  Duration delay = 2ms;
  Duration jitter = 500us;
};

struct Tuning {                              ///< knobs of profile causeway and stated ranges of profile azure
  Duration hold_down = 3s;                   ///< before failback
  Duration provider_edge_to_gateway_min = 2s;   ///< azure: MSEE to gateway convergence, "up to a minute" (fact 2.2)
  Duration provider_edge_to_gateway_max = 60s;
  BfdSettings fabric_bfd{.enabled = true, .interval = 100ms, .multiplier = 3};  ///< causeway: inside Azure's half
  BfdSettings tunnel_bfd{.enabled = true, .interval = 300ms, .multiplier = 3};  ///< causeway: inside the tunnels
};

struct Intent {                              ///< what the checks need to know and cannot see
  bool backup = true;                        ///< the VPN is meant as backup of the circuit
  bool transit = false;                      ///< sites must reach each other through the virtual network
  std::optional<Duration> recovery_time_objective;
};

struct Design {
  std::string file;
  std::string name;
  Profile profile = Profile::Causeway;
  std::vector<VirtualNetwork> virtual_networks;
  std::vector<RouteTable> route_tables;
  std::vector<RouteServer> route_servers;
  std::vector<ExpressRouteCircuit> express_route_circuits;
  std::vector<VirtualNetworkGateway> virtual_network_gateways;
  std::vector<LocalNetworkGateway> local_network_gateways;
  std::vector<Connection> connections;
  std::vector<Site> sites;
  std::vector<Host> hosts;
  std::vector<Flow> flows;
  Objectives objectives;
  std::vector<DrillSpec> drills;
  Internet internet;
  Tuning tuning;
  Intent intent;
};

std::string_view to_string(Profile profile);
std::string_view to_string(Road road);   ///< "ExpressRoute", "VPN"
const VirtualNetwork* find_virtual_network(const Design& design, std::string_view name);
const VirtualNetworkGateway* find_gateway(const Design& design, std::string_view name);
const ExpressRouteCircuit* find_circuit(const Design& design, std::string_view name);
const LocalNetworkGateway* find_local_network_gateway(const Design& design, std::string_view name);
const Site* find_site(const Design& design, std::string_view name);
/// "site/device" -> the device, or nullptr.
const Device* find_device(const Design& design, std::string_view path);
const Subnet* find_gateway_subnet(const VirtualNetwork& network);
/// prefixes plus the generated ones.
std::vector<Prefix> all_prefixes(const Site& site);

}  // namespace cw::design
