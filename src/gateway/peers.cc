// BGP's outputs: sessions to the world, routes to the RIB after import policy, liveness to next hops.
#include <fmt/core.h>

#include <algorithm>

#include "gateway/node_impl.h"

namespace cw::gateway {
namespace {

using namespace std::chrono_literals;

// Without graceful restart End-of-RIB is a courtesy: a peer that has sent nothing for this long is complete.
constexpr Duration kEndOfRibPatience = 5s;
// BGP competes with static routes by administrative distance; among BGP paths the decision process decides.
constexpr std::uint32_t kWatchDraining = 1U << 31U;   // in NextHop::watch: the neighbour for what it drains
constexpr std::uint8_t kBgpTier = 20;
constexpr std::uint32_t kDefaultLocalPref = 100;   // RFC 4271 §9.1.1 leaves the value to us; 100 is everyone's.

std::size_t index(AfiSafi family) { return static_cast<std::size_t>(family); }

}  // namespace

void Node::Impl::step_peer(Instant now, PeerId id, const bgp::Input& input, Outbox<Output>& out) {
  Outbox<bgp::Output> box;
  peers[id.value].session.step(now, input, box);
  for (bgp::Output& output : box.take()) {
    std::visit([&](auto& each) { on_bgp(now, id, each, out); }, output);
  }
  touch(id);
}

void Node::Impl::on_bgp(Instant, PeerId id, bgp::TcpConnect&, Outbox<Output>& out) { out.push(TcpConnect{id}); }
void Node::Impl::on_bgp(Instant, PeerId id, bgp::TcpClose& output, Outbox<Output>& out) {
  out.push(TcpClose{id, output.connection, output.newcomer});
}
void Node::Impl::on_bgp(Instant, PeerId id, bgp::SendBytes& output, Outbox<Output>& out) {
  // What one turn says to one peer goes out in one piece: fewer segments, and one decision at the other end.
  if (!out.empty()) {
    auto* last = std::get_if<TcpSend>(&out.items().back());
    if (last != nullptr && last->peer == id && last->connection == output.connection) {
      last->bytes.insert(last->bytes.end(), output.bytes.begin(), output.bytes.end());
      return;
    }
  }
  out.push(TcpSend{id, output.connection, std::move(output.bytes)});
}

void Node::Impl::on_bgp(Instant now, PeerId id, bgp::StateChanged& output, Outbox<Output>& out) {
  // Established and Down have events of their own.
  if (output.to == bgp::State::Established || output.from == bgp::State::Established) return;
  log(now, Layer::Bgp, EventKind::BgpStateChanged, peer_config(id).name,
      fmt::format("{} -> {}: {}", bgp::to_string(output.from), bgp::to_string(output.to), output.reason), 0, out);
}

void Node::Impl::on_bgp(Instant now, PeerId id, bgp::Established& output, Outbox<Output>& out) {
  PeerState& peer = peers[id.value];
  peer.negotiated = output.negotiated;
  peer.keeps_forwarding = false;
  peer.end_of_rib = {};
  peer.stale_until = kInstantMax;
  peer.end_of_rib_by = now + (output.negotiated.peer_restart ? peer_config(id).session.stale_time_max : kEndOfRibPatience);
  rib.update_source(peer.source, output.negotiated.peer_identifier);
  log(now, Layer::Bgp, EventKind::BgpEstablished, peer_config(id).name,
      fmt::format("hold time {}, AS {}", cw::to_string(output.negotiated.hold_time), output.negotiated.peer_as.value), 0,
      out);
  for (std::size_t family = 0; family < 2; ++family) peer.end_of_rib_due[family] = output.negotiated.family[family];
  start_dump(now, id, false);
  refresh_watch(now, watches[peer.watch], "BGP established", out);
}

void Node::Impl::on_bgp(Instant now, PeerId id, bgp::Down& output, Outbox<Output>& out) {
  PeerState& peer = peers[id.value];
  peer.negotiated.reset();
  peer.end_of_rib_by = kInstantMax;
  forget_sent(peer);
  peer.keeps_forwarding = output.keep_stale[0] || output.keep_stale[1];
  log(now, Layer::Bgp, EventKind::BgpDown, peer_config(id).name,
      peer.keeps_forwarding ? output.reason + " (graceful restart: routes kept)" : output.reason, 0, out);
  // Next hop first: groups switch at once, the paths themselves stay as stale, so that the way back is one switch too.
  refresh_watch(now, watches[peer.watch], "BGP down: " + output.reason, out);
  for (const AfiSafi family : {AfiSafi::Ipv4Unicast, AfiSafi::Ipv6Unicast}) {
    rib.mark_stale(peer.source, wire::bgp::family_of(family));
    if (peer.keeps_forwarding && !output.keep_stale[index(family)]) drop_stale(id, family);
  }
  peer.stale_until = peer.keeps_forwarding ? kInstantMax : now + config.stale_time;
  rib_work = true;
}

void Node::Impl::drop_stale(PeerId id, AfiSafi family) {
  if (rib.sweep_stale(peers[id.value].source, wire::bgp::family_of(family)) != 0) rib_work = true;
}

void Node::Impl::on_bgp(Instant now, PeerId id, bgp::StaleExpired& output, Outbox<Output>& out) {
  PeerState& peer = peers[id.value];
  drop_stale(id, output.family);
  if (!peer.keeps_forwarding || peer.negotiated) return;
  peer.keeps_forwarding = false;
  refresh_watch(now, watches[peer.watch], "graceful restart timed out", out);
}

void Node::Impl::end_of_rib(Instant now, PeerId id, AfiSafi family, Outbox<Output>& out) {
  PeerState& peer = peers[id.value];
  if (!peer.negotiated || peer.end_of_rib[index(family)]) return;
  peer.end_of_rib[index(family)] = true;
  drop_stale(id, family);
  if (!peer_complete(peer)) return;
  peer.end_of_rib_by = kInstantMax;
  refresh_watch(now, watches[peer.watch], "End-of-RIB received", out);
}

void Node::Impl::on_bgp(Instant now, PeerId id, bgp::EndOfRib& output, Outbox<Output>& out) {
  log(now, Layer::Bgp, EventKind::BgpEndOfRib, peer_config(id).name,
      std::string(wire::bgp::to_string(output.family)), 0, out);
  end_of_rib(now, id, output.family, out);
}

void Node::Impl::on_bgp(Instant now, PeerId id, bgp::RefreshRequested& output, Outbox<Output>& out) {
  log(now, Layer::Bgp, EventKind::BgpRouteRefresh, peer_config(id).name, "requested by the peer", 0, out);
  step_peer(now, id, bgp::SendRefreshMark{.family = output.family, .end = false}, out);
  peers[id.value].refresh_end_due[index(output.family)] = true;
  start_dump(now, id, true);
}

void Node::Impl::on_bgp(Instant, PeerId id, bgp::RefreshBegun& output, Outbox<Output>&) {
  // RFC 7313 §4: a BoRR before the peer's End-of-RIB is ignored.
  if (!peers[id.value].end_of_rib[index(output.family)]) return;
  rib.mark_stale(peers[id.value].source, wire::bgp::family_of(output.family));
}
void Node::Impl::on_bgp(Instant, PeerId id, bgp::RefreshEnded& output, Outbox<Output>&) {
  if (!peers[id.value].end_of_rib[index(output.family)]) return;
  drop_stale(id, output.family);
}

void Node::Impl::on_bgp(Instant now, PeerId id, bgp::PrefixLimitWarning& output, Outbox<Output>& out) {
  log(now, Layer::Bgp, EventKind::BgpPrefixLimitWarning, peer_config(id).name,
      fmt::format("{} of at most {} prefixes", output.count, output.maximum), output.count, out);
}
void Node::Impl::on_bgp(Instant now, PeerId id, bgp::PrefixLimitExceeded& output, Outbox<Output>& out) {
  log(now, Layer::Bgp, EventKind::BgpPrefixLimitExceeded, peer_config(id).name,
      fmt::format("{} prefixes, the limit is {}: session torn down", output.count, output.maximum), output.count, out);
}
void Node::Impl::on_bgp(Instant now, PeerId id, bgp::NotificationSent& output, Outbox<Output>& out) {
  log(now, Layer::Bgp, EventKind::BgpNotificationSent, peer_config(id).name,
      wire::bgp::to_string(output.notification) + (output.why.empty() ? "" : ": " + output.why), 0, out);
}
void Node::Impl::on_bgp(Instant now, PeerId id, bgp::NotificationReceived& output, Outbox<Output>& out) {
  log(now, Layer::Bgp, EventKind::BgpNotificationReceived, peer_config(id).name,
      wire::bgp::to_string(output.notification), 0, out);
}
void Node::Impl::on_bgp(Instant now, PeerId id, bgp::MalformedUpdate& output, Outbox<Output>& out) {
  log(now, Layer::Bgp, EventKind::BgpMalformedUpdate, peer_config(id).name, wire::bgp::to_string(output.error), 0, out);
}

// ---- import --------------------------------------------------------------------------------------------------------

void Node::Impl::on_bgp(Instant, PeerId id, bgp::RoutesReceived& output, Outbox<Output>&) {
  PeerState& peer = peers[id.value];
  if (!output.withdrawn.empty()) {
    rib.withdraw(peer.source, output.withdrawn);
    peer.withdrawn += output.withdrawn.size();
  }
  if (output.attributes && !output.announced.empty()) {
    import_routes(id, *output.attributes, output.announced);
    peer.learned += output.announced.size();
  }
  counted.insert(id.value);
  rib_work = true;
}

std::optional<rib::NextHopId> Node::Impl::resolve(const PeerState& peer, const PeerConfig& each, const IpAddress& next_hop) {
  const InterfaceConfig& own = config.interfaces[each.interface.value];
  // RFC 4271 §5.1.3: a route with our own address as next hop leads nowhere.
  if (next_hop == own.address || next_hop == each.session.local_address) return std::nullopt;
  if (each.resolve_via_peer || next_hop == each.session.peer_address || next_hop == own.peer) return peer.next_hop;
  // A third-party next hop on another wire of ours (RFC 4271 §5.1.3).
  for (std::size_t i = 0; i < config.interfaces.size(); ++i) {
    if (config.interfaces[i].peer != next_hop) continue;
    const InterfaceId id(static_cast<std::uint32_t>(i));
    const std::size_t watch = watch_for(
        {.interface = id, .gateway = next_hop, .sibling = config.interfaces[i].sibling, .watch = 1},
        {.name = "next hop " + to_string(next_hop), .interface = id, .needs_tunnel = config.interfaces[i].tunnel});
    return watches[watch].next_hop;
  }
  // An IPv6 next hop in IPv4-mapped form is the session's own address (RFC 4291 §2.5.5.2).
  if (!next_hop.is_v4() && own.peer.is_v4()) return peer.next_hop;
  return std::nullopt;
}

rib::NextHopId Node::Impl::draining_next_hop(PeerState& peer) {
  if (peer.draining_next_hop) return *peer.draining_next_hop;
  rib::NextHop twin = rib.next_hop(peer.next_hop);
  twin.watch |= kWatchDraining;
  peer.draining_next_hop = rib.intern_next_hop(twin);
  (void)rib.set_next_hop_state(*peer.draining_next_hop,
                               std::min(rib.next_hop_state(peer.next_hop), rib::NextHopState::Proving));
  return *peer.draining_next_hop;
}

void Node::Impl::import_routes(PeerId id, const PathAttributes& received, std::span<const Nlri> nlri) {
  PeerState& peer = peers[id.value];
  const PeerConfig& each = peer_config(id);
  const bool ebgp = each.session.is_ebgp();
  // RFC 4271 §9.1.2: a path with our own AS in it is a loop; RFC 4456 §8: so is our own id or cluster.
  const bool looped = received.as_path.contains(config.asn) ||
                      (received.originator_id && *received.originator_id == config.router_id) ||
                      std::find(received.cluster_list.begin(), received.cluster_list.end(), config.router_id) !=
                          received.cluster_list.end();
  if (looped) {
    rib.withdraw(peer.source, nlri);
    return;
  }
  PathAttributes base = received;
  if (ebgp || !base.local_pref) base.local_pref = kDefaultLocalPref;
  auto next_hop = resolve(peer, each, received.next_hop);
  if (!next_hop) {
    rib.withdraw(peer.source, nlri);
    return;
  }
  const bool drains = std::binary_search(received.communities.begin(), received.communities.end(),
                                         wire::bgp::community::kGracefulShutdown);
  if (drains && each.kind == PeerKind::Sibling && *next_hop == peer.next_hop) next_hop = draining_next_hop(peer);

  const auto announce = [&](const PathAttributes& attributes, std::uint32_t weight, std::span<const Nlri> batch) {
    PathAttributes final = attributes;
    // RFC 8326 §4.1: what the neighbour drains, or has only just got back, is used only when nothing else is left. The
    // weight goes with the preference because it is compared first.
    if (std::binary_search(final.communities.begin(), final.communities.end(),
                           wire::bgp::community::kGracefulShutdown)) {
      final.local_pref = 0;
      weight = 0;
    }
    const rib::AttributesId interned = rib.attributes().intern(final);
    rib.announce({.source = peer.source,
                  .attributes = interned,
                  .next_hop = *next_hop,
                  .weight = weight,
                  .routing_weight = each.routing_weight,
                  .tier = kBgpTier},
                 batch);
    rib.attributes().release(interned);
  };

  const bool plain = each.import_policy.rules.empty() && each.import_policy.otherwise == rib::Verdict::Accept &&
                     config.protected_space.empty();
  if (plain) {
    announce(base, each.weight, nlri);
    return;
  }
  // Runs of prefixes with the same outcome go to the RIB together.
  std::vector<Nlri> run;
  std::vector<Nlri> rejected;
  PathAttributes run_attributes;
  std::uint32_t run_weight = 0;
  const auto flush_run = [&] {
    if (!run.empty()) announce(run_attributes, run_weight, run);
    run.clear();
  };
  for (const Nlri& one : nlri) {
    // Azure fact 1.3.6: the virtual network's own and peered space wins over BGP, more specific or not.
    const bool is_protected =
        std::any_of(config.protected_space.begin(), config.protected_space.end(),
                    [&](const Prefix& space) { return space.covers(one.prefix); });
    rib::PolicyResult result;
    if (!is_protected) result = rib::apply(each.import_policy, one.prefix, base);
    if (is_protected || !result.accepted) {
      rejected.push_back(one);
      continue;
    }
    const std::uint32_t weight = result.weight.value_or(each.weight);
    if (!run.empty() && (weight != run_weight || result.attributes != run_attributes)) flush_run();
    if (run.empty()) {
      run_attributes = std::move(result.attributes);
      run_weight = weight;
    }
    run.push_back(one);
  }
  flush_run();
  // A refused announcement still replaces what was accepted before.
  if (!rejected.empty()) rib.withdraw(peer.source, rejected);
}

}  // namespace cw::gateway
