// The state matrix of RFC 5880 §6.8.6, and what one session says and accepts.
#include "bfd/session.h"

#include <gtest/gtest.h>

#include <ostream>
#include <set>

#include "bfd/testing.h"

namespace cw::wire::bfd {
void PrintTo(State state, std::ostream* out) { *out << to_string(state); }
void PrintTo(Diagnostic diagnostic, std::ostream* out) { *out << to_string(diagnostic); }
}  // namespace cw::wire::bfd

namespace cw::bfd {
namespace {

using namespace testing;

/// A session in the given state, its peer known, with nothing said yet.
Driven in_state(State state, const SessionConfig& config = config_of()) {
  Driven driven(config);
  driven.give(AdminUp{});
  switch (state) {
    case State::AdminDown:
      driven.receive(from_peer(State::AdminDown));
      driven.give(AdminDown{});
      break;
    case State::Down:
      driven.receive(from_peer(State::AdminDown));
      break;
    case State::Init:
      driven.receive(from_peer(State::Down));
      break;
    case State::Up:
      driven.receive(from_peer(State::Down));
      driven.receive(from_peer(State::Up));
      // Ends the Poll Sequence that coming up has begun.
      wire::bfd::ControlPacket final = from_peer(State::Up);
      final.final = true;
      driven.receive(final);
      break;
  }
  EXPECT_EQ(driven.session.state(), state);
  driven.clear();
  return driven;
}

// ---- the matrix ----------------------------------------------------------------------------------------------------

enum class Event { RcvAdminDown, RcvDown, RcvInit, RcvUp, Silence, OperatorUp, OperatorDown, PathLost, SetIntervals };
constexpr int kEvents = 9;
const char* const kEventNames[kEvents] = {"RcvAdminDown", "RcvDown", "RcvInit", "RcvUp", "Silence",
                                          "OperatorUp", "OperatorDown", "PathLost", "SetIntervals"};

struct Row {
  State state;
  Event event;
  State next;
  Diagnostic diagnostic;
  int announced;  ///< packets at once, beside the periodic ones
  const char* rfc;
};

constexpr auto kNone = Diagnostic::None;
constexpr auto kSignaled = Diagnostic::NeighborSignaledSessionDown;
constexpr auto kExpired = Diagnostic::ControlDetectionTimeExpired;
constexpr auto kAdmin = Diagnostic::AdministrativelyDown;
constexpr auto kPath = Diagnostic::PathDown;

const std::vector<Row> kMatrix = {
    {State::AdminDown, Event::RcvAdminDown, State::AdminDown, kAdmin, 0, "RFC 5880 §6.8.6"},
    {State::AdminDown, Event::RcvDown, State::AdminDown, kAdmin, 0, "RFC 5880 §6.8.6"},
    {State::AdminDown, Event::RcvInit, State::AdminDown, kAdmin, 0, "RFC 5880 §6.8.6"},
    {State::AdminDown, Event::RcvUp, State::AdminDown, kAdmin, 0, "RFC 5880 §6.8.6"},
    {State::AdminDown, Event::Silence, State::AdminDown, kAdmin, 0, "RFC 5880 §6.8.4"},
    {State::AdminDown, Event::OperatorUp, State::Down, kNone, 1, "RFC 5880 §6.8.16"},
    {State::AdminDown, Event::OperatorDown, State::AdminDown, kAdmin, 0, "RFC 5880 §6.8.16"},
    {State::AdminDown, Event::PathLost, State::AdminDown, kAdmin, 0, "RFC 5880 §6.8.16"},
    {State::AdminDown, Event::SetIntervals, State::AdminDown, kAdmin, 1, "RFC 5880 §6.8.3"},

    {State::Down, Event::RcvAdminDown, State::Down, kNone, 0, "RFC 5880 §6.8.6"},
    {State::Down, Event::RcvDown, State::Init, kNone, 1, "RFC 5880 §6.8.6"},
    {State::Down, Event::RcvInit, State::Up, kNone, 1, "RFC 5880 §6.8.6"},
    {State::Down, Event::RcvUp, State::Down, kNone, 0, "RFC 5880 §6.8.6"},
    {State::Down, Event::Silence, State::Down, kNone, 0, "RFC 5880 §6.8.4"},
    {State::Down, Event::OperatorUp, State::Down, kNone, 0, "RFC 5880 §6.8.16"},
    {State::Down, Event::OperatorDown, State::AdminDown, kAdmin, 1, "RFC 5880 §6.8.16"},
    {State::Down, Event::PathLost, State::Down, kPath, 0, "RFC 5880 §6.8.16"},
    {State::Down, Event::SetIntervals, State::Down, kNone, 1, "RFC 5880 §6.8.3"},

    {State::Init, Event::RcvAdminDown, State::Down, kSignaled, 1, "RFC 5880 §6.8.6"},
    {State::Init, Event::RcvDown, State::Init, kNone, 0, "RFC 5880 §6.8.6"},
    {State::Init, Event::RcvInit, State::Up, kNone, 1, "RFC 5880 §6.8.6"},
    {State::Init, Event::RcvUp, State::Up, kNone, 1, "RFC 5880 §6.8.6"},
    {State::Init, Event::Silence, State::Down, kExpired, 1, "RFC 5880 §6.8.4"},
    {State::Init, Event::OperatorUp, State::Init, kNone, 0, "RFC 5880 §6.8.16"},
    {State::Init, Event::OperatorDown, State::AdminDown, kAdmin, 1, "RFC 5880 §6.8.16"},
    {State::Init, Event::PathLost, State::Down, kPath, 1, "RFC 5880 §6.8.16"},
    {State::Init, Event::SetIntervals, State::Init, kNone, 1, "RFC 5880 §6.8.3"},

    {State::Up, Event::RcvAdminDown, State::Down, kSignaled, 1, "RFC 5880 §6.8.6"},
    {State::Up, Event::RcvDown, State::Down, kSignaled, 1, "RFC 5880 §6.8.6"},
    {State::Up, Event::RcvInit, State::Up, kNone, 0, "RFC 5880 §6.8.6"},
    {State::Up, Event::RcvUp, State::Up, kNone, 0, "RFC 5880 §6.8.6"},
    {State::Up, Event::Silence, State::Down, kExpired, 1, "RFC 5880 §6.8.4"},
    {State::Up, Event::OperatorUp, State::Up, kNone, 0, "RFC 5880 §6.8.16"},
    {State::Up, Event::OperatorDown, State::AdminDown, kAdmin, 1, "RFC 5880 §6.8.16"},
    {State::Up, Event::PathLost, State::Down, kPath, 1, "RFC 5880 §6.8.16"},
    {State::Up, Event::SetIntervals, State::Up, kNone, 1, "RFC 5880 §6.8.3"},
};

void apply(Driven& driven, Event event) {
  switch (event) {
    case Event::RcvAdminDown: return driven.receive(from_peer(State::AdminDown));
    case Event::RcvDown: return driven.receive(from_peer(State::Down));
    case Event::RcvInit: return driven.receive(from_peer(State::Init));
    case Event::RcvUp: return driven.receive(from_peer(State::Up));
    case Event::Silence: {
      const Duration detection = std::max<Duration>(driven.session.status().detection_time, 900ms);
      driven.run(detection - 1ns);
      driven.clear();
      driven.sleep(1ns);
      return driven.give(TimerDue{});
    }
    case Event::OperatorUp: return driven.give(AdminUp{});
    case Event::OperatorDown: return driven.give(AdminDown{});
    case Event::PathLost: return driven.give(PathLost{});
    case Event::SetIntervals: return driven.give(SetIntervals{500ms, 500ms, 4});
  }
}

TEST(BfdMatrix, EveryStateAndEventHasOneRow) {
  std::set<std::pair<State, Event>> seen;
  for (const Row& row : kMatrix) EXPECT_TRUE(seen.emplace(row.state, row.event).second);
  EXPECT_EQ(seen.size(), 4u * kEvents);
}

TEST(BfdMatrix, RowsHold) {
  for (const Row& row : kMatrix) {
    SCOPED_TRACE(std::string(to_string(row.state)) + " on " + kEventNames[static_cast<int>(row.event)] + ", " + row.rfc);
    Driven driven = in_state(row.state);
    apply(driven, row.event);
    EXPECT_EQ(driven.session.state(), row.next);
    EXPECT_EQ(driven.session.status().diagnostic, row.diagnostic);
    EXPECT_EQ(driven.sent.size(), static_cast<std::size_t>(row.announced));
    ASSERT_EQ(driven.changes.size(), row.state == row.next ? 0u : 1u);
    if (row.state != row.next) {
      EXPECT_EQ(driven.changes[0].from, row.state);
      EXPECT_EQ(driven.changes[0].to, row.next);
      EXPECT_EQ(driven.changes[0].diagnostic, row.diagnostic);
      EXPECT_EQ(driven.changes[0].peer_admin_down, row.event == Event::RcvAdminDown);
      EXPECT_FALSE(driven.changes[0].reason.empty());
    }
    for (const auto& packet : driven.sent) {
      EXPECT_EQ(packet.state, row.next);
      EXPECT_EQ(packet.diagnostic, static_cast<std::uint8_t>(row.diagnostic));
    }
  }
}

// ---- what is said --------------------------------------------------------------------------------------------------

TEST(BfdSession, IsSilentUntilStartedAndThenSpeaksAtOnce) {
  Driven driven;
  EXPECT_EQ(driven.session.next_deadline(), std::nullopt);
  driven.give(SetIntervals{100ms, 100ms, 3});
  EXPECT_TRUE(driven.sent.empty());
  driven.give(AdminUp{});
  ASSERT_EQ(driven.sent.size(), 1u);
  EXPECT_EQ(driven.sent[0].state, State::Down);
  EXPECT_EQ(driven.sent[0].my_discriminator, kLocal);
  EXPECT_EQ(driven.sent[0].your_discriminator, Discriminator{0});
  EXPECT_EQ(driven.sent[0].required_min_rx_us, 100'000u);
  EXPECT_EQ(driven.sent[0].required_min_echo_rx_us, 0u);  // RFC 5880 §4.1: no echo
  driven.give(AdminUp{});
  EXPECT_EQ(driven.sent.size(), 1u);
}

TEST(BfdSession, AdvertisesOneSecondUntilUp) {  // RFC 5880 §6.8.3
  Driven driven(config_of(50ms));
  driven.give(AdminUp{});
  driven.receive(from_peer(State::Down, 50ms, 50ms));
  EXPECT_EQ(driven.sent.back().state, State::Init);
  EXPECT_EQ(driven.sent.back().desired_min_tx_us, 1'000'000u);
  driven.receive(from_peer(State::Init, 50ms, 50ms));
  EXPECT_EQ(driven.sent.back().state, State::Up);
  EXPECT_EQ(driven.sent.back().desired_min_tx_us, 50'000u);
  EXPECT_TRUE(driven.sent.back().poll);
  EXPECT_EQ(driven.session.status().negotiated_tx_interval, 50ms);
}

TEST(BfdSession, AnIntervalAboveOneSecondIsKeptWhileNotUp) {  // RFC 5880 §6.8.3: "not less than one second"
  Driven driven(config_of(5s));
  driven.give(AdminUp{});
  EXPECT_EQ(driven.sent.back().desired_min_tx_us, 5'000'000u);
}

TEST(BfdSession, PassiveWaitsForThePeerAndFallsSilentWithIt) {  // RFC 5880 §6.8.7
  SessionConfig config = config_of();
  config.passive = true;
  Driven driven(config);
  driven.give(AdminUp{});
  driven.run(10s);
  EXPECT_TRUE(driven.sent.empty());
  driven.receive(from_peer(State::Down));
  EXPECT_EQ(driven.sent.back().state, State::Init);
  driven.run(10s);
  EXPECT_EQ(driven.session.state(), State::Down);
  driven.clear();
  driven.run(10s);
  EXPECT_TRUE(driven.sent.empty());
}

TEST(BfdSession, AnswersAPollAtOnceInAnyStateButAdminDown) {  // RFC 5880 §6.8.7
  for (const State state : {State::Down, State::Init, State::Up}) {
    Driven driven = in_state(state);
    wire::bfd::ControlPacket poll = from_peer(state == State::Init ? State::Down : State::Up);
    poll.poll = true;
    driven.receive(poll);
    ASSERT_EQ(driven.sent.size(), 1u) << to_string(state);
    EXPECT_TRUE(driven.sent[0].final);
    EXPECT_FALSE(driven.sent[0].poll);
  }
  Driven driven = in_state(State::AdminDown);  // RFC 5880 §6.8.6 discards before it looks at the bit
  wire::bfd::ControlPacket poll = from_peer(State::Up);
  poll.poll = true;
  driven.receive(poll);
  EXPECT_TRUE(driven.sent.empty());
}

TEST(BfdSession, AnAnswerToAPollAlsoCarriesTheChangeOfState) {
  Driven driven = in_state(State::Init);
  wire::bfd::ControlPacket poll = from_peer(State::Up);
  poll.poll = true;
  driven.receive(poll);
  ASSERT_EQ(driven.sent.size(), 1u);
  EXPECT_EQ(driven.sent[0].state, State::Up);
  EXPECT_TRUE(driven.sent[0].final);
  driven.run(300ms);
  EXPECT_TRUE(driven.sent.back().poll);  // our own Poll Sequence follows with the next packet
}

TEST(BfdSession, APeerThatWantsNothingGetsNoPeriodicPackets) {  // RFC 5880 §6.8.7: RemoteMinRxInterval zero
  Driven driven = in_state(State::Up);
  driven.receive(from_peer(State::Up, 1s, 0ms));
  driven.clear();
  driven.run(2s);
  EXPECT_TRUE(driven.sent.empty());
  EXPECT_EQ(driven.session.state(), State::Up);
  driven.run(1s);  // the detection time is over; the change is told, and the peer starts anew
  EXPECT_EQ(driven.session.state(), State::Down);
  EXPECT_FALSE(driven.sent.empty());
}

TEST(BfdSession, RespectsDemandModeOfThePeer) {  // RFC 5880 §6.8.7
  Driven driven = in_state(State::Up);
  wire::bfd::ControlPacket demand = from_peer(State::Up, 1s);
  demand.demand = true;
  driven.receive(demand);
  driven.clear();
  driven.run(2s);
  EXPECT_TRUE(driven.sent.empty());
  driven.give(SetIntervals{200ms, 300ms, 3});  // a Poll Sequence is sent in spite of it
  driven.run(500ms);
  EXPECT_GE(driven.sent.size(), 2u);
  EXPECT_TRUE(driven.sent.back().poll);
}

TEST(BfdSession, TellsThePeerWhyTheLastSessionFailedUntilUpAgain) {  // RFC 5880 §4.1
  Driven driven = in_state(State::Up);
  driven.run(1s);
  EXPECT_EQ(driven.sent.back().diagnostic, 1);
  driven.receive(from_peer(State::Down));
  EXPECT_EQ(driven.sent.back().diagnostic, 1);
  driven.receive(from_peer(State::Init));
  EXPECT_EQ(driven.sent.back().diagnostic, 0);
}

// ---- what is accepted ----------------------------------------------------------------------------------------------

void expect_discarded(Driven& driven, const wire::bfd::ControlPacket& packet, std::uint8_t ttl) {
  const auto before = driven.session.status();
  driven.receive(packet, ttl);
  const auto after = driven.session.status();
  EXPECT_EQ(after.packets_in, before.packets_in + 1);
  EXPECT_EQ(after.packets_discarded, before.packets_discarded + 1);
  EXPECT_EQ(after.state, before.state);
  EXPECT_EQ(after.remote_state, before.remote_state);
}

TEST(BfdSession, SingleHopTakesTtl255Only) {  // RFC 5881 §5
  Driven driven = in_state(State::Up);
  expect_discarded(driven, from_peer(State::Down), 254);
  driven.receive(from_peer(State::Down), 255);
  EXPECT_EQ(driven.session.state(), State::Down);
}

TEST(BfdSession, MultihopTakesTtlFromItsMinimum) {  // RFC 5883 §6, RFC 5082 §3
  SessionConfig config = config_of();
  config.multihop = true;
  config.ttl_min = 250;
  Driven driven = in_state(State::Up, config);
  expect_discarded(driven, from_peer(State::Down), 249);
  driven.receive(from_peer(State::Down), 250);
  EXPECT_EQ(driven.session.state(), State::Down);
}

TEST(BfdSession, APacketForAnotherDiscriminatorIsDiscarded) {  // RFC 5880 §6.8.6
  Driven driven = in_state(State::Up);
  wire::bfd::ControlPacket packet = from_peer(State::Down);
  packet.your_discriminator = Discriminator{kLocal.value + 1};
  expect_discarded(driven, packet, 255);
}

TEST(BfdSession, APeerThatRestartedTakesTheSessionDown) {
  Driven driven = in_state(State::Up);
  wire::bfd::ControlPacket packet = from_peer(State::Down);
  packet.my_discriminator = Discriminator{33};
  packet.your_discriminator = {};
  driven.receive(packet);
  EXPECT_EQ(driven.session.state(), State::Down);
  EXPECT_EQ(driven.session.status().remote_discriminator, Discriminator{33});
}

TEST(BfdSession, SelectSessionNamesOurDiscriminatorOrZero) {  // RFC 5880 §6.3
  wire::bfd::ControlPacket packet = from_peer(State::Down);
  EXPECT_EQ(select_session(bytes_of(packet)), kLocal);
  packet.your_discriminator = {};
  EXPECT_EQ(select_session(bytes_of(packet)), Discriminator{0});
  packet.state = State::Up;
  EXPECT_EQ(select_session(bytes_of(packet)).error(), wire::bfd::Discard::YourDiscriminatorZero);
}

TEST(BfdSession, CountsUpAndDown) {
  Driven driven = in_state(State::Up);
  driven.receive(from_peer(State::Down));
  driven.receive(from_peer(State::Down));
  driven.receive(from_peer(State::Up));
  driven.give(AdminDown{});
  EXPECT_EQ(driven.session.status().up_count, 2u);
  EXPECT_EQ(driven.session.status().down_count, 1u);
}

TEST(BfdConfig, ProblemsAreFoundAllAtOnce) {
  EXPECT_TRUE(problems(config_of()).empty());
  SessionConfig config = config_of(3ms, 11s, 0);
  config.peer_address = *IpAddress::parse("2001:db8::1");
  config.multihop = true;
  config.ttl_min = 0;
  EXPECT_EQ(problems(config).size(), 5u);
  EXPECT_EQ(problems(SessionConfig{}).size(), 1u);  // no peer
}

}  // namespace
}  // namespace cw::bfd
