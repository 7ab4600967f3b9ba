// Commands that need only the design: check, plan, list-drills, schema.
#include <fmt/core.h>

#include <algorithm>

#include "checks/checks.h"
#include "cli/context.h"
#include "report/check_json.h"
#include "report/check_text.h"
#include "report/json_writer.h"
#include "report/plan_json.h"
#include "report/schema.h"
#include "report/table.h"

namespace cw::cli {
namespace {

// "at 0 ms cut circuit er1 (silent), at 30 s restore circuit er1"
std::string steps_text(const design::DrillSpec& drill) {
  std::string out;
  for (const design::DrillStep& step : drill.steps) {
    out += fmt::format("{}at {} {} {}", out.empty() ? "" : ", ", to_string(step.after),
                       step.cut.empty() ? "restore" : "cut", step.cut.empty() ? step.restore : step.cut);
    if (!step.how.empty()) out += fmt::format(" ({})", step.how);
  }
  return out;
}

std::string drills_json(const design::Design& design) {
  report::JsonWriter json;
  json.begin_object().field("design", design.name).key("drills").begin_array();
  for (const design::DrillSpec& drill : design.drills) {
    json.begin_object().field("name", drill.name).key("steps").begin_array();
    for (const design::DrillStep& step : drill.steps) {
      json.begin_object().field("after_ms", step.after);
      json.field(step.cut.empty() ? "restore" : "cut", step.cut.empty() ? step.restore : step.cut);
      if (!step.how.empty()) json.field("how", step.how);
      json.end_object();
    }
    json.end_array().end_object();
  }
  json.end_array().end_object();
  return json.take();
}

}  // namespace

int check_command(const Context& context) {
  const auto loaded = load_design(context);
  if (!loaded) return loaded.error().status;
  const std::vector<checks::Finding> findings = checks::check(loaded->design);
  context.io.out << (context.json ? report::check_json(loaded->file, findings)
                                  : report::check_text(loaded->file, findings, context.style));
  const bool has_errors = std::any_of(findings.begin(), findings.end(),
                                      [](const auto& f) { return f.severity == checks::Severity::Error; });
  return has_errors ? kMissed : kDone;
}

int plan_command(const Context& context) {
  const auto loaded = load_design(context);
  if (!loaded) return loaded.error().status;
  const auto plan = compile(context, *loaded);
  if (!plan) return plan.error().status;
  context.io.out << (context.json ? report::plan_json(*plan) : plan::to_text(*plan));
  return kDone;
}

int list_drills_command(const Context& context) {
  const auto loaded = load_design(context);
  if (!loaded) return loaded.error().status;
  const design::Design& design = loaded->design;
  if (context.json) {
    context.io.out << drills_json(design);
    return kDone;
  }
  if (design.drills.empty()) {
    context.io.out << fmt::format("{} has no drills; add a drills: list, or name a drill file with rehearse --drill FILE.\n",
                                  loaded->file);
    return kDone;
  }
  report::Table table({{"Drill"}, {"Steps"}});
  for (const design::DrillSpec& drill : design.drills) {
    table.add({report::printable(drill.name), report::printable(steps_text(drill))});
  }
  context.io.out << table.to_text(context.style);
  return kDone;
}

int schema_command(const Context& context) {
  const std::string kind = context.args.value("KIND", "design");
  if (kind != "design" && kind != "rehearsal") {
    const std::vector<std::string> known{"design", "rehearsal"};
    return context.fail(unknown_name("schema", kind, known)).error().status;
  }
  const bool is_design = kind == "design";
  if (context.args.has("--reference")) {
    context.io.out << (is_design ? design::reference_markdown() : report::schema_reference(report::rehearsal_schema()));
  } else {
    context.io.out << (is_design ? design::json_schema() : std::string(report::rehearsal_schema()));
  }
  return kDone;
}

}  // namespace cw::cli
