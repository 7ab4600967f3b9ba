// Prefixes and address families on the wire (RFC 4271 §4.3, RFC 4760 §5, RFC 7911 §3). Private to this folder.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/bytes.h"
#include "wire/bgp/types.h"

namespace cw::wire::bgp {

inline constexpr std::uint8_t kSafiUnicast = 1;

/// The IANA address family number: 1 or 2.
std::uint16_t wire_afi(AfiSafi family);
/// nullopt for every family but the two that are spoken.
std::optional<AfiSafi> family_from_wire(std::uint16_t afi, std::uint8_t safi);

/// How the prefixes of one field are written.
struct NlriFormat {
  Family family = Family::Ipv4;
  bool path_ids = false;  ///< RFC 7911 §3
};

/// Appends the prefixes of a whole field to `out`; host bits are cleared (RFC 4271 §4.3: they are irrelevant).
/// returns: false, and `out` untouched, when the field is syntactically incorrect (RFC 7606 §5.3).
/// cost:    at most one allocation.
[[nodiscard]] bool decode_nlri(ByteSpan field, NlriFormat format, std::vector<Nlri>& out);

/// Bytes one prefix takes.
std::size_t nlri_size(const Nlri& nlri, bool path_ids);
void encode_nlri(const Nlri& nlri, bool path_ids, Writer& writer);

/// The prefixes of one family among those of a span.
struct NlriSelection {
  std::span<const Nlri> nlri;
  NlriFormat format;

  [[nodiscard]] bool empty() const;
  [[nodiscard]] std::size_t size_in_bytes() const;
  void encode(Writer& writer) const;
};

/// True for an address that can be a next hop: not unspecified, loopback, multicast, or IPv4's 0/8 and 240/4.
bool is_host(const IpAddress& address);
/// fe80::/10.
bool is_link_local(const IpAddress& address);
/// True for a multicast block, which has no place among unicast routes (RFC 4271 §6.3).
bool is_multicast(const Prefix& prefix);

}  // namespace cw::wire::bgp
