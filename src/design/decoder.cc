#include "design/decoder.h"

#include <fmt/core.h>

#include <algorithm>
#include <tuple>

#include "base/text.h"

namespace cw::design {
namespace {

std::string_view kind_text(const Node& node) {
  switch (node.kind) {
    case Node::Kind::Null: return "nothing is written here";
    case Node::Kind::Scalar: return "a single value stands here";
    case Node::Kind::Sequence: return "a list stands here";
    case Node::Kind::Mapping: return "a group of fields stands here";
  }
  return "";
}

}  // namespace

std::string to_string(const Path* path) {
  if (path == nullptr) return {};
  std::string text = to_string(path->parent);
  if (path->key.empty()) return text + fmt::format("[{}]", path->index);
  if (!text.empty()) text += '.';
  return text + std::string(path->key);
}

const Node* Decoder::scalar(const Cursor& at, std::string_view expected) {
  return is_kind(at, Node::Kind::Scalar, expected) ? &node(at) : nullptr;
}

bool Decoder::is_kind(const Cursor& at, Node::Kind kind, std::string_view expected) {
  const Node& here = node(at);
  if (here.kind == kind) return true;
  error(at, [&] { return Problem{.problem = std::string(kind_text(here)), .expected = std::string(expected)}; });
  return false;
}

bool Decoder::failed(std::string_view path) const {
  return std::ranges::any_of(errors_, [&](const Diagnostic& error) {
    const std::string_view field = error.field;
    return field.starts_with(path) &&
           (field.size() == path.size() || field[path.size()] == '.' || field[path.size()] == '[');
  });
}

bool Decoder::counts() {
  if (errors_.size() < errors_max_) return true;
  ++dropped_;
  return false;
}

void Decoder::add(Place place, std::string field, Problem problem) {
  errors_.push_back({.file = file_,
                     .place = place,
                     .field = std::move(field),
                     .problem = std::move(problem.problem),
                     .expected = std::move(problem.expected),
                     .suggestion = std::move(problem.suggestion)});
}

std::vector<Diagnostic> Decoder::take_errors() {
  // In the order of the file; where places are equal, by field.
  std::ranges::sort(errors_, [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.place.line, a.place.column, a.field, a.problem) <
           std::tie(b.place.line, b.place.column, b.field, b.problem);
  });
  if (dropped_ > 0) {
    errors_.push_back(
        {.file = file_, .problem = fmt::format("{} more problems are not shown", with_thousands(dropped_))});
  }
  return std::move(errors_);
}

std::string did_you_mean(std::string_view wrong, const std::vector<std::string_view>& known,
                         std::string_view otherwise) {
  const auto nearest = nearest_name(wrong, known);
  return nearest ? fmt::format("did you mean {}?", *nearest) : std::string(otherwise);
}

std::string one_of(const std::vector<std::string_view>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " or " : ", ";
    text += names[i];
  }
  return text;
}

}  // namespace cw::design
