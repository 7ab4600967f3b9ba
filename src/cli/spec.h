// The commands as data: parsing, help, did-you-mean and docs/cli.md are all made from these tables.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cw::cli {

struct Positional {
  std::string_view name;      ///< "DESIGN"
  std::string_view help;
  bool required = true;
};

struct OptionSpec {
  std::string_view names;     ///< "-o,--output"; the long name is the key
  std::string_view value;     ///< "N"; empty: a flag
  std::string_view help;
  bool repeatable = false;
};

struct Example {
  std::string_view command;
  std::string_view what;
};

struct CommandSpec {
  std::string_view name;
  std::string_view summary;       ///< one line of the list of commands
  std::string_view description;   ///< paragraphs, separated by '\n'
  std::vector<Positional> positionals;
  std::vector<OptionSpec> options;
  std::vector<Example> examples;
  bool hidden = false;
};

const std::vector<CommandSpec>& commands();
const CommandSpec* find_command(std::string_view name);

/// "--output" of "-o,--output".
std::string_view long_name(const OptionSpec& option);

std::string general_help();
std::string command_help(const CommandSpec& command);
/// docs/cli.md
std::string reference_markdown();
std::string_view version();

}  // namespace cw::cli
