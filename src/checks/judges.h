// One function for each rule; the table in rules.cc joins it to its row.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "checks/checks.h"
#include "checks/view.h"

namespace cw::checks {

/// Where the rule under judgement puts what it finds.
class Sink {
 public:
  explicit Sink(std::vector<Finding>& findings) : findings_(findings) {}
  void begin(const Rule& rule) { rule_ = &rule; }
  /// message: with the values that made it fire. fix: concrete; the rule's own when empty.
  void add(design::Place place, std::string resource, std::string message, std::string fix = {});
  void add(Severity severity, design::Place place, std::string resource, std::string message, std::string fix = {});

 private:
  std::vector<Finding>& findings_;
  const Rule* rule_ = nullptr;
};

using Judge = void (*)(const View&, Sink&);

// coexistence.cc
void gateway_subnet_missing(const View& view, Sink& sink);
void gateway_subnet_too_small_for_both(const View& view, Sink& sink);
void gateway_subnet_too_small_for_circuits(const View& view, Sink& sink);
void gateway_subnet_without_room(const View& view, Sink& sink);
void basic_vpn_gateway(const View& view, Sink& sink);
void basic_public_ip(const View& view, Sink& sink);
void policy_based_gateway(const View& view, Sink& sink);
void unsupported_circuit_gateway_sku(const View& view, Sink& sink);
void two_gateways_of_one_type(const View& view, Sink& sink);
void asn_against_transit(const View& view, Sink& sink);
void asn_against_coexistence(const View& view, Sink& sink);
void dual_stack(const View& view, Sink& sink);
void transit_without_route_server(const View& view, Sink& sink);
void route_server_and_standby(const View& view, Sink& sink);
void route_server_and_ipv6(const View& view, Sink& sink);
void route_server_prefixes(const View& view, Sink& sink);
void selectors_by_policy_based_gateway(const View& view, Sink& sink);

// gateway_subnet.cc
void security_group(const View& view, Sink& sink);
void default_route_on_gateway_subnet(const View& view, Sink& sink);
void route_over_gateway_subnet(const View& view, Sink& sink);
void propagation_off(const View& view, Sink& sink);
void other_resources(const View& view, Sink& sink);
void endpoint_policies(const View& view, Sink& sink);
void route_over_public_ip(const View& view, Sink& sink);
void dns_without_forwarder(const View& view, Sink& sink);
void gateway_subnet_ipv6_length(const View& view, Sink& sink);

// preference.cc
void longer_prefix_on_vpn(const View& view, Sink& sink);
void prefix_without_backup(const View& view, Sink& sink);
void no_preference_on_site(const View& view, Sink& sink);
void relies_on_path_length(const View& view, Sink& sink);
void different_lengths_heard(const View& view, Sink& sink);
void longer_static_prefix(const View& view, Sink& sink);
void static_backup(const View& view, Sink& sink);
void links_advertise_differently(const View& view, Sink& sink);
void default_on_one_road(const View& view, Sink& sink);
void network_space_over_vpn(const View& view, Sink& sink);

// limits.cc
void backup_table_too_large(const View& view, Sink& sink);
void gateway_table_too_large(const View& view, Sink& sink);
void circuit_table_too_large(const View& view, Sink& sink);
void network_prefixes_to_circuit(const View& view, Sink& sink);
void backup_throughput(const View& view, Sink& sink);
void vpn_counts(const View& view, Sink& sink);

// failover.cc
void no_bfd(const View& view, Sink& sink);
void bfd_below_edge(const View& view, Sink& sink);
void recovery_time_by_bfd_alone(const View& view, Sink& sink);
void one_link_only(const View& view, Sink& sink);
void one_device_for_both_links(const View& view, Sink& sink);
void tunnel_rides_circuit(const View& view, Sink& sink);
void standby_backup(const View& view, Sink& sink);
void strict_firewall(const View& view, Sink& sink);

// circuit.cc
void peering_block_size(const View& view, Sink& sink);
void peering_blocks_overlap(const View& view, Sink& sink);
void peering_block_in_network(const View& view, Sink& sink);
void vlan(const View& view, Sink& sink);
void asn_reserved_by_azure(const View& view, Sink& sink);
void asn_reserved_by_iana(const View& view, Sink& sink);
void not_provisioned(const View& view, Sink& sink);
void bandwidth(const View& view, Sink& sink);
void links_of_circuit(const View& view, Sink& sink);
void circuits_on_gateway(const View& view, Sink& sink);
void routing_weight_range(const View& view, Sink& sink);
void scale_units(const View& view, Sink& sink);
void hold_time_too_low(const View& view, Sink& sink);
void not_zone_redundant(const View& view, Sink& sink);
void gateway_below_circuits(const View& view, Sink& sink);

// vpn.cc
void tunnel_count(const View& view, Sink& sink);
void basic_features(const View& view, Sink& sink);
void asn_equals_gateway(const View& view, Sink& sink);
void vpn_asn_reserved(const View& view, Sink& sink);
void bgp_address_placed_wrongly(const View& view, Sink& sink);
void apipa_range(const View& view, Sink& sink);
void apipa_one_sided(const View& view, Sink& sink);
void own_peer_in_prefixes(const View& view, Sink& sink);
void no_routes(const View& view, Sink& sink);
void several_connections_without_bgp(const View& view, Sink& sink);
void local_gateways_share(const View& view, Sink& sink);
void spaces_overlap(const View& view, Sink& sink);
void active_active_addresses(const View& view, Sink& sink);
void vpn_hold_time(const View& view, Sink& sink);
void bfd_in_tunnel(const View& view, Sink& sink);
void retired_sku(const View& view, Sink& sink);
void misplaced_settings(const View& view, Sink& sink);

// ipsec.cc
void gcm_pair(const View& view, Sink& sink);
void incomplete_policy(const View& view, Sink& sink);
void weak_algorithms(const View& view, Sink& sink);
void dpd_range(const View& view, Sink& sink);
void short_lifetime(const View& view, Sink& sink);

}  // namespace cw::checks
