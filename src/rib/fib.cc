#include "rib/fib.h"

#include <map>
#include <unordered_map>
#include <utility>

#include "rib/prefix_map.h"
#include "rib/shortcut.h"

namespace cw::rib {
namespace {

struct GroupIdHash {
  std::size_t operator()(GroupId id) const { return id.value * 0x9e3779b97f4a7c15ULL; }
};

struct Group {
  std::vector<NextHopId> members;
  std::uint8_t active_tier = 0;
};

}  // namespace

struct Fib::Impl {
  std::unordered_map<GroupId, Group, GroupIdHash> groups;  ///< looked up, never walked
  PrefixMap main;
  Shortcut shortcut;  ///< over the IPv4 part of main
  std::map<std::uint32_t, PrefixMap> subnets;  ///< the other tables
  std::size_t routes = 0;
  std::size_t empty_groups = 0;  ///< groups that forward to nobody now

  [[nodiscard]] bool is_empty(std::uint32_t group) const {
    const auto entry = groups.find(GroupId{group});
    return entry == groups.end() || entry->second.members.empty();
  }
  // The longest match that forwards somewhere: what lookup() falls back to.
  void find_usable(const IpAddress& address, std::uint32_t table, std::optional<Match>& best) const {
    const PrefixMap* map = find_table(table);
    if (map == nullptr) return;
    map->for_each_covering(address, [&](const Prefix& prefix, std::uint32_t group) {
      if (is_empty(group) || (best && best->prefix.length > prefix.length)) return;
      best = Match{.prefix = prefix, .table = table, .group = GroupId{group}};
    });
  }

  const PrefixMap* find_table(std::uint32_t table) const {
    if (table == 0) return &main;
    const auto entry = subnets.find(table);
    return entry == subnets.end() ? nullptr : &entry->second;
  }
  void on_change(const RouteChange& change) {
    // Shorter ones are looked up in the trie anyway.
    if (change.table != 0 || !change.prefix.address.is_v4() || change.prefix.length < 16) return;
    shortcut.on_change(main.v4(), Bits4::of(change.prefix.address).top16());
  }
  std::optional<PrefixMap::Match> lookup_main(const IpAddress& address) const {
    if (!address.is_v4()) return main.longest_match(address);
    const Bits4 bits = Bits4::of(address);
    const Shortcut::Answer answer = shortcut.find(bits);
    if (answer.verdict == Shortcut::Verdict::AskTrie) return main.longest_match(address);
    Trie<Bits4>::Match match{answer.value, answer.length};
    if (answer.verdict == Shortcut::Verdict::Miss) match = main.v4().longest_short_match(bits);
    if (match.value == 0) return std::nullopt;
    return PrefixMap::Match{{bits.cut(match.length).address(), match.length}, match.value};
  }
};

Fib::Fib() : impl_(std::make_unique<Impl>()) {}
Fib::~Fib() = default;
Fib::Fib(Fib&&) noexcept = default;
Fib& Fib::operator=(Fib&&) noexcept = default;

void Fib::apply(const RouteChange& change) {
  PrefixMap& table = change.table == 0 ? impl_->main : impl_->subnets[change.table];
  if (change.group == kNoGroup) {
    if (table.find(change.prefix) == 0) return;
    table.erase(change.prefix);
    --impl_->routes;
    impl_->on_change(change);
    return;
  }
  std::uint32_t& group = table.insert(change.prefix);
  if (group == 0) ++impl_->routes;
  group = change.group.value;
  impl_->on_change(change);
}

void Fib::apply(const GroupChange& change) {
  const auto [entry, is_new] = impl_->groups.try_emplace(change.group);
  if (!is_new && entry->second.members.empty()) --impl_->empty_groups;
  if (change.members.empty()) ++impl_->empty_groups;
  entry->second = {.members = change.members, .active_tier = change.active_tier};
}

void Fib::remove_group(GroupId group) {
  const auto entry = impl_->groups.find(group);
  if (entry == impl_->groups.end()) return;
  if (entry->second.members.empty()) --impl_->empty_groups;
  impl_->groups.erase(entry);
}

std::optional<Fib::Match> Fib::lookup(const IpAddress& destination, std::uint32_t table) const {
  auto best = impl_->lookup_main(destination);
  std::uint32_t best_table = 0;
  const PrefixMap* subnet = table == 0 ? nullptr : impl_->find_table(table);
  if (subnet != nullptr) {
    const auto match = subnet->longest_match(destination);
    if (match && (!best || match->prefix.length >= best->prefix.length)) {
      best = match;
      best_table = table;
    }
  }
  if (!best) return std::nullopt;
  if (impl_->empty_groups != 0 && impl_->is_empty(best->value)) {
    std::optional<Match> usable;
    impl_->find_usable(destination, 0, usable);
    // The subnet's table second: it wins at equal length.
    if (table != 0) impl_->find_usable(destination, table, usable);
    if (usable) return usable;
  }
  return Match{.prefix = best->prefix, .table = best_table, .group = GroupId{best->value}};
}

std::span<const NextHopId> Fib::members(GroupId group) const {
  const auto entry = impl_->groups.find(group);
  if (entry == impl_->groups.end()) return {};
  return entry->second.members;
}

std::uint8_t Fib::active_tier(GroupId group) const {
  const auto entry = impl_->groups.find(group);
  return entry == impl_->groups.end() ? std::uint8_t{0} : entry->second.active_tier;
}

std::size_t Fib::route_count() const { return impl_->routes; }
std::size_t Fib::group_count() const { return impl_->groups.size(); }

std::vector<Fib::Match> Fib::routes() const {
  std::vector<Match> all;
  all.reserve(impl_->routes);
  const auto add = [&](std::uint32_t table, const PrefixMap& map) {
    map.walk(std::nullopt, [&](const Prefix& prefix, std::uint32_t value) {
      all.push_back({.prefix = prefix, .table = table, .group = GroupId{value}});
      return true;
    });
  };
  add(0, impl_->main);
  for (const auto& [table, map] : impl_->subnets) add(table, map);
  return all;
}

std::size_t Fib::memory_bytes() const {
  std::size_t bytes = sizeof(Impl) + impl_->main.memory_bytes() + impl_->shortcut.memory_bytes();
  for (const auto& [table, map] : impl_->subnets) bytes += sizeof(map) + map.memory_bytes();
  constexpr std::size_t kGroupNode = sizeof(GroupId) + sizeof(Group) + 2 * sizeof(void*) + 16;
  return bytes + impl_->groups.size() * kGroupNode + impl_->groups.bucket_count() * sizeof(void*);
}

}  // namespace cw::rib
