// The program of a derivation.
#include "compiler/syntax/expression.hpp"
#include "corpus/synthesis/tree.hpp"

#include <algorithm>

namespace dork::corpus {
namespace {

// Names are put in when it is known which blocks are referred to. Until then a mark and the name's number stand there.
constexpr char reference_mark = '\x02';
constexpr char label_mark = '\x03';

std::string marked(char mark, Id name) { return {mark, static_cast<char>(name + 0x80)}; }
std::size_t number_of(char name) { return static_cast<unsigned char>(name) - std::size_t{0x80}; }

class Writer {
 public:
  explicit Writer(const Tree& tree) : tree_(tree), book_(*tree.book) {}

  std::string program() {
    std::string head;
    if (tree_.title) {
      head += "AUTOMATION " + quoted_text(inner(*tree_.title));
      if (tree_.description) head += " DESCRIPTION " + quoted_text(inner(*tree_.description));
      head += ";\n";
    }
    for (const auto& [connector, id] : tree_.connections)
      head += "CONNECT TO " + quoted_text(connector->name) + " AS " + connector->alias + " USING " + quoted_text(inner(id)) + ";\n";
    std::string body;
    if (tree_.start != nothing) body += node(tree_.start) + '\n';
    std::string main;
    for (const Index index : tree_.main) main += node(index) + '\n';
    return head + heads_ + body + hoisted_ + main + tails_;
  }

  std::string node(Index index) {
    const Node& node = tree_.nodes[index];
    if (!node.rule->head.empty()) heads_ += pieces(node, node.rule->head) + '\n';
    if (!node.rule->hoist.empty()) hoisted_ += pieces(node, node.rule->hoist) + '\n';
    std::string out = pieces(node, node.rule->script);
    if (!node.rule->tail.empty()) tails_ += pieces(node, node.rule->tail) + '\n';
    return out;
  }

  /// A template with its holes filled.
  std::string pieces(const Node& node, const Pieces& all) {
    std::string out;
    for (const Piece& piece : all) {
      switch (piece.form) {
        case Piece::Form::text: add(out, piece.text); break;
        case Piece::Form::hole: add(out, hole(node, piece.hole)); break;
        case Piece::Form::inner: {
          // In a reference that the template itself begins: {$.<x>.email}.
          const Fill& fill = node.fills[piece.hole];
          out += fill.form == Fill::Form::mention && out.ends_with("{$.") ? path(fill.mentions[0]) : inner(fill);
          break;
        }
        case Piece::Form::label: out += marked(label_mark, tree_.things[node.fills[piece.hole].mentions[0].thing].name); break;
        case Piece::Form::option:
          if (node.options[piece.hole]) add(out, pieces(node, node.rule->options[piece.hole].script));
          break;
        default: break;
      }
    }
    return out;
  }

  /// What fills a hole, inside a text.
  std::string inner(const Fill& fill) {
    switch (fill.form) {
      case Fill::Form::literal: return std::string(literal_value(tree_, fill));
      case Fill::Form::mention: return "{$." + path(fill.mentions[0]) + '}';
      // The template itself says what it takes of the block: {$.<name>.item}.
      case Fill::Form::name: return path(fill.mentions[0]);
      case Fill::Form::text: return text(fill);
      default: return {};
    }
  }

 private:
  /// Arguments all begin with a comma, the first of them too.
  static void add(std::string& out, std::string_view more) {
    if (out.ends_with('(') && more.starts_with(", ")) more.remove_prefix(2);
    out += more;
  }

  std::string hole(const Node& node, Id number) {
    const Fill& fill = node.fills[number];
    switch (fill.form) {
      case Fill::Form::literal: {
        const Kind& kind = book_.kinds[fill.kind];
        const std::string_view value = literal_value(tree_, fill);
        if (kind.bare) return std::string(value);
        const std::string_view label = literal_label(tree_, fill);
        return quoted_text(value) + (label.empty() ? std::string() : " AS " + quoted_text(label));
      }
      case Fill::Form::mention: return path(fill.mentions[0]);
      case Fill::Form::name: return marked(reference_mark, tree_.things[fill.mentions[0].thing].name);
      case Fill::Form::text: return expression(fill);
      case Fill::Form::node:
        if (fill.node != nothing) return this->node(fill.node);
        for (std::size_t i = 0; i < node.rule->parts.size(); ++i) {
          if (node.rule->parts[i].hole != number) continue;
          std::string out;
          for (const Index index : node.parts[i]) out += (out.empty() ? "" : "\n") + this->node(index);
          return out;
        }
        return {};
      case Fill::Form::empty: return {};
    }
    return {};
  }

  std::string path(const Mention& mention) const {
    const Thing& thing = tree_.things[mention.thing];
    std::string out;
    // Tests on the items of a list speak of their fields alone.
    if (thing.name == none) return book_.kinds[thing.kind].members[mention.member].path;
    out = marked(reference_mark, thing.name);
    if (thing.item) out += ".item";
    if (mention.member != none && !book_.kinds[thing.kind].members[mention.member].path.empty())
      out += '.' + book_.kinds[thing.kind].members[mention.member].path;
    return out;
  }

  /// A text; one that is nothing but a reference is that reference.
  std::string expression(const Fill& fill) const {
    const auto& parts = book_.kinds[fill.kind].texts[fill.entry].parts;
    if (parts.size() != 1 || !parts[0].text.empty() || parts[0].noun.empty()) return quoted_text(text(fill));
    const std::string reference = path(fill.mentions[0]);
    return parts[0].function.empty() ? reference : parts[0].function + '(' + reference + ')';
  }

  std::string text(const Fill& fill) const {
    std::string out;
    std::size_t next = 0;
    for (const TextPattern::Part& part : book_.kinds[fill.kind].texts[fill.entry].parts) {
      out += part.text;
      if (part.noun.empty()) continue;
      const std::string reference = "{$." + path(fill.mentions[next++]) + '}';
      out += part.function.empty() ? reference : '{' + part.function + ": " + reference + '}';
    }
    return out;
  }

  const Tree& tree_;
  const RuleBook& book_;
  std::string heads_, hoisted_, tails_;
};

/// Gives each name that is referred to its final form, in the order of the text.
std::vector<std::string> final_names(const Tree& tree, std::string_view text) {
  std::vector<std::string> names(tree.names.size());
  std::vector<bool> referred(tree.names.size());
  for (std::size_t i = 0; i + 1 < text.size(); ++i)
    if (text[i] == reference_mark) referred[number_of(text[i + 1])] = true;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] != reference_mark && text[i] != label_mark) continue;
    const std::size_t number = number_of(text[i + 1]);
    if (!referred[number] || !names[number].empty()) continue;
    const std::string& base = tree.names[number];
    std::string name = base;
    for (int count = 2; std::find(names.begin(), names.end(), name) != names.end(); ++count) name = base + std::to_string(count);
    names[number] = std::move(name);
  }
  return names;
}

std::string with_names(std::string_view text, const std::vector<std::string>& names) {
  std::string out;
  out.reserve(text.size() + 64);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != reference_mark && text[i] != label_mark) {
      out += text[i];
      continue;
    }
    const std::string& name = names[number_of(text[i + 1])];
    out += name;
    if (text[i] == label_mark && !name.empty()) out += ": ";
    ++i;
  }
  return out;
}

}  // namespace

std::string write_program(const Tree& tree, std::vector<std::string>& names) {
  const std::string text = Writer(tree).program();
  names = final_names(tree, text);
  return with_names(text, names);
}

namespace {

/// The promises of a tree, in the order of the program, and whether each is sure to be kept.
class Promises {
 public:
  Promises(const Tree& tree, const std::vector<std::string>& names) : tree_(tree), names_(names), writer_(tree) {}

  std::vector<Promise> all() {
    bool sure = true;
    for (const Index index : tree_.main) visit(index, sure);
    return std::move(all_);
  }

 private:
  /// Adds what a node promises; `sure` becomes false where the run may end, or jump away, inside it.
  void visit(Index index, bool& sure) {
    const Node& node = tree_.nodes[index];
    bool inside = sure;
    for (const std::string& gone : node.rule->undoes)
      for (Promise& before : all_)
        if (before.what == gone) before.always = false;
    for (const Effect& effect : node.rule->effects) add(node, effect, sure);
    for (const Fill& fill : node.fills)
      if (fill.form == Fill::Form::node && fill.node != nothing) {
        inside &= tree_.nodes[fill.node].rule->sure;
        bool below = sure;
        visit(fill.node, below);
        if (!below) sure = false;
      }
    const bool loops = std::any_of(node.rule->gives.begin(), node.rule->gives.end(), [](const Given& it) { return it.loop; });
    for (std::size_t i = 0; i < node.parts.size(); ++i) {
      bool below = inside && !node.rule->parts[i].maybe && !loops;
      if (!node.rule->parts[i].maybe && !loops && node.rule->parts.size() == 1) below = sure;
      const bool before = below;
      for (const Index step : node.parts[i]) visit(step, below);
      if (before && !below) sure = false;
      for (const Index step : node.parts[i])
        if (may_end(step)) sure = false;
    }
    if (may_end_itself(*node.rule)) sure = false;
  }

  bool may_end(Index index) const {
    const Node& node = tree_.nodes[index];
    if (may_end_itself(*node.rule)) return true;
    for (const auto& part : node.parts)
      for (const Index step : part)
        if (may_end(step)) return true;
    return std::any_of(node.fills.begin(), node.fills.end(), [&](const Fill& fill) { return fill.form == Fill::Form::node && fill.node != nothing && may_end(fill.node); });
  }

  static bool may_end_itself(const Rule& rule) {
    if (rule.last) return true;
    for (const Pieces* pieces : {&rule.script, &rule.tail})
      for (const Piece& piece : *pieces)
        if (piece.form == Piece::Form::text && (piece.text.find("EXIT SCRIPT") != std::string::npos || piece.text.find("GOTO") != std::string::npos || piece.text.find("\nERROR ") != std::string::npos))
          return true;
    return false;
  }

  /// What a statement takes back of what those before it have left.
  void take_back(const Rule& rule, const Promise& promise) {
    const bool replaces = promise.what == "output" && std::any_of(rule.script.begin(), rule.script.end(), [](const Piece& it) {
      return it.text.find(" REPLACE") != std::string::npos || it.text.find(" MERGE") != std::string::npos;
    });
    for (Promise& before : all_)
      if (before.what == promise.what && (promise.what == "title" || replaces)) before.always = false;
  }

  void add(const Node& node, const Effect& effect, bool sure) {
    Promise promise;
    promise.what = without_formulas(with_names(writer_.pieces(node, what_of(effect)), names_));
    promise.always = sure;
    for (const auto& [name, pieces] : effect.values) promise.values.emplace_back(name, without_formulas(with_names(writer_.pieces(node, pieces), names_)));
    take_back(*node.rule, promise);
    all_.push_back(std::move(promise));
  }

  static Pieces what_of(const Effect& effect) { return effect.what; }

  /// What only the run knows, as a star.
  static std::string without_formulas(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] != '{') {
        out += text[i];
        continue;
      }
      std::size_t depth = 0;
      for (; i < text.size(); ++i) {
        if (text[i] == '{') ++depth;
        if (text[i] == '}' && --depth == 0) break;
      }
      out += '*';
    }
    return out;
  }

  const Tree& tree_;
  const std::vector<std::string>& names_;
  Writer writer_;
  std::vector<Promise> all_;
};

}  // namespace

std::vector<Promise> promises_of(const Tree& tree, const std::vector<std::string>& names) { return Promises(tree, names).all(); }

}  // namespace dork::corpus
