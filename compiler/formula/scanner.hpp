// Recognises formulas in text: shared by everything that reads templates.
#pragma once

#include "compiler/formula/formula.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dork::formula {

/// How deep formulas may nest; one that goes deeper is text.
inline constexpr unsigned nesting_limit = 200;

/// What the characters after a `{` promise.
struct Opening {
  enum class Kind : std::uint8_t { none, path, constant, function, unknown_function };
  Kind kind = Kind::none;
  std::size_t word_begin = 0;  ///< the word of a constant or function
  std::size_t word_end = 0;
  std::size_t body = 0;  ///< the `$` of a path, what follows the colon of a function, a constant's `}`
  const FormulaFunction* function = nullptr;

  /// Whether it must become a formula, or the braces are suspect.
  bool begins_formula() const { return kind != Kind::none && kind != Kind::unknown_function; }
};

/// Looks at what follows the `{` at `at`.
Opening opening(std::string_view text, std::size_t at);

inline bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
inline bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
inline bool is_quote(char c) {
  return c == '\'' || c == '"';
}
inline bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

/// The end of white space, or of digits, that begin at `at`.
std::size_t skip_space(std::string_view text, std::size_t at);
std::size_t digits_end(std::string_view text, std::size_t at);

/// A range from offsets.
inline Range range(std::size_t begin, std::size_t end) {
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

/// Reads formulas of one text, at places that the caller chooses. Whether a `{` begins a formula depends on what
/// follows it alone, so a place that failed once is never tried again; with the fuel this keeps hostile text linear.
class Scanner {
 public:
  static constexpr std::size_t nowhere = std::string_view::npos;

  /// Where `canonical` is given, each formula read is appended to it in canonical spacing. `depth` is how many
  /// formulas the text stands in already.
  explicit Scanner(std::string_view text, std::string* canonical = nullptr, unsigned depth = 0);

  /// Reads the formula that begins with the `{` at `at`, if there is one; `position()` is then its end.
  bool read(std::size_t at, Expr& out);
  std::size_t position() const { return at_; }

  /// After `read` failed: the inner brace in the way, or `nowhere`.
  std::size_t culprit() const { return culprit_; }

  /// Whether anything read so far nests too deep to be a formula.
  bool too_deep() const { return too_deep_; }

 private:
  bool formula(Expr& out);
  bool formula_body(const Opening& open, Expr& out);
  bool path(Expr& out, bool bare);
  bool bracket(Expr& path);
  bool arguments(Expr& call);
  bool argument(Expr& out);
  bool condition(Expr& call);
  bool value(Expr& out);
  bool glued(Expr& out, std::size_t begin, Expr* first);
  bool in_quotes(char quote, bool escapes, Expr& out, bool& other_quote);
  bool quoted(Expr& out);
  bool number(Expr& out, bool json);
  bool json(Expr& out);
  bool json_list(Expr& out);
  bool json_object(Expr& out);
  bool json_string(Expr& out);

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool at_delimiter() const { return peek() == ',' || peek() == '}'; }
  void skip_space() { at_ = formula::skip_space(text_, at_); }
  std::size_t find(char c, std::size_t from);
  void emit(std::string_view piece) {
    if (canonical_ != nullptr) canonical_->append(piece);
  }
  void emit(std::size_t begin, std::size_t end) { emit(text_.substr(begin, end - begin)); }
  bool accept(char c);
  void spend(std::size_t bytes) { fuel_ -= bytes < fuel_ ? bytes : fuel_; }

  std::string_view text_;
  std::string* canonical_;
  unsigned depth_;
  std::size_t at_ = 0;
  std::size_t last_brace_;  // no formula can begin after it
  std::size_t fuel_;        // how many bytes failing attempts may still read
  std::size_t culprit_ = nowhere;
  bool too_deep_ = false;
  std::vector<bool> failed_;  // places that begin no formula; empty until there is one
};

}  // namespace dork::formula
