// An answer or a reference as a program: what it is, how far it is right by itself, and its one canonical form, in which
// programs are compared.
#pragma once

#include "compiler/compile.hpp"
#include "compiler/syntax/parse.hpp"
#include "compiler/syntax/recognize.hpp"
#include "corpus/score/edit.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dork::score {

/// What an answer is made of.
enum class Form : std::uint8_t { none, script, json };

/// A script or the JSON of a workspace, read as far as it goes.
struct Program {
  Form form = Form::none;
  std::string text;                      ///< as it stands
  std::vector<Diagnostic> diagnostics;   ///< ordered by place, warnings too; of JSON at its blocks
  std::vector<Code> errors;              ///< the codes of all errors, each once
  bool parses = false;                   ///< it is a script, or JSON that holds a workspace
  bool checks = false;                   ///< and nothing in it is an error
  /// The canonical script without `//` comments; empty where it does not parse. JSON has the script that it stands for.
  std::string canonical;
  /// What its head binds and teaches, and whether it has attributes: of two scripts that differ there the canonical forms
  /// may differ though the programs are equivalent.
  std::string declared;
  bool attributes = false;
  bool nameless = false;                 ///< JSON that does not say what the automation is called: nobody can hold that against it
};

/// Reads a program. Never fails: what is wrong stands in the result. Where `automation` is given, it becomes that of
/// `canonical_automation` if that comes at no cost.
Program read_program(std::string text, Form form, const Catalog& catalog, std::optional<Automation>* automation = nullptr);

/// The automation of a program that parses, as its canonical script says it.
Automation canonical_automation(const Program& program, const Catalog& catalog);

/// Gives a program that does not say its name that of another, or takes the other's away: a name that one of the two cannot
/// say is no difference between them.
void share_header(Program& program, const Program& other, const Catalog& catalog);

/// A text without the white space at its end.
inline std::string_view without_end(std::string_view text) {
  const std::size_t last = text.find_last_not_of(" \t\r\n");
  return last == std::string_view::npos ? std::string_view() : text.substr(0, last + 1);
}

/// Whether two programs that parse are the same program: equivalent, as `dork diff` sees it.
bool same_program(const Program& a, const Program& b, const Catalog& catalog);

/// The tokens of a script, comments left out: a hash each, in which keywords have no case. `tokens` are those of `tokenize`.
std::vector<Symbol> token_symbols(std::string_view script, std::span<const Token> tokens);
inline std::vector<Symbol> token_symbols(std::string_view script) { return token_symbols(script, tokenize(script)); }

/// Whether a token is a comment.
bool is_comment(const Token& token);

/// A script, or a part of one, without its literals: texts keep only their formulas, numbers and TRUE and FALSE are all the
/// same, lists of nothing but literals are literals, labels of values are left out. Texts that name something (a LABEL, a
/// file adapter, a block type) stay.
std::string without_literals(std::string_view script, std::span<const Token> tokens);
inline std::string without_literals(std::string_view script) { return without_literals(script, tokenize(script)); }

/// The same text with every reference alike: paths of expressions and of formulas, and names of variables that are set.
std::string without_references(std::string_view script);

/// A hash that is the same on every machine.
Symbol hash_of(std::string_view text, Symbol seed = 0);

}  // namespace dork::score
