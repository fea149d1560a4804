// What the checks share: how to call a statement, what is a constant, where a part of a text stands in the source.
#pragma once

#include "compiler/sema/sema.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace dork::sema {

/// Whether two words are the same but for the case of ASCII letters.
bool same_word(std::string_view a, std::string_view b);

/// What a report calls a statement: the name of its action, or its own words (`OPEN FILE`).
std::string statement_words(const Statement& statement);

/// `an OUTPUT`: the words with their article.
std::string with_article(std::string_view words);

/// What a report about the whole statement underlines: the call, or the statement's head.
Range head_range(const Statement& statement);

/// The range of an expression, or of the statement where an automation that was lifted from JSON has none.
Range place_of(const Expr& expr, const Statement& statement);
Range place_of(Range range, const Statement& statement);

/// Where bytes of a text's template stand in the source; the whole text's place where that cannot be said.
Range place_in_text(const Expr& text, Range part, const Statement& statement, const Context& context);

/// The text of a constant: a text without formulas, or a number.
std::optional<std::string_view> constant_text(const Expr& expr);

/// Whether the run cannot change a value: constant texts and numbers, NULL, TRUE and FALSE.
bool is_constant(const Expr& expr);

/// Whether a text has the shape of a block's id.
bool is_block_id(std::string_view text);

/// The field of a statement with this id, wherever it came from; null where there is none.
const Field* field_of(const Statement& statement, std::string_view id);

/// The id of a field: its table entry's, or the name that the script gives it.
std::string_view id_of(const Field& field);

}  // namespace dork::sema
