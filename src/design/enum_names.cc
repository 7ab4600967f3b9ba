#include "design/enum_names.h"

#include <array>

namespace cw::design {
namespace {

constexpr std::array<EnumName<Profile>, 2> kProfile{{{"azure", Profile::Azure}, {"causeway", Profile::Causeway}}};
constexpr std::array<EnumName<Road>, 2> kRoad{{{"expressRoute", Road::ExpressRoute}, {"vpn", Road::Vpn}}};
constexpr std::array<EnumName<NextHopType>, 5> kNextHopType{
    {{"VirtualNetworkGateway", NextHopType::VirtualNetworkGateway},
     {"VnetLocal", NextHopType::VnetLocal},
     {"Internet", NextHopType::Internet},
     {"VirtualAppliance", NextHopType::VirtualAppliance},
     {"None", NextHopType::None}}};
constexpr std::array<EnumName<CircuitTier>, 3> kCircuitTier{
    {{"Local", CircuitTier::Local}, {"Standard", CircuitTier::Standard}, {"Premium", CircuitTier::Premium}}};
constexpr std::array<EnumName<CircuitFamily>, 2> kCircuitFamily{
    {{"MeteredData", CircuitFamily::MeteredData}, {"UnlimitedData", CircuitFamily::UnlimitedData}}};
constexpr std::array<EnumName<PeeringState>, 2> kPeeringState{
    {{"Enabled", PeeringState::Enabled}, {"Disabled", PeeringState::Disabled}}};
constexpr std::array<EnumName<GatewayType>, 2> kGatewayType{
    {{"ExpressRoute", GatewayType::ExpressRoute}, {"Vpn", GatewayType::Vpn}}};
constexpr std::array<EnumName<VpnType>, 2> kVpnType{
    {{"RouteBased", VpnType::RouteBased}, {"PolicyBased", VpnType::PolicyBased}}};
constexpr std::array<EnumName<ConnectionType>, 2> kConnectionType{
    {{"ExpressRoute", ConnectionType::ExpressRoute}, {"IPsec", ConnectionType::IPsec}}};
constexpr std::array<EnumName<ConnectionMode>, 3> kConnectionMode{{{"Default", ConnectionMode::Default},
                                                                   {"InitiatorOnly", ConnectionMode::InitiatorOnly},
                                                                   {"ResponderOnly", ConnectionMode::ResponderOnly}}};
constexpr std::array<EnumName<DeviceKind>, 2> kDeviceKind{
    {{"router", DeviceKind::Router}, {"firewall", DeviceKind::Firewall}}};

}  // namespace

std::span<const EnumName<Profile>> enum_names(Profile) {
  return kProfile;
}
std::span<const EnumName<Road>> enum_names(Road) {
  return kRoad;
}
std::span<const EnumName<NextHopType>> enum_names(NextHopType) {
  return kNextHopType;
}
std::span<const EnumName<CircuitTier>> enum_names(CircuitTier) {
  return kCircuitTier;
}
std::span<const EnumName<CircuitFamily>> enum_names(CircuitFamily) {
  return kCircuitFamily;
}
std::span<const EnumName<PeeringState>> enum_names(PeeringState) {
  return kPeeringState;
}
std::span<const EnumName<GatewayType>> enum_names(GatewayType) {
  return kGatewayType;
}
std::span<const EnumName<VpnType>> enum_names(VpnType) {
  return kVpnType;
}
std::span<const EnumName<ConnectionType>> enum_names(ConnectionType) {
  return kConnectionType;
}
std::span<const EnumName<ConnectionMode>> enum_names(ConnectionMode) {
  return kConnectionMode;
}
std::span<const EnumName<DeviceKind>> enum_names(DeviceKind) {
  return kDeviceKind;
}

}  // namespace cw::design
