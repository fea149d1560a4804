#include "corpus/explain/words.hpp"

#include "compiler/formula/formula.hpp"
#include "compiler/formula/operators.hpp"
#include "compiler/model/walk.hpp"
#include "corpus/synthesis/english.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace dork::corpus {
namespace {

/// How a condition reads, by the operator's word in the JSON.
struct OperatorWords {
  std::string_view json, words;
};
constexpr OperatorWords operator_words[] = {
    {"=", "is"}, {"!=", "is not"}, {">", "is greater than"}, {">=", "is at least"}, {"<", "is less than"}, {"<=", "is at most"},
    {"empty", "is empty"}, {"notEmpty", "is not empty"}, {"contain", "contains"}, {"doesntContain", "does not contain"},
    {"inList", "is one of"}, {"notInList", "is none of"}, {"isText", "is text"}, {"isNotText", "is not text"}, {"isNumber", "is a number"},
    {"isNotNumber", "is not a number"}, {"isObject", "is an object"}, {"isNotObject", "is not an object"}, {"isList", "is a list"},
    {"isNotList", "is not a list"}, {"isEmail", "is a mail address"}, {"isNotEmail", "is not a mail address"}, {"isPhone", "is a phone number"},
    {"isNotPhone", "is not a phone number"}, {"isTrue", "is true"}, {"isFalse", "is false"},
};

std::string_view words_of(std::uint8_t op) {
  const std::string_view json = condition_operators()[op].json;
  for (const OperatorWords& it : operator_words)
    if (it.json == json) return it.words;
  return json;
}

/// Functions that have plain words; `{0}` is the first argument.
struct FunctionWords {
  std::string_view name, words;
  std::size_t arguments;
};
constexpr FunctionWords function_words[] = {
    {"count", "the number of entries in {0}", 1}, {"json", "{0} as JSON", 1}, {"csv", "{0} as CSV", 1}, {"lowercase", "{0} in lowercase", 1},
    {"uppercase", "{0} in capitals", 1}, {"trim", "{0} without blanks around it", 1}, {"implode", "{0}, joined", 1}, {"implode", "{0}, joined by {1}", 2},
    {"object", "{0} as an object", 1}, {"base64encode", "{0} in base64", 1}, {"base64decode", "{0}, decoded from base64", 1},
    {"capitalizename", "{0} with capitals", 1}, {"round", "{0}, rounded", 2},
};

bool same(std::string_view a, std::string_view b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return lower(x) == lower(y);
  });
}

/// The steps of a path as the data files write a member's.
std::string dotted(std::span<const PathStep> steps) {
  std::string out;
  for (const PathStep& step : steps) {
    if (step.kind != PathStep::Kind::key) return {};
    out += (out.empty() ? "" : ".") + step.key;
  }
  return out;
}

const MemberOf* member_of(const Kind& kind, std::string_view path) {
  for (const MemberOf& member : kind.members)
    if (member.path == path) return &member;
  return nullptr;
}

std::string without_article(std::string text) { return text.starts_with("the ") ? text.substr(4) : text; }

std::string singular(std::string_view name) {
  if (name.size() > 3 && name.ends_with("ies")) return std::string(name.substr(0, name.size() - 3)) + "y";
  if (name.size() > 2 && name.ends_with('s') && !name.ends_with("ss")) return std::string(name.substr(0, name.size() - 1));
  return std::string(name);
}

}  // namespace

NamedThings name_things(const Automation& automation, const RuleBook& book) {
  NamedThings things;
  for (const Variable& variable : automation.variables) {
    Named named;
    named.list = variable.type == VariableType::list || variable.type == VariableType::table;
    things[variable.name.text] = named;
  }
  const auto kind_behind = [&](const Statement& statement) -> const Named* {
    // A list operation has the items of the list that it works on.
    for (const Field& field : statement.fields)
      if (field.value.expr.kind == ExprKind::path)
        if (const auto found = things.find(field.value.expr.text); found != things.end()) return &found->second;
    return nullptr;
  };
  for_each_statement(automation.main, [&](const Statement& statement) {
    if (statement.name.empty() || statement.spec->kind == StatementKind::let) return;
    Named named;
    named.statement = &statement;
    if (statement.action && statement.connector) {
      const Id number = book.find_rule(statement.connector->alias + '.' + statement.action->name);
      if (number != none) {
        const Rule& rule = book.rules[number];
        named.kind = rule.items;
        named.list = rule.items != none;
        if (!rule.gives.empty() && rule.items == none) named.kind = rule.gives.front().kind;
        if (!rule.gives.empty() && !rule.gives.front().say.empty() && rule.items == none)
          for (const Piece& piece : rule.gives.front().say.front()) named.said += piece.text;
      } else {
        named.list = is_iterable(*statement.action);
      }
    } else if (const Named* behind = kind_behind(statement)) {
      named.kind = behind->kind;
      named.list = statement.loops || statement.spec->kind != StatementKind::lookup;
    }
    things[statement.name] = named;
  });
  if (automation.start && !automation.start->name.empty()) {
    Named named;
    named.statement = &*automation.start;
    things[automation.start->name] = named;
  }
  return things;
}

std::string Words::code(std::string_view text) const {
  return format_ == ExplainFormat::markdown ? fmt::format("`{}`", text) : std::string(text);
}

std::string Words::quoted(std::string_view text) const {
  std::string flat;
  for (const char c : text) flat += c == '\n' || c == '\r' ? ' ' : c;
  while (flat.ends_with(' ')) flat.pop_back();
  const std::size_t first = flat.find_first_not_of(' ');
  return fmt::format("\"{}\"", first == std::string::npos ? std::string() : flat.substr(first));
}

std::string Words::noun(std::string_view name, bool many) const {
  const auto found = things_.find(name);
  if (found != things_.end() && found->second.kind != none) {
    const Kind& kind = book_.kinds[found->second.kind];
    return many ? kind.nouns : kind.noun;
  }
  const std::string one = singular(name);
  return many ? plural(one) : one;
}

std::string Words::value(const Value& value) const {
  const std::string text = this->value(value.expr);
  if (!value.label || value.expr.kind != ExprKind::text) return text;
  return fmt::format("{} ({})", *value.label, value.expr.text);
}

std::string Words::value(const Expr& expression) const {
  switch (expression.kind) {
    case ExprKind::missing:
    case ExprKind::null: return "nothing";
    case ExprKind::boolean: return expression.flag ? "true" : "false";
    case ExprKind::text: return text(expression.text);
    case ExprKind::number: return expression.text;
    case ExprKind::path: return path(expression);
    case ExprKind::call: return call(expression);
    case ExprKind::list: {
      if (expression.children.empty()) return "an empty list";
      std::vector<std::string> parts;
      for (const Expr& child : expression.children) parts.push_back(value(child));
      return "the list of " + enumeration(parts);
    }
    case ExprKind::object: {
      if (expression.children.empty()) return "an empty object";
      std::vector<std::string> parts;
      for (std::size_t i = 0; i < expression.children.size(); ++i) parts.push_back(code(expression.keys[i]) + ": " + value(expression.children[i]));
      return "an object with " + enumeration(parts);
    }
    case ExprKind::condition:
    case ExprKind::concat:
    case ExprKind::arithmetic: return code(print_expression(expression));
  }
  return {};
}

std::string Words::text(std::string_view text) const {
  if (text.empty()) return "an empty text";
  const Template parsed = parse_template(text);
  const bool any = std::any_of(parsed.pieces.begin(), parsed.pieces.end(), [](const dork::Piece& piece) { return piece.formula.has_value(); });
  if (!any) return quoted(text);
  if (parsed.pieces.size() == 1) return value(*parsed.pieces.front().formula);
  std::string out;
  for (const dork::Piece& piece : parsed.pieces) {
    const std::string_view part = text.substr(piece.begin, piece.end - piece.begin);
    if (!piece.formula) out += part;
    else if (part == "{linebreak}") out += "[line break]";
    else out += '[' + without_article(value(*piece.formula)) + ']';
  }
  return quoted(out);
}

std::string Words::path(const Expr& path) const {
  const auto found = things_.find(path.text);
  if (found == things_.end() || (found->second.statement == nullptr)) {
    // A variable, or a name that is not there.
    return code(print_expression(path));
  }
  const Named& named = found->second;
  std::span<const PathStep> steps(path.steps);
  const bool is_start = named.statement->spec->block == BlockType::start;
  std::string what;
  if (!steps.empty() && steps.front().kind == PathStep::Kind::key && steps.front().key == "item") {
    what = "the current " + noun(path.text, false);
    steps = steps.subspan(1);
  } else if (!steps.empty() && steps.front().kind == PathStep::Kind::key && steps.front().key == "index" && named.statement->loops) {
    return "the number of the current " + noun(path.text, false);
  } else if (is_start) {
    what = named.statement->spec->kind == StatementKind::start_webhook ? "the event" : "the call";
  } else if (named.list) {
    what = "the " + noun(path.text, true);
    if (named.kind == none) what = code(path.text);
  } else if (!named.said.empty()) {
    what = named.said;
  } else {
    what = code(path.text);
  }
  if (steps.empty()) return what;
  const std::string rest = dotted(steps);
  if (named.kind != none && !rest.empty()) {
    if (const MemberOf* member = member_of(book_.kinds[named.kind], rest)) {
      if (member->say.empty()) return what;
      return "the " + member->say + " of " + what;
    }
  }
  if (named.kind != none && rest == "id") return what;
  if (rest.empty()) return code(print_expression(path));
  return code(rest) + " of " + what;
}

std::string Words::call(const Expr& call) const {
  const bool plain = std::all_of(call.children.begin(), call.children.end(), [](const Expr& it) { return it.kind != ExprKind::missing; });
  for (const FunctionWords& words : function_words) {
    if (!plain || !same(words.name, call.text) || call.children.size() != words.arguments) continue;
    std::string out;
    for (std::size_t i = 0; i < words.words.size(); ++i) {
      if (words.words[i] != '{') {
        out += words.words[i];
        continue;
      }
      const std::size_t argument = static_cast<std::size_t>(words.words[i + 1] - '0');
      const Expr& child = call.children[argument];
      const auto thing = child.kind == ExprKind::path && child.steps.empty() ? things_.find(child.text) : things_.end();
      // "the number of apps" says it shorter.
      if (same(call.text, "count") && thing != things_.end() && thing->second.list && thing->second.kind != none) return "the number of " + noun(child.text, true);
      out += value(child);
      i += 2;
    }
    return out;
  }
  if (same(call.text, "date") && call.children.size() == 2 && call.children[0].kind == ExprKind::text && call.children[1].kind == ExprKind::text) {
    const std::string& when = call.children[0].text;
    const std::string said = when == "now" ? "the current date" : "the date of \"" + when + '"';
    return fmt::format("{} (as {})", said, call.children[1].text);
  }
  return code(print_expression(call));
}

std::string Words::field(const Expr& path) const {
  if (path.kind == ExprKind::text) return code(path.text);
  return code(print_expression(path));
}

std::string Words::tests(const Tests& tests, bool of_items) const {
  std::vector<std::string> parts;
  for (const Test& test : tests.tests) {
    std::string part = (of_items ? field(test.left) : value(test.left)) + ' ' + std::string(words_of(test.op));
    if (!condition_operators()[test.op].unary) part += ' ' + value(test.right);
    parts.push_back(std::move(part));
  }
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) out += (i == 0 ? "" : tests.any ? " or " : " and ") + parts[i];
  return out;
}

}  // namespace dork::corpus
