// Options of one BGP session, each with unit, range, default and the source of the default.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/address.h"
#include "base/strong.h"
#include "base/time.h"
#include "wire/bgp/message.h"

namespace cw::bgp {

using namespace std::chrono_literals;

enum class LimitAction : std::uint8_t { Warn, Teardown };

struct PrefixLimit {
  std::uint32_t maximum = 0;              ///< prefixes accepted in the family; 0 = no limit
  std::uint8_t warning_percent = 80;      ///< 1 to 100
  LimitAction action = LimitAction::Teardown;
  Duration idle_hold = 60s;               ///< how long the session stays down after a teardown
};

struct SessionConfig {
  AsNumber local_as;
  AsNumber peer_as;
  RouterId local_identifier;
  IpAddress local_address;
  IpAddress peer_address;
  bool passive = false;                   ///< never opens a connection itself (Azure with APIPA)
  Duration hold_time = 180s;              ///< 0 or 3 s to 65,535 s; Azure 180 s; RFC 4271 suggests 90 s
  Duration connect_retry = 5s;            ///< RFC 4271 §10 suggests 120 s; ours: short, with back-off to 60 s
  Duration connect_retry_max = 60s;
  Duration open_delay = 0s;               ///< DelayOpen, off when zero
  Duration open_hold_time = 240s;         ///< "large value" of RFC 4271 §8.2.2 while in OpenSent
  std::vector<wire::bgp::AfiSafi> families{wire::bgp::AfiSafi::Ipv4Unicast};
  bool route_refresh = true;
  bool enhanced_route_refresh = true;
  bool extended_message = true;
  std::array<wire::bgp::AddPathMode, 2> add_path{};  ///< by family
  bool graceful_restart = true;
  bool graceful_restart_notification = true;         ///< RFC 8538
  Duration restart_time = 120s;           ///< what we tell the peer; RFC 4724 §4.1
  Duration stale_time_max = 360s;         ///< how long a peer's stale routes are kept at the most
  std::array<PrefixLimit, 2> prefix_limit{};         ///< by family
  std::size_t queue_bytes_max = 256 * 1024;          ///< bytes waiting for TCP before tx_room() is zero
  bool send_end_of_rib = true;
  // For the world: TTL security (RFC 5082) and MD5 (RFC 2385). The machine only carries them.
  std::uint8_t ttl = 1;                   ///< outgoing TTL; 255 with ttl_security
  bool ttl_security = false;
  std::optional<std::string> md5_key_reference;      ///< where the world finds the key, never the key
  [[nodiscard]] bool is_ebgp() const { return local_as != peer_as; }
};

/// Every option that is out of range, one sentence each; empty when the configuration can run.
std::vector<std::string> problems(const SessionConfig& config);

}  // namespace cw::bgp
