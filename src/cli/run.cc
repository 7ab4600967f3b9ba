#include "cli/run.h"

#include <fmt/core.h>

#include "cli/context.h"
#include "cli/parse.h"
#include "cli/spec.h"

namespace cw::cli {
namespace {

int help_command(const Context& context) {
  const std::string name = context.args.value("COMMAND");
  if (name.empty()) {
    context.io.out << general_help();
    return kDone;
  }
  const CommandSpec* command = find_command(name);
  if (command == nullptr) {
    std::vector<std::string> known;
    for (const CommandSpec& each : commands()) {
      if (!each.hidden) known.emplace_back(each.name);
    }
    return context.fail(unknown_name("command", name, known)).error().status;
  }
  context.io.out << command_help(*command);
  return kDone;
}

int dispatch(const Context& context) {
  const std::string_view name = context.args.command->name;
  if (context.args.wants_help) {
    context.io.out << command_help(*context.args.command);
    return kDone;
  }
  const std::string format = context.args.value("--output", "text");
  if (format != "text" && format != "json") {
    return context.fail(fmt::format("unknown output format {}: text (for people) or json (for programs)", format)).error().status;
  }
  if (name == "rehearse") return rehearse_command(context);
  if (name == "check") return check_command(context);
  if (name == "plan") return plan_command(context);
  if (name == "explain") return explain_command(context);
  if (name == "show") return show_command(context);
  if (name == "list-drills") return list_drills_command(context);
  if (name == "swarm") return swarm_command(context);
  if (name == "schema") return schema_command(context);
  if (name == "help") return help_command(context);
  if (name == "help-reference") {
    context.io.out << reference_markdown();
    return kDone;
  }
  context.io.out << "causeway " << version() << '\n';
  return kDone;
}

}  // namespace

int run(std::span<const std::string> args, const Streams& streams) {
  const bool json = asks_for_json(args);
  const auto parsed = parse(args);
  const Parsed nothing;
  const Context context(parsed ? *parsed : nothing, streams, json);
  if (!parsed) return context.fail(parsed.error().message, parsed.error().hint).error().status;
  const int status = dispatch(context);
  streams.out.flush();
  // A full disk or a closed pipe must not look like success.
  if (!streams.out && status == kDone) {
    streams.err << "causeway: could not write all of the output\n";
    return kCannotRun;
  }
  return status;
}

}  // namespace cw::cli
