#include "bgp/negotiation.h"

#include <algorithm>

#include <fmt/core.h>

namespace cw::bgp {
namespace {

using namespace wire::bgp;

constexpr std::size_t index(AfiSafi family) { return static_cast<std::size_t>(family); }

bool has(AddPathMode mode, AddPathMode part) {
  return (static_cast<unsigned>(mode) & static_cast<unsigned>(part)) != 0;
}

/// RFC 4760 §8: without a multiprotocol capability a speaker does IPv4 unicast and nothing else.
bool offers(const Open& open, AfiSafi family) {
  const auto& offered = open.capabilities.multiprotocol;
  if (offered.empty()) return family == AfiSafi::Ipv4Unicast;
  return std::find(offered.begin(), offered.end(), family) != offered.end();
}

bool shares_a_family(const SessionConfig& config, const Open& open) {
  return std::any_of(config.families.begin(), config.families.end(),
                     [&](AfiSafi family) { return offers(open, family); });
}

OpenRefusal refusal(std::uint8_t subcode, std::vector<std::uint8_t> data, std::string why) {
  return {{.code = ErrorCode::OpenMessageError, .subcode = subcode, .data = std::move(data)}, std::move(why)};
}

/// The capabilities we insist on, as they would stand in an OPEN (RFC 5492 §5).
std::vector<std::uint8_t> required_capabilities(const SessionConfig& config) {
  std::vector<std::uint8_t> data;
  for (const AfiSafi family : config.families) {
    const std::uint8_t afi = family == AfiSafi::Ipv4Unicast ? 1 : 2;
    data.insert(data.end(), {1, 4, 0, afi, 0, 1});  // Multiprotocol: AFI, reserved, SAFI unicast (RFC 4760 §8).
  }
  return data;
}

}  // namespace

Open make_open(const SessionConfig& config, bool forwarding_preserved) {
  Open open;
  open.as = config.local_as;
  open.hold_time_s = static_cast<std::uint16_t>(config.hold_time / 1s);
  open.identifier = config.local_identifier;
  Capabilities& offered = open.capabilities;
  offered.multiprotocol = config.families;
  std::sort(offered.multiprotocol.begin(), offered.multiprotocol.end());
  offered.route_refresh = config.route_refresh;
  offered.enhanced_route_refresh = config.enhanced_route_refresh;
  offered.extended_message = config.extended_message;
  offered.four_octet_as = config.local_as;
  for (const AfiSafi family : offered.multiprotocol) offered.add_path[index(family)] = config.add_path[index(family)];
  if (config.graceful_restart) {
    GracefulRestart restart;
    restart.notification = config.graceful_restart_notification;
    restart.restart_time_s = static_cast<std::uint16_t>(config.restart_time / 1s);
    for (const AfiSafi family : offered.multiprotocol) restart.families.push_back({family, forwarding_preserved});
    offered.graceful_restart = std::move(restart);
  }
  return open;
}

std::optional<OpenRefusal> refuse(const SessionConfig& config, const Open& open) {
  if (open.version != 4) {
    return refusal(subcode::kUnsupportedVersionNumber, {0, 4}, fmt::format("BGP version {}", open.version));
  }
  if (open.as != config.peer_as) {
    return refusal(subcode::kBadPeerAs, {},
                   fmt::format("peer says AS {}, expected {}", open.as.value, config.peer_as.value));
  }
  // RFC 6286 §2.2: zero is never valid; our own is invalid from a peer of our AS.
  const bool own = !config.is_ebgp() && open.identifier == config.local_identifier;
  if (open.identifier.value == 0 || own) {
    return refusal(subcode::kBadBgpIdentifier, {}, own ? "peer has our BGP identifier" : "peer's BGP identifier is 0");
  }
  if (open.hold_time_s == 1 || open.hold_time_s == 2) {
    return refusal(subcode::kUnacceptableHoldTime, {}, fmt::format("hold time {} s", open.hold_time_s));
  }
  if (!shares_a_family(config, open)) {
    return refusal(subcode::kUnsupportedCapability, required_capabilities(config), "no address family in common");
  }
  return std::nullopt;
}

Negotiated negotiate(const SessionConfig& config, const Open& open) {
  const Capabilities& theirs = open.capabilities;
  Negotiated agreed;
  agreed.peer_as = open.as;
  agreed.peer_identifier = open.identifier;
  agreed.ebgp = config.is_ebgp();
  // RFC 4271 §4.2: the smaller of the two; zero switches both timers off.
  agreed.hold_time = std::min(config.hold_time, Duration(std::chrono::seconds(open.hold_time_s)));
  agreed.keepalive = agreed.hold_time / 3;  // RFC 4271 §10
  agreed.four_octet_as = theirs.four_octet_as.has_value();
  agreed.route_refresh = config.route_refresh && theirs.route_refresh;
  agreed.enhanced_route_refresh =
      agreed.route_refresh && config.enhanced_route_refresh && theirs.enhanced_route_refresh;
  agreed.extended_message = config.extended_message && theirs.extended_message;
  for (const AfiSafi family : config.families) {
    const std::size_t i = index(family);
    agreed.family[i] = offers(open, family);
    if (!agreed.family[i]) continue;
    // RFC 7911 §4: one side must be able to send and the other to receive.
    agreed.add_path_send[i] =
        has(config.add_path[i], AddPathMode::Send) && has(theirs.add_path[i], AddPathMode::Receive);
    agreed.add_path_receive[i] =
        has(config.add_path[i], AddPathMode::Receive) && has(theirs.add_path[i], AddPathMode::Send);
  }
  if (config.graceful_restart) agreed.peer_restart = theirs.graceful_restart;
  // RFC 8538 §2: graceful NOTIFICATION handling needs the N bit of both.
  if (agreed.peer_restart && !config.graceful_restart_notification) agreed.peer_restart->notification = false;
  return agreed;
}

DecodeContext decode_context(const SessionConfig& config, const Negotiated& negotiated) {
  // RFC 8654 §4: whoever received our capability may send long messages, whether or not it takes them itself.
  return {.four_octet_as = negotiated.four_octet_as,
          .extended_message = config.extended_message,
          .ebgp = negotiated.ebgp,
          .family_enabled = negotiated.family,
          .add_path_receive = negotiated.add_path_receive};
}

EncodeContext encode_context(const Negotiated& negotiated) {
  return {.four_octet_as = negotiated.four_octet_as,
          .ebgp = negotiated.ebgp,
          .size_max = negotiated.extended_message ? kExtendedSizeMax : kMessageSizeMax,
          .add_path_send = negotiated.add_path_send};
}

Connection collision_winner(const SessionConfig& config, const Negotiated& negotiated) {
  const bool ours = config.local_identifier == negotiated.peer_identifier
                        ? config.local_as > negotiated.peer_as
                        : config.local_identifier > negotiated.peer_identifier;
  return ours ? Connection::Outgoing : Connection::Incoming;
}

}  // namespace cw::bgp
