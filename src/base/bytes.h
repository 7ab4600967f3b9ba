// Bounds-checked, sticky readers and writers over byte spans. After the first short read or overflow every later call
// is harmless and ok() is false, so a group of fields is read first and checked once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace cw {

using Bytes = std::vector<std::byte>;
using ByteSpan = std::span<const std::byte>;

class Reader {
 public:
  explicit Reader(ByteSpan bytes) : bytes_(bytes) {}

  std::uint8_t u8();
  std::uint16_t u16();  ///< network byte order, as all of these
  std::uint32_t u24();
  std::uint32_t u32();
  std::uint64_t u64();
  ByteSpan take(std::size_t count);  ///< empty and not ok() when fewer bytes are left
  Reader sub(std::size_t count);     ///< a reader of the next `count` bytes
  ByteSpan rest() { return take(remaining()); }
  void skip(std::size_t count) { (void)take(count); }

  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] std::size_t remaining() const { return bytes_.size() - at_; }
  [[nodiscard]] bool done() const { return ok_ && remaining() == 0; }  ///< consumed exactly

 private:
  ByteSpan bytes_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

class Writer {
 public:
  explicit Writer(std::span<std::byte> out) : out_(out) {}

  void u8(std::uint8_t value);
  void u16(std::uint16_t value);
  void u24(std::uint32_t value);
  void u32(std::uint32_t value);
  void u64(std::uint64_t value);
  void bytes(ByteSpan value);
  void text(std::string_view value);
  /// Overwrites two bytes written before, for lengths known only at the end.
  void patch_u8(std::size_t at, std::uint8_t value);
  void patch_u16(std::size_t at, std::uint16_t value);

  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] std::size_t size() const { return at_; }
  [[nodiscard]] std::size_t room() const { return out_.size() - at_; }
  [[nodiscard]] ByteSpan written() const { return out_.first(at_); }

 private:
  std::byte* claim(std::size_t count);
  std::span<std::byte> out_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

}  // namespace cw
