#include <gtest/gtest.h>

#include "wire/bgp/test_support.h"

namespace cw::wire::bgp::test {
namespace {

struct Refused {
  const char* name;
  Bytes bytes;
  const char* notification;  // code/subcode
  std::string data;          // in hex
};

const std::string kHead = "04 fdf2 00b4 0a000001";

// An OPEN with these capabilities in one parameter.
Bytes open_with(std::string_view capabilities) {
  const std::size_t size = hex(capabilities).size();
  return message_bytes(1, kHead + fmt::format("{:02x}02{:02x}{}", size + 2, size, capabilities));
}

// RFC 4271 §6.1 and §6.2, RFC 7607, RFC 6286: what is answered to a header or an OPEN that is wrong.
TEST(BgpOpen, RefusalsNameCodeSubcodeAndData) {
  Bytes marker = message_bytes(4, "");
  marker[15] = std::byte{0xfe};
  const auto with_length = [](std::uint8_t type, std::uint8_t high, std::uint8_t low) {
    Bytes bytes = message_bytes(type, "");
    bytes[16] = std::byte{high};
    bytes[17] = std::byte{low};
    return bytes;
  };
  const Refused rows[] = {
      {"marker", marker, "1/1", ""},
      {"length 18", with_length(4, 0, 18), "1/2", "0012"},
      {"length 0", with_length(2, 0, 0), "1/2", "0000"},
      {"length 4097", with_length(2, 0x10, 1), "1/2", "1001"},
      {"OPEN of 28", with_length(1, 0, 28), "1/2", "001c"},
      {"UPDATE of 22", with_length(2, 0, 22), "1/2", "0016"},
      {"NOTIFICATION of 20", with_length(3, 0, 20), "1/2", "0014"},
      {"KEEPALIVE of 20", message_bytes(4, "00"), "1/2", "0014"},
      {"more bytes than the length says",
       [] {
         Bytes b = message_bytes(4, "");
         b.push_back({});
         return b;
       }(),
       "1/2", "0013"},
      {"type 0", message_bytes(0, ""), "1/3", "00"},
      {"type 6", message_bytes(6, ""), "1/3", "06"},
      {"version 3", message_bytes(1, "03 fdf2 00b4 0a000001 00"), "2/1", "0004"},
      {"version 5", message_bytes(1, "05 fdf2 00b4 0a000001 00"), "2/1", "0004"},
      {"AS 0", message_bytes(1, "04 0000 00b4 0a000001 00"), "2/2", ""},
      {"AS 0 in four octets", open_with("4104 00000000"), "2/2", ""},
      {"hold time 1", message_bytes(1, "04 fdf2 0001 0a000001 00"), "2/6", ""},
      {"hold time 2", message_bytes(1, "04 fdf2 0002 0a000001 00"), "2/6", ""},
      {"identifier 0", message_bytes(1, "04 fdf2 00b4 00000000 00"), "2/3", ""},
      {"authentication parameter", message_bytes(1, kHead + "03 010100"), "2/4", ""},
      {"parameters shorter than said", message_bytes(1, kHead + "04 0200"), "2/0", ""},
      {"parameters longer than said", message_bytes(1, kHead + "02 020000"), "2/0", ""},
      {"parameter without a length", message_bytes(1, kHead + "01 02"), "2/0", ""},
      {"parameter beyond the end", message_bytes(1, kHead + "03 020200"), "2/0", ""},
      {"extended parameters cut", message_bytes(1, kHead + "ff ff 0009 020006"), "2/0", ""},
      {"capability beyond its parameter", open_with("0105 00010001"), "2/0", ""},
      {"multiprotocol of 3 octets", open_with("0103 000100"), "2/0", ""},
      {"route refresh of 1 octet", open_with("0201 00"), "2/0", ""},
      {"extended message of 1 octet", open_with("0601 00"), "2/0", ""},
      {"graceful restart of 1 octet", open_with("4001 00"), "2/0", ""},
      {"graceful restart of 5 octets", open_with("4005 0078000101"), "2/0", ""},
      {"four-octet AS of 2 octets", open_with("4102 fdf2"), "2/0", ""},
      {"ADD-PATH of 3 octets", open_with("4503 000101"), "2/0", ""},
  };
  for (const Refused& row : rows) {
    std::vector<DecodeError> errors;
    const auto message = decode(row.bytes, {}, errors);
    ASSERT_FALSE(message) << row.name;
    EXPECT_EQ(message.error().action, ErrorAction::SessionReset) << row.name;
    EXPECT_EQ(code_of(message.error().notification), row.notification) << row.name;
    EXPECT_EQ(to_hex(message.error().notification.data), row.data) << row.name;
  }
}

Capabilities capabilities_of(std::string_view hex_text) {
  std::vector<DecodeError> errors;
  auto message = decode(open_with(hex_text), {}, errors);
  if (!message) {
    ADD_FAILURE() << to_string(message.error());
    return {};
  }
  return std::get<Open>(*message).capabilities;
}

// RFC 5492 §4: several instances of one capability are allowed; the set is what they say together.
TEST(BgpOpen, CapabilitiesAreFolded) {
  EXPECT_EQ(capabilities_of("0104 00020001 0104 00010001 0104 00020001").multiprotocol,
            (std::vector{AfiSafi::Ipv4Unicast, AfiSafi::Ipv6Unicast}));
  EXPECT_TRUE(capabilities_of("0104 00010080 0104 00190046").multiprotocol.empty());  // VPN-IPv4, EVPN
  EXPECT_EQ(capabilities_of("4900 0500 4900").unknown, (std::vector<std::uint8_t>{5, 73}));
  // RFC 4724 §3: the last Graceful Restart counts.
  const auto restart = capabilities_of("4006 8078 00010180 400a 005a 00020180 00190046").graceful_restart;
  ASSERT_TRUE(restart);
  EXPECT_FALSE(restart->restarting);
  EXPECT_EQ(restart->restart_time_s, 90);
  EXPECT_EQ(restart->families, (std::vector<GracefulRestartFamily>{{AfiSafi::Ipv6Unicast, true}}));
  // RFC 7911 §4: another Send/Receive value is ignored.
  const auto add_path = capabilities_of("450c 00010104 00020102 00010180").add_path;
  EXPECT_EQ(add_path[0], AddPathMode::None);
  EXPECT_EQ(add_path[1], AddPathMode::Send);
}

// RFC 6793 §4.2.1: the capability holds the real AS number, the old field AS_TRANS.
TEST(BgpOpen, FourOctetAsNumberGoesThroughAsTrans) {
  const Open open{.as = AsNumber(4200000000),
                  .identifier = RouterId(1),
                  .capabilities = {.four_octet_as = AsNumber(4200000000)}};
  const auto bytes = encoded(open, {});
  ASSERT_TRUE(bytes);
  EXPECT_EQ(to_hex(ByteSpan(*bytes).subspan(20, 2)), "5ba0");
  std::vector<DecodeError> errors;
  EXPECT_TRUE(*decode(*bytes, {}, errors) == Message(open));
}

// RFC 8654 §3: longer messages, but not for OPEN and KEEPALIVE.
TEST(BgpOpen, ExtendedLengthIsNotForOpenAndKeepalive) {
  const auto length = [](std::uint8_t type, bool extended) {
    Bytes bytes = message_bytes(type, "");
    bytes[16] = std::byte{0x10};
    bytes[17] = std::byte{0x01};
    return message_length(bytes, {.extended_message = extended}).has_value();
  };
  for (const std::uint8_t type : std::array<std::uint8_t, 3>{2, 3, 5}) {
    EXPECT_TRUE(length(type, true)) << int{type};
    EXPECT_FALSE(length(type, false)) << int{type};
  }
  for (const std::uint8_t type : std::array<std::uint8_t, 2>{1, 4}) EXPECT_FALSE(length(type, true)) << int{type};
}

TEST(BgpOpen, LengthNeedsTheWholeHeader) {
  const Bytes bytes = message_bytes(4, "");
  for (std::size_t size = 0; size < kHeaderSize; ++size) {
    const auto length = message_length(ByteSpan(bytes).first(size), {});
    ASSERT_TRUE(length);
    EXPECT_FALSE(*length);
  }
  EXPECT_EQ(message_length(bytes, {}).value(), kHeaderSize);
}

// RFC 2918, RFC 7313 §5.
TEST(BgpRouteRefresh, WrongOnesAreAnsweredOrIgnored) {
  for (const char* body : {"00010101ff", "000102"}) {
    const Bytes bytes = message_bytes(5, body);
    std::vector<DecodeError> errors;
    const auto message = decode(bytes, {}, errors);
    ASSERT_FALSE(message) << body;
    EXPECT_EQ(code_of(message.error().notification), "7/1");
    EXPECT_EQ(to_hex(message.error().notification.data), to_hex(bytes));
  }
  for (const char* body : {"00010301", "0001ff01ff", "00190046", "00010080"}) {
    std::vector<DecodeError> errors;
    const auto message = decode(message_bytes(5, body), {}, errors);
    ASSERT_TRUE(message) << body;
    EXPECT_TRUE(*message == Message(Update{})) << body;
    ASSERT_EQ(errors.size(), 1U) << body;
    EXPECT_EQ(errors[0].action, ErrorAction::AttributeDiscard);
  }
}

}  // namespace
}  // namespace cw::wire::bgp::test
