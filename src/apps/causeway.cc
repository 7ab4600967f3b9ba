// The causeway program: wires the command line to standard streams, and nothing else.
#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include "cli/run.h"

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  try {
    const std::vector<std::string> args(argv + (argc > 0 ? 1 : 0), argv + argc);
    const char* no_colour = std::getenv("NO_COLOR");   // https://no-color.org: set and not empty
    const char* terminal = std::getenv("TERM");
    const bool is_dumb = terminal == nullptr || std::string(terminal) == "dumb";
    return cw::cli::run(args, {.in = std::cin,
                               .out = std::cout,
                               .err = std::cerr,
                               .out_is_terminal = isatty(STDOUT_FILENO) == 1,
                               .err_is_terminal = isatty(STDERR_FILENO) == 1,
                               .no_colour = is_dumb || (no_colour != nullptr && *no_colour != '\0')});
  } catch (const std::exception& error) {
    std::cerr << "causeway: " << error.what() << '\n';
    return 2;
  }
}
