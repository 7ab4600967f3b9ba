#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "cli/files.h"
#include "cli/parse.h"
#include "cli/testing.h"
#include "cli/values.h"

namespace cw::cli {
namespace {

using namespace std::chrono_literals;
using namespace testing;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// ---- help and usage --------------------------------------------------------------------------------------------------

TEST(Help, ListsTheCommands) {
  const Outcome plain = run_with({});
  EXPECT_EQ(plain.status, 0);
  EXPECT_EQ(plain.out, run_with({"--help"}).out);
  EXPECT_EQ(plain.out, run_with({"help"}).out);
  for (const char* command : {"rehearse", "check", "plan", "explain", "show", "list-drills", "swarm", "schema", "version"}) {
    EXPECT_THAT(plain.out, HasSubstr(std::string("\n  ") + command + " "));
  }
  EXPECT_THAT(plain.out, Not(HasSubstr("help-reference")));
}

TEST(Help, OfACommandFitsAPipeAndShowsExamples) {
  const Outcome help = run_with({"check", "--help"});
  EXPECT_EQ(help.status, 0);
  EXPECT_EQ(help.out,
            R"(Usage: causeway check DESIGN [options]

Prints every finding with its place, what happens otherwise, the fix, and the document behind the
rule.
Exit status: 0 no errors (warnings may be), 1 errors found, 2 the design could not be loaded.

Arguments:
  DESIGN  design file (YAML or JSON); - reads standard input

Options:
  -o, --output FORMAT  text for people (the default) or json for programs
  -h, --help           print this help

Examples:
  # findings for people
  causeway check design.yaml
  # findings for a program
  causeway check design.yaml -o json
)");
  for (const CommandSpec& command : commands()) {
    const std::string text = run_with({std::string(command.name), "--help"}).out;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 100U) << command.name << ": " << line;
    EXPECT_EQ(text, run_with({"help", std::string(command.name)}).out);
    EXPECT_TRUE(command.hidden || text.find("Examples:\n") != std::string::npos) << command.name;
  }
}

TEST(Help, DocumentedReferenceIsTheProgramsOwn) {
  EXPECT_TRUE(contents(std::string(CW_SOURCE_DIR) + "/docs/cli.md") == run_with({"help-reference"}).out)
      << "refresh: causeway help-reference > docs/cli.md";
}

TEST(Usage, NamesTheNearestCommandOrOption) {
  const Outcome command = run_with({"rehearze", "x.yaml"});
  EXPECT_EQ(command.status, 2);
  EXPECT_EQ(command.out, "");
  EXPECT_EQ(command.err,
            "causeway: unknown command rehearze: did you mean rehearse? There are: rehearse, check, plan, explain, show, "
            "list-drills, swarm, schema, version, help\ncauseway --help says what each one does\n");
  EXPECT_EQ(run_with({"rehearse", "x.yaml", "--sed", "5"}).err,
            "causeway: unknown option --sed: did you mean --seed?\ncauseway rehearse --help lists what it takes\n");
  EXPECT_EQ(run_with({"rehearse", "x.yaml", "--seed"}).err,
            "causeway: --seed needs a value: --seed N\ncauseway rehearse --help lists what it takes\n");
  EXPECT_THAT(run_with({"rehearse"}).err, StartsWith("causeway: an argument is missing: causeway rehearse DESIGN\n"));
  EXPECT_THAT(run_with({"check", "a", "b"}).err, StartsWith("causeway: too many arguments for check"));
  EXPECT_THAT(run_with({"plan", "a", "--profile", "azure", "--profile", "azure"}).err,
              StartsWith("causeway: --profile is given 2 times; once is enough\n"));
}

TEST(Usage, ExplainsValuesThatDoNotFit) {
  EXPECT_EQ(run_with({"check", "-", "-o", "yaml"}).err,
            "causeway: unknown output format yaml: text (for people) or json (for programs)\n");
  EXPECT_EQ(run_with({"rehearse", "-", "--seed", "-1"}).err,
            "causeway: --seed -1: expected a whole number from 0 to 18446744073709551615\n");
  EXPECT_EQ(run_with({"rehearse", "-", "--sweep", "3"}).err,
            "causeway: --sweep 3: expected a whole number from 1 to 2\n");
  EXPECT_THAT(run_with({"plan", "-", "--profile", "azur"}, kDesign).err, HasSubstr("did you mean azure?"));
  EXPECT_THAT(run_with({"show", "route", "-"}).err, HasSubstr("unknown table route: did you mean routes?"));
  EXPECT_THAT(run_with({"show", "routes", "-", "--at", "soon"}).err,
              HasSubstr("--at soon: expected a time such as 90s, 1500ms, 1.5s or 2min"));
  EXPECT_THAT(run_with({"schema", "desing"}).err, HasSubstr("did you mean design?"));
}

TEST(Usage, ErrorsAreJsonWhenJsonIsAskedFor) {
  const Outcome outcome = run_with({"rehearse", "x.yaml", "--sed", "5", "-o", "json"});
  EXPECT_EQ(outcome.status, 2);
  EXPECT_EQ(outcome.err, "");
  const auto value = boost::json::parse(outcome.out);
  EXPECT_EQ(value.at("error"), "unknown option --sed: did you mean --seed?");
  EXPECT_TRUE(value.at("diagnostics").as_array().empty());
}

TEST(Values, TimesWithTheirUnits) {
  EXPECT_EQ(*parse_time("--at", "90"), 90s);
  EXPECT_EQ(*parse_time("--at", "1500ms"), 1500ms);
  EXPECT_EQ(*parse_time("--at", "1.5s"), 1500ms);
  EXPECT_EQ(*parse_time("--at", "250us"), 250us);
  EXPECT_EQ(*parse_time("--at", "2min"), 120s);
  EXPECT_EQ(*parse_time("--at", "24h"), 24h);
  for (const char* text : {"", "s", "-1s", "1.2.3s", "25h", "999999999999s", "1parsec", ".5s"}) {
    EXPECT_FALSE(parse_time("--at", text)) << text;
  }
}

// ---- files -----------------------------------------------------------------------------------------------------------

TEST(Files, EveryWayToMissOneIsOneLine) {
  const TempFolder folder;
  const std::string design = folder.file("design.yaml", kDesign);
  const std::string missing = folder.file("desing.yaml");
  EXPECT_EQ(run_with({"check", missing}).err, "causeway: " + missing + ": no such file; did you mean " + design + "?\n");
  const std::string directory = std::filesystem::path(design).parent_path().string();
  EXPECT_EQ(run_with({"check", directory}).err,
            "causeway: " + directory + ": is a directory; name a design file in it\n");
  const std::string large = folder.file("large.yaml", std::string(5 * 1024 * 1024, '#'));
  EXPECT_EQ(run_with({"check", large}).err,
            "causeway: " + large + ": larger than 4,194,304 bytes, the most a design may be; is it the right file?\n");
  for (const std::string& path : {missing, directory, large}) EXPECT_EQ(run_with({"check", path}).status, 2);
}

TEST(Files, StandardInputHasTheSameLimit) {
  EXPECT_THAT(run_with({"check", "-"}, std::string(5 * 1024 * 1024, '#')).err,
              HasSubstr("standard input: larger than 4,194,304 bytes"));
}

TEST(Files, WritingNeverLeavesHalfAFile) {
  const TempFolder folder;
  const std::string path = folder.file("out.txt", "old");
  ASSERT_TRUE(write_file(path, "new"));
  EXPECT_EQ(contents(path), "new");
  EXPECT_FALSE(std::filesystem::exists(path + ".part"));
  const auto nowhere = write_file(folder.file("no/such/folder/x"), "text");
  ASSERT_FALSE(nowhere);
  EXPECT_THAT(nowhere.error(), HasSubstr("does the folder exist and is it writable?"));
}

}  // namespace
}  // namespace cw::cli
