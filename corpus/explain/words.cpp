#include "corpus/explain/words.hpp"

#include "compiler/formula/formula.hpp"
#include "compiler/formula/operators.hpp"
#include "corpus/synthesis/english.hpp"

#include <fmt/format.h>
#include <algorithm>

namespace dork::corpus {
namespace {

/// How a condition reads, by the operator's word in the JSON.
struct OperatorWords {
  std::string_view json, words;
};
constexpr OperatorWords operator_words[] = {
    {"=", "is"},
    {"!=", "is not"},
    {">", "is greater than"},
    {">=", "is at least"},
    {"<", "is less than"},
    {"<=", "is at most"},
    {"empty", "is empty"},
    {"notEmpty", "is not empty"},
    {"contain", "contains"},
    {"doesntContain", "does not contain"},
    {"inList", "is one of"},
    {"notInList", "is none of"},
    {"isText", "is text"},
    {"isNotText", "is not text"},
    {"isNumber", "is a number"},
    {"isNotNumber", "is not a number"},
    {"isObject", "is an object"},
    {"isNotObject", "is not an object"},
    {"isList", "is a list"},
    {"isNotList", "is not a list"},
    {"isEmail", "is a mail address"},
    {"isNotEmail", "is not a mail address"},
    {"isPhone", "is a phone number"},
    {"isNotPhone", "is not a phone number"},
    {"isTrue", "is true"},
    {"isFalse", "is false"},
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
    {"count", "the number of entries in {0}", 1},
    {"json", "{0} as JSON", 1},
    {"csv", "{0} as CSV", 1},
    {"lowercase", "{0} in lowercase", 1},
    {"uppercase", "{0} in capitals", 1},
    {"trim", "{0} without blanks around it", 1},
    {"implode", "{0}, joined", 1},
    {"implode", "{0}, joined by {1}", 2},
    {"object", "{0} as an object", 1},
    {"base64encode", "{0} in base64", 1},
    {"base64decode", "{0}, decoded from base64", 1},
    {"capitalizename", "{0} with capitals", 1},
    {"round", "{0}, rounded", 2},
    {"linebreak", "a line break", 0},
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

std::string without_article(std::string text) {
  return text.starts_with("the ") ? text.substr(4) : text;
}

std::string singular(std::string_view name) {
  if (name.size() > 3 && name.ends_with("ies")) return std::string(name.substr(0, name.size() - 3)) + "y";
  if (name.size() > 2 && name.ends_with('s') && !name.ends_with("ss"))
    return std::string(name.substr(0, name.size() - 1));
  return std::string(name);
}

}  // namespace

std::string on_one_line(std::string_view text) {
  std::string out;
  for (const char c : text) out += c == '\n' || c == '\r' ? ' ' : c;
  return out;
}

std::string Words::code(std::string_view text) const {
  return format_ == ExplainFormat::markdown ? fmt::format("`{}`", text) : std::string(text);
}

std::string Words::quoted(std::string_view text) const {
  const std::string flat = on_one_line(text);
  const std::size_t first = flat.find_first_not_of(' ');
  // Blanks around a text are of no interest, unless there is nothing else.
  if (first == std::string::npos) return fmt::format("\"{}\"", flat);
  return fmt::format("\"{}\"", flat.substr(first, flat.find_last_not_of(' ') + 1 - first));
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
    case ExprKind::object:
      return expression.children.empty() ? "an empty object" : "an object with " + pairs(expression);
    case ExprKind::condition:
    case ExprKind::concat:
    case ExprKind::arithmetic: return code(print_expression(expression));
  }
  return {};
}

std::string Words::pairs(const Expr& object) const {
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < object.children.size(); ++i)
    parts.push_back(code(object.keys[i]) + ": " + value(object.children[i]));
  return enumeration(parts);
}

std::string Words::pairs(const Value& value) const {
  const Expr& expr = value.expr;
  return expr.kind == ExprKind::object && !expr.children.empty() ? pairs(expr) : this->value(value);
}

std::string Words::settings(const Expr& object, std::string_view between) const {
  if (object.kind != ExprKind::object || object.children.empty()) return "the keys of " + value(object);
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < object.children.size(); ++i)
    parts.push_back(fmt::format("{} {} {}", code(object.keys[i]), between, value(object.children[i])));
  return enumeration(parts);
}

std::string Words::items(const Value& value) const {
  if (value.expr.kind != ExprKind::list || value.expr.children.empty()) return this->value(value);
  std::vector<std::string> parts;
  for (const Expr& child : value.expr.children) parts.push_back(this->value(child));
  return enumeration(parts);
}

std::string Words::by_name(std::string_view name) const {
  if (const auto found = things_.find(name); found != things_.end() && found->second.statement) names_.emplace(name);
  return code(name);
}

std::string Words::thing(std::string_view name) const {
  const auto found = things_.find(name);
  if (found == things_.end() || !found->second.statement) return code(name);
  const Named& named = found->second;
  if (named.ambiguous) return by_name(name);
  if (!named.said.empty()) return named.said;
  if (named.kind == none) return by_name(name);
  return "the " + noun(name, named.list);
}

/// `Managerid` of a form: "Manager id", in the words of its caption.
std::string Words::form_field(const Named& form, std::string_view key) const {
  for (const FormItem& item : form.statement->form) {
    std::string plain;
    for (const char c : item.caption.text)
      if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) plain += c;
    if (plain == key) return fmt::format("\"{}\"", item.caption.text);
  }
  return code(key);
}

std::string Words::text(std::string_view text) const {
  if (text.empty()) return "an empty text";
  const Template parsed = parse_template(text);
  const bool any = std::any_of(parsed.pieces.begin(), parsed.pieces.end(),
                               [](const dork::Piece& piece) { return piece.formula.has_value(); });
  if (!any) return quoted(text);
  if (parsed.pieces.size() == 1) return value(*parsed.pieces.front().formula);
  std::string out;
  for (const dork::Piece& piece : parsed.pieces) {
    const std::string_view part = text.substr(piece.begin, piece.end - piece.begin);
    if (!piece.formula)
      out += part;
    else if (part == "{linebreak}")
      out += "[line break]";
    else
      out += '[' + without_article(value(*piece.formula)) + ']';
  }
  return quoted(out);
}

std::string Words::path(const Expr& path) const {
  std::string_view name = path.text;
  std::span<const PathStep> steps(path.steps);
  const auto key_at = [&](std::size_t i, std::string_view key) {
    return steps.size() > i && steps[i].kind == PathStep::Kind::key && (key.empty() || steps[i].key == key);
  };
  // The editor keeps what went wrong in a block of its own: state.<block>.error.
  const bool error = name == "state" && key_at(0, "") && key_at(1, "error") && things_.contains(steps[0].key);
  if (error) {
    name = steps[0].key;
    steps = steps.subspan(2);
  }
  const auto found = things_.find(name);
  if (found == things_.end() || !found->second.statement)
    return code(print_expression(path));  // a variable, or a name that is not there
  const Named& named = found->second;
  std::string what;
  if (!error && key_at(0, "index") && named.statement->loops) return "the number of the current " + noun(name, false);
  if (!error && key_at(0, "item")) {
    what = "the current " + noun(name, false) + (named.item_ambiguous ? " of " + by_name(name) : std::string());
    steps = steps.subspan(1);
  } else if (named.statement->spec->kind == StatementKind::inputs && key_at(0, "")) {
    what = form_field(named, steps[0].key) + " of " + thing(name);
    steps = steps.subspan(1);
  } else {
    what = thing(name);
  }
  if (error) what = "the error of " + what;
  if (steps.empty()) return what;
  const std::string rest = dotted(steps);
  if (rest.empty()) {
    by_name(name);
    return code(print_expression(path));
  }
  if (error) return code(rest) + " of " + what;
  if (named.kind != none) {
    if (const MemberOf* member = member_of(book_.kinds[named.kind], rest))
      return member->say.empty() ? what : "the " + member->say + " of " + what;
    // People mean the thing itself by its id.
    if (rest == "id" || rest.ends_with("s.id") || rest == "data.id") return what;
  }
  return code(rest) + " of " + what;
}

std::string Words::call(const Expr& call) const {
  const bool plain = std::all_of(call.children.begin(), call.children.end(),
                                 [](const Expr& it) { return it.kind != ExprKind::missing; });
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
      if (same(call.text, "count") && thing != things_.end() && thing->second.list && thing->second.kind != none)
        return "the number of " + noun(child.text, true);
      out += value(child);
      i += 2;
    }
    return out;
  }
  if (same(call.text, "date") && call.children.size() == 2 && call.children[0].kind == ExprKind::text &&
      call.children[1].kind == ExprKind::text) {
    const std::string& when = call.children[0].text;
    const std::string said = when == "now" ? "the current date" : "the date of \"" + when + '"';
    return fmt::format("{} (as {})", said, call.children[1].text);
  }
  return code(print_expression(call));
}

std::string Words::field(const Expr& path, Id kind) const {
  const std::string name = path.kind == ExprKind::text ? path.text : print_expression(path);
  if (kind != none)
    if (const MemberOf* member = member_of(book_.kinds[kind], name); member && !member->say.empty()) return member->say;
  return code(name);
}

Id Words::items_of(const Statement& statement) const {
  for (const Field& field : statement.fields)
    if (field.value.expr.kind == ExprKind::path)
      if (const auto found = things_.find(field.value.expr.text); found != things_.end()) return found->second.kind;
  return none;
}

namespace {

/// "is empty" of many: "are empty".
std::string of_many(std::string_view words) {
  for (const auto& [one, many] :
       {std::pair<std::string_view, std::string_view>{"is ", "are "}, {"contains", "contain"}, {"does ", "do "}})
    if (words.starts_with(one)) return std::string(many) + std::string(words.substr(one.size()));
  return std::string(words);
}

/// Conditions with words between them; `left` says what stands on a left side and whether that is many.
template <typename Left>
std::string joined_tests(const Tests& tests, const Words& words, Left&& left) {
  std::string out;
  for (const Test& test : tests.tests) {
    if (!out.empty()) out += tests.any ? " or " : " and ";
    const std::pair<std::string, bool> side = left(test);
    out += side.first + ' ' + (side.second ? of_many(words_of(test.op)) : std::string(words_of(test.op)));
    if (!condition_operators()[test.op].unary) out += ' ' + words.value(test.right);
  }
  return out;
}

}  // namespace

std::string Words::tests(const Tests& tests) const {
  return joined_tests(tests, *this, [&](const Test& test) {
    const Expr& left = test.left;
    const auto thing = left.kind == ExprKind::path && left.steps.empty() ? things_.find(left.text) : things_.end();
    const bool many = thing != things_.end() && thing->second.statement && thing->second.list &&
                      !thing->second.ambiguous && thing->second.kind != none;
    return std::pair(value(test.left), many);
  });
}

std::string Words::tests(const Tests& tests, Id kind) const {
  return joined_tests(tests, *this,
                      [&](const Test& test) { return std::pair("whose " + field(test.left, kind), false); });
}

}  // namespace dork::corpus
