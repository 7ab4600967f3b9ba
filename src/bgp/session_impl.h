// The inside of bgp::Session. Its member functions are spread over session*.cc, one concern per file.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "bgp/nlri_set.h"
#include "bgp/session.h"
#include "bgp/tx_queue.h"

namespace cw::bgp {

inline constexpr std::size_t kInitialCredit = 64 * 1024;
inline constexpr std::size_t kFamilies = 2;
/// A connection that opens this soon after Established is a late collision, not a restarted peer.
inline constexpr Duration kCollisionWindow = 2s;

constexpr std::size_t index(wire::bgp::AfiSafi family) { return static_cast<std::size_t>(family); }
constexpr std::size_t index(Connection connection) { return static_cast<std::size_t>(connection); }
constexpr wire::bgp::AfiSafi family_at(std::size_t i) { return static_cast<wire::bgp::AfiSafi>(i); }
constexpr Connection other(Connection connection) {
  return connection == Connection::Outgoing ? Connection::Incoming : Connection::Outgoing;
}
inline constexpr std::array kConnections{Connection::Outgoing, Connection::Incoming};

enum class Timer : std::uint8_t {
  IdleHold, ConnectRetry,
  DelayOpenOutgoing, DelayOpenIncoming, HoldOutgoing, HoldIncoming, KeepaliveOutgoing, KeepaliveIncoming,
  Restart, StaleIpv4, StaleIpv6, RefreshIpv4, RefreshIpv6,
};
inline constexpr std::size_t kTimers = 13;

constexpr Timer delay_open(Connection c) {
  return c == Connection::Outgoing ? Timer::DelayOpenOutgoing : Timer::DelayOpenIncoming;
}
constexpr Timer hold(Connection c) { return c == Connection::Outgoing ? Timer::HoldOutgoing : Timer::HoldIncoming; }
constexpr Timer keepalive(Connection c) {
  return c == Connection::Outgoing ? Timer::KeepaliveOutgoing : Timer::KeepaliveIncoming;
}
constexpr Timer stale_timer(std::size_t family) { return family == 0 ? Timer::StaleIpv4 : Timer::StaleIpv6; }
constexpr Timer refresh_timer(std::size_t family) { return family == 0 ? Timer::RefreshIpv4 : Timer::RefreshIpv6; }

/// One TCP connection's part of RFC 4271 §8.2.2, which gives every connection a state machine of its own.
enum class LinkState : std::uint8_t {
  Closed,
  Connecting,   ///< outgoing only: TcpConnect is under way
  Tracked,      ///< beside an Established one: nothing sent, waiting for the peer's OPEN
  Delaying,     ///< connected, DelayOpen runs
  OpenSent, OpenConfirm, Established,
};

struct Link {
  LinkState state = LinkState::Closed;
  Bytes received;                      ///< the beginning of a message
  std::size_t credit = 0;              ///< bytes of UPDATEs TCP takes now
  std::uint64_t generation = 0;        ///< counts connections, to notice that a handler replaced this one
  std::optional<Negotiated> negotiated;  ///< from OpenConfirm on
  wire::bgp::DecodeContext decode;
  wire::bgp::EncodeContext encode;

  [[nodiscard]] bool is_open() const { return state != LinkState::Closed && state != LinkState::Connecting; }
  [[nodiscard]] bool has_sent_open() const { return state >= LinkState::OpenSent; }
};

/// Why a connection ended, as far as what follows depends on it.
enum class Loss : std::uint8_t {
  TcpClosed,             ///< without a NOTIFICATION
  Replaced,              ///< the peer restarted and connects anew (RFC 4724 §5)
  HoldTimerExpired,
  NotificationReceived, HardResetReceived, VersionErrorReceived,
  Fault,                 ///< the peer broke the protocol and was told so
  Collision,             ///< lost against the other connection
  Administrative,        ///< Stop
  Liveness,              ///< BFD
  PrefixLimit,
};

struct Session::Impl {
  Impl(SessionConfig c, Rng r) : config(std::move(c)), rng(r) {}

  SessionConfig config;
  Rng rng;
  Instant now{};
  Outbox<Output>* out = nullptr;       ///< during step() only
  Deadlines<Timer, kTimers> timers;

  State state = State::Idle;
  bool enabled = false;                ///< between Start and Stop
  bool running = false;                ///< enabled and not in IdleHold
  std::array<Link, 2> links;
  unsigned attempts = 0;               ///< ConnectRetryCounter: connects since the last success, for the back-off
  unsigned failures = 0;               ///< lost sessions in a row, for IdleHold
  Instant since{};
  Instant established_at{};
  std::string last_error;
  SessionCounters counters;
  std::optional<Down> pending_down;    ///< what go() says on leaving Established
  TxQueue queue;                       ///< UPDATEs waiting for credit, of the Established connection

  std::array<NlriSet, kFamilies> accepted;         ///< kept where a limit is configured
  std::array<bool, kFamilies> warned{};            ///< once per session
  std::array<bool, kFamilies> exceeded{};
  std::array<bool, kFamilies> stale{};             ///< routes of an earlier session are still kept
  std::array<bool, kFamilies> refreshing{};        ///< between BoRR and EoRR

  // session.cc: the door, the timers, the only place where the state changes.
  void step(Instant at, const Input& input, Outbox<Output>& box);
  void on(const Start&);
  void on(const Stop&);
  void on(const LivenessDown&);
  void on(const TimerDue&);
  void on_timer(Timer timer);
  void settle(std::string_view reason);
  void go(State to, std::string_view reason);
  void go_idle(std::string_view reason, std::optional<Duration> hold_for);
  void close_all(Loss loss, const std::optional<wire::bgp::Notification>& notification, std::string_view reason);
  void ignore() { ++counters.ignored_inputs; }
  [[nodiscard]] State furthest_state() const;
  [[nodiscard]] bool is_consistent() const;
  [[nodiscard]] bool link_is_consistent(Connection c) const;
  [[nodiscard]] Duration jittered(Duration duration) { return rng.between(duration / 4 * 3, duration); }
  [[nodiscard]] Duration backed_off(Duration base, unsigned count) const;

  // session_connections.cc: opening, accepting, collisions, losing.
  Link& link(Connection c) { return links[index(c)]; }
  [[nodiscard]] const Link& link(Connection c) const { return links[index(c)]; }
  [[nodiscard]] const Link* established() const;
  [[nodiscard]] std::optional<Connection> established_connection() const;
  void on(const TcpConnected&);
  void on(const TcpFailed&);
  void on(const TcpClosed&);
  void begin(std::string_view reason);
  void connect();
  void abandon_connect();
  void on_connect_retry();
  void on_incoming();
  void open_link(Connection c);
  void send_open(Connection c);
  void lose(Connection c, Loss loss, std::string_view reason,
            const std::optional<wire::bgp::Notification>& notification = std::nullopt);
  void drop(Connection c, Loss loss, std::string_view reason,
            const std::optional<wire::bgp::Notification>& notification);

  // session_messages.cc: bytes to messages, what each means in each state.
  void on(const BytesReceived&);
  void on_message(Connection c, ByteSpan bytes);
  void on_message(Connection c, wire::bgp::Open& open);
  void on_message(Connection c, wire::bgp::Update& update);
  bool on_update_errors(Connection c, std::vector<wire::bgp::DecodeError>& errors);
  void on_message(Connection c, wire::bgp::Notification& notification);
  void on_message(Connection c, wire::bgp::Keepalive& message);
  void on_message(Connection c, wire::bgp::RouteRefresh& refresh);
  void accept_open(Connection c, const wire::bgp::Open& open);
  void establish(Connection c);
  void fail(Connection c, const wire::bgp::Notification& notification, std::string_view why);
  void send(Connection c, const wire::bgp::Message& message);
  void send_notification(Connection c, const wire::bgp::Notification& notification, std::string_view why);
  void send_keepalive(Connection c);
  void arm_hold(Connection c);
  void arm_keepalive(Connection c);

  // session_updates.cc: the way out of routes, refresh, the way in with its limits.
  void on(const TxSpace&);
  void on(const Announce&);
  void on(const Withdraw&);
  void on(const SendEndOfRib&);
  void on(const RequestRefresh&);
  void on(const SendRefreshMark&);
  void queue_message(const wire::bgp::Message& message);
  void queue_withdraw(std::span<const wire::bgp::Nlri> nlri);
  bool takes_routes(wire::bgp::AfiSafi family);
  void flush();
  void count_withdrawn(std::span<const wire::bgp::Nlri> nlri);
  void count_announced(std::span<const wire::bgp::Nlri> nlri);
  bool keeps_limits();
  void exceed_limit(std::size_t family);

  // session_restart.cc: graceful restart, helper side.
  void note_down(const Link& was, Loss loss, std::string_view reason);
  void resume_after_restart(const Negotiated& negotiated);
  void on_end_of_rib(wire::bgp::AfiSafi family);
  void expire_stale();
  void expire_stale(std::size_t family);
};

/// A message of at most 4096 bytes; a NOTIFICATION whose data does not fit goes without it.
Bytes encoded(const wire::bgp::Message& message, const wire::bgp::EncodeContext& context);

}  // namespace cw::bgp
