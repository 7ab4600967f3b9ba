#include "design/model.h"

#include <gtest/gtest.h>

#include "design/catalogue.h"
#include "design/enum_names.h"

namespace cw::design {
namespace {

TEST(Model, FindsByName) {
  Design design;
  design.sites = {Site{.name = "hq", .devices = {Device{.name = "ce1"}, Device{.name = "ce2"}}}, Site{.name = "lab"}};
  EXPECT_EQ(find_site(design, "lab"), &design.sites[1]);
  EXPECT_EQ(find_site(design, "la"), nullptr);
  EXPECT_EQ(find_device(design, "hq/ce2"), &design.sites[0].devices[1]);
  EXPECT_EQ(find_device(design, "lab/ce1"), nullptr);
  EXPECT_EQ(find_device(design, "ce1"), nullptr);
  VirtualNetwork network{.subnets = {Subnet{.name = "gatewaysubnet"}, Subnet{.name = "GatewaySubnet"}}};
  EXPECT_EQ(find_gateway_subnet(network), &network.subnets[1]);  // the name is exact
}

TEST(Model, GeneratedPrefixesAreConsecutive) {
  Site site;
  site.prefixes = {*Prefix::parse("192.168.0.0/24")};
  site.generated_prefixes = GeneratedPrefixes{.base = *Prefix::parse("10.64.0.0/11"), .length = 24, .count = 8192};
  const std::vector<Prefix> prefixes = all_prefixes(site);
  ASSERT_EQ(prefixes.size(), 8193U);
  EXPECT_EQ(to_string(prefixes[0]), "192.168.0.0/24");
  EXPECT_EQ(to_string(prefixes[1]), "10.64.0.0/24");
  EXPECT_EQ(to_string(prefixes[2]), "10.64.1.0/24");
  EXPECT_EQ(to_string(prefixes[257]), "10.65.0.0/24");
  EXPECT_EQ(to_string(prefixes[8192]), "10.95.255.0/24");
  for (std::size_t i = 1; i < prefixes.size(); ++i) ASSERT_TRUE(site.generated_prefixes->base.covers(prefixes[i]));
}

TEST(Model, GeneratedPrefixesOfOddLengthsAndBothFamilies) {
  const auto last = [](const char* base, std::uint8_t length, std::uint32_t count) {
    Site site;
    site.generated_prefixes = GeneratedPrefixes{.base = *Prefix::parse(base), .length = length, .count = count};
    return to_string(all_prefixes(site).back());
  };
  EXPECT_EQ(last("10.0.0.0/8", 32, 1000), "10.0.3.231/32");
  EXPECT_EQ(last("10.0.0.0/8", 27, 10), "10.0.1.32/27");
  EXPECT_EQ(last("0.0.0.0/1", 1, 1), "0.0.0.0/1");
  EXPECT_EQ(last("10.0.0.0/8", 9, 2), "10.128.0.0/9");
  EXPECT_EQ(last("fd00::/32", 64, 65538), "fd00:0:1:1::/64");
  EXPECT_EQ(last("fd00::/32", 61, 3), "fd00:0:0:10::/61");
  EXPECT_EQ(last("fd00::/64", 128, 257), "fd00::100/128");
}

TEST(Model, Words) {
  EXPECT_EQ(to_string(Profile::Azure), "azure");
  EXPECT_EQ(to_string(Profile::Causeway), "causeway");
  EXPECT_EQ(to_string(Road::ExpressRoute), "ExpressRoute");
  EXPECT_EQ(to_string(Road::Vpn), "VPN");
}

TEST(Catalogue, SkusAreFoundInAnyCaseAndHaveASource) {
  ASSERT_NE(find_express_route_sku("ergw1az"), nullptr);
  EXPECT_EQ(find_express_route_sku("ErGw1Az")->routes_learned, 4000U);
  EXPECT_EQ(find_express_route_sku("UltraPerformance")->routes_learned, 9500U);
  EXPECT_EQ(find_express_route_sku("VpnGw1"), nullptr);
  EXPECT_EQ(find_vpn_sku("vpngw4az")->tunnels, 100U);
  EXPECT_EQ(find_vpn_sku("VpnGw2AZ")->mbps, 1000U);  // the slower generation
  EXPECT_FALSE(find_vpn_sku("Basic")->bgp);
  EXPECT_FALSE(find_vpn_sku("Basic")->coexistence);
  EXPECT_TRUE(find_vpn_sku("VpnGw1")->retired);
  for (const ExpressRouteSku& sku : express_route_skus()) EXPECT_TRUE(source(sku.source).has_value()) << sku.name;
  for (const VpnSku& sku : vpn_skus()) EXPECT_TRUE(source(sku.source).has_value()) << sku.name;
}

TEST(Catalogue, ScaleUnits) {
  const ExpressRouteSku& scale = *find_express_route_sku("ErGwScale");
  EXPECT_EQ(scaled(scale, 1).circuits, 4U);
  EXPECT_EQ(scaled(scale, 2).circuits, 8U);
  EXPECT_EQ(scaled(scale, 10).circuits, 16U);
  EXPECT_TRUE(scaled(scale, 10).fast_path);
  EXPECT_EQ(scaled(scale, 10).packets_per_second, 1'000'000U);
  EXPECT_EQ(scaled(scale, 20).packets_per_second, 2'000'000U);
  EXPECT_EQ(scaled(scale, 40).packets_per_second, 8'000'000U);
  EXPECT_EQ(scaled(scale, 40).mbps, 40'000U);
  EXPECT_EQ(scaled(*find_express_route_sku("ErGw1AZ"), 9).mbps, 1000U);
}

TEST(Catalogue, Circuits) {
  EXPECT_EQ(circuit_sku(CircuitTier::Local).prefixes_v4, 4000U);
  EXPECT_EQ(circuit_sku(CircuitTier::Premium).prefixes_v4, 10000U);
  EXPECT_EQ(circuit_links_max(CircuitTier::Standard, 10000), 10U);
  EXPECT_EQ(circuit_links_max(CircuitTier::Premium, 50), 20U);
  EXPECT_EQ(circuit_links_max(CircuitTier::Premium, 500), 40U);
  EXPECT_EQ(circuit_links_max(CircuitTier::Premium, 100000), 100U);
}

TEST(Catalogue, Defaults) {
  EXPECT_EQ(defaults().gateway_asn, AsNumber(65515));
  EXPECT_EQ(defaults().provider_edge_asn, AsNumber(12076));
  EXPECT_GT(defaults().weight_express_route, defaults().weight_vpn);
  EXPECT_EQ(defaults().bgp_keepalive, 60s);
  EXPECT_EQ(defaults().bgp_hold, 180s);
  EXPECT_EQ(defaults().bfd_interval, 300ms);
  EXPECT_EQ(defaults().dpd_timeout, 45s);
  EXPECT_EQ(defaults().vpn_unplanned_failover_max, 180s);
}

TEST(Catalogue, ReservedAsNumbers) {
  for (const std::uint32_t asn :
       {0U, 8074U, 8075U, 12076U, 23456U, 64496U, 64511U, 65515U, 65516U, 65520U, 65535U, 65551U, 4294967295U}) {
    EXPECT_TRUE(reserved_asn(AsNumber(asn), Road::Vpn).has_value()) << asn;
    EXPECT_TRUE(reserved_asn(AsNumber(asn), Road::ExpressRoute).has_value()) << asn;
  }
  for (const std::uint32_t asn : {1U, 64495U, 64512U, 65010U, 65514U, 65521U, 65534U, 65552U, 4200000000U}) {
    EXPECT_FALSE(reserved_asn(AsNumber(asn), Road::Vpn).has_value()) << asn;
    EXPECT_FALSE(reserved_asn(AsNumber(asn), Road::ExpressRoute).has_value()) << asn;
  }
}

TEST(Catalogue, UnknownSource) {
  EXPECT_EQ(source("NOWHERE"), std::nullopt);
}

}  // namespace
}  // namespace cw::design
