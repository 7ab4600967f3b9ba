#include "gateway/tunnel.h"

#include <fmt/core.h>

#include <algorithm>

namespace cw::gateway {
namespace {

using namespace std::chrono_literals;

// The control datagram: "CWT" and a version, the message type, the sender's id, the receiver's id as the sender knows it.
constexpr std::uint32_t kMagic = 0x43575401;
constexpr std::size_t kControlSize = 13;
constexpr Duration kRetryMax = 30s;
constexpr Duration kCheckRetransmit = 1s;

}  // namespace

ModelTunnel::ModelTunnel(const TunnelConfig& config, Rng rng) : config_(config), rng_(rng), retry_(config.retry) {
  status_.peer = to_string(config.peer_outer);
}

void ModelTunnel::step(Instant now, const Input& input, Outbox<Output>& out) {
  std::visit([&](const auto& each) { on(now, each, out); }, input);
  CW_ASSERT_SLOW(is_consistent());
}

void ModelTunnel::on(Instant now, const TunnelStart&, Outbox<Output>& out) {
  if (state_ != State::Idle) return;
  own_id_ = static_cast<std::uint32_t>(rng_.next()) | 1U;
  if (!config_.initiator) {
    state_ = State::Responding;
    return;
  }
  state_ = State::Initiating;
  start_attempt(now, out);
}

void ModelTunnel::on(Instant now, const TunnelStop& stop, Outbox<Output>& out) {
  const bool was_up = state_ == State::Up;
  if (was_up) send(Message::Delete, peer_id_, out);
  reset(now);
  state_ = State::Idle;
  timers_.disarm(Timer::Retransmit);
  if (was_up) out.push(TunnelChanged{.up = false, .reason = stop.reason});
}

void ModelTunnel::on(Instant now, const TunnelReceived& received, Outbox<Output>& out) {
  Reader reader(received.bytes);
  const std::uint32_t magic = reader.u32();
  const std::uint8_t type = reader.u8();
  const std::uint32_t sender = reader.u32();
  const std::uint32_t receiver = reader.u32();
  if (!reader.done() || magic != kMagic || type < 1 || type > 5 || sender == 0 || state_ == State::Idle) {
    ++status_.discarded;
    return;
  }
  const bool for_this_incarnation = receiver == own_id_ && sender == peer_id_;
  switch (static_cast<Message>(type)) {
    case Message::Init:
      // A new Init from a peer we thought up is its INITIAL_CONTACT: it has forgotten us.
      if (state_ == State::Up && sender != peer_id_) go_down(now, "peer started anew", out);
      peer_id_ = sender;
      // Not up yet: only the initiator's next message shows that our answer arrives, as IKE_AUTH does.
      send(Message::InitReply, sender, out);
      return;
    case Message::InitReply:
      if (receiver != own_id_ || state_ != State::Initiating) return;
      go_up(now, sender, "established", out);
      // A check at once, repeated until it is answered: the responder waits for it.
      check_outstanding_ = true;
      send(Message::Check, peer_id_, out);
      timers_.arm(Timer::Liveness, now + std::min(kCheckRetransmit, config_.dpd_interval));
      return;
    case Message::Check:
      if (for_this_incarnation && (state_ == State::Responding || state_ == State::Initiating)) {
        go_up(now, sender, "peer initiated", out);
      }
      if (state_ == State::Up && for_this_incarnation) {
        heard(now);
        send(Message::CheckReply, peer_id_, out);
      } else {
        ++status_.discarded;
      }
      return;
    case Message::CheckReply:
      if (state_ == State::Up && for_this_incarnation) heard(now);
      return;
    case Message::Delete:
      if (state_ == State::Up && for_this_incarnation) go_down(now, "peer deleted the tunnel", out);
      return;
  }
}

void ModelTunnel::on(Instant now, const TunnelTraffic&, Outbox<Output>&) {
  if (state_ == State::Up) heard(now);
}

void ModelTunnel::on(Instant now, const TimerDue&, Outbox<Output>& out) {
  while (const auto due = timers_.take_due(now)) {
    switch (*due) {
      case Timer::Dead:
        go_down(now, fmt::format("no answer for {} (DPD timeout)", cw::to_string(config_.dpd_timeout)), out);
        break;
      case Timer::Liveness:
        ++status_.liveness_checks;
        if (check_outstanding_) ++status_.retransmissions;
        check_outstanding_ = true;
        send(Message::Check, peer_id_, out);
        timers_.arm(Timer::Liveness, now + std::min(kCheckRetransmit, config_.dpd_interval));
        break;
      case Timer::Retransmit:
        ++status_.retransmissions;
        start_attempt(now, out);
        break;
    }
  }
}

void ModelTunnel::start_attempt(Instant now, Outbox<Output>& out) {
  send(Message::Init, 0, out);
  timers_.arm(Timer::Retransmit, now + retry_ + rng_.between(0ms, retry_ / 4));
  retry_ = std::min(retry_ * 2, kRetryMax);
}

void ModelTunnel::go_up(Instant now, std::uint32_t peer_id, const char* reason, Outbox<Output>& out) {
  state_ = State::Up;
  peer_id_ = peer_id;
  retry_ = config_.retry;
  timers_.disarm(Timer::Retransmit);
  heard(now);
  status_.up = true;
  status_.since = now;
  ++status_.established_count;
  out.push(TunnelChanged{.up = true, .reason = reason});
}

void ModelTunnel::reset(Instant now) {
  timers_.disarm(Timer::Liveness);
  timers_.disarm(Timer::Dead);
  check_outstanding_ = false;
  peer_id_ = 0;
  own_id_ = static_cast<std::uint32_t>(rng_.next()) | 1U;
  status_.up = false;
  status_.since = now;
}

void ModelTunnel::go_down(Instant now, const std::string& reason, Outbox<Output>& out) {
  reset(now);
  out.push(TunnelChanged{.up = false, .reason = reason});
  if (config_.initiator) {
    state_ = State::Initiating;
    retry_ = config_.retry;
    start_attempt(now, out);
  } else {
    state_ = State::Responding;
  }
}

void ModelTunnel::heard(Instant now) {
  check_outstanding_ = false;
  timers_.arm(Timer::Liveness, now + config_.dpd_interval);
  timers_.arm(Timer::Dead, now + config_.dpd_timeout);
}

void ModelTunnel::send(Message type, std::uint32_t peer_id, Outbox<Output>& out) const {
  Bytes bytes(kControlSize);
  Writer writer(bytes);
  writer.u32(kMagic);
  writer.u8(static_cast<std::uint8_t>(type));
  writer.u32(own_id_);
  writer.u32(peer_id);
  CW_ASSERT(writer.ok());
  out.push(TunnelSend{std::move(bytes)});
}

std::optional<Instant> ModelTunnel::next_deadline() const { return timers_.next(); }

bool ModelTunnel::is_consistent() const {
  switch (state_) {
    case State::Idle:
    case State::Responding:
      return !timers_.next();
    case State::Initiating:
      return timers_.armed(Timer::Retransmit) && !timers_.armed(Timer::Dead);
    case State::Up:
      return timers_.armed(Timer::Liveness) && timers_.armed(Timer::Dead) && !timers_.armed(Timer::Retransmit) &&
             status_.up;
  }
  return false;
}

TunnelStatus ModelTunnel::status() const { return status_; }

}  // namespace cw::gateway
