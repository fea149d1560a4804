// Code fences and inline code.
#include "corpus/score/peel.hpp"

#include <algorithm>
#include <array>

namespace dork::score {
namespace {

struct Fence {
  std::string tag;
  std::string_view text;
  std::size_t begin = 0, end = 0;   ///< with its marks
  bool closed = true;
};

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return result;
}

bool is_tag(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '+' || c == '#' || c == '.'; }

std::size_t run_at(std::string_view text, std::size_t at) {
  std::size_t end = at;
  while (end < text.size() && text[end] == text[at]) ++end;
  return end - at;
}

/// The next run of at least `least` backticks or tildes.
std::size_t next_mark(std::string_view text, std::size_t from, std::size_t least, char only = 0) {
  for (std::size_t at = from; at < text.size();) {
    const std::size_t found = only == 0 ? text.find_first_of("`~", at) : text.find(only, at);
    if (found == std::string_view::npos) return found;
    const std::size_t run = run_at(text, found);
    if (run >= least) return found;
    at = found + run;
  }
  return std::string_view::npos;
}

bool begins_line(std::string_view text, std::size_t at) {
  while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t' || text[at - 1] == '>')) --at;
  return at == 0 || text[at - 1] == '\n';
}

std::string_view line_at(std::string_view text, std::size_t at) { return text.substr(at, text.find('\n', at) - at); }

std::vector<Fence> fences_of(std::string_view text) {
  std::vector<Fence> all;
  for (std::size_t at = next_mark(text, 0, 3); at != std::string_view::npos;) {
    Fence fence;
    fence.begin = at;
    const char mark = text[at];
    const std::size_t length = run_at(text, at);
    const bool own_line = begins_line(text, at);
    std::size_t content = at + length;
    const std::string_view rest = line_at(text, content);
    std::size_t word = 0;
    while (word < rest.size() && is_tag(rest[word])) ++word;
    const std::string tag = lower(rest.substr(0, word));
    const std::string_view behind = trimmed(rest.substr(word));
    // What follows on the same line is the info string, unless it is the program already.
    const bool info = content + rest.size() < text.size() && (behind.empty() || behind.front() == '{' || behind.find('=') != std::string_view::npos) && behind.find(mark) == std::string_view::npos;
    if (info && behind.find(';') == std::string_view::npos) fence.tag = tag, content += rest.size() + 1;
    else if (names_dork(tag) || tag == "json") fence.tag = tag, content += word;
    std::size_t close = next_mark(text, content, length, mark);
    // One that opened on a line of its own closes on one, if any does.
    for (std::size_t other = close; own_line && other != std::string_view::npos; other = next_mark(text, other + run_at(text, other), length, mark))
      if (begins_line(text, other) && trimmed(line_at(text, other + run_at(text, other))).empty()) {
        close = other;
        break;
      }
    fence.closed = close != std::string_view::npos;
    fence.text = text.substr(content, fence.closed ? close - content : std::string_view::npos);
    fence.end = fence.closed ? close + run_at(text, close) : text.size();
    all.push_back(fence);
    at = next_mark(text, fence.end, 3);
  }
  return all;
}

/// How good a fence looks; the least is the best.
int rank(const Fence& fence) {
  const std::string_view text = trimmed(fence.text);
  if (text.empty()) return 9;
  if (names_dork(fence.tag)) return 0;
  if (is_workspace_like(text)) return 1;
  if (!script_lines(text).empty() && (begins_statement(text) || !names_other_language(fence.tag))) return 2;
  if (text.front() == '{' && fence.tag == "json") return 3;
  return names_other_language(fence.tag) || looks_like_other_language(text) ? 5 : 4;
}

}  // namespace

bool names_dork(std::string_view tag) {
  constexpr std::array<std::string_view, 9> names = {"dork", "dorkscript", "dork-script", "dork_script", "qlik", "qlikscript", "qlik-script", "qvs", "qlik_script"};
  return std::find(names.begin(), names.end(), tag) != names.end();
}

bool names_other_language(std::string_view tag) {
  constexpr std::array<std::string_view, 24> names = {"python", "py",  "javascript", "js", "typescript", "ts",   "sql", "bash",  "sh",   "shell", "powershell", "java",
                                                      "c",      "cpp", "csharp",     "c#", "go",         "rust", "php", "yaml",  "yml",  "html",  "console",    "diff"};
  return std::find(names.begin(), names.end(), tag) != names.end();
}

std::optional<Fenced> peel_fence(std::string_view text) {
  const std::vector<Fence> all = fences_of(text);
  if (all.empty()) return std::nullopt;
  Fenced result;
  // A single mark with nothing behind it closes a fence that the prompt opened.
  if (all.size() == 1 && !all.front().closed && trimmed(all.front().text).empty() && !trimmed(text.substr(0, all.front().begin)).empty()) {
    result.text = text.substr(0, all.front().begin);
    return result;
  }
  if (all.size() == 1 && !all.front().closed && begins_statement(trimmed(text)) && all.front().begin > 0) {
    result.text = text.substr(0, all.front().begin);
    result.behind = true;
    return result;
  }
  int best = 9;
  for (const Fence& fence : all) best = std::min(best, rank(fence));
  if (best == 9) {
    // Nothing in it, and nothing around it.
    if (all.front().begin > 0 || !trimmed(text.substr(all.back().end)).empty()) return std::nullopt;
    return result;
  }
  std::size_t longest = 0;
  for (const Fence& fence : all)
    if (rank(fence) == best) longest = std::max(longest, trimmed(fence.text).size());
  const Fence* chosen = nullptr;
  for (const Fence& fence : all)
    if (rank(fence) == best && trimmed(fence.text).size() * 5 >= longest * 4) chosen = &fence;
  result.text = chosen->text;
  result.likely = best < 4;
  result.tag = chosen->tag;
  result.closed = chosen->closed;
  result.several = all.size() > 1;
  result.before = !trimmed(text.substr(0, chosen->begin)).empty();
  result.behind = !trimmed(text.substr(chosen->end)).empty();
  return result;
}

std::optional<Peeled> peel_inline_code(std::string_view text) {
  text = trimmed(text);
  std::string_view longest;
  for (std::size_t at = text.find('`'); at != std::string_view::npos;) {
    const std::size_t close = text.find('`', at + 1);
    if (close == std::string_view::npos) break;
    const std::string_view inner = text.substr(at + 1, close - at - 1);
    if (inner.size() > longest.size() && begins_statement(trimmed(inner)) && is_script(inner)) longest = inner;
    at = text.find('`', close + 1);
  }
  // The whole answer in backticks is code, right or wrong.
  if (longest.empty() && text.size() > 2 && text.front() == '`' && text.back() == '`' && text.find('`', 1) == text.size() - 1) longest = text.substr(1, text.size() - 2);
  if (longest.empty()) return std::nullopt;
  return Peeled{std::string(longest)};
}

}  // namespace dork::score
