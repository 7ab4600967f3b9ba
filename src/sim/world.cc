#include "sim/world.h"

#include <algorithm>
#include <utility>

#include "base/assert.h"
#include "sim/world_impl.h"

namespace cw::sim {
namespace {

constexpr unsigned kSpinsMax = 1'000'000;   ///< timer steps of one node at one instant; more is a bug

LinkProperties properties_of(const plan::LinkPlan& link) {
  return {.delay = link.delay, .jitter = link.jitter, .bits_per_second = link.bits_per_second,
          .loss_ppm = link.loss_ppm, .duplicate_ppm = link.duplicate_ppm, .reorder_ppm = link.reorder_ppm};
}

std::vector<IpAddress> local_addresses(const plan::NodePlan& node) {
  std::vector<IpAddress> all = node.config.addresses;
  for (const auto& interface : node.config.interfaces) {
    if (!interface.address.is_unspecified()) all.push_back(interface.address);
  }
  if (node.host_address) all.push_back(*node.host_address);
  std::ranges::sort(all);
  all.erase(std::ranges::unique(all).begin(), all.end());
  return all;
}

NodeState make_state(NodeId id, const plan::NodePlan& node, const Options& options) {
  NodeState n{.id = id, .config = &node.config, .programmer = FibProgrammer(options.program_group, options.program_route)};
  n.local = local_addresses(node);
  n.attachments.resize(node.config.interfaces.size());
  n.tunnel_up.resize(node.config.tunnels.size());
  n.peer_disabled.resize(node.config.peers.size());
  n.connections.resize(node.config.peers.size());
  for (std::uint32_t i = 0; i < node.config.peers.size(); ++i) {
    const auto& session = node.config.peers[i].session;
    n.listeners.push_back({{session.local_address, session.peer_address}, PeerId(i)});
  }
  for (std::uint32_t i = 0; i < node.config.tunnels.size(); ++i) {
    const auto& tunnel = node.config.tunnels[i];
    n.tunnels_by_outer.push_back({{tunnel.local_outer, tunnel.peer_outer}, TunnelId(i)});
  }
  std::ranges::sort(n.listeners);
  std::ranges::sort(n.tunnels_by_outer);
  return n;
}

/// Both ends of every session and tunnel: the entry whose addresses are ours, mirrored.
template <typename Entry, typename Pair>
std::vector<Pair> mirrored(const std::vector<Entry>& sorted) {
  std::vector<Pair> pairs;
  for (const Entry& entry : sorted) {
    const std::pair<IpAddress, IpAddress> wanted{entry.first.second, entry.first.first};
    if (wanted < entry.first) continue;
    auto found = std::ranges::lower_bound(sorted, wanted, {}, [](const Entry& e) { return e.first; });
    if (found != sorted.end() && found->first == wanted) pairs.push_back({.a = entry.second, .b = found->second});
  }
  return pairs;
}

}  // namespace

World::Impl::Impl(const plan::Plan& plan_in, Options options_in)
    : plan(plan_in), options(options_in), rng(options_in.seed), chunks(rng.fork("tcp chunks")) {
  for (std::uint32_t i = 0; i < plan.nodes.size(); ++i) nodes.push_back(make_state(NodeId(i), plan.nodes[i], options));
  const Rng link_rng = rng.fork("links");
  for (std::uint32_t i = 0; i < plan.links.size(); ++i) {
    const plan::LinkPlan& link = plan.links[i];
    const Rng own = link_rng.fork(link.name).fork(i);
    links.push_back({.direction = {LinkDirection(properties_of(link), own.fork("a")),
                                   LinkDirection(properties_of(link), own.fork("b"))}});
    state(link.a.node).attachments.at(link.a.interface.value) = {.link = i, .end = 0};
    state(link.b.node).attachments.at(link.b.interface.value) = {.link = i, .end = 1};
  }
  std::vector<std::pair<std::pair<IpAddress, IpAddress>, drill::PeerRef>> peers;
  std::vector<std::pair<std::pair<IpAddress, IpAddress>, TunnelEnd>> tunnels;
  for (const NodeState& n : nodes) {
    for (const auto& [addresses, peer] : n.listeners) peers.push_back({addresses, {.node = n.id, .peer = peer}});
    for (const auto& [addresses, tunnel] : n.tunnels_by_outer) tunnels.push_back({addresses, {.node = n.id, .tunnel = tunnel}});
  }
  const auto by_addresses = [](const auto& a, const auto& b) { return a.first < b.first; };
  std::ranges::stable_sort(peers, by_addresses);
  std::ranges::stable_sort(tunnels, by_addresses);
  peer_pairs = mirrored<decltype(peers)::value_type, PeerPair>(peers);
  tunnel_pairs = mirrored<decltype(tunnels)::value_type, TunnelPair>(tunnels);

  for (std::uint32_t i = 0; i < plan.flows.size(); ++i) {
    const plan::FlowPlan& flow = plan.flows[i];
    const std::uint32_t rate = std::clamp<std::uint32_t>(flow.rate, 1, std::max<std::uint32_t>(options.rate_max, 1));
    const Duration interval = std::chrono::nanoseconds(1'000'000'000 / rate);
    const auto port = static_cast<std::uint16_t>(5000 + i);
    for (const bool forward : {true, false}) {
      // Streams start apart, so that they do not all meet on the links at the same instant.
      const Instant first = Instant{} + interval * (probes.size() % 16) / 16 + std::chrono::microseconds(7);
      probes.push_back(
          {.flow = i, .forward = forward, .from = forward ? flow.from : flow.to, .to = forward ? flow.to : flow.from,
           .key = {.source = forward ? flow.from_address : flow.to_address,
                   .destination = forward ? flow.to_address : flow.from_address,
                   .source_port = forward ? port : std::uint16_t{7}, .destination_port = forward ? std::uint16_t{7} : port},
           .stream = ProbeStream(first, interval)});
    }
  }
}

void World::Impl::boot_all() {
  booted = true;
  for (NodeState& n : nodes) boot(n);
  for (std::uint32_t i = 0; options.probes && i < probes.size(); ++i) {
    queue.push(probes[i].stream.next_send(), EventType::ProbeSend, i);
  }
}

void World::Impl::boot(NodeState& n) {
  const std::uint32_t incarnation = n.incarnation++;
  n.node.emplace(*n.config, rng.fork(n.config->name).fork(incarnation));
  n.timer_at = kInstantMax;
  step(n, gateway::Boot{});
  for (std::uint32_t i = 0; i < n.attachments.size(); ++i) {
    const Attachment& at = n.attachments[i];
    if (at.link == kNone) continue;
    const bool carrier = has_carrier(at.link);
    links[at.link].told[at.end] = carrier;
    if (!carrier) step(n, gateway::InterfaceState{.interface = InterfaceId(i), .up = false});
  }
  for (std::uint32_t i = 0; i < n.peer_disabled.size(); ++i) {
    if (n.peer_disabled[i] > 0) step(n, gateway::SetPeerEnabled{.peer = PeerId(i), .enabled = false, .text = "peering disabled"});
  }
}

void World::Impl::run_until(Instant until) {
  if (!booted) boot_all();
  while (!queue.empty() && queue.top().at <= until) {
    const Scheduled event = queue.pop();
    CW_ASSERT(event.at >= now);
    now = event.at;
    ++events;
    dispatch(event);
  }
  now = std::max(now, until);
}

void World::Impl::dispatch(const Scheduled& event) {
  switch (event.type) {
    case EventType::Arrive: {
      const plan::LinkPlan& link = plan.links[event.b / 2];
      const plan::LinkEnd& end = event.b % 2 == 0 ? link.a : link.b;
      arrive(state(end.node), event.a, end.interface);
      return;
    }
    case EventType::Deliver: {
      NodeState& n = nodes[event.b];
      if (n.node) {
        deliver(n, event.a, kNoInterface);
      } else {
        drop(event.a, Drop::NodeDown, &n);
      }
      return;
    }
    case EventType::ProbeSend: send_probe(probes[event.a]); return;
    case EventType::FibReady: on_fib_ready(nodes[event.a], event.b); return;
    case EventType::Carrier: on_carrier(event.a, event.b); return;
    case EventType::TcpTimer: tcp_timer(event.a); return;
    case EventType::NodeTimer: on_node_timer(nodes[event.a]); return;
  }
}

void World::Impl::step(NodeState& n, const gateway::Input& input) {
  if (!n.node) return;
  // No step runs inside another: outputs only schedule events.
  CW_ASSERT(outbox.empty());
  n.node->step(now, input, outbox);
  std::vector<gateway::Output> outputs = outbox.take();
  for (gateway::Output& output : outputs) carry_out(n, output);
  if (options.costly_checks) CW_ASSERT(n.node->is_consistent());
  schedule(n);
}

void World::Impl::carry_out(NodeState& n, gateway::Output& output) {
  std::visit(Overloaded{
                 [&](gateway::SendDatagram& send) {
                   const auto size = static_cast<std::uint16_t>(send.bytes.size() + kUdpOverhead);
                   const std::uint32_t payload = datagrams.add(std::move(send.bytes));
                   const std::uint32_t packet = packets.add(
                       {.key = {.source = send.source, .destination = send.destination, .source_port = send.source_port,
                                .destination_port = send.destination_port},
                        .kind = PacketKind::Datagram, .ttl = send.ttl, .size = size, .payload = payload});
                   originate(n, packet, send.interface);
                 },
                 [&](gateway::TcpConnect& connect) { tcp_connect(n, connect.peer); },
                 [&](gateway::TcpClose& close) { tcp_close(n, close); },
                 [&](gateway::TcpSend& send) { tcp_send(n, send); },
                 [&](gateway::ProgramFib& program) {
                   const FibProgrammer::Ticket ticket = n.programmer.submit(now, std::move(program));
                   queue.push(ticket.at, EventType::FibReady, n.id.value, ticket.job);
                   last_change = now;
                 },
                 [&](gateway::TunnelState& tunnel) {
                   n.tunnel_up.at(tunnel.tunnel.value) = tunnel.up;
                   last_change = now;
                 },
                 [&](gateway::Log& entry) {
                   entry.event.node = n.id;
                   log(std::move(entry.event));
                 },
             },
             output);
}

/// Keeps one pending timer event per node. A deadline that moved later is noticed when the earlier event fires.
void World::Impl::schedule(NodeState& n) {
  const std::optional<Instant> next = n.node->next_deadline();
  if (!next) return;
  const Instant at = std::max(*next, now);
  if (at >= n.timer_at) return;
  n.timer_at = at;
  queue.push_timer(at, EventType::NodeTimer, n.id.value);
}

void World::Impl::on_node_timer(NodeState& n) {
  if (!n.node || n.timer_at != now) return;   // moved earlier and done, or the node crashed
  n.timer_at = kInstantMax;
  const std::optional<Instant> next = n.node->next_deadline();
  if (next && *next <= now) {
    n.spins = n.spinning_at == now ? n.spins + 1 : 0;
    n.spinning_at = now;
    CW_ASSERT(n.spins < kSpinsMax);
    step(n, TimerDue{});
  } else {
    schedule(n);
  }
}

void World::Impl::on_fib_ready(NodeState& n, std::uint32_t job) {
  // A crash renews the programmer; its numbering goes on, so an old job is unknown to the new one.
  if (!n.node || !n.programmer.has(job)) return;
  const std::uint64_t token = n.programmer.complete(job, n.fib);
  last_change = now;
  step(n, gateway::FibProgrammed{.token = token});
}

void World::Impl::log(Event event) {
  event.at = now;
  if (event.layer != Layer::Packet && event.layer != Layer::Checker) last_change = now;
  if (event.kind == EventKind::BgpPrefixLimitExceeded) {
    const auto& peers = state(event.node).config->peers;
    for (std::uint32_t i = 0; i < peers.size(); ++i) {
      if (peers[i].name == event.subject) limited_peers.push_back({.node = event.node, .peer = PeerId(i)});
    }
  }
  journal.push_back(std::move(event));
}

void World::Impl::log_world(Layer layer, EventKind kind, std::string subject, std::string detail, std::int64_t value) {
  log({.node = kWorldNode, .layer = layer, .kind = kind, .subject = std::move(subject), .detail = std::move(detail),
       .value = value});
}

// ---- the public face -------------------------------------------------------------------------------------------------

World::World(const plan::Plan& plan, Options options) : impl_(std::make_unique<Impl>(plan, options)) {}
World::~World() = default;
World::World(World&&) noexcept = default;

void World::run_until(Instant until) { impl_->run_until(until); }
std::optional<Instant> World::run_until_settled(Instant limit, Duration still) {
  return impl_->run_until_settled(limit, still);
}
void World::inject(const drill::Fault& fault) { impl_->inject(fault); }
void World::restore(const drill::Fault& fault) { impl_->restore(fault); }
Instant World::now() const { return impl_->now; }
const gateway::Node& World::node(NodeId id) const {
  CW_ASSERT(impl_->is_up(id));
  return *impl_->state(id).node;
}
const rib::Fib& World::fib(NodeId id) const { return impl_->state(id).fib; }
bool World::is_node_up(NodeId id) const { return impl_->is_up(id); }
bool World::is_link_usable(LinkId id) const { return impl_->passes(id.value, 0) && impl_->passes(id.value, 1); }
const Journal& World::journal() const { return impl_->journal; }
std::uint64_t World::events_processed() const { return impl_->events; }
drill::FlowPaths World::paths(std::uint32_t flow) const { return impl_->paths(flow); }
drill::PathTrace World::trace(NodeId from, const IpAddress& source, const IpAddress& destination,
                              std::uint16_t port) const {
  return impl_->walk(from, {.source = source, .destination = destination, .source_port = 5000, .destination_port = port}).trace;
}
drill::FlowResult World::probe_result(std::uint32_t flow, Instant from, Instant to) const {
  const std::size_t at = static_cast<std::size_t>(flow) * 2;
  return {.flow = flow, .name = impl_->plan.flows.at(flow).name, .forward = impl_->probes.at(at).stream.result(from, to),
          .back = impl_->probes.at(at + 1).stream.result(from, to)};
}
ProbeTotals World::probe_totals() const {
  ProbeTotals totals;
  for (const ProbeFlow& probe : impl_->probes) {
    totals.sent += probe.stream.sent();
    totals.received += probe.stream.received();
  }
  return totals;
}
std::vector<drill::CheckerFailure> World::check() const { return impl_->check(); }

}  // namespace cw::sim
