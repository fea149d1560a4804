// Grammars in the notations that engines for constrained decoding read.
#pragma once

#include "corpus/constrain/grammar.hpp"

#include <span>
#include <string>
#include <string_view>

namespace dork::constrain {

/// GBNF, as llama.cpp reads it (and XGrammar, with it vLLM and SGLang). The start is `root`.
std::string to_gbnf(const Grammar& grammar);

/// Lark's notation within what Lark itself, llguidance and OpenAI's custom tools share: white space stands in the rules, words
/// and texts are terminals without lookaround. The start is `start`.
std::string to_lark(const Grammar& grammar);

/// The W3C's EBNF, for people and for tools that draw railroads.
std::string to_ebnf(const Grammar& grammar);

/// A notation by the word that the command line has for it.
struct Notation {
  std::string_view name;
  std::string (*print)(const Grammar&);
  std::string_view comment;  ///< what begins a comment
  std::string_view comment_end;
  bool recursive_words;  ///< words may be rules like others; otherwise each is a terminal, of a regular expression
};
std::span<const Notation> notations();

}  // namespace dork::constrain
