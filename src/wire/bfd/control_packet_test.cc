// The vectors of tests/vectors/bfd, and one packet for every discard rule of RFC 5880 §6.8.6.
#include "wire/bfd/control_packet.h"

#include <gtest/gtest.h>

#include <array>
#include <cctype>
#include <fstream>
#include <map>
#include <string>

namespace cw::wire::bfd {
namespace {

Bytes from_hex(const std::string& text) {
  Bytes bytes;
  std::string digits;
  for (const char c : text) {
    if (std::isxdigit(static_cast<unsigned char>(c)) != 0) digits += c;
  }
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes.push_back(static_cast<std::byte>(std::stoi(digits.substr(i, 2), nullptr, 16)));
  }
  return bytes;
}

std::map<std::string, Bytes> vectors() {
  std::map<std::string, Bytes> found;
  std::ifstream file(CW_SOURCE_DIR "/tests/vectors/bfd/control.hex");
  for (std::string line; std::getline(file, line);) {
    const auto colon = line.find(": ");
    if (line.empty() || line[0] == '#' || colon == std::string::npos) continue;
    found[line.substr(0, colon)] = from_hex(line.substr(colon + 2));
  }
  return found;
}

struct Vector {
  const char* name;
  ControlPacket packet;
};

const std::vector<Vector> kVectors = {
    {"down-first",
     {.my_discriminator = Discriminator{1}, .desired_min_tx_us = 1'000'000, .required_min_rx_us = 300'000}},
    {"up-poll",
     {.state = State::Up, .poll = true, .detect_multiplier = 5, .my_discriminator = Discriminator{0x01020304},
      .your_discriminator = Discriminator{0x0a0b0c0d}, .desired_min_tx_us = 50'000, .required_min_rx_us = 300'000}},
    {"up-final-independent",
     {.state = State::Up, .final = true, .control_plane_independent = true, .my_discriminator = Discriminator{7},
      .your_discriminator = Discriminator{8}, .desired_min_tx_us = 300'000, .required_min_rx_us = 300'000}},
    {"down-expired",
     {.diagnostic = 1, .my_discriminator = Discriminator{7}, .desired_min_tx_us = 1'000'000,
      .required_min_rx_us = 300'000}},
    {"admin-down-demand",
     {.diagnostic = 7, .state = State::AdminDown, .demand = true, .my_discriminator = Discriminator{7},
      .your_discriminator = Discriminator{8}, .desired_min_tx_us = 1'000'000, .required_min_rx_us = 300'000}},
    {"maxima",
     {.diagnostic = 31, .state = State::Up, .detect_multiplier = 255, .my_discriminator = Discriminator{UINT32_MAX},
      .your_discriminator = Discriminator{UINT32_MAX}, .desired_min_tx_us = UINT32_MAX,
      .required_min_rx_us = UINT32_MAX, .required_min_echo_rx_us = UINT32_MAX}},
};

Bytes encoded(const ControlPacket& packet) {
  std::array<std::byte, kControlPacketSize> buffer{};
  Writer writer(buffer);
  encode(packet, writer);
  EXPECT_TRUE(writer.ok());
  return Bytes(writer.written().begin(), writer.written().end());
}

TEST(BfdPacket, VectorsDecodeAndEncode) {
  const auto bytes = vectors();
  ASSERT_EQ(bytes.size(), kVectors.size() + 1);  // and the one with a password
  for (const Vector& vector : kVectors) {
    ASSERT_TRUE(bytes.contains(vector.name)) << vector.name;
    const auto packet = decode(bytes.at(vector.name));
    ASSERT_TRUE(packet) << vector.name << ": " << to_string(packet.error());
    EXPECT_EQ(*packet, vector.packet) << to_string(*packet);
    EXPECT_EQ(encoded(vector.packet), bytes.at(vector.name)) << vector.name;
  }
}

TEST(BfdPacket, EveryProperPrefixIsDiscarded) {
  for (const auto& [name, bytes] : vectors()) {
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      EXPECT_FALSE(decode(ByteSpan(bytes).first(size))) << name << " cut to " << size;
    }
  }
}

TEST(BfdPacket, EverySingleBitFlipIsDecidedAndWhatDecodesAlsoEncodes) {
  for (const auto& [name, bytes] : vectors()) {
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
      Bytes flipped = bytes;
      flipped[bit / 8] ^= static_cast<std::byte>(0x80 >> (bit % 8));
      const auto packet = decode(flipped);
      if (!packet) continue;
      const auto again = decode(encoded(*packet));
      ASSERT_TRUE(again) << name << " bit " << bit;
      EXPECT_EQ(*again, *packet) << name << " bit " << bit;
    }
  }
}

/// The vector "up-poll" with one byte set.
Discard discard_of(std::size_t at, unsigned value) {
  Bytes bytes = vectors().at("up-poll");
  bytes.at(at) = static_cast<std::byte>(value);
  const auto packet = decode(bytes);
  EXPECT_FALSE(packet) << "byte " << at << " = " << value;
  return packet ? Discard{255} : packet.error();
}

TEST(BfdPacket, DiscardRules) {  // RFC 5880 §6.8.6
  EXPECT_EQ(discard_of(0, 0x00), Discard::WrongVersion);
  EXPECT_EQ(discard_of(0, 0x40), Discard::WrongVersion);
  EXPECT_EQ(discard_of(3, 23), Discard::LengthTooShort);
  EXPECT_EQ(discard_of(3, 25), Discard::LengthBeyondPayload);
  EXPECT_EQ(discard_of(3, 255), Discard::LengthBeyondPayload);
  EXPECT_EQ(discard_of(2, 0), Discard::DetectMultiplierZero);
  EXPECT_EQ(discard_of(1, 0xe1), Discard::MultipointSet);

  ControlPacket packet = kVectors[1].packet;
  packet.my_discriminator = {};
  EXPECT_EQ(decode(encoded(packet)).error(), Discard::MyDiscriminatorZero);
}

TEST(BfdPacket, OnlyDownAndAdminDownMayNotKnowOurDiscriminator) {  // RFC 5880 §6.8.6
  ControlPacket packet = kVectors[1].packet;
  packet.your_discriminator = {};
  for (const State state : {State::Init, State::Up}) {
    packet.state = state;
    EXPECT_EQ(decode(encoded(packet)).error(), Discard::YourDiscriminatorZero) << to_string(state);
  }
  for (const State state : {State::Down, State::AdminDown}) {
    packet.state = state;
    EXPECT_TRUE(decode(encoded(packet))) << to_string(state);
  }
}

TEST(BfdPacket, AuthenticationIsReadForItsLengthAndRefused) {  // RFC 5880 §4.1, §6.8.6
  const Bytes good = vectors().at("simple-password");
  ASSERT_EQ(good.size(), 33u);
  EXPECT_EQ(decode(good).error(), Discard::AuthenticationNotConfigured);

  Bytes wrong = good;
  wrong[25] = std::byte{10};  // one more than is there
  EXPECT_EQ(decode(wrong).error(), Discard::AuthenticationMalformed);
  wrong[25] = std::byte{1};  // less than its own two bytes
  EXPECT_EQ(decode(wrong).error(), Discard::AuthenticationMalformed);
  wrong = good;
  wrong[3] = std::byte{25};
  EXPECT_EQ(decode(wrong).error(), Discard::LengthTooShort);
}

TEST(BfdPacket, BytesAfterTheLengthAreIgnored) {
  Bytes bytes = vectors().at("up-poll");
  bytes.push_back(std::byte{0xff});
  const auto packet = decode(bytes);
  ASSERT_TRUE(packet);
  EXPECT_EQ(*packet, kVectors[1].packet);
}

TEST(BfdPacket, ReservedDiagnosticsAreKeptAndHaveNoName) {
  EXPECT_EQ(diagnostic_of(8), Diagnostic::ReverseConcatenatedPathDown);
  EXPECT_EQ(diagnostic_of(9), std::nullopt);
  EXPECT_EQ(diagnostic_of(31), std::nullopt);
}

TEST(BfdPacket, EncodingIntoTooSmallABufferIsNotOk) {
  std::array<std::byte, kControlPacketSize - 1> small{};
  Writer writer(small);
  encode(kVectors[0].packet, writer);
  EXPECT_FALSE(writer.ok());
}

TEST(BfdPacket, TextSaysWhatAnEngineerLooksFor) {
  EXPECT_EQ(to_string(kVectors[1].packet), "Up diag 0 poll mult 5 16909060 > 168496141 tx 50000 us rx 300000 us");
}

}  // namespace
}  // namespace cw::wire::bfd
