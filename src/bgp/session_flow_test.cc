// Routes in bulk: credit, back-pressure and bounds.
#include "bgp/session_testing.h"

namespace cw::bgp {
namespace {

constexpr std::size_t kInitial = 64 * 1024;

std::size_t bytes_sent(const std::vector<Output>& outputs) {
  std::size_t sum = 0;
  for (const Output& output : outputs) {
    if (const auto* send = std::get_if<SendBytes>(&output)) sum += send->bytes.size();
  }
  return sum;
}

/// Reads what a session sent as its peer would.
struct Sink {
  Bytes waiting;
  std::size_t prefixes = 0;
  std::size_t messages = 0;
  void take(const std::vector<Output>& outputs) {
    for (const Output& output : outputs) {
      if (const auto* send = std::get_if<SendBytes>(&output)) {
        waiting.insert(waiting.end(), send->bytes.begin(), send->bytes.end());
      }
    }
    std::size_t at = 0;
    while (const auto length = message_length(ByteSpan(waiting).subspan(at), {}).value()) {
      std::vector<DecodeError> errors;
      const auto message = decode(ByteSpan(waiting).subspan(at, *length), {}, errors);
      ASSERT_TRUE(message && errors.empty());
      if (const auto* update = std::get_if<Update>(&*message)) prefixes += update->announced.size();
      ++messages;
      at += *length;
      if (at == waiting.size()) break;
    }
    waiting.erase(waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(at));
  }
};

TEST(BgpFlow, TwoHundredThousandPrefixesThroughSmallCredits) {
  Bench b;
  b.to_established();
  const auto attributes = attributes_of(65010);
  Sink sink;
  std::size_t announced = 0;
  std::size_t peak = 0;
  Rng rng(3);
  while (announced < 200'000 || sink.prefixes < 200'000) {
    while (announced < 200'000 && b.session.tx_room() > 0) {
      const std::size_t count = std::min<std::size_t>(1000, 200'000 - announced);
      std::vector<Nlri> batch;
      for (std::size_t i = 0; i < count; ++i) {
        batch.push_back({Prefix::of(IpAddress::v4(static_cast<std::uint32_t>(announced + i) << 8), 24), 0});
      }
      b.step(Announce{&attributes, batch});
      sink.take(b.last);
      announced += count;
    }
    const std::size_t room = b.session.tx_room();
    peak = std::max(peak, b.session.config().queue_bytes_max - room);
    b.step(TxSpace{kOut, 1 + static_cast<std::size_t>(rng.below(3000))});
    ASSERT_LE(bytes_sent(b.last), 8192U) << "no more than the credit saved up for one message";
    sink.take(b.last);
  }
  EXPECT_EQ(sink.prefixes, 200'000U);
  EXPECT_TRUE(sink.waiting.empty());
  EXPECT_EQ(b.session.status().counters.prefixes_out, 200'000U);
  EXPECT_EQ(b.session.status().counters.queue_overruns, 0U);
  EXPECT_LE(peak, b.session.config().queue_bytes_max);
}

TEST(BgpFlow, TheInitialCreditIs64KiBAndWholeMessagesAreSent) {
  Bench b;
  b.to_established();
  const auto attributes = attributes_of(65010);
  b.step(Announce{&attributes, nlris(0, 60'000)});
  const std::size_t sent = bytes_sent(b.last);
  EXPECT_LE(sent, kInitial);
  EXPECT_GT(sent, kInitial - kMessageSizeMax);
  EXPECT_LT(b.session.tx_room(), b.session.config().queue_bytes_max);
  const std::size_t short_of_one = kMessageSizeMax - (kInitial - sent) - 200;
  EXPECT_EQ(b.step(TxSpace{kOut, short_of_one}), "") << "not enough for the next message";
  EXPECT_EQ(b.step(TxSpace{kOut, 200}), "out UPDATE");
}

TEST(BgpFlow, BeyondTheQueueNothingIsLostButCounted) {
  Bench b;
  b.to_established();
  const auto attributes = attributes_of(65010);
  Sink sink;
  for (std::uint32_t i = 0; i < 10; ++i) {
    b.step(Announce{&attributes, nlris(i * 20'000 % 40'000, 20'000)});
    sink.take(b.last);
  }
  EXPECT_EQ(b.session.tx_room(), 0U);
  EXPECT_GT(b.session.status().counters.queue_overruns, 0U);
  b.step(TxSpace{kOut, 10'000'000});
  sink.take(b.last);
  EXPECT_EQ(sink.prefixes, 200'000U);
  EXPECT_EQ(b.session.tx_room(), b.session.config().queue_bytes_max);
}

// Order on the wire is the order of the inputs, and only whole messages stand between others.
TEST(BgpFlow, KeepalivesPassAQueueThatWaits) {
  Bench b;
  b.to_established();
  const auto attributes = attributes_of(65010);
  Sink sink;
  b.step(Announce{&attributes, nlris(0, 40'000)});
  sink.take(b.last);
  EXPECT_EQ(b.step(SendEndOfRib{kV4}), "") << "it keeps its place behind the routes";
  for (int i = 0; i < 3; ++i) {
    b.hear(Keepalive{});
    EXPECT_EQ(b.next(), "out KEEPALIVE");
    sink.take(b.last);
  }
  EXPECT_EQ(b.step(RequestRefresh{kV4}), "out ROUTE-REFRESH");
  sink.take(b.last);
  b.step(TxSpace{kOut, 10'000'000});
  sink.take(b.last);
  EXPECT_EQ(sink.prefixes, 40'000U);
  const auto& last = find<SendBytes>(b.last)->bytes;
  EXPECT_EQ(ByteSpan(last).last(23)[16 + 2], std::byte{2}) << "End-of-RIB, an empty UPDATE of 23 bytes, comes last";
}

TEST(BgpFlow, TheQueueDiesWithTheSession) {
  Bench b;
  b.to_established();
  const auto attributes = attributes_of(65010);
  b.step(Announce{&attributes, nlris(0, 60'000)});
  EXPECT_EQ(b.step(Stop{}), "out NOTIFICATION 6/2; Sent 6/2; TcpClose outgoing; Established>Idle; Down");
  EXPECT_EQ(b.session.tx_room(), 0U);
  EXPECT_EQ(b.step(TxSpace{kOut, 100'000}), "");
}

// RFC 4760 §8.
TEST(BgpFlow, RoutesOfAFamilyNotAgreedOnAreNotSent) {
  Bench b;
  b.to_established();
  PathAttributes attributes = attributes_of(65010);
  attributes.next_hop = *IpAddress::parse("2001:db8::1");
  const std::vector<Nlri> six{{*Prefix::parse("2001:db8:1::/48"), 0}};
  EXPECT_EQ(b.step(Announce{&attributes, six}), "");
  EXPECT_EQ(b.step(Withdraw{six}), "");
  EXPECT_EQ(b.step(SendEndOfRib{kV6}), "");
  EXPECT_EQ(b.session.status().counters.ignored_inputs, 3U);
  const std::vector<Nlri> mixed{six[0], nlri(1), nlri(2)};
  EXPECT_EQ(b.step(Withdraw{mixed}), "out UPDATE") << "the IPv4 ones";
  EXPECT_EQ(b.session.status().counters.withdrawals_out, 2U);
}

// RFC 7606: the codec turns it into a withdrawal, the session passes both on and stays.
TEST(BgpFlow, MalformedUpdateIsReportedAndTheSessionStays) {
  Bench b;
  b.to_established();
  Bytes bytes = bytes_of(update_of({nlri(1), nlri(2)}));
  // ORIGIN is the first attribute: flags, code, length, value.
  bytes.at(kHeaderSize + 2 + 2 + 3) = std::byte{9};
  EXPECT_EQ(b.step(BytesReceived{kOut, bytes}), "Malformed; Routes +0 -2");
  EXPECT_EQ(b.session.status().counters.malformed_updates, 1U);
}

// RFC 7606 §5.1: no one should send both families in one UPDATE, everyone must take it.
TEST(BgpFlow, BothFamiliesInOneUpdateComeAsTwoBatches) {
  SessionConfig config = side_a();
  config.families = {kV4, kV6};
  config.prefix_limit[1].maximum = 5;
  Bench b(config);
  Open open = open_of_z();
  open.capabilities.multiprotocol = {kV4, kV6};
  b.to_established(open);
  Update update = update_of({nlri(1)});
  update.second = SecondAnnouncement{.announced = {{*Prefix::parse("2001:db8:1::/48"), 0}},
                                     .next_hop = *IpAddress::parse("2001:db8::2"),
                                     .link_local_next_hop = std::nullopt};
  EXPECT_EQ(b.hear(update), "Routes +1 -0; Routes +1 -0");
  EXPECT_EQ(to_string(std::get<RoutesReceived>(b.last[0]).attributes->next_hop), "192.0.2.2");
  EXPECT_EQ(to_string(std::get<RoutesReceived>(b.last[1]).attributes->next_hop), "2001:db8::2");
  EXPECT_EQ(b.session.status().prefixes_accepted[1], 1U);
}

// RFC 7313 §5: a kind nobody knows is ignored, and is no malformed UPDATE.
TEST(BgpFlow, UnknownRefreshKindIsIgnored) {
  Bench b;
  b.to_established();
  Bytes bytes = bytes_of(RouteRefresh{.family = kV4, .kind = RouteRefresh::Kind::Request});
  bytes[kHeaderSize + 2] = std::byte{77};
  EXPECT_EQ(b.step(BytesReceived{kOut, bytes}), "");
  EXPECT_EQ(b.session.status().counters.ignored_inputs, 1U);
  EXPECT_EQ(b.session.status().counters.malformed_updates, 0U);
}

TEST(BgpFlow, GarbageEndsTheSessionWithTheRightWords) {
  Bench b;
  b.to_established();
  EXPECT_EQ(b.step(BytesReceived{kOut, Bytes(19)}),
            "out NOTIFICATION 1/1; Sent 1/1; TcpClose outgoing; Established>Idle; Down");
}

// What stands behind the message that ended the session is not read any more.
TEST(BgpFlow, BytesBehindTheEndAreNotRead) {
  Bench b;
  b.to_established();
  Bytes bytes = bytes_of(Notification{.code = ErrorCode::Cease, .subcode = 4, .data = {}});
  const Bytes update = bytes_of(update_of({nlri(1)}));
  bytes.insert(bytes.end(), update.begin(), update.end());
  bytes.resize(bytes.size() + 40);
  EXPECT_EQ(b.step(BytesReceived{kOut, bytes}), "Received 6/4; TcpClose outgoing; Established>Idle; Down");
}

}  // namespace
}  // namespace cw::bgp
