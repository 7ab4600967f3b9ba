#include "base/bytes.h"

#include <algorithm>

namespace cw {

ByteSpan Reader::take(std::size_t count) {
  if (!ok_ || count > remaining()) {
    ok_ = false;
    return {};
  }
  const ByteSpan taken = bytes_.subspan(at_, count);
  at_ += count;
  return taken;
}

Reader Reader::sub(std::size_t count) {
  Reader reader(take(count));
  reader.ok_ = ok_;
  return reader;
}

namespace {

std::uint64_t big_endian(ByteSpan bytes) {
  std::uint64_t value = 0;
  for (const std::byte b : bytes) value = (value << 8) | static_cast<std::uint64_t>(b);
  return value;
}

}  // namespace

std::uint8_t Reader::u8() { return static_cast<std::uint8_t>(big_endian(take(1))); }
std::uint16_t Reader::u16() { return static_cast<std::uint16_t>(big_endian(take(2))); }
std::uint32_t Reader::u24() { return static_cast<std::uint32_t>(big_endian(take(3))); }
std::uint32_t Reader::u32() { return static_cast<std::uint32_t>(big_endian(take(4))); }
std::uint64_t Reader::u64() { return big_endian(take(8)); }

std::byte* Writer::claim(std::size_t count) {
  if (!ok_ || count > room()) {
    ok_ = false;
    return nullptr;
  }
  std::byte* place = out_.data() + at_;
  at_ += count;
  return place;
}

namespace {

void store(std::byte* place, std::uint64_t value, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    place[i] = static_cast<std::byte>(value >> (8 * (count - 1 - i)));
  }
}

}  // namespace

void Writer::u8(std::uint8_t value) {
  if (std::byte* place = claim(1)) store(place, value, 1);
}
void Writer::u16(std::uint16_t value) {
  if (std::byte* place = claim(2)) store(place, value, 2);
}
void Writer::u24(std::uint32_t value) {
  if (std::byte* place = claim(3)) store(place, value, 3);
}
void Writer::u32(std::uint32_t value) {
  if (std::byte* place = claim(4)) store(place, value, 4);
}
void Writer::u64(std::uint64_t value) {
  if (std::byte* place = claim(8)) store(place, value, 8);
}
void Writer::bytes(ByteSpan value) {
  std::byte* place = claim(value.size());
  if (place != nullptr) std::copy(value.begin(), value.end(), place);
}
void Writer::text(std::string_view value) { bytes(std::as_bytes(std::span(value))); }

void Writer::patch_u8(std::size_t at, std::uint8_t value) {
  if (ok_ && at + 1 <= at_) store(out_.data() + at, value, 1);
}
void Writer::patch_u16(std::size_t at, std::uint16_t value) {
  if (ok_ && at + 2 <= at_) store(out_.data() + at, value, 2);
}

}  // namespace cw
