#include "report/explain.h"

#include <fmt/core.h>

#include <algorithm>

#include "report/rehearsal_json.h"
#include "report/table.h"
#include "report/view.h"

namespace cw::report {
namespace {

std::string outcome(const drill::ExplainCandidate& candidate, const Style& style) {
  if (candidate.best) return style.paint(Tone::Good, "used");
  if (candidate.shares) return style.paint(Tone::Good, "shares the load");
  // Most reasons begin with the step's name; then it is said once.
  const bool says_step = candidate.reason.starts_with(candidate.lost_at);
  std::string text = says_step ? "lost: " : "lost at " + candidate.lost_at + ": ";
  text += candidate.reason.empty() ? candidate.lost_at : candidate.reason;
  if (!candidate.rule.empty()) text += " (" + candidate.rule + ")";
  return printable(text);
}

std::string node_text(const drill::ExplainNode& node, const Style& style) {
  std::string out = fmt::format("\n  At {} ({}): ", style.paint(Tone::Strong, printable(node.node)), node.role);
  out += node.prefix.empty() ? "no prefix matches\n" : fmt::format("the longest prefix is {}\n", node.prefix);
  const auto has = [&](auto&& is_telling) {
    return std::any_of(node.candidates.begin(), node.candidates.end(), is_telling);
  };
  const auto via = [](const drill::ExplainCandidate& c) {
    return c.via == "drop" || c.via.ends_with(c.from) ? std::string() : printable(c.via);
  };
  // Columns that are the same for every candidate decide nothing and leave their room to the outcome.
  const bool has_via = has([&](const auto& c) { return !via(c).empty(); });
  const bool has_weight = has([](const auto& c) { return c.weight != 0; });
  const bool has_preference = has([](const auto& c) { return c.local_preference != 100; });
  Table table({{""}, {"Next hop"}, {has_via ? "Via" : ""}, {"From"}, {"AsPath"}, {has_weight ? "Weight" : "", Align::Right},
               {has_preference ? "LocPref" : "", Align::Right}, {"Outcome"}});
  for (const drill::ExplainCandidate& candidate : node.candidates) {
    table.add({candidate.best ? "*" : candidate.shares ? "=" : " ", candidate.via == "drop" ? "drop" : candidate.next_hop,
               via(candidate), printable(candidate.from), candidate.as_path,
               has_weight ? fmt::format("{}", candidate.weight) : "",
               has_preference ? fmt::format("{}", candidate.local_preference) : "", outcome(candidate, style)});
  }
  if (!table.empty()) out += table.to_text(style, 4);
  for (const std::string& shorter : node.shorter) {
    out += paragraph("    Without it:  ", printable(shorter), style);
  }
  return out;
}

std::string direction_text(std::string_view title, const drill::PathTrace& trace,
                           const std::vector<drill::ExplainNode>& nodes, const Style& style) {
  std::string out = "\n" + style.paint(Tone::Strong, title) + "  " +
                    (trace.delivered ? "over " + road_text(trace)
                                     : style.paint(Tone::Bad, "lost: " + printable(trace.failure))) +
                    "\n" + paragraph("  ", printable(hops_text(trace)), style);
  Table table({{"Hop", Align::Right}, {"Node"}, {"Address"}, {"Route"}});
  for (std::size_t i = 0; i < trace.hops.size(); ++i) {
    const drill::Hop& hop = trace.hops[i];
    table.add({fmt::format("{}", i + 1), printable(hop.name), hop.address, printable(hop.route)});
  }
  if (!table.empty()) out += "\n" + table.to_text(style, 2);
  for (const drill::ExplainNode& node : nodes) out += node_text(node, style);
  return out;
}

void write_node(JsonWriter& json, const drill::ExplainNode& node) {
  json.begin_object().field("node", node.node).field("role", node.role).field("prefix", node.prefix);
  json.key("candidates").begin_array();
  for (const drill::ExplainCandidate& candidate : node.candidates) {
    json.begin_object().field("next_hop", candidate.next_hop).field("via", candidate.via);
    json.field("from", candidate.from).field("as_path", candidate.as_path).field("weight", candidate.weight);
    json.field("local_preference", candidate.local_preference).field("best", candidate.best);
    json.field("shares", candidate.shares).field("lost_at", candidate.lost_at).field("reason", candidate.reason);
    json.field("rule", candidate.rule).end_object();
  }
  json.end_array().field("shorter", node.shorter).end_object();
}

void write_direction(JsonWriter& json, std::string_view key, const drill::PathTrace& trace,
                     const std::vector<drill::ExplainNode>& nodes) {
  json.key(key).begin_object().key("path");
  write_json(json, trace);
  json.key("nodes").begin_array();
  for (const drill::ExplainNode& node : nodes) write_node(json, node);
  json.end_array().end_object();
}

}  // namespace

std::string explain_text(const drill::Explanation& explanation, const Style& style) {
  std::string out = style.paint(Tone::Strong, fmt::format("From {} to {}", printable(explanation.from),
                                                          printable(explanation.to)));
  out += explanation.when.empty() ? ", everything up\n" : fmt::format(", while {} is cut\n", printable(explanation.when));
  out += direction_text("Forward", explanation.forward, explanation.forward_nodes, style);
  out += direction_text("Return", explanation.back, explanation.back_nodes, style);
  out += "\n";
  out += explanation.symmetric ? style.paint(Tone::Good, "Symmetric: both directions use the same road.") + "\n"
                               : style.paint(Tone::Bad, "Not symmetric: the directions do not use the same road.") + "\n";
  if (!explanation.setting.empty()) {
    out += paragraph("What would change it: ", printable(explanation.setting), style);
  }
  return out;
}

std::string explain_json(const drill::Explanation& explanation) {
  JsonWriter json;
  json.begin_object();
  json.field("from", explanation.from).field("to", explanation.to).field("when", explanation.when);
  write_direction(json, "forward", explanation.forward, explanation.forward_nodes);
  write_direction(json, "return", explanation.back, explanation.back_nodes);
  json.field("symmetric", explanation.symmetric).field("setting", explanation.setting);
  json.end_object();
  return json.take();
}

}  // namespace cw::report
