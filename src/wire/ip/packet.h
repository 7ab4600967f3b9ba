// The few IP and UDP header fields Causeway's simulated packets and probes need, as values.
#pragma once

#include <cstdint>
#include <string>

#include "base/address.h"

namespace cw::wire {

enum class IpProtocol : std::uint8_t { Icmp = 1, Tcp = 6, Udp = 17, Esp = 50, Icmpv6 = 58 };

/// What flow hashing looks at (5-tuple). ECMP is per flow, so equal keys always take the same member.
struct FlowKey {
  IpAddress source;
  IpAddress destination;
  IpProtocol protocol = IpProtocol::Udp;
  std::uint16_t source_port = 0;
  std::uint16_t destination_port = 0;
  friend auto operator<=>(const FlowKey&, const FlowKey&) = default;
};

/// A stable 32-bit hash of the flow, mixed with `salt` (a per-node value, so that hops do not polarise).
std::uint32_t flow_hash(const FlowKey& key, std::uint32_t salt);

std::string to_string(const FlowKey& key);  ///< "10.1.11.10:5000 > 10.17.11.132:7 udp"

}  // namespace cw::wire
