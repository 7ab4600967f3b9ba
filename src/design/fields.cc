#include "design/fields.h"

#include <fmt/core.h>

#include "design/text_values.h"

namespace cw::design {

namespace {

// "list of [subnet](#subnet)" -> "list of subnet"
std::string without_links(const std::string& type) {
  std::string out;
  bool target = false;
  for (const char c : type) {
    if (c == '(' && !out.empty() && out.back() == ']') {
      out.pop_back();
      target = true;
    } else if (c == ')' && target) {
      target = false;
    } else if (!target && c != '[') {
      out += c;
    }
  }
  return out;
}

}  // namespace

int FieldMatcher::match(const Node::Key& key) {
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (entries_[i].name != key.name) continue;
    seen_[i] = true;
    return static_cast<int>(i);
  }
  const Path path{.parent = at_.path, .key = key.name};
  decoder_.error_at(key.place, shown(to_string(&path), 200), [&] {
    std::vector<std::string_view> known;
    for (const Entry& entry : entries_) known.push_back(entry.name);
    if (key.name == "<<") {
      return Problem{"YAML 1.2 has no merge keys", "the fields themselves", "repeat the fields here"};
    }
    const std::string nearest = did_you_mean(key.name, known);
    // The whole list helps where nothing is near, and where it is short.
    const bool list = nearest.empty() || known.size() <= 8;
    return Problem{"unknown field", list ? one_of(known) : "a field of this group",
                   nearest.empty() ? "remove it" : nearest};
  });
  return -1;
}

void FieldMatcher::report_missing() {
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (!entries_[i].required || seen_[i]) continue;
    const Path path{.parent = at_.path, .key = entries_[i].name};
    decoder_.error_at(decoder_.node(at_).place, to_string(&path), [&] {
      const std::string type = entries_[i].type == nullptr ? "..." : without_links(entries_[i].type());
      return Problem{"a required field is missing", fmt::format("{}: {}", entries_[i].name, type), {}};
    });
  }
}

}  // namespace cw::design
