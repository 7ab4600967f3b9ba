#include "plan/addresses.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/assert.h"

namespace cw::plan {

namespace {

std::uint64_t size_of(const Prefix& prefix) { return std::uint64_t{1} << (32U - prefix.length); }

Prefix parsed(std::string_view text) {
  const std::optional<Prefix> prefix = Prefix::parse(text);
  CW_ASSERT(prefix.has_value());
  return *prefix;
}

std::vector<Prefix> without_overlap(std::initializer_list<std::string_view> candidates,
                                    const std::vector<Prefix>& spaces) {
  std::vector<Prefix> free;
  for (const std::string_view text : candidates) {
    const Prefix candidate = parsed(text);
    const bool taken = std::ranges::any_of(spaces, [&](const Prefix& space) { return space.overlaps(candidate); });
    if (!taken) free.push_back(candidate);
  }
  return free;
}

void add_all(std::vector<Prefix>& out, const std::vector<Prefix>& more) {
  out.insert(out.end(), more.begin(), more.end());
}

void add_devices(std::vector<Prefix>& out, const design::Site& site) {
  for (const design::Device& device : site.devices) {
    for (const auto& address : {device.bgp_address, device.public_ip_address, device.lan_address}) {
      if (address) out.push_back(Prefix::host(*address));
    }
    for (const design::Advertisement& advertisement : device.advertisements) {
      // A default or another short prefix covers everything; addresses inside it are still free to use.
      for (const Prefix& prefix : advertisement.prefixes) {
        if (prefix.length > 12) out.push_back(prefix);
      }
    }
  }
  for (const design::DeviceLink& link : site.links) {
    if (link.prefix) out.push_back(*link.prefix);
  }
}

}  // namespace

Pool::Pool(std::vector<Prefix> prefixes, std::uint32_t skip_first, std::uint32_t skip_last)
    : prefixes_(std::move(prefixes)), skip_first_(skip_first), skip_last_(skip_last) {
  std::erase_if(prefixes_, [](const Prefix& prefix) { return prefix.family() != Family::Ipv4; });
}

std::optional<IpAddress> Pool::take() { return take_aligned(1); }
std::optional<IpAddress> Pool::take_pair() { return take_aligned(2); }

std::optional<IpAddress> Pool::take_aligned(std::uint32_t count) {
  for (; prefix_index_ < prefixes_.size(); ++prefix_index_, offset_ = 0) {
    const Prefix& prefix = prefixes_[prefix_index_];
    const std::uint64_t size = size_of(prefix);
    for (std::uint64_t at = std::max<std::uint64_t>(offset_, skip_first_); at + count + skip_last_ <= size; ++at) {
      const IpAddress address = prefix.address.plus(static_cast<std::uint32_t>(at));
      if (address.v4_value() % count != 0) continue;
      bool free = true;
      for (std::uint32_t i = 0; i < count; ++i) free = free && !used_.contains(address.plus(i));
      if (!free) continue;
      for (std::uint32_t i = 0; i < count; ++i) used_.insert(address.plus(i));
      offset_ = at + count;
      return address;
    }
  }
  return std::nullopt;
}

IpAddress first_usable(const Prefix& prefix) {
  return prefix.length >= bits(prefix.family()) - 1 ? prefix.address : prefix.address.plus(1);
}

IpAddress second_usable(const Prefix& prefix) {
  return prefix.length >= bits(prefix.family()) - 1 ? prefix.address.plus(1) : prefix.address.plus(2);
}

std::vector<Prefix> spaces_of(const design::Design& design) {
  std::vector<Prefix> spaces;
  for (const design::VirtualNetwork& network : design.virtual_networks) {
    add_all(spaces, network.address_space);
    for (const design::Subnet& subnet : network.subnets) add_all(spaces, subnet.address_prefixes);
  }
  for (const design::ExpressRouteCircuit& circuit : design.express_route_circuits) {
    if (!circuit.private_peering) continue;
    spaces.push_back(circuit.private_peering->primary_peer_address_prefix);
    spaces.push_back(circuit.private_peering->secondary_peer_address_prefix);
  }
  for (const design::VirtualNetworkGateway& gateway : design.virtual_network_gateways) {
    for (const design::PublicIpAddress& ip : gateway.public_ip_addresses) {
      if (ip.address) spaces.push_back(Prefix::host(*ip.address));
    }
  }
  for (const design::LocalNetworkGateway& local : design.local_network_gateways) {
    add_all(spaces, local.address_prefixes);
    spaces.push_back(Prefix::host(local.gateway_ip_address));
    if (local.bgp_peering_address) spaces.push_back(Prefix::host(*local.bgp_peering_address));
  }
  for (const design::Site& site : design.sites) {
    add_all(spaces, site.prefixes);
    if (site.generated_prefixes) spaces.push_back(site.generated_prefixes->base);
    add_devices(spaces, site);
  }
  for (const design::Host& host : design.hosts) spaces.push_back(Prefix::host(host.address));
  std::erase_if(spaces, [](const Prefix& prefix) { return prefix.family() != Family::Ipv4 || prefix.is_default(); });
  std::ranges::sort(spaces);
  const auto repeated = std::ranges::unique(spaces);
  spaces.erase(repeated.begin(), repeated.end());
  return spaces;
}

std::vector<Prefix> free_site_space(const std::vector<Prefix>& spaces) {
  return without_overlap(
      {"10.255.0.0/16", "10.254.0.0/16", "172.31.0.0/16", "172.30.0.0/16", "192.168.240.0/20", "198.19.0.0/16"},
      spaces);
}

std::vector<Prefix> free_platform_space(const std::vector<Prefix>& spaces) {
  return without_overlap({"100.64.0.0/16", "100.65.0.0/16", "100.96.0.0/16", "100.127.0.0/16", "198.18.0.0/16"},
                         spaces);
}

bool is_apipa(const IpAddress& address) { return address.is_v4() && (address.v4_value() >> 16U) == 0xA9FEU; }

std::vector<Prefix> only_ipv4(const std::vector<Prefix>& prefixes) {
  std::vector<Prefix> kept;
  for (const Prefix& prefix : prefixes) {
    if (prefix.family() == Family::Ipv4) kept.push_back(prefix);
  }
  return kept;
}

}  // namespace cw::plan
