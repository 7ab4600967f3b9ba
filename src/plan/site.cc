// The customer's half: devices of a site, the wires between them, iBGP, static routes and what the site originates.
#include <fmt/core.h>

#include <algorithm>

#include "plan/builder.h"
#include "plan/policies.h"

namespace cw::plan {

namespace {

using gateway::PeerConfig;
using gateway::PeerKind;

constexpr std::uint8_t kDiscardDistance = 254;  ///< below every other route

/// "ce1" or "onprem/ce1" -> index in the site.
std::optional<std::size_t> device_index(const SitePlan& site, std::string_view name) {
  for (std::size_t i = 0; i < site.devices.size(); ++i) {
    const std::string& device = site.devices[i].design->name;
    if (name == device || name == fmt::format("{}/{}", site.design->name, device)) return i;
  }
  return std::nullopt;
}

/// The address a site's device speaks from: written at the device, or at the local network gateway that stands for it.
std::optional<IpAddress> written_bgp_address(const design::Design& design, const std::string& path,
                                             const design::Device& device) {
  if (device.bgp_address) return device.bgp_address;
  for (const design::LocalNetworkGateway& local : design.local_network_gateways) {
    if (local.device != path || !local.bgp_peering_address || is_apipa(*local.bgp_peering_address)) continue;
    return local.bgp_peering_address;
  }
  return std::nullopt;
}

}  // namespace

void Builder::make_sites() {
  for (std::size_t s = 0; s < design.sites.size(); ++s) {
    const design::Site& site = design.sites[s];
    SitePlan each;
    each.design = &site;
    for (const design::Device& device : site.devices) {
      const std::string path = fmt::format("{}/{}", site.name, device.name);
      SiteDevice one;
      one.site = &site;
      one.design = &device;
      one.node = add_node(path, gateway::Role::CustomerEdge, site.name, device.at);
      one.causeway = design.profile == design::Profile::Causeway && device.implementation == "causeway";
      const auto written = written_bgp_address(design, path, device);
      one.bgp_address = written && written->is_v4() ? *written : take(site_pool, "devices");
      gateway::NodeConfig& node = config(one.node);
      node.asn = site.asn;
      node.router_id = router_id_of(one.bgp_address);
      node.addresses = {one.bgp_address};
      if (device.lan_address) node.addresses.push_back(*device.lan_address);
      node.hold_down = one.causeway ? design.tuning.hold_down : Duration{};
      node.decision.azure_route_types = false;
      // What routers do unless told otherwise: load is shared only over paths of the same neighbouring AS.
      node.decision.ecmp_across_as = false;
      device_ids.emplace(path, std::pair(s, each.devices.size()));
      each.devices.push_back(std::move(one));
    }
    if (each.devices.empty()) {
      error(site.at, fmt::format("sites/{}.devices", site.name), "the site has no device", "at least one device");
    }
    if (!site.lan_device.empty()) {
      if (const auto lan = device_index(each, site.lan_device)) {
        each.lan = *lan;
      } else {
        error(site.at, fmt::format("sites/{}.lanDevice", site.name),
              fmt::format("there is no device {}", site.lan_device), "the name of a device of this site");
      }
    }
    sites.push_back(std::move(each));
  }
}

namespace {

struct Wire {
  std::size_t a, b;
  const design::DeviceLink* written = nullptr;
};

std::vector<Wire> wires_of(Builder& builder, const SitePlan& site) {
  std::vector<Wire> wires;
  for (const design::DeviceLink& link : site.design->links) {
    const auto a = device_index(site, link.device_a);
    const auto b = device_index(site, link.device_b);
    if (!a || !b || *a == *b) {
      builder.error(link.at, fmt::format("sites/{}.links", site.design->name),
                    fmt::format("a link joins {} and {}", link.device_a, link.device_b), "two devices of this site");
      continue;
    }
    wires.push_back({.a = *a, .b = *b, .written = &link});
  }
  if (!site.design->links.empty()) return wires;
  for (std::size_t a = 0; a < site.devices.size(); ++a) {
    for (std::size_t b = a + 1; b < site.devices.size(); ++b) wires.push_back({.a = a, .b = b});
  }
  return wires;
}

SessionSide session_side(const SiteDevice& device, InterfaceId interface, const IpAddress& address,
                         std::optional<design::BfdSettings> bfd) {
  return {.node = device.node,
          .interface = interface,
          .address = address,
          .as = device.site->asn,
          .peer_as = device.site->asn,
          .hold_time = device.design->hold_time,
          .bfd = bfd,
          .also = nullptr};
}

std::optional<design::BfdSettings> site_bfd(const Builder& builder, const SiteDevice& a, const SiteDevice& b) {
  if (!a.causeway || !b.causeway) return std::nullopt;
  return builder.design.tuning.fabric_bfd;
}

void link_wire(Builder& builder, SitePlan& site, const Wire& wire) {
  SiteDevice& a = site.devices[wire.a];
  SiteDevice& b = site.devices[wire.b];
  IpAddress low, high;
  if (wire.written != nullptr && wire.written->prefix && wire.written->prefix->family() == Family::Ipv4 &&
      wire.written->prefix->length < 32) {
    low = first_usable(*wire.written->prefix);
    high = second_usable(*wire.written->prefix);
  } else if (const auto pair = builder.link_pool.take_pair()) {
    low = *pair;
    high = pair->plus(1);
  } else {
    builder.error(site.design->at, fmt::format("sites/{}.links", site.design->name),
                  "no free address is left for a link", "address space that the design does not use itself",
                  "write the prefixes of the links");
    return;
  }
  const Prefix on_link = Prefix::of(low, low.v4_value() % 2 == 0 ? 31 : 30);
  LinkPlan& link = builder.add_link(LinkKind::Site, {.node = a.node, .address = low, .on_link = on_link},
                                    {.node = b.node, .address = high, .on_link = on_link});
  link.delay = wire.written != nullptr ? wire.written->delay : design::DeviceLink{}.delay;
  a.neighbors.emplace(wire.b, link.a.interface);
  b.neighbors.emplace(wire.a, link.b.interface);
  const auto bfd = site_bfd(builder, a, b);
  builder.connect({.kind = PeerKind::Site, .ttl = 64, .bfd_name = link.name, .graceful_restart = bfd && bfd->enabled},
                  session_side(a, link.a.interface, low, bfd), session_side(b, link.b.interface, high, bfd));
}

void route_to(Builder& builder, const SiteDevice& from, const IpAddress& address, InterfaceId interface) {
  std::vector<gateway::StaticRouteConfig>& routes = builder.config(from.node).static_routes;
  const Prefix prefix = Prefix::host(address);
  const bool known = std::ranges::any_of(routes, [&](const auto& route) { return route.prefix == prefix; });
  if (!known) routes.push_back({.prefix = prefix, .via = std::nullopt, .interfaces = {interface}});
}

/// The LAN device speaks iBGP with every device, also with one behind another.
void join_distant(Builder& builder, SitePlan& site, std::size_t index) {
  SiteDevice& lan = site.devices[site.lan];
  SiteDevice& device = site.devices[index];
  for (const auto& [between, to_between] : lan.neighbors) {
    SiteDevice& middle = site.devices[between];
    if (!middle.neighbors.contains(index)) continue;
    route_to(builder, lan, device.bgp_address, to_between);
    route_to(builder, device, lan.bgp_address, device.neighbors.at(between));
    route_to(builder, middle, lan.bgp_address, middle.neighbors.at(site.lan));
    route_to(builder, middle, device.bgp_address, middle.neighbors.at(index));
    const auto bfd = site_bfd(builder, lan, device);
    builder.connect({.kind = PeerKind::Site,
                     .ttl = 64,
                     .bfd_name = fmt::format("{}~{}", builder.config(lan.node).name, builder.config(device.node).name),
                     .bfd_multihop = true,
                     .graceful_restart = bfd && bfd->enabled},
                    session_side(lan, to_between, lan.bgp_address, bfd),
                    session_side(device, device.neighbors.at(between), device.bgp_address, bfd));
    return;
  }
  builder.error(device.design->at, fmt::format("sites/{}.links", site.design->name),
                fmt::format("{} is more than two links away from {}, which routes for the hosts", device.design->name,
                            lan.design->name),
                "a link to the LAN device, or to a neighbour of it", "add a link, or choose another lanDevice");
}

}  // namespace

void Builder::link_sites() {
  for (SitePlan& site : sites) {
    for (const Wire& wire : wires_of(*this, site)) link_wire(*this, site, wire);
    if (site.devices.empty()) continue;
    for (std::size_t i = 0; i < site.devices.size(); ++i) {
      if (i != site.lan && !site.devices[site.lan].neighbors.contains(i)) join_distant(*this, site, i);
    }
  }
}

namespace {

/// Out of which interfaces `from` reaches the exits of a road: its own, or the way to devices that have some.
std::vector<InterfaceId> exits_of(const SitePlan& site, std::size_t from, design::Road road) {
  const auto own = [&](const SiteDevice& device) -> const std::vector<InterfaceId>& {
    return road == design::Road::Vpn ? device.vpn_exits : device.circuit_exits;
  };
  if (!own(site.devices[from]).empty()) return own(site.devices[from]);
  std::vector<InterfaceId> ways;
  for (const auto& [index, interface] : site.devices[from].neighbors) {
    if (!own(site.devices[index]).empty()) ways.push_back(interface);
  }
  return ways;
}

/// A route to a VPN gateway's public address keeps the tunnels off the circuit (fact 1.6); it is not one through them.
bool leads_to_gateway(const Builder& builder, const Prefix& prefix) {
  if (prefix.is_default()) return false;
  return std::ranges::any_of(builder.gateways, [&](const Gateway& gateway) {
    return std::ranges::any_of(gateway.instances, [&](const Instance& instance) {
      return !instance.public_address.is_unspecified() && prefix.contains(instance.public_address);
    });
  });
}

void add_static(Builder& builder, const SitePlan& site, std::size_t index, const design::StaticRoute& route) {
  if (route.prefix.family() != Family::Ipv4) return;
  const SiteDevice& device = site.devices[index];
  if (route.road == design::Road::Vpn && leads_to_gateway(builder, route.prefix)) {
    builder.note(fmt::format("static route {} of {} is about the tunnels' outer packets, which stay on the Internet",
                             to_string(route.prefix), builder.config(device.node).name));
    return;
  }
  std::vector<InterfaceId> exits = exits_of(site, index, route.road);
  if (exits.empty()) {
    builder.note(fmt::format("static route {} of {} has no exit over {}: left out", to_string(route.prefix),
                             builder.config(device.node).name, design::to_string(route.road)));
    return;
  }
  builder.config(device.node)
      .static_routes.push_back(
          {.prefix = route.prefix, .via = std::nullopt, .interfaces = std::move(exits), .tier = route.distance});
}

}  // namespace

void Builder::route_devices() {
  for (const SitePlan& site : sites) {
    if (site.devices.empty()) continue;
    for (std::size_t i = 0; i < site.devices.size(); ++i) {
      for (const design::StaticRoute& route : site.devices[i].design->static_routes) {
        add_static(*this, site, i, route);
        const auto& lan_routes = site.devices[site.lan].design->static_routes;
        const bool own = std::ranges::any_of(lan_routes, [&](const auto& r) { return r.prefix == route.prefix; });
        if (i == site.lan || own) continue;
        add_static(*this, site, site.lan, route);
        note(fmt::format("static route {} of {} is repeated on {}, which routes for the hosts", to_string(route.prefix),
                         config(site.devices[i].node).name, config(site.devices[site.lan].node).name));
      }
    }
    gateway::NodeConfig& lan = config(site.devices[site.lan].node);
    for (const Prefix& prefix : originated_prefixes(*site.design))
      lan.originated.push_back({.prefix = prefix, .to = {}});
    // Addresses of the site that nobody has end here instead of following another route.
    std::vector<Prefix> own = only_ipv4(site.design->prefixes);
    if (site.design->generated_prefixes) own.push_back(site.design->generated_prefixes->base);
    for (const Prefix& prefix : own) {
      if (prefix.family() != Family::Ipv4) continue;
      lan.static_routes.push_back({.prefix = prefix, .via = std::nullopt, .drop = true, .tier = kDiscardDistance});
    }
  }
}

}  // namespace cw::plan
