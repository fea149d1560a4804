#include "corpus/synthesis/tree.hpp"

#include <algorithm>
#include <array>

namespace dork::corpus {
namespace {

constexpr int attempts = 8;

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
    looked_.resize(book.kinds.size());
  }

  static constexpr std::size_t most_nodes = 60;

  /// More names than the writer can mark make no readable program.
  static constexpr std::size_t most_names = 120;

  /// Goes on with a tree that is there.
  void take(Tree tree) { tree_ = std::move(tree); }
  Tree give_back() { return std::move(tree_); }

  /// Another start that brings nothing; `nothing` where there is none.
  Index another_start() {
    const Rule* before = tree_.nodes[tree_.start].rule;
    for (int attempt = 0; attempt < attempts; ++attempt) {
      const Mark mark = this->mark();
      const Index start = node_of(start_);
      if (start != nothing && tree_.nodes[start].rule != before && tree_.nodes[start].rule->gives.empty() && !tree_.nodes[start].rule->script.empty()) return start;
      back_to(mark);
    }
    return nothing;
  }

  std::optional<Tree> derive() {
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
  };

  Mark mark() const {
    Mark it{tree_.nodes.size(), tree_.things.size(), tree_.names.size(), loops_.size(), statements_, known_.size(), visible_, {}, used_};
    for (const Thing& thing : tree_.things) it.uses.push_back(thing.uses);
    return it;
  }

  void back_to(const Mark& mark) {
    tree_.nodes.resize(mark.nodes);
    tree_.things.resize(mark.things);
    tree_.names.resize(mark.names);
    visible_ = mark.visible;
    loops_.resize(mark.loops);
    statements_ = mark.statements;
    known_.resize(std::min(known_.size(), mark.known));
    for (std::size_t i = 0; i < mark.uses.size(); ++i) tree_.things[i].uses = mark.uses[i];
    used_ = mark.used;
  }

  // --- Choosing rules -------------------------------------------------------------------------------------------

  bool there(std::string_view need) const {
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

  /// A thing is gone, and with it what may be the same under another name, or have to do with it.
  void end_of(const Hole& hole, Index thing) {
    std::erase_if(visible_, [&](Index other) { return other == thing || (suits(other, hole) && !tree_.things[other].item); });
  }

  /// How well a rule goes with what is at hand: 0 where it cannot be.
  double fitness(const Rule& rule) {
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

  /// What there is at hand for a hole.
  struct AtHand {
    bool any = false, fresh = false, wanted = false, near = false;
  };

  AtHand look_for(const Hole& hole) {
    // Rules ask for the same kinds over and over while one of them is chosen.
    if (!hole.list && looked_[hole.kind].first == look_) return looked_[hole.kind].second;
    AtHand found;
    for (const Index thing : visible_) {
      if (!suits(thing, hole)) continue;
      found.any = true;
      found.fresh |= tree_.things[thing].uses == 0;
      found.wanted |= is_wanted(thing);
      found.near |= thing >= scopes_.back().base;
    }
    if (!hole.list) looked_[hole.kind] = {look_, found};
    return found;
  }

  static bool has_literal(const Kind& kind) {
    return !kind.reference_only && (!kind.values.empty() || kind.record != none || !kind.texts.empty());
  }

  bool is_wanted(Index thing) const { return tree_.things[thing].must && tree_.things[thing].uses == 0; }

  /// Whether a rule of a category takes something that was got and not used yet.
  bool takes_wanted(Id category) {
    for (const Id number : book_.by_category[category])
      for (const Hole& hole : book_.rules[number].holes)
        if (!hole.optional && (hole.kind != none || hole.list) && look_for(hole).wanted) return true;
    return false;
  }

  bool is_free(const Rule& rule) const {
    return std::any_of(rule.free.begin(), rule.free.end(),
                       [&](const std::string& place) { return place == scopes_.back().place || (place == "end" && at_end_); });
  }

  bool suits(Index thing, const Hole& hole) const {
    const Thing& it = tree_.things[thing];
    if (hole.list) return it.list && it.variable == hole.gathered && !(hole.got && it.given && it.given->loop) && (hole.kind == none || it.kind == hole.kind);
    return !it.list && it.kind != none && book_.suits(hole.kind, it.kind);
  }

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
  Index node_of(Id category) {
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

  static std::uint8_t most_uses(const Rule& rule) { return rule.once ? 1 : rule.action.empty() ? 3 : 2; }

  // --- Filling a rule -------------------------------------------------------------------------------------------

  Index fill_rule(Id number) {
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

  /// A sheet goes with the app that it was listed for: what the list was asked for is asked for again.
  bool keep_together(Index index, const Rule& rule) {
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

  /// Whether a statement would read what is at hand already.
  bool is_known(Index index, const Rule& rule) const {
    for (const Given& given : rule.gives) {
      if (!given.must || given.list || given.kind == none) continue;
      for (const Fill& fill : tree_.nodes[index].fills)
        if (fill.form == Fill::Form::mention && !tree_.things[fill.mentions[0].thing].list && tree_.things[fill.mentions[0].thing].kind == given.kind) return true;
    }
    return false;
  }

  Id tested_hole(const Rule& rule) const { return rule.on == none ? none : 0; }

  void choose_options(Index index, const Rule& rule) {
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

  bool fill_hole(Index index, Id hole_id) {
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

  /// A test of the items of the list that the node has got already.
  Index where_node(Index index) {
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

  /// A test of something at hand: a thing, or a member of it that there are tests for.
  Index test_node() {
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

  bool mention_list(const Hole& hole, const Node& node, Fill& fill) {
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

  bool fill_value(const Hole& hole, const Node& node, Fill& fill) {
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

  /// A literal of a kind that the program has already.
  const Fill* literal_before(Id kind) const {
    for (const Node& node : tree_.nodes)
      for (const Fill& fill : node.fills)
        if (fill.form == Fill::Form::literal && fill.kind == kind) return &fill;
    return nullptr;
  }

  bool is_taken(Id kind, const Node& node, std::uint16_t entry) const {
    const auto taken_by = [&](const Node& it) {
      return std::any_of(it.fills.begin(), it.fills.end(), [&](const Fill& fill) { return fill.form == Fill::Form::literal && fill.kind == kind && fill.entry == entry; });
    };
    return taken_by(node) || std::any_of(tree_.nodes.begin(), tree_.nodes.end(), taken_by);
  }

  /// What is nearest: the current item, then what nobody used yet, then the latest.
  Mention choose_mention(const std::vector<Mention>& mentions) {
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

  /// A text whose references are all at hand.
  bool fill_text(Id kind_id, Fill& fill) {
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

  /// The latest thing at hand that a text may mean.
  std::optional<Mention> find_mention(const TextPattern::Part& part) const {
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

  // --- What a rule brings ---------------------------------------------------------------------------------------

  std::vector<Index> give(Index index, const Rule& rule) {
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

  static std::string base_of(std::string_view noun) {
    std::string base;
    for (const char c : noun.substr(noun.rfind(' ') == std::string_view::npos ? 0 : noun.rfind(' ') + 1))
      if (c != '-') base += c;
    return base;
  }

  /// The kind of the items of a source.
  Id items_of(Index source) const {
    const Node& node = tree_.nodes[source];
    if (node.rule->items != none) return node.rule->items;
    if (node.rule->items_of == none) return none;
    const Fill& of = node.fills[node.rule->items_of];
    if (of.form == Fill::Form::node) return items_of(of.node);
    return of.form == Fill::Form::mention ? tree_.things[of.mentions[0].thing].kind : none;
  }

  /// What the list of a source is called.
  std::string label_of(Index source) const {
    const Node& node = tree_.nodes[source];
    if (!node.rule->label.empty()) return node.rule->label;
    const Id kind = items_of(source);
    if (kind == none) return "items";
    return base_of(book_.kinds[kind].nouns);
  }

  // --- Parts ----------------------------------------------------------------------------------------------------

  bool fill_parts(Index index, const Rule& rule, const std::vector<Index>& given) {
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

  /// What a test that holds, or does not, means for the statements behind it.
  std::string mood_of_test(Index index, std::size_t part) const {
    for (const Fill& fill : tree_.nodes[index].fills) {
      if (fill.form != Fill::Form::node || fill.node == nothing || tree_.nodes[fill.node].rule->category != test_) continue;
      const std::string& mood = tree_.nodes[fill.node].rule->mood;
      if (part == 0 || mood.empty()) return part == 0 ? mood : mood_;
      return mood == "failure" ? "success" : mood == "success" ? "failure" : mood_;
    }
    return mood_;
  }

  /// Forgets what was made since there were so many things; variables stay. What is gone in the part stays gone behind it.
  void leave(std::size_t made) {
    std::erase_if(visible_, [&](Index thing) { return thing >= made && !tree_.things[thing].variable; });
  }

  bool fill_one(Id category, std::vector<Index>& nodes) {
    const Index node = node_of(category);
    if (node == nothing) return false;
    nodes.push_back(node);
    return true;
  }

  /// Statements in a row. Each has to do with what the scope is about: the item of the loop, what was got before.
  bool fill_steps(const Part& part, bool in_loop, std::vector<Index>& nodes) {
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

  bool fill_in_scope(const Scope& scope, std::size_t wanted, Index item, std::vector<Index>& nodes) {
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

  /// Whether a statement used something that the scope had before it.
  bool is_connected(const Scope& scope, const Mark& before) const {
    for (std::size_t i = scope.base; i < before.things; ++i)
      if (tree_.things[i].uses > before.uses[i]) return true;
    return false;
  }

  /// Whether something was got in this scope that nobody has used yet.
  bool is_pending(std::size_t first_thing) const {
    for (const Index thing : visible_)
      if (thing >= first_thing && tree_.things[thing].must && tree_.things[thing].uses == 0) return true;
    return false;
  }

  /// The rule that a node comes down to.
  const Rule* innermost(Index index) const {
    const Node& node = tree_.nodes[index];
    if (node.rule->parts.empty() && node.rule->holes.size() == 1 && node.fills[0].form == Fill::Form::node && node.fills[0].node != nothing)
      return innermost(node.fills[0].node);
    return node.rule;
  }

  /// Whether a node or one in its holes refers to a thing.
  bool mentions(Index index, Index thing) const {
    for (const Fill& fill : tree_.nodes[index].fills) {
      for (const Mention& mention : fill.mentions)
        if (fill.form != Fill::Form::name && mention.thing == thing) return true;
      if (fill.form == Fill::Form::node && fill.node != nothing && mentions(fill.node, thing)) return true;
    }
    return false;
  }

  bool is_reported(Index thing) const {
    for (std::size_t i = 0; i < tree_.nodes.size(); ++i)
      if (tree_.nodes[i].rule->category == report_ && mentions(static_cast<Index>(i), thing)) return true;
    return false;
  }

  /// Whether nothing can follow a statement.
  bool is_over(Index index) const {
    const Node& node = tree_.nodes[index];
    if (node.rule->last) return true;
    const bool plain = node.rule->category == program_ && !node.parts.empty() && !node.parts.back().empty();
    return plain ? is_over(node.parts.back().back()) : innermost(index)->last;
  }

  /// What was gathered is told at the end.
  bool report_all() {
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

  // --- The head -------------------------------------------------------------------------------------------------

  void name_it() {
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

  void connect() {
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

  const RuleBook& book_;
  const std::vector<double>& weights_;
  Bounds bounds_;
  Random& random_;
  Tree tree_;
  Id steps_, step_, report_, start_, program_, test_, where_, action_;
  std::vector<std::uint8_t> used_;
  std::vector<std::pair<std::uint32_t, AtHand>> looked_;   ///< by kind; of the look with that number
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

}  // namespace

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
