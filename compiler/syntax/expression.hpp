// Expressions: what a script computes and what a formula in a template says. One tree for both, so that both are
// checked, lowered and printed by the same code.
#pragma once

#include "compiler/diagnostics/diagnostic.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dork {

enum class ExprKind : std::uint8_t {
  missing,   ///< nothing: an argument left empty between two commas
  null,
  boolean,   ///< `flag`
  text,      ///< `text` is a template, verbatim
  number,    ///< `text` as written, with its sign
  path,      ///< `text` is the first name, `steps` the rest
  call,      ///< `text` is the function, `children` its arguments
  condition, ///< if(…): `children` are left, right (missing for a unary operator), then the branches; `op` the operator
  list,      ///< `children`
  object,    ///< `keys` and `children`, aligned
  concat,    ///< `children` joined by &
  arithmetic ///< `children` are two operands; `op` is one of + - * /
};

/// One step of a path: `.key`, `[n]` or `[*]`.
struct PathStep {
  enum class Kind : std::uint8_t { key, index, all };
  Kind kind = Kind::key;
  std::string key;            ///< of a key
  std::uint32_t index = 0;    ///< of an index
  friend bool operator==(const PathStep&, const PathStep&) = default;
};

/// How a formula wrote an argument; only trees from templates hold another than `script`.
enum class Spelling : std::uint8_t {
  script,         ///< came from an expression, or is spelled as an expression lowers
  bare,           ///< a path without braces of its own: `$.x`
  double_quoted,  ///< a text in double quotes though single ones would do
  unquoted,       ///< text without quotes, or pieces glued together
  other_case,     ///< a function whose name is spelled otherwise than in the table
  json            ///< a JSON literal that is no plain object of texts
};

struct Expr {
  ExprKind kind = ExprKind::missing;
  Spelling spelling = Spelling::script;
  bool flag = false;
  std::uint8_t op = 0;        ///< arithmetic: '+', '-', '*', '/'; condition: index into `condition_operators()`
  Range range;                ///< in the source of the script
  std::string text;
  std::vector<PathStep> steps;
  std::vector<Expr> children;
  std::vector<std::string> keys;
};

/// Whether a word is one that must be quoted to be a name (`END`, `NULL`, …), without case.
bool is_reserved_word(std::string_view word);

/// Whether `name` can stand unquoted: a letter or `_` or any byte beyond ASCII, then those and digits, and not reserved.
bool is_plain_name(std::string_view name);

/// Whether `name` can stand unquoted after a dot or as the key of an object, where reserved words are names as well.
bool is_plain_key(std::string_view name);

/// A name in double quotes with JSON's escapes; bytes beyond ASCII stay as they are.
std::string quoted_name(std::string_view name);

/// The name that a token stands for: a word as it is, a name in double quotes without them and its escapes. An escape
/// that JSON does not know is kept as it is.
std::string unquoted_name(std::string_view token);

/// A text as scripts write it: '…', or '''…''' where it holds a quote; what neither can hold is joined by &.
std::string quoted_text(std::string_view text);

/// Whether `quoted_text` needs more than one token for `text`, joined by &.
bool needs_joined_texts(std::string_view text);

/// The text that a token '…' or '''…''' stands for.
std::string unquoted_text(std::string_view token);

/// Where in `token` the byte `offset` of its text stands; for an offset past the text, where the closing quotes begin.
std::uint32_t text_offset_in_token(std::string_view token, std::uint32_t offset);

}  // namespace dork
