// Where addresses come from that the design leaves open: ordered pools that never hand out what is used already, so that
// the same design always gets the same addresses.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <vector>

#include "base/address.h"
#include "design/model.h"

namespace cw::plan {

/// Hands out single IPv4 addresses from a list of prefixes, lowest first.
class Pool {
 public:
  Pool() = default;
  /// skip_first, skip_last: addresses at each end of every prefix that are never given.
  Pool(std::vector<Prefix> prefixes, std::uint32_t skip_first, std::uint32_t skip_last);

  /// Marks an address as taken; addresses outside the pool are remembered too, which does no harm.
  void reserve(const IpAddress& address) { used_.insert(address); }
  [[nodiscard]] bool is_used(const IpAddress& address) const { return used_.contains(address); }
  /// errors: nullopt when nothing is left.
  std::optional<IpAddress> take();
  /// An aligned pair for a /31: the lower address of it.
  std::optional<IpAddress> take_pair();

 private:
  std::optional<IpAddress> take_aligned(std::uint32_t count);

  std::vector<Prefix> prefixes_;
  std::uint32_t skip_first_ = 0;
  std::uint32_t skip_last_ = 0;
  std::set<IpAddress> used_;
  std::size_t prefix_index_ = 0;
  std::uint64_t offset_ = 0;   ///< next candidate inside the current prefix
};

/// The lowest and second usable address of a /30 or a /31 (fact 2.1.4: customer, then Microsoft).
IpAddress first_usable(const Prefix& prefix);
IpAddress second_usable(const Prefix& prefix);

/// Every prefix and single address a design mentions: pools stay away from all of them.
std::vector<Prefix> spaces_of(const design::Design& design);

/// The first candidates that overlap none of `spaces`. site: addresses on devices; platform: inside Azure's half and the
/// Internet, never seen by a user.
std::vector<Prefix> free_site_space(const std::vector<Prefix>& spaces);
std::vector<Prefix> free_platform_space(const std::vector<Prefix>& spaces);

/// Addresses Azure reserves in every subnet: the first four and the last one.
inline constexpr std::uint32_t kAzureReservedFirst = 4;
inline constexpr std::uint32_t kAzureReservedLast = 1;

/// 169.254.0.0/16, which Azure calls APIPA.
[[nodiscard]] bool is_apipa(const IpAddress& address);
[[nodiscard]] std::vector<Prefix> only_ipv4(const std::vector<Prefix>& prefixes);

}  // namespace cw::plan
