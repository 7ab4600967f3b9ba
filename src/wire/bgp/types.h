// BGP-4 numbers with the spelling of the IANA registries, and the values messages are made of.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/address.h"
#include "base/bytes.h"
#include "base/strong.h"

namespace cw::wire::bgp {

inline constexpr std::size_t kHeaderSize = 19;           ///< RFC 4271 §4.1
inline constexpr std::size_t kMessageSizeMax = 4096;     ///< RFC 4271 §4.1
inline constexpr std::size_t kExtendedSizeMax = 65535;   ///< RFC 8654 §3
inline constexpr std::uint16_t kPort = 179;
inline constexpr AsNumber kAsTrans{23456};               ///< RFC 6793 §9

enum class MessageType : std::uint8_t { Open = 1, Update = 2, Notification = 3, Keepalive = 4, RouteRefresh = 5 };

/// Address family and subsequent address family of a route (RFC 4760). Only unicast is spoken.
enum class AfiSafi : std::uint8_t { Ipv4Unicast, Ipv6Unicast };
constexpr AfiSafi afi_safi(Family family) {
  return family == Family::Ipv4 ? AfiSafi::Ipv4Unicast : AfiSafi::Ipv6Unicast;
}
constexpr Family family_of(AfiSafi af) { return af == AfiSafi::Ipv4Unicast ? Family::Ipv4 : Family::Ipv6; }
std::string_view to_string(AfiSafi af);  ///< "IPv4 unicast"

/// NOTIFICATION error codes (RFC 4271 §4.5, RFC 7313 §5).
enum class ErrorCode : std::uint8_t {
  MessageHeaderError = 1, OpenMessageError = 2, UpdateMessageError = 3, HoldTimerExpired = 4,
  FiniteStateMachineError = 5, Cease = 6, RouteRefreshMessageError = 7,
};
/// Subcodes as plain numbers, grouped by code.
namespace subcode {
inline constexpr std::uint8_t kUnspecific = 0;
inline constexpr std::uint8_t kConnectionNotSynchronized = 1, kBadMessageLength = 2, kBadMessageType = 3;
inline constexpr std::uint8_t kUnsupportedVersionNumber = 1, kBadPeerAs = 2, kBadBgpIdentifier = 3,
    kUnsupportedOptionalParameter = 4, kUnacceptableHoldTime = 6, kUnsupportedCapability = 7, kRoleMismatch = 11;
inline constexpr std::uint8_t kMalformedAttributeList = 1, kUnrecognizedWellKnownAttribute = 2,
    kMissingWellKnownAttribute = 3, kAttributeFlagsError = 4, kAttributeLengthError = 5, kInvalidOriginAttribute = 6,
    kInvalidNextHopAttribute = 8, kOptionalAttributeError = 9, kInvalidNetworkField = 10, kMalformedAsPath = 11;
inline constexpr std::uint8_t kFsmUnexpectedInOpenSent = 1, kFsmUnexpectedInOpenConfirm = 2,
    kFsmUnexpectedInEstablished = 3;  // RFC 6608
inline constexpr std::uint8_t kMaximumPrefixesReached = 1, kAdministrativeShutdown = 2, kPeerDeconfigured = 3,
    kAdministrativeReset = 4, kConnectionRejected = 5, kOtherConfigurationChange = 6,
    kConnectionCollisionResolution = 7, kOutOfResources = 8, kHardReset = 9, kBfdDown = 10;  // RFC 4486, 8538, 9384
inline constexpr std::uint8_t kInvalidMessageLength = 1;  // RFC 7313
}  // namespace subcode

enum class Origin : std::uint8_t { Igp = 0, Egp = 1, Incomplete = 2 };

struct AsPathSegment {
  enum class Type : std::uint8_t { AsSet = 1, AsSequence = 2, ConfedSequence = 3, ConfedSet = 4 };
  Type type = Type::AsSequence;
  std::vector<AsNumber> as_numbers;
  friend auto operator<=>(const AsPathSegment&, const AsPathSegment&) = default;
};

struct AsPath {
  std::vector<AsPathSegment> segments;
  /// RFC 4271 §9.1.2.2 a): a set counts as one; confederation segments count zero (RFC 5065 §5.3).
  [[nodiscard]] std::size_t length() const;
  [[nodiscard]] bool contains(AsNumber as) const;
  [[nodiscard]] std::optional<AsNumber> neighbor_as() const;  ///< leftmost AS of a leading sequence
  [[nodiscard]] std::optional<AsNumber> origin_as() const;
  void prepend(AsNumber as, unsigned count);
  static AsPath sequence(std::vector<AsNumber> as_numbers);
  friend auto operator<=>(const AsPath&, const AsPath&) = default;
};
/// "12076 65020 {64512,64513}"; empty text for an empty path. `separator` is Azure's "-" where Azure's tables show it.
std::string to_string(const AsPath& path, char separator = ' ');

struct LargeCommunity {  // RFC 8092
  std::uint32_t global = 0, local1 = 0, local2 = 0;
  friend auto operator<=>(const LargeCommunity&, const LargeCommunity&) = default;
};

namespace community {  // RFC 1997, RFC 8326, RFC 7999, RFC 9494
inline constexpr std::uint32_t kGracefulShutdown = 0xFFFF0000, kBlackhole = 0xFFFF029A, kNoExport = 0xFFFFFF01,
    kNoAdvertise = 0xFFFFFF02, kNoExportSubconfed = 0xFFFFFF03;
}  // namespace community
std::string community_to_string(std::uint32_t community);  ///< "12076:50001", or the well-known name

struct Aggregator {
  AsNumber as;
  RouterId router;
  friend auto operator<=>(const Aggregator&, const Aggregator&) = default;
};

/// An attribute we do not understand but must pass on (RFC 4271 §5: optional transitive, Partial set).
struct UnknownAttribute {
  std::uint8_t flags = 0;
  std::uint8_t code = 0;
  std::vector<std::uint8_t> value;
  friend auto operator<=>(const UnknownAttribute&, const UnknownAttribute&) = default;
};

/// The path attributes of one route, already merged (AS4_PATH, AS4_AGGREGATOR per RFC 6793 §4.2.3) and validated.
/// NLRI and next hop of both families live here and in Update, never in raw MP_REACH form.
struct PathAttributes {
  Origin origin = Origin::Igp;
  AsPath as_path;
  IpAddress next_hop;                        ///< global next hop
  std::optional<IpAddress> link_local_next_hop;  ///< RFC 2545 §3
  std::optional<std::uint32_t> med;          ///< MULTI_EXIT_DISC
  std::optional<std::uint32_t> local_pref;
  bool atomic_aggregate = false;
  std::optional<Aggregator> aggregator;
  std::vector<std::uint32_t> communities;            ///< RFC 1997, sorted, unique
  std::vector<std::uint64_t> extended_communities;   ///< RFC 4360, sorted, unique
  std::vector<LargeCommunity> large_communities;     ///< RFC 8092, sorted, unique
  std::optional<RouterId> originator_id;             ///< RFC 4456
  std::vector<RouterId> cluster_list;                ///< RFC 4456, nearest first
  std::vector<UnknownAttribute> unknown;             ///< sorted by code
  friend auto operator<=>(const PathAttributes&, const PathAttributes&) = default;
};

/// One prefix on the wire. path_id is 0 where ADD-PATH (RFC 7911) is not in use.
struct Nlri {
  Prefix prefix;
  std::uint32_t path_id = 0;
  friend auto operator<=>(const Nlri&, const Nlri&) = default;
};

}  // namespace cw::wire::bgp
