#include "wire/ip/packet.h"

#include <fmt/core.h>

namespace cw::wire {

std::uint32_t flow_hash(const FlowKey& key, std::uint32_t salt) {
  std::uint64_t hash = 0xcbf29ce484222325ULL ^ salt;
  const auto add = [&hash](std::uint64_t byte) { hash = (hash ^ byte) * 0x100000001b3ULL; };
  for (const std::uint8_t b : key.source.bytes) add(b);
  for (const std::uint8_t b : key.destination.bytes) add(b);
  add(static_cast<std::uint8_t>(key.protocol));
  add(key.source_port >> 8);
  add(key.source_port & 0xffU);
  add(key.destination_port >> 8);
  add(key.destination_port & 0xffU);
  hash ^= hash >> 32;
  hash *= 0x94d049bb133111ebULL;
  return static_cast<std::uint32_t>(hash >> 32);
}

std::string to_string(const FlowKey& key) {
  const char* protocol = "ip";
  switch (key.protocol) {
    case IpProtocol::Icmp: protocol = "icmp"; break;
    case IpProtocol::Tcp: protocol = "tcp"; break;
    case IpProtocol::Udp: protocol = "udp"; break;
    case IpProtocol::Esp: protocol = "esp"; break;
    case IpProtocol::Icmpv6: protocol = "icmpv6"; break;
  }
  return fmt::format("{}:{} > {}:{} {}", to_string(key.source), key.source_port, to_string(key.destination),
                     key.destination_port, protocol);
}

}  // namespace cw::wire
