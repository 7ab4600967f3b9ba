// Hosts, the routes of their subnets, flows and drills.
#include <fmt/core.h>

#include <algorithm>

#include "plan/builder.h"

namespace cw::plan {

namespace {

constexpr std::size_t kWithheldMax = 1000;  ///< routes copied into one subnet's table

const design::Subnet* subnet_of(const design::VirtualNetwork& network, const IpAddress& address) {
  for (const design::Subnet& subnet : network.subnets) {
    for (const Prefix& prefix : subnet.address_prefixes) {
      if (prefix.contains(address)) return &subnet;
    }
  }
  return nullptr;
}

std::optional<Prefix> longest_containing(const std::vector<Prefix>& prefixes, const IpAddress& address) {
  std::optional<Prefix> best;
  for (const Prefix& prefix : prefixes) {
    if (prefix.contains(address) && (!best || prefix.length > best->length)) best = prefix;
  }
  return best;
}

IpAddress router_beside(const Prefix& prefix, const IpAddress& host) {
  const IpAddress first = first_usable(prefix);
  return first == host ? first.plus(1) : first;
}

std::uint32_t table_of(const Network& network, const design::Subnet& subnet) {
  const auto& subnets = network.design->subnets;
  for (std::size_t i = 0; i < subnets.size(); ++i) {
    if (&subnets[i] == &subnet) return subnet.route_table.empty() ? 0 : static_cast<std::uint32_t>(i + 1);
  }
  return 0;
}

void attach(Builder& builder, const design::Host& host, NodeId router, const IpAddress& router_address,
            std::uint32_t table) {
  const NodeId node = builder.add_node("host/" + host.name, gateway::Role::Host,
                                       host.site.empty() ? host.virtual_network : host.site, host.at);
  builder.plan.nodes[node.value].host_address = host.address;
  LinkPlan& link = builder.add_link(LinkKind::Access, {.node = router, .address = router_address},
                                    {.node = node, .address = host.address});
  builder.config(router).interfaces[link.a.interface.value].table = table;
  gateway::NodeConfig& config = builder.config(node);
  config.router_id = builder.router_id_of(host.address);
  config.static_routes.push_back(
      {.prefix = Prefix::of(IpAddress::v4(0), 0), .via = std::nullopt, .interfaces = {link.b.interface}});
}

}  // namespace

void Builder::make_hosts() {
  for (const design::Host& host : design.hosts) {
    const std::string field = fmt::format("hosts/{}", host.name);
    if (!host.address.is_v4()) {
      error(host.at, field + ".address", fmt::format("{} is an IPv6 address", to_string(host.address)),
            "an IPv4 address: IPv6 is checked, not rehearsed");
      continue;
    }
    if (!host.virtual_network.empty()) {
      const auto network = find_network(host.virtual_network);
      const design::Subnet* subnet = network ? subnet_of(*networks[*network].design, host.address) : nullptr;
      if (subnet == nullptr) {
        error(host.at, field + ".address",
              fmt::format("{} is in no subnet of {}", to_string(host.address), host.virtual_network),
              "an address of one of the virtual network's subnets");
        continue;
      }
      const Prefix prefix = *longest_containing(subnet->address_prefixes, host.address);
      attach(*this, host, *networks[*network].node, router_beside(prefix, host.address),
             table_of(networks[*network], *subnet));
      continue;
    }
    const auto site = std::ranges::find_if(sites, [&](const SitePlan& s) { return s.design->name == host.site; });
    if (site == sites.end() || site->devices.empty()) {
      error(host.at, field + ".site", fmt::format("there is no site {} with a device", host.site),
            "the name of a site, or a virtualNetwork");
      continue;
    }
    const SiteDevice& lan = site->devices[site->lan];
    const auto prefix = longest_containing(design::all_prefixes(*site->design), host.address);
    if (!prefix) {
      note(fmt::format("host {} has the address {}, which site {} does not own: Azure has no way back to it", host.name,
                       to_string(host.address), host.site));
    }
    const IpAddress router = lan.design->lan_address
                                 ? *lan.design->lan_address
                                 : router_beside(prefix.value_or(Prefix::of(host.address, 24)), host.address);
    attach(*this, host, lan.node, router, 0);
  }
}

namespace {

/// Where a user-defined route leaves the fabric; nullopt: nowhere in this plan.
std::vector<InterfaceId> exits_of(Builder& builder, const Network& network, const design::UserDefinedRoute& route) {
  switch (route.next_hop_type) {
    case design::NextHopType::VirtualNetworkGateway:
      return network.vpn_gateways.empty() ? network.circuit_gateways : network.vpn_gateways;
    case design::NextHopType::VirtualAppliance: {
      if (!route.next_hop_ip_address) return {};
      const auto& interfaces = builder.config(*network.node).interfaces;
      for (std::size_t i = 0; i < interfaces.size(); ++i) {
        if (interfaces[i].peer == *route.next_hop_ip_address) return {InterfaceId(static_cast<std::uint32_t>(i))};
      }
      for (const auto& [name, interface] : network.peerings) {
        const auto& peered = builder.networks[*builder.find_network(name)].own;
        if (longest_containing(peered, *route.next_hop_ip_address)) return {interface};
      }
      return {};
    }
    case design::NextHopType::VnetLocal:
    case design::NextHopType::Internet:
    case design::NextHopType::None:
      return {};
  }
  return {};
}

void add_user_routes(Builder& builder, const Network& network, const design::RouteTable& table, std::uint32_t number,
                     std::set<Prefix>& taken) {
  for (const design::UserDefinedRoute& route : table.routes) {
    if (route.address_prefix.family() != Family::Ipv4) continue;
    // The virtual network's own routes are the main table; a host's route there is longer than any of these.
    if (route.next_hop_type == design::NextHopType::VnetLocal) continue;
    taken.insert(route.address_prefix);
    const std::vector<InterfaceId> exits = exits_of(builder, network, route);
    if (exits.empty() && route.next_hop_type != design::NextHopType::None) {
      builder.note(fmt::format("route {} of table {}: its next hop is outside the plan, its packets are dropped",
                               to_string(route.address_prefix), table.name));
    }
    builder.config(*network.node)
        .static_routes.push_back({.prefix = route.address_prefix,
                                  .via = std::nullopt,
                                  .interfaces = exits,
                                  .drop = exits.empty(),
                                  .table = number,
                                  .origin = rib::Origin::UserDefined});
  }
}

/// disableBgpRoutePropagation: every prefix a gateway could bring is dropped in the subnet's own table.
void withhold_learned(Builder& builder, const Network& network, const design::RouteTable& table, std::uint32_t number,
                      const std::set<Prefix>& taken) {
  std::set<Prefix> learned;
  for (const SitePlan& site : builder.sites) {
    if (site.devices.empty()) continue;
    for (const auto& originated : builder.config(site.devices[site.lan].node).originated)
      learned.insert(originated.prefix);
  }
  for (const design::LocalNetworkGateway& local : builder.design.local_network_gateways) {
    for (const Prefix& prefix : only_ipv4(local.address_prefixes)) learned.insert(prefix);
  }
  if (learned.size() > kWithheldMax) {
    builder.note(fmt::format("route table {}: more than {} prefixes, so that bgpRoutePropagation off is not rehearsed",
                             table.name, kWithheldMax));
    return;
  }
  for (const Prefix& prefix : learned) {
    if (taken.contains(prefix)) continue;
    builder.config(*network.node)
        .static_routes.push_back(
            {.prefix = prefix, .via = std::nullopt, .drop = true, .table = number, .origin = rib::Origin::UserDefined});
  }
}

}  // namespace

void Builder::route_subnets() {
  for (const Network& network : networks) {
    if (!network.node) continue;
    for (const design::Subnet& subnet : network.design->subnets) {
      const auto table = std::ranges::find_if(
          design.route_tables, [&](const design::RouteTable& t) { return t.name == subnet.route_table; });
      if (subnet.route_table.empty() || table == design.route_tables.end()) continue;
      if (subnet.name == "GatewaySubnet") {
        note(fmt::format("route table {} on GatewaySubnet of {} is checked, not rehearsed", table->name,
                         network.design->name));
        continue;
      }
      std::set<Prefix> taken;
      add_user_routes(*this, network, *table, table_of(network, subnet), taken);
      if (table->disable_bgp_route_propagation) {
        withhold_learned(*this, network, *table, table_of(network, subnet), taken);
      }
    }
  }
}

void Builder::make_flows() {
  const auto add = [&](const design::Flow& flow, design::Place place) {
    const auto from = node_ids.find("host/" + flow.from);
    const auto to = node_ids.find("host/" + flow.to);
    if (from == node_ids.end() || to == node_ids.end()) {
      error(place, fmt::format("flows/{}", flow.name),
            fmt::format("it runs from {} to {}, and one of them is no host", flow.from, flow.to), "names of two hosts");
      return;
    }
    plan.flows.push_back({.name = flow.name,
                          .from = from->second,
                          .to = to->second,
                          .from_address = *plan.nodes[from->second.value].host_address,
                          .to_address = *plan.nodes[to->second.value].host_address,
                          .rate = flow.rate,
                          .traffic_class = flow.traffic_class,
                          .expected_road = flow.expected_road});
  };
  for (const design::Flow& flow : design.flows) add(flow, flow.at);
  if (!design.flows.empty()) return;
  for (const design::Host& from : design.hosts) {
    for (const design::Host& to : design.hosts) {
      if (from.site.empty() || to.virtual_network.empty()) continue;
      if (!from.address.is_v4() || !to.address.is_v4()) continue;
      design::Flow flow;
      flow.name = fmt::format("{}-{}", from.name, to.name);
      flow.from = from.name;
      flow.to = to.name;
      add(flow, from.at);
    }
  }
}

namespace {

constexpr Duration kCutAfter = 5s;

bool carries(const Builder& builder, const Circuit& circuit) {
  if (!circuit.design->private_peering) return false;
  return std::ranges::any_of(builder.design.connections, [&](const design::Connection& connection) {
    return connection.connection_type == design::ConnectionType::ExpressRoute &&
           connection.peer == circuit.design->name;
  });
}

/// Long enough for the slowest detection of the design to have run its course.
Duration time_to_notice(const Builder& builder, const Circuit& circuit) {
  Duration slowest = 25s;
  const bool edge = circuit.design->private_peering && circuit.design->private_peering->bfd.enabled;
  for (const design::CircuitLink* link : {&circuit.design->primary_link, &circuit.design->secondary_link}) {
    const design::Device* device = design::find_device(builder.design, link->device);
    if (device == nullptr || (edge && device->bfd && device->bfd->enabled)) continue;
    slowest = std::max(slowest, device->hold_time + 30s);
  }
  if (builder.design.profile == design::Profile::Azure)
    slowest += builder.design.tuning.provider_edge_to_gateway_max + 5s;
  return slowest;
}

design::DrillSpec out_and_back(std::string name, const std::string& fault, std::string how, Duration stay) {
  design::DrillSpec drill;
  drill.name = std::move(name);
  design::DrillStep cut;
  cut.after = kCutAfter;
  cut.cut = fault;
  cut.how = std::move(how);
  design::DrillStep restore;
  restore.after = kCutAfter + stay;
  restore.restore = fault;
  drill.steps = {cut, restore};
  return drill;
}

}  // namespace

void Builder::make_drills() {
  const auto known = [&](std::string_view name) {
    return std::ranges::any_of(plan.drills, [&](const design::DrillSpec& drill) { return drill.name == name; });
  };
  if (known("circuit-silent")) return;
  const auto add = [&](design::DrillSpec drill) {
    if (!known(drill.name)) plan.drills.push_back(std::move(drill));
  };
  bool first = true;
  for (const Circuit& circuit : circuits) {
    if (!carries(*this, circuit)) continue;
    const std::string suffix = first ? "" : "-" + circuit.design->name;
    const Duration stay = time_to_notice(*this, circuit);
    add(out_and_back("circuit-silent" + suffix, "circuit " + circuit.design->name, "silent", stay));
    add(out_and_back("peering-disabled" + suffix, "peering " + circuit.design->name, "", stay));
    first = false;
  }
  if (first) return;
  bool first_tunnel = true;
  for (const design::Connection& connection : design.connections) {
    if (connection.connection_type != design::ConnectionType::IPsec) continue;
    // Without BFD in the tunnel, DPD or BGP's hold timer notices.
    const Gateway* gateway = find_gateway(connection.virtual_network_gateway1);
    const bool slow = gateway == nullptr || gateway->azure || !connection.enable_bgp;
    const Duration stay = slow ? design::defaults().bgp_hold + 60s : Duration(25s);
    add(out_and_back("vpn-down" + (first_tunnel ? "" : "-" + connection.name), "tunnel " + connection.name, "", stay));
    first_tunnel = false;
  }
}

}  // namespace cw::plan
