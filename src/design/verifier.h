// The class behind verify(); its parts stand in verify.cc, verify_azure.cc and verify_site.cc.
#pragma once

#include <fmt/core.h>

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "design/decoder.h"
#include "design/model.h"
#include "design/names.h"

namespace cw::design {

inline std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return lower;
}

class Verifier {
 public:
  Verifier(const Design& design, Decoder& decoder) : design_(design), decoder_(decoder) {}
  void run();
  /// `path` is empty for a file that holds one drill.
  void verify_drill(const DrillSpec& drill, const std::string& path);

 private:
  void collect_names();
  void verify_unique();
  void verify_networks();
  void verify_route_tables();
  void verify_circuits();
  void verify_gateways();
  void verify_gateway_addresses(const VirtualNetworkGateway& gateway, const std::string& path);
  void verify_local_gateways();
  void verify_connections();
  void verify_connection_fields(const Connection& connection, const std::string& path);
  void verify_sites();
  void verify_site(const Site& site, const std::string& path);
  void verify_hosts();
  void verify_flows();

  void report(const std::string& path, Problem problem) {
    decoder_.error_at(decoder_.document().place_of(path), path, [&] { return std::move(problem); });
  }
  // False where something else than a group stands: that was reported already.
  [[nodiscard]] bool is_group(const std::string& path) const {
    const Node* node = decoder_.document().find(path);
    return node != nullptr && node->kind == Node::Kind::Mapping;
  }
  [[nodiscard]] bool written(const std::string& path) const { return decoder_.document().find(path) != nullptr; }

  // `name` must be in `names`; empty means it was absent or already reported.
  void refer(const std::string& path, std::string_view name, Names& names, std::string_view what) {
    if (name.empty() || names.contains(name)) return;
    report(path, {fmt::format("there is no {} {}", what, name), fmt::format("the name of a {}", what),
                  names.suggestion(name)});
  }

  // Azure does not tell names apart by case, so neither do we where two would be equal.
  template <typename T>
  void unique(const std::vector<T>& items, const std::string& path, std::string_view what) {
    std::map<std::string, std::size_t> seen;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (items[i].name.empty()) continue;
      const auto [first, fresh] = seen.emplace(lower_case(items[i].name), i);
      if (fresh) continue;
      report(fmt::format("{}[{}].name", path, i),
             {fmt::format("{} {} exists already", what, items[i].name), "a name of its own",
              fmt::format("see {}[{}]", path, first->second)});
    }
  }

  [[nodiscard]] std::string path_of(const VirtualNetwork& network) const {
    return fmt::format("virtualNetworks[{}]", &network - design_.virtual_networks.data());
  }
  [[nodiscard]] std::string path_of(const Site& site) const {
    return fmt::format("sites[{}]", &site - design_.sites.data());
  }
  [[nodiscard]] std::string path_of(const VirtualNetworkGateway& gateway) const {
    return fmt::format("virtualNetworkGateways[{}]", &gateway - design_.virtual_network_gateways.data());
  }

  // The resource called `name`, or nullptr.
  template <typename T>
  using Index = std::map<std::string, const T*, std::less<>>;
  template <typename T>
  static const T* lookup(const Index<T>& index, std::string_view name) {
    const auto found = index.find(name);
    return found == index.end() ? nullptr : found->second;
  }

  const Design& design_;
  Decoder& decoder_;
  Index<VirtualNetwork> network_index_;
  Index<VirtualNetworkGateway> gateway_index_;
  Index<LocalNetworkGateway> local_gateway_index_;
  Index<Site> site_index_;
  Index<Device> device_index_;
  Names networks_, route_tables_, circuits_, gateways_, local_gateways_, sites_, devices_, hosts_;
};

}  // namespace cw::design
