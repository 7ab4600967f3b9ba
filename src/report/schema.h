// The JSON Schema of a rehearsal, and a schema as tables of fields for people.
#pragma once

#include <string>
#include <string_view>

namespace cw::report {

/// The text of docs/schema/rehearsal.schema.json (JSON Schema 2020-12).
std::string_view rehearsal_schema();

/// The fields of a schema as Markdown: one section per object, with type, default and meaning.
std::string schema_reference(std::string_view schema);

}  // namespace cw::report
