// Values, references and conditions in words.
#pragma once

#include "compiler/model/automation.hpp"
#include "corpus/explain/explain.hpp"
#include "corpus/synthesis/rule_book.hpp"

#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace dork::corpus {

/// What a name of the automation stands for.
struct Named {
  const Statement* statement = nullptr;  ///< null for a variable
  Id kind = none;                        ///< of it, or of its items
  bool list = false;
  std::string said;             ///< "the export"; empty: by its name, or by its items
  bool ambiguous = false;       ///< something else would be said just so: its name tells them apart
  bool item_ambiguous = false;  ///< so would the current item of another loop
};

/// All names of an automation, with what the phrases know of them.
using NamedThings = std::unordered_map<std::string_view, Named>;
NamedThings name_things(const Automation& automation, const RuleBook& book);

/// The rule that starts an automation by the event of a START WEBHOOK; null where there is none.
const Rule* rule_of_event(const RuleBook& book, const Statement& start);

/// Names that are said as they stand in the script.
using SaidNames = std::set<std::string, std::less<>>;

/// A text on one line, blanks for line breaks.
std::string on_one_line(std::string_view text);

class Words {
 public:
  /// `names` takes the names of statements that are said as they stand, so that they can be introduced.
  Words(const NamedThings& things, const RuleBook& book, ExplainFormat format, SaidNames& names)
      : things_(things), book_(book), format_(format), names_(names) {}

  /// A value: "Finance (6509…)", "Reload of [app name] failed", the app's name.
  std::string value(const Value& value) const;
  std::string value(const Expr& expression) const;

  /// An object without its braces: "text: "…" and id: …"; anything else as a value.
  std::string pairs(const Value& value) const;

  /// Each key of an object with its value: "done to "yes"", where `between` is "to". Anything else as a value.
  std::string settings(const Expr& object, std::string_view between) const;

  /// The items of a list: "a, b and c"; anything else as a value.
  std::string items(const Value& value) const;

  /// "the status of the reload is not "SUCCEEDED" and …".
  std::string tests(const Tests& tests) const;

  /// The tests of a list's items, of which `kind` says what their members are called: "whose name contains X and whose
  /// …".
  std::string tests(const Tests& tests, Id kind) const;

  /// Of what kind the items are that a list operation works on; `none` where that is not known.
  Id items_of(const Statement& statement) const;

  /// What a name stands for: "the app", "the users", or the name.
  std::string thing(std::string_view name) const;

  bool is_markdown() const { return format_ == ExplainFormat::markdown; }

  /// A name as it stands in the script.
  std::string code(std::string_view text) const;

  /// "the current app", "the app"; of a list its items: "app", "apps".
  std::string noun(std::string_view name, bool many) const;

 private:
  std::string text(std::string_view text) const;
  std::string pairs(const Expr& object) const;
  std::string path(const Expr& path) const;
  std::string call(const Expr& call) const;
  std::string field(const Expr& path, Id kind) const;
  std::string form_field(const Named& form, std::string_view key) const;
  std::string by_name(std::string_view name) const;
  std::string quoted(std::string_view text) const;

  const NamedThings& things_;
  const RuleBook& book_;
  ExplainFormat format_;
  SaidNames& names_;
};

}  // namespace dork::corpus
