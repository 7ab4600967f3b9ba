// The rules about a design, each with its consequence, fix, source, date and confidence. Checks judge a design and never
// change it.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "design/model.h"

namespace cw::checks {

enum class Severity : std::uint8_t { Error, Warning, Info };   ///< E, W, I of the Azure facts, section 6
std::string_view to_string(Severity severity);

/// How sure the rule is: what its source said.
enum class Confidence : std::uint8_t {
  Documented,   ///< a current Microsoft document says so
  Changed,      ///< documents of different dates disagree (CHG)
  Conflict,     ///< two current sources disagree (CONFLICT)
  Inferred,     ///< our inference from documents (INF)
  Unverified,   ///< generally known, not confirmed (UNV)
};
std::string_view to_string(Confidence confidence);

struct Rule {
  std::string_view id;          ///< "CX-002"
  Severity severity = Severity::Error;
  std::string_view title;       ///< what is asked, in a few words
  std::string_view consequence; ///< what happens otherwise
  std::string_view fix;
  std::string_view source;      ///< source code, "COEX-PS25"
  Confidence confidence = Confidence::Documented;
};

struct Finding {
  const Rule* rule = nullptr;
  Severity severity = Severity::Error;   ///< may differ from the rule's where the facts give two
  design::Place place;
  std::string resource;         ///< "virtualNetworks/hub"
  std::string message;          ///< with the values that made it fire
  std::string fix;              ///< concrete: the value to write
};

/// Every rule this build can judge, in id order.
std::span<const Rule> rules();
const Rule* find_rule(std::string_view id);

/// All findings, errors first, then by id and place.
std::vector<Finding> check(const design::Design& design);

}  // namespace cw::checks
