// Values, references and conditions in words.
#pragma once

#include "compiler/model/automation.hpp"
#include "corpus/explain/explain.hpp"
#include "corpus/synthesis/rule_book.hpp"

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace dork::corpus {

/// What a name of the automation stands for.
struct Named {
  const Statement* statement = nullptr;   ///< null for a variable
  Id kind = none;                         ///< of it, or of its items
  bool list = false;
  std::string said;                       ///< "the export"; empty: by its name
};

/// All names of an automation, with what the phrases know of them.
using NamedThings = std::unordered_map<std::string_view, Named>;
NamedThings name_things(const Automation& automation, const RuleBook& book);

class Words {
 public:
  Words(const NamedThings& things, const RuleBook& book, ExplainFormat format) : things_(things), book_(book), format_(format) {}

  /// A value: "Finance (6509…)", "Reload of [app name] failed", the app's name.
  std::string value(const Value& value) const;
  std::string value(const Expr& expression) const;

  /// "its name contains X and its status is not active". `of_items`: the left sides are fields of a list's items.
  std::string tests(const Tests& tests, bool of_items) const;

  /// A name as it stands in the script.
  std::string code(std::string_view text) const;

  /// "the current app", "the app"; of a list its items: "app", "apps".
  std::string noun(std::string_view name, bool many) const;

 private:
  std::string text(std::string_view text) const;
  std::string path(const Expr& path) const;
  std::string call(const Expr& call) const;
  std::string field(const Expr& path) const;
  std::string quoted(std::string_view text) const;

  const NamedThings& things_;
  const RuleBook& book_;
  ExplainFormat format_;
};

}  // namespace dork::corpus
