// A rehearsal for people, on one or two screens: what converged, which way every flow goes, what each drill did to it.
#pragma once

#include <string>
#include <string_view>

#include "report/style.h"
#include "report/view.h"

namespace cw::report {

std::string rehearsal_text(const RehearsalView& view, const Style& style);

// Its parts.
/// "PASS" or "FAIL" in a line across the page, with a few words.
std::string verdict_line(drill::Verdict verdict, std::string_view words, const Style& style);
/// Both directions of every flow; equal neighbours (many flows over the same hops) are not repeated beyond `flows_max`.
std::string flow_paths_text(const std::vector<drill::FlowPaths>& flows, const Style& style, std::size_t flows_max = 12);

}  // namespace cw::report
