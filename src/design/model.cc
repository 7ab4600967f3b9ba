#include "design/model.h"

#include <algorithm>

namespace cw::design {
namespace {

template <typename T>
const T* find_named(const std::vector<T>& items, std::string_view name) {
  const auto found = std::ranges::find(items, name, &T::name);
  return found == items.end() ? nullptr : &*found;
}

// base + index * 2^(width - length), for either family.
Prefix nth_prefix(const GeneratedPrefixes& generated, std::uint32_t index) {
  IpAddress address = generated.base.address;
  // The index is added in units of the prefix: shift it to the prefix's last bit and add byte by byte.
  const unsigned width = bits(address.family);
  const unsigned shift = width - generated.length;
  std::uint64_t carry = 0;
  for (unsigned byte = width / 8; byte-- > 0;) {
    const unsigned low_bit = (width / 8 - 1 - byte) * 8;  // weight of this byte's lowest bit
    std::uint64_t digit = 0;
    if (low_bit + 8 > shift && low_bit < shift + 32) {
      digit =
          low_bit >= shift ? (index >> (low_bit - shift)) & 0xffU : (std::uint64_t{index} << (shift - low_bit)) & 0xffU;
    }
    const std::uint64_t sum = address.bytes[byte] + digit + carry;
    address.bytes[byte] = static_cast<std::uint8_t>(sum & 0xffU);
    carry = sum >> 8;
  }
  return Prefix::of(address, generated.length);
}

}  // namespace

std::string_view to_string(Profile profile) {
  return profile == Profile::Azure ? "azure" : "causeway";
}

std::string_view to_string(Road road) {
  return road == Road::ExpressRoute ? "ExpressRoute" : "VPN";
}

const VirtualNetwork* find_virtual_network(const Design& design, std::string_view name) {
  return find_named(design.virtual_networks, name);
}

const VirtualNetworkGateway* find_gateway(const Design& design, std::string_view name) {
  return find_named(design.virtual_network_gateways, name);
}

const ExpressRouteCircuit* find_circuit(const Design& design, std::string_view name) {
  return find_named(design.express_route_circuits, name);
}

const LocalNetworkGateway* find_local_network_gateway(const Design& design, std::string_view name) {
  return find_named(design.local_network_gateways, name);
}

const Site* find_site(const Design& design, std::string_view name) {
  return find_named(design.sites, name);
}

const Device* find_device(const Design& design, std::string_view path) {
  const std::size_t slash = path.find('/');
  if (slash == std::string_view::npos) return nullptr;
  const Site* site = find_site(design, path.substr(0, slash));
  return site == nullptr ? nullptr : find_named(site->devices, path.substr(slash + 1));
}

const Subnet* find_gateway_subnet(const VirtualNetwork& network) {
  return find_named(network.subnets, "GatewaySubnet");
}

std::vector<Prefix> all_prefixes(const Site& site) {
  std::vector<Prefix> prefixes = site.prefixes;
  if (!site.generated_prefixes) return prefixes;
  const GeneratedPrefixes& generated = *site.generated_prefixes;
  prefixes.reserve(prefixes.size() + generated.count);
  for (std::uint32_t i = 0; i < generated.count; ++i) prefixes.push_back(nth_prefix(generated, i));
  return prefixes;
}

}  // namespace cw::design
