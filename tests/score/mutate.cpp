#include "tests/score/mutate_form.hpp"

#include "compiler/compile.hpp"
#include "compiler/formula/formula.hpp"
#include "compiler/formula/operators.hpp"
#include "compiler/model/walk.hpp"
#include "compiler/syntax/parse.hpp"
#include "compiler/unparse/unparse.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <functional>
#include <nlohmann/json.hpp>

namespace dork::score {
namespace {

/// The script of a changed automation, if it still checks and is another.
Made printed(const Automation& automation, const std::string& before, const Catalog& catalog) {
  std::string script = unparse(automation);
  // What is printed anew is read anew: names and numbers follow from it.
  const CompileResult checked = check(script, {.catalog = &catalog});
  if (!checked.ok || script == before) return std::nullopt;
  Made again = format(script, {.catalog = &catalog}).output;
  return *again == before ? std::nullopt : again;
}

/// A text that was changed, if it still checks and is another program.
Made still_good(std::string script, const std::string& before, const Catalog& catalog) {
  if (!check(script, {.catalog = &catalog}).ok) return std::nullopt;
  Made made = format(script, {.catalog = &catalog}).output;
  return made->empty() || *made == before ? std::nullopt : made;
}

/// All bodies of an automation with the statement that each belongs to.
struct Place {
  Body* body;
  Body* around;           ///< that the owner stands in; null for the main body
  std::size_t owner = 0;  ///< its place there
};
void collect(Body& body, Body* around, std::size_t owner, std::vector<Place>& all) {
  all.push_back({&body, around, owner});
  for (std::size_t i = 0; i < body.statements.size(); ++i)
    for_each_body(body.statements[i], [&](Body& below) {
      if (!below.statements.empty()) collect(below, &body, i, all);
    });
}
std::vector<Place> places(Automation& automation) {
  std::vector<Place> all;
  collect(automation.main, nullptr, 0, all);
  return all;
}

bool is_leaf(const Statement& statement) {
  bool leaf = true;
  for_each_body(statement, [&](const Body& body) { leaf &= body.statements.empty(); });
  return leaf && statement.branches.empty();
}

/// Shuffled indices.

std::vector<const Statement*> statements_of(const Automation& automation) {
  std::vector<const Statement*> all;
  for_each_statement(automation.main, [&](const Statement& statement) { all.push_back(&statement); });
  return all;
}

/// Tries `work` on the statements in random order until one gives something.
Made any_statement(const Automation& automation, Random& random, const std::function<Made(const Statement&)>& work) {
  const auto all = statements_of(automation);
  for (const std::size_t i : shuffled(all.size(), random))
    if (Made made = work(*all[i])) return made;
  return std::nullopt;
}

/// All paths in the expressions of a statement that stand outside of texts.
std::vector<const Expr*> paths_of(const Statement& statement) {
  std::vector<const Expr*> all;
  const std::function<void(const Expr&)> visit = [&](const Expr& expr) {
    if (expr.kind == ExprKind::path && expr.range.end > expr.range.begin) all.push_back(&expr);
    for (const Expr& child : expr.children) visit(child);
  };
  for (const Argument& argument : statement.arguments) visit(argument.value.expr);
  for (const Field& field : statement.fields)
    if (field.spec && field.spec->kind == FieldKind::value) visit(field.value.expr);
  for (const Branch& branch : statement.branches) {
    for (const Test& test : branch.tests.tests) visit(test.left), visit(test.right);
    if (branch.match) visit(*branch.match);
  }
  for (const Operation& operation : statement.operations) visit(operation.value.expr);
  return all;
}

// --- Another program ------------------------------------------------------------------------------------------------

Made remove_block(const std::string& script, const Catalog& catalog, Random& random) {
  const Automation first = read(script, catalog);
  const std::size_t count = statements_of(first).size();
  for (std::size_t tries = 0; tries < 12 && count > 1; ++tries) {
    Automation automation = read(script, catalog);
    std::vector<Place> all = places(automation);
    Body& body = *all[random.below(all.size())].body;
    // A body that would be empty changes what is around it as well.
    if (body.statements.size() < 2) continue;
    const std::size_t at = random.below(body.statements.size());
    const Statement& victim = body.statements[at];
    if (!is_leaf(victim) || victim.declares || victim.spec->kind == StatementKind::let || victim.spec->kind == StatementKind::label) continue;
    body.statements.erase(body.statements.begin() + static_cast<std::ptrdiff_t>(at));
    if (Made made = printed(automation, script, catalog)) return made;
  }
  return std::nullopt;
}

Made add_block(const std::string& script, const Catalog& catalog, Random& random) {
  static constexpr const char* extras[] = {"SLEEP 7;", "OUTPUT 'One more thing';", "WARNING 'Careful now';", "spaceList: qlik.listSpaces();", "TITLE 'Working on it';"};
  const std::string source = random.pick(extras);
  Automation extra = read(source, catalog);
  for (std::size_t tries = 0; tries < 6; ++tries) {
    Automation automation = read(script, catalog);
    std::vector<Place> all = places(automation);
    Body& body = *all[random.below(all.size())].body;
    const std::size_t at = random.below(body.statements.size() + 1);
    Statement statement = extra.main.statements.front();
    body.statements.insert(body.statements.begin() + static_cast<std::ptrdiff_t>(at), statement);
    if (Made made = printed(automation, script, catalog)) return made;
  }
  return std::nullopt;
}

Made other_action(const std::string& script, const Catalog& catalog, Random& random) {
  return any_statement(read(script, catalog), random, [&](const Statement& statement) -> Made {
    if (statement.spec->kind == StatementKind::action && statement.connector && statement.action && statement.arguments.empty()) {
      for (const std::size_t i : shuffled(statement.connector->actions.size(), random)) {
        const Action& other = statement.connector->actions[i];
        const bool needs = std::any_of(other.parameters.begin(), other.parameters.end(), [](const Parameter& parameter) { return parameter.required; });
        if (needs || &other == statement.action || is_iterable(other) != is_iterable(*statement.action)) continue;
        if (Made made = still_good(replaced(script, statement.member.range, other.name), script, catalog)) return made;
      }
      return std::nullopt;
    }
    static constexpr std::pair<StatementKind, const char*> others[] = {{StatementKind::output, "TITLE"}, {StatementKind::title, "OUTPUT"}, {StatementKind::error, "WARNING"}, {StatementKind::warning, "OUTPUT"}};
    for (const auto& [kind, word] : others) {
      if (statement.spec->kind != kind) continue;
      // Its keyword: the first token of its kind at or behind its beginning.
      for (const Token& token : tokenize(script)) {
        const std::string spelled = text_of(script, token.range);
        if (token.range.begin >= statement.range.begin && (spelled == "OUTPUT" || spelled == "TITLE" || spelled == "ERROR" || spelled == "WARNING"))
          return still_good(replaced(script, token.range, word), script, catalog);
      }
    }
    return std::nullopt;
  });
}

Made swap_blocks(const std::string& script, const Catalog& catalog, Random& random) {
  for (std::size_t tries = 0; tries < 12; ++tries) {
    Automation automation = read(script, catalog);
    std::vector<Place> all = places(automation);
    Body& body = *all[random.below(all.size())].body;
    if (body.statements.size() < 2) continue;
    const std::size_t at = random.below(body.statements.size() - 1);
    Statement& a = body.statements[at];
    Statement& b = body.statements[at + 1];
    if (a.declares || b.declares || a.spec->kind == StatementKind::detached || b.spec->kind == StatementKind::detached) continue;
    std::swap(a, b);
    if (Made made = printed(automation, script, catalog)) return made;
  }
  return std::nullopt;
}

Made move_block(const std::string& script, const Catalog& catalog, Random& random) {
  for (std::size_t tries = 0; tries < 12; ++tries) {
    Automation automation = read(script, catalog);
    std::vector<Place> all = places(automation);
    const Place place = all[random.below(all.size())];
    if (!place.around || place.around->statements[place.owner].spec->kind == StatementKind::detached || place.body->statements.size() < 2) continue;
    Statement last = std::move(place.body->statements.back());
    if (last.declares || !is_leaf(last)) continue;
    place.body->statements.pop_back();
    place.around->statements.insert(place.around->statements.begin() + static_cast<std::ptrdiff_t>(place.owner) + 1, std::move(last));
    if (Made made = printed(automation, script, catalog)) return made;
  }
  return std::nullopt;
}

Made other_start(const std::string& script, const Catalog& catalog, Random& random) {
  static constexpr const char* starts[] = {"START SCHEDULED EVERY 3600 TIMEZONE 'Europe/London';\n", "START TRIGGERED ASYNC;\n", "START SCHEDULED 'RRULE:FREQ=WEEKLY' TIMEZONE 'Europe/Rome';\n"};
  const Automation automation = read(script, catalog);
  if (automation.fragment) return std::nullopt;
  if (!automation.start) return still_good(script + random.pick(starts), script, catalog);
  if (automation.start->range.end <= automation.start->range.begin) return std::nullopt;
  const std::size_t end = script.find(";\n", automation.start->range.begin);
  if (end == std::string::npos) return std::nullopt;
  return still_good(script.substr(0, automation.start->range.begin) + random.pick(starts) + script.substr(end + 2), script, catalog);
}

/// The text of an argument with its comma.
Made without_argument(const std::string& script, const Argument& argument) {
  std::uint32_t begin = argument.name.range.begin;
  std::uint32_t end = argument.value.expr.range.end;
  if (argument.value.label || end <= begin) return std::nullopt;
  const std::size_t behind = script.find_first_not_of(" \n", end);
  if (behind == std::string::npos) return std::nullopt;
  if (script[behind] == ',') return replaced(script, {begin, static_cast<std::uint32_t>(script.find_first_not_of(" \n", behind + 1))}, "");
  const std::size_t before = script.find_last_not_of(" \n", begin - 1);
  if (before != std::string::npos && script[before] == ',') begin = static_cast<std::uint32_t>(before);
  return replaced(script, {begin, end}, "");
}

Made other_parameters(const std::string& script, const Catalog& catalog, Random& random) {
  const bool less = random.one_in(2);
  return any_statement(read(script, catalog), random, [&](const Statement& statement) -> Made {
    if (!statement.action) return std::nullopt;
    if (less) {
      for (const Argument& argument : statement.arguments) {
        if (!argument.parameter || argument.parameter->required) continue;
        if (Made made = without_argument(script, argument))
          if (Made good = still_good(*made, script, catalog)) return good;
      }
      return std::nullopt;
    }
    for (const Parameter& parameter : statement.action->parameters) {
      if (parameter.type != "string" || std::any_of(statement.arguments.begin(), statement.arguments.end(), [&](const Argument& argument) { return argument.parameter == &parameter; })) continue;
      const std::size_t open = script.find('(', statement.member.range.end);
      if (open == std::string::npos) return std::nullopt;
      const std::string added = parameter.name + " = 'something'" + (statement.arguments.empty() ? "" : ", ");
      if (Made made = still_good(script.substr(0, open + 1) + added + script.substr(open + 1), script, catalog)) return made;
    }
    return std::nullopt;
  });
}

Made other_literal(const std::string& script, const Catalog& catalog, Random& random) {
  return any_statement(read(script, catalog), random, [&](const Statement& statement) -> Made {
    std::vector<Range> texts;
    const auto note = [&](const Expr& expr) {
      if (expr.kind == ExprKind::text && !has_formula(expr.text) && !expr.text.empty() && expr.range.end > expr.range.begin) texts.push_back(expr.range);
      if (expr.kind == ExprKind::number && expr.range.end > expr.range.begin) texts.push_back(expr.range);
    };
    for (const Argument& argument : statement.arguments)
      if (!argument.value.label) note(argument.value.expr);
    const StatementKind kind = statement.spec->kind;
    if (kind == StatementKind::output || kind == StatementKind::title || kind == StatementKind::error || kind == StatementKind::warning)
      for (const Field& field : statement.fields)
        if (field.spec && field.spec->kind == FieldKind::value) note(field.value.expr);
    if (texts.empty()) return std::nullopt;
    const Range range = random.pick(texts);
    const std::string now = text_of(script, range);
    const std::string other = now.front() == '\'' ? (now.size() > 6 ? now.substr(0, now.size() - 3) + "q'" : "'other'") : "41";
    return still_good(replaced(script, range, other), script, catalog);
  });
}

Made other_reference(const std::string& script, const Catalog& catalog, Random& random) {
  const Automation automation = read(script, catalog);
  std::vector<std::string> names;
  for_each_statement(automation.main, [&](const Statement& statement) {
    if (!statement.name.empty()) names.push_back(statement.name);
  });
  return any_statement(automation, random, [&](const Statement& statement) -> Made {
    const auto paths = paths_of(statement);
    if (paths.empty()) return std::nullopt;
    const Expr& path = *random.pick(paths);
    const std::string now = text_of(script, path.range);
    if (!path.steps.empty() && path.steps.back().kind == PathStep::Kind::key && path.steps.back().key != "item" && path.steps.back().key != "index" && random.one_in(2))
      return still_good(replaced(script, path.range, now.substr(0, now.rfind('.')) + ".otherKey"), script, catalog);
    for (const std::string& name : names) {
      if (name == path.text || !is_plain_name(name) || !now.starts_with(path.text)) continue;
      if (Made made = still_good(replaced(script, path.range, name + now.substr(path.text.size())), script, catalog)) return made;
    }
    return std::nullopt;
  });
}

Made other_condition(const std::string& script, const Catalog& catalog, Random& random) {
  for (std::size_t tries = 0; tries < 8; ++tries) {
    Automation automation = read(script, catalog);
    std::vector<Test*> tests;
    for_each_statement(automation.main, [&](Statement& statement) {
      if (statement.spec->kind == StatementKind::if_)
        for (Branch& branch : statement.branches)
          for (Test& test : branch.tests.tests) tests.push_back(&test);
    });
    if (tests.empty()) return std::nullopt;
    Test& test = *random.pick(tests);
    const auto operators = condition_operators();
    const auto other = static_cast<std::uint8_t>(random.below(operators.size()));
    if (other == test.op || operators[other].unary != operators[test.op].unary) continue;
    test.op = other;
    if (Made made = printed(automation, script, catalog)) return made;
  }
  return std::nullopt;
}

Made other_setting(const std::string& script, const Catalog& catalog, Random& random) {
  return any_statement(read(script, catalog), random, [&](const Statement& statement) -> Made {
    if (statement.spec->kind != StatementKind::action || statement.loops) return std::nullopt;
    const std::size_t end = script.find(";\n", statement.member.range.end);
    if (end == std::string::npos || script.substr(statement.range.begin, end - statement.range.begin).find("ON ERROR") != std::string::npos) return std::nullopt;
    return still_good(script.substr(0, end) + " ON ERROR IGNORE" + script.substr(end), script, catalog);
  });
}

Made other_variable(const std::string& script, const Catalog& catalog, Random& random) {
  static constexpr const char* types[] = {"LIST", "STRING", "OBJECT", "TABLE", "NUMBER"};
  return still_good(fmt::format("{}LET leftOver AS {};\n", script, random.pick(types)), script, catalog);
}

Made other_computation(const std::string& script, const Catalog& catalog, Random& random) {
  const std::vector<Token> tokens = tokenize(script);
  for (const std::size_t i : shuffled(tokens.size(), random)) {
    if (i + 1 >= tokens.size() || tokens[i].kind != "IDENTIFIER" || tokens[i + 1].kind != "LEFT_PAREN" || (i > 0 && tokens[i - 1].kind == "DOT")) continue;
    const FormulaFunction* function = find_function(text_of(script, tokens[i].range));
    if (!function) continue;
    for (const std::size_t other : shuffled(formula_functions().size(), random)) {
      const FormulaFunction& candidate = formula_functions()[other];
      if (&candidate == function || candidate.min_arguments != function->min_arguments || candidate.max_arguments != function->max_arguments || !candidate.documented) continue;
      if (Made made = still_good(replaced(script, tokens[i].range, candidate.name), script, catalog)) return made;
    }
  }
  return std::nullopt;
}

// --- What does not check --------------------------------------------------------------------------------------------

/// A script of which the compiler must say just this.
Made refused(std::string script, Code code, const Catalog& catalog) {
  const CompileResult checked = check(script, {.catalog = &catalog});
  if (checked.ok || std::find(checked.errors.begin(), checked.errors.end(), code) == checked.errors.end()) return std::nullopt;
  return script;
}

Made invent_action(const std::string& script, const Catalog& catalog, Random& random) {
  static constexpr const char* endings[] = {"Now", "All", "V2", "ById", "Async"};
  return any_statement(read(script, catalog), random, [&](const Statement& statement) -> Made {
    if (!statement.action) return std::nullopt;
    const std::string name = random.one_in(3) ? std::string("fetchEverythingAtOnce") : statement.action->name + random.pick(endings);
    return refused(replaced(script, statement.member.range, name), Code::unknown_action, catalog);
  });
}

Made invent_parameter(const std::string& script, const Catalog& catalog, Random& random) {
  return any_statement(read(script, catalog), random, [&](const Statement& statement) -> Made {
    if (!statement.action || statement.arguments.empty()) return std::nullopt;
    const Argument& argument = random.pick(statement.arguments);
    return refused(replaced(script, argument.name.range, random.one_in(2) ? argument.name.text + "Value" : std::string("withOptions")), Code::unknown_parameter, catalog);
  });
}

Made forget_parameter(const std::string& script, const Catalog& catalog, Random& random) {
  return any_statement(read(script, catalog), random, [&](const Statement& statement) -> Made {
    for (const Argument& argument : statement.arguments)
      if (argument.parameter && argument.parameter->required)
        if (Made made = without_argument(script, argument)) return refused(*made, Code::missing_argument, catalog);
    return std::nullopt;
  });
}

Made unknown_reference(const std::string& script, const Catalog& catalog, Random& random) {
  return any_statement(read(script, catalog), random, [&](const Statement& statement) -> Made {
    const auto paths = paths_of(statement);
    if (paths.empty()) return std::nullopt;
    const Expr& path = *random.pick(paths);
    const std::string now = text_of(script, path.range);
    if (!is_plain_name(path.text) || !now.starts_with(path.text)) return std::nullopt;
    return refused(replaced(script, path.range, (random.one_in(2) ? path.text + "Zz" : std::string("somethingElse")) + now.substr(path.text.size())), Code::unknown_name, catalog);
  });
}

Made unknown_function(const std::string& script, const Catalog& catalog, Random& random) {
  const std::vector<Token> tokens = tokenize(script);
  for (const std::size_t i : shuffled(tokens.size(), random))
    if (i + 1 < tokens.size() && tokens[i].kind == "IDENTIFIER" && tokens[i + 1].kind == "LEFT_PAREN" && (i == 0 || tokens[i - 1].kind != "DOT") && find_function(text_of(script, tokens[i].range)))
      if (Made made = refused(replaced(script, tokens[i].range, "frobnicate"), Code::unknown_function, catalog)) return made;
  return std::nullopt;
}

Made take_name(const std::string& script, const Catalog& catalog, Random& random) {
  const Automation automation = read(script, catalog);
  std::vector<const Statement*> labelled;
  for_each_statement(automation.main, [&](const Statement& statement) {
    if (!statement.label.text.empty() && statement.label.range.end > statement.label.range.begin) labelled.push_back(&statement);
  });
  if (labelled.size() < 2) return std::nullopt;
  const Statement* from = random.pick(labelled);
  const Statement* to = random.pick(labelled);
  if (from == to) return std::nullopt;
  return refused(replaced(script, from->label.range, text_of(script, to->label.range)), Code::duplicate_name, catalog);
}

Made leave_loop(const std::string& script, const Catalog& catalog, Random& random) {
  return any_statement(read(script, catalog), random, [&](const Statement& statement) -> Made {
    if (!statement.loops || statement.name.empty() || !is_plain_name(statement.name)) return std::nullopt;
    return refused(fmt::format("{}OUTPUT {}.item;\n", script, statement.name), Code::item_outside_loop, catalog);
  });
}

Made other_operation(const std::string& script, const Catalog& catalog, Random& random) {
  const std::vector<Token> tokens = tokenize(script);
  for (const std::size_t i : shuffled(tokens.size(), random)) {
    static constexpr const char* ops[] = {"*=", "&=", "/=", "-="};
    if (!tokens[i].kind.ends_with("_EQUAL") || tokens[i].kind == "NOT_EQUAL" || tokens[i].kind == "LESS_EQUAL" || tokens[i].kind == "GREATER_EQUAL") continue;
    if (Made made = refused(replaced(script, tokens[i].range, random.pick(ops)), Code::wrong_operation, catalog)) return made;
  }
  return std::nullopt;
}

Made exit_nothing(const std::string& script, const Catalog& catalog, Random&) { return refused(script + "EXIT FOR;\n", Code::exit_outside_loop, catalog); }

Made odd_clause(const std::string& script, const Catalog& catalog, Random& random) {
  return any_statement(read(script, catalog), random, [&](const Statement& statement) -> Made {
    const StatementKind kind = statement.spec->kind;
    if (kind != StatementKind::output && kind != StatementKind::title && kind != StatementKind::sleep) return std::nullopt;
    const std::size_t end = script.find(";\n", statement.range.begin);
    if (end == std::string::npos) return std::nullopt;
    return refused(script.substr(0, end) + " LIMIT 10" + script.substr(end), Code::misplaced_clause, catalog);
  });
}

constexpr Mutation all_mutations[] = {
    {"a block is left out", Error::missing_block, true, remove_block},
    {"a block is added", Error::extra_block, true, add_block},
    {"another action or statement", Error::wrong_action, true, other_action},
    {"two blocks change places", Error::wrong_order, true, swap_blocks},
    {"a block leaves its loop or branch", Error::wrong_nesting, true, move_block},
    {"another start", Error::wrong_start, true, other_start},
    {"a parameter less or more", Error::wrong_parameter, true, other_parameters},
    {"another text or number", Error::wrong_literal, true, other_literal},
    {"another reference", Error::wrong_reference, true, other_reference},
    {"another operator in a condition", Error::wrong_condition, true, other_condition},
    {"another policy on errors", Error::wrong_setting, true, other_setting},
    {"a variable more", Error::wrong_variable, true, other_variable},
    {"another function", Error::wrong_computation, true, other_computation},
    {"an action that is not there", Error::invented_action, false, invent_action},
    {"a parameter that is not there", Error::invented_parameter, false, invent_parameter},
    {"a required parameter is left out", Error::missing_parameter, false, forget_parameter},
    {"a reference to nothing", Error::unknown_name, false, unknown_reference},
    {"a function that is not there", Error::wrong_formula, false, unknown_function},
    {"a name given twice", Error::duplicate_name, false, take_name},
    {"an item outside of its loop", Error::out_of_scope, false, leave_loop},
    {"an operation that the type lacks", Error::wrong_type, false, other_operation},
    {"EXIT FOR outside of loops", Error::misplaced, false, exit_nothing},
    {"LIMIT where none can be", Error::unknown_setting, false, odd_clause},
    {"a token is left out", Error::syntax, false, lose_token},
    {"a token too many", Error::syntax, false, stray_token},
    {"a keyword of another language", Error::syntax, false, misspell_keyword},
    {"a quote is left out, or a character is strange", Error::lexical, false, lose_quote},
    {"the end is cut off", Error::truncated, false, cut},
    {"nothing", Error::no_answer, false, silence},
    {"a refusal", Error::refusal, false, refuse},
    {"prose", Error::prose, false, explain},
    {"another language", Error::other_language, false, speak_python},
    {"reasoning that never ends", Error::only_reasoning, false, think},
    {"the same line again and again", Error::repetition, false, go_in_circles},
    {"JSON that does not parse", Error::broken_json, false, break_json},
    {"a workspace that would not import", Error::broken_workspace, false, break_workspace},
};

}  // namespace

std::span<const Mutation> mutations() { return all_mutations; }

}  // namespace dork::score
