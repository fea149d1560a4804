// Characters that stand for others: entities, escapes, prefixes of lines, typography.
#include "corpus/score/peel.hpp"

#include <array>
#include <nlohmann/json.hpp>
#include <utf8.h>

namespace dork::score {
namespace {

struct Replacement {
  std::string_view from, to;
};

constexpr Replacement entities[] = {
    {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#34;", "\""}, {"&#39;", "'"}, {"&#039;", "'"}, {"&#x27;", "'"}, {"&apos;", "'"}, {"&nbsp;", " "}, {"&#160;", " "}, {"&#10;", "\n"}, {"&amp;", "&"},
};

/// Elements that show code; line breaks of HTML.
constexpr std::string_view elements[] = {"<pre>", "</pre>", "<code>", "</code>", "<p>", "</p>", "<div>", "</div>", "<span>", "</span>", "<br>", "<br/>", "<br />"};

/// Outside of texts these are never what was meant.
constexpr Replacement typography[] = {
    {"\u2018", "'"}, {"\u2019", "'"}, {"\u201A", "'"}, {"\u201B", "'"}, {"\u2039", "'"}, {"\u203A", "'"}, {"\u201C", "\""}, {"\u201D", "\""}, {"\u201E", "\""},
    {"\u00AB", "\""}, {"\u00BB", "\""}, {"\u00A0", " "}, {"\u2007", " "}, {"\u202F", " "}, {"\u3000", " "}, {"\u200B", ""}, {"\u200C", ""}, {"\u200D", ""}, {"\u2060", ""}, {"\uFEFF", ""},
    {"\u2013", "-"}, {"\u2014", "-"}, {"\u2212", "-"}, {"\uFF08", "("}, {"\uFF09", ")"}, {"\uFF0C", ","}, {"\uFF1B", ";"}, {"\uFF1A", ":"}, {"\uFF1D", "="}, {"\uFF0E", "."}, {"\uFF07", "'"},
};

bool is_single(std::string_view text, std::size_t at) {
  return text.substr(at).starts_with("\u2018") || text.substr(at).starts_with("\u2019") || text.substr(at).starts_with("\u201A") || text.substr(at).starts_with("\u201B");
}

bool is_letter(std::string_view text, std::size_t at) {
  if (at >= text.size()) return false;
  const auto c = static_cast<unsigned char>(text[at]);
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= 0xC3 && c != 0xE2);
}

/// The character of `\uXXXX`, with the second half of a pair where it takes one; how many bytes were read.
std::size_t unicode_escape(std::string_view text, std::string& out) {
  const auto unit = [&](std::size_t at) -> long {
    if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') return -1;
    long value = 0;
    for (std::size_t i = at + 2; i < at + 6; ++i) {
      const char c = text[i];
      const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
      if (digit < 0) return -1;
      value = value * 16 + digit;
    }
    return value;
  };
  const long high = unit(0);
  if (high < 0) return 0;
  std::size_t read = 6;
  auto code = static_cast<char32_t>(high);
  if (high >= 0xD800 && high < 0xDC00) {
    const long low = unit(6);
    if (low < 0xDC00 || low > 0xDFFF) return 0;
    code = static_cast<char32_t>(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00));
    read = 12;
  } else if (high >= 0xDC00 && high < 0xE000) {
    return 0;
  }
  utf8::append(static_cast<std::uint32_t>(code), std::back_inserter(out));
  return read;
}

/// Whether any of these stands outside of 'texts'.
bool stands_outside_texts(std::string_view text, std::string_view what) {
  bool quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\'') quoted = !quoted;
    else if (!quoted && text.substr(at, what.size()) == what) return true;
  }
  return false;
}

}  // namespace

std::optional<Peeled> peel_html(std::string_view text) {
  if (text.find_first_of("&<") == std::string_view::npos) return std::nullopt;
  const std::string_view begin = trimmed(text);
  bool marked = false;
  for (const std::string_view element : elements) marked |= begin.starts_with(element) || (element.starts_with("<br") && stands_outside_texts(text, element));
  marked |= begin.starts_with("<pre ") || begin.starts_with("<code ");
  bool escaped = false;
  for (const auto& [from, to] : entities) {
    const bool quote = to == "'";
    escaped |= text.find(from) != std::string_view::npos && ((quote && text.find('\'') == std::string_view::npos) || stands_outside_texts(text, from));
  }
  if (!marked && !escaped) return std::nullopt;
  std::string result;
  result.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::string_view rest = text.substr(at);
    bool taken = false;
    if (marked && rest.front() == '<') {
      for (const std::string_view element : elements)
        if (rest.starts_with(element)) {
          if (element.starts_with("<br") || element == "</p>" || element == "</div>") result += '\n';
          at += element.size();
          taken = true;
          break;
        }
      if (!taken && (rest.starts_with("<pre ") || rest.starts_with("<code ") || rest.starts_with("<span ")) && rest.find('>') != std::string_view::npos) {
        at += rest.find('>') + 1;
        taken = true;
      }
    } else if (rest.front() == '&') {
      for (const auto& [from, to] : entities)
        if (rest.starts_with(from)) {
          result += to;
          at += from.size();
          taken = true;
          break;
        }
    }
    if (!taken) result += text[at++];
  }
  return Peeled{std::move(result)};
}

std::optional<Peeled> peel_escapes(std::string_view text) {
  std::size_t escaped = 0, real = 0;
  for (std::size_t at = 0; at + 1 < text.size(); ++at) {
    if (text[at] == '\n') ++real;
    else if (text[at] == '\\' && (text[at + 1] == 'n' || text[at + 1] == 'r' || text[at + 1] == 't')) ++escaped, ++at;
  }
  const std::string_view core = trimmed(text);
  if (escaped == 0 || (real > escaped && core.find('\n') != std::string_view::npos)) return std::nullopt;
  // The quotes around what some program printed as its text.
  text = core;
  const bool printed = text.size() > 2 && text.front() == text.back() && (text.front() == '"' || (text.front() == '\'' && text.find("\\'") != std::string_view::npos));
  if (printed) text = text.substr(1, text.size() - 2);
  std::string result;
  result.reserve(text.size());
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '\\' || at + 1 >= text.size()) {
      result += text[at];
      continue;
    }
    switch (text[++at]) {
      case 'n': result += '\n'; break;
      case 'r': break;
      case 't': result += '\t'; break;
      case '"': case '\'': case '/': case '\\': result += text[at]; break;
      case 'u':
        if (const std::size_t read = unicode_escape(text.substr(at - 1), result); read > 0) {
          at += read - 2;
          break;
        }
        [[fallthrough]];
      default: result += '\\', result += text[at];
    }
  }
  return Peeled{std::move(result)};
}

std::optional<Peeled> peel_line_prefixes(std::string_view text) {
  text = trimmed(text);
  // How long the prefix of a line is; nothing where it has none of this kind.
  using Measure = std::optional<std::size_t> (*)(std::string_view);
  constexpr Measure kinds[] = {
      [](std::string_view line) -> std::optional<std::size_t> {   // `> ` of a quotation
        if (!line.starts_with(">")) return std::nullopt;
        return line.starts_with("> ") ? 2 : 1;
      },
      [](std::string_view line) -> std::optional<std::size_t> {   // `12 | `, `12: `, `12. `, `12)` and a blank or tab
        std::size_t at = line.find_first_not_of(' ');
        const std::size_t digits = at;
        while (at < line.size() && line[at] >= '0' && line[at] <= '9') ++at;
        if (digits == std::string_view::npos || at == digits) return std::nullopt;
        std::size_t end = at;
        while (end < line.size() && line[end] == ' ') ++end;
        if (end < line.size() && (line[end] == '|' || line[end] == ':' || line[end] == '.' || line[end] == ')' || line[end] == '\t')) ++end;
        else return std::nullopt;
        return end < line.size() && line[end] == ' ' ? end + 1 : end;
      },
      [](std::string_view line) -> std::optional<std::size_t> {   // `+ ` of a difference
        if (!line.starts_with("+")) return std::nullopt;
        return line.starts_with("+ ") ? 2 : 1;
      },
      [](std::string_view line) -> std::optional<std::size_t> {   // prompts
        if (line.starts_with(">>> ")) return 4;
        return line.starts_with("$ ") ? std::optional<std::size_t>(2) : std::nullopt;
      },
  };
  for (const Measure measure : kinds) {
    std::string result;
    std::size_t lines = 0;
    bool all = true;
    for (std::size_t at = 0; at < text.size() && all;) {
      const std::string_view line = text.substr(at, text.find('\n', at) - at);
      at += line.size() + 1;
      if (trimmed(line).empty()) {
        result += '\n';
        continue;
      }
      if (const auto prefix = measure(line)) result.append(line.substr(*prefix)) += '\n', ++lines;
      else all = false;
    }
    if (all && lines > 0) return Peeled{std::move(result)};
  }
  return std::nullopt;
}

std::optional<Peeled> peel_typography(std::string_view text) {
  bool any = false;
  for (const auto& [from, to] : typography) any |= text.find(from) != std::string_view::npos;
  if (!any) return std::nullopt;
  std::string result;
  bool changed = false, straight = false, curly = false;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '\'' && !curly) straight = !straight;
    if (static_cast<unsigned char>(text[at]) < 0x80 || straight) {
      // A straight quote inside a text that curly ones hold is part of it.
      if (text[at] == '\'' && curly) result += '\'', changed = true;
      result += text[at++];
      continue;
    }
    if (is_single(text, at)) {
      const bool apostrophe = curly && at > 0 && is_letter(text, at - 1) && is_letter(text, at + 3);
      result += apostrophe ? "''" : "'";
      if (!apostrophe) curly = !curly;
      at += 3;
      changed = true;
      continue;
    }
    const std::string_view rest = text.substr(at);
    bool taken = false;
    for (const auto& [from, to] : typography)
      if (!curly && rest.starts_with(from)) {
        result += to;
        at += from.size();
        taken = changed = true;
        break;
      }
    if (!taken) result += text[at++];
  }
  if (!changed) return std::nullopt;
  return Peeled{std::move(result)};
}

}  // namespace dork::score
