// Inputs and outputs of the BGP machine.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "base/machine.h"
#include "bgp/types.h"
#include "wire/bgp/message.h"

namespace cw::bgp {

// ---- inputs --------------------------------------------------------------------------------------------------------

struct Start {};                                  ///< operator: enable (ManualStart)
struct Stop {                                     ///< operator: disable (ManualStop), Cease sent
  std::uint8_t subcode = wire::bgp::subcode::kAdministrativeShutdown;
  std::string text;                               ///< RFC 9003 message
};
struct TcpConnected { Connection connection = Connection::Outgoing; };  ///< ours succeeded, or the peer's was accepted
struct TcpFailed { std::string reason; };         ///< our connect failed
struct TcpClosed { Connection connection = Connection::Outgoing; std::string reason; };
struct BytesReceived { Connection connection = Connection::Outgoing; ByteSpan bytes; };
struct TxSpace { Connection connection = Connection::Outgoing; std::size_t bytes = 0; };  ///< more room in TCP (credit)
struct LivenessDown { std::string reason; };      ///< BFD says the peer is gone: Cease / BFD Down (RFC 9384)
struct Announce {                                 ///< send these routes, all of one family
  const wire::bgp::PathAttributes* attributes = nullptr;  ///< lives for the call
  std::span<const wire::bgp::Nlri> nlri;
};
struct Withdraw { std::span<const wire::bgp::Nlri> nlri; };
struct SendEndOfRib { wire::bgp::AfiSafi family = wire::bgp::AfiSafi::Ipv4Unicast; };
struct RequestRefresh { wire::bgp::AfiSafi family = wire::bgp::AfiSafi::Ipv4Unicast; };
struct SendRefreshMark {                          ///< answers a refresh request: BoRR before, EoRR after (RFC 7313)
  wire::bgp::AfiSafi family = wire::bgp::AfiSafi::Ipv4Unicast;
  bool end = false;
};

using Input = std::variant<Start, Stop, TcpConnected, TcpFailed, TcpClosed, BytesReceived, TxSpace, LivenessDown,
                           Announce, Withdraw, SendEndOfRib, RequestRefresh, SendRefreshMark, TimerDue>;

// ---- outputs -------------------------------------------------------------------------------------------------------

struct TcpConnect {};                             ///< open a connection; answered by TcpConnected or TcpFailed
struct TcpClose {                                 ///< after flushing what was sent; also gives up a connect under way
  Connection connection = Connection::Outgoing;
  /// Close the connection that TcpConnected has just offered, not the one of the same direction already in place.
  bool newcomer = false;
};
struct SendBytes { Connection connection = Connection::Outgoing; Bytes bytes; };
struct StateChanged { State from = State::Idle; State to = State::Idle; std::string reason; };

/// What both sides agreed on, at Established.
struct Negotiated {
  AsNumber peer_as;
  RouterId peer_identifier;
  bool ebgp = true;
  Duration hold_time{};
  Duration keepalive{};
  bool four_octet_as = false;
  bool route_refresh = false;
  bool enhanced_route_refresh = false;
  bool extended_message = false;
  std::array<bool, 2> family{};                   ///< by AfiSafi
  std::array<bool, 2> add_path_send{};
  std::array<bool, 2> add_path_receive{};
  std::optional<wire::bgp::GracefulRestart> peer_restart;
  friend bool operator==(const Negotiated&, const Negotiated&) = default;
};
struct Established { Negotiated negotiated; };
struct Down {                                     ///< left Established
  std::string reason;
  /// RFC 4724 §4.2: keep the peer's routes as stale (by family) and go on forwarding until StaleExpired or End-of-RIB.
  std::array<bool, 2> keep_stale{};
};
struct RoutesReceived {                           ///< one UPDATE's worth, after prefix limits and RFC 7606
  std::vector<wire::bgp::Nlri> withdrawn;
  std::vector<wire::bgp::Nlri> announced;
  std::optional<wire::bgp::PathAttributes> attributes;  ///< present when announced is not empty
};
struct EndOfRib { wire::bgp::AfiSafi family = wire::bgp::AfiSafi::Ipv4Unicast; };
struct StaleExpired { wire::bgp::AfiSafi family = wire::bgp::AfiSafi::Ipv4Unicast; };  ///< drop what is still stale now
struct RefreshRequested { wire::bgp::AfiSafi family = wire::bgp::AfiSafi::Ipv4Unicast; };
struct RefreshBegun { wire::bgp::AfiSafi family = wire::bgp::AfiSafi::Ipv4Unicast; };  ///< BoRR: mark its routes stale
struct RefreshEnded { wire::bgp::AfiSafi family = wire::bgp::AfiSafi::Ipv4Unicast; };  ///< EoRR: sweep what is stale
struct PrefixLimitWarning { wire::bgp::AfiSafi family; std::uint32_t count = 0; std::uint32_t maximum = 0; };
struct PrefixLimitExceeded { wire::bgp::AfiSafi family; std::uint32_t count = 0; std::uint32_t maximum = 0; };
struct NotificationSent { wire::bgp::Notification notification; std::string why; };
struct NotificationReceived { wire::bgp::Notification notification; };
struct MalformedUpdate { wire::bgp::DecodeError error; };

using Output = std::variant<TcpConnect, TcpClose, SendBytes, StateChanged, Established, Down, RoutesReceived, EndOfRib,
                            StaleExpired, RefreshRequested, RefreshBegun, RefreshEnded, PrefixLimitWarning,
                            PrefixLimitExceeded, NotificationSent, NotificationReceived, MalformedUpdate>;

}  // namespace cw::bgp
