#include "corpus/synthesis/near_miss_work.hpp"

#include <algorithm>

namespace dork::corpus {

bool is_keyword(std::string_view word) {
  return word.size() > 1 && std::all_of(word.begin(), word.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

std::string misspelled(std::string_view word, Random& random) {
  std::string out(word);
  if (out.size() < 3) return out + out.back();
  const std::size_t at = 1 + random.below(out.size() - 2);
  switch (random.below(3)) {
    case 0: if (out[at] != out[at + 1]) { std::swap(out[at], out[at + 1]); break; } [[fallthrough]];
    case 1: out.erase(at, 1); break;
    default: out.insert(at, 1, out[at]);
  }
  return out;
}

const Token* any_text(const Work& work) {
  return work.pick([&](std::size_t i) { return work.tokens[i].kind == TokenKind::text && work.tokens[i].text.size() > 2 && !work.tokens[i].text.starts_with("'''"); });
}

// --- What the scanner finds -----------------------------------------------------------------------------------------

Mutated drop_closing_quote(const Work& work) {
  const Token* text = any_text(work);
  if (!text) return {};
  return work.replaced(work.end(*text) - 1, work.end(*text), "");
}

Mutated drop_opening_quote(const Work& work) {
  const Token* text = any_text(work);
  if (!text) return {};
  return work.replaced(work.begin(*text), work.begin(*text) + 1, "");
}

Mutated stray_character(const Work& work) {
  const Token* sign = work.pick([&](std::size_t i) { return work.is(i, ";") || work.is(i, ","); });
  if (!sign) return {};
  constexpr std::string_view strays[] = {"#", "?", "$", "%", "|", "~"};
  return work.replaced(work.begin(*sign), work.begin(*sign), work.random.pick(strays));
}

Mutated double_quotes(const Work& work) {
  const Token* text = any_text(work);
  if (!text) return {};
  return work.replaced(*text, '"' + std::string(text->text.substr(1, text->text.size() - 2)) + '"');
}

// --- What the parser finds ------------------------------------------------------------------------------------------

namespace {

Mutated drop_token(const Work& work, std::string_view sign) {
  const Token* token = work.pick([&](std::size_t i) { return work.is(i, sign); });
  if (!token) return {};
  return work.replaced(*token, "");
}

}  // namespace

Mutated drop_semicolon(const Work& work) { return drop_token(work, ";"); }
Mutated drop_comma(const Work& work) { return drop_token(work, ","); }
Mutated drop_then(const Work& work) { return drop_token(work, "THEN"); }
Mutated drop_bracket(const Work& work) {
  constexpr std::string_view brackets[] = {")", "(", "}", "]"};
  return drop_token(work, work.random.pick(brackets));
}
Mutated drop_equal(const Work& work) { return drop_token(work, "="); }

Mutated drop_end(const Work& work) {
  const Token* end = work.pick([&](std::size_t i) { return work.is(i, "NEXT") || (work.is(i, "END") && !work.is(i + 1, ";")); });
  if (!end) return {};
  const std::size_t from = work.begin(*end);
  const std::size_t line = work.script.rfind('\n', from);
  const std::size_t to = work.script.find('\n', from);
  return work.replaced(line == std::string_view::npos ? 0 : line, to, "");
}

Mutated misspell_keyword(const Work& work) {
  const Token* word = work.pick([&](std::size_t i) {
    const bool member = i > 0 && work.is(i - 1, ".");
    return work.tokens[i].kind == TokenKind::name && is_keyword(work.tokens[i].text) && work.tokens[i].text.size() > 3 && !member;
  });
  if (!word) return {};
  return work.replaced(*word, misspelled(word->text, work.random));
}

Mutated end_for_next(const Work& work) {
  const Token* next = work.pick([&](std::size_t i) { return work.is(i, "NEXT"); });
  if (!next) return {};
  constexpr std::string_view others[] = {"END FOR", "END LOOP", "END", "END EACH"};
  return work.replaced(*next, work.random.pick(others));
}

Mutated equals_twice(const Work& work) {
  const Token* sign = work.pick([&](std::size_t i) { return work.is(i, "="); });
  if (!sign) return {};
  return work.replaced(*sign, "==");
}

}  // namespace dork::corpus
