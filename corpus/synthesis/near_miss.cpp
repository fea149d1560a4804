#include "corpus/synthesis/near_miss.hpp"

#include "compiler/compile.hpp"
#include "compiler/decompile.hpp"
#include "compiler/diff/diff.hpp"
#include "corpus/synthesis/near_miss_work.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <set>
#include <vector>

namespace dork::corpus {
namespace {

constexpr std::string_view stages[] = {"lexical", "syntax", "name", "meaning", "behaviour"};
constexpr int attempts = 12;

// --- What the checker does not know ---------------------------------------------------------------------------------

/// The name of an action, a reference or a parameter; which of them is told by what stands around it.
enum class Word { alias, action, parameter, reference };

bool is_word(const Work& work, std::size_t i, Word wanted) {
  if (work.tokens[i].kind != TokenKind::name || is_keyword(work.tokens[i].text) || work.tokens[i].text.size() < 3) return false;
  const bool after_dot = i > 0 && work.is(i - 1, ".");
  switch (wanted) {
    case Word::alias: return !after_dot && work.is(i + 1, ".") && work.is(i + 3, "(");
    case Word::action: return after_dot && work.is(i + 1, "(");
    case Word::parameter: return !after_dot && work.is(i + 1, "=") && i > 0 && (work.is(i - 1, "(") || work.is(i - 1, ","));
    case Word::reference: return !after_dot && work.is(i + 1, ".") && !work.is(i + 3, "(");
  }
  return false;
}

Mutated misspell(const Work& work, Word wanted) {
  const Token* word = work.pick([&](std::size_t i) { return is_word(work, i, wanted); });
  if (!word) return {};
  return work.replaced(*word, misspelled(word->text, work.random));
}

Mutated misspell_alias(const Work& work) { return misspell(work, Word::alias); }
Mutated misspell_action(const Work& work) { return misspell(work, Word::action); }
Mutated misspell_parameter(const Work& work) { return misspell(work, Word::parameter); }
Mutated misspell_reference(const Work& work) { return misspell(work, Word::reference); }

Mutated misspell_inner_reference(const Work& work) {
  std::vector<std::size_t> places;
  for (std::size_t at = work.script.find("{$."); at != std::string_view::npos; at = work.script.find("{$.", at + 1)) places.push_back(at + 3);
  if (places.empty()) return {};
  const std::size_t from = places[work.random.below(places.size())];
  const std::size_t to = work.script.find_first_of(".}", from);
  if (to == std::string_view::npos || to - from < 3) return {};
  return work.replaced(from, to, misspelled(work.script.substr(from, to - from), work.random));
}

Mutated snake_case(const Work& work) {
  const Token* word = work.pick([&](std::size_t i) {
    return (is_word(work, i, Word::parameter) || is_word(work, i, Word::action)) &&
           std::any_of(work.tokens[i].text.begin() + 1, work.tokens[i].text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  });
  if (!word) return {};
  std::string out;
  for (const char c : word->text) {
    const bool upper = c >= 'A' && c <= 'Z';
    if (upper && !out.empty()) out += '_';
    out += upper ? static_cast<char>(c + 32) : c;
  }
  return work.replaced(*word, out);
}

Mutated wrong_label(const Work& work) {
  const Token* label = work.pick([&](std::size_t i) { return i > 0 && work.is(i - 1, "GOTO") && work.tokens[i].kind == TokenKind::text; });
  if (!label) return {};
  return work.replaced(*label, '\'' + misspelled(label->text.substr(1, label->text.size() - 2), work.random) + '\'');
}

Mutated wrong_adapter(const Work& work) {
  const Token* adapter = work.pick([&](std::size_t i) { return i > 1 && work.tokens[i].kind == TokenKind::text && (work.is(i - 1, "FILE") || (work.is(i - 1, "IN") && work.is(i - 2, "FILES"))); });
  if (!adapter) return {};
  return work.replaced(*adapter, '\'' + misspelled(adapter->text.substr(1, adapter->text.size() - 2), work.random) + '\'');
}

Mutated wrong_type(const Work& work) {
  const Token* type = work.pick([&](std::size_t i) { return i > 2 && work.is(i - 1, "AS") && work.is(i - 3, "LET"); });
  if (!type) return {};
  constexpr std::string_view types[] = {"NUMBER", "LIST", "OBJECT", "TABLE", "STRING"};
  const std::string_view other = work.random.pick(types);
  if (other == type->text) return {};
  return work.replaced(*type, other);
}

// --- What the checker refuses ---------------------------------------------------------------------------------------

/// The stretch of one argument `name = value` with the comma that goes with it.
Mutated drop_argument(const Work& work) {
  const Token* word = work.pick([&](std::size_t i) { return is_word(work, i, Word::parameter); });
  if (!word) return {};
  std::size_t i = work.place(word) + 2, depth = 0;
  for (; i < work.tokens.size(); ++i) {
    const std::string_view text = work.tokens[i].text;
    if (depth == 0 && (text == "," || text == ")")) break;
    if (text == "(" || text == "{" || text == "[") ++depth;
    if (text == ")" || text == "}" || text == "]") --depth;
  }
  if (i >= work.tokens.size()) return {};
  const std::size_t first = work.place(word);
  if (work.is(i, ",")) return work.replaced(work.begin(*word), work.begin(work.tokens[i + 1]), "");
  const bool has_comma = work.is(first - 1, ",");
  return work.replaced(work.begin(has_comma ? work.tokens[first - 1] : *word), work.begin(work.tokens[i]), "");
}

Mutated wrong_operation(const Work& work) {
  constexpr std::string_view operations[] = {"+=", "&=", "-=", "*="};
  const Token* sign = work.pick([&](std::size_t i) { return std::find(std::begin(operations), std::end(operations), work.tokens[i].text) != std::end(operations); });
  if (!sign) return {};
  const std::string_view other = work.random.pick(operations);
  if (other == sign->text) return {};
  return work.replaced(*sign, other);
}

Mutated lost_item(const Work& work) {
  const Token* item = work.pick([&](std::size_t i) { return work.is(i, "item") && i > 0 && work.is(i - 1, "."); });
  if (!item) return {};
  return work.replaced(work.begin(*item) - 1, work.end(*item), "");
}

Mutated item_outside(const Work& work) {
  const Token* list = work.pick([&](std::size_t i) { return i > 1 && work.is(i - 1, "(") && work.is(i - 2, "count") && work.tokens[i].kind == TokenKind::name; });
  if (!list) return {};
  return work.replaced(work.end(*list), work.end(*list), ".item");
}

Mutated broken_schedule(const Work& work) {
  const std::size_t at = work.script.find("FREQ=");
  if (at == std::string_view::npos) return {};
  const std::size_t end = work.script.find_first_of(";'", at);
  return work.replaced(at + 5, end, misspelled(work.script.substr(at + 5, end - at - 5), work.random));
}

Mutated early_reference(const Work& work) {
  // A labelled statement goes behind the one that uses it.
  const std::string_view script = work.script;
  std::vector<std::pair<std::size_t, std::size_t>> lines;
  for (std::size_t from = 0; from < script.size();) {
    const std::size_t end = std::min(script.find('\n', from), script.size() - 1);
    lines.emplace_back(from, end + 1);
    from = end + 1;
  }
  std::vector<std::size_t> fitting;
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
    const std::string_view line = script.substr(lines[i].first, lines[i].second - lines[i].first);
    const std::string_view next = script.substr(lines[i + 1].first, lines[i + 1].second - lines[i + 1].first);
    const std::size_t colon = line.find(": ");
    if (colon == std::string_view::npos || line.front() == ' ' || !line.ends_with(";\n") || !next.ends_with(";\n") || next.front() == ' ') continue;
    if (next.find(line.substr(0, colon)) != std::string_view::npos) fitting.push_back(i);
  }
  if (fitting.empty()) return {};
  const std::size_t i = fitting[work.random.below(fitting.size())];
  std::string swapped(script.substr(lines[i + 1].first, lines[i + 1].second - lines[i + 1].first));
  swapped += script.substr(lines[i].first, lines[i].second - lines[i].first);
  return work.replaced(lines[i].first, lines[i + 1].second, swapped);
}

// --- What compiles and does something else --------------------------------------------------------------------------

Mutated other_number(const Work& work) {
  const Token* number = work.pick([&](std::size_t i) { return work.tokens[i].kind == TokenKind::number && !(i > 0 && work.is(i - 1, "[")); });
  if (!number) return {};
  std::string other(number->text);
  if (work.random.chance(50)) other += '0';
  else other[0] = other[0] == '9' ? '1' : static_cast<char>(other[0] + 1);
  return work.replaced(*number, other);
}

Mutated other_operator(const Work& work) {
  struct Swap {
    std::string_view from, to;
  };
  constexpr Swap swaps[] = {{">", "<"}, {"<", ">"}, {"!=", "="}, {">=", ">"}, {"<=", "<"}, {"AND", "OR"}, {"OR", "AND"}};
  const Token* sign = work.pick([&](std::size_t i) { return std::any_of(std::begin(swaps), std::end(swaps), [&](const Swap& it) { return work.is(i, it.from); }); });
  if (!sign) return {};
  for (const Swap& swap : swaps)
    if (swap.from == sign->text) return work.replaced(*sign, swap.to);
  return {};
}

Mutated negated(const Work& work) {
  const Token* word = work.pick([&](std::size_t i) { return (work.is(i, "CONTAINS") || work.is(i, "EMPTY")) && i > 0; });
  if (!word) return {};
  const std::size_t i = work.place(word);
  if (work.is(i - 1, "NOT")) return work.replaced(work.begin(work.tokens[i - 1]), work.begin(*word), "");
  return work.replaced(work.begin(*word), work.begin(*word), "NOT ");
}

Mutated other_id(const Work& work) {
  const Token* text = work.pick([&](std::size_t i) {
    return work.tokens[i].kind == TokenKind::text && work.tokens[i].text.size() >= 24 && work.tokens[i].text.find_first_of(" {") == std::string_view::npos &&
           work.tokens[i].text.find_first_of("0123456789") != std::string_view::npos;
  });
  if (!text) return {};
  std::vector<std::size_t> digits;
  for (std::size_t i = 1; i + 1 < text->text.size(); ++i)
    if (text->text[i] >= '0' && text->text[i] <= '9') digits.push_back(i);
  std::string other(text->text);
  const std::size_t at = digits[work.random.below(digits.size())];
  other[at] = static_cast<char>('0' + (other[at] - '0' + 1 + static_cast<int>(work.random.below(9))) % 10);
  return work.replaced(*text, other);
}

Mutated drop_clause(const Work& work) {
  const Token* word = work.pick([&](std::size_t i) { return work.is(i, "LIMIT") || (work.is(i, "ON") && work.is(i + 1, "ERROR")) || work.is(i, "TIMEZONE") || work.is(i, "TIMEOUT"); });
  if (!word) return {};
  const std::size_t i = work.place(word);
  const std::size_t last = i + (work.is(i, "ON") ? 2 : 1);
  return work.replaced(work.begin(*word) - 1, work.end(work.tokens[last]), "");
}

Mutated other_policy(const Work& work) {
  const Token* word = work.pick([&](std::size_t i) { return (work.is(i, "WARN") || work.is(i, "IGNORE")) && i > 0 && work.is(i - 1, "ERROR"); });
  if (!word) return {};
  return work.replaced(*word, word->text == "WARN" ? "IGNORE" : "WARN");
}

Mutated other_member(const Work& work) {
  struct Swap {
    std::string_view from, to;
  };
  constexpr Swap swaps[] = {{"name", "id"}, {"email", "name"}, {"resourceId", "id"}, {"id", "name"}, {"ownerId", "id"}, {"status", "name"}, {"spaceId", "ownerId"}};
  const auto swap_of = [&](std::size_t i) { return std::find_if(std::begin(swaps), std::end(swaps), [&](const Swap& it) { return work.is(i, it.from); }); };
  const Token* word = work.pick([&](std::size_t i) { return i > 0 && work.is(i - 1, ".") && swap_of(i) != std::end(swaps); });
  if (!word) return {};
  return work.replaced(*word, swap_of(work.place(word))->to);
}

Mutated other_action(const Work& work) {
  const Token* word = work.pick([&](std::size_t i) { return is_word(work, i, Word::action); });
  if (!word) return {};
  const Connector* connector = work.catalog.find_alias(work.tokens[work.place(word) - 2].text);
  if (!connector) return {};
  std::vector<std::string_view> others;
  for (const Action& action : connector->actions)
    if (action.name != word->text && action.name.substr(0, 3) == word->text.substr(0, 3)) others.push_back(action.name);
  if (others.empty()) return {};
  return work.replaced(*word, work.random.pick(others));
}

Mutated other_schedule(const Work& work) {
  struct Swap {
    std::string_view from, to;
  };
  constexpr Swap swaps[] = {{"FREQ=DAILY", "FREQ=WEEKLY"}, {"FREQ=HOURLY", "FREQ=DAILY"}, {"BYDAY=MO", "BYDAY=TU"}, {"BYDAY=FR", "BYDAY=TH"}, {"BYMINUTE=0", "BYMINUTE=30"},
                            {"BYMINUTE=30", "BYMINUTE=0"}, {"BYMINUTE=15", "BYMINUTE=45"}, {"BYMONTHDAY=1", "BYMONTHDAY=2"}, {"FREQ=MONTHLY", "FREQ=WEEKLY"}};
  std::vector<const Swap*> fitting;
  for (const Swap& swap : swaps)
    if (work.script.find(swap.from) != std::string_view::npos) fitting.push_back(&swap);
  if (fitting.empty()) return {};
  const Swap& swap = *fitting[work.random.below(fitting.size())];
  const std::size_t at = work.script.find(swap.from);
  return work.replaced(at, at + swap.from.size(), swap.to);
}

Mutated swapped_branches(const Work& work) {
  // THEN a ELSE b becomes THEN b ELSE a, where both are one line.
  const std::string_view script = work.script;
  for (std::size_t at = script.find("ELSE\n"); at != std::string_view::npos; at = script.find("ELSE\n", at + 1)) {
    if (at == 0) continue;
    const std::size_t indent = at - (script.rfind('\n', at - 1) + 1);
    const std::string inner(indent + 2, ' ');
    const std::size_t line = script.rfind('\n', at - 1) + 1;
    if (line < 2) continue;
    const std::size_t before = script.rfind('\n', line - 2) + 1;
    const std::size_t after = at + 5, end = script.find('\n', after);
    if (end == std::string_view::npos) continue;
    const std::string_view one = script.substr(before, line - before), two = script.substr(after, end + 1 - after);
    const std::string closing = '\n' + std::string(indent, ' ') + "END IF";
    const bool fits = one.starts_with(inner) && two.starts_with(inner) && one.size() > inner.size() && one[inner.size()] != ' ' && one.ends_with(";\n") && two.ends_with(";\n") &&
                      script.substr(end).starts_with(closing) && one != two;
    const std::size_t head = before < 2 ? std::string_view::npos : script.rfind('\n', before - 2);
    const bool alone = fits && script.substr(head == std::string_view::npos ? 0 : head + 1, before).find(" THEN\n") != std::string_view::npos;
    if (!alone) continue;
    return std::string(script.substr(0, before)) + std::string(two) + std::string(script.substr(line, after - line)) + std::string(one) + std::string(script.substr(end + 1));
  }
  return {};
}

Mutated other_word(const Work& work) {
  // A letter of a text: what is written is not what was asked for.
  const Token* text = work.pick([&](std::size_t i) { return work.tokens[i].kind == TokenKind::text && work.tokens[i].text.size() > 8 && work.tokens[i].text.find("{") == std::string_view::npos && !work.tokens[i].text.starts_with("'RRULE"); });
  if (!text) return {};
  return work.replaced(*text, '\'' + misspelled(text->text.substr(1, text->text.size() - 2), work.random) + '\'');
}

struct Mutation {
  std::string_view name;
  Stage stage;
  Mutated (*apply)(const Work&);
};

constexpr Mutation mutations[] = {
    {"drop-closing-quote", Stage::lexical, drop_closing_quote},
    {"drop-opening-quote", Stage::lexical, drop_opening_quote},
    {"stray-character", Stage::lexical, stray_character},
    {"double-quotes", Stage::name, double_quotes},
    {"drop-semicolon", Stage::syntax, drop_semicolon},
    {"drop-comma", Stage::syntax, drop_comma},
    {"drop-then", Stage::syntax, drop_then},
    {"drop-bracket", Stage::syntax, drop_bracket},
    {"drop-equal", Stage::syntax, drop_equal},
    {"drop-end", Stage::syntax, drop_end},
    {"misspell-keyword", Stage::syntax, misspell_keyword},
    {"end-for-next", Stage::syntax, end_for_next},
    {"equals-twice", Stage::syntax, equals_twice},
    {"misspell-alias", Stage::name, misspell_alias},
    {"misspell-action", Stage::name, misspell_action},
    {"misspell-parameter", Stage::name, misspell_parameter},
    {"misspell-reference", Stage::name, misspell_reference},
    {"misspell-inner-reference", Stage::name, misspell_inner_reference},
    {"snake-case", Stage::name, snake_case},
    {"wrong-label", Stage::name, wrong_label},
    {"wrong-adapter", Stage::name, wrong_adapter},
    {"wrong-type", Stage::meaning, wrong_type},
    {"drop-argument", Stage::meaning, drop_argument},
    {"wrong-operation", Stage::meaning, wrong_operation},
    {"lost-item", Stage::meaning, lost_item},
    {"item-outside", Stage::meaning, item_outside},
    {"broken-schedule", Stage::meaning, broken_schedule},
    {"early-reference", Stage::meaning, early_reference},
    {"other-number", Stage::behaviour, other_number},
    {"other-operator", Stage::behaviour, other_operator},
    {"negated", Stage::behaviour, negated},
    {"other-id", Stage::behaviour, other_id},
    {"drop-clause", Stage::behaviour, drop_clause},
    {"other-policy", Stage::behaviour, other_policy},
    {"other-member", Stage::behaviour, other_member},
    {"other-action", Stage::behaviour, other_action},
    {"other-schedule", Stage::behaviour, other_schedule},
    {"swapped-branches", Stage::behaviour, swapped_branches},
    {"other-word", Stage::behaviour, other_word},
};

template <std::size_t... Places>
constexpr std::array<std::string_view, sizeof...(Places)> names_of(std::index_sequence<Places...>) {
  return {mutations[Places].name...};
}
constexpr auto names = names_of(std::make_index_sequence<std::size(mutations)>());

/// Why a mutated script is wrong; nothing where it is not.
std::optional<NearMiss> judged(std::string_view script, std::string mutated, std::string_view mutation, const Catalog& catalog) {
  if (mutated == script) return {};
  const CompileResult result = check(mutated, {.catalog = &catalog});
  NearMiss miss{Stage::behaviour, std::string(mutation), std::move(mutated), {}};
  for (const Diagnostic& diagnostic : result.diagnostics) {
    if (diagnostic.severity != Severity::error) continue;
    miss.stage = stage_of(rule(diagnostic.code).number);
    miss.reason = code_name(diagnostic.code) + ": " + diagnostic.message;
    return miss;
  }
  const Loaded before = load(script, catalog), after = load(miss.script, catalog);
  if (!before.automation || !after.automation) return {};
  const std::vector<Difference> differences = compare(*before.automation, *after.automation);
  if (differences.empty()) return {};
  miss.reason = "behaviour: " + to_text(differences.front());
  return miss;
}

}  // namespace

std::span<const std::string_view> stage_names() { return stages; }
std::span<const std::string_view> mutation_names() { return names; }

Stage stage_of(std::uint16_t number) {
  // Texts, names, comments and characters are the scanner's.
  if (number == 1002 || number == 1004 || number == 1005 || number == 1006) return Stage::lexical;
  if (number < 2000) return Stage::syntax;
  return number < 3000 ? Stage::name : Stage::meaning;
}

std::optional<NearMiss> near_miss(std::string_view script, const Catalog& catalog, std::optional<Stage> stage, Random& random) {
  const std::vector<Token> tokens = tokens_of(script);
  const Work work{script, tokens, catalog, random};
  std::vector<const Mutation*> fitting;
  for (const Mutation& mutation : mutations)
    if (!stage || mutation.stage == *stage) fitting.push_back(&mutation);
  for (int attempt = 0; attempt < attempts; ++attempt) {
    const Mutation& mutation = *fitting[random.below(fitting.size())];
    auto mutated = mutation.apply(work);
    if (!mutated) continue;
    auto miss = judged(script, std::move(*mutated), mutation.name, catalog);
    if (miss && (!stage || miss->stage == *stage)) return miss;
  }
  return {};
}

}  // namespace dork::corpus
