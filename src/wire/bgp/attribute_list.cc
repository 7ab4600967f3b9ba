// The pass over the path attributes of an UPDATE and its inverse (RFC 4271 §4.3):
//
//   | Attr. Flags (1 octet) | Attr. Type Code (1 octet) | length (1 octet, or 2 with Extended Length) | value |
//
// What is wrong is judged by RFC 7606 §3, §4 and the attribute's row.
#include <algorithm>
#include <utility>

#include "wire/bgp/as_path.h"
#include "wire/bgp/attributes.h"

namespace cw::wire::bgp {
namespace {

constexpr std::uint8_t kCategoryBits = flag::kOptional | flag::kTransitive;

bool is_multiprotocol(std::uint8_t code) { return code == attribute::kMpReach || code == attribute::kMpUnreach; }

// One attribute as it lies in the message.
struct RawAttribute {
  std::uint8_t flags = 0;
  std::uint8_t code = 0;
  ByteSpan value;
  ByteSpan whole;  ///< type, length and value, as a NOTIFICATION quotes it
};

class AttributePass {
 public:
  AttributePass(const DecodeContext& context, AttributeSet& set, std::vector<DecodeError>& errors)
      : context_(context), set_(set), errors_(errors) {}

  std::expected<void, DecodeError> run(ByteSpan field);

 private:
  // Each returns false when the session must be reset; reset_ then says why.
  bool on_attribute(const RawAttribute& raw);
  bool on_known(const RawAttribute& raw, const AttributeRow& row);
  bool on_unknown(const RawAttribute& raw);
  bool on_repeated(const RawAttribute& raw, std::string_view name);
  bool report(const Fault& fault);

  const DecodeContext& context_;
  AttributeSet& set_;
  std::vector<DecodeError>& errors_;
  std::bitset<256> repeated_;
  std::optional<DecodeError> reset_;
};

bool AttributePass::report(const Fault& fault) {
  DecodeError error = make_error(fault);
  if (fault.action == ErrorAction::SessionReset) {
    reset_ = std::move(error);
    return false;
  }
  if (fault.action == ErrorAction::TreatAsWithdraw) set_.treat_as_withdraw = true;
  errors_.push_back(std::move(error));
  return true;
}

std::expected<void, DecodeError> AttributePass::run(ByteSpan field) {
  for (std::size_t at = 0; at < field.size();) {
    Reader reader(field.subspan(at));
    RawAttribute raw;
    raw.flags = reader.u8();
    raw.code = reader.u8();
    const std::size_t length = (raw.flags & flag::kExtendedLength) != 0 ? reader.u16() : reader.u8();
    if (!reader.ok()) {
      report({.subcode = subcode::kMalformedAttributeList,
              .field = "Total Path Attribute Length",
              .rule = "RFC 7606 §4: the attributes end where the field does",
              .action = ErrorAction::TreatAsWithdraw});
      break;
    }
    raw.value = reader.take(length);
    if (!reader.ok()) {
      // RFC 7606 §3 j: prefixes that cannot be read cannot be withdrawn.
      const bool prefixes_lost = is_multiprotocol(raw.code);
      const AttributeRow* row = find_attribute(raw.code);
      const bool go_on =
          report({.subcode = subcode::kAttributeLengthError,
                  .field = row != nullptr ? row->name : "Attribute Length",
                  .rule = "RFC 7606 §4: the last attribute ends inside the field",
                  .data = field.subspan(at),
                  .action = prefixes_lost ? ErrorAction::SessionReset : ErrorAction::TreatAsWithdraw});
      if (!go_on) return std::unexpected(*std::move(reset_));
      set_.seen.set(raw.code);
      break;
    }
    const std::size_t size = field.size() - at - reader.remaining();
    raw.whole = field.subspan(at, size);
    at += size;
    if (!on_attribute(raw)) return std::unexpected(*std::move(reset_));
  }
  return {};
}

bool AttributePass::on_attribute(const RawAttribute& raw) {
  const AttributeRow* row = find_attribute(raw.code);
  if (set_.seen.test(raw.code)) return on_repeated(raw, row != nullptr ? row->name : "unrecognized attribute");
  set_.seen.set(raw.code);
  return row != nullptr ? on_known(raw, *row) : on_unknown(raw);
}

// RFC 7606 §3 g. Reported once per code, so that a message of nothing else stays cheap.
bool AttributePass::on_repeated(const RawAttribute& raw, std::string_view name) {
  if (repeated_.test(raw.code)) return true;
  repeated_.set(raw.code);
  return report({.subcode = subcode::kMalformedAttributeList,
                 .field = name,
                 .rule = "RFC 7606 §3 g: at most once; the first one counts",
                 .action = is_multiprotocol(raw.code) ? ErrorAction::SessionReset : ErrorAction::AttributeDiscard});
}

bool AttributePass::on_known(const RawAttribute& raw, const AttributeRow& row) {
  const auto fault = [&](std::uint8_t subcode, ErrorAction action) {
    return report({.subcode = subcode, .field = row.name, .rule = row.rule, .data = raw.whole, .action = action});
  };
  if ((row.scope == AttributeScope::InternalPeers && context_.ebgp) ||
      (row.scope == AttributeScope::TwoOctetPeers && context_.four_octet_as)) {
    return fault(subcode::kOptionalAttributeError, ErrorAction::AttributeDiscard);
  }
  // RFC 7606 §3 c, §5.3: only the Optional and Transitive bits count, and conflicting ones are never just discarded.
  if (((raw.flags ^ row.flags) & kCategoryBits) != 0) {
    return fault(subcode::kAttributeFlagsError, is_multiprotocol(row.code) ? ErrorAction::SessionReset
                                                                           : ErrorAction::TreatAsWithdraw);
  }
  if (!row.length_ok(raw.value.size(), context_)) return fault(subcode::kAttributeLengthError, row.on_malformed);
  const auto refused = row.decode(raw.value, context_, set_);
  if (!refused) return true;
  return report({.subcode = refused->subcode,
                 .field = row.name,
                 .rule = refused->rule,
                 .data = refused->with_attribute ? raw.whole : ByteSpan{},
                 .action = refused->action.value_or(row.on_malformed)});
}

bool AttributePass::on_unknown(const RawAttribute& raw) {
  if ((raw.flags & flag::kOptional) == 0) {
    return report({.subcode = subcode::kUnrecognizedWellKnownAttribute,
                   .field = "unrecognized attribute",
                   .rule = "RFC 4271 §6.3: every well-known attribute is recognized",
                   .data = raw.whole});
  }
  // RFC 4271 §5: unrecognized non-transitive ones are quietly ignored, transitive ones passed on with Partial set.
  if ((raw.flags & flag::kTransitive) == 0) return true;
  UnknownAttribute unknown{.flags = kCategoryBits | flag::kPartial, .code = raw.code, .value = {}};
  unknown.value.reserve(raw.value.size());
  for (const std::byte b : raw.value) unknown.value.push_back(static_cast<std::uint8_t>(b));
  set_.attributes.unknown.push_back(std::move(unknown));
  return true;
}

// RFC 6793 §4.2.3.
void merge_as4(AttributeSet& set) {
  auto& aggregator = set.attributes.aggregator;
  if (aggregator && set.as4_aggregator) {
    // An AS number that did not need four octets: someone in between, who cannot read them, aggregated anew.
    if (aggregator->as != kAsTrans) return;
    aggregator = set.as4_aggregator;
  }
  if (set.as4_path) set.attributes.as_path = merge_as4_path(std::move(set.attributes.as_path), *set.as4_path);
}

}  // namespace

std::expected<void, DecodeError> decode_attributes(ByteSpan field, const DecodeContext& context, AttributeSet& set,
                                                   std::vector<DecodeError>& errors) {
  AttributePass pass(context, set, errors);
  if (auto done = pass.run(field); !done) return done;
  if (!context.four_octet_as) merge_as4(set);
  std::ranges::sort(set.attributes.unknown, {}, &UnknownAttribute::code);
  return {};
}

void encode_attribute_header(std::uint8_t flags, std::uint8_t code, std::size_t length, Writer& writer) {
  const bool extended = length > UINT8_MAX;
  writer.u8(extended ? flags | flag::kExtendedLength : flags);
  writer.u8(code);
  if (extended) {
    writer.u16(static_cast<std::uint16_t>(length));
  } else {
    writer.u8(static_cast<std::uint8_t>(length));
  }
}

void encode_attributes(const AttributeSource& source, const EncodeContext& context, Writer& writer) {
  std::span<const UnknownAttribute> unknown;
  if (source.attributes != nullptr) unknown = source.attributes->unknown;
  const auto encode_unknown_below = [&](unsigned code) {
    for (; !unknown.empty() && unknown.front().code < code; unknown = unknown.subspan(1)) {
      const UnknownAttribute& attribute = unknown.front();
      const std::uint8_t flags = attribute.flags & static_cast<std::uint8_t>(~flag::kExtendedLength);
      encode_attribute_header(flags, attribute.code, attribute.value.size(), writer);
      writer.bytes(std::as_bytes(std::span(attribute.value)));
    }
  };
  for (const AttributeRow& row : attribute_table()) {
    if (is_multiprotocol(row.code)) {
      row.encode(row, source, context, writer);
      continue;
    }
    if (source.attributes == nullptr) return;
    encode_unknown_below(row.code);
    if (row.scope == AttributeScope::InternalPeers && context.ebgp) continue;
    if (row.scope == AttributeScope::TwoOctetPeers && context.four_octet_as) continue;
    row.encode(row, source, context, writer);
  }
  encode_unknown_below(256);
}

}  // namespace cw::wire::bgp
