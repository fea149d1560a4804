// The parts of repairing: syntax, meaning, JSON.
#pragma once

#include "compiler/diagnostics/diagnostic.hpp"
#include "corpus/score/repair.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace dork::score {

/// A script in tokens, comments left out.
struct TokenText {
  std::vector<std::string> words;
  std::vector<std::uint16_t> kinds;
  std::vector<std::uint32_t> at;   ///< where each begins in its source, in bytes
};
TokenText token_text(std::string_view script);

/// The tokens as a script again.
std::string join(const TokenText& tokens);

struct SyntaxMends {
  std::vector<std::string> scripts;   ///< that parse, fewest edits first
  std::size_t edits = 0;              ///< of the first
  bool complete = false;              ///< fewer edits cannot do, anywhere in the script
};

/// Scripts that the grammar accepts, a few edits from one that it does not.
SyntaxMends mend_syntax(const TokenText& tokens, std::size_t most_edits);

/// Scripts in which what a diagnostic reports may be mended, likeliest first; `all` are those of the script.
std::vector<std::string> mend_meaning(const std::string& script, const Diagnostic& diagnostic, const std::vector<Diagnostic>& all, const Catalog& catalog);

/// JSON made of what is nearly JSON, and by which edits; empty where that fails.
struct JsonMend {
  std::string text;
  std::vector<TokenEdit> edits;
};
JsonMend mend_json(std::string_view text);

}  // namespace dork::score
