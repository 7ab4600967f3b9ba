// The JSON Schema and the written reference, both from the field tables.
#include <fmt/core.h>

#include "design/load.h"
#include "design/tables.h"

namespace cw::design {
namespace {

// The tables hold only plain ASCII without quotes, so nothing needs more than this.
std::string json_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

ObjectInfos all_tables() {
  ObjectInfos infos;
  collect_object<DesignTable>(infos);
  return infos;
}

// {"type":"integer",...} with a description. "$ref" may have siblings in 2020-12.
std::string described(const FieldInfo& field) {
  std::string doc(field.doc);
  if (!field.default_text.empty()) doc += fmt::format(" Default: {}.", field.default_text);
  std::string schema = field.schema;
  schema.insert(1, fmt::format("\"description\":{},", json_text(doc)));
  return schema;
}

std::string object_schema(const ObjectInfo& info, std::string_view indent) {
  std::string properties;
  std::string required;
  for (const FieldInfo& field : info.fields) {
    properties +=
        fmt::format("{}{}    \"{}\": {}", properties.empty() ? "" : ",\n", indent, field.name, described(field));
    if (field.required) required += fmt::format("{}\"{}\"", required.empty() ? "" : ", ", field.name);
  }
  std::string out =
      fmt::format("{}  \"type\": \"object\",\n{}  \"description\": {},\n{}  \"additionalProperties\": false,\n", indent,
                  indent, json_text(info.doc), indent);
  if (!required.empty()) out += fmt::format("{}  \"required\": [{}],\n", indent, required);
  return out + fmt::format("{}  \"properties\": {{\n{}\n{}  }}", indent, properties, indent);
}

constexpr std::string_view kIntroduction = R"(# The design file

<!-- Generated from the field tables in src/design by `causeway schema --reference`. Do not edit. -->

One YAML 1.2 file (JSON works too) describes a network in Azure's own nouns: what stands in Azure, what stands
on-premises, which traffic matters, and what a drill must not exceed. `examples/` holds designs that run.

- Field names are Azure's property names. An unknown field is an error, and so is a field written twice.
- Every problem is reported at once, as `file:line:column: field: problem; expected ...; what to write`.
- Durations carry a unit: `300ms`, `1.2s`, `45s`, `1min`, `1min 30s` (ns, us, ms, s, min, h). Only properties that are
  seconds in Azure are bare numbers.
- Prefixes have no host bits: `10.17.11.0/25`. A device is called `site/device` outside its site.
- Roads are `expressRoute` and `vpn`.
- A secret is a reference: `{ file: PATH }`, `{ env: NAME }` or `{ credential: NAME }`. A literal is accepted, dropped
  while loading, and never printed; `{ literal: redacted }` says that there was one.
- Anchors and aliases work, tags and merge keys do not. A file has at most 4 MiB, 32 levels and 400,000 values.

An editor completes and checks the file with [docs/schema/design.schema.json](schema/design.schema.json); with the YAML
language server, write this as the first line of a design in `examples/`:

```yaml
# yaml-language-server: $schema=../docs/schema/design.schema.json
```

A field without a default in the tables below must be written.
)";

constexpr std::string_view kFaults = R"(
## Faults

What `cut` and `restore` of a drill may say:

| words | what fails |
|---|---|
| `circuit NAME` | both links of a circuit |
| `circuit NAME primary`, `circuit NAME secondary` | one link of it |
| `peering NAME` | the circuit's private peering is disabled |
| `link A~B` | the wire between two nodes |
| `node NAME` | a node |
| `instance GATEWAY N` | instance N of a gateway, counted from 0 |
| `tunnel CONNECTION` | the tunnels of a connection |
| `bfd NAME` | BFD only, of a circuit or connection |
| `internet DEVICE` | the Internet access of a device, `site/device` |
| `prefix-limit SITE` | the site announces more prefixes than its peer accepts |
| `more-specific PREFIX over vpn from DEVICE` | a longer prefix appears on the VPN |
| `static-route PREFIX over vpn on DEVICE` | a static route appears on a device |
| `leak PREFIX from DEVICE` | a device announces what it should not |

`how` says how a link fails: `silent` drops packets and nobody is told, `carrier` takes the interface down at both ends,
`one-way-a` and `one-way-b` drop one direction only.
)";

}  // namespace

std::string json_schema() {
  const ObjectInfos infos = all_tables();
  std::string out =
      "{\n  \"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n  \"title\": \"Causeway design\",\n";
  out += object_schema(infos.front(), "");
  out += ",\n  \"$defs\": {\n";
  for (std::size_t i = 1; i < infos.size(); ++i) {
    out += fmt::format("    \"{}\": {{\n{}\n    }}{}\n", infos[i].name, object_schema(infos[i], "    "),
                       i + 1 < infos.size() ? "," : "");
  }
  return out + "  }\n}\n";
}

std::string reference_markdown() {
  std::string out(kIntroduction);
  for (const ObjectInfo& info : all_tables()) {
    out +=
        fmt::format("\n## {}\n\n{}\n\n| field | value | default | meaning |\n|---|---|---|---|\n", info.name, info.doc);
    for (const FieldInfo& field : info.fields) {
      const std::string default_text = field.required ? "" : field.default_text.empty() ? "none" : field.default_text;
      out += fmt::format("| `{}` | {} | {} | {} |\n", field.name, field.type, default_text, field.doc);
    }
  }
  out += kFaults;
  return out;
}

}  // namespace cw::design
