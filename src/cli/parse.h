// From words to a command with its options, or one sentence that says what was wrong and what exists.
#pragma once

#include <expected>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/spec.h"

namespace cw::cli {

struct Parsed {
  const CommandSpec* command = nullptr;
  bool wants_help = false;
  std::map<std::string, std::vector<std::string>, std::less<>> values;   ///< by long name, or by positional name

  [[nodiscard]] bool has(std::string_view name) const { return values.contains(name); }
  [[nodiscard]] std::string value(std::string_view name, std::string_view otherwise = "") const;
  [[nodiscard]] std::vector<std::string> all(std::string_view name) const;
};

struct UsageError {
  std::string message;   ///< "unknown option --sed: did you mean --seed?"
  std::string hint;      ///< "causeway rehearse --help lists the options"
};

std::expected<Parsed, UsageError> parse(std::span<const std::string> args);

/// "unknown node vpn-gw: did you mean vpn-gw/0? There are: a, b, c"
std::string unknown_name(std::string_view what, std::string_view wrong, std::span<const std::string> known);

/// Whether the words ask for JSON, also when they are wrong otherwise.
bool asks_for_json(std::span<const std::string> args);

}  // namespace cw::cli
