// RFC 4271 §4.3 and, with ADD-PATH, RFC 7911 §3:
//
//   +---------------------------+
//   | Path Identifier (4 octets)|   only with ADD-PATH
//   +---------------------------+
//   |   Length (1 octet)        |   in bits
//   +---------------------------+
//   |   Prefix (variable)       |   as few octets as hold the bits
//   +---------------------------+
#include "wire/bgp/nlri.h"

#include <algorithm>

namespace cw::wire::bgp {
namespace {

constexpr std::size_t kPathIdSize = 4;

constexpr std::size_t octets(std::size_t length_in_bits) { return (length_in_bits + 7) / 8; }

std::uint8_t octet(ByteSpan bytes, std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); }

// How many prefixes the field holds, so that their storage is claimed once; nullopt when it is syntactically incorrect.
std::optional<std::size_t> count_prefixes(ByteSpan field, NlriFormat format) {
  const std::size_t length_max = bits(format.family);
  const std::size_t head = format.path_ids ? kPathIdSize : 0;
  std::size_t count = 0;
  std::size_t at = 0;
  while (at < field.size()) {
    if (field.size() - at <= head) return std::nullopt;
    const std::size_t length = octet(field, at + head);
    if (length > length_max) return std::nullopt;
    const std::size_t size = head + 1 + octets(length);
    if (size > field.size() - at) return std::nullopt;
    at += size;
    ++count;
  }
  return count;
}

}  // namespace

std::uint16_t wire_afi(AfiSafi family) { return family == AfiSafi::Ipv4Unicast ? 1 : 2; }

std::optional<AfiSafi> family_from_wire(std::uint16_t afi, std::uint8_t safi) {
  if (safi != kSafiUnicast) return std::nullopt;
  if (afi == 1) return AfiSafi::Ipv4Unicast;
  if (afi == 2) return AfiSafi::Ipv6Unicast;
  return std::nullopt;
}

bool decode_nlri(ByteSpan field, NlriFormat format, std::vector<Nlri>& out) {
  const auto count = count_prefixes(field, format);
  if (!count) return false;
  std::size_t index = out.size();
  out.resize(index + *count);
  for (std::size_t at = 0; at < field.size(); ++index) {
    Nlri& nlri = out[index];
    if (format.path_ids) {
      for (std::size_t i = 0; i < kPathIdSize; ++i) nlri.path_id = (nlri.path_id << 8) | octet(field, at + i);
      at += kPathIdSize;
    }
    const std::uint8_t length = octet(field, at);
    ++at;
    nlri.prefix.address.family = format.family;
    nlri.prefix.length = length;
    auto& bytes = nlri.prefix.address.bytes;
    const std::size_t used = octets(length);
    for (std::size_t i = 0; i < used; ++i) bytes[i] = octet(field, at + i);
    if (length % 8 != 0) bytes[used - 1] = static_cast<std::uint8_t>(bytes[used - 1] & (0xff00U >> (length % 8)));
    at += used;
  }
  return true;
}

std::size_t nlri_size(const Nlri& nlri, bool path_ids) {
  return (path_ids ? kPathIdSize : 0) + 1 + octets(nlri.prefix.length);
}

void encode_nlri(const Nlri& nlri, bool path_ids, Writer& writer) {
  std::array<std::byte, kPathIdSize + 1 + 16> bytes;
  std::size_t at = 0;
  if (path_ids) {
    for (; at < kPathIdSize; ++at) bytes[at] = static_cast<std::byte>(nlri.path_id >> (24 - 8 * at));
  }
  bytes[at++] = std::byte{nlri.prefix.length};
  const std::size_t used = octets(nlri.prefix.length);
  for (std::size_t i = 0; i < used; ++i) bytes[at++] = std::byte{nlri.prefix.address.bytes[i]};
  writer.bytes(ByteSpan(bytes).first(at));
}

bool NlriSelection::empty() const {
  return std::ranges::none_of(nlri, [&](const Nlri& n) { return n.prefix.family() == format.family; });
}

std::size_t NlriSelection::size_in_bytes() const {
  std::size_t size = 0;
  for (const Nlri& n : nlri) {
    if (n.prefix.family() == format.family) size += nlri_size(n, format.path_ids);
  }
  return size;
}

void NlriSelection::encode(Writer& writer) const {
  for (const Nlri& n : nlri) {
    if (n.prefix.family() == format.family) encode_nlri(n, format.path_ids, writer);
  }
}

bool is_host(const IpAddress& address) {
  const std::uint8_t first = address.bytes[0];
  if (address.is_v4()) return first != 0 && first != 127 && first < 224;
  if (first == 0xff || address.is_unspecified()) return false;
  IpAddress loopback{.family = Family::Ipv6};
  loopback.bytes[15] = 1;
  return address != loopback;
}

bool is_link_local(const IpAddress& address) {
  return !address.is_v4() && address.bytes[0] == 0xfe && (address.bytes[1] & 0xc0) == 0x80;
}

bool is_multicast(const Prefix& prefix) {
  const std::uint8_t first = prefix.address.bytes[0];
  if (prefix.family() == Family::Ipv4) return prefix.length >= 4 && (first & 0xf0) == 0xe0;
  return prefix.length >= 8 && first == 0xff;
}

}  // namespace cw::wire::bgp
