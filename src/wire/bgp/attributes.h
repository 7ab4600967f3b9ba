// The path attributes of one UPDATE: one row per attribute, and the pass over them. Private to this folder.
#pragma once

#include <bitset>
#include <expected>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "wire/bgp/fault.h"
#include "wire/bgp/nlri.h"

namespace cw::wire::bgp {

/// Attribute Type Codes (IANA "BGP Path Attributes").
namespace attribute {
inline constexpr std::uint8_t kOrigin = 1, kAsPath = 2, kNextHop = 3, kMultiExitDisc = 4, kLocalPref = 5,
    kAtomicAggregate = 6, kAggregator = 7, kCommunities = 8, kOriginatorId = 9, kClusterList = 10, kMpReach = 14,
    kMpUnreach = 15, kExtendedCommunities = 16, kAs4Path = 17, kAs4Aggregator = 18, kLargeCommunity = 32;
}  // namespace attribute

/// Attribute Flags (RFC 4271 §4.3).
namespace flag {
inline constexpr std::uint8_t kOptional = 0x80, kTransitive = 0x40, kPartial = 0x20, kExtendedLength = 0x10;
}  // namespace flag

// ---- reading -------------------------------------------------------------------------------------------------------

struct MpReach {
  std::optional<AfiSafi> family;  ///< empty: a family that is not spoken or not enabled; its NLRI stay unread
  IpAddress next_hop;
  std::optional<IpAddress> link_local_next_hop;
  std::vector<Nlri> nlri;
  bool has_nlri = false;
};
struct MpUnreach {
  std::optional<AfiSafi> family;
  std::vector<Nlri> nlri;
};

/// What the pass over the path attributes has found.
struct AttributeSet {
  PathAttributes attributes;  ///< next_hop from NEXT_HOP; AS4_PATH and AS4_AGGREGATOR merged
  std::optional<MpReach> mp_reach;
  std::optional<MpUnreach> mp_unreach;
  std::optional<AsPath> as4_path;
  std::optional<Aggregator> as4_aggregator;
  std::bitset<256> seen;            ///< by code, usable or not
  bool nlri_field_used = false;     ///< set before the pass: NEXT_HOP matters
  bool treat_as_withdraw = false;
};

/// errors: SessionReset faults. Lesser ones are appended to `errors` and show in the set.
std::expected<void, DecodeError> decode_attributes(ByteSpan field, const DecodeContext& context, AttributeSet& set,
                                                   std::vector<DecodeError>& errors);

// ---- writing -------------------------------------------------------------------------------------------------------

/// Everything the attribute field of one UPDATE says.
struct AttributeSource {
  const PathAttributes* attributes = nullptr;  ///< null: nothing is announced
  bool next_hop = false;                       ///< write NEXT_HOP
  NlriSelection reach;                         ///< for MP_REACH_NLRI, written when not empty
  IpAddress reach_next_hop;
  std::optional<IpAddress> reach_link_local;
  NlriSelection unreach;                       ///< for MP_UNREACH_NLRI, written when not empty
  bool unreach_empty = false;                  ///< write MP_UNREACH_NLRI although empty: an End-of-RIB
};

/// MP_REACH_NLRI and MP_UNREACH_NLRI first (RFC 7606 §5.1), then by ascending code (RFC 4271 §5).
void encode_attributes(const AttributeSource& source, const EncodeContext& context, Writer& writer);
/// Flags, code and the length in one octet if it fits, else in two.
void encode_attribute_header(std::uint8_t flags, std::uint8_t code, std::size_t length, Writer& writer);

/// Bytes MP_REACH_NLRI and MP_UNREACH_NLRI take before their NLRI, attribute header not counted.
std::size_t mp_reach_head_size(const AttributeSource& source);
inline constexpr std::size_t kMpUnreachHeadSize = 3;

// ---- the table -----------------------------------------------------------------------------------------------------

/// Whose attribute it is; from and to others it is dropped.
enum class AttributeScope : std::uint8_t {
  Everyone,
  InternalPeers,   ///< RFC 7606 §7.5, §7.9, §7.10
  TwoOctetPeers,   ///< RFC 6793 §6: meant for those who cannot read four-octet AS numbers
};

/// Why a value is refused. The action is the row's unless given.
struct ValueFault {
  std::uint8_t subcode = subcode::kOptionalAttributeError;
  std::string_view rule;
  bool with_attribute = true;  ///< the NOTIFICATION carries type, length and value
  std::optional<ErrorAction> action;
};

struct AttributeRow {
  std::uint8_t code = 0;
  std::string_view name;
  std::uint8_t flags = 0;  ///< the Optional and Transitive bits it must have
  AttributeScope scope = AttributeScope::Everyone;
  ErrorAction on_malformed = ErrorAction::TreatAsWithdraw;
  std::string_view rule;  ///< of flags, scope and length
  bool (*length_ok)(std::size_t length, const DecodeContext& context) = nullptr;
  /// Checks the value and stores it; stores nothing when it is refused.
  std::optional<ValueFault> (*decode)(ByteSpan value, const DecodeContext& context, AttributeSet& set) = nullptr;
  /// Writes the whole attribute if the source has it.
  void (*encode)(const AttributeRow& row, const AttributeSource& source, const EncodeContext& context,
                 Writer& writer) = nullptr;
};

/// In the order of encoding.
std::span<const AttributeRow> attribute_table();
/// Null for an attribute we do not recognize.
const AttributeRow* find_attribute(std::uint8_t code);

// Multiprotocol rows (mp_nlri.cc).
std::optional<ValueFault> decode_mp_reach(ByteSpan value, const DecodeContext& context, AttributeSet& set);
std::optional<ValueFault> decode_mp_unreach(ByteSpan value, const DecodeContext& context, AttributeSet& set);
void encode_mp_reach(const AttributeRow& row, const AttributeSource& source, const EncodeContext& context,
                     Writer& writer);
void encode_mp_unreach(const AttributeRow& row, const AttributeSource& source, const EncodeContext& context,
                       Writer& writer);

}  // namespace cw::wire::bgp
