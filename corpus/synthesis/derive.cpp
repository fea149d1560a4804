#include "corpus/synthesis/deriver.hpp"

#include <algorithm>
#include <array>

namespace dork::corpus {

Index Deriver::another_start() {
  const Rule* before = tree_.nodes[tree_.start].rule;
  for (int attempt = 0; attempt < attempts; ++attempt) {
    const Mark mark = this->mark();
    const Index start = node_of(start_);
    if (start != nothing && tree_.nodes[start].rule != before && tree_.nodes[start].rule->gives.empty() && !tree_.nodes[start].rule->script.empty()) return start;
    back_to(mark);
  }
  return nothing;
}

std::optional<Tree> Deriver::derive() {
  const Index start = node_of(start_);
  if (start == nothing) return {};
  tree_.start = start;
  const Index program = node_of(program_);
  if (program == nothing) return {};
  tree_.main.push_back(program);
  if (!report_all() || tree_.names.size() > most_names) return {};
  name_it();
  connect();
  return std::move(tree_);
}

Deriver::Mark Deriver::mark() const {
  Mark it{tree_.nodes.size(), tree_.things.size(), tree_.names.size(), loops_.size(), statements_, known_.size(), visible_, {}, used_, first_};
  for (const Thing& thing : tree_.things) it.uses.push_back(thing.uses);
  return it;
}

void Deriver::back_to(const Mark& mark) {
  tree_.nodes.resize(mark.nodes);
  tree_.things.resize(mark.things);
  tree_.names.resize(mark.names);
  visible_ = mark.visible;
  loops_.resize(mark.loops);
  statements_ = mark.statements;
  known_.resize(std::min(known_.size(), mark.known));
  for (std::size_t i = 0; i < mark.uses.size(); ++i) tree_.things[i].uses = mark.uses[i];
  used_ = mark.used;
  first_ = mark.first;
}

bool Deriver::there(std::string_view need) const {
  if (need.starts_with('!')) return !there(need.substr(1));
  if (need == "loop") return !loops_.empty();
  if (need == "top") return depth_ == 0;
  if (need == "first") return first_;
  if (need == "conditional") return scopes_.back().conditional;
  if (mood_ == need || (tree_.start != nothing && tree_.nodes[tree_.start].rule->name == need)) return true;
  return std::any_of(visible_.begin(), visible_.end(), [&](Index thing) {
    const Id kind = tree_.things[thing].kind;
    return kind != none && book_.kinds[kind].name == need;
  });
}

void Deriver::end_of(const Hole& hole, Index thing) {
  std::erase_if(visible_, [&](Index other) { return other == thing || (suits(other, hole) && !tree_.things[other].item); });
}

double Deriver::fitness(const Rule& rule) {
  for (const std::string& need : rule.needs)
    if (!there(need)) return 0;
  if (!rule.parts.empty() && rule.category == step_) {
    if (depth_ >= bounds_.depth || statements_ + rule.parts.size() + 1 > bounds_.size) return 0;
  }
  double fit = 1;
  bool may_connect = rule.category != step_ && rule.category != action_;
  may_connect |= is_free(rule) || scopes_.back().base == 0;
  for (const Hole& hole : rule.holes) {
    if (hole.category != none) {
      may_connect = true;
      if (hole.category != steps_ && has_wanted_ && takes_wanted(hole.category)) fit += 20;
    }
    if (hole.kind == none && !hole.list) continue;
    const AtHand at_hand = look_for(hole);
    may_connect |= at_hand.near;
    if (hole.kind != none && !book_.kinds[hole.kind].texts.empty()) may_connect = true;
    if (hole.optional) continue;
    const bool needs_one = hole.list || !has_literal(book_.kinds[hole.kind]);
    if (!at_hand.any && needs_one) return 0;
    if (at_hand.any) fit += at_hand.wanted ? 30 : at_hand.fresh ? 6 : 2;
  }
  return may_connect ? fit : 0;
}

Deriver::AtHand Deriver::look_for(const Hole& hole) {
  // Rules ask for the same kinds over and over while one of them is chosen.
  auto& [look, known] = looked(hole);
  if (look == look_) return known;
  AtHand found;
  for (const Index thing : visible_) {
    if (!suits(thing, hole)) continue;
    found.any = true;
    found.fresh |= tree_.things[thing].uses == 0;
    found.wanted |= is_wanted(thing);
    found.near |= thing >= scopes_.back().base;
  }
  look = look_;
  known = found;
  return found;
}

std::pair<std::uint32_t, Deriver::AtHand>& Deriver::looked(const Hole& hole) {
  const std::size_t kind = hole.kind == none ? book_.kinds.size() : hole.kind;   // a list of anything comes last
  return looked_[kind * looks_of_a_kind + (hole.list ? 1 + hole.gathered * 2u + hole.got : 0)];
}

bool Deriver::has_literal(const Kind& kind) {
  return !kind.reference_only && (!kind.values.empty() || kind.record != none || !kind.texts.empty());
}

bool Deriver::takes_wanted(Id category) {
  auto& [look, takes] = taken_[category];
  if (look == look_) return takes;
  look = look_;
  const auto wants = [&](const Hole& hole) { return !hole.optional && (hole.kind != none || hole.list) && look_for(hole).wanted; };
  const auto& rules = book_.by_category[category];
  return takes = std::any_of(rules.begin(), rules.end(), [&](Id number) { return std::any_of(book_.rules[number].holes.begin(), book_.rules[number].holes.end(), wants); });
}

bool Deriver::is_free(const Rule& rule) const {
  return std::any_of(rule.free.begin(), rule.free.end(),
                     [&](const std::string& place) { return place == scopes_.back().place || (place == "end" && at_end_); });
}

bool Deriver::suits(Index thing, const Hole& hole) const {
  const Thing& it = tree_.things[thing];
  if (hole.list) return it.list && it.variable == hole.gathered && !(hole.got && it.given && it.given->loop) && (hole.kind == none || it.kind == hole.kind);
  return !it.list && it.kind != none && book_.suits(hole.kind, it.kind);
}

Index Deriver::node_of(Id category) {
  const auto& rules = book_.by_category[category];
  std::vector<double> chances(rules.size());
  for (int attempt = 0; attempt < attempts; ++attempt) {
    double sum = 0;
    ++look_;
    has_wanted_ = std::any_of(visible_.begin(), visible_.end(), [&](Index thing) { return is_wanted(thing); });
    for (std::size_t i = 0; i < rules.size(); ++i) {
      const Rule& rule = book_.rules[rules[i]];
      double weight = attempt == 0 || chances[i] >= 0 ? weights_[rules[i]] : 0;
      if (weight > 0 && used_[rules[i]] >= most_uses(rule)) weight = 0;
      if (weight > 0) weight *= fitness(rule);
      chances[i] = weight > 0 ? weight : 0;
      sum += chances[i];
    }
    if (sum <= 0) return nothing;
    const std::size_t chosen = random_.weighted(chances, sum);
    const Mark before = mark();
    if (const Index node = fill_rule(rules[chosen]); node != nothing) return node;
    back_to(before);
  }
  return nothing;
}

void Deriver::name_it() {
  const Id kind = book_.find_kind("automation-name");
  if (kind != none && random_.chance(55)) {
    Hole hole;
    hole.kind = kind;
    Fill fill;
    if (fill_value(hole, Node{}, fill)) tree_.title = fill;
  }
  const Id description = book_.find_kind("automation-description");
  if (tree_.title && description != none && random_.chance(15)) {
    Hole hole;
    hole.kind = description;
    Fill fill;
    if (fill_value(hole, Node{}, fill)) tree_.description = fill;
  }
}

void Deriver::connect() {
  const Id kind = book_.find_kind("connection-id");
  if (kind == none) return;
  std::vector<const Connector*> connectors;
  for (const Node& node : tree_.nodes)
    if (node.rule->connector && node.rule->connector->needs_connection &&
        std::find(connectors.begin(), connectors.end(), node.rule->connector) == connectors.end())
      connectors.push_back(node.rule->connector);
  for (const Connector* connector : connectors) {
    if (!random_.chance(25)) continue;
    Fill fill;
    Hole hole;
    hole.kind = kind;
    if (fill_value(hole, Node{}, fill)) tree_.connections.emplace_back(connector, fill);
  }
}

std::optional<Tree> derive(const RuleBook& book, const std::vector<double>& weights, const Bounds& bounds, Random& random) {
  return Deriver(book, weights, bounds, random).derive();
}

bool change_start(Tree& tree, const std::vector<double>& weights, Random& random) {
  if (tree.start == nothing || !tree.nodes[tree.start].rule->gives.empty()) return false;
  Deriver deriver(*tree.book, weights, {}, random);
  const std::uint32_t world = tree.world;
  deriver.take(std::move(tree));
  const Index start = deriver.another_start();
  tree = deriver.give_back();
  tree.world = world;
  if (start == nothing) return false;
  tree.start = start;
  return true;
}

std::string_view literal_value(const Tree& tree, const Fill& fill) {
  const Kind& kind = tree.book->kinds[fill.kind];
  if (kind.record == none) return kind.values[fill.entry].value;
  const RecordRule& rule = tree.book->world.records[kind.record];
  return tree.book->worlds[tree.world].records[kind.record][fill.entry][field_of(rule, kind.field)];
}

std::string_view literal_label(const Tree& tree, const Fill& fill) {
  const Kind& kind = tree.book->kinds[fill.kind];
  if (kind.record == none || fill.phrase == none || kind.field != "id") return {};
  const RecordRule& rule = tree.book->world.records[kind.record];
  const Id name = static_cast<Id>(field_of(rule, "name"));
  for (const Piece& piece : kind.say[fill.phrase])
    if (piece.form == Piece::Form::hole && piece.hole == name) return tree.book->worlds[tree.world].records[kind.record][fill.entry][name];
  return {};
}

Id kind_of(const Tree& tree, const Mention& mention) {
  const Thing& thing = tree.things[mention.thing];
  if (mention.member == none) return thing.kind;
  return tree.book->kinds[thing.kind].members[mention.member].kind;
}

}  // namespace dork::corpus
