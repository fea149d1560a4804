// The prompt of a derivation: what a person would ask for.
#include "corpus/synthesis/english.hpp"
#include "corpus/synthesis/layout.hpp"
#include "corpus/synthesis/tree.hpp"

#include <algorithm>
#include <set>

namespace dork::corpus {
namespace {

class Speaker {
 public:
  Speaker(const Tree& tree, const Persona& persona, Random& random, std::vector<Slot>& slots)
      : tree_(tree), book_(*tree.book), persona_(persona), random_(random), slots_(slots) {}

  Outline outline() {
    Outline outline;
    if (tree_.start != nothing) {
      outline.when = attribute(tree_.start, "when");
      focus_ = nothing;
      outline.starts = attribute(tree_.start, "say");
      outline.brings = !tree_.nodes[tree_.start].rule->gives.empty();
    }
    if (tree_.title) outline.name = value(*tree_.title);
    if (tree_.description) outline.description = value(*tree_.description);
    for (const Index index : tree_.main) add_clauses(index, outline.clauses);
    for (const auto& [connector, id] : tree_.connections) outline.connections.emplace_back(connector->name, value(id));
    return outline;
  }

  std::string when() { return tree_.start == nothing ? std::string() : attribute(tree_.start, "when"); }

  std::vector<Clause> statement(Index index) {
    std::vector<Clause> clauses;
    add_clauses(index, clauses);
    return clauses;
  }

 private:
  // --- Clauses --------------------------------------------------------------------------------------------------

  void add_clauses(Index index, std::vector<Clause>& clauses) {
    const Node& node = tree_.nodes[index];
    if (const Saying* say = find(node.rule->sayings, "say")) {
      Clause clause;
      mentioned_ = false;
      // One after the other: what the phrase says itself, the options do not say again.
      clause.text = phrase(index, random_.pick(say->phrases));
      clause.text += options(index);
      // After "take the number of the month", or a long sentence, "it" is no longer what was spoken of before.
      constexpr std::size_t long_clause = 140;
      if (!mentioned_ || clause.text.size() > long_clause) focus_ = nothing;
      introduced_.insert(index);
      const std::size_t style = random_.below(12);
      for (std::size_t i = 0; i < node.parts.size(); ++i) {
        Branch branch;
        const auto& leads = node.rule->parts[i].lead;
        if (!leads.empty()) branch.lead = phrase(index, leads[style % leads.size()]);
        for (const Index step : node.parts[i]) add_clauses(step, branch.clauses);
        clause.branches.push_back(std::move(branch));
      }
      look_at_result(index, clause);
      clause.loop = std::any_of(node.rule->gives.begin(), node.rule->gives.end(), [](const Given& it) { return it.loop; });
      clauses.push_back(std::move(clause));
      return;
    }
    // A rule that says nothing itself: what it is made of, in order.
    for (std::size_t i = 0; i < node.fills.size(); ++i)
      if (node.fills[i].form == Fill::Form::node && node.fills[i].node != nothing) add_clauses(node.fills[i].node, clauses);
    for (const auto& part : node.parts)
      for (const Index step : part) add_clauses(step, clauses);
  }

  /// After "create the user X for the app", "it" is no longer the app; after branches it is nothing in particular.
  void look_at_result(Index index, const Clause& clause) {
    if (!clause.branches.empty()) {
      focus_ = nothing;
      return;
    }
    Index result = nothing;
    std::size_t results = 0;
    for (Index i = 0; i < tree_.things.size(); ++i) {
      const Thing& thing = tree_.things[i];
      if (thing.node != index || thing.variable || thing.item || !thing.given || thing.given->hidden) continue;
      result = i;
      ++results;
    }
    if (results > 0) focus_ = results == 1 ? result : nothing;
  }

  static const Saying* find(const std::vector<Saying>& sayings, std::string_view attribute) {
    for (const Saying& saying : sayings)
      if (saying.attribute == attribute && !saying.phrases.empty()) return &saying;
    return nullptr;
  }

  /// The phrase of a node for a purpose, with what its options add.
  std::string attribute(Index index, std::string_view name) {
    const Node& node = tree_.nodes[index];
    const Saying* saying = find(node.rule->sayings, name);
    if (!saying) saying = find(node.rule->sayings, "say");
    if (!saying) return {};
    std::string out = phrase(index, random_.pick(saying->phrases));
    out += options(index);
    return out;
  }

  std::string options(Index index) {
    const Node& node = tree_.nodes[index];
    std::string out;
    for (std::size_t i = 0; i < node.options.size(); ++i)
      if (!has_said(index, i)) out += option(index, i);
    return out;
  }

  bool has_said(Index index, std::size_t number) const {
    return std::find(said_options_.begin(), said_options_.end(), std::pair(index, number)) != said_options_.end();
  }

  std::string option(Index index, std::size_t number) {
    const Node& node = tree_.nodes[index];
    if (!node.options[number] || node.rule->options[number].say.empty()) return {};
    return phrase(index, random_.pick(node.rule->options[number].say));
  }

  std::string phrase(Index index, const Pieces& pieces) {
    std::string out;
    for (const Piece& piece : pieces) {
      switch (piece.form) {
        case Piece::Form::option:
          said_options_.emplace_back(index, piece.hole);
          out += option(index, piece.hole);
          break;
        case Piece::Form::hole:
          // "giving it it" and "the status of it" are no English, nor is "if them is empty".
          if (out.ends_with("it ") || out.ends_with("them ") || out.ends_with(" of ")) focus_ = nothing;
          at_object_ = !out.empty() && !out.ends_with("if ");
          out += hole(index, piece.hole, piece.text);
          break;
        case Piece::Form::verb: out += '[' + piece.text + ']'; break;
        case Piece::Form::choice: out += phrase(index, random_.pick(piece.choices)); break;
        default: out += piece.text;
      }
    }
    return out;
  }

  std::string hole(Index index, Id number, std::string_view attribute_name) {
    const Fill& fill = tree_.nodes[index].fills[number];
    switch (fill.form) {
      case Fill::Form::node:
        if (fill.node == nothing) return {};
        if (attribute_name == "noun" || attribute_name == "nouns") return noun(items_of(fill.node), attribute_name == "nouns");
        return attribute(fill.node, attribute_name.empty() ? "say" : attribute_name);
      case Fill::Form::mention:
      case Fill::Form::name: return mention(fill.mentions[0], attribute_name);
      case Fill::Form::literal:
      case Fill::Form::text: return value(fill);
      case Fill::Form::empty: return {};
    }
    return {};
  }

  Id items_of(Index source) const {
    const Node& node = tree_.nodes[source];
    if (node.rule->items != none) return node.rule->items;
    if (node.rule->items_of == none) return none;
    const Fill& of = node.fills[node.rule->items_of];
    if (of.form == Fill::Form::node) return items_of(of.node);
    return of.form == Fill::Form::mention ? tree_.things[of.mentions[0].thing].kind : none;
  }

  std::string noun(Id kind, bool many) const {
    if (kind == none) return many ? "items" : "item";
    return many ? book_.kinds[kind].nouns : book_.kinds[kind].noun;
  }

  // --- Noun phrases ---------------------------------------------------------------------------------------------

  std::string mention(const Mention& mention, std::string_view attribute) {
    const Thing& thing = tree_.things[mention.thing];
    if (attribute == "noun" || attribute == "nouns") return noun(thing.kind, attribute == "nouns");
    if (attribute == "name") return names_ && thing.name != none ? (*names_)[thing.name] : tree_.names[thing.name];
    if (mention.member != none) {
      const MemberOf& member = book_.kinds[thing.kind].members[mention.member];
      if (attribute == "member") return member.say;
      if (!member.say.empty()) return possessive(mention.thing, member.say);
    }
    return definite(mention.thing);
  }

  bool person(const Thing& thing) const { return thing.kind != none && book_.kinds[thing.kind].person; }

  /// "it", "the app", "that app", "the export".
  std::string definite(Index index) {
    const Thing& thing = tree_.things[index];
    const bool again = focus_ == index;
    focus_ = index;
    mentioned_ = true;
    const bool several = (thing.list && !thing.variable) || person(thing);
    if (again && (at_object_ || !several) && random_.chance(persona_.pronouns)) return several ? "them" : "it";
    if (!thing.item && thing.given && !thing.given->say.empty()) return phrase(thing.node, random_.pick(thing.given->say));
    const std::string word = noun(thing.kind, thing.list);
    if (thing.list && !thing.variable) {
      if (const Saying* own = derived(thing)) return phrase(thing.source, random_.pick(own->phrases));
      // With two lists of a kind by now, which of them is meant.
      std::size_t number = 0, all = 0;
      bool narrowed = false;
      for (Index i = 0; i < tree_.things.size(); ++i) {
        const Thing& other = tree_.things[i];
        if (!other.list || other.variable || other.kind != thing.kind || other.name == none || !other.given || other.given->hidden || !other.given->say.empty()) continue;
        if (i != index && !introduced_.contains(other.node)) continue;
        if (derived(other)) {
          narrowed = true;
          continue;
        }
        ++all;
        if (i == index) number = all;
      }
      if (all == 1 && narrowed) return "the original " + word;
      constexpr std::string_view ordinals[] = {"first", "second", "third", "fourth"};
      if (all > 1 && number >= 1 && number <= 4) return "the " + std::string(ordinals[number - 1]) + " list of " + word;
    }
    if (thing.list) return (random_.chance(20) ? "these " : "the ") + word;
    return (thing.item && random_.chance(25) ? "that " : "the ") + word;
  }

  /// What a list is called for what was done to it: "the filtered apps"; null where it came as it is.
  const Saying* derived(const Thing& thing) const {
    return thing.source == nothing ? nullptr : find(tree_.nodes[thing.source].rule->sayings, "called");
  }

  /// "its name", "the app's name", "the name of the app".
  std::string possessive(Index index, const std::string& member) {
    const bool again = focus_ == index;
    focus_ = index;
    mentioned_ = true;
    if (again && random_.chance(persona_.pronouns)) return (person(tree_.things[index]) ? "their " : "its ") + member;
    focus_ = nothing;
    std::string whole = definite(index);
    focus_ = index;
    if (random_.chance(50)) return "the " + member + " of " + whole;
    return whole + (whole.ends_with('s') ? "' " : "'s ") + member;
  }

  // --- Values ---------------------------------------------------------------------------------------------------

  static std::string marked(std::string_view text) { return value_begin + std::string(text) + value_end; }

 public:
  std::string value(const Fill& fill) {
    const Kind& kind = book_.kinds[fill.kind];
    if (fill.form == Fill::Form::text) return text(fill);
    const std::string written(literal_value(tree_, fill));
    if (fill.again && !kind.again.empty() && random_.chance(60)) return plain(random_.pick(kind.again));
    // "It" would be taken for what was named last.
    if (kind.record != none && !kind.say.empty() && kind.say.front().size() > 1) focus_ = nothing;
    if (kind.record != none) {
      const RecordRule& rule = book_.world.records[kind.record];
      const Record& record = book_.worlds[tree_.world].records[kind.record][fill.entry];
      if (fill.phrase == none) return said(written, written, kind.quoted);
      std::string out;
      for (const Piece& piece : kind.say[fill.phrase]) {
        if (piece.form != Piece::Form::hole) {
          out += piece.text;
          continue;
        }
        const bool is_value = piece.hole == none - 1 || rule.fields[piece.hole].name == kind.field;
        const std::string& shown = is_value ? written : record[piece.hole];
        out += said(shown, is_value || !literal_label(tree_, fill).empty() ? shown : std::string(), kind.quoted);
      }
      return out;
    }
    const Entry& entry = kind.values[fill.entry];
    const auto& say = entry.say.empty() ? kind.say : entry.say;
    if (fill.phrase == none || say.empty()) return said(written, written, kind.quoted);
    // How an entry is said stands for the whole; how a kind is said frames the value.
    if (!entry.say.empty()) return said(plain(say[fill.phrase]), written, false);
    std::string out;
    for (const Piece& piece : say[fill.phrase])
      out += piece.form == Piece::Form::hole ? said(written, written, kind.quoted) : piece.text;
    return out;
  }

 private:
  static std::string plain(const Pieces& pieces) {
    std::string out;
    for (const Piece& piece : pieces) out += piece.text;
    return out;
  }

  std::string said(const std::string& shown, const std::string& written, bool quoted) {
    slots_.push_back({shown, written});
    return marked(quoted ? '"' + shown + '"' : shown);
  }

  /// A text, with what goes into it in brackets: "Reload of [app name] failed".
  std::string text(const Fill& fill) {
    std::string out;
    std::size_t next = 0;
    for (const TextPattern::Part& part : book_.kinds[fill.kind].texts[fill.entry].parts) {
      out += part.text;
      if (part.text.find_first_not_of(' ') != std::string::npos) slots_.push_back({part.text, part.text});
      if (part.noun.empty()) continue;
      const Mention& mention = fill.mentions[next++];
      const Thing& thing = tree_.things[mention.thing];
      const bool own = mention.member == none && thing.given && !thing.item && !thing.given->say.empty() && !thing.list;
      std::string what = own ? without_article(phrase(thing.node, thing.given->say.front()))
                                                                                               : noun(thing.kind, thing.list);
      if (mention.member != none && !book_.kinds[thing.kind].members[mention.member].say.empty())
        what += ' ' + book_.kinds[thing.kind].members[mention.member].say;
      if (part.function == "count") what = "number of " + what;
      out += '[' + what + ']';
    }
    return marked('"' + out + '"');
  }

  static std::string without_article(std::string text) {
    for (const std::string_view article : {"the ", "a ", "an ", "its "})
      if (text.starts_with(article)) return text.substr(article.size());
    return text;
  }

  const Tree& tree_;
  const RuleBook& book_;
  const Persona& persona_;
  Random& random_;
  std::vector<Slot>& slots_;
  const std::vector<std::string>* names_ = nullptr;
  Index focus_ = nothing;
  bool at_object_ = false;                                    ///< what is said next is what something is done to
  bool mentioned_ = false;                                    ///< whether the clause at hand speaks of anything that the program has
  std::set<Index> introduced_;                                ///< statements said so far
  std::vector<std::pair<Index, std::size_t>> said_options_;   ///< by the phrase itself, where it wants them
};

}  // namespace

std::string say_program(const Tree& tree, const Persona& persona, Random& random, std::vector<Slot>& slots) {
  const Outline outline = Speaker(tree, persona, random, slots).outline();
  return lay_out(outline, persona, random);
}

std::string say_start(const Tree& tree, const Persona& persona, Random& random, std::vector<Slot>& slots) {
  return finished(Speaker(tree, persona, random, slots).when());
}

std::string say_statement(const Tree& tree, Index node, const Persona& persona, Random& random, std::vector<Slot>& slots) {
  return lay_out_inline(Speaker(tree, persona, random, slots).statement(node), persona, random);
}

std::string say_value(const Tree& tree, const Fill& fill, const Persona& persona, Random& random, std::vector<Slot>& slots) {
  return finished(Speaker(tree, persona, random, slots).value(fill));
}

}  // namespace dork::corpus
