// What the tests of the command line share: running it in-process, a small design, a folder that goes away.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "cli/run.h"

namespace cw::cli::testing {

struct Outcome {
  int status = 0;
  std::string out, err;
};

inline Outcome run_with(std::vector<std::string> args, const std::string& input = "", bool is_terminal = false) {
  std::istringstream in(input);
  std::ostringstream out;
  std::ostringstream err;
  const int status = run(args, {.in = in, .out = out, .err = err, .out_is_terminal = is_terminal});
  return {status, out.str(), err.str()};
}

// One circuit, one VPN, one site.
inline const std::string kDesign = R"yaml(causeway: 1
name: tiny
virtualNetworks:
  - name: hub
    addressSpace: [10.1.0.0/16]
    subnets:
      - { name: app, addressPrefix: 10.1.1.0/24 }
      - { name: GatewaySubnet, addressPrefix: 10.1.255.0/26 }
expressRouteCircuits:
  - name: er1
    sku: { tier: Standard, family: MeteredData }
    serviceProviderProperties: { bandwidthInMbps: 1000 }
    peerings:
      - peeringType: AzurePrivatePeering
        peerASN: 65020
        primaryPeerAddressPrefix: 192.168.1.0/30
        secondaryPeerAddressPrefix: 192.168.1.4/30
        vlanId: 100
        bfd: { interval: 300ms, multiplier: 3 }
    primaryLink: { device: hq/edge }
    secondaryLink: { device: hq/edge }
virtualNetworkGateways:
  - { name: ergw, gatewayType: ExpressRoute, virtualNetwork: hub, sku: ErGw1AZ, instances: 2 }
  - { name: vpngw, gatewayType: Vpn, virtualNetwork: hub, sku: VpnGw2AZ, instances: 2, activeActive: true }
localNetworkGateways:
  - name: hq-edge
    device: hq/edge
    gatewayIpAddress: 203.0.113.10
    bgpSettings: { asn: 65020, bgpPeeringAddress: 10.8.0.1 }
connections:
  - { name: er, connectionType: ExpressRoute, virtualNetworkGateway1: ergw, peer: er1 }
  - name: vpn
    connectionType: IPsec
    virtualNetworkGateway1: vpngw
    localNetworkGateway2: hq-edge
    enableBgp: true
    sharedKey: { file: secrets/vpn.key }
sites:
  - name: hq
    asn: 65020
    prefixes: [10.8.0.0/24]
    devices:
      - name: edge
        kind: router
        bgpAddress: 10.8.0.1
        publicIpAddress: 203.0.113.10
        lanAddress: 10.8.0.254
        localPreference: { expressRoute: 150 }
        bfd: { interval: 300ms, multiplier: 3 }
hosts:
  - { name: server, site: hq, address: 10.8.0.10 }
  - { name: vm, virtualNetwork: hub, address: 10.1.1.4 }
flows:
  - { name: app, from: server, to: vm, rate: 50 }
drills:
  - name: circuit-silent
    steps:
      - { after: 1s, cut: circuit er1, how: silent }
      - { after: 15s, restore: circuit er1 }
)yaml";

class TempFolder {
 public:
  TempFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "causeway-cli-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~TempFolder() { std::filesystem::remove_all(path_); }
  [[nodiscard]] std::string file(const std::string& name, const std::string& text = "") const {
    const std::string where = (path_ / name).string();
    if (!text.empty()) std::ofstream(where) << text;
    return where;
  }

 private:
  std::filesystem::path path_;
};

inline std::string contents(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace cw::cli::testing
