#include "tests/golden/diff.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

namespace dork::golden {
namespace {

constexpr std::size_t context = 3;

struct Line {
  char mark;  ///< ' ' in both, '-' only before, '+' only after
  std::string_view text;
};

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1) + 1;
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return lines;
}

/// All lines with their marks, by a longest common subsequence of what lies between the common head and tail.
std::vector<Line> compare(std::vector<std::string_view> a, std::vector<std::string_view> b) {
  std::size_t head = 0;
  while (head < a.size() && head < b.size() && a[head] == b[head]) ++head;
  std::size_t tail = 0;
  while (tail < a.size() - head && tail < b.size() - head && a[a.size() - 1 - tail] == b[b.size() - 1 - tail]) ++tail;

  const std::size_t rows = a.size() - head - tail;
  const std::size_t columns = b.size() - head - tail;
  std::vector<std::vector<std::uint32_t>> common(rows + 1, std::vector<std::uint32_t>(columns + 1));
  for (std::size_t i = rows; i-- > 0;)
    for (std::size_t j = columns; j-- > 0;)
      common[i][j] = a[head + i] == b[head + j] ? common[i + 1][j + 1] + 1 : std::max(common[i + 1][j], common[i][j + 1]);

  std::vector<Line> result;
  for (std::size_t i = 0; i < head; ++i) result.push_back({' ', a[i]});
  for (std::size_t i = 0, j = 0; i < rows || j < columns;) {
    if (i < rows && j < columns && a[head + i] == b[head + j]) {
      result.push_back({' ', a[head + i]});
      ++i, ++j;
    } else if (j == columns || (i < rows && common[i + 1][j] >= common[i][j + 1])) {
      result.push_back({'-', a[head + i++]});
    } else {
      result.push_back({'+', b[head + j++]});
    }
  }
  for (std::size_t i = a.size() - tail; i < a.size(); ++i) result.push_back({' ', a[i]});
  return result;
}

}  // namespace

std::string unified_diff(std::string_view before, std::string_view after, std::string_view before_name,
                         std::string_view after_name) {
  if (before == after) return {};
  const std::vector<Line> lines = compare(lines_of(before), lines_of(after));
  std::string result = fmt::format("--- {}\n+++ {}\n", before_name, after_name);
  const auto changed = [](const Line& line) { return line.mark != ' '; };
  std::size_t before_line = 1;
  std::size_t after_line = 1;
  std::size_t at = 0;
  const auto pass = [&](const Line& line) {
    if (line.mark != '+') ++before_line;
    if (line.mark != '-') ++after_line;
  };
  while (at < lines.size()) {
    const auto first = std::find_if(lines.begin() + static_cast<std::ptrdiff_t>(at), lines.end(), changed);
    if (first == lines.end()) break;
    const auto start = static_cast<std::size_t>(first - lines.begin());
    const std::size_t begin = std::max(at, start > context ? start - context : 0);
    for (; at < begin; ++at) pass(lines[at]);
    std::size_t end = start;
    for (std::size_t i = start; i < lines.size() && i <= end + 2 * context; ++i)
      if (changed(lines[i])) end = i;
    end = std::min(lines.size(), end + context + 1);

    std::string body;
    const std::size_t before_begin = before_line;
    const std::size_t after_begin = after_line;
    for (; at < end; ++at) {
      body += fmt::format("{}{}", lines[at].mark, lines[at].text);
      if (!lines[at].text.ends_with('\n')) body += "\n\\ no newline at the end\n";
      pass(lines[at]);
    }
    result += fmt::format("@@ -{},{} +{},{} @@\n{}", before_begin, before_line - before_begin, after_begin,
                          after_line - after_begin, body);
  }
  return result;
}

}  // namespace dork::golden
