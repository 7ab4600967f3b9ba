// The drawing with its two selectors: which flow, and when.
#include <fmt/core.h>

#include <algorithm>
#include <set>

#include "report/html.h"
#include "report/html_text.h"
#include "report/json_writer.h"
#include "report/table.h"
#include "report/topology.h"

namespace cw::report {
namespace {

constexpr std::size_t kFlowsMax = 40;    // of the selector; the tables hold all
constexpr int kSide = 4;

struct MapPhase {
  std::string name;
  const std::vector<drill::FlowPaths>* paths = nullptr;
  std::set<std::uint32_t> cut_links, cut_nodes;
};

std::vector<MapPhase> phases_of(const RehearsalView& view) {
  std::vector<MapPhase> phases;
  phases.push_back({"Before anything is cut", &view.rehearsal.flows, {}, {}});
  for (const drill::DrillResult& result : view.rehearsal.drills) {
    MapPhase out{result.name + ": while it is cut", &result.out.paths, {}, {}};
    for (const drill::Drill& drill : view.drills) {
      if (drill.name != result.name) continue;
      for (const drill::Step& step : drill.steps) {
        if (step.restore) continue;
        for (const LinkId link : step.fault.links) out.cut_links.insert(link.value);
        for (const NodeId node : step.fault.nodes) out.cut_nodes.insert(node.value);
      }
    }
    phases.push_back(std::move(out));
    phases.push_back({result.name + ": after the restoration", &result.back.paths, {}, {}});
  }
  return phases;
}

std::string path_words(const drill::PathTrace& trace) {
  return fmt::format("{}: {}", road_text(trace), hops_text(trace));
}

std::string data_json(const std::vector<MapPhase>& phases) {
  JsonWriter json(JsonWriter::Layout::Html);
  json.begin_object().key("phases").begin_array();
  for (const MapPhase& phase : phases) {
    json.begin_object().key("links").begin_array();
    for (const std::uint32_t link : phase.cut_links) json.number(link);
    json.end_array().key("nodes").begin_array();
    for (const std::uint32_t node : phase.cut_nodes) json.number(node);
    json.end_array().key("flows").begin_array();
    for (std::size_t f = 0; f < phase.paths->size() && f < kFlowsMax; ++f) {
      const drill::FlowPaths& flow = (*phase.paths)[f];
      json.begin_object().field("there", path_words(flow.forward)).field("back", path_words(flow.back));
      const bool is_odd = !flow.symmetric && flow.forward.delivered && flow.back.delivered;
      json.field("note", is_odd ? "Asymmetric: the two directions use different roads." : "").end_object();
    }
    json.end_array().end_object();
  }
  json.end_array().end_object();
  return json.take();
}

std::string paths_svg(const RehearsalView& view, const Drawing& drawing, const std::vector<MapPhase>& phases) {
  std::string out;
  for (std::size_t p = 0; p < phases.size(); ++p) {
    for (std::size_t f = 0; f < phases[p].paths->size() && f < kFlowsMax; ++f) {
      const drill::FlowPaths& flow = (*phases[p].paths)[f];
      if (flow.flow >= view.plan.flows.size()) continue;
      const plan::FlowPlan& planned = view.plan.flows[flow.flow];
      const std::string_view on = p == 0 && f == 0 ? " on" : "";
      // The way back runs in the other direction, so the same side keeps the two lines apart.
      out += fmt::format("<g class=\"path there{}\" data-key=\"{}-{}\">{}</g>\n", on, p, f,
                         path_svg(view.plan, drawing, flow.forward, planned.from, kSide));
      out += fmt::format("<g class=\"path back{}\" data-key=\"{}-{}\">{}</g>\n", on, p, f,
                         path_svg(view.plan, drawing, flow.back, planned.to, kSide));
    }
  }
  return out;
}

}  // namespace

std::string map_html(const RehearsalView& view) {
  std::vector<drill::FlowPaths> important = view.rehearsal.flows;
  for (const drill::DrillResult& result : view.rehearsal.drills) {
    important.insert(important.end(), result.out.paths.begin(), result.out.paths.end());
  }
  const Drawing drawing = lay_out(view.plan, important);
  const std::vector<MapPhase> phases = phases_of(view);

  std::string out = "<h2>The network and the live path</h2>\n<div class=\"controls\"><label>When <select id=\"phase\">";
  for (std::size_t p = 0; p < phases.size(); ++p) {
    out += fmt::format("<option value=\"{}\">{}</option>", p, html_escaped(phases[p].name));
  }
  out += "</select></label><label>Flow <select id=\"flow\">";
  for (std::size_t f = 0; f < view.rehearsal.flows.size() && f < kFlowsMax; ++f) {
    out += fmt::format("<option value=\"{}\">{}</option>", f, html_escaped(view.rehearsal.flows[f].name));
  }
  out += "</select></label>"
         "<label><input type=\"checkbox\" id=\"show-there\" checked> <span class=\"key there\"></span>forward</label>"
         "<label><input type=\"checkbox\" id=\"show-back\" checked> <span class=\"key back\"></span>return</label></div>\n";
  out += fmt::format("<svg class=\"map\" viewBox=\"0 0 {} {}\" role=\"img\" aria-label=\"topology\">\n", drawing.width,
                     drawing.height);
  out += links_svg(view.plan, drawing) + paths_svg(view, drawing, phases) + nodes_svg(view.plan, drawing) + "</svg>\n";
  const bool has_flows = !view.rehearsal.flows.empty();
  out += fmt::format("<p class=\"there\" id=\"words-there\">{}</p><p class=\"back\" id=\"words-back\">{}</p>"
                     "<p id=\"words-note\"></p>\n",
                     has_flows ? html_escaped(path_words(view.rehearsal.flows[0].forward)) : "",
                     has_flows ? html_escaped(path_words(view.rehearsal.flows[0].back)) : "");
  if (drawing.hidden > 0) {
    out += fmt::format("<p class=\"soft\">{} of a large plan are not drawn.</p>\n",
                       counted(drawing.hidden, "node", "nodes"));
  }
  return out + "<script type=\"application/json\" id=\"data\">" + data_json(phases) + "</script>\n";
}

}  // namespace cw::report
