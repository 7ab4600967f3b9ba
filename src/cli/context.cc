#include "cli/context.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <thread>

#include "cli/files.h"
#include "cli/values.h"
#include "report/diagnostics.h"
#include "report/table.h"

namespace cw::cli {

Context::Context(const Parsed& parsed, const Streams& streams, bool is_json)
    : args(parsed),
      io(streams),
      json(is_json),
      style{.colour = streams.out_is_terminal && !streams.no_colour},
      err_style{.colour = streams.err_is_terminal && !streams.no_colour} {}

std::unexpected<Stop> Context::fail(std::string_view error, std::string_view hint) const {
  if (json) {
    io.out << report::error_json(error, {});
    return std::unexpected(Stop{});
  }
  io.err << err_style.paint(report::Tone::Bad, "causeway:") << ' ' << report::printable(error) << '\n';
  if (!hint.empty()) io.err << hint << '\n';
  return std::unexpected(Stop{});
}

std::unexpected<Stop> Context::fail(std::string_view error, std::span<const design::Diagnostic> diagnostics,
                                    std::string_view source) const {
  if (json) {
    io.out << report::error_json(error, diagnostics);
    return std::unexpected(Stop{});
  }
  io.err << report::diagnostics_text(diagnostics, source, err_style);
  return fail(error);
}

OrStop<std::uint64_t> Context::number(std::string_view option, std::uint64_t otherwise, std::uint64_t low,
                                      std::uint64_t high) const {
  if (!args.has(option)) return otherwise;
  const auto value = parse_number(option, args.value(option), low, high);
  if (!value) return fail(value.error());
  return *value;
}

OrStop<unsigned> Context::threads() const {
  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  const auto value = number("--threads", cores, 1, 1024);
  if (!value) return std::unexpected(value.error());
  return static_cast<unsigned>(*value);
}

OrStop<Loaded> load_design(const Context& context) {
  Loaded loaded;
  loaded.file = context.args.value("DESIGN");
  const design::LoadLimits limits;
  auto text = read_file(loaded.file, context.io.in, limits.bytes_max);
  if (!text) return context.fail(text.error());
  loaded.text = std::move(*text);
  if (loaded.file == "-") loaded.file = "standard input";
  auto design = design::load(loaded.text, loaded.file, limits);
  if (!design) {
    const std::size_t count = design.error().size();
    return context.fail(fmt::format("{} has {}; nothing was run", loaded.file, report::counted(count, "error", "errors")),
                        design.error(), loaded.text);
  }
  loaded.design = std::move(*design);
  if (context.args.has("--profile")) {
    const auto profile = parse_profile(context.args.value("--profile"));
    if (!profile) return context.fail(profile.error());
    loaded.design.profile = *profile;
    for (design::VirtualNetworkGateway& gateway : loaded.design.virtual_network_gateways) gateway.profile.reset();
  }
  return loaded;
}

OrStop<plan::Plan> compile(const Context& context, const Loaded& loaded) {
  auto plan = plan::compile(loaded.design);
  if (!plan) {
    return context.fail(fmt::format("{} cannot be turned into a plan", loaded.file), plan.error(), loaded.text);
  }
  return std::move(*plan);
}

OrStop<drill::Drill> find_drill(const Context& context, const plan::Plan& plan, const Loaded& loaded,
                                const std::string& name) {
  std::vector<std::string> known;
  for (const design::DrillSpec& spec : plan.drills) {
    known.push_back(spec.name);
    if (spec.name != name) continue;
    auto drill = drill::make_drill(plan, spec, loaded.file);
    if (!drill) {
      return context.fail(fmt::format("drill {} cannot be played", name), drill.error(), loaded.text);
    }
    return std::move(*drill);
  }
  const bool looks_like_file = name.find('/') != std::string::npos || name.ends_with(".yaml") || name.ends_with(".yml") ||
                               name.ends_with(".json");
  std::error_code error;
  if (!looks_like_file && !std::filesystem::is_regular_file(name, error)) {
    return context.fail(unknown_name("drill", name, known), "A file that holds a drill may be named too.");
  }
  const design::LoadLimits limits;
  const auto text = read_file(name, context.io.in, limits.bytes_max);
  if (!text) return context.fail(text.error());
  const auto spec = design::load_drill(*text, name, limits);
  if (!spec) return context.fail(fmt::format("{} is not a drill", name), spec.error(), *text);
  auto drill = drill::make_drill(plan, *spec, name);
  if (!drill) return context.fail(fmt::format("the drill of {} cannot be played", name), drill.error(), *text);
  return std::move(*drill);
}

}  // namespace cw::cli
