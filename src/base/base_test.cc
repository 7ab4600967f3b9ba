#include <gtest/gtest.h>

#include "base/address.h"
#include "base/assert.h"
#include "base/bytes.h"
#include "base/deadline_tree.h"
#include "base/event.h"
#include "base/machine.h"
#include "base/random.h"
#include "base/text.h"

namespace cw {
namespace {

using namespace std::chrono_literals;

TEST(IpAddress, ReadsAndPrintsBothFamilies) {
  for (const char* text : {"0.0.0.0", "10.17.11.76", "255.255.255.255", "::", "::1", "2001:db8::1", "fe80::",
                           "2001:db8:0:1:1:1:1:1", "1::2:0:0:3"}) {
    const auto address = IpAddress::parse(text);
    ASSERT_TRUE(address) << text;
    EXPECT_EQ(to_string(*address), text);
  }
  EXPECT_EQ(to_string(*IpAddress::parse("::ffff:1.2.3.4")), "::ffff:102:304");
  EXPECT_EQ(to_string(*IpAddress::parse("1:0:0:2:0:0:0:3")), "1:0:0:2::3");  // RFC 5952 §4.2.3
}

TEST(IpAddress, RefusesWhatIsNotAnAddress) {
  for (const char* text : {"", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1.2.3.-4", " 1.2.3.4", "1::2::3",
                           "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "12345::", ":1", "1:", "g::", "1.2.3.4::",
                           "1:2:3:4:5:6:7::8"}) {
    EXPECT_FALSE(IpAddress::parse(text)) << text;
  }
}

TEST(Prefix, RefusesHostBitsAndBadLengths) {
  EXPECT_TRUE(Prefix::parse("10.1.11.0/25"));
  EXPECT_TRUE(Prefix::parse("0.0.0.0/0"));
  EXPECT_TRUE(Prefix::parse("2001:db8::/32"));
  for (const char* text : {"10.1.11.1/25", "10.0.0.0", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "::/129"}) {
    EXPECT_FALSE(Prefix::parse(text)) << text;
  }
}

TEST(Prefix, CoversAndContains) {
  const Prefix wide = *Prefix::parse("10.17.11.0/25");
  EXPECT_TRUE(wide.contains(*IpAddress::parse("10.17.11.127")));
  EXPECT_FALSE(wide.contains(*IpAddress::parse("10.17.11.128")));
  EXPECT_TRUE(wide.covers(wide));
  EXPECT_TRUE(wide.covers(*Prefix::parse("10.17.11.64/27")));
  EXPECT_FALSE(Prefix::parse("10.17.11.64/27")->covers(wide));
  EXPECT_FALSE(Prefix::parse("0.0.0.0/0")->contains(*IpAddress::parse("::1")));
}

TEST(Reader, IsStickyAfterAShortRead) {
  const Bytes bytes{std::byte{1}, std::byte{2}, std::byte{3}};
  Reader reader(bytes);
  EXPECT_EQ(reader.u16(), 0x0102);
  EXPECT_EQ(reader.u16(), 0);
  EXPECT_FALSE(reader.ok());
  EXPECT_EQ(reader.u8(), 0);
}

TEST(Writer, IsStickyOnOverflow) {
  Bytes out(3);
  Writer writer(out);
  writer.u16(0x0102);
  writer.u16(0x0304);
  EXPECT_FALSE(writer.ok());
  EXPECT_EQ(writer.size(), 2U);
}

TEST(Deadlines, TakesTheEarliestFirstAndEnumOrderBreaksTies) {
  enum class Timer { A, B, C };
  Deadlines<Timer, 3> timers;
  const Instant zero{};
  EXPECT_FALSE(timers.next());
  timers.arm(Timer::C, zero + 5ms);
  timers.arm(Timer::B, zero + 7ms);
  timers.arm(Timer::A, zero + 7ms);
  EXPECT_EQ(timers.next(), zero + 5ms);
  EXPECT_FALSE(timers.take_due(zero + 4ms));
  EXPECT_EQ(timers.take_due(zero + 7ms), Timer::C);
  EXPECT_EQ(timers.take_due(zero + 7ms), Timer::A);
  EXPECT_EQ(timers.take_due(zero + 7ms), Timer::B);
  EXPECT_FALSE(timers.take_due(zero + 7ms));
}

TEST(AssertDeathTest, SaysWhatTheThreadWasDoing) {
  const auto fail = [] {
    const AssertionContext context("repeat: causeway swarm --only 7");
    CW_ASSERT(1 + 1 == 3);
  };
  EXPECT_DEATH(fail(), "assertion failed: 1 \\+ 1 == 3\nrepeat: causeway swarm --only 7");
}

TEST(DeadlineTree, AgreesWithALinearScan) {
  Rng rng(3);
  DeadlineTree tree;
  std::vector<Instant> plain;
  for (int round = 0; round < 2000; ++round) {
    if (round % 50 == 0) {
      plain.resize(plain.size() + 3, kInstantMax);
      tree.resize(plain.size());
    }
    const auto slot = static_cast<std::size_t>(rng.below(plain.size()));
    plain[slot] = rng.chance_ppm(200'000) ? kInstantMax : Instant{} + Duration(static_cast<std::int64_t>(rng.below(1000)));
    tree.set(slot, plain[slot]);
    Instant first = kInstantMax;
    std::vector<std::size_t> due;
    const Instant now = Instant{} + Duration(static_cast<std::int64_t>(rng.below(1000)));
    for (std::size_t i = 0; i < plain.size(); ++i) {
      first = std::min(first, plain[i]);
      if (plain[i] <= now) due.push_back(i);
    }
    ASSERT_EQ(tree.next().value_or(kInstantMax), first) << round;
    ASSERT_EQ(tree.due(now), due) << round;
  }
}

TEST(Rng, ForksDoNotDisturbEachOtherAndDrawsAreBounded) {
  const Rng root(42);
  Rng a = root.fork("bfd");
  Rng b = root.fork("bgp");
  EXPECT_NE(a.next(), b.next());
  Rng again = root.fork("bfd");
  Rng first = root.fork("bfd");
  EXPECT_EQ(again.next(), first.next());
  for (int i = 0; i < 1000; ++i) {
    EXPECT_LT(a.below(7), 7U);
    const Duration d = a.between(75ms, 100ms);
    EXPECT_GE(d, 75ms);
    EXPECT_LE(d, 100ms);
  }
  // The first draws are fixed: a change here changes every recorded journal.
  Rng fixed(1);
  EXPECT_EQ(fixed.next(), 0x910a2dec89025cc1ULL);
}

TEST(Text, NamesTheNearestKnownName) {
  const std::string_view known[] = {"addressSpace", "gatewaySubnet", "routingWeight"};
  EXPECT_EQ(nearest_name("adressSpace", known), "addressSpace");
  EXPECT_EQ(nearest_name("routingWieght", known), "routingWeight");
  EXPECT_FALSE(nearest_name("zzz", known));
}

TEST(Text, JudgesUtf8) {
  EXPECT_TRUE(is_utf8("Zürich – 東京"));
  EXPECT_FALSE(is_utf8("\xc0\xaf"));
  EXPECT_FALSE(is_utf8("\xed\xa0\x80"));
  EXPECT_FALSE(is_utf8("\xf5\x80\x80\x80"));
  EXPECT_FALSE(is_utf8("abc\xe2\x82"));
}

TEST(Time, PrintsForPeople) {
  EXPECT_EQ(to_string(Duration(250us)), "250 us");
  EXPECT_EQ(to_string(Duration(812400us)), "812.4 ms");
  EXPECT_EQ(to_string(Duration(3020ms)), "3.02 s");
  EXPECT_EQ(to_string(Duration(250s)), "4 min 10 s");
  EXPECT_EQ(to_milliseconds(Duration(812437us)), "812.437");
  EXPECT_EQ(to_string(Instant{} + 12s + 350us), "12.000350");
}

}  // namespace
}  // namespace cw
