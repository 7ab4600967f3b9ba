// What was wrong with a design file, exactly where, and what to write instead. All problems are reported at once.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cw::design {

/// A place in the design file; line and column count from 1, 0 = unknown.
struct Place {
  std::uint32_t line = 0;
  std::uint32_t column = 0;
  friend bool operator==(const Place&, const Place&) = default;
};

struct Diagnostic {
  std::string file;
  Place place;
  std::string field;       ///< "virtualNetworks[0].subnets[1].addressPrefix"
  std::string problem;     ///< "10.17.11.1/25 has host bits set"
  std::string expected;    ///< "an IPv4 or IPv6 prefix such as 10.17.11.0/25"
  std::string suggestion;  ///< "write 10.17.11.0/25"; may be empty
  friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

/// "design.yaml:12:18: virtualNetworks[0].subnets[1].addressPrefix: ...; expected ...; ..." on one line.
std::string to_string(const Diagnostic& diagnostic);

}  // namespace cw::design
