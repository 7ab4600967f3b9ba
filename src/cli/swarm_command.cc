// causeway swarm
#include <fmt/core.h>

#include "base/text.h"
#include "cli/context.h"
#include "cli/progress.h"
#include "report/json_writer.h"
#include "report/table.h"
#include "sim/rehearse.h"

namespace cw::cli {
namespace {

std::string repeat_command(const sim::SwarmFailure& failure) {
  return fmt::format("causeway swarm --only {}", failure.seed);
}

std::string swarm_json(const sim::SwarmResult& result) {
  report::JsonWriter json;
  json.begin_object().field("verdict", result.failures.empty() ? "PASS" : "FAIL");
  json.field("runs", result.runs).field("faults", result.faults).field("events", result.events);
  json.key("failures").begin_array();
  for (const sim::SwarmFailure& failure : result.failures) {
    json.begin_object().field("seed", failure.seed).field("what", failure.what);
    json.field("repeat", repeat_command(failure)).field("last_events", failure.last_events);
    json.field("design", failure.design_yaml).end_object();
  }
  json.end_array().end_object();
  return json.take();
}

void print_failure(const Context& context, const sim::SwarmFailure& failure, bool with_design) {
  std::ostream& out = context.io.out;
  out << context.style.paint(report::Tone::Bad, fmt::format("FAIL seed {}", failure.seed)) << '\n';
  out << report::paragraph("  ", report::printable(failure.what), context.style);
  if (!failure.last_events.empty()) out << "  last events:\n";
  for (const std::string& event : failure.last_events) out << "    " << report::printable(event) << '\n';
  if (with_design && !failure.design_yaml.empty()) out << "  design:\n" << failure.design_yaml;
  out << "  repeat: " << repeat_command(failure) << "\n\n";
}

}  // namespace

int swarm_command(const Context& context) {
  sim::SwarmOptions options;
  const auto count = context.number("--count", options.count, 1, 1'000'000);
  if (!count) return count.error().status;
  const auto seed = context.number("--seed", options.seed, 0, UINT64_MAX);
  if (!seed) return seed.error().status;
  const auto threads = context.threads();
  if (!threads) return threads.error().status;
  options.count = *count;
  options.seed = *seed;
  options.threads = *threads;
  if (context.args.has("--only")) {
    const auto only = context.number("--only", 0, 0, UINT64_MAX);
    if (!only) return only.error().status;
    options.only = *only;
  }
  sim::SwarmResult result;
  {
    Progress progress(context.io.err, context.io.err_is_terminal, "swarm");
    options.progress = [&](std::size_t done, std::size_t all) { progress.update(done, all); };
    result = sim::swarm(options);
  }
  if (context.json) {
    context.io.out << swarm_json(result);
    return result.failures.empty() ? kDone : kMissed;
  }
  for (const sim::SwarmFailure& failure : result.failures) print_failure(context, failure, options.only.has_value());
  const bool is_good = result.failures.empty();
  context.io.out << context.style.paint(is_good ? drill::Verdict::Pass : drill::Verdict::Fail)
                 << fmt::format(" {}, {}, {} simulated, {} failed\n", report::counted(result.runs, "design", "designs"),
                                report::counted(result.faults, "fault", "faults"),
                                report::counted(result.events, "event", "events"), with_thousands(result.failures.size()));
  return is_good ? kDone : kMissed;
}

}  // namespace cw::cli
