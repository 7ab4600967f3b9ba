// What may be used: BFD, tunnels, carrier and BGP's own state become the liveness of next hops, and the way back is
// make-before-break with a hold-down.
#include <fmt/core.h>

#include <algorithm>

#include "gateway/node_impl.h"

namespace cw::gateway {

using namespace std::chrono_literals;

void Node::Impl::step_bfd(Instant now, std::size_t index, const bfd::Input& input, Outbox<Output>& out) {
  Outbox<bfd::Output> box;
  BfdState& state = bfd[index];
  state.session.step(now, input, box);
  bfd_due.set(index, state.session.next_deadline().value_or(kInstantMax));
  const BfdConfig& session = config.bfd[index];
  // Switched off by either side after a failure: BFD has no opinion any more (RFC 5882 §4.1).
  if (state.failed && (state.session.state() == bfd::State::AdminDown ||
                       state.session.status().remote_state == bfd::State::AdminDown)) {
    state.failed = false;
    for (Watch& watch : watches) {
      if (watch.bfd == index) refresh_watch(now, watch, "BFD administratively down", out);
    }
  }
  for (bfd::Output& output : box.take()) {
    if (auto* packet = std::get_if<bfd::SendPacket>(&output)) {
      const std::uint16_t port = session.session.multihop ? bfd::kMultihopPort : bfd::kSingleHopPort;
      out.push(SendDatagram{.source = session.session.local_address,
                            .destination = session.session.peer_address,
                            // RFC 5881 §4: source port 49152 to 65535, one per session.
                            .source_port = static_cast<std::uint16_t>(49152 + index % 16384),
                            .destination_port = port,
                            .ttl = 255,
                            .interface = session.session.multihop ? kNoInterface : session.interface,
                            .bytes = Bytes(packet->bytes.begin(), packet->bytes.end())});
    } else if (const auto* extended = std::get_if<bfd::DetectionExtended>(&output)) {
      log(now, Layer::Bfd, EventKind::BfdDetectionExtended, session.name, "our own timer was late",
          extended->late_by.count(), out);
    } else if (const auto* changed = std::get_if<bfd::StateChanged>(&output)) {
      const bool is_up = changed->to == bfd::State::Up;
      const bool was_up = changed->from == bfd::State::Up;
      if (!is_up && !was_up) continue;
      // RFC 5882 §3.2: administratively down says nothing about the path.
      const bool administrative = changed->peer_admin_down || changed->to == bfd::State::AdminDown;
      state.failed = was_up && !administrative;
      const EventKind kind = is_up ? EventKind::BfdUp : administrative ? EventKind::BfdAdminDown : EventKind::BfdDown;
      log(now, Layer::Bfd, kind, session.name, changed->reason, state.session.status().detection_time.count(), out);
      for (Watch& watch : watches) {
        if (watch.bfd == index) refresh_watch(now, watch, is_up ? "BFD up" : "BFD down: " + changed->reason, out);
      }
      if (!state.failed) continue;
      for (std::size_t i = 0; i < peers.size(); ++i) {
        if (config.peers[i].bfd != index) continue;
        lost_peers.emplace_back(static_cast<std::uint32_t>(i), changed->reason);
      }
    }
  }
}

void Node::Impl::step_tunnel(Instant now, std::size_t index, const TunnelInput& input, Outbox<Output>& out) {
  Outbox<TunnelOutput> box;
  tunnels[index].step(now, input, box);
  tunnel_due.set(index, tunnels[index].next_deadline().value_or(kInstantMax));
  const TunnelConfig& tunnel = config.tunnels[index];
  for (TunnelOutput& output : box.take()) {
    if (auto* send = std::get_if<TunnelSend>(&output)) {
      out.push(SendDatagram{.source = tunnel.local_outer,
                            .destination = tunnel.peer_outer,
                            .source_port = kTunnelPort,
                            .destination_port = kTunnelPort,
                            .ttl = 64,
                            .bytes = std::move(send->bytes)});
      continue;
    }
    const auto& changed = std::get<TunnelChanged>(output);
    tunnel_up[index] = changed.up;
    out.push(TunnelState{.tunnel = TunnelId(static_cast<std::uint32_t>(index)), .up = changed.up});
    log(now, Layer::Tunnel, changed.up ? EventKind::TunnelUp : EventKind::TunnelDown, tunnel.name, changed.reason, 0,
        out);
    refresh_watches_of_interface(now, tunnel.interface,
                                 changed.up ? "tunnel up" : "tunnel down: " + changed.reason, out);
    if (changed.up) continue;
    for (std::size_t i = 0; i < peers.size(); ++i) {
      if (config.peers[i].interface != tunnel.interface) continue;
      lost_peers.emplace_back(static_cast<std::uint32_t>(i), "tunnel down");
    }
  }
}

bool Node::Impl::usable(const Watch& watch) const {
  if (watch.interface != kNoInterface && !interface_up[watch.interface.value]) return false;
  if (watch.needs_tunnel) {
    const auto tunnel = config.interfaces[watch.interface.value].tunnel_id;
    if (!tunnel || !tunnel_up[tunnel->value]) return false;
  }
  if (watch.bfd && bfd[*watch.bfd].failed) return false;
  if (watch.peer) {
    const PeerState& peer = peers[watch.peer->value];
    if (!peer.negotiated && !peer.keeps_forwarding) return false;
  }
  return true;
}

bool Node::Impl::peer_complete(const PeerState& peer) const {
  if (!peer.negotiated) return false;
  for (std::size_t family = 0; family < 2; ++family) {
    if (peer.negotiated->family[family] && !peer.end_of_rib[family]) return false;
  }
  return true;
}

void Node::Impl::set_state(Instant now, Watch& watch, rib::NextHopState state, const std::string& reason,
                           Outbox<Output>& out) {
  if (watch.state == state) return;
  watch.state = state;
  if (state != rib::NextHopState::Proving) watch.live_at = kInstantMax;
  note_deadline(watch);
  EventKind kind = EventKind::NextHopLive;
  if (state == rib::NextHopState::Dead) kind = EventKind::NextHopDead;
  if (state == rib::NextHopState::Proving) kind = EventKind::NextHopProving;
  if (watch.peer || watch.state == rib::NextHopState::Dead || watch.was_live) {
    log(now, Layer::Gateway, kind, watch.name, reason, 0, out);
  }
  rib::Delta delta;
  delta.groups = rib.set_next_hop_state(watch.next_hop, state);
  if (watch.peer && peers[watch.peer->value].draining_next_hop) {
    const auto twin = rib.set_next_hop_state(*peers[watch.peer->value].draining_next_hop,
                                             std::min(state, rib::NextHopState::Proving));
    delta.groups.insert(delta.groups.end(), twin.begin(), twin.end());
  }
  if (!delta.groups.empty()) {
    log(now, Layer::Fib, EventKind::GroupSwitched, watch.name, reason, static_cast<std::int64_t>(delta.groups.size()),
        out);
    program(std::move(delta), true, out);
  }
  rib_work = true;
}

void Node::Impl::refresh_watch(Instant now, Watch& watch, const std::string& reason, Outbox<Output>& out) {
  if (!usable(watch)) {
    if (watch.state == rib::NextHopState::Dead) return;
    if (watch.state == rib::NextHopState::Live && watch.was_live) {
      // Deaths close together make the next hold-down longer.
      watch.flaps = now - watch.last_death < config.flap_window && watch.last_death != Instant{} ? watch.flaps + 1 : 0;
      watch.last_death = now;
    }
    set_state(now, watch, rib::NextHopState::Dead, reason, out);
    return;
  }
  if (watch.state == rib::NextHopState::Live) {
    watch.was_live = booted;
    return;
  }
  if (!watch.was_live || !watch.peer) {
    set_state(now, watch, rib::NextHopState::Live, reason, out);
    watch.was_live = true;
    return;
  }
  // The peer's old paths are still there as stale; until it has repeated what is true they must not be used again.
  const PeerState& peer = peers[watch.peer->value];
  if (watch.state == rib::NextHopState::Dead && !peer.keeps_forwarding && !peer_complete(peer)) return;
  if (watch.state != rib::NextHopState::Proving) set_state(now, watch, rib::NextHopState::Proving, reason, out);
  // The clock of the hold-down starts when the peer's table is complete.
  if (peer_complete(peer) && watch.live_at == kInstantMax) arm_hold_down(now, watch, out);
}

void Node::Impl::arm_hold_down(Instant now, Watch& watch, Outbox<Output>& out) {
  Duration hold = 0ms;
  if (watch.hold_down) {
    hold = config.hold_down;
    for (unsigned i = 0; i < watch.flaps && hold < config.hold_down_max; ++i) hold *= 2;
    hold = std::min(hold, std::max(config.hold_down, config.hold_down_max));
    log(now, Layer::Gateway, watch.flaps == 0 ? EventKind::HoldDownStarted : EventKind::FlapDamped, watch.name,
        fmt::format("End-of-RIB received; used again in {}{}", cw::to_string(hold),
                    watch.flaps == 0 ? "" : fmt::format(" ({} flaps within {})", watch.flaps + 1,
                                                        cw::to_string(config.flap_window))),
        hold.count(), out);
  }
  watch.live_at = now + hold;
  note_deadline(watch);
}

void Node::Impl::note_deadline(const Watch& watch) {
  watch_due.resize(watches.size());
  watch_due.set(static_cast<std::size_t>(&watch - watches.data()), watch.live_at);
}

void Node::Impl::refresh_watches_of_interface(Instant now, InterfaceId interface, const std::string& reason,
                                              Outbox<Output>& out) {
  for (Watch& watch : watches) {
    if (watch.interface == interface) refresh_watch(now, watch, reason, out);
  }
}

void Node::Impl::run_watch_timers(Instant now, Outbox<Output>& out) {
  for (const std::size_t i : watch_due.due(now)) {
    Watch& watch = watches[i];
    // Make before break: the returned routes must be decided and programmed before traffic moves to them.
    if (rib_work || !outstanding.empty()) {
      watch.live_at = now + 1ms;
      note_deadline(watch);
      continue;
    }
    set_state(now, watch, rib::NextHopState::Live,
              watch.hold_down ? "hold-down passed, routes programmed" : "routes complete and programmed", out);
    watch.was_live = true;
    // What was announced as draining is announced again without the mark.
    for (std::size_t peer = 0; peer < peers.size(); ++peer) {
      if (peers[peer].negotiated) start_dump(now, PeerId(static_cast<std::uint32_t>(peer)), false);
    }
  }
}

void Node::Impl::run_peer_timers(Instant now, PeerId id, Outbox<Output>& out) {
  PeerState& peer = peers[id.value];
  if (peer.end_of_rib_by <= now) {
    peer.end_of_rib_by = kInstantMax;
    if (peer.negotiated) {
      end_of_rib(now, id, AfiSafi::Ipv4Unicast, out);
      end_of_rib(now, id, AfiSafi::Ipv6Unicast, out);
    }
  }
  if (peer.stale_until <= now) {
    peer.stale_until = kInstantMax;
    drop_stale(id, AfiSafi::Ipv4Unicast);
    drop_stale(id, AfiSafi::Ipv6Unicast);
  }
}

}  // namespace cw::gateway
