#include "report/html_text.h"

#include "base/text.h"
#include "report/table.h"

namespace cw::report {

std::string html_escaped(std::string_view text) {
  std::string out;
  // printable() takes out what can steer a reader; what is not UTF-8 as a whole is reduced to ASCII.
  const std::string clean = printable(text);
  const bool is_clean_utf8 = is_utf8(clean);
  for (const char c : clean) {
    switch (c) {
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '&': out += "&amp;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default:
        if (!is_clean_utf8 && (static_cast<unsigned char>(c) & 0x80U) != 0) {
          out += "\xef\xbf\xbd";
        } else {
          out += c;
        }
    }
  }
  return out;
}

}  // namespace cw::report
