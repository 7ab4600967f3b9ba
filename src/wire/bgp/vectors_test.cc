#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "wire/bgp/test_support.h"

namespace cw::wire::bgp::test {
namespace {

struct Vector {
  std::string name;
  DecodeContext context;
  bool oneway = false;
  Bytes bytes;
};

void apply_word(const std::string& word, Vector& vector) {
  if (word == "as2") {
    vector.context.four_octet_as = false;
  } else if (word == "ibgp") {
    vector.context.ebgp = false;
  } else if (word == "addpath4") {
    vector.context.add_path_receive[0] = true;
  } else if (word == "addpath6") {
    vector.context.add_path_receive[1] = true;
  } else if (word == "extended") {
    vector.context.extended_message = true;
  } else if (word == "oneway") {
    vector.oneway = true;
  } else {
    ADD_FAILURE() << "unknown word " << word << " at [" << vector.name << "]";
  }
}

std::vector<Vector> read_vectors() {
  std::vector<Vector> vectors;
  for (const char* file : {"open.hex", "update.hex", "others.hex"}) {
    std::ifstream in(std::string(CW_SOURCE_DIR "/tests/vectors/bgp/") + file);
    EXPECT_TRUE(in) << file;
    for (std::string line; std::getline(in, line);) {
      if (line.empty() || line[0] == '#') continue;
      if (line[0] != '[') {
        const Bytes more = hex(line);
        vectors.back().bytes.insert(vectors.back().bytes.end(), more.begin(), more.end());
        continue;
      }
      const std::size_t end = line.find(']');
      vectors.push_back({.name = line.substr(1, end - 1), .context = {}, .oneway = false, .bytes = {}});
      std::istringstream words(line.substr(end + 1));
      for (std::string word; words >> word;) apply_word(word, vectors.back());
    }
  }
  return vectors;
}

using Type = AsPathSegment::Type;

Open open(std::uint32_t as, std::uint16_t hold_time, std::uint32_t identifier, Capabilities capabilities) {
  return {.as = AsNumber(as),
          .hold_time_s = hold_time,
          .identifier = RouterId(identifier),
          .capabilities = std::move(capabilities)};
}

// The struct of every vector, by its name.
std::vector<std::pair<std::string, Message>> expectations() {
  std::vector<std::pair<std::string, Message>> all;
  const auto add = [&](const char* name, Message message) { all.emplace_back(name, std::move(message)); };
  const std::vector<AfiSafi> v4{AfiSafi::Ipv4Unicast};
  const std::vector<AfiSafi> both{AfiSafi::Ipv4Unicast, AfiSafi::Ipv6Unicast};

  add("minimal", open(65010, 180, 0x0a000001, {}));
  add("maxima", open(UINT32_MAX, UINT16_MAX, UINT32_MAX,
                     {.multiprotocol = both,
                      .route_refresh = true,
                      .enhanced_route_refresh = true,
                      .extended_message = true,
                      .four_octet_as = AsNumber(UINT32_MAX),
                      .graceful_restart = GracefulRestart{.restarting = true,
                                                          .notification = true,
                                                          .restart_time_s = 4095,
                                                          .families = {{AfiSafi::Ipv4Unicast, true},
                                                                       {AfiSafi::Ipv6Unicast, true}}},
                      .add_path = {AddPathMode::Both, AddPathMode::Both}}));
  add("unknown-capability",
      open(65533, 180, 0x0a000002, {.multiprotocol = v4, .four_octet_as = AsNumber(65533), .unknown = {75}}));
  add("parameter-per-capability",
      open(65001, 180, 0xc0a80a44,
           {.multiprotocol = v4,
            .route_refresh = true,
            .enhanced_route_refresh = true,
            .extended_message = true,
            .four_octet_as = AsNumber(65001),
            .graceful_restart = GracefulRestart{.restart_time_s = 120, .families = {}},
            .add_path = {AddPathMode::Receive, AddPathMode::None},
            .unknown = {73, 128}}));
  add("graceful-restart",
      open(2764334674, 180, 0x00000101,
           {.multiprotocol = v4,
            .route_refresh = true,
            .four_octet_as = AsNumber(2764334674),
            .graceful_restart =
                GracefulRestart{.restarting = true, .notification = true, .restart_time_s = 300, .families = {}},
            .add_path = {AddPathMode::Receive, AddPathMode::None}}));
  add("two-octet-speaker",
      open(200, 180, 0x00000201, {.multiprotocol = v4, .add_path = {AddPathMode::Receive, AddPathMode::None}}));
  add("extended-parameters", open(65010, 90, 0x0a000001, {.multiprotocol = v4}));

  add("end-of-rib-ipv4", Update{.end_of_rib = AfiSafi::Ipv4Unicast});
  add("end-of-rib-ipv6", Update{.end_of_rib = AfiSafi::Ipv6Unicast});
  add("end-of-rib-ipv6-long", Update{.end_of_rib = AfiSafi::Ipv6Unicast});
  add("large-communities",
      Update{.announced = {nlri("8.8.8.10/32")},
             .attributes = PathAttributes{.next_hop = address("192.0.2.1"),
                                          .local_pref = 100,
                                          .large_communities = {{2914, 0, 666}, {2914, 3320, 123}}}});
  add("two-prefixes-one-community",
      Update{.announced = {nlri("10.0.2.0/24"), nlri("10.0.6.0/24")},
             .attributes = PathAttributes{
                 .next_hop = address("10.0.255.254"), .local_pref = 100, .communities = {0x78147814}}});
  add("ebgp-four-octet-as-path",
      Update{.announced = {nlri("10.0.0.0/24")},
             .attributes = PathAttributes{.as_path = path({65533}), .next_hop = address("10.0.1.254")}});
  add("ipv6-mp-reach-last",
      Update{.announced = {nlri("2a02:b80:0:1::1/128")},
             .attributes = PathAttributes{.next_hop = address("2a02:b80:0:2::1"),
                                          .local_pref = 200,
                                          .communities = {0x78140000, 0x78147814}}});
  add("add-path-ipv4", Update{.announced = {nlri("10.0.0.10/32", 1)},
                              .attributes = PathAttributes{.next_hop = address("10.10.1.1"), .local_pref = 100}});
  add("large-community-maxima",
      Update{.announced = {nlri("203.0.113.16/32")},
             .attributes = PathAttributes{
                 .as_path = path({65536}),
                 .next_hop = address("192.0.2.2"),
                 .large_communities = {{65535, 1, 1}, {UINT32_MAX, UINT32_MAX, UINT32_MAX}}}});
  const std::vector<Nlri> hosts{nlri("1.1.1.1/32"), nlri("2.2.2.2/32"), nlri("3.3.3.3/32"), nlri("4.4.4.4/32"),
                                nlri("5.5.5.5/32")};
  add("as4-path-merge",
      Update{.announced = {hosts[3], hosts[4], hosts[0], hosts[1], hosts[2]},
             .attributes = PathAttributes{.origin = Origin::Incomplete,
                                          .as_path = path({200, 1, 222222, 333333, 4294967290}),
                                          .next_hop = address("1.0.2.1")}});
  add("four-octet-as-path",
      Update{.announced = hosts,
             .attributes = PathAttributes{.origin = Origin::Incomplete,
                                          .as_path = path({2764334674, 200, 1, 222222, 333333, 4294967290}),
                                          .next_hop = address("1.0.3.1")}});
  add("withdraw-ipv4",
      Update{.withdrawn = {nlri("10.0.0.0/8"), nlri("10.17.11.0/25"), nlri("0.0.0.0/0"), nlri("192.0.2.1/32")}});
  add("host-bits", Update{.withdrawn = {nlri("10.128.0.0/9")}});
  add("withdraw-ipv6", Update{.withdrawn = {nlri("2001:db8::/32"), nlri("::/0")}});
  add("ipv6-link-local",
      Update{.announced = {nlri("2001:db8::/32"), nlri("2001:db8::ff/128")},
             .attributes = PathAttributes{.as_path = path({65010}),
                                          .next_hop = address("2001:db8::1"),
                                          .link_local_next_hop = address("fe80::1")}});
  add("ipv4-in-mp-reach",
      Update{.announced = {nlri("10.0.0.0/8")},
             .attributes = PathAttributes{.as_path = path({65010}), .next_hop = address("192.0.2.1")}});
  add("both-families",
      Update{.announced = {nlri("10.0.0.0/8")},
             .attributes = PathAttributes{.as_path = path({65010}), .next_hop = address("192.0.2.1")},
             .second = SecondAnnouncement{.announced = {nlri("2001:db8::/32")}, .next_hop = address("2001:db8::1")}});
  add("every-attribute",
      Update{.announced = {nlri("223.255.255.254/32")},
             .attributes = PathAttributes{
                 .origin = Origin::Incomplete,
                 .as_path = {{segment(Type::AsSequence, {UINT32_MAX, 12076, 65020}),
                              segment(Type::AsSet, {65001, 65002})}},
                 .next_hop = address("223.255.255.255"),
                 .med = UINT32_MAX,
                 .local_pref = UINT32_MAX,
                 .atomic_aggregate = true,
                 .aggregator = Aggregator{AsNumber(UINT32_MAX), RouterId(UINT32_MAX)},
                 .communities = {0x2f2cc351, community::kNoExport},
                 .extended_communities = {0x000200000000000a, UINT64_MAX},
                 .large_communities = {{UINT32_MAX, UINT32_MAX, UINT32_MAX}},
                 .originator_id = RouterId(UINT32_MAX),
                 .cluster_list = {RouterId(2), RouterId(1)},
                 .unknown = {{.flags = 0xe0, .code = 99, .value = {0xbe, 0xef}}}}});
  add("two-octet-peer",
      Update{.announced = {nlri("10.0.0.0/8")},
             .attributes = PathAttributes{.as_path = path({65536, 65010}),
                                          .next_hop = address("192.0.2.1"),
                                          .aggregator = Aggregator{AsNumber(65537), RouterId(0x0a000001)}}});

  add("keepalive", Keepalive{});
  add("cease-shutdown", make_shutdown(subcode::kAdministrativeShutdown, "maintenance"));
  add("cease-hard-reset",
      Notification{.code = ErrorCode::Cease, .subcode = subcode::kHardReset, .data = {6, 4, 3, 'b', 'y', 'e'}});
  add("hold-timer-expired", Notification{.code = ErrorCode::HoldTimerExpired, .data = {}});
  add("unknown-code", Notification{.code = static_cast<ErrorCode>(255), .subcode = 255, .data = {0, 255}});
  add("route-refresh-ipv4", RouteRefresh{});
  add("begin-of-refresh-ipv6",
      RouteRefresh{.family = AfiSafi::Ipv6Unicast, .kind = RouteRefresh::Kind::BeginOfRefresh});
  add("end-of-refresh-ipv6", RouteRefresh{.family = AfiSafi::Ipv6Unicast, .kind = RouteRefresh::Kind::EndOfRefresh});
  return all;
}

TEST(BgpVectors, DecodeToTheirStructs) {
  const auto expected = expectations();
  const auto vectors = read_vectors();
  ASSERT_EQ(vectors.size(), expected.size());
  for (std::size_t i = 0; i < vectors.size(); ++i) {
    const Vector& vector = vectors[i];
    SCOPED_TRACE(vector.name);
    ASSERT_EQ(vector.name, expected[i].first);
    std::vector<DecodeError> errors;
    const auto message = decode(vector.bytes, vector.context, errors);
    ASSERT_TRUE(message) << to_string(message.error());
    EXPECT_TRUE(errors.empty()) << to_string(errors.front());
    EXPECT_TRUE(*message == expected[i].second);
    EXPECT_EQ(message_length(vector.bytes, vector.context).value().value(), vector.bytes.size());
  }
}

TEST(BgpVectors, EncodeToTheirBytes) {
  const auto expected = expectations();
  const auto vectors = read_vectors();
  ASSERT_EQ(vectors.size(), expected.size());
  for (std::size_t i = 0; i < vectors.size(); ++i) {
    SCOPED_TRACE(vectors[i].name);
    const auto bytes = encoded(expected[i].second, mirror(vectors[i].context));
    ASSERT_TRUE(bytes);
    if (vectors[i].oneway) {
      EXPECT_NE(to_hex(*bytes), to_hex(vectors[i].bytes)) << "needs no \"oneway\"";
      // Our own spelling means the same, but for what we know not to repeat.
      std::vector<DecodeError> errors;
      auto again = decode(*bytes, vectors[i].context, errors);
      ASSERT_TRUE(again);
      Message want = expected[i].second;
      if (Open* open = std::get_if<Open>(&want)) open->capabilities.unknown.clear();
      EXPECT_TRUE(*again == want);
    } else {
      EXPECT_EQ(to_hex(*bytes), to_hex(vectors[i].bytes));
    }
  }
}

TEST(BgpVectors, EveryProperPrefixIsRejected) {
  for (const Vector& vector : read_vectors()) {
    for (std::size_t size = 0; size < vector.bytes.size(); ++size) {
      std::vector<DecodeError> errors;
      EXPECT_FALSE(decode(ByteSpan(vector.bytes).first(size), vector.context, errors)) << vector.name << ' ' << size;
    }
  }
}

// A cut message whose header tells the truth about it: it may mean something else, and must not read beyond the cut.
TEST(BgpVectors, EveryHonestPrefixIsHandled) {
  std::size_t accepted = 0;
  for (const Vector& vector : read_vectors()) {
    for (std::size_t size = kHeaderSize; size < vector.bytes.size(); ++size) {
      Bytes bytes(vector.bytes.begin(), vector.bytes.begin() + static_cast<std::ptrdiff_t>(size));
      bytes.shrink_to_fit();
      bytes[16] = static_cast<std::byte>(size >> 8);
      bytes[17] = static_cast<std::byte>(size & 0xff);
      std::vector<DecodeError> errors;
      const auto message = decode(bytes, vector.context, errors);
      if (message) {
        ++accepted;
      } else {
        EXPECT_EQ(message.error().action, ErrorAction::SessionReset);
      }
      for (const DecodeError& error : errors) EXPECT_NE(error.action, ErrorAction::SessionReset);
    }
  }
  EXPECT_GT(accepted, 0U);
}

TEST(BgpVectors, EverySingleBitFlipIsHandled) {
  for (const Vector& vector : read_vectors()) {
    Bytes bytes = vector.bytes;
    for (std::size_t bit = 0; bit < 8 * bytes.size(); ++bit) {
      const auto mask = static_cast<std::byte>(1U << (bit % 8));
      bytes[bit / 8] ^= mask;
      std::vector<DecodeError> errors;
      const auto message = decode(bytes, vector.context, errors);
      if (message) {
        // What was understood can be said again, and then means the same.
        const auto again = encoded(*message, mirror(vector.context));
        EXPECT_TRUE(!again || decode(*again, vector.context, errors)) << vector.name << " bit " << bit;
      } else {
        EXPECT_EQ(message.error().action, ErrorAction::SessionReset);
        EXPECT_FALSE(to_string(message.error()).empty());
      }
      bytes[bit / 8] ^= mask;
    }
  }
}

}  // namespace
}  // namespace cw::wire::bgp::test
