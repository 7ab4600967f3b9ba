#include "design/fields.h"

#include <fmt/core.h>

#include "design/text_values.h"

namespace cw::design {

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
    return Problem{"unknown field", one_of(known), did_you_mean(key.name, known, "remove it")};
  });
  return -1;
}

void FieldMatcher::report_missing() {
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    if (!entries_[i].required || seen_[i]) continue;
    const Path path{.parent = at_.path, .key = entries_[i].name};
    decoder_.error_at(decoder_.node(at_).place, to_string(&path),
                      [&] { return Problem{"a required field is missing", fmt::format("{}: ...", entries_[i].name), {}}; });
  }
}

}  // namespace cw::design
