#include "corpus/explain/explain.hpp"

#include "compiler/decompile.hpp"
#include "compiler/lift/lift.hpp"
#include "compiler/model/walk.hpp"
#include "corpus/explain/statement_words.hpp"
#include "corpus/synthesis/english.hpp"

#include <fmt/format.h>

namespace dork::corpus {
namespace {

using K = StatementKind;

class Explainer {
 public:
  Explainer(const Automation& automation, const RuleBook& book, ExplainFormat format)
      : automation_(automation),
        book_(book),
        format_(format),
        things_(name_things(automation, book)),
        words_(things_, book, format, names_) {}

  std::string explain() {
    // Once to see which names are said, once more to introduce them where they come up.
    body(automation_.main, 0);
    out_.clear();
    head();
    body(automation_.main, 0);
    return std::move(out_);
  }

 private:
  // --- Layout ---------------------------------------------------------------------------------------------------

  void line(std::size_t depth, std::string_view text) {
    out_.append(depth * 2, ' ');
    out_ += "- ";
    out_ += text;
    out_ += '\n';
  }

  static std::string sentence(std::string_view text) {
    std::string out = capitalized(text);
    if (!out.ends_with('.') && !out.ends_with(':')) out += '.';
    return out;
  }

  void head() {
    std::string title;
    if (automation_.fragment)
      title = "A part of an automation.";
    else if (automation_.name)
      title =
          format_ == ExplainFormat::markdown ? fmt::format("**{}**", automation_.name->text) : automation_.name->text;
    if (automation_.description) title += (title.empty() ? "" : ": ") + automation_.description->text;
    if (!title.empty()) out_ += title + '\n';
    std::string when = "It runs when somebody starts it by hand.";
    if (automation_.start) {
      const Statement& start = *automation_.start;
      if (start.spec->kind == K::start_scheduled)
        when = "It runs " + said(start) + ".";
      else if (start.spec->kind == K::start_webhook)
        when = "It runs " + event(start) + ".";
      else if (start.spec->kind != K::start_manual)
        when = "It runs when " + said(start) + ".";
      if (start.disabled) when += " The start is disabled.";
    }
    if (!automation_.fragment) out_ += when + '\n';
    for (const Connection& connection : automation_.connections) {
      std::string text = fmt::format("It uses the connector {}", connection.connector.text);
      if (connection.connection)
        text += fmt::format(" through the connection {}", words_.code(connection.connection->text));
      if (connection.guid && !connection.connection) text += fmt::format(" ({})", connection.guid->text);
      out_ += text + ".\n";
    }
    for (const ActionDeclaration& action : automation_.actions) {
      std::vector<std::string> parameters;
      for (const DeclaredParameter& parameter : action.parameters)
        parameters.push_back(words_.code(parameter.name.text));
      out_ += fmt::format("It knows an action of its own, {}", words_.code(action.alias.text + '.' + action.name.text));
      if (!parameters.empty()) out_ += ", with " + enumeration(parameters);
      out_ += ".\n";
    }
    for (const Variable& variable : automation_.variables)
      if (variable.bare)
        out_ += fmt::format("It keeps a {} called {}.\n", variable_types()[static_cast<std::size_t>(variable.type)],
                            words_.code(variable.name.text));
    if (!out_.empty() && !automation_.main.statements.empty()) out_ += '\n';
  }

  void body(const Body& all, std::size_t depth) {
    for (const Statement& statement : all.statements)
      if (!is_bare_declaration(statement)) explain(statement, depth);
  }

  /// "whenever an app is published", "when the event … happens".
  std::string event(const Statement& start) {
    const Rule* rule = start.arguments.empty() ? rule_of_event(book_, start) : nullptr;
    if (rule)
      for (const Saying& saying : rule->sayings)
        if (saying.attribute == "when" && saying.phrases.front().size() == 1)
          return saying.phrases.front().front().text;
    return "when " + said(start);
  }

  // --- Statements -----------------------------------------------------------------------------------------------

  void explain(const Statement& statement, std::size_t depth) {
    const std::string before = statement.disabled ? "(Disabled) " : "";
    if (statement.spec->kind == K::if_) {
      for (std::size_t i = 0; i < statement.branches.size(); ++i) {
        const Branch& branch = statement.branches[i];
        line(depth, sentence(before + (i == 0 ? "if " : "otherwise, if ") + words_.tests(branch.tests) +
                             after(statement, i == 0) + ':'));
        body_or_nothing(branch.body, depth + 1);
      }
      otherwise(statement, depth, "otherwise");
      return;
    }
    if (statement.spec->kind == K::switch_) {
      line(depth, sentence(before + said(statement) + after(statement, true) + ':'));
      for (const Branch& branch : statement.branches) {
        line(depth + 1,
             sentence("if it is " + (branch.match ? words_.value(*branch.match) : std::string("nothing")) + ':'));
        body_or_nothing(branch.body, depth + 2);
      }
      otherwise(statement, depth + 1, "in all other cases");
      return;
    }
    if (statement.spec->kind == K::detached) {
      line(depth, sentence(said(statement) + ':'));
      body_or_nothing(statement.body, depth + 1);
      return;
    }
    if (is_written_as_loop(statement)) {
      line(depth, sentence(before + loop_head(statement) + after(statement, true) + ':'));
      body_or_nothing(statement.body, depth + 1);
      return;
    }
    line(depth, sentence(before + said(statement) + after(statement, true)));
  }

  void body_or_nothing(const Body& all, std::size_t depth) {
    if (all.statements.empty())
      line(depth, "Nothing.");
    else
      body(all, depth);
  }

  void otherwise(const Statement& statement, std::size_t depth, std::string_view lead) {
    if (!statement.otherwise || statement.otherwise->body.statements.empty()) return;
    line(depth, capitalized(lead) + ':');
    body(statement.otherwise->body, depth + 1);
  }

  /// "for each app in Finance", "for each of the users whose …".
  std::string loop_head(const Statement& statement) {
    const std::string list = said(statement);
    if (statement.spec->kind == K::action) return "for " + list;
    if (statement.spec->kind == K::for_batches) return "for each batch of " + list;
    const Named* named = nullptr;
    if (statement.spec->kind == K::for_value)
      for (const Field& field : statement.fields)
        if (field.value.expr.kind == ExprKind::path)
          if (const auto found = things_.find(field.value.expr.text); found != things_.end()) named = &found->second;
    if (named && named->kind != none) return "for each of " + list;
    return "for each entry of " + list;
  }

  /// What the clauses add, a name that is said later on, a comment.
  std::string after(const Statement& statement, bool first) {
    if (!first) return {};
    std::string out = clauses_in_words(statement, words_);
    if (names_.contains(statement.name)) {
      const Named& named = things_.at(statement.name);
      const bool thing = named.kind != none || named.list || named.said == "the file";
      out += (thing && out.find(';') == std::string::npos ? ", called " : "; the result is called ") +
             words_.code(statement.name);
    }
    if (statement.comment) out += fmt::format(" ({})", on_one_line(*statement.comment));
    return out;
  }

  std::string said(const Statement& statement) { return statement_in_words(statement, book_, words_); }

  const Automation& automation_;
  const RuleBook& book_;
  ExplainFormat format_;
  NamedThings things_;
  SaidNames names_;
  Words words_;
  std::string out_;
};

}  // namespace

std::string explain(const Automation& automation, const Rules& rules, ExplainFormat format) {
  return Explainer(automation, *rules.book, format).explain();
}

CompileResult explain(std::string_view source, const Rules& rules, ExplainFormat format) {
  const Catalog& catalog = *rules_catalog(rules);
  CompileResult result;
  if (!is_json(source)) {
    result = check(source, {.catalog = &catalog});
    if (!result.ok) return result;
    Diagnostics diagnostics;
    result.output = explain(analyze(source, catalog, diagnostics), rules, format);
    return result;
  }
  const Workspaces workspaces = read_workspaces(source);
  if (!workspaces.error.empty()) {
    Diagnostics diagnostics;
    diagnostics.report(Code::no_workspace, Range{}, workspaces.error);
    return {{}, diagnostics.sorted(), 0, false, diagnostics.error_codes()};
  }
  for (const Workspace& workspace : workspaces.found) {
    if (!result.output.empty()) result.output += '\n';
    result.output += explain(lift(workspace, catalog, {.verbatim = {}}), rules, format);
  }
  result.ok = true;
  return result;
}

}  // namespace dork::corpus
