// Expressions made by hand, and what becomes of them, for tests.
#pragma once

#include "compiler/formula/formula.hpp"
#include "compiler/formula/operators.hpp"

#include <algorithm>
#include <iterator>

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif

namespace dork {

inline Expr text(std::string value) {
  Expr expr;
  expr.kind = ExprKind::text;
  expr.text = std::move(value);
  return expr;
}

inline Expr number(std::string digits) {
  Expr expr;
  expr.kind = ExprKind::number;
  expr.text = std::move(digits);
  return expr;
}

inline Expr path(std::string name, std::vector<PathStep> steps = {}) {
  Expr expr;
  expr.kind = ExprKind::path;
  expr.text = std::move(name);
  expr.steps = std::move(steps);
  return expr;
}

inline PathStep key(std::string name) {
  return {PathStep::Kind::key, std::move(name), 0};
}

inline Expr node(ExprKind kind, std::vector<Expr> children, char op = 0) {
  Expr expr;
  expr.kind = kind;
  expr.children = std::move(children);
  expr.op = static_cast<std::uint8_t>(op);
  return expr;
}

inline Expr call(std::string name, std::vector<Expr> arguments) {
  Expr expr = node(ExprKind::call, std::move(arguments));
  expr.text = std::move(name);
  return expr;
}

inline Expr condition(std::string_view op, std::vector<Expr> children) {
  Expr expr = node(ExprKind::condition, std::move(children));
  expr.op = find_operator_json(op).value();
  return expr;
}

inline Expr object(std::vector<std::string> keys, std::vector<Expr> values) {
  Expr expr = node(ExprKind::object, std::move(values));
  expr.keys = std::move(keys);
  return expr;
}

inline Expr boolean(bool flag) {
  Expr expr = node(ExprKind::boolean, {});
  expr.flag = flag;
  return expr;
}

/// Whether two trees say the same, wherever they stand.
inline bool same(const Expr& a, const Expr& b) {
  return a.kind == b.kind && a.flag == b.flag && a.op == b.op && a.text == b.text && a.steps == b.steps &&
         a.keys == b.keys &&
         std::equal(a.children.begin(), a.children.end(), b.children.begin(), b.children.end(), same);
}

inline std::string lowered(const Expr& expr) {
  LowerError error;
  const auto out = lower_expression(expr, error);
  return out ? *out : "error: " + error.message;
}

inline std::string lifted(std::string_view source, bool exact = false) {
  const auto expr = lift_expression(source, exact);
  return expr ? print_expression(*expr) : "";
}

/// The template with its formulas between « and ».
inline std::string marked(std::string_view source) {
  std::string out;
  for (const Piece& piece : parse_template(source).pieces) {
    const auto part = source.substr(piece.begin, piece.end - piece.begin);
    out += piece.formula ? "«" + std::string(part) + "»" : std::string(part);
  }
  return out;
}

inline std::vector<std::string> names_in(std::string_view source) {
  std::vector<std::string> names;
  for (const Piece& piece : parse_template(source).pieces)
    if (piece.formula) for_each_path(*piece.formula, [&](const Expr& each) { names.push_back(each.text); });
  return names;
}

/// Whether the pieces cover the text in order, without gaps, and no two literal ones stand side by side.
inline bool covered(std::string_view source) {
  std::uint32_t end = 0;
  bool literal = false;
  for (const Piece& piece : parse_template(source).pieces) {
    if (piece.begin != end || piece.end <= end || (literal && !piece.formula)) return false;
    literal = !piece.formula;
    end = piece.end;
  }
  return end == source.size();
}

inline std::string repeated(std::string_view part, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += part;
  return out;
}

inline std::string without_space(std::string_view source) {
  std::string out;
  std::copy_if(source.begin(), source.end(), std::back_inserter(out),
               [](char c) { return !(c == ' ' || (c >= '\t' && c <= '\r')); });
  return out;
}

}  // namespace dork
