// Import and export policy: an ordered list of rules, each with matches and actions. Data, so that plans can print it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/address.h"
#include "wire/bgp/types.h"

namespace cw::rib {

/// Matches when the prefix is `prefix`, or inside it with a length in [length_min, length_max].
struct PrefixMatch {
  Prefix prefix;
  std::uint8_t length_min = 0;   ///< 0: prefix.length
  /// Up to this. 0: exactly prefix.length when length_min is 0 too, any length from length_min on when it is not.
  std::uint8_t length_max = 0;
  friend bool operator==(const PrefixMatch&, const PrefixMatch&) = default;
};
[[nodiscard]] bool matches(const PrefixMatch& match, const Prefix& prefix);

enum class Verdict : std::uint8_t { Accept, Reject };

struct PolicyRule {
  std::string name;
  // All given matches must hold; an empty rule matches everything.
  std::vector<PrefixMatch> prefixes;           ///< any of them
  std::vector<PrefixMatch> not_prefixes;       ///< none of them
  std::vector<std::uint32_t> communities;      ///< any of them
  std::optional<AsNumber> as_path_contains;
  std::optional<AsNumber> origin_as;
  std::optional<std::size_t> as_path_length_max;
  // Actions of an accepting rule, in this order; of communities: clear, then remove, then add.
  bool strip_private_as = false;               ///< removes 64512-65534 and 4200000000-4294967294 from the path
  bool replace_as_path = false;                ///< start from an empty path (Azure's stripping of 65515, fact 1.4)
  unsigned prepend_count = 0;
  AsNumber prepend_as{};
  std::optional<std::uint32_t> set_local_pref;
  std::optional<std::uint32_t> set_med;
  std::optional<std::uint32_t> set_weight;
  std::vector<std::uint32_t> add_communities;
  std::vector<std::uint32_t> remove_communities;
  bool clear_communities = false;              ///< every kind; fact 2.1.14: customer communities are ignored
  std::optional<IpAddress> set_next_hop;
  Verdict verdict = Verdict::Accept;           ///< the first matching rule decides
  friend bool operator==(const PolicyRule&, const PolicyRule&) = default;
};

struct Policy {
  std::vector<PolicyRule> rules;
  Verdict otherwise = Verdict::Accept;
  friend bool operator==(const Policy&, const Policy&) = default;
};

struct PolicyResult {
  bool accepted = true;
  wire::bgp::PathAttributes attributes;   ///< as given when rejected
  std::optional<std::uint32_t> weight;
  std::string rule;     ///< the rule that decided, for explain; empty: none matched
};

/// Applies `policy` to one route. Pure.
PolicyResult apply(const Policy& policy, const Prefix& prefix, const wire::bgp::PathAttributes& attributes);
/// The same when only the verdict matters and no rule looks at or changes attributes.
[[nodiscard]] bool is_prefix_only(const Policy& policy);

std::string to_string(const PolicyRule& rule);

}  // namespace cw::rib
