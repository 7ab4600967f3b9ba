// One table per resource: the fields, how each is read and written, and its words in the schema and the reference.
// The loader, to_yaml(), json_schema() and the reference all walk these tables, so they cannot disagree.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "design/decoder.h"
#include "design/yaml_writer.h"

namespace cw::design {

/// A resource as the schema and the reference show it.
struct FieldInfo {
  std::string_view name;
  bool required = false;
  std::string_view doc;
  std::string default_text;
  std::string type;    ///< for people: "duration, 0s to 24h"; tables in Markdown's link form
  std::string schema;  ///< JSON Schema of the value
};
struct ObjectInfo {
  std::string_view name;  ///< "subnet": the key in $defs
  std::string_view doc;
  std::vector<FieldInfo> fields;
};
using ObjectInfos = std::vector<ObjectInfo>;  ///< each name once, outer resources first

enum class Need : std::uint8_t {
  Required,
  Optional,
  Always,  ///< optional to write, but to_yaml always writes it: its default depends on where the group stands
};

template <typename Owner>
struct Field {
  std::string_view name;
  Need need = Need::Optional;
  std::string_view doc;
  std::string_view note;  ///< replaces the default in the reference where the value is computed
  void (*read)(Decoder&, const Cursor&, Owner&) = nullptr;
  Yaml (*write)(const Owner&) = nullptr;
  std::string (*type)() = nullptr;
  std::string (*schema)() = nullptr;
  void (*collect)(ObjectInfos&) = nullptr;
};

template <typename M>
struct MemberOf;
template <typename C, typename V>
struct MemberOf<V C::*> {
  using Class = C;
};

/// A field stored in one member. `Codec` reads and writes its type.
template <auto member, typename Codec>
constexpr auto field(std::string_view name, Need need, std::string_view doc, std::string_view note = {}) {
  using Owner = typename MemberOf<decltype(member)>::Class;
  return Field<Owner>{
      .name = name,
      .need = need,
      .doc = doc,
      .note = note,
      .read = [](Decoder& decoder, const Cursor& at, Owner& owner) { Codec::read(decoder, at, owner.*member); },
      .write = [](const Owner& owner) { return Codec::write(owner.*member); },
      .type = &Codec::type,
      .schema = &Codec::schema,
      .collect = &Codec::collect};
}

/// A field whose codec sees the whole owner: groups of fields, alternative spellings.
template <typename Codec, typename Owner = typename Codec::Value>
constexpr Field<Owner> whole(std::string_view name, Need need, std::string_view doc, std::string_view note = {}) {
  return Field<Owner>{.name = name,
                      .need = need,
                      .doc = doc,
                      .note = note,
                      .read = &Codec::read,
                      .write = &Codec::write,
                      .type = &Codec::type,
                      .schema = &Codec::schema,
                      .collect = &Codec::collect};
}

/// Matches the keys of a mapping to field numbers; unknown and missing fields become errors.
class FieldMatcher {
 public:
  struct Entry {
    std::string_view name;
    bool required = false;
    std::string (*type)() = nullptr;
  };
  FieldMatcher(Decoder& decoder, const Cursor& at, std::vector<Entry> entries)
      : decoder_(decoder), at_(at), entries_(std::move(entries)), seen_(entries_.size()) {}
  /// The number of the field called `key`, or -1 after reporting it.
  int match(const Node::Key& key);
  void report_missing();

 private:
  Decoder& decoder_;
  Cursor at_;
  std::vector<Entry> entries_;
  std::vector<bool> seen_;
};

template <typename Table>
void read_object(Decoder& decoder, const Cursor& at, typename Table::Owner& owner) {
  if (!decoder.is_mapping(at, "a group of fields")) return;
  const auto fields = Table::fields();
  std::vector<FieldMatcher::Entry> entries;
  for (const auto& f : fields)
    entries.push_back({.name = f.name, .required = f.need == Need::Required, .type = f.type});
  FieldMatcher matcher(decoder, at, std::move(entries));
  const Node& node = decoder.node(at);
  for (std::size_t i = 0; i < node.keys.size(); ++i) {
    const int found = matcher.match(node.keys[i]);
    if (found < 0) continue;
    const auto& f = fields[static_cast<std::size_t>(found)];
    const Path path{.parent = at.path, .key = f.name};
    f.read(decoder, {.node = node.children[i], .path = &path}, owner);
  }
  matcher.report_missing();
}

template <typename Table>
Yaml write_object(const typename Table::Owner& owner) {
  const typename Table::Owner defaults{};
  Yaml map = Yaml::map();
  for (const auto& f : Table::fields()) {
    Yaml value = f.write(owner);
    if (value.absent() || (f.need == Need::Optional && value == f.write(defaults))) continue;
    map.members.emplace_back(f.name, std::move(value));
  }
  return map;
}

/// Adds this table and those it refers to.
template <typename Table>
void collect_object(ObjectInfos& infos) {
  for (const ObjectInfo& info : infos) {
    if (info.name == Table::kName) return;
  }
  const std::size_t here = infos.size();
  infos.push_back({.name = Table::kName, .doc = Table::kDoc});
  const typename Table::Owner defaults{};
  for (const auto& f : Table::fields()) {
    std::string text(f.note);
    if (text.empty() && f.need != Need::Required) text = print_inline(f.write(defaults));
    infos[here].fields.push_back({.name = f.name,
                                  .required = f.need == Need::Required,
                                  .doc = f.doc,
                                  .default_text = std::move(text),
                                  .type = f.type(),
                                  .schema = f.schema()});
    f.collect(infos);
  }
}

}  // namespace cw::design
