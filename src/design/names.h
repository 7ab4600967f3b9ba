// The names a reference may use, sorted for lookups; suggestions come from the first few hundred.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "design/decoder.h"

namespace cw::design {

class Names {
 public:
  void add(std::string name) {
    if (suggested_.size() < kSuggestedMax) suggested_.push_back(name);
    names_.push_back(std::move(name));
    sorted_ = false;
  }
  [[nodiscard]] bool contains(std::string_view name) {
    if (!sorted_) std::ranges::sort(names_);
    sorted_ = true;
    return std::ranges::binary_search(names_, name);
  }
  [[nodiscard]] std::string suggestion(std::string_view wrong) const {
    const std::vector<std::string_view> known(suggested_.begin(), suggested_.end());
    return did_you_mean(wrong, known, known.empty() ? "there is none in this design" : std::string_view{});
  }

 private:
  static constexpr std::size_t kSuggestedMax = 200;
  std::vector<std::string> names_;
  std::vector<std::string> suggested_;
  bool sorted_ = false;
};

}  // namespace cw::design
