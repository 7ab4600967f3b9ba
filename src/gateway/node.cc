#include "gateway/node.h"

#include <fmt/core.h>

#include <algorithm>

#include "gateway/node_impl.h"

namespace cw::gateway {
namespace {

void earlier(std::optional<Instant>& first, std::optional<Instant> other) {
  if (other && (!first || *other < *first)) first = other;
}

void earlier(std::optional<Instant>& first, Instant other) {
  if (other != kInstantMax) earlier(first, std::optional(other));
}

}  // namespace

Node::Impl::Impl(NodeConfig node_config, Rng node_rng)
    : config(std::move(node_config)), rng(node_rng), rib(config.decision) {
  interface_up.assign(config.interfaces.size(), true);
  tunnel_up.assign(config.tunnels.size(), false);
  graceful_shutdown = config.graceful_shutdown;
  connected = rib.add_source({.name = "connected", .origin = rib::Origin::Connected});
  local = rib.add_source({.name = "local", .origin = rib::Origin::System});
  fixed = rib.add_source({.name = "static", .origin = rib::Origin::Static});
  for (std::size_t i = 0; i < config.bfd.size(); ++i) {
    const Discriminator discriminator(static_cast<std::uint32_t>(i + 1));
    bfd.push_back({bfd::Session(config.bfd[i].session, discriminator, rng.fork("bfd").fork(i))});
  }
  for (std::size_t i = 0; i < config.tunnels.size(); ++i) {
    tunnels.emplace_back(config.tunnels[i], rng.fork("tunnel").fork(i));
  }
  for (std::size_t i = 0; i < config.peers.size(); ++i) {
    const PeerConfig& peer = config.peers[i];
    CW_ASSERT(peer.interface.value < config.interfaces.size());
    const InterfaceConfig& interface = config.interfaces[peer.interface.value];
    const rib::SourceId source = rib.add_source(
        {.name = peer.name,
         .origin = peer.session.is_ebgp() ? rib::Origin::Ebgp : rib::Origin::Ibgp,
         .peer_as = peer.session.peer_as,
         .peer_address = peer.session.peer_address});
    const rib::NextHop next_hop{.interface = peer.interface,
                                .gateway = interface.peer,
                                .sibling = interface.sibling,
                                .watch = static_cast<std::uint32_t>(i) + 2};
    Watch watch{.name = peer.name,
                .interface = peer.interface,
                .peer = PeerId(static_cast<std::uint32_t>(i)),
                .needs_tunnel = interface.tunnel,
                .hold_down = peer.hold_down};
    if (peer.bfd) watch.bfd = *peer.bfd;
    const std::size_t watch_index = watch_for(next_hop, watch);
    peers.push_back({.session = bgp::Session(peer.session, rng.fork("bgp").fork(i)),
                     .source = source,
                     .next_hop = watches[watch_index].next_hop,
                     .watch = watch_index,
                     .enabled = peer.enabled});
  }
  classify_peers();
  bfd_due.resize(bfd.size());
  tunnel_due.resize(tunnels.size());
  peer_due.resize(peers.size());
}

void Node::Impl::touch(PeerId id) {
  PeerState& peer = peers[id.value];
  if (std::exchange(peer.is_touched, true)) return;
  touched_peers.push_back(id.value);
}

void Node::Impl::settle_touched() {
  for (const std::uint32_t i : std::exchange(touched_peers, {})) {
    PeerState& peer = peers[i];
    peer.is_touched = false;
    std::optional<Instant> first = peer.session.next_deadline();
    earlier(first, peer.stale_until);
    earlier(first, peer.end_of_rib_by);
    const bool has_exports = peer.negotiated && (!peer.dirty.empty() || peer.dumping);
    if (has_exports) {
      exporting.insert(i);
      // With no room in TCP the next turn comes from TcpSpace, not from a timer.
      if (peer.export_at > last_now) earlier(first, peer.export_at);
    } else {
      exporting.erase(i);
    }
    peer_due.set(i, first.value_or(kInstantMax));
  }
}

void Node::Impl::step(Instant now, const Input& input, Outbox<Output>& out) {
  CW_ASSERT(now >= last_now);
  last_now = now;
  switched = false;
  ++turn;
  std::visit([&](const auto& each) { on(now, each, out); }, input);
  // A switch must not wait for bulk work: the world carries it out first and then gives us another turn.
  if (!switched) run_work(now, out);
  settle_touched();
  CW_ASSERT_SLOW(is_consistent());
}

void Node::Impl::log(Instant now, Layer layer, EventKind kind, std::string subject, std::string detail,
                     std::int64_t value, Outbox<Output>& out) const {
  out.push(Log{Event{.at = now,
                     .layer = layer,
                     .kind = kind,
                     .subject = std::move(subject),
                     .detail = std::move(detail),
                     .value = value}});
}

void Node::Impl::on(Instant now, const Boot&, Outbox<Output>& out) {
  if (booted) return;
  booted = true;
  install_connected();
  for (const StaticRouteConfig& route : config.static_routes) install_static(route);
  for (const OriginatedPrefix& prefix : config.originated) originate(prefix);
  for (std::size_t i = 0; i < bfd.size(); ++i) step_bfd(now, i, bfd::AdminUp{}, out);
  for (std::size_t i = 0; i < tunnels.size(); ++i) step_tunnel(now, i, TunnelStart{}, out);
  for (std::size_t i = 0; i < peers.size(); ++i) {
    if (peers[i].enabled) step_peer(now, PeerId(static_cast<std::uint32_t>(i)), bgp::Start{}, out);
  }
  for (Watch& watch : watches) refresh_watch(now, watch, "boot", out);
}

void Node::Impl::on(Instant now, const InterfaceState& input, Outbox<Output>& out) {
  if (input.interface.value >= interface_up.size()) return;
  if (interface_up[input.interface.value] == input.up) return;
  interface_up[input.interface.value] = input.up;
  const std::string& name = config.interfaces[input.interface.value].name;
  log(now, Layer::Link, input.up ? EventKind::LinkUp : EventKind::LinkDown, name,
      input.up ? "carrier" : "carrier lost", 0, out);
  // Traffic first, sessions after: the switch must not wait for the protocols.
  refresh_watches_of_interface(now, input.interface, input.up ? "carrier" : "carrier lost", out);
  if (input.up) return;
  for (std::size_t i = 0; i < bfd.size(); ++i) {
    if (config.bfd[i].interface == input.interface) step_bfd(now, i, bfd::PathLost{}, out);
  }
  for (std::size_t i = 0; i < peers.size(); ++i) {
    if (config.peers[i].interface != input.interface) continue;
    lost_peers.emplace_back(static_cast<std::uint32_t>(i), "interface lost carrier");
  }
}

void Node::Impl::take_down_lost_peers(Instant now, Outbox<Output>& out) {
  for (const auto& [id, reason] : std::exchange(lost_peers, {})) {
    step_peer(now, id, bgp::LivenessDown{.reason = reason}, out);
  }
}

void Node::Impl::on(Instant now, const Datagram& input, Outbox<Output>& out) {
  if (input.destination_port == kTunnelPort) {
    for (std::size_t i = 0; i < tunnels.size(); ++i) {
      if (config.tunnels[i].peer_outer == input.source && config.tunnels[i].local_outer == input.destination) {
        step_tunnel(now, i, TunnelReceived{input.bytes}, out);
        return;
      }
    }
    return;
  }
  if (input.destination_port != bfd::kSingleHopPort && input.destination_port != bfd::kMultihopPort) return;
  // RFC 5880 §6.8.6: a nonzero Your Discriminator names the session; before that the addresses and the interface do.
  Reader reader(input.bytes);
  reader.skip(8);
  const std::uint32_t your_discriminator = reader.u32();
  if (!reader.ok()) return;
  const bool multihop = input.destination_port == bfd::kMultihopPort;
  const auto fits = [&](std::size_t i) {
    const BfdConfig& session = config.bfd[i];
    return session.session.multihop == multihop && session.session.peer_address == input.source &&
           (multihop || session.interface == input.interface);
  };
  std::size_t chosen = your_discriminator == 0 ? 0 : your_discriminator - 1;   // discriminators are index + 1
  if (your_discriminator == 0) {
    while (chosen < bfd.size() && !fits(chosen)) ++chosen;
  }
  if (chosen >= bfd.size() || !fits(chosen)) return;
  step_bfd(now, chosen, bfd::PacketReceived{.bytes = input.bytes, .ttl = input.ttl}, out);
}

void Node::Impl::on(Instant now, const TcpConnected& input, Outbox<Output>& out) {
  if (input.peer.value < peers.size()) step_peer(now, input.peer, bgp::TcpConnected{input.connection}, out);
}
void Node::Impl::on(Instant now, const TcpFailed& input, Outbox<Output>& out) {
  if (input.peer.value < peers.size()) step_peer(now, input.peer, bgp::TcpFailed{input.reason}, out);
}
void Node::Impl::on(Instant now, const TcpClosed& input, Outbox<Output>& out) {
  if (input.peer.value < peers.size()) step_peer(now, input.peer, bgp::TcpClosed{input.connection, input.reason}, out);
}
void Node::Impl::on(Instant now, const TcpBytes& input, Outbox<Output>& out) {
  if (input.peer.value < peers.size()) step_peer(now, input.peer, bgp::BytesReceived{input.connection, input.bytes}, out);
}
void Node::Impl::on(Instant now, const TcpSpace& input, Outbox<Output>& out) {
  if (input.peer.value < peers.size()) step_peer(now, input.peer, bgp::TxSpace{input.connection, input.bytes}, out);
}

void Node::Impl::on(Instant now, const FibProgrammed& input, Outbox<Output>& out) {
  outstanding.erase(input.token);
  const auto routes = token_routes.find(input.token);
  if (routes != token_routes.end()) {
    log(now, Layer::Fib, EventKind::RoutesProgrammed, "fib", "", static_cast<std::int64_t>(routes->second), out);
    token_routes.erase(routes);
  }
  // What depends on this and on everything before it may be announced now: make before break.
  while (!waiting_exports.empty() && !outstanding.contains(waiting_exports.front().first)) {
    for (const Prefix& prefix : waiting_exports.front().second) mark_dirty(now, prefix);
    waiting_exports.pop_front();
  }
}

void Node::Impl::on(Instant now, const SetPeerEnabled& input, Outbox<Output>& out) {
  if (input.peer.value >= peers.size()) return;
  peers[input.peer.value].enabled = input.enabled;
  if (input.enabled) {
    step_peer(now, input.peer, bgp::Start{}, out);
  } else {
    step_peer(now, input.peer, bgp::Stop{.text = input.text}, out);
  }
}

void Node::Impl::on(Instant now, const SetBfdEnabled& input, Outbox<Output>& out) {
  if (input.session.value >= bfd.size()) return;
  if (input.enabled) {
    step_bfd(now, input.session.value, bfd::AdminUp{}, out);
  } else {
    step_bfd(now, input.session.value, bfd::AdminDown{}, out);
  }
}

void Node::Impl::on(Instant now, const Originate& input, Outbox<Output>&) {
  originate(input.prefix);
  mark_dirty(now, input.prefix.prefix);
}
void Node::Impl::on(Instant now, const StopOriginating& input, Outbox<Output>&) {
  stop_originating(input.prefix);
  mark_dirty(now, input.prefix, true);
}
void Node::Impl::on(Instant now, const OriginateMany& input, Outbox<Output>&) {
  for (const Prefix& prefix : input.prefixes) {
    originate({.prefix = prefix});
    mark_dirty(now, prefix);
  }
}
void Node::Impl::on(Instant now, const StopOriginatingMany& input, Outbox<Output>&) {
  for (const Prefix& prefix : input.prefixes) {
    stop_originating(prefix);
    mark_dirty(now, prefix, true);
  }
}

void Node::Impl::on(Instant now, const AddStaticRoute& input, Outbox<Output>& out) {
  const std::size_t before = watches.size();
  install_static(input.route);
  for (std::size_t i = before; i < watches.size(); ++i) refresh_watch(now, watches[i], "static route added", out);
}

void Node::Impl::on(Instant, const RemoveStaticRoute& input, Outbox<Output>&) {
  if (input.table != 0) return;
  std::vector<Nlri> nlri;
  for (const rib::Path& path : rib.paths(input.prefix)) {
    if (path.source == fixed) nlri.push_back({.prefix = input.prefix, .path_id = path.path_id});
  }
  rib.withdraw(fixed, nlri);
  redistributed.erase(input.prefix);
  rib_work = true;
}

void Node::Impl::on(Instant now, const SetGracefulShutdown& input, Outbox<Output>&) {
  if (graceful_shutdown == input.enabled) return;
  graceful_shutdown = input.enabled;
  for (std::size_t i = 0; i < peers.size(); ++i) {
    if (peers[i].negotiated) start_dump(now, PeerId(static_cast<std::uint32_t>(i)), false);
  }
}

void Node::Impl::on(Instant now, const TimerDue&, Outbox<Output>& out) {
  take_down_lost_peers(now, out);
  // BFD first: it is what a late turn must not harm.
  for (const std::size_t i : bfd_due.due(now)) step_bfd(now, i, TimerDue{}, out);
  run_watch_timers(now, out);
  for (const std::size_t i : tunnel_due.due(now)) step_tunnel(now, i, TimerDue{}, out);
  for (const std::size_t i : peer_due.due(now)) {
    const PeerId id(static_cast<std::uint32_t>(i));
    touch(id);
    run_peer_timers(now, id, out);
    const auto due = peers[i].session.next_deadline();
    if (due && *due <= now) step_peer(now, id, TimerDue{}, out);
  }
}

void Node::Impl::program(rib::Delta delta, bool urgent, Outbox<Output>& out) {
  if (delta.empty()) return;
  const std::uint64_t token = ++last_token;
  outstanding.insert(token);
  if (!delta.routes.empty()) token_routes.emplace(token, delta.routes.size());
  if (urgent) switched = true;
  out.push(ProgramFib{.token = token, .urgent = urgent, .delta = std::move(delta)});
}

void Node::Impl::run_work(Instant now, Outbox<Output>& out) {
  if (rib_work) {
    rib::Delta delta;
    std::vector<rib::Rib::BestChange> changed;
    rib_work = rib.decide(kRoutesPerSlice, delta, changed);
    program(std::move(delta), false, out);
    std::vector<Prefix> after_programming;
    for (const auto& change : changed) {
      // A loss is told at once; a gain only when we would forward what it attracts.
      if (!rib.best(change.prefix)) {
        mark_dirty(now, change.prefix, true);
      } else {
        after_programming.push_back(change.prefix);
      }
    }
    if (!after_programming.empty()) {
      if (outstanding.empty()) {
        for (const Prefix& prefix : after_programming) mark_dirty(now, prefix);
      } else {
        waiting_exports.emplace_back(last_token, std::move(after_programming));
      }
    }
    if (!rib_work) {
      for (const std::uint32_t i : std::exchange(counted, {})) {
        PeerState& peer = peers[i];
        if (peer.learned != 0) {
          log(now, Layer::Rib, EventKind::RoutesLearned, config.peers[i].name, "",
              static_cast<std::int64_t>(peer.learned), out);
        }
        if (peer.withdrawn != 0) {
          log(now, Layer::Rib, EventKind::RoutesWithdrawn, config.peers[i].name, "",
              static_cast<std::int64_t>(peer.withdrawn), out);
        }
        peer.learned = peer.withdrawn = 0;
      }
    }
  }
  settle_touched();
  std::vector<std::uint32_t> ready;
  for (const std::uint32_t i : exporting) {
    if (export_ready(peers[i])) ready.push_back(i);
  }
  for (const std::uint32_t i : ready) {
    export_slice(now, PeerId(i), out);
    touch(PeerId(i));
  }
}

bool Node::Impl::has_work() const {
  if (rib_work || !lost_peers.empty()) return true;
  return std::any_of(exporting.begin(), exporting.end(),
                     [this](std::uint32_t i) { return export_ready(peers[i]); });
}

std::optional<Instant> Node::Impl::next_deadline() const {
  if (!booted) return std::nullopt;
  if (has_work()) return last_now;
  std::optional<Instant> first;
  for (const DeadlineTree* each : {&bfd_due, &tunnel_due, &peer_due, &watch_due}) earlier(first, each->next());
  return first;
}

bool Node::Impl::is_consistent() const {
  for (const Watch& watch : watches) {
    if (watch.state != rib.next_hop_state(watch.next_hop)) return false;
    if (watch.state != rib::NextHopState::Proving && watch.live_at != kInstantMax) return false;
    if (booted && watch.state == rib::NextHopState::Live && !usable(watch)) return false;
  }
  for (const PeerState& peer : peers) {
    if (!peer.session.is_consistent()) return false;
    if (peer.negotiated.has_value() != (peer.session.state() == bgp::State::Established)) return false;
    if (!peer.negotiated && (!peer.sent.empty() || peer.dumping)) return false;
  }
  return std::all_of(bfd.begin(), bfd.end(), [](const BfdState& each) { return each.session.is_consistent(); }) &&
         std::all_of(tunnels.begin(), tunnels.end(), [](const ModelTunnel& each) { return each.is_consistent(); });
}

Node::Node(NodeConfig config, Rng rng) : impl_(std::make_unique<Impl>(std::move(config), rng)) {}
Node::~Node() = default;
Node::Node(Node&&) noexcept = default;
Node& Node::operator=(Node&&) noexcept = default;

void Node::step(Instant now, const Input& input, Outbox<Output>& out) { impl_->step(now, input, out); }
std::optional<Instant> Node::next_deadline() const { return impl_->next_deadline(); }
bool Node::is_consistent() const { return impl_->is_consistent(); }

}  // namespace cw::gateway
