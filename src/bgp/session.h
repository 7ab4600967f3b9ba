/// One BGP-4 session with one peer: the state machine of RFC 4271 §8 for both of its possible TCP connections,
/// collision handling (§6.8), capability negotiation, UPDATE packing and limits. It knows nothing of routes beyond
/// their bytes: what was learned goes out as RoutesReceived, what to send comes in as Announce and Withdraw.
///
/// Standards:   RFC 4271 §6, §8; RFC 6286 (identifiers), 6608 (FSM subcodes), 5492 and 4760 (capabilities, families),
///              6793 (four-octet AS), 2918 and 7313 (refresh), 4724 and 8538 (restart, helper side), 7911 (ADD-PATH),
///              8654 (extended messages), 7606 (errors, done by the codec), 4486, 9003 and 9384 (Cease).
/// Deviations:  - A failed connect in Connect, and a connection lost while DelayOpen runs, go to Active, not Idle, so
///                that the peer's connection is still taken while ours waits to be retried.
///              - A session that failed restarts by itself after IdleHold (DampPeerOscillations, always on).
///              - A connect still under way is given up when the peer's connection reaches OpenConfirm.
///              - An Established session keeps its connection in a collision; RFC 4724 §5 lets a restarted peer's new
///                connection replace it, on its OPEN (other direction, and not within 2 s of establishing, which would
///                be a collision) or at once (same direction).
///              - A second connection of the same direction beside an Established one is closed without NOTIFICATION.
///              - An AFI/SAFI that RFC 7606 would disable resets the session.
/// Inputs:      Start, Stop, RequestRefresh: the operator. Tcp...: the world, about one connection; after TcpClose it
///              says nothing more about that connection. An incoming TcpConnected while one of the same direction is in
///              place is answered in the same step by TcpClose, of the old one or (newcomer) of the new one.
///              TxSpace: TCP has passed on that many bytes (of UPDATEs at the least). Announce, Withdraw, SendEndOfRib,
///              SendRefreshMark: the owner of the routes, while Established; ignored and counted otherwise.
/// Outputs:     TcpConnect, TcpClose, SendBytes must be carried out in order. Established asks for a full Adj-RIB-Out.
///              Down makes all the peer's routes invalid but for the families kept stale; those end with EndOfRib (drop
///              what was not announced again) or StaleExpired. The rest informs.
/// Timers:      ConnectRetry: connect_retry, doubled per attempt to connect_retry_max, shortened by 0 to 25 % (§10).
///              IdleHold:     connect_retry / 4, doubled per failure to connect_retry_max, shortened likewise; the
///                            limit's idle_hold after a prefix limit.
///              DelayOpen:    open_delay, per connection.
///              Hold:         open_hold_time, then the agreed hold time, per connection.
///              Keepalive:    a third of the hold time, shortened by 0 to 25 %, not under 1 s, per connection.
///              Restart, Stale, Refresh: see RFC 4724 §4.2 and RFC 7313 §4; bounded by stale_time_max.
/// Limits:      two connections; received bytes kept: less than one message per connection; UPDATE bytes beyond the
///              credit: queue_bytes_max, then tx_room() is 0. The credit of a connection is 64 KiB at TcpConnected and
///              grows by TxSpace. Whole messages are sent; OPEN, KEEPALIVE, NOTIFICATION and a refresh request need no
///              credit.
/// Invariants:  state() is the furthest state of any connection; see Impl::is_consistent() in session.cc.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/machine.h"
#include "base/random.h"
#include "bgp/config.h"
#include "bgp/events.h"
#include "bgp/types.h"

namespace cw::bgp {

struct SessionCounters {
  std::uint64_t messages_in = 0, messages_out = 0;
  std::uint64_t updates_in = 0, updates_out = 0;
  std::uint64_t prefixes_in = 0, prefixes_out = 0, withdrawals_in = 0, withdrawals_out = 0;
  std::uint64_t notifications_in = 0, notifications_out = 0;
  std::uint64_t established_count = 0;
  std::uint64_t collisions = 0;
  std::uint64_t malformed_updates = 0;
  std::uint64_t unsendable_prefixes = 0;     ///< attributes too long for one message: withdrawn instead (RFC 8654 §4)
  std::uint64_t queue_overruns = 0;          ///< Announce or Withdraw taken although tx_room() was 0
  std::uint64_t ignored_inputs = 0;          ///< inputs the state gave no meaning to
};

struct SessionStatus {
  State state = State::Idle;
  std::optional<Negotiated> negotiated;      ///< while Established
  Instant since{};                           ///< of the last state change
  std::string last_error;
  /// By family, distinct NLRI currently announced by the peer; 0 where no prefix limit is configured.
  std::array<std::uint32_t, 2> prefixes_accepted{};
  SessionCounters counters;
};

class Session {
 public:
  using Input = bgp::Input;
  using Output = bgp::Output;

  /// A configuration with problems() is taken, but then Start is refused: the session stays Idle and says why in
  /// status().last_error.
  Session(SessionConfig config, Rng rng);
  ~Session();
  Session(Session&&) noexcept;
  Session& operator=(Session&&) noexcept;

  void step(Instant now, const Input& input, Outbox<Output>& out);
  [[nodiscard]] std::optional<Instant> next_deadline() const;
  [[nodiscard]] bool is_consistent() const;
  [[nodiscard]] SessionStatus status() const;
  [[nodiscard]] State state() const;
  [[nodiscard]] const SessionConfig& config() const;
  /// Bytes of UPDATEs the machine would still take before TCP accepts more; 0 unless Established.
  /// The caller stops sending Announce and Withdraw at 0 and goes on after the next TxSpace.
  [[nodiscard]] std::size_t tx_room() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};
static_assert(Machine<Session>);

}  // namespace cw::bgp
