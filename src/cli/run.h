// The whole program as a function, so that tests run it in-process.
#pragma once

#include <istream>
#include <ostream>
#include <span>
#include <string>

namespace cw::cli {

struct Streams {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  bool out_is_terminal = false;   ///< colour is possible
  bool err_is_terminal = false;   ///< a progress bar is possible
  bool no_colour = false;         ///< NO_COLOR is set
};

/// Runs one command line (without the program's name).
///
/// returns: the exit status: 0 done or PASS, 1 an objective was missed or errors were found, 2 it could not run.
int run(std::span<const std::string> args, const Streams& streams);

}  // namespace cw::cli
