// Small random designs for the swarm: one hub, one to three sites, with and without circuits, VPN, BGP, BFD, spokes.
#pragma once

#include "base/random.h"
#include "design/model.h"

namespace cw::sim {

/// A design that loads, compiles and, while nothing is broken, delivers every flow and fails back. Same rng, same design.
design::Design random_design(Rng rng);

}  // namespace cw::sim
