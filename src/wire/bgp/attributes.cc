// The table of path attributes: RFC 4271 §4.3 and §5, and for what is wrong with one, RFC 7606 §7.
#include "wire/bgp/attributes.h"

#include <algorithm>
#include <utility>

#include "wire/bgp/as_path.h"

namespace cw::wire::bgp {
namespace {

using Refusal = std::optional<ValueFault>;

// ---- length rules --------------------------------------------------------------------------------------------------

template <std::size_t Length>
bool exactly(std::size_t length, const DecodeContext&) {
  return length == Length;
}
template <std::size_t Unit>
bool multiple_of(std::size_t length, const DecodeContext&) {
  return length != 0 && length % Unit == 0;
}
template <std::size_t Least>
bool at_least(std::size_t length, const DecodeContext&) {
  return length >= Least;
}
bool aggregator_length(std::size_t length, const DecodeContext& context) {
  return length == (context.four_octet_as ? 8U : 6U);
}

// ---- values --------------------------------------------------------------------------------------------------------

Refusal decode_origin(ByteSpan value, const DecodeContext&, AttributeSet& set) {
  const std::uint8_t origin = Reader(value).u8();
  if (origin > std::to_underlying(Origin::Incomplete)) {
    return ValueFault{.subcode = subcode::kInvalidOriginAttribute, .rule = "RFC 7606 §7.1: 0, 1 or 2"};
  }
  set.attributes.origin = static_cast<Origin>(origin);
  return {};
}
void encode_origin(const AttributeRow& row, const AttributeSource& source, const EncodeContext&, Writer& writer) {
  encode_attribute_header(row.flags, row.code, 1, writer);
  writer.u8(std::to_underlying(source.attributes->origin));
}

Refusal decode_as_path_attribute(ByteSpan value, const DecodeContext& context, AttributeSet& set) {
  const auto malformed = [](std::string_view rule) {
    return ValueFault{.subcode = subcode::kMalformedAsPath, .rule = rule, .with_attribute = false};
  };
  auto path = decode_as_path(value, as_width(context.four_octet_as));
  if (!path) return malformed("RFC 7606 §7.2: known segment types, not empty, ending with the attribute");
  if (path->contains(AsNumber(0))) return malformed("RFC 7607 §2: no AS 0");
  if (context.ebgp && has_confederation(*path)) {
    return malformed("RFC 5065 §5: no confederation segments from outside the confederation");
  }
  set.attributes.as_path = *std::move(path);
  return {};
}
void encode_as_path_attribute(const AttributeRow& row, const AttributeSource& source, const EncodeContext& context,
                              Writer& writer) {
  const AsWidth width = as_width(context.four_octet_as);
  encode_attribute_header(row.flags, row.code, as_path_size(source.attributes->as_path, width), writer);
  encode_as_path(source.attributes->as_path, width, writer);
}

Refusal decode_next_hop(ByteSpan value, const DecodeContext&, AttributeSet& set) {
  const IpAddress next_hop = IpAddress::v4(Reader(value).u32());
  // RFC 4760 §3: ignored where only MP_REACH_NLRI announces something.
  if (set.nlri_field_used && !is_host(next_hop)) {
    return ValueFault{.subcode = subcode::kInvalidNextHopAttribute, .rule = "RFC 4271 §6.3: a host address"};
  }
  set.attributes.next_hop = next_hop;
  return {};
}
void encode_next_hop(const AttributeRow& row, const AttributeSource& source, const EncodeContext&, Writer& writer) {
  if (!source.next_hop) return;
  encode_attribute_header(row.flags, row.code, 4, writer);
  writer.u32(source.attributes->next_hop.v4_value());
}

template <std::optional<std::uint32_t> PathAttributes::*Member>
Refusal decode_number(ByteSpan value, const DecodeContext&, AttributeSet& set) {
  set.attributes.*Member = Reader(value).u32();
  return {};
}
template <std::optional<std::uint32_t> PathAttributes::*Member>
void encode_number(const AttributeRow& row, const AttributeSource& source, const EncodeContext&, Writer& writer) {
  if (!(source.attributes->*Member)) return;
  encode_attribute_header(row.flags, row.code, 4, writer);
  writer.u32(*(source.attributes->*Member));
}

Refusal decode_atomic_aggregate(ByteSpan, const DecodeContext&, AttributeSet& set) {
  set.attributes.atomic_aggregate = true;
  return {};
}
void encode_atomic_aggregate(const AttributeRow& row, const AttributeSource& source, const EncodeContext&,
                             Writer& writer) {
  if (source.attributes->atomic_aggregate) encode_attribute_header(row.flags, row.code, 0, writer);
}

Refusal decode_aggregator_into(ByteSpan value, AsWidth width, std::optional<Aggregator>& into) {
  Reader reader(value);
  const std::uint32_t as = width == AsWidth::FourOctets ? reader.u32() : reader.u16();
  if (as == 0) return ValueFault{.rule = "RFC 7607 §2: no AS 0"};
  into = Aggregator{.as = AsNumber(as), .router = RouterId(reader.u32())};
  return {};
}
Refusal decode_aggregator(ByteSpan value, const DecodeContext& context, AttributeSet& set) {
  return decode_aggregator_into(value, as_width(context.four_octet_as), set.attributes.aggregator);
}
void encode_aggregator(const AttributeRow& row, const AttributeSource& source, const EncodeContext& context,
                       Writer& writer) {
  const auto& aggregator = source.attributes->aggregator;
  if (!aggregator) return;
  const std::uint32_t as = aggregator->as.value;
  encode_attribute_header(row.flags, row.code, context.four_octet_as ? 8 : 6, writer);
  if (context.four_octet_as) {
    writer.u32(as);
  } else {
    writer.u16(static_cast<std::uint16_t>(as <= UINT16_MAX ? as : kAsTrans.value));
  }
  writer.u32(aggregator->router.value);
}

Refusal decode_as4_path(ByteSpan value, const DecodeContext&, AttributeSet& set) {
  auto path = decode_as_path(value, AsWidth::FourOctets);
  if (!path || path->contains(AsNumber(0))) {
    return ValueFault{.rule = "RFC 6793 §6, RFC 7607 §2: whole segments of known types, no AS 0"};
  }
  // RFC 6793 §6: confederation segments are dropped, the rest is used.
  set.as4_path = without_confederation(*std::move(path));
  return {};
}
void encode_as4_path(const AttributeRow& row, const AttributeSource& source, const EncodeContext&, Writer& writer) {
  if (!needs_as4_path(source.attributes->as_path)) return;
  const AsPath path = without_confederation(source.attributes->as_path);
  encode_attribute_header(row.flags, row.code, as_path_size(path, AsWidth::FourOctets), writer);
  encode_as_path(path, AsWidth::FourOctets, writer);
}

Refusal decode_as4_aggregator(ByteSpan value, const DecodeContext&, AttributeSet& set) {
  return decode_aggregator_into(value, AsWidth::FourOctets, set.as4_aggregator);
}
void encode_as4_aggregator(const AttributeRow& row, const AttributeSource& source, const EncodeContext&,
                           Writer& writer) {
  const auto& aggregator = source.attributes->aggregator;
  if (!aggregator || aggregator->as.value <= UINT16_MAX) return;
  encode_attribute_header(row.flags, row.code, 8, writer);
  writer.u32(aggregator->as.value);
  writer.u32(aggregator->router.value);
}

Refusal decode_originator_id(ByteSpan value, const DecodeContext&, AttributeSet& set) {
  set.attributes.originator_id = RouterId(Reader(value).u32());
  return {};
}
void encode_originator_id(const AttributeRow& row, const AttributeSource& source, const EncodeContext&,
                          Writer& writer) {
  if (!source.attributes->originator_id) return;
  encode_attribute_header(row.flags, row.code, 4, writer);
  writer.u32(source.attributes->originator_id->value);
}

// ---- lists ---------------------------------------------------------------------------------------------------------

std::uint32_t read_item(Reader& reader, std::uint32_t) { return reader.u32(); }
std::uint64_t read_item(Reader& reader, std::uint64_t) { return reader.u64(); }
RouterId read_item(Reader& reader, RouterId) { return RouterId(reader.u32()); }
LargeCommunity read_item(Reader& reader, LargeCommunity) {
  LargeCommunity community;
  community.global = reader.u32();
  community.local1 = reader.u32();
  community.local2 = reader.u32();
  return community;
}
void write_item(Writer& writer, std::uint32_t item) { writer.u32(item); }
void write_item(Writer& writer, std::uint64_t item) { writer.u64(item); }
void write_item(Writer& writer, RouterId item) { writer.u32(item.value); }
void write_item(Writer& writer, const LargeCommunity& item) {
  writer.u32(item.global);
  writer.u32(item.local1);
  writer.u32(item.local2);
}

enum class ListOrder : std::uint8_t { AsReceived, SortedUnique };

template <auto Member, std::size_t ItemSize, ListOrder Order>
Refusal decode_list(ByteSpan value, const DecodeContext&, AttributeSet& set) {
  auto& list = set.attributes.*Member;
  using Item = typename std::remove_reference_t<decltype(list)>::value_type;
  list.reserve(value.size() / ItemSize);
  for (Reader reader(value); reader.remaining() > 0;) list.push_back(read_item(reader, Item{}));
  if constexpr (Order == ListOrder::SortedUnique) {
    std::ranges::sort(list);
    list.erase(std::unique(list.begin(), list.end()), list.end());
  }
  return {};
}
template <auto Member, std::size_t ItemSize>
void encode_list(const AttributeRow& row, const AttributeSource& source, const EncodeContext&, Writer& writer) {
  const auto& list = source.attributes->*Member;
  if (list.empty()) return;
  encode_attribute_header(row.flags, row.code, list.size() * ItemSize, writer);
  for (const auto& item : list) write_item(writer, item);
}

// ---- the table -----------------------------------------------------------------------------------------------------

constexpr std::uint8_t kWellKnown = flag::kTransitive;
constexpr std::uint8_t kNonTransitive = flag::kOptional;
constexpr std::uint8_t kTransitive = flag::kOptional | flag::kTransitive;
using enum AttributeScope;
using enum ErrorAction;
using PA = PathAttributes;

constexpr std::array kTable{
    AttributeRow{attribute::kMpReach, "MP_REACH_NLRI", kNonTransitive, Everyone, SessionReset,
                 "RFC 7606 §5.3: at least 5 octets, optional non-transitive", at_least<5>, decode_mp_reach,
                 encode_mp_reach},
    AttributeRow{attribute::kMpUnreach, "MP_UNREACH_NLRI", kNonTransitive, Everyone, SessionReset,
                 "RFC 7606 §5.3: at least 3 octets, optional non-transitive", at_least<kMpUnreachHeadSize>,
                 decode_mp_unreach, encode_mp_unreach},
    AttributeRow{attribute::kOrigin, "ORIGIN", kWellKnown, Everyone, TreatAsWithdraw,
                 "RFC 7606 §7.1, §3 c: 1 octet, well-known", exactly<1>, decode_origin, encode_origin},
    AttributeRow{attribute::kAsPath, "AS_PATH", kWellKnown, Everyone, TreatAsWithdraw,
                 "RFC 7606 §7.2, §3 c: well-known", at_least<0>, decode_as_path_attribute, encode_as_path_attribute},
    AttributeRow{attribute::kNextHop, "NEXT_HOP", kWellKnown, Everyone, TreatAsWithdraw,
                 "RFC 7606 §7.3, §3 c: 4 octets, well-known", exactly<4>, decode_next_hop, encode_next_hop},
    AttributeRow{attribute::kMultiExitDisc, "MULTI_EXIT_DISC", kNonTransitive, Everyone, TreatAsWithdraw,
                 "RFC 7606 §7.4, §3 c: 4 octets, optional non-transitive", exactly<4>, decode_number<&PA::med>,
                 encode_number<&PA::med>},
    AttributeRow{attribute::kLocalPref, "LOCAL_PREF", kWellKnown, InternalPeers, TreatAsWithdraw,
                 "RFC 7606 §7.5, §3 c: 4 octets, well-known, from internal peers only", exactly<4>,
                 decode_number<&PA::local_pref>, encode_number<&PA::local_pref>},
    AttributeRow{attribute::kAtomicAggregate, "ATOMIC_AGGREGATE", kWellKnown, Everyone, AttributeDiscard,
                 "RFC 7606 §7.6, §3 c: no value, well-known", exactly<0>, decode_atomic_aggregate,
                 encode_atomic_aggregate},
    AttributeRow{attribute::kAggregator, "AGGREGATOR", kTransitive, Everyone, AttributeDiscard,
                 "RFC 7606 §7.7, §3 c: 6 octets, 8 with four-octet AS numbers; optional transitive", aggregator_length,
                 decode_aggregator, encode_aggregator},
    AttributeRow{attribute::kCommunities, "COMMUNITIES", kTransitive, Everyone, TreatAsWithdraw,
                 "RFC 7606 §7.8, §3 c: a multiple of 4 octets, optional transitive", multiple_of<4>,
                 decode_list<&PA::communities, 4, ListOrder::SortedUnique>, encode_list<&PA::communities, 4>},
    AttributeRow{attribute::kOriginatorId, "ORIGINATOR_ID", kNonTransitive, InternalPeers, TreatAsWithdraw,
                 "RFC 7606 §7.9, §3 c: 4 octets, optional non-transitive, from internal peers only", exactly<4>,
                 decode_originator_id, encode_originator_id},
    AttributeRow{attribute::kClusterList, "CLUSTER_LIST", kNonTransitive, InternalPeers, TreatAsWithdraw,
                 "RFC 7606 §7.10, §3 c: a multiple of 4 octets, optional non-transitive, from internal peers only",
                 multiple_of<4>, decode_list<&PA::cluster_list, 4, ListOrder::AsReceived>,
                 encode_list<&PA::cluster_list, 4>},
    AttributeRow{attribute::kExtendedCommunities, "EXTENDED COMMUNITIES", kTransitive, Everyone, TreatAsWithdraw,
                 "RFC 7606 §7.14, §3 c: a multiple of 8 octets, optional transitive", multiple_of<8>,
                 decode_list<&PA::extended_communities, 8, ListOrder::SortedUnique>,
                 encode_list<&PA::extended_communities, 8>},
    AttributeRow{attribute::kAs4Path, "AS4_PATH", kTransitive, TwoOctetPeers, AttributeDiscard,
                 "RFC 6793 §6, RFC 7606 §3 c: at least 6 octets, optional transitive, from two-octet speakers only",
                 at_least<6>, decode_as4_path, encode_as4_path},
    AttributeRow{attribute::kAs4Aggregator, "AS4_AGGREGATOR", kTransitive, TwoOctetPeers, AttributeDiscard,
                 "RFC 6793 §6, RFC 7606 §3 c: 8 octets, optional transitive, from two-octet speakers only", exactly<8>,
                 decode_as4_aggregator, encode_as4_aggregator},
    AttributeRow{attribute::kLargeCommunity, "LARGE_COMMUNITY", kTransitive, Everyone, TreatAsWithdraw,
                 "RFC 8092 §5, RFC 7606 §3 c: a multiple of 12 octets, optional transitive", multiple_of<12>,
                 decode_list<&PA::large_communities, 12, ListOrder::SortedUnique>,
                 encode_list<&PA::large_communities, 12>},
};

constexpr std::uint8_t kNoRow = 255;
constexpr std::array<std::uint8_t, 256> kRowByCode = [] {
  std::array<std::uint8_t, 256> index{};
  index.fill(kNoRow);
  for (std::size_t i = 0; i < kTable.size(); ++i) index[kTable[i].code] = static_cast<std::uint8_t>(i);
  return index;
}();
// encode_attributes() relies on it: the multiprotocol rows in front, the others by ascending code.
static_assert(std::ranges::is_sorted(std::span(kTable).subspan(2), {}, &AttributeRow::code));

}  // namespace

std::span<const AttributeRow> attribute_table() { return kTable; }

const AttributeRow* find_attribute(std::uint8_t code) {
  return kRowByCode[code] == kNoRow ? nullptr : &kTable[kRowByCode[code]];
}

}  // namespace cw::wire::bgp
