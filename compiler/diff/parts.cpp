#include "compiler/diff/parts.hpp"

#include "compiler/model/walk.hpp"
#include "compiler/unparse/head.hpp"
#include "compiler/unparse/let.hpp"
#include "compiler/unparse/values.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace dork {
namespace {

/// What people call a field whose id says less.
constexpr std::pair<std::string_view, std::string_view> words[] = {
    {"maxitemcount", "limit"}, {"blendr_on_error", "on error"}, {"datasource", "connection"}, {"automations_censor_data", "censor"}};

std::string word_of(std::string_view id) {
  for (const auto& [field, word] : words)
    if (field == id) return std::string(word);
  return std::string(id);
}

std::string tests_text(const Tests& tests, bool of_items) {
  std::string text;
  for (const Test& test : tests.tests) {
    if (!text.empty()) text += tests.any ? " OR " : " AND ";
    text += script_test(test, of_items);
  }
  return text;
}

std::string form_text(const FormItem& item) {
  std::string text(item.type);
  if (item.required) text += " REQUIRED";
  if (item.help) text += " HELP " + quoted_text(*item.help);
  if (item.values) text += " FROM " + script_value(*item.values);
  if (!item.options.empty()) text += " OPTIONS " + script_json(item.options);
  return text;
}

/// JSON with the keys of its objects in order: in which order they stand says nothing.
std::string in_order(const std::string& json) {
  const nlohmann::json sorted = nlohmann::json::parse(json, nullptr, false);
  return sorted.is_discarded() ? json : sorted.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace

Parts parts_of(const Statement& statement) {
  Parts parts;
  // An input that is null is one that is not there.
  const auto add = [&](std::string name, std::string value) {
    if (value != "NULL") parts.emplace_back(std::move(name), std::move(value));
  };
  if (!statement.label_is_default && !statement.label.text.empty()) add("name", script_name(statement.label.text));
  if (statement.disabled) add("disabled", "TRUE");
  if (statement.comment) add("comment", *statement.comment);
  for (const Argument& argument : statement.arguments)
    add(argument.parameter ? argument.parameter->name : argument.name.text, script_value(argument.value));
  for (const Field& field : statement.fields)
    add(word_of(field.spec ? field.spec->id : std::string_view(field.name.text)),
        field.spec && field.spec->kind == FieldKind::block ? script_block(field.value.expr) : script_value(field.value));
  if (!statement.tests.tests.empty()) add("condition", tests_text(statement.tests, true));
  for (std::size_t i = 0; i < statement.branches.size(); ++i) {
    const Branch& branch = statement.branches[i];
    if (branch.match) add(fmt::format("case {}", i + 1), script_expression(*branch.match));
    else add("condition", tests_text(branch.tests, false));
  }
  if (statement.spec->kind == StatementKind::let) add("value", let_head(statement, false, 0));
  for (const FormItem& item : statement.form) add("input " + item.caption.text, form_text(item));
  if (!statement.json.text.empty()) add("JSON", script_json(in_order(statement.json.text)));
  if (!statement.attributes.text.empty()) add("attributes", script_json(statement.attributes.text));
  return parts;
}

std::string head_of(const Statement& statement, const Automation& automation) {
  if (statement.spec->kind == StatementKind::if_) return "IF " + tests_text(statement.branches.front().tests, false);
  if (statement.spec->kind == StatementKind::detached) return "DETACHED";
  std::string text = statement_head(statement, automation, 0);
  // One line is enough to know it by.
  std::string line;
  for (const char c : text)
    if (c != '\n') line.push_back(c);
    else if (!line.ends_with(' ')) line.push_back(' ');
  return line;
}

}  // namespace dork
