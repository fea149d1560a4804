// What may be meant by a script that says what cannot be: candidates by the code of a diagnostic, from one table.
#include "compiler/formula/formula.hpp"
#include "compiler/model/walk.hpp"
#include "compiler/syntax/parse.hpp"
#include "corpus/score/mend.hpp"
#include "corpus/score/program.hpp"

#include <algorithm>

namespace dork::score {
namespace {

constexpr std::size_t most_names = 24;   // candidates for one name, nearest first

/// Everything that the makers of candidates look at.
class Maker {
 public:
  Maker(const std::string& script, const Diagnostic& diagnostic, const Catalog& catalog)
      : script_(script), range_(diagnostic.range), catalog_(catalog), automation_(analyze(script, catalog, ignored_)) {
    for (const Token& token : tokenize(script))
      if (!is_comment(token)) tokens_.push_back(token);
    range_.end = std::min<std::uint32_t>(range_.end, static_cast<std::uint32_t>(script.size()));
    range_.begin = std::min(range_.begin, range_.end);
    first_ = 0;
    while (first_ < tokens_.size() && tokens_[first_].range.end <= range_.begin) ++first_;
    last_ = first_;
    while (last_ + 1 < tokens_.size() && tokens_[last_ + 1].range.begin < range_.end) ++last_;
  }

  std::vector<std::string> take() { return std::move(made_); }

  void fix(const Diagnostic& diagnostic) {
    if (!diagnostic.fix) return;
    const auto [range, text] = *diagnostic.fix;
    if (range.end <= script_.size()) add(script_.substr(0, range.begin) + text + script_.substr(range.end));
  }

  /// Another word in the place of what is underlined; in the order of likeness to it.
  void words(std::vector<std::string> candidates) {
    const std::string_view now = std::string_view(script_).substr(range_.begin, range_.end - range_.begin);
    std::sort(candidates.begin(), candidates.end());
    candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
    const std::vector<Symbol> points = code_points(now);
    std::vector<std::pair<std::size_t, std::string>> ranked;
    for (std::string& word : candidates)
      if (word != now) ranked.emplace_back(edit_distance(points, code_points(word)), std::move(word));
    std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t i = 0; i < std::min(ranked.size(), most_names); ++i) replace(range_, ranked[i].second);
  }

  void connectors() {
    std::vector<std::string> all;
    for (const Catalog* catalog : {static_cast<const Catalog*>(&automation_.declared), &catalog_})
      for (const Connector& connector : catalog->connectors) all.push_back(connector.alias);
    for (const Connection& connection : automation_.connections)
      if (connection.alias) all.push_back(connection.alias->text);
    words(std::move(all));
  }

  /// A name that nothing has may be that of something whose own name was lost: of a placeholder, or of one given twice.
  void declare(const std::vector<Diagnostic>& diagnostics) {
    std::vector<std::string> unknown;
    for (const Diagnostic& diagnostic : diagnostics)
      if (diagnostic.code == Code::unknown_name || diagnostic.code == Code::unknown_variable || diagnostic.code == Code::unknown_block || diagnostic.code == Code::unknown_connector)
        if (std::string word = first_quoted(diagnostic.message); std::find(unknown.begin(), unknown.end(), word) == unknown.end()) unknown.push_back(std::move(word));
    std::vector<std::size_t> declaring;
    for (std::size_t i = 0; i + 1 < tokens_.size(); ++i) {
      const std::string_view next = tokens_[i + 1].kind;
      const std::string_view before = i > 0 ? tokens_[i - 1].kind : std::string_view();
      const bool statement = i == 0 || before == "SEMICOLON" || before == "THEN" || before == "ELSE" || before == "NEXT" || before == "DISABLED" || before == "IF" || before == "SWITCH" || before == "DEFAULT";
      if ((statement && next == "COLON") || (before == "EACH" && next == "IN") || (before == "LET" && next == "AS") || (before == "AS" && i > 1 && tokens_[i - 2].kind == "QUOTED_TEXT") || (before == "ACTION" && next == "DOT"))
        declaring.push_back(i);
    }
    const auto twice = [&](std::size_t token) {
      return std::count_if(declaring.begin(), declaring.end(), [&](std::size_t other) { return text(other) == text(token); }) > 1;
    };
    for (std::size_t u = 0; u < std::min<std::size_t>(unknown.size(), 4); ++u)
      for (const std::size_t token : declaring)
        if (text(token) == "x" || twice(token)) replace_token(token, is_plain_name(unknown[u]) ? unknown[u] : quoted_name(unknown[u]));
  }

  /// Actions of the connector that is named before; first those that have the parameters given.
  void actions(bool iterable_only = false) {
    const Connector* connector = connector_at(first_);
    if (!connector) return;
    const std::vector<std::string> given = argument_names(first_);
    std::vector<std::pair<std::size_t, std::string>> ranked;
    for (const Action& action : connector->actions) {
      if (iterable_only && !is_iterable(action)) continue;
      std::size_t lacking = 0;
      for (const std::string& name : given) lacking += find_parameter(action, name) == nullptr;
      for (const Parameter& parameter : action.parameters)
        lacking += parameter.required && std::none_of(given.begin(), given.end(), [&](const std::string& name) { return find_parameter(action, name) == &parameter; });
      ranked.emplace_back(lacking, action.name);
    }
    std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<std::string> fitting;
    for (const auto& [lacking, name] : ranked)
      if (lacking == 0) fitting.push_back(name);
    // Where a loop stands around it, what lists comes first.
    const std::size_t call = call_around(first_);
    const bool looped = call != none && call > 0 && tokens_[call - 1].kind == "IN";
    std::stable_partition(fitting.begin(), fitting.end(), [&](const std::string& name) { return is_iterable(*find_action(*connector, name)) == looped; });
    const Range range = member_range(first_);
    for (std::size_t i = 0; i < std::min(fitting.size(), most_names); ++i) replace(range, fitting[i]);
    for (std::size_t i = 0; i < std::min(ranked.size(), most_names); ++i)
      if (ranked[i].first > 0) replace(range, ranked[i].second);
  }

  void webhooks() {
    std::vector<std::string> all;
    for (const Connector& connector : catalog_.connectors)
      for (const Webhook& webhook : connector.webhooks) all.push_back(webhook.name);
    words(std::move(all));
  }

  /// Parameters of the action that the argument belongs to, which are not given yet; or without the argument.
  void parameters() {
    if (const Action* action = action_around(first_)) {
      std::vector<std::string> names;
      const std::vector<std::string> given = argument_names(first_);
      for (const Parameter& parameter : action->parameters)
        if (std::none_of(given.begin(), given.end(), [&](const std::string& name) { return find_parameter(*action, name) == &parameter; })) names.push_back(parameter.name);
      words(std::move(names));
    }
    without_argument();
  }

  /// The argument that the message names, with some value.
  void argument(const std::string& name) {
    const std::size_t open = next("LEFT_PAREN", first_);
    if (open == none) return;
    const bool empty = open + 1 < tokens_.size() && tokens_[open + 1].kind == "RIGHT_PAREN";
    insert_after(open, name + " = 'x'" + (empty ? "" : ", "));
  }

  /// Names of blocks and variables; within a text the part that is underlined.
  void names() {
    std::vector<std::string> all;
    if (automation_.start && !automation_.start->name.empty()) all.push_back(automation_.start->name);
    for_each_statement(automation_.main, [&](const Statement& statement) {
      if (!statement.name.empty() && statement.spec->kind != StatementKind::let) all.push_back(statement.name);
    });
    for (const Variable& variable : automation_.variables) all.push_back(variable.name.text);
    words(std::move(all));
  }

  void labels() {
    std::vector<std::string> all;
    for (std::size_t i = 0; i + 1 < tokens_.size(); ++i)
      if (tokens_[i].kind == "LABEL" && tokens_[i + 1].kind == "QUOTED_TEXT") all.emplace_back(text(i + 1));
    words(std::move(all));
  }

  void functions() {
    std::vector<std::string> all;
    for (const FormulaFunction& function : formula_functions()) all.emplace_back(function.name);
    words(std::move(all));
  }

  /// Another name for what has one that is taken.
  void another_name() {
    const std::string now = script_.substr(range_.begin, range_.end - range_.begin);
    for (int number = 2; number < 5; ++number)
      replace(range_, now.ends_with('"') || now.ends_with('\'') ? now.substr(0, now.size() - 1) + std::to_string(number) + now.back() : now + std::to_string(number));
    if (now.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") != std::string::npos) replace(range_, "x");
  }

  void without_argument() {
    std::size_t begin = first_;
    while (begin > 0 && tokens_[begin].kind != "COMMA" && tokens_[begin].kind != "LEFT_PAREN") --begin;
    std::size_t end = first_, depth = 0;
    for (; end < tokens_.size(); ++end) {
      const std::string_view kind = tokens_[end].kind;
      if (kind == "LEFT_PAREN" || kind == "LEFT_BRACKET" || kind == "LEFT_BRACE") ++depth;
      if ((kind == "RIGHT_PAREN" || kind == "RIGHT_BRACKET" || kind == "RIGHT_BRACE") && depth-- == 0) break;
      if (kind == "COMMA" && depth == 0) break;
    }
    if (end >= tokens_.size()) return;
    if (tokens_[begin].kind == "COMMA") remove(begin, end);
    else remove(begin + 1, end + (tokens_[end].kind == "COMMA" ? 1 : 0));
  }

  /// Every word that could stand there, and none.
  void operators() {
    for (const std::string_view op : {"=", "&=", "+=", "-=", "*=", "/="}) replace_token(first_, op);
    for (std::size_t i = first_; i <= last_ && i < tokens_.size(); ++i)
      if (tokens_[i].kind.ends_with("EQUAL"))
        for (const std::string_view op : {"=", "&=", "+=", "-=", "*=", "/="}) replace_token(i, op);
    std::size_t i = first_;
    while (i > 0 && tokens_[i].kind != "LET" && tokens_[i].kind != "SEMICOLON") --i;
    for (std::size_t at = i; at < tokens_.size() && tokens_[at].kind != "SEMICOLON"; ++at)
      if (tokens_[at].kind == "AS" && at + 1 < tokens_.size())
        for (const std::string_view type : {"STRING", "NUMBER", "LIST", "OBJECT", "TABLE"}) replace_token(at + 1, type);
    // The declaration may stand elsewhere.
    const std::string_view name = i + 1 < tokens_.size() ? text(i + 1) : std::string_view();
    for (std::size_t at = 0; at + 3 < tokens_.size(); ++at)
      if (tokens_[at].kind == "LET" && text(at + 1) == name && tokens_[at + 2].kind == "AS")
        for (const std::string_view type : {"STRING", "NUMBER", "LIST", "OBJECT", "TABLE"}) replace_token(at + 3, type);
  }

  void values() {
    for (std::size_t i = first_; i <= last_ && i < tokens_.size(); ++i)
      for (const std::string_view value : {"'x'", "1", "TRUE", "NULL", "[]", "{}"}) replace_token(i, value);
    if (last_ > first_ && last_ < tokens_.size())
      for (const std::string_view value : {"'x'", "1", "TRUE", "NULL"})
        add(script_.substr(0, tokens_[first_].range.begin) + std::string(value) + script_.substr(tokens_[last_].range.end));
  }

  void joiners() {
    for (std::size_t i = 0; i < tokens_.size(); ++i) {
      if (i + 6 < first_ || i > last_ + 6) continue;
      if (tokens_[i].kind == "AND") replace_token(i, "OR");
      if (tokens_[i].kind == "OR") replace_token(i, "AND");
    }
  }

  void other_exit() {
    for (std::size_t i = first_; i <= last_ && i < tokens_.size(); ++i)
      if (tokens_[i].kind == "FOR") replace_token(i, "SCRIPT");
  }

  /// `item` and `index` are there in a loop only: without the step.
  void without_step() {
    for (std::size_t i = first_; i < std::min(last_ + 4, tokens_.size()); ++i)
      if (tokens_[i].kind == "DOT") remove(i, i + 2);
    std::string text = script_.substr(range_.begin, range_.end - range_.begin);
    if (const std::size_t dot = text.find('.'); dot != std::string::npos) replace(range_, text.substr(0, dot));
  }

  void function_arguments() {
    for (std::size_t i = first_; i < std::min(last_ + 1, tokens_.size()); ++i)
      if (tokens_[i].kind == "RIGHT_PAREN") insert_before(i, ", 'x'");
    const std::size_t open = next("LEFT_PAREN", first_);
    if (open == none) return;
    std::size_t depth = 0, comma = none;
    for (std::size_t i = open; i < tokens_.size(); ++i) {
      const std::string_view kind = tokens_[i].kind;
      if (kind == "LEFT_PAREN" || kind == "LEFT_BRACKET" || kind == "LEFT_BRACE") ++depth;
      if (kind == "COMMA" && depth == 1) comma = i;
      if ((kind == "RIGHT_PAREN" || kind == "RIGHT_BRACKET" || kind == "RIGHT_BRACE") && --depth == 0) {
        insert_before(i, ", 'x'");
        if (comma != none) remove(comma, i);
        break;
      }
    }
  }

  /// What is always possible: a few tokens less, or the whole statement less.
  void less() {
    for (std::size_t length = 1; length <= 4; ++length)
      for (std::size_t begin = first_ >= length ? first_ - length + 1 : 0; begin <= first_ && begin + length <= tokens_.size(); ++begin) remove(begin, begin + length);
    if (last_ < tokens_.size()) remove(first_, last_ + 1);
    // The statement: from behind the one before to its semicolon, or to the NEXT or END that closes it.
    const auto ends = [&](std::size_t i) {
      const std::string_view kind = tokens_[i].kind;
      return kind == "SEMICOLON" || kind == "THEN" || kind == "ELSE" || kind == "NEXT" || kind == "DEFAULT";
    };
    std::size_t begin = std::min(first_, tokens_.size() - 1);
    while (begin > 0 && !ends(begin - 1)) --begin;
    std::size_t depth = 0;
    for (std::size_t end = begin; end < tokens_.size(); ++end) {
      const std::string_view kind = tokens_[end].kind;
      const bool closing = end > 0 && tokens_[end - 1].kind == "END";
      if (!closing && (kind == "IF" || kind == "SWITCH" || kind == "DETACHED") && !(end + 1 < tokens_.size() && tokens_[end + 1].kind == "LEFT_PAREN")) ++depth;
      if (kind == "FOR" && end + 1 < tokens_.size() && tokens_[end + 1].kind == "EACH") ++depth;
      const bool closes = kind == "NEXT" || (closing && (kind == "IF" || kind == "SWITCH" || kind == "DETACHED"));
      if (closes && depth > 0) --depth;
      if (depth == 0 && (kind == "SEMICOLON" || closes)) {
        remove(begin, end + 1);
        break;
      }
    }
  }

 private:
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  void add(std::string script) {
    if (script != script_) made_.push_back(std::move(script));
  }
  void replace(Range range, std::string_view text) { add(script_.substr(0, range.begin) + std::string(text) + script_.substr(range.end)); }
  void replace_token(std::size_t token, std::string_view text) {
    if (token < tokens_.size()) replace(tokens_[token].range, text);
  }
  void insert_after(std::size_t token, const std::string& text) {
    const std::uint32_t at = tokens_[token].range.end;
    add(script_.substr(0, at) + text + script_.substr(at));
  }
  void insert_before(std::size_t token, const std::string& text) {
    const std::uint32_t at = tokens_[token].range.begin;
    add(script_.substr(0, at) + text + script_.substr(at));
  }
  void remove(std::size_t begin, std::size_t end) {
    if (begin >= end || end > tokens_.size()) return;
    add(script_.substr(0, tokens_[begin].range.begin) + script_.substr(tokens_[end - 1].range.end));
  }
  std::string_view text(std::size_t token) const { return std::string_view(script_).substr(tokens_[token].range.begin, tokens_[token].range.end - tokens_[token].range.begin); }
  std::size_t next(std::string_view kind, std::size_t from) const {
    for (std::size_t i = from; i < tokens_.size() && tokens_[i].kind != "SEMICOLON"; ++i)
      if (tokens_[i].kind == kind) return i;
    return none;
  }

  const Connector* connector_named(std::string_view alias) const {
    if (const Connector* declared = automation_.declared.find_alias(alias)) return declared;
    for (const Connection& connection : automation_.connections)
      if (connection.alias && connection.alias->text == alias) return catalog_.find_name(connection.connector.text);
    return catalog_.find_alias(alias);
  }

  static std::string first_quoted(std::string_view message) {
    const std::size_t begin = message.find('`');
    if (begin == std::string_view::npos) return {};
    return std::string(message.substr(begin + 1, message.find('`', begin + 1) - begin - 1));
  }

  /// The `alias . member (` that a token belongs to: where the alias stands.
  std::size_t call_around(std::size_t token) const {
    for (std::size_t i = std::min(token, tokens_.size() - 1) + 1; i-- > 0;) {
      if (tokens_[i].kind == "SEMICOLON" && i < token) break;
      if (i + 3 < tokens_.size() && tokens_[i + 1].kind == "DOT" && tokens_[i + 3].kind == "LEFT_PAREN" && connector_named(text(i))) return i;
    }
    return none;
  }
  const Connector* connector_at(std::size_t token) const {
    const std::size_t call = call_around(token);
    return call == none ? nullptr : connector_named(text(call));
  }
  Range member_range(std::size_t token) const {
    const std::size_t call = call_around(token);
    return call == none ? range_ : tokens_[call + 2].range;
  }
  const Action* action_around(std::size_t token) const {
    const std::size_t call = call_around(token);
    return call == none ? nullptr : find_action(*connector_named(text(call)), text(call + 2));
  }
  std::vector<std::string> argument_names(std::size_t token) const {
    std::vector<std::string> names;
    const std::size_t call = call_around(token);
    if (call == none) return names;
    std::size_t depth = 0;
    for (std::size_t i = call + 3; i + 1 < tokens_.size(); ++i) {
      const std::string_view kind = tokens_[i].kind;
      if (depth == 1 && (kind == "LEFT_PAREN" || kind == "COMMA") && i + 2 < tokens_.size() && tokens_[i + 2].kind == "EQUAL") names.emplace_back(text(i + 1));
      if (kind == "LEFT_PAREN" || kind == "LEFT_BRACKET" || kind == "LEFT_BRACE") {
        ++depth;
        if (depth == 1 && i + 2 < tokens_.size() && tokens_[i + 2].kind == "EQUAL") names.emplace_back(text(i + 1));
      }
      if ((kind == "RIGHT_PAREN" || kind == "RIGHT_BRACKET" || kind == "RIGHT_BRACE") && --depth == 0) break;
    }
    return names;
  }

  const std::string& script_;
  Range range_;
  const Catalog& catalog_;
  Diagnostics ignored_;
  Automation automation_;
  std::vector<Token> tokens_;
  std::size_t first_ = 0, last_ = 0;   // the tokens that are underlined
  std::vector<std::string> made_;
};

/// What stands in backticks in a message, the last of it.
std::string last_quoted(std::string_view message) {
  const std::size_t end = message.rfind('`');
  if (end == std::string_view::npos || end == 0) return {};
  const std::size_t begin = message.rfind('`', end - 1);
  return begin == std::string_view::npos ? std::string() : std::string(message.substr(begin + 1, end - begin - 1));
}

struct Remedy {
  Code code;
  void (*apply)(Maker& maker, const Diagnostic& diagnostic);
};

/// What may help against a diagnostic, beside its own fix and leaving things out. A code may stand several times.
constexpr Remedy remedies[] = {
    {Code::unknown_connector, [](Maker& maker, const Diagnostic&) { maker.connectors(); }},
    {Code::unknown_action, [](Maker& maker, const Diagnostic&) { maker.actions(); }},
    {Code::unknown_webhook, [](Maker& maker, const Diagnostic&) { maker.webhooks(); }},
    {Code::unknown_parameter, [](Maker& maker, const Diagnostic&) { maker.parameters(); }},
    {Code::missing_argument, [](Maker& maker, const Diagnostic& diagnostic) { maker.argument(last_quoted(diagnostic.message)); }},
    {Code::missing_argument, [](Maker& maker, const Diagnostic&) { maker.actions(); }},
    {Code::duplicate_argument, [](Maker& maker, const Diagnostic&) { maker.parameters(); }},
    {Code::unknown_name, [](Maker& maker, const Diagnostic&) { maker.names(); }},
    {Code::unknown_block, [](Maker& maker, const Diagnostic&) { maker.names(); }},
    {Code::unknown_variable, [](Maker& maker, const Diagnostic&) { maker.names(); }},
    {Code::unknown_label, [](Maker& maker, const Diagnostic&) { maker.labels(); }},
    {Code::unknown_function, [](Maker& maker, const Diagnostic&) { maker.functions(); }},
    {Code::wrong_argument_count, [](Maker& maker, const Diagnostic&) { maker.function_arguments(); }},
    {Code::wrong_argument_count, [](Maker& maker, const Diagnostic&) { maker.functions(); }},
    {Code::duplicate_name, [](Maker& maker, const Diagnostic&) { maker.another_name(); }},
    {Code::duplicate_variable, [](Maker& maker, const Diagnostic&) { maker.another_name(); }},
    {Code::duplicate_alias, [](Maker& maker, const Diagnostic&) { maker.another_name(); }},
    {Code::duplicate_label, [](Maker& maker, const Diagnostic&) { maker.another_name(); }},
    {Code::name_clash, [](Maker& maker, const Diagnostic&) { maker.another_name(); }},
    {Code::invalid_variable_name, [](Maker& maker, const Diagnostic&) { maker.another_name(); }},
    {Code::used_too_early, [](Maker& maker, const Diagnostic&) { maker.names(); }},
    {Code::no_output, [](Maker& maker, const Diagnostic&) { maker.names(); }},
    {Code::start_has_no_output, [](Maker& maker, const Diagnostic&) { maker.names(); }},
    {Code::item_outside_loop, [](Maker& maker, const Diagnostic&) { maker.without_step(); }},
    {Code::item_outside_loop, [](Maker& maker, const Diagnostic&) { maker.names(); }},
    {Code::wrong_block, [](Maker& maker, const Diagnostic&) { maker.names(); }},
    {Code::not_iterable, [](Maker& maker, const Diagnostic&) { maker.actions(true); }},
    {Code::wrong_operation, [](Maker& maker, const Diagnostic&) { maker.operators(); }},
    {Code::mixed_joiners, [](Maker& maker, const Diagnostic&) { maker.joiners(); }},
    {Code::exit_outside_loop, [](Maker& maker, const Diagnostic&) { maker.other_exit(); }},
    {Code::wrong_value, [](Maker& maker, const Diagnostic&) { maker.values(); }},
    {Code::invalid_automation_id, [](Maker& maker, const Diagnostic&) { maker.values(); }},
    {Code::not_a_formula, [](Maker& maker, const Diagnostic&) { maker.values(); }},
    {Code::unknown_name, [](Maker& maker, const Diagnostic&) { maker.values(); }},
};

}  // namespace

std::vector<std::string> mend_meaning(const std::string& script, const Diagnostic& diagnostic, const std::vector<Diagnostic>& all, const Catalog& catalog) {
  if (script.empty()) return {};
  Maker maker(script, diagnostic, catalog);
  maker.fix(diagnostic);
  maker.declare(all);
  for (const Remedy& remedy : remedies)
    if (remedy.code == diagnostic.code) remedy.apply(maker, diagnostic);
  maker.less();
  return maker.take();
}

}  // namespace dork::score
