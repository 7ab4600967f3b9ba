// What every field reader shares: the tree, the path it is at, and the list of what was wrong.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "design/document.h"

namespace cw::design {

/// A path as links on the call stack; it becomes text only in a diagnostic.
struct Path {
  const Path* parent = nullptr;
  std::string_view key;  ///< empty for an entry of a list
  std::size_t index = 0;
};
std::string to_string(const Path* path);

struct Cursor {
  NodeIndex node = 0;
  const Path* path = nullptr;
};

struct Problem {
  std::string problem, expected, suggestion;
};

class Decoder {
 public:
  Decoder(const Document& document, std::string_view file, std::size_t errors_max)
      : document_(document), file_(file), errors_max_(errors_max) {}

  [[nodiscard]] const Node& node(const Cursor& at) const { return document_.at(at.node); }
  [[nodiscard]] const Document& document() const { return document_; }

  /// Records what `describe` returns; past the limit it is only counted, so that a hostile file costs little.
  template <typename Describe>
  void error(const Cursor& at, Describe describe) {
    if (counts()) add(node(at).place, to_string(at.path), describe());
  }
  template <typename Describe>
  void error_at(Place place, std::string_view field, Describe describe) {
    if (counts()) add(place, std::string(field), describe());
  }

  /// The scalar at `at`, or nullptr after saying that `expected` belongs there. The value itself is not shown, it may
  /// be a secret in the wrong place.
  const Node* scalar(const Cursor& at, std::string_view expected);
  bool is_mapping(const Cursor& at, std::string_view expected) { return is_kind(at, Node::Kind::Mapping, expected); }
  bool is_sequence(const Cursor& at, std::string_view expected) { return is_kind(at, Node::Kind::Sequence, expected); }

  /// Every problem, in the order of the file; the last one counts what was over the limit.
  std::vector<Diagnostic> take_errors();
  /// Whether something at or below `path` was reported, so that what follows from it is not reported as well.
  [[nodiscard]] bool failed(std::string_view path) const;
  [[nodiscard]] bool ok() const { return errors_.empty(); }

 private:
  bool is_kind(const Cursor& at, Node::Kind kind, std::string_view expected);
  bool counts();
  void add(Place place, std::string field, Problem problem);

  const Document& document_;
  std::string file_;
  std::size_t errors_max_;
  std::size_t dropped_ = 0;
  std::vector<Diagnostic> errors_;
};

/// "did you mean X?" with the nearest of `known`, or `otherwise`.
std::string did_you_mean(std::string_view wrong, const std::vector<std::string_view>& known,
                         std::string_view otherwise = {});

/// "A, B or C".
std::string one_of(const std::vector<std::string_view>& names);

}  // namespace cw::design
