/// One BFD session with one peer, asynchronous mode (RFC 5880, RFC 5881 single hop, RFC 5883 multihop).
///
/// Standards:   RFC 5880 §6.8, asynchronous mode; no echo function (§6.4), no authentication (§6.7); demand mode (§6.6)
///              is never asked for, and respected when the peer asks for it. RFC 5881 (TTL 255), RFC 5883, RFC 5882 §3.2.
/// Deviations:  the detection time grows once by our own lateness (see DetectionExtended); a peer that has been silent
///              for a detection time is forgotten with its Required Min RX too, so that a "send me nothing" (zero) of
///              an earlier life cannot silence both ends for ever.
/// Inputs:      AdminUp, AdminDown, SetIntervals: the operator. PacketReceived: every datagram that select_session()
///              gave to this session. PathLost: the world knows that the path is gone. TimerDue: next_deadline() passed.
///              A new session is Down and silent; AdminUp, or a packet of the peer, starts it. In AdminDown it keeps
///              telling the peer so, once a second (§6.8.16).
/// Outputs:     SendPacket: to the peer's control port; may be lost without harm. StateChanged: never lost; it is what
///              routing protocols act on. DetectionExtended: for the journal and the counters.
/// Timers:      Transmit: larger of our desired min TX and the peer's required min RX, at least 1 s while not Up (§6.8.3),
///              shortened by 0 to 25 %, with multiplier 1 by 10 to 25 % (§6.8.7).
///              Detect:   peer's multiplier x the larger of our required min RX and its desired min TX (§6.8.4).
/// Limits:      one session per (interface, peer address) or per local discriminator; at most three outputs per step
///              and timer.
/// Invariants:  Detect is armed if and only if the peer's discriminator is known and the state is not AdminDown; in Init
///              and Up it is always known. Transmit is armed if and only if the session was started and §6.8.7 allows
///              periodic packets.
#pragma once

#include <array>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/address.h"
#include "base/bytes.h"
#include "base/machine.h"
#include "base/random.h"
#include "base/strong.h"
#include "bfd/types.h"
#include "wire/bfd/control_packet.h"

namespace cw::bfd {

using namespace std::chrono_literals;

inline constexpr std::uint16_t kSingleHopPort = 3784;  ///< RFC 5881 §4
inline constexpr std::uint16_t kMultihopPort = 4784;   ///< RFC 5883 §5

inline constexpr Duration kIntervalMin = 3300us;          ///< lowest interval a session can be given; ours, as routers'
inline constexpr Duration kIntervalMax = 10s;             ///< highest; ours
inline constexpr Duration kSlowTxInterval = 1s;           ///< RFC 5880 §6.8.3: not below this while not Up

struct SessionConfig {
  IpAddress local_address;
  IpAddress peer_address;
  Duration desired_min_tx = 300ms;     ///< 3.3 ms to 10 s; MSEE 300 ms (ERBFD20)
  Duration required_min_rx = 300ms;    ///< same range
  std::uint8_t detect_multiplier = 3;  ///< 1 to 255; jitter rule differs at 1 (RFC 5880 §6.8.7)
  bool multihop = false;
  std::uint8_t ttl_min = 255;          ///< multihop: lowest TTL accepted
  bool passive = false;                ///< RFC 5880 §6.1: send nothing until the peer has been heard
};
/// What is wrong with a configuration, one sentence each; a Session must only be made from one without problems.
std::vector<std::string> problems(const SessionConfig& config);

struct AdminUp {};
struct AdminDown {};
struct PacketReceived { ByteSpan bytes; std::uint8_t ttl = 255; };
/// New timing, without dropping the session (§6.8.3). Values outside their range are moved to its nearest end.
struct SetIntervals { Duration desired_min_tx{}; Duration required_min_rx{}; std::uint8_t detect_multiplier = 3; };
/// The path under the session is known to be gone (carrier lost): Down with diagnostic PathDown at once.
struct PathLost {};
using Input = std::variant<AdminUp, AdminDown, PacketReceived, SetIntervals, PathLost, TimerDue>;

struct SendPacket { std::array<std::byte, 24> bytes{}; };  ///< to the peer's control port, TTL 255
struct StateChanged {
  State from = State::Down;
  State to = State::Down;
  Diagnostic diagnostic = Diagnostic::None;   ///< ours
  bool peer_admin_down = false;               ///< the peer said AdminDown: not a failure of the path (RFC 5882 §3.2)
  std::string reason;
};
/// The timer of detection came later than one receive interval: this node was asleep, and the peer's packets may still
/// wait in a socket. The session gets that time on top, at most one detection time, once per silence.
struct DetectionExtended { Duration late_by{}; };
using Output = std::variant<SendPacket, StateChanged, DetectionExtended>;

struct SessionStatus {
  State state = State::Down;
  State remote_state = State::Down;
  Diagnostic diagnostic = Diagnostic::None;
  Discriminator local_discriminator;
  Discriminator remote_discriminator;      ///< zero while the peer is unknown
  Duration negotiated_tx_interval{};       ///< before jitter
  Duration detection_time{};               ///< zero while the peer is unknown
  std::uint8_t remote_detect_multiplier = 0;
  Instant since{};                         ///< of the last change of state
  std::uint64_t packets_in = 0;            ///< all that were given to the session
  std::uint64_t packets_out = 0;
  std::uint64_t packets_discarded = 0;     ///< of packets_in
  std::uint64_t up_count = 0;              ///< changes to Up
  std::uint64_t down_count = 0;            ///< changes from Up to Down; our own AdminDown does not count
  std::uint64_t detections_extended = 0;
};

/// Which session a received datagram is for (RFC 5880 §6.3): the discriminator of ours that the packet names, or zero,
/// which means: the session with this peer address (and, single hop, on this interface).
///
/// errors:  the packet is one that RFC 5880 §6.8.6 discards before a session is looked for.
[[nodiscard]] std::expected<Discriminator, wire::bfd::Discard> select_session(ByteSpan payload);

class Session {
 public:
  using Input = bfd::Input;
  using Output = bfd::Output;
  /// config:  one without problems(). local: not zero, unique on the node.
  Session(const SessionConfig& config, Discriminator local, Rng rng);
  void step(Instant now, const Input& input, Outbox<Output>& out);
  [[nodiscard]] std::optional<Instant> next_deadline() const;
  [[nodiscard]] bool is_consistent() const;
  [[nodiscard]] SessionStatus status() const;
  [[nodiscard]] State state() const { return state_; }

 private:
  enum class TimerId : std::uint8_t { Transmit, Detect };
  /// A Poll Sequence (§6.5): Wanted until its first packet has left, so that an older Final cannot end it.
  enum class Poll : std::uint8_t { None, Wanted, Sent };
  enum class Answer : std::uint8_t { No, Final };

  void on(Instant now, const AdminUp& input, Outbox<Output>& out);
  void on(Instant now, const AdminDown& input, Outbox<Output>& out);
  void on(Instant now, const PacketReceived& input, Outbox<Output>& out);
  void on(Instant now, const SetIntervals& input, Outbox<Output>& out);
  void on(Instant now, const PathLost& input, Outbox<Output>& out);
  void on(Instant now, const TimerDue& input, Outbox<Output>& out);

  [[nodiscard]] std::optional<wire::bfd::ControlPacket> accept(const PacketReceived& input) const;
  void remember(const wire::bfd::ControlPacket& packet);
  void judge(Instant now, const wire::bfd::ControlPacket& packet, Outbox<Output>& out);
  void forget_peer();
  void on_silence(Instant now, Instant deadline, Outbox<Output>& out);

  struct Why {
    Diagnostic diagnostic = Diagnostic::None;
    std::string reason;
    bool peer_admin_down = false;
  };
  void go(Instant now, State to, Why why, Outbox<Output>& out);

  void adopt_intervals();
  void request_poll();
  void end_poll();

  void send(Instant now, Answer answer, Outbox<Output>& out);
  void announce(Instant now, Outbox<Output>& out);
  void refresh_transmit(Instant now);

  // The RFC's formulas under the RFC's names.
  [[nodiscard]] bool peer_known() const { return remote_discriminator_.value != 0; }
  [[nodiscard]] Duration negotiated_tx_interval() const;
  [[nodiscard]] Duration agreed_rx_interval() const;
  [[nodiscard]] Duration detection_time() const;
  [[nodiscard]] bool may_transmit() const;
  [[nodiscard]] bool may_transmit_periodically() const;
  [[nodiscard]] Duration jittered(Duration interval);

  SessionConfig config_;
  Discriminator local_discriminator_;
  Rng rng_;
  Deadlines<TimerId, 2> timers_;

  // RFC 5880 §6.8.1.
  State state_ = State::Down;
  State remote_state_ = State::Down;
  Discriminator remote_discriminator_;
  Diagnostic diagnostic_ = Diagnostic::None;
  Duration desired_min_tx_;      ///< as advertised
  Duration required_min_rx_;     ///< as advertised
  Duration desired_tx_in_use_;   ///< differs from the advertised one while a Poll Sequence has not ended
  Duration required_rx_in_use_;  ///< likewise
  Duration remote_min_rx_;
  Duration remote_min_tx_{};
  std::uint8_t remote_detect_multiplier_ = 0;
  bool remote_demand_ = false;

  Poll poll_ = Poll::None;
  bool poll_again_ = false;  ///< parameters changed while a Poll Sequence was under way
  bool started_ = false;
  bool extended_ = false;    ///< the detection time was extended since the last packet
  Instant last_step_ = Instant::min();
  Instant last_sent_{};          ///< the packet from which the next periodic one is timed
  Duration scheduled_interval_{};  ///< the interval for which Transmit was armed
  SessionStatus counters_;       ///< only its counters and `since` are kept current
};
static_assert(Machine<Session>);

}  // namespace cw::bfd
