// Field tables of networks and circuits. Names are the property names of Azure's resource model.
#include <algorithm>
#include <array>

#include "design/codecs.h"
#include "design/tables.h"

namespace cw::design {
namespace {

constexpr auto kRequired = Need::Required;
constexpr auto kOptional = Need::Optional;

using Milliseconds10s = DurationIn<0, 10'000'000'000>;

std::span<const std::string_view> provisioning_states() {
  static constexpr std::array<std::string_view, 4> kWords{"NotProvisioned", "Provisioning", "Provisioned",
                                                          "Deprovisioning"};
  return kWords;
}
constexpr std::string_view private_peering_word() {
  return "AzurePrivatePeering";
}
constexpr std::string_view microsoft_peering_word() {
  return "MicrosoftPeering";
}

// addressSpace: a list of prefixes, or Azure's { addressPrefixes: [...] }.
struct AddressSpace : RequiredList<AnyPrefix> {
  static void read(Decoder& decoder, const Cursor& at, std::vector<Prefix>& out) {
    const Node& node = decoder.node(at);
    if (node.kind != Node::Kind::Mapping) return List<AnyPrefix>::read(decoder, at, out);
    FieldMatcher matcher(decoder, at, {{.name = "addressPrefixes", .required = true}});
    for (std::size_t i = 0; i < node.keys.size(); ++i) {
      if (matcher.match(node.keys[i]) < 0) continue;
      const Path path{.parent = at.path, .key = "addressPrefixes"};
      List<AnyPrefix>::read(decoder, {.node = node.children[i], .path = &path}, out);
    }
    matcher.report_missing();
  }
  static std::string schema() {
    const std::string list = List<AnyPrefix>::schema();
    return fmt::format(
        R"({{"oneOf":[{0},{{"type":"object","required":["addressPrefixes"],"additionalProperties":false,)"
        R"("properties":{{"addressPrefixes":{0}}}}}]}})",
        list);
  }
};

// peerings of a circuit: the entry's peeringType says which table describes it.
struct CircuitPeerings {
  using Value = ExpressRouteCircuit;

  static void read(Decoder& decoder, const Cursor& at, Value& circuit) {
    if (!decoder.is_sequence(at, "a list of peerings")) return;
    const Node& node = decoder.node(at);
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      const Path path{.parent = at.path, .index = i};
      read_one(decoder, {.node = node.children[i], .path = &path}, circuit);
    }
  }

  static void read_one(Decoder& decoder, const Cursor& at, Value& circuit) {
    const std::vector<std::string_view> words{private_peering_word(), microsoft_peering_word()};
    if (!decoder.is_mapping(at, "a group of fields")) return;
    const Node& node = decoder.node(at);
    const auto key = std::ranges::find(node.keys, "peeringType", &Node::Key::name);
    const Path path{.parent = at.path, .key = "peeringType"};
    if (key == node.keys.end()) {
      decoder.error_at(node.place, to_string(&path),
                       [&] { return Problem{"a required field is missing", one_of(words), {}}; });
      return;
    }
    const NodeIndex type = node.children[static_cast<std::size_t>(key - node.keys.begin())];
    std::size_t index = 0;
    if (!read_word(decoder, {.node = type, .path = &path}, words, index)) return;
    const bool twice = index == 0 ? circuit.private_peering.has_value() : circuit.microsoft_peering.has_value();
    if (twice) {
      decoder.error(at, [&] {
        return Problem{fmt::format("a second {}", words[index]), "each peering type once in a circuit", {}};
      });
    } else if (index == 0) {
      Object<PrivatePeeringTable>::read(decoder, at, circuit.private_peering.emplace());
    } else {
      Object<MicrosoftPeeringTable>::read(decoder, at, circuit.microsoft_peering.emplace());
    }
  }

  static Yaml write(const Value& circuit) {
    Yaml list = Yaml::list();
    if (circuit.private_peering) list.items.push_back(Object<PrivatePeeringTable>::write(*circuit.private_peering));
    if (circuit.microsoft_peering)
      list.items.push_back(Object<MicrosoftPeeringTable>::write(*circuit.microsoft_peering));
    return list.items.empty() ? Yaml{} : list;
  }
  static std::string type() {
    return "list of " + Object<PrivatePeeringTable>::type() + " and " + Object<MicrosoftPeeringTable>::type();
  }
  static std::string schema() {
    return fmt::format(R"({{"type":"array","items":{{"oneOf":[{},{}]}}}})", Object<PrivatePeeringTable>::schema(),
                       Object<MicrosoftPeeringTable>::schema());
  }
  static void collect(ObjectInfos& infos) {
    collect_object<PrivatePeeringTable>(infos);
    collect_object<MicrosoftPeeringTable>(infos);
  }
};

}  // namespace

std::span<const Field<Subnet>> SubnetTable::fields() {
  static constexpr std::array kFields{
      field<&Subnet::name, Name>("name", kRequired, "GatewaySubnet is the one for gateways."),
      field<&Subnet::address_prefixes, Single<AnyPrefix>>("addressPrefix", kOptional,
                                                          "Its only prefix; this or addressPrefixes."),
      field<&Subnet::address_prefixes, Plural<AnyPrefix>>("addressPrefixes", kOptional,
                                                          "Its prefixes, when there are several."),
      field<&Subnet::route_table, RouteTableName>("routeTable", kOptional, "User-defined routes of this subnet.",
                                                  "none"),
      field<&Subnet::network_security_group, Boolean>("networkSecurityGroup", kOptional,
                                                      "A network security group is attached."),
      field<&Subnet::service_endpoint_policies, Boolean>("serviceEndpointPolicies", kOptional,
                                                         "Service endpoint policies are attached."),
      field<&Subnet::other_resources, Boolean>("otherResources", kOptional,
                                               "Something besides gateways lives in GatewaySubnet."),
  };
  return kFields;
}

std::span<const Field<VirtualNetworkPeering>> NetworkPeeringTable::fields() {
  using T = VirtualNetworkPeering;
  static constexpr std::array kFields{
      field<&T::remote_virtual_network, NetworkName>("remoteVirtualNetwork", kRequired, "The other network."),
      field<&T::allow_gateway_transit, Boolean>("allowGatewayTransit", kOptional, "This network lends its gateways."),
      field<&T::use_remote_gateways, Boolean>("useRemoteGateways", kOptional,
                                              "This network uses the other's gateways."),
  };
  return kFields;
}

std::span<const Field<VirtualNetwork>> VirtualNetworkTable::fields() {
  using T = VirtualNetwork;
  static constexpr std::array kFields{
      field<&T::name, Name>("name", kRequired, "Its name."),
      field<&T::address_space, AddressSpace>("addressSpace", kRequired,
                                             "Its prefixes, as a list or as { addressPrefixes: [...] }."),
      field<&T::subnets, List<Object<SubnetTable>>>("subnets", kOptional, "Its subnets.", "none"),
      field<&T::peerings, List<Object<NetworkPeeringTable>>>("peerings", kOptional,
                                                             "Its side of peerings with other networks.", "none"),
      field<&T::dns_servers, List<Address>>("dnsServers", kOptional, "Custom DNS servers.", "Azure's own"),
      field<&T::dns_forwards_to_azure, Boolean>("dnsForwardsToAzure", kOptional,
                                                "The custom DNS forwards to 168.63.129.16."),
  };
  return kFields;
}

std::span<const Field<UserDefinedRoute>> UserDefinedRouteTable::fields() {
  using T = UserDefinedRoute;
  static constexpr std::array kFields{
      field<&T::name, Name>("name", kRequired, "Its name."),
      field<&T::address_prefix, AnyPrefix>("addressPrefix", kRequired, "Destination."),
      field<&T::next_hop_type, Enumeration<NextHopType>>("nextHopType", kRequired, "Where the traffic goes."),
      field<&T::next_hop_ip_address, Maybe<Address>>("nextHopIpAddress", kOptional,
                                                     "The appliance, with VirtualAppliance only.", "none"),
  };
  return kFields;
}

std::span<const Field<RouteTable>> RouteTableTable::fields() {
  using T = RouteTable;
  static constexpr std::array kFields{
      field<&T::name, Name>("name", kRequired, "Its name."),
      field<&T::disable_bgp_route_propagation, Boolean>("disableBgpRoutePropagation", kOptional,
                                                        "Subnets with this table do not get the gateways' routes."),
      field<&T::routes, List<Object<UserDefinedRouteTable>>>("routes", kOptional, "Its routes.", "none"),
  };
  return kFields;
}

std::span<const Field<RouteServer>> RouteServerTable::fields() {
  using T = RouteServer;
  static constexpr std::array kFields{
      field<&T::name, Name>("name", kRequired, "Its name."),
      field<&T::virtual_network, NetworkName>("virtualNetwork", kRequired, "The network it stands in."),
      field<&T::allow_branch_to_branch_traffic, Boolean>("allowBranchToBranchTraffic", kOptional,
                                                         "Gateways exchange what they learn from sites."),
  };
  return kFields;
}

std::span<const Field<BfdSettings>> BfdTable::fields() {
  using T = BfdSettings;
  static constexpr std::array kFields{
      field<&T::enabled, Boolean>("enabled", kOptional, "Switches BFD off without losing its timers."),
      field<&T::interval, DurationIn<1'000'000, 30'000'000'000>>("interval", Need::Always,
                                                                 "Transmit and receive interval.", "300ms"),
      field<&T::multiplier, Number<1, 255>>("multiplier", Need::Always, "Missed packets before the peer is down.", "3"),
  };
  return kFields;
}

std::span<const Field<CircuitLink>> CircuitLinkTable::fields() {
  using T = CircuitLink;
  static constexpr std::array kFields{
      field<&T::device, DevicePath>("device", kRequired, "The device that terminates this link."),
      field<&T::delay, Milliseconds10s>("delay", kOptional, "One way."),
      field<&T::jitter, Milliseconds10s>("jitter", kOptional,
                                         "Added to the delay, evenly spread from nothing to this."),
  };
  return kFields;
}

std::span<const Field<PrivatePeering>> PrivatePeeringV6Table::fields() {
  using T = PrivatePeering;
  static constexpr std::array kFields{
      field<&T::primary_peer_address_prefix_v6, Maybe<PeeringPrefixV6>>("primaryPeerAddressPrefix", kRequired,
                                                                        "Primary link."),
      field<&T::secondary_peer_address_prefix_v6, Maybe<PeeringPrefixV6>>("secondaryPeerAddressPrefix", kRequired,
                                                                          "Secondary link."),
  };
  return kFields;
}

std::span<const Field<PrivatePeering>> PrivatePeeringTable::fields() {
  using T = PrivatePeering;
  static constexpr std::array kFields{
      whole<Marker<T, private_peering_word>>("peeringType", kRequired, "Says that this is the private peering."),
      field<&T::state, Enumeration<PeeringState>>("state", kOptional, "Disabled takes both BGP sessions down."),
      field<&T::peer_asn, Asn>("peerASN", kRequired, "The customer's AS number."),
      field<&T::primary_peer_address_prefix, PeeringPrefix>(
          "primaryPeerAddressPrefix", kRequired,
          "Primary link; the first address is the customer's, the second Microsoft's."),
      field<&T::secondary_peer_address_prefix, PeeringPrefix>("secondaryPeerAddressPrefix", kRequired,
                                                              "Secondary link, in the same way."),
      whole<Group<PrivatePeeringV6Table>>("ipv6PeeringConfig", kOptional, "The same for IPv6.", "none"),
      field<&T::vlan_id, Number<1, 4094>>("vlanId", kRequired, "The same on both links."),
      field<&T::shared_key, Maybe<Secret>>("sharedKey", kOptional, "MD5 key of both sessions.", "none"),
      field<&T::bfd, Object<BfdTable>>("bfd", kOptional, "The provider edge's side.", "on, 300ms, 3"),
  };
  return kFields;
}

std::span<const Field<MicrosoftPeering>> MicrosoftPeeringTable::fields() {
  static constexpr std::array kFields{
      whole<Marker<MicrosoftPeering, microsoft_peering_word>>("peeringType", kRequired,
                                                              "Says that this is Microsoft peering."),
      field<&MicrosoftPeering::state, Enumeration<PeeringState>>("state", Need::Always, "Whether it is up.",
                                                                 "Disabled"),
  };
  return kFields;
}

std::span<const Field<ExpressRouteCircuit>> CircuitSkuTable::fields() {
  using T = ExpressRouteCircuit;
  static constexpr std::array kFields{
      field<&T::tier, Enumeration<CircuitTier>>("tier", kOptional, "Decides prefix limits and reach."),
      field<&T::family, Enumeration<CircuitFamily>>("family", kOptional, "Billing."),
  };
  return kFields;
}

std::span<const Field<ExpressRouteCircuit>> ServiceProviderTable::fields() {
  using T = ExpressRouteCircuit;
  static constexpr std::array kFields{
      field<&T::service_provider_name, FreeText>("serviceProviderName", kOptional, "Who provides the circuit.",
                                                 "not stated"),
      field<&T::peering_location, FreeText>("peeringLocation", kOptional, "Where it meets Microsoft.", "not stated"),
      field<&T::bandwidth_in_mbps, Number<1, 400000>>("bandwidthInMbps", kRequired, "Bandwidth of each link."),
  };
  return kFields;
}

std::span<const Field<ExpressRouteCircuit>> CircuitTable::fields() {
  using T = ExpressRouteCircuit;
  static constexpr std::array kFields{
      field<&T::name, Name>("name", kRequired, "Its name."),
      whole<Group<CircuitSkuTable>>("sku", kOptional, "Tier and family.", "Standard, MeteredData"),
      whole<Group<ServiceProviderTable>>("serviceProviderProperties", kRequired, "Provider, location, bandwidth."),
      field<&T::provisioning_state, Word<provisioning_states>>("serviceProviderProvisioningState", kOptional,
                                                               "How far the provider is."),
      whole<CircuitPeerings>("peerings", kOptional, "Private and Microsoft peering.", "none"),
      field<&T::primary_link, Object<CircuitLinkTable>>("primaryLink", kRequired, "The link of the first prefix."),
      field<&T::secondary_link, Object<CircuitLinkTable>>("secondaryLink", kRequired, "The link of the second prefix."),
  };
  return kFields;
}

}  // namespace cw::design
