#include "bgp/tx_queue.h"

#include <utility>

#include "base/assert.h"
#include "wire/bgp/types.h"

namespace cw::bgp {
namespace {

/// The length field of a message of our own (RFC 4271 §4.1).
std::size_t length_at(ByteSpan bytes) {
  CW_ASSERT(bytes.size() >= wire::bgp::kHeaderSize);
  Reader reader(bytes.subspan(16));
  const std::size_t length = reader.u16();
  CW_ASSERT(length >= wire::bgp::kHeaderSize && length <= bytes.size());
  return length;
}

}  // namespace

Bytes& TxQueue::tail() {
  if (head_ > 0 && head_ >= bytes_.size() / 2) {  // Moves each byte once on average.
    bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(head_));
    head_ = 0;
  }
  return bytes_;
}

Bytes TxQueue::take(std::size_t credit) {
  const ByteSpan waiting = ByteSpan(bytes_).subspan(head_);
  std::size_t count = 0;
  while (count < waiting.size()) {
    const std::size_t length = length_at(waiting.subspan(count));
    if (length > credit - count) break;
    count += length;
  }
  if (count == waiting.size() && head_ == 0) return std::exchange(bytes_, {});
  Bytes taken(waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(count));
  head_ += count;
  if (head_ == bytes_.size()) clear();
  return taken;
}

void TxQueue::clear() {
  bytes_ = Bytes{};
  head_ = 0;
}

}  // namespace cw::bgp
