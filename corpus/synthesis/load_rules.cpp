#include "compiler/syntax/expression.hpp"
#include "corpus/synthesis/load.hpp"
#include "corpus/synthesis/pieces.hpp"

#include <algorithm>
#include <array>

namespace dork::corpus {
namespace {

/// The purposes that phrases of a rule serve.
constexpr std::string_view attributes[] = {"say", "one", "all", "if", "whose", "when", "not", "called"};

/// One rule in the making: its holes are found by name, those of a template by the kind that it says.
class RuleMaker {
 public:
  RuleMaker(RuleBook& book, Reader& reader) : book_(book), reader_(reader) {}

  Rule rule;

  /// The hole of a name; one that the template gives a kind is added.
  Id hole(std::string_view name, std::string_view kind) {
    for (std::size_t i = 0; i < rule.holes.size(); ++i)
      if (rule.holes[i].name == name) return static_cast<Id>(i);
    if (kind.empty()) return none;
    return add_hole(name, kind);
  }

  Id add_hole(std::string_view name, std::string_view kind) {
    Hole hole;
    hole.name = std::string(name);
    const std::string_view word = kind.substr(0, kind.find(' '));
    if (word == "list" || word == "gathered" || word == "other-list" || word == "got-list") {
      hole.list = true;
      hole.got = word == "got-list";
      hole.other = word == "other-list";
      hole.gathered = word == "gathered";
      if (kind.size() > word.size()) hole.kind = kind_named(kind.substr(word.size() + 1));
    } else if (const Id category = book_.find_category(kind); category != none) {
      hole.category = category;
    } else {
      hole.kind = kind_named(kind);
    }
    rule.holes.push_back(std::move(hole));
    return static_cast<Id>(rule.holes.size() - 1);
  }

  Id add_given(std::string_view name) {
    if (const Id known = hole(name, {}); known != none) return known;
    Hole it;
    it.name = std::string(name);
    rule.holes.push_back(std::move(it));
    return static_cast<Id>(rule.holes.size() - 1);
  }

  Id kind_named(std::string_view name) const {
    const Id kind = book_.find_kind(name);
    if (kind == none) reader_.error(fmt::format("there is no kind or category `{}`", name));
    return kind;
  }

  Pieces script(std::string_view text) {
    std::string error;
    Pieces pieces = parse_script(text, finder(), option_finder(), error);
    if (!error.empty()) reader_.error(error);
    return pieces;
  }

  std::vector<Pieces> phrases(const std::vector<std::string>& texts) {
    std::vector<Pieces> all;
    for (const std::string& text : texts) {
      std::string error;
      all.push_back(parse_phrase(text, finder(), error, option_finder()));
      if (!error.empty()) reader_.error(error);
    }
    return all;
  }

  /// The options come before the script that has their places.
  void add_option(Option option, std::string_view script_text, const std::vector<std::string>& say) {
    const std::size_t before = rule.holes.size();
    option.script = script(script_text);
    option.say = phrases(say);
    for (std::size_t i = before; i < rule.holes.size(); ++i) {
      rule.holes[i].optional = true;
      option.holes.push_back(static_cast<Id>(i));
    }
    rule.options.push_back(std::move(option));
  }

  void read_sayings() {
    for (const std::string_view attribute : attributes)
      if (reader_.find(attribute)) rule.sayings.push_back({std::string(attribute), phrases(reader_.texts(attribute))});
  }

  void read_effects() {
    for (const toml::table* table : reader_.tables("effect")) {
      Effect effect;
      for (const auto& [key, value] : *table) {
        const auto text = value.value<std::string>();
        if (!text) reader_.wrong("effect", value);
        // As if inside a text, so that what fills a hole stands in its inner form.
        Pieces pieces = script("'" + *text + "'");
        if (!pieces.empty()) {
          if (pieces.front().form == Piece::Form::text) pieces.front().text.erase(0, 1);
          if (pieces.back().form == Piece::Form::text) pieces.back().text.pop_back();
        }
        if (key.str() == "what") {
          effect.what = std::move(pieces);
          continue;
        }
        effect.values.emplace_back(std::string(key.str()), std::move(pieces));
      }
      rule.effects.push_back(std::move(effect));
    }
  }

  void read_given(Reader& given, Id hole_id, std::string label) {
    Given it;
    it.hole = hole_id;
    it.label = given.text("label", std::move(label));
    if (const std::string kind = given.text("kind"); !kind.empty()) it.kind = kind_named(kind);
    if (const std::string of = given.text("items_of"); !of.empty()) {
      it.items_of = needed(of);
      // Such a list is called by what is in it, unless a name is given.
      if (!given.find("label")) it.label.clear();
    }
    it.list = given.flag("list", it.items_of != none && !given.find("kind"));
    it.loop = given.flag("loop");
    it.variable = given.flag("variable");
    it.report = given.flag("report");
    it.must = given.flag("must");
    it.hidden = given.flag("hidden");
    it.say = phrases(given.texts("say"));
    given.finish();
    rule.gives.push_back(std::move(it));
  }

  Id needed(std::string_view name) {
    const Id found = hole(name, {});
    if (found == none) reader_.error(fmt::format("there is no <{}>", name));
    return found;
  }

  void read_items() {
    const std::string items = reader_.text("items");
    if (items.starts_with('<')) rule.items_of = needed(std::string_view(items).substr(1, items.size() - 2));
    else if (!items.empty()) rule.items = kind_named(items);
  }

  FindHole finder() {
    return [this](std::string_view name, std::string_view kind) { return hole(name, kind); };
  }

 private:
  FindHole option_finder() {
    return [this](std::string_view name, std::string_view) -> Id {
      for (std::size_t i = 0; i < rule.options.size(); ++i)
        if (rule.options[i].name == name) return static_cast<Id>(i);
      return none;
    };
  }

  RuleBook& book_;
  Reader& reader_;
};

void read_common(RuleMaker& maker, Reader& reader) {
  Rule& rule = maker.rule;
  rule.weight = reader.maybe<double>("weight").value_or(1.0);
  rule.needs = reader.texts("needs");
  rule.free = reader.texts("free");
  rule.personas = reader.texts("personas");
  rule.undoes = reader.texts("undoes");
  rule.mood = reader.text("mood");
  rule.once = reader.flag("once");
  rule.careful = reader.flag("careful");
  rule.last = reader.flag("last");
  rule.sure = reader.flag("sure", true);
}

void finish(RuleBook& book, Reader& reader, Rule rule) {
  if (book.find_rule(rule.name) != none) reader.error("the rule stands twice");
  const Id number = static_cast<Id>(book.rules.size());
  book.by_category[rule.category].push_back(number);
  book.rules.push_back(std::move(rule));
}

void read_rule(RuleBook& book, Reader reader, std::string_view default_category) {
  RuleMaker maker(book, reader);
  Rule& rule = maker.rule;
  rule.name = reader.text("name");
  if (rule.name.empty()) reader.error("a rule has a name");
  rule.category = book.find_category(reader.text("is", std::string(default_category)));
  read_common(maker, reader);
  if (const std::string on = reader.text("on"); !on.empty()) {
    const std::size_t dot = on.find('.');
    rule.on = maker.kind_named(on.substr(0, dot));
    if (dot != std::string::npos) rule.on_member = on.substr(dot + 1);
    maker.add_given("it");
  }
  const toml::table* gives = reader.table("gives");
  if (gives)
    for (const auto& [key, value] : *gives) maker.add_given(key.str());
  for (const toml::table* table : reader.tables("options")) {
    Reader option(reader.file(), *table, "option of " + rule.name);
    Option it;
    it.name = option.text("name");
    it.group = option.text("group");
    it.chance = option.number("chance", it.chance);
    maker.add_option(std::move(it), option.text("script"), option.texts("say"));
    option.finish();
  }
  rule.head = maker.script(reader.text("head"));
  rule.hoist = maker.script(reader.text("hoist"));
  rule.script = maker.script(reader.text("script"));
  rule.tail = maker.script(reader.text("tail"));
  rule.label = reader.text("label");
  maker.read_items();
  for (const toml::table* table : reader.tables("parts")) {
    Reader part(reader.file(), *table, "part of " + rule.name);
    Part it;
    it.hole = maker.needed(part.text("hole"));
    it.maybe = part.flag("maybe");
    it.mood = part.text("mood");
    it.most = part.number("most", it.most);
    it.lead = maker.phrases(part.texts("lead"));
    part.finish();
    rule.parts.push_back(std::move(it));
  }
  if (gives)
    for (const auto& [key, value] : *gives) {
      if (!value.is_table()) reader.wrong("gives", value);
      Reader given(reader.file(), *value.as_table(), fmt::format("{} of {}", key.str(), rule.name));
      maker.read_given(given, maker.needed(key.str()), std::string(key.str()));
    }
  if (const std::string ends = reader.text("ends"); !ends.empty()) rule.ends = maker.needed(ends);
  for (const std::string& name : reader.texts("apart")) rule.apart.push_back(maker.needed(name));
  maker.read_sayings();
  maker.read_effects();
  reader.finish();
  finish(book, reader, std::move(rule));
}

/// How all actions say that they may fail, and lists that they are long.
struct Policies {
  struct Policy {
    std::string name, script, group, setting;
    bool list = false;
    std::uint32_t chance = 10;
    std::vector<std::string> say;
  };
  std::vector<Policy> all;
};

void read_action(RuleBook& book, Reader reader, const std::string& full_name, const Policies& policies) {
  const std::size_t dot = full_name.find('.');
  const Connector* connector = book.catalog->find_alias(full_name.substr(0, dot));
  const Action* action = connector && dot != std::string::npos ? find_action(*connector, full_name.substr(dot + 1)) : nullptr;
  // A catalog of one's own may lack an action of the built-in one: it cannot be asked for then.
  if (!action) {
    const auto& known = builtin_catalog();
    const Connector* there = known.find_alias(full_name.substr(0, dot));
    if (there && dot != std::string::npos && find_action(*there, full_name.substr(dot + 1))) return;
    reader.error("the catalog has no such action");
  }
  RuleMaker maker(book, reader);
  Rule& rule = maker.rule;
  const std::string way = reader.text("way");
  rule.name = way.empty() ? full_name : full_name + ':' + way;
  rule.action = full_name;
  rule.connector = connector;
  const bool lists = reader.find("items") != nullptr;
  rule.category = book.find_category(reader.text("is", lists ? "source" : "action"));
  read_common(maker, reader);
  const toml::table* gives = reader.table("gives");
  std::string label;
  if (gives) {
    label = gives->get("label") ? gives->get("label")->value<std::string>().value_or("result") : "result";
    maker.add_given(label);
  }

  struct Read {
    std::map<std::string, const toml::node*, std::less<>> of;
  };
  const auto members = [&](std::string_view key) {
    Read read;
    if (const toml::table* table = reader.table(key))
      for (const auto& [name, value] : *table) read.of[std::string(name.str())] = &value;
    return read;
  };
  const Read args = members("args"), optional = members("optional"), fixed = members("fixed"), choices = members("choices");
  std::string call = (label.empty() ? std::string() : '<' + label + ">: ") + fmt::format("{}.{}(", connector->alias, action->name);
  std::size_t used = 0;
  for (const Parameter& parameter : action->parameters) {
    const auto kind = args.of.find(parameter.name);
    if (kind != args.of.end()) ++used;
    if (const auto value = fixed.of.find(parameter.name); value != fixed.of.end()) {
      ++used;
      const std::string text = value->second->value<std::string>().value_or("");
      call += fmt::format(", {} = {}", parameter.name, quoted_text(text));
    } else if (const auto choice = choices.of.find(parameter.name); choice != choices.of.end()) {
      ++used;
      const toml::array* array = choice->second->as_array();
      if (!array) reader.wrong("choices", *choice->second);
      std::size_t number = 0;
      for (const toml::node& node : *array) {
        if (!node.is_table()) reader.wrong("choices", node);
        Reader one(reader.file(), *node.as_table(), full_name);
        Option option;
        option.name = fmt::format("{}-{}", parameter.name, ++number);
        option.group = parameter.name;
        option.chance = one.number("chance", 30);
        const std::string name = option.name;
        const std::string text = one.text("is");
        maker.add_option(std::move(option), fmt::format(", {} = {}", parameter.name, quoted_text(text)), one.texts("say"));
          one.finish();
        call += fmt::format("<?{}>", name);
      }
    } else if (const auto say = optional.of.find(parameter.name); say != optional.of.end()) {
      if (kind == args.of.end()) reader.error(fmt::format("`{}` has no kind in `args`", parameter.name));
      Option option;
      option.name = parameter.name;
      const std::string spec = kind->second->value<std::string>().value_or("text");
      maker.add_option(std::move(option), fmt::format(", {} = <{}:{}>", parameter.name, parameter.name, spec),
                       [&] {
                         // The phrases speak of a hole that the script adds.
                         maker.add_hole(parameter.name, spec);
                         Reader said(reader.file(), reader.node(), full_name);
                         return said.texts_of("optional", *say->second);
                       }());
      const Id hole = maker.hole(parameter.name, {});
      rule.holes[hole].optional = true;
      rule.options.back().holes = {hole};
      call += fmt::format("<?{}>", parameter.name);
    } else if (kind != args.of.end()) {
      call += fmt::format(", {} = <{}:{}>", parameter.name, parameter.name, kind->second->value<std::string>().value_or("text"));
    } else if (parameter.required) {
      reader.error(fmt::format("`{}` is required and has no kind", parameter.name));
    }
  }
  const std::size_t said = args.of.size() + fixed.of.size() + choices.of.size();
  if (used != said) reader.error("a parameter is named that the action does not have, or twice");
  call += ')';
  // The first argument has no comma before it, unless an option may stand there.
  if (const std::size_t first = call.find("(, "); first != std::string::npos) call.erase(first + 1, 2);
  const bool list = rule.category == book.find_category("source");
  for (const Policies::Policy& policy : policies.all) {
    if (policy.list != list || std::find(action->settings.begin(), action->settings.end(), policy.setting) == action->settings.end()) continue;
    Option option;
    option.name = policy.name;
    option.group = policy.group;
    option.chance = policy.chance;
    maker.add_option(std::move(option), policy.script, policy.say);
    call += fmt::format("<?{}>", policy.name);
  }
  if (!list) call += ';';
  rule.script = maker.script(call);
  maker.read_items();
  if (gives) {
    Reader given(reader.file(), *gives, "gives of " + full_name);
    maker.read_given(given, maker.needed(label), label);
  } else if (list) {
    rule.label = reader.text("label");
  }
  if (const std::string ends = reader.text("ends"); !ends.empty()) rule.ends = maker.needed(ends);
  for (const std::string& name : reader.texts("apart")) rule.apart.push_back(maker.needed(name));
  maker.read_sayings();
  maker.read_effects();
  reader.finish();
  finish(book, reader, std::move(rule));
}

/// Calls `use` with each table of an action's phrases: `[action.NAME]`, or several `[[action.NAME]]` where it is used in several ways.
/// What is neither goes to `other`.
template <typename Use, typename Other>
void for_each_table(const toml::node& node, Use&& use, Other&& other) {
  if (const toml::table* table = node.as_table()) return use(*table);
  const toml::array* array = node.as_array();
  if (!array) return other(node);
  for (const toml::node& each : *array)
    if (const toml::table* table = each.as_table()) use(*table);
    else other(each);
}

/// All categories that rules belong to, so that templates may name them before their rules are read.
void name_categories(RuleBook& book, const std::vector<DataFile>& files) {
  const auto add = [&](std::string_view name) {
    if (book.find_category(name) == none) book.categories.emplace_back(name);
  };
  for (const std::string_view name : {"action", "source", "test", "where", "start", "step", "report", "steps", "program"}) add(name);
  for (const DataFile& file : files) {
    if (const auto* rules = file.table["rule"].as_array())
      for (const toml::node& node : *rules)
        if (const toml::table* table = node.as_table())
          if (const auto is = (*table)["is"].value<std::string>()) add(*is);
    if (const auto* actions = file.table["action"].as_table())
      for (const auto& [key, node] : *actions)
        for_each_table(node, [&](const toml::table& table) { if (const auto is = table["is"].value<std::string>()) add(*is); }, [](const toml::node&) {});
  }
  book.by_category.resize(book.categories.size());
}

}  // namespace

void load_rule_tables(RuleBook& book, const std::vector<DataFile>& files) {
  name_categories(book, files);
  Policies policies;
  for (const DataFile& file : files)
    if (const auto* all = file.table["policy"].as_array())
      for (const toml::node& node : *all) {
        if (!node.is_table()) continue;
        Reader reader(file, *node.as_table(), "policy");
        policies.all.push_back({reader.text("name"), reader.text("script"), reader.text("group"), reader.text("setting"),
                                reader.flag("list"), reader.number("chance", 10), reader.texts("say")});
        reader.finish();
      }
  for (const DataFile& file : files) {
    for (const auto& [key, category] : {std::pair{"rule", "step"}, std::pair{"test", "test"}})
      if (const auto* rules = file.table[key].as_array())
        for (const toml::node& node : *rules)
          if (const toml::table* table = node.as_table()) {
            const std::string name = (*table)["name"].value<std::string>().value_or("?");
            read_rule(book, Reader(file, *table, fmt::format("{} `{}`", key, name)), category);
          }
    if (const auto* actions = file.table["action"].as_table())
      for (const auto& [key, node] : *actions) {
        const std::string name(key.str());
        for_each_table(
            node, [&](const toml::table& table) { read_action(book, Reader(file, table, fmt::format("action `{}`", name)), name, policies); },
            [&](const toml::node& other) { fail(file, other, "an action is a table"); });
      }
  }
}

void load_personas(RuleBook& book, const std::vector<DataFile>& files) {
  for (const DataFile& file : files) {
    if (const auto* personas = file.table["persona"].as_table())
      for (const auto& [key, node] : *personas) {
        if (!node.is_table()) fail(file, node, "a persona is a table");
        Reader reader(file, *node.as_table(), fmt::format("persona `{}`", key.str()));
        Persona persona;
        persona.name = std::string(key.str());
        persona.weight = reader.maybe<double>("weight").value_or(1.0);
        persona.layout = reader.text("layout", "paragraph");
        persona.max_steps = reader.number("max_steps", persona.max_steps);
        persona.max_depth = reader.number("max_depth", persona.max_depth);
        persona.size = reader.number("size", persona.size);
        persona.pronouns = reader.number("pronouns", persona.pronouns);
        for (const auto& [name, value] : *node.as_table()) {
          if (!value.is_array()) continue;
          persona.sayings.push_back({std::string(name.str()), {}});
          std::string error;
          const auto values = [](std::string_view hole, std::string_view) -> Id { return hole == "value" || hole == "x" ? 0 : hole == "y" ? 1 : none; };
          for (const std::string& text : reader.texts(name.str())) {
            persona.sayings.back().phrases.push_back(parse_phrase(text, values, error));
            if (!error.empty()) reader.error(error);
          }
        }
        reader.finish();
        book.personas.push_back(std::move(persona));
      }
    if (const auto* phrases = file.table["phrase"].as_table()) {
      Reader reader(file, *phrases, "phrase");
      for (const auto& [name, value] : *phrases) {
        std::string error;
        const auto values = [](std::string_view hole, std::string_view) -> Id { return hole == "x" ? 0 : hole == "y" ? 1 : hole == "z" ? 2 : none; };
        for (const std::string& text : reader.texts_of(name.str(), value)) {
          book.phrases[std::string(name.str())].push_back({std::string(name.str()), {parse_phrase(text, values, error)}});
          if (!error.empty()) reader.error(error);
        }
      }
    }
  }
}

}  // namespace dork::corpus
