// FO: which road wins, on both sides.
#include <fmt/core.h>

#include <algorithm>

#include "checks/judges.h"
#include "plan/policies.h"

namespace cw::checks {

namespace {

using design::Road;

constexpr std::uint8_t kFloatingDistance = 20;  ///< a static route below it wins over eBGP

std::string site_name(const SiteView& view) { return "sites/" + view.site->name; }

/// The local preference a device gives to one prefix heard over a road.
std::uint32_t preference(const design::Site& site, const design::Device& device, Road road, const Prefix& prefix) {
  return rib::apply(plan::device_from_road(site, device, road), prefix, {}).attributes.local_pref.value_or(100);
}

std::string first_and_count(const std::vector<std::string>& all) {
  return all.size() == 1 ? all.front() : fmt::format("{} and {} more", all.front(), all.size() - 1);
}

/// A static route over the VPN that beats BGP for this prefix.
const design::StaticRoute* pin(const SiteView& view, const Prefix& prefix) {
  for (const design::Device& device : view.site->devices) {
    for (const design::StaticRoute& route : device.static_routes) {
      if (route.road == Road::Vpn && route.distance < kFloatingDistance && route.prefix.covers(prefix) &&
          route.prefix.length == prefix.length) {
        return &route;
      }
    }
  }
  return nullptr;
}

struct Preferred {
  Prefix prefix;
  std::uint32_t circuit = 0, vpn = 0;
};

/// Azure's prefixes that both roads bring and for which the circuit does not win on the site's side.
std::vector<Preferred> not_preferring_circuit(const View& view, const SiteView& site) {
  std::vector<Preferred> out;
  const PrefixSet over_vpn = view.spaces_over(site, Road::Vpn);
  for (const Prefix& prefix : view.spaces_over(site, Road::ExpressRoute)) {
    if (!over_vpn.contains(prefix) || prefix.family() != Family::Ipv4) continue;
    if (view.is_meant_for_vpn(site, prefix)) continue;
    std::optional<std::uint32_t> circuit, vpn;
    for (const CircuitRoad* road : site.circuits) {
      const std::uint32_t value = preference(*site.site, *road->device, Road::ExpressRoute, prefix);
      circuit = std::min(circuit.value_or(value), value);
    }
    for (const VpnRoad* road : site.vpns) {
      if (!road->bgp) continue;
      const std::uint32_t value = preference(*site.site, *road->device, Road::Vpn, prefix);
      vpn = std::max(vpn.value_or(value), value);
    }
    if (circuit && vpn && *circuit <= *vpn) out.push_back({.prefix = prefix, .circuit = *circuit, .vpn = *vpn});
  }
  return out;
}

bool prepends_on_vpn(const SiteView& site) {
  return std::ranges::any_of(site.site->devices, [](const design::Device& device) {
    return std::ranges::any_of(device.advertisements,
                               [](const auto& a) { return a.road == Road::Vpn && a.as_path_prepend > 0; });
  });
}

}  // namespace

void longer_prefix_on_vpn(const View& view, Sink& sink) {
  if (!view.is_backup()) return;
  for (const SiteView& site : view.sites) {
    if (!site.has_both()) continue;
    std::vector<std::string> found;
    for (const Prefix& prefix : site.over_vpn_bgp) {
      if (const auto wider = covering(site.over_circuit, prefix, true)) {
        if (!site.over_circuit.contains(prefix) && !view.is_meant_for_vpn(site, *wider)) {
          found.push_back(fmt::format("{} (inside {})", to_string(prefix), to_string(*wider)));
        }
      }
    }
    if (found.empty()) continue;
    sink.add(site.site->at, site_name(site),
             fmt::format("the VPN advertises {}, longer than what the circuit advertises", first_and_count(found)),
             "advertise the same prefixes over both roads, or only a covering one over the VPN");
  }
}

void prefix_without_backup(const View& view, Sink& sink) {
  if (!view.is_backup()) return;
  for (const SiteView& site : view.sites) {
    if (site.circuits.empty()) continue;
    PrefixSet over_vpn = site.over_vpn_bgp;
    over_vpn.insert(site.over_vpn_static.begin(), site.over_vpn_static.end());
    std::vector<std::string> found;
    for (const Prefix& prefix : site.over_circuit) {
      if (!is_covered(over_vpn, prefix)) found.push_back(to_string(prefix));
    }
    if (found.empty()) continue;
    sink.add(site.site->at, site_name(site),
             site.vpns.empty() ? fmt::format("{} has a circuit and no VPN connection", site.site->name)
                               : fmt::format("{} is advertised over the circuit and nothing over the VPN covers it",
                                             first_and_count(found)));
  }
}

void no_preference_on_site(const View& view, Sink& sink) {
  for (const SiteView& site : view.sites) {
    if (!site.has_both()) continue;
    const std::vector<Preferred> found = not_preferring_circuit(view, site);
    for (const Prefix& prefix : view.spaces_over(site, Road::ExpressRoute)) {
      const design::StaticRoute* route = pin(site, prefix);
      if (route == nullptr || !view.is_backup()) continue;
      sink.add(route->at, site_name(site),
               fmt::format("a static route sends {} over the VPN with distance {}, before BGP's 20", to_string(prefix),
                           route->distance),
               "give the static route a distance above 200, or remove it");
    }
    if (found.empty()) continue;
    const Preferred& first = found.front();
    // A road chosen on purpose (separation, migration) is no mistake; no choice at all may be one.
    const bool chosen = std::ranges::all_of(found, [](const Preferred& each) { return each.circuit < each.vpn; });
    if (!view.is_backup() && chosen) continue;
    sink.add(view.is_backup() ? Severity::Error : Severity::Warning, site.site->at, site_name(site),
             fmt::format("for {} the circuit's routes have local preference {} and the VPN's {}",
                         to_string(first.prefix), first.circuit, first.vpn),
             fmt::format("localPreferenceExpressRoute: {} on the devices of the circuit", first.vpn + 50));
  }
}

void relies_on_path_length(const View& view, Sink& sink) {
  for (const SiteView& site : view.sites) {
    if (!site.has_both() || !prepends_on_vpn(site) || not_preferring_circuit(view, site).empty()) continue;
    sink.add(
        site.site->at, site_name(site),
        fmt::format("{} prepends its AS over the VPN and has no local preference for the circuit", site.site->name));
  }
}

void different_lengths_heard(const View& view, Sink& sink) {
  for (const SiteView& site : view.sites) {
    if (!site.has_both()) continue;
    const PrefixSet circuit = view.spaces_over(site, Road::ExpressRoute);
    const PrefixSet vpn = view.spaces_over(site, Road::Vpn);
    for (const Prefix& prefix : vpn) {
      if (circuit.contains(prefix)) continue;
      for (const Prefix& other : circuit) {
        if (vpn.contains(other) || !other.overlaps(prefix)) continue;
        sink.add(site.site->at, site_name(site),
                 fmt::format("{} hears {} over the circuit and {} over the VPN", site.site->name, to_string(other),
                             to_string(prefix)));
      }
    }
    for (const design::Device& device : site.site->devices) {
      for (const design::StaticRoute& route : device.static_routes) {
        const auto wider = covering(circuit, route.prefix, true);
        if (route.road != Road::Vpn || !wider || circuit.contains(route.prefix)) continue;
        sink.add(route.at, site_name(site),
                 fmt::format("the static route {} over the VPN is longer than {}, heard over the circuit",
                             to_string(route.prefix), to_string(*wider)));
      }
    }
  }
}

void longer_static_prefix(const View& view, Sink& sink) {
  for (const VpnRoad& road : view.vpn_roads) {
    if (road.local == nullptr || road.site == nullptr) continue;
    const auto site = std::ranges::find(view.sites, road.site, &SiteView::site);
    if (site == view.sites.end()) continue;
    for (const Prefix& prefix : road.local->address_prefixes) {
      if (!site->over_vpn_static.contains(prefix)) continue;
      const auto wider = covering(site->over_circuit, prefix, true);
      if (!wider || site->over_circuit.contains(prefix) || view.is_meant_for_vpn(*site, *wider)) continue;
      sink.add(road.local->at, "localNetworkGateways/" + road.local->name,
               fmt::format("the static prefix {} is inside {}, learned over the circuit", to_string(prefix),
                           to_string(*wider)),
               fmt::format("write {} or a covering prefix", to_string(*wider)));
    }
  }
}

void static_backup(const View& view, Sink& sink) {
  if (!view.is_backup()) return;
  for (const VpnRoad& road : view.vpn_roads) {
    if (road.bgp || road.site == nullptr) continue;
    const auto site = std::ranges::find(view.sites, road.site, &SiteView::site);
    if (site == view.sites.end() || site->circuits.empty()) continue;
    sink.add(road.connection->at, "connections/" + road.connection->name,
             fmt::format("{} backs up the circuit of {} without BGP", road.connection->name, road.site->name),
             "enableBgp: true on the connection and bgpSettings on the local network gateway");
  }
}

void links_advertise_differently(const View& view, Sink& sink) {
  for (std::size_t i = 0; i + 1 < view.circuit_roads.size(); i += 2) {
    const CircuitRoad& primary = view.circuit_roads[i];
    const CircuitRoad& secondary = view.circuit_roads[i + 1];
    if (primary.device == nullptr || secondary.device == nullptr || primary.advertised == secondary.advertised)
      continue;
    sink.add(secondary.link->at, "expressRouteCircuits/" + primary.circuit->name,
             fmt::format("{} advertises {} prefixes over the primary link and {} others over the secondary",
                         primary.link->device, primary.advertised.size(), secondary.advertised.size()));
  }
}

void default_on_one_road(const View& view, Sink& sink) {
  if (!view.is_backup()) return;
  for (const SiteView& site : view.sites) {
    if (!site.has_both()) continue;
    const Prefix anything = Prefix::of(IpAddress::v4(0), 0);
    const bool circuit = site.over_circuit.contains(anything);
    const bool vpn = site.over_vpn_bgp.contains(anything) || site.over_vpn_static.contains(anything);
    if (circuit == vpn) continue;
    sink.add(site.site->at, site_name(site),
             fmt::format("the default route is advertised over the {} only", circuit ? "circuit" : "VPN"));
  }
}

void network_space_over_vpn(const View& view, Sink& sink) {
  for (const VpnRoad& road : view.vpn_roads) {
    if (!road.bgp || road.site == nullptr) continue;
    const NetworkView* network = view.network_of(*road.gateway);
    const auto site = std::ranges::find(view.sites, road.site, &SiteView::site);
    if (network == nullptr || site == view.sites.end()) continue;
    const PrefixSet spaces(network->spaces.begin(), network->spaces.end());
    for (const Prefix& prefix : site->over_vpn_bgp) {
      const auto space = covering(spaces, prefix);
      if (!space) continue;
      sink.add(road.site->at, "sites/" + road.site->name,
               fmt::format("{} is advertised over the VPN and lies in {}'s space {}", to_string(prefix),
                           network->network->name, to_string(*space)));
    }
  }
}

}  // namespace cw::checks
