// What each peer is told, when, and in which order: Adj-RIB-Out, advertisement delays, dumps and End-of-RIB.
#include <algorithm>

#include "gateway/node_impl.h"

namespace cw::gateway {
namespace {

constexpr std::size_t kAddPathsMax = 8;
constexpr std::size_t kToldSlotsMax = 4096;

std::size_t index(AfiSafi family) { return static_cast<std::size_t>(family); }

}  // namespace

bool Node::Impl::export_ready(const PeerState& peer) const {
  if (!peer.negotiated || (peer.dirty.empty() && !peer.dumping)) return false;
  return peer.export_at <= last_now && peer.session.tx_room() > 0;
}

void Node::Impl::forget_sent(PeerState& peer) {
  for (const auto& [nlri, attributes] : peer.sent) rib.attributes().release(attributes);
  peer.sent.clear();
  peer.dirty.clear();
  peer.dumping = peer.force = false;
  peer.cursor.reset();
  peer.end_of_rib_due = peer.refresh_end_due = {};
  peer.export_at = kInstantMax;
}

void Node::Impl::schedule_export(Instant now, PeerId id, bool is_loss) {
  PeerState& peer = peers[id.value];
  touch(id);
  const PeerConfig& each = peer_config(id);
  if (is_loss && each.advertise_delay_max == Duration{}) peer.export_at = now;
  if (peer.export_at != kInstantMax) return;
  peer.export_at = now;
  if (each.advertise_delay_max > Duration{}) {
    peer.export_at = now + rng.between(each.advertise_delay_min, each.advertise_delay_max);
  } else if (each.min_advertise_interval > Duration{} && peer.last_export != Instant{}) {
    peer.export_at = std::max(now, peer.last_export + each.min_advertise_interval);
  }
}

void Node::Impl::mark_dirty(Instant now, const Prefix& prefix, bool is_loss) {
  const std::size_t family = index(wire::bgp::afi_safi(prefix.family()));
  for (std::size_t i = 0; i < peers.size(); ++i) {
    PeerState& peer = peers[i];
    if (!peer.negotiated || !peer.negotiated->family[family]) continue;
    peer.dirty.insert(prefix);
    schedule_export(now, PeerId(static_cast<std::uint32_t>(i)), is_loss);
  }
}

void Node::Impl::start_dump(Instant now, PeerId id, bool force) {
  PeerState& peer = peers[id.value];
  peer.dumping = true;
  peer.force = force;
  peer.cursor.reset();
  for (const auto& [prefix, what] : originated) {
    if (peer.negotiated && peer.negotiated->family[index(wire::bgp::afi_safi(prefix.family()))]) {
      peer.dirty.insert(prefix);
    }
  }
  schedule_export(now, id);
}

bool Node::Impl::may_export(PeerId id, const Prefix& prefix, const rib::Path& path,
                            const PathAttributes& attributes) const {
  const PeerConfig& each = peer_config(id);
  const rib::Origin origin = rib.source(path.source).origin;
  switch (origin) {
    case rib::Origin::Connected:
    case rib::Origin::Local:
    case rib::Origin::System:
    case rib::Origin::UserDefined:
      return false;   // announced only where `originated` says so
    case rib::Origin::Static:
      if (!redistributed.contains(prefix)) return false;
      break;
    case rib::Origin::Ibgp: {
      if (each.session.is_ebgp()) break;
      // RFC 4271 §9.2: not from iBGP to iBGP, unless one of the two is our client (RFC 4456 §6).
      bool reflects = each.route_reflector_client;
      for (std::size_t i = 0; i < peers.size() && !reflects; ++i) {
        reflects = peers[i].source == path.source && config.peers[i].route_reflector_client;
      }
      if (!reflects) return false;
      break;
    }
    case rib::Origin::Ebgp:
      break;
  }
  const auto has = [&](std::uint32_t community) {
    return std::binary_search(attributes.communities.begin(), attributes.communities.end(), community);
  };
  if (has(wire::bgp::community::kNoAdvertise)) return false;
  // We are in no confederation, so the subconfederation ends where the AS does (RFC 1997).
  if (each.session.is_ebgp() &&
      (has(wire::bgp::community::kNoExport) || has(wire::bgp::community::kNoExportSubconfed))) {
    return false;
  }
  return true;
}

std::optional<PathAttributes> Node::Impl::export_attributes(PeerId id, const Prefix& prefix,
                                                            const PathAttributes& attributes,
                                                            const rib::Path* path) const {
  const PeerConfig& each = peer_config(id);
  const bool ebgp = each.session.is_ebgp();
  rib::PolicyResult result = rib::apply(each.export_policy, prefix, attributes);
  if (!result.accepted) return std::nullopt;
  PathAttributes out = std::move(result.attributes);
  const bool next_hop_set = out.next_hop != attributes.next_hop;
  if (ebgp) {
    out.as_path.prepend(config.asn, 1);
    out.local_pref.reset();
    // RFC 4271 §5.1.4: a received MED stays inside; one that policy set now goes out.
    if (out.med == attributes.med) out.med.reset();
    out.originator_id.reset();
    out.cluster_list.clear();
    // RFC 4360 §6: non-transitive extended communities (bit 0x40 of the type) do not leave the AS.
    std::erase_if(out.extended_communities, [](std::uint64_t value) { return ((value >> 62) & 1U) != 0; });
  } else {
    if (!out.local_pref) out.local_pref = 100;
    if (path != nullptr && rib.source(path->source).origin == rib::Origin::Ibgp) {
      // RFC 4456 §8.
      if (!out.originator_id) out.originator_id = rib.source(path->source).peer_identifier;
      out.cluster_list.insert(out.cluster_list.begin(), config.router_id);
    }
  }
  if (!next_hop_set && (ebgp || each.next_hop_self || path == nullptr)) {
    out.next_hop = each.next_hop_self_address.value_or(each.session.local_address);
    out.link_local_next_hop.reset();
  }
  if (prefix.family() == Family::Ipv6 && out.next_hop.is_v4()) {
    // RFC 4291 §2.5.5.2: an IPv4-mapped next hop where the session runs over IPv4.
    const IpAddress v4 = out.next_hop;
    out.next_hop = {.family = Family::Ipv6};
    out.next_hop.bytes[10] = out.next_hop.bytes[11] = 0xff;
    std::copy_n(v4.bytes.begin(), 4, out.next_hop.bytes.begin() + 12);
  }
  // A road that has just come back is told as draining until its hold-down has passed: whoever has another road stays
  // on it, and whoever has none may use this one at once.
  const bool proving = path != nullptr && rib.next_hop_state(path->next_hop) == rib::NextHopState::Proving;
  if (proving && !ebgp) out.local_pref = 0;
  if ((graceful_shutdown && ebgp) || proving) {
    auto& communities = out.communities;
    const auto place = std::lower_bound(communities.begin(), communities.end(), wire::bgp::community::kGracefulShutdown);
    if (place == communities.end() || *place != wire::bgp::community::kGracefulShutdown) {
      communities.insert(place, wire::bgp::community::kGracefulShutdown);
    }
  }
  return out;
}

std::vector<std::pair<std::uint32_t, rib::AttributesId>> Node::Impl::desired(PeerId id, const Prefix& prefix) {
  std::vector<std::pair<std::uint32_t, rib::AttributesId>> wanted;
  const PeerConfig& each = peer_config(id);
  if (prefix.is_default() && !each.default_route) return wanted;
  const auto add = [&](std::uint32_t path_id, const PathAttributes& attributes, const rib::Path* path) {
    const auto out = export_attributes(id, prefix, attributes, path);
    if (out) wanted.emplace_back(path_id, rib.attributes().intern(*out));
  };
  const auto own = originated.find(prefix);
  if (own != originated.end()) {
    const auto& to = own->second.to;
    if (own->second.only_while_reachable) {
      const auto path = rib.best(prefix);
      if (!path || rib.next_hop(path->next_hop).kind == rib::NextHopKind::Drop) return wanted;
    }
    if (to.empty() || std::find(to.begin(), to.end(), each.kind) != to.end()) {
      add(0, PathAttributes{.origin = wire::bgp::Origin::Igp}, nullptr);
      return wanted;
    }
  }
  const std::size_t family = index(wire::bgp::afi_safi(prefix.family()));
  if (peers[id.value].negotiated->add_path_send[family]) {
    // The best path first, so that the limit never leaves it out; ids are our own (RFC 7911 §3).
    std::vector<rib::Path> paths = rib.paths(prefix);
    const auto best = rib.best(prefix);
    if (best) {
      const auto at = std::find_if(paths.begin(), paths.end(), [&](const rib::Path& path) {
        return path.source == best->source && path.path_id == best->path_id;
      });
      if (at != paths.end()) std::rotate(paths.begin(), at, at + 1);
    }
    for (const rib::Path& path : paths) {
      if (rib.next_hop_state(path.next_hop) == rib::NextHopState::Dead || wanted.size() >= kAddPathsMax) continue;
      const PathAttributes attributes = rib.attributes().get(path.attributes);
      const auto known = add_path_ids.try_emplace({path.source, path.path_id},
                                                  static_cast<std::uint32_t>(add_path_ids.size() + 1));
      if (path.source == peers[id.value].source) continue;
      if (may_export(id, prefix, path, attributes)) add(known.first->second, attributes, &path);
    }
    std::sort(wanted.begin(), wanted.end());
    return wanted;
  }
  const Told& slot = told_to(id, prefix);
  // Never back to where it came from; the rest is the same for all peers of the class.
  if (slot.attributes.value == 0 || slot.source == peers[id.value].source) return wanted;
  rib.attributes().retain(slot.attributes);
  wanted.emplace_back(0, slot.attributes);
  return wanted;
}

// What one class of peers is told of a prefix, worked out once a turn: a thousand peers of one kind hear the same.
const Told& Node::Impl::told_to(PeerId id, const Prefix& prefix) {
  const std::uint32_t export_class = peers[id.value].export_class;
  // A node with few peers has little to gain, and there are thousands of those in a large rehearsal.
  if (told.empty()) told.resize(std::min(kToldSlotsMax, 4 * peers.size()));
  Told& slot = told[(AddressHash{}(prefix) + export_class * 0x9e37U) % told.size()];
  if (slot.turn == turn && slot.export_class == export_class && slot.prefix == prefix) return slot;
  if (slot.attributes.value != 0) rib.attributes().release(slot.attributes);
  slot = Told{.turn = turn, .prefix = prefix, .export_class = export_class};
  const bool external = peer_config(id).export_choice == ExportChoice::BestExternal;
  const auto path = external ? rib.best_external(prefix) : rib.best(prefix);
  if (!path) return slot;
  const PathAttributes attributes = rib.attributes().get(path->attributes);   // a copy: interning may move the table
  if (!may_export(id, prefix, *path, attributes)) return slot;
  const auto out = export_attributes(id, prefix, attributes, &*path);
  if (!out) return slot;
  slot.source = path->source;
  slot.attributes = rib.attributes().intern(*out);
  return slot;
}

void Node::Impl::classify_peers() {
  const auto same = [](const PeerConfig& a, const PeerConfig& b) {
    return a.kind == b.kind && a.session.is_ebgp() == b.session.is_ebgp() && a.export_policy == b.export_policy &&
           a.export_choice == b.export_choice && a.next_hop_self == b.next_hop_self &&
           a.next_hop_self_address == b.next_hop_self_address && a.session.local_address == b.session.local_address &&
           a.route_reflector_client == b.route_reflector_client;
  };
  std::vector<std::uint32_t> first;   // of each class
  for (std::uint32_t i = 0; i < peers.size(); ++i) {
    std::uint32_t found = 0;
    while (found < first.size() && !same(config.peers[first[found]], config.peers[i])) ++found;
    if (found == first.size()) first.push_back(i);
    peers[i].export_class = found;
  }
}

void Node::Impl::flush(Instant now, PeerId id, std::map<rib::AttributesId, std::vector<Nlri>>& announce,
                       std::vector<Nlri>& withdraw, Outbox<Output>& out) {
  if (!withdraw.empty()) step_peer(now, id, bgp::Withdraw{withdraw}, out);
  for (const auto& [attributes, nlri] : announce) {
    if (!peers[id.value].negotiated) return;
    const PathAttributes copy = rib.attributes().get(attributes);
    // One UPDATE carries one family.
    const auto middle = std::find_if(nlri.begin(), nlri.end(),
                                     [](const Nlri& n) { return n.prefix.family() == Family::Ipv6; });
    const std::span<const Nlri> all(nlri);
    const auto v4 = static_cast<std::size_t>(middle - nlri.begin());
    if (v4 != 0) step_peer(now, id, bgp::Announce{.attributes = &copy, .nlri = all.first(v4)}, out);
    if (v4 != all.size()) step_peer(now, id, bgp::Announce{.attributes = &copy, .nlri = all.subspan(v4)}, out);
  }
}

bool Node::Impl::export_slice(Instant now, PeerId id, Outbox<Output>& out) {
  PeerState& peer = peers[id.value];
  std::vector<Prefix> batch;
  while (!peer.dirty.empty() && batch.size() < kRoutesPerSlice) {
    batch.push_back(*peer.dirty.begin());
    peer.dirty.erase(peer.dirty.begin());
  }
  if (peer.dumping && batch.size() < kRoutesPerSlice) {
    bool more = false;
    std::optional<Prefix> last = peer.cursor;
    rib.for_each_prefix(peer.cursor, [&](const Prefix& prefix) {
      if (batch.size() >= kRoutesPerSlice) {
        more = true;
        return false;
      }
      last = prefix;
      if (peer.negotiated->family[index(wire::bgp::afi_safi(prefix.family()))]) batch.push_back(prefix);
      return true;
    });
    peer.cursor = last;
    peer.dumping = more;
  }
  std::map<rib::AttributesId, std::vector<Nlri>> announce;
  std::vector<Nlri> withdraw;
  for (const Prefix& prefix : batch) {
    const auto wanted = desired(id, prefix);
    auto at = peer.sent.lower_bound(Nlri{.prefix = prefix, .path_id = 0});
    for (const auto& [path_id, attributes] : wanted) {
      while (at != peer.sent.end() && at->first.prefix == prefix && at->first.path_id < path_id) {
        withdraw.push_back(at->first);
        rib.attributes().release(at->second);
        at = peer.sent.erase(at);
      }
      const bool present = at != peer.sent.end() && at->first == Nlri{.prefix = prefix, .path_id = path_id};
      if (present && at->second == attributes && !peer.force) {
        rib.attributes().release(attributes);
        ++at;
        continue;
      }
      announce[attributes].push_back({.prefix = prefix, .path_id = path_id});
      if (present) {
        rib.attributes().release(at->second);
        at->second = attributes;
        ++at;
      } else {
        at = std::next(peer.sent.emplace_hint(at, Nlri{.prefix = prefix, .path_id = path_id}, attributes));
      }
    }
    while (at != peer.sent.end() && at->first.prefix == prefix) {
      withdraw.push_back(at->first);
      rib.attributes().release(at->second);
      at = peer.sent.erase(at);
    }
  }
  flush(now, id, announce, withdraw, out);
  if (!peer.negotiated) return false;
  if (!peer.dirty.empty() || peer.dumping) return true;
  peer.export_at = kInstantMax;
  peer.last_export = now;
  peer.force = false;
  for (const AfiSafi family : {AfiSafi::Ipv4Unicast, AfiSafi::Ipv6Unicast}) {
    if (std::exchange(peer.end_of_rib_due[index(family)], false)) {
      step_peer(now, id, bgp::SendEndOfRib{family}, out);
    }
    if (std::exchange(peer.refresh_end_due[index(family)], false)) {
      step_peer(now, id, bgp::SendRefreshMark{.family = family, .end = true}, out);
    }
  }
  return false;
}

}  // namespace cw::gateway
