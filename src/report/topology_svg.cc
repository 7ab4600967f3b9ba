// Links, nodes and paths of a laid-out plan as SVG.
#include <fmt/core.h>

#include <algorithm>
#include <cstdlib>

#include "report/html_text.h"
#include "report/topology.h"

namespace cw::report {
namespace {

// Square root by integers: the drawing needs whole pixels only, and every compiler must draw the same ones.
int length_of(int dx, int dy) {
  const long squared = static_cast<long>(dx) * dx + static_cast<long>(dy) * dy;
  long root = std::max(std::labs(dx), std::labs(dy));
  if (root == 0) return 1;
  for (int i = 0; i < 8; ++i) root = (root + squared / root) / 2;
  return static_cast<int>(std::max(1L, root));
}

// The link's curve as walked from one of its ends, moved `side` pixels to the walker's right.
Curve walked(const Curve& curve, bool from_b, int side) {
  Curve c = from_b ? Curve{curve.b, curve.cb, curve.ca, curve.a} : curve;
  const int dx = c.b.x - c.a.x;
  const int dy = c.b.y - c.a.y;
  const int length = length_of(dx, dy);
  for (Point* point : {&c.a, &c.ca, &c.cb, &c.b}) {
    point->x -= dy * side / length;
    point->y += dx * side / length;
  }
  return c;
}

std::string d_of(const Curve& c) {
  return fmt::format("M{} {}C{} {} {} {} {} {}", c.a.x, c.a.y, c.ca.x, c.ca.y, c.cb.x, c.cb.y, c.b.x, c.b.y);
}

std::string_view class_of(plan::LinkKind kind) {
  switch (kind) {
    case plan::LinkKind::Circuit: return "circuit";
    case plan::LinkKind::Backbone: return "backbone";
    case plan::LinkKind::Fabric: return "fabric";
    case plan::LinkKind::Internet: return "internet";
    case plan::LinkKind::Site: return "site";
    case plan::LinkKind::Access: return "access";
  }
  return "site";
}

std::string_view words_of(gateway::Role role) {
  switch (role) {
    case gateway::Role::ExpressRouteGateway: return "ExpressRoute gateway";
    case gateway::Role::VpnGateway: return "VPN gateway";
    case gateway::Role::ProviderEdge: return "provider edge";
    case gateway::Role::CustomerEdge: return "customer edge";
    case gateway::Role::Fabric: return "network";
    case gateway::Role::Host: return "host";
  }
  return "";
}

const DrawnNode* drawn(const Drawing& drawing, NodeId id) {
  if (id.value >= drawing.nodes.size() || !drawing.nodes[id.value]) return nullptr;
  return &*drawing.nodes[id.value];
}

// The arrow stands at the curve's middle: for t = 1/2 the point is (a + 3 ca + 3 cb + b) / 8.
std::string arrow(const Curve& c) {
  const Point at{(c.a.x + 3 * c.ca.x + 3 * c.cb.x + c.b.x) / 8, (c.a.y + 3 * c.ca.y + 3 * c.cb.y + c.b.y) / 8};
  const int dx = c.b.x + c.cb.x - c.ca.x - c.a.x;
  const int dy = c.b.y + c.cb.y - c.ca.y - c.a.y;
  const int length = length_of(dx, dy);
  const auto point = [&](int along, int across) {
    return fmt::format("{},{}", at.x + (dx * along - dy * across) / length, at.y + (dy * along + dx * across) / length);
  };
  return fmt::format("<polygon points=\"{} {} {}\"/>", point(7, 0), point(-5, 5), point(-5, -5));
}

}  // namespace

std::string links_svg(const plan::Plan& plan, const Drawing& drawing) {
  std::string out;
  for (const DrawnGroup& group : drawing.groups) {
    out += fmt::format("<g class=\"group\"><rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"9\"/>"
                       "<text x=\"{}\" y=\"{}\">{}</text></g>\n",
                       group.left, group.top, group.width, group.height, group.left + 9, group.top + 14,
                       html_escaped(group.name));
  }
  for (std::uint32_t i = 0; i < plan.links.size(); ++i) {
    const plan::LinkPlan& link = plan.links[i];
    if (i >= drawing.links.size() || !drawing.links[i]) continue;
    out += fmt::format("<path class=\"link {}\" data-link=\"{}\" d=\"{}\"><title>{}: {}, {} one way</title></path>\n",
                       class_of(link.kind), i, d_of(*drawing.links[i]), html_escaped(link.name),
                       plan::to_string(link.kind), to_string(link.delay));
  }
  return out;
}

std::string path_svg(const plan::Plan& plan, const Drawing& drawing, const drill::PathTrace& trace, NodeId from,
                     int side) {
  std::string out;
  NodeId at = from;
  for (const LinkId id : trace.links) {
    if (id.value >= plan.links.size()) break;
    const plan::LinkPlan& link = plan.links[id.value];
    // A trace may begin at the sender's first router: the first link then tells on which end it starts.
    if (link.a.node != at && link.b.node != at) at = link.a.node;
    const bool from_b = link.b.node == at;
    at = from_b ? link.a.node : link.b.node;
    if (id.value >= drawing.links.size() || !drawing.links[id.value]) continue;
    const Curve curve = walked(*drawing.links[id.value], from_b, side);
    out += fmt::format("<path d=\"{}\"/>{}", d_of(curve), arrow(curve));
  }
  if (!trace.delivered) {
    if (!trace.hops.empty()) at = trace.hops.back().node;
    if (const DrawnNode* node = drawn(drawing, at)) {
      out += fmt::format("<path class=\"lost\" d=\"M{} {}l16 16m0 -16l-16 16\"/>", node->x - 8, node->y - 8 + 2 * side);
    }
  }
  return out;
}

std::string nodes_svg(const plan::Plan& plan, const Drawing& drawing) {
  std::string out;
  for (const auto& node : drawing.nodes) {
    if (!node) continue;
    const plan::NodePlan& planned = plan.nodes[node->node.value];
    std::string detail = fmt::format("{}: {}", planned.config.name, words_of(planned.config.role));
    if (planned.config.asn.value != 0) detail += fmt::format(", AS {}", planned.config.asn.value);
    if (planned.host_address) detail += ", " + to_string(*planned.host_address);
    for (const gateway::InterfaceConfig& interface : planned.config.interfaces) {
      detail += fmt::format("; {} {}", interface.name, to_string(interface.address));
      if (detail.size() > 900) break;
    }
    const std::string below = planned.host_address ? to_string(*planned.host_address)
                              : planned.config.asn.value != 0
                                  ? fmt::format("AS {}", planned.config.asn.value)
                                  : std::string(words_of(planned.config.role));
    out += fmt::format("<g class=\"node {}\" data-node=\"{}\"><title>{}</title>"
                       "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"6\"/>"
                       "<text x=\"{}\" y=\"{}\">{}</text><text class=\"below\" x=\"{}\" y=\"{}\">{}</text></g>\n",
                       gateway::to_string(planned.config.role), node->node.value, html_escaped(detail), node->x - node->width / 2,
                       node->y - node->height / 2, node->width, node->height, node->x, node->y - 2,
                       html_escaped(planned.config.name), node->x, node->y + 13, html_escaped(below));
  }
  return out;
}

}  // namespace cw::report
