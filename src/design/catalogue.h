// Azure's SKUs, limits and defaults as data, each with its source (a code of the Azure facts: document and date).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/strong.h"
#include "base/time.h"
#include "design/model.h"

namespace cw::design {

struct Source {
  std::string_view code;        ///< "ERGW26"
  std::string_view document;    ///< "About ExpressRoute virtual network gateways"
  std::string_view date;        ///< "2026-09-05"
};
/// The document behind a source code; nullopt for an unknown code.
std::optional<Source> source(std::string_view code);

struct ExpressRouteSku {
  std::string_view name;
  std::uint32_t mbps = 0, packets_per_second = 0, routes_learned = 0, routes_advertised = 0, circuits = 0;
  bool fast_path = false, zone_redundant = false, coexistence = true;
  std::string_view source;
};
struct VpnSku {
  std::string_view name;
  std::uint32_t generation = 1, tunnels = 0, mbps = 0;  ///< tunnels, mbps: 0 = the sources give no number
  bool bgp = true, active_active = true, zone_redundant = false, coexistence = true, retired = false;
  std::string_view source;
};
struct CircuitSku {
  CircuitTier tier = CircuitTier::Standard;
  std::uint32_t prefixes_v4 = 4000, prefixes_v6 = 100;
  std::string_view source;
};
std::span<const ExpressRouteSku> express_route_skus();
std::span<const VpnSku> vpn_skus();
const ExpressRouteSku* find_express_route_sku(std::string_view name);   ///< case-insensitive, as Azure accepts both
const VpnSku* find_vpn_sku(std::string_view name);
/// ErGwScale with `units` scale units (1 to 40); any other SKU unchanged.
ExpressRouteSku scaled(const ExpressRouteSku& sku, std::uint32_t units);
const CircuitSku& circuit_sku(CircuitTier tier);
/// Virtual network links a circuit may have, by tier and bandwidth (fact 2.5).
std::uint32_t circuit_links_max(CircuitTier tier, std::uint32_t mbps);
std::span<const std::uint32_t> provider_bandwidths_mbps();

/// Values Azure fixes or defaults.
struct Defaults {
  AsNumber gateway_asn{65515};               // 1.2.1
  AsNumber provider_edge_asn{12076};         // 1.2.1
  std::uint32_t weight_express_route = 32769;  // 1.3.3
  std::uint32_t weight_vpn = 32768;
  Duration bgp_keepalive{};                  // 60 s
  Duration bgp_hold{};                       // 180 s
  Duration bfd_interval{};                   // 300 ms
  std::uint8_t bfd_multiplier = 3;
  Duration dpd_timeout{};                    // 45 s
  std::uint32_t vpn_prefixes_max = 4000;     // 1.11
  std::uint32_t gateway_to_circuit_v4_max = 1000, gateway_to_circuit_v6_max = 100;
  std::uint32_t local_gateway_prefixes_max = 1000, vpn_virtual_network_prefixes_max = 600;
  std::uint32_t ecmp_circuits_max = 4;       // 1.3.8
  std::uint8_t gateway_subnet_length_max = 27;  // coexistence, 1.1.3
  std::uint8_t gateway_subnet_length_16_circuits = 26;
  std::uint16_t tcp_mss = 1350, tunnel_mtu = 1400, er_packet_max = 1400;
  std::uint16_t routing_weight_max = 32000;
  Duration vpn_unplanned_failover_min{};     // active-standby VPN, unplanned: 60 s
  Duration vpn_unplanned_failover_max{};     // 180 s
};
const Defaults& defaults();

/// Why an ASN may not be used on-premises, or nullopt when it may (facts 1.2.5 to 1.2.7).
std::optional<std::string_view> reserved_asn(AsNumber asn, Road road);

}  // namespace cw::design
