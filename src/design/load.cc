#include "design/load.h"

#include "design/catalogue.h"
#include "design/codecs.h"
#include "design/tables.h"
#include "design/verify.h"

namespace cw::design {
namespace {

// What is filled in from the catalogue when the file leaves it out.
void fill(Design& design) {
  for (VirtualNetworkGateway& gateway : design.virtual_network_gateways) {
    if (gateway.asn.value == 0) gateway.asn = defaults().gateway_asn;
  }
}

template <typename Table>
std::expected<typename Table::Owner, std::vector<Diagnostic>> load_as(std::string_view text, std::string_view file,
                                                                      const LoadLimits& limits) {
  auto document = parse_document(text, file, limits);
  if (!document) return std::unexpected(std::vector<Diagnostic>{std::move(document.error())});
  Decoder decoder(*document, file, limits.errors_max);
  for (Diagnostic& problem : document->problems) {
    decoder.error_at(problem.place, problem.field,
                     [&] { return Problem{problem.problem, problem.expected, problem.suggestion}; });
  }
  typename Table::Owner value{};
  Object<Table>::read(decoder, {.node = document->root, .path = nullptr}, value);
  verify(value, decoder);
  if (!decoder.ok()) return std::unexpected(decoder.take_errors());
  return value;
}

}  // namespace

std::expected<Design, std::vector<Diagnostic>> load(std::string_view text, std::string_view file,
                                                    const LoadLimits& limits) {
  auto design = load_as<DesignTable>(text, file, limits);
  if (design) {
    design->file = file;
    fill(*design);
  }
  return design;
}

std::expected<DrillSpec, std::vector<Diagnostic>> load_drill(std::string_view text, std::string_view file,
                                                             const LoadLimits& limits) {
  return load_as<DrillTable>(text, file, limits);
}

std::string to_yaml(const Design& design) {
  return print(write_object<DesignTable>(design));
}

}  // namespace cw::design
