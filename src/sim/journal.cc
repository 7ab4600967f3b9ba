// The journal as JSON lines, written by hand so that the bytes are the same everywhere.
#include <fmt/core.h>

#include <string_view>

#include "sim/world.h"

namespace cw::sim {
namespace {

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(static_cast<unsigned char>(c)));
    } else {
      out += c;
    }
  }
  out += '"';
}

}  // namespace

std::string journal_line(const plan::Plan& plan, const Event& event) {
  std::string line = fmt::format("{{\"at_ns\":{},\"node\":", event.at.time_since_epoch().count());
  if (event.node.value < plan.nodes.size()) {
    append_quoted(line, plan.nodes[event.node.value].config.name);
  } else {
    line += "null";
  }
  line += ",\"layer\":";
  append_quoted(line, to_string(event.layer));
  line += ",\"kind\":";
  append_quoted(line, to_string(event.kind));
  line += ",\"subject\":";
  append_quoted(line, event.subject);
  line += ",\"detail\":";
  append_quoted(line, event.detail);
  line += fmt::format(",\"value\":{}}}", event.value);
  return line;
}

}  // namespace cw::sim
