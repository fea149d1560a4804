#include "corpus/constrain/constrain.hpp"

#include "corpus/constrain/embedded.hpp"
#include "corpus/constrain/layout.hpp"
#include "corpus/constrain/narrow.hpp"
#include "corpus/constrain/sources.hpp"

#include <stdexcept>

namespace dork::constrain {
namespace {

/// The two grammars, read once. They are built in, so that what is wrong with them is a fault of the build.
struct Sources {
  AntlrGrammar lexer, parser;
};

const Sources& sources() {
  static const Sources read = [] {
    Sources result;
    for (const EmbeddedFile& file : embedded_grammars()) {
      std::string error;
      auto grammar = parse_antlr(file.content, error);
      if (!grammar) throw std::logic_error(std::string(file.name) + ": " + error);
      (grammar->name == "DorkLexer" ? result.lexer : result.parser) = std::move(*grammar);
    }
    if (const std::string fault = layout_fault(result.parser); !fault.empty()) throw std::logic_error("grammar/DorkParser.g4: " + fault);
    return result;
  }();
  return read;
}

/// Where canonical scripts are narrower than what parses, whatever the catalog.
void add_canonical_words(Narrowing& narrowing, Layout& layout) {
  const CharacterSet digits{{'0', '9'}}, from_one{{'1', '9'}};
  narrowing.replace["accessor.NUMERAL"] = layout.named("index", [&] { return choice({literal("0"), sequence({one_of(from_one), repeat(one_of(digits), 0, 8)})}); }, true);
  // JSON has no number that begins with 0, and printing gives an exponent to a single digit before the point.
  narrowing.replace["json.NUMERAL"] = layout.named("json-number", [&] {
    const Node whole = choice({literal("0"), sequence({one_of(from_one), repeat(one_of(digits), 0, 18)})});
    const Node fraction = sequence({literal("."), repeat(one_of(digits), 1, 17)});
    const Node exponent = sequence({one_of(digits), optional(fraction), literal("e"), one_of(CharacterSet::of("+-")),
                                    choice({repeat(one_of(digits), 1, 2), sequence({one_of({{'1', '2'}}), repeat(one_of(digits), 2, 2)})})});
    return choice({sequence({whole, optional(fraction)}), exponent});
  }, true);
  const Node text = layout.named("json-text", json_text, true);
  narrowing.replace["jsonEntry.QUOTED_NAME"] = narrowing.replace["json.QUOTED_NAME"] = text;
  // A key that is no word stands in double quotes, as names do.
  narrowing.replace["entry.text"] = literal("");
}

}  // namespace

const AntlrGrammar& lexer_grammar() { return sources().lexer; }
const AntlrGrammar& parser_grammar() { return sources().parser; }

Grammar script_grammar(const GrammarOptions& options) {
  Narrowing narrowing;
  const LayoutOptions how{options.depth, options.comments, !options.catalog_names};
  Layout layout(sources().lexer, sources().parser, how, narrowing);
  add_canonical_words(narrowing, layout);
  if (options.catalog_names) narrow(narrowing, layout, options.catalog ? *options.catalog : builtin_catalog(), options.templates);
  return layout.finish();
}

}  // namespace dork::constrain
