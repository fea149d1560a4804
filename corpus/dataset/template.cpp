#include "corpus/dataset/template.hpp"

#include "compiler/text/line_map.hpp"
#include "corpus/dataset/embedded.hpp"
#include "corpus/dataset/hash.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include <toml++/toml.h>

namespace dork::corpus {
namespace {

struct FieldName {
  std::string_view name;
  Field field;
};

constexpr FieldName field_names[] = {
    {"instruction", Field::instruction}, {"input", Field::input},     {"task", Field::task},
    {"completion", Field::completion},   {"examples", Field::examples}, {"catalog", Field::catalog}, {"card", Field::card},
};

constexpr Placeholder placeholder_table[] = {
    {"instruction", "what the user asks for"},
    {"input", "the material that comes with some tasks: a script, JSON, diagnostics"},
    {"task", "the row's task in words; `[tasks]` gives others"},
    {"purpose", "the template's `purpose`"},
    {"persona", "the template's `persona`"},
    {"rules", "the template's `rules`, one a line"},
    {"examples", "`[examples]`: so many other rows of the training split"},
    {"catalog", "the actions that the answer needs, with their parameters"},
    {"card", "the language on a page, with the actions that the answer needs among others; `[card]` says how long"},
    {"completion", "the answer; in an example only"},
};

constexpr std::pair<std::string_view, std::string_view> task_words[] = {
    {"text-to-script", "Write the Dork Script automation that the request describes."},
    {"text-to-json", "Write the Qlik workspace JSON of the automation that the request describes."},
    {"explain", "Explain in plain sentences what the script does."},
    {"json-to-script", "Write the Dork Script of the workspace JSON."},
    {"edit", "Change the script as the request says, and write the whole new script."},
    {"repair", "Correct the script, whose diagnostics follow it, and write the whole script."},
    {"fill", "Write what is missing in the script at the marked place."},
    {"continue", "Write how the script goes on."},
};

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

/// A `{word}` in a text: where it stands, how long it is.
struct Mark {
  std::size_t begin = 0;
  std::size_t length = 0;
  std::string_view word;
  bool doubled = false;  ///< `{{word}}`, which stands for `{word}`
};

std::optional<Mark> next_mark(std::string_view text, std::size_t from) {
  for (std::size_t at = text.find('{', from); at != std::string_view::npos; at = text.find('{', at + 1)) {
    const bool doubled = text.substr(at).starts_with("{{");
    std::size_t begin = at + 1 + doubled;
    while (begin < text.size() && text[begin] == ' ') ++begin;
    std::size_t end = begin;
    while (end < text.size() && is_word(text[end])) ++end;
    std::size_t close = end;
    while (close < text.size() && text[close] == ' ') ++close;
    // A number in braces counts something, it does not name anything.
    if (end == begin || (text[begin] >= '0' && text[begin] <= '9') || !text.substr(close).starts_with(doubled ? "}}" : "}")) continue;
    return Mark{at, close + 1 + doubled - at, text.substr(begin, end - begin), doubled};
  }
  return std::nullopt;
}

std::string trimmed(std::string text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
  return text;
}

class Reader {
 public:
  Reader(PromptTemplate& result, Diagnostics& diagnostics) : result_(result), diagnostics_(diagnostics), lines_(result.source) {}

  bool read() {
    toml::table root;
    try {
      root = toml::parse(std::string_view(result_.source));
    } catch (const toml::parse_error& error) {
      diagnostics_.report(Code::template_syntax, place(error.source()), error.description());
      return false;
    }
    keys(root, {"name", "description", "frame", "purpose", "persona", "rules", "system", "user", "user_with_input", "examples", "card", "parts", "tasks"}, "");
    text(root, "name", result_.name);
    text(root, "description", result_.description);
    read_frame(root);
    read_parts(root);
    read_tasks(root);
    read_examples(root);
    read_card(root);
    result_.system = pattern(root, "system", false);
    result_.user = pattern(root, "user", false);
    result_.user_with_input = pattern(root, "user_with_input", false);
    finish(root);
    return !diagnostics_.has_errors();
  }

 private:
  Range place(const toml::source_region& region) const {
    if (region.begin.line == 0) return {0, std::min<std::uint32_t>(1, static_cast<std::uint32_t>(result_.source.size()))};
    const std::uint32_t line = std::min<std::uint32_t>(region.begin.line, lines_.line_count());
    std::uint32_t offset = lines_.line_start(line);
    for (std::uint32_t column = 1; column < region.begin.column && offset < result_.source.size(); ++column)
      offset += decode(std::string_view(result_.source).substr(offset)).size;
    return {offset, offset + 1};
  }

  Range place_of(const toml::table& table, std::string_view key) const {
    const auto found = table.find(key);
    if (found == table.end()) return place(table.source());
    return place(found->first.source());
  }

  void keys(const toml::table& table, std::initializer_list<std::string_view> known, std::string_view where) {
    for (const auto& [key, value] : table) {
      if (std::find(known.begin(), known.end(), key.str()) != known.end()) continue;
      const std::string name = fmt::format("{}{}", where, key.str());
      Diagnostic& report = diagnostics_.report(Code::unknown_template_key, place(key.source()), name);
      suggest(report, key.str(), known);
    }
  }

  static void suggest(Diagnostic& report, std::string_view word, std::span<const std::string_view> known) {
    if (const auto near = nearest(word, known)) report.help = fmt::format("did you mean `{}`?", *near);
    else report.help = fmt::format("known are {}", fmt::join(known, ", "));
  }

  void wrong_type(const toml::node& node, std::string_view key, std::string_view wanted) {
    diagnostics_.report(Code::template_value, place(node.source()), key, wanted);
  }

  bool text(const toml::table& table, std::string_view key, std::string& value) {
    const toml::node* node = table.get(key);
    if (!node) return false;
    if (const auto* string = node->as_string()) return value = trimmed(string->get()), true;
    wrong_type(*node, key, "a text in quotes");
    return false;
  }

  void read_frame(const toml::table& root) {
    result_.frame = *find_frame("plain");
    const toml::node* node = root.get("frame");
    if (!node) return;
    if (const toml::table* table = node->as_table()) {
      keys(*table, {"with_system", "without_system", "completion", "begin", "end", "input", "preamble", "preamble_input"}, "frame.");
      Frame frame{.name = "own", .with_system = "", .without_system = "", .completion = "{completion}", .begin = "", .end = "", .input = "", .preamble = "", .preamble_input = ""};
      const std::pair<std::string_view, std::string*> texts[] = {
          {"with_system", &frame.with_system}, {"without_system", &frame.without_system}, {"completion", &frame.completion}, {"begin", &frame.begin},
          {"end", &frame.end},                 {"input", &frame.input},                   {"preamble", &frame.preamble},     {"preamble_input", &frame.preamble_input}};
      for (const auto& [key, target] : texts) {
        const toml::node* value = table->get(key);
        if (!value) continue;
        if (const auto* string = value->as_string()) *target = string->get();
        else wrong_type(*value, key, "a text in quotes");
      }
      const auto needs = [&](const std::string& layout, std::string_view key, std::string_view name) {
        if (layout.find(name) == std::string::npos) diagnostics_.report(Code::frame_incomplete, place_of(*table, key), key, name);
      };
      needs(frame.with_system, "with_system", "{system}");
      needs(frame.with_system, "with_system", "{user}");
      needs(frame.without_system, "without_system", "{user}");
      needs(frame.completion, "completion", "{completion}");
      if (!frame.input.empty()) needs(frame.with_system, "with_system", "{input}");
      result_.frame = std::move(frame);
      return;
    }
    const auto* name = node->as_string();
    if (!name) return wrong_type(*node, "frame", "the name of a frame, or a table");
    if (const Frame* frame = find_frame(name->get())) {
      result_.frame = *frame;
      return;
    }
    std::vector<std::string_view> known;
    for (const Frame& each : frames()) known.push_back(each.name);
    suggest(diagnostics_.report(Code::unknown_frame, place(node->source()), name->get()), name->get(), known);
  }

  void read_parts(const toml::table& root) {
    for (const std::string_view key : {"purpose", "persona"}) {
      std::string value;
      if (text(root, key, value)) parts_[std::string(key)] = {std::move(value), place_of(root, key)};
    }
    if (const toml::node* rules = root.get("rules")) {
      std::string value;
      if (const toml::array* list = rules->as_array()) {
        for (const toml::node& each : *list) {
          if (const auto* rule = each.as_string()) value += fmt::format("{}- {}", value.empty() ? "" : "\n", rule->get());
          else wrong_type(each, "rules", "a list of texts");
        }
      } else {
        text(root, "rules", value);
      }
      parts_["rules"] = {std::move(value), place_of(root, "rules")};
    }
    const toml::node* own = root.get("parts");
    if (!own) return;
    const toml::table* table = own->as_table();
    if (!table) return wrong_type(*own, "parts", "a table of texts");
    for (const auto& [key, value] : *table) {
      if (is_known(key.str())) {
        diagnostics_.report(Code::template_value, place(key.source()), fmt::format("parts.{}", key.str()), "named otherwise: it is a placeholder already");
        continue;
      }
      std::string content;
      if (text(*table, key.str(), content)) parts_[std::string(key.str())] = {std::move(content), place(key.source())};
    }
  }

  void read_tasks(const toml::table& root) {
    for (const auto& [task, words] : task_words) result_.tasks.emplace(task, words);
    const toml::node* node = root.get("tasks");
    if (!node) return;
    const toml::table* table = node->as_table();
    if (!table) return wrong_type(*node, "tasks", "a table of texts");
    std::vector<std::string_view> known;
    for (const auto& [task, words] : task_words) known.push_back(task);
    for (const auto& [key, value] : *table) {
      const auto found = result_.tasks.find(key.str());
      if (found == result_.tasks.end()) suggest(diagnostics_.report(Code::unknown_template_key, place(key.source()), fmt::format("tasks.{}", key.str())), key.str(), known);
      else text(*table, key.str(), found->second);
    }
  }

  void number(const toml::table& table, std::string_view section, std::string_view key, std::pair<std::size_t, std::size_t> bounds, std::size_t& value) {
    const toml::node* given = table.get(key);
    if (!given) return;
    const auto* integer = given->as_integer();
    if (integer && integer->get() >= 0 && static_cast<std::size_t>(integer->get()) >= bounds.first && static_cast<std::size_t>(integer->get()) <= bounds.second)
      return void(value = static_cast<std::size_t>(integer->get()));
    value = std::max<std::size_t>(1, bounds.first);  // one report is enough
    wrong_type(*given, fmt::format("{}.{}", section, key), fmt::format("a number from {} to {}", bounds.first, bounds.second));
  }

  void read_card(const toml::table& root) {
    const toml::node* node = root.get("card");
    if (!node) return;
    const toml::table* table = node->as_table();
    if (!table) return wrong_type(*node, "card", "a table with `tokens` or `actions`");
    keys(*table, {"tokens", "actions"}, "card.");
    number(*table, "card", "tokens", {200, 1'000'000}, result_.card_tokens);
    number(*table, "card", "actions", {0, 1'000}, result_.card_actions);
  }

  void read_examples(const toml::table& root) {
    result_.example.parts = {{"Request:\n", Field::instruction}, {"\n\nAnswer:\n", Field::completion}};
    const toml::node* node = root.get("examples");
    if (!node) return;
    const toml::table* table = node->as_table();
    if (!table) return wrong_type(*node, "examples", "a table with `count`");
    keys(*table, {"count", "text", "tokens"}, "examples.");
    number(*table, "examples", "count", {0, 32}, result_.example_count);
    number(*table, "examples", "tokens", {0, 1'000'000}, result_.example_tokens);
    if (table->get("text")) result_.example = pattern(*table, "text", true);
    if (!result_.example.uses(Field::completion) || !result_.example.uses(Field::instruction))
      diagnostics_.report(Code::template_without, place_of(*table, "text"), "examples.text", "{instruction} and {completion}");
  }

  bool is_known(std::string_view word) const {
    return std::any_of(std::begin(placeholder_table), std::end(placeholder_table), [&](const Placeholder& each) { return each.name == word; });
  }

  Pattern pattern(const toml::table& table, std::string_view key, bool example) {
    const toml::node* node = table.get(key);
    Pattern result;
    if (!node) return result;
    const auto* string = node->as_string();
    if (!string) return wrong_type(*node, key, "a text in quotes"), result;
    const std::string value = trimmed(string->get());
    std::uint32_t searched = place(node->source()).begin;
    std::string literal;
    std::size_t at = 0;
    while (const auto mark = next_mark(value, at)) {
      literal += value.substr(at, mark->begin - at);
      at = mark->begin + mark->length;
      const std::string written = value.substr(mark->begin, mark->length);
      // Braces stand in the file as they do in the value.
      Range where = place(node->source());
      if (const std::size_t found = result_.source.find(written, searched); found != std::string::npos) {
        where = {static_cast<std::uint32_t>(found), static_cast<std::uint32_t>(found + written.size())};
        searched = where.end;
      }
      if (mark->doubled) {
        literal += fmt::format("{{{}}}", mark->word);
        continue;
      }
      if (const auto part = parts_.find(std::string(mark->word)); part != parts_.end()) {
        part->second.used = true;
        literal += part->second.text;
        continue;
      }
      const auto field = std::find_if(std::begin(field_names), std::end(field_names), [&](const FieldName& each) { return each.name == mark->word; });
      if (field != std::end(field_names)) {
        const bool fits = field->field == Field::completion ? example : !(example && (field->field == Field::examples || field->field == Field::card));
        if (!fits) diagnostics_.report(Code::misplaced_placeholder, where, mark->word, field->field == Field::completion ? "only in `examples.text`" : "not in an example itself");
        result.parts.push_back({std::move(literal), field->field});
        literal.clear();
        continue;
      }
      if (is_known(mark->word)) {
        Diagnostic& report = diagnostics_.report(Code::unfilled_placeholder, where, mark->word);
        report.help = fmt::format("add `{} = \"…\"` to the file", mark->word);
        continue;
      }
      unknown(where, mark->word, example);
    }
    literal += value.substr(at);
    if (!literal.empty()) result.parts.push_back({std::move(literal), std::nullopt});
    return result;
  }

  void unknown(Range where, std::string_view word, bool example) {
    std::vector<std::string_view> known;
    for (const Placeholder& each : placeholder_table)
      if (example || each.name != "completion") known.push_back(each.name);
    for (const auto& [name, part] : parts_)
      if (!is_known(name)) known.push_back(name);
    Diagnostic& report = diagnostics_.report(Code::unknown_placeholder, where, word);
    suggest(report, word, known);
    report.notes.push_back({fmt::format("braces that are meant are doubled: {{{{{}}}}}", word), std::nullopt});
  }

  void finish(const toml::table& root) {
    const toml::node* user = root.get("user");
    if (!(user && !user->is_string()) && !result_.user.uses(Field::instruction) && !result_.system.uses(Field::instruction))
      diagnostics_.report(Code::template_without, place_of(root, "user"), "user", "{instruction}");
    if (result_.user_with_input.parts.empty()) {
      result_.user_with_input = result_.user;
      if (!result_.user.uses(Field::input)) {
        result_.user_with_input.parts.push_back({"\n\n", Field::input});
      }
    } else if (!result_.user_with_input.uses(Field::input)) {
      diagnostics_.report(Code::template_without, place_of(root, "user_with_input"), "user_with_input", "{input}");
    }
    const bool shows_examples = result_.system.uses(Field::examples) || result_.user.uses(Field::examples);
    if (shows_examples && result_.example_count == 0) {
      Diagnostic& report = diagnostics_.report(Code::unfilled_placeholder, place_of(root, "examples"), "examples");
      report.help = "add `[examples]` with `count = 2` to the file";
    }
    if (!shows_examples && result_.example_count > 0) diagnostics_.report(Code::unused_part, place_of(root, "examples"), "examples");
    const bool shows_card = result_.system.uses(Field::card) || result_.user.uses(Field::card) || result_.user_with_input.uses(Field::card);
    if (!shows_card && root.get("card")) diagnostics_.report(Code::unused_part, place_of(root, "card"), "card");
    for (const auto& [name, part] : parts_)
      if (!part.used) diagnostics_.report(Code::unused_part, part.range, name);
  }

  struct Part {
    std::string text;
    Range range;
    bool used = false;
  };

  PromptTemplate& result_;
  Diagnostics& diagnostics_;
  LineMap lines_;
  std::map<std::string, Part> parts_;
};

}  // namespace

bool Pattern::uses(Field field) const {
  return std::any_of(parts.begin(), parts.end(), [&](const Part& part) { return part.field == field; });
}

std::optional<PromptTemplate> read_template(std::string source, std::string_view name, Diagnostics& diagnostics) {
  PromptTemplate result;
  result.name = name;
  result.source = std::move(source);
  if (!Reader(result, diagnostics).read()) return std::nullopt;
  result.hash = hash_of(result.source, std::string_view());
  return result;
}

std::span<const Placeholder> placeholders() { return placeholder_table; }

std::vector<TemplateFile> builtin_templates() {
  std::vector<TemplateFile> files;
  for (const EmbeddedFile& file : embedded_templates()) files.push_back({file.name.substr(0, file.name.rfind('.')), file.content});
  return files;
}

}  // namespace dork::corpus
