#include "compiler/unparse/head.hpp"

#include "compiler/emit/json_writer.hpp"
#include "compiler/emit/values.hpp"
#include "compiler/model/walk.hpp"
#include "compiler/unparse/let.hpp"
#include "compiler/unparse/values.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace dork {
namespace {

bool same(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

/// Fields whose place in the grammar takes a text, never an expression.
constexpr std::string_view text_fields[] = {"datasourcetype", "recurrence", "label"};

/// Words that begin a source of FOR EACH: a name like them must be quoted there.
constexpr std::string_view source_words[] = {"BATCHES", "DIFF",  "DISTINCT", "FILES", "FILTER", "INTERSECT",
                                             "JOIN",    "MAP",   "NEST",     "READ",  "RENAME"};

std::string new_line(std::size_t indent) {
  std::string text(indent + 1, ' ');
  text.front() = '\n';
  return text;
}

std::string option_text(const std::string& label) {
  Expr text;
  text.kind = ExprKind::text;
  text.text = label;
  return script_expression(text);
}

std::string_view id_of(const Field& field) { return field.spec ? field.spec->id : std::string_view(field.name.text); }

class Head {
 public:
  Head(const Statement& statement, const Automation& automation, std::size_t indent, bool broken)
      : statement_(statement), automation_(automation), indent_(indent), broken_(broken) {}

  std::string write() {
    if (statement_.disabled) out_ += "DISABLED ";
    if (is_written_as_loop(statement_)) out_ += "FOR EACH " + script_name(statement_.label.text) + " IN ";
    else if (!statement_.label.text.empty() && !statement_.label_is_default) out_ += script_name(statement_.label.text) + ": ";
    pattern(statement_.spec->pattern);
    clauses();
    return std::move(out_);
  }

 private:
  /// What the script says of a field; null where it says nothing, or only what is so anyway.
  const Field* said(std::string_view id) const {
    for (auto field = statement_.fields.rbegin(); field != statement_.fields.rend(); ++field)
      if (id_of(*field) == id) return is_preset(*field) ? nullptr : &*field;
    return nullptr;
  }

  bool is_preset(const Field& field) const {
    if (!field.spec || field.spec->preset.empty() || field.value.label) return false;
    // No connection is not the one that CONNECT binds.
    if (statement_.spec->kind == StatementKind::action && field.spec->id == "datasource") return false;
    std::string json;
    JsonWriter writer(json, true);
    write_value(writer, field.value.expr);
    return json == field.spec->preset;
  }

  void pattern(std::string_view rest) {
    while (!rest.empty()) {
      const char c = rest.front();
      if (c == '[') {
        const std::size_t end = rest.find(']');
        if (says(rest.substr(1, end - 1))) pattern(rest.substr(1, end - 1));
        rest.remove_prefix(end + 1);
      } else if (c == '{') {
        const std::size_t end = rest.find('}');
        placeholder(rest.substr(1, end - 1));
        rest.remove_prefix(end + 1);
      } else {
        out_.push_back(c);
        rest.remove_prefix(1);
      }
    }
  }

  /// Whether an optional part of a pattern has something to say.
  bool says(std::string_view part) const {
    const std::size_t begin = part.find('{');
    const std::string_view inside = part.substr(begin + 1, part.find('}') - begin - 1);
    const std::size_t bar = inside.find('|');
    const Field* field = said(inside.substr(0, bar));
    return field && (bar == std::string_view::npos || !word_of(inside.substr(bar), field->value.expr.text).empty());
  }

  /// The word for a value: `|set=REPLACE|merge=MERGE`.
  static std::string_view word_of(std::string_view choices, std::string_view value) {
    while (!choices.empty()) {
      choices.remove_prefix(1);
      const std::string_view choice = choices.substr(0, choices.find('|'));
      choices.remove_prefix(choice.size());
      const std::size_t equal = choice.find('=');
      if (choice.substr(0, equal) == value) return choice.substr(equal + 1);
    }
    return {};
  }

  void placeholder(std::string_view inside) {
    if (inside.starts_with('#')) return special(inside.substr(1));
    const std::size_t bar = inside.find('|');
    const std::string_view id = inside.substr(0, bar);
    done_.push_back(id);
    if (bar == std::string_view::npos) return field_value(id);
    std::string value;
    const FieldSpec* spec = find_field(block_spec(statement_.spec->block), id);
    if (spec && spec->preset.size() > 2) value = spec->preset.substr(1, spec->preset.size() - 2);
    if (const Field* field = said(id)) value = field->value.expr.text;
    out_ += word_of(inside.substr(bar), value);
  }

  void field_value(std::string_view id) {
    const auto found = std::find_if(statement_.fields.rbegin(), statement_.fields.rend(), [&](const Field& f) { return id_of(f) == id; });
    if (found == statement_.fields.rend()) {
      out_ += "NULL";
      return;
    }
    const Value& value = found->value;
    const FieldKind kind = found->spec ? found->spec->kind : FieldKind::value;
    if (id == "datasourcetype" && value.expr.kind == ExprKind::text) {
      const AdapterSpec* adapter = find_adapter(value.expr.text);
      out_ += quoted_text(adapter ? adapter->name : std::string_view(value.expr.text));
    } else if (std::find(std::begin(text_fields), std::end(text_fields), id) != std::end(text_fields)) {
      out_ += value.expr.kind == ExprKind::text ? quoted_text(value.expr.text) : "NULL";
    } else if (kind == FieldKind::key) {
      out_ += script_field(value.expr);
    } else if (kind == FieldKind::block) {
      out_ += script_block(value.expr);
    } else if (statement_.spec->kind == StatementKind::for_value) {
      out_ += loop_source(value.expr);
    } else {
      out_ += script_value(value, broken_, indent_ + 2);
    }
  }

  static std::string loop_source(const Expr& expression) {
    std::string text = script_expression(expression);
    const std::string_view first = std::string_view(text).substr(0, text.find_first_of(".[( "));
    for (const std::string_view word : source_words)
      if (same(word, first)) return quoted_name(first) + text.substr(first.size());
    return text;
  }

  void special(std::string_view what) {
    static constexpr std::pair<std::string_view, void (Head::*)()> specials[] = {
        {"call", &Head::call},   {"arguments", &Head::own_arguments}, {"tests", &Head::tests}, {"form", &Head::form},
        {"format", &Head::format}, {"json", &Head::json},             {"let", &Head::let},
    };
    for (const auto& [name, write] : specials)
      if (name == what) (this->*write)();
  }

  void call() {
    std::string_view alias = statement_.connector ? std::string_view(statement_.connector->alias) : std::string_view(statement_.alias.text);
    for (const Connection& connection : automation_.connections)
      if (connection.alias && same(connection.alias->text, statement_.alias.text)) alias = connection.alias->text;
    const std::string_view member = statement_.action    ? std::string_view(statement_.action->name)
                                    : statement_.webhook ? std::string_view(statement_.webhook->name)
                                                         : std::string_view(statement_.member.text);
    out_ += script_name(alias) + "." + script_key(member);
    std::vector<std::string> items;
    const auto add = [&](const Argument& argument) {
      const std::string_view name = argument.parameter ? std::string_view(argument.parameter->name) : std::string_view(argument.name.text);
      items.push_back(script_key(name) + " = " + argument_value(argument));
    };
    if (statement_.action || statement_.webhook)
      for (const Parameter& parameter : statement_.action ? statement_.action->parameters : statement_.webhook->parameters)
        for (const Argument& argument : statement_.arguments)
          if (argument.parameter == &parameter && (argument.value.expr.kind != ExprKind::null || argument.value.label)) add(argument);
    for (const Argument& argument : statement_.arguments)
      if (!argument.parameter) add(argument);
    out_ += in_parentheses(items, broken_, indent_);
  }

  /// A choice that the catalog knows goes by its label.
  std::string argument_value(const Argument& argument) const {
    const Expr& expr = argument.value.expr;
    if (argument.parameter && expr.kind == ExprKind::text) {
      const auto& options = argument.parameter->options;
      for (const Option& option : options) {
        if (option.label.empty() || (option.value != expr.text && !same(option.label, expr.text))) continue;
        if (argument.value.label && *argument.value.label != option.label) continue;
        const auto alike = std::count_if(options.begin(), options.end(), [&](const Option& other) {
          return same(other.label, option.label) || same(other.value, option.label);
        });
        if (alike == 1 && option.label != option.value) return option_text(option.label);
        break;
      }
    }
    return script_value(argument.value, broken_, indent_ + 2);
  }

  void own_arguments() {
    if (statement_.arguments.empty() && statement_.spec->kind != StatementKind::code) return;
    if (out_.back() != ' ') out_ += ' ';
    std::vector<std::string> items;
    const Field* adapter = said("datasourcetype");
    const AdapterSpec* known = adapter ? find_adapter(adapter->value.expr.text) : nullptr;
    const std::size_t asked = known ? known->inputs.size() : 0;
    const auto place = [&](const Argument& argument) {
      std::size_t at = 0;
      while (at < asked && !same(known->inputs[at].id, argument.name.text)) ++at;
      return at;
    };
    std::vector<const Argument*> arguments;
    for (const Argument& argument : statement_.arguments)
      // What the storage asks for is NULL when nobody says it.
      if (place(argument) == asked || argument.value.expr.kind != ExprKind::null || argument.value.label) arguments.push_back(&argument);
    std::stable_sort(arguments.begin(), arguments.end(), [&](const Argument* a, const Argument* b) { return place(*a) < place(*b); });
    for (const Argument* argument : arguments)
      items.push_back(script_key(argument->name.text) + " = " + script_value(argument->value, broken_, indent_ + 2));
    if (items.empty() && statement_.spec->kind != StatementKind::code) {
      if (out_.back() == ' ') out_.pop_back();
      return;
    }
    out_ += in_parentheses(items, broken_, indent_);
  }

  void tests() {
    for (std::size_t i = 0; i < statement_.tests.tests.size(); ++i) {
      if (i > 0) out_ += broken_ ? new_line(indent_ + 4) : " ";
      if (i > 0) out_ += statement_.tests.any ? "OR " : "AND ";
      out_ += script_test(statement_.tests.tests[i], true);
    }
  }

  void form() {
    // The pattern has the parentheses; items stand one a line unless all fit on one.
    std::vector<std::string> items;
    for (const FormItem& item : statement_.form) {
      std::string text = quoted_text(item.caption.text) + " AS ";
      for (const FormType& type : form_types())
        if (type.json == item.type) text += type.word;
      if (item.required) text += " REQUIRED";
      if (item.help) text += " HELP " + quoted_text(*item.help);
      if (item.values) text += " FROM " + script_value(*item.values);
      if (!item.options.empty()) text += " OPTIONS " + script_json(item.options);
      items.push_back(std::move(text));
    }
    out_ += in_parentheses(items, broken_, indent_);
  }

  void format() {
    std::vector<std::string> items;
    for (const FieldSpec& spec : block_spec(statement_.spec->block).fields) {
      if (spec.place != FieldPlace::input || spec.id == "file" || spec.id == "data") continue;
      done_.push_back(spec.id);
      if (spec.id == "mode") continue;
      if (const Field* field = said(spec.id)) items.push_back(script_key(spec.id) + " = " + script_value(field->value));
    }
    const Field* mode = said("mode");
    if (!mode && items.empty()) return;
    std::string word = mode ? mode->value.expr.text : "auto";
    std::transform(word.begin(), word.end(), word.begin(), [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    out_ += " AS " + word;
    if (!items.empty()) out_ += " " + in_parentheses(items, broken_, indent_);
  }

  /// The members that every block has come first, where they hold something.
  void json() {
    auto others = nlohmann::ordered_json::parse(statement_.json.text);
    auto members = nlohmann::ordered_json::object();
    for (const std::string_view key : usual_members) {
      const auto found = others.find(std::string(key));
      if (found == others.end()) continue;
      if (*found != nlohmann::ordered_json::array()) members[std::string(key)] = std::move(*found);
      others.erase(std::string(key));
    }
    members.update(others);
    out_ += quoted_text(statement_.member.text) + " " + script_json(members.dump());
  }

  void let() { out_ += let_head(statement_, broken_, indent_); }

  void clauses() {
    std::vector<std::string> others;
    const auto clause = [&](std::string_view id, std::string_view words, auto&& print) {
      if (is_done(id)) return;
      const Field* field = said(id);
      if (!field) return;
      const std::string text = print(*field);
      if (text.empty()) return;
      done_.push_back(id);
      out_.append(" ").append(words).append(text);
    };
    clause("maxitemcount", "LIMIT ", [](const Field& field) { return script_value(field.value); });
    clause("blendr_on_error", "ON ERROR ", [](const Field& field) -> std::string {
      static constexpr std::pair<std::string_view, const char*> words[] = {{"stop", "STOP"}, {"warning", "WARN"}, {"ignore", "IGNORE"}};
      for (const auto& [value, word] : words)
        if (field.value.expr.kind == ExprKind::text && field.value.expr.text == value && !field.value.label) return word;
      return {};
    });
    clause("automations_censor_data", "", [](const Field& field) -> std::string {
      return field.value.expr.kind == ExprKind::boolean && field.value.expr.flag ? "CENSOR" : "";
    });
    clause("datasource", "USING ", [](const Field& field) -> std::string {
      if (field.value.label) return {};
      if (field.value.expr.kind == ExprKind::null) return "NULL";
      return field.value.expr.kind == ExprKind::text ? quoted_text(field.value.expr.text) : "";
    });
    for (const Field& field : statement_.fields) {
      const std::string_view id = id_of(field);
      if (is_done(id)) continue;
      done_.push_back(id);
      if (const Field* last = said(id)) others.push_back(script_key(id) + " = " + script_value(last->value));
    }
    if (!others.empty()) out_ += " WITH " + in_parentheses(others, false, indent_);
  }

  bool is_done(std::string_view id) const { return std::find(done_.begin(), done_.end(), id) != done_.end(); }

  const Statement& statement_;
  const Automation& automation_;
  std::size_t indent_;
  bool broken_;
  std::string out_;
  std::vector<std::string_view> done_;
};

}  // namespace

bool is_too_wide(std::string_view line, std::size_t indent) {
  const std::string_view first = line.substr(0, line.find('\n'));
  // Width is counted in characters, not in bytes.
  const auto characters = std::count_if(first.begin(), first.end(), [](char c) { return (c & 0xC0) != 0x80; });
  return static_cast<std::size_t>(characters) + indent > line_width;
}

std::string in_parentheses(const std::vector<std::string>& items, bool broken, std::size_t indent) {
  std::string out = "(";
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (broken) {
      if (i > 0) out += ",";
      out += new_line(indent + 2);
    } else if (i > 0) {
      out += ", ";
    }
    out += items[i];
  }
  return out += ")";
}

std::string statement_head(const Statement& statement, const Automation& automation, std::size_t indent) {
  std::string flat = Head(statement, automation, indent, false).write();
  if (!is_too_wide(flat, indent + 1)) return flat;
  return Head(statement, automation, indent, true).write();
}

std::string tests_head(std::string_view before, const Tests& tests, std::size_t indent) {
  const auto write = [&](bool broken) {
    std::string out(before);
    for (std::size_t i = 0; i < tests.tests.size(); ++i) {
      out += i == 0 ? " " : broken ? new_line(indent + 4) : " ";
      if (i > 0) out += tests.any ? "OR " : "AND ";
      out += script_test(tests.tests[i], false);
    }
    return out += " THEN";
  };
  std::string flat = write(false);
  return is_too_wide(flat, indent) && tests.tests.size() > 1 ? write(true) : flat;
}

}  // namespace dork
