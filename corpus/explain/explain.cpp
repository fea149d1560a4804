#include "corpus/explain/explain.hpp"

#include "compiler/decompile.hpp"
#include "compiler/lift/lift.hpp"
#include "compiler/model/walk.hpp"
#include "corpus/explain/words.hpp"
#include "corpus/synthesis/english.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

namespace dork::corpus {
namespace {

/// How each statement is said. `{field}` is the field's value, `{field|a=word|…}` a word by its value, `[…]` only where the
/// field inside says something, `{#…}` what is no single field.
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
    {K::output, "outputs {input}[, {display_mode|set=replacing what was shown before|merge=merged into what was shown before}]"},
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
    {K::web, "sends a {method|GET=GET|POST=POST|PUT=PUT|PATCH=PATCH|DELETE=DELETE} request to {url}[ with the parameters {params}]"
             "[ and the headers {headers}][, giving up after {timeout} seconds][, encoded as {encoding}]"},
    {K::run, "runs the automation {guid}[ with the inputs {widgetInputs}]"},
    {K::code, "runs {language|python=Python|nodejs=Node.js|php=PHP} code{#arguments}: {#code}"},
    {K::filter, "{#one:those of {list} of which {#tests}}"},
    {K::lookup, "finds the first of {list} of which {#tests}"},
    {K::distinct, "{#one:{list} without duplicates[ by {key}]}"},
    {K::first, "takes the first {limit} of {list}"},
    {K::map, "{#one:{list}, each turned into {mapping}}"},
    {K::rename, "{#one:{list} with fields renamed by {mapping}[ {keepOtherFields|remove=and all others removed}]}"},
    {K::join, "{#one:{list1} joined with {list2} where {list1_unique_key} equals {list2_unique_key}[ ({on_duplicate_key|ignore=without duplicates})]"
              "[ ({on_existing_item_key|keep_list1=the first list wins|keep_list2=the second list wins|keep_both=both are kept})]}"},
    {K::nest, "{#one:{list1} with {list2} below each as {children_key}, where {list2_key} equals {list1_key}}"},
    {K::diff, "{#one:what is in {list1} but not in {list2}, by {list1_unique_key} and {list2_unique_key}}"},
    {K::intersect, "{#one:what is both in {list1} and in {list2}, by {list1_unique_key} and {list2_unique_key}[ ({result_mode|merge=the data merged})]"
                   "[ ({on_existing_item_key|keep_list1=the first list wins|keep_both=both are kept})]}"},
    {K::compare, "compares {object1} with {object2}[ and keeps {compare_mode|similar=what is the same}]"},
    {K::open_file, "opens {#file}"},
    {K::create_file, "creates {#file}"},
    {K::copy_file, "copies the file {source} to {#file}"},
    {K::read, "{#one:the contents of the file {file}[ as {mode|csv=CSV|json=JSON|raw=plain text}]}"},
    {K::write, "writes {data} to the file {file}[ as {mode|csv=CSV|json=JSON|raw=plain text}]"},
    {K::close, "saves and closes the file {file}"},
    {K::delete_file, "deletes {#file}"},
    {K::move_file, "moves {#file}"},
    {K::exists_file, "checks whether there is {#file}"},
    {K::files, "{#one:the files in {#file}}"},
    {K::pointers, "reads the pointers of {pointer_block_id}"},
    {K::set_pointer, "sets the pointer of {pointer_block_id} to [the time {last_retrieved_at}][the record {highest_record_retrieved}]"},
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

/// What the operations of variables do; `{x}` is the variable, `{v}` the value.
struct OperationWords {
  std::string_view id, words;
};
constexpr OperationWords operation_words[] = {
    {"empty", "empties {x}"}, {"set_value", "sets {x} to {v}"}, {"append", "appends {v} to {x}"}, {"add", "adds {v} to {x}"},
    {"subtract", "subtracts {v} from {x}"}, {"multiply", "multiplies {x} by {v}"}, {"divide", "divides {x} by {v}"}, {"add_item", "adds {v} to {x}"},
    {"merge", "merges {v} into {x}"}, {"set", "sets {x} to {v}"}, {"set_key_value", "sets keys of {x}: {v}"}, {"rename_key", "renames keys of {x}: {v}"},
    {"remove_key", "removes the key {v} from {x}"}, {"add_row", "adds the row {v} to {x}"},
};

std::string third_person(const std::string& verb) { return inflect(verb, Mood::third); }

class Explainer {
 public:
  Explainer(const Automation& automation, const RuleBook& book, ExplainFormat format)
      : automation_(automation), book_(book), format_(format), things_(name_things(automation, book)), words_(things_, book, format) {}

  std::string explain() {
    head();
    body(automation_.main, 0);
    return std::move(out_);
  }

 private:
  // --- Layout ---------------------------------------------------------------------------------------------------

  void line(std::size_t depth, std::string_view text) {
    out_.append(depth * 2, ' ');
    out_ += "- ";
    out_ += text;
    out_ += '\n';
  }

  static std::string sentence(std::string_view text) {
    std::string out = capitalized(text);
    if (!out.ends_with('.') && !out.ends_with(':')) out += '.';
    return out;
  }

  void head() {
    std::string title;
    if (automation_.fragment) title = "A part of an automation.";
    else if (automation_.name) title = format_ == ExplainFormat::markdown ? fmt::format("**{}**", automation_.name->text) : automation_.name->text;
    if (automation_.description) title += (title.empty() ? "" : ": ") + automation_.description->text;
    if (!title.empty()) out_ += title + '\n';
    std::string when = "It runs when somebody starts it by hand.";
    if (automation_.start) {
      const Statement& start = *automation_.start;
      if (start.spec->kind == K::start_scheduled) when = "It runs " + said(start) + ".";
      else if (start.spec->kind != K::start_manual) when = "It runs when " + said(start) + ".";
      if (start.disabled) when += " The start is disabled.";
    }
    if (!automation_.fragment) out_ += when + '\n';
    for (const Connection& connection : automation_.connections) {
      std::string text = fmt::format("It uses the connector {}", connection.connector.text);
      if (connection.connection) text += fmt::format(" through the connection {}", words_.code(connection.connection->text));
      if (connection.guid && !connection.connection) text += fmt::format(" ({})", connection.guid->text);
      out_ += text + ".\n";
    }
    for (const ActionDeclaration& action : automation_.actions) {
      std::vector<std::string> parameters;
      for (const DeclaredParameter& parameter : action.parameters) parameters.push_back(words_.code(parameter.name.text));
      out_ += fmt::format("It knows an action of its own, {}", words_.code(action.alias.text + '.' + action.name.text));
      if (!parameters.empty()) out_ += ", with " + enumeration(parameters);
      out_ += ".\n";
    }
    for (const Variable& variable : automation_.variables)
      if (variable.bare)
        out_ += fmt::format("It keeps a {} called {}.\n", variable_types()[static_cast<std::size_t>(variable.type)], words_.code(variable.name.text));
    if (!out_.empty() && !automation_.main.statements.empty()) out_ += '\n';
  }

  void body(const Body& all, std::size_t depth) {
    for (const Statement& statement : all.statements)
      if (!is_bare_declaration(statement)) explain(statement, depth);
  }

  // --- Statements -----------------------------------------------------------------------------------------------

  void explain(const Statement& statement, std::size_t depth) {
    const std::string before = statement.disabled ? "(Disabled) " : "";
    if (statement.spec->kind == K::if_) {
      for (std::size_t i = 0; i < statement.branches.size(); ++i) {
        const Branch& branch = statement.branches[i];
        line(depth, sentence(before + (i == 0 ? "if " : "otherwise, if ") + words_.tests(branch.tests, false) + after(statement, i == 0) + ':'));
        body_or_nothing(branch.body, depth + 1);
      }
      otherwise(statement, depth, "otherwise");
      return;
    }
    if (statement.spec->kind == K::switch_) {
      line(depth, sentence(before + said(statement) + after(statement, true) + ':'));
      for (const Branch& branch : statement.branches) {
        line(depth + 1, sentence("if it is " + (branch.match ? words_.value(*branch.match) : std::string("nothing")) + ':'));
        body_or_nothing(branch.body, depth + 2);
      }
      otherwise(statement, depth + 1, "in all other cases");
      return;
    }
    if (statement.spec->kind == K::detached) {
      line(depth, sentence(said(statement) + ':'));
      body_or_nothing(statement.body, depth + 1);
      return;
    }
    if (is_written_as_loop(statement)) {
      line(depth, sentence(before + loop_head(statement) + after(statement, true) + ':'));
      body_or_nothing(statement.body, depth + 1);
      return;
    }
    line(depth, sentence(before + said(statement) + after(statement, true)));
  }

  void body_or_nothing(const Body& all, std::size_t depth) {
    if (all.statements.empty()) line(depth, "Nothing.");
    else body(all, depth);
  }

  void otherwise(const Statement& statement, std::size_t depth, std::string_view lead) {
    if (!statement.otherwise || statement.otherwise->body.statements.empty()) return;
    line(depth, capitalized(lead) + ':');
    body(statement.otherwise->body, depth + 1);
  }

  /// "for each app in Finance", "for each of the users whose …".
  std::string loop_head(const Statement& statement) {
    if (statement.spec->kind == K::action) {
      if (const Rule* rule = phrases_of(statement))
        if (const auto one = phrase(*rule, statement, "one")) return "for each " + *one + clauses_of_call(statement, *rule);
      return "for each entry of what " + display_name(statement) + " gives" + arguments_in_words(statement.arguments, " with ");
    }
    looping_ = true;
    const std::string list = said(statement);
    looping_ = false;
    if (statement.spec->kind == K::for_batches) return "for each batch of " + list;
    const Named* named = nullptr;
    if (statement.spec->kind == K::for_value)
      for (const Field& field : statement.fields)
        if (field.value.expr.kind == ExprKind::path)
          if (const auto found = things_.find(field.value.expr.text); found != things_.end()) named = &found->second;
    if (named && named->kind != none) return "for each of " + list;
    return "for each entry of " + list;
  }

  /// What the clauses add: limits, error policies, connections, a comment.
  std::string after(const Statement& statement, bool first) {
    if (!first) return {};
    std::string out;
    for (const Field& field : statement.fields) {
      const std::string_view id = field.spec ? field.spec->id : std::string_view(field.name.text);
      const Expr& expr = field.value.expr;
      const bool text = expr.kind == ExprKind::text || expr.kind == ExprKind::number;
      if (id == "maxitemcount" && text && !expr.text.empty()) out += fmt::format(", at most {}", expr.text);
      if (id == "blendr_on_error" && text && expr.text == "warning") out += "; if that fails, it adds a warning and goes on";
      if (id == "blendr_on_error" && text && expr.text == "ignore") out += "; errors are ignored";
      if (id == "automations_censor_data" && expr.kind == ExprKind::boolean && expr.flag) out += "; its data is kept out of the log";
      if (id == "datasource" && text && !expr.text.empty()) out += fmt::format(", through the connection {}", words_.code(expr.text));
      if (id == "full_response" && expr.kind == ExprKind::boolean && expr.flag) out += ", keeping status and headers of the answer";
      if (id == "case_insensitive" && expr.kind == ExprKind::boolean && expr.flag) out += ", whatever the case of letters";
    }
    if (statement.comment) out += fmt::format(" ({})", flat(*statement.comment));
    return out;
  }

  static std::string flat(std::string_view text) {
    std::string out;
    for (const char c : text) out += c == '\n' ? ' ' : c;
    return out;
  }

  std::string said(const Statement& statement) { return pattern(statement, sayings[static_cast<std::size_t>(statement.spec->kind)].words); }

  // --- Patterns -------------------------------------------------------------------------------------------------

  static const Field* find_said(const Statement& statement, std::string_view id) {
    for (auto field = statement.fields.rbegin(); field != statement.fields.rend(); ++field)
      if ((field->spec ? field->spec->id : std::string_view(field->name.text)) == id) return field->value.expr.kind == ExprKind::null ? nullptr : &*field;
    return nullptr;
  }

  /// Where the bracket that opens at `open` closes.
  static std::size_t closing(std::string_view text, std::size_t open) {
    std::size_t depth = 0;
    for (std::size_t i = open; i < text.size(); ++i) {
      if (text[i] == '{' || text[i] == '[') ++depth;
      if ((text[i] == '}' || text[i] == ']') && --depth == 0) return i;
    }
    return text.size() - 1;
  }

  std::string pattern(const Statement& statement, std::string_view words) {
    std::string out;
    for (std::size_t i = 0; i < words.size();) {
      if (words[i] == '[') {
        const std::size_t end = closing(words, i);
        const std::string_view part = words.substr(i + 1, end - i - 1);
        if (says(statement, part)) out += pattern(statement, part);
        i = end + 1;
      } else if (words[i] == '{') {
        const std::size_t end = closing(words, i);
        out += placeholder(statement, words.substr(i + 1, end - i - 1));
        i = end + 1;
      } else {
        out += words[i++];
      }
    }
    return out;
  }

  bool says(const Statement& statement, std::string_view part) {
    const std::size_t begin = part.find('{');
    const std::string_view inside = part.substr(begin + 1, closing(part, begin) - begin - 1);
    const std::size_t bar = inside.find('|');
    const Field* field = find_said(statement, inside.substr(0, bar));
    return field && (bar == std::string_view::npos || !word_of(inside.substr(bar), field->value.expr.text).empty());
  }

  static std::string_view word_of(std::string_view choices, std::string_view value) {
    while (!choices.empty()) {
      choices.remove_prefix(1);
      const std::string_view choice = choices.substr(0, choices.find('|'));
      choices.remove_prefix(choice.size());
      const std::size_t equal = choice.find('=');
      if (choice.substr(0, equal) == value) return choice.substr(equal + 1);
    }
    return {};
  }

  std::string placeholder(const Statement& statement, std::string_view inside) {
    if (inside.starts_with("#one:")) {
      // The same words name a list in a loop and what a statement of its own gets.
      const std::string list = pattern(statement, inside.substr(5));
      return looping_ ? list : "gets " + list;
    }
    if (inside.starts_with('#')) return special(statement, inside.substr(1));
    const std::size_t bar = inside.find('|');
    const std::string_view id = inside.substr(0, bar);
    const Field* field = find_said(statement, id);
    const FieldSpec* spec = find_field(block_spec(statement.spec->block), id);
    if (bar != std::string_view::npos) {
      std::string value;
      if (spec && spec->preset.size() > 2) value = spec->preset.substr(1, spec->preset.size() - 2);
      if (field) value = field->value.expr.text;
      return std::string(word_of(inside.substr(bar), value));
    }
    if (!field) return "nothing";
    if (spec && spec->kind == FieldKind::key) return words_.code(field->value.expr.kind == ExprKind::text ? field->value.expr.text : joined_path(field->value.expr));
    if (spec && spec->kind == FieldKind::block) return words_.code(field->value.expr.text);
    return words_.value(field->value);
  }

  static std::string joined_path(const Expr& path) {
    std::string out = path.text;
    for (const PathStep& step : path.steps) out += '.' + step.key;
    return out;
  }

  std::string special(const Statement& statement, std::string_view what) {
    if (what == "action") return action(statement);
    if (what == "schedule") return schedule(statement);
    if (what == "event") return event(statement);
    if (what == "let") return let(statement);
    if (what == "form") return form(statement);
    if (what == "file") return file(statement);
    if (what == "arguments") return arguments_in_words(statement.arguments, " with ");
    if (what == "code") return code(statement);
    if (what == "type") return words_.code(statement.member.text);
    if (what == "tests") return words_.tests(statement.tests, true);
    if (what == "label") {
      const Field* label = find_said(statement, "label");
      return label ? fmt::format("\"{}\"", label->value.label ? *label->value.label : label->value.expr.text) : std::string("that is not set");
    }
    return {};
  }

  std::string code(const Statement& statement) {
    const Field* code = find_said(statement, "code");
    const std::string text = code ? code->value.expr.text : std::string();
    if (format_ == ExplainFormat::markdown && text.find('\n') == std::string::npos) return words_.code(text);
    return flat(text);
  }

  std::string schedule(const Statement& statement) {
    std::string out = "by a schedule";
    if (const Field* rule = find_said(statement, "recurrence")) out = schedule_in_words(rule->value.expr.text);
    else if (const Field* interval = find_said(statement, "schedule_interval")) out = fmt::format("every {} seconds", interval->value.expr.text);
    if (const Field* zone = find_said(statement, "schedule_timezone")) out += fmt::format(" ({})", zone->value.expr.text);
    if (const Field* from = find_said(statement, "schedule_start")) out += fmt::format(", from {}", from->value.expr.text);
    if (const Field* until = find_said(statement, "schedule_stoptime")) out += fmt::format(", until {}", until->value.expr.text);
    return out;
  }

  std::string event(const Statement& statement) {
    std::string name = statement.alias.text + '.' + statement.member.text;
    if (statement.webhook && statement.connector) name = fmt::format("\"{}\" of {}", statement.webhook->display_name, statement.connector->name);
    return fmt::format("the event {} happens", name) + arguments_in_words(statement.arguments, ", with ");
  }

  std::string let(const Statement& statement) {
    const std::string variable = words_.code(statement.variable.text);
    if (const auto set = set_to(statement)) return fmt::format("sets {} to {}", variable, *set);
    std::vector<std::string> parts;
    for (const Operation& operation : statement.operations) {
      if (!operation.spec) continue;
      std::string_view words = "changes {x} by {v}";
      for (const OperationWords& it : operation_words)
        if (it.id == operation.spec->id) words = it.words;
      std::string part;
      for (std::size_t i = 0; i < words.size(); ++i) {
        if (words[i] != '{') part += words[i];
        else part += words[i + 1] == 'x' ? variable : words_.value(operation.value), i += 2;
      }
      parts.push_back(std::move(part));
    }
    if (parts.empty()) return "declares " + variable;
    if (statement.declares && parts.size() == 1 && statement.operations.front().spec->id == "empty")
      return fmt::format("starts with an empty {}, {}", variable_types()[static_cast<std::size_t>(statement.operations.front().spec->type)], variable);
    return enumeration(parts, "and then");
  }

  /// The list that a variable is set to by being emptied and filled.
  std::optional<std::string> set_to(const Statement& statement) {
    const auto& all = statement.operations;
    if (all.size() < 2 || !all.front().spec || all.front().spec->id != "empty") return {};
    std::vector<std::string> items;
    for (std::size_t i = 1; i < all.size(); ++i) {
      if (!all[i].spec || all[i].spec->id != "add_item") return {};
      items.push_back(words_.value(all[i].value));
    }
    return "the list of " + enumeration(items);
  }

  std::string form(const Statement& statement) {
    struct TypeWords {
      std::string_view json, words;
    };
    constexpr TypeWords types[] = {{"input", "text"}, {"select", "one choice"}, {"object", "an object"}, {"multi_select", "several choices"}, {"field_mapping", "a mapping of fields"}};
    std::vector<std::string> parts;
    for (const FormItem& item : statement.form) {
      std::string_view type = item.type;
      for (const TypeWords& it : types)
        if (it.json == item.type) type = it.words;
      std::string part = fmt::format("\"{}\" ({}", item.caption.text, type);
      if (item.required) part += ", required";
      if (item.values) part += " from " + words_.value(*item.values);
      if (item.help) part += fmt::format("; help: {}", flat(*item.help));
      parts.push_back(part + ')');
    }
    return parts.empty() ? "nothing" : enumeration(parts);
  }

  std::string file(const Statement& statement) {
    std::string out;
    const Field* adapter = find_said(statement, "datasourcetype");
    const auto argument = [&](std::string_view name) -> const Argument* {
      for (const Argument& it : statement.arguments)
        if (it.name.text == name) return &it;
      return nullptr;
    };
    const std::string where = adapter ? " in " + adapter->value.expr.text : std::string();
    if (const Argument* from = argument("origin")) {
      const Argument* to = argument("destination");
      out = "the file " + words_.value(from->value) + (to ? " to " + words_.value(to->value) : std::string());
    } else if (const Argument* path = argument("path")) {
      const bool folder = statement.spec->kind == K::files;
      out = (folder ? "the folder " : "the file ") + words_.value(path->value);
    } else {
      out = "a file";
    }
    std::vector<std::string> rest;
    for (const Argument& it : statement.arguments)
      if (it.name.text != "origin" && it.name.text != "destination" && it.name.text != "path" && it.value.expr.kind != ExprKind::null)
        rest.push_back(words_.code(it.name.text) + ' ' + words_.value(it.value));
    return out + where + (rest.empty() ? std::string() : " (" + enumeration(rest) + ')');
  }

  std::string arguments_in_words(const std::vector<Argument>& arguments, std::string_view lead) {
    std::vector<std::string> parts;
    for (const Argument& argument : arguments) {
      if (argument.value.expr.kind == ExprKind::null && !argument.value.label) continue;
      const std::string& name = argument.parameter ? argument.parameter->name : argument.name.text;
      parts.push_back(words_.code(name) + ' ' + words_.value(argument.value));
    }
    return parts.empty() ? std::string() : std::string(lead) + enumeration(parts);
  }

  // --- Actions --------------------------------------------------------------------------------------------------

  const Rule* phrases_of(const Statement& statement) const {
    if (!statement.action || !statement.connector) return nullptr;
    const Id number = book_.find_rule(statement.connector->alias + '.' + statement.action->name);
    return number == none ? nullptr : &book_.rules[number];
  }

  std::string display_name(const Statement& statement) {
    if (statement.action && statement.connector && !statement.action->display_name.empty())
      return fmt::format("\"{}\" of {}", statement.action->display_name, statement.connector->name);
    return words_.code(statement.alias.text + '.' + statement.member.text);
  }

  std::string action(const Statement& statement) {
    if (const Rule* rule = phrases_of(statement)) {
      if (rule->items != none) {
        if (const auto all = phrase(*rule, statement, "all")) return "gets " + *all + clauses_of_call(statement, *rule);
      } else if (const auto say = phrase(*rule, statement, "say")) {
        return *say + clauses_of_call(statement, *rule);
      }
    }
    return "calls " + display_name(statement) + arguments_in_words(statement.arguments, " with ");
  }

  static const Argument* argument_of(const Statement& statement, std::string_view name) {
    for (const Argument& argument : statement.arguments)
      if ((argument.parameter ? argument.parameter->name : argument.name.text) == name) return argument.value.expr.kind == ExprKind::null ? nullptr : &argument;
    return nullptr;
  }

  /// The first phrase of a rule that can be said with the arguments that there are.
  std::optional<std::string> phrase(const Rule& rule, const Statement& statement, std::string_view attribute) {
    for (const dork::corpus::Saying& saying : rule.sayings) {
      if (saying.attribute != attribute) continue;
      for (const Pieces& pieces : saying.phrases) {
        said_.clear();
        if (auto text = pieces_in_words(rule, statement, pieces)) return text;
      }
    }
    return {};
  }

  std::optional<std::string> pieces_in_words(const Rule& rule, const Statement& statement, const Pieces& pieces) {
    std::string out;
    for (const dork::corpus::Piece& piece : pieces) {
      switch (piece.form) {
        case dork::corpus::Piece::Form::verb: out += third_person(piece.text); break;
        case dork::corpus::Piece::Form::choice: {
          auto first = pieces_in_words(rule, statement, piece.choices.front());
          if (!first) return {};
          out += *first;
          break;
        }
        case dork::corpus::Piece::Form::hole: {
          const Hole& hole = rule.holes[piece.hole];
          const Argument* argument = argument_of(statement, hole.name);
          // Rules within the rule have words for what is an expression here.
          if (!argument || hole.category != none) return {};
          said_.push_back(hole.name);
          out += argument_in_words(*argument, hole);
          break;
        }
        case dork::corpus::Piece::Form::text: out += piece.text; break;
        default: break;
      }
    }
    return without_marks(out);
  }

  /// "the app Finance (65…)", "the current app".
  std::string argument_in_words(const Argument& argument, const Hole& hole) {
    const std::string value = words_.value(argument.value);
    if (argument.value.expr.kind != ExprKind::text || hole.kind == none) return value;
    const Kind& kind = book_.kinds[hole.kind];
    const bool id = kind.record != none && kind.field == "id";
    if (!id || argument.value.expr.text.find('{') != std::string::npos) return is_bare(kind) ? unquoted(value) : value;
    const std::string noun = book_.world.records[kind.record].name;
    return "the " + (noun == "file" ? "data file" : noun) + ' ' + (argument.value.label ? value : unquoted(value));
  }

  /// Whether people say such a value without quotes.
  static bool is_bare(const Kind& kind) { return !kind.quoted && kind.texts.empty(); }

  static std::string unquoted(const std::string& text) {
    return text.size() > 2 && text.front() == '"' && text.back() == '"' ? text.substr(1, text.size() - 2) : text;
  }

  /// What the phrase has not said: optional parameters, choices.
  std::string clauses_of_call(const Statement& statement, const Rule& rule) {
    std::string out;
    std::vector<std::string> others;
    for (const Argument& argument : statement.arguments) {
      if (argument.value.expr.kind == ExprKind::null && !argument.value.label) continue;
      const std::string& name = argument.parameter ? argument.parameter->name : argument.name.text;
      if (std::find(said_.begin(), said_.end(), name) != said_.end() || is_constant(rule, statement, argument)) continue;
      if (const auto option = option_in_words(rule, statement, name, argument)) out += *option;
      else others.push_back(words_.code(name) + ' ' + words_.value(argument.value));
    }
    if (!others.empty()) out += ", with " + enumeration(others);
    return out;
  }

  /// Whether the rule always writes this argument just so, without a word.
  static bool is_constant(const Rule& rule, const Statement& statement, const Argument& argument) {
    if (argument.value.expr.kind != ExprKind::text || !statement.action) return false;
    std::string_view value = argument.value.expr.text;
    std::string label;
    if (argument.parameter)
      for (const dork::Option& option : argument.parameter->options)
        if (option.value == value && !option.label.empty()) label = option.label;
    const std::string& name = argument.parameter ? argument.parameter->name : argument.name.text;
    for (const dork::corpus::Piece& piece : rule.script) {
      if (piece.form != dork::corpus::Piece::Form::text) continue;
      if (piece.text.find(fmt::format("{} = '{}'", name, value)) != std::string::npos) return true;
      if (!label.empty() && piece.text.find(fmt::format("{} = '{}'", name, label)) != std::string::npos) return true;
    }
    return false;
  }

  std::optional<std::string> option_in_words(const Rule& rule, const Statement& statement, std::string_view name, const Argument& argument) {
    for (const dork::corpus::Option& option : rule.options) {
      if (option.say.empty()) continue;
      const bool parameter = option.name == name;
      bool choice = option.group == name && argument.value.expr.kind == ExprKind::text;
      if (choice) {
        std::string written;
        for (const dork::corpus::Piece& piece : option.script) written += piece.text;
        std::string label;
        if (argument.parameter)
          for (const dork::Option& it : argument.parameter->options)
            if (it.value == argument.value.expr.text) label = it.label;
        choice = written.find('\'' + argument.value.expr.text + '\'') != std::string::npos || (!label.empty() && written.find('\'' + label + '\'') != std::string::npos);
      }
      if (parameter || choice)
        if (auto text = pieces_in_words(rule, statement, option.say.front())) return text;
    }
    return {};
  }

  const Automation& automation_;
  const RuleBook& book_;
  ExplainFormat format_;
  NamedThings things_;
  Words words_;
  std::string out_;
  std::vector<std::string> said_;   ///< parameters that the phrase at hand has said
  bool looping_ = false;
};

}  // namespace

std::string explain(const Automation& automation, const Rules& rules, ExplainFormat format) { return Explainer(automation, *rules.book, format).explain(); }

CompileResult explain(std::string_view source, const Rules& rules, ExplainFormat format) {
  const Catalog& catalog = *rules_catalog(rules);
  CompileResult result;
  if (!is_json(source)) {
    result = check(source, {.catalog = &catalog});
    if (!result.ok) return result;
    Diagnostics diagnostics;
    result.output = explain(analyze(source, catalog, diagnostics), rules, format);
    return result;
  }
  const Workspaces workspaces = read_workspaces(source);
  if (!workspaces.error.empty()) {
    Diagnostics diagnostics;
    diagnostics.report(Code::no_workspace, Range{}, workspaces.error);
    return {{}, diagnostics.sorted(), 0, false, diagnostics.error_codes()};
  }
  for (const Workspace& workspace : workspaces.found) {
    if (!result.output.empty()) result.output += '\n';
    result.output += explain(lift(workspace, catalog, {.verbatim = {}}), rules, format);
  }
  result.ok = true;
  return result;
}

}  // namespace dork::corpus
