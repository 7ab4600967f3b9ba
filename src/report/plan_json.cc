#include "report/plan_json.h"

#include "report/json_writer.h"
#include "report/view.h"

namespace cw::report {
namespace {

std::string_view road_name(gateway::RoadTag road) {
  switch (road) {
    case gateway::RoadTag::None: return "-";
    case gateway::RoadTag::ExpressRoute: return "ExpressRoute";
    case gateway::RoadTag::Vpn: return "VPN";
  }
  return "?";
}

void write_interfaces(JsonWriter& json, const gateway::NodeConfig& config) {
  json.key("interfaces").begin_array();
  for (const gateway::InterfaceConfig& interface : config.interfaces) {
    json.begin_object().field("name", interface.name).field("address", to_string(interface.address));
    json.field("peer", to_string(interface.peer)).field("road", road_name(interface.road));
    json.field("tunnel", interface.tunnel).field("mtu", std::uint32_t{interface.mtu}).end_object();
  }
  json.end_array();
}

void write_peers(JsonWriter& json, const gateway::NodeConfig& config) {
  json.key("peers").begin_array();
  for (const gateway::PeerConfig& peer : config.peers) {
    json.begin_object().field("name", peer.name).field("kind", gateway::to_string(peer.kind));
    json.field("local_address", to_string(peer.session.local_address));
    json.field("peer_address", to_string(peer.session.peer_address)).field("peer_as", peer.session.peer_as.value);
    json.field("hold_time_ms", peer.session.hold_time).field("weight", peer.weight);
    json.field("routing_weight", std::uint32_t{peer.routing_weight}).field("enabled", peer.enabled);
    json.field("passive", peer.session.passive).field("md5", peer.session.md5_key_reference.has_value());
    json.field("prefix_limit", peer.session.prefix_limit[0].maximum);
    if (peer.bfd && *peer.bfd < config.bfd.size()) json.field("bfd", config.bfd[*peer.bfd].name);
    json.end_object();
  }
  json.end_array();
}

void write_bfd(JsonWriter& json, const gateway::NodeConfig& config) {
  json.key("bfd").begin_array();
  for (const gateway::BfdConfig& bfd : config.bfd) {
    json.begin_object().field("name", bfd.name).field("peer_address", to_string(bfd.session.peer_address));
    json.field("interval_ms", bfd.session.desired_min_tx);
    json.field("multiplier", std::uint32_t{bfd.session.detect_multiplier}).field("multihop", bfd.session.multihop);
    json.end_object();
  }
  json.end_array();
}

void write_tunnels(JsonWriter& json, const gateway::NodeConfig& config) {
  json.key("tunnels").begin_array();
  for (const gateway::TunnelConfig& tunnel : config.tunnels) {
    json.begin_object().field("name", tunnel.name).field("local_outer", to_string(tunnel.local_outer));
    json.field("peer_outer", to_string(tunnel.peer_outer)).field("initiator", tunnel.initiator);
    json.field("dpd_timeout_ms", tunnel.dpd_timeout).end_object();
  }
  json.end_array();
}

void write_node(JsonWriter& json, const plan::NodePlan& node) {
  const gateway::NodeConfig& config = node.config;
  json.begin_object().field("name", config.name).field("role", gateway::to_string(config.role));
  json.field("group", node.group).field("asn", config.asn.value);
  if (!node.gateway.empty()) json.field("gateway", node.gateway).field("instance", node.instance);
  if (node.host_address) json.field("address", to_string(*node.host_address));
  write_interfaces(json, config);
  json.key("originated").begin_array();
  for (const gateway::OriginatedPrefix& originated : config.originated) json.text(to_string(originated.prefix));
  json.end_array();
  json.key("static_routes").begin_array();
  for (const gateway::StaticRouteConfig& route : config.static_routes) {
    json.begin_object().field("prefix", to_string(route.prefix)).field("origin", rib::to_string(route.origin));
    if (route.via) json.field("via", to_string(*route.via));
    json.field("table", route.table).field("drop", route.drop).end_object();
  }
  json.end_array();
  write_peers(json, config);
  write_bfd(json, config);
  write_tunnels(json, config);
  json.end_object();
}

}  // namespace

std::string plan_json(const plan::Plan& plan) {
  const auto name_of = [&](NodeId id) {
    return id.value < plan.nodes.size() ? plan.nodes[id.value].config.name : std::string();
  };
  JsonWriter json;
  json.begin_object().field("design", plan.name).field("profile", profile_name(plan.profile));
  json.key("nodes").begin_array();
  for (const plan::NodePlan& node : plan.nodes) write_node(json, node);
  json.end_array();
  json.key("links").begin_array();
  for (const plan::LinkPlan& link : plan.links) {
    json.begin_object().field("name", link.name).field("kind", plan::to_string(link.kind));
    json.field("a", name_of(link.a.node)).field("b", name_of(link.b.node));
    json.field("delay_ms", link.delay).field("jitter_ms", link.jitter);
    json.field("bits_per_second", link.bits_per_second).field("loss_ppm", link.loss_ppm);
    json.field("mtu", std::uint32_t{link.mtu});
    if (!link.circuit.empty()) json.field("circuit", link.circuit).field("circuit_link", link.circuit_link);
    json.end_object();
  }
  json.end_array();
  json.key("flows").begin_array();
  for (const plan::FlowPlan& flow : plan.flows) {
    json.begin_object().field("name", flow.name).field("from", name_of(flow.from)).field("to", name_of(flow.to));
    json.field("from_address", to_string(flow.from_address)).field("to_address", to_string(flow.to_address));
    json.field("rate", flow.rate).field("class", flow.traffic_class);
    if (flow.expected_road) json.field("expected_road", design::to_string(*flow.expected_road));
    json.end_object();
  }
  json.end_array();
  json.key("drills").begin_array();
  for (const design::DrillSpec& drill : plan.drills) json.text(drill.name);
  json.end_array().field("notes", plan.notes).end_object();
  return json.take();
}

}  // namespace cw::report
