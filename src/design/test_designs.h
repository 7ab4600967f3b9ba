// Designs that several tests start from.
#pragma once

#include <string>
#include <string_view>

namespace cw::design::test {

/// Small and complete: one network, both gateways, one site, one flow, one drill.
inline constexpr std::string_view kSmall = R"(causeway: 1
name: small
virtualNetworks:
  - name: hub
    addressSpace: [10.20.0.0/16]
    subnets:
      - { name: workload, addressPrefix: 10.20.0.0/24 }
      - { name: GatewaySubnet, addressPrefix: 10.20.255.0/27 }
expressRouteCircuits:
  - name: er1
    serviceProviderProperties: { bandwidthInMbps: 1000 }
    peerings:
      - peeringType: AzurePrivatePeering
        peerASN: 65010
        primaryPeerAddressPrefix: 172.16.0.0/30
        secondaryPeerAddressPrefix: 172.16.0.4/30
        vlanId: 100
    primaryLink: { device: hq/ce1 }
    secondaryLink: { device: hq/ce2 }
virtualNetworkGateways:
  - { name: ergw, gatewayType: ExpressRoute, virtualNetwork: hub, sku: ErGw1AZ }
  - { name: vpngw, gatewayType: Vpn, virtualNetwork: hub, sku: VpnGw1AZ }
localNetworkGateways:
  - name: hq-fw
    device: hq/fw
    gatewayIpAddress: 198.51.100.10
    bgpSettings: { asn: 65010, bgpPeeringAddress: 172.16.1.1 }
connections:
  - { name: er, connectionType: ExpressRoute, virtualNetworkGateway1: ergw, peer: er1 }
  - { name: vpn, connectionType: IPsec, virtualNetworkGateway1: vpngw, localNetworkGateway2: hq-fw, enableBgp: true }
sites:
  - name: hq
    asn: 65010
    prefixes: [10.10.0.0/16]
    devices:
      - { name: fw, kind: firewall, bgpAddress: 172.16.1.1, publicIpAddress: 198.51.100.10, holdTime: 180s }
      - { name: ce1, localPreference: { expressRoute: 150 }, bfd: { interval: 300ms } }
      - { name: ce2, localPreference: { expressRoute: 150 } }
    links:
      - { between: [ce1, fw], prefix: 172.16.2.0/31 }
hosts:
  - { name: server, site: hq, address: 10.10.0.10 }
  - { name: vm, virtualNetwork: hub, address: 10.20.0.10 }
flows:
  - { name: app, from: server, to: vm, rate: 100, expectedRoad: expressRoute }
drills:
  - name: cut
    steps:
      - { after: 1s, cut: circuit er1 }
)";

/// `text` with the first `from` replaced.
inline std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string out(text);
  const std::size_t at = out.find(from);
  if (at == std::string::npos) return {};
  return out.replace(at, from.size(), to);
}

/// Every field once, with a value that is not its default, exactly as to_yaml() writes it.
extern const std::string_view kEverything;

}  // namespace cw::design::test
