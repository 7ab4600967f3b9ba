// A small judge for tests: does a JSON value follow a JSON Schema? It knows the parts of the standard that the rehearsal's
// schema uses, and is stricter in one thing: a field that the schema does not name is a problem.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace cw::report::testing {

class SchemaJudge {
 public:
  explicit SchemaJudge(std::string_view schema)
      : root_(boost::json::parse(boost::json::string_view(schema.data(), schema.size()))) {}

  std::vector<std::string> problems(const boost::json::value& value) {
    problems_.clear();
    judge(root_.as_object(), value, "rehearsal");
    return problems_;
  }

 private:
  void judge(const boost::json::object& schema, const boost::json::value& value, const std::string& at) {
    if (const auto* reference = schema.if_contains("$ref")) {
      const std::string name = std::string(reference->as_string()).substr(8);   // after "#/$defs/"
      judge(root_.at("$defs").at(name).as_object(), value, at);
      return;
    }
    if (const auto* constant = schema.if_contains("const"); constant != nullptr && *constant != value) {
      problems_.push_back(at + " is not the constant");
    }
    if (const auto* allowed = schema.if_contains("enum"); allowed != nullptr && !is_one_of(allowed->as_array(), value)) {
      problems_.push_back(at + " is none of the allowed values");
    }
    const auto* type = schema.if_contains("type");
    if (type == nullptr) return;
    const std::string name(type->as_string());
    if (!is_of_type(name, value)) {
      problems_.push_back(at + " is no " + name);
      return;
    }
    if (name == "array" && schema.contains("items")) {
      for (std::size_t i = 0; i < value.as_array().size(); ++i) {
        judge(schema.at("items").as_object(), value.as_array()[i], at + "[" + std::to_string(i) + "]");
      }
    }
    if (name == "object") judge_fields(schema, value.as_object(), at);
  }

  void judge_fields(const boost::json::object& schema, const boost::json::object& value, const std::string& at) {
    if (const auto* required = schema.if_contains("required")) {
      for (const auto& key : required->as_array()) {
        if (!value.contains(key.as_string())) problems_.push_back(at + " lacks " + std::string(key.as_string()));
      }
    }
    const boost::json::object& properties = schema.at("properties").as_object();
    for (const auto& member : value) {
      const std::string path = at + "." + std::string(member.key());
      const auto* property = properties.if_contains(member.key());
      if (property == nullptr) {
        problems_.push_back(path + " is not in the schema");
      } else {
        judge(property->as_object(), member.value(), path);
      }
    }
  }

  static bool is_one_of(const boost::json::array& allowed, const boost::json::value& value) {
    for (const auto& each : allowed) {
      if (each == value) return true;
    }
    return false;
  }

  static bool is_of_type(const std::string& name, const boost::json::value& value) {
    if (name == "object") return value.is_object();
    if (name == "array") return value.is_array();
    if (name == "string") return value.is_string();
    if (name == "boolean") return value.is_bool();
    if (name == "integer") return value.is_int64() || value.is_uint64();
    return value.is_number();
  }

  boost::json::value root_;
  std::vector<std::string> problems_;
};

inline std::vector<std::string> schema_problems(std::string_view schema, const boost::json::value& value) {
  return SchemaJudge(schema).problems(value);
}

}  // namespace cw::report::testing
