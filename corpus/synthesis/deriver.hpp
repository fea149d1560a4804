// Drawing a tree from the rules: what goes with what is at hand, what fills its holes, what stands in its parts.
#pragma once

#include "corpus/synthesis/tree.hpp"

namespace dork::corpus {

/// Draws a tree, node by node; what leads nowhere is taken back.
class Deriver {
 public:
  Deriver(const RuleBook& book, const std::vector<double>& weights, const Bounds& bounds, Random& random)
      : book_(book), weights_(weights), bounds_(bounds), random_(random) {
    tree_.book = &book;
    tree_.world = static_cast<std::uint32_t>(random.below(book.worlds.size()));
    steps_ = book.find_category("steps");
    step_ = book.find_category("step");
    report_ = book.find_category("report");
    start_ = book.find_category("start");
    program_ = book.find_category("program");
    test_ = book.find_category("test");
    where_ = book.find_category("where");
    action_ = book.find_category("action");
    used_.resize(book.rules.size());
    looked_.resize((book.kinds.size() + 1) * looks_of_a_kind);
    taken_.resize(book.by_category.size());
  }

  /// A thing, or a list: gathered or not, got or not.
  static constexpr std::size_t looks_of_a_kind = 5;

  static constexpr std::size_t most_nodes = 60;
  static constexpr int attempts = 8;   ///< to find what fits, before it is given up

  /// More names than the writer can mark make no readable program.
  static constexpr std::size_t most_names = 120;

  /// Goes on with a tree that is there.
  void take(Tree tree) { tree_ = std::move(tree); }
  Tree give_back() { return std::move(tree_); }

  /// Another start that brings nothing; `nothing` where there is none.
  Index another_start();

  std::optional<Tree> derive();

 private:
  /// What statements have to do with: things from `base` on.
  struct Scope {
    Index base = 0;
    std::string_view place = "top";
    bool conditional = false;
  };

  struct Mark {
    std::size_t nodes, things, names, loops, statements, known;
    std::vector<Index> visible;
    std::vector<std::uint32_t> uses;
    std::vector<std::uint8_t> used;
    bool first;
  };

  Mark mark() const;

  void back_to(const Mark& mark);

  // --- Choosing rules ----------------------------------------------------------------------------------------

  bool there(std::string_view need) const;

  /// A thing is gone, and with it what may be the same under another name, or have to do with it.
  void end_of(const Hole& hole, Index thing);

  /// How well a rule goes with what is at hand: 0 where it cannot be.
  double fitness(const Rule& rule);

  /// What there is at hand for a hole.
  struct AtHand {
    bool any = false, fresh = false, wanted = false, near = false;
  };

  AtHand look_for(const Hole& hole);

  static bool has_literal(const Kind& kind);

  bool is_wanted(Index thing) const { return tree_.things[thing].must && tree_.things[thing].uses == 0; }

  /// Whether a rule of a category takes something that was got and not used yet.
  bool takes_wanted(Id category);

  /// Where it stands what the latest look for a hole has found.
  std::pair<std::uint32_t, AtHand>& looked(const Hole& hole);

  bool is_free(const Rule& rule) const;

  bool suits(Index thing, const Hole& hole) const;

  template <typename Visit>
  void for_each_mention(Index thing, Id wanted, Visit&& visit) const {
    const Thing& it = tree_.things[thing];
    if (it.kind == none || it.list) return;
    if (book_.takes(wanted, it.kind)) visit(Mention{thing, none});
    const auto& members = book_.kinds[it.kind].members;
    for (std::size_t i = 0; i < members.size(); ++i)
      if (book_.takes(wanted, members[i].kind)) visit(Mention{thing, static_cast<Id>(i)});
  }

  /// A node of some rule of a category.
  Index node_of(Id category);

  static std::uint8_t most_uses(const Rule& rule) { return rule.once ? 1 : rule.action.empty() ? 3 : 2; }

  // --- Filling a rule ----------------------------------------------------------------------------------------

  Index fill_rule(Id number);

  /// A sheet goes with the app that it was listed for: what the list was asked for is asked for again.
  bool keep_together(Index index, const Rule& rule);

  /// Whether a statement would read what is at hand already.
  bool is_known(Index index, const Rule& rule) const;

  Id tested_hole(const Rule& rule) const { return rule.on == none ? none : 0; }

  void choose_options(Index index, const Rule& rule);

  bool fill_hole(Index index, Id hole_id);

  /// A test of the items of the list that the node has got already.
  Index where_node(Index index);

  /// A test of something at hand: a thing, or a member of it that there are tests for.
  Index test_node();

  template <typename Visit>
  void add_tests(Id kind, Index thing, Visit&& visit) const {
    for (const Id rule_id : book_.by_category[test_]) {
      const Rule& rule = book_.rules[rule_id];
      if (rule.on == kind && rule.on_member.empty()) visit(rule_id, Mention{thing, none});
      const auto& members = book_.kinds[kind].members;
      for (std::size_t i = 0; i < members.size(); ++i) {
        const bool of_kind = rule.on_member.empty() && rule.on == members[i].kind;
        const bool of_member = rule.on == kind && rule.on_member == members[i].path;
        if (of_kind || of_member) visit(rule_id, Mention{thing, static_cast<Id>(i)});
      }
    }
  }

  bool mention_list(const Hole& hole, const Node& node, Fill& fill);

  bool fill_value(const Hole& hole, const Node& node, Fill& fill);

  /// A literal of a kind that the program has already.
  const Fill* literal_before(Id kind) const;

  bool is_taken(Id kind, const Node& node, std::uint16_t entry) const;

  /// What is nearest: the current item, then what nobody used yet, then the latest.
  Mention choose_mention(const std::vector<Mention>& mentions);

  /// A text whose references are all at hand.
  bool fill_text(Id kind_id, Fill& fill);

  /// The latest thing at hand that a text may mean.
  std::optional<Mention> find_mention(const TextPattern::Part& part) const;

  // --- What a rule brings ------------------------------------------------------------------------------------

  std::vector<Index> give(Index index, const Rule& rule);

  static std::string base_of(std::string_view noun);

  /// The kind of the items of a source.
  Id items_of(Index source) const;

  /// What the list of a source is called.
  std::string label_of(Index source) const;

  // --- Parts -------------------------------------------------------------------------------------------------

  bool fill_parts(Index index, const Rule& rule, const std::vector<Index>& given);

  /// What a test that holds, or does not, means for the statements behind it.
  std::string mood_of_test(Index index, std::size_t part) const;

  /// Forgets what was made since there were so many things; variables stay. What is gone in the part stays gone behind it.
  void leave(std::size_t made);

  bool fill_one(Id category, std::vector<Index>& nodes);

  /// Statements in a row. Each has to do with what the scope is about: the item of the loop, what was got before.
  bool fill_steps(const Part& part, bool in_loop, std::vector<Index>& nodes);

  bool fill_in_scope(const Scope& scope, std::size_t wanted, Index item, std::vector<Index>& nodes);

  /// Whether a statement used something that the scope had before it.
  bool is_connected(const Scope& scope, const Mark& before) const;

  /// Whether something was got in this scope that nobody has used yet.
  bool is_pending(std::size_t first_thing) const;

  /// The rule that a node comes down to.
  const Rule* innermost(Index index) const;

  /// Whether a node or one in its holes refers to a thing.
  bool mentions(Index index, Index thing) const;

  bool is_reported(Index thing) const;

  /// Whether nothing can follow a statement.
  bool is_over(Index index) const;

  /// What was gathered is told at the end.
  bool report_all();

  // --- The head ----------------------------------------------------------------------------------------------

  void name_it();

  void connect();

  const RuleBook& book_;
  const std::vector<double>& weights_;
  Bounds bounds_;
  Random& random_;
  Tree tree_;
  Id steps_, step_, report_, start_, program_, test_, where_, action_;
  std::vector<std::uint8_t> used_;
  std::vector<std::pair<std::uint32_t, AtHand>> looked_;   ///< by kind and what is looked for; of the look with that number
  std::vector<std::pair<std::uint32_t, bool>> taken_;      ///< by category, whether it takes what is wanted; likewise
  std::uint32_t look_ = 0;
  bool has_wanted_ = false;
  std::vector<Index> visible_;   ///< things, latest last
  std::vector<Index> loops_;     ///< the current items, innermost last
  std::string mood_;
  std::uint32_t depth_ = 0;
  std::size_t statements_ = 0;
  bool first_ = true;
  bool at_end_ = false;
  Fill tested_;
  std::vector<Mention> known_;   ///< what the conditions around have tested
  std::vector<Scope> scopes_ = {{}};
};

}  // namespace dork::corpus
