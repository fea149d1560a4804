#include "corpus/synthesis/deriver.hpp"

#include <algorithm>
#include <array>

namespace dork::corpus {

std::vector<Index> Deriver::give(Index index, const Rule& rule) {
  std::vector<Index> given;
  for (const Given& it : rule.gives) {
    if (it.hole == none) continue;
    Thing thing;
    thing.kind = it.kind;
    thing.list = it.list;
    thing.variable = it.variable;
    thing.report = it.report;
    thing.must = it.must;
    thing.node = index;
    thing.given = &it;
    std::string label = it.label;
    if (it.items_of != none) {
      const Fill& of = tree_.nodes[index].fills[it.items_of];
      if (of.form == Fill::Form::node) {
        thing.source = of.node;
        if (thing.kind == none) thing.kind = items_of(of.node);
        if (label.empty()) label = label_of(of.node);
      } else {
        const Thing& list = tree_.things[of.mentions[0].thing];
        thing.source = list.source;
        if (thing.kind == none) thing.kind = list.kind;
        if (label.empty()) label = thing.kind == none ? "item" : base_of(book_.kinds[thing.kind].noun);
      }
    }
    thing.name = static_cast<Id>(tree_.names.size());
    tree_.names.push_back(label);
    given.push_back(static_cast<Index>(tree_.things.size()));
    tree_.things.push_back(thing);
    tree_.nodes[index].fills[it.hole] = {Fill::Form::name, none, 0, none, false, {{given.back(), none}}, nothing};
  }
  return given;
}

std::string Deriver::base_of(std::string_view noun) {
  std::string base;
  for (const char c : noun.substr(noun.rfind(' ') == std::string_view::npos ? 0 : noun.rfind(' ') + 1))
    if (c != '-') base += c;
  return base;
}

Id Deriver::items_of(Index source) const {
  const Node& node = tree_.nodes[source];
  if (node.rule->items != none) return node.rule->items;
  if (node.rule->items_of == none) return none;
  const Fill& of = node.fills[node.rule->items_of];
  if (of.form == Fill::Form::node) return items_of(of.node);
  return of.form == Fill::Form::mention ? tree_.things[of.mentions[0].thing].kind : none;
}

std::string Deriver::label_of(Index source) const {
  const Node& node = tree_.nodes[source];
  if (!node.rule->label.empty()) return node.rule->label;
  const Id kind = items_of(source);
  if (kind == none) return "items";
  return base_of(book_.kinds[kind].nouns);
}

bool Deriver::fill_parts(Index index, const Rule& rule, const std::vector<Index>& given) {
  for (std::size_t i = 0; i < rule.parts.size(); ++i) {
    const Part& part = rule.parts[i];
    const std::size_t made = tree_.things.size(), loops = loops_.size();
    const std::string mood = mood_;
    const bool first = first_;
    if (!part.mood.empty()) mood_ = part.mood;
    else if (part.maybe) mood_ = mood_of_test(index, i);
    bool has_loop = false;
    for (const Index thing : given) {
      if (!tree_.things[thing].given->loop) continue;
      Thing item = tree_.things[thing];
      item.list = false;
      item.item = true;
      item.uses = 0;
      item.must = item.report = false;
      loops_.push_back(static_cast<Index>(tree_.things.size()));
      visible_.push_back(loops_.back());
      tree_.things.push_back(item);
      has_loop = true;
    }
    const bool nests = rule.category == step_ || has_loop;
    depth_ += nests;
    std::vector<Index> nodes;
    const bool done = rule.holes[part.hole].category == steps_ ? fill_steps(part, has_loop, nodes) : fill_one(rule.holes[part.hole].category, nodes);
    depth_ -= nests;
    mood_ = mood;
    first_ = first && !nests;
    if (!done) return false;
    tree_.nodes[index].parts[i] = std::move(nodes);
    tree_.nodes[index].fills[part.hole].form = Fill::Form::node;
    loops_.resize(loops);
    if (nests) leave(made);
  }
  return true;
}

std::string Deriver::mood_of_test(Index index, std::size_t part) const {
  for (const Fill& fill : tree_.nodes[index].fills) {
    if (fill.form != Fill::Form::node || fill.node == nothing || tree_.nodes[fill.node].rule->category != test_) continue;
    const std::string& mood = tree_.nodes[fill.node].rule->mood;
    if (part == 0 || mood.empty()) return part == 0 ? mood : mood_;
    return mood == "failure" ? "success" : mood == "success" ? "failure" : mood_;
  }
  return mood_;
}

void Deriver::leave(std::size_t made) {
  std::erase_if(visible_, [&](Index thing) { return thing >= made && !tree_.things[thing].variable; });
}

bool Deriver::fill_one(Id category, std::vector<Index>& nodes) {
  const Index node = node_of(category);
  if (node == nothing) return false;
  nodes.push_back(node);
  return true;
}

bool Deriver::fill_steps(const Part& part, bool in_loop, std::vector<Index>& nodes) {
  const std::size_t most = depth_ == 0 ? std::min<std::size_t>(bounds_.steps, part.most) : std::min<std::size_t>(part.most, 3);
  const std::size_t wanted = 1 + random_.below(std::max<std::size_t>(most, 1));
  const Index item = in_loop ? loops_.back() : nothing;
  Scope scope = scopes_.back();
  if (in_loop) scope = {item, "loop", scope.conditional};
  else if (depth_ > 0) scope.place = "branch";
  scope.conditional |= part.maybe;
  scopes_.push_back(scope);
  const bool done = fill_in_scope(scope, wanted, item, nodes);
  scopes_.pop_back();
  return done;
}

bool Deriver::fill_in_scope(const Scope& scope, std::size_t wanted, Index item, std::vector<Index>& nodes) {
  const std::size_t first_thing = tree_.things.size();
  for (std::size_t i = 0; i < wanted || is_pending(first_thing); ++i) {
    if (i > wanted + 2 || tree_.nodes.size() > most_nodes) return false;
    if (i > 0 && statements_ >= bounds_.size && !is_pending(first_thing)) break;
    bool done = false;
    const bool alone = depth_ == 0 && visible_.empty();
    for (int attempt = 0; attempt < attempts && !done; ++attempt) {
      const Mark before = mark();
      const std::string mood = mood_;
      at_end_ = depth_ == 0 && i > 0 && i + 1 >= wanted;
      const Index node = node_of(step_);
      at_end_ = depth_ == 0 && i > 0 && i + 1 >= wanted;
      if (node == nothing) break;
      const Rule& rule = *innermost(node);
      bool fits = alone || is_free(rule) || is_connected(scope, before);
      if (i == 0 && item != nothing) fits &= tree_.things[item].uses > 0;
      fits &= std::none_of(nodes.begin(), nodes.end(), [&](Index other) { return innermost(other) == &rule; });
      if (fits) {
        nodes.push_back(node);
        done = true;
        first_ = false;
      } else {
        back_to(before);
        mood_ = mood;
      }
    }
    at_end_ = false;
    if (!done) break;
    if (innermost(nodes.back())->last) break;
    // Nothing to go on from, unless it is what stands before all else.
    if (depth_ == 0 && visible_.empty() && !is_free(*innermost(nodes.back()))) break;
  }
  return !nodes.empty() && !is_pending(first_thing);
}

bool Deriver::is_connected(const Scope& scope, const Mark& before) const {
  for (std::size_t i = scope.base; i < before.things; ++i)
    if (tree_.things[i].uses > before.uses[i]) return true;
  return false;
}

bool Deriver::is_pending(std::size_t first_thing) const {
  for (const Index thing : visible_)
    if (thing >= first_thing && tree_.things[thing].must && tree_.things[thing].uses == 0) return true;
  return false;
}

const Rule* Deriver::innermost(Index index) const {
  const Node& node = tree_.nodes[index];
  if (node.rule->parts.empty() && node.rule->holes.size() == 1 && node.fills[0].form == Fill::Form::node && node.fills[0].node != nothing)
    return innermost(node.fills[0].node);
  return node.rule;
}

bool Deriver::mentions(Index index, Index thing) const {
  for (const Fill& fill : tree_.nodes[index].fills) {
    for (const Mention& mention : fill.mentions)
      if (fill.form != Fill::Form::name && mention.thing == thing) return true;
    if (fill.form == Fill::Form::node && fill.node != nothing && mentions(fill.node, thing)) return true;
  }
  return false;
}

bool Deriver::is_reported(Index thing) const {
  for (std::size_t i = 0; i < tree_.nodes.size(); ++i)
    if (tree_.nodes[i].rule->category == report_ && mentions(static_cast<Index>(i), thing)) return true;
  return false;
}

bool Deriver::is_over(Index index) const {
  const Node& node = tree_.nodes[index];
  if (node.rule->last) return true;
  const bool plain = node.rule->category == program_ && !node.parts.empty() && !node.parts.back().empty();
  return plain ? is_over(node.parts.back().back()) : innermost(index)->last;
}

bool Deriver::report_all() {
  for (std::size_t i = 0; i < tree_.things.size(); ++i) {
    if (!tree_.things[i].report || tree_.things[i].item || is_reported(static_cast<Index>(i))) continue;
    const auto visible = std::find(visible_.begin(), visible_.end(), static_cast<Index>(i));
    if (visible == visible_.end()) continue;
    if (is_over(tree_.main.back())) return false;
    // The latest is what a report takes.
    std::rotate(visible, visible + 1, visible_.end());
    bool done = false;
    for (int attempt = 0; attempt < attempts && !done; ++attempt) {
      const Mark before = mark();
      mood_ = "summary";
      const Index node = node_of(report_);
      if (node != nothing && mentions(node, static_cast<Index>(i))) {
        tree_.main.push_back(node);
        done = true;
      } else {
        back_to(before);
      }
    }
    if (!done) return false;
  }
  return true;
}

}  // namespace dork::corpus
