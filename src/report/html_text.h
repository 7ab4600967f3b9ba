// Text inside HTML: everything from outside goes through html_escaped.
#pragma once

#include <string>
#include <string_view>

namespace cw::report {

/// Safe in element content and in quoted attributes; control characters become spaces, invalid UTF-8 U+FFFD.
std::string html_escaped(std::string_view text);

// The page's fixed parts.
std::string_view html_css();
std::string_view html_script();

}  // namespace cw::report
