#include "rib/policy.h"

#include <gtest/gtest.h>

#include "rib/test_words.h"

namespace cw::rib {
namespace {

TEST(Policy, PrefixMatchBounds) {
  const Prefix ten = prefix("10.0.0.0/8");
  struct Row {
    PrefixMatch match;
    std::string text;
    bool expected;
  };
  for (const Row& row : {
           Row{{ten}, "10.0.0.0/8", true},
           Row{{ten}, "10.0.0.0/9", false},
           Row{{ten, 0, 24}, "10.0.0.0/8", true},
           Row{{ten, 0, 24}, "10.1.2.0/24", true},
           Row{{ten, 0, 24}, "10.1.2.0/25", false},
           Row{{ten, 16, 24}, "10.0.0.0/15", false},
           Row{{ten, 16, 24}, "10.1.0.0/16", true},
           Row{{ten, 16}, "10.1.2.3/32", true},
           Row{{ten, 16}, "10.0.0.0/8", false},
           Row{{ten, 0, 32}, "11.0.0.0/8", false},
           Row{{ten, 0, 32}, "0.0.0.0/0", false},
           Row{{prefix("0.0.0.0/0")}, "0.0.0.0/0", true},
           Row{{prefix("0.0.0.0/0")}, "10.0.0.0/8", false},
           Row{{prefix("0.0.0.0/0"), 0, 32}, "::/0", false},
       }) {
    const auto p = Prefix::parse(row.text);
    ASSERT_TRUE(p) << row.text;
    EXPECT_EQ(matches(row.match, *p), row.expected)
        << row.text << " ge " << int{row.match.length_min} << " le " << int{row.match.length_max};
  }
}

TEST(Policy, FirstMatchingRuleDecides) {
  const Policy policy{
      .rules = {{.name = "no default", .prefixes = {{prefix("0.0.0.0/0")}}, .verdict = Verdict::Reject},
                {.name = "backup", .prefixes = {{prefix("10.0.0.0/8"), 0, 24}}, .set_local_pref = 80},
                {.name = "never reached", .prefixes = {{prefix("10.0.0.0/8"), 0, 24}}, .verdict = Verdict::Reject}},
      .otherwise = Verdict::Reject};
  const auto attributes = with_path({65001});
  EXPECT_FALSE(apply(policy, prefix("0.0.0.0/0"), attributes).accepted);
  EXPECT_EQ(apply(policy, prefix("0.0.0.0/0"), attributes).rule, "no default");
  const auto backup = apply(policy, prefix("10.1.0.0/16"), attributes);
  EXPECT_TRUE(backup.accepted);
  EXPECT_EQ(backup.rule, "backup");
  EXPECT_EQ(backup.attributes.local_pref, 80U);
  const auto other = apply(policy, prefix("192.168.0.0/16"), attributes);
  EXPECT_FALSE(other.accepted);
  EXPECT_EQ(other.rule, "");
  EXPECT_TRUE(apply(Policy{}, prefix("192.168.0.0/16"), attributes).accepted);
}

TEST(Policy, AllGivenMatchesMustHold) {
  auto attributes = with_path({65001, 65002, 65003});
  attributes.communities = {100, 200};
  const auto accepts = [&](PolicyRule rule) {
    const Policy policy{.rules = {std::move(rule)}, .otherwise = Verdict::Reject};
    return apply(policy, prefix("10.1.0.0/16"), attributes).accepted;
  };
  EXPECT_TRUE(accepts({}));
  EXPECT_TRUE(accepts({.communities = {300, 200}}));
  EXPECT_FALSE(accepts({.communities = {300}}));
  EXPECT_TRUE(accepts({.as_path_contains = AsNumber{65002}}));
  EXPECT_FALSE(accepts({.as_path_contains = AsNumber{65009}}));
  EXPECT_TRUE(accepts({.origin_as = AsNumber{65003}}));
  EXPECT_FALSE(accepts({.origin_as = AsNumber{65001}}));
  EXPECT_TRUE(accepts({.as_path_length_max = 3}));
  EXPECT_FALSE(accepts({.as_path_length_max = 2}));
  EXPECT_FALSE(accepts({.not_prefixes = {{prefix("10.0.0.0/8"), 0, 32}}}));
  EXPECT_TRUE(accepts({.not_prefixes = {{prefix("10.2.0.0/16")}}}));
  EXPECT_FALSE(accepts({.communities = {200}, .origin_as = AsNumber{65001}}));
}

TEST(Policy, ActionsChangeAttributesInOrder) {
  auto attributes = with_path({64512, 3356, 65534, 4200000000U, 65535, 65515});
  attributes.communities = {10, 20};
  attributes.large_communities = {{.global = 1}};
  attributes.link_local_next_hop = address("fe80::1");
  const auto run = [&](PolicyRule rule) {
    return apply({.rules = {std::move(rule)}}, prefix("10.0.0.0/8"), attributes);
  };

  EXPECT_EQ(run({.strip_private_as = true}).attributes.as_path, with_path({3356, 65535}).as_path);
  EXPECT_EQ(run({.replace_as_path = true, .prepend_count = 2, .prepend_as = AsNumber{65001}}).attributes.as_path,
            with_path({65001, 65001}).as_path);
  EXPECT_EQ(run({.set_med = 7}).attributes.med, 7U);
  EXPECT_EQ(run({.set_weight = 32769}).weight, 32769U);
  EXPECT_FALSE(run({}).weight);
  EXPECT_EQ(run({.add_communities = {15, 10}}).attributes.communities, (std::vector<std::uint32_t>{10, 15, 20}));
  EXPECT_EQ(run({.remove_communities = {10}}).attributes.communities, (std::vector<std::uint32_t>{20}));
  const auto cleared = run({.add_communities = {1}, .clear_communities = true});
  EXPECT_EQ(cleared.attributes.communities, (std::vector<std::uint32_t>{1}));
  EXPECT_TRUE(cleared.attributes.large_communities.empty());
  const auto moved = run({.set_next_hop = address("10.9.9.9")});
  EXPECT_EQ(moved.attributes.next_hop, address("10.9.9.9"));
  EXPECT_FALSE(moved.attributes.link_local_next_hop);
  EXPECT_EQ(run({.set_med = 7, .verdict = Verdict::Reject}).attributes, attributes);
  EXPECT_EQ(run({}).attributes, attributes);
}

TEST(Policy, PrefixOnlyMeansNothingElseIsLookedAt) {
  EXPECT_TRUE(is_prefix_only({}));
  EXPECT_TRUE(is_prefix_only({.rules = {{.prefixes = {{prefix("10.0.0.0/8")}}, .verdict = Verdict::Reject}}}));
  EXPECT_FALSE(is_prefix_only({.rules = {{.communities = {1}}}}));
  EXPECT_FALSE(is_prefix_only({.rules = {{.set_med = 1}}}));
  EXPECT_FALSE(is_prefix_only({.rules = {{.prepend_count = 1}}}));
  EXPECT_FALSE(is_prefix_only({.rules = {{.set_next_hop = IpAddress{}}}}));
}

TEST(Policy, RulesReadAsSentences) {
  EXPECT_EQ(to_string(PolicyRule{}), "accept everything");
  EXPECT_EQ(to_string(PolicyRule{.name = "backup",
                                 .prefixes = {{prefix("10.0.0.0/8"), 0, 24}, {prefix("192.168.0.0/16")}},
                                 .origin_as = AsNumber{65001},
                                 .prepend_count = 3,
                                 .prepend_as = AsNumber{65010},
                                 .set_local_pref = 80}),
            "backup: accept when prefix in {10.0.0.0/8 le 24, 192.168.0.0/16}, origin AS 65001; prepend 65010 x3, "
            "local preference 80");
  EXPECT_EQ(to_string(PolicyRule{.communities = {0x2F2CC351}, .verdict = Verdict::Reject}),
            "reject when community in {12076:50001}");
}

}  // namespace
}  // namespace cw::rib
