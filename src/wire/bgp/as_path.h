// AS_PATH and AS4_PATH values (RFC 4271 §4.3 b, RFC 6793). Private to this folder.
#pragma once

#include <optional>

#include "base/bytes.h"
#include "wire/bgp/types.h"

namespace cw::wire::bgp {

/// The widest AS number the peer can write: two octets or four.
enum class AsWidth : std::uint8_t { TwoOctets = 2, FourOctets = 4 };
constexpr AsWidth as_width(bool four_octet_as) { return four_octet_as ? AsWidth::FourOctets : AsWidth::TwoOctets; }

/// nullopt when the value is malformed: RFC 7606 §7.2 (segment type, zero length, overrun, underrun).
std::optional<AsPath> decode_as_path(ByteSpan value, AsWidth width);
std::size_t as_path_size(const AsPath& path, AsWidth width);
/// With two octets, AS_TRANS replaces what does not fit. Segments of more than 255 AS numbers are split.
void encode_as_path(const AsPath& path, AsWidth width, Writer& writer);

bool has_confederation(const AsPath& path);
/// True when two octets cannot hold every AS number outside confederation segments: AS4_PATH is needed.
bool needs_as4_path(const AsPath& path);
AsPath without_confederation(AsPath path);

/// RFC 6793 §4.2.3: the leading part of `as_path` that `as4_path` lacks, and then `as4_path`.
/// returns: `as_path` itself when it is the shorter one.
AsPath merge_as4_path(AsPath as_path, const AsPath& as4_path);

}  // namespace cw::wire::bgp
