// The RIB and the FIB at the size of a full table: learning, forgetting, switching groups, looking up.
// The table has the shape of measured.md's: /24s one after another; `Scattered` has them at random, the worst case.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "base/random.h"
#include "rib/fib.h"
#include "rib/rib.h"

namespace {

using cw::IpAddress;
using cw::Prefix;
using cw::rib::Delta;
using cw::rib::Fib;
using cw::rib::Rib;

constexpr std::size_t kUpdate = 50;      ///< prefixes per UPDATE
constexpr std::size_t kSlice = 1000;     ///< prefixes per decide()

enum Shape : std::int64_t { kDense, kScattered, kIpv6 };

std::vector<cw::wire::bgp::Nlri> table(std::int64_t size, std::int64_t shape) {
  std::vector<cw::wire::bgp::Nlri> nlri;
  nlri.reserve(static_cast<std::size_t>(size));
  cw::Rng rng(1);
  for (std::uint32_t i = 0; i < size; ++i) {
    if (shape == kIpv6) {
      IpAddress a{.family = cw::Family::Ipv6};
      a.bytes[0] = 0x20;
      for (std::size_t b = 0; b < 4; ++b) a.bytes[2 + b] = static_cast<std::uint8_t>(i >> (24 - 8 * b));
      nlri.push_back({.prefix = Prefix::of(a, 48)});
    } else if (shape == kScattered) {
      const auto length = static_cast<unsigned>(16 + rng.below(9));
      nlri.push_back({.prefix = Prefix::of(IpAddress::v4(static_cast<std::uint32_t>(rng.next())), length)});
    } else {
      nlri.push_back({.prefix = Prefix::of(IpAddress::v4(0x01000000U + (i << 8)), 24)});
    }
  }
  return nlri;
}

// A gateway with a circuit and a tunnel; every update has attributes of its own when `distinct`.
struct Gateway {
  Rib rib{{}};
  cw::rib::SourceId circuit = rib.add_source({.name = "circuit", .origin = cw::rib::Origin::Ebgp});
  cw::rib::SourceId tunnel = rib.add_source({.name = "tunnel", .origin = cw::rib::Origin::Ebgp});
  cw::rib::NextHopId via_circuit = rib.intern_next_hop({.interface = cw::InterfaceId{1}});
  cw::rib::NextHopId via_tunnel = rib.intern_next_hop({.interface = cw::InterfaceId{2}});

  void announce(cw::rib::SourceId from, cw::rib::NextHopId via, std::uint32_t weight,
                const std::vector<cw::wire::bgp::Nlri>& nlri) {
    for (std::size_t i = 0; i < nlri.size(); i += kUpdate) {
      cw::wire::bgp::PathAttributes attributes;
      attributes.as_path.segments = {
          {.as_numbers = {cw::AsNumber{65001}, cw::AsNumber{static_cast<std::uint32_t>(100000 + i)}}}};
      const auto id = rib.attributes().intern(attributes);
      rib.announce({.source = from, .attributes = id, .next_hop = via, .weight = weight},
                   std::span(nlri).subspan(i, std::min(kUpdate, nlri.size() - i)));
      rib.attributes().release(id);
    }
  }
  std::size_t settle(Fib* fib = nullptr) {
    std::size_t routes = 0;
    Delta delta;
    std::vector<Rib::BestChange> changed;
    for (bool more = true; more;) {
      more = rib.decide(kSlice, delta, changed);
      routes += delta.routes.size();
      if (fib != nullptr) {
        for (const auto& change : delta.groups) fib->apply(change);
        for (const auto& change : delta.routes) fib->apply(change);
        for (const auto group : delta.removed_groups) fib->remove_group(group);
      }
      delta.clear();
      changed.clear();
    }
    return routes;
  }
};

void report_size(benchmark::State& state, const Rib& rib) {
  const auto status = rib.status();
  state.counters["bytes_per_route"] =
      static_cast<double>(status.memory_bytes) / static_cast<double>(std::max<std::size_t>(status.prefixes, 1));
  state.counters["groups"] = static_cast<double>(status.groups);
}

// Arguments: prefixes, shape, paths per prefix.
void learn(benchmark::State& state) {
  const auto nlri = table(state.range(0), state.range(1));
  for (auto _ : state) {
    Gateway g;
    g.announce(g.circuit, g.via_circuit, 32769, nlri);
    if (state.range(2) == 2) g.announce(g.tunnel, g.via_tunnel, 32768, nlri);
    benchmark::DoNotOptimize(g.settle());
    state.PauseTiming();
    report_size(state, g.rib);
    { const Gateway gone = std::move(g); }
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * state.range(0) * state.range(2));
}
BENCHMARK(learn)
    ->ArgNames({"prefixes", "shape", "paths"})
    ->Args({1000000, kDense, 1})
    ->Args({1000000, kDense, 2})
    ->Args({1000000, kScattered, 1})
    ->Args({1000000, kScattered, 2})
    ->Args({1000000, kIpv6, 1})
    ->Unit(benchmark::kMillisecond)
    ->Iterations(1);

// Until the GroupChange is there: the number of prefixes must not matter.
void switch_group(benchmark::State& state) {
  Gateway g;
  const auto nlri = table(state.range(0), kDense);
  g.announce(g.circuit, g.via_circuit, 32769, nlri);
  g.announce(g.tunnel, g.via_tunnel, 32768, nlri);
  g.settle();
  bool live = true;
  for (auto _ : state) {
    live = !live;
    benchmark::DoNotOptimize(g.rib.set_next_hop_state(
        g.via_circuit, live ? cw::rib::NextHopState::Live : cw::rib::NextHopState::Dead));
  }
}
BENCHMARK(switch_group)->ArgName("prefixes")->Arg(1)->Arg(10000)->Arg(1000000)->Unit(benchmark::kMicrosecond);

// What follows in the background: every best path is another one.
void redecide_after_switch(benchmark::State& state) {
  Gateway g;
  const auto nlri = table(state.range(0), kDense);
  g.announce(g.circuit, g.via_circuit, 32769, nlri);
  g.announce(g.tunnel, g.via_tunnel, 32768, nlri);
  g.settle();
  bool live = true;
  for (auto _ : state) {
    live = !live;
    g.rib.set_next_hop_state(g.via_circuit, live ? cw::rib::NextHopState::Live : cw::rib::NextHopState::Dead);
    if (g.settle() != 0) state.SkipWithError("a switch rewrote routes");
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(redecide_after_switch)->ArgName("prefixes")->Arg(1000000)->Unit(benchmark::kMillisecond)->Iterations(2);

void withdraw(benchmark::State& state) {
  const auto nlri = table(state.range(0), kDense);
  for (auto _ : state) {
    state.PauseTiming();
    Gateway g;
    g.announce(g.circuit, g.via_circuit, 32769, nlri);
    g.settle();
    state.ResumeTiming();
    for (std::size_t i = 0; i < nlri.size(); i += kUpdate) {
      g.rib.withdraw(g.circuit, std::span(nlri).subspan(i, std::min(kUpdate, nlri.size() - i)));
    }
    benchmark::DoNotOptimize(g.settle());
    state.PauseTiming();
    { const Gateway gone = std::move(g); }
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(withdraw)->ArgName("prefixes")->Arg(1000000)->Unit(benchmark::kMillisecond)->Iterations(1);

// The call itself blocks; what it leaves for decide() does not count here.
void withdraw_all(benchmark::State& state) {
  const auto nlri = table(state.range(0), kDense);
  for (auto _ : state) {
    state.PauseTiming();
    Gateway g;
    g.announce(g.circuit, g.via_circuit, 32769, nlri);
    g.settle();
    state.ResumeTiming();
    g.rib.withdraw_all(g.circuit);
    state.PauseTiming();
    { const Gateway gone = std::move(g); }
    state.ResumeTiming();
  }
}
BENCHMARK(withdraw_all)->ArgName("prefixes")->Arg(1000000)->Unit(benchmark::kMillisecond)->Iterations(1);

// Installing a table, as the packet path sees it.
void fib_fill(benchmark::State& state) {
  const auto nlri = table(state.range(0), state.range(1));
  for (auto _ : state) {
    Fib fib;
    for (const auto& route : nlri) {
      fib.apply(cw::rib::RouteChange{.prefix = route.prefix, .group = cw::rib::GroupId{1}});
    }
    state.PauseTiming();
    { const Fib gone = std::move(fib); }
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(fib_fill)
    ->ArgNames({"prefixes", "shape"})
    ->Args({1000000, kDense})
    ->Args({1000000, kScattered})
    ->Unit(benchmark::kMillisecond)
    ->Iterations(1);

// Random destinations, all of which have a route.
void fib_lookup(benchmark::State& state) {
  Gateway g;
  Fib fib;
  const auto nlri = table(state.range(0), state.range(1));
  g.announce(g.circuit, g.via_circuit, 32769, nlri);
  g.settle(&fib);
  cw::Rng rng(2);
  std::vector<IpAddress> destinations;
  for (int i = 0; i < 65536; ++i) destinations.push_back(nlri[rng.below(nlri.size())].prefix.address.plus(7));
  std::size_t next = 0;
  for (auto _ : state) {
    const auto match = fib.lookup(destinations[next++ % destinations.size()]);
    benchmark::DoNotOptimize(fib.members(match->group));
  }
  state.counters["bytes_per_route"] =
      static_cast<double>(fib.memory_bytes()) / static_cast<double>(fib.route_count());
}
BENCHMARK(fib_lookup)
    ->ArgNames({"prefixes", "shape"})
    ->Args({1000, kDense})
    ->Args({1000000, kDense})
    ->Args({1000000, kScattered})
    ->Args({1000000, kIpv6});

}  // namespace
