// Graceful restart of the peer: RFC 4724 §4.2 and RFC 8538, the receiving speaker's side.
#include <algorithm>
#include <utility>

#include "bgp/session_impl.h"

namespace cw::bgp {
namespace {

using wire::bgp::GracefulRestart;

/// Whether routes may be kept after a loss of this kind from a peer that offered `restart`.
bool keeps_routes(Loss loss, const GracefulRestart& restart) {
  switch (loss) {
    case Loss::TcpClosed:
    case Loss::Replaced: return true;
    // RFC 8538 §4.1: with the N bit of both, these too, but never after a Hard Reset.
    case Loss::HoldTimerExpired:
    case Loss::NotificationReceived:
    case Loss::Fault: return restart.notification;
    case Loss::HardResetReceived:
    case Loss::VersionErrorReceived:
    case Loss::Collision:
    case Loss::Administrative:
    case Loss::Liveness:
    case Loss::PrefixLimit: return false;
  }
  return false;
}

/// What the peer said about a family; null when the family is not in its capability.
const wire::bgp::GracefulRestartFamily* entry(const GracefulRestart& restart, std::size_t family) {
  const auto at = std::find_if(restart.families.begin(), restart.families.end(),
                               [&](const auto& each) { return index(each.family) == family; });
  return at == restart.families.end() ? nullptr : &*at;
}

}  // namespace

/// Decides at the loss of an Established connection what of the peer's routes stays; go() says it.
void Session::Impl::note_down(const Link& was, Loss loss, std::string_view reason) {
  Down down{.reason = std::string(reason), .keep_stale = {}};
  const Negotiated& negotiated = *was.negotiated;
  bool any = false;
  for (std::size_t i = 0; i < kFamilies; ++i) {
    timers.disarm(stale_timer(i));
    const bool keep = negotiated.peer_restart && keeps_routes(loss, *negotiated.peer_restart) && negotiated.family[i] &&
                      entry(*negotiated.peer_restart, i) != nullptr && negotiated.peer_restart->restart_time_s > 0;
    // RFC 4724 §4.2: a second restart before the End-of-RIB of the first deletes what the first left stale.
    if (keep && stale[i]) out->push(StaleExpired{family_at(i)});
    stale[i] = down.keep_stale[i] = keep;
    any = any || keep;
  }
  if (any) {
    const Duration theirs = std::chrono::seconds(negotiated.peer_restart->restart_time_s);
    timers.arm(Timer::Restart, now + std::min(theirs, config.stale_time_max));
  }
  CW_ASSERT(!pending_down);
  pending_down = std::move(down);
}

/// RFC 4724 §4.2: the session is back; what the peer did not preserve goes at once, the rest has until End-of-RIB.
void Session::Impl::resume_after_restart(const Negotiated& negotiated) {
  timers.disarm(Timer::Restart);
  for (std::size_t i = 0; i < kFamilies; ++i) {
    if (!stale[i]) continue;
    const auto* told = negotiated.peer_restart ? entry(*negotiated.peer_restart, i) : nullptr;
    if (negotiated.family[i] && told != nullptr && told->forwarding_preserved) {
      timers.arm(stale_timer(i), now + config.stale_time_max);
    } else {
      expire_stale(i);
    }
  }
}

void Session::Impl::on_end_of_rib(wire::bgp::AfiSafi family) {
  stale[index(family)] = false;
  timers.disarm(stale_timer(index(family)));
  out->push(EndOfRib{family});
}

void Session::Impl::expire_stale() {
  timers.disarm(Timer::Restart);
  for (std::size_t i = 0; i < kFamilies; ++i) expire_stale(i);
}

void Session::Impl::expire_stale(std::size_t family) {
  timers.disarm(stale_timer(family));
  if (!std::exchange(stale[family], false)) return;
  out->push(StaleExpired{family_at(family)});
}

}  // namespace cw::bgp
