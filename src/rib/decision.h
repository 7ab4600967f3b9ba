// Private to rib/. The decision process: numbered comparisons in the order of Step, used both to choose and to explain.
#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "rib/rib.h"

namespace cw::rib {

/// Everything about a path that the comparisons look at, computed once per PathTemplate.
struct DecisionKey {
  Origin origin = Origin::Static;     ///< of the route
  std::uint8_t route_class = 0;       ///< lower wins
  std::uint8_t distance = 0;          ///< tier of a path whose class holds no BGP; lower wins
  std::uint16_t static_rank = 0;      ///< where static and BGP share a class: their order at equal weights; lower wins
  wire::bgp::Origin bgp_origin = wire::bgp::Origin::Igp;
  std::uint16_t routing_weight = 0;
  std::uint32_t weight = 0;
  std::uint32_t local_preference = 100;
  std::uint32_t as_path_length = 0;
  std::uint32_t med = 0;              ///< RFC 4271 §9.1.2.2 c: a missing one counts as the lowest value
  std::uint32_t cluster_list_length = 0;
  AsNumber neighbor_as;
  RouterId router_id;                 ///< ORIGINATOR_ID where there is one (RFC 4456 §9)
  IpAddress peer_address;
  bool has_originator = false;

  [[nodiscard]] bool is_bgp() const { return origin == Origin::Ebgp || origin == Origin::Ibgp; }
};
DecisionKey make_key(const PathTemplate& shared, const SourceInfo& source,
                     const wire::bgp::PathAttributes& attributes, const DecisionConfig& config);

/// One path in one decision.
struct Contender {
  const DecisionKey* key = nullptr;
  const wire::bgp::AsPath* as_path = nullptr;
  SourceId source;
  std::uint32_t path_id = 0;
  NextHopId next_hop;
  NextHopState state = NextHopState::Live;
  std::uint32_t index = 0;  ///< the caller's own
};

/// Moves the ECMP set of the best path to the front, the best path first.
///
/// The result depends on which contenders there are, never on their order: MED is compared by first finding the lowest
/// of every neighbouring AS.
/// returns: size of the ECMP set, 0 only for no contenders.
std::size_t select(std::span<Contender> contenders, const DecisionConfig& config);

/// Keeps those whose next hop may be used: the live ones, or where there is none the proving ones. returns: how many,
/// at the front, in unchanged order.
std::size_t keep_eligible(std::span<Contender> contenders);

struct Loss {
  Step step = Step::Winner;
  std::string reason;
};
/// Why `loser` lost against `winner`, the result of select() on `eligible`, which holds both.
Loss explain_loss(const Contender& winner, const Contender& loser, std::span<const Contender> eligible,
                  const DecisionConfig& config);
/// The tie-break alone (f and later): why one of an ECMP set is not the advertised one.
Loss explain_tie(const Contender& winner, const Contender& loser);

}  // namespace cw::rib
