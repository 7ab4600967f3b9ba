// What a session advertises and when it sends: intervals, Poll Sequences, jitter.
#include <algorithm>
#include <utility>

#include "base/assert.h"
#include "bfd/session.h"

namespace cw::bfd {

namespace {

using wire::bfd::ControlPacket;

std::uint32_t to_us(Duration value) {
  return static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::microseconds>(value).count());
}

}  // namespace

// ---- intervals and Poll Sequences, RFC 5880 §6.8.3 and §6.5 --------------------------------------------------------

/// Brings the advertised and the used intervals in line with configuration and state.
void Session::adopt_intervals() {
  const Duration desired =
      state_ == State::Up ? config_.desired_min_tx : std::max(config_.desired_min_tx, kSlowTxInterval);
  const bool changed = desired != desired_min_tx_ || config_.required_min_rx != required_min_rx_;
  desired_min_tx_ = desired;
  required_min_rx_ = config_.required_min_rx;
  if (changed) request_poll();
  // While Up, a longer transmit interval and a shorter detection time wait for the end of the Poll Sequence, when the
  // peer is known to have heard of them; every other change takes effect at once.
  const bool must_wait = state_ == State::Up && poll_ != Poll::None;
  if (!must_wait || desired_min_tx_ < desired_tx_in_use_) desired_tx_in_use_ = desired_min_tx_;
  if (!must_wait || required_min_rx_ > required_rx_in_use_) required_rx_in_use_ = required_min_rx_;
}

void Session::request_poll() {
  if (!peer_known()) return;  // nobody could answer
  if (poll_ == Poll::Sent) poll_again_ = true;
  if (poll_ == Poll::None) poll_ = Poll::Wanted;
}

void Session::end_poll() {
  if (poll_ != Poll::Sent) return;  // a Final nobody asked for
  if (std::exchange(poll_again_, false)) {
    poll_ = Poll::Wanted;  // it answered the parameters before the last change
    return;
  }
  poll_ = Poll::None;
  desired_tx_in_use_ = desired_min_tx_;
  required_rx_in_use_ = required_min_rx_;
}

// ---- transmission, RFC 5880 §6.8.7 ---------------------------------------------------------------------------------

void Session::send(Instant now, Answer answer, Outbox<Output>& out) {
  if (answer == Answer::No) {
    if (poll_ == Poll::Wanted) poll_ = Poll::Sent;
    last_sent_ = now;
    timers_.disarm(TimerId::Transmit);  // refresh_transmit() times the next from here
  }
  const ControlPacket packet{
      .diagnostic = static_cast<std::uint8_t>(diagnostic_),
      .state = state_,
      .poll = answer == Answer::No && poll_ != Poll::None,
      .final = answer == Answer::Final,
      .detect_multiplier = config_.detect_multiplier,
      .my_discriminator = local_discriminator_,
      .your_discriminator = remote_discriminator_,
      .desired_min_tx_us = to_us(desired_min_tx_),
      .required_min_rx_us = to_us(required_min_rx_),
  };
  SendPacket output;
  Writer writer(output.bytes);
  wire::bfd::encode(packet, writer);
  CW_ASSERT(writer.ok() && writer.size() == wire::bfd::kControlPacketSize);
  ++counters_.packets_out;
  out.push(output);
}

/// A packet between the periodic ones, because its contents differ from the last (§6.8.7, SHOULD).
void Session::announce(Instant now, Outbox<Output>& out) {
  if (may_transmit()) send(now, Answer::No, out);
}

/// Keeps Transmit in line with what is allowed and with the interval. The jitter is drawn anew only for a new packet or
/// a new interval; drawing it for every received packet would favour long intervals.
void Session::refresh_transmit(Instant now) {
  if (!started_ || !may_transmit_periodically()) {
    timers_.disarm(TimerId::Transmit);
    return;
  }
  const Duration interval = negotiated_tx_interval();
  if (timers_.armed(TimerId::Transmit) && interval == scheduled_interval_) return;
  scheduled_interval_ = interval;
  timers_.arm(TimerId::Transmit, std::max(now, last_sent_ + jittered(interval)));
}

Duration Session::jittered(Duration interval) {
  // "reduced by a random value of 0 to 25%"; with a multiplier of one "no more than 90%", or a single late packet would
  // end the session.
  const Duration low = interval - interval / 4;
  const Duration high = config_.detect_multiplier == 1 ? interval * 9 / 10 : interval;
  return rng_.between(low, high);
}

bool Session::may_transmit() const { return !config_.passive || peer_known(); }

bool Session::may_transmit_periodically() const {
  const bool demanded = remote_demand_ && state_ == State::Up && remote_state_ == State::Up;
  return may_transmit() && remote_min_rx_ != Duration::zero() && (!demanded || poll_ != Poll::None);
}

Duration Session::negotiated_tx_interval() const { return std::max(desired_tx_in_use_, remote_min_rx_); }

Duration Session::agreed_rx_interval() const { return std::max(required_rx_in_use_, remote_min_tx_); }

Duration Session::detection_time() const { return remote_detect_multiplier_ * agreed_rx_interval(); }

}  // namespace cw::bfd
