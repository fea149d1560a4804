// Calls by the catalog, files by their adapters, clauses by the settings of a block.
#include "compiler/syntax/expression.hpp"
#include "corpus/constrain/narrow.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <map>

namespace dork::constrain::parts {
namespace {

std::string key(std::string_view name) { return is_plain_key(name) ? std::string(name) : quoted_name(name); }
std::string name(std::string_view name) { return is_plain_name(name) ? std::string(name) : quoted_name(name); }

/// A rule's name of words: `call-qlik-list-apps`. What is no letter or digit is left out; names that this makes the same are
/// numbered.
class RuleNames {
 public:
  std::string name(std::initializer_list<std::string_view> words) {
    std::string result;
    for (const std::string_view word : words) {
      if (!result.empty()) result += '-';
      for (const char c : dashed(word))
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c == '-' && !result.ends_with('-'))) result += c;
    }
    while (result.ends_with('-')) result.pop_back();
    const std::size_t count = ++taken_[result];
    return count == 1 ? result : fmt::format("{}-{}", result, count);
  }

 private:
  std::map<std::string, std::size_t> taken_;
};

/// A value with the label that the editor shows.
Node labelled(Layout& layout, Node value) {
  return sequence({std::move(value), optional(sequence({literal(" " + layout.word("AS") + " "), layout.refer("text")}))});
}

/// What a parameter takes: its choices by their labels, a switch, any value.
Node parameter_value(Layout& layout, const Parameter& parameter) {
  if (parameter.type == "checkbox")
    return layout.named("switch", [] { return choice({literal("TRUE"), literal("FALSE"), reference("computed")}); });
  std::vector<Node> options;
  for (const Option& option : parameter.options) {
    const std::string& shown = option.label.empty() ? option.value : option.label;
    if (!shown.empty()) options.push_back(literal(quoted_text(shown)));
  }
  if (options.empty()) return layout.named("input", [&] { return labelled(layout, reference("filled")); });
  options.push_back(reference("computed"));
  return choice(std::move(options));
}

std::vector<Input> inputs_of(Layout& layout, std::span<const Parameter> parameters) {
  std::vector<Input> inputs;
  for (const Parameter& parameter : parameters) inputs.push_back({key(parameter.name), parameter_value(layout, parameter), parameter.required});
  return inputs;
}

Node quoted_words(std::span<const std::string_view> values) {
  std::vector<Node> ways;
  for (const std::string_view value : values)
    if (!value.empty()) ways.push_back(literal(quoted_text(value)));
  ways.push_back(reference("computed"));
  return choice(std::move(ways));
}

const ChoiceSpec* find_choice(BlockType block, std::string_view field) {
  for (const ChoiceSpec& each : field_choices())
    if (each.field == field && (each.block == BlockType::unknown || each.block == block)) return &each;
  return nullptr;
}

/// The words for a setting, where it has some.
struct Clause {
  std::string_view setting;
  std::string_view alternative;  ///< of the grammar's rule `clause`
};
constexpr Clause clause_words[] = {{"maxitemcount", "limitClause"},
                                   {"blendr_on_error", "onErrorClause"},
                                   {"automations_censor_data", "censorClause"},
                                   {"datasource", "usingClause"}};

}  // namespace

Node call_inputs(Layout& layout, const std::string& rule, std::vector<Input> inputs, bool bare, std::string_view before) {
  // From the input `i` on, where none stands before it; and where one does.
  const auto list = [&](const std::string& way, const Node& first_mark, const Node& mark) -> std::pair<Node, bool> {
    const std::size_t count = inputs.size();
    const auto said = [&](std::size_t i) { return sequence({literal(inputs[i].name + " = "), inputs[i].value}); };
    // After one that stands: each that follows, with its comma.
    std::vector<Node> after(count + 1, literal(""));
    for (std::size_t i = count; i-- > 0;) {
      Node one = sequence({mark, said(i)});
      after[i] = sequence({inputs[i].required ? std::move(one) : optional(std::move(one)), after[i + 1]});
      // Where several may be the first, what follows is named, so that it is not written out for each.
      if (i > 0 && !inputs[0].required && !after[i].is_empty()) {
        Node rest = after[i];
        after[i] = layout.named(fmt::format("{}-{}{}", rule, way, i + 1), [&] { return rest; });
      }
    }
    std::vector<Node> ways;
    bool may_be_empty = true;
    for (std::size_t i = 0; i < count; ++i) {
      ways.push_back(sequence({first_mark, said(i), after[i + 1]}));
      if (!inputs[i].required) continue;
      may_be_empty = false;
      break;
    }
    return {ways.empty() ? literal("") : choice(std::move(ways)), may_be_empty};
  };
  auto [flat, may_be_empty] = list("after", literal(""), literal(", "));
  if (flat.is_empty()) return literal(bare ? "" : "()");
  Node broken = list("below", layout.line_break(), sequence({literal(","), layout.line_break()})).first;
  Node inside = choice({std::move(flat), std::move(broken)});
  if (!bare) return sequence({literal("("), may_be_empty ? optional(std::move(inside)) : std::move(inside), literal(")")});
  Node whole = sequence({literal(std::string(before) + "("), std::move(inside), literal(")")});
  return may_be_empty ? optional(std::move(whole)) : whole;
}

std::vector<Call> calls(Layout& layout, const Catalog& catalog) {
  std::vector<Call> result;
  RuleNames names;
  for (const Connector& connector : catalog.connectors)
    for (const Action& action : connector.actions) {
      const std::string rule = names.name({"call", connector.alias, action.name});
      Node words = layout.named(rule, [&] {
        return sequence({literal(name(connector.alias) + "." + key(action.name)), call_inputs(layout, rule, inputs_of(layout, action.parameters), false)});
      });
      std::vector<const FieldSpec*> settings;
      for (const std::string& id : action.settings)
        if (const FieldSpec* setting = find_connector_setting(id)) settings.push_back(setting);
      result.push_back({&action, std::move(words), clauses_of(layout, BlockType::endpoint, settings)});
    }
  return result;
}

Node webhooks(Layout& layout, const Catalog& catalog) {
  std::vector<Node> ways;
  RuleNames names;
  for (const Connector& connector : catalog.connectors)
    for (const Webhook& webhook : connector.webhooks) {
      const std::string rule = names.name({"event", connector.alias, webhook.name});
      ways.push_back(layout.named(rule, [&] {
        return sequence({literal(fmt::format("{} {} {}.{}", layout.word("START"), layout.word("WEBHOOK"), name(connector.alias), key(webhook.name))),
                         call_inputs(layout, rule, inputs_of(layout, webhook.parameters), false)});
      }));
    }
  if (ways.empty()) return literal("");
  return sequence({choice(std::move(ways)), optional(sequence({literal(" " + layout.word("TEST") + " "), reference("payload")}))});
}

Node connections(Layout& layout, const Catalog& catalog) {
  std::vector<Node> ways;
  for (const Connector& connector : catalog.connectors)
    ways.push_back(literal(fmt::format("{} {} {} {} {}", layout.word("CONNECT"), layout.word("TO"), quoted_text(connector.name),
                                       layout.word("AS"), name(connector.alias))));
  if (ways.empty()) return literal("");
  return sequence({layout.named("connection", [&] { return choice(ways); }), optional(sequence({literal(" " + layout.word("USING") + " "), layout.refer("text")}))});
}

Node clauses_of(Layout& layout, BlockType block, std::span<const FieldSpec* const> settings) {
  std::vector<Node> parts;
  const auto has = [&](std::string_view id) { return std::any_of(settings.begin(), settings.end(), [&](const FieldSpec* each) { return each->id == id; }); };
  std::string called = "clauses";
  for (const Clause& clause : clause_words) {
    if (!has(clause.setting)) continue;
    parts.push_back(optional(sequence({literal(" "), layout.alternative(clause.alternative)})));
    called += "-" + std::string(clause.setting);
  }
  std::vector<Input> others;
  for (const FieldSpec* setting : settings) {
    const bool said = std::any_of(std::begin(clause_words), std::end(clause_words), [&](const Clause& each) { return each.setting == setting->id; });
    if (said) continue;
    Node value = field_value(layout, block, *setting);
    others.push_back({key(setting->id), value.is_empty() ? layout.refer("value") : std::move(value), false});
    called += "-" + std::string(setting->id);
  }
  // What a setting takes may depend on the block.
  if (!others.empty() && block != BlockType::endpoint) called += "-" + dashed(block_spec(block).default_name);
  std::replace(called.begin(), called.end(), '_', '-');
  if (parts.empty() && others.empty()) return literal("");
  return layout.named(called, [&] {
    if (!others.empty()) {
      std::vector<Node> ways;
      for (std::size_t i = 0; i < others.size(); ++i) {
        std::vector<Node> way{literal(others[i].name + " = "), others[i].value};
        for (std::size_t j = i + 1; j < others.size(); ++j) way.push_back(optional(sequence({literal(", " + others[j].name + " = "), others[j].value})));
        ways.push_back(sequence(std::move(way)));
      }
      parts.push_back(optional(sequence({literal(" " + layout.word("WITH") + " ("), choice(std::move(ways)), literal(")")})));
    }
    return sequence(std::move(parts));
  });
}

Node clauses_of(Layout& layout, const StatementSpec& statement) {
  std::vector<const FieldSpec*> settings;
  for (const FieldSpec& field : block_spec(statement.block).fields) {
    const bool in_words = statement.pattern.find(fmt::format("{{{}}}", field.id)) != std::string_view::npos ||
                          statement.pattern.find(fmt::format("{{{}|", field.id)) != std::string_view::npos;
    const bool implied = std::any_of(statement.implied.begin(), statement.implied.end(), [&](const Implied& each) { return each.field == field.id; });
    // What is there only beside another value of the statement's says nothing.
    const std::size_t equal = field.only_when.find('=');
    const bool elsewhere = std::any_of(statement.implied.begin(), statement.implied.end(), [&](const Implied& each) {
      return equal != std::string_view::npos && each.field == field.only_when.substr(0, equal) && each.value != field.only_when.substr(equal + 1);
    });
    if (field.place == FieldPlace::setting && field.id != "datasource" && !in_words && !implied && !elsewhere) settings.push_back(&field);
  }
  return clauses_of(layout, statement.block, settings);
}

Node field_value(Layout& layout, BlockType block, const FieldSpec& field) {
  for (const NumberSpec& number : field_numbers()) {
    if (number.field != field.id) continue;
    return layout.named(number.positive ? "positive" : number.whole ? "whole" : "seconds", [&] {
      const CharacterSet digits{{'0', '9'}}, from_one{{'1', '9'}};
      Node value = sequence({one_of(from_one), repeat(one_of(digits), 0, 14)});
      if (!number.positive) value = choice({literal("0"), std::move(value)});
      if (!number.whole) value = sequence({std::move(value), optional(sequence({literal("."), repeat(one_of(digits), 1, 6)}))});
      return choice({std::move(value), reference("computed"), literal("NULL")});
    });
  }
  if (field.kind == FieldKind::flag)
    return layout.named("switch-or-null", [] { return choice({literal("TRUE"), literal("FALSE"), literal("NULL"), reference("computed")}); });
  if (field.kind == FieldKind::choice)
    if (const ChoiceSpec* found = find_choice(block, field.id)) return quoted_words(found->values);
  if (field.kind == FieldKind::block) {
    const auto types = pointed_types(block);
    if (types.empty()) return choice({reference("known-file"), literal("NULL")});
    switch (types.front()) {
      case BlockType::open_file: return reference("known-opened-file");
      case BlockType::create_file: return reference("known-created-file");
      case BlockType::label: return reference("known-jump");
      default: return reference("known-call");
    }
  }
  return literal("");
}

Node file_location(Layout& layout, const StatementSpec& statement) {
  std::vector<Node> ways;
  RuleNames names;
  std::string verb(statement.pattern.substr(0, statement.pattern.find(' ')));
  for (char& c : verb) c = static_cast<char>(c | 0x20);
  for (const AdapterSpec& adapter : file_adapters()) {
    if (!is_offered(adapter, statement.kind)) continue;
    std::string words_of_name(adapter.name);
    std::transform(words_of_name.begin(), words_of_name.end(), words_of_name.begin(), [](char c) { return c == ' ' ? '_' : c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    const std::string rule = names.name({verb, words_of_name});
    std::vector<Input> inputs;
    for (const FileInput& input : file_inputs(adapter, statement.kind)) {
      inputs.push_back({key(input.name), layout.refer("value"), input.required});
      if (input.required) inputs.back().value = layout.named("input", [&] { return labelled(layout, reference("filled")); });
    }
    Node words = sequence({literal(quoted_text(adapter.name)),
                           call_inputs(layout, rule, std::move(inputs), true, " ")});
    Node clauses = clauses_of(layout, statement);
    // The connection is said last.
    if (adapter.needs_connection) clauses = sequence({std::move(clauses), optional(sequence({literal(" "), layout.alternative("usingClause")}))});
    ways.push_back(sequence({std::move(words), std::move(clauses)}));
  }
  return choice(std::move(ways));
}

Node file_format(Layout& layout, const StatementSpec& statement) {
  const BlockSpec& block = block_spec(statement.block);
  std::vector<Input> always, csv;
  for (const FieldSpec& field : block.fields) {
    if (field.place != FieldPlace::input || field.kind == FieldKind::block || field.id == "data" || field.id == "mode") continue;
    Node value = field_value(layout, statement.block, field);
    if (field.id == "delimiter")
      value = layout.named("delimiter", [] {
        return choice({sequence({literal("'"), choice({one_of(CharacterSet::of("'{").complement()), literal("\\t")}), literal("'")}), reference("computed")});
      });
    Input input{key(field.id), value.is_empty() ? layout.refer("value") : std::move(value), false};
    if (field.only_when.starts_with("file=")) always.push_back(input);
    csv.push_back(std::move(input));
  }
  const ChoiceSpec* modes = find_choice(BlockType::unknown, "mode");
  std::vector<Node> ways;
  for (const std::string_view mode : modes->values) {
    if (mode.empty()) continue;
    std::string word(mode);
    for (char& c : word) c = static_cast<char>(c - 32);
    const std::string rule = fmt::format("format-{}-{}", dashed(block.json_name), mode);
    ways.push_back(sequence({literal(word), call_inputs(layout, rule, mode == "csv" ? csv : always, true, " ")}));
  }
  return sequence({literal(layout.word("AS") + " "), choice(std::move(ways))});
}

}  // namespace dork::constrain::parts
