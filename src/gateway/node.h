/// One gateway node: the only place where protocols meet. It owns its BGP, BFD and tunnel machines and its RIB, and is
/// itself a machine.
///
/// Standards:   what its machines implement; RFC 5882 (BFD as BGP's liveness), RFC 8326 (graceful shutdown).
/// Inputs:      events.h; datagrams are demultiplexed by port (BFD 3784 and 4784, tunnel 4500).
/// Outputs:     events.h; ProgramFib must be carried out in order, urgent ones first.
/// Limits:      work is cut into slices of kRoutesPerSlice prefixes; between slices next_deadline() is "now".
/// Invariants:  a next hop is Live only if its BFD session (where configured) is Up and its interface has carrier.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/machine.h"
#include "base/random.h"
#include "bfd/session.h"
#include "bgp/session.h"
#include "gateway/config.h"
#include "gateway/events.h"
#include "gateway/tunnel.h"
#include "rib/rib.h"

namespace cw::gateway {

inline constexpr std::size_t kRoutesPerSlice = 4096;

/// One row of "learned routes" as Azure prints it (Network, NextHop, AsPath, Weight and origin columns).
struct LearnedRoute {
  Prefix network;
  IpAddress next_hop;
  wire::bgp::AsPath as_path;
  std::uint32_t weight = 0;
  IpAddress source_peer;
  std::string peer_name;
  rib::Origin origin = rib::Origin::Ebgp;
  std::uint32_t local_preference = 100;
  bool best = false, multipath = false;
};

struct AdvertisedRoute {
  Prefix network;
  IpAddress next_hop;
  wire::bgp::AsPath as_path;
  std::uint32_t weight = 0;   ///< always 0, as Azure prints it
};

class Node {
 public:
  using Input = gateway::Input;
  using Output = gateway::Output;

  Node(NodeConfig config, Rng rng);
  ~Node();
  Node(Node&&) noexcept;
  Node& operator=(Node&&) noexcept;

  void step(Instant now, const Input& input, Outbox<Output>& out);
  [[nodiscard]] std::optional<Instant> next_deadline() const;
  [[nodiscard]] bool is_consistent() const;

  [[nodiscard]] const NodeConfig& config() const;
  [[nodiscard]] const rib::Rib& rib() const;
  [[nodiscard]] bgp::SessionStatus peer_status(PeerId peer) const;
  [[nodiscard]] bfd::SessionStatus bfd_status(BfdId session) const;
  [[nodiscard]] TunnelStatus tunnel_status(TunnelId tunnel) const;
  /// Everything learned by BGP (and static), one row per path, in prefix order.
  [[nodiscard]] std::vector<LearnedRoute> learned_routes(std::optional<Prefix> only = std::nullopt) const;
  /// What was last sent to one peer and not withdrawn, in prefix order.
  [[nodiscard]] std::vector<AdvertisedRoute> advertised_routes(PeerId peer) const;
  /// No route, export or FIB work is waiting (hold-downs and delays may still be running).
  [[nodiscard]] bool is_quiet() const;
  /// A hold-down, advertisement delay or stale timer is still running.
  [[nodiscard]] bool is_settling() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};
static_assert(Machine<Node>);

}  // namespace cw::gateway
