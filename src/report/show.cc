#include "report/show.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>

#include "report/timeline.h"

namespace cw::report {
namespace {

constexpr std::string_view kNone = "-";

// "00:02:13" since the change, as routers print it.
std::string age(Instant since, Instant now) {
  const std::int64_t seconds = std::max<std::int64_t>(0, (now - since).count() / 1'000'000'000);
  return fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
}

GridColumn text_column(std::string title, std::string key) { return {std::move(title), std::move(key)}; }
GridColumn number_column(std::string title, std::string key) {
  return {std::move(title), std::move(key), Align::Right, true};
}

std::string number(std::uint64_t value) { return fmt::format("{}", value); }

}  // namespace

Grid learned_routes(const gateway::Node& node) {
  const gateway::NodeConfig& config = node.config();
  Grid grid{.title = "Learned routes of " + config.name,
            .node = config.name,
            .columns = {text_column("", "used"), text_column("Network", "network"), text_column("NextHop", "next_hop"),
                        text_column("AsPath", "as_path"), number_column("Weight", "weight"),
                        number_column("LocPref", "local_preference"), text_column("Origin", "origin"),
                        text_column("From", "from")},
            .rows = {},
            .empty_note = "(nothing learned)"};
  for (const gateway::LearnedRoute& route : node.learned_routes()) {
    grid.rows.push_back({route.best ? "*" : route.multipath ? "=" : "", to_string(route.network),
                         to_string(route.next_hop), to_string(route.as_path, '-'), number(route.weight),
                         number(route.local_preference), std::string(rib::to_string(route.origin)), route.peer_name});
  }
  return grid;
}

Grid advertised_routes(const gateway::Node& node, PeerId peer) {
  const gateway::NodeConfig& config = node.config();
  const gateway::PeerConfig& to = config.peers[peer.value];
  Grid grid{.title = fmt::format("Advertised by {} to {} ({})", config.name, to_string(to.session.peer_address), to.name),
            .node = config.name,
            .columns = {text_column("Network", "network"), text_column("NextHop", "next_hop"),
                        text_column("AsPath", "as_path"), number_column("Weight", "weight")},
            .rows = {},
            .empty_note = "(nothing advertised)"};
  for (const gateway::AdvertisedRoute& route : node.advertised_routes(peer)) {
    grid.rows.push_back({to_string(route.network), to_string(route.next_hop), to_string(route.as_path, '-'),
                         number(route.weight)});
  }
  return grid;
}

Grid bgp_sessions(const gateway::Node& node, Instant now) {
  const gateway::NodeConfig& config = node.config();
  Grid grid{.title = fmt::format("BGP of {}, AS {}", config.name, config.asn.value),
            .node = config.name,
            .columns = {text_column("Neighbor", "neighbor"), text_column("Name", "name"), number_column("AS", "as"),
                        text_column("State", "state"), text_column("Up/Down", "up_down"),
                        number_column("MsgRcvd", "messages_received"), number_column("MsgSent", "messages_sent"),
                        number_column("PfxRcd", "prefixes_received"), number_column("PfxSnt", "prefixes_sent"),
                        text_column("Last error", "last_error")},
            .rows = {},
            .empty_note = "(no BGP sessions)"};
  std::map<std::string, std::uint64_t> received;
  for (const gateway::LearnedRoute& route : node.learned_routes()) ++received[route.peer_name];
  for (std::uint32_t i = 0; i < config.peers.size(); ++i) {
    const gateway::PeerConfig& peer = config.peers[i];
    const bgp::SessionStatus status = node.peer_status(PeerId(i));
    grid.rows.push_back({to_string(peer.session.peer_address), peer.name, number(peer.session.peer_as.value),
                         std::string(bgp::to_string(status.state)), age(status.since, now),
                         number(status.counters.messages_in), number(status.counters.messages_out),
                         number(received[peer.name]), number(node.advertised_routes(PeerId(i)).size()),
                         status.state == bgp::State::Established ? std::string() : status.last_error});
  }
  return grid;
}

Grid bfd_sessions(const gateway::Node& node, Instant now) {
  const gateway::NodeConfig& config = node.config();
  Grid grid{.title = "BFD of " + config.name,
            .node = config.name,
            .columns = {text_column("Peer", "peer"), text_column("Name", "name"), text_column("State", "state"),
                        text_column("Since", "since"), text_column("Interval", "interval"),
                        text_column("Detect", "detect"), number_column("RemoteMult", "remote_multiplier"),
                        text_column("Diag", "diagnostic")},
            .rows = {},
            .empty_note = "(no BFD sessions)"};
  for (std::uint32_t i = 0; i < config.bfd.size(); ++i) {
    const gateway::BfdConfig& session = config.bfd[i];
    const bfd::SessionStatus status = node.bfd_status(BfdId(i));
    const auto time = [](Duration d) { return d == Duration::zero() ? std::string(kNone) : to_string(d); };
    grid.rows.push_back({to_string(session.session.peer_address), session.name, std::string(bfd::to_string(status.state)),
                         age(status.since, now), time(status.negotiated_tx_interval), time(status.detection_time),
                         number(status.remote_detect_multiplier), std::string(bfd::to_string(status.diagnostic))});
  }
  return grid;
}

Grid event_grid(const plan::Plan& plan, std::span<const Event> journal, std::optional<NodeId> only) {
  Grid grid{.title = only ? "Events of " + node_name(plan, *only) : std::string("Events"),
            .node = only ? node_name(plan, *only) : std::string(),
            .columns = {{"Time s", "time_s", Align::Right, true}, text_column("Node", "node"),
                        text_column("Layer", "layer"), text_column("Event", "event"), text_column("Subject", "subject"),
                        text_column("Detail", "detail")},
            .rows = {},
            .empty_note = "(no events)"};
  for (const Event& event : journal) {
    if (only && event.node != *only) continue;
    grid.rows.push_back({to_string(event.at), node_name(plan, event.node), std::string(to_string(event.layer)),
                         std::string(to_string(event.kind)), event.subject, event.detail});
  }
  return grid;
}

}  // namespace cw::report
