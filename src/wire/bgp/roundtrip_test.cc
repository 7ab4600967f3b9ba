// Random messages: what is encoded decodes to the same, and what is broken is handled. A failure prints its seed.
#include <gtest/gtest.h>

#include <algorithm>

#include "base/random.h"
#include "wire/bgp/test_support.h"

namespace cw::wire::bgp::test {
namespace {

constexpr std::uint64_t kSeed = 0x4271'7606'6793;
constexpr std::uint64_t kRounds = 3000;

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : rng_(seed) {}

  DecodeContext context() {
    DecodeContext made{.four_octet_as = coin(), .extended_message = coin(), .ebgp = coin()};
    made.add_path_receive = {coin(), coin()};
    return made;
  }
  Message message(const DecodeContext& context) {
    switch (below(8)) {
      case 0: return open();
      case 1: return Notification{.code = static_cast<ErrorCode>(below(256)), .subcode = u8(), .data = octets(40)};
      case 2: return Keepalive{};
      case 3: return RouteRefresh{.family = family(), .kind = static_cast<RouteRefresh::Kind>(below(3))};
      default: return update(context);
    }
  }
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(rng_.below(bound)); }

 private:
  bool coin() { return below(2) == 0; }
  std::uint8_t u8() { return static_cast<std::uint8_t>(below(256)); }
  std::uint32_t u32() { return static_cast<std::uint32_t>(rng_.next()); }
  AfiSafi family() { return coin() ? AfiSafi::Ipv4Unicast : AfiSafi::Ipv6Unicast; }
  AsNumber as() { return AsNumber(1 + static_cast<std::uint32_t>(below(coin() ? 65535 : UINT32_MAX))); }
  std::vector<std::uint8_t> octets(std::size_t max) {
    std::vector<std::uint8_t> list(below(max + 1));
    for (auto& octet : list) octet = u8();
    return list;
  }
  template <typename Make>
  auto sorted_set(std::size_t max, Make make) {
    std::vector<decltype(make())> list(below(max + 1));
    for (auto& item : list) item = make();
    std::ranges::sort(list);
    list.erase(std::unique(list.begin(), list.end()), list.end());
    return list;
  }

  Open open() {
    Open made{.as = as(), .hold_time_s = static_cast<std::uint16_t>(coin() ? 0 : 3 + below(65000)),
              .identifier = RouterId(1 + u32() / 2)};
    Capabilities& c = made.capabilities;
    if (coin()) c.multiprotocol = {AfiSafi::Ipv4Unicast, AfiSafi::Ipv6Unicast};
    c.route_refresh = coin();
    c.enhanced_route_refresh = coin();
    c.extended_message = coin();
    if (coin() || made.as.value > UINT16_MAX) c.four_octet_as = made.as;
    if (coin()) {
      c.graceful_restart = GracefulRestart{.restarting = coin(), .notification = coin(),
                                           .restart_time_s = static_cast<std::uint16_t>(below(4096)), .families = {}};
      if (coin()) c.graceful_restart->families.push_back({.family = family(), .forwarding_preserved = coin()});
    }
    c.add_path = {static_cast<AddPathMode>(below(4)), static_cast<AddPathMode>(below(4))};
    return made;
  }

  IpAddress host(AfiSafi af) {
    IpAddress made{.family = family_of(af)};
    for (std::size_t i = 0; i < bits(made.family) / 8; ++i) made.bytes[i] = u8();
    made.bytes[0] = made.is_v4() ? 10 : 0x20;
    return made;
  }
  std::vector<Nlri> prefixes(AfiSafi af, const DecodeContext& context, std::size_t max) {
    std::vector<Nlri> list(below(max + 1));
    for (Nlri& n : list) {
      n.prefix = Prefix::of(host(af), static_cast<unsigned>(below(bits(family_of(af)) + 1)));
      if (context.add_path_receive[std::to_underlying(af)]) n.path_id = u32();
    }
    return list;
  }
  AsPath as_path() {
    AsPath made;
    made.segments.resize(below(4));
    for (AsPathSegment& s : made.segments) {
      s.type = coin() ? AsPathSegment::Type::AsSequence : AsPathSegment::Type::AsSet;
      s.as_numbers.resize(1 + below(coin() ? 4 : 255));
      for (AsNumber& number : s.as_numbers) number = as();
    }
    return made;
  }
  PathAttributes attributes(const DecodeContext& context) {
    PathAttributes made{.origin = static_cast<Origin>(below(3)), .as_path = as_path()};
    if (coin()) made.med = u32();
    made.atomic_aggregate = coin();
    if (coin()) made.aggregator = Aggregator{.as = as(), .router = RouterId(u32())};
    made.communities = sorted_set(80, [&] { return u32(); });
    made.extended_communities = sorted_set(8, [&] { return rng_.next(); });
    made.large_communities = sorted_set(8, [&] { return LargeCommunity{u32(), u32(), u32()}; });
    if (!context.ebgp) {
      if (coin()) made.local_pref = u32();
      if (coin()) made.originator_id = RouterId(u32());
      made.cluster_list.resize(below(4));
      for (RouterId& id : made.cluster_list) id = RouterId(u32());
    }
    for (const std::uint8_t code : {std::uint8_t{11}, std::uint8_t{20}, std::uint8_t{255}}) {
      if (coin()) made.unknown.push_back({.flags = 0xe0, .code = code, .value = octets(300)});
    }
    return made;
  }
  Update update(const DecodeContext& context) {
    Update made;
    if (below(10) == 0) {
      made.end_of_rib = family();
      return made;
    }
    made.withdrawn = prefixes(AfiSafi::Ipv4Unicast, context, 20);
    const auto v6 = prefixes(AfiSafi::Ipv6Unicast, context, 20);
    made.withdrawn.insert(made.withdrawn.end(), v6.begin(), v6.end());
    const AfiSafi af = family();
    made.announced = prefixes(af, context, 20);
    if (made.announced.empty()) return made;
    made.attributes = attributes(context);
    made.attributes->next_hop = host(af);
    if (af == AfiSafi::Ipv6Unicast) {
      if (coin()) made.attributes->link_local_next_hop = address("fe80::1").plus(u32());
    } else if (below(4) == 0) {
      const AfiSafi other = family();
      made.second = SecondAnnouncement{.announced = prefixes(other, context, 20), .next_hop = host(other)};
      if (made.second->announced.empty()) made.second.reset();
    }
    return made;
  }

  Rng rng_;
};

bool says_nothing(const Message& message) {
  const Update* update = std::get_if<Update>(&message);
  return update != nullptr && !update->end_of_rib && update->withdrawn.empty() && update->announced.empty();
}

TEST(BgpRoundTrip, RandomMessages) {
  std::size_t done = 0;
  for (std::uint64_t round = 0; round < kRounds; ++round) {
    SCOPED_TRACE(fmt::format("seed {:#x}", kSeed + round));
    Generator generator(kSeed + round);
    const DecodeContext context = generator.context();
    const Message message = generator.message(context);
    const auto bytes = encoded(message, mirror(context));
    if (!bytes) {
      // Only for want of room, or of anything to say.
      EncodeContext roomy = mirror(context);
      roomy.size_max = kExtendedSizeMax;
      ASSERT_TRUE(says_nothing(message) || (!context.extended_message && encoded(message, roomy)));
      continue;
    }
    std::vector<DecodeError> errors;
    const auto again = decode(*bytes, context, errors);
    ASSERT_TRUE(again) << to_string(again.error());
    ASSERT_TRUE(errors.empty()) << to_string(errors.front());
    ASSERT_TRUE(*again == message) << to_hex(*bytes);
    ++done;
  }
  EXPECT_GT(done, kRounds * 8 / 10);
}

// Several octets of a good message changed at once: refused or understood, never more.
TEST(BgpRoundTrip, RandomDamage) {
  std::size_t refused = 0;
  std::size_t mended = 0;
  for (std::uint64_t round = 0; round < kRounds; ++round) {
    SCOPED_TRACE(fmt::format("seed {:#x}", kSeed + round));
    Generator generator(kSeed + round);
    const DecodeContext context = generator.context();
    auto bytes = encoded(generator.message(context), mirror(context));
    if (!bytes || bytes->size() == kHeaderSize) continue;
    for (std::size_t i = 0; i <= generator.below(4); ++i) {
      (*bytes)[kHeaderSize + generator.below(bytes->size() - kHeaderSize)] =
          static_cast<std::byte>(generator.below(256));
    }
    std::vector<DecodeError> errors;
    const auto message = decode(*bytes, context, errors);
    if (!message) {
      ++refused;
      ASSERT_EQ(message.error().action, ErrorAction::SessionReset);
    } else if (!errors.empty()) {
      ++mended;
    }
    for (const DecodeError& error : errors) ASSERT_NE(error.action, ErrorAction::SessionReset);
  }
  EXPECT_GT(refused, 0U);
  EXPECT_GT(mended, 0U);
}

}  // namespace
}  // namespace cw::wire::bgp::test
