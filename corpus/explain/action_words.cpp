#include "corpus/explain/action_words.hpp"

#include "compiler/formula/formula.hpp"
#include "corpus/synthesis/english.hpp"

#include <fmt/format.h>
#include <algorithm>

namespace dork::corpus {
namespace {

const std::string& name_of(const Argument& argument) {
  return argument.parameter ? argument.parameter->name : argument.name.text;
}

bool is_absent(const Argument& argument) {
  return argument.value.expr.kind == ExprKind::null && !argument.value.label;
}

const Argument* argument_of(const Statement& statement, std::string_view name) {
  for (const Argument& argument : statement.arguments)
    if (name_of(argument) == name) return argument.value.expr.kind == ExprKind::null ? nullptr : &argument;
  return nullptr;
}

/// The label that the catalog gives the value of an argument; empty where it has none.
std::string label_of(const Argument& argument) {
  if (argument.parameter && argument.value.expr.kind == ExprKind::text)
    for (const dork::Option& option : argument.parameter->options)
      if (option.value == argument.value.expr.text) return option.label;
  return {};
}

/// What a script template always writes for a parameter; nothing where it writes what fills a hole, or none at all.
std::optional<std::string_view> constant_of(const Rule& rule, std::string_view name) {
  const std::string begin = fmt::format("{} = '", name);
  for (const Piece& piece : rule.script) {
    if (piece.form != Piece::Form::text) continue;
    const std::size_t at = piece.text.find(begin);
    const std::size_t end = at == std::string::npos ? at : piece.text.find('\'', at + begin.size());
    if (end != std::string::npos)
      return std::string_view(piece.text).substr(at + begin.size(), end - at - begin.size());
  }
  return {};
}

/// Whether the rule always writes this argument just so, without a word.
bool is_constant(const Rule& rule, const Argument& argument) {
  const auto constant = constant_of(rule, name_of(argument));
  return constant && argument.value.expr.kind == ExprKind::text &&
         (*constant == argument.value.expr.text || *constant == label_of(argument));
}

bool agrees(const Rule& rule, const Statement& statement) {
  return std::all_of(statement.arguments.begin(), statement.arguments.end(), [&](const Argument& argument) {
    return is_absent(argument) || !constant_of(rule, name_of(argument)) || is_constant(rule, argument);
  });
}

std::string unquoted(const std::string& text) {
  return text.size() > 2 && text.front() == '"' && text.back() == '"' ? text.substr(1, text.size() - 2) : text;
}

/// One call in the words of a rule.
class Call {
 public:
  Call(const Statement& statement, const Rule& rule, const RuleBook& book, const Words& words)
      : statement_(statement), rule_(rule), book_(book), words_(words) {}

  /// The first phrase that can be said with the arguments that there are, and what it leaves out.
  std::optional<std::string> say(std::string_view attribute) {
    for (const Saying& saying : rule_.sayings) {
      if (saying.attribute != attribute) continue;
      for (const Pieces& pieces : saying.phrases) {
        said_.clear();
        if (auto text = pieces_in_words(pieces)) return *text + rest();
      }
    }
    return {};
  }

 private:
  std::optional<std::string> pieces_in_words(const Pieces& pieces) {
    std::string out;
    for (const Piece& piece : pieces) {
      switch (piece.form) {
        case Piece::Form::verb: out += inflect(piece.text, Mood::third); break;
        case Piece::Form::choice: {
          auto first = pieces_in_words(piece.choices.front());
          if (!first) return {};
          out += *first;
          break;
        }
        case Piece::Form::hole: {
          const Hole& hole = rule_.holes[piece.hole];
          const Argument* argument = argument_of(statement_, hole.name);
          if (!argument) return {};
          const auto words = hole.category == none ? std::optional(argument_in_words(*argument, hole))
                                                   : part_in_words(*argument, hole.category, piece.text);
          if (!words) return {};
          said_.push_back(hole.name);
          out += *words;
          break;
        }
        case Piece::Form::text: out += piece.text; break;
        default: break;
      }
    }
    return without_marks(out);
  }

  /// "the app Finance (65…)", "the current app".
  std::string argument_in_words(const Argument& argument, const Hole& hole) const {
    const std::string value = words_.value(argument.value);
    if (argument.value.expr.kind != ExprKind::text || hole.kind == none) return value;
    const Kind& kind = book_.kinds[hole.kind];
    const bool id = kind.record != none && kind.field == "id";
    // People say without quotes what is no text of their own.
    if (!id || argument.value.expr.text.find('{') != std::string::npos)
      return !kind.quoted && kind.texts.empty() ? unquoted(value) : value;
    const std::string& noun = book_.world.records[kind.record].name;
    return "the " + (noun == "file" ? "data file" : noun) + ' ' + (argument.value.label ? value : unquoted(value));
  }

  /// An expression for which there are rules of their own: by the one that writes just this; else as any expression,
  /// where one of them takes any.
  std::optional<std::string> part_in_words(const Argument& argument, Id category, std::string_view attribute) const {
    const std::string written = print_expression(argument.value.expr);
    bool any = false;
    for (const Id id : book_.by_category[category]) {
      const Rule& rule = book_.rules[id];
      any |= rule.script.size() == 1 && rule.script.front().form == Piece::Form::hole;
      if (rule.script.size() != 1 || rule.script.front().form != Piece::Form::text ||
          rule.script.front().text != written)
        continue;
      for (const Saying& saying : rule.sayings)
        if (saying.attribute == (attribute.empty() ? "say" : attribute) && saying.phrases.front().size() == 1)
          return saying.phrases.front().front().text;
    }
    return any && attribute.empty() ? std::optional(words_.value(argument.value)) : std::nullopt;
  }

  /// What the phrase has not said: optional parameters, choices.
  std::string rest() {
    std::string out;
    std::vector<std::string> others;
    for (const Argument& argument : statement_.arguments) {
      const std::string& name = name_of(argument);
      if (is_absent(argument) || std::find(said_.begin(), said_.end(), name) != said_.end() ||
          is_constant(rule_, argument))
        continue;
      if (const auto option = option_in_words(name, argument))
        out += *option;
      else
        others.push_back(words_.code(name) + ' ' + words_.value(argument.value));
    }
    if (!others.empty()) out += ", with " + enumeration(others);
    return out;
  }

  std::optional<std::string> option_in_words(std::string_view name, const Argument& argument) {
    for (const Option& option : rule_.options) {
      if (option.say.empty()) continue;
      bool choice = option.group == name && argument.value.expr.kind == ExprKind::text;
      if (choice) {
        std::string written;
        for (const Piece& piece : option.script) written += piece.text;
        const std::string label = label_of(argument);
        choice = written.find('\'' + argument.value.expr.text + '\'') != std::string::npos ||
                 (!label.empty() && written.find('\'' + label + '\'') != std::string::npos);
      }
      if (option.name == name || choice)
        if (auto text = pieces_in_words(option.say.front())) return text;
    }
    return {};
  }

  const Statement& statement_;
  const Rule& rule_;
  const RuleBook& book_;
  const Words& words_;
  std::vector<std::string> said_;  ///< parameters that the phrase at hand has said
};

std::string named_action(const Statement& statement, const Words& words) {
  if (statement.action && statement.connector && !statement.action->display_name.empty())
    return fmt::format("the action \"{}\" of {}", statement.action->display_name, statement.connector->name);
  return "the action " + words.code(statement.alias.text + '.' + statement.member.text);
}

}  // namespace

const Rule* rule_of_call(const RuleBook& book, const Statement& statement) {
  if (!statement.action || !statement.connector) return nullptr;
  const std::string name = statement.connector->alias + '.' + statement.action->name;
  for (const Rule& rule : book.rules)
    if (rule.action == name && agrees(rule, statement)) return &rule;
  for (const Rule& rule : book.rules)
    if (rule.items != none && !rule.script.empty() && rule.script.front().form == Piece::Form::text &&
        rule.script.front().text.starts_with(name + '(') && agrees(rule, statement))
      return &rule;
  return nullptr;
}

std::string arguments_in_words(const std::vector<Argument>& arguments, std::string_view lead, const Words& words) {
  std::vector<std::string> parts;
  for (const Argument& argument : arguments)
    if (!is_absent(argument)) parts.push_back(words.code(name_of(argument)) + ' ' + words.value(argument.value));
  return parts.empty() ? std::string() : std::string(lead) + enumeration(parts);
}

std::string action_in_words(const Statement& statement, const RuleBook& book, const Words& words) {
  if (const Rule* rule = rule_of_call(book, statement)) {
    Call call(statement, *rule, book, words);
    if (rule->items == none) {
      if (const auto say = call.say("say")) return *say;
    } else if (const auto all = call.say("all")) {
      return "gets " + *all;
    }
  }
  return "calls " + named_action(statement, words) + arguments_in_words(statement.arguments, " with ", words);
}

std::string looped_action_in_words(const Statement& statement, const RuleBook& book, const Words& words) {
  if (const Rule* rule = rule_of_call(book, statement)) {
    Call call(statement, *rule, book, words);
    if (const auto one = call.say("one")) return "each " + *one;
  }
  return "each entry that " + named_action(statement, words) + " gives" +
         arguments_in_words(statement.arguments, " with ", words);
}

}  // namespace dork::corpus
