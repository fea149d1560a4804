#include "compiler/formula/scanner.hpp"

#include "compiler/formula/operators.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace dork::formula {
namespace {

// A bare path stands among operators, which therefore end it.
bool is_key(char c, bool bare) {
  constexpr std::string_view never = ".[]{},'\":)";
  constexpr std::string_view operators = "=<>!";
  return !is_space(c) && never.find(c) == std::string_view::npos &&
         !(bare && operators.find(c) != std::string_view::npos);
}

// The text of an operator at `at`; empty where there is none.
std::string_view operator_at(std::string_view text, std::size_t at) {
  constexpr std::string_view symbols = "=!<>";
  std::size_t end = at;
  while (end < text.size() && (text[end] | 0x20) >= 'a' && (text[end] | 0x20) <= 'z') ++end;
  if (end == at)
    while (end < text.size() && end < at + 2 && symbols.find(text[end]) != std::string_view::npos) ++end;
  return text.substr(at, end - at);
}

}  // namespace

std::size_t skip_space(std::string_view text, std::size_t at) {
  while (at < text.size() && is_space(text[at])) ++at;
  return at;
}

std::size_t digits_end(std::string_view text, std::size_t at) {
  while (at < text.size() && is_digit(text[at])) ++at;
  return at;
}

Opening opening(std::string_view text, std::size_t at) {
  Opening open;
  open.word_begin = open.word_end = open.body = skip_space(text, at + 1);
  if (text.substr(open.body, 2) == "$.") {
    open.kind = Opening::Kind::path;
    return open;
  }
  if (open.body >= text.size() || !is_word(text[open.body]) || is_digit(text[open.body])) return open;
  while (open.word_end < text.size() && is_word(text[open.word_end])) ++open.word_end;
  const std::size_t next = skip_space(text, open.word_end);
  const char mark = next < text.size() ? text[next] : '\0';
  if (mark != ':' && mark != '}') return open;
  open.function = find_function(text.substr(open.word_begin, open.word_end - open.word_begin));
  if (mark == ':') {
    open.kind = open.function != nullptr ? Opening::Kind::function : Opening::Kind::unknown_function;
    open.body = next + 1;
  } else if (open.function != nullptr && open.function->max_arguments == 0) {
    open.kind = Opening::Kind::constant;
    open.body = next;
  }
  return open;
}

Scanner::Scanner(std::string_view text, std::string* canonical, unsigned depth)
    : text_(text),
      canonical_(canonical),
      depth_(depth),
      last_brace_(text.rfind('}')),
      fuel_(64 * text.size() + 65536) {}

bool Scanner::read(std::size_t at, Expr& out) {
  at_ = at;
  culprit_ = nowhere;
  return formula(out);
}

// A search that fails has read the rest of the text: the attempt it belongs to pays for that.
std::size_t Scanner::find(char c, std::size_t from) {
  const std::size_t found = text_.find(c, from);
  if (found == nowhere) at_ = text_.size();
  return found;
}

bool Scanner::accept(char c) {
  if (peek() != c) return false;
  ++at_;
  emit(std::string_view(&c, 1));
  return true;
}

bool Scanner::formula(Expr& out) {
  const std::size_t start = at_;
  if (last_brace_ == nowhere || start > last_brace_ || fuel_ == 0) return false;
  if (!failed_.empty() && failed_[start]) return false;
  const Opening open = opening(text_, start);
  if (!open.begins_formula()) return false;
  if (depth_ >= nesting_limit) {
    too_deep_ = true;
    return false;
  }
  const std::size_t mark = canonical_ != nullptr ? canonical_->size() : 0;
  ++depth_;
  emit("{");
  at_ = open.body;
  const bool read = formula_body(open, out);
  --depth_;
  if (read) {
    out.range = range(start, at_);
    return true;
  }
  spend(at_ - start);
  if (failed_.empty()) failed_.resize(text_.size());
  failed_[start] = true;
  if (canonical_ != nullptr) canonical_->resize(mark);
  at_ = start;
  return false;
}

bool Scanner::formula_body(const Opening& open, Expr& out) {
  if (open.kind == Opening::Kind::path) {
    if (!path(out, false)) return false;
    skip_space();
    return accept('}');
  }
  const std::string_view word = text_.substr(open.word_begin, open.word_end - open.word_begin);
  out.kind = ExprKind::call;
  out.text = open.function->name;
  if (word != out.text) out.spelling = Spelling::other_case;
  emit(word);
  if (open.kind == Opening::Kind::constant) return accept('}');
  emit(":");
  return arguments(out);
}

// A path is one token: what it holds that no expression can say ends its steps, but not the path.
bool Scanner::path(Expr& out, bool bare) {
  const std::size_t start = at_;
  out.kind = ExprKind::path;
  bool named = false;
  const auto add_key = [&](std::string_view key) {
    if (!named)
      out.text = key;
    else if (out.spelling != Spelling::json)
      out.steps.push_back({PathStep::Kind::key, std::string(key), 0});
    named = true;
  };
  ++at_;
  while (peek() == '.' || peek() == '[') {
    if (peek() == '[') {
      if (!bracket(out)) return false;
      continue;
    }
    ++at_;
    if (is_quote(peek())) {
      const std::size_t end = find(peek(), at_ + 1);
      if (end == nowhere) return false;
      add_key(text_.substr(at_ + 1, end - at_ - 1));
      at_ = end + 1;
      continue;
    }
    const std::size_t key = at_;
    while (at_ < text_.size() && is_key(text_[at_], bare)) ++at_;
    if (at_ > key)
      add_key(text_.substr(key, at_ - key));
    else if (named && peek() == '.')
      out.spelling = Spelling::json;
    else
      return false;
  }
  emit(start, at_);
  out.range = range(start, at_);
  return named;
}

bool Scanner::bracket(Expr& path) {
  PathStep step;
  std::size_t end = at_ + 1;
  if (end < text_.size() && is_quote(text_[end])) {
    const std::size_t close = find(text_[end], end + 1);
    if (close == nowhere) return false;
    step.key = text_.substr(end + 1, close - end - 1);
    end = close + 1;
    if (end >= text_.size() || text_[end] != ']') return false;
  } else {
    while (end < text_.size() && text_[end] != ']' && text_[end] != '{' && text_[end] != '}') ++end;
    if (end >= text_.size() || text_[end] != ']') {
      at_ = end;
      return false;
    }
    const std::string_view inside = text_.substr(at_ + 1, end - at_ - 1);
    std::uint64_t index = std::numeric_limits<std::uint64_t>::max();
    if (!inside.empty() && inside.size() <= 10 && digits_end(inside, 0) == inside.size()) {
      index = 0;
      for (const char digit : inside) index = index * 10 + static_cast<std::uint64_t>(digit - '0');
    }
    if (inside == "*") {
      step.kind = PathStep::Kind::all;
    } else if (index <= std::numeric_limits<std::uint32_t>::max()) {
      step.kind = PathStep::Kind::index;
      step.index = static_cast<std::uint32_t>(index);
    } else {
      path.spelling = Spelling::json;
    }
  }
  if (path.spelling != Spelling::json) path.steps.push_back(std::move(step));
  at_ = end + 1;
  return true;
}

bool Scanner::arguments(Expr& call) {
  for (bool first = true;; first = false) {
    skip_space();
    emit(" ");
    if (first && call.text == "if") {
      if (!condition(call)) return false;
    } else if (!argument(call.children.emplace_back())) {
      return false;
    }
    if (accept('}')) return true;
    if (!accept(',')) return false;
  }
}

// One argument, up to the comma or brace after it.
bool Scanner::argument(Expr& out) {
  const std::size_t begin = at_;
  out.range = range(begin, begin);
  if (at_delimiter()) return true;
  if (!value(out)) return glued(out, begin, nullptr);
  const std::size_t end = at_;
  skip_space();
  if (at_delimiter()) return true;
  at_ = end;
  Expr first = std::exchange(out, {});
  return glued(out, begin, &first);
}

// The first argument of an `if`. Without an operator it is an argument like any other, and the formula a mere call.
bool Scanner::condition(Expr& call) {
  const std::size_t begin = at_;
  Expr left;
  if (at_delimiter()) {
    left.range = range(begin, begin);
    call.children.push_back(std::move(left));
    return true;
  }
  if (!value(left)) return glued(call.children.emplace_back(), begin, nullptr);
  const std::size_t end = at_;
  skip_space();
  if (at_delimiter()) {
    call.children.push_back(std::move(left));
    return true;
  }
  std::string_view word = operator_at(text_, at_);
  auto found = find_operator_json(word);
  if (!found && word.size() == 2) found = find_operator_json(word = word.substr(0, 1));
  const std::size_t after = formula::skip_space(text_, at_ + word.size());
  const char next = after < text_.size() ? text_[after] : '\0';
  const bool unary = found && condition_operators()[*found].unary;
  if (!found || (unary && next != ',' && next != '}')) {
    at_ = end;
    return glued(call.children.emplace_back(), begin, &left);
  }
  emit(" ");
  emit(word);
  at_ = after;
  call.kind = ExprKind::condition;
  call.text.clear();
  call.op = *found;
  call.children.push_back(std::move(left));
  Expr& right = call.children.emplace_back();
  right.range = range(after, after);
  if (unary) return true;
  emit(" ");
  return argument(right);
}

}  // namespace dork::formula
