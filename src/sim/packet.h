// A simulated packet: the header fields that forwarding looks at, and the index of what it carries.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/time.h"
#include "wire/ip/packet.h"

namespace cw::sim {

enum class PacketKind : std::uint8_t {
  Probe,         ///< payload = probe stream, sequence
  Datagram,      ///< payload = index of its bytes
  Tcp,           ///< payload = index of its segment
  Encapsulated,  ///< payload = index of the inner packet
};

/// Which roads a packet has crossed.
inline constexpr std::uint8_t kRoadCircuit = 1;
inline constexpr std::uint8_t kRoadTunnel = 2;

inline constexpr std::uint16_t kProbeSize = 128;          ///< bytes with IP and UDP headers
inline constexpr std::uint16_t kUdpOverhead = 28;         ///< IPv4 and UDP headers
inline constexpr std::uint16_t kTcpOverhead = 40;         ///< IPv4 and TCP headers
inline constexpr std::uint16_t kTunnelOverhead = 60;      ///< outer IPv4, UDP, ESP with AES-GCM, padding
inline constexpr std::uint8_t kDefaultTtl = 64;

struct Packet {
  wire::FlowKey key;
  PacketKind kind = PacketKind::Probe;
  std::uint8_t ttl = kDefaultTtl;
  std::uint8_t roads = 0;
  std::uint16_t size = kProbeSize;
  std::uint32_t payload = 0;
  std::uint64_t sequence = 0;
};

/// Why a packet went no further.
enum class Drop : std::uint8_t {
  NoRoute, RouteDrops, NoExit, TtlExpired, TooBig, LinkCut, CarrierDown, Lost, QueueFull, TunnelDown, TunnelBlocked,
  NodeDown, NoListener, Filtered,
};
inline constexpr std::size_t kDropCount = 14;
std::string_view to_string(Drop drop);
using cw::to_string;   // the one above would hide those of times and addresses

}  // namespace cw::sim
