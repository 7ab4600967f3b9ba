#include "design/document.h"

#include <fmt/core.h>
#include <libfyaml.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "base/text.h"
#include "design/text_values.h"

namespace cw::design {
namespace {

struct ParserDeleter {
  void operator()(fy_parser* parser) const { fy_parser_destroy(parser); }
};
struct DiagDeleter {
  void operator()(fy_diag* diag) const { fy_diag_destroy(diag); }
};

Place place_of_mark(const fy_mark* mark) {
  if (mark == nullptr || mark->line < 0 || mark->column < 0) return {};
  return {.line = static_cast<std::uint32_t>(mark->line) + 1, .column = static_cast<std::uint32_t>(mark->column) + 1};
}

std::string token_text(fy_token* token) {
  if (token == nullptr) return {};
  std::size_t size = 0;
  const char* text = fy_token_get_text(token, &size);
  return text == nullptr ? std::string() : std::string(text, size);
}

bool is_null_word(std::string_view text) {
  return text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL";
}

// Size, encoding and control characters, before the parser sees a byte.
std::optional<Diagnostic> refuse_text(std::string_view text, const LoadLimits& limits) {
  if (text.size() > limits.bytes_max) {
    return Diagnostic{.problem = fmt::format("the file has {} bytes", with_thousands(text.size())),
                      .expected = fmt::format("at most {} bytes", with_thousands(limits.bytes_max))};
  }
  const bool good_encoding = is_utf8(text);
  // The parser reads a whole run of brackets before its first event, so a run that cannot fit is refused here. Quotes
  // and comments are not looked at: text has no hundred open brackets, and events count exactly.
  const std::size_t brackets_max = limits.depth_max + 100;
  std::size_t brackets = 0;
  std::uint32_t line = 1;
  for (std::size_t start = 0; start < text.size(); ++line) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    const std::string_view row = text.substr(start, end - start);
    if (!good_encoding && !is_utf8(row)) {
      return Diagnostic{.place = {line, 1},
                        .problem = "this line is not valid UTF-8",
                        .expected = "UTF-8 text",
                        .suggestion = "save the file as UTF-8"};
    }
    for (std::size_t i = 0; i < row.size(); ++i) {
      const auto byte = static_cast<unsigned char>(row[i]);
      if (byte == '[' || byte == '{') ++brackets;
      if ((byte == ']' || byte == '}') && brackets > 0) --brackets;
      if (brackets > brackets_max) {
        return Diagnostic{.place = {line, static_cast<std::uint32_t>(i + 1)},
                          .problem = "nested too deeply",
                          .expected = fmt::format("at most {} levels", limits.depth_max)};
      }
      if ((byte >= 0x20 && byte != 0x7f) || byte == '\t' || (byte == '\r' && i + 1 == row.size())) continue;
      return Diagnostic{.place = {line, static_cast<std::uint32_t>(i + 1)},
                        .problem = fmt::format("control character 0x{:02x}", byte),
                        .expected = "text without control characters"};
    }
    start = end + 1;
  }
  return std::nullopt;
}

// Turns the parser's events into the tree, keeping an explicit stack so that depth costs no call stack.
class Builder {
 public:
  explicit Builder(const LoadLimits& limits) : limits_(limits) {}

  // False when the text must be refused; `failure` then says why.
  bool on_event(fy_event* event);
  std::optional<Diagnostic> failure;
  Document take() { return std::move(document_); }
  [[nodiscard]] bool has_root() const { return has_root_; }
  [[nodiscard]] std::string path() const;

 private:
  struct Frame {
    NodeIndex node = 0;
    std::string anchor;
    std::optional<Node::Key> key;  // a mapping's key that waits for its value
    bool duplicate = false;        // the waiting key was seen before: its value is dropped
    std::set<std::string> names;
    std::size_t size = 1;  // nodes in it when every alias is followed
    std::size_t height = 1;
  };

  bool refuse(Place place, std::string problem, std::string expected, std::string suggestion = {});
  bool on_start(fy_event* event, Node::Kind kind);
  bool on_end();
  bool on_scalar(fy_event* event);
  bool on_alias(fy_event* event);
  Place place_of_scalar(fy_event* event, fy_token* token) const;
  bool on_key(std::string name, Place place);
  bool attach(NodeIndex node, std::size_t size, std::size_t height, Place place);
  bool count(std::size_t nodes, Place place);
  [[nodiscard]] bool wants_key() const;

  struct Anchored {
    NodeIndex node = 0;
    std::size_t size = 1, height = 1;
  };

  const LoadLimits& limits_;
  Document document_;
  bool has_root_ = false;
  bool saw_document_ = false;
  std::vector<Frame> stack_;
  std::map<std::string, Anchored> anchors_;
  std::size_t total_ = 0;
};

std::string Builder::path() const {
  std::string text;
  for (const Frame& frame : stack_) {
    const Node& node = document_.nodes[frame.node];
    if (node.kind == Node::Kind::Sequence) {
      text += fmt::format("[{}]", node.children.size());
    } else if (frame.key) {
      if (!text.empty()) text += '.';
      text += shown(frame.key->name);
    }
  }
  return text;
}

bool Builder::refuse(Place place, std::string problem, std::string expected, std::string suggestion) {
  failure = Diagnostic{.place = place,
                       .field = path(),
                       .problem = std::move(problem),
                       .expected = std::move(expected),
                       .suggestion = std::move(suggestion)};
  return false;
}

bool Builder::wants_key() const {
  return !stack_.empty() && document_.nodes[stack_.back().node].kind == Node::Kind::Mapping && !stack_.back().key;
}

bool Builder::count(std::size_t nodes, Place place) {
  total_ += nodes;
  if (total_ <= limits_.nodes_max) return true;
  return refuse(place, "the file holds too many values once its aliases are followed",
                fmt::format("at most {} values", with_thousands(limits_.nodes_max)));
}

bool Builder::on_event(fy_event* event) {
  const Place place = place_of_mark(fy_event_start_mark(event));
  if (fy_token* tag = fy_event_get_tag_token(event)) {
    return refuse(place_of_mark(fy_token_start_mark(tag)), "a YAML tag", "plain YAML without tags",
                  "remove the word that starts with '!'");
  }
  switch (event->type) {
    case FYET_NONE:
    case FYET_STREAM_START:
    case FYET_STREAM_END:
    case FYET_DOCUMENT_END: return true;
    case FYET_DOCUMENT_START:
      if (saw_document_) return refuse(place, "a second document starts here", "one document in a file");
      saw_document_ = true;
      return true;
    case FYET_MAPPING_START: return on_start(event, Node::Kind::Mapping);
    case FYET_SEQUENCE_START: return on_start(event, Node::Kind::Sequence);
    case FYET_MAPPING_END:
    case FYET_SEQUENCE_END: return on_end();
    case FYET_SCALAR: return on_scalar(event);
    case FYET_ALIAS: return on_alias(event);
  }
  return true;
}

bool Builder::on_start(fy_event* event, Node::Kind kind) {
  const Place place = place_of_mark(fy_event_start_mark(event));
  if (wants_key()) return refuse(place, "a list or a group stands where a field name belongs", "a field name");
  if (stack_.size() >= limits_.depth_max) {
    return refuse(place, "nested too deeply", fmt::format("at most {} levels", limits_.depth_max));
  }
  if (!count(1, place)) return false;
  const auto index = static_cast<NodeIndex>(document_.nodes.size());
  document_.nodes.push_back(Node{.kind = kind, .place = place});
  stack_.push_back(Frame{.node = index, .anchor = token_text(fy_event_get_anchor_token(event))});
  return true;
}

bool Builder::on_end() {
  const Frame frame = std::move(stack_.back());
  stack_.pop_back();
  if (!frame.anchor.empty()) anchors_[frame.anchor] = {.node = frame.node, .size = frame.size, .height = frame.height};
  return attach(frame.node, frame.size, frame.height, document_.nodes[frame.node].place);
}

bool Builder::on_scalar(fy_event* event) {
  fy_token* token = fy_event_get_token(event);
  const Place place = place_of_scalar(event, token);
  std::string text = token_text(token);
  if (text.size() > limits_.scalar_bytes_max) {
    return refuse(place, fmt::format("one value of {} bytes", with_thousands(text.size())),
                  fmt::format("at most {} bytes", with_thousands(limits_.scalar_bytes_max)));
  }
  // Escapes such as "\ud800" can spell what a file may not hold directly.
  if (!is_utf8(text)) return refuse(place, "an escape that is not a Unicode character", "UTF-8 text");
  if (wants_key()) return on_key(std::move(text), place);
  if (!count(1, place)) return false;
  const bool plain = token == nullptr || fy_token_scalar_style(token) == FYSS_PLAIN;
  const bool null = plain && is_null_word(text);
  const auto index = static_cast<NodeIndex>(document_.nodes.size());
  document_.nodes.push_back(Node{
      .kind = null ? Node::Kind::Null : Node::Kind::Scalar, .plain = plain, .place = place, .scalar = std::move(text)});
  if (fy_token* anchor = fy_event_get_anchor_token(event)) anchors_[token_text(anchor)] = {.node = index};
  return attach(index, 1, 1, place);
}

bool Builder::on_alias(fy_event* event) {
  const Place place = place_of_mark(fy_event_start_mark(event));
  const std::string name = token_text(fy_event_get_token(event));
  if (wants_key()) return refuse(place, "an alias stands where a field name belongs", "a field name");
  const auto found = anchors_.find(name);
  // An alias inside its own anchor is not found either: the anchor is known only when its node has ended.
  if (found == anchors_.end())
    return refuse(place, fmt::format("alias {} is not defined", shown(name)), "an anchor above");
  if (!count(found->second.size, place)) return false;
  if (stack_.size() + found->second.height > limits_.depth_max) {
    return refuse(place, "nested too deeply by this alias", fmt::format("at most {} levels", limits_.depth_max));
  }
  return attach(found->second.node, found->second.size, found->second.height, place);
}

// The parser marks the text inside quotes, and has no mark for a value that is not there.
Place Builder::place_of_scalar(fy_event* event, fy_token* token) const {
  Place place = place_of_mark(fy_event_start_mark(event));
  if (place.line == 0 && !stack_.empty()) {
    const Frame& frame = stack_.back();
    return frame.key ? frame.key->place : document_.nodes[frame.node].place;
  }
  const fy_scalar_style style = token == nullptr ? FYSS_PLAIN : fy_token_scalar_style(token);
  if ((style == FYSS_SINGLE_QUOTED || style == FYSS_DOUBLE_QUOTED) && place.column > 1) --place.column;
  return place;
}

bool Builder::on_key(std::string name, Place place) {
  Frame& frame = stack_.back();
  frame.duplicate = !frame.names.insert(name).second;
  frame.key = Node::Key{.name = std::move(name), .place = place};
  if (frame.duplicate && document_.problems.size() < limits_.errors_max) {
    document_.problems.push_back({.place = place,
                                  .field = path(),
                                  .problem = "the same field is written twice",
                                  .expected = "each field once",
                                  .suggestion = "remove one of the two"});
  }
  return true;
}

bool Builder::attach(NodeIndex node, std::size_t size, std::size_t height, Place place) {
  if (stack_.empty()) {
    if (has_root_) return refuse(place, "a second value at the top", "one group of fields");
    document_.root = node;
    has_root_ = true;
    return true;
  }
  Frame& frame = stack_.back();
  frame.size += size;
  frame.height = std::max(frame.height, height + 1);
  Node& parent = document_.nodes[frame.node];
  if (parent.kind == Node::Kind::Sequence) {
    parent.children.push_back(node);
  } else if (!frame.duplicate) {
    parent.keys.push_back(std::move(*frame.key));
    parent.children.push_back(node);
  }
  frame.key.reset();
  frame.duplicate = false;
  return true;
}

// The parser's first complaint. Its message is a fixed sentence and holds no text of the file.
Diagnostic syntax_error(fy_diag* diag, std::string field) {
  Diagnostic error{.field = std::move(field), .problem = "not valid YAML", .expected = "YAML 1.2 or JSON"};
  void* cursor = nullptr;
  if (const fy_diag_error* first = fy_diag_errors_iterate(diag, &cursor)) {
    if (first->msg != nullptr) error.problem = fmt::format("not valid YAML: {}", shown(first->msg, 120));
    if (first->line > 0) error.place.line = static_cast<std::uint32_t>(first->line);
    if (first->column > 0) error.place.column = static_cast<std::uint32_t>(first->column);
  }
  const auto says = [&](std::string_view words) { return error.problem.find(words) != std::string::npos; };
  if (says("tab character")) error.suggestion = "indent with spaces";
  if (says("nested block mapping on the same line")) error.suggestion = "put a text with ':' in quotes";
  if (says("multiline plain key")) error.suggestion = "check the indentation of the next line";
  return error;
}

void discard_output(fy_diag*, void*, const char*, std::size_t) {}

}  // namespace

std::expected<Document, Diagnostic> parse_document(std::string_view text, std::string_view file,
                                                   const LoadLimits& limits) {
  const auto fail = [&](Diagnostic diagnostic) {
    diagnostic.file = file;
    return std::unexpected(std::move(diagnostic));
  };
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  if (auto refused = refuse_text(text, limits)) return fail(std::move(*refused));

  fy_diag_cfg diag_config{};
  fy_diag_cfg_default(&diag_config);
  diag_config.fp = nullptr;
  diag_config.output_fn = discard_output;
  const std::unique_ptr<fy_diag, DiagDeleter> diag(fy_diag_create(&diag_config));
  if (diag) fy_diag_set_collect_errors(diag.get(), true);
  fy_parse_cfg config{};
  config.flags =
      static_cast<fy_parse_cfg_flags>(FYPCF_QUIET | FYPCF_COLLECT_DIAG | FYPCF_DEFAULT_VERSION_1_2 | FYPCF_JSON_NONE);
  config.diag = diag.get();
  const std::unique_ptr<fy_parser, ParserDeleter> parser(fy_parser_create(&config));
  if (!diag || !parser || fy_parser_set_string(parser.get(), text.data(), text.size()) != 0) {
    return fail({.problem = "the YAML parser could not start"});
  }

  Builder builder(limits);
  while (fy_event* event = fy_parser_parse(parser.get())) {
    const bool more = builder.on_event(event);
    fy_parser_event_free(parser.get(), event);
    if (!more) return fail(std::move(*builder.failure));
  }
  if (fy_parser_get_stream_error(parser.get())) return fail(syntax_error(diag.get(), builder.path()));
  if (!builder.has_root()) return fail({.problem = "the file is empty", .expected = "a design"});
  Document document = builder.take();
  for (Diagnostic& problem : document.problems) problem.file = file;
  return document;
}

namespace {

// Walks down `path`; `reached` is the last node that existed.
const Node* walk(const Document& document, std::string_view path, Place& reached) {
  const Node* node = &document.at(document.root);
  reached = node->place;
  while (!path.empty()) {
    if (path.front() == '.') path.remove_prefix(1);
    NodeIndex child = 0;
    if (path.front() == '[') {
      const std::size_t end = path.find(']');
      std::size_t index = 0;
      for (const char digit : path.substr(1, end - 1)) index = index * 10 + static_cast<std::size_t>(digit - '0');
      path.remove_prefix(end + 1);
      if (node->kind != Node::Kind::Sequence || index >= node->children.size()) return nullptr;
      child = node->children[index];
    } else {
      const std::string_view name = path.substr(0, path.find_first_of(".["));
      path.remove_prefix(name.size());
      const auto key = std::ranges::find(node->keys, name, &Node::Key::name);
      if (key == node->keys.end()) return nullptr;
      child = node->children[static_cast<std::size_t>(key - node->keys.begin())];
    }
    node = &document.at(child);
    reached = node->place;
  }
  return node;
}

}  // namespace

const Node* Document::find(std::string_view path) const {
  Place ignored;
  return walk(*this, path, ignored);
}

Place Document::place_of(std::string_view path) const {
  Place reached;
  walk(*this, path, reached);
  return reached;
}

}  // namespace cw::design
