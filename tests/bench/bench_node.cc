// One node at a million prefixes: what one peer's full table costs from bytes to path groups, and how long a liveness
// change takes until the FIB delta is out. The per-prefix rewrite of the same change is measured beside it.
#include <benchmark/benchmark.h>
#include <malloc.h>

#include <vector>

#include "gateway/node.h"
#include "wire/bgp/message.h"

namespace {

using namespace cw;
using namespace std::chrono_literals;
namespace wb = wire::bgp;

IpAddress ip(const char* text) { return *IpAddress::parse(text); }

gateway::NodeConfig two_peer_config() {
  gateway::NodeConfig config{.name = "ce", .role = gateway::Role::CustomerEdge, .asn = AsNumber(65020),
                             .router_id = RouterId(0x0a000001)};
  config.decision.azure_route_types = false;
  const char* own[] = {"192.0.2.1", "192.0.2.5"};
  const char* far[] = {"192.0.2.2", "192.0.2.6"};
  const std::uint32_t as[] = {12076, 65515};
  for (std::uint32_t i = 0; i < 2; ++i) {
    config.interfaces.push_back({.name = far[i], .address = ip(own[i]), .peer = ip(far[i])});
    gateway::PeerConfig peer{.name = far[i], .interface = InterfaceId(i), .hold_down = true};
    peer.session.local_as = config.asn;
    peer.session.peer_as = AsNumber(as[i]);
    peer.session.local_identifier = config.router_id;
    peer.session.local_address = ip(own[i]);
    peer.session.peer_address = ip(far[i]);
    peer.session.passive = true;
    // What is learned from one provider is not passed to the other: this measures learning.
    peer.export_policy.otherwise = rib::Verdict::Reject;
    if (i == 0) peer.import_policy.rules.push_back({.name = "prefer", .set_local_pref = 150});
    config.peers.push_back(std::move(peer));
  }
  return config;
}

Bytes message(const wb::Message& m) {
  Bytes bytes(wb::kMessageSizeMax);
  Writer writer(bytes);
  if (!wb::encode(m, {}, writer)) std::abort();
  bytes.resize(writer.size());
  return bytes;
}

// `count` /24 prefixes, 20 to an attribute set, as UPDATEs in chunks as TCP would deliver them.
std::vector<Bytes> table(std::uint32_t as, std::size_t count, const char* next_hop) {
  std::vector<Bytes> chunks(1);
  std::vector<wb::Nlri> nlri;
  for (std::size_t i = 0; i < count;) {
    nlri.clear();
    const std::size_t end = std::min(count, i + 20);
    for (std::size_t k = i; k < end; ++k) {
      nlri.push_back({.prefix = Prefix::of(IpAddress::v4(0x01000000U + static_cast<std::uint32_t>(k) * 256), 24)});
    }
    wb::PathAttributes attributes{.next_hop = ip(next_hop)};
    attributes.as_path = wb::AsPath::sequence({AsNumber(as), AsNumber(100 + static_cast<std::uint32_t>(i / 20 % 50'000))});
    Bytes update;
    if (wb::encode_announce(attributes, nlri, {}, update) != nlri.size()) std::abort();
    if (chunks.back().size() + update.size() > 32 * 1024) chunks.emplace_back();
    chunks.back().insert(chunks.back().end(), update.begin(), update.end());
    i = end;
  }
  return chunks;
}

struct Fixture {
  gateway::Node node{two_peer_config(), Rng(1)};
  Instant now{};
  std::uint64_t routes = 0, groups = 0;

  void step(const gateway::Input& input) {
    Outbox<gateway::Output> box;
    node.step(now, input, box);
    for (gateway::Output& output : box.take()) {
      if (const auto* program = std::get_if<gateway::ProgramFib>(&output)) {
        routes += program->delta.routes.size();
        groups += program->delta.groups.size();
        step(gateway::FibProgrammed{program->token});
      }
    }
  }
  void drain() {
    while (node.next_deadline() && *node.next_deadline() <= now) step(TimerDue{});
  }
  void establish(std::uint32_t peer, std::uint32_t as) {
    using gateway::TcpBytes;
    const auto in = bgp::Connection::Incoming;
    step(gateway::TcpConnected{PeerId(peer), in});
    wb::Open open{.as = AsNumber(as), .hold_time_s = 180, .identifier = RouterId(0x0a000002 + peer)};
    open.capabilities.multiprotocol = {wb::AfiSafi::Ipv4Unicast};
    open.capabilities.four_octet_as = AsNumber(as);
    const Bytes bytes = message(open);
    step(TcpBytes{PeerId(peer), in, bytes});
    const Bytes keepalive = message(wb::Keepalive{});
    step(TcpBytes{PeerId(peer), in, keepalive});
    if (node.peer_status(PeerId(peer)).state != bgp::State::Established) std::abort();
  }
  void learn(std::uint32_t peer, const std::vector<Bytes>& chunks) {
    for (const Bytes& chunk : chunks) {
      step(gateway::TcpBytes{PeerId(peer), bgp::Connection::Incoming, chunk});
      drain();
    }
  }
};

// Bytes the program holds from malloc: blocks in use and large mappings.
std::size_t heap_bytes() {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

void LearnFullTable(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  const std::vector<Bytes> chunks = table(12076, count, "192.0.2.2");
  for (auto _ : state) {
    state.PauseTiming();
    auto fixture = std::make_unique<Fixture>();
    fixture->step(gateway::Boot{});
    fixture->establish(0, 12076);
    const std::size_t before = heap_bytes();
    state.ResumeTiming();
    fixture->learn(0, chunks);
    state.PauseTiming();
    if (fixture->node.rib().status().prefixes != count + 2 || fixture->routes < count) std::abort();
    state.counters["B/route(RIB)"] = static_cast<double>(fixture->node.rib().status().memory_bytes) / static_cast<double>(count);
    state.counters["B/route(heap)"] = static_cast<double>(heap_bytes() - before) / static_cast<double>(count);
    state.counters["groups"] = static_cast<double>(fixture->node.rib().status().groups);
    fixture.reset();
    state.ResumeTiming();
  }
  state.counters["routes/s"] = benchmark::Counter(static_cast<double>(count), benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(LearnFullTable)->Arg(1'000'000)->Unit(benchmark::kMillisecond)->Iterations(3);

// Carrier lost on the preferred road with `count` prefixes learned over both: until the urgent delta is out, and, in
// the counter beside it, how long the same move takes prefix by prefix.
void LivenessChange(benchmark::State& state) {
  const auto count = static_cast<std::size_t>(state.range(0));
  Fixture fixture;
  fixture.step(gateway::Boot{});
  fixture.establish(0, 12076);
  fixture.establish(1, 65515);
  fixture.learn(0, table(12076, count, "192.0.2.2"));
  fixture.learn(1, table(65515, count, "192.0.2.6"));
  double rewrite_ms = 0;
  for (auto _ : state) {
    Outbox<gateway::Output> box;
    const auto started = std::chrono::steady_clock::now();
    fixture.node.step(fixture.now, gateway::InterfaceState{InterfaceId(0), false}, box);
    const auto done = std::chrono::steady_clock::now();
    state.SetIterationTime(std::chrono::duration<double>(done - started).count());
    bool urgent = false;
    for (const gateway::Output& output : box.items()) {
      const auto* program = std::get_if<gateway::ProgramFib>(&output);
      urgent = urgent || (program != nullptr && program->urgent && !program->delta.groups.empty());
    }
    if (!urgent) std::abort();
    // Bring the road back for the next round: the session is lost, so it is established and learned again.
    const auto background = std::chrono::steady_clock::now();
    for (const gateway::Output& output : box.items()) {
      if (const auto* p = std::get_if<gateway::ProgramFib>(&output)) fixture.step(gateway::FibProgrammed{p->token});
    }
    fixture.drain();
    rewrite_ms += std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - background).count();
    fixture.now += 1min;
    fixture.step(gateway::InterfaceState{InterfaceId(0), true});
    fixture.drain();
    fixture.establish(0, 12076);
    fixture.learn(0, table(12076, count, "192.0.2.2"));
    const Bytes end_of_rib = message(wb::Update{.end_of_rib = wb::AfiSafi::Ipv4Unicast});
    fixture.step(gateway::TcpBytes{PeerId(0), bgp::Connection::Incoming, end_of_rib});
    fixture.drain();
    fixture.now += 1min;
    fixture.step(TimerDue{});
    fixture.drain();
  }
  state.counters["background_ms"] = rewrite_ms / static_cast<double>(state.iterations());
}
BENCHMARK(LivenessChange)->Arg(1'000)->Arg(1'000'000)->Unit(benchmark::kMicrosecond)->UseManualTime()->Iterations(5);

}  // namespace
