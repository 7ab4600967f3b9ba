#include "sim/packet.h"

namespace cw::sim {

std::string_view to_string(Drop drop) {
  switch (drop) {
    case Drop::NoRoute: return "no route";
    case Drop::RouteDrops: return "dropped by its route";
    case Drop::NoExit: return "no exit left";
    case Drop::TtlExpired: return "TTL expired (loop)";
    case Drop::TooBig: return "larger than the MTU";
    case Drop::LinkCut: return "link is cut";
    case Drop::CarrierDown: return "interface is down";
    case Drop::Lost: return "lost on the link";
    case Drop::QueueFull: return "link is full";
    case Drop::TunnelDown: return "tunnel is down";
    case Drop::TunnelBlocked: return "tunnel is blocked on the Internet";
    case Drop::NodeDown: return "node is down";
    case Drop::NoListener: return "nobody listens";
    case Drop::Filtered: return "filtered by the drill";
  }
  return "?";
}

}  // namespace cw::sim
