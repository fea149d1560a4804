// Context-free grammars over characters: what the exporters print, what the deriver derives from. Values all the way down.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace dork::constrain {

inline constexpr char32_t last_character = 0x10FFFF;

/// A set of characters as ranges that rise and never touch.
class CharacterSet {
 public:
  struct Range {
    char32_t first, last;
    friend bool operator==(const Range&, const Range&) = default;
  };

  CharacterSet() = default;
  CharacterSet(std::initializer_list<Range> ranges) {
    for (const Range& range : ranges) add(range.first, range.last);
  }
  static CharacterSet all() { return {{0, last_character}}; }
  static CharacterSet of(std::string_view ascii) {
    CharacterSet set;
    for (const char c : ascii) set.add(static_cast<char32_t>(c), static_cast<char32_t>(c));
    return set;
  }

  void add(char32_t first, char32_t last);
  void add(const CharacterSet& other) {
    for (const Range& range : other.ranges_) add(range.first, range.last);
  }
  CharacterSet complement() const;
  CharacterSet without(const CharacterSet& other) const;

  bool contains(char32_t c) const;
  bool empty() const { return ranges_.empty(); }
  const std::vector<Range>& ranges() const { return ranges_; }
  friend bool operator==(const CharacterSet&, const CharacterSet&) = default;

 private:
  std::vector<Range> ranges_;
};

/// An expression over characters and rules.
struct Node {
  enum class Kind : std::uint8_t {
    literal,    ///< `text`, in UTF-8; empty: the empty text
    set,        ///< one character of `set`
    reference,  ///< the rule that `text` names
    sequence,   ///< `children` one after another
    choice,     ///< one of `children`
    repeat      ///< the only child `min` to `max` times
  };
  static constexpr std::uint32_t unbounded = 0xffffffff;

  Kind kind = Kind::literal;
  std::string text;
  CharacterSet set;
  std::vector<Node> children;
  std::uint32_t min = 1, max = 1;

  bool is_empty() const { return kind == Kind::literal && text.empty(); }
};

/// Builders. Sequences and choices flatten what is in them, and neighbouring literals become one.
Node literal(std::string_view text);
Node one_of(CharacterSet set);
Node reference(std::string_view rule);
Node sequence(std::vector<Node> parts);
Node choice(std::vector<Node> alternatives);
Node repeat(Node node, std::uint32_t min, std::uint32_t max = Node::unbounded);
inline Node optional(Node node) { return repeat(std::move(node), 0, 1); }

/// A character as UTF-8, appended; and the character at `at`, which moves behind it. `text` is valid UTF-8.
void append_character(std::string& out, char32_t c);
char32_t next_character(std::string_view text, std::size_t& at);

struct Rule {
  std::string name;      ///< lower case, digits and `-`: the common subset of the notations
  Node body;
  bool lexical = false;  ///< a word, a text, white space: no recursion, one terminal where a notation has terminals
};

/// The first rule is the start; it is called `root`.
class Grammar {
 public:
  /// Adds a rule; one of that name may not be there yet. The reference holds until the next rule is added.
  Rule& add(std::string name, Node body, bool lexical = false);
  const Rule* find(std::string_view name) const;
  bool contains(std::string_view name) const { return find(name) != nullptr; }
  const std::vector<Rule>& rules() const { return rules_; }
  std::vector<Rule>& rules() { return rules_; }

  /// Takes out the rules that the start does not lead to, and puts the others in the order in which it leads to them.
  void keep_reachable();

 private:
  std::vector<Rule> rules_;
  std::unordered_map<std::string, std::size_t> index_;
};

/// What keeps a grammar from loading in one engine or another; each is a sentence that names the rule. Empty: nothing does.
/// Undefined rules; left recursion, hidden one too; loops over what may be empty; rules that derive no text.
std::vector<std::string> grammar_faults(const Grammar& grammar);

/// Sizes that engines set limits to.
struct GrammarSize {
  std::size_t rules = 0;
  std::size_t nodes = 0;
  std::uint64_t largest_repetition = 0;  ///< bound times the nodes of what is repeated; llama.cpp takes less than 2,000
};
GrammarSize measure(const Grammar& grammar);

}  // namespace dork::constrain
