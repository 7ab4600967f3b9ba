// Routes: packing and sending under credit, refresh, and the count of what the peer has announced.
#include <algorithm>

#include <fmt/core.h>

#include "bgp/session_impl.h"

namespace cw::bgp {
namespace {

using namespace wire::bgp;

/// The NLRI at the front that share the first one's family.
std::span<const Nlri> front_run(std::span<const Nlri> nlri) {
  const Family family = nlri.front().prefix.family();
  std::size_t count = 1;
  while (count < nlri.size() && nlri[count].prefix.family() == family) ++count;
  return nlri.first(count);
}

AfiSafi family_of_run(std::span<const Nlri> run) { return afi_safi(run.front().prefix.family()); }

}  // namespace

/// Whether routes of the family may be sent now; counts the caller's mistakes.
bool Session::Impl::takes_routes(AfiSafi family) {
  const Link* l = established();
  if (l == nullptr || !l->negotiated->family[index(family)]) {
    ignore();
    return false;
  }
  if (queue.size() >= config.queue_bytes_max) ++counters.queue_overruns;
  return true;
}

void Session::Impl::on(const Announce& input) {
  if (input.attributes == nullptr || input.nlri.empty()) return ignore();
  std::span<const Nlri> rest = input.nlri;
  while (!rest.empty()) {
    std::span<const Nlri> run = front_run(rest);
    rest = rest.subspan(run.size());
    if (!takes_routes(family_of_run(run))) continue;
    while (!run.empty()) {
      const std::size_t packed = encode_announce(*input.attributes, run, established()->encode, queue.tail());
      if (packed == 0) {
        // RFC 8654 §4: what does not fit a message is not advertised; an older announcement must not stand either.
        counters.unsendable_prefixes += run.size();
        queue_withdraw(run);
        break;
      }
      ++counters.messages_out;
      ++counters.updates_out;
      counters.prefixes_out += packed;
      run = run.subspan(packed);
    }
  }
  flush();
}

void Session::Impl::on(const Withdraw& input) {
  if (input.nlri.empty()) return ignore();
  std::span<const Nlri> rest = input.nlri;
  while (!rest.empty()) {
    const std::span<const Nlri> run = front_run(rest);
    rest = rest.subspan(run.size());
    if (takes_routes(family_of_run(run))) queue_withdraw(run);
  }
  flush();
}

void Session::Impl::queue_withdraw(std::span<const Nlri> run) {
  while (!run.empty()) {
    const std::size_t packed = encode_withdraw(run, established()->encode, queue.tail());
    CW_ASSERT(packed > 0);  // A withdrawal of one prefix always fits.
    ++counters.messages_out;
    ++counters.updates_out;
    counters.withdrawals_out += packed;
    run = run.subspan(packed);
  }
}

/// Keeps a message in its place among the UPDATEs.
void Session::Impl::queue_message(const Message& message) {
  const Bytes bytes = encoded(message, established()->encode);
  Bytes& tail = queue.tail();
  tail.insert(tail.end(), bytes.begin(), bytes.end());
  ++counters.messages_out;
  flush();
}

void Session::Impl::flush() {
  const auto c = established_connection();
  if (!c) return;
  Bytes bytes = queue.take(link(*c).credit);
  if (bytes.empty()) return;
  link(*c).credit -= bytes.size();
  out->push(SendBytes{*c, std::move(bytes)});
  arm_keepalive(*c);  // RFC 4271 §8.2.2: an UPDATE restarts the KeepaliveTimer.
}

void Session::Impl::on(const TxSpace& input) {
  Link& l = link(input.connection);
  if (!l.is_open()) return ignore();
  l.credit = input.bytes > SIZE_MAX - l.credit ? SIZE_MAX : l.credit + input.bytes;
  if (l.state == LinkState::Established) flush();
}

void Session::Impl::on(const SendEndOfRib& input) {
  const Link* l = established();
  if (l == nullptr || !config.send_end_of_rib || !l->negotiated->family[index(input.family)]) return ignore();
  Update marker;
  marker.end_of_rib = input.family;
  ++counters.updates_out;
  queue_message(marker);
}

void Session::Impl::on(const RequestRefresh& input) {
  const auto c = established_connection();
  if (!c || !link(*c).negotiated->route_refresh || !link(*c).negotiated->family[index(input.family)]) return ignore();
  send(*c, RouteRefresh{.family = input.family, .kind = RouteRefresh::Kind::Request});
}

void Session::Impl::on(const SendRefreshMark& input) {
  const Link* l = established();
  if (l == nullptr || !l->negotiated->enhanced_route_refresh || !l->negotiated->family[index(input.family)]) {
    return ignore();
  }
  queue_message(RouteRefresh{.family = input.family, .kind = input.end ? RouteRefresh::Kind::EndOfRefresh
                                                                        : RouteRefresh::Kind::BeginOfRefresh});
}

void Session::Impl::count_withdrawn(std::span<const Nlri> nlri) {
  counters.withdrawals_in += nlri.size();
  for (const Nlri& each : nlri) {
    const std::size_t i = index(afi_safi(each.prefix.family()));
    if (config.prefix_limit[i].maximum != 0) accepted[i].erase(each);
  }
}

void Session::Impl::count_announced(std::span<const Nlri> nlri) {
  counters.prefixes_in += nlri.size();
  for (const Nlri& each : nlri) {
    const std::size_t i = index(afi_safi(each.prefix.family()));
    if (config.prefix_limit[i].maximum != 0) accepted[i].insert(each);
  }
}

/// Judges the counts. returns: false when the session did not survive.
bool Session::Impl::keeps_limits() {
  for (std::size_t i = 0; i < kFamilies; ++i) {
    const PrefixLimit& limit = config.prefix_limit[i];
    if (limit.maximum == 0) continue;
    const auto count = static_cast<std::uint32_t>(accepted[i].size());
    if (count > limit.maximum) {
      if (exceeded[i]) continue;
      exceeded[i] = true;
      out->push(PrefixLimitExceeded{family_at(i), count, limit.maximum});
      if (limit.action == LimitAction::Teardown) {
        exceed_limit(i);
        return false;
      }
    } else if (!warned[i] && std::uint64_t{count} * 100 >= std::uint64_t{limit.maximum} * limit.warning_percent) {
      warned[i] = true;
      out->push(PrefixLimitWarning{family_at(i), count, limit.maximum});
    }
  }
  return true;
}

/// RFC 4486 §4: the data names the family and the limit.
void Session::Impl::exceed_limit(std::size_t family) {
  const std::uint32_t maximum = config.prefix_limit[family].maximum;
  Notification cease{.code = ErrorCode::Cease, .subcode = subcode::kMaximumPrefixesReached, .data = {}};
  cease.data = {0, static_cast<std::uint8_t>(family == 0 ? 1 : 2), 1};
  for (int shift = 24; shift >= 0; shift -= 8) cease.data.push_back(static_cast<std::uint8_t>(maximum >> shift));
  close_all(Loss::PrefixLimit, cease,
            fmt::format("more than {} prefixes of {}", maximum, to_string(family_at(family))));
}

}  // namespace cw::bgp
