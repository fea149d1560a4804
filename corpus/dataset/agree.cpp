#include "corpus/dataset/agree.hpp"

#include "corpus/dataset/branches.hpp"
#include "corpus/dataset/literals.hpp"
#include "corpus/letters.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <optional>
#include <vector>

namespace dork::corpus {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

/// A text without its formulas: what stands between braces is said in other words.
std::vector<std::string> fixed_parts(std::string_view value, char open, char close) {
  std::vector<std::string> parts;
  std::string part;
  int depth = 0;
  for (const char c : value) {
    if (c == open) {
      if (depth++ == 0 && !trimmed(part).empty()) parts.emplace_back(trimmed(part));
      if (depth == 1) part.clear();
    } else if (c == close && depth > 0) {
      --depth;
    } else if (depth == 0) {
      part += c;
    }
  }
  if (!trimmed(part).empty()) parts.emplace_back(trimmed(part));
  return parts;
}

/// What only somebody who knows it can say: ids, addresses, paths.
bool is_exact(std::string_view value) {
  const bool digit = std::any_of(value.begin(), value.end(), is_digit), letter = std::any_of(value.begin(), value.end(), is_letter);
  const bool blank = std::any_of(value.begin(), value.end(), is_blank);
  return !blank && ((digit && letter && value.size() >= 8) || value.find('@') != std::string_view::npos || value.find("://") != std::string_view::npos);
}

// --- The words of a request -------------------------------------------------------------------------------------------

struct Said {
  std::string value;
  std::size_t begin = 0;
};

/// A number with what it may be in seconds: `two hours` is 2, and 7200.
struct Quantity {
  std::uint64_t number = 0;
  std::uint64_t seconds = 0;   ///< 0: no unit of time follows
  bool digits = false;         ///< it is written in digits, two or more
};

struct Request {
  std::string_view text;
  std::string small;
  std::vector<Said> quoted;    ///< between double quotes
  std::vector<Said> exact;     ///< ids and addresses
  std::vector<Quantity> quantities;
  std::vector<std::pair<int, int>> times;
};

/// `9:15`, `09:15 pm`, `9 am`; what it takes of the text goes to `length`.
std::optional<std::pair<int, int>> time_at(std::string_view text, std::size_t& length) {
  std::size_t at = 0;
  int hour = 0, minute = 0;
  while (at < text.size() && at < 2 && is_digit(text[at])) hour = hour * 10 + (text[at++] - '0');
  if (at == 0 || (at < text.size() && is_digit(text[at]))) return std::nullopt;
  bool colon = false;
  if (at + 2 < text.size() && text[at] == ':' && is_digit(text[at + 1]) && is_digit(text[at + 2])) {
    minute = (text[at + 1] - '0') * 10 + (text[at + 2] - '0');
    at += 3;
    colon = true;
  }
  std::size_t after = at;
  while (after < text.size() && text[after] == ' ') ++after;
  const std::string half = lowered(text.substr(after, 2));
  const bool ends = after + 2 >= text.size() || !is_letter(text[after + 2]);
  if ((half == "am" || half == "pm") && ends) {
    at = after + 2;
    hour = hour % 12 + (half == "pm" ? 12 : 0);
  } else if (!colon) {
    return std::nullopt;
  }
  if (hour > 23 || minute > 59) return std::nullopt;
  length = at;
  return std::pair(hour, minute);
}

constexpr std::string_view number_words[] = {"zero",    "one",     "two",       "three",    "four",     "five",    "six",     "seven",     "eight",    "nine",   "ten",
                                             "eleven",  "twelve",  "thirteen",  "fourteen", "fifteen",  "sixteen", "seventeen", "eighteen", "nineteen", "twenty"};
constexpr std::pair<std::string_view, std::uint64_t> tens[] = {{"thirty", 30}, {"forty", 40}, {"fifty", 50}, {"sixty", 60}, {"ninety", 90}, {"hundred", 100}};

std::optional<std::uint64_t> number_word(std::string_view word) {
  if (word == "a" || word == "an" || word == "each" || word == "every" || word == "once") return 1;
  for (std::size_t i = 0; i < std::size(number_words); ++i)
    if (word == number_words[i]) return i;
  for (const auto& [name, number] : tens)
    if (word == name) return number;
  return std::nullopt;
}

/// Seconds in the unit of time that a text begins with, blanks before it; 0 where it begins with none.
std::uint64_t unit_at(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size() && (text[at] == ' ' || text[at] == '-')) ++at;
  constexpr std::pair<std::string_view, std::uint64_t> units[] = {{"sec", 1}, {"min", 60}, {"hour", 3600}, {"day", 86400}, {"week", 604800}};
  for (const auto& [name, seconds] : units)
    if (text.substr(at).starts_with(name)) return seconds;
  return 0;
}

Request read_request(std::string_view text) {
  Request request{text, lowered(text), {}, {}, {}, {}};
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    const bool starts = at == 0 || !(is_letter(text[at - 1]) || is_digit(text[at - 1]) || text[at - 1] == '.' || text[at - 1] == '-');
    if (c == '"') {
      const std::size_t end = text.find('"', at + 1);
      if (end == std::string_view::npos) break;
      request.quoted.push_back({std::string(text.substr(at + 1, end - at - 1)), at});
      at = end + 1;
      continue;
    }
    if (!starts || !(is_letter(c) || is_digit(c))) {
      ++at;
      continue;
    }
    std::size_t length = 0;
    if (is_digit(c))
      if (const auto time = time_at(text.substr(at), length)) {
        request.times.push_back(*time);
        at += length;
        continue;
      }
    std::size_t end = at;
    while (end < text.size() && !is_blank(text[end]) && std::string_view("\"'`,;()<>[]{}").find(text[end]) == std::string_view::npos) ++end;
    while (end > at && std::string_view(".:!?").find(text[end - 1]) != std::string_view::npos) --end;
    const std::string_view word = text.substr(at, end - at);
    if (is_exact(word)) {
      request.exact.push_back({std::string(word), at});
    } else if (word.size() < 16 && std::all_of(word.begin(), word.end(), is_digit)) {
      // At the beginning of a line it counts the steps.
      const bool counts = end < text.size() && (text[end] == '.' || text[end] == ')');
      const std::size_t line = text.rfind('\n', at) + 1;
      if (!(counts && trimmed(text.substr(line, at - line)).empty())) {
        const std::uint64_t number = std::stoull(std::string(word));
        request.quantities.push_back({number, number * unit_at(text.substr(end)), word.size() > 1});
      }
    } else if (lowered(word) == "half") {
      // Half a minute, one and a half, half an hour.
      for (const std::uint64_t seconds : {30, 90, 1800, 5400}) request.quantities.push_back({seconds, 0, false});
    } else if (lowered(word) == "quarter") {
      request.quantities.push_back({900, 0, false});
    } else if (const auto number = number_word(lowered(word))) {
      request.quantities.push_back({*number, *number * unit_at(text.substr(end)), false});
    }
    at = std::max(end, at + 1);
  }
  return request;
}

// --- Comparing --------------------------------------------------------------------------------------------------------

bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

bool holds_number(std::string_view text, std::string_view number) {
  for (std::size_t at = text.find(number); at != std::string_view::npos; at = text.find(number, at + 1)) {
    const bool before = at > 0 && is_digit(text[at - 1]);
    const std::size_t end = at + number.size();
    if (!before && !(end < text.size() && is_digit(text[end]))) return true;
  }
  return false;
}

bool is_option(std::string_view key, std::string_view value, const Catalog& catalog) {
  for (const Connector& connector : catalog.connectors)
    for (const Action& action : connector.actions)
      for (const Parameter& parameter : action.parameters)
        if (parameter.name == key)
          for (const Option& option : parameter.options)
            if (option.value == value || option.label == value) return true;
  return false;
}

std::optional<int> rrule_part(std::string_view rrule, std::string_view name) {
  const std::size_t at = rrule.find(name);
  if (at == std::string_view::npos) return std::nullopt;
  int number = 0;
  std::size_t i = at + name.size();
  if (i >= rrule.size() || !is_digit(rrule[i])) return std::nullopt;
  while (i < rrule.size() && is_digit(rrule[i])) number = number * 10 + (rrule[i++] - '0');
  return number;
}

std::string doubled(std::string_view text) {
  std::string result;
  for (const char c : text) result += c == '\'' ? std::string("''") : std::string(1, c);
  return result;
}

std::string lost_by_program(const Request& request, std::string_view script, const std::vector<Literal>& literals) {
  const std::string small = lowered(script);
  const auto in_program = [&](std::string_view value) {
    return holds(small, lowered(value)) || holds(small, lowered(doubled(value)));
  };
  for (const Said& each : request.exact)
    if (!in_program(each.value)) return fmt::format("the request has `{}`, the program has not", each.value);
  for (const Said& each : request.quoted)
    for (const std::string& part : fixed_parts(each.value, '[', ']'))
      if (!in_program(part)) return fmt::format("the request has \"{}\", the program has not", each.value);
  for (const Quantity& each : request.quantities)
    if (each.digits && !holds_number(script, std::to_string(each.number)) && !(each.seconds > 0 && holds_number(script, std::to_string(each.seconds))))
      return fmt::format("the request has {}, the program has not", each.number);
  if (request.times.size() == 1)
    for (const Literal& literal : literals) {
      if (!literal.value.starts_with("RRULE:")) continue;
      const auto [hour, minute] = request.times.front();
      if (rrule_part(literal.value, "BYHOUR=").value_or(hour) != hour || rrule_part(literal.value, "BYMINUTE=").value_or(minute) != minute)
        return fmt::format("the request has {}:{:02}, the program {}", hour, minute, literal.value);
    }
  return {};
}

bool is_connector(std::string_view value, const Catalog& catalog) {
  return std::any_of(catalog.connectors.begin(), catalog.connectors.end(), [&](const Connector& each) { return each.name == value; });
}

/// A sentence that somebody wrote: words that the request must have given, where a single one may be the program's own.
bool is_sentence(std::string_view text) {
  return text.size() >= 8 && text.find(' ') != std::string_view::npos && is_letter(text.front()) && std::count_if(text.begin(), text.end(), is_letter) * 4 > static_cast<std::ptrdiff_t>(text.size()) * 3;
}

std::string not_asked_for(const Request& request, const std::vector<Literal>& literals, const Catalog& catalog) {
  for (const Literal& literal : literals) {
    if (literal.number) {
      const bool said = holds_number(request.text, literal.value) || std::any_of(request.quantities.begin(), request.quantities.end(), [&](const Quantity& each) {
        return literal.value == std::to_string(each.number) || (each.seconds > 0 && literal.value == std::to_string(each.seconds));
      });
      if (literal.value.size() > 1 && !said) return fmt::format("the program has {}, the request has not", literal.value);
      continue;
    }
    if (literal.value.starts_with("RRULE:") || literal.key == "TIMEZONE" || is_connector(literal.value, catalog) || is_option(literal.key, literal.value, catalog)) continue;
    for (const std::string& part : fixed_parts(literal.value, '{', '}')) {
      if (holds(request.small, lowered(part))) continue;
      if (is_sentence(part)) return fmt::format("the program has `{}`, the request has not", part);
      if (part.find("://") != std::string::npos) return fmt::format("the program has `{}`, the request has not", part);
      // Of a path it is the ids that have to be given.
      for (std::size_t at = 0; at <= part.size();) {
        const std::size_t end = std::min(part.find('/', at), part.size());
        const std::string segment = part.substr(at, end - at);
        if (is_exact(segment) && !holds(request.small, lowered(segment))) return fmt::format("the program has `{}`, the request has not", segment);
        at = end + 1;
      }
    }
  }
  return {};
}

/// Values that both have once, in statements that do something: what the request says first comes first.
std::string another_order(const Request& request, std::string_view script, const std::vector<Literal>& literals) {
  constexpr std::string_view heads[] = {"IF", "ELSEIF", "SWITCH", "CASE", "FOR", "LET", "AUTOMATION", "START", "CONNECT", "ACTION", "FILTER", "LOOKUP"};
  const auto once = [](std::string_view text, std::string_view part) {
    const std::size_t at = text.find(part);
    return at != std::string_view::npos && text.find(part, at + 1) == std::string_view::npos ? std::optional(at) : std::nullopt;
  };
  // Which case of several a request tells first is a matter of style.
  if (std::any_of(literals.begin(), literals.end(), [](const Literal& each) { return each.statement == "CASE"; })) return {};
  const auto marked = [&](std::string_view value) {
    const auto is = [&](const Said& each) { return each.value == value; };
    return std::any_of(request.quoted.begin(), request.quoted.end(), is) || std::any_of(request.exact.begin(), request.exact.end(), is);
  };
  struct Anchor {
    std::size_t said;
    std::size_t written;
    std::string_view value;
  };
  std::vector<Anchor> anchors;
  // What a GOTO leads to stands at the end, wherever it is spoken of.
  const std::size_t detached = std::min(script.find("\nDETACHED\n"), script.size());
  for (const Literal& literal : literals) {
    if (literal.begin > detached) break;
    if (literal.number || !marked(literal.value) || std::find(std::begin(heads), std::end(heads), literal.statement) != std::end(heads)) continue;
    const auto said = once(request.text, literal.value);
    if (said && once(script, literal.value)) anchors.push_back({*said, literal.begin, literal.value});
  }
  for (std::size_t i = 1; i < anchors.size(); ++i) {
    const Anchor &before = anchors[i - 1], &after = anchors[i];
    // Within one statement it is the catalog that gives the order.
    const bool same = script.substr(before.written, after.written - before.written).find(';') == std::string_view::npos;
    if (after.said < before.said && !same) return fmt::format("the request says \"{}\" before \"{}\", the program does it the other way round", after.value, before.value);
  }
  return {};
}

}  // namespace

std::string disagreement(std::string_view text, std::string_view script, const Catalog& catalog) {
  const Request request = read_request(text);
  const std::vector<Literal> literals = literals_of(script);
  if (std::string fault = lost_by_program(request, script, literals); !fault.empty()) return fault;
  if (std::string fault = not_asked_for(request, literals, catalog); !fault.empty()) return fault;
  if (std::string fault = another_order(request, script, literals); !fault.empty()) return fault;
  return exchanged_branches(text, script, catalog);
}

}  // namespace dork::corpus
