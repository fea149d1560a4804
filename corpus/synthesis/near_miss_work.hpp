// What mutations of scripts work on, and those that change its form.
#pragma once

#include "compiler/catalog/catalog.hpp"
#include "corpus/synthesis/random.hpp"
#include "corpus/synthesis/tokens.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dork::corpus {

/// A script taken apart, and the draws of a mutation.
struct Work {
  std::string_view script;
  const std::vector<Token>& tokens;
  const Catalog& catalog;
  Random& random;

  std::size_t begin(const Token& token) const { return static_cast<std::size_t>(token.text.data() - script.data()); }
  std::size_t end(const Token& token) const { return begin(token) + token.text.size(); }

  std::string replaced(std::size_t from, std::size_t to, std::string_view by) const {
    std::string out(script.substr(0, from));
    out += by;
    out += script.substr(to);
    return out;
  }
  std::string replaced(const Token& token, std::string_view by) const { return replaced(begin(token), end(token), by); }

  /// One of the tokens that fit.
  template <typename Fits>
  const Token* pick(Fits&& fits) const {
    std::vector<const Token*> all;
    for (std::size_t i = 0; i < tokens.size(); ++i)
      if (fits(i)) all.push_back(&tokens[i]);
    return all.empty() ? nullptr : all[random.below(all.size())];
  }

  bool is(std::size_t at, std::string_view text) const { return at < tokens.size() && tokens[at].text == text; }
  std::size_t place(const Token* token) const { return static_cast<std::size_t>(token - tokens.data()); }
};

using Mutated = std::optional<std::string>;

/// Whether a word is in capitals, as the language's own are.
bool is_keyword(std::string_view word);

/// Two letters swapped, one left out, one doubled.
std::string misspelled(std::string_view word, Random& random);

/// A text that says something; null where there is none.
const Token* any_text(const Work& work);

// Mutations that the scanner or the parser finds; nothing where a script has nothing of the kind.
Mutated drop_closing_quote(const Work& work);
Mutated drop_opening_quote(const Work& work);
Mutated stray_character(const Work& work);
Mutated double_quotes(const Work& work);
Mutated drop_semicolon(const Work& work);
Mutated drop_comma(const Work& work);
Mutated drop_then(const Work& work);
Mutated drop_bracket(const Work& work);
Mutated drop_equal(const Work& work);
Mutated drop_end(const Work& work);
Mutated misspell_keyword(const Work& work);
Mutated end_for_next(const Work& work);
Mutated equals_twice(const Work& work);

}  // namespace dork::corpus
