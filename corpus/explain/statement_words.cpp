#include "corpus/explain/statement_words.hpp"

#include "compiler/formula/formula.hpp"
#include "compiler/model/walk.hpp"
#include "corpus/explain/action_words.hpp"
#include "corpus/synthesis/english.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <iterator>
#include <optional>

namespace dork::corpus {
namespace {

/// How each statement is said. `{field}` is the field's value, `{field|a=word|…}` a word by its value, `[…]` only where
/// the field inside says something, `{field|#…}` the field's value in another form, `{#…}` what is no single field.
struct Saying {
  StatementKind kind;
  std::string_view words;
};
using K = StatementKind;
constexpr Saying sayings[] = {
    {K::action, "{#action}"},
    {K::start_manual, "somebody runs it by hand"},
    {K::start_triggered, "another system calls it[ and {async|yes=does not wait for the end|no=waits for the answer}]"},
    {K::start_scheduled, "{#schedule}"},
    {K::start_webhook, "{#event}"},
    {K::let, "{#let}"},
    {K::output,
     "outputs {input}[, {display_mode|set=replacing what was shown before|merge=merged into what was shown before}]"},
    {K::title, "sets the title of the run to {title}"},
    {K::sleep, "waits {time} seconds"},
    {K::error, "stops the run with the error {message}"},
    {K::warning, "adds the warning {message} and goes on"},
    {K::redirect, "sends the user on to {url}"},
    {K::label, "marks this place as {name}"},
    {K::go_to, "goes on at the label {#label}"},
    {K::exit_for, "leaves the loop"},
    {K::exit_script, "ends the run"},
    {K::inputs, "asks in a form for {#form}[; the answers are {persist_data|yes=remembered}]"},
    {K::web,
     "sends a {method|GET=GET|POST=POST|PUT=PUT|PATCH=PATCH|DELETE=DELETE} request to {url}[ with the parameters "
     "{params|#pairs}]"
     "[ with the headers {headers|#pairs}][, giving up after {timeout} seconds][, encoded as {encoding}]"},
    {K::run, "runs the automation {guid|#bare}[ with the inputs {widgetInputs|#pairs}]"},
    {K::code, "runs {language|python=Python|nodejs=Node.js|php=PHP} code{#arguments}: {#code}"},
    {K::filter, "{#one:those of {list} {#tests}}"},
    {K::lookup, "finds the first of {list} {#tests}"},
    {K::distinct, "{#one:{list} without duplicates[ by {key}]}"},
    {K::first, "takes the first {limit} of {list}"},
    {K::map, "{#one:{list}, each turned into an object with {mapping|#pairs}}"},
    {K::rename, "{#one:{list} with the fields {mapping|#renamed}[ {keepOtherFields|remove=and all others removed}]}"},
    {K::join,
     "{#one:{list1} joined with {list2} {#keys}[ ({on_duplicate_key|ignore=without duplicates})]"
     "[ ({on_existing_item_key|keep_list1=the first list wins|keep_list2=the second list wins|keep_both=both are "
     "kept})]}"},
    {K::nest, "{#one:{list1} with {list2} below each as {children_key}, where {list2_key} equals {list1_key}}"},
    {K::diff, "{#one:what is in {list1} but not in {list2}, {#keys}}"},
    {K::intersect,
     "{#one:what is both in {list1} and in {list2}, {#keys}[ ({result_mode|merge=the data merged})]"
     "[ ({on_existing_item_key|keep_list1=the first list wins|keep_both=both are kept})]}"},
    {K::compare, "compares {object1} with {object2}[ and keeps {compare_mode|similar=what is the same}]"},
    {K::open_file, "opens {#file}"},
    {K::create_file, "creates {#file}"},
    {K::copy_file, "copies {source} to {#file}"},
    {K::read, "{#one:the contents of {file}[ as {mode|csv=CSV|json=JSON|raw=plain text}]}"},
    {K::write, "writes {data} to {file}[ as {mode|csv=CSV|json=JSON|raw=plain text}]"},
    {K::close, "saves and closes {file}"},
    {K::delete_file, "deletes {#file}"},
    {K::move_file, "moves {#file}"},
    {K::exists_file, "checks whether there is {#file}"},
    {K::files, "{#one:the files in {#file}}"},
    {K::pointers, "reads the pointers of {pointer_block_id}"},
    {K::set_pointer,
     "sets the pointer of {pointer_block_id} to [the time {last_retrieved_at}][the record {highest_record_retrieved}]"},
    {K::reset_pointer, "resets the pointer of {pointer_block_id}"},
    {K::block, "runs a block of the type {#type}, which the language has no statement for"},
    {K::for_value, "{#one:{input}}"},
    {K::for_batches, "{#one:{input} in batches of {size}}"},
    {K::if_, "{#if}"},
    {K::switch_, "decides by {expression}"},
    {K::detached, "apart from the rest, where only a jump leads"},
};
constexpr bool in_order() {
  for (std::size_t i = 0; i < std::size(sayings); ++i)
    if (static_cast<std::size_t>(sayings[i].kind) != i) return false;
  return true;
}
static_assert(in_order() && std::size(sayings) == static_cast<std::size_t>(K::detached) + 1);

/// What the operations of variables do; `{x}` is the variable, `{v}` the value, `{s}` each key of an object "to" its
/// value, `{i}` the items of a list.
struct OperationWords {
  std::string_view id, words;
};
constexpr OperationWords operation_words[] = {
    {"empty", "empties {x}"},
    {"set_value", "sets {x} to {v}"},
    {"append", "appends {v} to {x}"},
    {"add", "adds {v} to {x}"},
    {"subtract", "subtracts {v} from {x}"},
    {"multiply", "multiplies {x} by {v}"},
    {"divide", "divides {x} by {v}"},
    {"add_item", "adds {v} to {x}"},
    {"merge", "merges {v} into {x}"},
    {"set", "sets {x} to {v}"},
    {"set_key_value", "sets {s} in {x}"},
    {"rename_key", "renames {s} in {x}"},
    {"remove_key", "removes the key {v} from {x}"},
    {"add_row", "adds a row with {i} to {x}"},
};

/// What each kind of form item asks for.
struct ItemWords {
  std::string_view json, words;
};
constexpr ItemWords item_words[] = {
    {"input", "text"},
    {"select", "one choice"},
    {"object", "an object"},
    {"multi_select", "several choices"},
    {"field_mapping", "a mapping of fields"},
};

const Field* find_said(const Statement& statement, std::string_view id) {
  for (auto field = statement.fields.rbegin(); field != statement.fields.rend(); ++field)
    if ((field->spec ? field->spec->id : std::string_view(field->name.text)) == id)
      return field->value.expr.kind == ExprKind::null ? nullptr : &*field;
  return nullptr;
}

/// Where the bracket that opens at `open` closes.
std::size_t closing(std::string_view text, std::size_t open) {
  std::size_t depth = 0;
  for (std::size_t i = open; i < text.size(); ++i) {
    if (text[i] == '{' || text[i] == '[') ++depth;
    if ((text[i] == '}' || text[i] == ']') && --depth == 0) return i;
  }
  return text.size() - 1;
}

std::string_view word_of(std::string_view choices, std::string_view value) {
  while (!choices.empty()) {
    choices.remove_prefix(1);
    const std::string_view choice = choices.substr(0, choices.find('|'));
    choices.remove_prefix(choice.size());
    const std::size_t equal = choice.find('=');
    if (choice.substr(0, equal) == value) return choice.substr(equal + 1);
  }
  return {};
}

/// A statement in the words of its pattern.
class Pattern {
 public:
  Pattern(const Statement& statement, const RuleBook& book, const Words& words)
      : statement_(statement), book_(book), words_(words) {}

  std::string words(std::string_view pattern) {
    std::string out;
    for (std::size_t i = 0; i < pattern.size();) {
      const std::size_t end = pattern[i] == '[' || pattern[i] == '{' ? closing(pattern, i) : i;
      const std::string_view inside = end > i ? pattern.substr(i + 1, end - i - 1) : std::string_view();
      if (pattern[i] == '{')
        out += placeholder(inside);
      else if (pattern[i] != '[')
        out += pattern[i];
      else if (says(inside))
        out += words(inside);
      i = end + 1;
    }
    return out;
  }

 private:
  bool says(std::string_view part) const {
    const std::size_t begin = part.find('{');
    const std::string_view inside = part.substr(begin + 1, closing(part, begin) - begin - 1);
    const std::size_t bar = inside.find('|');
    const Field* field = find_said(statement_, inside.substr(0, bar));
    return field && (bar == std::string_view::npos || inside[bar + 1] == '#' ||
                     !word_of(inside.substr(bar), field->value.expr.text).empty());
  }

  std::string placeholder(std::string_view inside) {
    if (inside.starts_with("#one:")) {
      // The same words name a list in a loop and what a statement of its own gets.
      const std::string list = words(inside.substr(5));
      return is_written_as_loop(statement_) ? list : "gets " + list;
    }
    if (inside.starts_with('#')) return special(inside.substr(1));
    const std::size_t bar = inside.find('|');
    const std::string_view id = inside.substr(0, bar);
    const Field* field = find_said(statement_, id);
    const FieldSpec* spec = find_field(block_spec(statement_.spec->block), id);
    const std::string_view form = bar == std::string_view::npos ? std::string_view() : inside.substr(bar + 1);
    if (!form.empty() && !form.starts_with('#')) {
      std::string value;
      if (spec && spec->preset.size() > 2) value = spec->preset.substr(1, spec->preset.size() - 2);
      if (field) value = field->value.expr.text;
      return std::string(word_of(inside.substr(bar), value));
    }
    if (!field) return "nothing";
    if (form == "#pairs") return words_.pairs(field->value);
    if (form == "#renamed") return words_.settings(field->value.expr, "turned into");
    if (form == "#bare" && field->value.expr.kind == ExprKind::text &&
        field->value.expr.text.find('{') == std::string::npos)
      return field->value.expr.text;
    if (spec && spec->kind == FieldKind::key) return key(*field);
    if (spec && spec->kind == FieldKind::block) return words_.thing(field->value.expr.text);
    return words_.value(field->value);
  }

  std::string key(const Field& field) const {
    if (field.value.expr.kind == ExprKind::text) return words_.code(field.value.expr.text);
    std::string out = field.value.expr.text;
    for (const PathStep& step : field.value.expr.steps) out += '.' + step.key;
    return words_.code(out);
  }

  /// By which keys two lists are compared: the second list's names its own where it has another.
  std::string keys() const {
    std::vector<std::string> found;
    for (const std::string_view id : {"list1_unique_key", "list2_unique_key"})
      if (const Field* field = find_said(statement_, id)) found.push_back(key(*field));
    if (found.empty()) return "by all that they hold";
    if (found.size() == 1 || found[0] == found[1]) return "by " + found[0];
    return fmt::format("by {} of the former and {} of the latter", found[0], found[1]);
  }

  std::string special(std::string_view what) {
    if (what == "action")
      return is_written_as_loop(statement_) ? looped_action_in_words(statement_, book_, words_)
                                            : action_in_words(statement_, book_, words_);
    if (what == "schedule") return schedule();
    if (what == "event") return event();
    if (what == "let") return let();
    if (what == "form") return form();
    if (what == "file") return file();
    if (what == "keys") return keys();
    if (what == "arguments") return arguments_in_words(statement_.arguments, " with ", words_);
    if (what == "code") return code();
    if (what == "type") return words_.code(statement_.member.text);
    if (what == "tests") return words_.tests(statement_.tests, words_.items_of(statement_));
    if (what == "label") {
      const Field* label = find_said(statement_, "label");
      return label ? fmt::format("\"{}\"", label->value.label ? *label->value.label : label->value.expr.text)
                   : std::string("that is not set");
    }
    return {};
  }

  std::string code() const {
    const Field* code = find_said(statement_, "code");
    const std::string text = code ? code->value.expr.text : std::string();
    return words_.is_markdown() && text.find('\n') == std::string::npos ? words_.code(text) : on_one_line(text);
  }

  std::string schedule() const {
    std::string out = "by a schedule";
    if (const Field* rule = find_said(statement_, "recurrence"))
      out = schedule_in_words(rule->value.expr.text);
    else if (const Field* interval = find_said(statement_, "schedule_interval"))
      out = fmt::format("every {} seconds", interval->value.expr.text);
    if (const Field* zone = find_said(statement_, "schedule_timezone"))
      out += fmt::format(" ({})", zone->value.expr.text);
    if (const Field* from = find_said(statement_, "schedule_start"))
      out += fmt::format(", from {}", from->value.expr.text);
    if (const Field* until = find_said(statement_, "schedule_stoptime"))
      out += fmt::format(", until {}", until->value.expr.text);
    return out;
  }

  std::string event() const {
    std::string name = statement_.alias.text + '.' + statement_.member.text;
    if (statement_.webhook && statement_.connector)
      name = fmt::format("\"{}\" of {}", statement_.webhook->display_name, statement_.connector->name);
    return fmt::format("the event {} happens", name) + arguments_in_words(statement_.arguments, ", with ", words_);
  }

  // --- Variables ------------------------------------------------------------------------------------------------

  std::string let() const {
    const std::string variable = words_.code(statement_.variable.text);
    if (const auto set = set_to()) return fmt::format("sets {} to {}", variable, *set);
    std::vector<std::string> parts;
    for (const Operation& operation : statement_.operations)
      if (operation.spec) parts.push_back(operation_in_words(operation, variable));
    if (parts.empty()) return "declares " + variable;
    if (statement_.declares && parts.size() == 1 && statement_.operations.front().spec->id == "empty")
      return fmt::format("starts with an empty {}, {}",
                         variable_types()[static_cast<std::size_t>(statement_.operations.front().spec->type)],
                         variable);
    return enumeration(parts, "and then");
  }

  std::string operation_in_words(const Operation& operation, const std::string& variable) const {
    std::string_view words = "changes {x} by {v}";
    for (const OperationWords& it : operation_words)
      if (it.id == operation.spec->id) words = it.words;
    std::string out;
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (words[i] != '{') {
        out += words[i];
        continue;
      }
      const char what = words[i + 1];
      if (what == 'x')
        out += variable;
      else if (what == 's')
        out += words_.settings(operation.value.expr, "to");
      else if (what == 'i')
        out += words_.items(operation.value);
      else
        out += words_.value(operation.value);
      i += 2;
    }
    return out;
  }

  /// What a variable is set to by being emptied and filled.
  std::optional<std::string> set_to() const {
    const auto& all = statement_.operations;
    if (all.size() < 2 || !all.front().spec || all.front().spec->id != "empty") return {};
    if (all.size() == 2 && all[1].spec && all[1].spec->id == "set_key_value" &&
        all[1].value.expr.kind == ExprKind::object)
      return words_.value(all[1].value);
    std::vector<std::string> items;
    for (std::size_t i = 1; i < all.size(); ++i) {
      if (!all[i].spec || all[i].spec->id != "add_item") return {};
      items.push_back(words_.value(all[i].value));
    }
    return "the list of " + enumeration(items);
  }

  // --- Forms and files ------------------------------------------------------------------------------------------

  std::string form() const {
    std::vector<std::string> parts;
    for (const FormItem& item : statement_.form) {
      std::string_view type = item.type;
      for (const ItemWords& it : item_words)
        if (it.json == item.type) type = it.words;
      std::string part = fmt::format("\"{}\" ({}", item.caption.text, type);
      if (item.required) part += ", required";
      if (item.values) part += " from " + words_.value(*item.values);
      if (item.help) part += fmt::format("; help: {}", on_one_line(*item.help));
      parts.push_back(part + ')');
    }
    return parts.empty() ? "nothing" : enumeration(parts);
  }

  std::string file() const {
    const auto argument = [&](std::string_view name) -> const Argument* {
      for (const Argument& it : statement_.arguments)
        if (it.name.text == name) return &it;
      return nullptr;
    };
    std::string out = "a file";
    if (const Argument* from = argument("origin")) {
      const Argument* to = argument("destination");
      out = "the file " + words_.value(from->value) + (to ? " to " + words_.value(to->value) : std::string());
    } else if (const Argument* path = argument("path")) {
      out = (statement_.spec->kind == K::files ? "the folder " : "the file ") + words_.value(path->value);
    }
    if (const Field* adapter = find_said(statement_, "datasourcetype")) out += " in " + adapter->value.expr.text;
    std::vector<std::string> rest;
    for (const Argument& it : statement_.arguments)
      if (it.name.text != "origin" && it.name.text != "destination" && it.name.text != "path" &&
          it.value.expr.kind != ExprKind::null)
        rest.push_back(words_.code(it.name.text) + ' ' + words_.value(it.value));
    return out + (rest.empty() ? std::string() : " (" + enumeration(rest) + ')');
  }

  const Statement& statement_;
  const RuleBook& book_;
  const Words& words_;
};

/// Clauses in the order in which they are said; `value` is the text, or "true", for which they say something; empty:
/// any.
struct ClauseWords {
  std::string_view field, value, words;
};
constexpr ClauseWords clause_words[] = {
    {"datasource", "", ", through the connection {}"},
    {"maxitemcount", "", ", at most {}"},
    {"full_response", "true", ", keeping status and headers of the answer"},
    {"case_insensitive", "true", ", whatever the case of letters"},
    {"blendr_on_error", "warning", "; if that fails, it adds a warning and goes on"},
    {"blendr_on_error", "ignore", "; errors are ignored"},
    {"automations_censor_data", "true", "; its data is kept out of the log"},
};

}  // namespace

std::string statement_in_words(const Statement& statement, const RuleBook& book, const Words& words) {
  return Pattern(statement, book, words).words(sayings[static_cast<std::size_t>(statement.spec->kind)].words);
}

std::string clauses_in_words(const Statement& statement, const Words& words) {
  std::string out;
  for (const ClauseWords& clause : clause_words) {
    const Field* field = find_said(statement, clause.field);
    if (!field) continue;
    const Expr& expr = field->value.expr;
    const std::string value = expr.kind == ExprKind::boolean ? (expr.flag ? "true" : "false")
                              : expr.kind == ExprKind::text || expr.kind == ExprKind::number ? expr.text
                                                                                             : "";
    if (value.empty() || (!clause.value.empty() && value != clause.value)) continue;
    const std::size_t place = clause.words.find("{}");
    out += clause.words.substr(0, place);
    if (place != std::string_view::npos) out += clause.field == "datasource" ? words.code(value) : value;
  }
  return out;
}

}  // namespace dork::corpus
