#include "report/json_writer.h"

#include <fmt/core.h>

#include "base/text.h"

namespace cw::report {
namespace {

// Length of the UTF-8 character at `at`, or 0 when the bytes there are none.
std::size_t utf8_length(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (at + length > text.size()) return 0;
  return is_utf8(text.substr(at, length)) ? length : 0;
}

}  // namespace

std::string json_escaped(std::string_view text, bool for_html) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    const std::size_t length = utf8_length(text, i);
    if (length == 0) {
      out += "\\ufffd";
      ++i;
      continue;
    }
    if (length > 1) {
      out += text.substr(i, length);
    } else if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f ||
               (for_html && (c == '<' || c == '>' || c == '&' || c == '\''))) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    } else {
      out += c;
    }
    i += length;
  }
  return out;
}

void JsonWriter::new_line() {
  if (layout_ != Layout::Pretty) return;
  out_ += '\n';
  out_.append(2 * has_items_.size(), ' ');
}

void JsonWriter::before_value() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (has_items_.empty()) return;
  if (has_items_.back()) out_ += ',';
  has_items_.back() = true;
  new_line();
}

JsonWriter& JsonWriter::begin(char open) {
  before_value();
  out_ += open;
  has_items_.push_back(false);
  return *this;
}

JsonWriter& JsonWriter::end(char close) {
  const bool had_items = has_items_.back();
  has_items_.pop_back();
  if (had_items) new_line();
  out_ += close;
  return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
  before_value();
  out_ += '"' + json_escaped(name, layout_ == Layout::Html) + (layout_ == Layout::Pretty ? "\": " : "\":");
  after_key_ = true;
  return *this;
}

JsonWriter& JsonWriter::text(std::string_view value) {
  before_value();
  out_ += '"' + json_escaped(value, layout_ == Layout::Html) + '"';
  return *this;
}

JsonWriter& JsonWriter::raw(std::string_view json) {
  before_value();
  out_ += json;
  return *this;
}

JsonWriter& JsonWriter::boolean(bool value) { return raw(value ? "true" : "false"); }
JsonWriter& JsonWriter::null() { return raw("null"); }
JsonWriter& JsonWriter::number(std::uint64_t value) { return raw(fmt::format("{}", value)); }
JsonWriter& JsonWriter::milliseconds(Duration value) { return raw(to_milliseconds(value)); }

JsonWriter& JsonWriter::field(std::string_view name, const std::vector<std::string>& texts) {
  key(name).begin_array();
  for (const std::string& each : texts) text(each);
  return end_array();
}

std::string JsonWriter::take() {
  if (layout_ == Layout::Pretty) out_ += '\n';
  return std::move(out_);
}

}  // namespace cw::report
