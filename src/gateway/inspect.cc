// Read-only views of a node, for show, explain, checkers and tests.
#include <algorithm>

#include "gateway/node_impl.h"

namespace cw::gateway {

const NodeConfig& Node::config() const { return impl_->config; }
const rib::Rib& Node::rib() const { return impl_->rib; }

bgp::SessionStatus Node::peer_status(PeerId peer) const {
  CW_ASSERT(peer.value < impl_->peers.size());
  return impl_->peers[peer.value].session.status();
}
bfd::SessionStatus Node::bfd_status(BfdId session) const {
  CW_ASSERT(session.value < impl_->bfd.size());
  return impl_->bfd[session.value].session.status();
}
TunnelStatus Node::tunnel_status(TunnelId tunnel) const {
  CW_ASSERT(tunnel.value < impl_->tunnels.size());
  return impl_->tunnels[tunnel.value].status();
}

std::vector<LearnedRoute> Node::learned_routes(std::optional<Prefix> only) const {
  std::vector<LearnedRoute> rows;
  const rib::Rib& rib = impl_->rib;
  const auto add = [&](const Prefix& prefix) {
    const auto explanation = rib.explain(prefix);
    if (!explanation) return;
    for (const rib::Candidate& candidate : explanation->candidates) {
      const rib::SourceInfo& source = rib.source(candidate.path.source);
      const bool is_bgp = source.origin == rib::Origin::Ebgp || source.origin == rib::Origin::Ibgp;
      if (!is_bgp && source.origin != rib::Origin::Static) continue;
      // A VPN gateway's own way out to the Internet is no learned route; its local network gateways' prefixes are.
      if (!is_bgp && impl_->config.role == Role::VpnGateway && !impl_->redistributed.contains(prefix)) continue;
      // Kept only so that failback is one switch; the peer itself is gone.
      if (candidate.path.stale && rib.next_hop_state(candidate.path.next_hop) == rib::NextHopState::Dead) continue;
      const PathAttributes& attributes = rib.attributes().get(candidate.path.attributes);
      rows.push_back({.network = prefix,
                      .next_hop = is_bgp ? attributes.next_hop : rib.next_hop(candidate.path.next_hop).gateway,
                      .as_path = attributes.as_path,
                      .weight = candidate.path.weight,
                      .source_peer = source.peer_address,
                      .peer_name = source.name,
                      .origin = source.origin,
                      .local_preference = attributes.local_pref.value_or(100),
                      .best = candidate.advertised_best,
                      .multipath = candidate.lost_at == rib::Step::Winner ||
                                   candidate.lost_at == rib::Step::MultipathEqual});
    }
  };
  if (only) {
    add(*only);
  } else {
    rib.for_each_prefix(std::nullopt, [&](const Prefix& prefix) {
      add(prefix);
      return true;
    });
  }
  return rows;
}

std::vector<AdvertisedRoute> Node::advertised_routes(PeerId peer) const {
  CW_ASSERT(peer.value < impl_->peers.size());
  std::vector<AdvertisedRoute> rows;
  for (const auto& [nlri, id] : impl_->peers[peer.value].sent) {
    const PathAttributes& attributes = impl_->rib.attributes().get(id);
    rows.push_back({.network = nlri.prefix, .next_hop = attributes.next_hop, .as_path = attributes.as_path});
  }
  return rows;
}

bool Node::is_quiet() const { return !impl_->has_work() && impl_->outstanding.empty(); }

bool Node::is_settling() const {
  if (std::any_of(impl_->watches.begin(), impl_->watches.end(),
                  [](const Watch& watch) { return watch.state == rib::NextHopState::Proving; })) {
    return true;
  }
  return std::any_of(impl_->peers.begin(), impl_->peers.end(), [](const PeerState& peer) {
    return peer.negotiated && (!peer.dirty.empty() || peer.dumping);
  });
}

}  // namespace cw::gateway
