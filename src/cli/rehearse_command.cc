// causeway rehearse
#include <fmt/core.h>

#include "checks/checks.h"
#include "cli/context.h"
#include "cli/files.h"
#include "cli/progress.h"
#include "cli/spec.h"
#include "report/html.h"
#include "report/rehearsal_json.h"
#include "report/rehearsal_text.h"
#include "sim/rehearse.h"

namespace cw::cli {
namespace {

OrStop<std::vector<drill::Drill>> drills_to_play(const Context& context, const plan::Plan& plan, const Loaded& loaded) {
  std::vector<drill::Drill> drills;
  std::vector<std::string> names = context.args.all("--drill");
  if (!names.empty() && context.args.has("--no-drill")) {
    return context.fail("--drill and --no-drill contradict each other; give one of them");
  }
  const bool plays_all = names.empty() && !context.args.has("--no-drill") && !context.args.has("--sweep");
  if (plays_all) {
    for (const design::DrillSpec& spec : plan.drills) names.push_back(spec.name);
  }
  for (const std::string& name : names) {
    auto drill = find_drill(context, plan, loaded, name);
    if (!drill) return std::unexpected(drill.error());
    drills.push_back(std::move(*drill));
  }
  return drills;
}

// What repeats this rehearsal, for the report's reader.
std::string command_text(const Context& context, std::uint64_t seed) {
  std::string out = fmt::format("causeway rehearse {}", context.args.value("DESIGN"));
  for (const std::string& name : context.args.all("--drill")) out += fmt::format(" --drill {}", name);
  for (const char* option : {"--profile", "--sweep"}) {
    if (context.args.has(option)) out += fmt::format(" {} {}", option, context.args.value(option));
  }
  if (context.args.has("--no-drill")) out += " --no-drill";
  return out + fmt::format(" --seed {}", seed);
}

OrStop<void> write_extras(const Context& context, const report::RehearsalView& view) {
  if (context.args.has("--journal")) {
    std::string lines;
    for (const Event& event : view.rehearsal.journal) {
      lines += sim::journal_line(view.plan, event);
      if (lines.empty() || lines.back() != '\n') lines += '\n';
    }
    const auto written = write_file(context.args.value("--journal"), lines);
    if (!written) return context.fail(written.error());
  }
  if (context.args.has("--report")) {
    const auto written = write_file(context.args.value("--report"), report::rehearsal_html(view));
    if (!written) return context.fail(written.error());
  }
  return {};
}

}  // namespace

int rehearse_command(const Context& context) {
  const auto seed = context.number("--seed", 1, 0, UINT64_MAX);
  if (!seed) return seed.error().status;
  const auto order = context.number("--sweep", 0, 1, 2);
  if (!order) return order.error().status;
  const auto threads = context.threads();
  if (!threads) return threads.error().status;
  const auto loaded = load_design(context);
  if (!loaded) return loaded.error().status;
  const auto plan = compile(context, *loaded);
  if (!plan) return plan.error().status;
  const auto drills = drills_to_play(context, *plan, *loaded);
  if (!drills) return drills.error().status;

  sim::RehearseOptions options;
  options.world.seed = *seed;
  drill::Rehearsal rehearsal = sim::rehearse(*plan, *drills, options);
  drill::Sweep sweep;
  if (*order > 0) {
    Progress progress(context.io.err, context.io.err_is_terminal, "sweep");
    sim::SweepOptions sweep_options;
    sweep_options.rehearse = options;
    sweep_options.order = static_cast<unsigned>(*order);
    sweep_options.threads = *threads;
    sweep_options.progress = [&](std::size_t done, std::size_t all) { progress.update(done, all); };
    sweep = sim::sweep(*plan, sweep_options);
  }
  const std::vector<checks::Finding> findings = checks::check(loaded->design);
  const report::RehearsalView view{.plan = *plan,
                                   .rehearsal = rehearsal,
                                   .drills = *drills,
                                   .sweep = *order > 0 ? &sweep : nullptr,
                                   .findings = findings,
                                   .file = loaded->file,
                                   .command = command_text(context, *seed),
                                   .version = std::string(version())};
  // Files first: what is printed last is what is read first.
  const auto written = write_extras(context, view);
  if (!written) return written.error().status;
  context.io.out << (context.json ? report::rehearsal_json(view) : report::rehearsal_text(view, context.style));
  return report::verdict_of(view) == drill::Verdict::Pass ? kDone : kMissed;
}

}  // namespace cw::cli
