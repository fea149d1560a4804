// Phrases and script templates of the data files, taken apart.
#pragma once

#include "corpus/synthesis/rule_book.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace dork::corpus {

/// Gives the number of a hole by its name and, where the template says one, its kind; `none` where there is no such hole.
using FindHole = std::function<Id(std::string_view name, std::string_view kind)>;

/// Takes a phrase apart: `<hole>`, `<hole.attribute>`, `{one|another|}`, `[verb]`, `<?option>`, and
/// text between backticks, which stands as it is (between two: with one on each side). On failure `error` says why.
Pieces parse_phrase(std::string_view text, const FindHole& find_hole, std::string& error, const FindHole& find_option = {});

/// Takes a script template apart: `<hole>`, `<hole:kind>`, `<hole>: ` before a statement, `<?option>`.
Pieces parse_script(std::string_view text, const FindHole& find_hole, const FindHole& find_option, std::string& error);

}  // namespace dork::corpus
