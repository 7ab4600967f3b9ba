// Any bytes as a design and as a drill: refused or loaded, never a crash; what loads comes back from its own YAML.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "design/load.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  // Small limits let the fuzzer reach them.
  const cw::design::LoadLimits limits{.bytes_max = 64 * 1024, .scalar_bytes_max = 1024, .nodes_max = 4000};
  if (const auto design = cw::design::load(text, "fuzz.yaml", limits)) {
    const std::string written = cw::design::to_yaml(*design);
    const auto again = cw::design::load(written, "again.yaml");
    if (!again || cw::design::to_yaml(*again) != written) std::abort();
  } else if (design.error().empty() || to_string(design.error().front()).empty()) {
    std::abort();
  }
  static_cast<void>(cw::design::load_drill(text, "fuzz.yaml", limits));
  return 0;
}
