#include "corpus/synthesis/pieces.hpp"

#include "corpus/synthesis/english.hpp"

#include <fmt/format.h>

namespace dork::corpus {
namespace {

bool is_name(std::string_view text) {
  if (text.empty()) return false;
  for (const char c : text)
    if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' || c == ':' || c == ' ' || c == '?'))
      return false;
  return true;
}

void add_text(Pieces& pieces, std::string_view text) {
  if (text.empty()) return;
  if (!pieces.empty() && pieces.back().form == Piece::Form::text) pieces.back().text += text;
  else pieces.push_back({Piece::Form::text, std::string(text), none, {}});
}

/// Where the bracket that opens at `open` closes; npos where it does not.
std::size_t closing(std::string_view text, std::size_t open) {
  std::size_t depth = 0;
  for (std::size_t i = open; i < text.size(); ++i) {
    if (text[i] == '{') ++depth;
    if (text[i] == '}' && --depth == 0) return i;
  }
  return std::string_view::npos;
}

}  // namespace

Pieces parse_phrase(std::string_view text, const FindHole& find_hole, std::string& error, const FindHole& find_option) {
  Pieces pieces;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c == '`') {
      // Code and the like: as it stands, and nobody changes it.
      const std::string_view mark = text.substr(i).starts_with("``") ? "``" : "`";
      const std::size_t begin = i + mark.size(), end = text.find(mark, begin);
      if (end == std::string_view::npos) {
        error = fmt::format("` is never closed in \"{}\"", text);
        return {};
      }
      const std::string kept = mark.size() == 2 ? "`" : "";
      add_text(pieces, value_begin + kept + std::string(text.substr(begin, end - begin)) + kept + value_end);
      i = end + mark.size();
    } else if (c == '<' || c == '[') {
      const std::size_t end = text.find(c == '<' ? '>' : ']', i);
      if (end == std::string_view::npos) {
        error = fmt::format("`{}` is never closed in \"{}\"", c, text);
        return {};
      }
      const std::string_view inside = text.substr(i + 1, end - i - 1);
      if (c == '[') {
        pieces.push_back({Piece::Form::verb, std::string(inside), none, {}});
      } else if (inside.starts_with('?') && find_option) {
        const Id option = find_option(inside.substr(1), {});
        if (option == none) {
          error = fmt::format("there is no option `{}`", inside.substr(1));
          return {};
        }
        pieces.push_back({Piece::Form::option, {}, option, {}});
      } else {
        const std::size_t dot = inside.find('.');
        const Id hole = find_hole(inside.substr(0, dot), {});
        if (hole == none) {
          error = fmt::format("there is no <{}> for \"{}\"", inside, text);
          return {};
        }
        pieces.push_back({Piece::Form::hole, dot == std::string_view::npos ? std::string() : std::string(inside.substr(dot + 1)), hole, {}});
      }
      i = end + 1;
    } else if (c == '{') {
      const std::size_t end = closing(text, i);
      if (end == std::string_view::npos) {
        error = fmt::format("`{{` is never closed in \"{}\"", text);
        return {};
      }
      Piece choice{Piece::Form::choice, {}, none, {}};
      std::size_t begin = i + 1, depth = 0;
      for (std::size_t j = i + 1; j <= end; ++j) {
        if (text[j] == '{') ++depth;
        if (text[j] == '}' && j != end) --depth;
        if ((text[j] != '|' || depth > 0) && j != end) continue;
        choice.choices.push_back(parse_phrase(text.substr(begin, j - begin), find_hole, error, find_option));
        begin = j + 1;
      }
      pieces.push_back(std::move(choice));
      i = end + 1;
    } else {
      const std::size_t end = text.find_first_of("<[{`", i);
      add_text(pieces, text.substr(i, end == std::string_view::npos ? end : end - i));
      i = end == std::string_view::npos ? text.size() : end;
    }
  }
  return pieces;
}

Pieces parse_script(std::string_view text, const FindHole& find_hole, const FindHole& find_option, std::string& error) {
  Pieces pieces;
  bool quoted = false, line_begins = true;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const std::size_t end = c == '<' ? text.find('>', i) : std::string_view::npos;
    const std::string_view inside = end == std::string_view::npos ? std::string_view() : text.substr(i + 1, end - i - 1);
    if (!is_name(inside) || inside.front() == ' ') {
      if (c == '\'') quoted = !quoted;
      add_text(pieces, text.substr(i, 1));
      line_begins = c == '\n' || (line_begins && c == ' ');
      continue;
    }
    if (inside.front() == '?') {
      const Id option = find_option(inside.substr(1), {});
      if (option == none) {
        error = fmt::format("there is no option `{}`", inside.substr(1));
        return {};
      }
      pieces.push_back({Piece::Form::option, {}, option, {}});
      i = end;
      continue;
    }
    const std::size_t colon = inside.find(':');
    const Id hole = find_hole(inside.substr(0, colon), colon == std::string_view::npos ? std::string_view() : inside.substr(colon + 1));
    if (hole == none) {
      error = fmt::format("<{}> is neither given nor of a kind that is known", inside);
      return {};
    }
    const bool label = !quoted && line_begins && text.substr(end + 1).starts_with(": ");
    pieces.push_back({label ? Piece::Form::label : quoted ? Piece::Form::inner : Piece::Form::hole, {}, hole, {}});
    i = label ? end + 2 : end;
    line_begins = false;
  }
  return pieces;
}

}  // namespace dork::corpus
