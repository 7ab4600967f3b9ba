// Packets on their way: through tables, tunnels and links, hop by hop, until they are delivered or dropped.
#include <algorithm>
#include <utility>

#include "base/assert.h"
#include "gateway/tunnel.h"
#include "sim/world_impl.h"

namespace cw::sim {

bool World::Impl::is_local(const NodeState& n, const IpAddress& address) {
  return std::ranges::binary_search(n.local, address);
}

std::optional<TunnelId> World::Impl::tunnel_by_outer(const NodeState& n, const IpAddress& local, const IpAddress& peer) {
  const std::pair<IpAddress, IpAddress> wanted{local, peer};
  const auto found = std::ranges::lower_bound(n.tunnels_by_outer, wanted, {}, [](const auto& each) { return each.first; });
  if (found == n.tunnels_by_outer.end() || found->first != wanted) return std::nullopt;
  return found->second;
}

bool World::Impl::is_filtered(const Packet& packet) const {
  return std::ranges::any_of(filters, [&](const Filter& filter) {
    const bool same = (packet.key.source == filter.a && packet.key.destination == filter.b) ||
                      (packet.key.source == filter.b && packet.key.destination == filter.a);
    if (!same || filter.count == 0) return false;
    const std::uint16_t port = packet.key.destination_port;
    switch (filter.what) {
      case Filter::What::Bfd:
        return packet.kind == PacketKind::Datagram && (port == bfd::kSingleHopPort || port == bfd::kMultihopPort);
      case Filter::What::Tunnel: return port == gateway::kTunnelPort;
    }
    return false;
  });
}

/// A packet that starts here: no TTL is taken, and an own address is reached without a link.
void World::Impl::originate(NodeState& n, std::uint32_t packet, InterfaceId interface) {
  if (!filters.empty() && is_filtered(packets[packet])) {
    drop(packet, Drop::Filtered, &n);
  } else if (interface != kNoInterface) {
    send_out(n, interface, packet);
  } else if (is_local(n, packets[packet].key.destination)) {
    queue.push(now, EventType::Deliver, packet, n.id.value);
  } else {
    route(n, packet, kNoInterface);
  }
}

void World::Impl::route(NodeState& n, std::uint32_t packet, InterfaceId arrived) {
  const gateway::InterfaceConfig* in = arrived == kNoInterface ? nullptr : &n.config->interfaces[arrived.value];
  const rib::Rib& rib = n.node->rib();
  const Choice choice =
      choose(n.fib, [&rib](rib::NextHopId id) -> const rib::NextHop& { return rib.next_hop(id); }, packets[packet].key,
             in ? in->table : 0, in && in->sibling, n.config->hash_salt);
  if (!choice.next_hop) {
    drop(packet, choice.drop, &n);
    return;
  }
  switch (choice.next_hop->kind) {
    case rib::NextHopKind::Deliver: queue.push(now, EventType::Deliver, packet, n.id.value); return;
    case rib::NextHopKind::Drop: drop(packet, Drop::RouteDrops, &n); return;
    case rib::NextHopKind::Forward: send_out(n, choice.next_hop->interface, packet); return;
  }
}

void World::Impl::send_out(NodeState& n, InterfaceId interface, std::uint32_t packet) {
  CW_ASSERT(interface.value < n.config->interfaces.size());
  const gateway::InterfaceConfig& out = n.config->interfaces[interface.value];
  if (packets[packet].size > out.mtu) {
    drop(packet, Drop::TooBig, &n);
  } else if (out.tunnel) {
    encapsulate(n, out, packet);
  } else if (n.attachments[interface.value].link == kNone) {
    drop(packet, Drop::CarrierDown, &n);
  } else {
    transmit(n.attachments[interface.value].link, n.attachments[interface.value].end, packet);
  }
}

void World::Impl::encapsulate(NodeState& n, const gateway::InterfaceConfig& interface, std::uint32_t packet) {
  if (!interface.tunnel_id || !n.tunnel_up.at(interface.tunnel_id->value)) {
    drop(packet, Drop::TunnelDown, &n);
    return;
  }
  const gateway::TunnelConfig& tunnel = n.config->tunnels[interface.tunnel_id->value];
  packets[packet].roads |= kRoadTunnel;
  const auto size = static_cast<std::uint16_t>(packets[packet].size + kTunnelOverhead);
  const std::uint32_t outer = packets.add(
      {.key = {.source = tunnel.local_outer, .destination = tunnel.peer_outer, .source_port = gateway::kTunnelPort,
               .destination_port = gateway::kTunnelPort},
       .kind = PacketKind::Encapsulated, .size = size, .payload = packet});
  originate(n, outer, kNoInterface);
}

void World::Impl::transmit(std::uint32_t link, std::uint32_t end, std::uint32_t packet) {
  const plan::LinkPlan& wire = plan.links[link];
  LinkState& state_of = links[link];
  const NodeState& sender = state((end == 0 ? wire.a : wire.b).node);
  Packet& sent = packets[packet];
  if (!has_carrier(link) || state_of.cut[end] > 0) {
    drop(packet, has_carrier(link) ? Drop::LinkCut : Drop::CarrierDown, &sender);
    return;
  }
  if (sent.size > wire.mtu) {
    drop(packet, Drop::TooBig, &sender);
    return;
  }
  if (wire.kind == plan::LinkKind::Circuit) sent.roads |= kRoadCircuit;
  const Transmission result = state_of.direction[end].transmit(now, sent.size);
  if (result.count == 0) {
    drop(packet, result.drop, &sender);
    return;
  }
  const std::uint32_t receiver = link * 2 + (1 - end);
  if (result.count == 2) queue.push(result.arrivals[1], EventType::Arrive, copy(packet), receiver);
  queue.push(result.arrivals[0], EventType::Arrive, packet, receiver);
}

void World::Impl::arrive(NodeState& n, std::uint32_t packet, InterfaceId interface) {
  if (!n.node) {
    drop(packet, Drop::NodeDown, &n);
    return;
  }
  Packet& arrived = packets[packet];
  if (is_local(n, arrived.key.destination)) {
    deliver(n, packet, interface);
    return;
  }
  if (!n.config->transparent) {
    if (arrived.ttl <= 1) {
      drop(packet, Drop::TtlExpired, &n);
      return;
    }
    --arrived.ttl;
  }
  route(n, packet, interface);
}

void World::Impl::deliver(NodeState& n, std::uint32_t packet, InterfaceId interface) {
  const Packet arrived = packets[packet];
  switch (arrived.kind) {
    case PacketKind::Probe: {
      ProbeFlow& probe = probes[arrived.payload];
      if (probe.to != n.id) {
        drop(packet, Drop::NoListener, &n);
        return;
      }
      packets.drop(packet);
      note(probe, probe.stream.arrived(now, arrived.sequence, arrived.roads), {});
      return;
    }
    case PacketKind::Datagram: {
      packets.drop(packet);
      const Bytes bytes = datagrams.take(arrived.payload);
      step(n, gateway::Datagram{.source = arrived.key.source, .destination = arrived.key.destination,
                                .source_port = arrived.key.source_port, .destination_port = arrived.key.destination_port,
                                .ttl = arrived.ttl, .interface = interface, .bytes = bytes});
      return;
    }
    case PacketKind::Tcp:
      packets.drop(packet);
      tcp_receive(n, arrived, segments.take(arrived.payload));
      return;
    case PacketKind::Encapsulated: decapsulate(n, packet); return;
  }
}

void World::Impl::decapsulate(NodeState& n, std::uint32_t packet) {
  const Packet outer = packets[packet];
  const std::optional<TunnelId> tunnel = tunnel_by_outer(n, outer.key.destination, outer.key.source);
  if (!tunnel || !n.tunnel_up[tunnel->value]) {
    drop(packet, tunnel ? Drop::TunnelDown : Drop::NoListener, &n);
    return;
  }
  packets.drop(packet);
  arrive(n, outer.payload, n.config->tunnels[tunnel->value].interface);
}

std::uint32_t World::Impl::copy(std::uint32_t packet) {
  Packet twin = packets[packet];
  switch (twin.kind) {
    case PacketKind::Probe: break;
    case PacketKind::Datagram: twin.payload = datagrams.add(Bytes(datagrams[twin.payload])); break;
    case PacketKind::Tcp: twin.payload = segments.add(TcpSegment(segments[twin.payload])); break;
    case PacketKind::Encapsulated: twin.payload = copy(twin.payload); break;
  }
  return packets.add(twin);
}

void World::Impl::release(std::uint32_t packet) {
  const Packet gone = packets[packet];
  packets.drop(packet);
  switch (gone.kind) {
    case PacketKind::Probe: return;
    case PacketKind::Datagram: datagrams[gone.payload].clear(), datagrams.drop(gone.payload); return;
    case PacketKind::Tcp: segments[gone.payload].data.clear(), segments.drop(gone.payload); return;
    case PacketKind::Encapsulated: release(gone.payload); return;
  }
}

void World::Impl::drop(std::uint32_t packet, Drop why, const NodeState* where) {
  ++drops[static_cast<std::size_t>(why)];
  const Packet* innermost = &packets[packet];
  while (innermost->kind == PacketKind::Encapsulated) innermost = &packets[innermost->payload];
  if (innermost->kind == PacketKind::Probe) {
    ProbeFlow& probe = probes[innermost->payload];
    const ProbeStream::Change change = probe.stream.dropped(innermost->sequence);
    if (change.kind != ProbeStream::Change::Kind::None) {
      note(probe, change, std::string(to_string(why)) + (where ? " at " + where->config->name : ""));
    }
  }
  release(packet);
}

void World::Impl::send_probe(ProbeFlow& probe) {
  const auto index = static_cast<std::uint32_t>(&probe - probes.data());
  const std::uint64_t sequence = probe.stream.send();
  queue.push(probe.stream.next_send(), EventType::ProbeSend, index);
  const std::uint32_t packet =
      packets.add({.key = probe.key, .kind = PacketKind::Probe, .payload = index, .sequence = sequence});
  NodeState& n = state(probe.from);
  if (n.node) {
    originate(n, packet, kNoInterface);
  } else {
    drop(packet, Drop::NodeDown, &n);
  }
}

void World::Impl::note(const ProbeFlow& probe, const ProbeStream::Change& change, std::string why) {
  using Kind = ProbeStream::Change::Kind;
  const std::string subject = plan.flows[probe.flow].name + (probe.forward ? " forward" : " return");
  const std::string roads = "from " + std::string(to_string(change.from)) + " to " + std::string(to_string(change.to));
  switch (change.kind) {
    case Kind::None: return;
    case Kind::Lost:
      log_world(Layer::Packet, EventKind::FlowLost, subject, why + ", first probe lost at " + to_string(change.since),
                change.since.time_since_epoch().count());
      return;
    case Kind::Restored:
      log_world(Layer::Packet, EventKind::FlowRestored, subject,
                "over " + std::string(to_string(change.to)) + " after " + cw::to_string(change.outage), change.outage.count());
      if (change.from != change.to) log_world(Layer::Packet, EventKind::FlowMoved, subject, roads);
      return;
    case Kind::Moved: log_world(Layer::Packet, EventKind::FlowMoved, subject, roads); return;
  }
}

}  // namespace cw::sim
