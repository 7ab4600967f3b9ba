/// One end of a simulated TCP connection: handshake, sequence numbers, cumulative acknowledgement, retransmission with
/// back-off, a congestion window, in-order delivery, FIN and RST. Enough for BGP to meet what it meets in the field.
///
/// Deviations:  no SACK, no delayed acknowledgement, no urgent data, no half-open application: a FIN ends both ways.
/// Inputs:      connect or accept first; then receive, send, close and on_timer in any order.
/// Outputs:     TcpEffects, in the order: segments to send, then what the application is told.
/// Timers:      Retransmit: 200 ms doubling to 10 s while something is unacknowledged; the end gives up 15 min after the
///              last progress, a connect after 3 s.
/// Limits:      64 KiB in flight; what arrives out of order beyond that is dropped.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/time.h"

namespace cw::sim {

using namespace std::chrono_literals;

inline constexpr std::size_t kTcpSegmentMax = 1340;   ///< fits a tunnel's MTU of 1,400
inline constexpr std::size_t kTcpWindow = 64 * 1024;
inline constexpr Duration kRetransmitMin = 200ms;
inline constexpr Duration kRetransmitMax = 10s;
inline constexpr Duration kGiveUp = 15min;           ///< as Linux does (tcp_retries2): BGP's hold time must be what notices
inline constexpr Duration kConnectTimeout = 3s;

struct TcpSegment {
  std::uint32_t from = 0, to = 0;      ///< connection ids of the two ends; to = 0 in a SYN
  bool syn = false, acknowledges = false, fin = false, rst = false;
  std::uint64_t sequence = 0;          ///< of the first byte; the stream starts at 0, a FIN takes one number
  std::uint64_t acknowledged = 0;
  Bytes data;
};

struct TcpEffects {
  std::vector<TcpSegment> segments;
  bool connected = false;
  Bytes delivered;
  std::size_t space = 0;               ///< bytes of ours that the peer has acknowledged
  bool ended = false;                  ///< no longer usable: `reason`; a closing end ends silently
  std::string reason;
};

class TcpStream {
 public:
  enum class State : std::uint8_t { SynSent, SynReceived, Open, Closed };

  explicit TcpStream(std::uint32_t own_id) : own_id_(own_id) {}

  void connect(Instant now, TcpEffects& out);
  void accept(Instant now, const TcpSegment& syn, TcpEffects& out);
  void receive(Instant now, const TcpSegment& segment, TcpEffects& out);
  void send(Instant now, ByteSpan bytes, TcpEffects& out);
  void close(Instant now, TcpEffects& out);   ///< FIN after what was sent; a connect under way is given up
  void on_timer(Instant now, TcpEffects& out);
  [[nodiscard]] std::optional<Instant> next_deadline() const;

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] std::uint32_t peer_id() const { return peer_id_; }
  [[nodiscard]] std::size_t unacknowledged() const { return buffer_.size(); }
  [[nodiscard]] std::uint64_t retransmissions() const { return retransmissions_; }

  /// The answer to a segment for a connection that does not exist; nullopt when that was a RST itself.
  static std::optional<TcpSegment> reset_for(const TcpSegment& segment);

 private:
  void end(std::string reason, TcpEffects& out);
  void on_acknowledgement(Instant now, const TcpSegment& segment, TcpEffects& out);
  void on_data(const TcpSegment& segment, TcpEffects& out);
  void send_handshake(TcpEffects& out) const;
  void send_window(Instant now, TcpEffects& out);
  void send_piece(std::uint64_t sequence, TcpEffects& out);
  [[nodiscard]] std::uint64_t end_of_data() const { return acknowledged_ + buffer_.size(); }
  [[nodiscard]] std::uint64_t end_of_stream() const { return end_of_data() + (fin_wanted_ && !fin_acknowledged_ ? 1 : 0); }
  void arm(Instant now);

  std::uint32_t own_id_;
  std::uint32_t peer_id_ = 0;
  State state_ = State::SynSent;
  std::deque<std::byte> buffer_;      ///< from acknowledged_ on
  std::uint64_t acknowledged_ = 0, next_ = 0;
  std::size_t window_ = 10 * kTcpSegmentMax;   ///< congestion window
  unsigned duplicate_acks_ = 0;
  bool fin_wanted_ = false, fin_acknowledged_ = false;
  std::uint64_t expected_ = 0;        ///< next byte wanted
  std::map<std::uint64_t, Bytes> early_;
  std::optional<std::uint64_t> peer_end_;
  Duration retransmit_ = kRetransmitMin;
  std::optional<Instant> retransmit_at_;
  Instant progress_{};                ///< when the peer last acknowledged something new, or we began to wait
  std::uint64_t retransmissions_ = 0;
};

}  // namespace cw::sim
