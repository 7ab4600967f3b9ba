#include "report/table.h"

#include <gtest/gtest.h>

#include "report/html_text.h"
#include "report/json_writer.h"

namespace cw::report {
namespace {

using namespace std::chrono_literals;

TEST(Table, AlignsColumnsAndLeavesNoTrailingSpaces) {
  Table table({{"Name"}, {"Count", Align::Right}, {"Note"}});
  table.add({"a", "1", ""});
  table.add({"longer", "1,000", "x"});
  EXPECT_EQ(table.to_text({}, 2),
            "  Name    Count  Note\n"
            "  a           1\n"
            "  longer  1,000  x\n");
}

TEST(Table, WrapsTheLastColumnInsideTheWidth) {
  Table table({{"A"}, {"B"}});
  table.add({"x", "one two three four five six seven eight"});
  const std::string text = table.to_text({.width = 30});
  EXPECT_EQ(text,
            "A  B\n"
            "x  one two three four five six\n"
            "   seven eight\n");
}

TEST(Table, LeavesOutColumnsWithNothingInThem) {
  Table table({{"A"}, {""}, {"B"}});
  table.add({"1", "", "2"});
  EXPECT_EQ(table.to_text({}), "A  B\n1  2\n");
}

TEST(Table, CountsColumnsAndNotBytes) {
  EXPECT_EQ(display_width("M\xc3\xbcnchen"), 7U);
  EXPECT_EQ(display_width("\xe6\x9d\xb1\xe4\xba\xac"), 4U);   // two wide characters
  EXPECT_EQ(display_width("e\xcc\x81"), 1U);                  // combining acute
  EXPECT_EQ(display_width("\x1b[1;32mPASS\x1b[0m"), 4U);
  Table table({{""}, {""}});
  table.add({"M\xc3\xbcnchen", "1"});
  table.add({"Hamburg", "2"});
  EXPECT_EQ(table.to_text({}), "M\xc3\xbcnchen  1\nHamburg  2\n");
}

TEST(Table, PaintsOnlyWhenAsked) {
  Table table({{"A"}});
  table.add({"x"});
  EXPECT_EQ(table.to_text({}).find('\x1b'), std::string::npos);
  EXPECT_NE(table.to_text({.colour = true}).find('\x1b'), std::string::npos);
}

TEST(Text, TakesTheTeethOutOfControlCharacters) {
  EXPECT_EQ(printable("a\x1b[31mb\r\nc\x7f"), "a [31mb  c ");
  EXPECT_EQ(printable("x\xe2\x80\xaey"), "x y");   // right-to-left override
  EXPECT_EQ(printable("M\xc3\xbcnchen"), "M\xc3\xbcnchen");
}

TEST(Text, WrapsParagraphsUnderTheirLead) {
  EXPECT_EQ(paragraph("  - ", "one two three four five", {.width = 26}), "  - one two three four\n    five\n");
  EXPECT_EQ(paragraph("", "", {}), "\n");
}

TEST(Text, BarsAreNeverEmptyForSomething) {
  EXPECT_EQ(bar(0, 100, 10), "");
  EXPECT_EQ(bar(1, 1'000'000, 10), "#");
  EXPECT_EQ(bar(50, 100, 10), "#####");
  EXPECT_EQ(bar(200, 100, 10), "##########");
}

TEST(Json, KeepsOrderAndWritesExactNumbers) {
  JsonWriter json(JsonWriter::Layout::Compact);
  json.begin_object().field("z", "1").field("a", true).field("outage_ms", Duration(812'437us)).field("n", 3U);
  json.field("list", std::vector<std::string>{"x", "y"}).key("none").null().key("empty").begin_array().end_array();
  json.end_object();
  EXPECT_EQ(json.take(), R"({"z":"1","a":true,"outage_ms":812.437,"n":3,"list":["x","y"],"none":null,"empty":[]})");
}

TEST(Json, PrettyIsIndentedByTwo) {
  JsonWriter json;
  json.begin_object().key("a").begin_array().number(1).number(2).end_array().end_object();
  EXPECT_EQ(json.take(), "{\n  \"a\": [\n    1,\n    2\n  ]\n}\n");
}

TEST(Json, EscapesWhatCouldBreakOut) {
  EXPECT_EQ(json_escaped("a\"b\\c\n\x01"), "a\\\"b\\\\c\\n\\u0001");
  EXPECT_EQ(json_escaped("bad \xff byte"), "bad \\ufffd byte");
  EXPECT_EQ(json_escaped("</script>", true), "\\u003c/script\\u003e");
  EXPECT_EQ(json_escaped("</script>"), "</script>");
}

TEST(Html, EscapesEveryCharacterWithAMeaning) {
  EXPECT_EQ(html_escaped("<b a='x' c=\"y\">&"), "&lt;b a=&#39;x&#39; c=&quot;y&quot;&gt;&amp;");
  EXPECT_EQ(html_escaped("a\xff"), "a\xef\xbf\xbd");
}

}  // namespace
}  // namespace cw::report
