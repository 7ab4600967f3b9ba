#include "plan/policies.h"

#include <algorithm>
#include <set>
#include <utility>

#include "design/catalogue.h"
#include "plan/addresses.h"

namespace cw::plan {

namespace {

using rib::Policy;
using rib::PolicyRule;
using rib::PrefixMatch;
using rib::Verdict;

PrefixMatch exactly(const Prefix& prefix) { return {.prefix = prefix}; }

PrefixMatch equal_or_inside(const Prefix& prefix) {
  return {.prefix = prefix, .length_min = prefix.length,
          .length_max = static_cast<std::uint8_t>(bits(prefix.family()))};
}

std::vector<PrefixMatch> exactly(const std::vector<Prefix>& prefixes) {
  std::vector<PrefixMatch> matches;
  for (const Prefix& prefix : prefixes) matches.push_back(exactly(prefix));
  return matches;
}

/// The site's own prefixes as matches: the generated ones are one range, not one rule each.
std::vector<PrefixMatch> site_matches(const design::Site& site) {
  std::vector<PrefixMatch> matches = exactly(only_ipv4(site.prefixes));
  if (site.generated_prefixes && site.generated_prefixes->base.family() == Family::Ipv4) {
    matches.push_back({.prefix = site.generated_prefixes->base, .length_min = site.generated_prefixes->length,
                       .length_max = site.generated_prefixes->length});
  }
  return matches;
}

bool is_in(const std::vector<PrefixMatch>& matches, const Prefix& prefix) {
  return std::ranges::any_of(matches, [&](const PrefixMatch& match) { return rib::matches(match, prefix); });
}

/// Prefixes that an advertisement names and the site does not own as such.
std::vector<Prefix> extra_prefixes(const design::Site& site) {
  const std::vector<PrefixMatch> own = site_matches(site);
  std::set<Prefix> extra;
  for (const design::Device& device : site.devices) {
    for (const design::Advertisement& advertisement : device.advertisements) {
      for (const Prefix& prefix : advertisement.prefixes) {
        if (prefix.family() == Family::Ipv4 && !is_in(own, prefix)) extra.insert(prefix);
      }
    }
  }
  return {extra.begin(), extra.end()};
}

}  // namespace

Policy accept_all() { return {}; }
Policy reject_all() { return {.rules = {}, .otherwise = Verdict::Reject}; }

Policy provider_edge_from_customer() {
  return {.rules = {{.name = "customer communities are ignored", .clear_communities = true}},
          .otherwise = Verdict::Accept};
}

Policy provider_edge_to_customer() {
  return {.rules = {{.name = "from gateways, private AS stripped",
                     .as_path_contains = design::defaults().gateway_asn,
                     .replace_as_path = true}},
          .otherwise = Verdict::Reject};
}

Policy provider_edge_to_gateway() {
  return {.rules = {{.name = "not from gateways",
                     .as_path_contains = design::defaults().gateway_asn,
                     .verdict = Verdict::Reject}},
          .otherwise = Verdict::Accept};
}

Policy gateway_from_outside(const std::vector<Prefix>& spaces) {
  if (spaces.empty()) return accept_all();
  PolicyRule rule{.name = "virtual network space wins", .verdict = Verdict::Reject};
  for (const Prefix& space : spaces) rule.prefixes.push_back(equal_or_inside(space));
  return {.rules = {std::move(rule)}, .otherwise = Verdict::Accept};
}

Policy gateway_to_provider_edge(const std::vector<Prefix>& spaces) {
  if (spaces.empty()) return reject_all();
  return {.rules = {{.name = "virtual network address spaces", .prefixes = exactly(spaces)}},
          .otherwise = Verdict::Reject};
}

Policy vpn_gateway_to_site(const std::vector<Prefix>& own_prefixes) {
  if (own_prefixes.empty()) return accept_all();
  return {.rules = {{.name = "the site's own prefixes", .prefixes = exactly(own_prefixes), .verdict = Verdict::Reject}},
          .otherwise = Verdict::Accept};
}

Policy device_from_road(const design::Site& site, const design::Device& device, design::Road road) {
  Policy policy;
  PolicyRule own{.name = "the site's own prefixes", .verdict = Verdict::Reject};
  for (const Prefix& prefix : site.prefixes) {
    if (!prefix.is_default()) own.prefixes.push_back(equal_or_inside(prefix));
  }
  if (site.generated_prefixes) own.prefixes.push_back(equal_or_inside(site.generated_prefixes->base));
  if (!own.prefixes.empty()) policy.rules.push_back(std::move(own));
  for (const design::LocalPreferenceRule& wanted : device.local_preference_rules) {
    if (wanted.road != road) continue;
    PolicyRule rule{.name = "local preference rule", .set_local_pref = wanted.local_preference};
    for (const Prefix& prefix : wanted.prefixes) rule.prefixes.push_back(equal_or_inside(prefix));
    policy.rules.push_back(std::move(rule));
  }
  const bool circuit = road == design::Road::ExpressRoute;
  policy.rules.push_back({.name = circuit ? "local preference of the circuit" : "local preference of the VPN",
                          .set_local_pref = circuit ? device.local_preference_express_route
                                                    : device.local_preference_vpn});
  return policy;
}

Policy device_to_road(const design::Site& site, const design::Device& device, design::Road road) {
  Policy policy;
  policy.otherwise = Verdict::Reject;
  bool restricted = false;
  for (const design::Advertisement& advertisement : device.advertisements) {
    if (advertisement.road != road) continue;
    restricted = restricted || !advertisement.prefixes.empty();
    PolicyRule rule{.name = "advertisement",
                    .prefixes = exactly(only_ipv4(advertisement.prefixes)),
                    .as_path_length_max = 0};
    if (advertisement.prefixes.empty()) rule.prefixes = site_matches(site);  // only the prepend was wanted
    if (advertisement.as_path_prepend > 0) {
      rule.prepend_count = advertisement.as_path_prepend;
      rule.prepend_as = site.asn;
    }
    policy.rules.push_back(std::move(rule));
  }
  // Withheld on this road. Whatever else the site originates itself (an operator announcing one more prefix) passes.
  PolicyRule withheld{.name = "not advertised over this road",
                      .prefixes = exactly(extra_prefixes(site)),
                      .verdict = Verdict::Reject};
  if (restricted) {
    for (const PrefixMatch& match : site_matches(site)) withheld.prefixes.push_back(match);
  }
  if (!withheld.prefixes.empty()) policy.rules.push_back(std::move(withheld));
  policy.rules.push_back({.name = "originated in this site", .as_path_length_max = 0});
  return policy;
}

std::vector<Prefix> originated_prefixes(const design::Site& site) {
  std::vector<Prefix> all = only_ipv4(design::all_prefixes(site));
  const std::vector<Prefix> extra = extra_prefixes(site);
  all.insert(all.end(), extra.begin(), extra.end());
  std::ranges::sort(all);
  const auto repeated = std::ranges::unique(all);
  all.erase(repeated.begin(), repeated.end());
  return all;
}

}  // namespace cw::plan
