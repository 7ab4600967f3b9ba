// causeway show
#include <fmt/core.h>

#include <algorithm>

#include "cli/context.h"
#include "cli/values.h"
#include "report/show.h"
#include "sim/rehearse.h"
#include "sim/world.h"

namespace cw::cli {
namespace {

using namespace std::chrono_literals;

struct Moment {
  std::optional<Duration> at;
  std::optional<drill::Drill> drill;
};

// Plays the world to the moment asked for.
void play(sim::World& world, const Moment& moment) {
  const sim::RehearseOptions limits;
  if (!moment.drill) {
    if (moment.at) {
      world.run_until(Instant{} + *moment.at);
    } else {
      world.run_until_settled(Instant{} + limits.converge_limit, limits.settle);
    }
    return;
  }
  world.run_until_settled(Instant{} + limits.converge_limit, limits.settle);
  const Instant start = world.now();
  for (const drill::Step& step : moment.drill->steps) {
    if (moment.at ? step.after > *moment.at : step.restore) break;
    world.run_until(start + step.after);
    if (step.restore) {
      world.restore(step.fault);
    } else {
      world.inject(step.fault);
    }
  }
  if (moment.at) {
    world.run_until(start + *moment.at);
  } else {
    world.run_until_settled(world.now() + limits.converge_limit, limits.settle);
  }
}

std::vector<std::string> node_names(const plan::Plan& plan) {
  std::vector<std::string> names;
  for (const plan::NodePlan& node : plan.nodes) names.push_back(node.config.name);
  return names;
}

OrStop<std::vector<NodeId>> chosen_nodes(const Context& context, const plan::Plan& plan) {
  std::vector<NodeId> nodes;
  if (context.args.has("--node")) {
    const std::string name = context.args.value("--node");
    const auto id = plan::find_node_id(plan, name);
    if (!id) return context.fail(unknown_name("node", name, node_names(plan)));
    nodes.push_back(*id);
    return nodes;
  }
  for (std::uint32_t i = 0; i < plan.nodes.size(); ++i) nodes.emplace_back(i);
  return nodes;
}

bool is_named(const gateway::PeerConfig& peer, std::string_view name) {
  return peer.name == name || to_string(peer.session.peer_address) == name;
}

OrStop<void> check_peer(const Context& context, const plan::Plan& plan, const std::vector<NodeId>& nodes) {
  if (!context.args.has("--peer")) return {};
  std::vector<std::string> known;
  for (const NodeId id : nodes) {
    for (const gateway::PeerConfig& peer : plan.nodes[id.value].config.peers) {
      if (is_named(peer, context.args.value("--peer"))) return {};
      known.push_back(peer.name);
    }
  }
  return context.fail(unknown_name("peer", context.args.value("--peer"), known));
}

struct Table {
  std::string_view what;
  const plan::Plan& plan;
  const sim::World& world;
  const Context& context;
};

void add_node(const Table& table, NodeId id, std::vector<report::Grid>& grids) {
  const gateway::NodeConfig& config = table.plan.nodes[id.value].config;
  const bool is_asked_for = table.context.args.has("--node");
  if (!table.world.is_node_up(id)) {
    grids.push_back({.title = config.name, .node = config.name, .columns = {}, .rows = {}, .empty_note = "(down)"});
    return;
  }
  const gateway::Node& node = table.world.node(id);
  const bool speaks_bgp = !config.peers.empty();
  if (table.what == "routes" && config.role == gateway::Role::Fabric && speaks_bgp) {
    grids.push_back(report::effective_routes(table.plan, id, node));
  } else if ((table.what == "routes" || table.what == "learned") && (speaks_bgp || is_asked_for)) {
    grids.push_back(report::learned_routes(node));
  } else if (table.what == "advertised" && (speaks_bgp || is_asked_for)) {
    for (std::uint32_t p = 0; p < config.peers.size(); ++p) {
      const bool is_wanted = !table.context.args.has("--peer") ||
                             is_named(config.peers[p], table.context.args.value("--peer"));
      if (is_wanted) grids.push_back(report::advertised_routes(node, PeerId(p)));
    }
  } else if (table.what == "bgp" && (speaks_bgp || is_asked_for)) {
    grids.push_back(report::bgp_sessions(node, table.world.now()));
  } else if (table.what == "bfd" && (!config.bfd.empty() || is_asked_for)) {
    grids.push_back(report::bfd_sessions(node, table.world.now()));
  }
}

void print(const Context& context, Instant now, const std::vector<report::Grid>& grids) {
  if (context.json) {
    report::JsonWriter json;
    json.begin_object().field("at_ms", now.time_since_epoch()).key("tables").begin_array();
    for (const report::Grid& grid : grids) write_json(json, grid);
    json.end_array().end_object();
    context.io.out << json.take();
    return;
  }
  context.io.out << fmt::format("At {} s of virtual time\n", to_string(now));
  for (const report::Grid& grid : grids) context.io.out << '\n' << report::to_text(grid, context.style);
}

}  // namespace

int show_command(const Context& context) {
  const std::vector<std::string> kinds{"routes", "learned", "advertised", "bgp", "bfd", "events"};
  const std::string what = context.args.value("WHAT");
  if (std::find(kinds.begin(), kinds.end(), what) == kinds.end()) {
    return context.fail(unknown_name("table", what, kinds), "causeway show --help explains each").error().status;
  }
  const auto seed = context.number("--seed", 1, 0, UINT64_MAX);
  if (!seed) return seed.error().status;
  Moment moment;
  if (context.args.has("--at")) {
    const auto at = parse_time("--at", context.args.value("--at"));
    if (!at) return context.fail(at.error()).error().status;
    moment.at = *at;
  }
  const auto loaded = load_design(context);
  if (!loaded) return loaded.error().status;
  const auto plan = compile(context, *loaded);
  if (!plan) return plan.error().status;
  const auto nodes = chosen_nodes(context, *plan);
  if (!nodes) return nodes.error().status;
  const auto peer = check_peer(context, *plan, *nodes);
  if (!peer) return peer.error().status;
  if (context.args.has("--drill")) {
    auto drill = find_drill(context, *plan, *loaded, context.args.value("--drill"));
    if (!drill) return drill.error().status;
    moment.drill = std::move(*drill);
  }

  sim::Options options;
  options.seed = *seed;
  options.probes = what == "events";   // the journal tells of flows, the tables do not need them
  sim::World world(*plan, options);
  play(world, moment);

  std::vector<report::Grid> grids;
  if (what == "events") {
    const auto only = context.args.has("--node") ? std::optional(nodes->front()) : std::nullopt;
    grids.push_back(report::event_grid(*plan, world.journal(), only));
  } else {
    for (const NodeId id : *nodes) add_node({what, *plan, world, context}, id, grids);
  }
  print(context, world.now(), grids);
  return kDone;
}

}  // namespace cw::cli
