#include "rib/policy.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace cw::rib {
namespace {

using wire::bgp::PathAttributes;

// RFC 6996 §5.
bool is_private(AsNumber as) {
  return (as.value >= 64512 && as.value <= 65534) || (as.value >= 4200000000U && as.value <= 4294967294U);
}

bool holds_any(const std::vector<std::uint32_t>& set, const std::vector<std::uint32_t>& wanted) {
  return std::any_of(wanted.begin(), wanted.end(),
                     [&](std::uint32_t c) { return std::find(set.begin(), set.end(), c) != set.end(); });
}

bool looks_at_attributes(const PolicyRule& rule) {
  return !rule.communities.empty() || rule.as_path_contains || rule.origin_as || rule.as_path_length_max;
}

bool changes_attributes(const PolicyRule& rule) {
  return rule.strip_private_as || rule.replace_as_path || rule.prepend_count > 0 || rule.set_local_pref ||
         rule.set_med || rule.set_weight || !rule.add_communities.empty() || !rule.remove_communities.empty() ||
         rule.clear_communities || rule.set_next_hop;
}

bool matches_prefix(const PolicyRule& rule, const Prefix& prefix) {
  const auto is_match = [&](const PrefixMatch& m) { return matches(m, prefix); };
  if (!rule.prefixes.empty() && std::none_of(rule.prefixes.begin(), rule.prefixes.end(), is_match)) return false;
  return std::none_of(rule.not_prefixes.begin(), rule.not_prefixes.end(), is_match);
}

bool matches_attributes(const PolicyRule& rule, const PathAttributes& attributes) {
  if (!rule.communities.empty() && !holds_any(attributes.communities, rule.communities)) return false;
  if (rule.as_path_contains && !attributes.as_path.contains(*rule.as_path_contains)) return false;
  if (rule.origin_as && attributes.as_path.origin_as() != rule.origin_as) return false;
  return !rule.as_path_length_max || attributes.as_path.length() <= *rule.as_path_length_max;
}

void strip_private(wire::bgp::AsPath& path) {
  for (auto& segment : path.segments) std::erase_if(segment.as_numbers, is_private);
  std::erase_if(path.segments, [](const auto& segment) { return segment.as_numbers.empty(); });
}

void change_communities(const PolicyRule& rule, PathAttributes& attributes) {
  auto& set = attributes.communities;
  if (rule.clear_communities) {
    set.clear();
    attributes.extended_communities.clear();
    attributes.large_communities.clear();
  }
  for (const std::uint32_t community : rule.remove_communities) std::erase(set, community);
  set.insert(set.end(), rule.add_communities.begin(), rule.add_communities.end());
  std::sort(set.begin(), set.end());
  set.erase(std::unique(set.begin(), set.end()), set.end());
}

void act(const PolicyRule& rule, PolicyResult& result) {
  PathAttributes& attributes = result.attributes;
  if (rule.strip_private_as) strip_private(attributes.as_path);
  if (rule.replace_as_path) attributes.as_path.segments.clear();
  if (rule.prepend_count > 0) attributes.as_path.prepend(rule.prepend_as, rule.prepend_count);
  if (rule.set_local_pref) attributes.local_pref = rule.set_local_pref;
  if (rule.set_med) attributes.med = rule.set_med;
  if (rule.set_weight) result.weight = rule.set_weight;
  change_communities(rule, attributes);
  if (rule.set_next_hop) {
    attributes.next_hop = *rule.set_next_hop;
    attributes.link_local_next_hop.reset();  // It belonged to the old next hop.
  }
}

std::string to_text(const PrefixMatch& match) {
  std::string text = to_string(match.prefix);
  if (match.length_min != 0) text += fmt::format(" ge {}", match.length_min);
  if (match.length_max != 0) text += fmt::format(" le {}", match.length_max);
  return text;
}

template <typename T, typename F>
std::string list(const std::vector<T>& items, F&& name) {
  std::string text = "{";
  for (const T& item : items) {
    if (text.size() > 1) text += ", ";
    text += name(item);
  }
  return text + "}";
}

void add_part(std::string& text, const std::string& part) {
  if (!text.empty()) text += ", ";
  text += part;
}

std::string conditions(const PolicyRule& rule) {
  std::string text;
  if (!rule.prefixes.empty()) add_part(text, "prefix in " + list(rule.prefixes, to_text));
  if (!rule.not_prefixes.empty()) add_part(text, "prefix not in " + list(rule.not_prefixes, to_text));
  if (!rule.communities.empty()) {
    add_part(text, "community in " + list(rule.communities, wire::bgp::community_to_string));
  }
  if (rule.as_path_contains) add_part(text, fmt::format("AS path contains {}", rule.as_path_contains->value));
  if (rule.origin_as) add_part(text, fmt::format("origin AS {}", rule.origin_as->value));
  if (rule.as_path_length_max) add_part(text, fmt::format("AS path length <= {}", *rule.as_path_length_max));
  return text;
}

std::string actions(const PolicyRule& rule) {
  std::string text;
  if (rule.strip_private_as) add_part(text, "strip private AS numbers");
  if (rule.replace_as_path) add_part(text, "empty the AS path");
  if (rule.prepend_count > 0) add_part(text, fmt::format("prepend {} x{}", rule.prepend_as.value, rule.prepend_count));
  if (rule.set_local_pref) add_part(text, fmt::format("local preference {}", *rule.set_local_pref));
  if (rule.set_med) add_part(text, fmt::format("MED {}", *rule.set_med));
  if (rule.set_weight) add_part(text, fmt::format("weight {}", *rule.set_weight));
  if (rule.clear_communities) add_part(text, "clear communities");
  if (!rule.remove_communities.empty()) {
    add_part(text, "remove communities " + list(rule.remove_communities, wire::bgp::community_to_string));
  }
  if (!rule.add_communities.empty()) {
    add_part(text, "add communities " + list(rule.add_communities, wire::bgp::community_to_string));
  }
  if (rule.set_next_hop) add_part(text, "next hop " + to_string(*rule.set_next_hop));
  return text;
}

}  // namespace

bool matches(const PrefixMatch& match, const Prefix& prefix) {
  if (!match.prefix.covers(prefix)) return false;
  const unsigned low = match.length_min != 0 ? match.length_min : match.prefix.length;
  unsigned high = match.length_max;
  if (high == 0) high = match.length_min != 0 ? bits(prefix.family()) : match.prefix.length;
  return prefix.length >= low && prefix.length <= high;
}

PolicyResult apply(const Policy& policy, const Prefix& prefix, const PathAttributes& attributes) {
  PolicyResult result{.accepted = policy.otherwise == Verdict::Accept, .attributes = attributes};
  for (const PolicyRule& rule : policy.rules) {
    if (!matches_prefix(rule, prefix) || !matches_attributes(rule, attributes)) continue;
    result.rule = rule.name;
    result.accepted = rule.verdict == Verdict::Accept;
    if (result.accepted) act(rule, result);
    break;
  }
  return result;
}

bool is_prefix_only(const Policy& policy) {
  return std::none_of(policy.rules.begin(), policy.rules.end(), [](const PolicyRule& rule) {
    return looks_at_attributes(rule) || (rule.verdict == Verdict::Accept && changes_attributes(rule));
  });
}

std::string to_string(const PolicyRule& rule) {
  std::string text = rule.name.empty() ? "" : rule.name + ": ";
  text += rule.verdict == Verdict::Accept ? "accept" : "reject";
  const std::string when = conditions(rule);
  text += when.empty() ? " everything" : " when " + when;
  const std::string what = actions(rule);
  if (rule.verdict == Verdict::Accept && !what.empty()) text += "; " + what;
  return text;
}

}  // namespace cw::rib
