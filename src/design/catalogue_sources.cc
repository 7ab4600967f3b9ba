// Where the catalogue's values come from. Paths are those of MicrosoftDocs/azure-docs unless the document says otherwise.
#include <algorithm>
#include <array>

#include "design/catalogue.h"

namespace cw::design {
namespace {

constexpr std::array<Source, 81> kSources{{
    {"ARM-REF", "learn.microsoft.com Azure templates reference (Microsoft.Network/...)", "2021-2025 API versions"},
    {"COEX-PORTAL23", "articles/expressroute/how-to-configure-coexisting-gateway-portal.md (older copy)", "2023-06-30"},
    {"COEX-PORTAL25", "articles/expressroute/how-to-configure-coexisting-gateway-portal.md", "2025-01-31"},
    {"COEX-PS19", "articles/expressroute/expressroute-howto-coexist-resource-manager.md (older copies)", "2018-06, 2019-12"},
    {"COEX-PS25", "articles/expressroute/expressroute-howto-coexist-resource-manager.md", "2025-01-31"},
    {"ERBFD20", "articles/expressroute/expressroute-bfd.md", "2020-12-14"},
    {"ERD-24", "articles/expressroute/expressroute-erdirect-about.md", "2024-03-28"},
    {"ERDR21", "articles/expressroute/designing-for-disaster-recovery-with-expressroute-privatepeering.md", "2021-03-22"},
    {"ERFAQ26", "articles/expressroute/expressroute-faqs.md (mirror)", "2026-03-31"},
    {"ERFP23", "articles/expressroute/about-fastpath.md (older copy)", "2023-01-05"},
    {"ERFP25", "articles/expressroute/about-fastpath.md", "2025-03-20"},
    {"ERGR19", "articles/expressroute/expressroute-global-reach.md", "2019-02-25 (old copy)"},
    {"ERGW23", "articles/expressroute/expressroute-about-virtual-network-gateways.md", "2023-11-16"},
    {"ERGW26", "'About ExpressRoute virtual network gateways' (mirror of learn page)", "2026-09-05"},
    {"ERHA19", "articles/expressroute/designing-for-high-availability-with-expressroute.md", "2019-06-25"},
    {"ERLIM", "includes/expressroute-limits.md (mirror; inside ERFAQ26)", "2026 mirror"},
    {"ERLINK-CLI20", "articles/expressroute/howto-linkvnet-cli.md", "2020-07-27"},
    {"ERLINK20", "articles/expressroute/expressroute-howto-linkvnet-arm.md", "2020-10-06"},
    {"EROPT25", "articles/expressroute/expressroute-optimize-routing.md", "2025-01-31"},
    {"ERPEER-CLI23", "articles/expressroute/howto-routing-cli.md", "2023-09-15"},
    {"ERPEER-PORTAL", "articles/expressroute/expressroute-howto-routing-portal-resource-manager.md", "about 2021"},
    {"ERPEER-PS16", "articles/expressroute/expressroute-howto-routing-arm.md", "2016 (old copy)"},
    {"ERPEERING22", "articles/expressroute/expressroute-circuit-peerings.md", "2022-09-19"},
    {"ERPERF24", "includes/expressroute-gateway-performance-include.md", "2024-05 / 2024-07-09"},
    {"ERRES24", "articles/expressroute/design-architecture-for-resiliency.md", "2024-04-18"},
    {"ERROUTE", "articles/expressroute/expressroute-routing.md", "2018 and about 2023 copies"},
    {"ERSCALE25", "articles/expressroute/scalable-gateway.md (fork copy)", "2025-11-06"},
    {"ERWF23", "articles/expressroute/expressroute-workflows.md", "2023-06-30"},
    {"HRP22", "articles/virtual-wan/about-virtual-hub-routing-preference.md (preview copy)", "2022-05-31"},
    {"HRP24", "articles/virtual-wan/about-virtual-hub-routing-preference.md", "2024-12-10"},
    {"HUBSET23", "articles/virtual-wan/hub-settings.md", "2023-08-24"},
    {"INTEROP", "articles/networking/connectivty-interoperability-control-plane.md", "2018-10 (old copy)"},
    {"MET-ERC25", "Azure Monitor 'Supported metrics - Microsoft.Network/expressRouteCircuits'", "2025-04-16"},
    {"MET-VNG25", "Azure Monitor 'Supported metrics - microsoft.network/virtualnetworkgateways'", "2025-04-16"},
    {"PS-REF", "learn.microsoft.com Az.Network cmdlet reference (syntax blocks)", "current"},
    {"REST24-ERC", "2024-05-01/expressRouteCircuit.json", "API 2024-05-01"},
    {"REST24-VNG", "Azure/azure-rest-api-specs Microsoft.Network/stable/2024-05-01/virtualNetworkGateway.json", "API 2024-05-01"},
    {"REST24-VWAN", "2024-05-01/virtualWan.json", "API 2024-05-01"},
    {"RS-FAQ25", "articles/route-server/route-server-faq.md", "2025-09-17"},
    {"RS-HRP", "'Routing preference' (Route Server learn page)", "current"},
    {"RS-LIM23", "includes/route-server-limits.md", "2023-06-30"},
    {"RS-VPN", "articles/route-server/expressroute-vpn-support.md", "2021-10 / 2023-01"},
    {"UDR", "articles/virtual-network/virtual-networks-udr-overview.md", "about 2022 copy"},
    {"VPN-AA26", "articles/vpn-gateway/about-active-active-gateways.md (learn page)", "current"},
    {"VPN-AASWITCH24", "articles/vpn-gateway/gateway-change-active-active.md", "2024-07-29"},
    {"VPN-BGP21", "articles/vpn-gateway/bgp-howto.md", "2021-07-26"},
    {"VPN-DEV", "articles/vpn-gateway/vpn-gateway-about-vpn-devices.md", "about 2022-23 copy"},
    {"VPN-FAQ25", "articles/vpn-gateway/vpn-gateway-vpn-faq.md", "2025-09-09"},
    {"VPN-FAQ26", "articles/vpn-gateway/vpn-gateway-vpn-faq.md (mirror, includes expanded)", "2026"},
    {"VPN-FT23", "articles/vpn-gateway/vpn-gateway-about-forced-tunneling.md (classic page)", "2023-06-09"},
    {"VPN-HA", "articles/vpn-gateway/vpn-gateway-highlyavailable.md", "2016 and later copies"},
    {"VPN-HBT26", "articles/vpn-gateway/site-to-site-high-bandwidth-tunnel.md (fork copy)", "2026-01-08"},
    {"VPN-IPSEC23", "articles/vpn-gateway/ipsec-ike-policy-howto.md", "2023-01-12"},
    {"VPN-LIM24", "includes/azure-virtual-network-gateway-limits.md", "2024-01-04"},
    {"VPN-NAT21", "articles/vpn-gateway/nat-overview.md", "2021-12-02"},
    {"VPN-NEW25", "articles/vpn-gateway/whats-new.md (fork copy)", "2025-05-30"},
    {"VPN-P2S24", "articles/vpn-gateway/point-to-site-about.md", "2024-08-08"},
    {"VPN-PCAP23", "articles/vpn-gateway/packet-capture.md (fork copy)", "2023-08-24"},
    {"VPN-RESET25", "articles/vpn-gateway/reset-gateway.md", "2025-06-26"},
    {"VPN-SSTP", "SSTP transition page (articles/vpn-gateway/ikev2-openvpn-from-sstp.md), excerpt only", "about 2025"},
    {"VPN-V6-26", "'Create a site-to-site VPN connection in IPv4 and IPv6 dual stack' (mirror)", "2026-08-17"},
    {"VPN-V6CLI26", "site-to-site IPv6 Azure CLI page", "2026-03-25"},
    {"VPNBACKUP", "articles/expressroute/use-s2s-vpn-as-backup-for-expressroute-privatepeering.md", "2023-12-28"},
    {"VPNSKU26", "articles/vpn-gateway/about-gateway-skus.md (mirror)", "2026-06-11"},
    {"VWAN-DEEP22", "articles/virtual-wan/routing-deep-dive.md", "2022-05-08"},
    {"VWAN-FAQ22", "articles/virtual-wan/virtual-wan-faq.md", "2022-10-13 (old copy)"},
    {"VWANBGP21", "articles/virtual-wan/scenario-bgp-peering-hub.md", "2021-08-06 (preview copy)"},
    {"VWANBGPDASH22", "articles/virtual-wan/monitor-bgp-dashboard.md", "2022-06-06"},
    {"VWANER25", "articles/virtual-wan/virtual-wan-expressroute-about.md", "2025-03-26"},
    {"VWANERPERF22", "includes/virtual-wan-expressroute-performance.md", "2022-03-04"},
    {"VWANGT20", "articles/virtual-wan/virtual-wan-global-transit-network-architecture.md", "2020-05-07"},
    {"VWANGW25", "articles/virtual-wan/gateway-settings.md", "2025-03-26"},
    {"VWANIPSEC19", "includes/virtual-wan-ipsec-include.md", "2019-10-07"},
    {"VWANLIM22", "includes/virtual-wan-limits.md", "2022-05-20"},
    {"VWANMON22", "articles/virtual-wan/monitor-virtual-wan-reference.md", "2022-06-08"},
    {"VWANPOOL21", "articles/virtual-wan/about-client-address-pools.md", "2021-07-29"},
    {"VWANRI", "articles/virtual-wan/how-to-routing-policies.md", "2023-02 and about 2024-25"},
    {"VWANRM24", "articles/virtual-wan/route-maps-about.md", "2024-03-04"},
    {"VWANRT24", "articles/virtual-wan/about-virtual-hub-routing.md", "2024-12-10"},
    {"VWANTUN23", "includes/virtual-wan-tunnels-throuput-instance-include.md", "2023-02-10"},
    {"VWANTYPE19", "includes/virtual-wan-standard-basic-include.md", "2019-10-20"},
}};

}  // namespace

std::optional<Source> source(std::string_view code) {
  const auto found = std::ranges::find(kSources, code, &Source::code);
  if (found == kSources.end()) return std::nullopt;
  return *found;
}

}  // namespace cw::design
