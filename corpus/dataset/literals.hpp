// The texts and numbers of a script, without compiling it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace dork::corpus {

/// A literal of a canonical script.
struct Literal {
  std::string key;          ///< the word before it: the parameter's name, or a keyword
  std::string value;        ///< quotes taken off and undoubled
  std::string label;        ///< the text after AS, which the editor shows for it
  std::string statement;    ///< the first word of the statement that it stands in: `IF`, `OUTPUT`, `qlik`
  std::size_t begin = 0;    ///< where it stands
  bool number = false;
};

/// All of them, in order; comments aside.
std::vector<Literal> literals_of(std::string_view script);

}  // namespace dork::corpus
