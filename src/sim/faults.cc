// What a drill does to the world, and undoes. Everything is counted, because faults may overlap.
#include <algorithm>
#include <utility>

#include "base/assert.h"
#include "sim/world_impl.h"

namespace cw::sim {
namespace {

void count(unsigned& counter, bool on) {
  if (on) {
    ++counter;
  } else if (counter > 0) {
    --counter;
  }
}

/// Whether the far end of a link sees its carrier go when a node crashes: a router's port goes dark, an instance on a
/// cloud fabric does not.
bool shows_carrier(plan::LinkKind kind) { return kind == plan::LinkKind::Circuit || kind == plan::LinkKind::Site; }

gateway::RoadTag tag_of(design::Road road) {
  return road == design::Road::Vpn ? gateway::RoadTag::Vpn : gateway::RoadTag::ExpressRoute;
}

}  // namespace

void World::Impl::inject(const drill::Fault& fault) {
  if (!booted) boot_all();
  log_world(Layer::Fault, EventKind::FaultInjected, fault.text, drill::describe(plan, fault));
  for (const LinkId link : fault.links) cut(link, fault.how, true);
  switch (fault.kind) {
    case drill::FaultKind::Circuit:
    case drill::FaultKind::CircuitLink:
    case drill::FaultKind::Link:
    case drill::FaultKind::Internet: return;
    case drill::FaultKind::Node:
    case drill::FaultKind::Instance:
      for (const NodeId node : fault.nodes) {
        if (state(node).down++ == 0) crash(state(node));
      }
      return;
    case drill::FaultKind::Peering:
      for (const drill::PeerRef& peer : fault.peers) {
        NodeState& n = state(peer.node);
        if (n.peer_disabled.at(peer.peer.value)++ == 0) {
          step(n, gateway::SetPeerEnabled{.peer = peer.peer, .enabled = false, .text = "peering disabled"});
        }
      }
      return;
    case drill::FaultKind::Tunnel:
    case drill::FaultKind::BfdOnly: filter_fault(fault, true); return;
    case drill::FaultKind::PrefixLimit:
    case drill::FaultKind::MoreSpecific:
    case drill::FaultKind::StaticRoute:
    case drill::FaultKind::Leak: route_fault(fault, true); return;
  }
}

// Faults that only drop some packets: those of named tunnels or BFD sessions.
void World::Impl::filter_fault(const drill::Fault& fault, bool on) {
  for (const drill::TunnelRef& tunnel : fault.tunnels) {
    const auto& config = state(tunnel.node).config->tunnels.at(tunnel.tunnel.value);
    set_filter({.a = config.local_outer, .b = config.peer_outer, .what = Filter::What::Tunnel}, on);
  }
  for (const drill::BfdRef& bfd : fault.bfd) {
    const auto& session = state(bfd.node).config->bfd.at(bfd.session.value).session;
    set_filter({.a = session.local_address, .b = session.peer_address, .what = Filter::What::Bfd}, on);
  }
}

void World::Impl::restore(const drill::Fault& fault) {
  log_world(Layer::Fault, EventKind::FaultRestored, fault.text, drill::describe(plan, fault));
  for (const LinkId link : fault.links) cut(link, fault.how, false);
  switch (fault.kind) {
    case drill::FaultKind::Circuit:
    case drill::FaultKind::CircuitLink:
    case drill::FaultKind::Link:
    case drill::FaultKind::Internet: return;
    case drill::FaultKind::Node:
    case drill::FaultKind::Instance:
      for (const NodeId node : fault.nodes) {
        NodeState& n = state(node);
        if (n.down > 0 && --n.down == 0) revive(n);
      }
      return;
    case drill::FaultKind::Peering:
      for (const drill::PeerRef& peer : fault.peers) {
        NodeState& n = state(peer.node);
        unsigned& disabled = n.peer_disabled.at(peer.peer.value);
        if (disabled > 0 && --disabled == 0) step(n, gateway::SetPeerEnabled{.peer = peer.peer, .enabled = true, .text = {}});
      }
      return;
    case drill::FaultKind::Tunnel:
    case drill::FaultKind::BfdOnly: filter_fault(fault, false); return;
    case drill::FaultKind::PrefixLimit:
    case drill::FaultKind::MoreSpecific:
    case drill::FaultKind::StaticRoute:
    case drill::FaultKind::Leak:
      route_fault(fault, false);
      limited_peers.clear();   // they may come back now; who is still over the limit says so again
      return;
  }
}

void World::Impl::cut(LinkId link, drill::How how, bool on) {
  LinkState& state_of = links.at(link.value);
  switch (how) {
    case drill::How::Silent:
      count(state_of.cut[0], on);
      count(state_of.cut[1], on);
      return;
    case drill::How::OneWayA: count(state_of.cut[0], on); return;
    case drill::How::OneWayB: count(state_of.cut[1], on); return;
    case drill::How::Carrier:
      count(state_of.carrier_cut, on);
      update_carrier(link.value);
      return;
  }
}

bool World::Impl::has_carrier(std::uint32_t link) const {
  const plan::LinkPlan& wire = plan.links[link];
  return links[link].carrier_cut == 0 && (!shows_carrier(wire.kind) || (state(wire.a.node).down == 0 && state(wire.b.node).down == 0));
}

bool World::Impl::passes(std::uint32_t link, std::uint32_t end) const {
  const plan::LinkPlan& wire = plan.links[link];
  return has_carrier(link) && links[link].cut[end] == 0 && is_up(wire.a.node) && is_up(wire.b.node);
}

void World::Impl::update_carrier(std::uint32_t link) {
  for (const std::uint32_t end : {0U, 1U}) queue.push(now + kCarrierDelay, EventType::Carrier, link, end);
}

void World::Impl::on_carrier(std::uint32_t link, std::uint32_t end) {
  const plan::LinkEnd& here = end == 0 ? plan.links[link].a : plan.links[link].b;
  const bool carrier = has_carrier(link);
  if (links[link].told[end] == carrier || !is_up(here.node)) return;
  links[link].told[end] = carrier;
  step(state(here.node), gateway::InterfaceState{.interface = here.interface, .up = carrier});
}

void World::Impl::crash(NodeState& n) {
  n.node.reset();
  n.fib = rib::Fib();
  n.programmer.forget();
  n.tunnel_up.assign(n.tunnel_up.size(), false);
  n.timer_at = kInstantMax;
  forget_connections(n);
  for (const Attachment& at : n.attachments) {
    if (at.link != kNone) update_carrier(at.link);
  }
}

void World::Impl::revive(NodeState& n) {
  for (const Attachment& at : n.attachments) {
    if (at.link != kNone) update_carrier(at.link);
  }
  boot(n);
}

void World::Impl::set_filter(Filter filter, bool on) {
  const auto found = std::ranges::find_if(filters, [&](const Filter& each) {
    return each.what == filter.what &&
           ((each.a == filter.a && each.b == filter.b) || (each.a == filter.b && each.b == filter.a));
  });
  if (on && found == filters.end()) {
    filter.count = 1;
    filters.push_back(filter);
  } else if (found != filters.end()) {
    count(found->count, on);
    if (found->count == 0) filters.erase(found);
  }
}

void World::Impl::route_fault(const drill::Fault& fault, bool on) {
  for (const NodeId node : fault.nodes) {
    NodeState& n = state(node);
    switch (fault.kind) {
      case drill::FaultKind::PrefixLimit:
        if (on) {
          step(n, gateway::OriginateMany{.prefixes = fault.prefixes});
        } else {
          step(n, gateway::StopOriginatingMany{.prefixes = fault.prefixes});
        }
        break;
      case drill::FaultKind::MoreSpecific:
      case drill::FaultKind::Leak: {
        std::vector<gateway::PeerKind> to;
        if (fault.kind == drill::FaultKind::MoreSpecific) {
          to.push_back(fault.road == design::Road::Vpn ? gateway::PeerKind::Vpn : gateway::PeerKind::Circuit);
        }
        for (const Prefix& prefix : fault.prefixes) {
          if (on) {
            step(n, gateway::Originate{.prefix = {.prefix = prefix, .to = to}});
          } else {
            step(n, gateway::StopOriginating{.prefix = prefix});
          }
        }
        break;
      }
      case drill::FaultKind::StaticRoute: {
        gateway::StaticRouteConfig route;
        for (std::uint32_t i = 0; i < n.config->interfaces.size(); ++i) {
          if (n.config->interfaces[i].road == tag_of(fault.road)) route.interfaces.push_back(InterfaceId(i));
        }
        for (const Prefix& prefix : fault.prefixes) {
          route.prefix = prefix;
          if (on) {
            step(n, gateway::AddStaticRoute{.route = route});
          } else {
            step(n, gateway::RemoveStaticRoute{.prefix = prefix});
          }
        }
        break;
      }
      case drill::FaultKind::Circuit:
      case drill::FaultKind::CircuitLink:
      case drill::FaultKind::Peering:
      case drill::FaultKind::Link:
      case drill::FaultKind::Node:
      case drill::FaultKind::Instance:
      case drill::FaultKind::Tunnel:
      case drill::FaultKind::Internet:
      case drill::FaultKind::BfdOnly: break;
    }
  }
}

}  // namespace cw::sim
