// Every (place, event) pair of the session, each decided on purpose: the rows are in session_matrix_rows.inc.
// A place is a state of RFC 4271 §8.2.2, split where a running timer makes it behave differently.
#include <set>

#include "bgp/session_testing.h"

namespace cw::bgp {
namespace {

#define CW_PLACES(X) \
  X(Stopped) X(IdleHold) X(Connect) X(ConnectDelay) X(Active) X(ActiveDelay) X(OpenSent) X(OpenConfirm) X(Established)
#define CW_EVENTS(X)                                                                                                  \
  X(Start) X(Stop) X(OutgoingConnected) X(IncomingConnected) X(ConnectFailed) X(TcpClosed) X(OtherTcpClosed)          \
  X(ConnectRetryExpires) X(HoldExpires) X(KeepaliveExpires) X(DelayOpenExpires) X(IdleHoldExpires) X(TimerEarly)       \
  X(Open) X(OpenBadAs) X(OpenBadVersion) X(Keepalive) X(Update) X(UpdateBad) X(Notification) X(NotificationVersion)   \
  X(RouteRefresh) X(BadHeader) X(HalfMessage) X(OtherBytes) X(TxSpace) X(LivenessDown) X(Announce) X(Withdraw)        \
  X(SendEndOfRib) X(RequestRefresh) X(SendRefreshMark)

#define CW_NAME(name) name,
#define CW_TEXT(name) #name,
enum class Place : std::uint8_t { CW_PLACES(CW_NAME) };
enum class Event : std::uint8_t { CW_EVENTS(CW_NAME) };
constexpr std::array kPlaceNames{CW_PLACES(CW_TEXT)};
constexpr std::array kEventNames{CW_EVENTS(CW_TEXT)};

struct Row {
  Place place;
  Event event;
  State next;
  std::string_view outputs;  ///< in order; "ignored": none, and counted; "not running": the timer is not armed
  std::string_view rfc;      ///< of RFC 4271 where no other is named
};

using P = Place;
using E = Event;
using S = State;
constexpr Row kRows[] = {
#include "bgp/session_matrix_rows.inc"
};

Bench reach(Place place) {
  SessionConfig config = side_a();
  const bool delayed = place == Place::ConnectDelay || place == Place::ActiveDelay;
  if (delayed) config.open_delay = 15s;
  Bench b(config);
  if (place == Place::Stopped) return b;
  b.step(Start{});
  switch (place) {
    case Place::Stopped:
    case Place::Connect: break;
    case Place::IdleHold:
      b.step(TcpConnected{kOut});
      b.hear(Notification{.code = ErrorCode::Cease, .subcode = 5, .data = {}});
      break;
    case Place::ConnectDelay:
    case Place::OpenSent: b.step(TcpConnected{kOut}); break;
    case Place::Active: b.step(TcpFailed{"refused"}); break;
    case Place::ActiveDelay:
      b.step(TcpFailed{"refused"});
      b.step(TcpConnected{kIn});
      break;
    case Place::OpenConfirm:
    case Place::Established: {
      b.step(TcpConnected{kOut});
      Open open = open_of_z();
      open.capabilities.enhanced_route_refresh = true;
      b.hear(open);
      if (place == Place::Established) b.hear(Keepalive{});
      break;
    }
  }
  return b;
}

State state_of(Place place) {
  switch (place) {
    case Place::Stopped:
    case Place::IdleHold: return State::Idle;
    case Place::Connect:
    case Place::ConnectDelay: return State::Connect;
    case Place::Active:
    case Place::ActiveDelay: return State::Active;
    case Place::OpenSent: return State::OpenSent;
    case Place::OpenConfirm: return State::OpenConfirm;
    case Place::Established: return State::Established;
  }
  return State::Idle;
}

/// Lets a timer fire that is due between `low` and `high` from now, if there is one.
std::string expire(Bench& b, Duration low, Duration high) {
  const Duration due = b.until_deadline();
  return due >= low && due <= high ? b.next() : "not running";
}

std::string apply(Bench& b, Place place, Event event) {
  const Connection c = place == Place::ActiveDelay ? kIn : kOut;  // the connection the place is about
  const Connection unused = c == kIn ? kOut : kIn;
  const std::vector<Nlri> one{nlri(1)};
  const PathAttributes attributes = attributes_of(65010);
  Open bad_as = open_of_z();
  bad_as.as = AsNumber(65099);
  bad_as.capabilities.four_octet_as = bad_as.as;
  Bytes bad_version = bytes_of(open_of_z());
  bad_version[kHeaderSize] = std::byte{3};
  Bytes bad_update = bytes_of(update_of({nlri(1)}));
  bad_update[kHeaderSize] = std::byte{0xff};  // Withdrawn Routes Length beyond the message: a reset (RFC 7606 §3).
  switch (event) {
    case Event::Start: return b.step(Start{});
    case Event::Stop: return b.step(Stop{});
    case Event::OutgoingConnected: return b.step(TcpConnected{kOut});
    case Event::IncomingConnected: return b.step(TcpConnected{kIn});
    case Event::ConnectFailed: return b.step(TcpFailed{"refused"});
    case Event::TcpClosed: return b.step(TcpClosed{c, "reset"});
    case Event::OtherTcpClosed: return b.step(TcpClosed{unused, "reset"});
    case Event::ConnectRetryExpires: return expire(b, 3s, 12s);
    case Event::HoldExpires:  // Behind the KEEPALIVEs that are due before it.
      if (place == Place::OpenConfirm || place == Place::Established) return b.after(90s);
      return expire(b, 90s, 240s);
    case Event::KeepaliveExpires: return expire(b, 20s, 30s);
    case Event::DelayOpenExpires: return expire(b, 14s, 16s);
    case Event::IdleHoldExpires: return expire(b, 0s, 2s);
    case Event::TimerEarly: return b.after(1ms);
    case Event::Open: return b.hear(open_of_z(), c);
    case Event::OpenBadAs: return b.hear(bad_as, c);
    case Event::OpenBadVersion: return b.step(BytesReceived{c, bad_version});
    case Event::Keepalive: return b.hear(Keepalive{}, c);
    case Event::Update: return b.hear(update_of(one), c);
    case Event::UpdateBad: return b.step(BytesReceived{c, bad_update});
    case Event::Notification: return b.hear(Notification{.code = ErrorCode::Cease, .subcode = 4, .data = {}}, c);
    case Event::NotificationVersion:
      return b.hear(Notification{.code = ErrorCode::OpenMessageError, .subcode = 1, .data = {0, 4}}, c);
    case Event::RouteRefresh: return b.hear(RouteRefresh{.family = kV4, .kind = RouteRefresh::Kind::Request}, c);
    case Event::BadHeader: return b.step(BytesReceived{c, Bytes(kHeaderSize)});
    case Event::HalfMessage: return b.step(BytesReceived{c, ByteSpan(bytes_of(Keepalive{})).first(10)});
    case Event::OtherBytes: return b.step(BytesReceived{unused, bytes_of(Keepalive{})});
    case Event::TxSpace: return b.step(TxSpace{c, 1000});
    case Event::LivenessDown: return b.step(LivenessDown{"detection time expired"});
    case Event::Announce: return b.step(Announce{&attributes, one});
    case Event::Withdraw: return b.step(Withdraw{one});
    case Event::SendEndOfRib: return b.step(SendEndOfRib{kV4});
    case Event::RequestRefresh: return b.step(RequestRefresh{kV4});
    case Event::SendRefreshMark: return b.step(SendRefreshMark{kV4, false});
  }
  return "?";
}

std::string observe(Bench& b, Place place, Event event) {
  const auto ignored = b.session.status().counters.ignored_inputs;
  std::string outputs = apply(b, place, event);
  if (b.session.status().counters.ignored_inputs != ignored) return "ignored" + outputs;
  return outputs;
}

TEST(BgpMatrix, EveryPairHasExactlyOneRow) {
  std::set<std::pair<Place, Event>> seen;
  for (const Row& row : kRows) {
    EXPECT_TRUE(seen.insert({row.place, row.event}).second)
        << "two rows for " << kPlaceNames[static_cast<std::size_t>(row.place)] << ", "
        << kEventNames[static_cast<std::size_t>(row.event)];
    EXPECT_FALSE(row.rfc.empty());
  }
  for (std::size_t place = 0; place < kPlaceNames.size(); ++place) {
    for (std::size_t event = 0; event < kEventNames.size(); ++event) {
      EXPECT_TRUE(seen.contains({static_cast<Place>(place), static_cast<Event>(event)}))
          << "no row for " << kPlaceNames[place] << ", " << kEventNames[event];
    }
  }
}

TEST(BgpMatrix, EveryRowHolds) {
  for (const Row& row : kRows) {
    Bench b = reach(row.place);
    ASSERT_EQ(b.state(), state_of(row.place));
    const std::string outputs = observe(b, row.place, row.event);
    EXPECT_EQ(outputs, row.outputs) << kPlaceNames[static_cast<std::size_t>(row.place)] << ", "
                                    << kEventNames[static_cast<std::size_t>(row.event)] << " (" << row.rfc << ")";
    EXPECT_EQ(b.state(), row.next) << kPlaceNames[static_cast<std::size_t>(row.place)] << ", "
                                   << kEventNames[static_cast<std::size_t>(row.event)];
  }
}

}  // namespace
}  // namespace cw::bgp
