#include "sim/drill_run.h"

#include <fmt/core.h>

#include <algorithm>

#include "sim/budget.h"
#include "sim/diagnose.h"
#include "sim/packet.h"
#include "sim/roads.h"

namespace cw::sim {
namespace {

using drill::Verdict;

constexpr Duration kBaseline = 1s;        ///< undisturbed time before the first cut
constexpr Duration kLookAgain = 250ms;
constexpr Duration kPostponeMax = 5min;   ///< a restoration waits for recovery this long after the cut at most
constexpr Duration kMargin = 1s;          ///< after settling, and for probes still under way
constexpr Duration kTail = 200ms;         ///< "arrives now": of the probes sent in this time before the last ones

/// The same words about several flows: said once.
struct Statement {
  std::vector<std::string> subjects;
  std::string text;
};
void add(std::vector<Statement>& statements, std::string subject, std::string text) {
  for (Statement& each : statements) {
    if (each.text != text) continue;
    each.subjects.push_back(std::move(subject));
    return;
  }
  statements.push_back({.subjects = {std::move(subject)}, .text = std::move(text)});
}

/// "app" of "app is asymmetric ...".
std::string_view asymmetric_flow(std::string_view text) { return text.substr(0, text.find(" is asymmetric")); }

class DrillRun {
 public:
  DrillRun(World& world, const plan::Plan& plan, const drill::Drill& drill, const RehearseOptions& options)
      : world_(world), plan_(plan), drill_(drill), options_(options) {}

  drill::DrillResult run();

 private:
  void play_steps();
  void postpone_until_recovered();
  void finish_out();
  [[nodiscard]] bool everything_arrives() const;
  void measure(drill::Phase& phase) const;
  void judge_out();
  void judge_back();
  void judge_roads();
  [[nodiscard]] drill::Budget budget_of(const drill::Phase& phase, Instant cause) const;
  [[nodiscard]] std::string outage_reason(const drill::Phase& phase) const;

  World& world_;
  const plan::Plan& plan_;
  const drill::Drill& drill_;
  const RehearseOptions& options_;
  drill::DrillResult result_;
  Instant first_cut_{}, restore_at_{}, end_{};
  Duration postponed_{};
  bool out_finished_ = false;
  std::vector<Statement> undelivered_;     ///< why, looked up while the fault was in place
};

bool delivered(const std::vector<drill::FlowPaths>& paths, std::uint32_t flow, bool forward) {
  return (forward ? paths[flow].forward : paths[flow].back).delivered;
}

const drill::DirectionResult& worst_of(const drill::FlowResult& flow, bool& forward) {
  forward = flow.forward.outage >= flow.back.outage;
  return forward ? flow.forward : flow.back;
}

bool DrillRun::everything_arrives() const {
  const Instant to = world_.now() - kTail;
  const Instant from = to - kTail;
  for (std::uint32_t i = 0; i < plan_.flows.size(); ++i) {
    const drill::FlowResult seen = world_.probe_result(i, from, to);
    // Flows that were never delivered are not waited for.
    const bool forward = result_.before[i].forward.delivered, back = result_.before[i].back.delivered;
    if ((forward && !seen.forward.recovered) || (back && !seen.back.recovered)) return false;
  }
  return true;
}

void DrillRun::postpone_until_recovered() {
  const Instant due = world_.now();
  while (!everything_arrives() && world_.now() - first_cut_ < kPostponeMax) world_.run_until(world_.now() + kLookAgain);
  postponed_ += world_.now() - due;
  if (postponed_ == Duration{}) return;
  result_.why.push_back(fmt::format("the restoration was postponed by {} to measure the whole outage", to_string(postponed_)));
}

/// The last look at the world with the fault in place.
void DrillRun::finish_out() {
  out_finished_ = true;
  result_.out.to = restore_at_ = world_.now();
  result_.out.paths = all_paths(world_, plan_);
  for (const drill::FlowPaths& paths : result_.out.paths) {
    const plan::FlowPlan& flow = plan_.flows[paths.flow];
    for (const bool forward : {true, false}) {
      const drill::PathTrace& trace = forward ? paths.forward : paths.back;
      if (trace.delivered) continue;
      std::string text = "not delivered: " + trace.failure;
      const auto& before = forward ? result_.before[paths.flow].forward : result_.before[paths.flow].back;
      const drill::PathRoad other = before.road == drill::PathRoad::Vpn ? drill::PathRoad::ExpressRoute : drill::PathRoad::Vpn;
      const std::vector<std::string> broken = broken_sessions(world_, plan_, other);
      if (!broken.empty()) text += fmt::format("; the {} cannot take over: {}", drill::to_string(other), broken.front());
      add(undelivered_, direction_name(flow, forward), std::move(text));
    }
  }
  for (std::string& text : asymmetries(world_, plan_, result_.out.paths, "while the fault lasts")) {
    result_.symmetry.why.push_back(std::move(text));
  }
}

void DrillRun::play_steps() {
  const Duration shift = drill_.steps.empty() ? Duration{} : std::max(Duration{}, kBaseline - drill_.steps.front().after);
  const Instant base = world_.now() + shift;
  bool cut = false;
  for (const drill::Step& step : drill_.steps) {
    world_.run_until(base + step.after + postponed_);
    if (step.restore) {
      if (!out_finished_) {
        postpone_until_recovered();
        finish_out();
      }
      world_.restore(step.fault);
      continue;
    }
    result_.cuts.push_back(drill::describe(plan_, step.fault));
    if (!cut) {
      first_cut_ = world_.now();
      cut = true;
    }
    world_.inject(step.fault);
  }
  if (!out_finished_) finish_out();
}

void DrillRun::measure(drill::Phase& phase) const {
  for (std::uint32_t i = 0; i < plan_.flows.size(); ++i) {
    drill::FlowResult seen = world_.probe_result(i, phase.from, phase.to);
    for (const bool forward : {true, false}) {
      // What was not delivered before the restoration cannot be interrupted by it.
      if (&phase == &result_.back && !delivered(result_.out.paths, i, forward)) continue;
      const drill::DirectionResult* direction = forward ? &seen.forward : &seen.back;
      phase.outage = std::max(phase.outage, direction->outage);
      phase.lost += direction->lost;
      phase.reordered += direction->reordered;
      phase.duplicated += direction->duplicated;
    }
    phase.flows.push_back(std::move(seen));
  }
}

drill::Budget DrillRun::budget_of(const drill::Phase& phase, Instant cause) const {
  const drill::FlowResult* worst = nullptr;
  bool forward = true;
  for (const drill::FlowResult& flow : phase.flows) {
    bool this_forward = true;
    const drill::DirectionResult& direction = worst_of(flow, this_forward);
    bool unused = false;
    if (direction.outage > Duration{} && (!worst || direction.outage > worst_of(*worst, unused).outage)) {
      worst = &flow;
      forward = this_forward;
    }
  }
  if (!worst) return {};
  const drill::DirectionResult& direction = forward ? worst->forward : worst->back;
  OutageSpan span{.cut = cause, .back_at = direction.back_at.value_or(phase.to), .recovered = direction.back_at.has_value()};
  for (const auto* paths : {&result_.before, &phase.paths}) {
    const drill::PathTrace& trace = forward ? (*paths)[worst->flow].forward : (*paths)[worst->flow].back;
    for (const drill::Hop& hop : trace.hops) span.nodes.push_back(hop.node);
  }
  return make_budget(plan_, world_.journal(), span);
}

/// Which part of the time is to blame, and what would shorten it.
std::string DrillRun::outage_reason(const drill::Phase& phase) const {
  const drill::Budget& budget = phase.budget;
  const bool azure = plan_.profile == design::Profile::Azure;
  if (budget.detect >= budget.decide + budget.program + budget.first_packet) {
    const std::string& by = budget.detected_by;
    if (by.find("hold time") != std::string::npos || by.find("hold timer") != std::string::npos ||
        by.find("Hold Timer") != std::string::npos) {
      std::vector<std::string> devices;
      for (const plan::NodePlan& node : plan_.nodes) {
        if (node.config.role != gateway::Role::CustomerEdge) continue;
        for (const std::string& name : circuit_devices(plan_, node.group)) {
          if (name == node.config.name) devices.push_back(name);
        }
      }
      return fmt::format("nothing but the BGP hold time noticed the failure, after {} ({}); configure BFD on {}: interval 300ms, multiplier 3",
                         to_string(budget.detect), by, join(devices));
    }
    return fmt::format("{} until it was noticed ({})", to_string(budget.detect), by);
  }
  return fmt::format("noticed after {}, then {} until every table had changed ({}{})", to_string(budget.detect),
                     to_string(budget.decide + budget.program), budget.share,
                     azure ? "; profile causeway shows what these gateways could do" : "");
}

void DrillRun::judge_out() {
  drill::Phase& out = result_.out;
  measure(out);
  out.budget = budget_of(out, first_cut_);
  if (out.outage > drill_.objectives.outage_out) {
    out.verdict = Verdict::Fail;
    std::string why = fmt::format("outage out {}, allowed {}", to_string(out.outage), to_string(drill_.objectives.outage_out));
    why += undelivered_.empty() ? ": " + outage_reason(out) : ", and it would have gone on";
    out.why.push_back(std::move(why));
  }
  for (const Statement& each : undelivered_) {
    out.verdict = Verdict::Fail;
    out.why.push_back(join(each.subjects) + ": " + each.text);
  }
}

void DrillRun::judge_back() {
  drill::Phase& back = result_.back;
  measure(back);
  if (back.outage > Duration{}) back.budget = budget_of(back, restore_at_);
  if (back.outage > drill_.objectives.outage_back) {
    back.verdict = Verdict::Fail;
    back.why.push_back(fmt::format("outage back {}, allowed {}", to_string(back.outage), to_string(drill_.objectives.outage_back)));
  }
  if (back.lost > drill_.objectives.lost_back) {
    back.verdict = Verdict::Fail;
    back.why.push_back(fmt::format("{} packets lost on the way back, allowed {}", back.lost, drill_.objectives.lost_back));
  }
  for (const drill::FlowPaths& paths : back.paths) {
    for (const bool forward : {true, false}) {
      const drill::PathTrace& trace = forward ? paths.forward : paths.back;
      if (trace.delivered) continue;
      back.verdict = Verdict::Fail;
      back.why.push_back(fmt::format("{} is still not delivered after the restoration: {}",
                                     direction_name(plan_.flows[paths.flow], forward), trace.failure));
    }
  }
}

void DrillRun::judge_roads() {
  for (std::size_t i = 0; i < result_.before.size(); ++i) {
    const drill::FlowPaths& before = result_.before[i];
    const drill::FlowPaths& after = result_.back.paths[i];
    for (const bool forward : {true, false}) {
      const drill::PathRoad was = forward ? before.forward.road : before.back.road;
      const drill::PathRoad is = forward ? after.forward.road : after.back.road;
      if (was == is) continue;
      result_.failed_back = false;
      result_.why.push_back(fmt::format("{} did not return: {} before, {} after", direction_name(plan_.flows[before.flow], forward),
                                        drill::to_string(was), drill::to_string(is)));
    }
  }
  for (std::string& text : asymmetries(world_, plan_, result_.back.paths, "after the restoration")) {
    result_.symmetry.why.push_back(std::move(text));
  }
  std::ranges::stable_sort(result_.symmetry.why, {}, [](const std::string& text) { return asymmetric_flow(text); });
  if (drill_.objectives.symmetric && !result_.symmetry.why.empty()) result_.symmetry.verdict = Verdict::Fail;
  for (std::string& text : pins(world_, plan_, result_.back.paths)) {
    if (std::ranges::find(result_.pins, text) == result_.pins.end()) result_.pins.push_back(std::move(text));
  }
}

drill::DrillResult DrillRun::run() {
  result_.name = drill_.name;
  result_.started = world_.now();
  result_.before = all_paths(world_, plan_);
  result_.pins = pins(world_, plan_, result_.before);
  result_.symmetry.why = asymmetries(world_, plan_, result_.before, "before anything was cut");
  play_steps();
  const bool settled = world_.run_until_settled(world_.now() + options_.converge_limit, options_.settle).has_value();
  if (!settled) result_.why.push_back(fmt::format("nothing settled within {} of the restoration", to_string(options_.converge_limit)));
  world_.run_until(world_.now() + kMargin);
  end_ = world_.now();
  result_.out.from = first_cut_;
  result_.back.from = restore_at_;
  result_.back.to = end_;
  result_.back.paths = all_paths(world_, plan_);
  world_.run_until(end_ + kMargin);
  judge_out();
  judge_back();
  judge_roads();
  const bool pass = result_.out.verdict == Verdict::Pass && result_.back.verdict == Verdict::Pass &&
                    result_.symmetry.verdict == Verdict::Pass && result_.failed_back && result_.pins.empty();
  result_.verdict = pass ? Verdict::Pass : Verdict::Fail;
  for (const auto* part : {&result_.out.why, &result_.back.why, &result_.pins}) {
    result_.why.insert(result_.why.end(), part->begin(), part->end());
  }
  std::string_view last;
  for (const std::string& text : result_.symmetry.why) {
    if (result_.symmetry.verdict == Verdict::Pass) break;
    // The first moment of each flow is enough here; `symmetry` lists them all.
    if (asymmetric_flow(text) == last) continue;
    last = asymmetric_flow(text);
    result_.why.push_back(text);
  }
  return std::move(result_);
}

}  // namespace

std::vector<drill::FlowPaths> all_paths(const World& world, const plan::Plan& plan) {
  std::vector<drill::FlowPaths> paths;
  for (std::uint32_t i = 0; i < plan.flows.size(); ++i) paths.push_back(world.paths(i));
  return paths;
}

drill::DrillResult run_drill(World& world, const plan::Plan& plan, const drill::Drill& drill, const RehearseOptions& options) {
  return DrillRun(world, plan, drill, options).run();
}

}  // namespace cw::sim
