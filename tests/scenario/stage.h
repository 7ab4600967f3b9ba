// Loads an example and plays it: the vocabulary of the scenario tests.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "design/load.h"
#include "plan/plan.h"
#include "sim/rehearse.h"

namespace cw::scenario {

using namespace std::chrono_literals;

inline design::Design load_example(const std::string& name) {
  std::ifstream file(std::string(CW_SOURCE_DIR) + "/examples/" + name);
  std::stringstream text;
  text << file.rdbuf();
  auto design = design::load(text.str(), name);
  if (!design) {
    ADD_FAILURE() << name << ": " << design::to_string(design.error().front());
    return {};
  }
  return *design;
}

inline plan::Plan compile(const design::Design& design) {
  auto plan = plan::compile(design);
  if (!plan) {
    ADD_FAILURE() << design::to_string(plan.error().front());
    return {};
  }
  return *plan;
}

inline std::vector<drill::Drill> drills_of(const plan::Plan& plan) {
  std::vector<drill::Drill> drills;
  for (const design::DrillSpec& spec : plan.drills) {
    auto drill = drill::make_drill(plan, spec, "example");
    if (!drill) {
      ADD_FAILURE() << design::to_string(drill.error().front());
      continue;
    }
    drills.push_back(*drill);
  }
  return drills;
}

inline drill::Rehearsal rehearse(const plan::Plan& plan, std::uint64_t seed = 1) {
  sim::RehearseOptions options;
  options.world.seed = seed;
  options.world.costly_checks = true;
  return sim::rehearse(plan, drills_of(plan), options);
}

inline const drill::DrillResult& drill_named(const drill::Rehearsal& rehearsal, std::string_view name) {
  static const drill::DrillResult none;
  for (const drill::DrillResult& each : rehearsal.drills) {
    if (each.name == name) return each;
  }
  ADD_FAILURE() << "no drill " << name;
  return none;
}

/// Everything a rehearsal has to say, for failure messages.
inline std::string story(const drill::Rehearsal& rehearsal) {
  std::string text = "seed " + std::to_string(rehearsal.seed);
  for (const std::string& why : rehearsal.why) text += "\n  " + why;
  for (const drill::DrillResult& each : rehearsal.drills) {
    text += "\n" + each.name + " " + std::string(to_string(each.verdict));
    for (const std::string& why : each.why) text += "\n  " + why;
  }
  return text;
}

inline bool says(const std::vector<std::string>& lines, std::string_view part) {
  for (const std::string& line : lines) {
    if (line.find(part) != std::string::npos) return true;
  }
  return false;
}

}  // namespace cw::scenario
