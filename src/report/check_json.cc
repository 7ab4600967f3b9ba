#include "report/check_json.h"

#include <algorithm>

#include "design/catalogue.h"

namespace cw::report {

void write_json(JsonWriter& json, std::string_view file, const checks::Finding& finding) {
  json.begin_object();
  json.field("rule", finding.rule != nullptr ? finding.rule->id : std::string_view("?"));
  json.field("severity", checks::to_string(finding.severity));
  json.field("file", file).field("line", finding.place.line).field("column", finding.place.column);
  json.field("resource", finding.resource);
  if (finding.rule != nullptr) json.field("title", finding.rule->title);
  json.field("message", finding.message);
  if (finding.rule != nullptr) json.field("consequence", finding.rule->consequence);
  json.field("fix", finding.fix);
  if (finding.rule != nullptr) {
    json.key("source").begin_object().field("code", finding.rule->source);
    if (const auto source = design::source(finding.rule->source)) {
      json.field("document", source->document).field("date", source->date);
    }
    json.end_object();
    json.field("confidence", checks::to_string(finding.rule->confidence));
  }
  json.end_object();
}

std::string check_json(std::string_view file, std::span<const checks::Finding> findings) {
  const auto count = [&](checks::Severity severity) {
    return static_cast<std::uint64_t>(std::count_if(findings.begin(), findings.end(),
                                                    [&](const auto& finding) { return finding.severity == severity; }));
  };
  JsonWriter json;
  json.begin_object().field("file", file);
  json.field("errors", count(checks::Severity::Error)).field("warnings", count(checks::Severity::Warning));
  json.field("infos", count(checks::Severity::Info)).field("rules", checks::rules().size());
  json.key("findings").begin_array();
  for (const checks::Finding& finding : findings) write_json(json, file, finding);
  json.end_array().end_object();
  return json.take();
}

}  // namespace cw::report
