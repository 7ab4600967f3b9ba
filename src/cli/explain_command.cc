// causeway explain
#include <fmt/core.h>

#include <algorithm>

#include "cli/context.h"
#include "report/explain.h"
#include "sim/rehearse.h"

namespace cw::cli {
namespace {

// The names a design gives its hosts; nodes of a plan carry "host/" in front.
std::vector<std::string> host_names(const plan::Plan& plan) {
  std::vector<std::string> names;
  for (const plan::NodePlan& node : plan.nodes) {
    if (node.config.role != gateway::Role::Host) continue;
    const std::size_t slash = node.config.name.find('/');
    names.push_back(slash == std::string::npos ? node.config.name : node.config.name.substr(slash + 1));
  }
  return names;
}

// A name that is neither a host nor an address is told here, where all hosts can be listed.
OrStop<void> check_host(const Context& context, const plan::Plan& plan, std::string_view option) {
  const std::string name = context.args.value(option);
  const std::vector<std::string> known = host_names(plan);
  if (name.empty()) {
    std::string list;
    for (const std::string& each : known) list += (list.empty() ? "" : ", ") + each;
    return context.fail(fmt::format("{} HOST is missing; hosts of this design: {}", option, list),
                        "causeway explain --help shows examples");
  }
  if (IpAddress::parse(name) || plan::find_node(plan, name) != nullptr) return {};
  if (std::find(known.begin(), known.end(), name) != known.end()) return {};
  return context.fail(unknown_name("host", name, known));
}

}  // namespace

int explain_command(const Context& context) {
  const auto seed = context.number("--seed", 1, 0, UINT64_MAX);
  if (!seed) return seed.error().status;
  const auto loaded = load_design(context);
  if (!loaded) return loaded.error().status;
  const auto plan = compile(context, *loaded);
  if (!plan) return plan.error().status;
  for (const std::string_view option : {"--from", "--to"}) {
    const auto known = check_host(context, *plan, option);
    if (!known) return known.error().status;
  }
  sim::RehearseOptions options;
  options.world.seed = *seed;
  options.world.probes = false;
  const auto explanation = sim::explain(*plan, context.args.value("--from"), context.args.value("--to"),
                                        context.args.value("--when"), options);
  if (!explanation) return context.fail(explanation.error()).error().status;
  context.io.out << (context.json ? report::explain_json(*explanation)
                                  : report::explain_text(*explanation, context.style));
  return kDone;
}

}  // namespace cw::cli
