// Field tables of gateways and connections. Names are the property names of Azure's resource model.
#include <algorithm>
#include <array>

#include "design/catalogue.h"
#include "design/codecs.h"
#include "design/tables.h"

namespace cw::design {
namespace {

constexpr auto kRequired = Need::Required;
constexpr auto kOptional = Need::Optional;

std::span<const std::string_view> address_skus() {
  static constexpr std::array<std::string_view, 2> kWords{"Basic", "Standard"};
  return kWords;
}
// The words of an IPsec policy: fact 3.4.
std::span<const std::string_view> ipsec_encryptions() {
  static constexpr std::array<std::string_view, 9> kWords{"GCMAES256", "GCMAES192", "GCMAES128", "AES256", "AES192",
                                                          "AES128",    "DES3",      "DES",       "None"};
  return kWords;
}
std::span<const std::string_view> ipsec_integrities() {
  static constexpr std::array<std::string_view, 6> kWords{"GCMAES256", "GCMAES192", "GCMAES128",
                                                          "SHA256",    "SHA1",      "MD5"};
  return kWords;
}
std::span<const std::string_view> ike_encryptions() {
  static constexpr std::array<std::string_view, 5> kWords{"GCMAES256", "GCMAES128", "AES256", "AES192", "AES128"};
  return kWords;
}
std::span<const std::string_view> ike_integrities() {
  static constexpr std::array<std::string_view, 4> kWords{"SHA384", "SHA256", "SHA1", "MD5"};
  return kWords;
}
std::span<const std::string_view> dh_groups() {
  static constexpr std::array<std::string_view, 8> kWords{"DHGroup24",   "ECP384",   "ECP256",   "DHGroup14",
                                                          "DHGroup2048", "DHGroup2", "DHGroup1", "None"};
  return kWords;
}
std::span<const std::string_view> pfs_groups() {
  static constexpr std::array<std::string_view, 7> kWords{"PFS24", "ECP384", "ECP256", "PFS2048",
                                                          "PFS2",  "PFS1",   "None"};
  return kWords;
}

// A gateway's SKU by name; the catalogue's spelling is kept. Which SKU fits which gateway is judged in verify.cc.
struct GatewaySku : Leaf {
  static std::vector<std::string_view> words() {
    std::vector<std::string_view> names;
    for (const ExpressRouteSku& sku : express_route_skus()) names.push_back(sku.name);
    for (const VpnSku& sku : vpn_skus()) {
      if (std::ranges::find(names, sku.name) == names.end()) names.push_back(sku.name);
    }
    return names;
  }
  static void read(Decoder& decoder, const Cursor& at, std::string& out) {
    const Node* node = decoder.scalar(at, one_of(words()));
    if (node == nullptr) return;
    if (const ExpressRouteSku* sku = find_express_route_sku(node->scalar)) {
      out = sku->name;
    } else if (const VpnSku* vpn = find_vpn_sku(node->scalar)) {
      out = vpn->name;
    } else {
      std::size_t ignored = 0;
      read_word(decoder, at, words(), ignored);
    }
  }
  static Yaml write(const std::string& value) { return Yaml::string(value); }
  static std::string type() { return one_of(words()); }
  static std::string schema() { return words_schema(words()); }
};

// ipsecPolicies: Azure has a list, and allows one entry.
struct OneIpsecPolicy {
  static void read(Decoder& decoder, const Cursor& at, std::optional<IpsecPolicy>& out) {
    if (!decoder.is_sequence(at, "a list with one policy")) return;
    const Node& node = decoder.node(at);
    if (node.children.size() != 1) {
      decoder.error(at, [&] {
        return Problem{fmt::format("{} policies", node.children.size()), "exactly one policy",
                       "remove the list for Azure's defaults"};
      });
      return;
    }
    const Path path{.parent = at.path, .index = 0};
    Object<IpsecPolicyTable>::read(decoder, {.node = node.children[0], .path = &path}, out.emplace());
  }
  static Yaml write(const std::optional<IpsecPolicy>& value) {
    if (!value) return {};
    Yaml list = Yaml::list();
    list.items.push_back(Object<IpsecPolicyTable>::write(*value));
    return list;
  }
  static std::string type() { return "list of one " + Object<IpsecPolicyTable>::type(); }
  static std::string schema() {
    return fmt::format(R"({{"type":"array","minItems":1,"maxItems":1,"items":{}}})",
                       Object<IpsecPolicyTable>::schema());
  }
  static void collect(ObjectInfos& infos) { collect_object<IpsecPolicyTable>(infos); }
};

}  // namespace

std::span<const Field<PublicIpAddress>> PublicIpAddressTable::fields() {
  using T = PublicIpAddress;
  static constexpr std::array kFields{
      field<&T::address, Maybe<Address>>("address", kOptional, "The address.", "chosen"),
      field<&T::sku, Word<address_skus>>("sku", kOptional, "Its SKU."),
  };
  return kFields;
}

std::span<const Field<BgpPeeringAddress>> BgpPeeringAddressTable::fields() {
  using T = BgpPeeringAddress;
  static constexpr std::array kFields{
      field<&T::default_address, Maybe<Address>>("defaultBgpIpAddress", kOptional, "In GatewaySubnet.", "chosen"),
      field<&T::custom_bgp_ip_addresses, List<Address>>("customBgpIpAddresses", kOptional, "APIPA addresses.", "none"),
  };
  return kFields;
}

std::span<const Field<VirtualNetworkGateway>> GatewayBgpTable::fields() {
  using T = VirtualNetworkGateway;
  static constexpr std::array kFields{
      field<&T::asn, Asn>("asn", kOptional, "Its AS number.", "65515"),
      field<&T::bgp_peering_addresses, List<Object<BgpPeeringAddressTable>>>(
          "bgpPeeringAddresses", kOptional, "One entry per instance, in their order.", "chosen"),
  };
  return kFields;
}

std::span<const Field<VirtualNetworkGateway>> ScaleUnitsTable::fields() {
  using T = VirtualNetworkGateway;
  static constexpr std::array kFields{
      field<&T::scale_units_min, Number<1, 40>>("min", kRequired, "Fewest units."),
      field<&T::scale_units_max, Number<1, 40>>("max", kRequired, "Most units."),
  };
  return kFields;
}

std::span<const Field<VirtualNetworkGateway>> GatewayTable::fields() {
  using T = VirtualNetworkGateway;
  static constexpr std::array kFields{
      field<&T::name, Name>("name", kRequired, "Its name."),
      field<&T::gateway_type, Enumeration<GatewayType>>("gatewayType", kRequired, "Which of the two roads it serves."),
      field<&T::vpn_type, Enumeration<VpnType>>("vpnType", kOptional, "VPN gateways only."),
      field<&T::virtual_network, NetworkName>("virtualNetwork", kRequired,
                                              "The network whose GatewaySubnet it stands in."),
      field<&T::sku, GatewaySku>("sku", kOptional, "Its SKU; capacity checks need it.", "not stated"),
      field<&T::instances, Number<1, 16>>("instances", kOptional, "How many instances it runs."),
      field<&T::active_active, Boolean>("activeActive", kOptional, "VPN gateways only: all instances carry tunnels."),
      field<&T::enable_bgp, Boolean>("enableBgp", kOptional, "VPN gateways only."),
      field<&T::address, Maybe<Address>>(
          "address", kOptional, "The address its sibling gateway sees as next hop, in GatewaySubnet.", "chosen"),
      whole<Group<GatewayBgpTable>>("bgpSettings", kOptional, "AS number and BGP addresses.", "65515, chosen"),
      field<&T::public_ip_addresses, List<Object<PublicIpAddressTable>>>(
          "publicIpAddresses", kOptional, "One per instance.", "chosen from 20.0.0.0/24"),
      field<&T::allow_remote_vnet_traffic, Boolean>("allowRemoteVnetTraffic", kOptional,
                                                    "Virtual networks may talk through the circuit."),
      field<&T::profile, Maybe<Enumeration<Profile>>>("profile", kOptional, "How this gateway behaves.",
                                                      "the design's"),
      whole<Group<ScaleUnitsTable>>("scaleUnits", kOptional, "ErGwScale only.", "none"),
  };
  return kFields;
}

std::span<const Field<LocalNetworkGateway>> LocalAddressSpaceTable::fields() {
  static constexpr std::array kFields{
      field<&LocalNetworkGateway::address_prefixes, List<AnyPrefix>>("addressPrefixes", kRequired, "The prefixes."),
  };
  return kFields;
}

std::span<const Field<LocalNetworkGateway>> LocalBgpTable::fields() {
  using T = LocalNetworkGateway;
  static constexpr std::array kFields{
      field<&T::asn, Maybe<Asn>>("asn", kRequired, "The site's AS number."),
      field<&T::bgp_peering_address, Maybe<Address>>(
          "bgpPeeringAddress", kOptional, "The device's BGP address inside the tunnels.", "the device's bgpAddress"),
  };
  return kFields;
}

std::span<const Field<LocalNetworkGateway>> LocalNetworkGatewayTable::fields() {
  using T = LocalNetworkGateway;
  static constexpr std::array kFields{
      field<&T::name, Name>("name", kRequired, "Its name."),
      field<&T::device, DevicePath>("device", kRequired, "The device it stands for."),
      field<&T::gateway_ip_address, Address>("gatewayIpAddress", kRequired, "The device's public address."),
      whole<Group<LocalAddressSpaceTable>>("localNetworkAddressSpace", kOptional, "Static routes, in addition to BGP.",
                                           "none"),
      whole<Group<LocalBgpTable>>("bgpSettings", kOptional, "Needed where a connection uses BGP.", "none"),
  };
  return kFields;
}

std::span<const Field<IpsecPolicy>> IpsecPolicyTable::fields() {
  using T = IpsecPolicy;
  static constexpr std::array kFields{
      field<&T::sa_life_time_seconds, Number<300, 172799>>("saLifeTimeSeconds", kOptional, "Lifetime of a Child SA."),
      field<&T::sa_data_size_kilobytes, Number<1024, 2147483647>>("saDataSizeKilobytes", kOptional,
                                                                  "Traffic a Child SA may carry."),
      field<&T::ipsec_encryption, Word<ipsec_encryptions>>("ipsecEncryption", kRequired, "ESP encryption."),
      field<&T::ipsec_integrity, Word<ipsec_integrities>>("ipsecIntegrity", kRequired, "ESP integrity."),
      field<&T::ike_encryption, Word<ike_encryptions>>("ikeEncryption", kRequired, "IKE encryption."),
      field<&T::ike_integrity, Word<ike_integrities>>("ikeIntegrity", kRequired, "IKE integrity."),
      field<&T::dh_group, Word<dh_groups>>("dhGroup", kRequired, "Key exchange of the IKE SA."),
      field<&T::pfs_group, Word<pfs_groups>>("pfsGroup", kRequired, "Key exchange of the Child SAs."),
  };
  return kFields;
}

std::span<const Field<Connection>> ConnectionTable::fields() {
  using T = Connection;
  static constexpr std::array kFields{
      field<&T::name, Name>("name", kRequired, "Its name."),
      field<&T::connection_type, Enumeration<ConnectionType>>("connectionType", kRequired, "Which of the two roads."),
      field<&T::virtual_network_gateway1, GatewayName>("virtualNetworkGateway1", kRequired, "Azure's end."),
      field<&T::local_network_gateway2, LocalGatewayName>("localNetworkGateway2", kOptional,
                                                          "The other end of an IPsec connection.", "none"),
      field<&T::peer, CircuitName>("peer", kOptional, "The circuit of an ExpressRoute connection.", "none"),
      field<&T::routing_weight, Number<0, 32000>>("routingWeight", kOptional, "ExpressRoute only: the highest wins."),
      field<&T::enable_bgp, Boolean>("enableBgp", kOptional,
                                     "IPsec only: false uses the static prefixes of the local network gateway."),
      field<&T::connection_mode, Enumeration<ConnectionMode>>("connectionMode", kOptional, "Who starts the tunnel."),
      field<&T::dpd_timeout, Seconds<9, 3600>>("dpdTimeoutSeconds", kOptional,
                                               "Silence after which the tunnel counts as dead."),
      field<&T::shared_key, Maybe<Secret>>("sharedKey", kOptional, "Where the pre-shared key lives.", "none"),
      field<&T::ipsec_policy, OneIpsecPolicy>("ipsecPolicies", kOptional, "A custom policy instead of the defaults.",
                                              "Azure's defaults"),
      field<&T::use_policy_based_traffic_selectors, Boolean>("usePolicyBasedTrafficSelectors", kOptional,
                                                             "Propose pairs of prefixes instead of any to any."),
      field<&T::bfd, Maybe<Object<BfdTable>>>("bfd", kOptional, "BFD inside the tunnel, profile causeway only.",
                                              "tuning.tunnelBfd"),
  };
  return kFields;
}

}  // namespace cw::design
