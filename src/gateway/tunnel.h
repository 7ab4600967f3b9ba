/// The seam of the second road: what a gateway needs from a tunnel, however it is made. This folder's ModelTunnel is a
/// modelled link with a liveness of its own (an exchange to come up, a liveness check after silence, retransmission, a
/// timeout); the IKEv2 and ESP machines take its place behind the same inputs and outputs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "base/bytes.h"
#include "base/machine.h"
#include "base/random.h"
#include "gateway/config.h"

namespace cw::gateway {

inline constexpr std::uint16_t kTunnelPort = 4500;   ///< RFC 7296 §2.23: always able to use it

struct TunnelStart {};
struct TunnelStop { std::string reason; };
struct TunnelReceived { ByteSpan bytes; };           ///< one control datagram from peer_outer to local_outer
struct TunnelTraffic {};                             ///< an inner packet arrived: proof of life without asking
using TunnelInput = std::variant<TunnelStart, TunnelStop, TunnelReceived, TunnelTraffic, TimerDue>;

struct TunnelSend { Bytes bytes; };
struct TunnelChanged { bool up = false; std::string reason; };
using TunnelOutput = std::variant<TunnelSend, TunnelChanged>;

struct TunnelStatus {
  bool up = false;
  std::string peer;
  Instant since{};
  std::uint64_t established_count = 0, liveness_checks = 0, retransmissions = 0, discarded = 0;
};

class ModelTunnel {
 public:
  using Input = TunnelInput;
  using Output = TunnelOutput;
  ModelTunnel(const TunnelConfig& config, Rng rng);
  void step(Instant now, const Input& input, Outbox<Output>& out);
  [[nodiscard]] std::optional<Instant> next_deadline() const;
  [[nodiscard]] bool is_consistent() const;
  [[nodiscard]] TunnelStatus status() const;

 private:
  enum class State : std::uint8_t { Idle, Initiating, Responding, Up };
  enum class Timer : std::uint8_t { Retransmit, Liveness, Dead };
  enum class Message : std::uint8_t { Init = 1, InitReply = 2, Check = 3, CheckReply = 4, Delete = 5 };

  void on(Instant now, const TunnelStart&, Outbox<Output>& out);
  void on(Instant now, const TunnelStop& stop, Outbox<Output>& out);
  void on(Instant now, const TunnelReceived& received, Outbox<Output>& out);
  void on(Instant now, const TunnelTraffic&, Outbox<Output>& out);
  void on(Instant now, const TimerDue&, Outbox<Output>& out);
  void go_up(Instant now, std::uint32_t peer_id, const char* reason, Outbox<Output>& out);
  void go_down(Instant now, const std::string& reason, Outbox<Output>& out);
  void reset(Instant now);   ///< forgets the peer and this incarnation
  void heard(Instant now);
  void send(Message type, std::uint32_t peer_id, Outbox<Output>& out) const;
  void start_attempt(Instant now, Outbox<Output>& out);

  TunnelConfig config_;
  Rng rng_;
  Deadlines<Timer, 3> timers_;
  State state_ = State::Idle;
  std::uint32_t own_id_ = 0;     ///< SPI-like: names this incarnation
  std::uint32_t peer_id_ = 0;    ///< the peer's, once known
  Duration retry_{};
  bool check_outstanding_ = false;
  TunnelStatus status_;
};
static_assert(Machine<ModelTunnel>);

}  // namespace cw::gateway
