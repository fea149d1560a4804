#include "tests/generate/generate.hpp"

#include "tests/generate/generator.hpp"

#include "compiler/formula/formula.hpp"
#include "compiler/formula/operators.hpp"

#include <algorithm>

namespace dork::generator {

void Generator::word(std::string_view text) {
  space();
  const std::size_t style = random_.below(6);
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    const bool letter = c >= 'A' && c <= 'Z';
    if (letter && (style == 1 || (style == 2 && i > 0))) c = static_cast<char>(c + 32);
    out_ += c;
  }
}

void Generator::words_of(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = text.find(' ');
    word(text.substr(0, end));
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

void Generator::space() {
  if (out_.empty() || out_.back() == '\n' || out_.back() == ' ') return;
  switch (random_.below(40)) {
    case 0: out_ += "\n   "; break;
    case 1: out_ += "\t "; break;
    case 2: out_ += " /* here */ "; break;
    case 3: out_ += " // there\n"; break;
    default: out_ += ' ';
  }
}

void Generator::say(std::string_view text) {
  space();
  out_ += text;
}

void Generator::end() {
  if (random_.one_in(20)) out_ += ' ';
  out_ += ';';
  if (random_.one_in(10)) out_ += " // said";
  out_ += random_.one_in(30) ? "\r\n" : "\n";
}

std::string Generator::fresh() {
  static constexpr std::string_view bases[] = {"step", "list", "filter", "Größe", "odd name", "end", "x"};
  return fmt::format("{}{}", random_.pick(bases), ++names_);
}

std::string Generator::path() {
  std::vector<std::string> all = variables_[0];
  for (const auto& names : variables_) all.insert(all.end(), names.begin(), names.end());
  all.insert(all.end(), blocks_.begin(), blocks_.end());
  std::string text;
  if (!loops_.empty() && random_.one_in(2)) text = spelled(random_.pick(loops_)) + (random_.one_in(6) ? ".index" : ".item");
  else if (all.empty()) return "1";
  else text = spelled(random_.pick(all));
  while (random_.one_in(3)) {
    if (random_.one_in(4)) text += random_.one_in(2) ? "[*]" : fmt::format("[{}]", random_.below(3));
    else text += "." + spelled_key(random_.pick(keys));
  }
  return text;
}

std::string Generator::text() {
  std::string content;
  const std::size_t parts = 1 + random_.below(3);
  for (std::size_t i = 0; i < parts; ++i) {
    content += random_.pick(words);
    if (!random_.one_in(3)) continue;
    LowerError error;
    // A reference as templates write it, in the editor's spacing or without any.
    const std::string inside = loops_.empty() || random_.one_in(2) ? any_name() : random_.pick(loops_) + ".item";
    if (inside.empty() || !is_plain_key(inside.substr(0, inside.find('.')))) continue;
    content += random_.one_in(2) ? "{$." + inside + "}" : random_.one_in(2) ? "{ $." + inside + " }" : "{count: {$." + inside + "}}";
  }
  return quoted_text(content);
}

std::string Generator::any_name() {
  for (const auto& names : variables_)
    if (!names.empty() && random_.one_in(2)) return random_.pick(names);
  return blocks_.empty() ? std::string() : random_.pick(blocks_);
}

std::string Generator::call(std::size_t depth) {
  for (;;) {
    const FormulaFunction& function = random_.pick(formula_functions());
    if (function.max_arguments == 0 || function.name == "if") continue;
    const std::size_t most = std::min<std::size_t>(function.max_arguments, std::max<std::size_t>(function.min_arguments, 1) + 2);
    const std::size_t least = std::max<std::size_t>(function.min_arguments, 1);
    std::string text = std::string(function.name) + "(";
    const std::size_t count = least + random_.below(most - least + 1);
    for (std::size_t i = 0; i < count; ++i) text += (i > 0 ? ", " : "") + argument(depth + 1);
    return text + ")";
  }
}

std::string Generator::argument(std::size_t depth) {
  switch (random_.below(depth > 3 ? 3 : 5)) {
    case 0: return number();
    case 1: return fmt::format("'{}'", random_.one_in(2) ? "Y-m-d" : "plain");
    case 2: return path();
    case 3: return call(depth);
    default: return condition_call(depth);
  }
}

std::string Generator::condition_call(std::size_t depth) {
  return fmt::format("if({} {} {}, {}, {})", path(), random_.one_in(2) ? "=" : ">", number(), argument(depth + 1), argument(depth + 1));
}

std::string Generator::expression(std::size_t depth) {
  switch (random_.below(depth > 2 ? 4 : 8)) {
    case 0: return number();
    case 1: return text();
    case 2:
    case 3: return path();
    case 4: return call(depth);
    case 5: return fmt::format("{} & {}", path(), random_.one_in(2) ? text() : path());
    case 6: return fmt::format("({} {} {}) * {}", path(), random_.one_in(2) ? "+" : "-", number(), path());
    default: return condition_call(depth);
  }
}

std::string Generator::object() {
  std::string text_of = "{";
  const std::size_t count = 1 + random_.below(3);
  for (std::size_t i = 0; i < count; ++i)
    text_of += fmt::format("{}{}: {}", i > 0 ? ", " : "", spelled_key(fmt::format("{}{}", random_.pick(keys), i)), expression(2));
  return text_of + "}";
}

std::string Generator::test(bool of_items) {
  const ConditionOperator& op = random_.pick(condition_operators());
  std::string left = of_items ? std::string(random_.pick(fields)) : path();
  return op.unary ? fmt::format("{} {}", left, op.script) : fmt::format("{} {} {}", left, op.script, expression(2));
}

void Generator::tests(bool of_items) {
  const std::string_view joiner = random_.one_in(2) ? "AND" : "OR";
  say(test(of_items));
  while (random_.one_in(3)) {
    word(joiner);
    say(test(of_items));
  }
}

std::string Generator::list() {
  if (!lists_.empty() && !random_.one_in(3)) return spelled(random_.pick(lists_));
  const auto& of_type = variables_[static_cast<std::size_t>(VariableType::list)];
  return of_type.empty() ? path() : random_.pick(of_type);
}

void Generator::head() {
  if (random_.one_in(4)) out_ += "// A program that chance wrote.\n";
  if (random_.one_in(10)) {
    word("FRAGMENT");
    end();
    return;
  }
  if (!random_.one_in(4)) {
    word("AUTOMATION");
    say(fmt::format("'Program {}'", random_.below(1000)));
    if (random_.one_in(3)) {
      word("DESCRIPTION");
      say("'What it''s for, in {words}'");
    }
    end();
  }
  bool people = false;
  if (random_.one_in(3)) {
    renamed_ = true;
    words_of("CONNECT TO");
    say("'Git Hub'");
    word("AS");
    say("hub");
    if (random_.one_in(2)) {
      word("USING");
      say("'9e3af860-285a-11ed-b1a0-133d7a1fffff'");
    }
    end();
  }
  if (random_.one_in(6)) {
    words_of("CONNECT TO");
    say("'Our CRM'");
    word("GUID");
    say("'11111111-2222-4333-8444-555555555555'");
    word("AS");
    say("crm");
    end();
    raw("ACTION crm.listPeople = ENDPOINT '21111111-2222-4333-8444-555555555555' ROLE list "
        "(region '31111111-2222-4333-8444-555555555555' STRING, body '41111111-2222-4333-8444-555555555555' OBJECT)");
    end();
    people = true;
  }
  start();
  if (people) {
    raw("people");
    raw(": crm.listPeople(region = 'eu', body = {a: 1})");
    end();
    blocks_.push_back("people");
    lists_.push_back("people");
    connector_blocks_.push_back("people");
  }
}

void Generator::start() {
  switch (random_.below(7)) {
    case 0: words_of("START MANUAL"); break;
    case 1:
      words_of(random_.one_in(2) ? "START TRIGGERED ASYNC" : "START TRIGGERED SYNC");
      if (random_.one_in(2)) {
        word("TEST");
        say("'{\"id\": 1}'");
      }
      blocks_.push_back("Start");
      break;
    case 2:
      words_of("START SCHEDULED");
      say("'RRULE:FREQ=DAILY;BYHOUR=2'");
      if (random_.one_in(2)) say("FROM '2026-01-05 02:00:00' TIMEZONE 'Europe/Stockholm'");
      break;
    case 3:
      words_of("START SCHEDULED EVERY");
      say("900");
      break;
    case 4: {
      const Connector& connector = webhook_connector();
      const Webhook& webhook = random_.pick(connector.webhooks);
      words_of("START WEBHOOK");
      say(connector.alias + "." + webhook.name + "(");
      arguments(webhook.parameters);
      raw(")");
      blocks_.push_back(webhook.name);
      break;
    }
    default: return;
  }
  end();
}

const Connector& Generator::webhook_connector() {
  for (const Connector& connector : builtin_catalog().connectors)
    if (!connector.webhooks.empty()) return connector;
  return builtin_catalog().connectors.front();
}

void Generator::declarations() {
  for (std::size_t type = 0; type < variable_types().size(); ++type) {
    if (random_.one_in(4)) continue;
    const std::string name = fmt::format("{}_{}", variable_types()[type], ++names_);
    std::string upper(variable_types()[type]);
    std::transform(upper.begin(), upper.end(), upper.begin(), [](char c) { return static_cast<char>(c - 32); });
    prefix(false);
    word("LET");
    say(name);
    word("AS");
    word(upper);
    if (random_.one_in(2)) operations(static_cast<VariableType>(type));
    end();
    variables_[type].push_back(name);
  }
}

}  // namespace dork::generator

namespace dork {

std::string generate_program(std::uint64_t seed) { return generator::Generator(seed).program(); }

}  // namespace dork
