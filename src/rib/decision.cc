#include "rib/decision.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "base/assert.h"

namespace cw::rib {
namespace {

constexpr std::uint16_t kAfterStatic = 256;  // Above every tier.
constexpr std::uint16_t kAfterBgp = 1;

/// The first step at which two paths differ; `order` is less when the first one wins.
struct Comparison {
  Step step = Step::Winner;
  std::strong_ordering order = std::strong_ordering::equal;
};

template <typename T>
bool differs(Comparison& result, Step step, const T& first, const T& second) {
  if (first == second) return false;
  result = {step, first < second ? std::strong_ordering::less : std::strong_ordering::greater};
  return true;
}

// RouteType to Origin. Where higher wins, the arguments are swapped.
Comparison compare_preference(const DecisionKey& a, const DecisionKey& b) {
  Comparison result;
  if (differs(result, Step::RouteType, a.route_class, b.route_class)) return result;
  if (differs(result, Step::RouteType, a.distance, b.distance)) return result;
  if (differs(result, Step::Weight, b.weight, a.weight)) return result;
  if (differs(result, Step::RoutingWeight, b.routing_weight, a.routing_weight)) return result;
  if (differs(result, Step::RouteType, a.static_rank, b.static_rank)) return result;
  if (differs(result, Step::LocalPreference, b.local_preference, a.local_preference)) return result;
  if (differs(result, Step::AsPathLength, a.as_path_length, b.as_path_length)) return result;
  differs(result, Step::Origin, a.bgp_origin, b.bgp_origin);
  return result;
}

bool med_comparable(const DecisionKey& a, const DecisionKey& b, const DecisionConfig& config) {
  return a.is_bgp() && b.is_bgp() && (config.always_compare_med || a.neighbor_as == b.neighbor_as);
}

// d. Step e, IGP cost, never differs: next hops are resolved and cost nothing here.
Comparison compare_ebgp(const DecisionKey& a, const DecisionKey& b) {
  Comparison result;
  differs(result, Step::EbgpOverIbgp, a.origin == Origin::Ibgp, b.origin == Origin::Ibgp);
  return result;
}

// f, g and the last tie-breakers. (source, path id) is unique in a prefix, so this decides.
Comparison compare_ties(const Contender& a, const Contender& b) {
  Comparison result;
  if (differs(result, Step::OriginatorOrRouterId, a.key->router_id, b.key->router_id)) return result;
  if (differs(result, Step::ClusterListLength, a.key->cluster_list_length, b.key->cluster_list_length)) return result;
  if (differs(result, Step::PeerAddress, a.key->peer_address, b.key->peer_address)) return result;
  if (differs(result, Step::PathId, a.path_id, b.path_id)) return result;
  differs(result, Step::PathId, a.source, b.source);
  return result;
}

// Moves what `keep` accepts to the front and returns how many.
template <typename F>
std::size_t keep_front(std::span<Contender> contenders, F&& keep) {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < contenders.size(); ++i) {
    if (!keep(std::as_const(contenders[i]))) continue;
    if (i != kept) std::swap(contenders[kept], contenders[i]);
    ++kept;
  }
  return kept;
}

template <typename Compare>
std::span<Contender> keep_best(std::span<Contender> contenders, Compare compare) {
  const DecisionKey* best = contenders[0].key;
  for (const Contender& c : contenders.subspan(1)) {
    if (compare(*c.key, *best).order < 0) best = c.key;
  }
  const auto is_equal = [&](const Contender& c) { return compare(*c.key, *best).order == 0; };
  return contenders.first(keep_front(contenders, is_equal));
}

// c. Whoever is beaten by anyone comparable is out, in one step, so that the order of arrival cannot matter. The keys
// are noted first because keeping moves contenders about.
std::span<Contender> keep_lowest_med(std::span<Contender> contenders, const DecisionConfig& config) {
  const auto differ = [&](const Contender& c) { return c.key->med != contenders[0].key->med; };
  if (std::none_of(contenders.begin(), contenders.end(), differ)) return contenders;
  std::vector<const DecisionKey*> keys;
  keys.reserve(contenders.size());
  for (const Contender& c : contenders) keys.push_back(c.key);
  return contenders.first(keep_front(contenders, [&](const Contender& c) {
    return std::none_of(keys.begin(), keys.end(), [&](const DecisionKey* other) {
      return other->med < c.key->med && med_comparable(*other, *c.key, config);
    });
  }));
}

std::uint8_t class_of(const PathTemplate& shared, Origin origin, const DecisionConfig& config) {
  switch (origin) {
    case Origin::Connected: return 0;
    case Origin::Local: return 1;
    case Origin::System: return 2;
    case Origin::UserDefined: return 3;
    case Origin::Static: return !config.azure_route_types && shared.tier > kFloatingTier ? 6 : 4;
    case Origin::Ebgp:
    case Origin::Ibgp: return config.azure_route_types ? 4 : 5;
  }
  return 7;
}

std::string origin_name(wire::bgp::Origin origin) {
  switch (origin) {
    case wire::bgp::Origin::Igp: return "IGP";
    case wire::bgp::Origin::Egp: return "EGP";
    case wire::bgp::Origin::Incomplete: return "incomplete";
  }
  return "unknown";
}

std::string_view type_name(const DecisionKey& key) { return key.is_bgp() ? "BGP" : to_string(key.origin); }

std::string route_type_reason(const DecisionKey& winner, const DecisionKey& loser, const DecisionConfig& config) {
  if (winner.route_class == loser.route_class && !winner.is_bgp() && !loser.is_bgp()) {
    const bool by_distance = winner.distance != loser.distance;
    return fmt::format("distance {} > {}", by_distance ? loser.distance : loser.static_rank,
                       by_distance ? winner.distance : winner.static_rank);
  }
  if (winner.route_class == loser.route_class) {
    return fmt::format("{} route after {} route (static_over_bgp is {})", type_name(loser), type_name(winner),
                       config.static_over_bgp ? "on" : "off");
  }
  return fmt::format("{} route after {} route", type_name(loser), type_name(winner));
}

std::string preference_reason(Step step, const DecisionKey& winner, const DecisionKey& loser,
                              const DecisionConfig& config) {
  switch (step) {
    case Step::RouteType: return route_type_reason(winner, loser, config);
    case Step::Weight: return fmt::format("weight {} < {}", loser.weight, winner.weight);
    case Step::RoutingWeight:
      return fmt::format("routing weight {} < {}", loser.routing_weight, winner.routing_weight);
    case Step::LocalPreference:
      return fmt::format("local preference {} < {}", loser.local_preference, winner.local_preference);
    case Step::AsPathLength:
      return fmt::format("AS path length {} > {}", loser.as_path_length, winner.as_path_length);
    case Step::Origin:
      return fmt::format("origin {} after {}", origin_name(loser.bgp_origin), origin_name(winner.bgp_origin));
    case Step::Winner:
    case Step::NextHopDead:
    case Step::Stale:
    case Step::Med:
    case Step::EbgpOverIbgp:
    case Step::IgpCost:
    case Step::MultipathEqual:
    case Step::OriginatorOrRouterId:
    case Step::ClusterListLength:
    case Step::PeerAddress:
    case Step::PathId: break;
  }
  return {};
}

std::string router_id_text(RouterId id) { return to_string(IpAddress::v4(id.value)); }

}  // namespace

DecisionKey make_key(const PathTemplate& shared, const SourceInfo& source,
                     const wire::bgp::PathAttributes& attributes, const DecisionConfig& config) {
  DecisionKey key{.origin = source.origin};
  key.route_class = class_of(shared, source.origin, config);
  key.weight = shared.weight;
  key.routing_weight = shared.routing_weight;
  key.peer_address = source.peer_address;
  if (!key.is_bgp()) {
    // Where static shares a class with BGP, weights are asked first, and its tier only among static paths.
    const bool among_bgp = source.origin == Origin::Static && config.azure_route_types;
    key.distance = among_bgp ? std::uint8_t{0} : shared.tier;
    if (among_bgp) key.static_rank = static_cast<std::uint16_t>(shared.tier + (config.static_over_bgp ? 0 : kAfterBgp));
    return key;
  }
  key.static_rank = config.azure_route_types && config.static_over_bgp ? kAfterStatic : 0;
  key.bgp_origin = attributes.origin;
  key.local_preference = attributes.local_pref.value_or(100);
  key.as_path_length = static_cast<std::uint32_t>(attributes.as_path.length());
  key.med = attributes.med.value_or(0);
  key.cluster_list_length = static_cast<std::uint32_t>(attributes.cluster_list.size());
  key.neighbor_as = attributes.as_path.neighbor_as().value_or(source.peer_as);
  key.has_originator = attributes.originator_id.has_value();
  key.router_id = attributes.originator_id.value_or(source.peer_identifier);
  return key;
}

std::size_t select(std::span<Contender> contenders, const DecisionConfig& config) {
  if (contenders.size() <= 1) return contenders.size();
  std::span<Contender> equal = keep_best(contenders, compare_preference);
  if (equal.size() > 1) equal = keep_lowest_med(equal, config);
  if (equal.size() > 1) equal = keep_best(equal, compare_ebgp);
  if (equal.size() == 1) return 1;
  std::sort(equal.begin(), equal.end(),
            [](const Contender& a, const Contender& b) { return compare_ties(a, b).order < 0; });
  for (std::size_t i = 1; i < equal.size(); ++i) CW_ASSERT(compare_ties(equal[i - 1], equal[i]).order < 0);
  std::size_t chosen = 1;
  const std::size_t chosen_max = std::max(config.ecmp_max, 1U);
  for (std::size_t i = 1; i < equal.size() && chosen < chosen_max; ++i) {
    const auto has_its_next_hop = [&](const Contender& c) { return c.next_hop == equal[i].next_hop; };
    if (std::any_of(equal.begin(), equal.begin() + static_cast<std::ptrdiff_t>(chosen), has_its_next_hop)) continue;
    if (!config.ecmp_across_as && *equal[i].as_path != *equal[0].as_path) continue;
    std::swap(equal[chosen++], equal[i]);
  }
  return chosen;
}

std::size_t keep_eligible(std::span<Contender> contenders) {
  NextHopState best = NextHopState::Dead;
  for (const Contender& c : contenders) best = std::max(best, c.state);
  if (best == NextHopState::Dead) return 0;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < contenders.size(); ++i) {
    if (contenders[i].state == best) std::swap(contenders[kept++], contenders[i]);
  }
  return kept;
}

Loss explain_tie(const Contender& winner, const Contender& loser) {
  const Step step = compare_ties(winner, loser).step;
  if (step == Step::OriginatorOrRouterId) {
    return {step, fmt::format("{} {} > {}", loser.key->has_originator ? "originator" : "router id",
                              router_id_text(loser.key->router_id), router_id_text(winner.key->router_id))};
  }
  if (step == Step::ClusterListLength) {
    return {step, fmt::format("cluster list length {} > {}", loser.key->cluster_list_length,
                              winner.key->cluster_list_length)};
  }
  if (step == Step::PeerAddress) {
    return {step, fmt::format("peer address {} > {}", to_string(loser.key->peer_address),
                              to_string(winner.key->peer_address))};
  }
  if (winner.path_id != loser.path_id) {
    return {step, fmt::format("path id {} > {}", loser.path_id, winner.path_id)};
  }
  return {step, fmt::format("source {} > {}", loser.source.value, winner.source.value)};
}

Loss explain_loss(const Contender& winner, const Contender& loser, std::span<const Contender> eligible,
                  const DecisionConfig& config) {
  const Comparison preference = compare_preference(*winner.key, *loser.key);
  if (preference.order != 0) {
    return {preference.step, preference_reason(preference.step, *winner.key, *loser.key, config)};
  }
  const Contender* lowest = nullptr;  // The one whose MED put the loser out need not be the winner.
  for (const Contender& c : eligible) {
    if (c.key->med >= loser.key->med || !med_comparable(*c.key, *loser.key, config)) continue;
    if (compare_preference(*c.key, *loser.key).order != 0) continue;
    if (lowest == nullptr || c.key->med < lowest->key->med) lowest = &c;
  }
  if (lowest != nullptr) {
    return {Step::Med, fmt::format("MED {} > {} (neighbour AS {})", loser.key->med, lowest->key->med,
                                   lowest->key->neighbor_as.value)};
  }
  if (compare_ebgp(*winner.key, *loser.key).order != 0) {
    return {Step::EbgpOverIbgp, "iBGP path, an eBGP path is equal"};
  }
  return explain_tie(winner, loser);
}

}  // namespace cw::rib
