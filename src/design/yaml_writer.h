// A small tree that prints itself as YAML: the way back from a design to text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cw::design {

struct Yaml {
  enum class Kind : std::uint8_t { Absent, Scalar, List, Map };
  Kind kind = Kind::Absent;
  std::string text;  ///< of a scalar, as it will stand in the file
  std::vector<Yaml> items;
  std::vector<std::pair<std::string, Yaml>> members;

  /// A number, truth value, duration: printed as it is.
  static Yaml bare(std::string text) { return {.kind = Kind::Scalar, .text = std::move(text)}; }
  /// A text: quoted where YAML would read it as something else. Empty text is Absent.
  static Yaml string(std::string_view text);
  static Yaml list() { return {.kind = Kind::List}; }
  static Yaml map() { return {.kind = Kind::Map}; }

  [[nodiscard]] bool absent() const { return kind == Kind::Absent; }
  friend bool operator==(const Yaml&, const Yaml&) = default;
};

/// Block style, two spaces deep; short lists and groups of scalars on one line. `value` must be a map.
std::string print(const Yaml& value);

/// The one-line form, for defaults in the reference.
std::string print_inline(const Yaml& value);

}  // namespace cw::design
