// BGP-4 messages: bytes <-> structs, no state. Everything decoding depends on is in DecodeContext.
#pragma once

#include <array>
#include <expected>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "wire/bgp/types.h"

namespace cw::wire::bgp {

// ---- capabilities (RFC 5492) ---------------------------------------------------------------------------------------

struct GracefulRestartFamily {
  AfiSafi family = AfiSafi::Ipv4Unicast;
  bool forwarding_preserved = false;
  friend bool operator==(const GracefulRestartFamily&, const GracefulRestartFamily&) = default;
};
struct GracefulRestart {  // RFC 4724 §3, RFC 8538 §2
  bool restarting = false;      ///< R bit
  bool notification = false;    ///< N bit: NOTIFICATION and hold-timer expiry also keep forwarding
  std::uint16_t restart_time_s = 120;  ///< 0 to 4095
  std::vector<GracefulRestartFamily> families;
  friend bool operator==(const GracefulRestart&, const GracefulRestart&) = default;
};
enum class AddPathMode : std::uint8_t { None = 0, Receive = 1, Send = 2, Both = 3 };  // RFC 7911 §4
/// The set of capabilities of one OPEN, already folded over repeated and combined encodings.
struct Capabilities {
  std::vector<AfiSafi> multiprotocol;          ///< RFC 4760; sorted, unique
  bool route_refresh = false;                  ///< RFC 2918
  bool enhanced_route_refresh = false;         ///< RFC 7313
  bool extended_message = false;               ///< RFC 8654
  std::optional<AsNumber> four_octet_as;       ///< RFC 6793
  std::optional<GracefulRestart> graceful_restart;
  std::array<AddPathMode, 2> add_path{};       ///< by AfiSafi
  std::vector<std::uint8_t> unknown;           ///< codes we saw and ignored
  friend bool operator==(const Capabilities&, const Capabilities&) = default;
};

// ---- messages ------------------------------------------------------------------------------------------------------

struct Open {
  std::uint8_t version = 4;
  AsNumber as;                      ///< the real one: from the capability when present, else the two-octet field
  std::uint16_t hold_time_s = 180;  ///< 0 or at least 3
  RouterId identifier;
  Capabilities capabilities;
  friend bool operator==(const Open&, const Open&) = default;
};

/// What MP_REACH_NLRI announced in an UPDATE whose NLRI field announced something as well: the same attributes, but
/// another next hop. No speaker should send that (RFC 7606 §5.1), and every speaker must take it.
struct SecondAnnouncement {
  std::vector<Nlri> announced;                   ///< all of one family, next_hop's
  IpAddress next_hop;
  std::optional<IpAddress> link_local_next_hop;
  friend bool operator==(const SecondAnnouncement&, const SecondAnnouncement&) = default;
};

/// One UPDATE. `withdrawn` may mix both families; `attributes` is present exactly when something is announced.
/// An UPDATE with nothing in it is the End-of-RIB marker of `end_of_rib` (RFC 4724 §2), or, where that is empty too,
/// a message of which nothing was left (only families that are not enabled, only path attributes).
struct Update {
  std::vector<Nlri> withdrawn;
  std::vector<Nlri> announced;                   ///< all of one family and of attributes->next_hop's
  std::optional<PathAttributes> attributes;
  std::optional<AfiSafi> end_of_rib;
  std::optional<SecondAnnouncement> second;      ///< only when `announced` is not empty
  friend bool operator==(const Update&, const Update&) = default;
};

struct Notification {
  ErrorCode code = ErrorCode::Cease;
  std::uint8_t subcode = 0;
  std::vector<std::uint8_t> data;
  friend bool operator==(const Notification&, const Notification&) = default;
};
/// "Cease / Administrative Shutdown: \"maintenance\"" with the RFC 9003 text where there is one.
std::string to_string(const Notification& notification);
/// RFC 9003 §2: the UTF-8 text of an Administrative Shutdown or Reset, if well-formed.
std::optional<std::string> shutdown_text(const Notification& notification);
/// A Cease with an RFC 9003 message, cut to 255 octets at a character boundary.
Notification make_shutdown(std::uint8_t subcode, std::string_view text);

struct Keepalive {
  friend bool operator==(const Keepalive&, const Keepalive&) = default;
};
struct RouteRefresh {
  enum class Kind : std::uint8_t { Request = 0, BeginOfRefresh = 1, EndOfRefresh = 2 };  // RFC 7313 §3.2
  AfiSafi family = AfiSafi::Ipv4Unicast;
  Kind kind = Kind::Request;
  friend bool operator==(const RouteRefresh&, const RouteRefresh&) = default;
};

using Message = std::variant<Open, Update, Notification, Keepalive, RouteRefresh>;

// ---- decoding ------------------------------------------------------------------------------------------------------

/// Negotiated facts that change how bytes read.
struct DecodeContext {
  bool four_octet_as = true;
  bool extended_message = false;
  bool ebgp = true;                           ///< RFC 7606 §7.5, §7.9, §7.10: LOCAL_PREF and reflection attributes
  std::array<bool, 2> family_enabled{true, true};  ///< by AfiSafi
  std::array<bool, 2> add_path_receive{false, false};
};

/// What a received fault means (RFC 7606 §2).
enum class ErrorAction : std::uint8_t { AttributeDiscard, TreatAsWithdraw, AfiSafiDisable, SessionReset };
std::string_view to_string(ErrorAction action);  ///< "treat-as-withdraw"

struct DecodeError {
  ErrorAction action = ErrorAction::SessionReset;
  Notification notification;   ///< what the peer is told on SessionReset; below that, how RFC 4271 classed the fault
  std::string field;           ///< "ORIGIN", "Total Path Attribute Length"
  std::string rule;            ///< what the RFC wants, with its section
  friend bool operator==(const DecodeError&, const DecodeError&) = default;
};
std::string to_string(const DecodeError& error);

/// Length of the message at the front of `bytes`, from its header alone.
/// returns: nullopt while fewer than 19 bytes are there; the whole length (19 .. size limit) otherwise.
/// errors:  Connection Not Synchronized, Bad Message Length, Bad Message Type (RFC 4271 §6.1).
std::expected<std::optional<std::size_t>, DecodeError> message_length(ByteSpan bytes, const DecodeContext& context);

/// Decodes exactly one whole message, header included. Faults below SessionReset are appended to `errors`.
///
/// returns: the message. A ROUTE-REFRESH that must be ignored (unknown family or subtype, RFC 7313 §5) is an empty
///          Update with an AttributeDiscard entry in `errors`.
/// errors:  only SessionReset, with the NOTIFICATION the RFCs ask for.
/// cost:    linear in message.size(); what is allocated is bounded by the bytes there, not by what they claim.
/// On TreatAsWithdraw (RFC 7606 §2) the announced prefixes are in `withdrawn`; on AttributeDiscard the attribute is missing.
std::expected<Message, DecodeError> decode(ByteSpan message, const DecodeContext& context,
                                           std::vector<DecodeError>& errors);

// ---- encoding ------------------------------------------------------------------------------------------------------

struct EncodeContext {
  bool four_octet_as = true;
  bool ebgp = true;
  std::size_t size_max = kMessageSizeMax;
  std::array<bool, 2> add_path_send{false, false};
};

/// Encodes one message into `writer`; false, and nothing written, when it does not fit in context.size_max (OPEN and
/// KEEPALIVE: 4096) or the writer's room, or when an Update holds nothing, or an End-of-RIB and something else.
/// An Update is encoded as it stands, all in one message; encode_announce and encode_withdraw keep RFC 7606 §5.1.
[[nodiscard]] bool encode(const Message& message, const EncodeContext& context, Writer& writer);

/// Packs as many of `nlri` (one family, from the front) as fit one UPDATE announcing them with `attributes`, and
/// appends that message to `out`.
///
/// nlri:    of attributes.next_hop's family; packing stops at the first of another.
/// returns: how many were packed; 0, and `out` untouched, when the attributes and one prefix do not fit.
/// cost:    linear in the bytes written; no allocation beyond `out`.
std::size_t encode_announce(const PathAttributes& attributes, std::span<const Nlri> nlri, const EncodeContext& context,
                            Bytes& out);
/// The same for a withdrawal; packing stops at the first prefix of another family than the front's.
std::size_t encode_withdraw(std::span<const Nlri> nlri, const EncodeContext& context, Bytes& out);

}  // namespace cw::wire::bgp
