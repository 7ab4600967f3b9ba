// What to_yaml() writes, load() reads; the checked-in schema and reference are those of the tables.
#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "design/load.h"
#include "design/tables.h"
#include "design/test_designs.h"

namespace cw::design {
namespace test {

// Alternatives (addressPrefix and addressPrefixes, cut and restore, virtualNetwork and site) each appear somewhere.
const std::string_view kEverything = R"(causeway: 1
name: "everything: all of it"
profile: azure
virtualNetworks:
  - name: hub
    addressSpace: [10.20.0.0/16, fd00::/48]
    subnets:
      - name: workload
        addressPrefix: 10.20.0.0/24
        routeTable: rt1
        networkSecurityGroup: true
      - name: GatewaySubnet
        addressPrefixes: [10.20.255.0/27, fd00:0:0:ff::/64]
        serviceEndpointPolicies: true
        otherResources: true
    peerings:
      - { remoteVirtualNetwork: spoke, allowGatewayTransit: true }
    dnsServers: [10.20.0.4]
    dnsForwardsToAzure: false
  - name: spoke
    addressSpace: []
    peerings:
      - { remoteVirtualNetwork: hub, useRemoteGateways: true }
routeTables:
  - name: rt1
    disableBgpRoutePropagation: true
    routes:
      - name: to-firewall
        addressPrefix: 0.0.0.0/0
        nextHopType: VirtualAppliance
        nextHopIpAddress: 10.20.0.5
routeServers:
  - { name: rs, virtualNetwork: hub, allowBranchToBranchTraffic: true }
expressRouteCircuits:
  - name: er1
    sku: { tier: Premium, family: UnlimitedData }
    serviceProviderProperties:
      serviceProviderName: Some Provider
      peeringLocation: Some City
      bandwidthInMbps: 1000
    serviceProviderProvisioningState: Provisioning
    peerings:
      - peeringType: AzurePrivatePeering
        state: Disabled
        peerASN: 65010
        primaryPeerAddressPrefix: 172.16.0.0/30
        secondaryPeerAddressPrefix: 172.16.0.4/30
        ipv6PeeringConfig:
          primaryPeerAddressPrefix: fd00:1::/126
          secondaryPeerAddressPrefix: fd00:1::4/126
        vlanId: 100
        sharedKey: { env: ER1_MD5 }
        bfd: { enabled: false, interval: 750ms, multiplier: 4 }
      - { peeringType: MicrosoftPeering, state: Enabled }
    primaryLink: { device: hq/ce1, delay: 3ms, jitter: 100us }
    secondaryLink: { device: hq/ce2, delay: 7ms }
virtualNetworkGateways:
  - name: ergw
    gatewayType: ExpressRoute
    virtualNetwork: hub
    sku: ErGwScale
    instances: 4
    address: 10.20.255.9
    bgpSettings: { asn: 65515 }
    allowRemoteVnetTraffic: true
    scaleUnits: { min: 2, max: 10 }
  - name: vpngw
    gatewayType: Vpn
    vpnType: PolicyBased
    virtualNetwork: hub
    sku: VpnGw2AZ
    activeActive: true
    enableBgp: false
    bgpSettings:
      asn: 65500
      bgpPeeringAddresses:
        - defaultBgpIpAddress: 10.20.255.12
          customBgpIpAddresses: [169.254.21.2]
        - { defaultBgpIpAddress: 10.20.255.13 }
    publicIpAddresses:
      - { address: 20.0.0.9, sku: Basic }
    profile: causeway
localNetworkGateways:
  - name: hq-fw
    device: hq/fw
    gatewayIpAddress: 198.51.100.10
    localNetworkAddressSpace:
      addressPrefixes: [10.10.0.0/16]
    bgpSettings: { asn: 65010, bgpPeeringAddress: 172.16.1.1 }
connections:
  - name: er
    connectionType: ExpressRoute
    virtualNetworkGateway1: ergw
    peer: er1
    routingWeight: 10
  - name: vpn
    connectionType: IPsec
    virtualNetworkGateway1: vpngw
    localNetworkGateway2: hq-fw
    enableBgp: true
    connectionMode: ResponderOnly
    dpdTimeoutSeconds: 30
    sharedKey: { literal: redacted }
    ipsecPolicies:
      - saLifeTimeSeconds: 3600
        saDataSizeKilobytes: 2048
        ipsecEncryption: GCMAES256
        ipsecIntegrity: GCMAES256
        ikeEncryption: AES256
        ikeIntegrity: SHA384
        dhGroup: ECP384
        pfsGroup: PFS2048
    usePolicyBasedTrafficSelectors: true
    bfd: { interval: 250ms, multiplier: 6 }
sites:
  - name: hq
    asn: 65010
    prefixes: [10.10.0.0/16]
    generatedPrefixes: { base: 10.64.0.0/11, length: 23, count: 100 }
    devices:
      - name: fw
        kind: firewall
        implementation: bird
        bgpAddress: 172.16.1.1
        publicIpAddress: 198.51.100.10
        lanAddress: 10.10.0.1
        localPreference:
          expressRoute: 150
          vpn: 90
          rules:
            - prefixes: [10.20.0.0/16]
              road: vpn
              localPreference: 200
        advertise:
          - road: expressRoute
            prefixes: []
            asPathPrepend: 3
        staticRoutes:
          - { prefix: 10.20.0.0/16, road: vpn, distance: 220 }
        bfd: { interval: 400ms, multiplier: 5 }
        holdTime: 30s
        internet: { delay: 9ms, jitter: 2ms, bandwidthMbps: 500, lossPpm: 7 }
        stateful: true
      - { name: ce1 }
      - { name: ce2 }
    links:
      - between: [ce1, fw]
        prefix: 172.16.2.0/31
        delay: 50us
    lanDevice: ce1
hosts:
  - { name: server, site: hq, address: 10.10.0.10 }
  - { name: vm, virtualNetwork: hub, address: 10.20.0.10 }
flows:
  - name: app
    from: server
    to: vm
    rate: 50
    class: devtest
    megabits: 300
    expectedRoad: vpn
objectives: { outageOut: 2s, outageBack: 1ms, lostBack: 4, symmetric: false }
drills:
  - name: cut
    steps:
      - { after: 1s, cut: link hq/ce1~hq/fw, how: one-way-a }
      - { after: 2min, restore: link hq/ce1~hq/fw }
    objectives: { outageOut: 3s }
internet: { delay: 6ms, jitter: 1ms }
tuning:
  holdDown: 5s
  providerEdgeToGatewayMin: 1s
  providerEdgeToGatewayMax: 30s
  fabricBfd: { interval: 200ms, multiplier: 4 }
  tunnelBfd: { enabled: false, interval: 500ms, multiplier: 2 }
intent: { backup: false, transit: true, recoveryTimeObjective: 1min }
)";

}  // namespace test

namespace {

std::string file_text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::filesystem::path> examples() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(CW_SOURCE_DIR "/examples")) {
    if (entry.path().extension() == ".yaml") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

// Reader and writer use the same member for every field: what is read from the canonical text is written as that text.
TEST(RoundTrip, EveryFieldComesBackAsWritten) {
  const auto design = load(test::kEverything, "everything.yaml");
  ASSERT_TRUE(design.has_value()) << to_string(design.error().front());
  EXPECT_EQ(to_yaml(*design), test::kEverything);
}

TEST(RoundTrip, TheTextAboveHoldsEveryField) {
  ObjectInfos infos;
  collect_object<DesignTable>(infos);
  EXPECT_GT(infos.size(), 35U);
  for (const ObjectInfo& info : infos) {
    for (const FieldInfo& field : info.fields) {
      EXPECT_THAT(std::string(test::kEverything), testing::HasSubstr(fmt::format("{}:", field.name))) << info.name;
    }
  }
}

TEST(RoundTrip, Examples) {
  for (const auto& path : examples()) {
    const auto design = load(file_text(path), path.string());
    ASSERT_TRUE(design.has_value()) << to_string(design.error().front());
    const std::string text = to_yaml(*design);
    const auto again = load(text, path.string());
    ASSERT_TRUE(again.has_value()) << to_string(again.error().front()) << "\n" << text;
    EXPECT_EQ(to_yaml(*again), text);
  }
}

TEST(RoundTrip, TextsThatYamlWouldMisread) {
  for (const std::string name : {"yes", "null", "1", "1.5", "a: b", "a #b", "- a", "\"q\"", "'", "x:", "[a]",
                                 "caf\xc3\xa9", "a\\b", "1e3", "0x1f"}) {
    Design design;
    design.name = name;
    const auto again = load(to_yaml(design), "x.yaml");
    ASSERT_TRUE(again.has_value()) << to_string(again.error().front()) << "\n" << to_yaml(design);
    EXPECT_EQ(again->name, name) << to_yaml(design);
  }
}

TEST(Examples, AreAllThereAndDrillTheCircuit) {
  std::vector<std::string> names;
  for (const auto& path : examples()) {
    names.push_back(path.stem().string());
    const auto design = load(file_text(path), path.filename().string());
    ASSERT_TRUE(design.has_value()) << to_string(design.error().front());
    const auto drill = std::find_if(design->drills.begin(), design->drills.end(),
                                    [](const DrillSpec& d) { return d.name == "circuit-silent"; });
    EXPECT_NE(drill, design->drills.end()) << path;
    EXPECT_FALSE(design->flows.empty()) << path;
    EXPECT_EQ(design->profile, Profile::Causeway) << path;
  }
  for (const char* name :
       {"microsoft-backup", "circuit-primary", "gradual-migration", "traffic-separation", "hq-and-branches",
        "longest-prefix", "static-vpn", "no-local-preference", "prefix-limit", "no-bfd"}) {
    EXPECT_THAT(names, testing::Contains(name));
  }
}

// To write both files again:
//   design_test --gtest_also_run_disabled_tests --gtest_filter='Published.DISABLED_Write'
TEST(Published, SchemaIsFresh) {
  EXPECT_EQ(file_text(CW_SOURCE_DIR "/docs/schema/design.schema.json"), json_schema());
}
TEST(Published, ReferenceIsFresh) {
  EXPECT_EQ(file_text(CW_SOURCE_DIR "/docs/design-file.md"), reference_markdown());
}
TEST(Published, DISABLED_Write) {
  std::filesystem::create_directories(CW_SOURCE_DIR "/docs/schema");
  std::ofstream(CW_SOURCE_DIR "/docs/schema/design.schema.json", std::ios::binary) << json_schema();
  std::ofstream(CW_SOURCE_DIR "/docs/design-file.md", std::ios::binary) << reference_markdown();
}

}  // namespace
}  // namespace cw::design
