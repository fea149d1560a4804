#include "tests/generate/generator.hpp"

#include "compiler/formula/formula.hpp"
#include "compiler/formula/operators.hpp"

#include <algorithm>

namespace dork::generator {

void Generator::prefix(bool with_label, std::string* name) {
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

void Generator::arguments(const std::vector<Parameter>& parameters) {
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

void Generator::action(bool loop) {
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

void Generator::on_error() {
  static constexpr std::string_view policies[] = {"STOP", "WARN", "IGNORE"};
  if (random_.one_in(4)) words_of(fmt::format("ON ERROR {}", random_.pick(policies)));
}

void Generator::operations(VariableType type) {
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

void Generator::let() {
  const std::size_t type = random_.below(variables_.size());
  if (variables_[type].empty()) return simple("TITLE");
  std::string unused;
  prefix(false, &unused);
  word("LET");
  say(random_.pick(variables_[type]));
  operations(static_cast<VariableType>(type));
  end();
}

void Generator::simple(std::string_view keyword) {
  std::string unused;
  prefix(false, &unused);
  words_of(keyword);
  say(value());
  if (keyword == "OUTPUT" && random_.one_in(4)) word(random_.one_in(2) ? "REPLACE" : "MERGE");
  end();
}

void Generator::list_operation(bool loop) {
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

void Generator::file() {
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

void Generator::pointers() {
  if (connector_blocks_.empty()) return action(false);
  const std::string block = spelled(random_.pick(connector_blocks_));
  switch (random_.below(4)) {
    case 0: return named("POINTERS OF", [&] { say(block); });
    case 1: return named("SET POINTER OF", [&] { say(block); word("TO"); say(expression()); });
    case 2: return named("SET POINTER OF", [&] { say(block); words_of("TO RECORD"); say(expression(2)); });
    default: return named("RESET POINTER OF", [&] { say(block); });
  }
}

void Generator::outside() {
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

void Generator::item_blocks() {
  switch (random_.below(4)) {
    case 0: return named("LOOKUP", [&] { say(list()); word("WHERE"); tests(true); });
    case 1: return named("FIRST", [&] { say(number_or_path()); word("FROM"); say(list()); });
    case 2: return named("COMPARE", [&] { say(path()); word("WITH"); say(path()); if (random_.one_in(2)) word("SIMILAR"); });
    default: return named("BLOCK", [&] { say("'FancyBlock' {\"inputs\": [], \"speed\": -3, \"note\": [true, null, {\"a\": \"ü\"}]}"); });
  }
}

void Generator::body(std::size_t depth) {
  const auto blocks = blocks_, lists = lists_, connector_blocks = connector_blocks_;
  const std::size_t count = random_.below(4);
  for (std::size_t i = 0; i < count; ++i) statement(depth + 1);
  blocks_ = blocks;
  lists_ = lists;
  connector_blocks_ = connector_blocks;
}

void Generator::close(std::string_view keyword) {
  words_of(keyword);
  if (random_.one_in(5)) raw(";");
  raw("\n");
}

void Generator::branches(std::size_t depth) {
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

void Generator::cases(std::size_t depth) {
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

void Generator::loop(std::size_t depth) {
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

void Generator::jump() {
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

void Generator::detached() {
  raw("DETACHED\n");
  statement(2);
  for (const std::string& label : labels_) raw(fmt::format("LABEL {};\n", quoted_text(label)));
  raw("END DETACHED\n");
}

void Generator::statement(std::size_t depth) {
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

}  // namespace dork::generator
