#include "tests/generate/generate.hpp"

#include "compiler/catalog/catalog.hpp"
#include "compiler/formula/formula.hpp"
#include "compiler/formula/operators.hpp"
#include "compiler/model/block_table.hpp"
#include "compiler/syntax/expression.hpp"
#include "tests/generate/random.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

namespace dork {
namespace {

constexpr std::string_view words[] = {"apps",  "nightly", "Übersicht", "räkning", "it's", "a, b", "{color: red}", "} {",
                                      "0042",  "12",      "-3.5",      "x=y",     "50 %", "#1",   "line\nbreak",  "tab\there",
                                      "日本語", "",        " blank ",   "\"q\"",   "''",   "{}",   "[1]",          "back\\slash"};
constexpr std::string_view keys[] = {"id", "name", "status", "odd key", "end", "item2", "größe", "a.b"};
constexpr std::string_view fields[] = {"id", "name", "owner.id", "status"};
constexpr std::string_view comments[] = {"// why", "/* because */", "REM load script style;", "//", "/* two\n   lines */"};

/// One program in the making: text so far, and what can be referred to.
class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed) {}

  std::string program() {
    head();
    declarations();
    const std::size_t count = 1 + random_.below(12);
    for (std::size_t i = 0; i < count; ++i) statement(0);
    if (!labels_.empty()) detached();
    if (random_.one_in(8)) out_ += "// the end\n";
    return std::move(out_);
  }

 private:
  // --- Layout ---------------------------------------------------------------------------------------------------

  /// Keywords in any case, between blanks of any kind.
  void word(std::string_view text) {
    space();
    const std::size_t style = random_.below(6);
    for (std::size_t i = 0; i < text.size(); ++i) {
      char c = text[i];
      const bool letter = c >= 'A' && c <= 'Z';
      if (letter && (style == 1 || (style == 2 && i > 0))) c = static_cast<char>(c + 32);
      out_ += c;
    }
  }

  void words_of(std::string_view text) {
    while (!text.empty()) {
      const std::size_t end = text.find(' ');
      word(text.substr(0, end));
      if (end == std::string_view::npos) return;
      text.remove_prefix(end + 1);
    }
  }

  void space() {
    if (out_.empty() || out_.back() == '\n' || out_.back() == ' ') return;
    switch (random_.below(40)) {
      case 0: out_ += "\n   "; break;
      case 1: out_ += "\t "; break;
      case 2: out_ += " /* here */ "; break;
      case 3: out_ += " // there\n"; break;
      default: out_ += ' ';
    }
  }

  void raw(std::string_view text) { out_ += text; }
  void say(std::string_view text) {
    space();
    out_ += text;
  }

  void end() {
    if (random_.one_in(20)) out_ += ' ';
    out_ += ';';
    if (random_.one_in(10)) out_ += " // said";
    out_ += random_.one_in(30) ? "\r\n" : "\n";
  }

  // --- Names and values -----------------------------------------------------------------------------------------

  std::string fresh() {
    static constexpr std::string_view bases[] = {"step", "list", "filter", "Größe", "odd name", "end", "x"};
    return fmt::format("{}{}", random_.pick(bases), ++names_);
  }

  static std::string spelled(std::string_view name) { return is_plain_name(name) ? std::string(name) : quoted_name(name); }
  static std::string spelled_key(std::string_view name) { return is_plain_key(name) ? std::string(name) : quoted_name(name); }

  /// A reference that is there at this place.
  std::string path() {
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

  std::string number() { return random_.one_in(5) ? fmt::format("-{}.5", random_.below(100)) : fmt::format("{}", random_.below(1000)); }

  std::string text() {
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

  std::string any_name() {
    for (const auto& names : variables_)
      if (!names.empty() && random_.one_in(2)) return random_.pick(names);
    return blocks_.empty() ? std::string() : random_.pick(blocks_);
  }

  std::string call(std::size_t depth) {
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

  /// What a function takes: quoted pieces must not hold quotes of their own.
  std::string argument(std::size_t depth) {
    switch (random_.below(depth > 3 ? 3 : 5)) {
      case 0: return number();
      case 1: return fmt::format("'{}'", random_.one_in(2) ? "Y-m-d" : "plain");
      case 2: return path();
      case 3: return call(depth);
      default: return condition_call(depth);
    }
  }

  std::string condition_call(std::size_t depth) {
    return fmt::format("if({} {} {}, {}, {})", path(), random_.one_in(2) ? "=" : ">", number(), argument(depth + 1), argument(depth + 1));
  }

  std::string expression(std::size_t depth = 0) {
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

  std::string value() { return expression() + (random_.one_in(12) ? " AS 'shown'" : ""); }

  std::string object() {
    std::string text_of = "{";
    const std::size_t count = 1 + random_.below(3);
    for (std::size_t i = 0; i < count; ++i)
      text_of += fmt::format("{}{}: {}", i > 0 ? ", " : "", spelled_key(fmt::format("{}{}", random_.pick(keys), i)), expression(2));
    return text_of + "}";
  }

  std::string test(bool of_items) {
    const ConditionOperator& op = random_.pick(condition_operators());
    std::string left = of_items ? std::string(random_.pick(fields)) : path();
    return op.unary ? fmt::format("{} {}", left, op.script) : fmt::format("{} {} {}", left, op.script, expression(2));
  }

  void tests(bool of_items) {
    const std::string_view joiner = random_.one_in(2) ? "AND" : "OR";
    say(test(of_items));
    while (random_.one_in(3)) {
      word(joiner);
      say(test(of_items));
    }
  }

  std::string list() {
    if (!lists_.empty() && !random_.one_in(3)) return spelled(random_.pick(lists_));
    const auto& of_type = variables_[static_cast<std::size_t>(VariableType::list)];
    return of_type.empty() ? path() : random_.pick(of_type);
  }

  // --- The head of a script -------------------------------------------------------------------------------------

  void head() {
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

  void start() {
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

  static const Connector& webhook_connector() {
    for (const Connector& connector : builtin_catalog().connectors)
      if (!connector.webhooks.empty()) return connector;
    return builtin_catalog().connectors.front();
  }

  void declarations() {
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

  // --- Statements -----------------------------------------------------------------------------------------------

  void prefix(bool with_label, std::string* name = nullptr) {
    if (random_.one_in(8)) raw(std::string(random_.pick(comments)) + "\n");
    if (name && random_.one_in(8)) raw("/// What it is for\n");
    if (name && random_.one_in(25)) raw("@{\"colour\": 77, \"note\": [1, null, true]} ");
    if (name && random_.one_in(20)) word("DISABLED");
    if (with_label && name) {
      *name = fresh();
      say(spelled(*name));
      raw(":");
    }
  }

  void arguments(const std::vector<Parameter>& parameters) {
    bool first = true;
    for (const Parameter& parameter : parameters) {
      if (!parameter.required && random_.one_in(2)) continue;
      if (!first) raw(",");
      first = false;
      say(random_.one_in(10) ? quoted_name(parameter.name) : spelled_key(parameter.name));
      raw(random_.one_in(2) ? "=" : " = ");
      if (parameter.type == "checkbox") raw("TRUE");
      else if (!parameter.options.empty()) raw(quoted_text(random_.one_in(2) ? random_.pick(parameter.options).value : random_.pick(parameter.options).label));
      else if (parameter.mode == "keyValue") raw(object());
      else if (!parameter.required && random_.one_in(15)) raw("NULL");
      else raw(value());
    }
  }

  void action(bool loop) {
    const Connector& connector = random_.pick(builtin_catalog().connectors);
    const Action& chosen = random_.pick(connector.actions);
    const bool iterable = is_iterable(chosen);
    if (loop && !iterable) {
      say(list());
      return;
    }
    std::string name;
    if (!loop) prefix(true, &name);
    say((renamed_ && connector.alias == "github" ? "hub" : connector.alias) + "." + chosen.name + "(");
    arguments(chosen.parameters);
    raw(")");
    const auto has = [&](std::string_view id) { return std::find(chosen.settings.begin(), chosen.settings.end(), id) != chosen.settings.end(); };
    if (has("maxitemcount") && random_.one_in(3)) say(fmt::format("LIMIT {}", random_.below(500)));
    if (has("blendr_on_error")) on_error();
    if (has("automations_censor_data") && random_.one_in(8)) word("CENSOR");
    if (has("datasource") && random_.one_in(3)) say(random_.one_in(4) ? "USING NULL" : random_.one_in(3) ? "USING 'another-one'" : "USING 'a-connection'");
    if (has("cache") && random_.one_in(5)) say("WITH (cache = '60')");
    if (loop) return;
    end();
    blocks_.push_back(name);
    connector_blocks_.push_back(name);
    if (iterable) lists_.push_back(name);
  }

  void on_error() {
    static constexpr std::string_view policies[] = {"STOP", "WARN", "IGNORE"};
    if (random_.one_in(4)) words_of(fmt::format("ON ERROR {}", random_.pick(policies)));
  }

  void operations(VariableType type) {
    std::vector<const OperationSpec*> all;
    for (const OperationSpec& spec : variable_operations())
      if (spec.type == type) all.push_back(&spec);
    bool first = true;
    do {
      if (!first) raw(",");
      first = false;
      const OperationSpec& spec = *random_.pick(all);
      word(spec.op);
      if (spec.op == "CLEAR") continue;
      say(spec.key_value ? object() : expression());
    } while (random_.one_in(4));
    if (random_.one_in(5) && type == VariableType::list) raw(fmt::format(", = [{}, 'b']", expression(2)));
    if (random_.one_in(5) && type == VariableType::object) raw(", = " + object());
  }

  void let() {
    const std::size_t type = random_.below(variables_.size());
    if (variables_[type].empty()) return simple("TITLE");
    std::string unused;
    prefix(false, &unused);
    word("LET");
    say(random_.pick(variables_[type]));
    operations(static_cast<VariableType>(type));
    end();
  }

  void simple(std::string_view keyword) {
    std::string unused;
    prefix(false, &unused);
    words_of(keyword);
    say(value());
    if (keyword == "OUTPUT" && random_.one_in(4)) word(random_.one_in(2) ? "REPLACE" : "MERGE");
    end();
  }

  void named(std::string_view keyword, auto&& rest, bool is_list = false) {
    std::string name;
    prefix(true, &name);
    words_of(keyword);
    rest();
    end();
    blocks_.push_back(name);
    if (is_list) lists_.push_back(name);
  }

  void list_operation(bool loop) {
    struct Row {
      std::string_view begin, middle, end;
    };
    static constexpr Row rows[] = {{"JOIN", "TO", " ON id = id"},
                                   {"JOIN", "TO", " ON id = id KEEP RIGHT"},
                                   {"JOIN", "TO", " ON id = \"odd key\" IGNORE DUPLICATES"},
                                   {"DIFF", "FROM", " ON id = name"},
                                   {"INTERSECT", "WITH", " ON owner.id = id"},
                                   {"INTERSECT", "WITH", " ON id = id MERGE KEEP BOTH"},
                                   {"NEST", "UNDER", " AS 'children' ON id = id"}};
    const auto write = [&] {
      switch (random_.below(5)) {
        case 0:
          word("FILTER");
          say(list());
          word("WHERE");
          tests(true);
          break;
        case 1:
          word("DISTINCT");
          say(list());
          if (random_.one_in(2)) say("BY " + std::string(random_.pick(fields)));
          break;
        case 2:
          word("MAP");
          say(list());
          word("TO");
          say(object());
          break;
        case 3:
          words_of("RENAME FIELDS OF");
          say(list());
          word("USING");
          say("{old: 'new'}");
          if (random_.one_in(2)) word("ONLY");
          break;
        default: {
          const Row& row = random_.pick(rows);
          word(row.begin);
          say(list());
          word(row.middle);
          say(list());
          raw(row.end);
        }
      }
    };
    if (loop) write();
    else named("", write, true);
  }

  void file() {
    std::vector<const AdapterSpec*> remote;
    for (const AdapterSpec& adapter : file_adapters())
      if (adapter.needs_connection) remote.push_back(&adapter);
    const AdapterSpec& adapter = *random_.pick(remote);
    const auto location = [&](bool move) {
      say(quoted_text(adapter.name) + " (");
      bool first = true;
      for (const FieldSpec& spec : adapter.inputs) {
        if (!spec.required && random_.one_in(2)) continue;
        const std::string_view ids[] = {move && spec.id == "path" ? std::string_view("origin") : spec.id, "destination"};
        for (std::size_t i = 0; i < (move && spec.id == "path" ? 2u : 1u); ++i) {
          if (!first) raw(", ");
          first = false;
          raw(fmt::format("{} = {}", ids[i], expression(2)));
        }
      }
      raw(")");
      on_error();
    };
    const auto format = [&] {
      static constexpr std::string_view formats[] = {"AS AUTO", "AS JSON", "AS RAW", "AS CSV (delimiter = ';')", "AS CSV (csv_headers = 'no', csv_columns = 'a,b')"};
      if (random_.one_in(2)) say(random_.pick(formats));
    };
    switch (random_.below(9)) {
      case 0: return named("DELETE FILE", [&] { location(false); });
      case 1: return named("MOVE FILE", [&] { location(true); });
      case 2: return named("EXISTS FILE", [&] { location(false); });
      case 3: return named("FILES IN", [&] { location(false); }, true);
      case 4:
      case 5:
        named("OPEN FILE", [&] { location(false); });
        opened_ = blocks_.back();
        return named("READ", [&] { say(spelled(opened_)); format(); }, true);
      case 6: {
        named("OPEN FILE", [&] { location(false); });
        const std::string from = blocks_.back();
        return named("COPY FILE", [&] { say(spelled(from)); word("TO"); location(false); });
      }
      default: {
        named("CREATE FILE", [&] { location(false); });
        const std::string to = blocks_.back();
        named("WRITE", [&] { say(expression()); word("TO"); say(spelled(to)); format(); });
        named("CLOSE", [&] { say(spelled(to)); });
      }
    }
  }

  void pointers() {
    if (connector_blocks_.empty()) return action(false);
    const std::string block = spelled(random_.pick(connector_blocks_));
    switch (random_.below(4)) {
      case 0: return named("POINTERS OF", [&] { say(block); });
      case 1: return named("SET POINTER OF", [&] { say(block); word("TO"); say(expression()); });
      case 2: return named("SET POINTER OF", [&] { say(block); words_of("TO RECORD"); say(expression(2)); });
      default: return named("RESET POINTER OF", [&] { say(block); });
    }
  }

  void outside() {
    switch (random_.below(4)) {
      case 0: {
        static constexpr std::string_view methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
        return named(random_.pick(methods), [&] {
          say("'https://example.com/api'");
          if (random_.one_in(2)) say("PARAMS " + object());
          if (random_.one_in(2)) say("HEADERS " + object());
          if (random_.one_in(3)) say("TIMEOUT 30");
          if (random_.one_in(3)) say("ENCODING 'UTF-8'");
          on_error();
        });
      }
      case 1:
        return named("RUN AUTOMATION", [&] {
          say("'abc-123'");
          if (random_.one_in(2)) say("WITH INPUTS " + object());
        });
      case 2: {
        static constexpr std::string_view languages[] = {"PYTHON", "NODEJS", "PHP"};
        return named(random_.pick(languages), [&] {
          say(random_.one_in(2) ? "()" : fmt::format("(x = {}, \"odd name\" = 'z')", expression(2)));
          say("'''print('hello')\nif (a) { b }'''");
        });
      }
      default: return named("INPUTS", [&] {
        raw(" (");
        bool first = true;
        for (const FormType& type : form_types()) {
          if (!first && random_.one_in(2)) continue;
          if (!first) raw(", ");
          first = false;
          raw(fmt::format("'Field {}' AS {}", ++names_, type.word));
          if (random_.one_in(2)) word("REQUIRED");
          if (random_.one_in(3)) say("HELP 'what it means'");
          if (random_.one_in(3)) say("FROM " + list());
          if (random_.one_in(4)) say("OPTIONS {\"rows\": 3}");
        }
        raw(")");
        if (random_.one_in(2)) word("REMEMBER");
      });
    }
  }

  void item_blocks() {
    switch (random_.below(4)) {
      case 0: return named("LOOKUP", [&] { say(list()); word("WHERE"); tests(true); });
      case 1: return named("FIRST", [&] { say(number_or_path()); word("FROM"); say(list()); });
      case 2: return named("COMPARE", [&] { say(path()); word("WITH"); say(path()); if (random_.one_in(2)) word("SIMILAR"); });
      default: return named("BLOCK", [&] { say("'FancyBlock' {\"inputs\": [], \"speed\": -3, \"note\": [true, null, {\"a\": \"ü\"}]}"); });
    }
  }

  std::string number_or_path() { return random_.one_in(2) ? path() : fmt::format("{}", 1 + random_.below(50)); }

  /// What stands in one branch is not there in the next.
  void body(std::size_t depth) {
    const auto blocks = blocks_, lists = lists_, connector_blocks = connector_blocks_;
    const std::size_t count = random_.below(4);
    for (std::size_t i = 0; i < count; ++i) statement(depth + 1);
    blocks_ = blocks;
    lists_ = lists;
    connector_blocks_ = connector_blocks;
  }

  void close(std::string_view keyword) {
    words_of(keyword);
    if (random_.one_in(5)) raw(";");
    raw("\n");
  }

  void branches(std::size_t depth) {
    std::string unused;
    prefix(false, &unused);
    word("IF");
    tests(false);
    word("THEN");
    raw("\n");
    body(depth);
    while (random_.one_in(3)) {
      word("ELSEIF");
      tests(false);
      word("THEN");
      raw("\n");
      body(depth);
    }
    if (random_.one_in(2)) {
      word("ELSE");
      raw("\n");
      body(depth);
    }
    close("END IF");
  }

  void cases(std::size_t depth) {
    std::string unused;
    prefix(false, &unused);
    word("SWITCH");
    say(expression(2));
    const std::size_t count = 1 + random_.below(3);
    for (std::size_t i = 0; i < count; ++i) {
      word("CASE");
      say(expression(3));
      raw("\n");
      body(depth);
    }
    if (random_.one_in(2)) {
      word("DEFAULT");
      raw("\n");
      body(depth);
    }
    close("END SWITCH");
  }

  void loop(std::size_t depth) {
    std::string unused;
    prefix(false, &unused);
    const std::string name = fresh();
    words_of("FOR EACH");
    say(spelled(name));
    word("IN");
    switch (random_.below(4)) {
      case 0: action(true); break;
      case 1: list_operation(true); break;
      case 2:
        words_of("BATCHES OF");
        say(number_or_path());
        word("FROM");
        say(list());
        break;
      default: say(list());
    }
    raw("\n");
    loops_.push_back(name);
    blocks_.push_back(name);
    body(depth);
    if (random_.one_in(4)) {
      words_of("EXIT FOR");
      end();
    }
    loops_.pop_back();
    close("NEXT");
  }

  void jump() {
    // Nothing can follow: it stands alone in a branch.
    const std::string label = fmt::format("point {}", labels_.size());
    raw(fmt::format("IF {} THEN\n", test(false)));
    if (random_.one_in(4)) {
      raw("REDIRECT 'https://example.com';\n");
    } else {
      raw(fmt::format("GOTO {};\n", quoted_text(label)));
      labels_.push_back(label);
    }
    raw("END IF\n");
  }

  void detached() {
    raw("DETACHED\n");
    statement(2);
    for (const std::string& label : labels_) raw(fmt::format("LABEL {};\n", quoted_text(label)));
    raw("END DETACHED\n");
  }

  void statement(std::size_t depth) {
    static constexpr std::string_view simples[] = {"OUTPUT", "TITLE", "ERROR", "WARNING"};
    switch (random_.below(depth < 4 ? 19 : 13)) {
      case 0:
      case 1: return action(false);
      case 2:
      case 3: return let();
      case 4:
      case 5: return simple(random_.pick(simples));
      case 6: return list_operation(false);
      case 7: return item_blocks();
      case 8: return outside();
      case 9: return file();
      case 10: return pointers();
      case 11:
        raw(fmt::format("SLEEP {};\n", number_or_path()));
        return;
      case 12:
        if (random_.one_in(3)) raw("EXIT SCRIPT;\n");
        return;
      case 13:
      case 14: return branches(depth);
      case 15: return cases(depth);
      case 16:
      case 17: return loop(depth);
      default: return jump();
    }
  }

  Random random_;
  std::string out_;
  bool renamed_ = false;   ///< GitHub goes by another alias
  std::size_t names_ = 0;
  std::vector<std::vector<std::string>> variables_{variable_types().size()};
  std::vector<std::string> blocks_;            ///< names that have an output
  std::vector<std::string> lists_;             ///< those of them that are lists
  std::vector<std::string> connector_blocks_;
  std::vector<std::string> loops_;             ///< the loops around this place
  std::vector<std::string> labels_;
  std::string opened_;
};

}  // namespace

std::string generate_program(std::uint64_t seed) { return Generator(seed).program(); }

}  // namespace dork
