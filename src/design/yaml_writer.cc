#include "design/yaml_writer.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace cw::design {
namespace {

constexpr std::size_t kLineMax = 100;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// What a YAML reader might take for a number, a truth value or nothing.
bool looks_special(std::string_view text) {
  static constexpr std::array<std::string_view, 10> kWords{"null", "true", "false", "yes", "no",
                                                           "on",   "off",  "y",     "n",   "~"};
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  if (std::ranges::find(kWords, lower) != kWords.end()) return true;
  const auto dots = std::ranges::count(text, '.');
  return dots <= 1 && is_digit(text.front()) &&
         std::ranges::all_of(text, [](char c) { return is_digit(c) || c == '.' || c == 'e' || c == 'E' || c == '_'; });
}

bool can_be_plain(std::string_view text) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c); };
  if (!letter(text.front()) || text.back() == ':' || text.back() == ' ' || looks_special(text)) return false;
  if (text.find(": ") != std::string_view::npos) return false;
  return std::ranges::all_of(
      text, [&](char c) { return letter(c) || std::string_view("_./:+-~ ()").find(c) != std::string_view::npos; });
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    } else {
      out += c;
    }
  }
  return out + '"';
}

bool is_flat(const Yaml& value) {
  const auto scalar = [](const Yaml& child) { return child.kind == Yaml::Kind::Scalar; };
  switch (value.kind) {
    case Yaml::Kind::Absent:
    case Yaml::Kind::Scalar: return true;
    case Yaml::Kind::List: return std::ranges::all_of(value.items, scalar);
    case Yaml::Kind::Map:
      return value.members.size() <= 4 &&
             std::ranges::all_of(value.members, [&](const auto& member) { return scalar(member.second); });
  }
  return false;
}

class Printer {
 public:
  void members(const Yaml& map, std::size_t indent, bool first_line_begun) {
    bool begun = first_line_begun;
    for (const auto& [key, value] : map.members) {
      if (!begun) out_.append(indent, ' ');
      begun = false;
      out_ += key;
      out_ += ':';
      entry(value, indent);
    }
  }
  std::string take() { return std::move(out_); }

 private:
  static bool fits_line(const Yaml& value, std::size_t indent) {
    if (!is_flat(value)) return false;
    const bool only_choice = value.kind == Yaml::Kind::Scalar || (value.items.empty() && value.members.empty());
    return only_choice || print_inline(value).size() + indent + 20 <= kLineMax;
  }

  // What follows "key:" or "-".
  void entry(const Yaml& value, std::size_t indent) {
    if (fits_line(value, indent)) {
      out_ += ' ';
      out_ += print_inline(value);
      out_ += '\n';
      return;
    }
    out_ += '\n';
    if (value.kind == Yaml::Kind::Map) return members(value, indent + 2, false);
    for (const Yaml& item : value.items) {
      out_.append(indent + 2, ' ');
      out_ += '-';
      if (item.kind == Yaml::Kind::Map && !fits_line(item, indent + 2)) {
        out_ += ' ';
        members(item, indent + 4, true);
      } else {
        entry(item, indent + 2);
      }
    }
  }

  std::string out_;
};

}  // namespace

Yaml Yaml::string(std::string_view text) {
  if (text.empty()) return {};
  return bare(can_be_plain(text) ? std::string(text) : quoted(text));
}

std::string print_inline(const Yaml& value) {
  std::string out;
  switch (value.kind) {
    case Yaml::Kind::Absent: break;
    case Yaml::Kind::Scalar: out = value.text; break;
    case Yaml::Kind::List:
      for (const Yaml& item : value.items) out += (out.empty() ? "" : ", ") + print_inline(item);
      out = "[" + out + "]";
      break;
    case Yaml::Kind::Map:
      for (const auto& [key, item] : value.members) out += (out.empty() ? "" : ", ") + key + ": " + print_inline(item);
      out = out.empty() ? "{}" : "{ " + out + " }";
      break;
  }
  return out;
}

std::string print(const Yaml& value) {
  Printer printer;
  printer.members(value, 0, true);
  return printer.take();
}

}  // namespace cw::design
