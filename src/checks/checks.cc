#include "checks/checks.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "checks/judges.h"
#include "checks/table.h"

namespace cw::checks {

std::string_view to_string(Severity severity) {
  switch (severity) {
    case Severity::Error: return "error";
    case Severity::Warning: return "warning";
    case Severity::Info: return "info";
  }
  return "unknown";
}

std::string_view to_string(Confidence confidence) {
  switch (confidence) {
    case Confidence::Documented: return "documented";
    case Confidence::Changed: return "changed between documents";
    case Confidence::Conflict: return "documents disagree";
    case Confidence::Inferred: return "inferred";
    case Confidence::Unverified: return "unverified";
  }
  return "unknown";
}

void Sink::add(design::Place place, std::string resource, std::string message, std::string fix) {
  add(rule_->severity, place, std::move(resource), std::move(message), std::move(fix));
}

void Sink::add(Severity severity, design::Place place, std::string resource, std::string message, std::string fix) {
  findings_.push_back({.rule = rule_,
                       .severity = severity,
                       .place = place,
                       .resource = std::move(resource),
                       .message = std::move(message),
                       .fix = fix.empty() ? std::string(rule_->fix) : std::move(fix)});
}

const Rule* find_rule(std::string_view id) {
  const auto all = rules();
  const auto found = std::ranges::find(all, id, &Rule::id);
  return found == all.end() ? nullptr : &*found;
}

std::vector<Finding> check(const design::Design& design) {
  const View view(design);
  std::vector<Finding> findings;
  Sink sink(findings);
  const auto all = rules();
  for (std::size_t i = 0; i < all.size(); ++i) {
    sink.begin(all[i]);
    rows()[i].judge(view, sink);
  }
  const auto key = [](const Finding& finding) {
    return std::tie(finding.severity, finding.rule->id, finding.place.line, finding.place.column);
  };
  std::ranges::stable_sort(findings, [&](const Finding& a, const Finding& b) { return key(a) < key(b); });
  return findings;
}

}  // namespace cw::checks
