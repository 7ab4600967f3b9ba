#include "bgp/session.h"

#include <algorithm>
#include <utility>

#include "bgp/session_impl.h"

namespace cw::bgp {

Session::Session(SessionConfig config, Rng rng) : impl_(std::make_unique<Impl>(std::move(config), rng)) {}
Session::~Session() = default;
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;

void Session::step(Instant now, const Input& input, Outbox<Output>& out) { impl_->step(now, input, out); }
std::optional<Instant> Session::next_deadline() const { return impl_->timers.next(); }
bool Session::is_consistent() const { return impl_->is_consistent(); }
State Session::state() const { return impl_->state; }
const SessionConfig& Session::config() const { return impl_->config; }

std::size_t Session::tx_room() const {
  if (impl_->state != State::Established) return 0;
  const std::size_t waiting = impl_->queue.size();
  return waiting >= impl_->config.queue_bytes_max ? 0 : impl_->config.queue_bytes_max - waiting;
}

SessionStatus Session::status() const {
  SessionStatus status;
  status.state = impl_->state;
  if (const Link* link = impl_->established()) status.negotiated = link->negotiated;
  status.since = impl_->since;
  status.last_error = impl_->last_error;
  for (std::size_t i = 0; i < kFamilies; ++i) {
    status.prefixes_accepted[i] = static_cast<std::uint32_t>(impl_->accepted[i].size());
  }
  status.counters = impl_->counters;
  return status;
}

void Session::Impl::step(Instant at, const Input& input, Outbox<Output>& box) {
  CW_ASSERT(at >= now);
  now = at;
  out = &box;
  std::visit([this](const auto& each) { on(each); }, input);
  out = nullptr;
  CW_ASSERT(!pending_down);
  CW_ASSERT_SLOW(is_consistent());
}

// RFC 4271 §8.1.2, Event 1 (ManualStart) and, from IdleHold, Event 3 (AutomaticStart).
void Session::Impl::on(const Start&) {
  if (running) return ignore();
  if (const auto found = problems(config); !found.empty()) {
    last_error = found.front();
    return ignore();
  }
  enabled = true;
  attempts = 0;
  failures = 0;
  begin("started");
}

// RFC 4271 §8.1.2, Event 2 (ManualStop), with the text of RFC 9003.
void Session::Impl::on(const Stop& stop) {
  using namespace wire::bgp;
  if (!enabled) return ignore();
  const bool has_text =
      stop.subcode == subcode::kAdministrativeShutdown || stop.subcode == subcode::kAdministrativeReset;
  const Notification cease = has_text ? make_shutdown(stop.subcode, stop.text)
                                      : Notification{.code = ErrorCode::Cease, .subcode = stop.subcode, .data = {}};
  enabled = false;
  running = false;
  attempts = 0;
  failures = 0;
  timers.disarm(Timer::IdleHold);
  close_all(Loss::Administrative, cease, stop.text.empty() ? "stopped" : "stopped: " + stop.text);
}

void Session::Impl::on(const LivenessDown& input) {
  const bool keeps_stale = std::find(stale.begin(), stale.end(), true) != stale.end();
  const bool has_session = furthest_state() >= State::OpenSent && running;
  if (!has_session && !keeps_stale) return ignore();
  if (!has_session) return expire_stale();  // The peer is not coming back with its forwarding intact.
  const wire::bgp::Notification cease{
      .code = wire::bgp::ErrorCode::Cease, .subcode = wire::bgp::subcode::kBfdDown, .data = {}};
  close_all(Loss::Liveness, cease, input.reason.empty() ? "BFD down" : "BFD down: " + input.reason);
}

void Session::Impl::on(const TimerDue&) {
  std::size_t fired = 0;
  // Every timer that fires is armed again later than now, if at all; the bound is a belt beside the braces.
  while (const auto timer = timers.take_due(now)) {
    CW_ASSERT(++fired <= 4 * kTimers);
    on_timer(*timer);
  }
}

void Session::Impl::on_timer(Timer timer) {
  using namespace wire::bgp;
  const auto on_hold = [this](Connection c) {
    const Notification expired{.code = ErrorCode::HoldTimerExpired, .subcode = 0, .data = {}};
    lose(c, Loss::HoldTimerExpired, "hold timer expired", expired);
  };
  const auto on_keepalive = [this](Connection c) {
    send_keepalive(c);
    arm_keepalive(c);
  };
  const auto on_delay_open = [this](Connection c) {
    send_open(c);
    settle("OPEN sent after DelayOpen");
  };
  const auto on_refresh = [this](AfiSafi family) {  // RFC 7313 §4: an upper bound for what BoRR made stale.
    refreshing[bgp::index(family)] = false;
    out->push(RefreshEnded{family});
  };
  switch (timer) {
    case Timer::IdleHold: return begin("idle hold over");
    case Timer::ConnectRetry: return on_connect_retry();
    case Timer::DelayOpenOutgoing: return on_delay_open(Connection::Outgoing);
    case Timer::DelayOpenIncoming: return on_delay_open(Connection::Incoming);
    case Timer::HoldOutgoing: return on_hold(Connection::Outgoing);
    case Timer::HoldIncoming: return on_hold(Connection::Incoming);
    case Timer::KeepaliveOutgoing: return on_keepalive(Connection::Outgoing);
    case Timer::KeepaliveIncoming: return on_keepalive(Connection::Incoming);
    case Timer::Restart: return expire_stale();
    case Timer::StaleIpv4: return expire_stale(0);
    case Timer::StaleIpv6: return expire_stale(1);
    case Timer::RefreshIpv4: return on_refresh(AfiSafi::Ipv4Unicast);
    case Timer::RefreshIpv6: return on_refresh(AfiSafi::Ipv6Unicast);
  }
}

/// Ends every connection at once for a reason that is not one connection's own.
void Session::Impl::close_all(Loss loss, const std::optional<wire::bgp::Notification>& notification,
                              std::string_view reason) {
  for (const Connection c : kConnections) {
    if (link(c).state != LinkState::Closed) drop(c, loss, reason, notification);
  }
  expire_stale();  // None of these losses keeps anything.
  if (!running) return settle(reason);
  std::optional<Duration> hold_for;
  if (loss == Loss::PrefixLimit) {
    for (std::size_t i = 0; i < kFamilies; ++i) {
      const Duration wish = config.prefix_limit[i].idle_hold;
      if (exceeded[i] && wish > 0s) hold_for = std::max(hold_for.value_or(wish), wish);
    }
  }
  go_idle(reason, hold_for);
}

Duration Session::Impl::backed_off(Duration base, unsigned count) const {
  Duration result = base;
  for (unsigned i = 0; i < count && result < config.connect_retry_max; ++i) result *= 2;
  return std::min(result, config.connect_retry_max);
}

/// RFC 4271 §8.1.1 DampPeerOscillations: each failure in a row doubles the wait; a session that lasted forgives all.
void Session::Impl::go_idle(std::string_view reason, std::optional<Duration> hold_for) {
  const bool lasted = state == State::Established && now - established_at >= config.connect_retry_max;
  failures = lasted ? 1 : std::min(failures + 1, 32U);
  running = false;
  timers.arm(Timer::IdleHold, now + hold_for.value_or(jittered(backed_off(config.connect_retry / 4, failures - 1))));
  settle(reason);
}

State Session::Impl::furthest_state() const {
  const LinkState furthest = std::max(links[0].state, links[1].state);
  const LinkState ours = link(Connection::Outgoing).state;
  switch (furthest) {
    case LinkState::Established: return State::Established;
    case LinkState::OpenConfirm: return State::OpenConfirm;
    case LinkState::OpenSent: return State::OpenSent;
    case LinkState::Closed:
    case LinkState::Connecting:
    case LinkState::Tracked:
    case LinkState::Delaying: break;
  }
  return ours == LinkState::Closed ? State::Active : State::Connect;
}

/// Brings the session's state and its ConnectRetry timer in line with its connections; ends every handler.
void Session::Impl::settle(std::string_view reason) {
  const State to = running ? furthest_state() : State::Idle;
  const bool connecting = link(Connection::Outgoing).state == LinkState::Connecting;
  const bool waiting = to == State::Active && !link(Connection::Incoming).is_open() && !config.passive;
  if (!connecting && !waiting) timers.disarm(Timer::ConnectRetry);
  if (waiting && !timers.armed(Timer::ConnectRetry)) {
    timers.arm(Timer::ConnectRetry, now + jittered(backed_off(config.connect_retry, attempts)));
  }
  if (to != state) go(to, reason);
}

/// The only place where the state changes.
void Session::Impl::go(State to, std::string_view reason) {
  const State from = std::exchange(state, to);
  since = now;
  out->push(StateChanged{from, to, std::string(reason)});
  if (from == State::Established) {
    queue.clear();
    for (std::size_t i = 0; i < kFamilies; ++i) {
      accepted[i].clear();
      warned[i] = exceeded[i] = refreshing[i] = false;
      timers.disarm(refresh_timer(i));
    }
    CW_ASSERT(pending_down.has_value());
    out->push(std::move(*pending_down));
    pending_down.reset();
  }
  if (to == State::Established) {
    ++counters.established_count;
    established_at = now;
    attempts = 0;
    const Negotiated& negotiated = *established()->negotiated;
    out->push(Established{negotiated});
    resume_after_restart(negotiated);
  }
}

bool Session::Impl::link_is_consistent(Connection c) const {
  const Link& l = link(c);
  const bool delaying = timers.armed(delay_open(c));
  const bool holding = timers.armed(hold(c));
  const bool keeping = timers.armed(keepalive(c));
  const std::size_t size_max = l.decode.extended_message ? wire::bgp::kExtendedSizeMax : wire::bgp::kMessageSizeMax;
  if (l.received.size() >= size_max) return false;
  switch (l.state) {
    case LinkState::Closed:
      return !delaying && !holding && !keeping && l.received.empty() && !l.negotiated;
    case LinkState::Connecting:
      return c == Connection::Outgoing && timers.armed(Timer::ConnectRetry) && !delaying && !holding && !keeping;
    case LinkState::Tracked:
      return link(other(c)).state == LinkState::Established && !delaying && holding && !keeping && !l.negotiated;
    case LinkState::Delaying:
      return delaying && !holding && !keeping && !l.negotiated;
    case LinkState::OpenSent:
      return !delaying && holding && !keeping && !l.negotiated;
    case LinkState::OpenConfirm:
    case LinkState::Established: {
      if (!l.negotiated || delaying) return false;
      const bool timed = l.negotiated->hold_time > 0s;
      return holding == timed && keeping == timed;
    }
  }
  return false;
}

bool Session::Impl::is_consistent() const {
  if (!link_is_consistent(Connection::Outgoing) || !link_is_consistent(Connection::Incoming)) return false;
  if (state != (running ? furthest_state() : State::Idle)) return false;
  if (running && !enabled) return false;
  if (timers.armed(Timer::IdleHold) != (enabled && !running)) return false;
  bool any_stale = false;
  for (std::size_t i = 0; i < kFamilies; ++i) {
    any_stale = any_stale || stale[i];
    if (timers.armed(stale_timer(i)) != (stale[i] && state == State::Established)) return false;
    if (timers.armed(refresh_timer(i)) != refreshing[i]) return false;
    if (config.prefix_limit[i].maximum == 0 && accepted[i].size() != 0) return false;
  }
  if (timers.armed(Timer::Restart) != (any_stale && state != State::Established)) return false;
  const bool retrying = timers.armed(Timer::ConnectRetry);
  const Link& ours = link(Connection::Outgoing);
  const Link& theirs = link(Connection::Incoming);
  const bool is_established = state == State::Established;
  if (!is_established && (queue.size() != 0 || accepted[0].size() + accepted[1].size() != 0)) return false;
  switch (state) {
    case State::Idle:
      return ours.state == LinkState::Closed && theirs.state == LinkState::Closed && !retrying;
    case State::Connect:
      return ours.state == LinkState::Connecting ? retrying : ours.state == LinkState::Delaying && !retrying;
    case State::Active:
      return ours.state == LinkState::Closed && retrying == (!theirs.is_open() && !config.passive);
    case State::OpenSent:
    case State::OpenConfirm:
      return retrying == (ours.state == LinkState::Connecting);
    case State::Established:
      // Exactly one connection carries the session; the other is at most waiting for an OPEN.
      return !retrying && std::min(ours.state, theirs.state) <= LinkState::Tracked &&
             ours.state != LinkState::Connecting;
  }
  return false;
}

}  // namespace cw::bgp
