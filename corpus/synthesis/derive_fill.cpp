#include "corpus/synthesis/deriver.hpp"

#include <algorithm>
#include <array>

namespace dork::corpus {

Index Deriver::fill_rule(Id number) {
  const Rule& rule = book_.rules[number];
  ++used_[number];
  statements_ += rule.category == step_;
  const Index index = static_cast<Index>(tree_.nodes.size());
  const std::size_t known = known_.size();
  tree_.nodes.push_back({&rule, std::vector<Fill>(rule.holes.size()), std::vector<bool>(rule.options.size()),
                         std::vector<std::vector<Index>>(rule.parts.size())});
  choose_options(index, rule);
  std::vector<bool> wanted(rule.holes.size(), true);
  for (std::size_t i = 0; i < rule.holes.size(); ++i) wanted[i] = !rule.holes[i].optional;
  for (std::size_t i = 0; i < rule.options.size(); ++i)
    if (tree_.nodes[index].options[i])
      for (const Id hole : rule.options[i].holes) wanted[hole] = true;
  for (const Part& part : rule.parts) wanted[part.hole] = false;
  for (const Given& given : rule.gives)
    if (given.hole != none) wanted[given.hole] = false;
  for (std::size_t i = 0; i < rule.holes.size(); ++i) {
    if (!wanted[i]) continue;
    if (static_cast<Id>(i) == tested_hole(rule)) {
      tree_.nodes[index].fills[i] = tested_;
      continue;
    }
    if (!fill_hole(index, static_cast<Id>(i))) return nothing;
  }
  if (!keep_together(index, rule) || is_known(index, rule)) return nothing;
  const std::vector<Index> given = give(index, rule);
  for (const Index thing : given)
    if (!tree_.things[thing].given->loop) visible_.push_back(thing);
  if (!fill_parts(index, rule, given)) return nothing;
  if (!rule.parts.empty()) known_.resize(known);
  std::erase_if(visible_, [&](Index thing) { return tree_.things[thing].node == index && tree_.things[thing].given->hidden; });
  for (const Index thing : given)
    if (tree_.things[thing].given->loop && !tree_.things[thing].given->hidden) visible_.push_back(thing);
  if (!rule.mood.empty() && rule.category != test_) mood_ = rule.mood;
  if (rule.ends != none && tree_.nodes[index].fills[rule.ends].form == Fill::Form::mention)
    end_of(rule.holes[rule.ends], tree_.nodes[index].fills[rule.ends].mentions[0].thing);
  return index;
}

bool Deriver::keep_together(Index index, const Rule& rule) {
  for (std::size_t i = 0; i < rule.holes.size(); ++i) {
    const Fill& fill = tree_.nodes[index].fills[i];
    if (fill.form != Fill::Form::mention || rule.holes[i].kind == none || !book_.kinds[rule.holes[i].kind].belongs) continue;
    Index source = tree_.things[fill.mentions[0].thing].source;
    // Of a filtered list the list that was filtered.
    while (source != nothing && tree_.nodes[source].rule->action.empty()) {
      const Id of = tree_.nodes[source].rule->items_of;
      if (of == none || tree_.nodes[source].fills[of].form != Fill::Form::mention) return false;
      source = tree_.things[tree_.nodes[source].fills[of].mentions[0].thing].source;
    }
    if (source == nothing) return false;
    for (std::size_t j = 0; j < rule.holes.size(); ++j) {
      const auto& holes = tree_.nodes[source].rule->holes;
      const auto same = std::find_if(holes.begin(), holes.end(), [&](const Hole& it) { return it.name == rule.holes[j].name && it.kind != none; });
      if (j == i || same == holes.end()) continue;
      Fill asked = tree_.nodes[source].fills[static_cast<std::size_t>(same - holes.begin())];
      if (asked.form == Fill::Form::literal) {
        asked.again = true;
      } else if (asked.form == Fill::Form::mention) {
        const Index thing = asked.mentions[0].thing;
        if (std::find(visible_.begin(), visible_.end(), thing) == visible_.end()) return false;
        ++tree_.things[thing].uses;
      }
      tree_.nodes[index].fills[j] = std::move(asked);
    }
  }
  return true;
}

bool Deriver::is_known(Index index, const Rule& rule) const {
  for (const Given& given : rule.gives) {
    if (!given.must || given.list || given.kind == none) continue;
    for (const Fill& fill : tree_.nodes[index].fills)
      if (fill.form == Fill::Form::mention && !tree_.things[fill.mentions[0].thing].list && tree_.things[fill.mentions[0].thing].kind == given.kind) return true;
  }
  return false;
}

void Deriver::choose_options(Index index, const Rule& rule) {
  std::vector<std::string_view> groups;
  for (std::size_t i = 0; i < rule.options.size(); ++i) {
    const Option& option = rule.options[i];
    if (!option.group.empty() && std::find(groups.begin(), groups.end(), option.group) != groups.end()) continue;
    if (!random_.chance(option.chance)) continue;
    tree_.nodes[index].options[i] = true;
    if (!option.group.empty()) groups.push_back(option.group);
  }
  if (!rule.careful || loops_.empty() || std::find(groups.begin(), groups.end(), "error") != groups.end()) return;
  for (std::size_t i = 0; i < rule.options.size(); ++i)
    if (rule.options[i].group == "error") {
      tree_.nodes[index].options[i] = true;
      return;
    }
}

bool Deriver::fill_hole(Index index, Id hole_id) {
  const Hole& hole = tree_.nodes[index].rule->holes[hole_id];
  Fill fill;
  if (hole.category != none) {
    fill.node = hole.category == test_ ? test_node() : hole.category == where_ ? where_node(index) : node_of(hole.category);
    if (fill.node == nothing) return false;
    fill.form = Fill::Form::node;
  } else if (hole.list) {
    if (!mention_list(hole, tree_.nodes[index], fill)) return false;
  } else if (hole.kind != none) {
    if (!fill_value(hole, tree_.nodes[index], fill)) return false;
  }
  tree_.nodes[index].fills[hole_id] = std::move(fill);
  return true;
}

Index Deriver::where_node(Index index) {
  for (const Fill& fill : tree_.nodes[index].fills) {
    if (fill.form != Fill::Form::mention || !tree_.things[fill.mentions[0].thing].list) continue;
    Thing item = tree_.things[fill.mentions[0].thing];
    if (item.kind == none) return nothing;
    item.list = false;
    item.item = true;
    item.name = none;
    const Index thing = static_cast<Index>(tree_.things.size());
    tree_.things.push_back(item);
    std::vector<std::pair<Id, Mention>> all;
    std::vector<double> weights;
    double sum = 0;
    add_tests(item.kind, thing, [&](Id rule, const Mention& mention) {
      if (mention.member == none || weights_[rule] <= 0 || book_.kinds[item.kind].members[mention.member].say.empty()) return;
      all.emplace_back(rule, mention);
      weights.push_back(weights_[rule]);
      sum += weights.back();
    });
    if (sum <= 0) return nothing;
    const auto& [rule, mention] = all[random_.weighted(weights, sum)];
    tested_ = {Fill::Form::mention, none, 0, none, false, {mention}, nothing};
    return fill_rule(rule);
  }
  return nothing;
}

Index Deriver::test_node() {
  struct Chance {
    Id rule;
    Mention mention;
  };
  std::vector<Chance> all;
  std::vector<double> weights;
  double sum = 0;
  for (const Index thing : visible_) {
    const Thing& it = tree_.things[thing];
    if (it.list || it.kind == none) continue;
    const bool near = (!loops_.empty() && loops_.back() == thing) || it.uses == 0;
    add_tests(it.kind, thing, [&](Id rule, const Mention& mention) {
      const auto same = [&](const Mention& other) { return other.thing == mention.thing && other.member == mention.member; };
      if (std::any_of(known_.begin(), known_.end(), same)) return;
      all.push_back({rule, mention});
      weights.push_back(weights_[rule] * (near ? 6 : 1));
      sum += weights.back();
    });
  }
  if (sum <= 0) return nothing;
  const Chance& chosen = all[random_.weighted(weights, sum)];
  tested_ = {Fill::Form::mention, none, 0, none, false, {chosen.mention}, nothing};
  known_.push_back(chosen.mention);
  ++tree_.things[chosen.mention.thing].uses;
  return fill_rule(chosen.rule);
}

bool Deriver::mention_list(const Hole& hole, const Node& node, Fill& fill) {
  std::vector<Index> all;
  for (const Index thing : visible_) {
    if (!suits(thing, hole)) continue;
    const auto has = [&](const Fill& other) { return other.form == Fill::Form::mention && other.mentions[0].thing == thing; };
    if (hole.other && std::any_of(node.fills.begin(), node.fills.end(), has)) continue;
    all.push_back(thing);
  }
  if (all.empty()) return false;
  Index thing = random_.chance(70) ? all.back() : random_.pick(all);
  for (const Index it : all)
    if (is_wanted(it)) thing = it;
  fill = {Fill::Form::mention, hole.kind, 0, none, false, {{thing, none}}, nothing};
  ++tree_.things[thing].uses;
  return true;
}

bool Deriver::fill_value(const Hole& hole, const Node& node, Fill& fill) {
  const Kind& kind = book_.kinds[hole.kind];
  std::vector<Mention> mentions;
  for (const Index thing : visible_)
    for_each_mention(thing, hole.kind, [&](const Mention& mention) {
      // What the same statement refers to already is hardly meant twice.
      for (const Fill& other : node.fills)
        if (other.form == Fill::Form::mention && other.mentions[0].thing == mention.thing && other.mentions[0].member == mention.member) return;
      mentions.push_back(mention);
    });
  const bool literal = has_literal(kind);
  const bool wanted = std::any_of(mentions.begin(), mentions.end(), [&](const Mention& it) { return is_wanted(it.thing); });
  if (!mentions.empty() && (!literal || !random_.chance(wanted ? 1 : kind.literal))) {
    const Mention chosen = choose_mention(mentions);
    fill = {Fill::Form::mention, hole.kind, 0, none, false, {chosen}, nothing};
    ++tree_.things[chosen.thing].uses;
    return true;
  }
  if (!literal) return false;
  if (!kind.texts.empty() && (kind.values.empty() || random_.chance(80)) && fill_text(hole.kind, fill)) return true;
  if (kind.values.empty() && kind.record == none) return false;
  fill.form = Fill::Form::literal;
  fill.kind = hole.kind;
  if (kind.sticky || kind.distinct) {
    if (const Fill* before = literal_before(hole.kind); before && kind.sticky && !random_.chance(12)) {
      fill = *before;
      fill.again = true;
      return true;
    }
  }
  if (kind.record != none) {
    const std::size_t count = book_.worlds[tree_.world].records[kind.record].size();
    fill.entry = static_cast<std::uint16_t>(random_.below(count));
    for (int i = 0; kind.distinct && is_taken(hole.kind, node, fill.entry); ++i) {
      if (i > 20) return false;
      fill.entry = static_cast<std::uint16_t>(random_.below(count));
    }
    if (!kind.say.empty()) fill.phrase = static_cast<std::uint16_t>(random_.below(kind.say.size()));
  } else {
    fill.entry = static_cast<std::uint16_t>(random_.below(kind.values.size()));
    for (int i = 0; kind.distinct && is_taken(hole.kind, node, fill.entry); ++i) {
      if (i > 20) return false;
      fill.entry = static_cast<std::uint16_t>(random_.below(kind.values.size()));
    }
    const auto& say = kind.values[fill.entry].say.empty() ? kind.say : kind.values[fill.entry].say;
    if (!say.empty()) fill.phrase = static_cast<std::uint16_t>(random_.below(say.size()));
  }
  return true;
}

const Fill* Deriver::literal_before(Id kind) const {
  for (const Node& node : tree_.nodes)
    for (const Fill& fill : node.fills)
      if (fill.form == Fill::Form::literal && fill.kind == kind) return &fill;
  return nullptr;
}

bool Deriver::is_taken(Id kind, const Node& node, std::uint16_t entry) const {
  const auto taken_by = [&](const Node& it) {
    return std::any_of(it.fills.begin(), it.fills.end(), [&](const Fill& fill) { return fill.form == Fill::Form::literal && fill.kind == kind && fill.entry == entry; });
  };
  return taken_by(node) || std::any_of(tree_.nodes.begin(), tree_.nodes.end(), taken_by);
}

Mention Deriver::choose_mention(const std::vector<Mention>& mentions) {
  std::vector<double> weights;
  double sum = 0;
  for (std::size_t i = 0; i < mentions.size(); ++i) {
    const Thing& thing = tree_.things[mentions[i].thing];
    double weight = 1 + static_cast<double>(i) / 4;
    if (!loops_.empty() && loops_.back() == mentions[i].thing) weight *= 6;
    if (thing.uses == 0) weight *= 5;
    if (mentions[i].member == none || book_.kinds[thing.kind].members[mentions[i].member].say.empty()) weight *= 3;
    weights.push_back(weight);
    sum += weight;
  }
  return mentions[random_.weighted(weights, sum)];
}

bool Deriver::fill_text(Id kind_id, Fill& fill) {
  const Kind& kind = book_.kinds[kind_id];
  std::vector<std::uint16_t> fitting;
  std::vector<double> weights;
  double sum = 0;
  for (std::size_t i = 0; i < kind.texts.size(); ++i) {
    const TextPattern& text = kind.texts[i];
    if (!text.moods.empty() && std::find(text.moods.begin(), text.moods.end(), mood_) == text.moods.end() &&
        std::find(text.moods.begin(), text.moods.end(), "any") == text.moods.end())
      continue;
    const auto has = [&](const Thing& thing) { return thing.kind == text.needs; };
    if (text.needs != none && std::none_of(tree_.things.begin(), tree_.things.end(), has)) continue;
    double weight = text.moods.empty() ? 1 : 3;
    bool fits = true, near = false;
    for (const TextPattern::Part& part : text.parts) {
      if (part.noun.empty()) continue;
      const auto mention = find_mention(part);
      fits &= mention.has_value();
      if (mention && !loops_.empty() && mention->thing == loops_.back()) near = true;
      if (mention && tree_.things[mention->thing].uses == 0) near = true;
      if (mention && scopes_.back().base > 0 && mention->thing >= scopes_.back().base) near = true;
      weight += 2;
    }
    if (!fits) continue;
    fitting.push_back(static_cast<std::uint16_t>(i));
    weights.push_back(near ? weight * 20 : weight);
    sum += weights.back();
  }
  if (fitting.empty()) return false;
  fill.form = Fill::Form::text;
  fill.kind = kind_id;
  fill.entry = fitting[random_.weighted(weights, sum)];
  for (const TextPattern::Part& part : kind.texts[fill.entry].parts) {
    if (part.noun.empty()) continue;
    fill.mentions.push_back(*find_mention(part));
    ++tree_.things[fill.mentions.back().thing].uses;
  }
  return true;
}

std::optional<Mention> Deriver::find_mention(const TextPattern::Part& part) const {
  for (std::size_t i = visible_.size(); i-- > 0;) {
    const Thing& thing = tree_.things[visible_[i]];
    if (thing.kind == none) continue;
    const bool list = !part.function.empty();
    if (thing.list != list) continue;
    if (part.noun == "gathered") {
      if (thing.variable) return Mention{visible_[i], none};
      continue;
    }
    const Kind& kind = book_.kinds[thing.kind];
    if (part.noun != "any" && std::find(kind.classes.begin(), kind.classes.end(), part.noun) == kind.classes.end()) continue;
    if (part.member.empty()) return Mention{visible_[i], none};
    for (std::size_t m = 0; m < kind.members.size(); ++m)
      if (kind.members[m].path == part.member) return Mention{visible_[i], static_cast<Id>(m)};
  }
  return {};
}

}  // namespace dork::corpus
