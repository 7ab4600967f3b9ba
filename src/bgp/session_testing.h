// The vocabulary of the BGP session tests: one session with a scripted peer (Bench), and two sessions (Pair).
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <functional>
#include <string>
#include <vector>

#include <fmt/core.h>

#include "bgp/session.h"

namespace cw::bgp {

using namespace wire::bgp;
using State = bgp::State;

inline constexpr auto kOut = Connection::Outgoing;
inline constexpr auto kIn = Connection::Incoming;
inline constexpr auto kV4 = AfiSafi::Ipv4Unicast;
inline constexpr auto kV6 = AfiSafi::Ipv6Unicast;

inline SessionConfig side_a() {
  SessionConfig config;
  config.local_as = AsNumber(65010);
  config.peer_as = AsNumber(65020);
  config.local_identifier = RouterId(0x0a000001);
  config.local_address = IpAddress::v4(0xc0000201);
  config.peer_address = IpAddress::v4(0xc0000202);
  config.hold_time = 90s;
  return config;
}
inline SessionConfig side_z() {
  SessionConfig config = side_a();
  std::swap(config.local_as, config.peer_as);
  std::swap(config.local_address, config.peer_address);
  config.local_identifier = RouterId(0x0a000002);
  return config;
}

inline Bytes bytes_of(const Message& message, const EncodeContext& context = {}) {
  Bytes bytes(context.size_max);
  Writer writer(bytes);
  EXPECT_TRUE(encode(message, context, writer));
  bytes.resize(writer.size());
  return bytes;
}

/// An OPEN that side a likes, with the capabilities of an ordinary router.
inline Open open_of_z() {
  Open open;
  open.as = AsNumber(65020);
  open.hold_time_s = 90;
  open.identifier = RouterId(0x0a000002);
  open.capabilities.multiprotocol = {kV4};
  open.capabilities.route_refresh = true;
  open.capabilities.four_octet_as = AsNumber(65020);
  return open;
}
inline Open with_restart(Open open, std::uint16_t seconds, bool forwarding, bool notification = false) {
  open.capabilities.graceful_restart = GracefulRestart{
      .restarting = false, .notification = notification, .restart_time_s = seconds, .families = {{kV4, forwarding}}};
  return open;
}

inline Nlri nlri(std::uint32_t i, std::uint32_t path_id = 0) {
  return {Prefix::of(IpAddress::v4(0x0a000000 + (i << 8)), 24), path_id};
}
inline std::vector<Nlri> nlris(std::uint32_t from, std::uint32_t count) {
  std::vector<Nlri> result;
  for (std::uint32_t i = 0; i < count; ++i) result.push_back(nlri(from + i));
  return result;
}
inline PathAttributes attributes_of(std::uint32_t as = 65020) {
  PathAttributes attributes;
  attributes.as_path = AsPath::sequence({AsNumber(as)});
  attributes.next_hop = IpAddress::v4(0xc0000202);
  return attributes;
}
inline Update update_of(std::vector<Nlri> announced, std::vector<Nlri> withdrawn = {}) {
  Update update;
  update.withdrawn = std::move(withdrawn);
  if (!announced.empty()) update.attributes = attributes_of();
  update.announced = std::move(announced);
  return update;
}

/// "OPEN", "NOTIFICATION 6/7": the messages in a run of bytes, by the header alone.
inline std::string names_of(ByteSpan bytes) {
  std::string text;
  while (bytes.size() >= kHeaderSize) {
    Reader reader(bytes.subspan(16));
    const std::size_t length = reader.u16();
    const auto type = static_cast<MessageType>(reader.u8());
    if (!text.empty()) text += '+';
    switch (type) {
      case MessageType::Open: text += "OPEN"; break;
      case MessageType::Update: text += "UPDATE"; break;
      case MessageType::Notification: {
        const unsigned code = reader.u8();
        text += fmt::format("NOTIFICATION {}/{}", code, reader.u8());
        break;
      }
      case MessageType::Keepalive: text += "KEEPALIVE"; break;
      case MessageType::RouteRefresh: text += "ROUTE-REFRESH"; break;
    }
    bytes = bytes.subspan(std::min(std::max(length, kHeaderSize), bytes.size()));
  }
  return text;
}

inline std::string families_of(const std::array<bool, 2>& families) {
  return std::string(families[0] ? "v4" : "") + (families[1] ? "v6" : "");
}
inline std::string name_of(AfiSafi family) { return family == kV4 ? "v4" : "v6"; }

/// One output in a few words.
inline std::string describe(const Output& output) {
  return std::visit(
      Overloaded{
          [](const TcpConnect&) -> std::string { return "TcpConnect"; },
          [](const TcpClose& o) {
            return fmt::format("TcpClose {}{}", to_string(o.connection), o.newcomer ? " new" : "");
          },
          [](const SendBytes& o) {
            return fmt::format("{} {}", o.connection == kOut ? "out" : "in", names_of(o.bytes));
          },
          [](const StateChanged& o) { return fmt::format("{}>{}", to_string(o.from), to_string(o.to)); },
          [](const Established&) -> std::string { return "Established"; },
          [](const Down& o) {
            return "Down" + (o.keep_stale[0] || o.keep_stale[1] ? " keep " + families_of(o.keep_stale) : "");
          },
          [](const RoutesReceived& o) { return fmt::format("Routes +{} -{}", o.announced.size(), o.withdrawn.size()); },
          [](const EndOfRib& o) { return "EndOfRib " + name_of(o.family); },
          [](const StaleExpired& o) { return "StaleExpired " + name_of(o.family); },
          [](const RefreshRequested& o) { return "RefreshRequested " + name_of(o.family); },
          [](const RefreshBegun& o) { return "RefreshBegun " + name_of(o.family); },
          [](const RefreshEnded& o) { return "RefreshEnded " + name_of(o.family); },
          [](const PrefixLimitWarning& o) { return fmt::format("Warning {}/{}", o.count, o.maximum); },
          [](const PrefixLimitExceeded& o) { return fmt::format("Exceeded {}/{}", o.count, o.maximum); },
          [](const NotificationSent& o) {
            return fmt::format("Sent {}/{}", static_cast<int>(o.notification.code), o.notification.subcode);
          },
          [](const NotificationReceived& o) {
            return fmt::format("Received {}/{}", static_cast<int>(o.notification.code), o.notification.subcode);
          },
          [](const MalformedUpdate&) -> std::string { return "Malformed"; },
      },
      output);
}
inline std::string describe(const std::vector<Output>& outputs) {
  std::string text;
  for (const Output& output : outputs) text += (text.empty() ? "" : "; ") + describe(output);
  return text;
}

template <typename T>
const T* find(const std::vector<Output>& outputs) {
  for (const Output& output : outputs) {
    if (const T* found = std::get_if<T>(&output)) return found;
  }
  return nullptr;
}

/// One session (side a) and a peer that says exactly what the test wants.
struct Bench {
  explicit Bench(SessionConfig config = side_a(), std::uint64_t seed = 1) : session(std::move(config), Rng(seed)) {}

  Session session;
  Instant now{};
  std::vector<Output> last;

  std::string step(const Input& input) {
    Outbox<Output> box;
    session.step(now, input, box);
    EXPECT_TRUE(session.is_consistent()) << describe({box.items().begin(), box.items().end()});
    last = box.take();
    return describe(last);
  }
  std::string hear(const Message& message, Connection c = kOut, const EncodeContext& context = {}) {
    const Bytes bytes = bytes_of(message, context);
    return step(BytesReceived{c, bytes});
  }
  std::string after(Duration duration) {
    now += duration;
    return step(TimerDue{});
  }
  /// Goes to the next deadline and lets it fire.
  std::string next() {
    const auto deadline = session.next_deadline();
    EXPECT_TRUE(deadline) << "no timer is armed";
    if (deadline) now = std::max(now, *deadline);
    return step(TimerDue{});
  }
  [[nodiscard]] Duration until_deadline() const { return session.next_deadline().value_or(kInstantMax) - now; }
  [[nodiscard]] State state() const { return session.state(); }

  void to_open_sent() {
    step(Start{});
    step(TcpConnected{kOut});
    ASSERT_EQ(state(), State::OpenSent);
  }
  void to_open_confirm(const Open& open = open_of_z()) {
    to_open_sent();
    hear(open);
    ASSERT_EQ(state(), State::OpenConfirm) << describe(last);
  }
  void to_established(const Open& open = open_of_z()) {
    to_open_confirm(open);
    hear(Keepalive{});
    ASSERT_EQ(state(), State::Established) << describe(last);
  }
};

/// Two sessions and up to two TCP connections between them. Everything is delivered in order and at once, unless the
/// test holds a connection or takes single events by hand.
struct Pair {
  struct Event {
    std::size_t to = 0;
    std::size_t tcp = 0;                ///< index of the side that opened the connection
    unsigned incarnation = 0;
    std::string name;
    Bytes bytes;                        ///< for data; else empty
  };
  struct Tcp {
    unsigned incarnation = 0;
    std::array<bool, 2> open{};         ///< by side: not closed there
    bool held = false;                  ///< keep events back
  };

  explicit Pair(SessionConfig a = side_a(), SessionConfig z = side_z(), std::uint64_t seed = 1)
      : sessions{Session(std::move(a), Rng(seed).fork("a")), Session(std::move(z), Rng(seed).fork("z"))} {}

  std::array<Session, 2> sessions;
  std::array<Tcp, 2> tcp;               ///< [0]: a's outgoing is z's incoming; [1]: the other way round
  std::array<bool, 2> reachable{true, true};  ///< whether a connect of this side succeeds
  bool silent = false;                  ///< everything sent is lost
  std::size_t chunk = SIZE_MAX;         ///< bytes are delivered in pieces of this size
  std::function<std::size_t()> next_chunk;
  Instant now{};
  std::deque<Event> events;
  std::array<std::vector<Output>, 2> outputs;
  std::string log;

  Session& a() { return sessions[0]; }
  Session& z() { return sessions[1]; }
  [[nodiscard]] bool established() const {
    return sessions[0].state() == State::Established && sessions[1].state() == State::Established;
  }

  void step(std::size_t side, const Input& input, std::string_view what) {
    Outbox<Output> box;
    sessions[side].step(now, input, box);
    EXPECT_TRUE(sessions[side].is_consistent());
    std::vector<Output> produced = box.take();
    log += fmt::format("{} {} {}: {}\n", to_string(now), side == 0 ? "a" : "z", what, describe(produced));
    for (Output& each : produced) {
      carry_out(side, each);
      outputs[side].push_back(std::move(each));
    }
  }
  void start() {
    step(0, Start{}, "Start");
    step(1, Start{}, "Start");
  }
  static Connection as_seen(std::size_t side, std::size_t tcp) { return side == tcp ? kOut : kIn; }
  static std::size_t tcp_of(std::size_t side, Connection c) { return c == kOut ? side : 1 - side; }

  void carry_out(std::size_t side, const Output& output) {
    if (std::get_if<TcpConnect>(&output)) {
      Tcp& t = tcp[side];
      t = Tcp{.incarnation = t.incarnation + 1, .open = {}, .held = t.held};
      if (reachable[side]) {
        t.open = {true, true};
        events.push_back({1 - side, side, t.incarnation, "connected", {}});
        events.push_back({side, side, t.incarnation, "connected", {}});
      } else if (!silent) {
        t.open[side] = true;
        events.push_back({side, side, t.incarnation, "failed", {}});
      }
    } else if (const auto* close = std::get_if<TcpClose>(&output)) {
      Tcp& t = tcp[tcp_of(side, close->connection)];
      t.open[side] = false;
      if (!silent) events.push_back({1 - side, tcp_of(side, close->connection), t.incarnation, "closed", {}});
    } else if (const auto* send = std::get_if<SendBytes>(&output)) {
      const std::size_t k = tcp_of(side, send->connection);
      EXPECT_TRUE(tcp[k].open[side]) << "bytes for a closed connection";
      if (silent) return;
      for (std::size_t at = 0; at < send->bytes.size();) {
        const std::size_t size = std::min(next_chunk ? next_chunk() : chunk, send->bytes.size() - at);
        const auto from = send->bytes.begin() + static_cast<std::ptrdiff_t>(at);
        events.push_back(
            {1 - side, k, tcp[k].incarnation, "data", Bytes(from, from + static_cast<std::ptrdiff_t>(size))});
        at += size;
      }
      events.push_back({side, k, tcp[k].incarnation, "space", Bytes(send->bytes.size())});
    }
  }
  /// Delivers the first event that is not held; false when there is none.
  bool deliver() {
    const auto at = std::find_if(events.begin(), events.end(), [&](const Event& e) { return !tcp[e.tcp].held; });
    if (at == events.end()) return false;
    const Event event = std::move(*at);
    events.erase(at);
    Tcp& t = tcp[event.tcp];
    if (event.incarnation != t.incarnation || !t.open[event.to]) return true;
    const Connection c = as_seen(event.to, event.tcp);
    if (event.name == "connected") step(event.to, TcpConnected{c}, event.name);
    if (event.name == "data") step(event.to, BytesReceived{c, event.bytes}, names_of(event.bytes));
    if (event.name == "space") step(event.to, TxSpace{c, event.bytes.size()}, event.name);
    if (event.name == "failed" || event.name == "closed") t.open[event.to] = false;
    if (event.name == "failed") step(event.to, TcpFailed{"refused"}, event.name);
    if (event.name == "closed") step(event.to, TcpClosed{c, "by peer"}, event.name);
    return true;
  }
  void run() {
    for (int i = 0; deliver(); ++i) ASSERT_LT(i, 100'000) << "the pair does not come to rest";
  }
  /// Lets time pass, input before timers at equal instants.
  void run_for(Duration duration) {
    const Instant end = now + duration;
    run();
    for (int i = 0; i < 100'000; ++i) {
      const Instant first =
          std::min(a().next_deadline().value_or(kInstantMax), z().next_deadline().value_or(kInstantMax));
      if (first > end) break;
      now = std::max(now, first);
      for (std::size_t side = 0; side < 2; ++side) {
        if (sessions[side].next_deadline().value_or(kInstantMax) <= now) step(side, TimerDue{}, "timer");
      }
      run();
    }
    now = end;
  }
  /// TCP of every connection ends at both sides, as after a reset.
  void reset_tcp() {
    events.clear();
    for (std::size_t k = 0; k < 2; ++k) {
      for (std::size_t side = 0; side < 2; ++side) {
        if (std::exchange(tcp[k].open[side], false)) step(side, TcpClosed{as_seen(side, k), "reset"}, "reset");
      }
    }
  }
  /// Everything this side said so far, in words; forgets it.
  std::string take(std::size_t side) { return describe(std::exchange(outputs[side], {})); }
};

}  // namespace cw::bgp
