#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "cli/testing.h"
#include "report/schema.h"
#include "report/schema_testing.h"

namespace cw::cli {
namespace {

using namespace testing;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// ---- designs ---------------------------------------------------------------------------------------------------------

TEST(Diagnostics, ShowTheLineAndACaret) {
  std::string broken = kDesign;
  broken.replace(broken.find("asn: 65020\n    prefixes"), 3, "asm");
  const Outcome text = run_with({"check", "-"}, broken);
  EXPECT_EQ(text.status, 2);
  EXPECT_EQ(text.out, "");
  EXPECT_THAT(text.err, HasSubstr("standard input:"));
  EXPECT_THAT(text.err, HasSubstr("\n        asm: 65020\n        ^\n"));
  EXPECT_THAT(text.err, HasSubstr("nothing was run\n"));
  const auto json = boost::json::parse(run_with({"check", "-", "-o", "json"}, broken).out);
  EXPECT_FALSE(json.at("diagnostics").as_array().empty());
  EXPECT_GT(json.at("diagnostics").at(0).at("line").as_int64(), 0);
}

TEST(Check, CountsAndExitsByErrors) {
  const Outcome text = run_with({"check", "-"}, kDesign);
  EXPECT_LT(text.status, 2) << text.err;
  EXPECT_THAT(text.out, HasSubstr("rules were judged.\n"));
  const auto json = boost::json::parse(run_with({"check", "-", "-o", "json"}, kDesign).out);
  EXPECT_EQ(json.at("errors").as_int64() > 0, text.status == 1);
  for (const auto& finding : json.at("findings").as_array()) {
    EXPECT_TRUE(finding.at("source").as_object().contains("document")) << finding;
  }
}

TEST(Check, AGatewaySubnetThatIsTooSmallIsAnError) {
  std::string small = kDesign;
  small.replace(small.find("10.1.255.0/26"), 13, "10.1.255.0/29");
  const Outcome text = run_with({"check", "-"}, small);
  EXPECT_EQ(text.status, 1) << text.out << text.err;
  EXPECT_THAT(text.out, HasSubstr("standard input:8:"));
  EXPECT_THAT(text.out, HasSubstr("  Fix:       "));
  EXPECT_THAT(text.out, HasSubstr("  Source:    "));
}

TEST(Plan, PrintsNodesAndNoSecret) {
  const Outcome text = run_with({"plan", "-"}, kDesign);
  ASSERT_EQ(text.status, 0) << text.err;
  EXPECT_THAT(text.out, HasSubstr("er1/primary"));
  EXPECT_EQ(text.out, run_with({"plan", "-"}, kDesign).out);
  const auto json = boost::json::parse(run_with({"plan", "-", "-o", "json"}, kDesign).out);
  EXPECT_EQ(json.at("design"), "tiny");
  EXPECT_EQ(json.at("profile"), "causeway");
  EXPECT_EQ(boost::json::parse(run_with({"plan", "-", "-o", "json", "--profile", "azure"}, kDesign).out).at("profile"),
            "azure");
}

TEST(ListDrills, TellsWhatIsCutWhen) {
  EXPECT_EQ(run_with({"list-drills", "-"}, kDesign).out,
            "Drill           Steps\n"
            "circuit-silent  at 1.00 s cut circuit er1 (silent), at 15.00 s restore circuit er1\n");
}

TEST(Schema, IsPrintedAsJsonAndAsTables) {
  EXPECT_EQ(boost::json::parse(run_with({"schema"}).out).at("title"), "Causeway design");
  EXPECT_EQ(boost::json::parse(run_with({"schema", "rehearsal"}).out).at("title"), "Causeway rehearsal");
  EXPECT_THAT(run_with({"schema", "design", "--reference"}).out, StartsWith("# The design file\n"));
}

TEST(Version, IsTheProjects) { EXPECT_THAT(run_with({"version"}).out, StartsWith("causeway 0.")); }

// ---- rehearsals ------------------------------------------------------------------------------------------------------

TEST(Rehearse, PlaysWritesAndRepeats) {
  const TempFolder folder;
  const std::string report = folder.file("report.html");
  const std::string journal = folder.file("journal.jsonl");
  const Outcome text = run_with({"rehearse", "-", "--report", report, "--journal", journal}, kDesign);
  EXPECT_EQ(text.status, 0) << text.out << text.err;
  EXPECT_THAT(text.out, HasSubstr("==== PASS ====  drill circuit-silent"));
  EXPECT_THAT(text.out, Not(HasSubstr("\x1b")));
  EXPECT_THAT(contents(report), StartsWith("<!doctype html>"));
  std::istringstream lines(contents(journal));
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) ASSERT_TRUE(boost::json::parse(line).is_object());
  EXPECT_GT(count, 20U);
  EXPECT_EQ(text.out, run_with({"rehearse", "-"}, kDesign).out);
  EXPECT_THAT(run_with({"rehearse", "-", "--no-drill"}, kDesign, true).out, HasSubstr("\x1b["));
}

TEST(Rehearse, SaysMissedByExitStatusOne) {
  std::string strict = kDesign;
  strict += "objectives: { outageOut: 1ms }\n";
  const Outcome json = run_with({"rehearse", "-", "-o", "json", "--seed", "9"}, strict);
  EXPECT_EQ(json.status, 1) << json.out << json.err;
  const auto value = boost::json::parse(json.out);
  EXPECT_EQ(value.at("verdict"), "FAIL");
  EXPECT_EQ(value.at("seed"), 9);
  EXPECT_EQ(value.at("drills").at(0).at("out").at("verdict"), "FAIL");
  EXPECT_FALSE(value.at("drills").at(0).at("out").at("why").as_array().empty());
}

TEST(Rehearse, RealOutputFollowsTheSchemaAndTheWidth) {
  const Outcome json = run_with({"rehearse", "-", "-o", "json", "--sweep", "1", "--drill", "circuit-silent"}, kDesign);
  EXPECT_THAT(report::testing::schema_problems(report::rehearsal_schema(), boost::json::parse(json.out)),
              ::testing::IsEmpty());
  std::istringstream lines(run_with({"rehearse", "-", "--sweep", "1", "--drill", "circuit-silent"}, kDesign).out);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 100U) << line;
}

TEST(Rehearse, TakesADrillFromAFileAndRefusesUnknownNames) {
  const TempFolder folder;
  const std::string drill =
      folder.file("mine.yaml", "name: mine\nsteps:\n  - { after: 1s, cut: tunnel vpn }\n  - { after: 5s, restore: tunnel vpn }\n");
  const Outcome played = run_with({"rehearse", "-", "--drill", drill}, kDesign);
  EXPECT_THAT(played.out, HasSubstr("drill mine")) << played.err;
  const Outcome unknown = run_with({"rehearse", "-", "--drill", "circuit-silence"}, kDesign);
  EXPECT_EQ(unknown.status, 2);
  EXPECT_THAT(unknown.err, StartsWith("causeway: unknown drill circuit-silence: did you mean circuit-silent? There are: "
                                      "circuit-silent\n"));
  EXPECT_EQ(run_with({"rehearse", "-", "--drill", "circuit-silent", "--no-drill"}, kDesign).status, 2);
}

TEST(Swarm, EndsWithASummaryAndRepeatsOne) {
  const Outcome swarm = run_with({"swarm", "--count", "2", "--threads", "2"});
  EXPECT_EQ(swarm.status, 0) << swarm.out;
  EXPECT_THAT(swarm.out, StartsWith("PASS 2 designs, "));
  EXPECT_THAT(swarm.out, ::testing::EndsWith(" 0 failed\n"));
  EXPECT_EQ(swarm.out, run_with({"swarm", "--count", "2", "--threads", "1"}).out);
  EXPECT_THAT(run_with({"swarm", "--only", "7", "-o", "json"}).out, HasSubstr("\"runs\": 1"));
}

TEST(Explain, ShowsBothWaysAndKnowsHosts) {
  const Outcome text = run_with({"explain", "-", "--from", "server", "--to", "vm"}, kDesign);
  ASSERT_EQ(text.status, 0) << text.err;
  EXPECT_THAT(text.out, HasSubstr("Forward  over ExpressRoute"));
  EXPECT_THAT(text.out, HasSubstr("Return  over ExpressRoute"));
  const Outcome cut = run_with({"explain", "-", "--from", "server", "--to", "vm", "--when", "circuit er1"}, kDesign);
  EXPECT_THAT(cut.out, HasSubstr("Forward  over VPN")) << cut.err;
  EXPECT_THAT(run_with({"explain", "-", "--from", "servr", "--to", "vm"}, kDesign).err, HasSubstr("did you mean"));
  EXPECT_EQ(run_with({"explain", "-", "--from", "server", "--to", "vm", "--when", "circiut er1"}, kDesign).status, 2);
}

TEST(Show, PrintsTheTablesEngineersKnow) {
  const Outcome learned = run_with({"show", "learned", "-", "--node", "vpngw/0"}, kDesign);
  ASSERT_EQ(learned.status, 0) << learned.err;
  EXPECT_THAT(learned.out, HasSubstr("Network"));
  EXPECT_THAT(learned.out, HasSubstr("12076-65020"));
  EXPECT_THAT(learned.out, HasSubstr("32769"));
  const Outcome routes = run_with({"show", "routes", "-", "--drill", "circuit-silent"}, kDesign);
  EXPECT_THAT(routes.out, HasSubstr("Next Hop Type")) << routes.err;
  EXPECT_THAT(routes.out, HasSubstr("VirtualNetworkGateway"));
  EXPECT_THAT(run_with({"show", "bgp", "-"}, kDesign).out, HasSubstr("Established"));
  EXPECT_THAT(run_with({"show", "bfd", "-"}, kDesign).out, HasSubstr("900.0 ms"));
  const auto advertised = boost::json::parse(run_with({"show", "advertised", "-", "--node", "vpngw/0", "-o", "json"}, kDesign).out);
  EXPECT_EQ(advertised.at("tables").at(0).at("node"), "vpngw/0");
  const Outcome early = run_with({"show", "events", "-", "--at", "1500ms"}, kDesign);
  EXPECT_THAT(early.out, StartsWith("At 1.500000 s of virtual time\n"));
  EXPECT_THAT(run_with({"show", "bgp", "-", "--node", "vpngw"}, kDesign).err, HasSubstr("did you mean vpngw/0?"));
  EXPECT_THAT(run_with({"show", "advertised", "-", "--peer", "nobody"}, kDesign).err, HasSubstr("unknown peer nobody"));
}

}  // namespace
}  // namespace cw::cli
