#include <gtest/gtest.h>

#include <algorithm>

#include "wire/bgp/as_path.h"
#include "wire/bgp/test_support.h"

namespace cw::wire::bgp::test {
namespace {

using Type = AsPathSegment::Type;

PathAttributes v4_attributes() { return {.as_path = path({65010}), .next_hop = address("192.0.2.1")}; }
PathAttributes v6_attributes() { return {.as_path = path({65010}), .next_hop = address("2001:db8::1")}; }

Update decoded(const Bytes& bytes, const DecodeContext& context = {}) {
  std::vector<DecodeError> errors;
  auto message = decode(bytes, context, errors);
  EXPECT_TRUE(message) << (message ? "" : to_string(message.error()));
  EXPECT_TRUE(errors.empty()) << (errors.empty() ? "" : to_string(errors.front()));
  return message ? std::get<Update>(*message) : Update{};
}

std::vector<Nlri> many(Family family, std::size_t count) {
  std::vector<Nlri> list;
  for (std::size_t i = 0; i < count; ++i) {
    const bool v4 = family == Family::Ipv4;
    const auto base = address(v4 ? "10.0.0.0" : "2001:db8::");
    // Lengths vary, so that messages end at every offset.
    const unsigned length = (v4 ? 20U : 90U) + static_cast<unsigned>(i % 13);
    list.push_back({.prefix = Prefix::of(base.plus(static_cast<std::uint32_t>(i) << 8), length),
                    .path_id = static_cast<std::uint32_t>(i)});
  }
  return list;
}

// Splits `list` over as many messages as needed and puts it together again.
void expect_packs(Family family, const EncodeContext& context, std::size_t count) {
  const PathAttributes attributes = family == Family::Ipv4 ? v4_attributes() : v6_attributes();
  std::vector<Nlri> list = many(family, count);
  const bool path_ids = context.add_path_send[family == Family::Ipv4 ? 0 : 1];
  if (!path_ids) {
    for (Nlri& n : list) n.path_id = 0;
  }
  const DecodeContext reader{.extended_message = context.size_max > kMessageSizeMax,
                             .add_path_receive = context.add_path_send};
  for (const bool announcing : {true, false}) {
    std::vector<Nlri> got;
    for (std::span<const Nlri> rest = list; !rest.empty();) {
      Bytes out{std::byte{0x55}};  // What is there already stays.
      const std::size_t packed =
          announcing ? encode_announce(attributes, rest, context, out) : encode_withdraw(rest, context, out);
      ASSERT_GT(packed, 0U);
      ASSERT_EQ(out.front(), std::byte{0x55});
      out.erase(out.begin());
      ASSERT_LE(out.size(), context.size_max);
      // Full: the next prefix would not have fitted.
      EXPECT_TRUE(packed == rest.size() || out.size() + 23 > context.size_max);
      const Update update = decoded(out, reader);
      const auto& part = announcing ? update.announced : update.withdrawn;
      ASSERT_EQ(part.size(), packed);
      EXPECT_TRUE(!announcing || *update.attributes == attributes);
      got.insert(got.end(), part.begin(), part.end());
      rest = rest.subspan(packed);
    }
    EXPECT_TRUE(got == list);
  }
}

TEST(BgpPacking, EveryPrefixArrivesOnce) {
  for (const Family family : {Family::Ipv4, Family::Ipv6}) {
    for (const std::size_t size_max : {std::size_t{120}, std::size_t{300}, kMessageSizeMax, kExtendedSizeMax}) {
      for (const bool path_ids : {false, true}) {
        SCOPED_TRACE(fmt::format("IPv{} {} {}", family == Family::Ipv4 ? 4 : 6, size_max, path_ids));
        expect_packs(family, {.size_max = size_max, .add_path_send = {path_ids, path_ids}}, size_max * 2 / 5);
      }
    }
  }
}

// Around 255 bytes the header of MP_REACH_NLRI and MP_UNREACH_NLRI grows by one.
TEST(BgpPacking, ExactFitsAroundExtendedLength) {
  for (std::size_t size_max = 60; size_max < 400; ++size_max) {
    const std::vector<Nlri> list(200, nlri("2001:db8::/64"));
    for (const bool announcing : {true, false}) {
      Bytes out;
      const EncodeContext context{.size_max = size_max};
      const std::size_t packed =
          announcing ? encode_announce(v6_attributes(), list, context, out) : encode_withdraw(list, context, out);
      ASSERT_LE(out.size(), size_max);
      // One more than fitted does not fit; the encoder of whole messages agrees.
      Update one_more;
      (announcing ? one_more.announced : one_more.withdrawn).assign(packed + 1, list.front());
      if (announcing) one_more.attributes = v6_attributes();
      EXPECT_FALSE(encoded(one_more, context)) << size_max;
      if (packed > 0) decoded(out);
    }
  }
}

TEST(BgpPacking, NothingIsWrittenWhereNothingFits) {
  Bytes out;
  PathAttributes wide = v4_attributes();
  wide.communities.assign(1100, 1);
  const std::vector list{nlri("10.0.0.0/8")};
  EXPECT_EQ(encode_announce(wide, list, {}, out), 0U);
  EXPECT_EQ(encode_announce(v4_attributes(), {}, {}, out), 0U);
  EXPECT_EQ(encode_announce(v6_attributes(), list, {}, out), 0U);  // An IPv4 prefix has no IPv6 next hop here.
  EXPECT_EQ(encode_withdraw({}, {}, out), 0U);
  EXPECT_EQ(encode_withdraw(list, {.size_max = 24}, out), 0U);
  EXPECT_TRUE(out.empty());
  EXPECT_EQ(encode_announce(wide, list, {.size_max = kExtendedSizeMax}, out), 1U);
  const std::vector mixed{nlri("10.0.0.0/8"), nlri("2001:db8::/32")};
  EXPECT_EQ(encode_announce(v4_attributes(), mixed, {}, out), 1U);
  EXPECT_EQ(encode_withdraw(mixed, {}, out), 1U);
}

// RFC 7606 §5.1: MP_REACH_NLRI is the first attribute.
TEST(BgpPacking, MpReachComesFirst) {
  Bytes out;
  ASSERT_EQ(encode_announce(v6_attributes(), std::vector{nlri("2001:db8::/32")}, {}, out), 1U);
  EXPECT_EQ(to_hex(ByteSpan(out).subspan(23, 2)), "800e");
}

// RFC 4271 §5.1.5, RFC 4456 §8: not to external peers.
TEST(BgpUpdate, InternalAttributesStayInside) {
  PathAttributes attributes = v4_attributes();
  attributes.local_pref = 200;
  attributes.originator_id = RouterId(7);
  attributes.cluster_list = {RouterId(8)};
  const Update update{.announced = {nlri("10.0.0.0/8")}, .attributes = attributes};
  EXPECT_TRUE(decoded(*encoded(update, {.ebgp = false}), {.ebgp = false}) == update);
  const Update outside = decoded(*encoded(update, {.ebgp = true}), {.ebgp = false});
  EXPECT_TRUE(*outside.attributes == v4_attributes());
}

// RFC 1997, RFC 4360 §2, RFC 8092 §5: sets; equal ones once.
TEST(BgpUpdate, CommunitiesAreSortedAndUnique) {
  const std::string attributes =
      attribute(0x40, 1, "00") + attribute(0x40, 2, "") + attribute(0x40, 3, "c0000201") +
      attribute(0xc0, 8, "00020001 00010001 00020001") +
      attribute(0xc0, 16, "0002000000000002 0002000000000001 0002000000000002") +
      attribute(0xc0, 32, "000000020000000000000000 000000010000000000000000 000000020000000000000000");
  const Update update = decoded(test::update("", attributes, "080a"));
  EXPECT_EQ(update.attributes->communities, (std::vector<std::uint32_t>{0x00010001, 0x00020001}));
  EXPECT_EQ(update.attributes->extended_communities,
            (std::vector<std::uint64_t>{0x0002000000000001, 0x0002000000000002}));
  EXPECT_EQ(update.attributes->large_communities, (std::vector<LargeCommunity>{{1, 0, 0}, {2, 0, 0}}));
}

// RFC 4271 §5: passed on with Partial, in the order of the codes, whatever the length.
TEST(BgpUpdate, UnknownTransitiveAttributesArePassedOn) {
  const std::string good = attribute(0x40, 1, "00") + attribute(0x40, 2, "") + attribute(0x40, 3, "c0000201");
  const std::string big(2 * 300, 'a');
  const Update update = decoded(
      test::update("", good + attribute(0xc0, 200, big) + attribute(0xc0, 11, "") + attribute(0x80, 99, "01"), "080a"));
  ASSERT_EQ(update.attributes->unknown.size(), 2U);
  EXPECT_EQ(update.attributes->unknown[0], (UnknownAttribute{.flags = 0xe0, .code = 11, .value = {}}));
  EXPECT_EQ(update.attributes->unknown[1].code, 200);
  EXPECT_EQ(update.attributes->unknown[1].value, std::vector<std::uint8_t>(300, 0xaa));
  const auto bytes = encoded(update, {});
  ASSERT_TRUE(bytes);
  EXPECT_TRUE(decoded(*bytes) == update);
  EXPECT_NE(to_hex(*bytes).find("f0c8012c"), std::string::npos);
}

// RFC 2545 §3 and what speakers make of it.
TEST(BgpUpdate, Ipv6NextHopsOfThirtyTwoOctets) {
  const std::string rest = attribute(0x40, 1, "00") + attribute(0x40, 2, "");
  const auto attributes = [&](std::string_view first, std::string_view second) {
    const std::string value = fmt::format("000201 20 {} {} 00 2020010db8", first, second);
    return *decoded(test::update("", attribute(0x80, 14, value) + rest, "")).attributes;
  };
  const std::string global = "20010db8000000000000000000000001";
  const std::string link = "fe800000000000000000000000000009";
  EXPECT_EQ(attributes(global, link).next_hop, address("2001:db8::1"));
  EXPECT_EQ(attributes(global, link).link_local_next_hop, address("fe80::9"));
  EXPECT_EQ(attributes(global, global).link_local_next_hop, std::nullopt);
  EXPECT_EQ(attributes(std::string(32, '0'), link).next_hop, address("fe80::9"));
}

// RFC 4724 §2: an End-of-RIB is alone; one for a family that is not enabled says nothing.
TEST(BgpUpdate, EndOfRib) {
  EXPECT_EQ(decoded(test::update("", attribute(0x80, 15, "000201"), "")).end_of_rib, AfiSafi::Ipv6Unicast);
  EXPECT_EQ(decoded(test::update("", attribute(0x80, 15, "000101"), "")).end_of_rib, AfiSafi::Ipv4Unicast);
  EXPECT_EQ(decoded(test::update("080a", attribute(0x80, 15, "000201"), "")).end_of_rib, std::nullopt);
  EXPECT_EQ(decoded(test::update("", attribute(0x80, 15, "000201") + attribute(0x40, 1, "00"), "")).end_of_rib,
            std::nullopt);
  EXPECT_EQ(decoded(test::update("", "", ""), {.family_enabled = {false, true}}).end_of_rib, std::nullopt);
  EXPECT_FALSE(encoded(Update{}, {}));
  EXPECT_FALSE(encoded(Update{.withdrawn = {nlri("10.0.0.0/8")}, .end_of_rib = AfiSafi::Ipv4Unicast}, {}));
}

// RFC 7911 §3: the identifier makes another route of the same prefix.
TEST(BgpUpdate, PathIdentifiersBothWays) {
  const Update update{.withdrawn = {nlri("10.0.0.0/8", 1), nlri("10.0.0.0/8", UINT32_MAX)},
                      .announced = {nlri("2001:db8::/32", 7), nlri("::/0", 8)},
                      .attributes = v6_attributes()};
  EXPECT_TRUE(decoded(*encoded(update, {.add_path_send = {true, true}}), {.add_path_receive = {true, true}}) == update);
}

TEST(BgpUpdate, EncodeWritesNothingWhereItDoesNotFit) {
  std::array<std::byte, 30> room;
  Writer writer(room);
  EXPECT_TRUE(encode(Keepalive{}, {}, writer));
  EXPECT_FALSE(encode(Keepalive{}, {}, writer));
  EXPECT_EQ(writer.size(), kHeaderSize);
  EXPECT_FALSE(encoded(Notification{.data = std::vector<std::uint8_t>(5000)}, {}));
  EXPECT_TRUE(encoded(Notification{.data = std::vector<std::uint8_t>(5000)}, {.size_max = kExtendedSizeMax}));
}

// RFC 6793 §4.2.3, by hand.
struct Merge {
  const char* name;
  AsPath as_path;
  AsPath as4_path;
  AsPath want;
};
TEST(BgpAs4Path, Merge) {
  const auto seq = [](std::initializer_list<std::uint32_t> list) { return segment(Type::AsSequence, list); };
  const auto set = [](std::initializer_list<std::uint32_t> list) { return segment(Type::AsSet, list); };
  const auto confed = [](std::initializer_list<std::uint32_t> list) { return segment(Type::ConfedSequence, list); };
  const Merge rows[] = {
      {"same length", path({1, 23456}), path({1, 70000}), path({1, 70000})},
      {"two-octet ASes in front", path({9, 8, 23456, 3}), path({70000, 3}), path({9, 8, 70000, 3})},
      {"AS4_PATH longer: ignored", path({1, 2}), path({70000, 2, 3}), path({1, 2})},
      {"AS4_PATH empty", path({1, 2}), {}, path({1, 2})},
      {"a set counts one",
       {{seq({9, 23456}), set({5, 6})}},
       {{seq({70000}), set({5, 6})}},
       {{seq({9, 70000}), set({5, 6})}}},
      {"a set in front", {{set({5, 6}), seq({23456})}}, path({70000}), {{set({5, 6}), seq({70000})}}},
      {"leading confederation",
       {{confed({64512}), seq({9, 23456})}},
       path({70000}),
       {{confed({64512}), seq({9, 70000})}}},
      {"confederation in the middle",
       {{seq({9}), confed({64512}), seq({23456})}},
       path({70000}),
       {{seq({9}), confed({64512}), seq({70000})}}},
      {"confederation after the cut", {{seq({9, 23456}), confed({64512})}}, path({70000}), path({9, 70000})},
  };
  for (const Merge& row : rows) {
    EXPECT_EQ(to_string(merge_as4_path(row.as_path, row.as4_path)), to_string(row.want)) << row.name;
    EXPECT_TRUE(merge_as4_path(row.as_path, row.as4_path) == row.want) << row.name;
  }
}

// RFC 6793 §4.2.3: who aggregated anew without reading AS4_AGGREGATOR made AS4_PATH stale too.
TEST(BgpAs4Path, AggregatorDecidesAboutBoth) {
  const auto read = [](std::string_view aggregator_as, bool with_as4_aggregator) {
    std::string attributes = attribute(0x40, 1, "00") + attribute(0x40, 2, "0202 0009 5ba0") +
                             attribute(0x40, 3, "c0000201") +
                             attribute(0xc0, 7, fmt::format("{}0a000001", aggregator_as)) +
                             attribute(0xc0, 17, "0201 00011170");
    if (with_as4_aggregator) attributes += attribute(0xc0, 18, "00011170 0a000002");
    return *decoded(update("", attributes, "080a"), {.four_octet_as = false}).attributes;
  };
  EXPECT_EQ(read("5ba0", true).as_path, path({9, 70000}));
  EXPECT_EQ(read("5ba0", true).aggregator, (Aggregator{AsNumber(70000), RouterId(0x0a000002)}));
  EXPECT_EQ(read("0009", true).as_path, path({9, 23456}));
  EXPECT_EQ(read("0009", true).aggregator, (Aggregator{AsNumber(9), RouterId(0x0a000001)}));
  EXPECT_EQ(read("0009", false).as_path, path({9, 70000}));
}

// RFC 6793 §4.2.2: nothing to add where two octets say it all.
TEST(BgpAs4Path, OnlyWhereNeeded) {
  Bytes out;
  ASSERT_EQ(encode_announce(v4_attributes(), std::vector{nlri("10.0.0.0/8")}, {.four_octet_as = false}, out), 1U);
  EXPECT_EQ(to_hex(out).find("c011"), std::string::npos);
  EXPECT_EQ(*decoded(out, {.four_octet_as = false}).attributes, v4_attributes());
}

// RFC 4271 §4.3: a segment holds 255 AS numbers at most.
TEST(BgpUpdate, LongSegmentsAreSplit) {
  PathAttributes attributes = v4_attributes();
  attributes.as_path.segments = {{.type = Type::AsSequence, .as_numbers = std::vector(600, AsNumber(65010))}};
  Bytes out;
  ASSERT_EQ(encode_announce(attributes, std::vector{nlri("10.0.0.0/8")}, {}, out), 1U);
  EXPECT_EQ(decoded(out).attributes->as_path, AsPath::sequence(std::vector(600, AsNumber(65010))));
}

}  // namespace
}  // namespace cw::wire::bgp::test
