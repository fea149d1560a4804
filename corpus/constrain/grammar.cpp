#include "corpus/constrain/grammar.hpp"

#include <algorithm>
#include <utf8.h>
#include <utility>

namespace dork::constrain {

void CharacterSet::add(char32_t first, char32_t last) {
  if (first > last) return;
  std::vector<Range> merged;
  bool placed = false;
  for (const Range& range : ranges_) {
    if (range.last + 1 < first || placed) {
      // What comes after the new one may touch it, once it has grown.
      if (placed && range.first <= merged.back().last + 1) merged.back().last = std::max(merged.back().last, range.last);
      else merged.push_back(range);
    } else if (last + 1 < range.first) {
      merged.push_back({first, last});
      merged.push_back(range);
      placed = true;
    } else {
      merged.push_back({std::min(first, range.first), std::max(last, range.last)});
      placed = true;
    }
  }
  if (!placed) merged.push_back({first, last});
  ranges_ = std::move(merged);
}

CharacterSet CharacterSet::complement() const {
  CharacterSet result;
  char32_t next = 0;
  for (const Range& range : ranges_) {
    if (range.first > next) result.ranges_.push_back({next, range.first - 1});
    next = range.last + 1;
  }
  if (next <= last_character) result.ranges_.push_back({next, last_character});
  return result;
}

CharacterSet CharacterSet::without(const CharacterSet& other) const {
  CharacterSet rest = complement();
  rest.add(other);
  return rest.complement();
}

bool CharacterSet::contains(char32_t c) const {
  return std::any_of(ranges_.begin(), ranges_.end(), [&](const Range& range) { return range.first <= c && c <= range.last; });
}

Node literal(std::string_view text) {
  Node node;
  node.text = text;
  return node;
}

Node one_of(CharacterSet set) {
  Node node;
  node.kind = Node::Kind::set;
  node.set = std::move(set);
  return node;
}

Node reference(std::string_view rule) {
  Node node;
  node.kind = Node::Kind::reference;
  node.text = rule;
  return node;
}

Node sequence(std::vector<Node> parts) {
  std::vector<Node> flat;
  const auto add = [&](Node part) {
    if (part.is_empty()) return;
    if (part.kind == Node::Kind::literal && !flat.empty() && flat.back().kind == Node::Kind::literal)
      flat.back().text += part.text;
    else
      flat.push_back(std::move(part));
  };
  for (Node& part : parts) {
    if (part.kind != Node::Kind::sequence) add(std::move(part));
    else
      for (Node& inner : part.children) add(std::move(inner));
  }
  if (flat.empty()) return literal("");
  if (flat.size() == 1) return std::move(flat.front());
  Node node;
  node.kind = Node::Kind::sequence;
  node.children = std::move(flat);
  return node;
}

Node choice(std::vector<Node> alternatives) {
  std::vector<Node> flat;
  for (Node& alternative : alternatives) {
    if (alternative.kind != Node::Kind::choice) flat.push_back(std::move(alternative));
    else
      for (Node& inner : alternative.children) flat.push_back(std::move(inner));
  }
  if (flat.size() == 1) return std::move(flat.front());
  Node node;
  node.kind = Node::Kind::choice;
  node.children = std::move(flat);
  return node;
}

Node repeat(Node inner, std::uint32_t min, std::uint32_t max) {
  if (inner.is_empty() || max == 0) return literal("");
  if (min == 1 && max == 1) return inner;
  Node node;
  node.kind = Node::Kind::repeat;
  node.children.push_back(std::move(inner));
  node.min = min;
  node.max = max;
  return node;
}

void append_character(std::string& out, char32_t c) { utf8::unchecked::append(c, std::back_inserter(out)); }

char32_t next_character(std::string_view text, std::size_t& at) {
  const char* position = text.data() + at;
  const char32_t c = utf8::unchecked::next(position);
  at = static_cast<std::size_t>(position - text.data());
  return c;
}

Rule& Grammar::add(std::string name, Node body, bool lexical) {
  index_.emplace(name, rules_.size());
  return rules_.emplace_back(Rule{std::move(name), std::move(body), lexical});
}

const Rule* Grammar::find(std::string_view name) const {
  const auto found = index_.find(std::string(name));
  return found == index_.end() ? nullptr : &rules_[found->second];
}

namespace {

template <typename Visit>
void for_each_node(const Node& node, Visit&& visit) {
  visit(node);
  for (const Node& child : node.children) for_each_node(child, visit);
}

/// Rules by number, for the analyses.
class Analysis {
 public:
  explicit Analysis(const Grammar& grammar) : grammar_(grammar) {
    for (std::size_t i = 0; i < grammar.rules().size(); ++i) number_.emplace(grammar.rules()[i].name, i);
    nullable_.assign(number_.size(), false);
    productive_.assign(number_.size(), false);
    settle(nullable_, &Analysis::is_nullable);
    settle(productive_, &Analysis::is_productive);
  }

  std::vector<std::string> faults() const {
    std::vector<std::string> found;
    const auto& rules = grammar_.rules();
    for (std::size_t i = 0; i < rules.size(); ++i) {
      for_each_node(rules[i].body, [&](const Node& node) {
        if (node.kind == Node::Kind::reference && !number_.contains(node.text))
          found.push_back("rule `" + rules[i].name + "` refers to `" + node.text + "`, which is not there");
        if (node.kind == Node::Kind::repeat && node.max == Node::unbounded && is_nullable(node.children.front()))
          found.push_back("rule `" + rules[i].name + "` repeats what may be empty");
        if (node.kind == Node::Kind::set && node.set.empty())
          found.push_back("rule `" + rules[i].name + "` has a set without characters");
      });
      if (!productive_[i]) found.push_back("rule `" + rules[i].name + "` derives no text");
    }
    for (std::size_t i = 0; i < rules.size(); ++i)
      if (reaches_itself_at_the_left(i)) found.push_back("rule `" + rules[i].name + "` is left-recursive");
    return found;
  }

 private:
  template <typename Property>
  void settle(std::vector<bool>& known, Property property) {
    for (bool changed = true; changed;) {
      changed = false;
      for (std::size_t i = 0; i < known.size(); ++i)
        if (!known[i] && (this->*property)(grammar_.rules()[i].body)) known[i] = changed = true;
    }
  }

  bool of_rule(const std::vector<bool>& known, const std::string& name) const {
    const auto found = number_.find(name);
    return found != number_.end() && known[found->second];
  }

  bool is_nullable(const Node& node) const {
    const auto all = [&](const Node& child) { return is_nullable(child); };
    switch (node.kind) {
      case Node::Kind::literal: return node.text.empty();
      case Node::Kind::set: return false;
      case Node::Kind::reference: return of_rule(nullable_, node.text);
      case Node::Kind::sequence: return std::all_of(node.children.begin(), node.children.end(), all);
      case Node::Kind::choice: return std::any_of(node.children.begin(), node.children.end(), all);
      case Node::Kind::repeat: return node.min == 0 || is_nullable(node.children.front());
    }
    return false;
  }

  bool is_productive(const Node& node) const {
    const auto all = [&](const Node& child) { return is_productive(child); };
    switch (node.kind) {
      case Node::Kind::literal: return true;
      case Node::Kind::set: return !node.set.empty();
      case Node::Kind::reference: return of_rule(productive_, node.text);
      case Node::Kind::sequence: return std::all_of(node.children.begin(), node.children.end(), all);
      case Node::Kind::choice: return std::any_of(node.children.begin(), node.children.end(), all);
      case Node::Kind::repeat: return node.min == 0 || is_productive(node.children.front());
    }
    return false;
  }

  /// The rules that a text of `node` may begin with.
  void add_left(const Node& node, std::vector<std::size_t>& left) const {
    switch (node.kind) {
      case Node::Kind::literal:
      case Node::Kind::set: return;
      case Node::Kind::reference:
        if (const auto found = number_.find(node.text); found != number_.end()) left.push_back(found->second);
        return;
      case Node::Kind::sequence:
        for (const Node& child : node.children) {
          add_left(child, left);
          if (!is_nullable(child)) return;
        }
        return;
      case Node::Kind::choice:
      case Node::Kind::repeat:
        for (const Node& child : node.children) add_left(child, left);
    }
  }

  bool reaches_itself_at_the_left(std::size_t rule) const {
    std::vector<bool> seen(number_.size(), false);
    std::vector<std::size_t> next;
    add_left(grammar_.rules()[rule].body, next);
    while (!next.empty()) {
      const std::size_t at = next.back();
      next.pop_back();
      if (at == rule) return true;
      if (seen[at]) continue;
      seen[at] = true;
      add_left(grammar_.rules()[at].body, next);
    }
    return false;
  }

  const Grammar& grammar_;
  std::unordered_map<std::string, std::size_t> number_;
  std::vector<bool> nullable_, productive_;
};

std::size_t count_nodes(const Node& node) {
  std::size_t count = 1;
  for (const Node& child : node.children) count += count_nodes(child);
  return count;
}

}  // namespace

void Grammar::keep_reachable() {
  std::vector<Rule> kept;
  std::vector<bool> taken(rules_.size(), false);
  // Breadth first, so that what belongs together stands together.
  std::vector<std::size_t> queue{0};
  taken[0] = true;
  for (std::size_t next = 0; next < queue.size(); ++next)
    for_each_node(rules_[queue[next]].body, [&](const Node& node) {
      if (node.kind != Node::Kind::reference) return;
      const auto found = index_.find(node.text);
      if (found == index_.end() || taken[found->second]) return;
      taken[found->second] = true;
      queue.push_back(found->second);
    });
  // Words, texts and white space last.
  std::stable_partition(queue.begin(), queue.end(), [&](std::size_t i) { return !rules_[i].lexical; });
  for (const std::size_t i : queue) kept.push_back(std::move(rules_[i]));
  rules_ = std::move(kept);
  index_.clear();
  for (std::size_t i = 0; i < rules_.size(); ++i) index_.emplace(rules_[i].name, i);
}

std::vector<std::string> grammar_faults(const Grammar& grammar) { return Analysis(grammar).faults(); }

GrammarSize measure(const Grammar& grammar) {
  GrammarSize size;
  size.rules = grammar.rules().size();
  for (const Rule& rule : grammar.rules())
    for_each_node(rule.body, [&](const Node& node) {
      ++size.nodes;
      if (node.kind != Node::Kind::repeat) return;
      const std::uint64_t bound = node.max == Node::unbounded ? node.min : node.max;
      size.largest_repetition = std::max(size.largest_repetition, bound * count_nodes(node.children.front()));
    });
  return size;
}

}  // namespace dork::constrain
