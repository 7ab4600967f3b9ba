// AsPath, and its encoding: a sequence of segments, each
//
//   +---------------+----------------+---------------------------------+
//   | type (1 octet)| count (1 octet)| AS numbers (2 or 4 octets each) |
//   +---------------+----------------+---------------------------------+
#include "wire/bgp/as_path.h"

#include <algorithm>
#include <utility>

namespace cw::wire::bgp {
namespace {

using Type = AsPathSegment::Type;

constexpr std::size_t kSegmentMax = 255;
constexpr std::size_t kSegmentHead = 2;

bool is_confederation(const AsPathSegment& segment) {
  return segment.type == Type::ConfedSequence || segment.type == Type::ConfedSet;
}

std::optional<Type> segment_type(std::uint8_t wire) {
  if (wire < std::to_underlying(Type::AsSet) || wire > std::to_underlying(Type::ConfedSet)) return std::nullopt;
  return static_cast<Type>(wire);
}

std::size_t counted_length(const AsPathSegment& segment) {
  switch (segment.type) {
    case Type::AsSequence: return segment.as_numbers.size();
    case Type::AsSet: return 1;
    case Type::ConfedSequence:
    case Type::ConfedSet: return 0;
  }
  return 0;
}

}  // namespace

std::size_t AsPath::length() const {
  std::size_t total = 0;
  for (const AsPathSegment& segment : segments) total += counted_length(segment);
  return total;
}

bool AsPath::contains(AsNumber as) const {
  return std::ranges::any_of(segments, [as](const AsPathSegment& segment) {
    return std::ranges::find(segment.as_numbers, as) != segment.as_numbers.end();
  });
}

std::optional<AsNumber> AsPath::neighbor_as() const {
  // Confederation segments in front say how the route came through this AS, not from whom.
  const auto first = std::ranges::find_if_not(segments, is_confederation);
  if (first == segments.end() || first->type != Type::AsSequence || first->as_numbers.empty()) return std::nullopt;
  return first->as_numbers.front();
}

std::optional<AsNumber> AsPath::origin_as() const {
  if (segments.empty() || segments.back().type != Type::AsSequence || segments.back().as_numbers.empty()) {
    return std::nullopt;
  }
  return segments.back().as_numbers.back();
}

void AsPath::prepend(AsNumber as, unsigned count) {
  // RFC 4271 §5.1.2: into the leading AS_SEQUENCE while it has room for one more, else into a new one.
  while (count > 0) {
    if (segments.empty() || segments.front().type != Type::AsSequence ||
        segments.front().as_numbers.size() >= kSegmentMax) {
      segments.insert(segments.begin(), AsPathSegment{});
    }
    auto& front = segments.front().as_numbers;
    const std::size_t added = std::min<std::size_t>(count, kSegmentMax - front.size());
    front.insert(front.begin(), added, as);
    count -= static_cast<unsigned>(added);
  }
}

AsPath AsPath::sequence(std::vector<AsNumber> as_numbers) {
  AsPath path;
  if (as_numbers.empty()) return path;
  if (as_numbers.size() <= kSegmentMax) {
    path.segments.push_back({.type = Type::AsSequence, .as_numbers = std::move(as_numbers)});
    return path;
  }
  for (auto from = as_numbers.begin(); from != as_numbers.end();) {
    const auto to = from + std::min<std::ptrdiff_t>(kSegmentMax, as_numbers.end() - from);
    path.segments.push_back({.type = Type::AsSequence, .as_numbers = {from, to}});
    from = to;
  }
  return path;
}

std::optional<AsPath> decode_as_path(ByteSpan value, AsWidth width) {
  AsPath path;
  Reader reader(value);
  while (reader.remaining() > 0) {
    const auto type = segment_type(reader.u8());
    const std::size_t count = reader.u8();
    Reader as_numbers = reader.sub(count * std::to_underlying(width));
    if (!type || count == 0 || !reader.ok()) return std::nullopt;
    AsPathSegment& segment = path.segments.emplace_back(AsPathSegment{.type = *type, .as_numbers = {}});
    segment.as_numbers.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
      segment.as_numbers.emplace_back(width == AsWidth::FourOctets ? as_numbers.u32() : as_numbers.u16());
    }
  }
  return path;
}

std::size_t as_path_size(const AsPath& path, AsWidth width) {
  std::size_t size = 0;
  for (const AsPathSegment& segment : path.segments) {
    const std::size_t count = segment.as_numbers.size();
    size += (count + kSegmentMax - 1) / kSegmentMax * kSegmentHead + count * std::to_underlying(width);
  }
  return size;
}

void encode_as_path(const AsPath& path, AsWidth width, Writer& writer) {
  for (const AsPathSegment& segment : path.segments) {
    for (std::size_t from = 0; from < segment.as_numbers.size(); from += kSegmentMax) {
      const std::size_t count = std::min(kSegmentMax, segment.as_numbers.size() - from);
      writer.u8(std::to_underlying(segment.type));
      writer.u8(static_cast<std::uint8_t>(count));
      for (std::size_t i = from; i < from + count; ++i) {
        const std::uint32_t as = segment.as_numbers[i].value;
        if (width == AsWidth::FourOctets) {
          writer.u32(as);
        } else {
          writer.u16(static_cast<std::uint16_t>(as <= UINT16_MAX ? as : kAsTrans.value));
        }
      }
    }
  }
}

bool has_confederation(const AsPath& path) { return std::ranges::any_of(path.segments, is_confederation); }

bool needs_as4_path(const AsPath& path) {
  return std::ranges::any_of(path.segments, [](const AsPathSegment& segment) {
    return !is_confederation(segment) &&
           std::ranges::any_of(segment.as_numbers, [](AsNumber as) { return as.value > UINT16_MAX; });
  });
}

AsPath without_confederation(AsPath path) {
  std::erase_if(path.segments, is_confederation);
  return path;
}

AsPath merge_as4_path(AsPath as_path, const AsPath& as4_path) {
  const std::size_t length = as_path.length();
  const std::size_t length4 = as4_path.length();
  if (length < length4) return as_path;
  std::size_t missing = length - length4;
  AsPath merged;
  for (AsPathSegment& segment : as_path.segments) {
    // Confederation segments count nothing: kept in front and next to what is prepended (RFC 6793 §4.2.3).
    if (missing == 0 && !is_confederation(segment)) break;
    const bool cut = segment.type == Type::AsSequence && segment.as_numbers.size() > missing;
    if (cut) segment.as_numbers.resize(missing);
    missing -= counted_length(segment);
    merged.segments.push_back(std::move(segment));
    if (cut) break;
  }
  auto rest = as4_path.segments.begin();
  // One sequence was cut in two by the AS that could not read all of it: join it again where it fits a segment.
  if (!merged.segments.empty() && rest != as4_path.segments.end() && rest->type == Type::AsSequence &&
      merged.segments.back().type == Type::AsSequence &&
      merged.segments.back().as_numbers.size() + rest->as_numbers.size() <= kSegmentMax) {
    auto& last = merged.segments.back().as_numbers;
    last.insert(last.end(), rest->as_numbers.begin(), rest->as_numbers.end());
    ++rest;
  }
  merged.segments.insert(merged.segments.end(), rest, as4_path.segments.end());
  return merged;
}

}  // namespace cw::wire::bgp
