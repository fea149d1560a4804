// A derivation: the rules that were chosen, and what fills their holes. Both the program and the prompt are read off it.
#pragma once

#include "corpus/synthesis/random.hpp"
#include "corpus/synthesis/rule_book.hpp"
#include "corpus/synthesis/synthesis.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace dork::corpus {

using Index = std::uint32_t;
inline constexpr Index nothing = 0xffffffff;

/// Something that the program has at hand: a block's output, the current item of a loop, a variable.
struct Thing {
  Id kind = none;
  bool list = false;
  bool item = false;        ///< the current item of the loop of its name
  bool variable = false;
  bool report = false;
  bool must = false;
  Id name = none;           ///< among the tree's names
  Index node = nothing;     ///< the node that gives it
  const Given* given = nullptr;
  Index source = nothing;   ///< the node that says which items a list has
  std::uint32_t uses = 0;
};

/// A thing, or a member of it.
struct Mention {
  Index thing = nothing;
  Id member = none;         ///< among the members of its kind
};

/// What fills a hole.
struct Fill {
  enum class Form : std::uint8_t { empty, literal, mention, text, node, name };
  Form form = Form::empty;
  Id kind = none;                 ///< of a literal or text: the kind asked for
  std::uint16_t entry = 0;        ///< of a literal: which value or record of its kind
  std::uint16_t phrase = none;    ///< of a literal: how it is said
  bool again = false;             ///< of a literal: the program has it already
  std::vector<Mention> mentions;  ///< one; of a text one for each reference
  Index node = nothing;
};

struct Node {
  const Rule* rule = nullptr;
  std::vector<Fill> fills;                ///< by hole
  std::vector<bool> options;
  std::vector<std::vector<Index>> parts;  ///< nodes, by part
};

struct Tree {
  const RuleBook* book = nullptr;
  std::uint32_t world = 0;
  std::vector<Node> nodes;
  std::vector<Thing> things;
  std::vector<std::string> names;         ///< bases of the names of blocks and variables
  Index start = nothing;
  std::vector<Index> main;
  std::optional<Fill> title, description; ///< of the automation
  std::vector<std::pair<const Connector*, Fill>> connections;
};

/// How far a program may grow.
struct Bounds {
  std::uint32_t depth = 3;
  std::uint32_t steps = 6;   ///< at the top level
  std::uint32_t size = 12;   ///< statements in all, about
};

/// Draws a tree; nothing where the draws lead nowhere. `weights` are by rule.
std::optional<Tree> derive(const RuleBook& book, const std::vector<double>& weights, const Bounds& bounds, Random& random);

/// Gives a tree whose start brings nothing another start that brings nothing. Says whether there was one.
bool change_start(Tree& tree, const std::vector<double>& weights, Random& random);

/// The value of a literal, and the name of its record where it is said with it.
std::string_view literal_value(const Tree& tree, const Fill& fill);
std::string_view literal_label(const Tree& tree, const Fill& fill);

/// The kind that a mention gives; `none` for a thing of no kind.
Id kind_of(const Tree& tree, const Mention& mention);

/// The program that a tree stands for: not yet canonical. The names that its blocks and variables got are put into `names`.
std::string write_program(const Tree& tree, std::vector<std::string>& names);

/// What running the program is promised to do.
std::vector<Promise> promises_of(const Tree& tree, const std::vector<std::string>& names);

/// The prompt that a tree stands for, as a persona says it; the values said are added to `slots`.
std::string say_program(const Tree& tree, const Persona& persona, Random& random, std::vector<Slot>& slots);

/// Parts of it, for change requests: when it runs, one of its statements ("export the app"), a value.
std::string say_start(const Tree& tree, const Persona& persona, Random& random, std::vector<Slot>& slots);
std::string say_statement(const Tree& tree, Index node, const Persona& persona, Random& random, std::vector<Slot>& slots);
std::string say_value(const Tree& tree, const Fill& fill, const Persona& persona, Random& random, std::vector<Slot>& slots);

}  // namespace dork::corpus
