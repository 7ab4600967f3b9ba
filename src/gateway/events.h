// Inputs and outputs of a gateway node. A world provides the former and carries out the latter.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/address.h"
#include "base/bytes.h"
#include "base/event.h"
#include "base/machine.h"
#include "bgp/types.h"
#include "gateway/config.h"
#include "rib/types.h"

namespace cw::gateway {

// ---- inputs --------------------------------------------------------------------------------------------------------

struct Boot {};                                   ///< first input: interfaces are up, start everything enabled
struct InterfaceState { InterfaceId interface; bool up = true; };   ///< carrier
struct Datagram {                                 ///< a UDP datagram for one of our addresses
  IpAddress source, destination;
  std::uint16_t source_port = 0, destination_port = 0;
  std::uint8_t ttl = 255;
  InterfaceId interface = kNoInterface;           ///< where it arrived
  ByteSpan bytes;
};
struct TcpConnected { PeerId peer; bgp::Connection connection = bgp::Connection::Outgoing; };
struct TcpFailed { PeerId peer; std::string reason; };
struct TcpClosed { PeerId peer; bgp::Connection connection = bgp::Connection::Outgoing; std::string reason; };
struct TcpBytes { PeerId peer; bgp::Connection connection = bgp::Connection::Outgoing; ByteSpan bytes; };
struct TcpSpace { PeerId peer; bgp::Connection connection = bgp::Connection::Outgoing; std::size_t bytes = 0; };
/// The world has carried out a ProgramFib output.
struct FibProgrammed { std::uint64_t token = 0; };

// Operator and drill commands.
struct SetPeerEnabled { PeerId peer; bool enabled = true; std::string text; };  ///< "peering disabled"
struct SetBfdEnabled { BfdId session; bool enabled = true; };                   ///< administrative down
struct Originate { OriginatedPrefix prefix; };                                  ///< announce one more (leak, more specific)
struct StopOriginating { Prefix prefix; };
struct AddStaticRoute { StaticRouteConfig route; };
struct RemoveStaticRoute { Prefix prefix; std::uint32_t table = 0; };
struct SetGracefulShutdown { bool enabled = true; };                            ///< RFC 8326 maintenance
/// Many prefixes at once, for table-size drills: announced as one batch.
struct OriginateMany { std::vector<Prefix> prefixes; };
struct StopOriginatingMany { std::vector<Prefix> prefixes; };

using Input = std::variant<Boot, InterfaceState, Datagram, TcpConnected, TcpFailed, TcpClosed, TcpBytes, TcpSpace,
                           FibProgrammed, SetPeerEnabled, SetBfdEnabled, Originate, StopOriginating, AddStaticRoute,
                           RemoveStaticRoute, SetGracefulShutdown, OriginateMany, StopOriginatingMany, TimerDue>;

// ---- outputs -------------------------------------------------------------------------------------------------------

struct SendDatagram {                             ///< routed by this node's own FIB unless `interface` is given
  IpAddress source, destination;
  std::uint16_t source_port = 0, destination_port = 0;
  std::uint8_t ttl = 255;
  InterfaceId interface = kNoInterface;
  Bytes bytes;
};
struct TcpConnect { PeerId peer; };               ///< from session.local_address to session.peer_address, port 179
struct TcpClose {
  PeerId peer;
  bgp::Connection connection = bgp::Connection::Outgoing;
  bool newcomer = false;                          ///< the connection just offered, not the one of that direction in place
};
struct TcpSend { PeerId peer; bgp::Connection connection = bgp::Connection::Outgoing; Bytes bytes; };
/// Groups first, then routes, then removals; answered by FibProgrammed with the token. `urgent`: a liveness switch, which
/// travels ahead of bulk work.
struct ProgramFib { std::uint64_t token = 0; bool urgent = false; rib::Delta delta; };
struct TunnelState { TunnelId tunnel; bool up = false; };  ///< may the packet path use it (SA installed or removed)
struct Log { Event event; };                      ///< for the journal; Event::node is filled in by the world

using Output = std::variant<SendDatagram, TcpConnect, TcpClose, TcpSend, ProgramFib, TunnelState, Log>;

}  // namespace cw::gateway
