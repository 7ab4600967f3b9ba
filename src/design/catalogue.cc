#include "design/catalogue.h"

#include <algorithm>
#include <array>

namespace cw::design {
namespace {

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::ranges::equal(a, b, [&](char x, char y) { return lower(x) == lower(y); });
}

// Fact 2.6. ErGwScale stands with the values of one scale unit.
constexpr std::array<ExpressRouteSku, 7> kExpressRouteSkus{{
    {.name = "ErGw1AZ",
     .mbps = 1000,
     .packets_per_second = 100'000,
     .routes_learned = 4000,
     .routes_advertised = 1000,
     .circuits = 4,
     .zone_redundant = true,
     .source = "ERGW26"},
    {.name = "ErGw2AZ",
     .mbps = 2000,
     .packets_per_second = 200'000,
     .routes_learned = 9500,
     .routes_advertised = 1000,
     .circuits = 8,
     .zone_redundant = true,
     .source = "ERGW26"},
    {.name = "ErGw3AZ",
     .mbps = 10000,
     .packets_per_second = 1'000'000,
     .routes_learned = 9500,
     .routes_advertised = 1000,
     .circuits = 16,
     .fast_path = true,
     .zone_redundant = true,
     .source = "ERGW26"},
    {.name = "ErGwScale",
     .mbps = 1000,
     .packets_per_second = 100'000,
     .routes_learned = 9500,
     .routes_advertised = 1000,
     .circuits = 4,
     .zone_redundant = true,
     .source = "ERGW26"},
    {.name = "Standard",
     .mbps = 1000,
     .packets_per_second = 100'000,
     .routes_learned = 4000,
     .routes_advertised = 1000,
     .circuits = 4,
     .source = "ERGW26"},
    {.name = "HighPerformance",
     .mbps = 2000,
     .packets_per_second = 200'000,
     .routes_learned = 9500,
     .routes_advertised = 1000,
     .circuits = 8,
     .source = "ERGW26"},
    {.name = "UltraPerformance",
     .mbps = 10000,
     .packets_per_second = 1'000'000,
     .routes_learned = 9500,
     .routes_advertised = 1000,
     .circuits = 16,
     .fast_path = true,
     .source = "ERGW26"},
}};

// Fact 3.1. VpnGw2 and VpnGw3 exist in both generations; the first, slower one comes first.
constexpr std::array<VpnSku, 17> kVpnSkus{{
    {.name = "VpnGw1AZ", .tunnels = 30, .mbps = 650, .zone_redundant = true, .source = "VPNSKU26"},
    {.name = "VpnGw2AZ", .tunnels = 30, .mbps = 1000, .zone_redundant = true, .source = "VPNSKU26"},
    {.name = "VpnGw3AZ", .tunnels = 30, .mbps = 1250, .zone_redundant = true, .source = "VPNSKU26"},
    {.name = "VpnGw2AZ", .generation = 2, .tunnels = 30, .mbps = 1250, .zone_redundant = true, .source = "VPNSKU26"},
    {.name = "VpnGw3AZ", .generation = 2, .tunnels = 30, .mbps = 2500, .zone_redundant = true, .source = "VPNSKU26"},
    {.name = "VpnGw4AZ", .generation = 2, .tunnels = 100, .mbps = 5000, .zone_redundant = true, .source = "VPNSKU26"},
    {.name = "VpnGw5AZ", .generation = 2, .tunnels = 100, .mbps = 10000, .zone_redundant = true, .source = "VPNSKU26"},
    {.name = "Basic",
     .tunnels = 10,
     .mbps = 100,
     .bgp = false,
     .active_active = false,
     .coexistence = false,
     .source = "VPNSKU26"},
    {.name = "VpnGw1", .tunnels = 30, .mbps = 650, .retired = true, .source = "VPNSKU26"},
    {.name = "VpnGw2", .tunnels = 30, .mbps = 1000, .retired = true, .source = "VPNSKU26"},
    {.name = "VpnGw3", .tunnels = 30, .mbps = 1250, .retired = true, .source = "VPNSKU26"},
    {.name = "VpnGw2", .generation = 2, .tunnels = 30, .mbps = 1250, .retired = true, .source = "VPNSKU26"},
    {.name = "VpnGw3", .generation = 2, .tunnels = 30, .mbps = 2500, .retired = true, .source = "VPNSKU26"},
    {.name = "VpnGw4", .generation = 2, .tunnels = 100, .mbps = 5000, .retired = true, .source = "VPNSKU26"},
    {.name = "VpnGw5", .generation = 2, .tunnels = 100, .mbps = 10000, .retired = true, .source = "VPNSKU26"},
    // The sources name these two and give no numbers.
    {.name = "Standard", .retired = true, .source = "COEX-PS25"},
    {.name = "HighPerformance", .retired = true, .source = "COEX-PS25"},
}};

constexpr CircuitSku kLocal{.tier = CircuitTier::Local, .prefixes_v4 = 4000, .prefixes_v6 = 100, .source = "ERLIM"};
constexpr CircuitSku kStandard{
    .tier = CircuitTier::Standard, .prefixes_v4 = 4000, .prefixes_v6 = 100, .source = "ERLIM"};
constexpr CircuitSku kPremium{
    .tier = CircuitTier::Premium, .prefixes_v4 = 10000, .prefixes_v6 = 100, .source = "ERLIM"};

constexpr std::array<std::uint32_t, 8> kProviderBandwidths{50, 100, 200, 500, 1000, 2000, 5000, 10000};  // ERFAQ26

struct Links {
  std::uint32_t mbps;
  std::uint32_t premium;
};
// Fact 2.5: links of a Premium circuit by bandwidth. [ERLIM]
constexpr std::array<Links, 8> kPremiumLinks{
    {{50, 20}, {100, 25}, {200, 25}, {500, 40}, {1000, 50}, {2000, 60}, {5000, 75}, {10000, 100}}};
constexpr std::uint32_t kLinks = 10;

constexpr Defaults kDefaults{.bgp_keepalive = 60s,
                             .bgp_hold = 180s,
                             .bfd_interval = 300ms,
                             .dpd_timeout = 45s,
                             .vpn_unplanned_failover_min = 60s,
                             .vpn_unplanned_failover_max = 180s};

}  // namespace

std::span<const ExpressRouteSku> express_route_skus() {
  return kExpressRouteSkus;
}
std::span<const VpnSku> vpn_skus() {
  return kVpnSkus;
}

const ExpressRouteSku* find_express_route_sku(std::string_view name) {
  const auto found =
      std::ranges::find_if(kExpressRouteSkus, [&](const auto& sku) { return equal_ignoring_case(sku.name, name); });
  return found == kExpressRouteSkus.end() ? nullptr : &*found;
}

const VpnSku* find_vpn_sku(std::string_view name) {
  const auto found =
      std::ranges::find_if(kVpnSkus, [&](const auto& sku) { return equal_ignoring_case(sku.name, name); });
  return found == kVpnSkus.end() ? nullptr : &*found;
}

ExpressRouteSku scaled(const ExpressRouteSku& sku, std::uint32_t units) {
  if (sku.name != "ErGwScale" || units == 0) return sku;
  ExpressRouteSku all = sku;
  units = std::min(units, 40U);
  all.mbps = 1000 * units;
  // Fact 2.6: up to 10 units have 100,000 packets a second each, larger gateways 200,000 each (20 units: 2 million is
  // documented as a sample, and 40 units: 8 million), so the lower figure is used up to 20.
  all.packets_per_second = units <= 20 ? 100'000 * units : 200'000 * units;
  all.circuits = units >= 10 ? 16 : units >= 2 ? 8 : 4;
  all.fast_path = units >= 10;
  return all;
}

const CircuitSku& circuit_sku(CircuitTier tier) {
  switch (tier) {
    case CircuitTier::Local: return kLocal;
    case CircuitTier::Standard: return kStandard;
    case CircuitTier::Premium: return kPremium;
  }
  return kStandard;
}

std::uint32_t circuit_links_max(CircuitTier tier, std::uint32_t mbps) {
  if (tier != CircuitTier::Premium) return kLinks;
  std::uint32_t links = kPremiumLinks.front().premium;
  for (const Links& row : kPremiumLinks) {
    if (row.mbps <= mbps) links = row.premium;
  }
  return links;
}

std::span<const std::uint32_t> provider_bandwidths_mbps() {
  return kProviderBandwidths;
}

const Defaults& defaults() {
  return kDefaults;
}

std::optional<std::string_view> reserved_asn(AsNumber asn, Road road) {
  const std::uint32_t number = asn.value;
  if (number == 0) return "0 is not an AS number (RFC 7607)";
  if (number == 12076) return "12076 is Microsoft's own on ExpressRoute";
  if (number == 8074 || number == 8075) return "reserved by Azure: Microsoft's public AS number";
  if (number == 65515) return "reserved by Azure: the gateways use it";
  if (number == 65516 && road == Road::Vpn) return "outside the private ranges usable with a VPN gateway";
  if (number >= 65516 && number <= 65520) return "reserved by Azure";
  if (number == 23456) return "reserved by IANA: AS_TRANS (RFC 6793)";
  if (number >= 64496 && number <= 64511) return "reserved by IANA for documentation (RFC 5398)";
  if (number >= 65535 && number <= 65551) return "reserved by IANA";
  if (number == 4294967295U) return "reserved by IANA (RFC 7300)";
  return std::nullopt;
}

}  // namespace cw::design
