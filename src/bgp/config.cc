#include "bgp/config.h"

#include <algorithm>

#include <fmt/core.h>

namespace cw::bgp {
namespace {

void check_range(std::vector<std::string>& found, std::string_view name, Duration value, Duration low, Duration high) {
  if (value >= low && value <= high) return;
  found.push_back(fmt::format("{} is {}; it must be from {} to {}.", name, to_string(value), to_string(low),
                              to_string(high)));
}

void check_identity(const SessionConfig& config, std::vector<std::string>& found) {
  // RFC 7607: AS 0 must never appear; RFC 6793 §9: AS_TRANS is a placeholder and no one's number.
  if (config.local_as.value == 0 || config.local_as == wire::bgp::kAsTrans) {
    found.push_back(fmt::format("local_as is {}, which is reserved.", config.local_as.value));
  }
  if (config.peer_as.value == 0 || config.peer_as == wire::bgp::kAsTrans) {
    found.push_back(fmt::format("peer_as is {}, which is reserved.", config.peer_as.value));
  }
  // RFC 6286 §2.1: a 4-octet, unsigned, non-zero integer.
  if (config.local_identifier.value == 0)
    found.emplace_back("local_identifier is 0; a BGP identifier must not be zero.");
  if (config.local_address == config.peer_address && !config.peer_address.is_unspecified()) {
    found.push_back(fmt::format("local_address and peer_address are both {}.", to_string(config.peer_address)));
  }
}

void check_timers(const SessionConfig& config, std::vector<std::string>& found) {
  if (config.hold_time != 0s) check_range(found, "hold_time", config.hold_time, 3s, 65535s);
  if (config.hold_time % 1s != 0s) found.emplace_back("hold_time must be whole seconds: the OPEN carries seconds.");
  check_range(found, "connect_retry", config.connect_retry, 1s, 3600s);
  check_range(found, "connect_retry_max", config.connect_retry_max, config.connect_retry, 3600s);
  check_range(found, "open_delay", config.open_delay, 0s, 240s);
  check_range(found, "open_hold_time", config.open_hold_time, 3s, 3600s);
  check_range(found, "restart_time", config.restart_time, 0s, 4095s);
  check_range(found, "stale_time_max", config.stale_time_max, 1s, 24h);
}

}  // namespace

std::vector<std::string> problems(const SessionConfig& config) {
  std::vector<std::string> found;
  check_identity(config, found);
  check_timers(config, found);
  if (config.families.empty()) found.emplace_back("families is empty; a session needs at least one.");
  for (std::size_t i = 0; i < config.families.size(); ++i) {
    if (std::count(config.families.begin(), config.families.end(), config.families[i]) > 1) {
      found.push_back(fmt::format("families names {} twice.", wire::bgp::to_string(config.families[i])));
      break;
    }
  }
  for (std::size_t i = 0; i < config.prefix_limit.size(); ++i) {
    const PrefixLimit& limit = config.prefix_limit[i];
    const auto name = wire::bgp::to_string(static_cast<wire::bgp::AfiSafi>(i));
    if (limit.warning_percent < 1 || limit.warning_percent > 100) {
      found.push_back(fmt::format("prefix_limit of {}: warning_percent is {}; it must be from 1 to 100.", name,
                                  limit.warning_percent));
    }
    check_range(found, fmt::format("prefix_limit of {}: idle_hold", name), limit.idle_hold, 0s, 24h);
  }
  if (config.queue_bytes_max < wire::bgp::kExtendedSizeMax) {
    found.push_back(fmt::format("queue_bytes_max is {}; it must hold one message of {} bytes.", config.queue_bytes_max,
                                wire::bgp::kExtendedSizeMax));
  }
  if (config.enhanced_route_refresh && !config.route_refresh) {
    found.emplace_back("enhanced_route_refresh needs route_refresh (RFC 7313).");
  }
  if (config.ttl == 0) found.emplace_back("ttl is 0; nothing would leave the host.");
  if (config.ttl_security && config.ttl != 255) {
    found.push_back(fmt::format("ttl is {} with ttl_security; RFC 5082 wants 255.", config.ttl));
  }
  return found;
}

}  // namespace cw::bgp
