#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "cli/files.h"
#include "cli/parse.h"
#include "cli/run.h"
#include "cli/values.h"
#include "report/schema.h"
#include "report/schema_testing.h"

namespace cw::cli {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

struct Outcome {
  int status = 0;
  std::string out, err;
};

Outcome run_with(std::vector<std::string> args, const std::string& input = "", bool is_terminal = false) {
  std::istringstream in(input);
  std::ostringstream out;
  std::ostringstream err;
  const int status = run(args, {.in = in, .out = out, .err = err, .out_is_terminal = is_terminal});
  return {status, out.str(), err.str()};
}

// One circuit, one VPN, one site.
const std::string kDesign = R"yaml(causeway: 1
name: tiny
virtualNetworks:
  - name: hub
    addressSpace: [10.1.0.0/16]
    subnets:
      - { name: app, addressPrefix: 10.1.1.0/24 }
      - { name: GatewaySubnet, addressPrefix: 10.1.255.0/26 }
expressRouteCircuits:
  - name: er1
    sku: { tier: Standard, family: MeteredData }
    serviceProviderProperties: { bandwidthInMbps: 1000 }
    peerings:
      - peeringType: AzurePrivatePeering
        peerASN: 65020
        primaryPeerAddressPrefix: 192.168.1.0/30
        secondaryPeerAddressPrefix: 192.168.1.4/30
        vlanId: 100
        bfd: { interval: 300ms, multiplier: 3 }
    primaryLink: { device: hq/edge }
    secondaryLink: { device: hq/edge }
virtualNetworkGateways:
  - { name: ergw, gatewayType: ExpressRoute, virtualNetwork: hub, sku: ErGw1AZ, instances: 2 }
  - { name: vpngw, gatewayType: Vpn, virtualNetwork: hub, sku: VpnGw2AZ, instances: 2, activeActive: true }
localNetworkGateways:
  - name: hq-edge
    device: hq/edge
    gatewayIpAddress: 203.0.113.10
    bgpSettings: { asn: 65020, bgpPeeringAddress: 10.8.0.1 }
connections:
  - { name: er, connectionType: ExpressRoute, virtualNetworkGateway1: ergw, peer: er1 }
  - name: vpn
    connectionType: IPsec
    virtualNetworkGateway1: vpngw
    localNetworkGateway2: hq-edge
    enableBgp: true
    sharedKey: { file: secrets/vpn.key }
sites:
  - name: hq
    asn: 65020
    prefixes: [10.8.0.0/24]
    devices:
      - name: edge
        kind: router
        bgpAddress: 10.8.0.1
        publicIpAddress: 203.0.113.10
        lanAddress: 10.8.0.254
        localPreference: { expressRoute: 150 }
        bfd: { interval: 300ms, multiplier: 3 }
hosts:
  - { name: server, site: hq, address: 10.8.0.10 }
  - { name: vm, virtualNetwork: hub, address: 10.1.1.4 }
flows:
  - { name: app, from: server, to: vm, rate: 50 }
drills:
  - name: circuit-silent
    steps:
      - { after: 1s, cut: circuit er1, how: silent }
      - { after: 15s, restore: circuit er1 }
)yaml";

class TempFolder {
 public:
  TempFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "causeway-cli-XXXXXX").string();
    path_ = mkdtemp(name.data());
  }
  ~TempFolder() { std::filesystem::remove_all(path_); }
  [[nodiscard]] std::string file(const std::string& name, const std::string& text = "") const {
    const std::string where = (path_ / name).string();
    if (!text.empty()) std::ofstream(where) << text;
    return where;
  }

 private:
  std::filesystem::path path_;
};

std::string contents(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

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
