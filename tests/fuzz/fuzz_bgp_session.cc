// A BGP session under any sequence of inputs. The first bytes pick a reached state and the configuration, driven there
// by a good peer; then op codes: raw bytes, valid messages with and without damage, TCP events, the operator, routes to
// send, time. A model beside the session checks what its outputs promise.
#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/assert.h"
#include "bgp/session.h"

namespace cw::bgp {
namespace {

using namespace wire::bgp;
using State = bgp::State;

struct Tape {
  Reader reader;
  std::uint8_t next() { return reader.remaining() == 0 ? std::uint8_t{0} : reader.u8(); }
  ByteSpan some(std::size_t count) { return reader.take(std::min(count, reader.remaining())); }
  bool done() const { return reader.remaining() == 0; }
};

SessionConfig config_of(std::uint8_t bits) {
  SessionConfig config;
  config.local_as = AsNumber(65010);
  config.peer_as = AsNumber((bits & 1) != 0 ? 65010 : 65020);
  config.local_identifier = RouterId(2);
  config.hold_time = 90s;
  config.passive = (bits & 2) != 0;
  config.open_delay = (bits & 4) != 0 ? 5s : 0s;
  if ((bits & 8) != 0) config.families = {AfiSafi::Ipv4Unicast, AfiSafi::Ipv6Unicast};
  config.graceful_restart = (bits & 16) == 0;
  config.extended_message = (bits & 32) == 0;
  if ((bits & 64) != 0) config.add_path.fill(AddPathMode::Both);
  if ((bits & 128) != 0) config.prefix_limit.fill({.maximum = 20, .warning_percent = 50, .idle_hold = 10s});
  config.queue_bytes_max = 70'000;
  return config;
}

Open open_of(const SessionConfig& config, std::uint8_t bits) {
  Open open;
  open.as = config.peer_as;
  open.identifier = RouterId((bits & 1) != 0 ? 1 : 3);
  open.hold_time_s = (bits & 2) != 0 ? 0 : 30;
  Capabilities& c = open.capabilities;
  c.multiprotocol = config.families;
  c.route_refresh = c.enhanced_route_refresh = (bits & 4) == 0;
  c.extended_message = (bits & 8) == 0;
  if ((bits & 16) == 0) c.four_octet_as = config.peer_as;
  if ((bits & 32) != 0) c.add_path.fill(AddPathMode::Both);
  if ((bits & 64) == 0) {
    c.graceful_restart = GracefulRestart{.notification = (bits & 128) != 0, .restart_time_s = 60, .families = {}};
    for (const AfiSafi family : config.families) c.graceful_restart->families.push_back({family, (bits & 1) == 0});
  }
  return open;
}

Nlri nlri_of(std::uint8_t byte) {
  return {Prefix::of(IpAddress::v4(0x0a000000U + (std::uint32_t{byte} << 8)), 24), byte & 3U};
}

PathAttributes attributes_of(std::uint8_t communities) {
  PathAttributes attributes;
  attributes.as_path = AsPath::sequence({AsNumber(65020)});
  attributes.next_hop = IpAddress::v4(0xc0000202);
  attributes.local_pref = 100;
  // Up to 4,080 bytes of them: sometimes more than one message takes.
  for (std::uint32_t i = 0; i < communities * 4U; ++i) attributes.communities.push_back(i);
  return attributes;
}

struct Driven {
  Driven(SessionConfig c, std::uint64_t seed) : session(std::move(c), Rng(seed)) {}

  Session session;
  Instant now{};
  State state = State::Idle;
  std::array<bool, 2> connected{};   ///< as the session was told
  bool connecting = false;
  std::array<bool, 2> stale{};

  static std::size_t index(Connection c) { return static_cast<std::size_t>(c); }

  void give(const Input& input) {
    Outbox<Output> out;
    session.step(now, input, out);
    CW_ASSERT(session.is_consistent());
    for (const Output& output : out.items()) std::visit([this](const auto& each) { check(each); }, output);
    CW_ASSERT(session.state() == state);
    CW_ASSERT(session.status().negotiated.has_value() == (state == State::Established));
    CW_ASSERT(state == State::Established || session.tx_room() == 0);
  }
  void check(const TcpConnect&) {
    CW_ASSERT(!connecting && !connected[0]);
    connecting = true;
  }
  void check(const TcpClose& o) {
    if (o.newcomer) return;
    if (o.connection == Connection::Outgoing) connecting = false;
    connected[index(o.connection)] = false;
  }
  void check(const SendBytes& o) {
    CW_ASSERT(connected[index(o.connection)]);
    CW_ASSERT(!o.bytes.empty());
    // Only whole messages leave.
    for (ByteSpan rest = o.bytes; !rest.empty();) {
      const auto length = message_length(rest, {.extended_message = true});
      CW_ASSERT(length && *length && **length <= rest.size());
      rest = rest.subspan(**length);
    }
  }
  void check(const StateChanged& o) {
    CW_ASSERT(o.from == state && o.to != state);
    state = o.to;
  }
  void check(const Established& o) {
    CW_ASSERT(state == State::Established);
    CW_ASSERT(o.negotiated.family[0] || o.negotiated.family[1]);
  }
  void check(const Down& o) {
    CW_ASSERT(state != State::Established);
    stale = o.keep_stale;
  }
  void check(const StaleExpired& o) {
    const auto i = static_cast<std::size_t>(o.family);
    CW_ASSERT(stale[i]);
    stale[i] = false;
  }
  void check(const EndOfRib& o) {
    CW_ASSERT(state == State::Established);
    stale[static_cast<std::size_t>(o.family)] = false;
  }
  void check(const RoutesReceived& o) {
    CW_ASSERT(state == State::Established);
    CW_ASSERT(o.attributes.has_value() == !o.announced.empty());
    CW_ASSERT(!o.announced.empty() || !o.withdrawn.empty());
  }
  template <typename T>
  void check(const T&) {}

  void connect(Connection c) {
    const bool ours = c == Connection::Outgoing;
    if (ours && !connecting) return;
    if (ours) connecting = false;
    // For the peer's second connection of a direction the session says which of the two goes, before it speaks on it.
    const bool was = std::exchange(connected[index(c)], true);
    Outbox<Output> out;
    session.step(now, TcpConnected{c}, out);
    CW_ASSERT(session.is_consistent());
    bool answered = !was;
    for (const Output& output : out.items()) {
      if (const auto* close = std::get_if<TcpClose>(&output); close != nullptr && close->connection == c && !answered) {
        answered = true;
        continue;
      }
      std::visit([this](const auto& each) { check(each); }, output);
    }
    CW_ASSERT(answered);
  }
  void lose(Connection c) {
    if (!std::exchange(connected[index(c)], false)) return;
    give(TcpClosed{c, "lost"});
  }
  void hear(Connection c, const Message& message) {
    Bytes bytes(kMessageSizeMax);
    Writer writer(bytes);
    if (!encode(message, {}, writer)) return;
    if (connected[index(c)]) give(BytesReceived{c, ByteSpan(bytes).first(writer.size())});
  }
  void wait(Duration duration) {
    now += duration;
    give(TimerDue{});
    CW_ASSERT(session.next_deadline().value_or(kInstantMax) > now);
  }
  void establish(Connection c, const Open& open) {
    give(Start{});
    connect(c);
    hear(c, open);
    hear(c, Keepalive{});
  }
};

Message message_from(Tape& tape, const SessionConfig& config) {
  const std::uint8_t detail = tape.next();
  switch (tape.next() % 7) {
    case 0: return open_of(config, detail);
    case 1: return Keepalive{};
    case 2:
      return Notification{.code = static_cast<ErrorCode>(1 + detail % 7), .subcode = tape.next(), .data = {6, 2, 1}};
    case 3:
      return RouteRefresh{.family = static_cast<AfiSafi>(detail & 1),
                          .kind = static_cast<RouteRefresh::Kind>(detail / 2 % 3)};
    case 4: {
      Update update;
      update.end_of_rib = static_cast<AfiSafi>(detail & 1);
      return update;
    }
    default: {
      Update update;
      for (std::uint8_t i = 0; i < detail % 16; ++i) update.announced.push_back(nlri_of(tape.next()));
      for (std::uint8_t i = 0; i < detail / 16; ++i) update.withdrawn.push_back(nlri_of(tape.next()));
      if (!update.announced.empty()) update.attributes = attributes_of(0);
      return update;
    }
  }
}

void damage(Bytes& bytes, Tape& tape) {
  const std::size_t at = tape.next();
  const auto with = static_cast<std::byte>(tape.next());
  if (!bytes.empty()) bytes[at % bytes.size()] ^= with;
}

void one_op(Driven& driven, Tape& tape) {
  const std::uint8_t op = tape.next();
  const Connection c = (op & 0x80) != 0 ? Connection::Incoming : Connection::Outgoing;
  switch ((op & 0x7f) % 16) {
    case 0:
    case 1: driven.hear(c, message_from(tape, driven.session.config())); break;
    case 2: {
      Bytes bytes(kMessageSizeMax);
      Writer writer(bytes);
      if (!encode(message_from(tape, driven.session.config()), {}, writer)) break;
      bytes.resize(writer.size());
      damage(bytes, tape);
      const std::size_t cut = tape.next() % (bytes.size() + 1);  // in two pieces
      if (!driven.connected[Driven::index(c)]) break;
      driven.give(BytesReceived{c, ByteSpan(bytes).first(cut)});
      if (driven.connected[Driven::index(c)]) driven.give(BytesReceived{c, ByteSpan(bytes).subspan(cut)});
      break;
    }
    case 3: driven.give(BytesReceived{c, tape.some(tape.next())}); break;
    case 4: driven.give(Start{}); break;
    case 5: driven.give(Stop{.subcode = tape.next(), .text = std::string(tape.next(), 'x')}); break;
    case 6: driven.connect(c); break;
    case 7: driven.lose(c); break;
    case 8:
      if (std::exchange(driven.connecting, false)) driven.give(TcpFailed{"refused"});
      break;
    case 9: driven.wait((tape.next() + 1) * 1ms * (1 << (tape.next() % 10))); break;
    case 10: {  // exactly to the next deadline
      const auto due = driven.session.next_deadline();
      driven.wait(due ? std::max(*due - driven.now, Duration(0)) : 1s);
      break;
    }
    case 11: {
      const PathAttributes attributes = attributes_of(tape.next());
      std::vector<Nlri> nlri(std::size_t{tape.next()} * 8);
      for (std::size_t i = 0; i < nlri.size(); ++i) nlri[i] = nlri_of(static_cast<std::uint8_t>(i));
      driven.give(Announce{&attributes, nlri});
      break;
    }
    case 12: {
      const std::vector<Nlri> nlri(tape.next(), nlri_of(tape.next()));
      driven.give(Withdraw{nlri});
      break;
    }
    case 13: driven.give(TxSpace{c, std::size_t{tape.next()} << (tape.next() % 60)}); break;
    case 14: driven.give(LivenessDown{"fuzz"}); break;
    case 15: {
      const auto family = static_cast<AfiSafi>(op >> 7);
      const std::uint8_t which = tape.next() % 4;
      if (which == 0) driven.give(SendEndOfRib{family});
      if (which == 1) driven.give(RequestRefresh{family});
      if (which >= 2) driven.give(SendRefreshMark{family, which == 3});
      break;
    }
    default: break;
  }
}

void run(Tape tape) {
  const std::uint8_t place = tape.next();
  Driven driven(config_of(tape.next()), place);
  const SessionConfig& config = driven.session.config();
  const Connection c = config.passive ? Connection::Incoming : Connection::Outgoing;
  const Open open = open_of(config, tape.next());
  const std::size_t steps = place % 6;
  if (steps >= 1) driven.give(Start{});
  if (steps >= 2) driven.connect(c);
  if (steps >= 3) driven.hear(c, open);
  if (steps >= 4) driven.hear(c, Keepalive{});
  if (steps >= 5) driven.lose(c);
  for (int ops = 0; ops < 300 && !tape.done(); ++ops) one_op(driven, tape);

  // Whatever happened, a good peer gets a session after Stop and Start: nothing is stuck and nothing leaks.
  driven.give(Stop{});
  CW_ASSERT(driven.state == State::Idle && !driven.session.next_deadline());
  CW_ASSERT(!driven.connected[0] && !driven.connected[1] && !driven.connecting);
  CW_ASSERT(!driven.stale[0] && !driven.stale[1]);
  driven.establish(c, open);
  CW_ASSERT(driven.state == State::Established);
}

}  // namespace
}  // namespace cw::bgp

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  cw::bgp::run({.reader = cw::Reader(std::as_bytes(std::span(data, size)))});
  return 0;
}
