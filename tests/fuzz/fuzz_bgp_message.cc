// Any bytes as a BGP message. The first byte chooses how they are read; what decodes must survive being said again.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <utility>
#include <vector>

#include "base/assert.h"
#include "wire/bgp/message.h"

namespace {

using namespace cw::wire::bgp;

DecodeContext context_from(std::uint8_t flags) {
  const auto bit = [flags](unsigned n) { return ((flags >> n) & 1U) != 0; };
  DecodeContext context{.four_octet_as = bit(0), .extended_message = bit(1), .ebgp = bit(2)};
  context.add_path_receive = {bit(3), bit(4)};
  context.family_enabled = {!bit(5), !bit(6)};
  return context;
}

// What encoding leaves out or orders its own way.
Message canonical(Message message) {
  if (Open* open = std::get_if<Open>(&message)) open->capabilities.unknown.clear();
  if (Update* update = std::get_if<Update>(&message)) {
    std::vector<Nlri> sorted;
    for (const cw::Family family : {cw::Family::Ipv4, cw::Family::Ipv6}) {
      std::ranges::copy_if(update->withdrawn, std::back_inserter(sorted),
                           [family](const Nlri& n) { return n.prefix.family() == family; });
    }
    update->withdrawn = std::move(sorted);
  }
  return message;
}

bool has_confederation(const Message& message) {
  const Update* update = std::get_if<Update>(&message);
  if (update == nullptr || !update->attributes) return false;
  return std::ranges::any_of(update->attributes->as_path.segments, [](const AsPathSegment& segment) {
    return segment.type == AsPathSegment::Type::ConfedSequence || segment.type == AsPathSegment::Type::ConfedSet;
  });
}

void say_again(const Message& message, const DecodeContext& context) {
  // AS4_PATH carries no confederation segments (RFC 6793 §3), so a two-octet speaker's path may lose them.
  if (!context.four_octet_as && has_confederation(message)) return;
  const EncodeContext mirror{.four_octet_as = context.four_octet_as,
                             .ebgp = context.ebgp,
                             .size_max = context.extended_message ? kExtendedSizeMax : kMessageSizeMax,
                             .add_path_send = context.add_path_receive};
  std::vector<std::byte> bytes(kExtendedSizeMax);
  cw::Writer writer(bytes);
  if (!encode(message, mirror, writer)) return;
  std::vector<DecodeError> errors;
  const auto again = decode(writer.written(), context, errors);
  CW_ASSERT(again.has_value());
  CW_ASSERT(errors.empty());
  CW_ASSERT(canonical(*again) == canonical(message));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const DecodeContext context = context_from(data[0]);
  const cw::ByteSpan bytes = std::as_bytes(std::span(data, size).subspan(1));
  const auto length = message_length(bytes, context);
  if (!length) {
    CW_ASSERT(length.error().action == ErrorAction::SessionReset);
    CW_ASSERT(!to_string(length.error()).empty());
    return 0;
  }
  CW_ASSERT(!*length || (**length >= kHeaderSize && **length <= kExtendedSizeMax));
  if (!*length || **length > bytes.size()) return 0;
  std::vector<DecodeError> errors;
  const auto message = decode(bytes.first(**length), context, errors);
  for (const DecodeError& error : errors) {
    CW_ASSERT(error.action != ErrorAction::SessionReset);
    CW_ASSERT(!to_string(error).empty());
  }
  if (!message) {
    CW_ASSERT(message.error().action == ErrorAction::SessionReset);
    return 0;
  }
  if (const Notification* notification = std::get_if<Notification>(&*message)) {
    CW_ASSERT(!to_string(*notification).empty());
    (void)shutdown_text(*notification);
  }
  say_again(*message, context);
  return 0;
}
