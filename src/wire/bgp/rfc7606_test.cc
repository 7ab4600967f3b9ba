// What a fault in an UPDATE leads to: one row per rule of RFC 7606, and of the RFCs that follow its scheme.
#include <gtest/gtest.h>

#include "wire/bgp/test_support.h"

namespace cw::wire::bgp::test {
namespace {

const std::string kOrigin = attribute(0x40, 1, "00");
const std::string kAsPath = attribute(0x40, 2, "0201 0000fdf2");
const std::string kNextHop = attribute(0x40, 3, "c0000201");
const std::string kGood = kOrigin + kAsPath + kNextHop;  // with the NLRI 10.0.0.0/8: nothing wrong
const std::string kNlri = "080a";
const std::string kV6NextHop = "10 20010db8000000000000000000000001";
const std::string kMpReach = attribute(0x80, 14, "000201" + kV6NextHop + "00 2020010db8");
const std::string kMpUnreach = attribute(0x80, 15, "000201 2020010db8");

enum class Outcome : std::uint8_t { Accepted, Discarded, Withdrawn, Reset };

struct Row {
  const char* name;   // what is wrong
  const char* rfc;
  std::string attributes;
  Outcome outcome;
  std::string notification;     // code/subcode
  std::string data = {};        // of the NOTIFICATION, in hex
  std::string nlri = kNlri;
  DecodeContext context = {};
};

DecodeContext internal() { return {.ebgp = false}; }
DecodeContext two_octets() { return {.four_octet_as = false}; }
std::string zeros(std::size_t count) { return std::string(2 * count, '0'); }

// The rows put a faulty attribute beside good ones; its own bytes are what the NOTIFICATION quotes.
Row faulty(const char* name, const char* rfc, const std::string& bad, Outcome outcome, int subcode,
           DecodeContext context = {}) {
  const std::string code = hex(bad).size() > 1 ? to_hex(ByteSpan(hex(bad)).subspan(1, 1)) : "";
  std::string rest;
  if (code != "01") rest += kOrigin;
  if (code != "02") rest += context.four_octet_as ? kAsPath : attribute(0x40, 2, "0201 fdf2");
  if (code != "03") rest += kNextHop;
  return {.name = name,
          .rfc = rfc,
          .attributes = bad + rest,
          .outcome = outcome,
          .notification = fmt::format("3/{}", subcode),
          .data = bad,
          .context = context};
}

std::vector<Row> value_rows() {
  using enum Outcome;
  const auto attr = [](unsigned flags, unsigned code, const std::string& value) {
    return attribute(flags, code, value);
  };
  std::vector<Row> rows{
      faulty("ORIGIN of 2 octets", "RFC 7606 §7.1", attr(0x40, 1, "0000"), Withdrawn, 5),
      faulty("ORIGIN of 0 octets", "RFC 7606 §4", attr(0x40, 1, ""), Withdrawn, 5),
      faulty("ORIGIN 3", "RFC 7606 §7.1", attr(0x40, 1, "03"), Withdrawn, 6),
      faulty("AS_PATH segment type 0", "RFC 7606 §7.2", attr(0x40, 2, "0001 0000fdf2"), Withdrawn, 11),
      faulty("AS_PATH segment type 5", "RFC 7606 §7.2", attr(0x40, 2, "0501 0000fdf2"), Withdrawn, 11),
      faulty("AS_PATH segment overrun", "RFC 7606 §7.2", attr(0x40, 2, "0202 0000fdf2"), Withdrawn, 11),
      faulty("AS_PATH segment underrun", "RFC 7606 §7.2", attr(0x40, 2, "0201 0000fdf2 02"), Withdrawn, 11),
      faulty("AS_PATH segment empty", "RFC 7606 §7.2", attr(0x40, 2, "0200"), Withdrawn, 11),
      faulty("AS_PATH with AS 0", "RFC 7607 §2", attr(0x40, 2, "0201 00000000"), Withdrawn, 11),
      faulty("AS_PATH confederation segment from outside", "RFC 5065 §5", attr(0x40, 2, "0301 0000fdf2"), Withdrawn,
             11),
      faulty("NEXT_HOP of 3 octets", "RFC 7606 §7.3", attr(0x40, 3, "c00002"), Withdrawn, 5),
      faulty("NEXT_HOP of 16 octets", "RFC 7606 §7.3", attr(0x40, 3, zeros(16)), Withdrawn, 5),
      faulty("NEXT_HOP 0.0.0.0", "RFC 7606 §3 e", attr(0x40, 3, "00000000"), Withdrawn, 8),
      faulty("NEXT_HOP multicast", "RFC 7606 §3 e", attr(0x40, 3, "e0000001"), Withdrawn, 8),
      faulty("NEXT_HOP loopback", "RFC 7606 §3 e", attr(0x40, 3, "7f000001"), Withdrawn, 8),
      faulty("MULTI_EXIT_DISC of 3 octets", "RFC 7606 §7.4", attr(0x80, 4, "000000"), Withdrawn, 5),
      faulty("LOCAL_PREF of 5 octets, internal", "RFC 7606 §7.5", attr(0x40, 5, zeros(5)), Withdrawn, 5, internal()),
      faulty("LOCAL_PREF from outside", "RFC 7606 §7.5", attr(0x40, 5, "00000064"), Discarded, 9),
      faulty("LOCAL_PREF malformed from outside", "RFC 7606 §7.5", attr(0xc0, 5, "00"), Discarded, 9),
      faulty("ATOMIC_AGGREGATE of 1 octet", "RFC 7606 §7.6", attr(0x40, 6, "00"), Discarded, 5),
      faulty("AGGREGATOR of 6 octets with four-octet AS", "RFC 7606 §7.7", attr(0xc0, 7, zeros(6)), Discarded, 5),
      faulty("AGGREGATOR of 8 octets with two-octet AS", "RFC 7606 §7.7", attr(0xc0, 7, zeros(8)), Discarded, 5,
             two_octets()),
      faulty("AGGREGATOR with AS 0", "RFC 7607 §2", attr(0xc0, 7, "00000000 0a000001"), Discarded, 9),
      faulty("COMMUNITIES of 5 octets", "RFC 7606 §7.8", attr(0xc0, 8, zeros(5)), Withdrawn, 5),
      faulty("COMMUNITIES of 0 octets", "RFC 7606 §7.8", attr(0xc0, 8, ""), Withdrawn, 5),
      faulty("ORIGINATOR_ID of 3 octets, internal", "RFC 7606 §7.9", attr(0x80, 9, zeros(3)), Withdrawn, 5, internal()),
      faulty("ORIGINATOR_ID from outside", "RFC 7606 §7.9", attr(0x80, 9, "0a000001"), Discarded, 9),
      faulty("CLUSTER_LIST of 6 octets, internal", "RFC 7606 §7.10", attr(0x80, 10, zeros(6)), Withdrawn, 5,
             internal()),
      faulty("CLUSTER_LIST of 0 octets, internal", "RFC 7606 §7.10", attr(0x80, 10, ""), Withdrawn, 5, internal()),
      faulty("CLUSTER_LIST from outside", "RFC 7606 §7.10", attr(0x80, 10, "0a000001"), Discarded, 9),
      faulty("EXTENDED COMMUNITIES of 12 octets", "RFC 7606 §7.14", attr(0xc0, 16, zeros(12)), Withdrawn, 5),
      faulty("EXTENDED COMMUNITIES of 0 octets", "RFC 7606 §7.14", attr(0xc0, 16, ""), Withdrawn, 5),
      faulty("LARGE_COMMUNITY of 8 octets", "RFC 8092 §5", attr(0xc0, 32, zeros(8)), Withdrawn, 5),
      faulty("LARGE_COMMUNITY of 0 octets", "RFC 8092 §5", attr(0xc0, 32, ""), Withdrawn, 5),
      faulty("AS4_PATH from a four-octet speaker", "RFC 6793 §6", attr(0xc0, 17, "0201 0000fdf2"), Discarded, 9),
      faulty("AS4_AGGREGATOR from a four-octet speaker", "RFC 6793 §6", attr(0xc0, 18, zeros(8)), Discarded, 9),
      faulty("AS4_PATH of 4 octets", "RFC 6793 §6", attr(0xc0, 17, "0201 0000"), Discarded, 5, two_octets()),
      faulty("AS4_PATH segment overrun", "RFC 6793 §6", attr(0xc0, 17, "0202 0000fdf2"), Discarded, 9, two_octets()),
      faulty("AS4_PATH segment type 9", "RFC 6793 §6", attr(0xc0, 17, "0901 0000fdf2"), Discarded, 9, two_octets()),
      faulty("AS4_PATH with AS 0", "RFC 7607 §2", attr(0xc0, 17, "0201 00000000"), Discarded, 9, two_octets()),
      faulty("AS4_AGGREGATOR of 6 octets", "RFC 6793 §6", attr(0xc0, 18, zeros(6)), Discarded, 5, two_octets()),
      faulty("AS4_AGGREGATOR with AS 0", "RFC 7607 §2", attr(0xc0, 18, zeros(8)), Discarded, 9, two_octets()),
      faulty("unrecognized well-known attribute", "RFC 4271 §6.3", attr(0x40, 99, "beef"), Reset, 2),
  };
  // RFC 4271 §6.3: the Data field of Malformed AS_PATH is empty.
  for (Row& row : rows) {
    if (row.notification == "3/11") row.data.clear();
  }
  return rows;
}

// RFC 7606 §3 c, §5.3: each attribute with each of the two category bits flipped.
std::vector<Row> flag_rows() {
  using enum Outcome;
  struct Known {
    unsigned flags;
    unsigned code;
    std::string value;
    Outcome outcome;
    DecodeContext context = {};
  };
  const Known known[] = {
      {0x40, 1, "00", Withdrawn},
      {0x40, 2, "0201 0000fdf2", Withdrawn},
      {0x40, 3, "c0000201", Withdrawn},
      {0x80, 4, "00000001", Withdrawn},
      {0x40, 5, "00000064", Withdrawn, internal()},
      {0x40, 6, "", Withdrawn},
      {0xc0, 7, "0000fdf2 0a000001", Withdrawn},
      {0xc0, 8, "ffffff01", Withdrawn},
      {0x80, 9, "0a000001", Withdrawn, internal()},
      {0x80, 10, "0a000001", Withdrawn, internal()},
      {0x80, 14, "000201" + kV6NextHop + "00 2020010db8", Reset},
      {0x80, 15, "000201 2020010db8", Reset},
      {0xc0, 16, "0002000000000001", Withdrawn},
      {0xc0, 17, "0201 0000fdf2", Withdrawn, two_octets()},
      {0xc0, 18, "0000fdf2 0a000001", Withdrawn, two_octets()},
      {0xc0, 32, zeros(12), Withdrawn},
  };
  std::vector<Row> rows;
  for (const Known& k : known) {
    for (const unsigned flip : {0x80U, 0x40U}) {
      rows.push_back(faulty("category bit flipped", "RFC 7606 §3 c", attribute(k.flags ^ flip, k.code, k.value),
                            k.outcome, 4, k.context));
    }
    // RFC 7606 §3 c names two bits; Partial and the unused ones do not matter.
    Row fine =
        faulty("other bits set", "RFC 7606 §3 c", attribute(k.flags | 0x2f, k.code, k.value), Accepted, 0, k.context);
    fine.notification.clear();
    rows.push_back(fine);
  }
  return rows;
}

std::vector<Row> list_rows() {
  using enum Outcome;
  const std::string huge = attribute(0xc0, 99, zeros(300));
  const std::string empty_reach = attribute(0x80, 14, "000201" + kV6NextHop + "00");
  const std::string v6_only = kMpReach + kOrigin + kAsPath;
  const auto reach = [](const std::string& value) { return attribute(0x80, 14, value) + kOrigin + kAsPath; };
  const auto unreach = [](const std::string& value) { return attribute(0x80, 15, value); };
  return {
      {"nothing wrong", "RFC 4271 §4.3", kGood, Accepted, ""},
      {"nothing wrong, IPv6", "RFC 4760 §3", v6_only, Accepted, "", "", ""},
      {"an unknown attribute of 300 octets", "RFC 4271 §5", kGood + huge, Accepted, ""},
      {"unknown optional non-transitive", "RFC 4271 §5", kGood + attribute(0x80, 99, "00"), Accepted, ""},
      // §3 d
      {"ORIGIN missing", "RFC 7606 §3 d", kAsPath + kNextHop, Withdrawn, "3/3", "01"},
      {"AS_PATH missing", "RFC 7606 §3 d", kOrigin + kNextHop, Withdrawn, "3/3", "02"},
      {"NEXT_HOP missing", "RFC 7606 §3 d", kOrigin + kAsPath, Withdrawn, "3/3", "03"},
      {"NEXT_HOP missing beside MP_REACH_NLRI", "RFC 7606 §3 d", kMpReach + kOrigin + kAsPath, Withdrawn, "3/3", "03"},
      {"ORIGIN missing, IPv6", "RFC 7606 §3 d", kMpReach + kAsPath, Withdrawn, "3/3", "01", ""},
      {"useless NEXT_HOP beside MP_REACH_NLRI", "RFC 4760 §3", v6_only + attribute(0x40, 3, "00000000"), Accepted, "",
       "", ""},
      // §3 g
      {"MULTI_EXIT_DISC twice", "RFC 7606 §3 g",
       kGood + attribute(0x80, 4, "00000001") + attribute(0x80, 4, "00000002"), Discarded, "3/1"},
      {"ORIGIN twice, the second malformed", "RFC 7606 §3 g", kGood + attribute(0x40, 1, "09"), Discarded, "3/1"},
      {"unknown attribute twice", "RFC 7606 §3 g", kGood + attribute(0xc0, 99, "01") + attribute(0xc0, 99, "02"),
       Discarded, "3/1"},
      {"MP_REACH_NLRI twice", "RFC 7606 §3 g", kMpReach + v6_only, Reset, "3/1", "", ""},
      {"MP_UNREACH_NLRI twice", "RFC 7606 §3 g", kMpUnreach + kMpUnreach, Reset, "3/1", "", ""},
      // §3 h
      {"discard and withdraw: the stronger", "RFC 7606 §3 h",
       attribute(0x40, 6, "00") + kGood + attribute(0xc0, 8, "00"), Withdrawn, "3/5", attribute(0xc0, 8, "00")},
      {"withdraw and reset: the stronger", "RFC 7606 §3 h",
       attribute(0x40, 1, "07") + kAsPath + kNextHop + attribute(0x40, 99, ""), Reset, "3/2", attribute(0x40, 99, "")},
      // §4
      {"attribute overrun", "RFC 7606 §4", kGood + "8004040000", Withdrawn, "3/5", "8004040000"},
      {"attribute underrun, 1 octet", "RFC 7606 §4", kGood + "40", Withdrawn, "3/1"},
      {"attribute underrun, 2 octets", "RFC 7606 §4", kGood + "8004", Withdrawn, "3/1"},
      {"attribute underrun, 3 octets with Extended Length", "RFC 7606 §4", kGood + "900400", Withdrawn, "3/1"},
      {"overrun of MP_REACH_NLRI", "RFC 7606 §3 j", kGood + "800e20000201", Reset, "3/5", "800e20000201"},
      {"overrun of MP_UNREACH_NLRI", "RFC 7606 §3 j", kGood + "800f04000201", Reset, "3/5", "800f04000201"},
      // §5.1 and §5.2
      {"MP_REACH_NLRI and NLRI", "RFC 7606 §5.1", kMpReach + kGood, Accepted, ""},
      {"MP_REACH_NLRI last", "RFC 7606 §5.1", kOrigin + kAsPath + kMpReach, Accepted, "", "", ""},
      {"a fault and no NLRI", "RFC 7606 §5.2", attribute(0x40, 1, "09") + kAsPath, Reset, "3/6",
       attribute(0x40, 1, "09"), ""},
      {"a fault and only withdrawn NLRI", "RFC 7606 §5.2", kMpUnreach + attribute(0x40, 1, "09"), Reset, "3/6",
       attribute(0x40, 1, "09"), ""},
      {"a fault and an empty MP_REACH_NLRI", "RFC 7606 §5.2", empty_reach + attribute(0x40, 1, "09"), Reset, "3/6",
       attribute(0x40, 1, "09"), ""},
      {"a discarded attribute and no NLRI", "RFC 7606 §5.2", attribute(0x40, 6, "00"), Discarded, "3/5",
       attribute(0x40, 6, "00"), ""},
      {"a fault beside MP_REACH_NLRI", "RFC 7606 §5.2", kMpReach + attribute(0x40, 1, "09") + kAsPath, Withdrawn, "3/6",
       attribute(0x40, 1, "09"), ""},
      // §5.3
      {"NLRI of 33 bits", "RFC 7606 §5.3", kGood, Reset, "3/10", "", "21 0a00000000"},
      {"NLRI cut short", "RFC 7606 §5.3", kGood, Reset, "3/10", "", "18 0a00"},
      {"MP_REACH_NLRI of 4 octets", "RFC 7606 §5.3", reach("00020100"), Reset, "3/5", attribute(0x80, 14, "00020100"),
       ""},
      {"MP_UNREACH_NLRI of 2 octets", "RFC 7606 §5.3", unreach("0002"), Reset, "3/5", unreach("0002"), ""},
      {"MP_REACH_NLRI with 129 bits", "RFC 7606 §5.3", reach("000201" + kV6NextHop + "00 81" + zeros(17)), Reset, "3/9",
       attribute(0x80, 14, "000201" + kV6NextHop + "00 81" + zeros(17)), ""},
      {"MP_REACH_NLRI cut short", "RFC 7606 §5.3", reach("000201" + kV6NextHop + "00 2020010d"), Reset, "3/9",
       attribute(0x80, 14, "000201" + kV6NextHop + "00 2020010d"), ""},
      {"MP_UNREACH_NLRI cut short", "RFC 7606 §5.3", unreach("000201 2020010d"), Reset, "3/9",
       unreach("000201 2020010d"), ""},
      // §7.11
      {"MP_REACH_NLRI next hop of 4 octets for IPv6", "RFC 7606 §7.11", reach("000201 04 c0000201 00 2020010db8"),
       Reset, "3/9", attribute(0x80, 14, "000201 04 c0000201 00 2020010db8"), ""},
      {"MP_REACH_NLRI next hop of 16 octets for IPv4", "RFC 7606 §7.11", reach("000101" + kV6NextHop + "00 080a"),
       Reset, "3/9", attribute(0x80, 14, "000101" + kV6NextHop + "00 080a"), ""},
      {"MP_REACH_NLRI next hop beyond the end", "RFC 7606 §7.11", reach("000201 10 20010db8"), Reset, "3/9",
       attribute(0x80, 14, "000201 10 20010db8"), ""},
      {"MP_REACH_NLRI next hop multicast", "RFC 7606 §3 j", reach("000201 10 ff" + zeros(15) + "00 2020010db8"),
       Withdrawn, "3/8", attribute(0x80, 14, "000201 10 ff" + zeros(15) + "00 2020010db8"), ""},
      // Families
      {"VPN-IPv4 in MP_REACH_NLRI", "RFC 4760 §8", reach("000180 0c" + zeros(12) + "00 00"), Discarded, "3/9", "", ""},
      {"VPN-IPv4 in MP_UNREACH_NLRI", "RFC 4760 §8", unreach("000180 58" + zeros(11)), Discarded, "3/9", "", ""},
      {"IPv6 not enabled", "RFC 4760 §8", v6_only, Discarded, "3/9", "", "", {.family_enabled = {true, false}}},
      {"IPv4 not enabled", "RFC 4760 §8", kGood, Discarded, "3/0", "", kNlri, {.family_enabled = {false, true}}},
      {"a multicast prefix", "RFC 4271 §6.3", kGood, Discarded, "3/10", "", "04e0 080a"},
  };
}

Outcome outcome_of(const std::expected<Message, DecodeError>& message, const std::vector<DecodeError>& errors) {
  if (!message) return Outcome::Reset;
  Outcome worst = Outcome::Accepted;
  for (const DecodeError& error : errors) {
    EXPECT_TRUE(error.action == ErrorAction::AttributeDiscard || error.action == ErrorAction::TreatAsWithdraw);
    worst = std::max(worst, error.action == ErrorAction::TreatAsWithdraw ? Outcome::Withdrawn : Outcome::Discarded);
  }
  return worst;
}

// The error that decided.
const DecodeError* decisive(const std::expected<Message, DecodeError>& message,
                            const std::vector<DecodeError>& errors) {
  if (!message) return &message.error();
  const DecodeError* worst = nullptr;
  for (const DecodeError& error : errors) {
    if (worst == nullptr || error.action > worst->action) worst = &error;
  }
  return worst;
}

void check(const Row& row) {
  SCOPED_TRACE(fmt::format("{} ({}): {} | {}", row.name, row.rfc, row.attributes, row.nlri));
  std::vector<DecodeError> errors;
  const auto message = decode(update("", row.attributes, row.nlri), row.context, errors);
  ASSERT_EQ(outcome_of(message, errors), row.outcome) << (message ? "" : to_string(message.error()));
  const DecodeError* error = decisive(message, errors);
  ASSERT_EQ(error == nullptr, row.notification.empty());
  if (error != nullptr) {
    EXPECT_EQ(code_of(error->notification), row.notification) << to_string(*error);
    EXPECT_EQ(to_hex(error->notification.data), to_hex(hex(row.data))) << to_string(*error);
    EXPECT_FALSE(error->field.empty());
    EXPECT_TRUE(error->rule.starts_with("RFC ")) << error->rule;
  }
  if (row.outcome == Outcome::Withdrawn) {
    const Update& got = std::get<Update>(*message);
    EXPECT_TRUE(got.announced.empty());
    EXPECT_FALSE(got.attributes);
    EXPECT_FALSE(got.withdrawn.empty());
  }
}

TEST(Rfc7606, WrongValuesAndLengths) {
  for (const Row& row : value_rows()) check(row);
}
TEST(Rfc7606, WrongFlags) {
  for (const Row& row : flag_rows()) check(row);
}
TEST(Rfc7606, WrongListsNlriAndFamilies) {
  for (const Row& row : list_rows()) check(row);
}

// RFC 7606 §2: "... as though all contained routes had been withdrawn."
TEST(Rfc7606, TreatAsWithdrawWithdrawsEveryPrefixOfTheMessage) {
  std::vector<DecodeError> errors;
  const std::string bad_origin = attribute(0x40, 1, "03");
  const auto message =
      decode(update("10ac10", kMpUnreach + kMpReach + bad_origin + kAsPath + kNextHop, "080a 200a000001"), {}, errors);
  ASSERT_TRUE(message);
  const Update want{.withdrawn = {nlri("172.16.0.0/16"), nlri("2001:db8::/32"), nlri("10.0.0.0/8"), nlri("10.0.0.1/32"),
                                  nlri("2001:db8::/32")}};
  EXPECT_TRUE(std::get<Update>(*message) == want);
}

// RFC 7606 §2: attribute discard leaves the route, without the attribute.
TEST(Rfc7606, AttributeDiscardKeepsTheRoute) {
  std::vector<DecodeError> errors;
  const auto message =
      decode(update("", kGood + attribute(0xc0, 7, "00") + attribute(0x40, 5, "00000064"), kNlri), {}, errors);
  ASSERT_TRUE(message);
  const Update want{.announced = {nlri("10.0.0.0/8")},
                    .attributes = PathAttributes{.as_path = path({65010}), .next_hop = address("192.0.2.1")}};
  EXPECT_TRUE(std::get<Update>(*message) == want);
  ASSERT_EQ(errors.size(), 2U);
  EXPECT_EQ(errors[0].field, "AGGREGATOR");
  EXPECT_EQ(errors[1].field, "LOCAL_PREF");
}

// RFC 7606 §3 g: the first of several counts, and many repetitions stay one report.
TEST(Rfc7606, TheFirstOfRepeatedAttributesCounts) {
  std::string attributes = kGood;
  for (int i = 1; i < 100; ++i) attributes += attribute(0x80, 4, fmt::format("{:08x}", i));
  std::vector<DecodeError> errors;
  const auto message = decode(update("", attributes, kNlri), {}, errors);
  ASSERT_TRUE(message);
  EXPECT_EQ(std::get<Update>(*message).attributes->med, 1U);
  EXPECT_EQ(errors.size(), 1U);
}

// RFC 4271 §6.3: a prefix no route can be for is ignored, the others are not.
TEST(Rfc7606, MulticastPrefixesAreIgnored) {
  std::vector<DecodeError> errors;
  const std::string reach = attribute(0x80, 14, "000201" + kV6NextHop + "00 08ff 2020010db8");
  const auto message = decode(update("", reach + kOrigin + kAsPath, ""), {}, errors);
  ASSERT_TRUE(message);
  EXPECT_EQ(std::get<Update>(*message).announced, std::vector{nlri("2001:db8::/32")});
}

// RFC 4271 §6.3: fields that do not fit the message reset the session.
TEST(Rfc7606, FieldLengthsBeyondTheMessage) {
  for (const char* body :
       {"0001 0000", "0000 0001", "ffff 0000", "0000 ffff", "0004 080a 0000", "0003 080a00 0008 4001"}) {
    std::vector<DecodeError> errors;
    const auto message = decode(message_bytes(2, body), {}, errors);
    ASSERT_FALSE(message) << body;
    EXPECT_EQ(code_of(message.error().notification), "3/1") << body;
    EXPECT_TRUE(message.error().notification.data.empty());
  }
  std::vector<DecodeError> errors;
  const auto withdrawn = decode(update("21 0a00000000", "", ""), {}, errors);  // RFC 7606 §3 i
  ASSERT_FALSE(withdrawn);
  EXPECT_EQ(code_of(withdrawn.error().notification), "3/10");
  EXPECT_EQ(withdrawn.error().field, "Withdrawn Routes");
}

}  // namespace
}  // namespace cw::wire::bgp::test
