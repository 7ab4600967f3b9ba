// Random designs under random faults. Phase 1: whatever happens, tables stay sane. Phase 2: everything is healed, and the
// network must come back to exactly the roads it had.
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <thread>

#include "base/assert.h"
#include "design/load.h"
#include "sim/drill_run.h"
#include "sim/random_design.h"
#include "sim/packet.h"
#include "sim/rehearse.h"

namespace cw::sim {
namespace {

constexpr Duration kSettleLimit = 15min;
constexpr std::size_t kLastEvents = 50;

struct Run {
  explicit Run(std::uint64_t the_seed) : seed(the_seed), rng(the_seed) {}

  void play();
  void phase_one(World& world);
  void phase_two(World& world);
  void expect_checkers(World& world, std::string_view when);
  void fail(const World& world, std::string what);

  std::uint64_t seed;
  Rng rng;
  design::Design design;
  plan::Plan plan;
  std::vector<drill::FlowPaths> before;
  std::vector<drill::Fault> open;
  std::string story;                 ///< the faults in order, for the report
  std::optional<SwarmFailure> failure;
  std::uint64_t faults = 0, events = 0;
};

void Run::fail(const World& world, std::string what) {
  if (failure) return;
  failure = SwarmFailure{.seed = seed, .what = std::move(what) + story, .design_yaml = design::to_yaml(design)};
  const Journal& journal = world.journal();
  for (std::size_t i = journal.size() > kLastEvents ? journal.size() - kLastEvents : 0; i < journal.size(); ++i) {
    failure->last_events.push_back(journal_line(plan, journal[i]));
  }
}

void Run::expect_checkers(World& world, std::string_view when) {
  const std::vector<drill::CheckerFailure> failures = world.check();
  if (!failures.empty()) fail(world, fmt::format("{} {}: {}", failures.front().checker, when, failures.front().what));
}

void Run::phase_one(World& world) {
  const std::vector<drill::Fault> choices = drill::sweep_faults(plan);
  constexpr std::array<drill::How, 4> kHows{drill::How::Silent, drill::How::Carrier, drill::How::OneWayA, drill::How::OneWayB};
  const std::uint64_t actions = 1 + rng.below(5);
  for (std::uint64_t i = 0; i < actions && !choices.empty(); ++i) {
    world.run_until(world.now() + rng.between(0ms, 8s));
    if (!open.empty() && rng.chance_ppm(300'000)) {
      const std::size_t which = rng.below(open.size());
      story += fmt::format("; {} restore {}", to_string(world.now()), drill::describe(plan, open[which]));
      world.restore(open[which]);
      open.erase(open.begin() + static_cast<std::ptrdiff_t>(which));
      continue;
    }
    drill::Fault fault = choices[rng.below(choices.size())];
    if (!fault.links.empty()) fault.how = kHows[rng.below(kHows.size())];
    story += fmt::format("; {} cut {}", to_string(world.now()), drill::describe(plan, fault));
    world.inject(fault);
    open.push_back(std::move(fault));
    ++faults;
  }
  // A silent failure may be noticed by nothing but a hold time of 180 s.
  world.run_until(world.now() + 200s);
  // Settled or not, no packet may go round in circles for good.
  const bool settled = world.run_until_settled(world.now() + 4min).has_value();
  for (const drill::CheckerFailure& each : world.check()) {
    if (settled || each.checker == "no-loop") fail(world, fmt::format("{} under faults: {}", each.checker, each.what));
  }
}

void Run::phase_two(World& world) {
  for (const drill::Fault& fault : open) world.restore(fault);
  story += fmt::format("; {} all restored", to_string(world.now()));
  if (!world.run_until_settled(world.now() + kSettleLimit)) {
    fail(world, fmt::format("settle: nothing settled within {} after everything was restored", to_string(kSettleLimit)));
  }
  expect_checkers(world, "after healing");
  const std::vector<drill::FlowPaths> after = all_paths(world, plan);
  for (std::size_t i = 0; i < after.size(); ++i) {
    for (const bool forward : {true, false}) {
      const drill::PathTrace& was = forward ? before[i].forward : before[i].back;
      const drill::PathTrace& is = forward ? after[i].forward : after[i].back;
      if (was.road == is.road && was.delivered == is.delivered) continue;
      fail(world, fmt::format("failback: {} {} used {} before and {} {} after", after[i].name, forward ? "forward" : "return",
                              drill::to_string(was.road), drill::to_string(is.road), is.failure));
    }
  }
}

void Run::play() {
  design = random_design(rng.fork("design"));
  auto compiled = plan::compile(design);
  if (!compiled) {
    failure = SwarmFailure{.seed = seed, .what = "plan: " + design::to_string(compiled.error().front()), .design_yaml = design::to_yaml(design)};
    return;
  }
  plan = std::move(*compiled);
  rng = rng.fork("faults");
  World world(plan, {.seed = seed, .costly_checks = true});
  if (!world.run_until_settled(Instant{} + kSettleLimit)) fail(world, "settle: the design does not converge");
  expect_checkers(world, "after convergence");
  before = all_paths(world, plan);
  for (const drill::FlowPaths& paths : before) {
    if (!paths.forward.delivered || !paths.back.delivered) {
      fail(world, fmt::format("convergence: {} is not delivered: {}{}", paths.name, paths.forward.failure, paths.back.failure));
    }
  }
  if (!failure) phase_one(world);
  if (!failure) phase_two(world);
  events = world.events_processed();
}

}  // namespace

SwarmResult swarm(const SwarmOptions& options) {
  std::vector<std::uint64_t> seeds;
  if (options.only) {
    seeds.push_back(*options.only);
  } else {
    Rng derive(options.seed);
    for (std::uint64_t i = 0; i < options.count; ++i) seeds.push_back(i == 0 ? options.seed : derive.next());
  }
  std::vector<std::optional<SwarmFailure>> failures(seeds.size());
  std::atomic<std::uint64_t> faults{0}, events{0};
  std::atomic<std::size_t> next{0};
  std::mutex progress;
  std::size_t done = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < seeds.size(); i = next++) {
      const std::string repeat = fmt::format("repeat: causeway swarm --only {}", seeds[i]);
      const AssertionContext context(repeat.c_str());
      Run run(seeds[i]);
      run.play();
      failures[i] = std::move(run.failure);
      faults += run.faults;
      events += run.events;
      const std::scoped_lock lock(progress);
      ++done;
      if (options.progress) options.progress(done, seeds.size());
    }
  };
  std::vector<std::thread> threads;
  for (std::size_t i = 1; i < std::min<std::size_t>(std::max(options.threads, 1U), seeds.size()); ++i) threads.emplace_back(work);
  work();
  for (std::thread& thread : threads) thread.join();
  SwarmResult result{.runs = seeds.size(), .faults = faults, .events = events};
  for (auto& failure : failures) {
    if (failure) result.failures.push_back(std::move(*failure));
  }
  return result;
}

}  // namespace cw::sim
