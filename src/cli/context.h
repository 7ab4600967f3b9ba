// What every command needs: where to print, how, and how to fail in one clear line or as JSON.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/parse.h"
#include "cli/run.h"
#include "design/load.h"
#include "drill/drill.h"
#include "plan/plan.h"
#include "report/style.h"

namespace cw::cli {

inline constexpr int kDone = 0, kMissed = 1, kCannotRun = 2;

/// What a command ends with when it cannot go on; already printed.
struct Stop { int status = kCannotRun; };
template <typename T>
using OrStop = std::expected<T, Stop>;

class Context {
 public:
  Context(const Parsed& parsed, const Streams& streams, bool json);

  const Parsed& args;
  const Streams& io;
  const bool json;
  const report::Style style;       ///< of standard output
  const report::Style err_style;

  /// Prints the error (to standard error, or as JSON to standard output) and what to do about it.
  std::unexpected<Stop> fail(std::string_view error, std::string_view hint = "") const;
  /// The same with diagnostics of a file; `source` is its text, for the line and caret.
  std::unexpected<Stop> fail(std::string_view error, std::span<const design::Diagnostic> diagnostics,
                             std::string_view source) const;

  // Options that several commands share.
  [[nodiscard]] OrStop<std::uint64_t> number(std::string_view option, std::uint64_t otherwise, std::uint64_t low,
                                             std::uint64_t high) const;
  [[nodiscard]] OrStop<unsigned> threads() const;
};

struct Loaded {
  std::string file, text;
  design::Design design;
};

/// Reads and loads DESIGN and applies --profile.
OrStop<Loaded> load_design(const Context& context);
OrStop<plan::Plan> compile(const Context& context, const Loaded& loaded);

/// The drill of that name in the plan, or the one in that file. `source`: text of the design.
OrStop<drill::Drill> find_drill(const Context& context, const plan::Plan& plan, const Loaded& loaded,
                                const std::string& name);

// The commands.
int rehearse_command(const Context& context);
int check_command(const Context& context);
int plan_command(const Context& context);
int explain_command(const Context& context);
int show_command(const Context& context);
int list_drills_command(const Context& context);
int swarm_command(const Context& context);
int schema_command(const Context& context);

}  // namespace cw::cli
