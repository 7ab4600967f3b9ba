#include "report/topology.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <set>

#include "report/table.h"

namespace cw::report {
namespace {

// Columns from left to right.
enum class Lane : std::uint8_t { SiteHosts, SiteInner, SiteEdge, Middle, Gateways, Fabric, AzureHosts };
constexpr std::size_t kLanes = 7;
constexpr int kRow = 62;
constexpr int kNodeHeight = 38;
constexpr int kGap = 46;       // between columns
constexpr int kMargin = 26;
constexpr int kGroupPad = 14;
constexpr int kGroupTitle = 18;

constexpr std::string_view kInternetGroup = "internet";

using gateway::Role;

struct Placement {
  Lane lane = Lane::SiteHosts;
  bool is_bottom = false;      // of the middle column and the gateways: the VPN's half
};

bool has_link(const plan::Plan& plan, NodeId node, plan::LinkKind kind) {
  return std::any_of(plan.links.begin(), plan.links.end(), [&](const plan::LinkPlan& link) {
    return link.kind == kind && (link.a.node == node || link.b.node == node);
  });
}

bool is_azure_group(const plan::Plan& plan, std::string_view group) {
  return std::any_of(plan.nodes.begin(), plan.nodes.end(), [&](const plan::NodePlan& node) {
    return node.group == group && (node.config.role == Role::Fabric || node.config.role == Role::ExpressRouteGateway ||
                                   node.config.role == Role::VpnGateway);
  });
}

Placement place(const plan::Plan& plan, NodeId id) {
  const plan::NodePlan& node = plan.nodes[id.value];
  if (node.group == kInternetGroup) return {Lane::Middle, true};
  switch (node.config.role) {
    case Role::ProviderEdge: return {Lane::Middle, false};
    case Role::ExpressRouteGateway: return {Lane::Gateways, false};
    case Role::VpnGateway: return {Lane::Gateways, true};
    case Role::CustomerEdge:
      return {has_link(plan, id, plan::LinkKind::Circuit) ? Lane::SiteEdge : Lane::SiteInner, false};
    case Role::Fabric:
      return {Lane::Fabric, false};
    case Role::Host:
      return {is_azure_group(plan, node.group) ? Lane::AzureHosts : Lane::SiteHosts, false};
  }
  return {};
}

int text_width(const std::string& text) { return static_cast<int>(display_width(text)) * 7 + 26; }

// Which nodes are drawn: all, or in a large plan Azure's side and what the important paths touch.
std::vector<bool> choose(const plan::Plan& plan, const std::vector<drill::FlowPaths>& important, std::size_t nodes_max) {
  std::vector<bool> drawn(plan.nodes.size(), plan.nodes.size() <= nodes_max);
  if (plan.nodes.size() <= nodes_max) return drawn;
  std::set<std::string> groups;
  for (std::uint32_t i = 0; i < plan.nodes.size(); ++i) {
    const Role role = plan.nodes[i].config.role;
    if (role != Role::CustomerEdge && role != Role::Host) drawn[i] = true;
  }
  for (const drill::FlowPaths& flow : important) {
    if (groups.size() >= 12) break;
    for (const auto* trace : {&flow.forward, &flow.back}) {
      for (const drill::Hop& hop : trace->hops) {
        if (hop.node.value < plan.nodes.size()) groups.insert(plan.nodes[hop.node.value].group);
      }
    }
  }
  for (std::uint32_t i = 0; i < plan.nodes.size(); ++i) {
    if (groups.contains(plan.nodes[i].group)) drawn[i] = true;
  }
  return drawn;
}

// One block of rows: a group's nodes by lane, one below the other.
struct Block {
  std::string name;
  std::array<std::vector<std::uint32_t>, kLanes> lanes;
  bool is_bottom = false;
  [[nodiscard]] std::size_t rows() const {
    std::size_t most = 0;
    for (const auto& lane : lanes) most = std::max(most, lane.size());
    return most;
  }
};

struct Side {
  std::vector<Block> blocks;
  Block& block(const std::string& name, bool is_bottom) {
    for (Block& each : blocks) {
      if (each.name == name && each.is_bottom == is_bottom) return each;
    }
    blocks.push_back({name, {}, is_bottom});
    return blocks.back();
  }
  [[nodiscard]] int height() const {
    int height = 0;
    for (const Block& each : blocks) height += static_cast<int>(each.rows()) * kRow + kGroupTitle + kGroupPad;
    return height;
  }
};

// How many of the other boxes the curve runs behind.
int boxes_hit(const Drawing& drawing, const Curve& c, NodeId a, NodeId b) {
  constexpr int kSamples = 24;
  constexpr int kClearance = 5;
  int hits = 0;
  for (const auto& box : drawing.nodes) {
    if (!box || box->node == a || box->node == b) continue;
    for (int i = 1; i < kSamples; ++i) {
      const long t = i;
      const long u = kSamples - i;
      const auto mix = [&](int p0, int p1, int p2, int p3) {
        return static_cast<int>((u * u * u * p0 + 3 * u * u * t * p1 + 3 * u * t * t * p2 + t * t * t * p3) /
                                (kSamples * kSamples * kSamples));
      };
      const int x = mix(c.a.x, c.ca.x, c.cb.x, c.b.x);
      const int y = mix(c.a.y, c.ca.y, c.cb.y, c.b.y);
      if (std::abs(x - box->x) < box->width / 2 + kClearance && std::abs(y - box->y) < box->height / 2 + kClearance) {
        ++hits;
        break;
      }
    }
  }
  return hits;
}

// The first of a few shapes that runs behind the fewest boxes.
Curve curve_of(const Drawing& drawing, const DrawnNode& a, const DrawnNode& b) {
  const Point from{a.x, a.y};
  const Point to{b.x, b.y};
  const int dx = b.x - a.x;
  const int dy = b.y - a.y;
  std::vector<Curve> shapes;
  if (std::abs(dx) < 8) {
    shapes.push_back({from, {a.x, a.y + dy / 4}, {b.x, b.y - dy / 4}, to});
    for (const int bow : {-26, 26, -52, 52}) {
      const int x = bow < 0 ? -std::max(a.width, b.width) / 2 + bow : std::max(a.width, b.width) / 2 + bow;
      shapes.push_back({from, {a.x + x, a.y + dy / 4}, {b.x + x, b.y - dy / 4}, to});
    }
  } else {
    shapes.push_back({from, {a.x + dx / 2, a.y}, {b.x - dx / 2, b.y}, to});
    shapes.push_back({from, {a.x + dx / 4, a.y + dy}, {b.x - dx / 2, b.y}, to});   // first up or down, then across
    shapes.push_back({from, {a.x, b.y}, {b.x - dx / 2, b.y}, to});
    shapes.push_back({from, {a.x + dx / 2, a.y}, {b.x, a.y}, to});                 // first across
    for (const int bow : {-80, 80, -160, 160}) {
      shapes.push_back({from, {a.x + dx / 3, a.y + bow}, {b.x - dx / 3, b.y + bow}, to});
    }
  }
  std::size_t best = 0;
  int best_hits = boxes_hit(drawing, shapes[0], a.node, b.node);
  for (std::size_t i = 1; i < shapes.size() && best_hits > 0; ++i) {
    const int hits = boxes_hit(drawing, shapes[i], a.node, b.node);
    if (hits < best_hits) {
      best = i;
      best_hits = hits;
    }
  }
  return shapes[best];
}

enum : std::size_t { kSites, kMiddle, kAzure, kSides };
std::size_t side_of(Lane lane) {
  return lane == Lane::Middle ? kMiddle : lane >= Lane::Gateways ? kAzure : kSites;
}

}  // namespace

Drawing lay_out(const plan::Plan& plan, const std::vector<drill::FlowPaths>& important, std::size_t nodes_max) {
  Drawing drawing;
  drawing.nodes.resize(plan.nodes.size());
  const std::vector<bool> drawn = choose(plan, important, nodes_max);

  std::array<int, kLanes> widths{};
  std::array<Side, kSides> sides;
  for (std::uint32_t i = 0; i < plan.nodes.size(); ++i) {
    if (!drawn[i]) {
      ++drawing.hidden;
      continue;
    }
    const Placement at = place(plan, NodeId(i));
    const auto lane = static_cast<std::size_t>(at.lane);
    widths[lane] = std::max(widths[lane], text_width(plan.nodes[i].config.name));
    const bool is_bottom = at.lane == Lane::Middle && at.is_bottom;
    std::vector<std::uint32_t>& column = sides[side_of(at.lane)].block(plan.nodes[i].group, is_bottom).lanes[lane];
    column.push_back(i);
  }
  // ExpressRoute above VPN among the gateways, whatever the order of names.
  for (Block& block : sides[kAzure].blocks) {
    auto& gateways = block.lanes[static_cast<std::size_t>(Lane::Gateways)];
    std::stable_partition(gateways.begin(), gateways.end(), [&](std::uint32_t i) {
      return plan.nodes[i].config.role == Role::ExpressRouteGateway;
    });
  }
  std::stable_partition(sides[kMiddle].blocks.begin(), sides[kMiddle].blocks.end(),
                        [](const Block& block) { return !block.is_bottom; });

  std::array<int, kLanes> centres{};
  int x = kMargin + kGroupPad;
  for (std::size_t lane = 0; lane < kLanes; ++lane) {
    if (widths[lane] == 0) continue;
    centres[lane] = x + widths[lane] / 2;
    x += widths[lane] + kGap;
    if (lane == static_cast<std::size_t>(Lane::SiteEdge) || lane == static_cast<std::size_t>(Lane::Middle)) x += kGap;
  }
  drawing.width = x - kGap + kMargin + kGroupPad;
  const int tallest = std::max({sides[kSites].height(), sides[kMiddle].height(), sides[kAzure].height()});
  drawing.height = tallest + 2 * kMargin;

  for (std::size_t s = 0; s < kSides; ++s) {
    // Shorter sides are centred; the middle one is spread, so that circuits stay up and the Internet down.
    const int spare = tallest - sides[s].height();
    const std::size_t count = sides[s].blocks.size();
    int y = kMargin + (s == kMiddle ? 0 : spare / 2);
    for (std::size_t b = 0; b < count; ++b) {
      const Block& block = sides[s].blocks[b];
      if (s == kMiddle && b > 0 && count > 1) y += spare / static_cast<int>(count - 1);
      const int height = static_cast<int>(block.rows()) * kRow;
      DrawnGroup group{block.name, drawing.width, y, 0, height + kGroupTitle};
      int right = 0;
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        const auto& column = block.lanes[lane];
        if (column.empty()) continue;
        const int step = height / static_cast<int>(column.size());
        for (std::size_t row = 0; row < column.size(); ++row) {
          const int width = text_width(plan.nodes[column[row]].config.name);
          drawing.nodes[column[row]] = DrawnNode{NodeId(column[row]), centres[lane],
                                                 y + kGroupTitle + step * static_cast<int>(row) + step / 2, width,
                                                 kNodeHeight};
          group.left = std::min(group.left, centres[lane] - width / 2 - kGroupPad);
          right = std::max(right, centres[lane] + width / 2 + kGroupPad);
        }
      }
      group.width = right - group.left;
      drawing.groups.push_back(group);
      y += group.height + kGroupPad;
    }
  }
  drawing.links.resize(plan.links.size());
  for (std::size_t i = 0; i < plan.links.size(); ++i) {
    const auto& a = drawing.nodes[plan.links[i].a.node.value];
    const auto& b = drawing.nodes[plan.links[i].b.node.value];
    if (a && b) drawing.links[i] = curve_of(drawing, *a, *b);
  }
  return drawing;
}

}  // namespace cw::report
