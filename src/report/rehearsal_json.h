// A rehearsal for programs: docs/schema/rehearsal.schema.json describes it.
#pragma once

#include <string>

#include "report/json_writer.h"
#include "report/view.h"

namespace cw::report {

inline constexpr std::string_view kRehearsalFormat = "causeway-rehearsal/1";

std::string rehearsal_json(const RehearsalView& view);

// The parts, for other documents that hold them.
void write_json(JsonWriter& json, const drill::PathTrace& trace);
void write_json(JsonWriter& json, const drill::FlowPaths& paths);
void write_json(JsonWriter& json, const drill::Sweep& sweep);

}  // namespace cw::report
