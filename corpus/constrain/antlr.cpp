#include "corpus/constrain/antlr.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace dork::constrain {
namespace {

/// Thrown within this file alone: what is wrong at the place that was reached.
struct Trouble {
  std::string message;
};

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  AntlrGrammar read() {
    AntlrGrammar grammar;
    std::string word = expect_word();
    if (word == "lexer" || word == "parser") word = expect_word();
    if (word != "grammar") fail("a grammar begins with `lexer grammar NAME;` or `parser grammar NAME;`");
    grammar.name = expect_word();
    expect(";");
    for (blank(); at_ < text_.size(); blank()) {
      word = expect_word();
      if ((word == "options" || word == "channels") && accept("{")) skip_braces();
      else grammar.rules.push_back(rule(word));
    }
    return grammar;
  }

  std::size_t line() const {
    return 1 + static_cast<std::size_t>(std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(std::min(at_, text_.size())), '\n'));
  }

 private:
  [[noreturn]] void fail(std::string message) const { throw Trouble{std::move(message)}; }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void blank() {
    while (at_ < text_.size()) {
      if (text_.substr(at_, 2) == "//") at_ = std::min(text_.find('\n', at_), text_.size());
      else if (text_.substr(at_, 2) == "/*") fail("comments of several lines are not read");
      else if (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\r' || text_[at_] == '\n') ++at_;
      else return;
    }
  }

  bool accept(std::string_view token) {
    blank();
    if (text_.substr(at_, token.size()) != token) return false;
    at_ += token.size();
    return true;
  }

  void expect(std::string_view token) {
    if (!accept(token)) fail(fmt::format("`{}` is missing", token));
  }

  std::string word() {
    blank();
    const std::size_t begin = at_;
    while (is_word(peek())) ++at_;
    return std::string(text_.substr(begin, at_ - begin));
  }

  std::string expect_word() {
    std::string result = word();
    if (result.empty()) fail("a name is missing");
    return result;
  }

  void skip_braces() {
    const std::size_t end = text_.find('}', at_);
    if (end == std::string_view::npos) fail("`}` is missing");
    at_ = end + 1;
  }

  AntlrRule rule(std::string_view first) {
    AntlrRule result;
    result.fragment = first == "fragment";
    result.name = result.fragment ? expect_word() : std::string(first);
    expect(":");
    result.alternatives = alternatives(result);
    expect(";");
    return result;
  }

  std::vector<AntlrAlternative> alternatives(AntlrRule& rule) {
    std::vector<AntlrAlternative> result;
    do result.push_back(alternative(rule));
    while (accept("|"));
    return result;
  }

  AntlrAlternative alternative(AntlrRule& rule) {
    AntlrAlternative result;
    for (;;) {
      blank();
      switch (peek()) {
        case '|':
        case ';':
        case ')': return result;
        case '#':
          ++at_;
          result.label = expect_word();
          break;
        case '-':
          expect("->");
          rule.command = expect_word();
          if (accept("(")) {
            rule.command += "(" + expect_word() + ")";
            expect(")");
          }
          break;
        case '\0': fail("the rule does not end");
        default: result.elements.push_back(element(rule));
      }
    }
  }

  AntlrElement element(AntlrRule& rule) {
    AntlrElement result;
    const std::size_t start = at_;
    std::string name = word();
    if (!name.empty()) {
      if (accept("+=") || accept("=")) {
        result = element(rule);
        result.label = std::move(name);
        return result;
      }
      result.text = std::move(name);
    } else if (accept("(")) {
      result.kind = AntlrElement::Kind::group;
      result.alternatives = alternatives(rule);
      expect(")");
    } else if (accept("~")) {
      if (!accept("[")) fail("only a set in brackets can be turned round by `~`");
      result.kind = AntlrElement::Kind::set;
      result.set = set().complement();
    } else if (accept("[")) {
      result.kind = AntlrElement::Kind::set;
      result.set = set();
    } else if (accept(".")) {
      result.kind = AntlrElement::Kind::set;
      result.set = CharacterSet::all();
    } else if (accept("'")) {
      result.kind = AntlrElement::Kind::literal;
      while (peek() != '\'') append_character(result.text, character());
      ++at_;
    } else {
      at_ = start;
      fail(fmt::format("`{}` is not read", peek()));
    }
    if (accept("?")) result.suffix = AntlrElement::Suffix::optional;
    else if (accept("*")) result.suffix = AntlrElement::Suffix::many;
    else if (accept("+")) result.suffix = AntlrElement::Suffix::some;
    if (result.suffix != AntlrElement::Suffix::one && peek() == '?') {
      ++at_;
      result.lazy = true;
    }
    return result;
  }

  /// One character of a literal or a set, its escape read.
  char32_t character() {
    if (at_ >= text_.size() || text_[at_] == '\n') fail("a quote or a bracket is not closed");
    if (text_[at_] != '\\') return next_character(text_, at_);
    ++at_;
    const char c = peek();
    ++at_;
    switch (c) {
      case 'n': return '\n';
      case 'r': return '\r';
      case 't': return '\t';
      case 'u': {
        char32_t code = 0;
        for (int i = 0; i < 4; ++i, ++at_) {
          const char digit = peek();
          const bool letter = (digit | 0x20) >= 'a' && (digit | 0x20) <= 'f';
          if (!letter && (digit < '0' || digit > '9')) fail("four hexadecimal digits follow `\\u`");
          code = code * 16 + static_cast<char32_t>(letter ? (digit | 0x20) - 'a' + 10 : digit - '0');
        }
        return code;
      }
      case '\\':
      case '\'':
      case ']':
      case '-': return static_cast<char32_t>(c);
      default: fail(fmt::format("the escape `\\{}` is not read", c));
    }
  }

  CharacterSet set() {
    CharacterSet result;
    while (peek() != ']') {
      const char32_t first = character();
      char32_t last = first;
      if (peek() == '-' && at_ + 1 < text_.size() && text_[at_ + 1] != ']') {
        ++at_;
        last = character();
        // The scripts' lexer may read bytes or code points: what is beyond the last of the grammar is as the last.
        if (last == 0xFFFF) last = last_character;
      }
      result.add(first, last);
    }
    ++at_;
    return result;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

const AntlrRule* AntlrGrammar::find(std::string_view wanted) const {
  const auto found = std::find_if(rules.begin(), rules.end(), [&](const AntlrRule& rule) { return rule.name == wanted; });
  return found == rules.end() ? nullptr : &*found;
}

std::optional<AntlrGrammar> parse_antlr(std::string_view text, std::string& error) {
  Reader reader(text);
  try {
    return reader.read();
  } catch (const Trouble& trouble) {
    error = fmt::format("line {}: {}", reader.line(), trouble.message);
    return std::nullopt;
  }
}

}  // namespace dork::constrain
