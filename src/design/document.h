// YAML or JSON text as a neutral tree. Only document.cc knows the YAML library, and only this file's limits stand
// between a hostile text and the rest of the loader.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "design/diagnostic.h"
#include "design/load.h"

namespace cw::design {

using NodeIndex = std::uint32_t;

struct Node {
  enum class Kind : std::uint8_t { Null, Scalar, Sequence, Mapping };
  struct Key {
    std::string name;
    Place place;
  };
  Kind kind = Kind::Null;
  bool plain = false;  ///< a scalar written without quotes
  Place place;
  std::string scalar;
  std::vector<Key> keys;            ///< of a mapping, beside `children`; no name occurs twice
  std::vector<NodeIndex> children;  ///< an alias is the index of the node it names: nothing is copied
};

struct Document {
  std::vector<Node> nodes;  ///< never empty
  NodeIndex root = 0;
  std::vector<Diagnostic> problems;  ///< duplicate keys: the first one of each name is kept

  [[nodiscard]] const Node& at(NodeIndex index) const { return nodes[index]; }
  /// The node at "sites[0].devices[1].name", or nullptr.
  [[nodiscard]] const Node* find(std::string_view path) const;
  /// The place of the deepest node on the way to `path` that exists.
  [[nodiscard]] Place place_of(std::string_view path) const;
};

/// Parses one document. The error is the first thing that is wrong with the text itself: size, encoding, syntax, depth,
/// aliases that multiply. The tree is at most `limits.depth_max` deep and has at most `limits.nodes_max` nodes when
/// every alias is followed, so that walking it is safe.
std::expected<Document, Diagnostic> parse_document(std::string_view text, std::string_view file,
                                                   const LoadLimits& limits);

}  // namespace cw::design
