// Each mistake a person can make: where it is reported, and what the report says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "design/load.h"
#include "design/test_designs.h"

namespace cw::design {
namespace {

using test::kSmall;
using test::replaced;
using testing::HasSubstr;

struct Mistake {
  const char* name;
  std::string_view from, to;  ///< edit of kSmall
  std::string_view at;        ///< the report points at the first place of this text after the edit
  const char* field;
  const char* problem;
  const char* suggestion;  ///< "" when there must be none
};

Place place_of(std::string_view text, std::string_view what) {
  const std::size_t at = text.find(what);
  const std::string_view before = text.substr(0, at);
  const auto line = static_cast<std::uint32_t>(std::count(before.begin(), before.end(), '\n')) + 1;
  const std::size_t start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  return {line, static_cast<std::uint32_t>(at - start) + 1};
}

class MistakeTest : public testing::TestWithParam<Mistake> {};

TEST_P(MistakeTest, IsReportedOnceAtItsPlace) {
  const Mistake& mistake = GetParam();
  const std::string text = replaced(kSmall, mistake.from, mistake.to);
  ASSERT_FALSE(text.empty()) << "the edit does not apply";
  ASSERT_NE(text.find(mistake.at), std::string::npos);
  const auto design = load(text, "d.yaml");
  ASSERT_FALSE(design.has_value());
  std::string all;
  for (const Diagnostic& error : design.error()) all += to_string(error) + "\n";
  ASSERT_EQ(design.error().size(), 1U) << all;
  const Diagnostic& error = design.error().front();
  EXPECT_EQ(error.file, "d.yaml");
  EXPECT_EQ(error.place, place_of(text, mistake.at)) << all;
  EXPECT_EQ(error.field, mistake.field) << all;
  EXPECT_THAT(error.problem, HasSubstr(mistake.problem)) << all;
  if (std::string_view(mistake.suggestion).empty()) {
    EXPECT_EQ(error.suggestion, "") << all;
  } else {
    EXPECT_THAT(error.suggestion, HasSubstr(mistake.suggestion)) << all;
  }
  EXPECT_FALSE(error.problem.empty());
}

const Mistake kMistakes[] = {
    // ---- form
    {"UnknownField", "kind: firewall", "knid: firewall", "knid", "sites[0].devices[0].knid", "unknown field",
     "did you mean kind?"},
    {"UnknownFieldAtTop", "drills:", "dril:", "dril:", "dril", "unknown field", "did you mean drills?"},
    {"UnknownFieldNothingNear", "rate: 100", "zzzzzzzz: 1", "zzzzzzzz", "flows[0].zzzzzzzz", "unknown field",
     "remove it"},
    {"UnknownFieldInGroup", "expressRoute: 150", "expresRoute: 150", "expresRoute",
     "sites[0].devices[1].localPreference.expresRoute", "unknown field", "did you mean expressRoute?"},
    {"DuplicateField", "    asn: 65010\n", "    asn: 65010\n    asn: 65011\n", "asn: 65011", "sites[0].asn",
     "written twice", "remove one"},
    {"MissingField", "  - name: hq\n    asn: 65010\n", "  - name: hq\n", "name: hq\n    prefixes", "sites[0].asn",
     "required field is missing", ""},
    {"MissingFieldInFlow", "{ name: app, from: server, to: vm,", "{ name: app, from: server,", "{ name: app",
     "flows[0].to", "missing", ""},
    {"WrongVersion", "causeway: 1", "causeway: 2", "2\nname", "causeway", "out of range", ""},
    {"ListInsteadOfValue", "asn: 65010, bgpPeering", "asn: [65010], bgpPeering", "[65010]",
     "localNetworkGateways[0].bgpSettings.asn", "a list stands here", ""},
    {"ValueInsteadOfList", "prefixes: [10.10.0.0/16]", "prefixes: 10.10.0.0/16", "10.10.0.0/16", "sites[0].prefixes",
     "a single value stands here", ""},
    {"ValueInsteadOfGroup", "bfd: { interval: 300ms }", "bfd: yes", "yes", "sites[0].devices[1].bfd", "a single value",
     ""},
    {"NothingWritten", "kind: firewall", "kind: ", "kind: , bgpAddress", "sites[0].devices[0].kind",
     "nothing is written", ""},
    // ---- values
    {"EnumNearest", "kind: firewall", "kind: firewal", "firewal,", "sites[0].devices[0].kind", "not known here",
     "did you mean firewall?"},
    {"EnumCase", "gatewayType: Vpn", "gatewayType: VPN", "VPN", "virtualNetworkGateways[1].gatewayType",
     "not known here", "did you mean Vpn?"},
    {"PeeringType", "AzurePrivatePeering", "AzurePublicPeering", "AzurePublicPeering",
     "expressRouteCircuits[0].peerings[0].peeringType", "not known here", "did you mean AzurePrivatePeering?"},
    {"Sku", "sku: ErGw1AZ", "sku: ErGw1ZA", "ErGw1ZA", "virtualNetworkGateways[0].sku", "not known here",
     "did you mean ErGw1AZ?"},
    {"SkuOfOtherType", "sku: VpnGw1AZ", "sku: ErGwScale", "ErGwScale", "virtualNetworkGateways[1].sku",
     "not a SKU of this type", ""},
    {"HostBits", "addressPrefix: 10.20.0.0/24", "addressPrefix: 10.20.0.1/24", "10.20.0.1/24",
     "virtualNetworks[0].subnets[0].addressPrefix", "has host bits set", "write 10.20.0.0/24"},
    {"PrefixWithoutLength", "prefixes: [10.10.0.0/16]", "prefixes: [10.10.0.0/16, 10.11.0.0]", "10.11.0.0]",
     "sites[0].prefixes[1]", "has no length", "write 10.11.0.0/32"},
    {"NotAPrefix", "prefixes: [10.10.0.0/16]", "prefixes: [10.10.0.0/16, ten]", "ten]", "sites[0].prefixes[1]",
     "is not a prefix", ""},
    {"PeeringPrefixLength", "172.16.0.4/30", "172.16.0.8/29", "172.16.0.8/29",
     "expressRouteCircuits[0].peerings[0].secondaryPeerAddressPrefix", "does not fit here", ""},
    {"LinkPrefixLength", "172.16.2.0/31", "172.16.2.0/24", "172.16.2.0/24", "sites[0].links[0].prefix",
     "does not fit here", ""},
    {"AddressWithLength", "address: 10.10.0.10", "address: 10.10.0.10/32", "10.10.0.10/32", "hosts[0].address",
     "is not an address", "write 10.10.0.10"},
    {"NotAnAddress", "gatewayIpAddress: 198.51.100.10", "gatewayIpAddress: 198.51.100.256", "198.51.100.256",
     "localNetworkGateways[0].gatewayIpAddress", "is not an address", ""},
    {"DurationWithoutUnit", "after: 1s", "after: 1", "1, cut", "drills[0].steps[0].after", "has no unit",
     "write 1s or 1ms"},
    {"DurationUnknownUnit", "holdTime: 180s", "holdTime: 180sec", "180sec", "sites[0].devices[0].holdTime",
     "is not a duration", ""},
    {"DurationRange", "holdTime: 180s", "holdTime: 2s", "2s", "sites[0].devices[0].holdTime", "out of range", ""},
    {"NumberRange", "rate: 100", "rate: 10001", "10001", "flows[0].rate", "10001 is out of range", ""},
    {"NumberHuge", "rate: 100", "rate: 99999999999999999999", "99999999999999999999", "flows[0].rate",
     "is not a number", ""},
    {"NumberNegative", "rate: 100", "rate: -1", "-1", "flows[0].rate", "is not a number", ""},
    {"NumberQuoted", "rate: 100", "rate: \"100\"", "\"100\"", "flows[0].rate", "a text where a number belongs",
     "write 100"},
    {"AsnZero", "    asn: 65010\n", "    asn: 0\n", "0\n    prefixes", "sites[0].asn", "out of range", ""},
    {"BooleanYes", "enableBgp: true", "enableBgp: yes", "yes", "connections[1].enableBgp", "not a truth value",
     "write true"},
    {"BooleanQuoted", "enableBgp: true", "enableBgp: \"true\"", "\"true\"", "connections[1].enableBgp",
     "not a truth value", "write true"},
    {"BadName", "name: app", "name: my app", "my app", "flows[0].name", "is not a name", ""},
    {"DevicePathWithoutSite", "device: hq/fw", "device: fw", "fw\n    gateway", "localNetworkGateways[0].device",
     "does not name a device", ""},
    // ---- references
    {"NoSuchCircuit", "peer: er1 }", "peer: er11 }", "er11", "connections[0].peer", "there is no circuit er11",
     "did you mean er1?"},
    {"NoSuchNetwork", "ExpressRoute, virtualNetwork: hub", "ExpressRoute, virtualNetwork: hubb", "hubb",
     "virtualNetworkGateways[0].virtualNetwork", "there is no virtual network hubb", "did you mean hub?"},
    {"NoSuchGateway", "virtualNetworkGateway1: vpngw", "virtualNetworkGateway1: vpnwg", "vpnwg",
     "connections[1].virtualNetworkGateway1", "there is no virtual network gateway vpnwg", "did you mean vpngw?"},
    {"NoSuchLocalGateway", "localNetworkGateway2: hq-fw", "localNetworkGateway2: hqfw", "hqfw",
     "connections[1].localNetworkGateway2", "there is no local network gateway hqfw", "did you mean hq-fw?"},
    {"NoSuchDevice", "secondaryLink: { device: hq/ce2 }", "secondaryLink: { device: hq/ce3 }", "hq/ce3",
     "expressRouteCircuits[0].secondaryLink.device", "there is no device hq/ce3", "did you mean hq/ce"},
    {"NoSuchLinkEnd", "between: [ce1, fw]", "between: [ce1, fww]", "fww", "sites[0].links[0].between[1]",
     "there is no device of this site fww", "did you mean fw?"},
    {"NoSuchHost", "to: vm", "to: vmm", "vmm", "flows[0].to", "there is no host vmm", "did you mean vm?"},
    {"NoSuchSite", "site: hq", "site: hqq", "hqq", "hosts[0].site", "there is no site hqq", "did you mean hq?"},
    {"NoSuchRouteTable", "addressPrefix: 10.20.0.0/24 }", "addressPrefix: 10.20.0.0/24, routeTable: rt }", "rt }",
     "virtualNetworks[0].subnets[0].routeTable", "there is no route table rt", "there is none"},
    {"NoSuchLanDevice", "    asn: 65010\n", "    asn: 65010\n    lanDevice: ce9\n", "ce9", "sites[0].lanDevice",
     "there is no device of this site ce9", "did you mean ce"},
    // ---- sense
    {"EqualNames", "connections:\n",
     "connections:\n  - { name: VPN, connectionType: ExpressRoute, virtualNetworkGateway1: ergw, peer: er1 }\n",
     "vpn, connectionType", "connections[2].name", "connection vpn exists already", "see connections[0]"},
    {"EqualDevices", "    links:\n", "      - { name: ce1 }\n    links:\n", "ce1 }\n    links",
     "sites[0].devices[3].name", "exists already", "devices[1]"},
    {"HostOutsideSite", "address: 10.10.0.10", "address: 10.11.0.10", "10.11.0.10", "hosts[0].address",
     "is not in a prefix of hq", ""},
    {"HostOutsideNetwork", "address: 10.20.0.10", "address: 10.20.7.10", "10.20.7.10", "hosts[1].address",
     "is not in a subnet of hub", ""},
    {"HostNowhere", "site: hq, address", "address", "{ name: server", "hosts[0]", "neither virtualNetwork nor site",
     ""},
    {"HostInBoth", "site: hq, address", "site: hq, virtualNetwork: hub, address", "{ name: server", "hosts[0]",
     "both written", ""},
    {"SubnetOutside", "addressPrefix: 10.20.0.0/24", "addressPrefix: 10.21.0.0/24", "10.21.0.0/24",
     "virtualNetworks[0].subnets[0].addressPrefix", "not inside the network's address space", ""},
    {"SubnetTwice", "addressPrefix: 10.20.255.0/27", "addressPrefix: 10.20.0.128/27", "- { name: workload",
     "virtualNetworks[0].subnets", "overlap", ""},
    {"SubnetWithoutPrefix", "{ name: workload, addressPrefix: 10.20.0.0/24 }", "{ name: spare }", "{ name: spare",
     "virtualNetworks[0].subnets[0].addressPrefix", "missing", ""},
    {"SamePeeringPrefix", "172.16.0.4/30", "172.16.0.0/30", "- peeringType", "expressRouteCircuits[0].peerings",
     "same prefix", ""},
    {"ConnectionWithoutPeer", "virtualNetworkGateway1: ergw, peer: er1", "virtualNetworkGateway1: ergw",
     "{ name: er, conn", "connections[0].peer", "missing", ""},
    {"ConnectionOfOtherType", "virtualNetworkGateway1: ergw", "virtualNetworkGateway1: vpngw", "vpngw, peer",
     "connections[0].virtualNetworkGateway1", "gateway of the other type", ""},
    {"ConnectionBothEnds", "peer: er1 }", "peer: er1, localNetworkGateway2: hq-fw }", "hq-fw }",
     "connections[0].localNetworkGateway2", "no such end", "remove it"},
    {"BgpWithoutAsn", "\n    bgpSettings: { asn: 65010, bgpPeeringAddress: 172.16.1.1 }", "", "true }",
     "connections[1].enableBgp", "has no bgpSettings", "enableBgp: false"},
    {"PublicAddressDiffers", "publicIpAddress: 198.51.100.10", "publicIpAddress: 198.51.100.11", "198.51.100.10\n",
     "localNetworkGateways[0].gatewayIpAddress", "is not the device's", "write 198.51.100.11"},
    {"BgpAddressDiffers", "bgpAddress: 172.16.1.1", "bgpAddress: 172.16.1.2", "172.16.1.1 }",
     "localNetworkGateways[0].bgpSettings.bgpPeeringAddress", "is not the device's", "write 172.16.1.2"},
    {"GatewayAddressOutside", "sku: ErGw1AZ", "address: 10.20.0.5", "10.20.0.5", "virtualNetworkGateways[0].address",
     "not in GatewaySubnet", ""},
    {"LinkToItself", "between: [ce1, fw]", "between: [fw, fw]", "[fw, fw]", "sites[0].links[0].between", "to itself",
     ""},
    {"FlowToItself", "to: vm", "to: server", "server, rate", "flows[0].to", "same host", ""},
    {"StepWithoutFault", ", cut: circuit er1", "", "{ after: 1s", "drills[0].steps[0]", "neither cut nor restore", ""},
    {"GeneratedTooMany", "    asn: 65010\n",
     "    asn: 65010\n    generatedPrefixes: { base: 10.64.0.0/16, length: 24, count: 257 }\n", "257",
     "sites[0].generatedPrefixes.count", "no room for 257", ""},
    {"GeneratedLength", "    asn: 65010\n",
     "    asn: 65010\n    generatedPrefixes: { base: 10.64.0.0/16, length: 15, count: 1 }\n", "15,",
     "sites[0].generatedPrefixes.length", "/15 does not fit", ""},
    {"SecretTwoSources", "enableBgp: true", "enableBgp: true, sharedKey: { file: a, env: B }", "{ file: a",
     "connections[1].sharedKey", "exactly one source", ""},
    {"SecretUnknownSource", "enableBgp: true", "enableBgp: true, sharedKey: { fil: a }",
     "fil:", "connections[1].sharedKey", "unknown kind of source", "did you mean file?"},
};

INSTANTIATE_TEST_SUITE_P(Design, MistakeTest, testing::ValuesIn(kMistakes),
                         [](const auto& mistake) { return std::string(mistake.param.name); });

TEST(LoadErrors, TheSmallDesignIsGood) {
  const auto design = load(kSmall, "d.yaml");
  ASSERT_TRUE(design.has_value()) << to_string(design.error().front());
}

TEST(LoadErrors, AllAtOnceInTheOrderOfTheFile) {
  std::string text = replaced(kSmall, "sku: ErGw1AZ", "sku: ErGw1ZA");
  text = replaced(text, "to: vm", "to: vmm");
  text = replaced(text, "name: small", "nmae: small");
  text = replaced(text, "kind: firewall", "kind: wall");
  const auto design = load(text, "d.yaml");
  ASSERT_FALSE(design.has_value());
  std::vector<std::string> fields;
  for (const Diagnostic& error : design.error()) fields.push_back(error.field);
  EXPECT_THAT(fields, testing::ElementsAre("name", "nmae", "virtualNetworkGateways[0].sku", "sites[0].devices[0].kind",
                                           "flows[0].to"));
}

TEST(LoadErrors, OneLineSaysEverything) {
  const auto design =
      load(replaced(kSmall, "addressPrefix: 10.20.0.0/24", "addressPrefix: 10.20.0.1/24"), "net/d.yaml");
  ASSERT_FALSE(design.has_value());
  EXPECT_EQ(to_string(design.error().front()),
            "net/d.yaml:7:42: virtualNetworks[0].subnets[0].addressPrefix: 10.20.0.1/24 has host bits set; expected an "
            "IPv4 or "
            "IPv6 prefix such as 10.17.11.0/25; write 10.20.0.0/24");
}

TEST(LoadErrors, TheListIsBounded) {
  std::string text(kSmall);
  text += "routeTables:\n";
  for (int i = 0; i < 1000; ++i) text += "  - { nmae: x }\n";
  const auto design = load(text, "d.yaml", {.errors_max = 20});
  ASSERT_FALSE(design.has_value());
  ASSERT_EQ(design.error().size(), 21U);
  EXPECT_EQ(design.error().back().problem, "1,980 more problems are not shown");
}

TEST(LoadErrors, ABadReferenceDoesNotHideOrRepeatOthers) {
  // The site is misspelled where it is defined: each use of it is one error, and nothing follows from them.
  const auto design = load(replaced(kSmall, "  - name: hq\n", "  - name: h q\n"), "d.yaml");
  ASSERT_FALSE(design.has_value());
  std::vector<std::string> fields;
  for (const Diagnostic& error : design.error()) fields.push_back(error.field);
  EXPECT_THAT(fields, testing::ElementsAre("expressRouteCircuits[0].primaryLink.device",
                                           "expressRouteCircuits[0].secondaryLink.device",
                                           "localNetworkGateways[0].device", "sites[0].name", "hosts[0].site"));
}

TEST(LoadDrill, AloneInAFile) {
  const auto drill = load_drill(
      "name: both\nsteps:\n  - { after: 500ms, cut: circuit er1, how: carrier }\n  - { after: 1min, restore: circuit "
      "er1 }\n",
      "x.yaml");
  ASSERT_TRUE(drill.has_value()) << to_string(drill.error().front());
  ASSERT_EQ(drill->steps.size(), 2U);
  EXPECT_EQ(drill->steps[0].after, std::chrono::milliseconds(500));
  EXPECT_EQ(drill->steps[0].cut, "circuit er1");
  EXPECT_EQ(drill->steps[0].how, "carrier");
  EXPECT_EQ(drill->steps[1].restore, "circuit er1");
  EXPECT_FALSE(drill->objectives.has_value());
}

TEST(LoadDrill, ReportsItsMistakes) {
  const auto drill = load_drill("name: both\nsteps:\n  - { after: 1s, how: silently }\n", "x.yaml");
  ASSERT_FALSE(drill.has_value());
  ASSERT_EQ(drill.error().size(), 2U);
  EXPECT_EQ(drill.error()[0].field, "steps[0]");
  EXPECT_EQ(drill.error()[1].field, "steps[0].how");
  EXPECT_EQ(drill.error()[1].suggestion, "did you mean silent?");
}

}  // namespace
}  // namespace cw::design
