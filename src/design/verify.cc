#include "design/verify.h"

#include "design/verifier.h"

namespace cw::design {

void Verifier::run() {
  collect_names();
  verify_unique();
  verify_networks();
  verify_route_tables();
  verify_circuits();
  verify_gateways();
  verify_local_gateways();
  verify_connections();
  verify_sites();
  verify_hosts();
  verify_flows();
  for (std::size_t i = 0; i < design_.drills.size(); ++i) verify_drill(design_.drills[i], fmt::format("drills[{}]", i));
  if (design_.tuning.provider_edge_to_gateway_min > design_.tuning.provider_edge_to_gateway_max) {
    report("tuning.providerEdgeToGatewayMin",
           {"the shortest convergence is longer than the longest", "at most providerEdgeToGatewayMax", {}});
  }
}

void Verifier::collect_names() {
  for (const auto& network : design_.virtual_networks) {
    networks_.add(network.name);
    network_index_.emplace(network.name, &network);
  }
  for (const auto& table : design_.route_tables) route_tables_.add(table.name);
  for (const auto& circuit : design_.express_route_circuits) circuits_.add(circuit.name);
  for (const auto& gateway : design_.virtual_network_gateways) {
    gateways_.add(gateway.name);
    gateway_index_.emplace(gateway.name, &gateway);
  }
  for (const auto& gateway : design_.local_network_gateways) {
    local_gateways_.add(gateway.name);
    local_gateway_index_.emplace(gateway.name, &gateway);
  }
  for (const auto& host : design_.hosts) hosts_.add(host.name);
  for (const auto& site : design_.sites) {
    sites_.add(site.name);
    site_index_.emplace(site.name, &site);
    for (const auto& device : site.devices) {
      devices_.add(site.name + "/" + device.name);
      device_index_.emplace(site.name + "/" + device.name, &device);
    }
  }
}

void Verifier::verify_unique() {
  unique(design_.virtual_networks, "virtualNetworks", "virtual network");
  unique(design_.route_tables, "routeTables", "route table");
  unique(design_.route_servers, "routeServers", "route server");
  unique(design_.express_route_circuits, "expressRouteCircuits", "circuit");
  unique(design_.virtual_network_gateways, "virtualNetworkGateways", "virtual network gateway");
  unique(design_.local_network_gateways, "localNetworkGateways", "local network gateway");
  unique(design_.connections, "connections", "connection");
  unique(design_.sites, "sites", "site");
  unique(design_.hosts, "hosts", "host");
  unique(design_.flows, "flows", "flow");
  unique(design_.drills, "drills", "drill");
}

void Verifier::verify_drill(const DrillSpec& drill, const std::string& path) {
  const std::string prefix = path.empty() ? "" : path + ".";
  if (drill.steps.empty() && written(prefix + "steps")) {
    report(prefix + "steps", {"a drill without a step", "at least one step", {}});
  }
  for (std::size_t i = 0; i < drill.steps.size(); ++i) {
    const std::string step = fmt::format("{}steps[{}]", prefix, i);
    if (!is_group(step) || written(step + ".cut") != written(step + ".restore")) continue;
    report(step,
           {written(step + ".cut") ? "cut and restore in one step" : "neither cut nor restore", "cut or restore", {}});
  }
}

void verify(const Design& design, Decoder& decoder) {
  Verifier(design, decoder).run();
}

void verify(const DrillSpec& drill, Decoder& decoder) {
  const Design none;
  Verifier(none, decoder).verify_drill(drill, "");
}

}  // namespace cw::design
