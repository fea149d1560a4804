// How names are compared and made: without case, lowerCamel from labels, words from identifiers.
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace dork {

/// Whether two names are the same but for the case of ASCII letters. Allocates nothing.
bool same_name(std::string_view a, std::string_view b);

/// Whether the lexer reads the text as one name.
bool is_identifier(std::string_view text);

/// A label as an identifier: `App Id` is `appId`, `RAW API Request` is `rawApiRequest`. Empty where nothing is left.
std::string lower_camel(std::string_view label);

/// An identifier as the editor shows it: `exportAppToBase64EncodedFile` is `Export App To Base 64 Encoded File`.
std::string title_words(std::string_view identifier);

/// `wish`, or where that is taken the first of `wish2`, `wish3`, … that is free.
std::string unique_name(std::string_view wish, const std::function<bool(std::string_view)>& taken);

}  // namespace dork
