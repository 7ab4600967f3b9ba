// Field tables of the on-premises side and of traffic.
#include <array>

#include "design/codecs.h"
#include "design/tables.h"

namespace cw::design {
namespace {

constexpr auto kRequired = Need::Required;
constexpr auto kOptional = Need::Optional;

using Delay = DurationIn<0, 10'000'000'000>;

std::span<const std::string_view> implementations() {
  static constexpr std::array<std::string_view, 4> kWords{"causeway", "frr", "bird", "outside"};
  return kWords;
}

// between: [a, b]
struct Between : Leaf {
  using Value = DeviceLink;
  static void read(Decoder& decoder, const Cursor& at, DeviceLink& out) {
    if (!decoder.is_sequence(at, "a list of two devices")) return;
    const Node& node = decoder.node(at);
    if (node.children.size() != 2) {
      decoder.error(
          at, [&] { return Problem{fmt::format("{} devices", node.children.size()), "a list of two devices", {}}; });
      return;
    }
    for (std::size_t i = 0; i < 2; ++i) {
      const Path path{.parent = at.path, .index = i};
      Name::read(decoder, {.node = node.children[i], .path = &path}, i == 0 ? out.device_a : out.device_b);
    }
  }
  static Yaml write(const DeviceLink& link) {
    Yaml list = Yaml::list();
    list.items = {Yaml::string(link.device_a), Yaml::string(link.device_b)};
    return list;
  }
  static std::string type() { return "list of two devices of this site"; }
  static std::string schema() {
    return fmt::format(R"({{"type":"array","minItems":2,"maxItems":2,"items":{}}})", Name::schema());
  }
};

}  // namespace

std::span<const Field<LocalPreferenceRule>> LocalPreferenceRuleTable::fields() {
  using T = LocalPreferenceRule;
  static constexpr std::array kFields{
      field<&T::prefixes, List<AnyPrefix>>("prefixes", kOptional,
                                           "Routes for these prefixes and everything inside them.", "all"),
      field<&T::road, Enumeration<Road>>("road", kRequired, "Learned over this road."),
      field<&T::local_preference, Number<0, 4294967295>>("localPreference", kRequired, "The highest wins."),
  };
  return kFields;
}

std::span<const Field<Device>> LocalPreferenceTable::fields() {
  static constexpr std::array kFields{
      field<&Device::local_preference_express_route, Number<0, 4294967295>>("expressRoute", kOptional,
                                                                            "On routes learned over the circuit."),
      field<&Device::local_preference_vpn, Number<0, 4294967295>>("vpn", kOptional, "On routes learned over the VPN."),
      field<&Device::local_preference_rules, List<Object<LocalPreferenceRuleTable>>>(
          "rules", kOptional, "For some prefixes; the first that matches wins.", "none"),
  };
  return kFields;
}

std::span<const Field<Advertisement>> AdvertisementTable::fields() {
  using T = Advertisement;
  static constexpr std::array kFields{
      field<&T::road, Enumeration<Road>>("road", kRequired, "Over this road."),
      field<&T::prefixes, RequiredList<AnyPrefix>>(
          "prefixes", kRequired, "These instead of all of the site's: its own, longer or covering ones."),
      field<&T::as_path_prepend, Number<0, 16>>("asPathPrepend", kOptional, "Extra copies of the site's AS number."),
  };
  return kFields;
}

std::span<const Field<StaticRoute>> StaticRouteTable::fields() {
  using T = StaticRoute;
  static constexpr std::array kFields{
      field<&T::prefix, AnyPrefix>("prefix", kRequired, "Destination."),
      field<&T::road, Enumeration<Road>>("road", kRequired, "Leaves by any exit of this road."),
      field<&T::distance, Number<1, 255>>("distance", kOptional, "Administrative distance; BGP has 20 and 200."),
  };
  return kFields;
}

std::span<const Field<Device>> InternetPathTable::fields() {
  static constexpr std::array kFields{
      field<&Device::internet_delay, Delay>("delay", kOptional, "One way to Azure's public addresses."),
      field<&Device::internet_jitter, Delay>("jitter", kOptional,
                                             "Added to the delay, evenly spread from nothing to this."),
      field<&Device::internet_bandwidth_mbps, Number<1, 400000>>("bandwidthMbps", kOptional, "Bandwidth in Mbit/s."),
      field<&Device::internet_loss_ppm, Number<0, 1000000>>("lossPpm", kOptional, "Packets lost of a million."),
  };
  return kFields;
}

std::span<const Field<Device>> DeviceTable::fields() {
  using T = Device;
  static constexpr std::array kFields{
      field<&T::name, Name>("name", kRequired, "Its name in the site."),
      field<&T::kind, Enumeration<DeviceKind>>("kind", kOptional, "What it is."),
      field<&T::implementation, Word<implementations>>("implementation", kOptional, "What runs on it in a lab."),
      field<&T::bgp_address, Maybe<Address>>("bgpAddress", kOptional, "Its address inside tunnels and for iBGP.",
                                             "chosen"),
      field<&T::public_ip_address, Maybe<Address>>("publicIpAddress", kOptional, "Its address on the Internet.",
                                                   "that of its local network gateway"),
      field<&T::lan_address, Maybe<Address>>("lanAddress", kOptional, "Its address on the site's LAN.", "chosen"),
      whole<Group<LocalPreferenceTable>>("localPreference", kOptional, "What it gives to routes it learns.", "100"),
      field<&T::advertisements, List<Object<AdvertisementTable>>>(
          "advertise", kOptional, "What it advertises over a road.", "all of the site's prefixes"),
      field<&T::static_routes, List<Object<StaticRouteTable>>>("staticRoutes", kOptional, "Its static routes.", "none"),
      field<&T::bfd, Maybe<Object<BfdTable>>>("bfd", kOptional, "Its own side towards the provider edge.", "none"),
      field<&T::hold_time, DurationIn<3'000'000'000, 65'535'000'000'000>>("holdTime", kOptional,
                                                                          "BGP hold time it offers."),
      whole<Group<InternetPathTable>>("internet", kOptional, "Its Internet access.", "8ms, 1ms, 1000, 0"),
      field<&T::stateful, Boolean>("stateful", kOptional, "Drops packets of flows it has seen only one direction of."),
  };
  return kFields;
}

std::span<const Field<DeviceLink>> DeviceLinkTable::fields() {
  using T = DeviceLink;
  static constexpr std::array kFields{
      whole<Between>("between", kRequired, "Its two ends; the first has the lower address."),
      field<&T::prefix, Maybe<LinkPrefix>>("prefix", kOptional, "Its addresses.", "chosen"),
      field<&T::delay, Delay>("delay", kOptional, "One way."),
  };
  return kFields;
}

std::span<const Field<GeneratedPrefixes>> GeneratedPrefixesTable::fields() {
  using T = GeneratedPrefixes;
  static constexpr std::array kFields{
      field<&T::base, AnyPrefix>("base", kRequired, "They lie in here, from its first address upwards."),
      field<&T::length, Number<1, 128>>("length", kOptional, "Length of each."),
      field<&T::count, Number<1, 4000000>>("count", kRequired, "How many."),
  };
  return kFields;
}

std::span<const Field<Site>> SiteTable::fields() {
  using T = Site;
  static constexpr std::array kFields{
      field<&T::name, Name>("name", kRequired, "Its name."),
      field<&T::asn, Asn>("asn", kRequired, "Its AS number."),
      field<&T::prefixes, RequiredList<AnyPrefix>>("prefixes", kRequired, "What it owns and advertises."),
      field<&T::generated_prefixes, Maybe<Object<GeneratedPrefixesTable>>>("generatedPrefixes", kOptional,
                                                                           "More of them.", "none"),
      field<&T::devices, RequiredList<Object<DeviceTable>>>("devices", kRequired, "Its edge devices."),
      field<&T::links, List<Object<DeviceLinkTable>>>("links", kOptional, "Wires between its devices.",
                                                      "every pair is linked"),
      field<&T::lan_device, DeviceName>("lanDevice", kOptional, "Default gateway of its hosts.", "the first device"),
  };
  return kFields;
}

std::span<const Field<Host>> HostTable::fields() {
  using T = Host;
  static constexpr std::array kFields{
      field<&T::name, Name>("name", kRequired, "Its name."),
      field<&T::virtual_network, NetworkName>("virtualNetwork", kOptional, "Where it is in Azure; this or site.",
                                              "none"),
      field<&T::site, SiteName>("site", kOptional, "Where it is on-premises; this or virtualNetwork.", "none"),
      field<&T::address, Address>("address", kRequired, "In a subnet of the network, or in a prefix of the site."),
  };
  return kFields;
}

std::span<const Field<Flow>> FlowTable::fields() {
  using T = Flow;
  static constexpr std::array kFields{
      field<&T::name, Name>("name", kRequired, "Its name."),
      field<&T::from, HostName>("from", kRequired, "One end."),
      field<&T::to, HostName>("to", kRequired, "The other end."),
      field<&T::rate, Number<1, 10000>>("rate", kOptional, "Probe packets a second, each direction."),
      field<&T::traffic_class, Name>("class", kOptional, "For example production or devtest."),
      field<&T::megabits, Number<0, 400000>>("megabits", kOptional,
                                             "Load it stands for, in Mbit/s, for capacity checks."),
      field<&T::expected_road, Maybe<Enumeration<Road>>>(
          "expectedRoad", kOptional, "The road it is meant to use while everything works.", "not stated"),
  };
  return kFields;
}

}  // namespace cw::design
