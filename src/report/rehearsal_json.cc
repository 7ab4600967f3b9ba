#include "report/rehearsal_json.h"

#include "report/check_json.h"

namespace cw::report {
namespace {

void write_flows(JsonWriter& json, std::string_view key, const std::vector<drill::FlowPaths>& flows) {
  json.key(key).begin_array();
  for (const drill::FlowPaths& flow : flows) write_json(json, flow);
  json.end_array();
}

void write_direction(JsonWriter& json, std::string_view key, const drill::DirectionResult& result) {
  json.key(key).begin_object();
  json.field("sent", result.sent).field("received", result.received).field("lost", result.lost);
  json.field("duplicated", result.duplicated).field("reordered", result.reordered);
  json.field("outage_ms", result.outage).field("recovered", result.recovered);
  json.end_object();
}

void write_budget(JsonWriter& json, const drill::Budget& budget) {
  json.key("budget").begin_object();
  json.field("detect_ms", budget.detect).field("decide_ms", budget.decide);
  json.field("program_ms", budget.program).field("first_packet_ms", budget.first_packet);
  json.field("detected_by", budget.detected_by).field("share", budget.share);
  json.end_object();
}

void write_phase(JsonWriter& json, std::string_view key, const drill::Phase& phase) {
  json.key(key).begin_object();
  json.field("verdict", drill::to_string(phase.verdict));
  json.field("from_ms", phase.from.time_since_epoch()).field("to_ms", phase.to.time_since_epoch());
  json.field("outage_ms", phase.outage);
  json.field("lost", phase.lost).field("reordered", phase.reordered).field("duplicated", phase.duplicated);
  write_budget(json, phase.budget);
  json.key("flows").begin_array();
  for (const drill::FlowResult& flow : phase.flows) {
    json.begin_object().field("name", flow.name);
    write_direction(json, "forward", flow.forward);
    write_direction(json, "return", flow.back);
    json.end_object();
  }
  json.end_array();
  write_flows(json, "paths", phase.paths);
  json.field("why", phase.why);
  json.end_object();
}

void write_drill(JsonWriter& json, const RehearsalView& view, const drill::DrillResult& result) {
  const design::Objectives& objectives = objectives_of(view, result);
  json.begin_object();
  json.field("name", result.name).field("cuts", result.cuts);
  json.field("verdict", drill::to_string(result.verdict));
  json.field("started_ms", result.started.time_since_epoch());
  json.key("objectives").begin_object();
  json.field("outage_out_ms", objectives.outage_out).field("outage_back_ms", objectives.outage_back);
  json.field("lost_back", objectives.lost_back).field("symmetric", objectives.symmetric);
  json.end_object();
  write_flows(json, "before", result.before);
  write_phase(json, "out", result.out);
  write_phase(json, "back", result.back);
  json.key("symmetry").begin_object();
  json.field("verdict", drill::to_string(result.symmetry.verdict)).field("why", result.symmetry.why);
  json.end_object();
  json.field("failed_back", result.failed_back).field("pins", result.pins).field("why", result.why);
  json.end_object();
}

void write_sweep_row(JsonWriter& json, const drill::Sweep& sweep, const drill::SweepRow& row) {
  json.begin_object();
  json.field("faults", row.faults).field("verdict", drill::to_string(row.verdict));
  json.field("outage_ms", row.outage).field("lost_out", row.lost_out).field("lost_back", row.lost_back);
  json.field("recovered", row.recovered).field("symmetric", row.symmetric).field("failed_back", row.failed_back);
  json.key("flows").begin_array();
  for (std::size_t f = 0; f < sweep.flows.size(); ++f) {
    json.begin_object().field("name", sweep.flows[f]);
    if (f < row.forward.size()) json.field("forward_outage_ms", row.forward[f].outage);
    if (f < row.back.size()) json.field("return_outage_ms", row.back[f].outage);
    const auto roads = [&](std::string_view key, const std::vector<drill::FlowPaths>& paths) {
      if (f >= paths.size()) return;
      json.key(key).begin_object();
      json.field("forward", drill::to_string(paths[f].forward.road));
      json.field("return", drill::to_string(paths[f].back.road)).field("symmetric", paths[f].symmetric);
      json.end_object();
    };
    roads("during", row.during);
    roads("after", row.after);
    json.end_object();
  }
  json.end_array().field("why", row.why).end_object();
}

}  // namespace

void write_json(JsonWriter& json, const drill::PathTrace& trace) {
  json.begin_object();
  json.field("road", drill::to_string(trace.road)).field("delivered", trace.delivered);
  if (!trace.failure.empty()) json.field("failure", trace.failure);
  json.key("hops").begin_array();
  for (const drill::Hop& hop : trace.hops) {
    json.begin_object();
    json.field("node", hop.name).field("address", hop.address).field("route", hop.route).field("shown", hop.shown);
    json.end_object();
  }
  json.end_array().end_object();
}

void write_json(JsonWriter& json, const drill::FlowPaths& paths) {
  json.begin_object().field("name", paths.name);
  json.key("forward");
  write_json(json, paths.forward);
  json.key("return");
  write_json(json, paths.back);
  json.field("symmetric", paths.symmetric).end_object();
}

void write_json(JsonWriter& json, const drill::Sweep& sweep) {
  json.begin_object();
  const std::size_t failed = sweep.rows.size() - sweep.passed;
  json.field("verdict", drill::to_string(failed == 0 ? drill::Verdict::Pass : drill::Verdict::Fail));
  json.field("order", sweep.order).field("passed", sweep.passed).field("failed", failed);
  json.field("flows", sweep.flows);
  json.key("rows").begin_array();
  for (const drill::SweepRow& row : sweep.rows) write_sweep_row(json, sweep, row);
  json.end_array().end_object();
}

std::string rehearsal_json(const RehearsalView& view) {
  const drill::Rehearsal& rehearsal = view.rehearsal;
  JsonWriter json;
  json.begin_object();
  json.field("format", kRehearsalFormat);
  json.field("verdict", drill::to_string(verdict_of(view)));
  json.field("seed", rehearsal.seed).field("design", rehearsal.design);
  json.field("profile", profile_name(rehearsal.profile));
  json.field("converged", rehearsal.converged).field("convergence_ms", rehearsal.convergence);
  json.field("virtual_time_ms", rehearsal.virtual_time).field("events_processed", rehearsal.events_processed);
  write_flows(json, "flows", rehearsal.flows);
  json.key("drills").begin_array();
  for (const drill::DrillResult& result : rehearsal.drills) write_drill(json, view, result);
  json.end_array();
  json.key("checker_failures").begin_array();
  for (const drill::CheckerFailure& failure : rehearsal.checker_failures) {
    json.begin_object().field("at_ms", failure.at.time_since_epoch());
    json.field("checker", failure.checker).field("what", failure.what).end_object();
  }
  json.end_array();
  if (view.sweep != nullptr) {
    json.key("sweep");
    write_json(json, *view.sweep);
  }
  json.field("why", rehearsal.why);
  json.key("findings").begin_array();
  for (const checks::Finding& finding : view.findings) write_json(json, view.file, finding);
  json.end_array();
  json.field("notes", view.plan.notes);
  json.end_object();
  return json.take();
}

}  // namespace cw::report
