// From the grammar of what parses to the grammar of what `dork fmt` prints: words in their canonical spelling, blanks and
// line breaks where canonical scripts have them, indentation by levels. The parser's grammar stays the only definition of the
// language; here is where its words stand.
#pragma once

#include "corpus/constrain/antlr.hpp"
#include "corpus/constrain/grammar.hpp"

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace dork::constrain {

struct LayoutOptions {
  unsigned depth = 10;       ///< levels of indentation; a SWITCH takes two
  bool comments = true;
  bool attributes = true;    ///< `@{…}` before statements
};

/// What a caller says otherwise than the grammar: narrower, never wider.
struct Narrowing {
  /// By place: a rule (`value`), an alternative (`letStatement`), or an element of either (`forStatement.source`, by its label
  /// or by what it refers to). The node stands for it; an empty one takes it out.
  std::map<std::string, Node, std::less<>> replace;

  /// The statements of one line without their `;`, with labels and clauses; in loops and outside of them. Null: all that the
  /// grammar has.
  std::function<Node(bool in_loop)> simple;

  /// Those after which nothing can stand in a body; null: none.
  std::function<Node()> last;

  std::set<std::string, std::less<>> at_least_one;  ///< places whose list is never empty
  std::string label;  ///< the rule of the labels of IF, SWITCH and START; empty: any name
};

/// Makes the grammar's rules into rules over characters, as they are asked for.
class Layout {
 public:
  Layout(const AntlrGrammar& lexer, const AntlrGrammar& parser, LayoutOptions options, Narrowing& narrowing);

  /// The grammar of whole scripts; its start is `root`.
  Grammar finish();

  /// A rule of the parser's grammar, or a token of the lexer's.
  Node refer(std::string_view rule);

  /// One alternative of a rule: by its label, or the only one of a rule without labels.
  Node alternative(std::string_view place);

  /// Adds a rule if there is none of that name yet, and refers to it.
  Node named(const std::string& name, const std::function<Node()>& body, bool lexical = false);

  /// `( a, b )` on one line, or one a line: of canonical items.
  Node list_of(const Node& item);

  /// Tests that are all joined by AND or all by OR.
  Node tests(const Node& test);

  /// A line break within a statement and the blanks that begin the next line.
  Node line_break();

  const AntlrGrammar& parser() const { return parser_; }

  /// The words that a name cannot be, in capitals.
  std::vector<std::string> reserved() const;

  std::string word(std::string_view token) const;  ///< a keyword's or a sign's canonical spelling

 private:
  struct Context {
    unsigned level = 0;
    bool in_loop = false;
  };
  /// What stands before the next word: nothing it must be parted from, a word, or the beginning of a line.
  enum class Before : std::uint8_t { nothing, word, line };
  struct Cursor {
    std::string place;
    Context context;
    Before before = Before::nothing;
    bool head = true;  ///< no body has come yet, so that a comment may end the line
  };

  Node clauses(std::string_view rule);
  Node rule_body(const AntlrRule& rule, Context context);
  Node alternatives_of(const std::vector<AntlrAlternative>& alternatives, Cursor& cursor);
  Node elements(const std::vector<AntlrElement>& all, std::size_t from, Cursor& cursor);
  Node element(const AntlrElement& element, Cursor& cursor);
  Node leaf(const AntlrElement& element, Cursor& cursor);
  Node separator(bool glued, Cursor& cursor) const;
  Node refer(std::string_view rule, Context context);
  const Node* replaced(const std::string& place, const AntlrElement& element) const;

  bool glues_left(const AntlrElement& element, const std::string& place) const;
  bool is_nullable(const AntlrElement& element) const;
  bool has_body(std::string_view rule) const;
  bool is_out(std::string_view place) const;
  bool fits(std::string_view place, Context context) const;
  const AntlrElement* list_item(const AntlrElement& element) const;

  Node token(std::string_view name);
  Node lexer_elements(const std::vector<AntlrElement>& elements);
  Node lexer_rule(std::string_view name);
  Node words_of(const AntlrRule& rule);
  bool collect_words(const AntlrRule& rule, std::vector<std::string>& tokens) const;
  std::vector<std::string> left_out(const std::vector<std::string>& tokens) const;

  // Lines and what they make up.
  Node indentation(unsigned level) const;
  Node line_end();
  Node comment_lines(unsigned level, std::uint32_t min = 0);
  Node attribute_line(unsigned level);
  Node simple(bool in_loop);
  Node simple_statement(Node what);
  Node label();
  Node before_statement(unsigned level);
  Node compound(Context context);
  Node body(Context context);
  Node declaration(std::string_view alternative);
  Node script();
  Node main_part();
  Node start();

  const AntlrGrammar& lexer_;
  const AntlrGrammar& parser_;
  LayoutOptions options_;
  Narrowing& narrowing_;
  Grammar out_;
  std::set<std::string> from_parser_;  ///< the rules that were made of the parser's
};

/// `openFileStatement` as rules are called here: `open-file-statement`.
std::string dashed(std::string_view camel);

/// JSON text in double quotes, with the escapes that printing gives; no others, since not every one is JSON.
Node json_text();

/// A test with the operators of the compiler's table, which says what of the grammar's words goes together.
Node tests_of_table(const Node& left, const Node& right);

/// A word of letters of `first` and then `rest` that is none of `words`, without case; `words` are of capitals.
Node word_except(const CharacterSet& first, const CharacterSet& rest, const std::vector<std::string>& words);

/// Says what is wrong with the parser's grammar for laying it out: rules whose shape the layout knows by heart and that have
/// changed. Empty: nothing.
std::string layout_fault(const AntlrGrammar& parser);

}  // namespace dork::constrain
