// Any datagram: decoding never reads beyond it, and what decodes encodes to bytes that decode to the same.
#include <array>
#include <cstddef>
#include <cstdint>

#include "base/assert.h"
#include "wire/bfd/control_packet.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace cw;
  const auto packet = wire::bfd::decode(std::as_bytes(std::span(data, size)));
  if (!packet) {
    CW_ASSERT(to_string(packet.error()) != "?");
    return 0;
  }
  std::array<std::byte, wire::bfd::kControlPacketSize> buffer{};
  Writer writer(buffer);
  wire::bfd::encode(*packet, writer);
  CW_ASSERT(writer.ok());
  const auto again = wire::bfd::decode(writer.written());
  CW_ASSERT(again.has_value() && *again == *packet);
  CW_ASSERT(!to_string(*packet).empty());
  return 0;
}
