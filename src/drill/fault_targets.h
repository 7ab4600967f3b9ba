// Finds what a fault's words name in a plan. Inside of drill/, used by parse_fault() and sweep_faults().
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "drill/drill.h"
#include "plan/plan.h"

namespace cw::drill {

/// Names a word of a fault may have, sorted and unique.
std::vector<std::string> circuit_names(const plan::Plan& plan);
std::vector<std::string> node_names(const plan::Plan& plan);
std::vector<std::string> link_names(const plan::Plan& plan);
std::vector<std::string> gateway_names(const plan::Plan& plan);
std::vector<std::string> tunnel_names(const plan::Plan& plan);     ///< connections and single tunnels
std::vector<std::string> bfd_names(const plan::Plan& plan);
std::vector<std::string> site_names(const plan::Plan& plan);       ///< groups with devices
std::vector<std::string> device_names(const plan::Plan& plan);     ///< customer edges

/// The links of a circuit; `which` = "primary", "secondary" or empty for both.
std::vector<LinkId> circuit_links(const plan::Plan& plan, std::string_view circuit, std::string_view which);
/// The provider edges' sessions with the customer.
std::vector<PeerRef> circuit_peers(const plan::Plan& plan, std::string_view circuit);
std::vector<LinkId> internet_links(const plan::Plan& plan, NodeId node);
/// One end (the gateway's, else the first) of every tunnel of a connection, or of the one tunnel of that name.
std::vector<TunnelRef> tunnels_of(const plan::Plan& plan, std::string_view name);
std::vector<BfdRef> bfd_of(const plan::Plan& plan, std::string_view name);
std::optional<NodeId> instance_of(const plan::Plan& plan, std::string_view gateway, std::uint32_t instance);

/// The lowest prefix limit that anyone holds against the devices of a site, and the devices that would cross it.
struct TightestLimit {
  std::uint32_t maximum = 0;       ///< 0: nobody limits the site
  std::vector<NodeId> devices;
};
TightestLimit tightest_limit(const plan::Plan& plan, std::string_view site);
/// `count` prefixes that belong to nobody: /24s from 100.65.0.0 on, inside 100.64.0.0/10 (RFC 6598) for the first 16,000;
/// plans take their own addresses from 100.64.0.0/16.
std::vector<Prefix> generated_prefixes(std::uint32_t count);

}  // namespace cw::drill
