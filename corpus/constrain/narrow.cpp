// Statements by the compiler's table: which there are, what their fields take, which clauses they have, what their labels name.
#include "corpus/constrain/narrow.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <stdexcept>

namespace dork::constrain {
namespace {

using Kind = AntlrElement::Kind;
using Suffix = AntlrElement::Suffix;

// --- The grammar's alternatives and the table's statements ------------------------------------------------------------

/// The keywords that an alternative begins with: `SET POINTER OF`.
std::string leading_words(const AntlrAlternative& alternative, const Layout& layout) {
  std::string words;
  for (const AntlrElement& each : alternative.elements) {
    const std::string word = each.kind == Kind::rule && each.is_token() && each.suffix == Suffix::one ? layout.word(each.text) : std::string();
    if (word.empty() || word.front() < 'A' || word.front() > 'Z') break;
    words += (words.empty() ? "" : " ") + word;
  }
  return words;
}

/// The statement of the table that an alternative stands for, by the words that both begin with.
const StatementSpec* statement_of(const AntlrAlternative& alternative, const Layout& layout) {
  const std::string words = leading_words(alternative, layout);
  for (const StatementSpec& spec : statement_specs()) {
    if (!words.empty()) {
      const std::string_view rest = spec.pattern.starts_with(words) ? spec.pattern.substr(words.size()) : std::string_view("?");
      const bool ends = rest.empty() || rest.front() == '[' || rest.starts_with(" {") || rest.starts_with("{") || rest.starts_with(" [");
      if (ends) return &spec;
      continue;
    }
    // One of several words, as of GET | POST | …
    const AntlrElement& first = alternative.elements.front();
    if (first.kind != Kind::group || !first.alternatives.front().elements.front().is_token()) continue;
    const std::string word = layout.word(first.alternatives.front().elements.front().text);
    if (spec.pattern.starts_with('{') && spec.pattern.find("=" + word + "|") != std::string_view::npos) return &spec;
  }
  return nullptr;
}

/// The fields that a pattern names, choices of words left out.
std::vector<std::string_view> fields_of(std::string_view pattern) {
  std::vector<std::string_view> fields;
  for (std::size_t at = pattern.find('{'); at != std::string_view::npos; at = pattern.find('{', at + 1)) {
    const std::string_view inside = pattern.substr(at + 1, pattern.find('}', at) - at - 1);
    if (inside.find('|') == std::string_view::npos && !inside.starts_with('#')) fields.push_back(inside);
  }
  return fields;
}

/// The places of an alternative's values, in order: `firstStatement.count`, `webClause.TIMEOUT.value`.
void add_places(const std::vector<AntlrElement>& elements, const std::string& place, const AntlrGrammar& parser, std::vector<std::string>& places) {
  static constexpr std::string_view values[] = {"value", "expression", "text", "blockName", "fileLocation"};
  for (const AntlrElement& each : elements) {
    if (each.kind == Kind::group) {
      for (const AntlrAlternative& inner : each.alternatives) add_places(inner.elements, place, parser, places);
    } else if (std::find(std::begin(values), std::end(values), each.text) != std::end(values)) {
      places.push_back(place + "." + (each.label.empty() ? each.text : each.label));
    } else if (each.text == "onKeys") {
      places.insert(places.end(), 2, std::string());
    } else if (each.text == "fieldName") {
      places.emplace_back();
    } else if (each.text == "webClause") {
      for (const AntlrAlternative& word : parser.find("webClause")->alternatives.front().elements.front().alternatives)
        places.push_back("webClause." + word.elements.front().text + ".value");
    }
  }
}

// --- What only certain fields take -------------------------------------------------------------------------------------

/// Rules for fields whose value has a form of its own.
struct Form {
  std::string_view field;
  std::string_view rule;
};
constexpr Form forms[] = {{"guid", "automation-id"},        {"code", "code"},          {"mapping", "mapping"},
                          {"recurrence", "recurrence"},     {"schedule_start", "begin-time"}, {"schedule_stoptime", "end-time"},
                          {"schedule_timezone", "time-zone"}, {"test_payload", "payload"}};

Node quoted(Node inside) { return sequence({literal("'"), std::move(inside), literal("'")}); }

/// A day of the calendar and a time of day.
Node time_of_day() {
  const auto digit = [](char from, char to) { return one_of({{static_cast<char32_t>(from), static_cast<char32_t>(to)}}); };
  const auto pick = [](std::string_view characters) { return one_of(CharacterSet::of(characters)); };
  const Node any = digit('0', '9');
  const Node up_to_28 = choice({sequence({literal("0"), digit('1', '9')}), sequence({literal("1"), any}), sequence({literal("2"), digit('0', '8')})});
  const Node long_month = choice({sequence({literal("0"), pick("13578")}), sequence({literal("1"), pick("02")})});
  const Node other_month = choice({sequence({literal("0"), pick("469")}), literal("11")});
  // Every fourth year but those of a century has a 29 February.
  const Node leap = sequence({any, any, choice({sequence({literal("0"), pick("48")}), sequence({pick("2468"), pick("048")}), sequence({pick("13579"), pick("26")})})});
  const Node common = sequence({repeat(any, 4, 4), literal("-"),
                                choice({sequence({choice({long_month, other_month, literal("02")}), literal("-"), up_to_28}),
                                        sequence({choice({long_month, other_month}), choice({literal("-29"), literal("-30")})}),
                                        sequence({long_month, literal("-31")})})});
  const Node day = choice({common, sequence({leap, literal("-02-29")})});
  const Node sixty = sequence({digit('0', '5'), any});
  const Node hour = choice({sequence({pick("01"), any}), sequence({literal("2"), digit('0', '3')})});
  return quoted(sequence({day, literal(" "), hour, literal(":"), sixty, literal(":"), sixty}));
}

/// JSON within a text in single quotes.
Node payload(Layout& layout) {
  const auto list = [](const Node& each) { return optional(sequence({each, repeat(sequence({literal(", "), each}), 0)})); };
  layout.named("payload-json", [&] {
    const Node item = reference("payload-json");
    const Node text = layout.named("payload-text", [] {
      return sequence({literal("\""), repeat(one_of(CharacterSet{{0, 0x1F}, {'"', '"'}, {'\'', '\''}, {'\\', '\\'}}.complement()), 0), literal("\"")});
    }, true);
    return choice({sequence({literal("{"), list(sequence({text, literal(": "), item})), literal("}")}), sequence({literal("["), list(item), literal("]")}), text,
                   sequence({optional(literal("-")), reference("json-number")}), literal("true"), literal("false"), literal("null")});
  });
  return quoted(reference("payload-json"));
}

void add_forms(Layout& layout) {
  const CharacterSet word{{'0', '9'}, {'A', 'Z'}, {'a', 'z'}, {'-', '-'}};
  layout.named("automation-id", [&] { return choice({quoted(repeat(one_of(word), 1)), reference("computed")}); });
  layout.named("pairs", [] { return choice({reference("object"), reference("computed")}); });
  layout.named("mapping", [] { return choice({reference("object"), reference("computed")}); });
  layout.named("recurrence", [&] {
    std::vector<Node> frequencies;
    for (const std::string_view each : recurrence_frequencies()) frequencies.push_back(literal(each));
    CharacterSet value = word;
    value.add(CharacterSet::of(",+:"));
    const Node part = choice({literal("BYHOUR"), literal("BYMINUTE"), literal("BYSECOND"), literal("BYDAY"), literal("BYMONTHDAY"), literal("BYMONTH"),
                              literal("BYSETPOS"), literal("BYWEEKNO"), literal("BYYEARDAY"), literal("INTERVAL"), literal("COUNT"), literal("WKST")});
    return quoted(sequence({literal("RRULE:FREQ="), choice(std::move(frequencies)), repeat(sequence({literal(";"), part, literal("="), repeat(one_of(value), 1)}), 0)}));
  }, true);
  layout.named("time", time_of_day, true);
  layout.named("begin-time", [] { return reference("time"); });
  layout.named("end-time", [] { return reference("time"); });
  layout.named("time-zone", [&] {
    CharacterSet zone = word;
    zone.add(CharacterSet::of("/_+"));
    return quoted(repeat(one_of(zone), 1));
  }, true);
  layout.named("payload", [&] { return payload(layout); });
  // Code cannot hold a reference.
  layout.named("code", [&] {
    const Node quote = optional(literal("'"));
    // `{$.` would be one; braces and `{$` before anything else are not.
    const Node open = repeat(literal("{"), 1);
    const Node braces = sequence({open, repeat(sequence({literal("$"), open}), 0)});
    const Node piece = choice({one_of(CharacterSet::of("'{").complement()), sequence({braces, one_of(CharacterSet::of("'{$").complement())}),
                               sequence({braces, literal("$"), one_of(CharacterSet::of("'{.").complement())})});
    const Node end = optional(sequence({braces, optional(literal("$"))}));
    return choice({sequence({literal("'"), repeat(piece, 0), end, literal("'")}),
                   sequence({literal("'''"), optional(literal("\n")), repeat(sequence({quote, quote, piece}), 0), end, literal("'''"), quote, quote})});
  }, true);
}

// --- Statements -------------------------------------------------------------------------------------------------------

/// What a statement's label names.
std::string_view label_rule(const StatementSpec& spec) {
  const BlockSpec& block = block_spec(spec.block);
  if (!block.has_output) return "new-step";
  if (block.type == BlockType::open_file) return "new-opened-file";
  if (block.type == BlockType::create_file) return "new-created-file";
  return block.iterable ? "new-list" : "new-block";
}

std::string upper(std::string_view word) {
  std::string result(word);
  for (char& c : result) c = static_cast<char>(c - 32);
  return result;
}

std::string variable_rule(std::string_view known_or_new, std::string_view type) {
  // `known-list` would be a block's.
  return fmt::format("{}-{}{}", known_or_new, type, type == "list" ? "-variable" : "");
}

/// Declarations with and without a value, and operations by the variable's type.
void add_variables(Narrowing& narrowing, Layout& layout) {
  std::vector<Node> bare, statements;
  for (std::size_t type = 0; type < variable_types().size(); ++type) {
    const std::string_view name = variable_types()[type];
    const Node declared = sequence({literal(layout.word("LET") + " "), reference(variable_rule("new", name)), literal(" " + layout.word("AS") + " " + upper(name))});
    bare.push_back(declared);
    const Node operations = layout.named(fmt::format("{}-operations", name), [&] {
      std::vector<Node> ways;
      bool sets = false;
      const bool is_list = name == "list" || name == "table";
      for (const OperationSpec& spec : variable_operations()) {
        if (static_cast<std::size_t>(spec.type) != type) continue;
        sets = sets || spec.op == "=";
        if (spec.op == "CLEAR") ways.push_back(literal(spec.op));
        else ways.push_back(sequence({literal(fmt::format("{} ", spec.op)), spec.key_value ? reference("pairs") : layout.refer("value")}));
      }
      // Emptying and filling is said as the literal.
      if (!sets && is_list) ways.push_back(sequence({literal("= "), layout.alternative("listPrimary")}));
      const Node one = choice(std::move(ways));
      return sequence({literal(" "), one, repeat(sequence({literal(", "), one}), 0)});
    });
    statements.push_back(sequence({declared, operations}));
    const Node known = reference(variable_rule("known", name));
    statements.push_back(sequence({literal(layout.word("LET") + " "), known, operations}));
    const bool clears = std::any_of(variable_operations().begin(), variable_operations().end(), [&](const OperationSpec& spec) {
      return static_cast<std::size_t>(spec.type) == type && spec.op == "CLEAR";
    });
    if (clears) statements.push_back(sequence({literal(layout.word("CLEAR") + " "), known}));
  }
  narrowing.replace["bareDeclaration"] = layout.named("bare-declaration", [&] { return choice(std::move(bare)); });
  layout.named("let", [&] { return choice(std::move(statements)); });
}

/// Statements with their clauses, by what their labels name.
using Groups = std::map<std::string, std::vector<Node>, std::less<>>;

/// A statement or a list operation of the grammar: its fields narrowed, its clauses added.
Node statement_with_clauses(Narrowing& narrowing, Layout& layout, const AntlrAlternative& alternative, const StatementSpec& spec) {
  std::vector<std::string> places;
  add_places(alternative.elements, alternative.label, layout.parser(), places);
  const std::vector<std::string_view> fields = fields_of(spec.pattern);
  bool is_file = false;
  for (std::size_t i = 0; i < std::min(places.size(), fields.size()); ++i) {
    const FieldSpec* field = find_field(block_spec(spec.block), fields[i]);
    if (!field || places[i].empty()) continue;
    if (places[i].ends_with(".fileLocation")) {
      is_file = true;
      narrowing.replace[places[i]] = layout.named(dashed(alternative.label) + "-place", [&] { return parts::file_location(layout, spec); });
      continue;
    }
    const auto form = std::find_if(std::begin(forms), std::end(forms), [&](const Form& each) { return each.field == field->id; });
    // The current item is there in what MAP makes of it, not in RENAME.
    const bool pairs = field->id == "mapping" && spec.kind != StatementKind::map;
    Node value = pairs ? reference("pairs") : form != std::end(forms) ? reference(form->rule) : parts::field_value(layout, spec.block, *field);
    if (!value.is_empty()) narrowing.replace[places[i]] = std::move(value);
  }
  if (spec.pattern.find("{#format}") != std::string_view::npos)
    narrowing.replace[alternative.label + ".fileFormat"] = layout.named(dashed(alternative.label) + "-format", [&] { return parts::file_format(layout, spec); });
  return layout.named(dashed(alternative.label), [&] {
    Node words = layout.alternative(alternative.label);
    return is_file ? words : sequence({std::move(words), parts::clauses_of(layout, spec)});
  });
}

Node labelled(std::string_view rule, std::vector<Node> statements) {
  return sequence({optional(sequence({reference(rule), literal(": ")})), choice(std::move(statements))});
}

}  // namespace

void narrow(Narrowing& narrowing, Layout& layout, const Catalog& catalog, bool templates) {
  auto& replace = narrowing.replace;
  const Node none = literal("");
  replace["expression"] = reference("expression");
  replace["test"] = reference("test");
  for (const std::string_view place : {"actionDeclaration", "fragmentHeader", "blockStatement", "forStatement.clause", "switchStatement.clause"})
    replace.emplace(place, none);
  parts::add_values(narrowing, layout, templates);
  add_forms(layout);
  replace["connect"] = parts::connections(layout, catalog);
  replace["startWebhook"] = parts::webhooks(layout, catalog);
  replace["forStatement.variable"] = reference("new-loop");
  replace["forStatement.source"] = reference("loop-source");
  replace["labelStatement.value"] = reference("new-jump");
  replace["gotoStatement.target"] = reference("known-jump");
  replace["filterOperation.tests"] = replace["lookupStatement.tests"] = reference("item-tests");
  replace["limitClause.value"] = parts::field_value(layout, BlockType::endpoint, *find_connector_setting("maxitemcount"));
  narrowing.at_least_one.insert("inputsStatement");
  narrowing.label = "new-step";
  layout.named("item-tests", [&] { return layout.tests(reference("item-test")); });

  Groups groups;
  std::vector<Node> sources, last, in_loops;
  for (const parts::Call& call : parts::calls(layout, catalog)) {
    // Calls with the same clauses stand together.
    const bool iterable = is_iterable(*call.action);
    groups[iterable ? "new-list-call" : "new-call"].push_back(sequence({call.words, call.clauses}));
    if (iterable) sources.push_back(sequence({call.words, call.clauses}));
  }
  const auto add = [&](const AntlrAlternative& alternative, bool is_source) {
    const StatementSpec* spec = statement_of(alternative, layout);
    if (!spec) throw std::logic_error("no statement of the table begins like " + alternative.label);
    Node node = statement_with_clauses(narrowing, layout, alternative, *spec);
    if (is_source) sources.push_back(node);
    if (spec->kind == StatementKind::exit_for) in_loops.push_back(std::move(node));
    else if (block_spec(spec->block).last) last.push_back(std::move(node));
    else groups[std::string(label_rule(*spec))].push_back(std::move(node));
  };
  for (const AntlrAlternative& alternative : layout.parser().find("listOperation")->alternatives) add(alternative, true);
  for (const AntlrAlternative& alternative : layout.parser().find("simple")->alternatives) {
    static constexpr std::string_view apart[] = {"actionStatement", "listStatement", "letStatement", "clearStatement", "blockStatement"};
    if (std::find(std::begin(apart), std::end(apart), alternative.label) != std::end(apart)) continue;
    if (!alternative.label.starts_with("start")) {
      add(alternative, false);
      continue;
    }
    // What a start takes is narrowed where it is asked for.
    if (const StatementSpec* spec = statement_of(alternative, layout); spec && alternative.label != "startWebhook") statement_with_clauses(narrowing, layout, alternative, *spec);
  }
  add_variables(narrowing, layout);
  groups["new-step"].push_back(reference("let"));

  layout.named("loop-source", [&] {
    std::vector<Node> ways = sources;
    const StatementSpec& batches = statement_spec(StatementKind::for_batches);
    const StatementSpec& value = statement_spec(StatementKind::for_value);
    replace["batchSource.size"] = parts::field_value(layout, batches.block, *find_field(block_spec(batches.block), "size"));
    ways.push_back(sequence({layout.alternative("batchSource"), parts::clauses_of(layout, batches)}));
    ways.push_back(sequence({reference("filled"), parts::clauses_of(layout, value)}));
    return choice(std::move(ways));
  });
  const Node simple = layout.named("simple", [&] {
    std::vector<Node> ways;
    for (auto& [rule, statements] : groups) ways.push_back(layout.named(std::string(rule.substr(4)) + "-statement", [&] { return labelled(rule, statements); }));
    return choice(std::move(ways));
  });
  const Node in_loop = layout.named("simple-in-loop", [&] {
    std::vector<Node> ways = in_loops;
    ways.insert(ways.begin(), simple);
    return choice(std::move(ways));
  });
  const Node last_rule = layout.named("last", [&] { return labelled("new-step", last); });
  narrowing.simple = [simple, in_loop](bool inside) { return inside ? in_loop : simple; };
  narrowing.last = [last_rule] { return last_rule; };
}

}  // namespace dork::constrain
