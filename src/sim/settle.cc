// When is a network settled? When nothing changes, nothing waits, and every session that could be up is up: a session
// that waits a minute for its next connect attempt looks just as quiet as one that has no peer.
#include <algorithm>

#include "sim/world_impl.h"

namespace cw::sim {
namespace {

constexpr Duration kLookAgain = std::chrono::milliseconds(250);

bool is_peer_configured_on(const gateway::NodeConfig& config, PeerId peer) { return config.peers[peer.value].enabled; }

}  // namespace

bool World::Impl::expected_up(const TunnelPair& pair) const {
  if (!is_up(pair.a.node) || !is_up(pair.b.node)) return false;
  const gateway::TunnelConfig& tunnel = state(pair.a.node).config->tunnels[pair.a.tunnel.value];
  const gateway::TunnelConfig& other = state(pair.b.node).config->tunnels[pair.b.tunnel.value];
  if (!tunnel.initiator && !other.initiator) return false;
  const wire::FlowKey there{.source = tunnel.local_outer, .destination = tunnel.peer_outer,
                            .source_port = gateway::kTunnelPort, .destination_port = gateway::kTunnelPort};
  const wire::FlowKey back{.source = there.destination, .destination = there.source,
                           .source_port = gateway::kTunnelPort, .destination_port = gateway::kTunnelPort};
  if (is_filtered({.key = there, .kind = PacketKind::Datagram})) return false;
  return walk(pair.a.node, there, kNoInterface, 1).trace.delivered && walk(pair.b.node, back, kNoInterface, 1).trace.delivered;
}

bool World::Impl::is_over_its_limit(const drill::PeerRef& peer) const {
  return std::ranges::find(limited_peers, peer) != limited_peers.end();
}

bool World::Impl::expected_up(const PeerPair& pair) const {
  for (const drill::PeerRef& ref : {pair.a, pair.b}) {
    if (!is_up(ref.node)) return false;
    const NodeState& n = state(ref.node);
    if (!is_peer_configured_on(*n.config, ref.peer) || n.peer_disabled[ref.peer.value] > 0) return false;
    if (is_over_its_limit(ref)) return false;
    const gateway::PeerConfig& peer = n.config->peers[ref.peer.value];
    if (peer.bfd) {
      const bfd::SessionConfig& session = n.config->bfd[*peer.bfd].session;
      const wire::FlowKey key{.source = session.local_address, .destination = session.peer_address,
                              .destination_port = bfd::kSingleHopPort};
      if (is_filtered({.key = key, .kind = PacketKind::Datagram})) return false;
    }
    const wire::FlowKey key{.source = peer.session.local_address, .destination = peer.session.peer_address,
                            .protocol = wire::IpProtocol::Tcp, .source_port = 32768, .destination_port = 179};
    const unsigned ttl = peer.session.is_ebgp() && !peer.session.ttl_security ? std::max<unsigned>(peer.session.ttl, 1) : 255;
    if (!walk(ref.node, key, kNoInterface, 0, ttl).trace.delivered) return false;
  }
  return true;
}

bool World::Impl::is_settled() const {
  for (const NodeState& n : nodes) {
    if (!n.node) continue;
    if (!n.programmer.is_idle() || !n.node->is_quiet() || n.node->is_settling()) return false;
  }
  for (const TunnelPair& pair : tunnel_pairs) {
    const bool up = state(pair.a.node).tunnel_up[pair.a.tunnel.value] && state(pair.b.node).tunnel_up[pair.b.tunnel.value];
    if (!up && expected_up(pair)) return false;
  }
  for (const PeerPair& pair : peer_pairs) {
    const auto established = [&](const drill::PeerRef& ref) {
      return is_up(ref.node) && state(ref.node).node->peer_status(ref.peer).state == bgp::State::Established;
    };
    if (!(established(pair.a) && established(pair.b)) && expected_up(pair)) return false;
  }
  return true;
}

std::optional<Instant> World::Impl::run_until_settled(Instant limit, Duration still) {
  if (!booted) boot_all();
  if (last_change < now) last_change = now;
  Instant look = last_change + still;
  while (look <= limit) {
    run_until(look);
    if (now - last_change < still) {
      look = last_change + still;
    } else if (is_settled()) {
      return last_change;
    } else {
      look = now + kLookAgain;
    }
  }
  run_until(limit);
  return std::nullopt;
}

}  // namespace cw::sim
