// The inside of the world: state and the functions of its parts, each in a file of its own: world.cc (time and nodes),
// network.cc (packets), connections.cc (TCP), faults.cc, settle.cc, trace.cc, checkers.cc.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/machine.h"
#include "base/random.h"
#include "gateway/node.h"
#include "sim/event_queue.h"
#include "sim/fib_programmer.h"
#include "sim/forward.h"
#include "sim/link.h"
#include "sim/packet.h"
#include "sim/pool.h"
#include "sim/probes.h"
#include "sim/tcp_stream.h"
#include "sim/world.h"

namespace cw::sim {

inline constexpr std::uint32_t kNone = UINT32_MAX;
inline constexpr Duration kCarrierDelay = std::chrono::milliseconds(1);   ///< until an end sees its carrier change

/// One direction-aware physical link. Counters, because faults may overlap.
struct LinkState {
  std::array<LinkDirection, 2> direction;   ///< [0] from a to b, [1] from b to a
  std::array<unsigned, 2> cut{};            ///< packets from that end are lost without a sign
  unsigned carrier_cut = 0;
  std::array<bool, 2> told{true, true};     ///< what each end's node last heard about its carrier
};

struct Attachment {
  std::uint32_t link = kNone;
  std::uint32_t end = 0;                    ///< 0 = the link's end a
};

/// One end of a TCP connection and whose it is.
struct ConnectionState {
  TcpStream stream;
  NodeId node;
  PeerId peer;
  bgp::Connection role = bgp::Connection::Outgoing;
  std::uint16_t local_port = 0, peer_port = 0;
  bool owned = true;                        ///< the node still wants to hear about it
  bool told = false;                        ///< the node has heard TcpConnected
  Instant timer_at = kInstantMax;
};

struct NodeState {
  NodeId id;
  const gateway::NodeConfig* config = nullptr;
  std::optional<gateway::Node> node;        ///< empty while crashed
  rib::Fib fib;
  FibProgrammer programmer;
  std::uint32_t incarnation = 0;
  unsigned down = 0;                        ///< faults that keep it down
  std::vector<IpAddress> local;             ///< delivered here, sorted
  std::vector<Attachment> attachments;      ///< by interface
  std::vector<bool> tunnel_up;              ///< by tunnel
  std::vector<unsigned> peer_disabled;      ///< by peer: faults that disable it
  std::vector<std::vector<std::uint32_t>> connections;   ///< by peer: ids, oldest first
  std::vector<std::pair<std::pair<IpAddress, IpAddress>, PeerId>> listeners;   ///< (local, peer address), sorted
  std::vector<std::pair<std::pair<IpAddress, IpAddress>, TunnelId>> tunnels_by_outer;  ///< (local, peer outer), sorted
  Instant timer_at = kInstantMax;
  Instant spinning_at{};
  unsigned spins = 0;                       ///< timer steps at `spinning_at`
};

struct ProbeFlow {
  std::uint32_t flow = 0;
  bool forward = true;
  NodeId from, to;
  wire::FlowKey key;
  ProbeStream stream;
};

/// Pairs of addresses whose packets a drill filters; counted, because faults may overlap.
struct Filter {
  IpAddress a, b;                           ///< matches both directions
  enum class What : std::uint8_t { Bfd, Tunnel } what = What::Bfd;
  unsigned count = 0;
};

/// The other end of a session, found by mirrored addresses.
struct PeerPair {
  drill::PeerRef a, b;
};
struct TunnelEnd {
  NodeId node;
  TunnelId tunnel;
};
struct TunnelPair {
  TunnelEnd a, b;
};

struct World::Impl {
  Impl(const plan::Plan& plan_in, Options options_in);

  // ---- world.cc
  void boot_all();
  void boot(NodeState& n);
  void run_until(Instant until);
  void dispatch(const Scheduled& event);
  void step(NodeState& n, const gateway::Input& input);
  void carry_out(NodeState& n, gateway::Output& output);
  void schedule(NodeState& n);
  void on_node_timer(NodeState& n);
  void on_fib_ready(NodeState& n, std::uint32_t job);
  void log(Event event);
  void log_world(Layer layer, EventKind kind, std::string subject, std::string detail, std::int64_t value = 0);

  // ---- network.cc
  void originate(NodeState& n, std::uint32_t packet, InterfaceId interface);
  void route(NodeState& n, std::uint32_t packet, InterfaceId arrived);
  void send_out(NodeState& n, InterfaceId interface, std::uint32_t packet);
  void encapsulate(NodeState& n, const gateway::InterfaceConfig& interface, std::uint32_t packet);
  void transmit(std::uint32_t link, std::uint32_t end, std::uint32_t packet);
  void arrive(NodeState& n, std::uint32_t packet, InterfaceId interface);
  void deliver(NodeState& n, std::uint32_t packet, InterfaceId interface);
  void decapsulate(NodeState& n, std::uint32_t packet);
  void drop(std::uint32_t packet, Drop why, const NodeState* where);
  void release(std::uint32_t packet);
  std::uint32_t copy(std::uint32_t packet);
  [[nodiscard]] bool is_filtered(const Packet& packet) const;
  [[nodiscard]] static bool is_local(const NodeState& n, const IpAddress& address);
  [[nodiscard]] static std::optional<TunnelId> tunnel_by_outer(const NodeState& n, const IpAddress& local,
                                                               const IpAddress& peer);
  void send_probe(ProbeFlow& probe);
  void note(const ProbeFlow& probe, const ProbeStream::Change& change, std::string why);

  // ---- connections.cc
  std::uint32_t open_connection(NodeState& n, PeerId peer, bgp::Connection role);
  void tcp_connect(NodeState& n, PeerId peer);
  void tcp_close(NodeState& n, const gateway::TcpClose& close);
  void tcp_send(NodeState& n, const gateway::TcpSend& send);
  void tcp_receive(NodeState& n, const Packet& packet, TcpSegment segment);
  void tcp_timer(std::uint32_t id);
  void apply(std::uint32_t id, TcpEffects effects);
  void tell(std::uint32_t id, const TcpEffects& effects);
  void send_segment(NodeState& n, const wire::FlowKey& key, std::uint8_t ttl, TcpSegment segment);
  void forget_connections(NodeState& n);
  std::uint32_t find_connection(const NodeState& n, PeerId peer, bgp::Connection role, bool newest) const;

  // ---- faults.cc
  void inject(const drill::Fault& fault);
  void restore(const drill::Fault& fault);
  void cut(LinkId link, drill::How how, bool on);
  void crash(NodeState& n);
  void revive(NodeState& n);
  void set_filter(Filter filter, bool on);
  void route_fault(const drill::Fault& fault, bool on);
  void filter_fault(const drill::Fault& fault, bool on);
  void update_carrier(std::uint32_t link);
  void on_carrier(std::uint32_t link, std::uint32_t end);
  [[nodiscard]] bool has_carrier(std::uint32_t link) const;
  [[nodiscard]] bool passes(std::uint32_t link, std::uint32_t end) const;   ///< packets sent from `end` get through

  // ---- settle.cc
  std::optional<Instant> run_until_settled(Instant limit, Duration still);
  [[nodiscard]] bool is_settled() const;
  [[nodiscard]] bool expected_up(const TunnelPair& pair) const;
  [[nodiscard]] bool expected_up(const PeerPair& pair) const;
  [[nodiscard]] bool is_over_its_limit(const drill::PeerRef& peer) const;

  // ---- trace.cc
  struct Walk {
    drill::PathTrace trace;
    NodeId last;
    std::uint8_t roads = 0;
  };
  /// start: where the packet is first forwarded; interface: where it goes out there at once, or none.
  [[nodiscard]] Walk walk(NodeId start, const wire::FlowKey& key, InterfaceId interface = kNoInterface,
                          unsigned depth = 0, unsigned ttl = kDefaultTtl) const;
  [[nodiscard]] drill::FlowPaths paths(std::uint32_t flow) const;

  // ---- checkers.cc
  [[nodiscard]] std::vector<drill::CheckerFailure> check() const;
  void check_fib(std::vector<drill::CheckerFailure>& failures) const;
  void check_flow(std::uint32_t flow, bool forward, const drill::PathTrace& trace,
                  std::vector<drill::CheckerFailure>& failures) const;
  [[nodiscard]] std::string open_road(NodeId from, NodeId to, const IpAddress& destination) const;
  [[nodiscard]] bool offers(NodeId exit, NodeId next, InterfaceId interface, const IpAddress& destination) const;

  NodeState& state(NodeId id) { return nodes[id.value]; }
  [[nodiscard]] const NodeState& state(NodeId id) const { return nodes[id.value]; }
  [[nodiscard]] bool is_up(NodeId id) const { return nodes[id.value].node.has_value(); }

  plan::Plan plan;
  Options options;
  Rng rng;
  Instant now{};
  bool booted = false;
  std::uint64_t events = 0;
  Instant last_change{};
  EventQueue queue;
  Pool<Packet> packets;
  Pool<Bytes> datagrams;
  Pool<TcpSegment> segments;
  std::vector<NodeState> nodes;
  std::vector<LinkState> links;
  std::vector<ProbeFlow> probes;          ///< flow * 2, + 1 for the way back
  std::map<std::uint32_t, ConnectionState> connections;
  std::uint32_t next_connection = 1;
  Rng chunks;                             ///< how TCP splits what it delivers
  std::vector<Filter> filters;
  std::vector<PeerPair> peer_pairs;
  std::vector<TunnelPair> tunnel_pairs;
  std::vector<drill::PeerRef> limited_peers;   ///< whose prefix limit was crossed, newest last
  Journal journal;
  Outbox<gateway::Output> outbox;
  std::array<std::uint64_t, kDropCount> drops{};
};

}  // namespace cw::sim
