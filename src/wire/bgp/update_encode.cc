// UPDATE messages to bytes: one as it stands, or as many prefixes as one message holds.
#include <algorithm>
#include <array>
#include <utility>

#include "wire/bgp/attributes.h"
#include "wire/bgp/fault.h"
#include "wire/bgp/nlri.h"

namespace cw::wire::bgp {
namespace {

constexpr std::size_t kLengthFieldSize = 2;
constexpr std::size_t kUpdateSizeMin = kHeaderSize + 2 * kLengthFieldSize;
constexpr std::size_t kAttributeHeadSize = 3;  // one more with Extended Length

NlriFormat write_format(Family family, const EncodeContext& context) {
  return {.family = family, .path_ids = context.add_path_send[std::to_underlying(afi_safi(family))]};
}

NlriSelection select(std::span<const Nlri> nlri, Family family, const EncodeContext& context) {
  return {.nlri = nlri, .format = write_format(family, context)};
}

// The three variable parts of an UPDATE.
struct UpdateSource {
  NlriSelection withdrawn;
  AttributeSource attributes;
  NlriSelection nlri;
};

void write_update(const UpdateSource& source, const EncodeContext& context, Writer& writer) {
  begin_message(writer, MessageType::Update);
  writer.u16(0);
  source.withdrawn.encode(writer);
  writer.patch_u16(kHeaderSize, static_cast<std::uint16_t>(writer.size() - kHeaderSize - kLengthFieldSize));
  const std::size_t length_at = writer.size();
  writer.u16(0);
  encode_attributes(source.attributes, context, writer);
  writer.patch_u16(length_at, static_cast<std::uint16_t>(writer.size() - length_at - kLengthFieldSize));
  source.nlri.encode(writer);
}

// MP_REACH_NLRI for `reach`, with the next hop the attributes or the second announcement give.
void set_reach(AttributeSource& source, const NlriSelection& reach, const IpAddress& next_hop,
               const std::optional<IpAddress>& link_local) {
  source.reach = reach;
  source.reach_next_hop = next_hop;
  source.reach_link_local = link_local;
}

bool append_message(Writer& whole, Bytes& out) {
  if (!whole.ok()) return false;
  end_message(whole);
  out.insert(out.end(), whole.written().begin(), whole.written().end());
  return true;
}

// How many prefixes from the front, all of `family`, fit `room` bytes.
std::size_t count_fitting(std::span<const Nlri> nlri, NlriFormat format, std::size_t room) {
  std::size_t count = 0;
  for (; count < nlri.size() && nlri[count].prefix.family() == format.family; ++count) {
    const std::size_t size = nlri_size(nlri[count], format.path_ids);
    if (size > room) break;
    room -= size;
  }
  return count;
}

// The same inside an attribute of `head` bytes before its NLRI: beyond 255 bytes its header is one longer.
std::size_t count_fitting_attribute(std::span<const Nlri> nlri, NlriFormat format, std::size_t head,
                                    std::size_t room) {
  if (room <= kAttributeHeadSize + head) return 0;
  std::size_t left = room - kAttributeHeadSize - head;
  if (left + head > UINT8_MAX) left = std::max(left - 1, UINT8_MAX - head);
  return count_fitting(nlri, format, left);
}

std::size_t message_size_max(const EncodeContext& context) { return std::min(context.size_max, kExtendedSizeMax); }

}  // namespace

bool encode_update(const Update& update, const EncodeContext& context, Writer& writer) {
  UpdateSource source{.withdrawn = select(update.withdrawn, Family::Ipv4, context)};
  AttributeSource& attributes = source.attributes;
  attributes.unreach = select(update.withdrawn, Family::Ipv6, context);
  const bool announces = update.attributes.has_value() && !update.announced.empty();
  const bool empty = update.withdrawn.empty() && !announces;
  if (update.end_of_rib) {
    if (!empty) return false;
    attributes.unreach_empty = *update.end_of_rib == AfiSafi::Ipv6Unicast;
  } else if (empty) {
    return false;
  }
  if (announces) {
    const IpAddress& next_hop = update.attributes->next_hop;
    attributes.attributes = &*update.attributes;
    attributes.next_hop = next_hop.is_v4();
    if (next_hop.is_v4()) {
      source.nlri = select(update.announced, Family::Ipv4, context);
      if (update.second) {
        const SecondAnnouncement& second = *update.second;
        set_reach(attributes, select(second.announced, second.next_hop.family, context), second.next_hop,
                  second.link_local_next_hop);
      }
    } else {
      set_reach(attributes, select(update.announced, Family::Ipv6, context), next_hop,
                update.attributes->link_local_next_hop);
    }
  }
  write_update(source, context, writer);
  return writer.ok() && writer.size() <= message_size_max(context);
}

std::size_t encode_announce(const PathAttributes& attributes, std::span<const Nlri> nlri, const EncodeContext& context,
                            Bytes& out) {
  const Family family = attributes.next_hop.family;
  const NlriFormat format = write_format(family, context);
  std::array<std::byte, kExtendedSizeMax> scratch;
  UpdateSource source;
  source.attributes.attributes = &attributes;
  source.attributes.next_hop = family == Family::Ipv4;

  // The attributes that do not depend on the prefixes, to see what they leave.
  Writer others(scratch);
  encode_attributes(source.attributes, context, others);
  const std::size_t size_max = message_size_max(context);
  if (!others.ok() || kUpdateSizeMin + others.size() >= size_max) return 0;
  const std::size_t room = size_max - kUpdateSizeMin - others.size();

  std::size_t count = 0;
  if (family == Family::Ipv4) {
    count = count_fitting(nlri, format, room);
    source.nlri = {.nlri = nlri.first(count), .format = format};
  } else {
    set_reach(source.attributes, {}, attributes.next_hop, attributes.link_local_next_hop);
    count = count_fitting_attribute(nlri, format, mp_reach_head_size(source.attributes), room);
    source.attributes.reach = {.nlri = nlri.first(count), .format = format};
  }
  if (count == 0) return 0;
  Writer whole(scratch);
  write_update(source, context, whole);
  return append_message(whole, out) ? count : 0;
}

std::size_t encode_withdraw(std::span<const Nlri> nlri, const EncodeContext& context, Bytes& out) {
  const std::size_t size_max = message_size_max(context);
  if (nlri.empty() || size_max <= kUpdateSizeMin) return 0;
  const NlriFormat format = write_format(nlri.front().prefix.family(), context);
  const std::size_t room = size_max - kUpdateSizeMin;
  UpdateSource source;
  std::size_t count = 0;
  if (format.family == Family::Ipv4) {
    count = count_fitting(nlri, format, room);
    source.withdrawn = {.nlri = nlri.first(count), .format = format};
  } else {
    count = count_fitting_attribute(nlri, format, kMpUnreachHeadSize, room);
    source.attributes.unreach = {.nlri = nlri.first(count), .format = format};
  }
  if (count == 0) return 0;
  std::array<std::byte, kExtendedSizeMax> scratch;
  Writer whole(scratch);
  write_update(source, context, whole);
  return append_message(whole, out) ? count : 0;
}

}  // namespace cw::wire::bgp
