#include "tests/golden/print_tree.hpp"

#include <fmt/format.h>

namespace dork::golden {
namespace {

/// The names of the statement kinds, in the order of `StatementKind`.
constexpr std::string_view kinds[] = {
    "action", "start manual", "start triggered", "start scheduled", "start webhook", "let", "output", "title", "sleep",
    "error", "warning", "redirect", "label", "goto", "exit for", "exit script", "inputs", "web", "run", "code", "filter",
    "lookup", "distinct", "first", "map", "rename", "join", "nest", "diff", "intersect", "compare", "open file",
    "create file", "copy file", "read", "write", "close", "delete file", "move file", "exists file", "files", "pointers",
    "set pointer", "reset pointer", "block", "for value", "for batches", "if", "switch", "detached"};
static_assert(std::size(kinds) == static_cast<std::size_t>(StatementKind::detached) + 1);

std::string_view type_name(VariableType type) { return variable_types()[static_cast<std::size_t>(type)]; }

std::string text(std::string_view content) {
  Expr expression;
  expression.kind = ExprKind::text;
  expression.text = content;
  return print(expression);
}

class Printer {
 public:
  std::string result;

  void automation(const Automation& it) {
    line(it.fragment ? "fragment" : "automation{}{}", it.name ? ' ' + text(it.name->text) : "",
         it.description ? " description " + text(it.description->text) : "");
    comments(it.leading);
    comments(it.header_line_end);
    if (!it.attributes.text.empty()) line("attributes {}", it.attributes.text);
    for (const Connection& connection : it.connections) connect(connection);
    for (const ActionDeclaration& action : it.actions) declare(action);
    for (const Variable& variable : it.variables)
      line("variable {}: {}{}", variable.name.text, type_name(variable.type), variable.bare ? ", bare" : "");
    if (it.start) statement(*it.start);
    body("main", it.main);
  }

 private:
  template <typename... Arguments>
  void line(std::string_view format, const Arguments&... arguments) {
    result.append(2 * depth_, ' ').append(fmt::format(fmt::runtime(format), arguments...)).append("\n");
  }

  void comments(const std::vector<Comment>& comments) {
    for (const Comment& comment : comments) line("comment {}", text(comment.text));
  }

  void connect(const Connection& it) {
    line("connect {}{}{}{}", text(it.connector.text), it.guid ? " guid " + text(it.guid->text) : "",
         it.alias ? " as " + it.alias->text : "", it.connection ? " using " + text(it.connection->text) : "");
    comments(it.leading);
  }

  void declare(const ActionDeclaration& it) {
    line("declare {}.{} {} {}{}", it.alias.text, it.name.text, it.kind == ActionKind::endpoint ? "endpoint" : "snippet",
         text(it.guid.text), it.role ? " role " + it.role->text : "");
    comments(it.leading);
    ++depth_;
    for (const DeclaredParameter& parameter : it.parameters)
      line("parameter {} {} {}{}", parameter.name.text, text(parameter.id.text), parameter.type.text,
           parameter.raw ? " raw" : "");
    for (const Name& setting : it.settings) line("setting {}", setting.text);
    --depth_;
  }

  void body(std::string_view word, const Body& it) {
    line("{}", word);
    ++depth_;
    for (const Statement& inner : it.statements) statement(inner);
    comments(it.trailing);
    --depth_;
  }

  void tests(const Tests& it) {
    for (std::size_t i = 0; i < it.tests.size(); ++i)
      line("test{} {}", i == 0 ? "" : it.any ? " or" : " and", print(it.tests[i]));
  }

  void branch(std::string_view word, const Branch& it) {
    if (it.match) return body(fmt::format("{} {}", word, print(*it.match)), it.body);
    line("{}{}", word, it.name.empty() ? "" : fmt::format(" \"{}\"", it.name));
    ++depth_;
    tests(it.tests);
    body("do", it.body);
    --depth_;
  }

  void heading(const Statement& it) {
    std::string head(kinds[static_cast<std::size_t>(it.spec->kind)]);
    if (!it.alias.text.empty()) head += fmt::format(" {}.{}", it.alias.text, it.member.text);
    else if (!it.member.text.empty()) head += ' ' + it.member.text;
    if (!it.variable.text.empty()) head += ' ' + it.variable.text;
    if (it.declares) head += fmt::format(" as {}", type_name(*it.declares));
    if (!it.name.empty()) head += fmt::format(" \"{}\"", it.name);
    if (!it.label.text.empty()) head += ", labelled";
    if (it.loops) head += ", loops";
    if (it.disabled) head += ", disabled";
    line("{}", head);
  }

  void statement(const Statement& it) {
    heading(it);
    ++depth_;
    if (it.comment) line("doc {}", text(*it.comment));
    comments(it.leading);
    comments(it.line_end);
    if (!it.attributes.text.empty()) line("attributes {}", it.attributes.text);
    for (const Argument& argument : it.arguments)
      line("argument {}{} = {}", argument.name.text, argument.parameter ? ": " + argument.parameter->type : "",
           print(argument.value));
    for (const Field& field : it.fields)
      line("{} {} = {}", !field.spec ? "field" : field.spec->place == FieldPlace::input ? "input" : "setting",
           field.spec ? field.spec->id : std::string_view(field.name.text), print(field.value));
    for (const Operation& operation : it.operations)
      line("operation {} {}", operation.spec ? operation.spec->id : operation.op, print(operation.value));
    for (const FormItem& item : it.form) form(item);
    if (!it.json.text.empty()) line("json {}", it.json.text);
    tests(it.tests);
    branches(it);
    --depth_;
  }

  void form(const FormItem& it) {
    line("ask {} {}{}{}{}{}", text(it.caption.text), it.type, it.required ? " required" : "",
         it.help ? " help " + text(*it.help) : "", it.values ? " from " + print(*it.values) : "",
         it.options.empty() ? "" : " options " + it.options);
  }

  void branches(const Statement& it) {
    const bool choice = it.spec->kind == StatementKind::if_;
    for (std::size_t i = 0; i < it.branches.size(); ++i)
      branch(!choice ? "case" : i == 0 ? "then" : "elseif", it.branches[i]);
    if (it.otherwise) body(choice ? "else" : "default", it.otherwise->body);
    if (it.loops || it.spec->kind == StatementKind::detached) body("do", it.body);
  }

  std::size_t depth_ = 0;
};

}  // namespace

std::string print_tree(const Automation& automation) {
  Printer printer;
  printer.automation(automation);
  return printer.result;
}

}  // namespace dork::golden
