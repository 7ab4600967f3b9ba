// BGP's TCP connections: which node and peer each belongs to, and their segments as packets like any other.
#include <algorithm>
#include <utility>

#include "base/assert.h"
#include "sim/world_impl.h"
#include "wire/bgp/types.h"

namespace cw::sim {
namespace {

/// External peers are one hop away unless configured otherwise; internal ones may be several (RFC 4271 §5.1.3, RFC 5082).
std::uint8_t ttl_of(const bgp::SessionConfig& session) {
  if (session.ttl_security) return 255;
  return session.is_ebgp() ? std::max<std::uint8_t>(session.ttl, 1) : std::max(session.ttl, kDefaultTtl);
}

wire::FlowKey reversed(const wire::FlowKey& key) {
  return {.source = key.destination, .destination = key.source, .protocol = key.protocol,
          .source_port = key.destination_port, .destination_port = key.source_port};
}

}  // namespace

std::uint32_t World::Impl::open_connection(NodeState& n, PeerId peer, bgp::Connection role) {
  const std::uint32_t id = next_connection++;
  connections.emplace(id, ConnectionState{.stream = TcpStream(id), .node = n.id, .peer = peer, .role = role});
  return id;
}

/// The node's connection of that peer and direction; 0 when there is none. Of two (a peer that restarted connects again
/// before the old connection is known to be dead), the older or the newest.
std::uint32_t World::Impl::find_connection(const NodeState& n, PeerId peer, bgp::Connection role, bool newest) const {
  std::uint32_t found = 0;
  for (const std::uint32_t id : n.connections[peer.value]) {
    const ConnectionState& each = connections.at(id);
    if (!each.owned || each.role != role || (role == bgp::Connection::Incoming && !each.told)) continue;
    if (found == 0 || newest) found = id;
  }
  return found;
}

void World::Impl::tcp_connect(NodeState& n, PeerId peer) {
  const std::uint32_t id = open_connection(n, peer, bgp::Connection::Outgoing);
  ConnectionState& connection = connections.at(id);
  n.connections[peer.value].push_back(id);
  connection.local_port = static_cast<std::uint16_t>(32768 + id % 28000);
  connection.peer_port = wire::bgp::kPort;
  TcpEffects effects;
  connection.stream.connect(now, effects);
  apply(id, std::move(effects));
}

void World::Impl::tcp_close(NodeState& n, const gateway::TcpClose& close) {
  const std::uint32_t id = find_connection(n, close.peer, close.connection, close.newcomer);
  if (id == 0) return;
  connections.at(id).owned = false;
  TcpEffects effects;
  connections.at(id).stream.close(now, effects);
  apply(id, std::move(effects));
}

void World::Impl::tcp_send(NodeState& n, const gateway::TcpSend& send) {
  const std::uint32_t id = find_connection(n, send.peer, send.connection, true);
  if (id == 0) return;
  TcpEffects effects;
  connections.at(id).stream.send(now, send.bytes, effects);
  apply(id, std::move(effects));
}

void World::Impl::send_segment(NodeState& n, const wire::FlowKey& key, std::uint8_t ttl, TcpSegment segment) {
  const auto size = static_cast<std::uint16_t>(segment.data.size() + kTcpOverhead);
  const std::uint32_t payload = segments.add(std::move(segment));
  originate(n, packets.add({.key = key, .kind = PacketKind::Tcp, .ttl = ttl, .size = size, .payload = payload}), kNoInterface);
}

/// Sends what the stream wants sent and keeps its timer. What the node is told waits for tell(): it may be in a step.
void World::Impl::apply(std::uint32_t id, TcpEffects effects) {
  ConnectionState& connection = connections.at(id);
  NodeState& n = state(connection.node);
  const bgp::SessionConfig& session = n.config->peers[connection.peer.value].session;
  const wire::FlowKey key{.source = session.local_address, .destination = session.peer_address,
                          .protocol = wire::IpProtocol::Tcp, .source_port = connection.local_port,
                          .destination_port = connection.peer_port};
  for (TcpSegment& segment : effects.segments) send_segment(n, key, ttl_of(session), std::move(segment));
  if (effects.ended && !connection.owned) {
    std::erase(n.connections[connection.peer.value], id);
    connections.erase(id);
    return;
  }
  const std::optional<Instant> deadline = connection.stream.next_deadline();
  if (deadline && *deadline < connection.timer_at) {
    connection.timer_at = *deadline;
    queue.push_timer(*deadline, EventType::TcpTimer, id);
  }
}

/// Tells the node what happened to a connection. Each step may close it, so it is looked up again every time.
void World::Impl::tell(std::uint32_t id, const TcpEffects& effects) {
  const auto owned = [&]() -> ConnectionState* {
    const auto found = connections.find(id);
    return found != connections.end() && found->second.owned ? &found->second : nullptr;
  };
  ConnectionState* c = owned();
  if (!c) return;
  NodeState& n = state(c->node);
  const PeerId peer = c->peer;
  const bgp::Connection role = c->role;
  if (effects.connected) {
    c->told = true;
    last_change = now;
    step(n, gateway::TcpConnected{.peer = peer, .connection = role});
  }
  if (effects.space > 0 && (c = owned()) && c->told) {
    step(n, gateway::TcpSpace{.peer = peer, .connection = role, .bytes = effects.space});
  }
  // The stream has no message boundaries: cut what arrived at random places.
  for (ByteSpan rest = effects.delivered; !rest.empty() && (c = owned()) && c->told;) {
    const std::size_t size = chunks.below(4) == 0 ? 1 + chunks.below(rest.size()) : rest.size();
    step(n, gateway::TcpBytes{.peer = peer, .connection = role, .bytes = rest.first(size)});
    rest = rest.subspan(size);
  }
  if (!effects.ended || !(c = owned())) return;
  const bool told = c->told;
  std::erase(n.connections[peer.value], id);
  connections.erase(id);
  if (told) {
    step(n, gateway::TcpClosed{.peer = peer, .connection = role, .reason = effects.reason});
  } else if (role == bgp::Connection::Outgoing) {
    step(n, gateway::TcpFailed{.peer = peer, .reason = effects.reason});
  }
}

void World::Impl::tcp_receive(NodeState& n, const Packet& packet, TcpSegment segment) {
  std::uint32_t id = segment.to;
  bool opened = false;
  if (segment.syn && !segment.acknowledges) {
    const std::pair<IpAddress, IpAddress> ends{packet.key.destination, packet.key.source};
    const auto listener = std::ranges::lower_bound(n.listeners, ends, {}, [](const auto& each) { return each.first; });
    if (listener == n.listeners.end() || listener->first != ends || packet.key.destination_port != wire::bgp::kPort) {
      if (const auto reset = TcpStream::reset_for(segment)) send_segment(n, reversed(packet.key), kDefaultTtl, *reset);
      return;
    }
    const PeerId peer = listener->second;
    const auto& known = n.connections[peer.value];
    const auto same = std::ranges::find_if(known, [&](std::uint32_t each) {
      const ConnectionState& c = connections.at(each);
      return c.role == bgp::Connection::Incoming && c.stream.peer_id() == segment.from;
    });
    opened = same == known.end();
    id = opened ? open_connection(n, peer, bgp::Connection::Incoming) : *same;
    if (opened) {
      connections.at(id).local_port = wire::bgp::kPort;
      connections.at(id).peer_port = packet.key.source_port;
      n.connections[peer.value].push_back(id);
    }
  }
  const auto found = connections.find(id);
  if (found == connections.end() || found->second.node != n.id) {
    if (const auto reset = TcpStream::reset_for(segment)) send_segment(n, reversed(packet.key), kDefaultTtl, *reset);
    return;
  }
  const bgp::SessionConfig& session = n.config->peers[found->second.peer.value].session;
  if (session.ttl_security && packet.ttl < 255) return;   // RFC 5082 §3
  TcpEffects effects;
  if (opened) {
    found->second.stream.accept(now, segment, effects);
  } else {
    found->second.stream.receive(now, segment, effects);
  }
  TcpEffects told{.connected = effects.connected, .delivered = std::move(effects.delivered), .space = effects.space,
                  .ended = effects.ended, .reason = effects.reason};
  apply(id, std::move(effects));
  tell(id, told);
}

void World::Impl::tcp_timer(std::uint32_t id) {
  const auto found = connections.find(id);
  if (found == connections.end() || found->second.timer_at != now) return;
  found->second.timer_at = kInstantMax;
  TcpEffects effects;
  found->second.stream.on_timer(now, effects);
  TcpEffects told{.ended = effects.ended, .reason = effects.reason};
  apply(id, std::move(effects));
  tell(id, told);
}

/// The node crashed: its ends vanish without a word; the peers learn it from resets or silence.
void World::Impl::forget_connections(NodeState& n) {
  for (auto& of_peer : n.connections) {
    for (const std::uint32_t id : of_peer) connections.erase(id);
    of_peer.clear();
  }
}

}  // namespace cw::sim
