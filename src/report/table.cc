#include "report/table.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace cw::report {
namespace {

struct CodePoint {
  std::uint32_t value = 0;
  std::size_t bytes = 1;
};

// The text was checked to be UTF-8 where it entered; broken bytes count as one column each.
CodePoint code_point_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint32_t>(static_cast<unsigned char>(text[i])); };
  const std::uint32_t lead = byte(at);
  const std::size_t bytes = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  if (bytes == 1 || at + bytes > text.size()) return {lead, 1};
  std::uint32_t value = lead & (0xffU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) value = (value << 6) | (byte(at + i) & 0x3fU);
  return {value, bytes};
}

bool is_combining(std::uint32_t c) {
  return (c >= 0x300 && c < 0x370) || (c >= 0x1ab0 && c < 0x1b00) || (c >= 0x20d0 && c < 0x2100) ||
         (c >= 0xfe00 && c < 0xfe10) || (c >= 0x200b && c <= 0x200f);
}

// Unicode's East Asian Wide and Fullwidth ranges, coarsely.
bool is_wide(std::uint32_t c) {
  return (c >= 0x1100 && c < 0x1160) || (c >= 0x2e80 && c < 0xa4d0) || (c >= 0xac00 && c < 0xd7a4) ||
         (c >= 0xf900 && c < 0xfb00) || (c >= 0xfe30 && c < 0xfe70) || (c >= 0xff00 && c < 0xff61) ||
         (c >= 0x1f300 && c < 0x1f650) || (c >= 0x20000 && c < 0x30000);
}

void trim_right(std::string& line) {
  while (!line.empty() && line.back() == ' ') line.pop_back();
}

std::string padded(std::string_view text, std::size_t width, Align align) {
  const std::size_t used = display_width(text);
  const std::string space(used < width ? width - used : 0, ' ');
  return align == Align::Left ? std::string(text) + space : space + std::string(text);
}

}  // namespace

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '\x1b') {
      const std::size_t end = text.find('m', i);
      if (end == std::string_view::npos) return width;
      i = end + 1;
      continue;
    }
    const CodePoint point = code_point_at(text, i);
    i += point.bytes;
    if (point.value < 0x20 || is_combining(point.value)) continue;
    width += is_wide(point.value) ? 2U : 1U;
  }
  return width;
}

std::string printable(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = code_point_at(text, i);
    // C0, DEL, C1 and the direction overrides, which can make a terminal or a reader see something else.
    const bool steers = point.value < 0x20 || (point.value >= 0x7f && point.value < 0xa0) ||
                        (point.value >= 0x202a && point.value <= 0x202e) ||
                        (point.value >= 0x2066 && point.value <= 0x2069);
    if (steers) {
      out += ' ';
    } else {
      out += text.substr(i, point.bytes);
    }
    i += point.bytes;
  }
  return out;
}

std::string shortened(std::string_view text, std::size_t width) {
  if (display_width(text) <= width || width < 4) return std::string(text);
  std::string out;
  std::size_t used = 0;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = code_point_at(text, i);
    const std::size_t columns = display_width(text.substr(i, point.bytes));
    if (used + columns > width - 3) break;
    out += text.substr(i, point.bytes);
    used += columns;
    i += point.bytes;
  }
  trim_right(out);
  return out + "...";
}

std::vector<std::string> wrap(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  std::string line;
  std::size_t used = 0;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t end = std::min(text.find(' ', i), text.size());
    const std::string_view word = text.substr(i, end - i);
    const std::size_t word_width = display_width(word);
    if (used > 0 && used + 1 + word_width > width) {
      lines.push_back(std::exchange(line, {}));
      used = 0;
    }
    if (!word.empty()) {
      if (used > 0) line += ' ';
      line += word;
      used += word_width + (used > 0 ? 1 : 0);
    }
    i = end + 1;
  }
  if (!line.empty() || lines.empty()) lines.push_back(line);
  return lines;
}

std::string paragraph(std::string_view lead, std::string_view text, const Style& style) {
  const std::size_t indent = display_width(lead);
  const std::size_t room = style.width > indent + 20 ? style.width - indent : 20;
  std::string out;
  for (const std::string& line : wrap(text, room)) {
    std::string whole = (out.empty() ? std::string(lead) : std::string(indent, ' ')) + line;
    trim_right(whole);
    out += whole + "\n";
  }
  return out;
}

Table::Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

void Table::add(std::vector<std::string> cells) {
  cells.resize(columns_.size());
  rows_.push_back(std::move(cells));
}

std::string Table::to_text(const Style& style, std::size_t indent) const {
  std::vector<std::size_t> widths(columns_.size());
  std::size_t last = 0;
  for (std::size_t c = 0; c < columns_.size(); ++c) {
    widths[c] = display_width(columns_[c].title);
    for (const auto& row : rows_) widths[c] = std::max(widths[c], display_width(row[c]));
    if (widths[c] > 0) last = c;
  }
  std::size_t before_last = indent;
  for (std::size_t c = 0; c < last; ++c) before_last += widths[c] > 0 ? widths[c] + 2 : 0;
  const std::size_t room = std::max<std::size_t>(24, style.width > before_last ? style.width - before_last : 0);

  std::string out;
  const auto put = [&](const std::vector<std::string>& cells, bool is_title) {
    std::vector<std::string> tail{cells[last]};
    if (columns_[last].align == Align::Left && display_width(cells[last]) > room) tail = wrap(cells[last], room);
    for (std::size_t i = 0; i < tail.size(); ++i) {
      std::string line(indent, ' ');
      for (std::size_t c = 0; c <= last; ++c) {
        if (widths[c] == 0) continue;
        const std::string& cell = c == last ? tail[i] : cells[c];
        std::string text = c != last && i > 0 ? std::string() : cell;
        const bool is_padded = c != last || columns_[c].align == Align::Right;
        const std::size_t width = is_padded ? widths[c] : 0;
        // Painted before padding would be the same to the eye; after it, the widths stay simple.
        line += padded(is_title ? style.paint(Tone::Strong, text) : text, width, columns_[c].align);
        if (c != last) line += "  ";
      }
      trim_right(line);
      out += line + "\n";
    }
  };
  const bool has_title = std::any_of(columns_.begin(), columns_.end(), [](const Column& c) { return !c.title.empty(); });
  if (has_title) {
    std::vector<std::string> titles;
    for (const Column& column : columns_) titles.push_back(column.title);
    put(titles, true);
  }
  for (const auto& row : rows_) put(row, false);
  return out;
}

std::string bar(std::int64_t part, std::int64_t whole, std::size_t columns) {
  if (part <= 0 || whole <= 0) return {};
  const auto full = static_cast<std::int64_t>(columns);
  // Nanoseconds times a hundred columns stay far below the 63 bits for any outage of a rehearsal.
  const std::int64_t length = std::clamp<std::int64_t>((part * full + whole / 2) / whole, 1, full);
  return std::string(static_cast<std::size_t>(length), '#');
}

std::string counted(std::uint64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", with_thousands(count), count == 1 ? one : many);
}

}  // namespace cw::report
