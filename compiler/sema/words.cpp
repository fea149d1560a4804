#include "compiler/sema/words.hpp"

#include "compiler/formula/formula.hpp"

#include <algorithm>

namespace dork::sema {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

/// The words that a statement's pattern begins with: `SET POINTER OF`.
std::string_view leading_words(std::string_view pattern) {
  std::size_t end = 0;
  while (end < pattern.size() && ((pattern[end] >= 'A' && pattern[end] <= 'Z') || pattern[end] == ' ')) ++end;
  while (end > 0 && pattern[end - 1] == ' ') --end;
  return pattern.substr(0, end);
}

}  // namespace

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string statement_words(const Statement& statement) {
  switch (statement.spec->kind) {
    case StatementKind::action: return statement.action ? statement.action->name : statement.member.text;
    case StatementKind::start_webhook: return statement.webhook ? statement.webhook->name : statement.member.text;
    case StatementKind::let:
      return statement.operations.size() == 1 && statement.operations[0].op == "CLEAR" ? "CLEAR" : "LET";
    case StatementKind::if_: return "IF";
    case StatementKind::block: return fmt::format("BLOCK '{}'", statement.member.text);
    case StatementKind::for_value: return "FOR EACH";
    case StatementKind::web:
    case StatementKind::code: {
      const Field* word = field_of(statement, statement.spec->kind == StatementKind::web ? "method" : "language");
      std::string result = word ? word->value.expr.text : "";
      for (char& c : result)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
      return result;
    }
    default: return std::string(leading_words(statement.spec->pattern));
  }
}

std::string with_article(std::string_view words) {
  constexpr std::string_view vowels = "AEIOUaeiou";
  const bool vowel = !words.empty() && vowels.find(words.front()) != std::string_view::npos;
  return fmt::format("{} {}", vowel ? "an" : "a", words);
}

// A statement that was lifted from JSON has no place, and what is in it has offsets in texts of its own.
Range place_of(Range range, const Statement& statement) {
  return range.end > range.begin && statement.range.end > 0 ? range : statement.range;
}

Range place_of(const Expr& expr, const Statement& statement) {
  return place_of(expr.range, statement);
}

Range head_range(const Statement& statement) {
  if (statement.member.range.end > 0 && statement.alias.range.end > 0)
    return {statement.alias.range.begin, statement.member.range.end};
  return statement.range;
}

Range place_in_text(const Expr& text, Range part, const Statement& statement, const Context& context) {
  const Range whole = text.range;
  // Past the limit nobody sees the place, and looking for it takes time.
  if (statement.range.end == 0 || whole.end <= whole.begin || whole.end > context.source.size() ||
      context.diagnostics.dropped() > 0)
    return place_of(whole, statement);
  const std::string_view token = context.source.substr(whole.begin, whole.end - whole.begin);
  if (token.front() != '\'') return whole;
  const std::uint32_t begin = whole.begin + text_offset_in_token(token, part.begin);
  const std::uint32_t end = whole.begin + text_offset_in_token(token, part.end);
  return {begin, std::max(end, begin)};
}

std::optional<std::string_view> constant_text(const Expr& expr) {
  if (expr.kind == ExprKind::number) return expr.text;
  if (expr.kind == ExprKind::text && !has_formula(expr.text)) return expr.text;
  return std::nullopt;
}

bool is_constant(const Expr& expr) {
  return expr.kind == ExprKind::null || expr.kind == ExprKind::boolean || constant_text(expr).has_value();
}

bool is_block_id(std::string_view text) {
  if (text.size() != 36) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = lower(text[i]);
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
  }
  return true;
}

std::string_view id_of(const Field& field) {
  return field.spec ? field.spec->id : std::string_view(field.name.text);
}

const Field* field_of(const Statement& statement, std::string_view id) {
  for (const Field& field : statement.fields)
    if (id_of(field) == id) return &field;
  return nullptr;
}

}  // namespace dork::sema
