// JSON text with a key order that is the caller's and numbers that are exact: durations are written from integers, so
// that two compilers print the same bytes.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace cw::report {

/// `text` as the inside of a JSON string; invalid UTF-8 becomes U+FFFD. `for_html` also escapes what could end a script
/// element.
std::string json_escaped(std::string_view text, bool for_html = false);

class JsonWriter {
 public:
  enum class Layout : std::uint8_t {
    Pretty,    ///< two spaces per level
    Compact,   ///< one line
    Html,      ///< one line, safe inside a <script> element
  };
  explicit JsonWriter(Layout layout = Layout::Pretty) : layout_(layout) {}

  JsonWriter& begin_object() { return begin('{'); }
  JsonWriter& end_object() { return end('}'); }
  JsonWriter& begin_array() { return begin('['); }
  JsonWriter& end_array() { return end(']'); }
  JsonWriter& key(std::string_view name);
  JsonWriter& text(std::string_view value);
  JsonWriter& boolean(bool value);
  JsonWriter& number(std::uint64_t value);
  JsonWriter& milliseconds(Duration value);   ///< a number with three decimals: 812.437
  JsonWriter& null();
  JsonWriter& raw(std::string_view json);     ///< a whole value, already JSON

  JsonWriter& field(std::string_view name, std::string_view value) { return key(name).text(value); }
  JsonWriter& field(std::string_view name, const char* value) { return key(name).text(value); }
  JsonWriter& field(std::string_view name, const std::string& value) { return key(name).text(value); }
  JsonWriter& field(std::string_view name, Duration value) { return key(name).milliseconds(value); }
  template <std::same_as<bool> B>
  JsonWriter& field(std::string_view name, B value) { return key(name).boolean(value); }
  template <std::unsigned_integral N>
    requires(!std::same_as<N, bool>)
  JsonWriter& field(std::string_view name, N value) { return key(name).number(value); }
  JsonWriter& field(std::string_view name, const std::vector<std::string>& texts);

  /// The text so far, ended by a newline unless compact.
  [[nodiscard]] std::string take();

 private:
  JsonWriter& begin(char open);
  JsonWriter& end(char close);
  void before_value();
  void new_line();

  Layout layout_;
  std::string out_;
  std::vector<bool> has_items_;   ///< per open container
  bool after_key_ = false;
};

}  // namespace cw::report
