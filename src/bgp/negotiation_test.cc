// The judgement of an OPEN, the option ranges, and the set that counts prefixes.
#include "bgp/negotiation.h"

#include <set>

#include "bgp/nlri_set.h"
#include "bgp/session_testing.h"

namespace cw::bgp {
namespace {

// RFC 4271 §6.2, and RFC 5492 §5 for the last row.
TEST(BgpOpen, IsRefusedInTheOrderOfTheRfc) {
  struct Row {
    const char* name;
    std::function<void(Open&)> change;
    std::uint8_t subcode;
    std::vector<std::uint8_t> data;
  };
  const std::vector<Row> rows{
      {"version",
       [](Open& o) {
         o.version = 3;
         o.as = AsNumber(1);
       },
       subcode::kUnsupportedVersionNumber,
       {0, 4}},
      {"AS",
       [](Open& o) {
         o.as = AsNumber(65021);
         o.hold_time_s = 1;
       },
       subcode::kBadPeerAs,
       {}},
      {"identifier", [](Open& o) { o.identifier = RouterId(0); }, subcode::kBadBgpIdentifier, {}},
      {"hold time 1", [](Open& o) { o.hold_time_s = 1; }, subcode::kUnacceptableHoldTime, {}},
      {"hold time 2", [](Open& o) { o.hold_time_s = 2; }, subcode::kUnacceptableHoldTime, {}},
      {"family",
       [](Open& o) { o.capabilities.multiprotocol = {kV6}; },
       subcode::kUnsupportedCapability,
       {1, 4, 0, 1, 0, 1}},
  };
  EXPECT_FALSE(refuse(side_a(), open_of_z()));
  for (const Row& row : rows) {
    Open open = open_of_z();
    row.change(open);
    const auto refused = refuse(side_a(), open);
    ASSERT_TRUE(refused) << row.name;
    EXPECT_EQ(refused->notification.code, ErrorCode::OpenMessageError) << row.name;
    EXPECT_EQ(refused->notification.subcode, row.subcode) << row.name;
    EXPECT_EQ(refused->notification.data, row.data) << row.name;
  }
}

// RFC 6286 §2.2: our own identifier is wrong from an iBGP peer and fine from an eBGP peer.
TEST(BgpOpen, OwnIdentifierIsRefusedFromAnInternalPeerOnly) {
  Open open = open_of_z();
  open.identifier = side_a().local_identifier;
  EXPECT_FALSE(refuse(side_a(), open));
  SessionConfig internal = side_a();
  internal.peer_as = internal.local_as;
  open.as = internal.local_as;
  ASSERT_TRUE(refuse(internal, open));
  EXPECT_EQ(refuse(internal, open)->notification.subcode, subcode::kBadBgpIdentifier);
}

// RFC 4760 §8.
TEST(BgpOpen, PeerWithoutCapabilitiesSpeaksIpv4AndTwoOctets) {
  Open open = open_of_z();
  open.capabilities = {};
  ASSERT_FALSE(refuse(side_a(), open));
  SessionConfig config = side_a();
  config.families = {kV4, kV6};
  const Negotiated agreed = negotiate(config, open);
  EXPECT_EQ(agreed.family, (std::array{true, false}));
  EXPECT_FALSE(agreed.four_octet_as || agreed.route_refresh || agreed.extended_message || agreed.peer_restart);
  config.families = {kV6};
  EXPECT_TRUE(refuse(config, open)) << "no family in common";
}

// RFC 6793 §4.2.2.
TEST(BgpOpen, TwoOctetPeerGetsAsTransAndReadsIt) {
  SessionConfig config = side_a();
  config.local_as = AsNumber(4'200'000'001);
  Bench b(config);
  Open open = open_of_z();
  open.capabilities.four_octet_as.reset();
  b.to_established(open);
  const auto attributes = attributes_of(4'200'000'001);
  const std::vector<Nlri> one{nlri(1)};
  ASSERT_EQ(b.step(Announce{&attributes, one}), "out UPDATE");
  std::vector<DecodeError> errors;
  const auto message = decode(find<SendBytes>(b.last)->bytes, {.four_octet_as = false}, errors);
  ASSERT_TRUE(message && errors.empty());
  EXPECT_EQ(to_string(std::get<Update>(*message).attributes->as_path), "4200000001") << "through AS4_PATH";
}

// RFC 4271 §4.2.
TEST(BgpOpen, HoldTimeIsTheSmallerOne) {
  Open open = open_of_z();
  for (const auto& [ours, theirs, agreed] : std::vector<std::tuple<int, int, int>>{
           {180, 90, 90}, {90, 180, 90}, {0, 90, 0}, {90, 0, 0}, {3, 65535, 3}}) {
    SessionConfig config = side_a();
    config.hold_time = std::chrono::seconds(ours);
    open.hold_time_s = static_cast<std::uint16_t>(theirs);
    EXPECT_EQ(negotiate(config, open).hold_time, std::chrono::seconds(agreed));
  }
}

// RFC 7607 §2, RFC 6793 §9 and RFC 6286 §2.1 are among the reasons.
TEST(BgpConfig, GoodOnesHaveNoProblemsAndEachBadValueHasOne) {
  EXPECT_EQ(problems(side_a()), std::vector<std::string>{});
  const std::vector<std::pair<const char*, std::function<void(SessionConfig&)>>> rows{
      {"local_as", [](auto& c) { c.local_as = AsNumber(0); }},
      {"peer_as", [](auto& c) { c.peer_as = kAsTrans; }},
      {"local_identifier", [](auto& c) { c.local_identifier = RouterId(0); }},
      {"local_address", [](auto& c) { c.local_address = c.peer_address; }},
      {"hold_time", [](auto& c) { c.hold_time = 2s; }},
      {"hold_time", [](auto& c) { c.hold_time = 65536s; }},
      {"hold_time", [](auto& c) { c.hold_time = 90500ms; }},
      {"connect_retry", [](auto& c) { c.connect_retry = 0s; }},
      {"connect_retry_max", [](auto& c) { c.connect_retry_max = 1s; }},
      {"open_delay", [](auto& c) { c.open_delay = 241s; }},
      {"open_hold_time", [](auto& c) { c.open_hold_time = 1s; }},
      {"restart_time", [](auto& c) { c.restart_time = 4096s; }},
      {"stale_time_max", [](auto& c) { c.stale_time_max = 0s; }},
      {"families", [](auto& c) { c.families.clear(); }},
      {"families", [](auto& c) { c.families = {kV4, kV4}; }},
      {"warning_percent", [](auto& c) { c.prefix_limit[1].warning_percent = 101; }},
      {"idle_hold", [](auto& c) { c.prefix_limit[0].idle_hold = -1s; }},
      {"queue_bytes_max", [](auto& c) { c.queue_bytes_max = 65534; }},
      {"enhanced_route_refresh", [](auto& c) { c.route_refresh = false; }},
      {"ttl", [](auto& c) { c.ttl = 0; }},
      {"ttl", [](auto& c) { c.ttl_security = true; }},
  };
  for (const auto& [name, change] : rows) {
    SessionConfig config = side_a();
    change(config);
    const auto found = problems(config);
    ASSERT_EQ(found.size(), 1U) << name;
    EXPECT_NE(found[0].find(name), std::string::npos) << found[0];
  }
}

TEST(BgpConfig, ASessionWithProblemsDoesNotStart) {
  SessionConfig config = side_a();
  config.hold_time = 2s;
  Bench b(config);
  EXPECT_EQ(b.step(Start{}), "");
  EXPECT_EQ(b.state(), State::Idle);
  EXPECT_NE(b.session.status().last_error.find("hold_time"), std::string::npos);
}

TEST(NlriSet, AgreesWithAnOrdinarySet) {
  NlriSet set;
  std::set<Nlri> model;
  Rng rng(11);
  for (int i = 0; i < 60'000; ++i) {
    Nlri each = nlri(static_cast<std::uint32_t>(rng.below(500)), static_cast<std::uint32_t>(rng.below(3)));
    if (rng.below(3) == 0)
      each.prefix = Prefix::of(IpAddress{Family::Ipv6, {0x20, static_cast<std::uint8_t>(rng.below(200))}}, 16);
    if (rng.below(50) == 0) each.prefix = *Prefix::parse(rng.below(2) == 0 ? "0.0.0.0/0" : "::/0");
    if (rng.below(2) == 0) {
      ASSERT_EQ(set.insert(each), model.insert(each).second);
    } else {
      ASSERT_EQ(set.erase(each), model.erase(each) == 1);
    }
    ASSERT_EQ(set.size(), model.size());
  }
  set.clear();
  EXPECT_EQ(set.size(), 0U);
}

}  // namespace
}  // namespace cw::bgp
