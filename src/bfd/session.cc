#include "bfd/session.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "base/assert.h"
#include "base/time.h"

namespace cw::bfd {

namespace {

using wire::bfd::ControlPacket;

constexpr Duration kUnknownRemoteMinRx = 1us;  ///< RFC 5880 §6.8.1: bfd.RemoteMinRxInterval starts at 1

Duration from_us(std::uint32_t value) { return std::chrono::microseconds(value); }

bool in_range(Duration interval) { return interval >= kIntervalMin && interval <= kIntervalMax; }

}  // namespace

// ---- one input each ------------------------------------------------------------------------------------------------

Session::Session(const SessionConfig& config, Discriminator local, Rng rng)
    : config_(config),
      local_discriminator_(local),
      rng_(rng),
      desired_min_tx_(std::max(config.desired_min_tx, kSlowTxInterval)),
      required_min_rx_(config.required_min_rx),
      desired_tx_in_use_(desired_min_tx_),
      required_rx_in_use_(required_min_rx_),
      remote_min_rx_(kUnknownRemoteMinRx) {
  CW_ASSERT(in_range(config.desired_min_tx) && in_range(config.required_min_rx));
  CW_ASSERT(config.detect_multiplier != 0);
  CW_ASSERT(local.value != 0);
}

void Session::step(Instant now, const Input& input, Outbox<Output>& out) {
  CW_ASSERT(now >= last_step_);
  last_step_ = now;
  std::visit([&](const auto& each) { on(now, each, out); }, input);
  refresh_transmit(now);
  CW_ASSERT_SLOW(is_consistent());
}

void Session::on(Instant now, const AdminUp&, Outbox<Output>& out) {
  if (state_ == State::AdminDown) {
    go(now, State::Down, {.reason = "administratively enabled"}, out);
    announce(now, out);
  } else if (!started_) {
    started_ = true;
    announce(now, out);
  }
}

void Session::on(Instant now, const AdminDown&, Outbox<Output>& out) {
  if (state_ == State::AdminDown) return;
  // RFC 5880 §6.8.16. Packets go on, so that the peer learns the reason and does not take it for a failure.
  go(now, State::AdminDown, {.diagnostic = Diagnostic::AdministrativelyDown, .reason = "administratively down"}, out);
  announce(now, out);
}

void Session::on(Instant now, const PathLost&, Outbox<Output>& out) {
  if (state_ == State::AdminDown) return;
  if (state_ == State::Down) {
    diagnostic_ = Diagnostic::PathDown;
    return;
  }
  go(now, State::Down, {.diagnostic = Diagnostic::PathDown, .reason = "path lost"}, out);
  announce(now, out);
}

void Session::on(Instant now, const SetIntervals& input, Outbox<Output>& out) {
  const SessionConfig before = config_;
  config_.desired_min_tx = std::clamp(input.desired_min_tx, kIntervalMin, kIntervalMax);
  config_.required_min_rx = std::clamp(input.required_min_rx, kIntervalMin, kIntervalMax);
  config_.detect_multiplier = std::max<std::uint8_t>(input.detect_multiplier, 1);
  const Duration detection_before = detection_time();
  adopt_intervals();
  if (timers_.armed(TimerId::Detect) && detection_time() != detection_before) {
    const Instant moved = *timers_.at(TimerId::Detect) + (detection_time() - detection_before);
    timers_.arm(TimerId::Detect, std::max(now, moved));
  }
  const bool changed = config_.desired_min_tx != before.desired_min_tx ||
                       config_.required_min_rx != before.required_min_rx ||
                       config_.detect_multiplier != before.detect_multiplier;
  if (changed && started_) announce(now, out);
}

void Session::on(Instant now, const TimerDue&, Outbox<Output>& out) {
  // At most one of each: what a handler arms is later than `now`.
  const std::optional<Instant> detect_at = timers_.at(TimerId::Detect);
  while (const std::optional<TimerId> due = timers_.take_due(now)) {
    switch (*due) {
      case TimerId::Transmit:
        send(now, Answer::No, out);
        refresh_transmit(now);
        break;
      case TimerId::Detect:
        on_silence(now, *detect_at, out);
        refresh_transmit(now);
        break;
    }
  }
}

// ---- reception, RFC 5880 §6.8.6 ------------------------------------------------------------------------------------

std::optional<ControlPacket> Session::accept(const PacketReceived& input) const {
  // RFC 5881 §5: without authentication, packets with a TTL other than 255 MUST be discarded.
  const std::uint8_t ttl_min = config_.multihop ? config_.ttl_min : std::uint8_t{255};
  if (input.ttl < ttl_min) return std::nullopt;
  const auto packet = wire::bfd::decode(input.bytes);
  if (!packet) return std::nullopt;
  const Discriminator yours = packet->your_discriminator;
  if (yours.value != 0 && yours != local_discriminator_) return std::nullopt;
  return *packet;
}

void Session::on(Instant now, const PacketReceived& input, Outbox<Output>& out) {
  ++counters_.packets_in;
  const std::optional<ControlPacket> packet = accept(input);
  if (!packet) {
    ++counters_.packets_discarded;
    return;
  }
  started_ = true;
  remember(*packet);
  if (packet->final) end_poll();
  if (state_ == State::AdminDown) {
    ++counters_.packets_discarded;
    return;
  }

  const State before = state_;
  judge(now, *packet, out);
  extended_ = false;
  timers_.arm(TimerId::Detect, now + detection_time());
  if (packet->poll) {
    // RFC 5880 §6.8.7: an answer "as soon as practicable, without respect to the transmission timer". It carries a
    // change of state as well, so one packet is enough.
    send(now, Answer::Final, out);
    if (state_ != before) {
      last_sent_ = now;
      timers_.disarm(TimerId::Transmit);
    }
  } else if (state_ != before) {
    announce(now, out);
  }
}

void Session::remember(const ControlPacket& packet) {
  remote_discriminator_ = packet.my_discriminator;
  remote_state_ = packet.state;
  remote_demand_ = packet.demand;
  remote_min_rx_ = from_us(packet.required_min_rx_us);
  remote_min_tx_ = from_us(packet.desired_min_tx_us);
  remote_detect_multiplier_ = packet.detect_multiplier;
}

void Session::judge(Instant now, const ControlPacket& packet, Outbox<Output>& out) {
  if (packet.state == State::AdminDown) {
    if (state_ == State::Down) return;
    go(now, State::Down,
       {.diagnostic = Diagnostic::NeighborSignaledSessionDown, .reason = "peer is administratively down",
        .peer_admin_down = true}, out);
    return;
  }
  switch (state_) {
    case State::AdminDown:
      break;  // discarded before
    case State::Down:
      // The diagnostic of the last failure stays in our packets until the session is Up: the peer should read it.
      if (packet.state == State::Down) go(now, State::Init, {diagnostic_, "peer is Down"}, out);
      if (packet.state == State::Init) go(now, State::Up, {Diagnostic::None, "peer is Init"}, out);
      break;
    case State::Init:
      if (packet.state == State::Init || packet.state == State::Up) {
        go(now, State::Up, {Diagnostic::None, fmt::format("peer is {}", to_string(packet.state))}, out);
      }
      break;
    case State::Up:
      if (packet.state == State::Down) {
        const auto theirs = wire::bfd::diagnostic_of(packet.diagnostic);
        go(now, State::Down,
           {Diagnostic::NeighborSignaledSessionDown,
            theirs ? fmt::format("peer signalled Down: {}", to_string(*theirs))
                   : fmt::format("peer signalled Down: diagnostic {}", packet.diagnostic)},
           out);
      }
      break;
  }
}

// ---- detection, RFC 5880 §6.8.4 ------------------------------------------------------------------------------------

void Session::on_silence(Instant now, Instant deadline, Outbox<Output>& out) {
  const Duration late_by = now - deadline;
  if (state_ == State::Down) {
    forget_peer();
    return;
  }
  CW_ASSERT(state_ == State::Init || state_ == State::Up);
  if (late_by > agreed_rx_interval() && !extended_) {
    extended_ = true;
    ++counters_.detections_extended;
    timers_.arm(TimerId::Detect, now + std::min(late_by, detection_time()));
    out.push(DetectionExtended{.late_by = late_by});
    return;
  }
  Why why{.diagnostic = Diagnostic::ControlDetectionTimeExpired,
          .reason = fmt::format("no packet for {} ({} x {})", cw::to_string(detection_time()),
                                remote_detect_multiplier_, cw::to_string(agreed_rx_interval()))};
  forget_peer();
  go(now, State::Down, std::move(why), out);
  announce(now, out);
}

/// RFC 5880 §6.8.1: bfd.RemoteDiscr "MUST be set to zero" when a detection time passes without a packet.
void Session::forget_peer() {
  remote_discriminator_ = {};
  remote_state_ = State::Down;
  remote_demand_ = false;
  remote_min_rx_ = kUnknownRemoteMinRx;
  remote_min_tx_ = {};
  remote_detect_multiplier_ = 0;
  extended_ = false;
  end_poll();
  poll_ = Poll::None;
  poll_again_ = false;
  desired_tx_in_use_ = desired_min_tx_;
  required_rx_in_use_ = required_min_rx_;
  timers_.disarm(TimerId::Detect);
}

// ---- the one place where the state changes -------------------------------------------------------------------------

void Session::go(Instant now, State to, Why why, Outbox<Output>& out) {
  CW_ASSERT(to != state_);
  const State from = std::exchange(state_, to);
  diagnostic_ = why.diagnostic;
  started_ = true;
  counters_.since = now;
  if (to == State::Up) ++counters_.up_count;
  if (from == State::Up && to == State::Down) ++counters_.down_count;
  adopt_intervals();
  if (to == State::AdminDown) timers_.disarm(TimerId::Detect);
  if (from == State::AdminDown && peer_known()) timers_.arm(TimerId::Detect, now + detection_time());
  out.push(StateChanged{.from = from, .to = to, .diagnostic = diagnostic_,
                        .peer_admin_down = why.peer_admin_down, .reason = std::move(why.reason)});
}

// ---- questions -----------------------------------------------------------------------------------------------------

std::optional<Instant> Session::next_deadline() const { return timers_.next(); }

bool Session::is_consistent() const {
  const bool detect = timers_.armed(TimerId::Detect);
  const bool transmit = timers_.armed(TimerId::Transmit);
  if (transmit != (started_ && may_transmit_periodically())) return false;
  if (poll_again_ && poll_ != Poll::Sent) return false;
  if (poll_ != Poll::None && !peer_known()) return false;
  switch (state_) {
    case State::AdminDown: return !detect;
    case State::Down: return detect == peer_known() && desired_min_tx_ >= kSlowTxInterval;
    case State::Init: return detect && peer_known() && desired_min_tx_ >= kSlowTxInterval;
    case State::Up: return detect && peer_known() && desired_min_tx_ == config_.desired_min_tx;
  }
  return false;
}

SessionStatus Session::status() const {
  SessionStatus status = counters_;
  status.state = state_;
  status.remote_state = remote_state_;
  status.diagnostic = diagnostic_;
  status.local_discriminator = local_discriminator_;
  status.remote_discriminator = remote_discriminator_;
  status.negotiated_tx_interval = negotiated_tx_interval();
  status.detection_time = detection_time();
  status.remote_detect_multiplier = remote_detect_multiplier_;
  return status;
}

std::expected<Discriminator, wire::bfd::Discard> select_session(ByteSpan payload) {
  const auto packet = wire::bfd::decode(payload);
  if (!packet) return std::unexpected(packet.error());
  return packet->your_discriminator;
}

std::vector<std::string> problems(const SessionConfig& config) {
  std::vector<std::string> found;
  const auto check_interval = [&](std::string_view name, Duration value) {
    if (in_range(value)) return;
    found.push_back(fmt::format("{} is {}; it must be {} to {}", name, cw::to_string(value),
                                cw::to_string(kIntervalMin), cw::to_string(kIntervalMax)));
  };
  check_interval("desired_min_tx", config.desired_min_tx);
  check_interval("required_min_rx", config.required_min_rx);
  if (config.detect_multiplier == 0) found.push_back("detect_multiplier is 0; it must be 1 to 255");
  if (config.multihop && config.ttl_min == 0) found.push_back("ttl_min is 0; it must be 1 to 255");
  if (config.local_address.family != config.peer_address.family) {
    found.push_back("local_address and peer_address are of different families");
  }
  if (config.peer_address.is_unspecified()) found.push_back("peer_address is not given");
  return found;
}

}  // namespace cw::bfd
