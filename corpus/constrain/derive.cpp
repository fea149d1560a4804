#include "corpus/constrain/derive.hpp"

#include "compiler/syntax/expression.hpp"
#include "corpus/constrain/roles.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <limits>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace dork::constrain {
namespace {

using Cost = std::uint32_t;
constexpr Cost never = std::numeric_limits<Cost>::max();

Cost plus(Cost a, Cost b) { return a == never || b == never ? never : std::min<Cost>(a + b, never - 1); }

/// SplitMix64: fixed by its definition, so that a seed gives the same text on every machine.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(next() % count); }
  bool in(std::size_t hits, std::size_t of) { return below(of) < hits; }

 private:
  std::uint64_t state_;
};

/// A grammar's node with its parts by number.
struct Part {
  const Node* node = nullptr;
  std::uint32_t first = 0, count = 0;  ///< its children
  std::uint32_t rule = 0;              ///< of a reference
  bool statements = false;             ///< may hold a statement
};

/// A name that was declared.
struct Known {
  std::string name;
  NameSpace space;
  std::uint8_t traits;
  bool word;  ///< stands without quotes, in texts too
};

/// Words that are keywords elsewhere; as names they are as good as any.
constexpr std::string_view soft_words[] = {"map", "filter", "read", "list", "file", "to", "by", "in", "with", "text", "first", "on", "label", "OUTPUT", "If"};
constexpr std::string_view bases[] = {"apps", "x", "step", "users", "Größe", "räkning", "名", "n_", "total", "End", "nullable", "orders"};
constexpr std::string_view quoted_bases[] = {"odd name ", "a-b ", "2nd ", "end? "};

}  // namespace

struct Deriver::State {
  explicit State(const Grammar& from) : grammar(from) {
    for (const Rule& rule : grammar.rules()) {
      numbers.emplace(rule.name, static_cast<std::uint32_t>(bodies.size()));
      bodies.push_back(0);
      roles.push_back(find_name_rule(rule.name));
      scopes.push_back(is_scope(rule.name));
      mappings.push_back(rule.name == mapping_rule);
    }
    for (std::size_t i = 0; i < grammar.rules().size(); ++i) {
      bodies[i] = static_cast<std::uint32_t>(parts.size());
      parts.emplace_back();
      flatten(grammar.rules()[i].body, bodies[i]);
    }
    const auto statement = numbers.find("simple");
    if (statement == numbers.end()) return;
    for (bool changed = true; changed;) {
      changed = false;
      for (std::size_t i = parts.size(); i-- > 0;) {
        Part& part = parts[i];
        if (part.statements) continue;
        const bool refers = part.node->kind == Node::Kind::reference && (part.rule == statement->second || parts[bodies[part.rule]].statements);
        const auto children = parts.begin() + part.first;
        part.statements = refers || std::any_of(children, children + part.count, [](const Part& child) { return child.statements; });
        changed = changed || part.statements;
      }
    }
  }

  void flatten(const Node& node, std::uint32_t at) {
    parts[at].node = &node;
    if (node.kind == Node::Kind::reference) parts[at].rule = numbers.at(node.text);
    parts[at].first = static_cast<std::uint32_t>(parts.size());
    parts[at].count = static_cast<std::uint32_t>(node.children.size());
    parts.resize(parts.size() + node.children.size());
    for (std::uint32_t i = 0; i < node.children.size(); ++i) flatten(node.children[i], parts[at].first + i);
  }

  /// The shortest way out of every part, in rules and characters, while only the names of `there` can be had.
  const std::vector<Cost>& costs(std::uint64_t there) {
    auto [found, fresh] = known_costs.try_emplace(there);
    std::vector<Cost>& cost = found->second;
    if (!fresh) return cost;
    cost.assign(parts.size(), never);
    for (bool changed = true; changed;) {
      changed = false;
      // Children stand behind their parents.
      for (std::size_t i = parts.size(); i-- > 0;) {
        const Cost now = cost_of(parts[i], cost, there);
        if (now < cost[i]) cost[i] = now, changed = true;
      }
    }
    return cost;
  }

  Cost cost_of(const Part& part, const std::vector<Cost>& cost, std::uint64_t there) const {
    Cost result = 0;
    switch (part.node->kind) {
      case Node::Kind::literal: return 0;
      case Node::Kind::set: return 1;
      case Node::Kind::reference:
        if (const NameRule* role = roles[part.rule]; role && !(there >> (role - name_rules().data()) & 1)) return never;
        return plus(1, cost[bodies[part.rule]]);
      case Node::Kind::sequence:
        for (std::uint32_t i = 0; i < part.count; ++i) result = plus(result, cost[part.first + i]);
        return result;
      case Node::Kind::choice:
        result = never;
        for (std::uint32_t i = 0; i < part.count; ++i) result = std::min(result, cost[part.first + i]);
        return result;
      case Node::Kind::repeat:
        for (std::uint32_t i = 0; i < part.node->min; ++i) result = plus(result, cost[part.first]);
        return result;
    }
    return never;
  }

  const Grammar& grammar;
  std::vector<Part> parts;
  std::vector<std::uint32_t> bodies;  // of the rules
  std::vector<const NameRule*> roles;
  std::vector<bool> scopes, mappings;
  std::unordered_map<std::string, std::uint32_t> numbers;
  std::unordered_map<std::uint64_t, std::vector<Cost>> known_costs;
};

namespace {

class Derivation {
 public:
  template <typename State>
  Derivation(State& state, std::uint64_t seed, const DeriveOptions& options) : chance_(seed), names_(options.names) {
    fuel_ = options.size / 4 + chance_.below(options.size + 1);
    look(state);
    derive(state, state.bodies[0]);
  }

  std::string out;

 private:
  // --- Names ------------------------------------------------------------------------------------------------------------

  bool fits(const Known& known, const NameRule& rule) const {
    if (rule.in_text && !known.word) return false;
    if (known.space == NameSpace::variable && rule.space == NameSpace::block) return rule.traits == has_output && !rule.rule.starts_with("known-block");
    if (known.space != rule.space) return false;
    if (rule.space == NameSpace::block) return (known.traits & rule.traits) != 0;
    return rule.space == NameSpace::jump || known.traits == rule.traits;
  }

  bool is_there(const NameRule& rule) const {
    if (rule.declares || !names_) return true;
    switch (rule.space) {
      case NameSpace::connector: return connectors_.empty() || std::find(connectors_.begin(), connectors_.end(), false) != connectors_.end();
      case NameSpace::mapping: return mapping_ > 0;
      case NameSpace::time: return true;
      default: return std::any_of(known_.begin(), known_.end(), [&](const Known& each) { return fits(each, rule); });
    }
  }

  /// Looks again at which names are there.
  template <typename State>
  void look(State& state) {
    std::uint64_t there = 0;
    for (const NameRule& rule : name_rules())
      if (is_there(rule)) there |= std::uint64_t{1} << (&rule - name_rules().data());
    costs_ = &state.costs(there);
  }

  Known fresh(const NameRule& rule) {
    Known known{{}, rule.space, rule.traits, true};
    const bool variable = rule.space == NameSpace::variable;
    do {
      if (chance_.in(1, 12)) known.name = soft_words[chance_.below(std::size(soft_words))];
      else if (!variable && chance_.in(1, 12)) known.name = fmt::format("{}{}", quoted_bases[chance_.below(std::size(quoted_bases))], ++count_);
      else known.name = fmt::format("{}{}", bases[chance_.below(std::size(bases))], ++count_);
      known.word = is_plain_name(known.name);
      const bool ascii = std::all_of(known.name.begin(), known.name.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
      if (variable && !ascii) known.name = fmt::format("v{}", ++count_);
    } while (!taken_.insert(known.name).second);
    return known;
  }

  static std::string written(const Known& known, const NameRule& rule) {
    if (rule.space == NameSpace::jump) return fmt::format("'{}'", known.name);
    return rule.in_text || known.word ? known.name : quoted_name(known.name);
  }

  template <typename State>
  bool name(State& state, std::uint32_t rule_number) {
    const NameRule* rule = names_ ? state.roles[rule_number] : nullptr;
    if (!rule) return false;
    switch (rule->space) {
      case NameSpace::connector: {
        const auto& body = state.parts[state.bodies[rule_number]];
        const std::uint32_t count = body.node->kind == Node::Kind::choice ? body.count : 1;
        connectors_.resize(count, false);
        std::uint32_t which = static_cast<std::uint32_t>(chance_.below(count));
        while (connectors_[which]) which = (which + 1) % count;
        connectors_[which] = true;
        out += count == 1 ? body.node->text : state.parts[body.first + which].node->text;
        look(state);
        return true;
      }
      case NameSpace::mapping: return false;
      case NameSpace::time: {
        const std::size_t begin = out.size();
        derive(state, state.bodies[rule_number]);
        if (rule->declares) time_ = out.substr(begin);
        else if (out.substr(begin) < time_) out.replace(begin, std::string::npos, time_);
        return true;
      }
      default: break;
    }
    if (rule->declares) {
      pending_.push_back({frame_, fresh(*rule)});
      out += written(pending_.back().known, *rule);
      return true;
    }
    std::vector<const Known*> all;
    for (const Known& each : known_)
      if (fits(each, *rule)) all.push_back(&each);
    out += written(*all[chance_.below(all.size())], *rule);
    return true;
  }

  // --- Parts of the grammar ---------------------------------------------------------------------------------------------

  template <typename State>
  void derive(State& state, std::uint32_t at) {
    const auto part = state.parts[at];
    switch (part.node->kind) {
      case Node::Kind::literal: out += part.node->text; return;
      case Node::Kind::set: append_character(out, pick(part.node->set)); return;
      case Node::Kind::sequence:
        for (std::uint32_t i = 0; i < part.count; ++i) derive(state, part.first + i);
        return;
      case Node::Kind::choice: return derive(state, part.first + way(state.parts, part.first, part.count));
      case Node::Kind::repeat: {
        for (std::uint32_t count = 0; count < part.node->max; ++count) {
          const bool wanted = count < part.node->min || (fuel_ > 0 && chance_.in(state.parts[part.first].statements ? 9 : more_, 10));
          if (!wanted || (*costs_)[part.first] == never) return;
          derive(state, part.first);
        }
        return;
      }
      case Node::Kind::reference: return rule(state, part.rule);
    }
  }

  /// One of the ways that can be gone; the shortest once the text has its size.
  std::uint32_t way(const std::vector<Part>& parts, std::uint32_t first, std::uint32_t count) {
    std::vector<std::uint32_t> open;
    Cost least = never;
    for (std::uint32_t i = 0; i < count; ++i) {
      const Cost cost = (*costs_)[first + i];
      if (cost == never) continue;
      if (fuel_ > 0) {
        // Many statements rather than long heads and comments.
        open.insert(open.end(), parts[first + i].statements ? 8 : 1, i);
      } else if (cost <= least) {
        if (cost < least) open.clear();
        least = cost;
        open.push_back(i);
      }
    }
    return open[chance_.below(open.size())];
  }

  template <typename State>
  void rule(State& state, std::uint32_t number) {
    if (fuel_ > 0) --fuel_;
    if (name(state, number)) return;
    const std::size_t outside = frame_;
    const std::size_t there = known_.size();
    if (names_ && state.scopes[number]) {
      // The loops that this is the inside of go on.
      for (const Pending& each : pending_)
        if (each.known.traits & is_loop) known_.push_back(each.known);
      look(state);
    }
    if (names_ && state.mappings[number]) ++mapping_, look(state);
    frame_ = ++frames_;
    const std::size_t mine = frame_;
    const std::size_t more = std::exchange(more_, state.grammar.rules()[number].lexical ? 6 : 3);
    derive(state, state.bodies[number]);
    more_ = more;
    frame_ = outside;
    if (!names_) return;
    if (state.mappings[number]) --mapping_, look(state);
    bool changed = false;
    if (state.scopes[number]) {
      known_.resize(there);
      changed = true;
    }
    while (!pending_.empty() && pending_.back().frame == mine) {
      Known known = std::move(pending_.back().known);
      pending_.pop_back();
      if (known.space == NameSpace::block) known.traits &= static_cast<std::uint8_t>(~is_loop);
      known_.push_back(std::move(known));
      changed = true;
    }
    if (changed) look(state);
  }

  /// A character: mostly letters and digits where there are some, of the printable ones else, seldom from all of Unicode.
  char32_t pick(const CharacterSet& set) {
    static const CharacterSet words{{'0', '9'}, {'a', 'z'}}, printable{{' ', '~'}};
    const std::size_t kind = chance_.below(20);
    for (const CharacterSet& wanted : {kind < 12 ? words : printable, kind < 19 ? printable : CharacterSet{{0xA0, 0x2FFF}, {0x1F300, 0x1F5FF}}, printable})
      if (const CharacterSet both = set.without(wanted.complement()); !both.empty()) return nth(both);
    return nth(set);
  }

  char32_t nth(const CharacterSet& set) {
    std::size_t count = 0;
    for (const auto& range : set.ranges()) count += range.last - range.first + 1;
    std::size_t at = chance_.below(count);
    for (const auto& range : set.ranges()) {
      const std::size_t size = range.last - range.first + 1;
      if (at < size) return range.first + static_cast<char32_t>(at);
      at -= size;
    }
    return set.ranges().front().first;
  }

  struct Pending {
    std::size_t frame;  ///< the rule at whose end the name is there
    Known known;
  };

  Chance chance_;
  bool names_;
  std::size_t fuel_ = 0;
  const std::vector<Cost>* costs_ = nullptr;
  std::size_t frame_ = 0, frames_ = 0;
  std::size_t count_ = 0;
  unsigned mapping_ = 0;
  std::size_t more_ = 3;  ///< in ten: how often something is repeated once more
  std::vector<Known> known_;
  std::vector<Pending> pending_;
  std::vector<bool> connectors_;
  std::string time_;
  std::unordered_set<std::string> taken_;
};

}  // namespace

Deriver::Deriver(const Grammar& grammar) : state_(std::make_unique<State>(grammar)) {}
Deriver::Deriver(Deriver&&) noexcept = default;
Deriver::~Deriver() = default;

std::string Deriver::derive(std::uint64_t seed, const DeriveOptions& options) { return Derivation(*state_, seed, options).out; }

}  // namespace dork::constrain
