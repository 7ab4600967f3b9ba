// A progress bar on a terminal for work that takes longer than two seconds; nothing otherwise.
#pragma once

#include <chrono>
#include <cstddef>
#include <ostream>
#include <string>

namespace cw::cli {

class Progress {
 public:
  Progress(std::ostream& err, bool is_terminal, std::string what);
  ~Progress();   ///< wipes the line
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  void update(std::size_t done, std::size_t all);

 private:
  using Clock = std::chrono::steady_clock;
  std::ostream& err_;
  const bool is_terminal_;
  const std::string what_;
  const Clock::time_point started_;
  Clock::time_point drawn_{};
  bool is_shown_ = false;
};

}  // namespace cw::cli
