// The forms of the language in the notation of manuals, from the parser's grammar: `OUTPUT value [REPLACE|MERGE]`.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace dork::card {

/// One alternative of a rule.
struct Form {
  std::string text;                 ///< `[…]` may be left out, `A|B` is one of them, `…` stands for statements
  std::vector<std::string> begins;  ///< what it can begin with, as it is spelled: `OPEN FILE`; `GET`, `POST`; empty: a name
};

/// The alternatives of a rule of grammar/DorkParser.g4, in its order. A rule that is not there is a fault of the program
/// (`std::logic_error`).
std::vector<Form> forms(std::string_view rule);

}  // namespace dork::card
