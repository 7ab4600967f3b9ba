// Help texts and docs/cli.md from the command tables.
#include <fmt/core.h>

#include <algorithm>

#include "cli/spec.h"
#include "report/table.h"

namespace cw::cli {
namespace {

const report::Style kPlain{};

std::string usage_line(const CommandSpec& command) {
  std::string out = fmt::format("causeway {}", command.name);
  for (const Positional& positional : command.positionals) {
    out += positional.required ? fmt::format(" {}", positional.name) : fmt::format(" [{}]", positional.name);
  }
  if (!command.options.empty()) out += " [options]";
  return out;
}

std::string option_label(const OptionSpec& option) {
  const std::size_t comma = option.names.find(',');
  std::string out = comma == std::string_view::npos
                        ? fmt::format("    {}", option.names)
                        : fmt::format("{}, {}", option.names.substr(0, comma), option.names.substr(comma + 1));
  if (!option.value.empty()) out += fmt::format(" {}", option.value);
  return out;
}

// Paragraphs are wrapped; lines that begin with two spaces keep their shape.
std::string description_text(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    out += line.starts_with("  ") ? std::string(line) + "\n" : report::paragraph("", line, kPlain);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

}  // namespace

std::string general_help() {
  std::string out =
      "causeway: rehearse connectivity over ExpressRoute and Site-to-Site VPN before it matters.\n\n"
      "Usage: causeway COMMAND ...\n\nCommands:\n";
  report::Table table({{""}, {""}});
  for (const CommandSpec& command : commands()) {
    if (!command.hidden) table.add({std::string(command.name), std::string(command.summary)});
  }
  out += table.to_text(kPlain, 2);
  out += "\nTry:\n"
         "  causeway rehearse examples/microsoft-backup.yaml\n"
         "  causeway COMMAND --help\n";
  return out;
}

std::string command_help(const CommandSpec& command) {
  std::string out = fmt::format("Usage: {}\n\n", usage_line(command)) + description_text(command.description);
  if (!command.positionals.empty()) {
    report::Table table({{""}, {""}});
    for (const Positional& positional : command.positionals) {
      table.add({std::string(positional.name), std::string(positional.help)});
    }
    out += "\nArguments:\n" + table.to_text(kPlain, 2);
  }
  report::Table table({{""}, {""}});
  for (const OptionSpec& option : command.options) table.add({option_label(option), std::string(option.help)});
  table.add({"-h, --help", "print this help"});
  out += "\nOptions:\n" + table.to_text(kPlain, 2);
  if (!command.examples.empty()) {
    out += "\nExamples:\n";
    for (const Example& example : command.examples) {
      if (!example.what.empty()) out += fmt::format("  # {}\n", example.what);
      out += fmt::format("  {}\n", example.command);
    }
  }
  return out;
}

std::string reference_markdown() {
  std::string out =
      "# The causeway command\n\n"
      "This page is made from the program's own help (`causeway help-reference`); a test fails when it is stale.\n\n"
      "```text\n" +
      general_help() +
      "```\n\n"
      "Output is plain text without colour when it is not a terminal or when `NO_COLOR` is set. With `-o json` errors are\n"
      "JSON too: `{\"error\": ..., \"diagnostics\": [...]}`. The JSON of a rehearsal is described by\n"
      "[schema/rehearsal.schema.json](schema/rehearsal.schema.json).\n";
  for (const CommandSpec& command : commands()) {
    if (command.hidden) continue;
    out += fmt::format("\n## causeway {}\n\n{}.\n\n```text\n{}```\n", command.name, command.summary, command_help(command));
  }
  return out;
}

}  // namespace cw::cli
