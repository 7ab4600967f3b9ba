// A tiny net of nodes for tests: zero-loss wires with a fixed delay, TCP as instant pipes that follow the wires, FIB
// programming as an immediate answer. It holds no behaviour of its own beyond carrying what nodes ask for.
#pragma once

#include <map>
#include <memory>
#include <queue>
#include <string>
#include <utility>
#include <vector>

#include "gateway/node.h"
#include "rib/fib.h"

namespace cw::gateway::test {

using namespace std::chrono_literals;

inline IpAddress ip(const char* text) { return *IpAddress::parse(text); }
inline Prefix net(const char* text) { return *Prefix::parse(text); }

class Net {
 public:
  explicit Net(std::uint64_t seed = 7) : rng_(seed) {}

  std::size_t add(NodeConfig config) {
    nodes_.push_back({std::make_unique<Node>(std::move(config), rng_.fork(nodes_.size())), {}, {}});
    return nodes_.size() - 1;
  }
  /// Wires interface `ai` of node `a` to interface `zi` of node `z`.
  void wire(std::size_t a, std::uint32_t ai, std::size_t z, std::uint32_t zi) {
    wires_[{a, ai}] = {z, zi};
    wires_[{z, zi}] = {a, ai};
  }
  /// BGP peer `ap` of node `a` is peer `zp` of node `z`.
  void session(std::size_t a, std::uint32_t ap, std::size_t z, std::uint32_t zp) {
    sessions_[{a, ap}] = {z, zp};
    sessions_[{z, zp}] = {a, ap};
  }
  void boot() {
    for (std::size_t i = 0; i < nodes_.size(); ++i) deliver(i, Boot{});
  }
  /// Silently drops everything on the wire of this interface, both ways; TCP over it stalls.
  void cut(std::size_t node, std::uint32_t interface, bool is_cut) {
    cut_[{node, interface}] = is_cut;
    cut_[wires_.at({node, interface})] = is_cut;
  }
  /// Drops TCP between the peers of this session, and only that.
  void stop_sessions(std::size_t node, std::uint32_t peer) {
    const auto far = sessions_.at({node, peer});
    sessions_.erase({node, peer});
    sessions_.erase(far);
  }
  void deliver(std::size_t i, const Input& input) {
    Outbox<Output> box;
    nodes_[i].node->step(now_, input, box);
    for (Output& output : box.take()) carry(i, output);
  }
  void run(Duration duration) {
    const Instant until = now_ + duration;
    while (true) {
      std::optional<Instant> next;
      const auto consider = [&](std::optional<Instant> at) {
        if (at && (!next || *at < *next)) next = at;
      };
      if (!queue_.empty()) consider(queue_.top().at);
      for (const Slot& slot : nodes_) consider(slot.node->next_deadline());
      if (!next || *next > until) break;
      now_ = std::max(now_, *next);
      while (!queue_.empty() && queue_.top().at <= now_) {
        const Parcel parcel = queue_.top();
        queue_.pop();
        open(parcel);
      }
      for (std::size_t i = 0; i < nodes_.size(); ++i) {
        const auto due = nodes_[i].node->next_deadline();
        if (due && *due <= now_) deliver(i, TimerDue{});
      }
    }
    now_ = until;
  }
  Node& node(std::size_t i) { return *nodes_[i].node; }
  const rib::Fib& fib(std::size_t i) { return nodes_[i].fib; }
  /// Interfaces the node would use now for a destination.
  std::vector<std::uint32_t> exits(std::size_t i, const char* destination) {
    std::vector<std::uint32_t> all;
    const auto match = nodes_[i].fib.lookup(ip(destination));
    if (!match) return all;
    for (const rib::NextHopId id : nodes_[i].fib.members(match->group)) {
      all.push_back(nodes_[i].node->rib().next_hop(id).interface.value);
    }
    return all;
  }
  const std::vector<Event>& events(std::size_t i) { return nodes_[i].events; }
  bool has_event(std::size_t i, EventKind kind) {
    for (const Event& event : nodes_[i].events) {
      if (event.kind == kind) return true;
    }
    return false;
  }
  Instant now() const { return now_; }

 private:
  struct Slot {
    std::unique_ptr<Node> node;
    rib::Fib fib;
    std::vector<Event> events;
  };
  enum class What { Datagram, Connect, Connected, Bytes, Close };
  struct Parcel {
    Instant at;
    std::uint64_t order;
    What what;
    std::size_t node;
    std::uint32_t index;
    bgp::Connection connection;
    SendDatagram datagram;
    Bytes bytes;
    bool operator<(const Parcel& other) const {
      return at != other.at ? at > other.at : order > other.order;
    }
  };
  static bgp::Connection other(bgp::Connection connection) {
    return connection == bgp::Connection::Outgoing ? bgp::Connection::Incoming : bgp::Connection::Outgoing;
  }
  bool session_cut(std::size_t i, std::uint32_t peer) {
    const InterfaceId interface = nodes_[i].node->config().peers[peer].interface;
    return cut_[{i, interface.value}];
  }
  void post(Parcel parcel) {
    parcel.at = now_ + 1ms;
    parcel.order = ++order_;
    queue_.push(std::move(parcel));
  }
  void carry(std::size_t i, Output& output) {
    if (auto* datagram = std::get_if<SendDatagram>(&output)) {
      if (datagram->interface == kNoInterface) return;
      const auto wire = wires_.find({i, datagram->interface.value});
      if (wire == wires_.end() || cut_[{i, datagram->interface.value}]) return;
      post({.what = What::Datagram, .node = wire->second.first, .index = wire->second.second, .datagram = *datagram});
    } else if (const auto* connect = std::get_if<TcpConnect>(&output)) {
      const auto far = sessions_.find({i, connect->peer.value});
      if (far == sessions_.end() || session_cut(i, connect->peer.value)) return;
      post({.what = What::Connect, .node = far->second.first, .index = far->second.second});
      post({.what = What::Connected, .node = i, .index = connect->peer.value});
    } else if (auto* send = std::get_if<TcpSend>(&output)) {
      const auto far = sessions_.find({i, send->peer.value});
      if (far == sessions_.end() || session_cut(i, send->peer.value)) return;
      post({.what = What::Bytes, .node = far->second.first, .index = far->second.second,
            .connection = other(send->connection), .bytes = std::move(send->bytes)});
    } else if (const auto* close = std::get_if<TcpClose>(&output)) {
      const auto far = sessions_.find({i, close->peer.value});
      if (far == sessions_.end() || session_cut(i, close->peer.value)) return;
      post({.what = What::Close, .node = far->second.first, .index = far->second.second,
            .connection = other(close->connection)});
    } else if (const auto* program = std::get_if<ProgramFib>(&output)) {
      for (const auto& group : program->delta.groups) nodes_[i].fib.apply(group);
      for (const auto& route : program->delta.routes) nodes_[i].fib.apply(route);
      for (const auto group : program->delta.removed_groups) nodes_[i].fib.remove_group(group);
      deliver(i, FibProgrammed{program->token});
    } else if (auto* log = std::get_if<Log>(&output)) {
      nodes_[i].events.push_back(log->event);
    }
  }
  void open(const Parcel& parcel) {
    const PeerId peer(parcel.index);
    switch (parcel.what) {
      case What::Datagram:
        deliver(parcel.node, Datagram{.source = parcel.datagram.source,
                                      .destination = parcel.datagram.destination,
                                      .source_port = parcel.datagram.source_port,
                                      .destination_port = parcel.datagram.destination_port,
                                      .ttl = parcel.datagram.ttl,
                                      .interface = InterfaceId(parcel.index),
                                      .bytes = parcel.datagram.bytes});
        return;
      case What::Connect:
        deliver(parcel.node, TcpConnected{peer, bgp::Connection::Incoming});
        return;
      case What::Connected:
        deliver(parcel.node, TcpConnected{peer, bgp::Connection::Outgoing});
        return;
      case What::Bytes:
        if (!sessions_.contains({parcel.node, parcel.index})) return;
        deliver(parcel.node, TcpBytes{peer, parcel.connection, parcel.bytes});
        deliver(sessions_.at({parcel.node, parcel.index}).first,
                TcpSpace{PeerId(sessions_.at({parcel.node, parcel.index}).second), other(parcel.connection),
                         parcel.bytes.size()});
        return;
      case What::Close:
        deliver(parcel.node, TcpClosed{peer, parcel.connection, "closed by the peer"});
        return;
    }
  }

  Rng rng_;
  Instant now_{};
  std::uint64_t order_ = 0;
  std::vector<Slot> nodes_;
  std::map<std::pair<std::size_t, std::uint32_t>, std::pair<std::size_t, std::uint32_t>> wires_, sessions_;
  std::map<std::pair<std::size_t, std::uint32_t>, bool> cut_;
  std::priority_queue<Parcel> queue_;
};

/// A node with AS number, identifier and name.
inline NodeConfig node_config(const char* name, std::uint32_t as, const char* id) {
  NodeConfig config{.name = name, .role = Role::CustomerEdge, .asn = AsNumber(as), .router_id = RouterId(ip(id).v4_value())};
  config.decision.azure_route_types = false;
  config.hold_down = 3s;
  return config;
}

/// Adds an interface, a BGP peer and (with bfd) a BFD session towards `peer`; returns the peer's index.
inline std::uint32_t add_peer(NodeConfig& config, const char* own, const char* peer, std::uint32_t peer_as,
                              bool with_bfd = true) {
  const auto index = static_cast<std::uint32_t>(config.interfaces.size());
  const InterfaceId interface(index);
  config.interfaces.push_back({.name = std::string("to-") + peer, .address = ip(own), .peer = ip(peer)});
  PeerConfig each{.name = peer, .interface = interface, .hold_down = true};
  each.session.local_as = config.asn;
  each.session.peer_as = AsNumber(peer_as);
  each.session.local_identifier = config.router_id;
  each.session.local_address = ip(own);
  each.session.peer_address = ip(peer);
  each.session.connect_retry = 1s;
  each.session.graceful_restart_notification = false;
  if (with_bfd) {
    each.bfd = static_cast<std::uint32_t>(config.bfd.size());
    config.bfd.push_back({.name = peer,
                          .session = {.local_address = ip(own), .peer_address = ip(peer), .desired_min_tx = 100ms,
                                      .required_min_rx = 100ms},
                          .interface = interface});
  }
  config.peers.push_back(std::move(each));
  return static_cast<std::uint32_t>(config.peers.size() - 1);
}

}  // namespace cw::gateway::test
