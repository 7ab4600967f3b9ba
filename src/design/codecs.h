// How one value of a design file is read, written and described. A codec is a type with static functions:
//   read(Decoder&, const Cursor&, Value&)   leaves the value alone and reports when the text is wrong
//   write(const Value&) -> Yaml             Absent when there is nothing to say
//   type(), schema(), collect(ObjectInfos&) for the reference and the JSON Schema
#pragma once

#include <fmt/core.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/strong.h"
#include "design/enum_names.h"
#include "design/fields.h"
#include "design/model.h"
#include "design/text_values.h"

namespace cw::design {

/// Codecs that refer to no other table.
struct Leaf {
  static void collect(ObjectInfos&) {}
};

struct Boolean : Leaf {
  static void read(Decoder& decoder, const Cursor& at, bool& out);
  static Yaml write(bool value) { return Yaml::bare(value ? "true" : "false"); }
  static std::string type() { return "true or false"; }
  static std::string schema() { return R"({"type":"boolean"})"; }
};

/// Reads an unsigned number in [min, max]; nullopt after reporting.
std::optional<std::uint64_t> read_number(Decoder& decoder, const Cursor& at, std::uint64_t min, std::uint64_t max);

template <std::uint64_t min, std::uint64_t max>
struct Number : Leaf {
  template <typename T>
  static void read(Decoder& decoder, const Cursor& at, T& out) {
    static_assert(max <= std::numeric_limits<T>::max());
    if (const auto value = read_number(decoder, at, min, max)) out = static_cast<T>(*value);
  }
  static Yaml write(std::uint64_t value) { return Yaml::bare(fmt::format("{}", value)); }
  static std::string type() { return fmt::format("number, {} to {}", min, max); }
  static std::string schema() { return fmt::format(R"({{"type":"integer","minimum":{},"maximum":{}}})", min, max); }
};

struct Asn : Leaf {
  static void read(Decoder& decoder, const Cursor& at, AsNumber& out) {
    if (const auto value = read_number(decoder, at, 1, 4294967295U)) out = AsNumber(static_cast<std::uint32_t>(*value));
  }
  static Yaml write(AsNumber value) { return value.value == 0 ? Yaml{} : Yaml::bare(fmt::format("{}", value.value)); }
  static std::string type() { return "AS number"; }
  static std::string schema() { return R"({"type":"integer","minimum":1,"maximum":4294967295})"; }
};

/// The name of a resource, or of one it refers to: `what` is for people ("name of a circuit").
struct Name : Leaf {
  static void read(Decoder& decoder, const Cursor& at, std::string& out);
  static Yaml write(const std::string& value) { return Yaml::string(value); }
  static std::string type() { return "name"; }
  static std::string schema() { return R"({"type":"string","pattern":"^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$"})"; }
};

struct CircuitName : Name {
  static std::string type() { return "name of a circuit"; }
};
struct GatewayName : Name {
  static std::string type() { return "name of a virtual network gateway"; }
};
struct LocalGatewayName : Name {
  static std::string type() { return "name of a local network gateway"; }
};
struct NetworkName : Name {
  static std::string type() { return "name of a virtual network"; }
};
struct RouteTableName : Name {
  static std::string type() { return "name of a route table"; }
};
struct SiteName : Name {
  static std::string type() { return "name of a site"; }
};
struct DeviceName : Name {
  static std::string type() { return "name of a device of this site"; }
};
struct HostName : Name {
  static std::string type() { return "name of a host"; }
};

struct DevicePath : Leaf {  ///< "site/device"
  static void read(Decoder& decoder, const Cursor& at, std::string& out);
  static Yaml write(const std::string& value) { return Yaml::string(value); }
  static std::string type() { return "site/device"; }
  static std::string schema() {
    return R"({"type":"string","pattern":"^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}/[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$"})";
  }
};

struct FreeText : Leaf {
  static void read(Decoder& decoder, const Cursor& at, std::string& out);
  static Yaml write(const std::string& value) { return Yaml::string(value); }
  static std::string type() { return "text"; }
  static std::string schema() { return R"({"type":"string","minLength":1,"maxLength":200})"; }
};

/// One of a fixed list of words; reports the nearest.
bool read_word(Decoder& decoder, const Cursor& at, const std::vector<std::string_view>& words, std::size_t& index);
std::string words_schema(const std::vector<std::string_view>& words);

template <typename E>
struct Enumeration : Leaf {
  static std::vector<std::string_view> words() {
    std::vector<std::string_view> names;
    for (const auto& entry : enum_names(E{})) names.push_back(entry.name);
    return names;
  }
  static void read(Decoder& decoder, const Cursor& at, E& out) {
    std::size_t index = 0;
    if (read_word(decoder, at, words(), index)) out = enum_names(E{})[index].value;
  }
  static Yaml write(E value) {
    for (const auto& entry : enum_names(E{})) {
      if (entry.value == value) return Yaml::string(entry.name);
    }
    return {};
  }
  static std::string type() { return one_of(words()); }
  static std::string schema() { return words_schema(words()); }
};

/// A member kept as text that must be one of `list()`.
template <auto list>
struct Word : Leaf {
  static std::vector<std::string_view> words() {
    const auto span = list();
    return {span.begin(), span.end()};
  }
  static void read(Decoder& decoder, const Cursor& at, std::string& out) {
    const auto all = words();
    std::size_t index = 0;
    if (read_word(decoder, at, all, index)) out = all[index];
  }
  static Yaml write(const std::string& value) { return Yaml::string(value); }
  static std::string type() { return one_of(words()); }
  static std::string schema() { return words_schema(words()); }
};

/// The word that says which kind of group this is; the reader has looked at it already.
template <typename Owner, auto word>
struct Marker : Leaf {
  using Value = Owner;
  static void read(Decoder&, const Cursor&, Owner&) {}
  static Yaml write(const Owner&) { return Yaml::string(word()); }
  static std::string type() { return std::string(word()); }
  static std::string schema() { return fmt::format(R"({{"const":"{}"}})", word()); }
};

/// Reads a duration in [min, max]; nullopt after reporting.
std::optional<Duration> read_duration(Decoder& decoder, const Cursor& at, Duration min, Duration max);

template <std::int64_t min_ns, std::int64_t max_ns>
struct DurationIn : Leaf {
  static void read(Decoder& decoder, const Cursor& at, Duration& out) {
    if (const auto value = read_duration(decoder, at, Duration(min_ns), Duration(max_ns))) out = *value;
  }
  static Yaml write(Duration value) { return Yaml::bare(write_duration(value)); }
  static std::string type() {
    return fmt::format("duration, {} to {}", write_duration(Duration(min_ns)), write_duration(Duration(max_ns)));
  }
  static std::string schema() {
    return R"json({"type":"string","pattern":"^([0-9]+([.][0-9]{1,9})?(ns|us|ms|s|min|h) ?)+$"})json";
  }
};

/// An Azure property that is a bare number of seconds.
template <std::uint64_t min, std::uint64_t max>
struct Seconds : Leaf {
  static void read(Decoder& decoder, const Cursor& at, Duration& out) {
    if (const auto value = read_number(decoder, at, min, max)) out = std::chrono::seconds(*value);
  }
  static Yaml write(Duration value) {
    return Yaml::bare(fmt::format("{}", std::chrono::duration_cast<std::chrono::seconds>(value).count()));
  }
  static std::string type() { return fmt::format("seconds, {} to {}", min, max); }
  static std::string schema() { return Number<min, max>::schema(); }
};

struct Address : Leaf {
  static void read(Decoder& decoder, const Cursor& at, IpAddress& out);
  static Yaml write(const IpAddress& value) { return Yaml::string(to_string(value)); }
  static std::string type() { return "IP address"; }
  static std::string schema() { return R"({"type":"string","pattern":"^[0-9A-Fa-f:.]+$"})"; }
};

struct PrefixRule {
  std::optional<Family> family;
  std::uint8_t length_min = 0, length_max = 128;
};
void read_prefix(Decoder& decoder, const Cursor& at, const PrefixRule& rule, Prefix& out);

template <auto rule>
struct PrefixIn : Leaf {
  static void read(Decoder& decoder, const Cursor& at, Prefix& out) { read_prefix(decoder, at, rule(), out); }
  static Yaml write(const Prefix& value) { return Yaml::string(to_string(value)); }
  static std::string type() {
    const PrefixRule r = rule();
    std::string text = !r.family ? "prefix" : *r.family == Family::Ipv4 ? "IPv4 prefix" : "IPv6 prefix";
    if (r.length_min == r.length_max)
      text += fmt::format(" of length {}", r.length_min);
    else if (r.length_min > 0)
      text += fmt::format(" of length {} to {}", r.length_min, r.length_max);
    return text;
  }
  static std::string schema() { return R"({"type":"string","pattern":"^[0-9A-Fa-f:.]+/[0-9]{1,3}$"})"; }
};
constexpr PrefixRule any_prefix_rule() {
  return {};
}
constexpr PrefixRule peering_prefix_rule() {
  return {.family = Family::Ipv4, .length_min = 30, .length_max = 30};
}
constexpr PrefixRule peering_prefix_v6_rule() {
  return {.family = Family::Ipv6, .length_min = 126, .length_max = 126};
}
constexpr PrefixRule link_prefix_rule() {
  return {.family = Family::Ipv4, .length_min = 30, .length_max = 31};
}
using AnyPrefix = PrefixIn<any_prefix_rule>;
using PeeringPrefix = PrefixIn<peering_prefix_rule>;
using PeeringPrefixV6 = PrefixIn<peering_prefix_v6_rule>;
using LinkPrefix = PrefixIn<link_prefix_rule>;

/// file, env or credential; a literal is dropped at once and only marked.
struct Secret : Leaf {
  static void read(Decoder& decoder, const Cursor& at, SecretReference& out);
  static Yaml write(const SecretReference& value);
  static std::string type() { return "{ file: PATH }, { env: NAME } or { credential: NAME }"; }
  static std::string schema();
};

// ---- composed ------------------------------------------------------------------------------------------------------

template <typename Codec>
struct Maybe {
  template <typename T>
  static void read(Decoder& decoder, const Cursor& at, std::optional<T>& out) {
    T value{};
    Codec::read(decoder, at, value);
    out = std::move(value);
  }
  template <typename T>
  static Yaml write(const std::optional<T>& value) {
    return value ? Codec::write(*value) : Yaml{};
  }
  static std::string type() { return Codec::type(); }
  static std::string schema() { return Codec::schema(); }
  static void collect(ObjectInfos& infos) { Codec::collect(infos); }
};

template <typename Codec>
struct List {
  // A bad entry is still added: later checks address entries by their number in the file.
  template <typename T>
  static void read(Decoder& decoder, const Cursor& at, std::vector<T>& out) {
    if (!decoder.is_sequence(at, "a list")) return;
    const Node& node = decoder.node(at);
    out.clear();
    out.reserve(node.children.size());
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      const Path path{.parent = at.path, .index = i};
      out.emplace_back();
      Codec::read(decoder, {.node = node.children[i], .path = &path}, out.back());
    }
  }
  template <typename T>
  static Yaml write(const std::vector<T>& values) {
    if (values.empty()) return {};
    Yaml list = Yaml::list();
    for (const T& value : values) list.items.push_back(Codec::write(value));
    return list;
  }
  static std::string type() { return "list of " + Codec::type(); }
  static std::string schema() { return R"({"type":"array","items":)" + Codec::schema() + "}"; }
  static void collect(ObjectInfos& infos) { Codec::collect(infos); }
};

/// A list that must be written even when it is empty.
template <typename Codec>
struct RequiredList : List<Codec> {
  template <typename T>
  static Yaml write(const std::vector<T>& values) {
    return values.empty() ? Yaml::list() : List<Codec>::write(values);
  }
};

/// The singular spelling of a list with one entry; Plural reads the same member.
template <typename Codec>
struct Single {
  template <typename T>
  static void read(Decoder& decoder, const Cursor& at, std::vector<T>& out) {
    T value{};
    Codec::read(decoder, at, value);
    out.assign(1, std::move(value));
  }
  template <typename T>
  static Yaml write(const std::vector<T>& values) {
    return values.size() == 1 ? Codec::write(values.front()) : Yaml{};
  }
  static std::string type() { return Codec::type(); }
  static std::string schema() { return Codec::schema(); }
  static void collect(ObjectInfos& infos) { Codec::collect(infos); }
};
template <typename Codec>
struct Plural : List<Codec> {
  template <typename T>
  static Yaml write(const std::vector<T>& values) {
    return values.size() == 1 ? Yaml{} : List<Codec>::write(values);
  }
};

/// "[virtualNetwork](#virtualnetwork)": the heading of a table in the reference.
std::string link_to(std::string_view table);

/// A nested resource with its own table.
template <typename Table>
struct Object {
  using Value = typename Table::Owner;
  static void read(Decoder& decoder, const Cursor& at, Value& out) {
    if constexpr (requires { out.at; }) out.at = decoder.node(at).place;
    read_object<Table>(decoder, at, out);
  }
  static Yaml write(const Value& value) { return write_object<Table>(value); }
  static std::string type() { return link_to(Table::kName); }
  static std::string schema() { return fmt::format(R"({{"$ref":"#/$defs/{}"}})", Table::kName); }
  static void collect(ObjectInfos& infos) { collect_object<Table>(infos); }
};

/// A group of fields that are members of the same resource.
template <typename Table>
struct Group : Object<Table> {
  using Value = typename Table::Owner;
  static void read(Decoder& decoder, const Cursor& at, Value& out) { read_object<Table>(decoder, at, out); }
  static Yaml write(const Value& value) {
    Yaml map = write_object<Table>(value);
    return map.members.empty() ? Yaml{} : map;
  }
};

}  // namespace cw::design
