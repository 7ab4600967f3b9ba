// The inside of a node, shared by the .cc files of this folder and by nobody else.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/deadline_tree.h"
#include "bfd/session.h"
#include "bgp/session.h"
#include "gateway/node.h"
#include "gateway/tunnel.h"
#include "rib/policy.h"
#include "rib/rib.h"

namespace cw::gateway {

using wire::bgp::AfiSafi;
using wire::bgp::Nlri;
using wire::bgp::PathAttributes;

/// What our side of one peer holds besides its session.
struct PeerState {
  bgp::Session session;
  rib::SourceId source;
  rib::NextHopId next_hop;
  /// The same neighbour for what it tells as draining: never more than Proving, so that two siblings whose own roads have
  /// both just come back do not send each other their packets.
  std::optional<rib::NextHopId> draining_next_hop;
  std::size_t watch = 0;                     ///< index in Node::Impl::watches
  bool enabled = false;
  std::optional<bgp::Negotiated> negotiated; ///< while Established
  bool keeps_forwarding = false;             ///< RFC 4724: down, but its routes still forward
  std::array<bool, 2> end_of_rib{};
  Instant end_of_rib_by = kInstantMax;       ///< a peer that sends no End-of-RIB counts as complete from here on
  Instant stale_until = kInstantMax;         ///< when the paths of a lost peer are dropped
  std::uint64_t learned = 0, withdrawn = 0;  ///< since last logged

  // Export side.
  std::map<Nlri, rib::AttributesId> sent;    ///< Adj-RIB-Out
  std::set<Prefix> dirty;                    ///< to be looked at again
  bool dumping = false;                      ///< a walk over everything is under way
  bool dump_originated = false;              ///< its first part: what we originate
  bool force = false;                        ///< route refresh: send even what was sent before
  std::optional<Prefix> cursor;
  std::array<bool, 2> end_of_rib_due{};
  std::array<bool, 2> refresh_end_due{};
  Instant export_at = kInstantMax;           ///< while exports wait (advertisement delay or interval)
  Instant last_export{};
  std::uint32_t export_class = 0;            ///< peers of one class are told the same
  bool is_touched = false;                   ///< in Node::Impl::touched_peers
};

/// Why one next hop may be used or not.
struct Watch {
  rib::NextHopId next_hop;
  std::string name;
  InterfaceId interface = kNoInterface;
  std::optional<PeerId> peer;                ///< must be Established (or keep forwarding)
  std::optional<std::size_t> bfd;            ///< must not have failed
  bool needs_tunnel = false;                 ///< its tunnel must be up
  bool hold_down = false;
  rib::NextHopState state = rib::NextHopState::Live;
  bool was_live = false;                     ///< has carried traffic since boot: the next time it must prove itself
  Instant live_at = kInstantMax;             ///< while Proving: when it becomes Live
  Instant last_death{};
  unsigned flaps = 0;
};

/// What a class of peers (the same export settings) is told of one prefix; valid within one turn.
struct Told {
  std::uint64_t turn = 0;
  Prefix prefix;
  std::uint32_t export_class = 0;
  rib::SourceId source;                      ///< whose peer must not hear it
  rib::AttributesId attributes;              ///< 0: nothing; one reference is held
};

struct BfdState {
  bfd::Session session;
  bool failed = false;                       ///< was Up and went down; cleared when Up again or administratively down
};

struct Node::Impl {
  Impl(NodeConfig node_config, Rng node_rng);

  NodeConfig config;
  Rng rng;
  rib::Rib rib;
  std::vector<PeerState> peers;
  std::vector<BfdState> bfd;
  std::vector<ModelTunnel> tunnels;
  std::vector<bool> tunnel_up;
  std::vector<bool> interface_up;
  std::vector<Watch> watches;
  rib::SourceId connected, local, fixed;     ///< sources of routes that no peer told us
  std::map<Prefix, OriginatedPrefix> originated;
  std::set<Prefix> redistributed;
  std::map<std::pair<rib::SourceId, std::uint32_t>, std::uint32_t> add_path_ids;  ///< our path id of each (RFC 7911)
  bool booted = false;
  bool graceful_shutdown = false;
  Instant last_now{};

  // FIB side.
  std::uint64_t last_token = 0;
  std::set<std::uint64_t> outstanding;       ///< tokens not yet programmed
  std::map<std::uint64_t, std::size_t> token_routes;
  std::deque<std::pair<std::uint64_t, std::vector<Prefix>>> waiting_exports;  ///< announced once programmed
  bool rib_work = false;
  bool switched = false;                     ///< this step made an urgent switch: bulk work waits for the next turn
  std::vector<std::pair<PeerId, std::string>> lost_peers;  ///< sessions to take down once traffic has moved

  // Work and deadlines by index, so that a turn costs what it touches and not how many peers there are.
  DeadlineTree bfd_due, tunnel_due, peer_due, watch_due;
  std::vector<std::uint32_t> touched_peers;  ///< their deadline and export work are looked at when the step ends
  std::set<std::uint32_t> exporting;         ///< peers with something to send, ready or waiting
  std::vector<Told> told;                    ///< direct-mapped by prefix and class
  std::uint64_t turn = 0;
  std::set<std::uint32_t> counted;           ///< peers with learned or withdrawn not yet logged

  // node.cc
  void touch(PeerId id);
  void settle_touched();
  void step(Instant now, const Input& input, Outbox<Output>& out);
  std::optional<Instant> next_deadline() const;
  bool has_work() const;
  bool is_consistent() const;
  void on(Instant now, const Boot&, Outbox<Output>& out);
  void on(Instant now, const InterfaceState& input, Outbox<Output>& out);
  void on(Instant now, const Datagram& input, Outbox<Output>& out);
  void on(Instant now, const TcpConnected& input, Outbox<Output>& out);
  void on(Instant now, const TcpFailed& input, Outbox<Output>& out);
  void on(Instant now, const TcpClosed& input, Outbox<Output>& out);
  void on(Instant now, const TcpBytes& input, Outbox<Output>& out);
  void on(Instant now, const TcpSpace& input, Outbox<Output>& out);
  void on(Instant now, const FibProgrammed& input, Outbox<Output>& out);
  void on(Instant now, const SetPeerEnabled& input, Outbox<Output>& out);
  void on(Instant now, const SetBfdEnabled& input, Outbox<Output>& out);
  void on(Instant now, const Originate& input, Outbox<Output>& out);
  void on(Instant now, const StopOriginating& input, Outbox<Output>& out);
  void on(Instant now, const OriginateMany& input, Outbox<Output>& out);
  void on(Instant now, const StopOriginatingMany& input, Outbox<Output>& out);
  void on(Instant now, const AddStaticRoute& input, Outbox<Output>& out);
  void on(Instant now, const RemoveStaticRoute& input, Outbox<Output>& out);
  void on(Instant now, const SetGracefulShutdown& input, Outbox<Output>& out);
  void on(Instant now, const TimerDue&, Outbox<Output>& out);
  void log(Instant now, Layer layer, EventKind kind, std::string subject, std::string detail, std::int64_t value,
           Outbox<Output>& out) const;
  void run_work(Instant now, Outbox<Output>& out);
  void take_down_lost_peers(Instant now, Outbox<Output>& out);
  void program(rib::Delta delta, bool urgent, Outbox<Output>& out);

  // routes.cc: routes no peer told us
  void install_connected();
  void install_static(const StaticRouteConfig& route);
  void originate(const OriginatedPrefix& prefix);
  void stop_originating(const Prefix& prefix);
  std::size_t watch_for(const rib::NextHop& next_hop, Watch watch);
  rib::NextHopId next_hop_of_static(const StaticRouteConfig& route, InterfaceId interface);

  // liveness.cc
  void step_bfd(Instant now, std::size_t index, const bfd::Input& input, Outbox<Output>& out);
  void step_tunnel(Instant now, std::size_t index, const TunnelInput& input, Outbox<Output>& out);
  [[nodiscard]] bool usable(const Watch& watch) const;
  void refresh_watch(Instant now, Watch& watch, const std::string& reason, Outbox<Output>& out);
  void refresh_watches_of_interface(Instant now, InterfaceId interface, const std::string& reason,
                                    Outbox<Output>& out);
  void set_state(Instant now, Watch& watch, rib::NextHopState state, const std::string& reason, Outbox<Output>& out);
  void arm_hold_down(Instant now, Watch& watch, Outbox<Output>& out);
  void run_watch_timers(Instant now, Outbox<Output>& out);
  void run_peer_timers(Instant now, PeerId id, Outbox<Output>& out);
  void note_deadline(const Watch& watch);
  [[nodiscard]] bool peer_complete(const PeerState& peer) const;

  // peers.cc: BGP's outputs and imports
  void step_peer(Instant now, PeerId id, const bgp::Input& input, Outbox<Output>& out);
  void on_bgp(Instant now, PeerId id, bgp::TcpConnect& output, Outbox<Output>& out);
  void on_bgp(Instant now, PeerId id, bgp::TcpClose& output, Outbox<Output>& out);
  void on_bgp(Instant now, PeerId id, bgp::SendBytes& output, Outbox<Output>& out);
  void on_bgp(Instant now, PeerId id, bgp::StateChanged& output, Outbox<Output>& out);
  void on_bgp(Instant now, PeerId id, bgp::Established& output, Outbox<Output>& out);
  void on_bgp(Instant now, PeerId id, bgp::Down& output, Outbox<Output>& out);
  void on_bgp(Instant now, PeerId id, bgp::RoutesReceived& output, Outbox<Output>& out);
  void on_bgp(Instant now, PeerId id, bgp::EndOfRib& output, Outbox<Output>& out);
  void on_bgp(Instant now, PeerId id, bgp::StaleExpired& output, Outbox<Output>& out);
  void on_bgp(Instant now, PeerId id, bgp::RefreshRequested& output, Outbox<Output>& out);
  void on_bgp(Instant now, PeerId id, bgp::RefreshBegun& output, Outbox<Output>& out);
  void on_bgp(Instant now, PeerId id, bgp::RefreshEnded& output, Outbox<Output>& out);
  void on_bgp(Instant now, PeerId id, bgp::PrefixLimitWarning& output, Outbox<Output>& out);
  void on_bgp(Instant now, PeerId id, bgp::PrefixLimitExceeded& output, Outbox<Output>& out);
  void on_bgp(Instant now, PeerId id, bgp::NotificationSent& output, Outbox<Output>& out);
  void on_bgp(Instant now, PeerId id, bgp::NotificationReceived& output, Outbox<Output>& out);
  void on_bgp(Instant now, PeerId id, bgp::MalformedUpdate& output, Outbox<Output>& out);
  void import_routes(PeerId id, const PathAttributes& attributes, std::span<const Nlri> nlri);
  void end_of_rib(Instant now, PeerId id, AfiSafi family, Outbox<Output>& out);
  void drop_stale(PeerId id, AfiSafi family);
  /// nullopt: nothing leads there, or it is our own address; such routes are not used.
  rib::NextHopId draining_next_hop(PeerState& peer);
  [[nodiscard]] std::optional<rib::NextHopId> resolve(const PeerState& peer, const PeerConfig& peer_config, const IpAddress& next_hop);
  const PeerConfig& peer_config(PeerId id) const { return config.peers[id.value]; }

  // export.cc
  void mark_dirty(Instant now, const Prefix& prefix, bool is_loss = false);
  void schedule_export(Instant now, PeerId id, bool is_loss = false);
  void start_dump(Instant now, PeerId id, bool force);
  /// One slice; true while this peer has more that TCP would take.
  bool export_slice(Instant now, PeerId id, Outbox<Output>& out);
  std::vector<std::pair<std::uint32_t, rib::AttributesId>> desired(PeerId id, const Prefix& prefix);
  std::optional<PathAttributes> export_attributes(PeerId id, const Prefix& prefix, const PathAttributes& attributes,
                                                  const rib::Path* path) const;
  const Told& told_to(PeerId id, const Prefix& prefix);
  void classify_peers();
  /// Whether this kind of peer may hear the path at all; that it is not the path's own source is asked elsewhere.
  [[nodiscard]] bool may_export(PeerId id, const Prefix& prefix, const rib::Path& path,
                                const PathAttributes& attributes) const;
  void flush(Instant now, PeerId id, std::map<rib::AttributesId, std::vector<Nlri>>& announce,
             std::vector<Nlri>& withdraw, Outbox<Output>& out);
  [[nodiscard]] bool export_ready(const PeerState& peer) const;
  void forget_sent(PeerState& peer);
};

}  // namespace cw::gateway
