// The on-premises half of verify(): sites, hosts, flows.
#include "design/prefix_set.h"
#include "design/verifier.h"

namespace cw::design {

void Verifier::verify_sites() {
  for (std::size_t i = 0; i < design_.sites.size(); ++i) {
    verify_site(design_.sites[i], fmt::format("sites[{}]", i));
  }
}

void Verifier::verify_site(const Site& site, const std::string& path) {
  unique(site.devices, path + ".devices", "device");
  if (site.devices.empty() && written(path + ".devices")) {
    report(path + ".devices", {"a site without a device", "at least one device", {}});
  }
  Names names;
  for (const Device& device : site.devices) names.add(device.name);
  refer(path + ".lanDevice", site.lan_device, names, "device of this site");
  for (std::size_t i = 0; i < site.links.size(); ++i) {
    const DeviceLink& link = site.links[i];
    const std::string between = fmt::format("{}.links[{}].between", path, i);
    refer(between + "[0]", link.device_a, names, "device of this site");
    refer(between + "[1]", link.device_b, names, "device of this site");
    if (!link.device_a.empty() && link.device_a == link.device_b) {
      report(between, {"a link from a device to itself", "two different devices", {}});
    }
  }
  if (!site.generated_prefixes) return;
  const GeneratedPrefixes& generated = *site.generated_prefixes;
  const std::string generated_path = path + ".generatedPrefixes";
  if (generated.count == 0 || generated.base.is_default()) return;
  const bool length_fits =
      generated.length >= generated.base.length && generated.length <= bits(generated.base.family());
  if (!length_fits) {
    report(generated_path + ".length",
           {fmt::format("/{} does not fit in {}", generated.length, to_string(generated.base)),
            fmt::format("/{} to /{}", generated.base.length, bits(generated.base.family())),
            {}});
    return;
  }
  const unsigned room_bits = generated.length - generated.base.length;
  if (room_bits < 32 && generated.count > (std::uint64_t{1} << room_bits)) {
    report(generated_path + ".count",
           {fmt::format("{} has no room for {} prefixes", to_string(generated.base), generated.count),
            fmt::format("at most {}", std::uint64_t{1} << room_bits),
            {}});
  }
}

void Verifier::verify_hosts() {
  std::map<const void*, PrefixSet> spaces;  // of networks and sites, made when first needed; never iterated
  std::map<IpAddress, std::size_t> addresses;
  for (std::size_t i = 0; i < design_.hosts.size(); ++i) {
    const Host& host = design_.hosts[i];
    const std::string path = fmt::format("hosts[{}]", i);
    if (!is_group(path)) continue;
    const bool in_network = written(path + ".virtualNetwork");
    const bool in_site = written(path + ".site");
    if (in_network == in_site) {
      report(path,
             {in_network ? "virtualNetwork and site are both written" : "neither virtualNetwork nor site is written",
              "one of virtualNetwork and site",
              {}});
      continue;
    }
    refer(path + ".virtualNetwork", host.virtual_network, networks_, "virtual network");
    refer(path + ".site", host.site, sites_, "site");
    if (host.address.is_unspecified()) continue;
    const auto [first, fresh] = addresses.emplace(host.address, i);
    if (!fresh) {
      report(path + ".address", {fmt::format("{} belongs to another host", to_string(host.address)),
                                 "an address of its own", fmt::format("see hosts[{}]", first->second)});
    }
    const VirtualNetwork* network = lookup(network_index_, host.virtual_network);
    const Site* site = lookup(site_index_, host.site);
    if (network == nullptr && site == nullptr) continue;
    const std::string& name = network != nullptr ? network->name : site->name;
    const void* key = network != nullptr ? static_cast<const void*>(network) : static_cast<const void*>(site);
    auto space = spaces.find(key);
    if (space == spaces.end()) {
      std::vector<Prefix> prefixes;
      if (network != nullptr) {
        for (const Subnet& subnet : network->subnets)
          prefixes.insert(prefixes.end(), subnet.address_prefixes.begin(), subnet.address_prefixes.end());
      } else {
        prefixes = site->prefixes;
        if (site->generated_prefixes) prefixes.push_back(site->generated_prefixes->base);
      }
      space = spaces.emplace(key, PrefixSet(std::move(prefixes))).first;
    }
    if (space->second.contains(host.address)) continue;
    if (decoder_.failed(network != nullptr ? path_of(*network) + ".subnets" : path_of(*site))) continue;
    report(path + ".address",
           {fmt::format("{} is not in {} {}", to_string(host.address),
                        network != nullptr ? "a subnet of" : "a prefix of", name),
            network != nullptr ? "an address in one of its subnets" : "an address in one of its prefixes",
            {}});
  }
}

void Verifier::verify_flows() {
  for (std::size_t i = 0; i < design_.flows.size(); ++i) {
    const Flow& flow = design_.flows[i];
    const std::string path = fmt::format("flows[{}]", i);
    refer(path + ".from", flow.from, hosts_, "host");
    refer(path + ".to", flow.to, hosts_, "host");
    if (!flow.from.empty() && flow.from == flow.to)
      report(path + ".to", {"both ends are the same host", "another host", {}});
  }
}

}  // namespace cw::design
