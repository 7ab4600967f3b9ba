#include <fmt/core.h>

#include <boost/json.hpp>

#include "report/schema.h"

namespace cw::report {
namespace {

namespace json = boost::json;

std::string text_of(const json::object& object, std::string_view key) {
  const json::value* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->as_string()) : std::string();
}

std::string name_of_reference(std::string_view reference) {
  const std::size_t slash = reference.rfind('/');
  return std::string(slash == std::string_view::npos ? reference : reference.substr(slash + 1));
}

// "array of flowPaths", "PASS or FAIL", "number"
std::string type_of(const json::object& field) {
  if (const std::string reference = text_of(field, "$ref"); !reference.empty()) return name_of_reference(reference);
  if (const json::value* value = field.if_contains("const")) return fmt::format("`{}`", json::serialize(*value));
  if (const json::value* values = field.if_contains("enum"); values != nullptr && values->is_array()) {
    std::string out;
    for (const json::value& value : values->as_array()) out += (out.empty() ? "`" : ", `") + json::serialize(value) + "`";
    return out;
  }
  const std::string type = text_of(field, "type");
  const json::value* items = field.if_contains("items");
  if (type == "array" && items != nullptr && items->is_object()) return "array of " + type_of(items->as_object());
  return type;
}

void add_object(std::string& out, const std::string& title, const json::object& schema) {
  const json::value* properties = schema.if_contains("properties");
  if (properties == nullptr || !properties->is_object()) return;
  out += fmt::format("\n## {}\n\n", title);
  if (const std::string meaning = text_of(schema, "description"); !meaning.empty()) out += meaning + "\n\n";
  out += "| field | value | meaning |\n|---|---|---|\n";
  for (const auto& member : properties->as_object()) {
    if (!member.value().is_object()) continue;
    const json::object& field = member.value().as_object();
    out += fmt::format("| `{}` | {} | {} |\n", std::string_view(member.key().data(), member.key().size()), type_of(field),
                       text_of(field, "description"));
  }
  // Objects without a name of their own are told right below the object that holds them.
  for (const auto& member : properties->as_object()) {
    if (!member.value().is_object()) continue;
    const json::object* inner = &member.value().as_object();
    std::string path = title + "." + std::string(member.key().data(), member.key().size());
    if (const json::value* items = inner->if_contains("items"); items != nullptr && items->is_object()) {
      inner = &items->as_object();
      path += "[]";
    }
    if (inner->contains("properties")) add_object(out, path, *inner);
  }
}

}  // namespace

std::string schema_reference(std::string_view schema) {
  json::error_code error;
  const json::value parsed = json::parse(json::string_view(schema.data(), schema.size()), error);
  if (error || !parsed.is_object()) return {};
  const json::object& root = parsed.as_object();
  std::string out = fmt::format("# {}\n\n{}\n", text_of(root, "title"), text_of(root, "description"));
  add_object(out, "rehearsal", root);
  if (const json::value* definitions = root.if_contains("$defs"); definitions != nullptr && definitions->is_object()) {
    for (const auto& member : definitions->as_object()) {
      if (!member.value().is_object()) continue;
      add_object(out, std::string(member.key().data(), member.key().size()), member.value().as_object());
    }
  }
  return out;
}

}  // namespace cw::report
