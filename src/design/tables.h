// The field tables, one per resource. Their contents stand in tables_azure.cc, tables_gateways.cc, tables_site.cc and
// tables_design.cc.
#pragma once

#include <span>
#include <string_view>

#include "design/fields.h"
#include "design/model.h"

namespace cw::design {

struct DesignTable {
  using Owner = Design;
  static constexpr std::string_view kName = "design";
  static constexpr std::string_view kDoc = "The whole file.";
  static std::span<const Field<Owner>> fields();
};

struct VirtualNetworkTable {
  using Owner = VirtualNetwork;
  static constexpr std::string_view kName = "virtualNetwork";
  static constexpr std::string_view kDoc = "A virtual network.";
  static std::span<const Field<Owner>> fields();
};

struct SubnetTable {
  using Owner = Subnet;
  static constexpr std::string_view kName = "subnet";
  static constexpr std::string_view kDoc = "A subnet; the one called GatewaySubnet holds the gateways.";
  static std::span<const Field<Owner>> fields();
};

struct NetworkPeeringTable {
  using Owner = VirtualNetworkPeering;
  static constexpr std::string_view kName = "virtualNetworkPeering";
  static constexpr std::string_view kDoc = "One direction of a peering between two virtual networks.";
  static std::span<const Field<Owner>> fields();
};

struct RouteTableTable {
  using Owner = RouteTable;
  static constexpr std::string_view kName = "routeTable";
  static constexpr std::string_view kDoc = "User-defined routes for subnets.";
  static std::span<const Field<Owner>> fields();
};

struct UserDefinedRouteTable {
  using Owner = UserDefinedRoute;
  static constexpr std::string_view kName = "route";
  static constexpr std::string_view kDoc = "One user-defined route.";
  static std::span<const Field<Owner>> fields();
};

struct RouteServerTable {
  using Owner = RouteServer;
  static constexpr std::string_view kName = "routeServer";
  static constexpr std::string_view kDoc =
      "An Azure Route Server; the checks judge it, a rehearsal does not run it yet.";
  static std::span<const Field<Owner>> fields();
};

struct CircuitTable {
  using Owner = ExpressRouteCircuit;
  static constexpr std::string_view kName = "expressRouteCircuit";
  static constexpr std::string_view kDoc = "An ExpressRoute circuit with its two links.";
  static std::span<const Field<Owner>> fields();
};

struct CircuitSkuTable {
  using Owner = ExpressRouteCircuit;
  static constexpr std::string_view kName = "circuitSku";
  static constexpr std::string_view kDoc = "Tier and billing of a circuit.";
  static std::span<const Field<Owner>> fields();
};

struct ServiceProviderTable {
  using Owner = ExpressRouteCircuit;
  static constexpr std::string_view kName = "serviceProviderProperties";
  static constexpr std::string_view kDoc = "Who provides the circuit, where, and how fast.";
  static std::span<const Field<Owner>> fields();
};

struct CircuitLinkTable {
  using Owner = CircuitLink;
  static constexpr std::string_view kName = "circuitLink";
  static constexpr std::string_view kDoc = "One physical link of a circuit: provider edge to the customer's device.";
  static std::span<const Field<Owner>> fields();
};

struct PrivatePeeringTable {
  using Owner = PrivatePeering;
  static constexpr std::string_view kName = "privatePeering";
  static constexpr std::string_view kDoc = "Azure private peering of a circuit: the BGP sessions of both links.";
  static std::span<const Field<Owner>> fields();
};

struct PrivatePeeringV6Table {
  using Owner = PrivatePeering;
  static constexpr std::string_view kName = "ipv6PeeringConfig";
  static constexpr std::string_view kDoc = "The IPv6 half of the private peering.";
  static std::span<const Field<Owner>> fields();
};

struct MicrosoftPeeringTable {
  using Owner = MicrosoftPeering;
  static constexpr std::string_view kName = "microsoftPeering";
  static constexpr std::string_view kDoc = "Microsoft peering: only whether it exists matters here.";
  static std::span<const Field<Owner>> fields();
};

struct BfdTable {
  using Owner = BfdSettings;
  static constexpr std::string_view kName = "bfd";
  static constexpr std::string_view kDoc = "BFD timers of one side.";
  static std::span<const Field<Owner>> fields();
};

struct GatewayTable {
  using Owner = VirtualNetworkGateway;
  static constexpr std::string_view kName = "virtualNetworkGateway";
  static constexpr std::string_view kDoc = "An ExpressRoute gateway or a VPN gateway.";
  static std::span<const Field<Owner>> fields();
};

struct GatewayBgpTable {
  using Owner = VirtualNetworkGateway;
  static constexpr std::string_view kName = "gatewayBgpSettings";
  static constexpr std::string_view kDoc = "AS number and BGP addresses of a gateway.";
  static std::span<const Field<Owner>> fields();
};

struct BgpPeeringAddressTable {
  using Owner = BgpPeeringAddress;
  static constexpr std::string_view kName = "bgpPeeringAddress";
  static constexpr std::string_view kDoc = "The BGP addresses of one gateway instance.";
  static std::span<const Field<Owner>> fields();
};

struct PublicIpAddressTable {
  using Owner = PublicIpAddress;
  static constexpr std::string_view kName = "publicIpAddress";
  static constexpr std::string_view kDoc = "The public address of one gateway instance.";
  static std::span<const Field<Owner>> fields();
};

struct ScaleUnitsTable {
  using Owner = VirtualNetworkGateway;
  static constexpr std::string_view kName = "scaleUnits";
  static constexpr std::string_view kDoc = "Scale units of an ErGwScale gateway.";
  static std::span<const Field<Owner>> fields();
};

struct LocalNetworkGatewayTable {
  using Owner = LocalNetworkGateway;
  static constexpr std::string_view kName = "localNetworkGateway";
  static constexpr std::string_view kDoc = "Azure's picture of a VPN device on-premises.";
  static std::span<const Field<Owner>> fields();
};

struct LocalAddressSpaceTable {
  using Owner = LocalNetworkGateway;
  static constexpr std::string_view kName = "localNetworkAddressSpace";
  static constexpr std::string_view kDoc = "Static routes of the VPN gateway towards this device.";
  static std::span<const Field<Owner>> fields();
};

struct LocalBgpTable {
  using Owner = LocalNetworkGateway;
  static constexpr std::string_view kName = "localBgpSettings";
  static constexpr std::string_view kDoc = "AS number and BGP address of the device.";
  static std::span<const Field<Owner>> fields();
};

struct ConnectionTable {
  using Owner = Connection;
  static constexpr std::string_view kName = "connection";
  static constexpr std::string_view kDoc = "A gateway's connection to a circuit or to a local network gateway.";
  static std::span<const Field<Owner>> fields();
};

struct IpsecPolicyTable {
  using Owner = IpsecPolicy;
  static constexpr std::string_view kName = "ipsecPolicy";
  static constexpr std::string_view kDoc = "A custom IPsec/IKE policy: one complete combination.";
  static std::span<const Field<Owner>> fields();
};

struct SiteTable {
  using Owner = Site;
  static constexpr std::string_view kName = "site";
  static constexpr std::string_view kDoc = "An on-premises site: one AS, its prefixes, its edge devices.";
  static std::span<const Field<Owner>> fields();
};

struct GeneratedPrefixesTable {
  using Owner = GeneratedPrefixes;
  static constexpr std::string_view kName = "generatedPrefixes";
  static constexpr std::string_view kDoc = "Many consecutive prefixes, for table sizes.";
  static std::span<const Field<Owner>> fields();
};

struct DeviceLinkTable {
  using Owner = DeviceLink;
  static constexpr std::string_view kName = "deviceLink";
  static constexpr std::string_view kDoc = "A wire between two devices of the site; both speak iBGP over it.";
  static std::span<const Field<Owner>> fields();
};

struct DeviceTable {
  using Owner = Device;
  static constexpr std::string_view kName = "device";
  static constexpr std::string_view kDoc = "An edge router or VPN device of a site.";
  static std::span<const Field<Owner>> fields();
};

struct LocalPreferenceTable {
  using Owner = Device;
  static constexpr std::string_view kName = "localPreference";
  static constexpr std::string_view kDoc = "Local preference the device gives to what it learns.";
  static std::span<const Field<Owner>> fields();
};

struct LocalPreferenceRuleTable {
  using Owner = LocalPreferenceRule;
  static constexpr std::string_view kName = "localPreferenceRule";
  static constexpr std::string_view kDoc = "A local preference for some prefixes over one road.";
  static std::span<const Field<Owner>> fields();
};

struct AdvertisementTable {
  using Owner = Advertisement;
  static constexpr std::string_view kName = "advertisement";
  static constexpr std::string_view kDoc = "What to advertise over one road instead of everything the site owns.";
  static std::span<const Field<Owner>> fields();
};

struct StaticRouteTable {
  using Owner = StaticRoute;
  static constexpr std::string_view kName = "staticRoute";
  static constexpr std::string_view kDoc = "A static route of the device that leaves over one road.";
  static std::span<const Field<Owner>> fields();
};

struct InternetPathTable {
  using Owner = Device;
  static constexpr std::string_view kName = "internetPath";
  static constexpr std::string_view kDoc = "The device's own Internet access, which carries the tunnels.";
  static std::span<const Field<Owner>> fields();
};

struct HostTable {
  using Owner = Host;
  static constexpr std::string_view kName = "host";
  static constexpr std::string_view kDoc = "An endpoint that sends and answers probes.";
  static std::span<const Field<Owner>> fields();
};

struct FlowTable {
  using Owner = Flow;
  static constexpr std::string_view kName = "flow";
  static constexpr std::string_view kDoc = "Traffic that matters, probed in both directions.";
  static std::span<const Field<Owner>> fields();
};

struct ObjectivesTable {
  using Owner = Objectives;
  static constexpr std::string_view kName = "objectives";
  static constexpr std::string_view kDoc = "What a drill must not exceed.";
  static std::span<const Field<Owner>> fields();
};

struct DrillTable {
  using Owner = DrillSpec;
  static constexpr std::string_view kName = "drill";
  static constexpr std::string_view kDoc = "Timed faults and restorations.";
  static std::span<const Field<Owner>> fields();
};

struct DrillStepTable {
  using Owner = DrillStep;
  static constexpr std::string_view kName = "drillStep";
  static constexpr std::string_view kDoc = "One fault or one restoration.";
  static std::span<const Field<Owner>> fields();
};

struct InternetTable {
  using Owner = Internet;
  static constexpr std::string_view kName = "internet";
  static constexpr std::string_view kDoc = "The underlay of the tunnels on Azure's side.";
  static std::span<const Field<Owner>> fields();
};

struct TuningTable {
  using Owner = Tuning;
  static constexpr std::string_view kName = "tuning";
  static constexpr std::string_view kDoc = "Knobs of profile causeway and stated ranges of profile azure.";
  static std::span<const Field<Owner>> fields();
};

struct IntentTable {
  using Owner = Intent;
  static constexpr std::string_view kName = "intent";
  static constexpr std::string_view kDoc = "What the checks need to know and cannot see.";
  static std::span<const Field<Owner>> fields();
};

}  // namespace cw::design
