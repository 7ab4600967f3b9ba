// How the enumerations of a design are spelled in the file, in the order of the enumerators.
#pragma once

#include <span>
#include <string_view>

#include "design/model.h"

namespace cw::design {

template <typename E>
struct EnumName {
  std::string_view name;
  E value;
};

// The argument only selects the enumeration.
std::span<const EnumName<Profile>> enum_names(Profile);
std::span<const EnumName<Road>> enum_names(Road);
std::span<const EnumName<NextHopType>> enum_names(NextHopType);
std::span<const EnumName<CircuitTier>> enum_names(CircuitTier);
std::span<const EnumName<CircuitFamily>> enum_names(CircuitFamily);
std::span<const EnumName<PeeringState>> enum_names(PeeringState);
std::span<const EnumName<GatewayType>> enum_names(GatewayType);
std::span<const EnumName<VpnType>> enum_names(VpnType);
std::span<const EnumName<ConnectionType>> enum_names(ConnectionType);
std::span<const EnumName<ConnectionMode>> enum_names(ConnectionMode);
std::span<const EnumName<DeviceKind>> enum_names(DeviceKind);

}  // namespace cw::design
