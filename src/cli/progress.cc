#include "cli/progress.h"

#include <fmt/core.h>

#include <utility>

#include "report/table.h"

namespace cw::cli {

using namespace std::chrono_literals;

Progress::Progress(std::ostream& err, bool is_terminal, std::string what)
    : err_(err), is_terminal_(is_terminal), what_(std::move(what)), started_(Clock::now()) {}

Progress::~Progress() {
  if (is_shown_) err_ << "\r\x1b[K" << std::flush;
}

void Progress::update(std::size_t done, std::size_t all) {
  if (!is_terminal_ || all == 0) return;
  const auto now = Clock::now();
  if (now - started_ < 2s || (is_shown_ && now - drawn_ < 100ms)) return;
  is_shown_ = true;
  drawn_ = now;
  constexpr std::size_t kColumns = 40;
  const std::string marks = report::bar(static_cast<std::int64_t>(done), static_cast<std::int64_t>(all), kColumns);
  const auto spent = std::chrono::duration_cast<std::chrono::seconds>(now - started_).count();
  const auto left = done == 0 ? 0 : spent * static_cast<std::int64_t>(all - done) / static_cast<std::int64_t>(done);
  err_ << fmt::format("\r{} [{:<{}}] {}/{}, about {} s left\x1b[K", what_, marks, kColumns, done, all, left) << std::flush;
}

}  // namespace cw::cli
