#include "cli/parse.h"

#include <fmt/core.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <optional>

#include "base/text.h"

namespace cw::cli {
namespace {

std::string help_hint(const CommandSpec& command) {
  return fmt::format("causeway {} --help lists what it takes", command.name);
}

const OptionSpec* find_option(const CommandSpec& command, std::string_view word) {
  for (const OptionSpec& option : command.options) {
    for (std::string_view rest = option.names; !rest.empty();) {
      const std::size_t comma = std::min(rest.find(','), rest.size());
      if (rest.substr(0, comma) == word) return &option;
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
  }
  return nullptr;
}

// The first word that looks like an option and is none of the command's.
std::optional<std::string> unknown_option(const CommandSpec& command, std::span<const std::string> words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word == "--") break;
    if (word.size() < 2 || word[0] != '-' || word == "-h" || word == "--help") continue;
    std::string name = word.substr(0, word.find('='));
    const OptionSpec* option = find_option(command, name);
    if (option == nullptr && name[1] != '-') option = find_option(command, name = name.substr(0, 2));   // -ojson
    if (option == nullptr) return word.substr(0, word.find('='));
    const bool holds_its_value = word.find('=') != std::string::npos || word.size() > name.size();
    if (!option->value.empty() && !holds_its_value) ++i;
  }
  return std::nullopt;
}

UsageError unknown_option_error(const CommandSpec& command, const std::string& word) {
  std::vector<std::string_view> known{"--help"};
  for (const OptionSpec& option : command.options) known.push_back(long_name(option));
  const auto nearest = nearest_name(word, known);
  return {nearest ? fmt::format("unknown option {}: did you mean {}?", word, *nearest)
                  : fmt::format("unknown option {}", word),
          help_hint(command)};
}

std::expected<const CommandSpec*, UsageError> command_of(const std::string& word) {
  if (const CommandSpec* command = find_command(word)) return command;
  std::vector<std::string> known;
  for (const CommandSpec& command : commands()) {
    if (!command.hidden) known.emplace_back(command.name);
  }
  const std::string what = word.starts_with("-") ? "option" : "command";
  return std::unexpected(UsageError{unknown_name(what, word, known), "causeway --help says what each one does"});
}

struct Slots {
  std::map<std::string, std::vector<std::string>, std::less<>> values;
  std::map<std::string, bool, std::less<>> flags;
};

void declare(CLI::App& app, const CommandSpec& command, Slots& slots) {
  for (const Positional& positional : command.positionals) {
    auto* option = app.add_option(std::string(positional.name), slots.values[std::string(positional.name)]);
    option->expected(1)->allow_extra_args(false)->required(positional.required);
  }
  for (const OptionSpec& option : command.options) {
    const std::string key(long_name(option));
    if (option.value.empty()) {
      app.add_flag(std::string(option.names), slots.flags[key]);
    } else {
      app.add_option(std::string(option.names), slots.values[key])->allow_extra_args(false);
    }
  }
}

UsageError error_of(const CommandSpec& command, std::span<const std::string> words, const CLI::ParseError& error) {
  if (const auto unknown = unknown_option(command, words)) return unknown_option_error(command, *unknown);
  // CLI11's own sentences name its internals; the usual slips are told apart and said in ours.
  for (const OptionSpec& option : command.options) {
    if (option.value.empty() || words.empty()) continue;
    if (find_option(command, words.back()) == &option) {
      return {fmt::format("{} needs a value: {} {}", words.back(), long_name(option), option.value), help_hint(command)};
    }
  }
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr) {
    std::string missing;
    for (const Positional& positional : command.positionals) {
      if (positional.required) missing += (missing.empty() ? "" : " ") + std::string(positional.name);
    }
    return {fmt::format("an argument is missing: causeway {} {}", command.name, missing), help_hint(command)};
  }
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr) {
    return {fmt::format("too many arguments for {}: {}", command.name, error.what()), help_hint(command)};
  }
  return {error.what(), help_hint(command)};
}

}  // namespace

std::string Parsed::value(std::string_view name, std::string_view otherwise) const {
  const auto it = values.find(name);
  return it == values.end() || it->second.empty() ? std::string(otherwise) : it->second.back();
}

std::vector<std::string> Parsed::all(std::string_view name) const {
  const auto it = values.find(name);
  return it == values.end() ? std::vector<std::string>{} : it->second;
}

std::string unknown_name(std::string_view what, std::string_view wrong, std::span<const std::string> known) {
  std::string out = fmt::format("unknown {} {}", what, wrong);
  const std::vector<std::string_view> views(known.begin(), known.end());
  if (const auto nearest = nearest_name(wrong, views)) out += fmt::format(": did you mean {}?", *nearest);
  constexpr std::size_t kListed = 24;
  std::string list;
  for (std::size_t i = 0; i < known.size() && i < kListed; ++i) list += (list.empty() ? "" : ", ") + known[i];
  if (known.size() > kListed) list += fmt::format(" and {} more", known.size() - kListed);
  if (known.empty()) return out + fmt::format("; there is no {} at all", what);
  return out + (out.back() == '?' ? " There are: " : "; there are: ") + list;
}

bool asks_for_json(std::span<const std::string> args) {
  for (std::size_t i = 0; i < args.size(); ++i) {
    if (args[i] == "-ojson" || args[i] == "-o=json" || args[i] == "--output=json") return true;
    if ((args[i] == "-o" || args[i] == "--output") && i + 1 < args.size() && args[i + 1] == "json") return true;
  }
  return false;
}

std::expected<Parsed, UsageError> parse(std::span<const std::string> args) {
  Parsed parsed;
  if (args.empty() || args[0] == "-h" || args[0] == "--help") {
    parsed.command = find_command("help");
    return parsed;
  }
  if (args[0] == "--version") {
    parsed.command = find_command("version");
    return parsed;
  }
  const auto command = command_of(args[0]);
  if (!command) return std::unexpected(command.error());
  parsed.command = *command;
  const auto words = args.subspan(1);
  for (const std::string& word : words) {
    if (word == "--help" || word == "-h") {
      parsed.wants_help = true;
      return parsed;
    }
  }

  CLI::App app;
  app.set_help_flag();
  Slots slots;
  declare(app, **command, slots);
  try {
    app.parse(std::vector<std::string>(words.rbegin(), words.rend()));
  } catch (const CLI::ParseError& error) {
    return std::unexpected(error_of(**command, words, error));
  }
  for (const OptionSpec& option : (*command)->options) {
    const std::string key(long_name(option));
    if (option.value.empty()) {
      if (slots.flags[key]) parsed.values[key] = {};
      continue;
    }
    std::vector<std::string>& given = slots.values[key];
    if (given.size() > 1 && !option.repeatable) {
      return std::unexpected(UsageError{fmt::format("{} is given {} times; once is enough", key, given.size()),
                                        help_hint(**command)});
    }
    if (!given.empty()) parsed.values[key] = std::move(given);
  }
  for (const Positional& positional : (*command)->positionals) {
    std::vector<std::string>& given = slots.values[std::string(positional.name)];
    if (!given.empty()) parsed.values[std::string(positional.name)] = std::move(given);
  }
  return parsed;
}

}  // namespace cw::cli
