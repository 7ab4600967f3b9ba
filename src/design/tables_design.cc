// Field tables of the file as a whole: the top, objectives, drills, tuning, intent.
#include <array>

#include "design/codecs.h"
#include "design/tables.h"

namespace cw::design {
namespace {

constexpr auto kRequired = Need::Required;
constexpr auto kOptional = Need::Optional;

using UpToHour = DurationIn<0, 3'600'000'000'000>;
using UpToDay = DurationIn<0, 86'400'000'000'000>;

std::span<const std::string_view> fault_manners() {
  static constexpr std::array<std::string_view, 4> kWords{"silent", "carrier", "one-way-a", "one-way-b"};
  return kWords;
}

// causeway: 1
struct Version : Leaf {
  using Value = Design;
  static void read(Decoder& decoder, const Cursor& at, Design&) { read_number(decoder, at, 1, 1); }
  static Yaml write(const Design&) { return Yaml::bare("1"); }
  static std::string type() { return "1"; }
  static std::string schema() { return R"({"const":1})"; }
};

}  // namespace

std::span<const Field<Objectives>> ObjectivesTable::fields() {
  using T = Objectives;
  static constexpr std::array kFields{
      field<&T::outage_out, UpToDay>("outageOut", kOptional,
                                     "Longest outage of any flow and direction when the road is cut."),
      field<&T::outage_back, UpToDay>("outageBack", kOptional, "The same on the way back."),
      field<&T::lost_back, Number<0, 1000000000>>("lostBack", kOptional, "Packets that may be lost on the way back."),
      field<&T::symmetric, Boolean>("symmetric", kOptional,
                                    "Both directions of every flow use the same road at all times."),
  };
  return kFields;
}

std::span<const Field<DrillStep>> DrillStepTable::fields() {
  using T = DrillStep;
  static constexpr std::array kFields{
      field<&T::after, UpToDay>("after", kRequired, "Since the drill's start."),
      field<&T::cut, FreeText>("cut", kOptional, "A fault, see below; this or restore.", "none"),
      field<&T::restore, FreeText>("restore", kOptional, "The same words again: the fault ends.", "none"),
      field<&T::how, Word<fault_manners>>("how", kOptional, "Whether the ends notice at once.", "silent"),
  };
  return kFields;
}

std::span<const Field<DrillSpec>> DrillTable::fields() {
  using T = DrillSpec;
  static constexpr std::array kFields{
      field<&T::name, Name>("name", kRequired, "Its name."),
      field<&T::steps, RequiredList<Object<DrillStepTable>>>("steps", kRequired, "What happens when."),
      field<&T::objectives, Maybe<Object<ObjectivesTable>>>("objectives", kOptional,
                                                            "Instead of the design's, all of them.", "the design's"),
  };
  return kFields;
}

std::span<const Field<Internet>> InternetTable::fields() {
  static constexpr std::array kFields{
      field<&Internet::delay, DurationIn<0, 10'000'000'000>>("delay", kOptional, "One way."),
      field<&Internet::jitter, DurationIn<0, 10'000'000'000>>(
          "jitter", kOptional, "Added to the delay, evenly spread from nothing to this."),
  };
  return kFields;
}

std::span<const Field<Tuning>> TuningTable::fields() {
  using T = Tuning;
  static constexpr std::array kFields{
      field<&T::hold_down, UpToHour>("holdDown", kOptional,
                                     "How long the circuit must be well before traffic returns to it."),
      field<&T::provider_edge_to_gateway_min, UpToHour>(
          "providerEdgeToGatewayMin", kOptional, "Profile azure: shortest convergence from provider edge to gateway."),
      field<&T::provider_edge_to_gateway_max, UpToHour>("providerEdgeToGatewayMax", kOptional,
                                                        "Profile azure: longest convergence, up to a minute."),
      field<&T::fabric_bfd, Object<BfdTable>>(
          "fabricBfd", kOptional, "Profile causeway: BFD between gateways, provider edges and fabric.", "100ms, 3"),
      field<&T::tunnel_bfd, Object<BfdTable>>("tunnelBfd", kOptional, "Profile causeway: BFD inside the tunnels.",
                                              "300ms, 3"),
  };
  return kFields;
}

std::span<const Field<Intent>> IntentTable::fields() {
  using T = Intent;
  static constexpr std::array kFields{
      field<&T::backup, Boolean>("backup", kOptional, "The VPN is meant as backup of the circuit."),
      field<&T::transit, Boolean>("transit", kOptional, "Sites must reach each other through the virtual network."),
      field<&T::recovery_time_objective, Maybe<UpToDay>>("recoveryTimeObjective", kOptional,
                                                         "How fast traffic must be back.", "not stated"),
  };
  return kFields;
}

std::span<const Field<Design>> DesignTable::fields() {
  using T = Design;
  static constexpr std::array kFields{
      whole<Version>("causeway", kRequired, "Version of this format."),
      field<&T::name, FreeText>("name", kRequired, "A title."),
      field<&T::profile, Enumeration<Profile>>(
          "profile", kOptional, "azure: gateways behave as Azure documents; causeway: the best these gateways can do."),
      field<&T::virtual_networks, RequiredList<Object<VirtualNetworkTable>>>("virtualNetworks", kRequired,
                                                                             "The virtual networks."),
      field<&T::route_tables, List<Object<RouteTableTable>>>("routeTables", kOptional, "User-defined routes.", "none"),
      field<&T::route_servers, List<Object<RouteServerTable>>>("routeServers", kOptional, "Route Servers.", "none"),
      field<&T::express_route_circuits, List<Object<CircuitTable>>>("expressRouteCircuits", kOptional, "The circuits.",
                                                                    "none"),
      field<&T::virtual_network_gateways, List<Object<GatewayTable>>>("virtualNetworkGateways", kOptional,
                                                                      "The gateways.", "none"),
      field<&T::local_network_gateways, List<Object<LocalNetworkGatewayTable>>>(
          "localNetworkGateways", kOptional, "The VPN devices as Azure sees them.", "none"),
      field<&T::connections, List<Object<ConnectionTable>>>("connections", kOptional, "The connections.", "none"),
      field<&T::sites, List<Object<SiteTable>>>("sites", kOptional, "The on-premises sites.", "none"),
      field<&T::hosts, List<Object<HostTable>>>("hosts", kOptional, "The endpoints.", "none"),
      field<&T::flows, List<Object<FlowTable>>>("flows", kOptional, "The traffic that matters.", "none"),
      field<&T::objectives, Object<ObjectivesTable>>("objectives", kOptional, "What every drill is held to.",
                                                     "1200ms, 0s, 0, true"),
      field<&T::drills, List<Object<DrillTable>>>("drills", kOptional, "Drills by name.", "none"),
      field<&T::internet, Object<InternetTable>>("internet", kOptional, "The underlay of the tunnels.", "2ms, 500us"),
      field<&T::tuning, Object<TuningTable>>("tuning", kOptional, "Timers of the gateways.", "see there"),
      field<&T::intent, Object<IntentTable>>("intent", kOptional, "What the design is for.", "see there"),
  };
  return kFields;
}

}  // namespace cw::design
