// A program in the making.
#pragma once

#include "compiler/catalog/catalog.hpp"
#include "compiler/model/block_table.hpp"
#include "compiler/syntax/expression.hpp"
#include "tests/generate/random.hpp"

#include <fmt/format.h>
#include <string>
#include <string_view>
#include <vector>

namespace dork::generator {

// What programs are made of: words that a lexer, a JSON writer or a formula may stumble over.
inline constexpr std::string_view words[] = {"apps",  "nightly", "Übersicht", "räkning", "it's", "a, b", "{color: red}", "} {",
                                      "0042",  "12",      "-3.5",      "x=y",     "50 %", "#1",   "line\nbreak",  "tab\there",
                                      "日本語", "",        " blank ",   "\"q\"",   "''",   "{}",   "[1]",          "back\\slash"};
inline constexpr std::string_view keys[] = {"id", "name", "status", "odd key", "end", "item2", "größe", "a.b"};
inline constexpr std::string_view fields[] = {"id", "name", "owner.id", "status"};
inline constexpr std::string_view comments[] = {"// why", "/* because */", "REM load script style;", "//", "/* two\n   lines */"};

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
  // --- Layout ------------------------------------------------------------------------------------------------

  /// Keywords in any case, between blanks of any kind.
  void word(std::string_view text);

  void words_of(std::string_view text);

  void space();

  void raw(std::string_view text) { out_ += text; }
  void say(std::string_view text);

  void end();

  // --- Names and values --------------------------------------------------------------------------------------

  std::string fresh();

  static std::string spelled(std::string_view name) { return is_plain_name(name) ? std::string(name) : quoted_name(name); }
  static std::string spelled_key(std::string_view name) { return is_plain_key(name) ? std::string(name) : quoted_name(name); }

  /// A reference that is there at this place.
  std::string path();

  std::string number() { return random_.one_in(5) ? fmt::format("-{}.5", random_.below(100)) : fmt::format("{}", random_.below(1000)); }

  std::string text();

  std::string any_name();

  std::string call(std::size_t depth);

  /// What a function takes: quoted pieces must not hold quotes of their own.
  std::string argument(std::size_t depth);

  std::string condition_call(std::size_t depth);

  std::string expression(std::size_t depth = 0);

  std::string value() { return expression() + (random_.one_in(12) ? " AS 'shown'" : ""); }

  std::string object();

  std::string test(bool of_items);

  void tests(bool of_items);

  std::string list();

  // --- The head of a script ----------------------------------------------------------------------------------

  void head();

  void start();

  static const Connector& webhook_connector();

  void declarations();

  // --- Statements --------------------------------------------------------------------------------------------

  void prefix(bool with_label, std::string* name = nullptr);

  void arguments(const std::vector<Parameter>& parameters);

  void action(bool loop);

  void on_error();

  void operations(VariableType type);

  void let();

  void simple(std::string_view keyword);

  void named(std::string_view keyword, auto&& rest, bool is_list = false) {
    std::string name;
    prefix(true, &name);
    words_of(keyword);
    rest();
    end();
    blocks_.push_back(name);
    if (is_list) lists_.push_back(name);
  }

  void list_operation(bool loop);

  void file();

  void pointers();

  void outside();

  void item_blocks();

  std::string number_or_path() { return random_.one_in(2) ? path() : fmt::format("{}", 1 + random_.below(50)); }

  /// What stands in one branch is not there in the next.
  void body(std::size_t depth);

  void close(std::string_view keyword);

  void branches(std::size_t depth);

  void cases(std::size_t depth);

  void loop(std::size_t depth);

  void jump();

  void detached();

  void statement(std::size_t depth);

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

}  // namespace dork::generator
