// Values as operators write them.
#include <fmt/core.h>

#include <utility>

#include "wire/bgp/message.h"

namespace cw::wire::bgp {
namespace {

struct Brackets {
  std::string_view open;
  std::string_view close;
};

Brackets brackets(AsPathSegment::Type type) {
  switch (type) {
    case AsPathSegment::Type::AsSequence: return {};
    case AsPathSegment::Type::AsSet: return {.open = "{", .close = "}"};
    case AsPathSegment::Type::ConfedSequence: return {.open = "(", .close = ")"};
    case AsPathSegment::Type::ConfedSet: return {.open = "[", .close = "]"};
  }
  return {};
}

bool is_set(AsPathSegment::Type type) {
  return type == AsPathSegment::Type::AsSet || type == AsPathSegment::Type::ConfedSet;
}

struct CommunityName {
  std::uint32_t community = 0;
  std::string_view name;
};
// IANA "BGP Well-known Communities".
constexpr CommunityName kCommunityNames[] = {
    {community::kGracefulShutdown, "GRACEFUL_SHUTDOWN"},
    {0xFFFF0006, "LLGR_STALE"},
    {0xFFFF0007, "NO_LLGR"},
    {community::kBlackhole, "BLACKHOLE"},
    {community::kNoExport, "NO_EXPORT"},
    {community::kNoAdvertise, "NO_ADVERTISE"},
    {community::kNoExportSubconfed, "NO_EXPORT_SUBCONFED"},
    {0xFFFFFF04, "NOPEER"},
};

}  // namespace

std::string_view to_string(AfiSafi af) {
  switch (af) {
    case AfiSafi::Ipv4Unicast: return "IPv4 unicast";
    case AfiSafi::Ipv6Unicast: return "IPv6 unicast";
  }
  return {};
}

std::string_view to_string(ErrorAction action) {
  switch (action) {
    case ErrorAction::AttributeDiscard: return "attribute discard";
    case ErrorAction::TreatAsWithdraw: return "treat-as-withdraw";
    case ErrorAction::AfiSafiDisable: return "AFI/SAFI disable";
    case ErrorAction::SessionReset: return "session reset";
  }
  return {};
}

std::string to_string(const AsPath& path, char separator) {
  std::string text;
  for (const AsPathSegment& segment : path.segments) {
    if (!text.empty()) text += separator;
    const Brackets around = brackets(segment.type);
    text += around.open;
    bool first = true;
    for (const AsNumber as : segment.as_numbers) {
      if (!first) text += is_set(segment.type) ? ',' : separator;
      text += std::to_string(as.value);
      first = false;
    }
    text += around.close;
  }
  return text;
}

std::string community_to_string(std::uint32_t community) {
  for (const CommunityName& row : kCommunityNames) {
    if (row.community == community) return std::string(row.name);
  }
  return fmt::format("{}:{}", community >> 16, community & 0xffff);
}

std::string to_string(const DecodeError& error) {
  return fmt::format("{}: {} breaks \"{}\" [{}]", to_string(error.action), error.field, error.rule,
                     to_string(error.notification));
}

}  // namespace cw::wire::bgp
