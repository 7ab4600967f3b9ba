// Vocabulary of the tests in this folder.
#pragma once

#include <gtest/gtest.h>

#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "rib/rib.h"

namespace cw::rib {

inline Prefix prefix(std::string_view text) {
  const auto parsed = Prefix::parse(text);
  EXPECT_TRUE(parsed) << text;
  return parsed.value_or(Prefix{});
}
inline IpAddress address(std::string_view text) {
  const auto parsed = IpAddress::parse(text);
  EXPECT_TRUE(parsed) << text;
  return parsed.value_or(IpAddress{});
}
/// The n-th /24 from 10.0.0.0 on.
inline Prefix numbered(std::uint32_t n) { return Prefix::of(IpAddress::v4(0x0a000000U + (n << 8)), 24); }

inline Prefix random_prefix(Rng& rng, Family family, std::uint64_t distinct_bits) {
  IpAddress a{.family = family};
  if (family == Family::Ipv4) {
    a = IpAddress::v4(static_cast<std::uint32_t>(rng.below(1U << distinct_bits) << (32 - distinct_bits)) |
                      static_cast<std::uint32_t>(rng.below(16)));
    return Prefix::of(a, static_cast<unsigned>(rng.below(33)));
  }
  a.bytes[0] = 0x20;
  a.bytes[3] = static_cast<std::uint8_t>(rng.below(4));
  a.bytes[7] = static_cast<std::uint8_t>(rng.below(8) << 5);
  a.bytes[8] = static_cast<std::uint8_t>(rng.below(4) << 6);
  a.bytes[15] = static_cast<std::uint8_t>(rng.below(16));
  return Prefix::of(a, static_cast<unsigned>(rng.below(129)));
}

/// A RIB and a FIB that applies everything the RIB says.
struct Router {
  explicit Router(DecisionConfig config = {}) : rib(config) {}

  SourceId source(std::string name, Origin origin, std::uint32_t number, std::uint32_t as = 65001) {
    return rib.add_source({.name = std::move(name), .origin = origin, .peer_as = AsNumber{as},
                           .peer_identifier = RouterId{number}, .peer_address = IpAddress::v4(0xc0000200U + number)});
  }
  NextHopId hop(std::uint32_t number) {
    return rib.intern_next_hop({.interface = InterfaceId{number}, .gateway = IpAddress::v4(0xac100000U + number)});
  }
  void announce(PathTemplate path, const wire::bgp::PathAttributes& attributes, std::initializer_list<Prefix> prefixes,
                std::uint32_t path_id = 0) {
    path.attributes = rib.attributes().intern(attributes);
    std::vector<wire::bgp::Nlri> nlri;
    for (const Prefix& p : prefixes) nlri.push_back({.prefix = p, .path_id = path_id});
    rib.announce(path, nlri);
    rib.attributes().release(path.attributes);
  }
  void withdraw(SourceId from, const Prefix& p, std::uint32_t path_id = 0) {
    const wire::bgp::Nlri nlri{.prefix = p, .path_id = path_id};
    rib.withdraw(from, {&nlri, 1});
  }
  void apply(const Delta& delta) {
    for (const auto& change : delta.groups) {
      known.insert(change.group);
      fib.apply(change);
    }
    for (const auto& change : delta.routes) {
      if (change.group != kNoGroup) {
        EXPECT_TRUE(known.contains(change.group)) << "a route before its group";
      }
      fib.apply(change);
    }
    for (const GroupId group : delta.removed_groups) {
      EXPECT_EQ(known.erase(group), 1U) << "a group removed twice";
      fib.remove_group(group);
    }
  }
  /// Decides and applies everything; keeps the last delta and what changed.
  void settle(std::size_t budget = 1000000) {
    last.clear();
    changed.clear();
    bool more = true;
    while (more) {
      Delta delta;
      more = rib.decide(budget, delta, changed);
      apply(delta);
      last.groups.insert(last.groups.end(), delta.groups.begin(), delta.groups.end());
      last.routes.insert(last.routes.end(), delta.routes.begin(), delta.routes.end());
      last.removed_groups.insert(last.removed_groups.end(), delta.removed_groups.begin(), delta.removed_groups.end());
    }
    EXPECT_EQ(rib.status().pending, 0U);
    EXPECT_TRUE(rib.is_consistent());
  }
  std::vector<GroupChange> set(NextHopId id, NextHopState state) {
    auto changes = rib.set_next_hop_state(id, state);
    for (const auto& change : changes) {
      EXPECT_TRUE(known.contains(change.group)) << "a switch of a group that was never told";
      fib.apply(change);
    }
    return changes;
  }
  std::vector<NextHopId> forwarding(std::string_view destination) const {
    const auto match = fib.lookup(address(destination));
    if (!match) return {};
    const auto members = fib.members(match->group);
    return {members.begin(), members.end()};
  }
  /// The FIB holds what the RIB expects, members and active tiers included.
  void expect_fib_matches(std::string_view what) const {
    const auto expected = rib.expected_routes();
    EXPECT_EQ(fib.routes(), expected) << what;
    for (const auto& route : expected) {
      const auto members = fib.members(route.group);
      EXPECT_EQ(std::vector<NextHopId>(members.begin(), members.end()), rib.expected_members(route.group)) << what;
      EXPECT_EQ(fib.active_tier(route.group), rib.active_tier(route.group)) << what;
    }
    EXPECT_EQ(fib.group_count(), rib.status().groups) << what;
  }

  Rib rib;
  Fib fib;
  std::set<GroupId> known;
  Delta last;
  std::vector<Rib::BestChange> changed;
};

inline wire::bgp::PathAttributes with_path(std::vector<std::uint32_t> as_numbers) {
  wire::bgp::PathAttributes attributes;
  std::vector<AsNumber> path;
  for (const std::uint32_t as : as_numbers) path.push_back(AsNumber{as});
  attributes.as_path = wire::bgp::AsPath::sequence(std::move(path));
  return attributes;
}

}  // namespace cw::rib
