#include "design/codecs.h"

#include <algorithm>

namespace cw::design {
namespace {

std::string quoted(std::string_view text) {
  return fmt::format("\"{}\"", shown(text));
}

// The prefix the writer most likely meant: host bits cleared, or a lone address made a host prefix.
std::optional<Prefix> intended_prefix(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto address = IpAddress::parse(text.substr(0, slash));
  if (!address) return std::nullopt;
  if (slash == std::string_view::npos) return Prefix::host(*address);
  const auto length = parse_unsigned(text.substr(slash + 1));
  if (!length || *length > bits(address->family)) return std::nullopt;
  return Prefix::of(*address, static_cast<unsigned>(*length));
}

Problem bad_prefix(std::string_view text, const std::string& expected) {
  const auto intended = intended_prefix(text);
  if (!intended) return {fmt::format("{} is not a prefix", quoted(text)), expected, {}};
  const bool host_bits = text.find('/') != std::string_view::npos;
  return {fmt::format("{} {}", shown(text), host_bits ? "has host bits set" : "has no length"), expected,
          fmt::format("write {}", to_string(*intended))};
}

}  // namespace

std::string link_to(std::string_view table) {
  std::string anchor(table);
  for (char& c : anchor) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return fmt::format("[{}](#{})", table, anchor);
}

void Boolean::read(Decoder& decoder, const Cursor& at, bool& out) {
  const Node* node = decoder.scalar(at, "true or false");
  if (node == nullptr) return;
  if (node->plain && (node->scalar == "true" || node->scalar == "false")) {
    out = node->scalar == "true";
    return;
  }
  decoder.error(at, [&] {
    std::string lower = node->scalar.substr(0, 8);
    for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    std::string suggestion;
    if (lower == "yes" || lower == "on" || lower == "true" || lower == "enabled") suggestion = "write true";
    if (lower == "no" || lower == "off" || lower == "false" || lower == "disabled") suggestion = "write false";
    return Problem{fmt::format("{} is not a truth value", quoted(node->scalar)), "true or false", suggestion};
  });
}

std::optional<std::uint64_t> read_number(Decoder& decoder, const Cursor& at, std::uint64_t min, std::uint64_t max) {
  const std::string expected = fmt::format("a number from {} to {}", min, max);
  const Node* node = decoder.scalar(at, expected);
  if (node == nullptr) return std::nullopt;
  const auto value = parse_unsigned(node->scalar);
  if (value && node->plain && *value >= min && *value <= max) return value;
  decoder.error(at, [&] {
    if (!value) return Problem{fmt::format("{} is not a number", quoted(node->scalar)), expected, {}};
    if (!node->plain) return Problem{"a text where a number belongs", expected, fmt::format("write {}", *value)};
    return Problem{fmt::format("{} is out of range", *value), expected, {}};
  });
  return std::nullopt;
}

void Name::read(Decoder& decoder, const Cursor& at, std::string& out) {
  static constexpr std::string_view kExpected = "1 to 80 letters, digits, '-', '_' or '.', the first a letter or digit";
  const Node* node = decoder.scalar(at, kExpected);
  if (node == nullptr) return;
  if (is_name(node->scalar)) {
    out = node->scalar;
    return;
  }
  decoder.error(
      at, [&] { return Problem{fmt::format("{} is not a name", quoted(node->scalar)), std::string(kExpected), {}}; });
}

void DevicePath::read(Decoder& decoder, const Cursor& at, std::string& out) {
  static constexpr std::string_view kExpected = "site/device";
  const Node* node = decoder.scalar(at, kExpected);
  if (node == nullptr) return;
  const std::string_view text = node->scalar;
  const std::size_t slash = text.find('/');
  if (slash != std::string_view::npos && is_name(text.substr(0, slash)) && is_name(text.substr(slash + 1))) {
    out = text;
    return;
  }
  decoder.error(at, [&] {
    return Problem{fmt::format("{} does not name a device", quoted(text)), "site/device, for example hq/ce1", {}};
  });
}

void FreeText::read(Decoder& decoder, const Cursor& at, std::string& out) {
  static constexpr std::string_view kExpected = "1 to 200 bytes of text without control characters";
  const Node* node = decoder.scalar(at, kExpected);
  if (node == nullptr) return;
  if (is_free_text(node->scalar)) {
    out = node->scalar;
    return;
  }
  decoder.error(at, [&] {
    const bool long_text = node->scalar.size() > 200;
    return Problem{long_text ? fmt::format("a text of {} bytes", node->scalar.size())
                             : fmt::format("{} cannot be used", quoted(node->scalar)),
                   std::string(kExpected),
                   {}};
  });
}

bool read_word(Decoder& decoder, const Cursor& at, const std::vector<std::string_view>& words, std::size_t& index) {
  const Node* node = decoder.scalar(at, one_of(words));
  if (node == nullptr) return false;
  const auto found = std::ranges::find(words, std::string_view(node->scalar));
  if (found != words.end()) {
    index = static_cast<std::size_t>(found - words.begin());
    return true;
  }
  decoder.error(at, [&] {
    return Problem{fmt::format("{} is not known here", quoted(node->scalar)), one_of(words),
                   did_you_mean(node->scalar, words)};
  });
  return false;
}

std::string words_schema(const std::vector<std::string_view>& words) {
  std::string list;
  for (const std::string_view word : words) list += fmt::format("{}\"{}\"", list.empty() ? "" : ",", word);
  return fmt::format(R"({{"enum":[{}]}})", list);
}

std::optional<Duration> read_duration(Decoder& decoder, const Cursor& at, Duration min, Duration max) {
  const auto expected = [&] {
    return fmt::format("a duration from {} to {} such as 300ms, 1.2s or 1min", write_duration(min),
                       write_duration(max));
  };
  const Node* node = decoder.scalar(at, "a duration such as 300ms, 1.2s or 1min");
  if (node == nullptr) return std::nullopt;
  const auto value = parse_duration(node->scalar);
  if (value && *value >= min && *value <= max) return value;
  decoder.error(at, [&] {
    if (value) return Problem{fmt::format("{} is out of range", shown(node->scalar)), expected(), {}};
    if (parse_unsigned(node->scalar)) {
      return Problem{fmt::format("{} has no unit", shown(node->scalar)), expected(),
                     fmt::format("write {0}s or {0}ms", shown(node->scalar))};
    }
    return Problem{fmt::format("{} is not a duration", quoted(node->scalar)), expected(), {}};
  });
  return std::nullopt;
}

void Address::read(Decoder& decoder, const Cursor& at, IpAddress& out) {
  static constexpr std::string_view kExpected = "an IPv4 or IPv6 address such as 10.1.11.10";
  const Node* node = decoder.scalar(at, kExpected);
  if (node == nullptr) return;
  if (const auto address = IpAddress::parse(node->scalar)) {
    out = *address;
    return;
  }
  decoder.error(at, [&] {
    std::string suggestion;
    const std::string_view bare = std::string_view(node->scalar).substr(0, node->scalar.find('/'));
    if (bare.size() != node->scalar.size() && IpAddress::parse(bare)) suggestion = fmt::format("write {}", bare);
    return Problem{fmt::format("{} is not an address", quoted(node->scalar)), std::string(kExpected), suggestion};
  });
}

void read_prefix(Decoder& decoder, const Cursor& at, const PrefixRule& rule, Prefix& out) {
  std::string expected = "an IPv4 or IPv6 prefix such as 10.17.11.0/25";
  if (rule.family == Family::Ipv4) expected = "an IPv4 prefix such as 192.168.11.16/30";
  if (rule.family == Family::Ipv6) expected = "an IPv6 prefix such as fd00::/126";
  if (rule.length_min == rule.length_max)
    expected += fmt::format(", exactly /{}", rule.length_min);
  else if (rule.length_min > 0)
    expected += fmt::format(", /{} to /{}", rule.length_min, rule.length_max);
  const Node* node = decoder.scalar(at, expected);
  if (node == nullptr) return;
  const auto prefix = Prefix::parse(node->scalar);
  const bool fits = prefix && (!rule.family || prefix->family() == *rule.family) && prefix->length >= rule.length_min &&
                    prefix->length <= rule.length_max;
  if (fits) {
    out = *prefix;
    return;
  }
  decoder.error(at, [&] {
    if (!prefix) return bad_prefix(node->scalar, expected);
    return Problem{fmt::format("{} does not fit here", to_string(*prefix)), expected, {}};
  });
}

void Secret::read(Decoder& decoder, const Cursor& at, SecretReference& out) {
  // No message here may show what was written: it may be the key.
  static constexpr std::string_view kExpected = "{ file: PATH }, { env: NAME } or { credential: NAME }";
  const Node& node = decoder.node(at);
  if (node.kind == Node::Kind::Scalar) {
    out = {.kind = "literal", .name = {}};
    return;
  }
  if (!decoder.is_mapping(at, kExpected)) return;
  if (node.keys.size() != 1) {
    decoder.error(at, [&] { return Problem{"a secret has exactly one source", std::string(kExpected), {}}; });
    return;
  }
  const std::string& kind = node.keys[0].name;
  const Path path{.parent = at.path, .key = kind};
  const Cursor child{.node = node.children[0], .path = &path};
  if (kind == "literal") {
    out = {.kind = "literal", .name = {}};
  } else if (kind == "file" || kind == "env" || kind == "credential") {
    const Node& source = decoder.node(child);
    if (source.kind == Node::Kind::Scalar && is_free_text(source.scalar)) {
      out = {.kind = kind, .name = source.scalar};
      return;
    }
    decoder.error(child, [&] { return Problem{"this cannot name a source", std::string(kExpected), {}}; });
  } else {
    decoder.error_at(node.keys[0].place, to_string(at.path), [&] {
      return Problem{"unknown kind of source", std::string(kExpected),
                     did_you_mean(kind, {"file", "env", "credential"})};
    });
  }
}

Yaml Secret::write(const SecretReference& value) {
  Yaml map = Yaml::map();
  if (value.kind == "literal")
    map.members.emplace_back("literal", Yaml::bare("redacted"));
  else if (!value.kind.empty())
    map.members.emplace_back(value.kind, Yaml::string(value.name));
  return map;
}

std::string Secret::schema() {
  return R"({"oneOf":[{"type":"string","description":"the key itself; it is dropped when the file is loaded"},)"
         R"({"type":"object","minProperties":1,"maxProperties":1,"additionalProperties":false,"properties":{)"
         R"("file":{"type":"string"},"env":{"type":"string"},"credential":{"type":"string"},"literal":{"type":"string"}}}]})";
}

}  // namespace cw::design
