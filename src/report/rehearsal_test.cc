#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <sstream>

#include "report/check_json.h"
#include "report/check_text.h"
#include "report/drill_text.h"
#include "report/explain.h"
#include "report/html.h"
#include "report/rehearsal_json.h"
#include "report/rehearsal_text.h"
#include "report/schema.h"
#include "report/schema_testing.h"
#include "report/sweep_text.h"
#include "report/testing.h"
#include "report/timeline.h"
#include "report/topology.h"

namespace cw::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using namespace testing;
namespace json = boost::json;

TEST(RehearsalText, TellsADrillOnOneScreen) {
  const plan::Plan plan = make_plan();
  const drill::Rehearsal rehearsal = make_rehearsal();
  EXPECT_EQ(drill_text(view_of(plan, rehearsal), rehearsal.drills[0], {}),
            R"(==== PASS ====  drill circuit-cut  =================================================================
  Cut:  circuit er1, silent drop on both links
  Out:   outage 812.4 ms (1.20 s allowed), 163 packets lost, 0 reordered, 0 duplicated  PASS
  Back:  no outage (none allowed), 0 packets lost, 0 reordered, 0 duplicated  PASS
  Symmetry: PASS
  Failback: every flow is on its road again

  Road of every flow
    Flow  Direction  Before        During the cut  After
    app   forward    ExpressRoute  VPN             ExpressRoute
          return     ExpressRoute  VPN             ExpressRoute

  Timeline of the way out (ms after the cut)
        ms  Layer   Node       Event           What
      +0.0  fault              Fault injected  circuit er1: silent drop on both links
    +811.0  bfd     onprem/ce  BFD down        er1/primary: control detection time expired
                                               then group switched
    +812.4  packet             Flow moved      app: ExpressRoute to VPN
)"
            "\n"
            R"(  Where the outage went (worst flow and direction)
    detect        811.0 ms  ##################################################
    decide          437 us  #
    program         200 us  #
    first packet    800 us  #
    noticed by  BFD onprem/ce -> er1/primary, detection time 900 ms
    whose time  customer edge to provider edge 0.8 s
)"
            "\n"
            R"(  Timeline of the way back (ms after the restoration)
          ms  Layer  Node       Event            What
        +0.0  fault             Fault restored   circuit er1
    +3,000.0  bgp    onprem/ce  BGP established  er1/primary

  Packets of every flow
    Flow  Direction   Sent  Lost out  Outage out  Lost back  Outage back  Reordered
    app   forward    3,000        82    812.4 ms          0            -          0
          return     3,000        81    805.1 ms          0            -          0
)");
}

TEST(RehearsalText, SaysTheVerdictAndTheWayToMore) {
  const plan::Plan plan = make_plan();
  drill::Rehearsal rehearsal = make_rehearsal();
  const std::string text = rehearsal_text(view_of(plan, rehearsal), {});
  EXPECT_THAT(text, HasSubstr("Rehearsal of small"));
  EXPECT_THAT(text, HasSubstr("profile causeway, seed 7\n"));
  EXPECT_THAT(text, HasSubstr("  2.41 s after power-on"));
  EXPECT_THAT(text, HasSubstr("10.1.11.1 -> 192.168.11.18 -> * -> 10.17.11.132\n"));
  EXPECT_THAT(text, HasSubstr("==== PASS ====  1 of 1 drill passed"));
  EXPECT_THAT(text, ::testing::EndsWith(
                        "More: -o json for programs, --report FILE.html for pictures, --journal FILE for every event.\n"));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(line.size(), 100U) << line;
    EXPECT_TRUE(line.empty() || line.back() != ' ') << '"' << line << '"';
  }
}

TEST(RehearsalText, ListsEveryReasonOnce) {
  const plan::Plan plan = make_plan();
  drill::Rehearsal rehearsal = make_rehearsal();
  rehearsal.verdict = drill::Verdict::Fail;
  drill::DrillResult& drill = rehearsal.drills[0];
  drill.verdict = drill::Verdict::Fail;
  drill.failed_back = false;
  drill.pins = {"10.1.11.0/26 on the VPN is longer than 10.1.11.0/25: withdraw it"};
  drill.back.why = drill.pins;
  const std::string text = drill_text(view_of(plan, rehearsal), drill, {});
  EXPECT_THAT(text, HasSubstr("==== FAIL ===="));
  EXPECT_THAT(text, HasSubstr("Why, and what to change\n    - 10.1.11.0/26 on the VPN is longer"));
  EXPECT_EQ(text.find("withdraw it"), text.rfind("withdraw it"));
}

TEST(Timeline, MergesNeighboursAndDropsTheLeastImportant) {
  const plan::Plan plan = make_plan();
  Journal journal;
  for (int i = 0; i < 3; ++i) {
    journal.push_back({Instant{} + i * 1ms, NodeId(1), Layer::Bgp, EventKind::BgpDown, "peer", "", 0});
  }
  for (int i = 0; i < 40; ++i) {
    journal.push_back({Instant{} + 100ms + i * 50ms, NodeId(2), Layer::Rib, EventKind::RoutesLearned, "x", "", 0});
    journal.push_back({Instant{} + 120ms + i * 50ms, NodeId(2), Layer::Bgp, EventKind::BgpStateChanged, "x", "", 0});
  }
  journal.push_back({Instant{} + 5s, kWorldNode, Layer::Packet, EventKind::FlowMoved, "app", "", 0});
  const Timeline timeline = make_timeline(plan, journal, {.zero = {}, .from = {}, .to = Instant{} + 10s}, 10);
  ASSERT_EQ(timeline.entries.size(), 10U);
  EXPECT_EQ(timeline.entries[0].count, 3U);
  EXPECT_EQ(timeline.entries.back().kind, EventKind::FlowMoved);   // late, but it tells the story
  EXPECT_EQ(timeline.left_out, 32U + 40U);
  const Timeline roomy = make_timeline(plan, journal, {.zero = {}, .from = {}, .to = Instant{} + 10s}, 1000);
  EXPECT_EQ(roomy.entries.size(), 42U);   // state changes never
}

TEST(Timeline, HangsConsequencesOnTheirCauseAndJoinsNodes) {
  const plan::Plan plan = make_plan();
  const Journal journal{
      {Instant{}, NodeId(1), Layer::Bfd, EventKind::BfdDown, "onprem/ce~er1/primary", "no packet for 900 ms", 0},
      {Instant{}, NodeId(1), Layer::Gateway, EventKind::NextHopDead, "er1/primary", "", 0},
      {Instant{}, NodeId(1), Layer::Fib, EventKind::GroupSwitched, "er1/primary", "", 1},
      {Instant{}, NodeId(1), Layer::Bgp, EventKind::BgpDown, "er1/primary", "BFD down", 0},
      {Instant{} + 1ms, NodeId(4), Layer::Fib, EventKind::RoutesProgrammed, "fib", "", 2},
      {Instant{} + 1ms, NodeId(7), Layer::Fib, EventKind::RoutesProgrammed, "fib", "", 5},
  };
  const Timeline timeline = make_timeline(plan, journal, {.zero = {}, .from = {}, .to = Instant{} + 10s}, 10);
  ASSERT_EQ(timeline.entries.size(), 2U);
  EXPECT_EQ(what_text(timeline.entries[0]), "er1/primary: no packet for 900 ms");
  EXPECT_EQ(then_text(timeline.entries[0]), "then group switched, BGP down");
  EXPECT_EQ(nodes_text(timeline.entries[1]), "hub +1");
  EXPECT_EQ(what_text(timeline.entries[1]), "5 changes");
  EXPECT_EQ(make_timeline(plan, journal, {.zero = {}, .from = {}, .to = Instant{} + 10s}, 10, Merging::Repeats)
                .entries.size(),
            6U);
}

TEST(Timeline, NamesKindsInWords) {
  EXPECT_EQ(words_of(EventKind::BgpEndOfRib), "BGP End-of-RIB");
  EXPECT_EQ(words_of(EventKind::BfdDown), "BFD down");
  EXPECT_EQ(words_of(EventKind::RoutesProgrammed), "Routes programmed");
}

TEST(RehearsalJson, FollowsItsSchema) {
  const plan::Plan plan = make_plan();
  const drill::Rehearsal rehearsal = make_rehearsal();
  const drill::Sweep sweep = make_sweep();
  RehearsalView view = view_of(plan, rehearsal);
  view.sweep = &sweep;
  const json::value value = json::parse(rehearsal_json(view));
  EXPECT_THAT(schema_problems(rehearsal_schema(), value), ::testing::IsEmpty());
  EXPECT_EQ(value.at("verdict"), "FAIL");   // the sweep's
  EXPECT_EQ(value.at("drills").at(0).at("out").at("outage_ms").as_double(), 812.437);
}

TEST(RehearsalJson, SchemaFindsWhatIsMissingOrUnknown) {
  const plan::Plan plan = make_plan();
  const drill::Rehearsal rehearsal = make_rehearsal();
  json::value value = json::parse(rehearsal_json(view_of(plan, rehearsal)));
  value.as_object().erase("seed");
  value.as_object()["extra"] = 1;
  value.at("drills").at(0).at("out").as_object()["lost"] = "many";
  value.at("verdict") = "MAYBE";
  EXPECT_THAT(schema_problems(rehearsal_schema(), value),
              ::testing::UnorderedElementsAre("rehearsal lacks seed", "rehearsal.extra is not in the schema",
                                              "rehearsal.drills[0].out.lost is no integer",
                                              "rehearsal.verdict is none of the allowed values"));
}

TEST(RehearsalJson, NamesWhatProgramsReadInAFixedOrder) {
  const plan::Plan plan = make_plan();
  const drill::Rehearsal rehearsal = make_rehearsal();
  const std::string text = rehearsal_json(view_of(plan, rehearsal));
  EXPECT_THAT(text, HasSubstr("\"outage_ms\": 812.437"));
  EXPECT_THAT(text, HasSubstr("\"detect_ms\": 811.000"));
  std::size_t at = 0;
  for (const char* key : {"\"verdict\"", "\"seed\"", "\"design\"", "\"profile\"", "\"converged\"", "\"flows\"", "\"drills\"",
                          "\"out\"", "\"budget\"", "\"back\"", "\"symmetry\"", "\"failed_back\"", "\"notes\""}) {
    const std::size_t next = text.find(key, at);
    ASSERT_NE(next, std::string::npos) << key << " is missing or out of order";
    at = next;
  }
}

TEST(RehearsalJson, DocumentedSchemaIsTheOneInTheProgram) {
  std::ifstream file(std::string(CW_SOURCE_DIR) + "/docs/schema/rehearsal.schema.json");
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_TRUE(text.str() == rehearsal_schema())   // both texts would fill screens
      << "refresh: causeway schema rehearsal > docs/schema/rehearsal.schema.json";
}

TEST(Schema, ReadsAsTables) {
  const std::string text = schema_reference(rehearsal_schema());
  EXPECT_THAT(text, HasSubstr("# Causeway rehearsal"));
  EXPECT_THAT(text, HasSubstr("| `flows` | array of flowPaths | The way of every flow after convergence. |"));
  EXPECT_THAT(text, HasSubstr("## phase.flows[]"));
}

TEST(SweepText, IsAMatrixWorstFirst) {
  EXPECT_EQ(sweep_text(make_sweep(), {}),
            R"(Sweep: every single failure, out and back, worst first
  Verdict  Failure                     Lost back  Back  app
  FAIL     node onprem/ce                      0  yes   no path
  PASS     link onprem/ce~er1/primary          0  yes   VPN 812.4 ms
  ER = ExpressRoute; Back = every flow returned to its road.
  - every road of app passes onprem/ce: add a second router
  1 of 2 passed.
)");
}

TEST(SweepText, PutsTheSecondFailureOfAPairOnItsOwnLine) {
  drill::Sweep sweep = make_sweep();
  sweep.order = 2;
  sweep.rows[1].faults.push_back("node er1/primary");
  EXPECT_THAT(sweep_text(sweep, {}), HasSubstr("  PASS     link onprem/ce~er1/primary          0  yes   VPN 812.4 ms\n"
                                               "           + node er1/primary\n"));
}

TEST(SweepText, CountsRoadsWhenThereAreManyFlows) {
  drill::Sweep sweep = make_sweep();
  sweep.flows = {"a", "b", "c"};
  sweep.rows[1].during = {vpn_paths(), vpn_paths(), circuit_paths()};
  EXPECT_THAT(sweep_text(sweep, {}), HasSubstr("812.4 ms          0  yes   1 ER, 2 VPN\n"));
}

TEST(RehearsalText, IsBriefAboutWhatPassedAmongSeveral) {
  const plan::Plan plan = make_plan();
  drill::Rehearsal rehearsal = make_rehearsal();
  rehearsal.drills.push_back(rehearsal.drills[0]);
  rehearsal.drills[1].name = "broken";
  rehearsal.drills[1].verdict = rehearsal.drills[1].out.verdict = rehearsal.verdict = drill::Verdict::Fail;
  const std::string text = rehearsal_text(view_of(plan, rehearsal), {});
  const std::size_t first = text.find("Timeline of the way out");
  ASSERT_NE(first, std::string::npos);
  EXPECT_GT(first, text.find("drill broken"));
  EXPECT_EQ(text.find("Timeline of the way out", first + 1), std::string::npos);
  EXPECT_THAT(text, HasSubstr("  circuit-cut  PASS       812.4 ms       163          0  PASS      yes\n"
                              "  broken       FAIL       812.4 ms       163          0  PASS      yes\n"));
  EXPECT_THAT(text, HasSubstr("==== FAIL ====  1 of 2 drills passed"));
}

TEST(Explain, ShowsEveryCandidateAndWhereItLost) {
  drill::Explanation explanation{.from = "server", .to = "vm", .when = "", .forward = circuit_paths().forward,
                                 .back = circuit_paths().back};
  explanation.symmetric = true;
  explanation.setting = "local preference of onprem/ce";
  drill::ExplainNode node{.node = "onprem/ce", .role = "customerEdge", .prefix = "10.17.11.0/24"};
  node.candidates = {{.next_hop = "192.168.11.18", .via = "er1/primary", .from = "er1/primary", .as_path = "12076",
                      .weight = 0, .local_preference = 150, .best = true},
                     {.next_hop = "10.17.11.76", .via = "vpngw/0", .from = "vpngw/0", .as_path = "65515", .weight = 0,
                      .local_preference = 100, .lost_at = "local preference", .reason = "100 < 150",
                      .rule = "RFC 4271 \xc2\xa7" "9.1.1"}};
  node.shorter = {"10.0.0.0/8 via 10.17.11.76"};
  explanation.forward_nodes = {node};
  const std::string text = explain_text(explanation, {});
  EXPECT_THAT(text, HasSubstr("At onprem/ce (customerEdge): the longest prefix is 10.17.11.0/24"));
  EXPECT_THAT(text, HasSubstr("*  192.168.11.18  er1/primary  12076       150  used"));
  EXPECT_THAT(text, HasSubstr("lost at local preference: 100 < 150"));
  EXPECT_THAT(text, HasSubstr("Without it:  10.0.0.0/8 via 10.17.11.76"));
  EXPECT_THAT(text, HasSubstr("What would change it: local preference of onprem/ce"));
  const json::value value = json::parse(explain_json(explanation));
  EXPECT_EQ(value.at("forward").at("nodes").at(0).at("candidates").at(1).at("lost_at"), "local preference");
}

TEST(CheckText, GivesPlaceConsequenceFixAndSource) {
  const checks::Rule rule{.id = "CX-002", .severity = checks::Severity::Error, .title = "GatewaySubnet is large enough",
                          .consequence = "Creating the gateway is refused.", .fix = "Use /27.", .source = "no-such-code"};
  const checks::Finding finding{.rule = &rule, .severity = checks::Severity::Error, .place = {8, 9},
                                .resource = "virtualNetworks/hub", .message = "GatewaySubnet is /29",
                                .fix = "write 10.1.255.0/27"};
  const std::string rules = std::to_string(checks::rules().size());
  EXPECT_EQ(check_text("design.yaml", {&finding, 1}, {}),
            "error CX-002  design.yaml:8:9  virtualNetworks/hub\n"
            "  GatewaySubnet is /29\n"
            "  Otherwise: Creating the gateway is refused.\n"
            "  Fix:       write 10.1.255.0/27\n"
            "  Source:    no-such-code; documented\n"
            "\n"
            "design.yaml: 1 error, 0 warnings, 0 notes. " + rules + " rules were judged.\n");
  EXPECT_EQ(check_text("design.yaml", {}, {}), "design.yaml: nothing to say. " + rules + " rules were judged.\n");
  const json::value value = json::parse(check_json("design.yaml", {&finding, 1}));
  EXPECT_EQ(value.at("errors"), 1);
  EXPECT_EQ(value.at("findings").at(0).at("line"), 8);
  EXPECT_EQ(value.at("findings").at(0).at("source").at("code"), "no-such-code");
}

TEST(Html, HoldsEverythingInOneFile) {
  const plan::Plan plan = make_plan();
  const drill::Rehearsal rehearsal = make_rehearsal();
  const drill::Sweep sweep = make_sweep();
  RehearsalView view = view_of(plan, rehearsal);
  view.sweep = &sweep;
  const std::string html = rehearsal_html(view);
  EXPECT_THAT(html, HasSubstr("default-src 'none'"));
  for (const char* outside : {"src=", "href=\"http", "url(", "@import", "<link", "<iframe"}) {
    EXPECT_THAT(html, Not(HasSubstr(outside)));
  }
  for (const char* part : {"data-key=\"0-0\"", "data-key=\"2-0\"", "class=\"node providerEdge\"", "class=\"link circuit\"",
                           "data-t=\"811000\"", "class=\"budget\"", "class=\"sweep\"", "data-zoom=\"in\"",
                           "prefers-color-scheme:dark", "causeway rehearse small.yaml --seed 7"}) {
    EXPECT_THAT(html, HasSubstr(part));
  }
  EXPECT_EQ(html, rehearsal_html(view));
}

TEST(Html, NamesFromAFileCannotBecomeMarkup) {
  plan::Plan plan = make_plan();
  drill::Rehearsal rehearsal = make_rehearsal();
  const std::string evil = "</script><img src=x onerror=alert(1)>";
  plan.name = rehearsal.design = rehearsal.flows[0].name = rehearsal.drills[0].name = evil;
  plan.nodes[1].config.name = plan.nodes[1].group = plan.links[1].name = plan.notes[0] = evil;
  rehearsal.drills[0].cuts = rehearsal.drills[0].why = rehearsal.why = {evil};
  rehearsal.journal[1].detail = rehearsal.journal[1].subject = evil;
  rehearsal.drills[0].out.budget.detected_by = rehearsal.drills[0].out.flows[0].name = evil;
  rehearsal.drills[0].out.paths[0].forward.hops[0].name = rehearsal.drills[0].out.paths[0].forward.hops[0].address = evil;
  RehearsalView view = view_of(plan, rehearsal);
  view.file = view.command = evil;
  drill::Sweep sweep = make_sweep();
  sweep.flows[0] = sweep.rows[0].faults[0] = sweep.rows[0].why[0] = evil;
  view.sweep = &sweep;
  const std::string html = rehearsal_html(view);
  EXPECT_THAT(html, Not(HasSubstr("<img")));
}

TEST(Html, DrawsTheSidesWhereTheyBelong) {
  const plan::Plan plan = make_plan();
  const Drawing drawing = lay_out(plan, {});
  const auto at = [&](std::size_t i) { return *drawing.nodes[i]; };
  EXPECT_LT(at(0).x, at(1).x);   // host left of its router
  EXPECT_LT(at(1).x, at(2).x);   // site left of the circuit
  EXPECT_LT(at(2).x, at(3).x);   // circuit left of Azure
  EXPECT_LT(at(4).x, at(5).x);   // the virtual machine at the far right
  EXPECT_LT(at(2).y, at(6).y);   // circuit above the Internet
  EXPECT_LT(at(3).y, at(7).y);   // ExpressRoute gateway above the VPN gateway
  for (std::size_t i = 0; i < plan.nodes.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      const bool apart = std::abs(at(i).x - at(k).x) * 2 >= at(i).width + at(k).width ||
                         std::abs(at(i).y - at(k).y) * 2 >= at(i).height + at(k).height;
      EXPECT_TRUE(apart) << plan.nodes[i].config.name << " covers " << plan.nodes[k].config.name;
    }
  }
}

}  // namespace
}  // namespace cw::report
