// The parts of the world that stand alone: event queue, link, FIB programmer, forwarding decision, probes.
#include <gtest/gtest.h>

#include <algorithm>

#include "sim/event_queue.h"
#include "sim/fib_programmer.h"
#include "sim/forward.h"
#include "sim/link.h"
#include "sim/probes.h"

namespace cw::sim {
namespace {

using namespace std::chrono_literals;
constexpr Instant kZero{};

TEST(EventQueue, OrdersByTimeThenInputsBeforeTimersThenInsertion) {   // style H3.7
  EventQueue queue;
  queue.push_timer(kZero + 5ms, EventType::NodeTimer, 1);
  queue.push(kZero + 5ms, EventType::Arrive, 2);
  queue.push(kZero + 5ms, EventType::Arrive, 3);
  queue.push(kZero + 1ms, EventType::Arrive, 4);
  queue.push_timer(kZero + 5ms, EventType::NodeTimer, 5);
  std::vector<std::uint32_t> order;
  while (!queue.empty()) order.push_back(queue.pop().a);
  EXPECT_EQ(order, (std::vector<std::uint32_t>{4, 2, 3, 1, 5}));
}

TEST(EventQueue, AnInputThatComesWhileTimersRunGoesFirst) {
  EventQueue queue;
  queue.push_timer(kZero, EventType::NodeTimer, 1);
  queue.push_timer(kZero, EventType::NodeTimer, 2);
  EXPECT_EQ(queue.pop().a, 1U);
  queue.push(kZero, EventType::Arrive, 3);
  EXPECT_EQ(queue.pop().a, 3U);
  EXPECT_EQ(queue.pop().a, 2U);
}

TEST(EventQueue, KeepsOrderThroughManyRandomEvents) {
  EventQueue queue;
  Rng rng(3);
  for (std::uint32_t i = 0; i < 5000; ++i) queue.push(kZero + Duration(static_cast<std::int64_t>(rng.below(100))), EventType::Arrive, i);
  Scheduled last = queue.pop();
  while (!queue.empty()) {
    const Scheduled next = queue.pop();
    ASSERT_TRUE(last.before(next));
    last = next;
  }
}

TEST(Link, JitterNeverReorders) {
  LinkDirection link({.delay = 4ms, .jitter = 3ms}, Rng(1));
  Instant last{};
  bool varied = false;
  for (int i = 0; i < 1000; ++i) {
    const Instant now = kZero + i * 100us;
    const Transmission sent = link.transmit(now, 100);
    ASSERT_EQ(sent.count, 1U);
    EXPECT_GE(sent.arrivals[0], last);
    EXPECT_GE(sent.arrivals[0], now + 4ms);
    varied = varied || sent.arrivals[0] > now + 5ms;
    last = sent.arrivals[0];
  }
  EXPECT_TRUE(varied);
}

TEST(Link, LosesDuplicatesAndReordersAtItsRates) {
  LinkDirection link({.delay = 1ms, .loss_ppm = 100'000, .duplicate_ppm = 50'000, .reorder_ppm = 20'000}, Rng(9));
  int lost = 0, twice = 0, overtaken = 0;
  Instant latest{};
  for (int i = 0; i < 20'000; ++i) {
    const Transmission sent = link.transmit(kZero + i * 1ms, 100);
    if (sent.count == 0) {
      EXPECT_EQ(sent.drop, Drop::Lost);
      ++lost;
      continue;
    }
    twice += sent.count == 2 ? 1 : 0;
    overtaken += sent.arrivals[0] < latest ? 1 : 0;
    latest = std::max(latest, sent.arrivals[0]);
  }
  EXPECT_NEAR(lost, 2000, 200);
  EXPECT_NEAR(twice, 900, 120);
  EXPECT_GT(overtaken, 100);
}

TEST(Link, SerializesAndDropsWhatItsQueueCannotHold) {
  // 8 Mbit/s: a 1,000-byte packet takes 1 ms; the queue holds 50 ms.
  LinkDirection link({.delay = 0ms, .bits_per_second = 8'000'000}, Rng(1));
  int through = 0;
  for (int i = 0; i < 200; ++i) {
    const Transmission sent = link.transmit(kZero, 1000);
    if (sent.count == 1) {
      EXPECT_EQ(sent.arrivals[0], kZero + (++through) * 1ms);
    } else {
      EXPECT_EQ(sent.drop, Drop::QueueFull);
    }
  }
  EXPECT_EQ(through, 51);
}

const Prefix kSite = *Prefix::parse("10.1.11.0/25");

gateway::ProgramFib program(std::uint64_t token, bool urgent, std::vector<rib::NextHopId> members, std::size_t routes = 0) {
  gateway::ProgramFib request{.token = token, .urgent = urgent};
  request.delta.groups.push_back({.group = rib::GroupId(1), .members = std::move(members), .active_tier = 0});
  for (std::size_t i = 0; i < routes; ++i) {
    request.delta.routes.push_back({.prefix = Prefix::of(kSite.address.plus(static_cast<std::uint32_t>(i)), 32), .group = rib::GroupId(1)});
  }
  return request;
}

TEST(FibProgrammer, AnUrgentGroupOvertakesBulkAndIsNotUndoneByIt) {
  FibProgrammer programmer(200us, 8us);
  rib::Fib fib;
  const auto bulk = programmer.submit(kZero, program(1, false, {rib::NextHopId(1), rib::NextHopId(2)}, 100));
  const auto urgent = programmer.submit(kZero, program(2, true, {rib::NextHopId(2)}));
  EXPECT_EQ(bulk.at, kZero + 1ms);
  EXPECT_EQ(urgent.at, kZero + 200us);
  EXPECT_EQ(programmer.complete(urgent.job, fib), 2U);
  EXPECT_EQ(programmer.complete(bulk.job, fib), 1U);
  ASSERT_EQ(fib.members(rib::GroupId(1)).size(), 1U);
  EXPECT_EQ(fib.members(rib::GroupId(1))[0], rib::NextHopId(2));
  EXPECT_EQ(fib.route_count(), 100U);
  EXPECT_TRUE(programmer.is_idle());
}

TEST(FibProgrammer, BulkWorkQueuesBehindEarlierBulkWork) {
  FibProgrammer programmer(200us, 8us);
  const auto first = programmer.submit(kZero, program(1, false, {}, 1000));
  const auto second = programmer.submit(kZero, program(2, false, {}, 1000));
  EXPECT_EQ(second.at - kZero, (first.at - kZero) * 2);
}

struct Table {
  rib::Fib fib;
  std::vector<rib::NextHop> next_hops;
  void route(const char* prefix, std::uint32_t group, std::vector<rib::NextHop> members, std::uint32_t table = 0) {
    rib::GroupChange change{.group = rib::GroupId(group), .members = {}, .active_tier = 0};
    for (const rib::NextHop& each : members) {
      change.members.emplace_back(static_cast<std::uint32_t>(next_hops.size()));
      next_hops.push_back(each);
    }
    fib.apply(change);
    fib.apply(rib::RouteChange{.table = table, .prefix = *Prefix::parse(prefix), .group = rib::GroupId(group)});
  }
  Choice pick(const char* destination, std::uint16_t port = 1, bool from_sibling = false, std::uint32_t table = 0) const {
    const wire::FlowKey key{.source = *IpAddress::parse("10.9.9.9"), .destination = *IpAddress::parse(destination), .source_port = port};
    return choose(fib, [&](rib::NextHopId id) -> const rib::NextHop& { return next_hops[id.value]; }, key, table, from_sibling, 7);
  }
};

rib::NextHop to(std::uint32_t interface, bool sibling = false) {
  return {.interface = InterfaceId(interface), .gateway = *IpAddress::parse("192.0.2.1"), .sibling = sibling};
}

TEST(Forward, TheLongestPrefixWinsAndFlowsSpreadButStay) {
  Table table;
  table.route("10.1.0.0/16", 1, {to(1)});
  table.route("10.1.11.0/25", 2, {to(2), to(3)});
  EXPECT_EQ(table.pick("10.1.12.1").next_hop->interface, InterfaceId(1));
  int seen[4] = {};
  for (std::uint16_t port = 0; port < 200; ++port) {
    const auto first = table.pick("10.1.11.1", port).next_hop->interface;
    EXPECT_EQ(table.pick("10.1.11.1", port).next_hop->interface, first);
    ++seen[first.value];
  }
  EXPECT_GT(seen[2], 50);
  EXPECT_GT(seen[3], 50);
  EXPECT_FALSE(table.pick("10.2.0.1").next_hop);
  EXPECT_EQ(table.pick("10.2.0.1").drop, Drop::NoRoute);
}

TEST(Forward, APacketFromASiblingIsNeverSentToASibling) {   // architecture §5.4: local repair must not bounce
  Table table;
  table.route("10.1.0.0/16", 1, {to(1, true), to(2)});
  table.route("10.2.0.0/16", 2, {to(1, true)});
  for (std::uint16_t port = 0; port < 50; ++port) {
    EXPECT_EQ(table.pick("10.1.0.1", port, true).next_hop->interface, InterfaceId(2));
  }
  EXPECT_FALSE(table.pick("10.2.0.1", 1, true).next_hop);
  EXPECT_EQ(table.pick("10.2.0.1", 1, true).drop, Drop::NoExit);
  EXPECT_TRUE(table.pick("10.2.0.1", 1, false).next_hop);
}

TEST(Forward, UserDefinedRoutesWinTheirTableAndMayDrop) {
  Table table;
  table.route("10.1.0.0/16", 1, {to(1)});
  table.route("10.1.0.0/16", 2, {{.kind = rib::NextHopKind::Drop}}, 5);
  EXPECT_TRUE(table.pick("10.1.0.1").next_hop);
  EXPECT_EQ(table.pick("10.1.0.1", 1, false, 5).drop, Drop::RouteDrops);
}

struct Flow {
  ProbeStream stream{kZero, 10ms};
  void send_until(std::uint64_t end, std::uint64_t lose_from = 0, std::uint64_t lose_to = 0, std::uint8_t road = kRoadCircuit) {
    while (stream.sent() < end) {
      const std::uint64_t number = stream.send();
      if (number >= lose_from && number < lose_to) {
        changes.push_back(stream.dropped(number));
      } else {
        changes.push_back(stream.arrived(stream.sent_at(number) + 5ms, number, road));
      }
    }
  }
  std::vector<ProbeStream::Change> changes;
  [[nodiscard]] std::size_t count(ProbeStream::Change::Kind kind) const {
    return static_cast<std::size_t>(std::ranges::count_if(changes, [&](const auto& each) { return each.kind == kind; }));
  }
};

TEST(Probes, LosingExactlyTheseProbesIsExactlyThatOutage) {
  Flow flow;
  flow.send_until(100, 40, 63);
  const drill::DirectionResult result = flow.stream.result(kZero, kZero + 1s);
  EXPECT_EQ(result.sent, 100U);
  EXPECT_EQ(result.lost, 23U);
  EXPECT_EQ(result.outage, 230ms);
  EXPECT_EQ(result.lost_from, kZero + 400ms);
  EXPECT_EQ(result.back_at, kZero + 635ms);
  EXPECT_TRUE(result.recovered);
  using Kind = ProbeStream::Change::Kind;
  EXPECT_EQ(flow.count(Kind::Lost), 1U);
  EXPECT_EQ(flow.count(Kind::Restored), 1U);
}

TEST(Probes, APhaseCountsOnlyWhatWasSentInIt) {
  Flow flow;
  flow.send_until(100, 40, 60);
  EXPECT_EQ(flow.stream.result(kZero, kZero + 400ms).lost, 0U);
  EXPECT_EQ(flow.stream.result(kZero + 500ms, kZero + 1s).outage, 100ms);
  EXPECT_EQ(flow.stream.result(kZero + 600ms, kZero + 1s).lost, 0U);
  EXPECT_EQ(flow.stream.result(kZero + 2s, kZero + 3s).sent, 0U);
}

TEST(Probes, AnOutageThatDoesNotEndLastsUntilThePhaseDoes) {
  Flow flow;
  flow.send_until(100, 70, 100);
  const drill::DirectionResult result = flow.stream.result(kZero, kZero + 1s);
  EXPECT_EQ(result.outage, 300ms);
  EXPECT_FALSE(result.back_at);
  EXPECT_FALSE(result.recovered);
}

TEST(Probes, ALongerRoadAloneIsNoOutageButIsNoted) {
  Flow flow;
  flow.send_until(50);
  const std::uint64_t number = flow.stream.send();
  const auto change = flow.stream.arrived(flow.stream.sent_at(number) + 25ms, number, kRoadTunnel);
  EXPECT_EQ(change.kind, ProbeStream::Change::Kind::Moved);
  EXPECT_EQ(change.to, drill::PathRoad::Vpn);
  EXPECT_EQ(flow.stream.result(kZero, kZero + 1s).outage, 0ms);
}

TEST(Probes, CountsDuplicatesAndReordering) {
  ProbeStream stream(kZero, 10ms);
  for (int i = 0; i < 4; ++i) stream.send();
  stream.arrived(kZero + 50ms, 0, 0);
  stream.arrived(kZero + 51ms, 2, 0);
  stream.arrived(kZero + 52ms, 1, 0);
  stream.arrived(kZero + 53ms, 2, 0);
  stream.arrived(kZero + 54ms, 3, 0);
  const drill::DirectionResult result = stream.result(kZero, kZero + 40ms);
  EXPECT_EQ(result.received, 4U);
  EXPECT_EQ(result.reordered, 1U);
  EXPECT_EQ(result.duplicated, 1U);
  EXPECT_EQ(result.lost, 0U);
}

}  // namespace
}  // namespace cw::sim
