// What a good file becomes, and what a hostile one does not.
#include "design/load.h"

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "design/test_designs.h"

namespace cw::design {
namespace {

using test::kSmall;
using test::replaced;
using testing::HasSubstr;

Design loaded(std::string_view text) {
  auto design = load(text, "d.yaml");
  if (!design) {
    ADD_FAILURE() << to_string(design.error().front());
    return {};
  }
  return std::move(*design);
}

TEST(Load, FillsTheDesign) {
  const Design design = loaded(kSmall);
  EXPECT_EQ(design.file, "d.yaml");
  EXPECT_EQ(design.name, "small");
  EXPECT_EQ(design.profile, Profile::Causeway);
  ASSERT_EQ(design.virtual_network_gateways.size(), 2U);
  EXPECT_EQ(design.virtual_network_gateways[0].at, (Place{21, 5}));
  EXPECT_EQ(design.virtual_network_gateways[0].asn, AsNumber(65515));  // the catalogue's default
  EXPECT_EQ(design.virtual_network_gateways[0].instances, 2U);
  const ExpressRouteCircuit* circuit = find_circuit(design, "er1");
  ASSERT_NE(circuit, nullptr);
  ASSERT_TRUE(circuit->private_peering.has_value());
  EXPECT_EQ(circuit->private_peering->peer_asn, AsNumber(65010));
  EXPECT_EQ(circuit->private_peering->at.line, 13U);
  EXPECT_EQ(to_string(circuit->private_peering->secondary_peer_address_prefix), "172.16.0.4/30");
  EXPECT_FALSE(circuit->microsoft_peering.has_value());
  const Device* device = find_device(design, "hq/ce1");
  ASSERT_NE(device, nullptr);
  EXPECT_EQ(device->local_preference_express_route, 150U);
  EXPECT_EQ(device->local_preference_vpn, 100U);
  ASSERT_TRUE(device->bfd.has_value());
  EXPECT_EQ(device->bfd->interval, 300ms);
  EXPECT_EQ(device->bfd->multiplier, 3);
  EXPECT_FALSE(find_device(design, "hq/ce2")->bfd.has_value());
  EXPECT_EQ(design.flows.at(0).expected_road, Road::ExpressRoute);
  EXPECT_EQ(design.sites.at(0).links.at(0).device_a, "ce1");
  EXPECT_TRUE(design.connections.at(1).enable_bgp);
  EXPECT_EQ(design.connections.at(1).dpd_timeout, 45s);
}

TEST(Load, JsonIsTheSameFormat) {
  const Design design = loaded(
      "{\n\t\"causeway\": 1, \"name\": \"caf\\u00e9 \\/ \\ud83d\\ude00\",\n\t\"virtualNetworks\":[{\"name\":\"hub\","
      "\"addressSpace\":{\"addressPrefixes\":[\"10.0.0.0/16\",\"fd00::/64\"]}}]}");
  EXPECT_EQ(design.name, "caf\xc3\xa9 / \xf0\x9f\x98\x80");
  ASSERT_EQ(design.virtual_networks.size(), 1U);
  ASSERT_EQ(design.virtual_networks[0].address_space.size(), 2U);
  EXPECT_EQ(to_string(design.virtual_networks[0].address_space[1]), "fd00::/64");
}

TEST(Load, AliasesRepeatAValue) {
  std::string text = replaced(kSmall, "bfd: { interval: 300ms }", "bfd: &bfd { interval: 150ms, multiplier: 5 }");
  text = replaced(text, "{ name: ce2,", "{ name: ce2, bfd: *bfd,");
  const Design design = loaded(text);
  ASSERT_TRUE(find_device(design, "hq/ce2")->bfd.has_value());
  EXPECT_EQ(find_device(design, "hq/ce2")->bfd->interval, 150ms);
  EXPECT_EQ(find_device(design, "hq/ce2")->bfd->multiplier, 5);
}

TEST(Load, SkuIsKnownInAnyCase) {
  EXPECT_EQ(loaded(replaced(kSmall, "sku: ErGw1AZ", "sku: ergw1az")).virtual_network_gateways.at(0).sku, "ErGw1AZ");
}

TEST(Load, ByteOrderMarkAndCarriageReturns) {
  std::string text = "\xef\xbb\xbf";
  for (const char c : kSmall) text += c == '\n' ? std::string("\r\n") : std::string(1, c);
  EXPECT_EQ(loaded(text).flows.size(), 1U);
}

TEST(Load, SecretsAreReferences) {
  const auto with_key = [](std::string_view key) {
    return loaded(replaced(kSmall, "enableBgp: true", fmt::format("enableBgp: true, sharedKey: {}", key)))
        .connections.at(1)
        .shared_key;
  };
  const auto file = with_key("{ file: secrets/a.key }");
  ASSERT_TRUE(file.has_value());
  EXPECT_EQ(file->kind, "file");
  EXPECT_EQ(file->name, "secrets/a.key");
  const auto literal = with_key("hunter2-hunter2");
  ASSERT_TRUE(literal.has_value());
  EXPECT_EQ(literal->kind, "literal");
  EXPECT_EQ(literal->name, "");
}

// However wrong the file is around it, the key is in no message and in no output.
TEST(Load, SecretsAreNeverShown) {
  for (const std::string_view key : {"hunter2", "[hunter2]", "{ file: [hunter2] }", "{ hunter2: x }", "{ hunter2 }",
                                     "{ file: \"hunter2\\n\" }", "{ literal: hunter2, file: hunter2 }"}) {
    std::string text = replaced(kSmall, "enableBgp: true", fmt::format("enableBgp: true, sharedKey: {}", key));
    const auto design = load(text, "d.yaml");
    if (design) {
      EXPECT_THAT(to_yaml(*design), testing::Not(HasSubstr("hunter2")));
      EXPECT_THAT(to_yaml(*design), HasSubstr("literal: redacted"));
      continue;
    }
    for (const Diagnostic& error : design.error())
      EXPECT_THAT(to_string(error), testing::Not(HasSubstr("hunter2"))) << key;
  }
}

// ---- hostile texts -------------------------------------------------------------------------------------------------

struct Hostile {
  const char* name;
  std::string text;
  const char* problem;
};

std::string repeated(std::string_view part, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += part;
  return out;
}

std::string alias_bomb() {
  std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 40; ++i)
    text += fmt::format("a{0}: &a{0} [*a{1}, *a{1}, *a{1}, *a{1}, *a{1}, *a{1}, *a{1}, *a{1}, *a{1}]\n", i, i - 1);
  return text;
}

std::string alias_tower() {  // each level is one deeper than the last, and short
  std::string text = "a0: &a0 [x]\n";
  for (int i = 1; i < 40; ++i) text += fmt::format("a{0}: &a{0} [*a{1}]\n", i, i - 1);
  return text;
}

TEST(Hostile, IsRefusedQuicklyWithOneReason) {
  const Hostile cases[] = {
      {"ten megabytes", "name: " + std::string(10'000'000, 'a'), "bytes"},
      {"one large scalar", "name: " + std::string(1'000'000, 'a'), "one value of 1,000,000 bytes"},
      {"one large quoted scalar", "name: \"" + std::string(1'000'000, 'a') + "\"", "one value of 1,000,000 bytes"},
      {"one large key", std::string(100'000, 'k') + ": 1", ""},
      {"deep flow lists", repeated("[", 10'000), "nested too deeply"},
      {"deep flow groups", repeated("{a: ", 10'000), "nested too deeply"},
      {"very deep", repeated("[", 4'000'000), "nested too deeply"},
      {"deep block lists", repeated("- ", 10'000), "nested too deeply"},
      {"deep keys", repeated("? ", 10'000), "field name"},
      {"alias bomb", alias_bomb(), "too many values"},
      {"alias tower", alias_tower(), "nested too deeply by this alias"},
      {"alias of itself", "name: &a [*a]", "not defined"},
      {"unknown alias", "name: *a", "not defined"},
      {"bad UTF-8", "name: \xff\xfe", "not valid UTF-8"},
      {"overlong UTF-8", "name: \xc0\x80", "not valid UTF-8"},
      {"NUL byte", std::string("name: a\0b", 9), "control character 0x00"},
      {"escape character", "name: \x1b[31m", "control character 0x1b"},
      {"lone surrogate", "name: \"\\ud800\"", "not valid YAML"},
      {"tab as indentation", "virtualNetworks:\n\t- name: x\n", "tab character"},
      {"unclosed list", "a: [1, 2", "not valid YAML"},
      {"unclosed quote", "a: \"x", "not valid YAML"},
      {"two documents", "a: 1\n---\nb: 2\n", "a second document"},
      {"tag", "a: !!binary x", "a YAML tag"},
      {"empty", "", "empty"},
      {"only a comment", "# nothing\n", "empty"},
      {"a text", "hello", "a single value stands here"},
      {"null", "~", "nothing is written here"},
  };
  for (const Hostile& hostile : cases) {
    const auto begin = std::chrono::steady_clock::now();
    const auto design = load(hostile.text, "h.yaml");
    const auto took = std::chrono::steady_clock::now() - begin;
    ASSERT_FALSE(design.has_value()) << hostile.name;
    EXPECT_EQ(design.error().size(), 1U) << hostile.name;
    EXPECT_THAT(to_string(design.error().front()), HasSubstr(hostile.problem)) << hostile.name;
    EXPECT_LT(to_string(design.error().front()).size(), 1000U) << hostile.name;
    // Milliseconds; the bound leaves room for sanitizers on a busy machine.
    EXPECT_LT(took, std::chrono::seconds(2)) << hostile.name;
  }
}

TEST(Hostile, LimitsAreTheCallers) {
  EXPECT_FALSE(load(kSmall, "d.yaml", {.bytes_max = 100}).has_value());
  EXPECT_FALSE(load(kSmall, "d.yaml", {.depth_max = 3}).has_value());
  EXPECT_FALSE(load(kSmall, "d.yaml", {.nodes_max = 50}).has_value());
  EXPECT_FALSE(load(kSmall, "d.yaml", {.scalar_bytes_max = 4}).has_value());
}

TEST(Hostile, EscapesInNamesDoNotReachTheTerminal) {
  const auto design = load("name: \"\\e[2J\\x9b\"\ncauseway: 1\nvirtualNetworks: []\n\"\\e[31mx\": 1\n", "h.yaml");
  ASSERT_FALSE(design.has_value());
  EXPECT_EQ(design.error().size(), 2U);
  for (const Diagnostic& error : design.error()) {
    for (const char c : to_string(error)) EXPECT_GE(static_cast<unsigned char>(c), 0x20) << to_string(error);
  }
}

// Two thousand sites load in well under the time a person notices.
TEST(Load, ALargeDesign) {
  std::string text = "causeway: 1\nname: large\nvirtualNetworks: []\nsites:\n";
  for (int i = 0; i < 2000; ++i) {
    text += fmt::format("  - {{ name: s{0}, asn: {1}, prefixes: [10.{2}.{3}.0/24], devices: [{{ name: ce }}] }}\n", i,
                        100000 + i, i / 256, i % 256);
  }
  text += "hosts:\n";
  for (int i = 0; i < 2000; ++i)
    text += fmt::format("  - {{ name: h{0}, site: s{0}, address: 10.{1}.{2}.9 }}\n", i, i / 256, i % 256);
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(loaded(text).hosts.size(), 2000U);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(2));
}

}  // namespace
}  // namespace cw::design
