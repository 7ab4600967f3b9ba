// RFC 2918 §3 as changed by RFC 7313 §3.2:
//
//   0       7      15      23      31
//   +-------+-------+-------+-------+
//   |      AFI      |Subtype|  SAFI |
//   +-------+-------+-------+-------+
#include "wire/bgp/fault.h"
#include "wire/bgp/nlri.h"

#include <utility>

namespace cw::wire::bgp {
namespace {

constexpr std::size_t kBodySize = 4;

std::optional<RouteRefresh::Kind> refresh_kind(std::uint8_t wire) {
  if (wire > std::to_underlying(RouteRefresh::Kind::EndOfRefresh)) return std::nullopt;
  return static_cast<RouteRefresh::Kind>(wire);
}

// The session goes on as if the message had not come.
Message ignored(std::string_view field, std::string_view rule, std::vector<DecodeError>& errors) {
  errors.push_back(make_error({.code = ErrorCode::RouteRefreshMessageError,
                               .field = field,
                               .rule = rule,
                               .action = ErrorAction::AttributeDiscard}));
  return Update{};
}

}  // namespace

std::expected<Message, DecodeError> decode_route_refresh(ByteSpan message, std::vector<DecodeError>& errors) {
  Reader reader(message.subspan(kHeaderSize));
  const std::size_t size = reader.remaining();
  const std::uint16_t afi = reader.u16();
  const std::uint8_t subtype = reader.u8();
  const std::uint8_t safi = reader.u8();
  const auto kind = refresh_kind(subtype);
  if (!kind) return ignored("Message Subtype", "RFC 7313 §5: 0, 1 or 2; others are ignored", errors);
  if (size != kBodySize) {
    return fail({.code = ErrorCode::RouteRefreshMessageError,
                 .subcode = subcode::kInvalidMessageLength,
                 .field = "Length",
                 .rule = "RFC 7313 §5: 4 octets after the header",
                 .data = message});
  }
  const auto family = family_from_wire(afi, safi);
  if (!family) return ignored("AFI/SAFI", "RFC 2918 §4: a family that was not advertised is ignored", errors);
  return RouteRefresh{.family = *family, .kind = *kind};
}

void encode_route_refresh(const RouteRefresh& refresh, Writer& writer) {
  writer.u16(wire_afi(refresh.family));
  writer.u8(std::to_underlying(refresh.kind));
  writer.u8(kSafiUnicast);
}

}  // namespace cw::wire::bgp
