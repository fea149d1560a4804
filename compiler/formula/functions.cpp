#include "compiler/formula/formula.hpp"

#include <algorithm>
#include <array>

namespace dork {
namespace {

constexpr std::array<FormulaFunction, 43> functions = {{
    {"add", 2, 2, "add(a, b)", "number", "The sum of two numbers.", true},
    {"base64decode", 1, 1, "base64decode(text)", "text", "The text that a Base64 text encodes.", false},
    {"base64encode", 1, 1, "base64encode(text)", "text", "The text in Base64.", false},
    {"capitalizename", 1, 1, "capitalizename(text)", "text",
     "Every word with a capital first letter, where the name is all small or all capitals.", true},
    {"converttimezone", 5, 5, "converttimezone(date, [input format], input zone, [output format], output zone)", "text",
     "A date as it reads in another time zone; the formats may be left empty.", true},
    {"count", 1, 1, "count(list)", "number", "The number of items in a list.", true},
    {"csv", 1, 3, "csv(list, [columns], [delimiter])", "text", "A list or an object as CSV text.", false},
    {"date", 2, 3, "date(date, format, [input format])", "text",
     "A date rewritten with PHP's format letters; the date may be 'now', 'today', 'yesterday', 'tomorrow'.", true},
    {"divide", 2, 2, "divide(a, b)", "number", "A number divided by another.", true},
    {"explode", 1, 2, "explode(text, [delimiter])", "list", "A text split into a list, at commas by default.", false},
    {"getkeys", 1, 1, "getkeys(object)", "list", "A list of an object's keys.", true},
    {"if", 3, 3, "if(test, then, else)", "any", "One of two values, as a test decides.", true},
    {"implode", 1, 2, "implode(list, [delimiter])", "text", "The items of a list joined to one text, by a comma by default.",
     true},
    {"jobguid", 0, 0, "{jobguid}", "text", "The id of the run; a constant of templates.", false},
    {"json", 1, 1, "json(value)", "text", "A value as JSON text.", false},
    {"linebreak", 0, 0, "{linebreak}", "text", "A line break; a constant of templates.", true},
    {"lowercase", 1, 1, "lowercase(text)", "text", "The text in small letters.", true},
    {"ltrim", 1, 2, "ltrim(text, [characters])", "text", "The text without blanks, or the given characters, at its left.",
     true},
    {"map", 2, 2, "map(value, object)", "any", "What an object holds under a key.", true},
    {"max", 1, 1, "max(list)", "number or text or boolean or null", "The largest item of a list.", true},
    {"min", 1, 1, "min(list)", "number or text or boolean or null", "The smallest item of a list.", true},
    {"mod", 2, 2, "mod(a, b)", "number", "The remainder of a division.", true},
    {"modelevendigit", 1, 1, "modelevendigit(number)", "number or text", "The check digit of a number, modulo 11.", true},
    {"modtendigit", 1, 1, "modtendigit(number)", "number", "The check digit of a number, modulo 10.", true},
    {"multiply", 2, 2, "multiply(a, b)", "number", "The product of two numbers.", true},
    {"object", 1, 1, "object(text)", "any", "The object or list that a JSON text describes.", false},
    {"randomnumber", 1, 1, "randomnumber(digits)", "number", "A random whole number with so many digits.", true},
    {"randomtext", 1, 1, "randomtext(length)", "text", "A random text of so many characters.", false},
    {"regexparse", 2, 2, "regexparse(text, regex)", "text or null", "What a regular expression captures in its first match.", true},
    {"regexparseall", 2, 2, "regexparseall(text, regex)", "list",
     "A list of what a regular expression with one group captures in all its matches.", true},
    {"regexreplace", 3, 3, "regexreplace(text, regex, replacement)", "text",
     "The text with the matches of a regular expression replaced.", false},
    {"removeEmptyProperties", 1, 1, "removeEmptyProperties(object)", "object or list or null",
     "The object without the keys whose value is null, empty or blank.", true},
    {"replace", 3, 3, "replace(text, search, replacement)", "text", "The text with every occurrence of another replaced.",
     false},
    {"round", 1, 2, "round(number, [decimals])", "number", "A number rounded, to whole ones by default.", true},
    {"rtrim", 1, 2, "rtrim(text, [characters])", "text", "The text without blanks, or the given characters, at its right.",
     true},
    {"sort", 1, 3, "sort(list, [key], [flag])", "list", "A list in ascending natural order, by a key of its items.", true},
    {"sortdesc", 1, 3, "sortdesc(list, [key], [flag])", "list", "A list in descending order, by a key of its items.", true},
    {"strpos", 2, 2, "strpos(text, search)", "number or boolean", "Where a text first occurs in another, counted from 0.", false},
    {"substr", 2, 3, "substr(text, start, [length])", "text", "A part of the text; the start is counted from 0.", false},
    {"subtract", 2, 2, "subtract(a, b)", "number", "The difference of two numbers.", true},
    {"text", 1, 1, "text(value)", "text", "Any value as text.", false},
    {"trim", 1, 2, "trim(text, [characters])", "text", "The text without blanks, or the given characters, at both ends.", true},
    {"uppercase", 1, 1, "uppercase(text)", "text", "The text in capitals.", true},
}};

constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr bool less_without_case(std::string_view a, std::string_view b) {
  return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                      [](char x, char y) { return lower(x) < lower(y); });
}

constexpr bool by_name(const FormulaFunction& a, const FormulaFunction& b) {
  return less_without_case(a.name, b.name);
}

static_assert(std::is_sorted(functions.begin(), functions.end(), by_name));

}  // namespace

std::span<const FormulaFunction> formula_functions() {
  return functions;
}

const FormulaFunction* find_function(std::string_view name) {
  const auto found = std::lower_bound(
      functions.begin(), functions.end(), name,
      [](const FormulaFunction& each, std::string_view word) { return less_without_case(each.name, word); });
  return found != functions.end() && !less_without_case(name, found->name) ? &*found : nullptr;
}

}  // namespace dork
