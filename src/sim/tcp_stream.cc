#include "sim/tcp_stream.h"

#include <algorithm>

#include "base/assert.h"

namespace cw::sim {

std::optional<TcpSegment> TcpStream::reset_for(const TcpSegment& segment) {
  if (segment.rst) return std::nullopt;
  return TcpSegment{.from = segment.to, .to = segment.from, .rst = true};
}

void TcpStream::end(std::string reason, TcpEffects& out) {
  if (state_ == State::Closed) return;
  state_ = State::Closed;
  retransmit_at_.reset();
  out.ended = true;
  out.reason = std::move(reason);
}

void TcpStream::arm(Instant now) { retransmit_at_ = now + retransmit_; }

void TcpStream::send_handshake(TcpEffects& out) const {
  out.segments.push_back({.from = own_id_, .to = peer_id_, .syn = true, .acknowledges = state_ == State::SynReceived});
}

void TcpStream::connect(Instant now, TcpEffects& out) {
  state_ = State::SynSent;
  progress_ = now;
  send_handshake(out);
  arm(now);
}

void TcpStream::accept(Instant now, const TcpSegment& syn, TcpEffects& out) {
  state_ = State::SynReceived;
  peer_id_ = syn.from;
  progress_ = now;
  send_handshake(out);
  arm(now);
}

void TcpStream::receive(Instant now, const TcpSegment& segment, TcpEffects& out) {
  if (state_ == State::Closed) return;
  if (segment.rst) {
    end(state_ == State::SynSent ? "connection refused" : "connection reset by the peer", out);
    return;
  }
  if (segment.syn) {
    if (state_ == State::SynSent && segment.acknowledges) {
      state_ = State::Open;
      peer_id_ = segment.from;
      progress_ = now;
      retransmit_ = kRetransmitMin;
      retransmit_at_.reset();
      out.connected = true;
      out.segments.push_back({.from = own_id_, .to = peer_id_, .acknowledges = true, .acknowledged = expected_});
      send_window(now, out);
    } else if (state_ == State::SynReceived) {
      send_handshake(out);   // our answer was lost
    } else if (state_ == State::Open) {
      out.segments.push_back({.from = own_id_, .to = peer_id_, .acknowledges = true, .acknowledged = expected_});
    }
    return;
  }
  if (state_ == State::SynSent) return;
  if (state_ == State::SynReceived) {
    state_ = State::Open;
    progress_ = now;
    retransmit_ = kRetransmitMin;
    retransmit_at_.reset();
    out.connected = true;
  }
  if (segment.acknowledges) on_acknowledgement(now, segment, out);
  if (state_ == State::Open && (!segment.data.empty() || segment.fin)) on_data(segment, out);
}

void TcpStream::on_acknowledgement(Instant now, const TcpSegment& segment, TcpEffects& out) {
  const std::uint64_t upto = std::min(segment.acknowledged, end_of_stream());
  if (upto > acknowledged_) {
    const std::uint64_t bytes = std::min<std::uint64_t>(upto - acknowledged_, buffer_.size());
    fin_acknowledged_ = fin_acknowledged_ || upto > end_of_data();
    buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(bytes));
    acknowledged_ += bytes;
    next_ = std::max(next_, upto);
    out.space += static_cast<std::size_t>(bytes);
    duplicate_acks_ = 0;
    progress_ = now;
    retransmit_ = kRetransmitMin;
    window_ = std::min(window_ * 2, kTcpWindow);
    retransmit_at_.reset();
    if (fin_acknowledged_) {
      end("", out);
      return;
    }
    if (end_of_stream() > acknowledged_ && next_ > acknowledged_) arm(now);
  } else if (segment.data.empty() && !segment.fin && next_ > acknowledged_ && ++duplicate_acks_ == 3) {
    send_piece(acknowledged_, out);
    ++retransmissions_;
  }
  send_window(now, out);
}

void TcpStream::on_data(const TcpSegment& segment, TcpEffects& out) {
  if (segment.fin) peer_end_ = segment.sequence + segment.data.size();
  const std::uint64_t end_of_segment = segment.sequence + segment.data.size();
  if (end_of_segment > expected_ && segment.sequence < expected_ + kTcpWindow) {
    Bytes& kept = early_[segment.sequence];
    if (kept.size() < segment.data.size()) kept = segment.data;
  }
  while (!early_.empty() && early_.begin()->first <= expected_) {
    const auto first = early_.begin();
    const std::uint64_t skip = expected_ - first->first;
    if (skip < first->second.size()) {
      out.delivered.insert(out.delivered.end(), first->second.begin() + static_cast<std::ptrdiff_t>(skip), first->second.end());
      expected_ += first->second.size() - skip;
    }
    early_.erase(first);
  }
  const bool finished = peer_end_ && *peer_end_ == expected_;
  out.segments.push_back({.from = own_id_, .to = peer_id_, .acknowledges = true,
                          .acknowledged = expected_ + (finished ? 1 : 0)});
  if (finished) end(fin_wanted_ ? "" : "closed by the peer", out);
}

void TcpStream::send(Instant now, ByteSpan bytes, TcpEffects& out) {
  if (state_ == State::Closed || fin_wanted_) return;
  if (next_ == acknowledged_) progress_ = now;
  buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
  send_window(now, out);
}

void TcpStream::close(Instant now, TcpEffects& out) {
  if (state_ == State::SynSent || state_ == State::SynReceived) {
    end("", out);
    return;
  }
  if (state_ == State::Closed || fin_wanted_) return;
  if (next_ == acknowledged_) progress_ = now;
  fin_wanted_ = true;
  send_window(now, out);
}

void TcpStream::send_piece(std::uint64_t sequence, TcpEffects& out) {
  const std::uint64_t offset = sequence - acknowledged_;
  const std::uint64_t left = buffer_.size() - std::min<std::uint64_t>(offset, buffer_.size());
  const std::uint64_t size = std::min<std::uint64_t>(left, kTcpSegmentMax);
  TcpSegment segment{.from = own_id_, .to = peer_id_, .acknowledges = true, .sequence = sequence, .acknowledged = expected_};
  const auto begin = buffer_.begin() + static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(offset, buffer_.size()));
  segment.data.assign(begin, begin + static_cast<std::ptrdiff_t>(size));
  segment.fin = fin_wanted_ && sequence + size == end_of_data();
  next_ = std::max(next_, sequence + size + (segment.fin ? 1 : 0));
  out.segments.push_back(std::move(segment));
}

void TcpStream::send_window(Instant now, TcpEffects& out) {
  if (state_ != State::Open) return;
  const std::uint64_t limit = acknowledged_ + std::min(window_, kTcpWindow);
  while (next_ < end_of_stream() && next_ < limit) {
    send_piece(next_, out);
    if (!retransmit_at_) arm(now);
  }
}

void TcpStream::on_timer(Instant now, TcpEffects& out) {
  if (!retransmit_at_ || *retransmit_at_ > now || state_ == State::Closed) return;
  const bool handshake = state_ == State::SynSent || state_ == State::SynReceived;
  if (now - progress_ >= (handshake ? kConnectTimeout : kGiveUp)) {
    end(handshake ? "connect timed out" : "timed out: nothing acknowledged for 15 min", out);
    return;
  }
  ++retransmissions_;
  retransmit_ = std::min(retransmit_ * 2, kRetransmitMax);
  arm(now);
  // Not past the moment of giving up, so that it is exact.
  retransmit_at_ = std::min(*retransmit_at_, progress_ + (handshake ? kConnectTimeout : kGiveUp));
  if (handshake) {
    send_handshake(out);
    return;
  }
  window_ = kTcpSegmentMax;
  next_ = acknowledged_;
  duplicate_acks_ = 0;
  send_window(now, out);
}

std::optional<Instant> TcpStream::next_deadline() const { return state_ == State::Closed ? std::nullopt : retransmit_at_; }

}  // namespace cw::sim
