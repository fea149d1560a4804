// Makes templates ready: from the compiler's expressions to trees that can be evaluated.
#include "compiler/formula/formula.hpp"
#include "compiler/formula/scanner.hpp"
#include "runtime/formula/node.hpp"
#include "runtime/formula/program.hpp"
#include "runtime/value/number.hpp"
#include "runtime/value/text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <limits>

namespace dork::runtime {
namespace {

constexpr std::string_view errors_name = "state";  // {$.state.block.error}

Node constant(Value value) {
  Node node;
  node.value = std::move(value);
  return node;
}

Node impossible(std::string why) {
  Node node = constant(std::move(why));
  node.kind = Node::Kind::impossible;
  return node;
}

Node of_kind(Node::Kind kind) {
  Node node;
  node.kind = kind;
  return node;
}

/// Follows the quotes of a JSON text through its literal pieces.
class JsonQuotes {
 public:
  void follow(std::string_view piece) {
    for (std::size_t at = 0; at < piece.size(); ++at) {
      if (piece[at] == '"') inside_ = !inside_;
      if (piece[at] == '\\' && inside_) ++at;
    }
  }
  bool inside() const { return inside_; }

 private:
  bool inside_ = false;
};

class Builder {
 public:
  Builder(std::string_view text, Names& names) : text_(text), names_(names) {}

  Node whole() {
    const Template pieces = parse_template(text_);
    if (pieces.too_deep) return impossible(fmt::format("formulas nest deeper than {}", formula::nesting_limit));
    if (pieces.pieces.empty()) return constant("");
    if (pieces.pieces.size() == 1)
      return pieces.pieces.front().formula ? node(*pieces.pieces.front().formula) : constant(text_);
    std::vector<const Expr*> formulas;
    for (const Piece& piece : pieces.pieces)
      if (piece.formula) formulas.push_back(&*piece.formula);
    return join(0, text_.size(), formulas, Quotes::none);
  }

 private:
  /// What the literal pieces of a joined text are: verbatim; the inside of a JSON text with its escapes; JSON with texts.
  enum class Quotes : std::uint8_t { none, json_text, json };

  Node node(const Expr& expression) {
    switch (expression.kind) {
      case ExprKind::missing:
      case ExprKind::null: return constant(nullptr);
      case ExprKind::boolean: return constant(expression.flag);
      case ExprKind::number: return number(expression);
      case ExprKind::text: return text(expression);
      case ExprKind::path: return path(expression);
      case ExprKind::call: return call(expression);
      case ExprKind::condition: return choice(expression);
      case ExprKind::list: return list(expression);
      case ExprKind::object: return object(expression);
      case ExprKind::concat: return glued(expression);
      case ExprKind::arithmetic: break;  // of expressions in scripts alone
    }
    return impossible("this is no formula");
  }

  // A number counts as one, but reads as it was written.
  static Node number(const Expr& expression) {
    const auto value = number_from_text(expression.text);
    return value && to_text(*value) == expression.text ? constant(*value) : constant(expression.text);
  }

  // A quoted text that is nothing but one formula stands for the formula's value.
  Node text(const Expr& expression) {
    if (expression.children.empty()) return constant(expression.text);
    const Expr& first = expression.children.front();
    if (first.range.begin == expression.range.begin && first.range.end == expression.range.end) return node(first);
    return join(expression, Quotes::none);
  }

  Node json_text(const Expr& expression) {
    return expression.children.empty() ? constant(expression.text) : join(expression, Quotes::json_text);
  }

  Node join(const Expr& expression, Quotes quotes) {
    std::vector<const Expr*> formulas;
    for (const Expr& each : expression.children) formulas.push_back(&each);
    return join(expression.range.begin, expression.range.end, formulas, quotes);
  }

  Node join(std::size_t begin, std::size_t end, const std::vector<const Expr*>& formulas, Quotes quotes) {
    Node result = of_kind(Node::Kind::joined);
    JsonQuotes in_json;
    const auto add_literal = [&](std::size_t until) {
      if (until <= begin) return;
      const std::string_view piece = text_.substr(begin, until - begin);
      in_json.follow(piece);
      std::string literal = quotes == Quotes::json_text ? unquoted_name('"' + std::string(piece) + '"') : std::string(piece);
      result.literal_bytes += static_cast<std::uint32_t>(literal.size());
      result.children.push_back(constant(std::move(literal)));
    };
    for (const Expr* formula : formulas) {
      add_literal(formula->range.begin);
      Node child = node(*formula);
      child.in_json_text = quotes == Quotes::json && in_json.inside();
      result.children.push_back(std::move(child));
      begin = formula->range.end;
    }
    add_literal(end);
    return result;
  }

  Node glued(const Expr& expression) {
    Node result = of_kind(Node::Kind::joined);
    for (const Expr& each : expression.children) {
      // Numbers among pieces are characters.
      result.children.push_back(each.kind == ExprKind::number ? constant(each.text) : node(each));
    }
    return result;
  }

  Node list(const Expr& expression) {
    // An object with formulas in its keys comes as a list of all that it refers to.
    if (text_.substr(expression.range.begin, 1) == "{") return read_json(expression);
    Node result = of_kind(Node::Kind::list);
    for (const Expr& each : expression.children) result.children.push_back(json(each));
    return result;
  }

  Node object(const Expr& expression) {
    Node result = of_kind(Node::Kind::object);
    for (std::size_t i = 0; i < expression.children.size(); ++i) {
      result.children.push_back(constant(expression.keys[i]));
      result.children.push_back(json(expression.children[i]));
    }
    return result;
  }

  // A value within JSON, where a text in quotes is a text whatever stands in it.
  Node json(const Expr& expression) {
    return expression.kind == ExprKind::text ? json_text(expression) : node(expression);
  }

  Node read_json(const Expr& expression) {
    std::vector<const Expr*> formulas;
    collect_formulas(expression, formulas);
    std::sort(formulas.begin(), formulas.end(), [](const Expr* a, const Expr* b) { return a->range.begin < b->range.begin; });
    Node result = of_kind(Node::Kind::json);
    result.children.push_back(join(expression.range.begin, expression.range.end, formulas, Quotes::json));
    return result;
  }

  static void collect_formulas(const Expr& expression, std::vector<const Expr*>& formulas) {
    for (const Expr& each : expression.children) {
      const bool formula = each.kind == ExprKind::path || each.kind == ExprKind::call || each.kind == ExprKind::condition;
      if (formula)
        formulas.push_back(&each);
      else
        collect_formulas(each, formulas);
    }
  }

  Node path(const Expr& expression) {
    if (expression.spelling == Spelling::json)
      return impossible("'" + std::string(text_.substr(expression.range.begin, expression.range.end - expression.range.begin)) +
                        "' is no path that can be followed here: only names, [n] and [*] can");
    Node result = of_kind(Node::Kind::path);
    result.place = names_.place(expression.text);
    result.steps = expression.steps;
    if (const auto& steps = result.steps; !steps.empty() && steps.front().kind == PathStep::Kind::key) {
      const std::string& key = steps.front().key;
      if (expression.text == errors_name) {
        result.ask = Node::Ask::error;
        result.failed_place = names_.place(key);
      } else if (key == "item" || key == "index") {
        result.ask = key == "item" ? Node::Ask::item : Node::Ask::index;
      }
    }
    result.spreads = std::any_of(result.steps.begin(), result.steps.end(),
                                 [](const PathStep& step) { return step.kind == PathStep::Kind::all; });
    return result;
  }

  Node call(const Expr& expression) {
    const Function* function = find_implementation(expression.text);
    const FormulaFunction* known = find_function(expression.text);
    if (function == nullptr || known == nullptr) return impossible("'" + expression.text + "' cannot be computed here");
    // An if without an operator: its value decides.
    const bool is_choice = function->run == nullptr;
    Node result = of_kind(is_choice ? Node::Kind::choice : Node::Kind::call);
    result.function = function;
    const std::size_t count = std::min<std::size_t>(expression.children.size(), known->max_arguments);
    for (std::size_t i = 0; i < count; ++i)
      result.children.push_back(expression.text == "object" ? json_argument(expression.children[i]) : node(expression.children[i]));
    if (is_choice) {
      result.op = no_operator;
      result.children.insert(result.children.begin() + std::min<std::ptrdiff_t>(1, static_cast<std::ptrdiff_t>(count)), Node());
      result.children.resize(4);
    }
    return result;
  }

  // What `object` reads: in a JSON text, values stand as JSON has them.
  Node json_argument(const Expr& expression) {
    if (expression.kind != ExprKind::text || expression.children.empty()) return node(expression);
    const Node whole = text(expression);
    return whole.kind == Node::Kind::joined ? join(expression, Quotes::json) : whole;
  }

  Node choice(const Expr& expression) {
    Node result = of_kind(Node::Kind::choice);
    result.op = expression.op;
    const std::size_t count = std::min<std::size_t>(expression.children.size(), 4);
    for (std::size_t i = 0; i < count; ++i) result.children.push_back(node(expression.children[i]));
    result.children.resize(4);
    return result;
  }

  std::string_view text_;
  Names& names_;
};

}  // namespace

Program prepare(std::string_view text, Names& names) {
  // Places in a template are 32 bits wide; what is longer, no workspace holds.
  constexpr std::size_t most = std::numeric_limits<std::uint32_t>::max() / 2;
  auto root = std::make_shared<const Node>(text.size() > most ? impossible("a template is longer than 2 GB") : Builder(text, names).whole());
  const bool constant = root->kind == Node::Kind::constant;
  return {std::move(root), constant};
}

}  // namespace dork::runtime
