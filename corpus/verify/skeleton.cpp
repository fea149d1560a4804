#include "corpus/verify/skeleton.hpp"

#include "compiler/compile.hpp"
#include "compiler/decompile.hpp"
#include "corpus/synthesis/tokens.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace dork::corpus {
namespace {

/// Names in canonical text: which there are, in the order of their first appearance.
class Names {
 public:
  /// `n1` for the first name, and so on.
  std::string of(std::string_view name) {
    const auto at = static_cast<std::size_t>(std::find(names_.begin(), names_.end(), name) - names_.begin());
    if (at == names_.size()) names_.emplace_back(name);
    return "n" + std::to_string(at + 1);
  }

 private:
  std::vector<std::string> names_;
};

bool is_keyword(std::string_view word) {
  return std::all_of(word.begin(), word.end(), [](char c) { return (c >= 'A' && c <= 'Z') || c == '_'; });
}

}  // namespace

std::string skeleton_of_canonical(std::string_view script) {
  const std::vector<Token> tokens = tokens_of(script);
  Names names;
  std::string out;
  std::vector<char> open;
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    const Token& token = tokens[i];
    const auto is = [&](std::size_t at, std::string_view text) { return at < tokens.size() && tokens[at].text == text; };
    // The head says names alone.
    if (open.empty() && (is(i, "AUTOMATION") || is(i, "CONNECT")) && (i == 0 || is(i - 1, ";"))) {
      while (i < tokens.size() && !is(i, ";")) ++i;
      continue;
    }
    if (token.kind == TokenKind::comment) continue;
    if (token.text == "(" || token.text == "{" || token.text == "[") open.push_back(token.text[0]);
    else if ((token.text == ")" || token.text == "}" || token.text == "]") && !open.empty()) open.pop_back();
    if (token.text == "AS" && i + 1 < tokens.size() && tokens[i + 1].kind == TokenKind::text && !(i > 0 && is(i - 1, ")"))) {
      // What the editor shows for a value.
      ++i;
      continue;
    }
    std::string word;
    switch (token.kind) {
      case TokenKind::text: word = "''"; break;
      case TokenKind::number: word = "0"; break;
      case TokenKind::name: {
        const bool member = i > 0 && is(i - 1, ".");
        const bool called = is(i + 1, "(");
        const bool action = !member && is(i + 1, ".") && is(i + 3, "(");
        const bool key = !open.empty() && (is(i + 1, ":") || (open.back() == '(' && is(i + 1, "=") && (is(i - 1, "(") || is(i - 1, ","))));
        word = member || called || action || key || is_keyword(token.text) ? std::string(token.text) : names.of(token.text);
        break;
      }
      default: word = std::string(token.text);
    }
    const bool tight = word == "." || word == "," || word == ";" || word == ":" || word == ")" || word == "]" || word == "}" ||
                       out.ends_with('.') || out.ends_with('(') || out.ends_with('[') || out.ends_with('{') || (word == "(" && token.tight);
    if (!out.empty() && !tight) out += ' ';
    out += word;
  }
  return out;
}

std::string skeleton(std::string_view program, const Catalog& catalog) {
  std::string script;
  if (is_json(program)) {
    DecompileResult result = decompile(program, {.catalog = &catalog});
    if (result.scripts.size() != 1) return {};
    script = std::move(result.scripts.front());
  } else {
    CompileResult result = format(program, {.catalog = &catalog});
    if (!result.ok) return {};
    script = std::move(result.output);
  }
  return skeleton_of_canonical(script);
}

}  // namespace dork::corpus
