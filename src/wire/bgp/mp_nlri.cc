// RFC 4760 §3, MP_REACH_NLRI:                                 §4, MP_UNREACH_NLRI:
//
//   | Address Family Identifier (2 octets)            |         | Address Family Identifier (2 octets)            |
//   | Subsequent Address Family Identifier (1 octet)  |         | Subsequent Address Family Identifier (1 octet)  |
//   | Length of Next Hop Network Address (1 octet)    |         | Withdrawn Routes (variable)                     |
//   | Network Address of Next Hop (variable)          |
//   | Reserved (1 octet)                              |
//   | NLRI (variable)                                 |
#include <algorithm>
#include <utility>

#include "wire/bgp/attributes.h"

namespace cw::wire::bgp {
namespace {

constexpr std::size_t kV4Size = 4;
constexpr std::size_t kV6Size = 16;

IpAddress address_from_wire(Family family, ByteSpan bytes) {
  IpAddress address{.family = family};
  for (std::size_t i = 0; i < bytes.size(); ++i) address.bytes[i] = static_cast<std::uint8_t>(bytes[i]);
  return address;
}

void encode_address(const IpAddress& address, Writer& writer) {
  writer.bytes(std::as_bytes(std::span(address.bytes)).first(address.is_v4() ? kV4Size : kV6Size));
}

bool next_hop_length_ok(AfiSafi family, std::size_t length) {
  if (family == AfiSafi::Ipv4Unicast) return length == kV4Size;
  return length == kV6Size || length == 2 * kV6Size;  // RFC 2545 §3
}

void read_next_hop(AfiSafi family, ByteSpan bytes, MpReach& reach) {
  if (family == AfiSafi::Ipv4Unicast) {
    reach.next_hop = address_from_wire(Family::Ipv4, bytes);
    return;
  }
  reach.next_hop = address_from_wire(Family::Ipv6, bytes.first(kV6Size));
  if (bytes.size() == kV6Size) return;
  const IpAddress second = address_from_wire(Family::Ipv6, bytes.subspan(kV6Size));
  // A second address that is not link-local says nothing we could use; the first still does.
  if (!is_link_local(second)) return;
  reach.link_local_next_hop = second;
  if (reach.next_hop.is_unspecified()) reach.next_hop = second;
}

ValueFault optional_error(std::string_view rule) { return {.rule = rule}; }

// Both attributes: families we do not speak, or did not agree on, are passed over unread (RFC 4760 §7 and §8).
constexpr ValueFault kOtherFamily{.rule = "RFC 4760 §8: a family both sides advertised; another is ignored",
                                  .with_attribute = false,
                                  .action = ErrorAction::AttributeDiscard};

std::optional<AfiSafi> usable_family(std::uint16_t afi, std::uint8_t safi, const DecodeContext& context) {
  const auto family = family_from_wire(afi, safi);
  if (!family || !context.family_enabled[std::to_underlying(*family)]) return std::nullopt;
  return family;
}

NlriFormat read_format(AfiSafi family, const DecodeContext& context) {
  return {.family = family_of(family), .path_ids = context.add_path_receive[std::to_underlying(family)]};
}

}  // namespace

std::optional<ValueFault> decode_mp_reach(ByteSpan value, const DecodeContext& context, AttributeSet& set) {
  Reader reader(value);
  const std::uint16_t afi = reader.u16();
  const std::uint8_t safi = reader.u8();
  const ByteSpan next_hop = reader.take(reader.u8());
  reader.skip(1);
  // RFC 7606 §7.11: without a next hop of the right length the NLRI cannot be found.
  if (!reader.ok()) return optional_error("RFC 7606 §7.11: the next hop and its length agree");
  MpReach reach{.family = usable_family(afi, safi, context)};
  reach.has_nlri = reader.remaining() > 0;
  if (!reach.family) {
    set.mp_reach = std::move(reach);
    return kOtherFamily;
  }
  if (!next_hop_length_ok(*reach.family, next_hop.size())) {
    return optional_error("RFC 7606 §7.11: next hop of 4 octets for IPv4, 16 or 32 for IPv6");
  }
  read_next_hop(*reach.family, next_hop, reach);
  if (!decode_nlri(reader.rest(), read_format(*reach.family, context), reach.nlri)) {
    return optional_error("RFC 7606 §5.3: NLRI no longer than the family's addresses or the attribute");
  }
  const bool usable = is_host(reach.next_hop);
  set.mp_reach = std::move(reach);
  if (usable) return std::nullopt;
  // The NLRI are known, so the milder approach is open (RFC 7606 §3 j, as NEXT_HOP in §3 e).
  return ValueFault{.subcode = subcode::kInvalidNextHopAttribute,
                    .rule = "RFC 4271 §6.3: the next hop is a host address",
                    .action = ErrorAction::TreatAsWithdraw};
}

std::optional<ValueFault> decode_mp_unreach(ByteSpan value, const DecodeContext& context, AttributeSet& set) {
  Reader reader(value);
  const std::uint16_t afi = reader.u16();
  const std::uint8_t safi = reader.u8();
  MpUnreach unreach{.family = usable_family(afi, safi, context), .nlri = {}};
  if (!unreach.family) {
    set.mp_unreach = std::move(unreach);
    return kOtherFamily;
  }
  if (!decode_nlri(reader.rest(), read_format(*unreach.family, context), unreach.nlri)) {
    return optional_error("RFC 7606 §5.3: NLRI no longer than the family's addresses or the attribute");
  }
  set.mp_unreach = std::move(unreach);
  return std::nullopt;
}

std::size_t mp_reach_head_size(const AttributeSource& source) {
  const std::size_t address = source.reach_next_hop.is_v4() ? kV4Size : kV6Size;
  return 5 + address + (source.reach_link_local ? kV6Size : 0);
}

void encode_mp_reach(const AttributeRow& row, const AttributeSource& source, const EncodeContext&, Writer& writer) {
  if (source.reach.empty()) return;
  const std::size_t head = mp_reach_head_size(source);
  encode_attribute_header(row.flags, row.code, head + source.reach.size_in_bytes(), writer);
  writer.u16(wire_afi(afi_safi(source.reach.format.family)));
  writer.u8(kSafiUnicast);
  writer.u8(static_cast<std::uint8_t>(head - 5));
  encode_address(source.reach_next_hop, writer);
  if (source.reach_link_local) encode_address(*source.reach_link_local, writer);
  writer.u8(0);
  source.reach.encode(writer);
}

void encode_mp_unreach(const AttributeRow& row, const AttributeSource& source, const EncodeContext&, Writer& writer) {
  if (source.unreach.empty() && !source.unreach_empty) return;
  encode_attribute_header(row.flags, row.code, kMpUnreachHeadSize + source.unreach.size_in_bytes(), writer);
  writer.u16(wire_afi(afi_safi(source.unreach.format.family)));
  writer.u8(kSafiUnicast);
  source.unreach.encode(writer);
}

}  // namespace cw::wire::bgp
