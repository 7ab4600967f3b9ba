#include "rib/rib.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/assert.h"
#include "rib/rib_impl.h"

namespace cw::rib {
namespace {

auto fields(const PathTemplate& p) {
  return std::tuple(p.source, p.attributes, p.next_hop, p.weight, p.routing_weight, p.tier);
}

}  // namespace

std::size_t Rib::Impl::SharedHash::operator()(const PathTemplate& path) const {
  Hasher hasher;
  hasher.add((std::uint64_t{path.source.value} << 32) | path.attributes.value);
  hasher.add((std::uint64_t{path.next_hop.value} << 32) | path.weight);
  hasher.add((std::uint64_t{path.routing_weight} << 8) | path.tier);
  return hasher.value();
}
bool Rib::Impl::SharedEqual::operator()(const PathTemplate& a, const PathTemplate& b) const {
  return fields(a) == fields(b);
}

// With one more reference.
std::uint32_t Rib::Impl::acquire_shared(const PathTemplate& path) {
  const auto [entry, is_new] = shared_ids.try_emplace(path, 0);
  if (!is_new) {
    ++shared[entry->second].references;
    return entry->second;
  }
  if (shared_free.empty()) {
    entry->second = static_cast<std::uint32_t>(shared.size());
    shared.emplace_back();
  } else {
    entry->second = shared_free.back();
    shared_free.pop_back();
  }
  attributes.retain(path.attributes);
  const auto& set = attributes.get(path.attributes);
  shared[entry->second] = {.path = path,
                           .key = make_key(path, sources[path.source.value].info, set, config),
                           .as_path = &set.as_path,
                           .references = 1};
  return entry->second;
}

void Rib::Impl::release_shared(std::uint32_t index) {
  Shared& entry = shared[index];
  CW_ASSERT(entry.references > 0);
  if (--entry.references > 0) return;
  shared_ids.erase(entry.path);
  attributes.release(entry.path.attributes);
  entry = {};
  shared_free.push_back(index);
}

void Rib::Impl::forget(Route& route, const PathRecord& record) {
  if ((record.flags & kOutcome) != 0) route.outcome_touched = true;
  release_shared(record.shared);
  --path_count;
}

// The same path again with other contents. returns: whether anything changed that a decision could see.
bool Rib::Impl::replace_path(Route& route, PathRecord& record, std::uint32_t index) {
  record.flags = static_cast<std::uint8_t>(record.flags & ~kStale);
  if (record.shared == index) return false;
  if ((record.flags & kOutcome) != 0) route.outcome_touched = true;
  ++shared[index].references;
  release_shared(record.shared);
  record.shared = index;
  return true;
}

// Adds or replaces the path (source, path_id). returns: whether the route must be decided again.
bool Rib::Impl::put_path(Route& route, std::uint32_t index, std::uint32_t path_id, Family family) {
  const SourceId source = shared[index].path.source;
  const auto key_of = [&](const PathRecord& r) { return std::pair(shared[r.shared].path.source, r.path_id); };
  PathRecord added{.shared = index, .path_id = path_id};
  PathRecord* before = nullptr;
  PathRecord* at = route.first.shared == 0 ? nullptr : &route.first;
  while (at != nullptr && key_of(*at) < std::pair(source, path_id)) {
    before = at;
    at = at->next == 0 ? nullptr : &more_paths[at->next];
  }
  if (at != nullptr && key_of(*at) == std::pair(source, path_id)) return replace_path(route, *at, index);
  const bool has_other = (before != nullptr && key_of(*before).first == source) ||
                         (at != nullptr && key_of(*at).first == source);
  if (!has_other) ++sources[source.value].prefixes[static_cast<std::size_t>(family)];
  ++shared[index].references;
  ++path_count;
  if (route.first.shared == 0) ++prefix_count;
  if (before != nullptr) {
    added.next = before->next;
    const std::uint32_t record = more_paths.allocate();
    more_paths[record] = added;
    before->next = record;
    return true;
  }
  if (at != nullptr) {  // The new one becomes the first, which lies in the route itself.
    added.next = more_paths.allocate();
    more_paths[added.next] = route.first;
  }
  route.first = added;
  return true;
}

// Removes the paths of `source` for which drop(record) holds. returns: how many.
template <typename F>
std::size_t Rib::Impl::drop_paths(Route& route, SourceId source, Family family, F&& drop) {
  const auto wanted = [&](const PathRecord& r) { return shared[r.shared].path.source == source && drop(r); };
  std::size_t dropped = 0;
  while (route.first.shared != 0 && wanted(route.first)) {
    forget(route, route.first);
    const std::uint32_t next = route.first.next;
    route.first = next == 0 ? PathRecord{} : more_paths[next];
    if (next != 0) more_paths.free(next);
    ++dropped;
  }
  for (std::uint32_t* link = &route.first.next; *link != 0;) {
    PathRecord& record = more_paths[*link];
    if (!wanted(record)) {
      link = &record.next;
      continue;
    }
    forget(route, record);
    const std::uint32_t freed = std::exchange(*link, record.next);
    more_paths.free(freed);
    ++dropped;
  }
  if (dropped == 0) return 0;
  if (!has_source(route, source)) --sources[source.value].prefixes[static_cast<std::size_t>(family)];
  if (route.first.shared == 0) --prefix_count;
  return dropped;
}

// The router id of a source changed, and with it the keys of its paths.
void Rib::Impl::rekey(SourceId source) {
  for (Shared& entry : shared) {
    if (entry.references == 0 || entry.path.source != source) continue;
    entry.key = make_key(entry.path, sources[source.value].info, attributes.get(entry.path.attributes), config);
  }
}

Rib::Rib(DecisionConfig config) : impl_(std::make_unique<Impl>(config)) {}
Rib::~Rib() = default;
Rib::Rib(Rib&&) noexcept = default;
Rib& Rib::operator=(Rib&&) noexcept = default;

AttributeTable& Rib::attributes() { return impl_->attributes; }
const AttributeTable& Rib::attributes() const { return impl_->attributes; }

SourceId Rib::add_source(SourceInfo info) {
  ++impl_->calls;
  impl_->sources.push_back({.info = std::move(info)});
  return SourceId{static_cast<std::uint32_t>(impl_->sources.size() - 1)};
}

const SourceInfo& Rib::source(SourceId id) const {
  CW_ASSERT(id.value != 0 && id.value < impl_->sources.size());
  return impl_->sources[id.value].info;
}

void Rib::update_source(SourceId id, RouterId peer_identifier) {
  ++impl_->calls;
  CW_ASSERT(id.value != 0 && id.value < impl_->sources.size());
  Impl::Source& source = impl_->sources[id.value];
  if (source.info.peer_identifier == peer_identifier) return;
  source.info.peer_identifier = peer_identifier;
  impl_->rekey(id);
  for (const Family family : {Family::Ipv4, Family::Ipv6}) {
    if (source.prefixes[static_cast<std::size_t>(family)] == 0) continue;
    impl_->map.mark_if(family, [&](std::uint32_t route) { return impl_->has_source(impl_->routes[route], id); });
  }
}

NextHopId Rib::intern_next_hop(const NextHop& next_hop) { return impl_->groups.intern_next_hop(next_hop); }
const NextHop& Rib::next_hop(NextHopId id) const { return impl_->groups.next_hop(id); }
NextHopState Rib::next_hop_state(NextHopId id) const {
  CW_ASSERT(impl_->groups.is_known(id));
  return impl_->groups.state(id);
}
std::size_t Rib::next_hop_count() const { return impl_->groups.next_hop_count(); }

void Rib::announce(const PathTemplate& shared, std::span<const wire::bgp::Nlri> nlri) {
  ++impl_->calls;
  if (nlri.empty()) return;
  Impl& rib = *impl_;
  CW_ASSERT(shared.source.value != 0 && shared.source.value < rib.sources.size());
  CW_ASSERT(rib.groups.is_known(shared.next_hop));
  const std::uint32_t index = rib.acquire_shared(shared);
  for (const wire::bgp::Nlri& route : nlri) {
    std::uint32_t& number = rib.map.insert(route.prefix);
    if (number == 0) number = rib.routes.allocate();
    if (rib.put_path(rib.routes[number], index, route.path_id, route.prefix.family())) rib.map.mark_last();
  }
  rib.release_shared(index);
}

void Rib::withdraw(SourceId source, std::span<const wire::bgp::Nlri> nlri) {
  ++impl_->calls;
  Impl& rib = *impl_;
  for (const wire::bgp::Nlri& route : nlri) {
    const std::uint32_t number = rib.map.find(route.prefix);
    if (number == 0) continue;
    const auto is_it = [&](const Impl::PathRecord& r) { return r.path_id == route.path_id; };
    if (rib.drop_paths(rib.routes[number], source, route.prefix.family(), is_it) == 0) continue;
    rib.map.insert(route.prefix);
    rib.map.mark_last();
  }
}

void Rib::withdraw_all(SourceId source) {
  ++impl_->calls;
  Impl& rib = *impl_;
  CW_ASSERT(source.value != 0 && source.value < rib.sources.size());
  for (const Family family : {Family::Ipv4, Family::Ipv6}) {
    if (rib.sources[source.value].prefixes[static_cast<std::size_t>(family)] == 0) continue;
    rib.map.mark_if(family, [&](std::uint32_t route) {
      return rib.drop_paths(rib.routes[route], source, family, [](const Impl::PathRecord&) { return true; }) > 0;
    });
  }
}

void Rib::mark_stale(SourceId source, Family family) {
  ++impl_->calls;
  Impl& rib = *impl_;
  CW_ASSERT(source.value != 0 && source.value < rib.sources.size());
  if (rib.sources[source.value].prefixes[static_cast<std::size_t>(family)] == 0) return;
  const auto mark = [&](Impl::PathRecord& record) {
    if (rib.shared[record.shared].path.source == source) record.flags |= Impl::kStale;
  };
  // Staleness alone decides nothing, so no prefix has to be decided again.
  rib.map.mark_if(family, [&](std::uint32_t number) {
    Impl::Route& route = rib.routes[number];
    if (route.first.shared == 0) return false;
    mark(route.first);
    for (std::uint32_t i = route.first.next; i != 0; i = rib.more_paths[i].next) mark(rib.more_paths[i]);
    return false;
  });
}

std::size_t Rib::sweep_stale(SourceId source, Family family) {
  ++impl_->calls;
  Impl& rib = *impl_;
  CW_ASSERT(source.value != 0 && source.value < rib.sources.size());
  if (rib.sources[source.value].prefixes[static_cast<std::size_t>(family)] == 0) return 0;
  std::size_t swept = 0;
  rib.map.mark_if(family, [&](std::uint32_t route) {
    const auto is_stale = [](const Impl::PathRecord& r) { return (r.flags & Impl::kStale) != 0; };
    const std::size_t dropped = rib.drop_paths(rib.routes[route], source, family, is_stale);
    swept += dropped;
    return dropped > 0;
  });
  return swept;
}

std::vector<GroupChange> Rib::set_next_hop_state(NextHopId id, NextHopState state) {
  ++impl_->calls;
  std::vector<GroupChange> changes;
  impl_->groups.set_state(id, state, changes);
  return changes;
}

void Rib::set_table_route(std::uint32_t table, const Prefix& prefix, NextHopId next_hop) {
  ++impl_->calls;
  CW_ASSERT(table != 0);
  CW_ASSERT(next_hop.value == 0 || impl_->groups.is_known(next_hop));
  const Impl::TableKey key{table, prefix};
  if (next_hop.value == 0 && !impl_->table_routes.contains(key)) return;
  impl_->table_routes[key].next_hop = next_hop;
  impl_->tables_waiting.insert(key);
}

bool Rib::decide(std::size_t budget, Delta& delta, std::vector<BestChange>& changed) {
  ++impl_->calls;
  return impl_->decide(budget, delta, changed);
}

}  // namespace cw::rib
