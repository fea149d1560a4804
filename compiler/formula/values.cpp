// The values that a formula's arguments may be: texts, numbers, JSON, formulas, and pieces glued together.
#include "compiler/formula/scanner.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace dork::formula {
namespace {

// Where a number that begins at `at` ends, or `at` if none does.
std::size_t number_end(std::string_view text, std::size_t at, bool json) {
  const std::size_t start = at;
  if (at < text.size() && text[at] == '-') ++at;
  std::size_t end = digits_end(text, at);
  if (end == at || (json && text[at] == '0' && end > at + 1)) return start;
  if (end < text.size() && text[end] == '.') {
    const std::size_t fraction = digits_end(text, end + 1);
    if (fraction == end + 1) return start;
    end = fraction;
  }
  if (end < text.size() && (text[end] | 0x20) == 'e') {
    std::size_t exponent = end + 1;
    if (exponent < text.size() && (text[exponent] == '-' || text[exponent] == '+')) ++exponent;
    const std::size_t last = digits_end(text, exponent);
    if (last == exponent) return start;
    end = last;
  }
  return end;
}

}  // namespace

// One value that an argument may be all of. False also where it began and failed.
bool Scanner::value(Expr& out) {
  const std::size_t start = at_;
  const std::size_t mark = canonical_ != nullptr ? canonical_->size() : 0;
  bool read = false;
  switch (peek()) {
    case '{': {
      const std::size_t inner = formula::skip_space(text_, at_ + 1);
      const bool literal = inner < text_.size() && (text_[inner] == '"' || text_[inner] == '}');
      read = literal ? json(out) : formula(out);
      break;
    }
    case '[': read = json(out); break;
    case '\'':
    case '"': read = quoted(out); break;
    case '$':
      if (text_.substr(at_, 2) == "$." && path(out, true)) {
        if (out.spelling == Spelling::script) out.spelling = Spelling::bare;
        read = true;
      }
      break;
    default: read = number(out, false);
  }
  if (read) return true;
  if (canonical_ != nullptr) canonical_->resize(mark);
  out = {};
  spend(at_ - start);
  at_ = start;
  return false;
}

// Pieces of text and formulas without quotes around them, up to the comma or brace after them. `first` was read
// already.
bool Scanner::glued(Expr& out, std::size_t begin, Expr* first) {
  out.kind = ExprKind::concat;
  out.spelling = Spelling::unquoted;
  if (first != nullptr) out.children.push_back(std::move(*first));
  std::size_t run = at_;
  const auto end_run = [&](std::size_t end) {
    if (end <= run) return;
    Expr& text = out.children.emplace_back();
    text.kind = ExprKind::text;
    text.spelling = Spelling::unquoted;
    text.text = text_.substr(run, end - run);
    text.range = range(run, end);
    emit(run, end);
  };
  for (; at_ < text_.size(); ++at_) {
    const char c = text_[at_];
    if (c == ',' || c == '}') {
      std::size_t end = at_;
      while (end > run && is_space(text_[end - 1])) --end;
      end_run(end);
      out.range = range(begin, end);
      if (out.children.size() == 1) {
        Expr only = std::move(out.children.front());
        out = std::move(only);
      }
      return true;
    }
    // A quote within a word is an apostrophe.
    const bool in_word = at_ > begin && is_word(text_[at_ - 1]);
    if (c != '{' && (in_word || !(is_quote(c) || text_.substr(at_, 2) == "$."))) continue;
    end_run(at_);
    run = at_;
    Expr& piece = out.children.emplace_back();
    if (!value(piece)) {
      if (c != '$') {
        if (c == '{' && culprit_ == nowhere) culprit_ = at_;
        return false;
      }
      out.children.pop_back();
      continue;
    }
    run = at_--;
  }
  return false;
}

// What stands between quotes, up to the closing one. Quotes inside formulas do not end it; a brace that begins no
// formula is a character. The other kind of quote, outside formulas, is reported in `other_quote`.
bool Scanner::in_quotes(char quote, bool escapes, Expr& out, bool& other_quote) {
  accept(quote);
  std::size_t run = at_;
  while (at_ < text_.size() && text_[at_] != quote) {
    if (text_[at_] == '\\' && escapes) {
      at_ = std::min(at_ + 2, text_.size());
      continue;
    }
    if (text_[at_] != '{') {
      other_quote |= is_quote(text_[at_]);
      ++at_;
      continue;
    }
    emit(run, at_);
    run = at_;
    const std::size_t culprit = culprit_;
    Expr inner;
    if (formula(inner)) {
      out.children.push_back(std::move(inner));
      run = at_;
    } else {
      culprit_ = culprit;
      ++at_;
    }
  }
  emit(run, at_);
  out.kind = ExprKind::text;
  return accept(quote);
}

bool Scanner::quoted(Expr& out) {
  const std::size_t begin = at_ + 1;
  const char quote = peek();
  bool other_quote = false;
  if (!in_quotes(quote, false, out, other_quote)) return false;
  if (quote == '"' && !other_quote) out.spelling = Spelling::double_quoted;
  out.text = text_.substr(begin, at_ - 1 - begin);
  out.range = range(begin, at_ - 1);
  return true;
}

bool Scanner::number(Expr& out, bool json) {
  constexpr std::string_view delimiters = ",}]=<>!";
  const std::size_t end = number_end(text_, at_, json);
  if (end == at_) return false;
  if (end < text_.size() && !is_space(text_[end]) && delimiters.find(text_[end]) == std::string_view::npos)
    return false;
  out.kind = ExprKind::number;
  out.text = text_.substr(at_, end - at_);
  out.range = range(at_, end);
  emit(out.text);
  at_ = end;
  return true;
}

bool Scanner::json(Expr& out) {
  constexpr std::pair<std::string_view, ExprKind> constants[] = {
      {"null", ExprKind::null}, {"true", ExprKind::boolean}, {"false", ExprKind::boolean}};
  const std::size_t start = at_;
  if (depth_ >= nesting_limit) {
    too_deep_ = true;
    return false;
  }
  ++depth_;
  bool read = false;
  switch (peek()) {
    case '[': read = json_list(out); break;
    case '"': read = json_string(out); break;
    case '{': {
      const std::size_t inner = formula::skip_space(text_, at_ + 1);
      const bool literal = inner < text_.size() && (text_[inner] == '"' || text_[inner] == '}');
      read = literal ? json_object(out) : formula(out);
      if (!read && !literal && culprit_ == nowhere) culprit_ = start;
      break;
    }
    default:
      for (const auto& [word, kind] : constants) {
        if (text_.substr(at_, word.size()) != word) continue;
        out.kind = kind;
        out.flag = word == "true";
        emit(word);
        at_ += word.size();
        read = true;
        break;
      }
      read = read || number(out, true);
  }
  --depth_;
  if (read && out.kind != ExprKind::text) out.range = range(start, at_);
  return read;
}

bool Scanner::json_list(Expr& out) {
  out.kind = ExprKind::list;
  accept('[');
  skip_space();
  if (accept(']')) return true;
  while (true) {
    if (!json(out.children.emplace_back())) return false;
    skip_space();
    if (accept(']')) return true;
    if (!accept(',')) return false;
    skip_space();
  }
}

bool Scanner::json_object(Expr& out) {
  out.kind = ExprKind::object;
  std::vector<Expr> in_keys;
  accept('{');
  skip_space();
  if (accept('}')) return true;
  while (true) {
    Expr key;
    if (peek() != '"' || !json_string(key)) return false;
    std::move(key.children.begin(), key.children.end(), std::back_inserter(in_keys));
    out.keys.push_back(std::move(key.text));
    skip_space();
    if (!accept(':')) return false;
    skip_space();
    if (!json(out.children.emplace_back())) return false;
    skip_space();
    if (accept('}')) break;
    if (!accept(',')) return false;
    skip_space();
  }
  if (in_keys.empty()) return true;
  // Keys are no expressions: what they refer to is kept, as items of a list that no expression stands for.
  out.kind = ExprKind::list;
  out.spelling = Spelling::json;
  out.keys.clear();
  std::move(in_keys.begin(), in_keys.end(), std::back_inserter(out.children));
  return true;
}

bool Scanner::json_string(Expr& out) {
  const std::size_t begin = at_;
  bool other_quote = false;
  if (!in_quotes('"', true, out, other_quote)) return false;
  out.range = range(begin + 1, at_ - 1);
  out.text = unquoted_name(text_.substr(begin, at_ - begin));
  return true;
}

}  // namespace dork::formula
