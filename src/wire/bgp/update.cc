// RFC 4271 §4.3:
//
//   +-----------------------------------------------------+
//   |   Withdrawn Routes Length (2 octets)                |
//   +-----------------------------------------------------+
//   |   Withdrawn Routes (variable)                       |
//   +-----------------------------------------------------+
//   |   Total Path Attribute Length (2 octets)            |
//   +-----------------------------------------------------+
//   |   Path Attributes (variable)                        |
//   +-----------------------------------------------------+
//   |   Network Layer Reachability Information (variable) |
//   +-----------------------------------------------------+
#include <algorithm>
#include <iterator>
#include <utility>

#include "wire/bgp/attributes.h"
#include "wire/bgp/fault.h"
#include "wire/bgp/nlri.h"

namespace cw::wire::bgp {
namespace {

struct UpdateFields {
  ByteSpan withdrawn;
  ByteSpan attributes;
  ByteSpan nlri;
};

std::expected<UpdateFields, DecodeError> split_fields(ByteSpan body) {
  Reader reader(body);
  UpdateFields fields;
  fields.withdrawn = reader.take(reader.u16());
  fields.attributes = reader.take(reader.u16());
  if (!reader.ok()) {
    return fail({.subcode = subcode::kMalformedAttributeList,
                 .field = "Withdrawn Routes Length, Total Path Attribute Length",
                 .rule = "RFC 4271 §6.3: both fields lie inside the message"});
  }
  fields.nlri = reader.rest();
  return fields;
}

// The two fields that hold IPv4 unicast prefixes.
std::expected<std::vector<Nlri>, DecodeError> decode_classic(ByteSpan field, std::string_view name,
                                                             const DecodeContext& context,
                                                             std::vector<DecodeError>& errors) {
  std::vector<Nlri> nlri;
  if (field.empty()) return nlri;
  if (!context.family_enabled[std::to_underlying(AfiSafi::Ipv4Unicast)]) {
    errors.push_back(make_error({.field = name,
                                 .rule = "RFC 4760 §8: a family both sides advertised; another is ignored",
                                 .action = ErrorAction::AttributeDiscard}));
    return nlri;
  }
  const bool path_ids = context.add_path_receive[std::to_underlying(AfiSafi::Ipv4Unicast)];
  if (!decode_nlri(field, {.family = Family::Ipv4, .path_ids = path_ids}, nlri)) {
    return fail({.subcode = subcode::kInvalidNetworkField,
                 .field = name,
                 .rule = "RFC 4271 §6.3, RFC 7606 §5.3: lengths of 0 to 32, and the last prefix ends with the field"});
  }
  return nlri;
}

// RFC 4271 §6.3: "... the prefix SHOULD be ignored."
void drop_multicast(std::vector<Nlri>& nlri, std::vector<DecodeError>& errors) {
  const auto is_dropped = [](const Nlri& n) { return is_multicast(n.prefix); };
  if (std::ranges::none_of(nlri, is_dropped)) return;
  std::erase_if(nlri, is_dropped);
  errors.push_back(make_error({.subcode = subcode::kInvalidNetworkField,
                               .field = "NLRI",
                               .rule = "RFC 4271 §6.3: unicast prefixes; multicast ones are ignored",
                               .action = ErrorAction::AttributeDiscard}));
}

// RFC 7606 §3 d; NEXT_HOP matters only to the NLRI field (RFC 4760 §3).
void require_mandatory(AttributeSet& set, std::vector<DecodeError>& errors) {
  for (const std::uint8_t code : {attribute::kOrigin, attribute::kAsPath, attribute::kNextHop}) {
    if (set.seen.test(code) || (code == attribute::kNextHop && !set.nlri_field_used)) continue;
    const std::array<std::byte, 1> data{std::byte{code}};
    errors.push_back(make_error({.subcode = subcode::kMissingWellKnownAttribute,
                                 .field = find_attribute(code)->name,
                                 .rule = "RFC 4271 §6.3, RFC 7606 §3 d: present wherever something is announced",
                                 .data = data,
                                 .action = ErrorAction::TreatAsWithdraw}));
    set.treat_as_withdraw = true;
  }
}

// RFC 7606 §5.2: attributes that belong to no prefix may mean that the prefixes were not found.
bool prefixes_may_be_hidden(const AttributeSet& set, bool announces) {
  const std::size_t others = set.seen.count() - (set.seen.test(attribute::kMpUnreach) ? 1 : 0);
  return others > 0 && !announces;
}

void append(std::vector<Nlri>& to, std::vector<Nlri>&& from) {
  if (to.empty()) {
    to = std::move(from);
  } else {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
  }
}

std::optional<AfiSafi> end_of_rib(const UpdateFields& fields, const AttributeSet& set, const DecodeContext& context) {
  if (!fields.withdrawn.empty() || !fields.nlri.empty()) return std::nullopt;
  if (fields.attributes.empty()) {
    const bool enabled = context.family_enabled[std::to_underlying(AfiSafi::Ipv4Unicast)];
    return enabled ? std::optional(AfiSafi::Ipv4Unicast) : std::nullopt;
  }
  if (set.seen.count() != 1 || !set.mp_unreach || !set.mp_unreach->nlri.empty()) return std::nullopt;
  return set.mp_unreach->family;
}

// Moves what is announced into the update, which holds only withdrawn prefixes so far.
void announce(Update& update, std::vector<Nlri>&& classic, AttributeSet& set) {
  MpReach reach;
  if (set.mp_reach && set.mp_reach->family) reach = *std::move(set.mp_reach);
  if (classic.empty() && reach.nlri.empty()) return;
  if (classic.empty()) {
    update.announced = std::move(reach.nlri);
    set.attributes.next_hop = reach.next_hop;
    set.attributes.link_local_next_hop = reach.link_local_next_hop;
  } else {
    update.announced = std::move(classic);
    if (!reach.nlri.empty()) {
      update.second = SecondAnnouncement{.announced = std::move(reach.nlri),
                                         .next_hop = reach.next_hop,
                                         .link_local_next_hop = reach.link_local_next_hop};
    }
  }
  update.attributes = std::move(set.attributes);
}

}  // namespace

std::expected<Update, DecodeError> decode_update(ByteSpan body, const DecodeContext& context,
                                                 std::vector<DecodeError>& errors) {
  const auto fields = split_fields(body);
  if (!fields) return std::unexpected(fields.error());
  auto withdrawn = decode_classic(fields->withdrawn, "Withdrawn Routes", context, errors);
  if (!withdrawn) return std::unexpected(std::move(withdrawn.error()));
  auto classic = decode_classic(fields->nlri, "NLRI", context, errors);
  if (!classic) return std::unexpected(std::move(classic.error()));

  AttributeSet set;
  set.nlri_field_used = !classic->empty();
  const std::size_t first_error = errors.size();
  if (auto done = decode_attributes(fields->attributes, context, set, errors); !done) {
    return std::unexpected(std::move(done.error()));
  }
  const bool announces = !fields->nlri.empty() || (set.mp_reach && set.mp_reach->has_nlri);
  if (!classic->empty() || (set.mp_reach && !set.mp_reach->nlri.empty())) require_mandatory(set, errors);
  if (set.treat_as_withdraw && prefixes_may_be_hidden(set, announces)) {
    const auto from = errors.begin() + static_cast<std::ptrdiff_t>(first_error);
    const auto worst = std::find_if(from, errors.end(), [](const DecodeError& error) {
      return error.action == ErrorAction::TreatAsWithdraw;
    });
    DecodeError error = std::move(*worst);
    errors.erase(worst);
    error.action = ErrorAction::SessionReset;
    error.rule += "; RFC 7606 §5.2: and no reachable NLRI to withdraw";
    return std::unexpected(std::move(error));
  }

  Update update;
  update.end_of_rib = end_of_rib(*fields, set, context);
  update.withdrawn = *std::move(withdrawn);
  if (set.mp_unreach) append(update.withdrawn, std::move(set.mp_unreach->nlri));
  if (set.treat_as_withdraw) {
    append(update.withdrawn, *std::move(classic));
    if (set.mp_reach) append(update.withdrawn, std::move(set.mp_reach->nlri));
    return update;
  }
  drop_multicast(*classic, errors);
  if (set.mp_reach) drop_multicast(set.mp_reach->nlri, errors);
  announce(update, *std::move(classic), set);
  return update;
}

}  // namespace cw::wire::bgp
