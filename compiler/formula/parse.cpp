// Templates: where in a text the formulas are, and which braces only look like one.
#include "compiler/formula/scanner.hpp"

#include <algorithm>

namespace dork {
namespace {

using formula::Opening;
using formula::Scanner;

// More than these nobody reads.
constexpr std::size_t suspect_limit = 100;

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text), scanner_(text) {}

  Template parse() {
    std::size_t literal = 0;
    for (std::size_t at = text_.find('{'); at != std::string_view::npos; at = text_.find('{', at)) {
      Expr expression;
      if (!scanner_.read(at, expression)) {
        suspect(at);
        ++at;
        continue;
      }
      add_literal(literal, at);
      at = literal = scanner_.position();
      result_.pieces.push_back({expression.range.begin, expression.range.end, std::move(expression)});
    }
    add_literal(literal, text_.size());
    result_.too_deep = scanner_.too_deep();
    return std::move(result_);
  }

 private:
  void add_literal(std::size_t begin, std::size_t end) {
    const Range range = formula::range(begin, end);
    if (begin < end) result_.pieces.push_back({range.begin, range.end, std::nullopt});
  }

  // The braces at `at` are no formula: whether they were meant to be.
  void suspect(std::size_t at) {
    if (result_.suspects.size() >= suspect_limit) return;
    const Opening open = formula::opening(text_, at);
    if (open.begins_formula()) {
      if (at < last_culprit_) return;  // braces around this place were reported for what is in it
      const std::size_t culprit = scanner_.culprit();
      if (culprit != Scanner::nowhere) last_culprit_ = culprit;
      const Opening inner = culprit == Scanner::nowhere ? Opening{} : formula::opening(text_, culprit);
      if (inner.kind == Opening::Kind::unknown_function)
        add_word(inner);
      else
        add_suspect(formula::range(at, promise_end(open)), {});
    } else if (open.kind == Opening::Kind::unknown_function && holds_reference(open.body)) {
      add_word(open);
    }
  }

  bool holds_reference(std::size_t body) const {
    const std::size_t first = formula::skip_space(text_, body);
    if (first >= text_.size()) return false;
    return text_[first] == '{' ? formula::opening(text_, first).begins_formula() : text_.substr(first, 2) == "$.";
  }

  // Where what looks like a formula stops being worth underlining.
  std::size_t promise_end(const Opening& open) const {
    if (open.kind != Opening::Kind::path) return open.body;
    std::size_t end = open.body + 1;
    while (end < text_.size() && (formula::is_word(text_[end]) || text_[end] == '.')) ++end;
    return end;
  }

  void add_word(const Opening& open) {
    add_suspect(formula::range(open.word_begin, open.word_end),
                text_.substr(open.word_begin, open.word_end - open.word_begin));
  }

  // Braces around braces with a mistake lead to the same one.
  void add_suspect(Range range, std::string_view word) {
    auto& suspects = result_.suspects;
    const auto same = [&](const Template::Suspect& each) { return each.range == range; };
    if (std::none_of(suspects.begin(), suspects.end(), same)) suspects.push_back({range, std::string(word)});
  }

  std::string_view text_;
  Scanner scanner_;
  std::size_t last_culprit_ = 0;
  Template result_;
};

}  // namespace

Template parse_template(std::string_view text) {
  return Parser(text).parse();
}

bool has_formula(std::string_view text) {
  std::size_t at = text.find('{');
  if (at == std::string_view::npos) return false;
  Scanner scanner(text);
  Expr expression;
  for (; at != std::string_view::npos; at = text.find('{', at + 1))
    if (scanner.read(at, expression)) return true;
  return false;
}

}  // namespace dork
