// What mutations share, and those whose answers are no script, or no program.
#pragma once

#include "compiler/model/automation.hpp"
#include "compiler/syntax/expression.hpp"
#include "tests/score/mutate.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dork::score {

/// The mutated script; nothing where there is no place for it.
using Made = std::optional<std::string>;

Automation read(const std::string& script, const Catalog& catalog);
std::string replaced(const std::string& script, Range range, std::string_view text);
std::string text_of(const std::string& script, Range range);
/// The numbers below `count` in any order.
std::vector<std::size_t> shuffled(std::size_t count, Random& random);

Made lose_token(const std::string& script, const Catalog& catalog, Random& random);
Made stray_token(const std::string& script, const Catalog& catalog, Random& random);
Made misspell_keyword(const std::string& script, const Catalog& catalog, Random& random);
Made lose_quote(const std::string& script, const Catalog& catalog, Random& random);
Made cut(const std::string& script, const Catalog& catalog, Random& random);
Made silence(const std::string& script, const Catalog& catalog, Random& random);
Made refuse(const std::string& script, const Catalog& catalog, Random& random);
Made explain(const std::string& script, const Catalog& catalog, Random& random);
Made speak_python(const std::string& script, const Catalog& catalog, Random& random);
Made think(const std::string& script, const Catalog& catalog, Random& random);
Made go_in_circles(const std::string& script, const Catalog& catalog, Random& random);
Made break_json(const std::string& script, const Catalog& catalog, Random& random);
Made break_workspace(const std::string& script, const Catalog& catalog, Random& random);

}  // namespace dork::score
