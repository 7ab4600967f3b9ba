// Routes no peer told us: connected, static, user-defined, originated.
#include "gateway/node_impl.h"

namespace cw::gateway {
namespace {

constexpr std::uint32_t kWatchConnected = 0;
constexpr std::uint32_t kWatchStatic = 1;

wire::bgp::PathAttributes plain_attributes() {
  return {.origin = wire::bgp::Origin::Igp, .local_pref = 100};
}

}  // namespace

std::size_t Node::Impl::watch_for(const rib::NextHop& next_hop, Watch watch) {
  watch.next_hop = rib.intern_next_hop(next_hop);
  for (std::size_t i = 0; i < watches.size(); ++i) {
    if (watches[i].next_hop == watch.next_hop) return i;
  }
  watches.push_back(std::move(watch));
  return watches.size() - 1;
}

void Node::Impl::install_connected() {
  const rib::AttributesId attributes = rib.attributes().intern(plain_attributes());
  for (std::size_t i = 0; i < config.interfaces.size(); ++i) {
    const InterfaceConfig& interface = config.interfaces[i];
    const InterfaceId id(static_cast<std::uint32_t>(i));
    const std::size_t watch =
        watch_for({.interface = id, .gateway = interface.peer, .sibling = interface.sibling, .watch = kWatchConnected},
                  {.name = interface.name, .interface = id});
    const Nlri nlri{.prefix = Prefix::host(interface.peer), .path_id = static_cast<std::uint32_t>(i)};
    rib.announce({.source = connected, .attributes = attributes, .next_hop = watches[watch].next_hop},
                 std::span(&nlri, 1));
  }
  rib.attributes().release(attributes);
  rib_work = true;
}

rib::NextHopId Node::Impl::next_hop_of_static(const StaticRouteConfig& route, InterfaceId id) {
  CW_ASSERT(id.value < config.interfaces.size());
  const InterfaceConfig& interface = config.interfaces[id.value];
  Watch watch{.name = "static via " + interface.name, .interface = id, .needs_tunnel = interface.tunnel};
  for (std::size_t i = 0; i < config.bfd.size(); ++i) {
    if (config.bfd[i].interface == id && !watch.bfd) watch.bfd = i;
  }
  const std::size_t index = watch_for({.interface = id,
                                       .gateway = route.via.value_or(interface.peer),
                                       .sibling = interface.sibling,
                                       .watch = kWatchStatic},
                                      watch);
  return watches[index].next_hop;
}

void Node::Impl::install_static(const StaticRouteConfig& route) {
  std::vector<rib::NextHopId> next_hops;
  if (route.drop) {
    next_hops.push_back(rib.intern_next_hop({.kind = rib::NextHopKind::Drop}));
  } else if (route.interfaces.empty() && route.via) {
    for (std::size_t i = 0; i < config.interfaces.size(); ++i) {
      const InterfaceConfig& interface = config.interfaces[i];
      if (interface.peer == *route.via || (interface.on_link && interface.on_link->contains(*route.via))) {
        next_hops.push_back(next_hop_of_static(route, InterfaceId(static_cast<std::uint32_t>(i))));
        break;
      }
    }
  } else {
    for (const InterfaceId id : route.interfaces) next_hops.push_back(next_hop_of_static(route, id));
  }
  if (route.table != 0) {
    if (!next_hops.empty()) rib.set_table_route(route.table, route.prefix, next_hops.front());
    rib_work = true;
    return;
  }
  if (route.redistribute) redistributed.insert(route.prefix);
  const rib::SourceId source = route.origin == rib::Origin::System ? local : fixed;
  const rib::AttributesId attributes = rib.attributes().intern(plain_attributes());
  for (std::size_t i = 0; i < next_hops.size(); ++i) {
    const Nlri nlri{.prefix = route.prefix, .path_id = static_cast<std::uint32_t>(i)};
    rib.announce({.source = source,
                  .attributes = attributes,
                  .next_hop = next_hops[i],
                  .weight = route.weight,
                  .tier = route.tier},
                 std::span(&nlri, 1));
  }
  rib.attributes().release(attributes);
  rib_work = true;
}

void Node::Impl::originate(const OriginatedPrefix& prefix) {
  originated[prefix.prefix] = prefix;
  if (prefix.origin != rib::Origin::System) return;
  const rib::AttributesId attributes = rib.attributes().intern(plain_attributes());
  const Nlri nlri{.prefix = prefix.prefix, .path_id = UINT32_MAX};
  rib.announce({.source = local,
                .attributes = attributes,
                .next_hop = rib.intern_next_hop({.kind = rib::NextHopKind::Drop}),
                .tier = UINT8_MAX},
               std::span(&nlri, 1));
  rib.attributes().release(attributes);
  rib_work = true;
}

void Node::Impl::stop_originating(const Prefix& prefix) {
  const auto found = originated.find(prefix);
  if (found == originated.end()) return;
  if (found->second.origin == rib::Origin::System) {
    const Nlri nlri{.prefix = prefix, .path_id = UINT32_MAX};
    rib.withdraw(local, std::span(&nlri, 1));
    rib_work = true;
  }
  originated.erase(found);
}

}  // namespace cw::gateway
