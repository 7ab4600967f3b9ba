// TCP connections of one session: opening, accepting, retrying, losing (RFC 4271 §8.2.2), and which of two survives.
#include "bgp/negotiation.h"
#include "bgp/session_impl.h"

namespace cw::bgp {

std::optional<Connection> Session::Impl::established_connection() const {
  for (const Connection c : kConnections) {
    if (link(c).state == LinkState::Established) return c;
  }
  return std::nullopt;
}

const Link* Session::Impl::established() const {
  const auto c = established_connection();
  return c ? &link(*c) : nullptr;
}

/// Leaves Idle.
void Session::Impl::begin(std::string_view reason) {
  running = true;
  timers.disarm(Timer::IdleHold);
  if (!config.passive) connect();
  settle(reason);
}

void Session::Impl::connect() {
  link(Connection::Outgoing).state = LinkState::Connecting;
  timers.arm(Timer::ConnectRetry, now + jittered(backed_off(config.connect_retry, attempts)));
  attempts = attempts < 32 ? attempts + 1 : attempts;
  out->push(TcpConnect{});
}

void Session::Impl::abandon_connect() {
  if (link(Connection::Outgoing).state != LinkState::Connecting) return;
  link(Connection::Outgoing).state = LinkState::Closed;
  out->push(TcpClose{.connection = Connection::Outgoing});
}

// RFC 4271 §8.2.2, Event 9: in Connect the attempt has taken too long, in Active it is time for another.
void Session::Impl::on_connect_retry() {
  abandon_connect();
  if (!link(Connection::Incoming).is_open()) connect();
  settle("connect retry");
}

// Events 16 (ours was acknowledged) and 17 (the peer's was accepted).
void Session::Impl::on(const TcpConnected& input) {
  const Connection c = input.connection;
  if (!running) {  // RFC 4271 §8.2.2: Idle refuses all connections.
    out->push(TcpClose{.connection = c});
    return;
  }
  if (c == Connection::Incoming) return on_incoming();
  switch (link(c).state) {
    case LinkState::Connecting: return open_link(c);
    case LinkState::Closed:  // The attempt had been given up.
      out->push(TcpClose{.connection = c});
      return;
    case LinkState::Tracked:
    case LinkState::Delaying:
    case LinkState::OpenSent:
    case LinkState::OpenConfirm:
    case LinkState::Established: return ignore();
  }
}

void Session::Impl::on_incoming() {
  constexpr Connection kIncoming = Connection::Incoming;
  switch (link(kIncoming).state) {
    case LinkState::Closed: break;
    case LinkState::Connecting: CW_ASSERT(false); break;
    case LinkState::Tracked:
    case LinkState::Delaying:
    case LinkState::OpenSent:
    case LinkState::OpenConfirm:
      // The peer has one outgoing connection at a time, so it has given the old one up.
      drop(kIncoming, Loss::Replaced, "the peer connected again", std::nullopt);
      break;
    case LinkState::Established: {
      // RFC 4724 §5, Event 17: with graceful restart the new connection means the peer restarted. Without, RFC 4271
      // §6.8 keeps the Established one.
      const auto& restart = link(kIncoming).negotiated->peer_restart;
      if (!restart || restart->families.empty()) {
        ++counters.collisions;
        out->push(TcpClose{.connection = kIncoming, .newcomer = true});
        return;
      }
      drop(kIncoming, Loss::Replaced, "the peer restarted and connected again", std::nullopt);
      break;
    }
  }
  if (link(other(kIncoming)).state != LinkState::Established) return open_link(kIncoming);
  // RFC 4271 §8.2.2, Established, Event 17: "the second connection SHALL be tracked until it sends an OPEN message."
  Link& l = link(kIncoming);
  l.state = LinkState::Tracked;
  timers.arm(hold(kIncoming), now + config.open_hold_time);
}

/// TCP is there: OPEN now or after DelayOpen.
void Session::Impl::open_link(Connection c) {
  Link& l = link(c);
  timers.disarm(hold(c));
  l.credit = kInitialCredit;
  if (config.open_delay > 0s) {
    l.state = LinkState::Delaying;
    timers.arm(delay_open(c), now + config.open_delay);
    return settle("connected, OPEN delayed");
  }
  send_open(c);
  settle(c == Connection::Outgoing ? "connected" : "the peer connected");
}

void Session::Impl::send_open(Connection c) {
  link(c).state = LinkState::OpenSent;
  timers.disarm(delay_open(c));
  timers.arm(hold(c), now + config.open_hold_time);
  send(c, make_open(config, counters.established_count > 0));
}

// Event 18 for a connection that was never there.
void Session::Impl::on(const TcpFailed& input) {
  if (link(Connection::Outgoing).state != LinkState::Connecting) return ignore();
  link(Connection::Outgoing).state = LinkState::Closed;
  timers.disarm(Timer::ConnectRetry);
  last_error = "connect failed: " + input.reason;
  settle(last_error);
}

// Event 18.
void Session::Impl::on(const TcpClosed& input) {
  const LinkState was = link(input.connection).state;
  if (was == LinkState::Closed) return ignore();
  if (was == LinkState::Connecting) return on(TcpFailed{input.reason});
  lose(input.connection, Loss::TcpClosed, input.reason.empty() ? "TCP closed" : "TCP closed: " + input.reason);
}

/// Ends one connection and decides what the session does next.
void Session::Impl::lose(Connection c, Loss loss, std::string_view reason,
                         const std::optional<wire::bgp::Notification>& notification) {
  const LinkState was = link(c).state;
  drop(c, loss, reason, notification);
  const LinkState rest = link(other(c)).state;
  // The peer has another connection waiting: it becomes the session's only one.
  if (rest == LinkState::Tracked && was == LinkState::Established) return open_link(other(c));
  // RFC 4271 §8.2.2, OpenSent, Event 18: back to Active; so too while DelayOpen runs.
  const bool is_mild = loss == Loss::TcpClosed && was <= LinkState::OpenSent;
  if (rest == LinkState::Closed && !is_mild) return go_idle(reason, std::nullopt);
  settle(reason);
}

/// Ends one connection: tells the peer, closes TCP, forgets everything about it.
void Session::Impl::drop(Connection c, Loss loss, std::string_view reason,
                         const std::optional<wire::bgp::Notification>& notification) {
  Link& l = link(c);
  CW_ASSERT(l.state != LinkState::Closed);
  // Before our OPEN the peer is told nothing (SendNOTIFICATIONwithoutOPEN of RFC 4271 §8.1.1 is off), except that it
  // lost a collision with an Established connection.
  const bool may_tell = l.has_sent_open() || (loss == Loss::Collision && l.state == LinkState::Tracked);
  if (notification && may_tell) send_notification(c, *notification, reason);
  if (loss != Loss::TcpClosed) out->push(TcpClose{.connection = c});
  if (loss != Loss::Collision && loss != Loss::Administrative) last_error = reason;
  for (const Timer timer : {delay_open(c), hold(c), keepalive(c)}) timers.disarm(timer);
  if (l.state == LinkState::Established) note_down(l, loss, reason);
  const std::uint64_t generation = l.generation + 1;
  l = Link{};
  l.generation = generation;
}

}  // namespace cw::bgp
