// The route policies of a plan, by who speaks to whom. Each is a short ordered list of rules, whatever the table's size.
#pragma once

#include <vector>

#include "base/address.h"
#include "design/model.h"
#include "rib/policy.h"

namespace cw::plan {

rib::Policy accept_all();
rib::Policy reject_all();

// ---- Azure's half ---------------------------------------------------------------------------------------------------

/// Provider edge from customer: communities are cleared (fact 2.1.14), everything else is taken.
rib::Policy provider_edge_from_customer();
/// Provider edge to customer: only what came from gateways, AS path exactly the provider edge's own (fact 1.4).
rib::Policy provider_edge_to_customer();
/// Provider edge to gateway: only what came from customers.
rib::Policy provider_edge_to_gateway();
/// Gateway from outside: nothing equal to or inside the virtual networks' space (facts 1.3.6 and 1.4).
rib::Policy gateway_from_outside(const std::vector<Prefix>& spaces);
/// ExpressRoute gateway to provider edge: address spaces, never subnets, never learned routes (facts 1.4 and 1.3.5).
rib::Policy gateway_to_provider_edge(const std::vector<Prefix>& spaces);
/// VPN gateway to a site: all but the prefixes this very site was configured with.
rib::Policy vpn_gateway_to_site(const std::vector<Prefix>& own_prefixes);

// ---- the site's half ------------------------------------------------------------------------------------------------

/// Device from a road: local preference by rule, then the road's own; never the site's own prefixes.
rib::Policy device_from_road(const design::Site& site, const design::Device& device, design::Road road);
/// Device to a road: the advertisements of this road, or all of the site's prefixes; never what Azure told it, so that a
/// site is no transit between its roads.
rib::Policy device_to_road(const design::Site& site, const design::Device& device, design::Road road);

/// What the site's LAN device originates: the site's own prefixes and everything an advertisement adds. IPv4, sorted.
std::vector<Prefix> originated_prefixes(const design::Site& site);

}  // namespace cw::plan
