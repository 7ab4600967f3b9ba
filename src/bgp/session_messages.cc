// From the TCP stream to messages, and what each message means in each state (RFC 4271 §6, §8.2.2).
#include <algorithm>
#include <utility>

#include <fmt/core.h>

#include "bgp/negotiation.h"
#include "bgp/session_impl.h"

namespace cw::bgp {
namespace {

using namespace wire::bgp;

constexpr Notification kCollision{
    .code = ErrorCode::Cease, .subcode = subcode::kConnectionCollisionResolution, .data = {}};

/// Whether RFC 4271 §8.2.2 gives the message a meaning in the state. Everything else is an FSM error.
bool expects(LinkState state, MessageType type) {
  if (type == MessageType::Notification) return true;
  switch (state) {
    case LinkState::Closed:
    case LinkState::Connecting: return false;
    case LinkState::Tracked:
    case LinkState::Delaying:
    case LinkState::OpenSent: return type == MessageType::Open;
    case LinkState::OpenConfirm: return type == MessageType::Keepalive;
    case LinkState::Established:
      return type == MessageType::Keepalive || type == MessageType::Update || type == MessageType::RouteRefresh;
  }
  return false;
}

/// RFC 6608 §4: the subcode names the state, the data the message.
Notification fsm_error(LinkState state, MessageType type) {
  Notification result{
      .code = ErrorCode::FiniteStateMachineError, .subcode = 0, .data = {static_cast<std::uint8_t>(type)}};
  if (state == LinkState::OpenSent) result.subcode = subcode::kFsmUnexpectedInOpenSent;
  if (state == LinkState::OpenConfirm) result.subcode = subcode::kFsmUnexpectedInOpenConfirm;
  if (state == LinkState::Established) result.subcode = subcode::kFsmUnexpectedInEstablished;
  return result;
}

std::string_view name(MessageType type) {
  switch (type) {
    case MessageType::Open: return "OPEN";
    case MessageType::Update: return "UPDATE";
    case MessageType::Notification: return "NOTIFICATION";
    case MessageType::Keepalive: return "KEEPALIVE";
    case MessageType::RouteRefresh: return "ROUTE-REFRESH";
  }
  return "?";
}

bool is_hard_reset(const Notification& notification) {
  return notification.code == ErrorCode::Cease && notification.subcode == subcode::kHardReset;
}

/// RFC 8538 §3: a Hard Reset carries the notification it stands for.
std::string describe(const Notification& notification) {
  std::string text = to_string(notification);
  if (!is_hard_reset(notification) || notification.data.size() < 2) return text;
  const std::uint8_t code = notification.data[0];
  if (code < 1 || code > static_cast<std::uint8_t>(ErrorCode::RouteRefreshMessageError)) return text;
  const Notification inner{.code = static_cast<ErrorCode>(code),
                           .subcode = notification.data[1],
                           .data = {notification.data.begin() + 2, notification.data.end()}};
  return fmt::format("{} ({})", text, to_string(inner));
}

/// RFC 8538 §5: these end the session for long, so the peer must not keep our routes.
bool must_be_hard(const Notification& notification) {
  return notification.code == ErrorCode::Cease && (notification.subcode == subcode::kMaximumPrefixesReached ||
                                                   notification.subcode == subcode::kAdministrativeShutdown ||
                                                   notification.subcode == subcode::kPeerDeconfigured);
}

Notification hardened(const Notification& notification) {
  Notification hard{.code = ErrorCode::Cease, .subcode = subcode::kHardReset, .data = {}};
  hard.data = {static_cast<std::uint8_t>(notification.code), notification.subcode};
  hard.data.insert(hard.data.end(), notification.data.begin(), notification.data.end());
  return hard;
}

}  // namespace

Bytes encoded(const Message& message, const EncodeContext& context) {
  Bytes bytes(kMessageSizeMax);
  Writer writer(bytes);
  if (!encode(message, context, writer)) {
    const auto* notification = std::get_if<Notification>(&message);
    CW_ASSERT(notification != nullptr && !notification->data.empty());  // Only its data can be of any length.
    return encoded(Notification{.code = notification->code, .subcode = notification->subcode, .data = {}}, context);
  }
  bytes.resize(writer.size());
  return bytes;
}

// ---- sending -------------------------------------------------------------------------------------------------------

void Session::Impl::send(Connection c, const Message& message) {
  ++counters.messages_out;
  out->push(SendBytes{c, encoded(message, link(c).encode)});
}

void Session::Impl::send_notification(Connection c, const Notification& notification, std::string_view why) {
  ++counters.notifications_out;
  const auto& negotiated = link(c).negotiated;
  const bool graceful = negotiated && negotiated->peer_restart && negotiated->peer_restart->notification;
  const Notification sent = graceful && must_be_hard(notification) ? hardened(notification) : notification;
  send(c, sent);
  out->push(NotificationSent{sent, std::string(why)});
}

void Session::Impl::send_keepalive(Connection c) { send(c, Keepalive{}); }

void Session::Impl::arm_hold(Connection c) {
  const Duration time = link(c).negotiated->hold_time;
  if (time > 0s) {
    timers.arm(hold(c), now + time);
  } else {
    timers.disarm(hold(c));
  }
}

void Session::Impl::arm_keepalive(Connection c) {
  const Negotiated& negotiated = *link(c).negotiated;
  if (negotiated.hold_time == 0s) return;
  // RFC 4271 §4.4: "KEEPALIVE messages MUST NOT be sent more frequently than one per second."
  timers.arm(keepalive(c), now + std::max(jittered(negotiated.keepalive), Duration(1s)));
}

/// The peer broke the protocol on this connection.
void Session::Impl::fail(Connection c, const Notification& notification, std::string_view why) {
  lose(c, Loss::Fault, why, notification);
}

// ---- receiving -----------------------------------------------------------------------------------------------------

void Session::Impl::on(const BytesReceived& input) {
  const Connection c = input.connection;
  Link& l = link(c);
  if (!l.is_open()) return ignore();
  const std::uint64_t generation = l.generation;
  ByteSpan rest = input.bytes;
  for (;;) {
    // Either the whole message is in what just came, or it is put together in l.received.
    const bool gathering = !l.received.empty();
    const auto length = message_length(gathering ? ByteSpan(l.received) : rest, l.decode);
    if (!length) return fail(c, length.error().notification, to_string(length.error()));
    const std::size_t want = length->value_or(kHeaderSize);
    if (gathering && l.received.size() < want) {
      const std::size_t part = std::min(want - l.received.size(), rest.size());
      l.received.insert(l.received.end(), rest.begin(), rest.begin() + static_cast<std::ptrdiff_t>(part));
      rest = rest.subspan(part);
      if (l.received.size() < want) return;
      if (!*length) continue;  // The header is complete now.
    }
    if (!gathering && rest.size() < want) {
      l.received.assign(rest.begin(), rest.end());
      return;
    }
    const Bytes gathered = std::exchange(l.received, {});
    on_message(c, gathering ? ByteSpan(gathered) : rest.first(want));
    if (l.generation != generation) return;
    if (!gathering) rest = rest.subspan(want);
    if (rest.empty()) return;
  }
}

void Session::Impl::on_message(Connection c, ByteSpan bytes) {
  Link& l = link(c);
  const auto type = static_cast<MessageType>(bytes[kHeaderSize - 1]);
  ++counters.messages_in;
  if (!expects(l.state, type)) {
    return fail(c, fsm_error(l.state, type), fmt::format("unexpected {} in {}", name(type), to_string(state)));
  }
  std::vector<DecodeError> errors;
  auto message = decode(bytes, l.decode, errors);
  if (!message) {
    // RFC 4271 §6.4: an error in a NOTIFICATION is not answered by another.
    if (type == MessageType::Notification) return lose(c, Loss::Fault, "malformed NOTIFICATION");
    return fail(c, message.error().notification, to_string(message.error()));
  }
  // A ROUTE-REFRESH of an unknown family or kind comes as an empty UPDATE (RFC 7313 §5: ignore it).
  if (type == MessageType::RouteRefresh && std::holds_alternative<Update>(*message)) return ignore();
  if (!errors.empty() && !on_update_errors(c, errors)) return;
  std::visit([&](auto& each) { on_message(c, each); }, *message);
}

void Session::Impl::on_message(Connection c, Open& open) {
  if (const auto refused = refuse(config, open)) return fail(c, refused->notification, refused->why);
  if (link(c).state == LinkState::Tracked) {
    const Link& old = *established();
    const auto& restart = old.negotiated->peer_restart;
    ++counters.collisions;
    if (!restart || restart->families.empty() || now - established_at < kCollisionWindow) {
      // RFC 4271 §6.8: "a connection collision with an existing BGP connection that is in the Established state causes
      // closing of the newly created connection."
      return lose(c, Loss::Collision, "collision with the Established connection", kCollision);
    }
    drop(other(c), Loss::Replaced, "the peer restarted and connected again", std::nullopt);  // RFC 4724 §5
  }
  if (!link(c).has_sent_open()) send_open(c);
  accept_open(c, open);
}

/// RFC 4271 §8.2.2, OpenSent, Event 19.
void Session::Impl::accept_open(Connection c, const Open& open) {
  Link& l = link(c);
  l.negotiated = negotiate(config, open);
  l.decode = decode_context(config, *l.negotiated);
  l.encode = encode_context(*l.negotiated);
  if (link(other(c)).state == LinkState::OpenConfirm) {  // RFC 4271 §6.8
    ++counters.collisions;
    const Connection loser = other(collision_winner(config, *l.negotiated));
    constexpr std::string_view kWhy = "connection collision";
    if (loser == c) return lose(c, Loss::Collision, kWhy, kCollision);
    drop(loser, Loss::Collision, kWhy, kCollision);
  }
  abandon_connect();
  l.state = LinkState::OpenConfirm;
  send_keepalive(c);
  arm_hold(c);
  arm_keepalive(c);
  settle("OPEN accepted");
}

void Session::Impl::on_message(Connection c, Keepalive&) {
  if (link(c).state == LinkState::OpenConfirm) return establish(c);
  arm_hold(c);
}

/// RFC 4271 §8.2.2, OpenConfirm, Event 26.
void Session::Impl::establish(Connection c) {
  if (link(other(c)).is_open()) {
    ++counters.collisions;
    drop(other(c), Loss::Collision, "the other connection is Established", kCollision);
  }
  abandon_connect();
  link(c).state = LinkState::Established;
  arm_hold(c);
  settle("KEEPALIVE received");
}

void Session::Impl::on_message(Connection c, Notification& notification) {
  ++counters.notifications_in;
  Loss loss = is_hard_reset(notification) ? Loss::HardResetReceived : Loss::NotificationReceived;
  if (notification.code == ErrorCode::OpenMessageError &&
      notification.subcode == subcode::kUnsupportedVersionNumber) {
    loss = Loss::VersionErrorReceived;  // Event 24
  }
  const std::string why = "peer sent " + describe(notification);
  out->push(NotificationReceived{std::move(notification)});
  lose(c, loss, why);
}

/// RFC 7606 §2. returns: false when the session did not survive.
bool Session::Impl::on_update_errors(Connection c, std::vector<DecodeError>& errors) {
  ++counters.malformed_updates;
  for (DecodeError& error : errors) {
    const bool is_fatal = error.action == ErrorAction::AfiSafiDisable || error.action == ErrorAction::SessionReset;
    const Notification notification = error.notification;
    const std::string why = is_fatal ? to_string(error) : std::string();
    out->push(MalformedUpdate{std::move(error)});
    if (is_fatal) {
      fail(c, notification, why);
      return false;
    }
  }
  return true;
}

void Session::Impl::on_message(Connection c, Update& update) {
  ++counters.updates_in;
  arm_hold(c);
  if (update.end_of_rib) {
    if (link(c).negotiated->family[index(*update.end_of_rib)]) on_end_of_rib(*update.end_of_rib);
    return;
  }
  count_withdrawn(update.withdrawn);
  count_announced(update.announced);
  if (update.second) count_announced(update.second->announced);
  if (update.announced.empty() && update.withdrawn.empty()) return;
  if (!keeps_limits()) return;
  if (update.announced.empty()) update.attributes.reset();
  std::optional<RoutesReceived> second;
  if (update.second && update.attributes) {  // Both families in one UPDATE: the same attributes, another next hop.
    second = RoutesReceived{{}, std::move(update.second->announced), update.attributes};
    second->attributes->next_hop = update.second->next_hop;
    second->attributes->link_local_next_hop = update.second->link_local_next_hop;
  }
  out->push(RoutesReceived{std::move(update.withdrawn), std::move(update.announced), std::move(update.attributes)});
  if (second) out->push(std::move(*second));
}

void Session::Impl::on_message(Connection c, RouteRefresh& refresh) {
  const Negotiated& negotiated = *link(c).negotiated;
  const std::size_t i = index(refresh.family);
  if (!negotiated.family[i]) return ignore();  // RFC 2918 §4
  switch (refresh.kind) {
    case RouteRefresh::Kind::Request:
      if (!negotiated.route_refresh) return ignore();
      out->push(RefreshRequested{refresh.family});
      return;
    case RouteRefresh::Kind::BeginOfRefresh:
      if (!negotiated.enhanced_route_refresh) return ignore();
      refreshing[i] = true;
      timers.arm(refresh_timer(i), now + config.stale_time_max);
      out->push(RefreshBegun{refresh.family});
      return;
    case RouteRefresh::Kind::EndOfRefresh:
      if (!refreshing[i]) return ignore();  // RFC 7313 §4: without a BoRR it means nothing.
      refreshing[i] = false;
      timers.disarm(refresh_timer(i));
      out->push(RefreshEnded{refresh.family});
      return;
  }
}

}  // namespace cw::bgp
