// The drawing of a plan: where every node stands and how every link runs. On-premises left, circuits top middle, the
// Internet bottom middle, Azure right; the same plan always gives the same picture.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "drill/result.h"
#include "plan/plan.h"

namespace cw::report {

struct DrawnNode {
  NodeId node;
  int x = 0, y = 0;        ///< of the centre
  int width = 0, height = 0;
};

struct DrawnGroup {
  std::string name;
  int left = 0, top = 0, width = 0, height = 0;
};

struct Point {
  int x = 0, y = 0;
};

/// A cubic curve from `a` to `b`; the control points keep it clear of other boxes.
struct Curve {
  Point a, ca, cb, b;
};

struct Drawing {
  int width = 0, height = 0;
  std::vector<std::optional<DrawnNode>> nodes;   ///< by NodeId; nullopt: not drawn
  std::vector<DrawnGroup> groups;
  std::vector<std::optional<Curve>> links;       ///< by LinkId; nullopt: an end is not drawn
  std::size_t hidden = 0;                        ///< nodes left out of a large plan
};

/// nodes_max: a plan with more nodes is drawn without the sites that no path in `important` crosses.
Drawing lay_out(const plan::Plan& plan, const std::vector<drill::FlowPaths>& important, std::size_t nodes_max = 90);

/// Groups and links: the bottom of the picture. Links carry data-link.
std::string links_svg(const plan::Plan& plan, const Drawing& drawing);
/// The boxes: the top of the picture, so that lines end under them. Boxes carry data-node.
std::string nodes_svg(const plan::Plan& plan, const Drawing& drawing);

/// The lines of one path, moved aside by `side` pixels so that two directions do not cover each other; with an arrow on
/// each link and a cross where it ends without being delivered.
std::string path_svg(const plan::Plan& plan, const Drawing& drawing, const drill::PathTrace& trace, NodeId from,
                     int side);

}  // namespace cw::report
