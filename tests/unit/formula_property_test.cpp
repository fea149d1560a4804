// What holds for any formula and any bytes.
#include "tests/unit/expressions.hpp"

#include <random>

namespace dork {

TEST_CASE("hostile texts are read in linear time") {
  constexpr std::size_t many = 50'000;
  const std::string_view parts[] = {
      "{",         "{$.",        "{$.x",          "{$.'",       "{$.\"",        "{$.a[",
      "{count:",   "{count: ",   "{count: '",     "{count:\"",  "{count: [",    "{json: {\"a\":",
      "{json:[\"", "{if: $.a =", "{if: {$.a} = ", "[{\"",       "{count: x'",   "{count: 1",
      "{cuont: ",  "{ ",         "{$.'{$.'.'",    "{linebreak", "{add: {$.a},", "{count: {cuont: "};
  const std::string_view ends[] = {"", "}", "'}", "\"}]}"};
  for (const std::string_view part : parts) {
    for (const std::string_view end : ends) {
      CAPTURE(part, end);
      const std::string source = repeated(part, many) + std::string(end);
      CHECK(covered(source));
      CHECK(normalize_template(source).size() <= source.size() + many);
      CHECK(parse_template(source).suspects.size() <= 100);
      CHECK_FALSE(lift_expression(source));
    }
  }
}

TEST_CASE("any bytes: pieces cover the text, and spacing alone is changed") {
  std::mt19937 random(20250101);
  const std::vector<std::string> parts = {"{",
                                          "{",
                                          "}",
                                          "}",
                                          "$.",
                                          "a",
                                          "b c",
                                          ".",
                                          "[0]",
                                          "[*]",
                                          "[",
                                          "]",
                                          "'",
                                          "\"",
                                          ":",
                                          ",",
                                          " ",
                                          "\n",
                                          "1",
                                          "-",
                                          "=",
                                          "{$.x}",
                                          "{ $.x }",
                                          "count",
                                          "if",
                                          "{count:",
                                          "{if:",
                                          "empty",
                                          "{json: {\"a\":",
                                          "{json:[",
                                          "linebreak",
                                          "\\",
                                          "\xff",
                                          std::string(1, '\0'),
                                          "é"};
  for (int round = 0; round < 30'000; ++round) {
    std::string source;
    for (auto left = random() % 24; left > 0; --left) source += parts[random() % parts.size()];
    CAPTURE(source);
    REQUIRE(covered(source));
    const std::string normal = normalize_template(source);
    REQUIRE(normalize_template(normal) == normal);
    REQUIRE(without_space(normal) == without_space(source));
    const auto parsed = parse_template(source);
    REQUIRE(has_formula(source) ==
            std::any_of(parsed.pieces.begin(), parsed.pieces.end(), [](const Piece& each) { return each.formula; }));
    if (const auto expr = lift_expression(source)) REQUIRE(normalize_template(lowered(*expr)) == normal);
  }
}

namespace {

/// Random expressions that stand for one formula.
class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed) {}

  Expr formula(int depth) {
    switch (pick(depth > 0 ? 4 : 1)) {
      case 0: return a_path();
      case 1: {
        Expr expr = call(pick({"count", "implode", "replace", "removeEmptyProperties", "date"}), {argument(depth - 1)});
        for (auto more = pick(3); more > 0; --more)
          expr.children.push_back(pick(5) == 0 ? Expr{} : argument(depth - 1));
        return expr;
      }
      case 2: return node(ExprKind::arithmetic, {argument(depth - 1), argument(depth - 1)}, "+-*/"[pick(4)]);
      default: {
        const auto op = static_cast<std::uint8_t>(pick(26));
        const bool unary = condition_operators()[op].unary;
        return condition(condition_operators()[op].json, {argument(depth - 1), unary ? Expr{} : argument(depth - 1),
                                                          argument(depth - 1), argument(depth - 1)});
      }
    }
  }

 private:
  std::size_t pick(std::size_t count) { return random_() % count; }
  std::string pick(const std::vector<std::string>& words) { return words[pick(words.size())]; }

  std::string name() {
    return pick({"a", "listApps", "odd name", "end", "größe", "", "it's", "0", "*", "a.b", "{", "}", "$"});
  }
  std::string words() {
    return pick({"", "x", "it's", "say \"hi\"", "{$.a}", "{ $.a }-{date: 'now', 'Y'}", "{color:#fff}", "{", "}}", ", ",
                 "\n", "$.a", "{\"k\":\"{$.v}\"}", "\\", "é", "{linebreak}", "'''"});
  }

  Expr a_path() {
    Expr expr = path(name());
    for (auto more = pick(4); more > 0; --more) {
      PathStep step;
      step.kind = static_cast<PathStep::Kind>(pick(3));
      if (step.kind == PathStep::Kind::key) step.key = name();
      if (step.kind == PathStep::Kind::index) step.index = static_cast<std::uint32_t>(pick(2) * 4294967295U);
      expr.steps.push_back(step);
    }
    return expr;
  }

  Expr argument(int depth) {
    switch (pick(5)) {
      case 0: return text(words());
      case 1: return number(pick({"0", "-5", "2.50", "1e3", "007"}));
      case 2: return literal(depth);
      default: return formula(depth);
    }
  }

  Expr literal(int depth) {
    if (depth <= 0) return object({"k"}, {text(words())});
    Expr expr = pick(2) == 0 ? node(ExprKind::list, {}) : object({}, {});
    for (auto more = pick(3); more > 0; --more) {
      if (expr.kind == ExprKind::object) expr.keys.push_back(pick(2) == 0 ? name() : words());
      switch (pick(5)) {
        case 0: expr.children.push_back(node(ExprKind::null, {})); break;
        case 1: expr.children.push_back(boolean(pick(2) == 0)); break;
        case 2: expr.children.push_back(number(pick({"0", "-5", "2.50", "1e3"}))); break;
        case 3: expr.children.push_back(literal(depth - 1)); break;
        default: expr.children.push_back(text(words()));
      }
    }
    return expr;
  }

  std::mt19937 random_;
};

}  // namespace

TEST_CASE("what is lowered is lifted again, all but formulas in the keys of objects") {
  int compared = 0;
  Maker maker(4711);
  for (int round = 0; round < 20'000; ++round) {
    const Expr expr = maker.formula(3);
    LowerError error;
    const auto source = lower_expression(expr, error);
    if (!source) {
      REQUIRE_FALSE(error.message.empty());
      continue;
    }
    CAPTURE(*source);
    const auto back = lift_expression(*source, true);
    if (!back) {
      REQUIRE(source->find("\"{") != std::string::npos);
      continue;
    }
    ++compared;
    REQUIRE(same(*back, expr));
    REQUIRE(print_expression(*back) == print_expression(expr));
  }
  CHECK(compared > 10'000);
}

}  // namespace dork
