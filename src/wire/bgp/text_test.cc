#include <gtest/gtest.h>

#include "wire/bgp/test_support.h"

namespace cw::wire::bgp::test {
namespace {

using Type = AsPathSegment::Type;

TEST(BgpAsPath, LengthNeighbourAndOrigin) {
  const AsPath mixed{{segment(Type::ConfedSequence, {64512, 64513}), segment(Type::AsSequence, {12076, 65020}),
                      segment(Type::AsSet, {1, 2, 3})}};
  EXPECT_EQ(mixed.length(), 3U);  // RFC 4271 §9.1.2.2 a, RFC 5065 §5.3
  EXPECT_EQ(mixed.neighbor_as(), AsNumber(12076));
  EXPECT_EQ(mixed.origin_as(), std::nullopt);
  EXPECT_TRUE(mixed.contains(AsNumber(3)));
  EXPECT_TRUE(mixed.contains(AsNumber(64513)));
  EXPECT_FALSE(mixed.contains(AsNumber(4)));
  EXPECT_EQ(path({1, 2, 3}).origin_as(), AsNumber(3));
  const AsPath set_first{{segment(Type::AsSet, {7})}};
  EXPECT_EQ(set_first.neighbor_as(), std::nullopt);
  EXPECT_EQ(AsPath{}.length(), 0U);
  EXPECT_EQ(AsPath{}.neighbor_as(), std::nullopt);
  EXPECT_EQ(AsPath{}.origin_as(), std::nullopt);
}

TEST(BgpAsPath, PrependKeepsSegmentsSendable) {
  AsPath grown;
  grown.prepend(AsNumber(65010), 0);
  EXPECT_EQ(grown, AsPath{});
  grown.prepend(AsNumber(65010), 2);
  grown.prepend(AsNumber(65020), 1);
  EXPECT_EQ(grown, path({65020, 65010, 65010}));
  // RFC 4271 §5.1.2: an overflow opens another AS_SEQUENCE.
  grown.prepend(AsNumber(1), 300);
  ASSERT_EQ(grown.segments.size(), 2U);
  EXPECT_EQ(grown.segments[0].as_numbers.size(), 48U);
  EXPECT_EQ(grown.segments[1].as_numbers.size(), 255U);
  EXPECT_EQ(grown.length(), 303U);
  AsPath from_set{{segment(Type::AsSet, {7})}};
  from_set.prepend(AsNumber(9), 1);
  EXPECT_EQ(to_string(from_set), "9 {7}");
  EXPECT_EQ(AsPath::sequence({}), AsPath{});
  EXPECT_EQ(AsPath::sequence(std::vector(600, AsNumber(1))).segments.size(), 3U);
}

TEST(BgpAsPath, Text) {
  EXPECT_EQ(to_string(AsPath{}), "");
  const AsPath mixed{{segment(Type::AsSequence, {12076, 65020}), segment(Type::AsSet, {64512, 64513})}};
  EXPECT_EQ(to_string(mixed), "12076 65020 {64512,64513}");
  EXPECT_EQ(to_string(mixed, '-'), "12076-65020-{64512,64513}");
  const AsPath confederation{{segment(Type::ConfedSequence, {1, 2}), segment(Type::ConfedSet, {3, 4})}};
  EXPECT_EQ(to_string(confederation), "(1 2) [3,4]");
  EXPECT_EQ(to_string(path({UINT32_MAX})), "4294967295");
}

// RFC 8326 §5 and the IANA registry.
TEST(BgpText, CommunitiesAndFamilies) {
  EXPECT_EQ(community_to_string(0x2f2cc351), "12076:50001");
  EXPECT_EQ(community_to_string(community::kNoExport), "NO_EXPORT");
  EXPECT_EQ(community_to_string(community::kGracefulShutdown), "GRACEFUL_SHUTDOWN");
  EXPECT_EQ(community_to_string(community::kBlackhole), "BLACKHOLE");
  EXPECT_EQ(community_to_string(0xFFFFFF05), "65535:65285");
  EXPECT_EQ(to_string(AfiSafi::Ipv4Unicast), "IPv4 unicast");
  EXPECT_EQ(to_string(AfiSafi::Ipv6Unicast), "IPv6 unicast");
}

TEST(BgpText, NotificationsReadAsTheRegistriesSpellThem) {
  const auto text = [](ErrorCode code, std::uint8_t subcode, std::vector<std::uint8_t> data = {}) {
    return to_string(Notification{.code = code, .subcode = subcode, .data = std::move(data)});
  };
  EXPECT_EQ(text(ErrorCode::HoldTimerExpired, 0), "Hold Timer Expired");
  EXPECT_EQ(text(ErrorCode::UpdateMessageError, subcode::kMalformedAsPath), "UPDATE Message Error / Malformed AS_PATH");
  EXPECT_EQ(text(ErrorCode::MessageHeaderError, subcode::kBadMessageLength, {0x10, 0x01}),
            "Message Header Error / Bad Message Length (data 10 01)");
  EXPECT_EQ(text(ErrorCode::Cease, 200), "Cease / Subcode 200");
  EXPECT_EQ(text(static_cast<ErrorCode>(0), 1), "Error Code 0 / Subcode 1");
  EXPECT_EQ(text(ErrorCode::OpenMessageError, 2, std::vector<std::uint8_t>(17)),
            "OPEN Message Error / Bad Peer AS (data 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 ...)");
  EXPECT_EQ(to_string(make_shutdown(subcode::kAdministrativeShutdown, "maintenance")),
            "Cease / Administrative Shutdown: \"maintenance\"");
  EXPECT_EQ(text(ErrorCode::Cease, subcode::kHardReset, {6, 2, 2, 'h', 'i'}),
            "Cease / Hard Reset (Cease / Administrative Shutdown: \"hi\")");
  EXPECT_EQ(text(ErrorCode::Cease, subcode::kHardReset, {6, 9, 6, 9, 6, 9}),
            "Cease / Hard Reset (Cease / Hard Reset (data 06 09 06 09))");
}

// RFC 9003 §6: a peer's text must not do anything to the operator's terminal.
TEST(BgpText, ShutdownTextIsShownHarmless) {
  EXPECT_EQ(to_string(make_shutdown(subcode::kAdministrativeReset, "a\x1b[2J\n\"b\\\x7f")),
            "Cease / Administrative Reset: \"a\\x1b[2J\\x0a\\x22b\\x5c\\x7f\"");
  EXPECT_EQ(to_string(make_shutdown(subcode::kAdministrativeReset, "\xc2\x9b" "1m \xc3\xa9")),
            "Cease / Administrative Reset: \"\\u009b1m \xc3\xa9\"");
}

// RFC 9003 §2, §4.
TEST(BgpText, ShutdownTextIsReadOnlyWhenWellFormed) {
  const auto read = [](std::uint8_t subcode, std::vector<std::uint8_t> data) {
    return shutdown_text({.code = ErrorCode::Cease, .subcode = subcode, .data = std::move(data)});
  };
  EXPECT_EQ(read(2, {2, 'h', 'i'}), "hi");
  EXPECT_EQ(read(4, {2, 'h', 'i'}), "hi");
  EXPECT_EQ(read(9, {6, 4, 2, 'h', 'i'}), "hi");
  EXPECT_EQ(read(9, {6}), std::nullopt);
  EXPECT_EQ(read(3, {2, 'h', 'i'}), std::nullopt);
  EXPECT_EQ(read(2, {}), std::nullopt);
  EXPECT_EQ(read(2, {0}), std::nullopt);
  EXPECT_EQ(read(2, {3, 'h', 'i'}), std::nullopt);
  EXPECT_EQ(read(2, {1, 'h', 'i'}), std::nullopt);
  EXPECT_EQ(read(2, {2, 0xc3, 'i'}), std::nullopt);
  EXPECT_EQ(shutdown_text({.code = ErrorCode::OpenMessageError, .subcode = 2, .data = {2, 'h', 'i'}}), std::nullopt);
}

TEST(BgpText, LongShutdownTextIsCutBetweenCharacters) {
  std::string long_text(254, 'x');
  for (int i = 0; i < 10; ++i) long_text += "\xc3\xa9";
  const auto shown = shutdown_text(make_shutdown(subcode::kAdministrativeShutdown, long_text));
  EXPECT_EQ(shown, std::string(254, 'x'));
  EXPECT_EQ(shutdown_text(make_shutdown(subcode::kAdministrativeShutdown, std::string(300, 'y'))),
            std::string(255, 'y'));
  EXPECT_TRUE(make_shutdown(subcode::kAdministrativeShutdown, "").data.empty());
  EXPECT_TRUE(make_shutdown(subcode::kAdministrativeShutdown, "\xff").data.empty());
}

TEST(BgpText, DecodeErrorsNameActionFieldRuleAndReply) {
  std::vector<DecodeError> errors;
  const auto message = decode(update("", attribute(0x40, 1, "07"), "080a"), {}, errors);
  ASSERT_TRUE(message);
  EXPECT_EQ(to_string(errors[0]),
            "treat-as-withdraw: ORIGIN breaks \"RFC 7606 §7.1: 0, 1 or 2\" "
            "[UPDATE Message Error / Invalid ORIGIN Attribute (data 40 01 01 07)]");
}

}  // namespace
}  // namespace cw::wire::bgp::test
