// What is to be said, in order, and the ways to lay it out: one line, a paragraph, a list, a chat.
#pragma once

#include "corpus/synthesis/random.hpp"
#include "corpus/synthesis/rule_book.hpp"

#include <string>
#include <utility>
#include <vector>

namespace dork::corpus {

struct Clause;

/// Clauses inside a clause, with what leads to them ("otherwise").
struct Branch {
  std::string lead;
  std::vector<Clause> clauses;
};

/// Something to do: "[export] the app". With branches the text is their head: "for each app in Finance".
struct Clause {
  std::string text;
  std::vector<Branch> branches;
  bool loop = false;
};

/// A prompt before it is laid out. Verbs are in brackets, values between their marks.
struct Outline {
  std::string when;     ///< "every Monday at 8:00"; empty for a manual start
  std::string starts;   ///< "[run] every Monday at 8:00"
  bool brings = false;  ///< the start gives something that the clauses speak of, so that it must be said first
  std::string name, description;
  std::vector<Clause> clauses;
  std::vector<std::pair<std::string, std::string>> connections;   ///< connector and id
};

/// Clauses in a row, as a part of a sentence, finished.
std::string lay_out_inline(const std::vector<Clause>& clauses, const Persona& persona, Random& random);

/// A phrase with its articles right and its marks gone.
std::string finished(std::string_view text);

/// The finished prompt.
std::string lay_out(const Outline& outline, const Persona& persona, Random& random);

}  // namespace dork::corpus
