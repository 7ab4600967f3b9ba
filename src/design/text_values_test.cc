#include "design/text_values.h"

#include <gtest/gtest.h>

namespace cw::design {
namespace {

using namespace std::chrono_literals;

TEST(Durations, Read) {
  EXPECT_EQ(parse_duration("300ms"), Duration(300ms));
  EXPECT_EQ(parse_duration("1.2s"), Duration(1200ms));
  EXPECT_EQ(parse_duration("45s"), Duration(45s));
  EXPECT_EQ(parse_duration("1min"), Duration(60s));
  EXPECT_EQ(parse_duration("1min 30s"), Duration(90s));
  EXPECT_EQ(parse_duration("1min30s"), Duration(90s));
  EXPECT_EQ(parse_duration("2h"), Duration(2h));
  EXPECT_EQ(parse_duration("0s"), Duration(0));
  EXPECT_EQ(parse_duration("0.000001ms"), Duration(1));
  EXPECT_EQ(parse_duration("1.5min"), Duration(90s));
}

TEST(Durations, Refused) {
  for (const char* text : {"", "0", "1", "s", "-1s", "1 s", "1sec", "1.s", ".5s", "1e3s", "1S", "1s ", " 1s",
                           "1.0000000001s", "0.5ns", "99999999999999999999s", "9999999999h", "999999999s 999999999s"}) {
    EXPECT_EQ(parse_duration(text), std::nullopt) << text;
  }
}

TEST(Durations, WrittenAsTheyAreRead) {
  EXPECT_EQ(write_duration(0ns), "0s");
  EXPECT_EQ(write_duration(1200ms), "1200ms");
  EXPECT_EQ(write_duration(90s), "90s");
  EXPECT_EQ(write_duration(60s), "1min");
  EXPECT_EQ(write_duration(7200s), "2h");
  for (const Duration value : {Duration(1), Duration(1001), Duration(1s) + 1us, Duration(24h), Duration(3min)}) {
    EXPECT_EQ(parse_duration(write_duration(value)), value);
  }
}

TEST(Names, OnlyWhatIsSafeEverywhere) {
  EXPECT_TRUE(is_name("hub-1_a.b"));
  for (const char* text : {"", "-a", "a b", "a/b", "a~b", "\xc3\xa9", ".a"}) EXPECT_FALSE(is_name(text)) << text;
  EXPECT_TRUE(is_name(std::string(80, 'a')));
  EXPECT_FALSE(is_name(std::string(81, 'a')));
}

TEST(Shown, EscapesAndCuts) {
  EXPECT_EQ(shown("a\x1b[0m\n"), "a\\x1b[0m\\x0a");
  EXPECT_EQ(shown("\xc2\x9bx"), "\\x9bx");
  EXPECT_EQ(shown("caf\xc3\xa9"), "caf\xc3\xa9");
  EXPECT_EQ(shown("caf\xc3\xa9!", 4), "caf...");  // not half of a character
  EXPECT_EQ(shown(std::string(100, 'a'), 3), "aaa...");
}

}  // namespace
}  // namespace cw::design
