#include "corpus/synthesis/sense.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <initializer_list>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace dork::corpus {
namespace {

/// The statements of a row so far, and those of the branches of its last statement, which do not count against each other.
struct Lines {
  std::size_t indent = 0;
  std::set<std::string_view> done, branches;
};

bool begins_with_one_of(std::string_view line, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return line.starts_with(word); });
}

/// A statement without the name that it is given.
std::string_view without_label(std::string_view line) {
  std::size_t i = 0;
  while (i < line.size() && (std::isalnum(static_cast<unsigned char>(line[i])) || line[i] == '_')) ++i;
  return i > 0 && line.substr(i).starts_with(": ") ? line.substr(i + 2) : line;
}

bool asks_twice(std::string_view line) {
  std::size_t at = std::string_view::npos;
  for (const std::string_view word : {" WHERE ", "ELSEIF ", "IF "})
    if (const std::size_t found = line.find(word); found != std::string_view::npos && at == std::string_view::npos) at = found + word.size();
  if (at == std::string_view::npos) return false;
  std::string_view rest = line.substr(at);
  for (const std::string_view end : {" THEN", ";"})
    if (rest.ends_with(end)) rest.remove_suffix(end.size());
  std::set<std::string_view> parts;
  while (true) {
    const std::size_t next = std::min(rest.find(" AND "), rest.find(" OR "));
    if (!parts.insert(rest.substr(0, next)).second) return true;
    if (next == std::string_view::npos) return false;
    rest.remove_prefix(next + (rest.substr(next).starts_with(" AND ") ? 5 : 4));
  }
}

/// The kind of the items that a loop gives; `none` for what is no loop.
Id items_of(const Tree& tree, Index node) {
  for (const Thing& thing : tree.things)
    if (thing.node == node && thing.given && thing.given->loop) return thing.kind;
  return none;
}

bool loops_alike(const Tree& tree, Index index, std::vector<Id>& around) {
  const Node& node = tree.nodes[index];
  const Id items = items_of(tree, index);
  if (items != none && std::find(around.begin(), around.end(), items) != around.end()) return true;
  if (items != none) around.push_back(items);
  const auto below = [&](Index inner) { return inner != nothing && loops_alike(tree, inner, around); };
  bool found = std::any_of(node.fills.begin(), node.fills.end(), [&](const Fill& fill) { return fill.form == Fill::Form::node && below(fill.node); });
  for (const auto& part : node.parts) found = found || std::any_of(part.begin(), part.end(), below);
  if (items != none) around.pop_back();
  return found;
}

/// Marks a node and those that it is made of. A tree may hold nodes that were taken out of its program.
void find_below(const Tree& tree, Index index, std::vector<bool>& there) {
  there[index] = true;
  for (const Fill& fill : tree.nodes[index].fills)
    if (fill.form == Fill::Form::node && fill.node != nothing) find_below(tree, fill.node, there);
  for (const auto& part : tree.nodes[index].parts)
    for (const Index step : part) find_below(tree, step, there);
}

bool is_same(const Tree& tree, const Fill& a, const Fill& b) {
  if (a.form != b.form) return false;
  if (a.form == Fill::Form::literal) return literal_value(tree, a) == literal_value(tree, b);
  return a.form == Fill::Form::mention && a.mentions.front().thing == b.mentions.front().thing && a.mentions.front().member == b.mentions.front().member;
}

/// Whether a thing was got from what a fill says: the script of this app, a file of this space.
bool comes_from(const Tree& tree, Index thing, const Fill& fill) {
  const Thing& it = tree.things[thing];
  for (const Index giver : {it.node, it.source}) {
    if (giver == nothing) continue;
    const std::vector<Fill>& fills = tree.nodes[giver].fills;
    if (std::any_of(fills.begin(), fills.end(), [&](const Fill& own) { return is_same(tree, own, fill); })) return true;
  }
  return false;
}

/// The next line of a text without its indentation, taken off the text.
std::string_view next_line(std::string_view& text, std::size_t& indent) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  indent = std::min(line.find_first_not_of(' '), line.size());
  line.remove_prefix(indent);
  return line;
}

/// The lines that are not empty, without their indentation.
std::vector<std::string_view> lines_of(std::string_view script) {
  std::vector<std::string_view> lines;
  for (std::size_t indent = 0; !script.empty();)
    if (const std::string_view line = next_line(script, indent); !line.empty()) lines.push_back(line);
  return lines;
}

/// The number and the name in "…<word><number> <between> <name>;"; the number is 0 where the line has no such words.
std::pair<std::size_t, std::string_view> number_and_name(std::string_view line, std::string_view word, std::string_view between) {
  const std::size_t at = line.find(word);
  if (at == std::string_view::npos) return {};
  std::size_t number = 0;
  const char* begin = line.data() + at + word.size();
  const char* end = std::from_chars(begin, line.data() + line.size(), number).ptr;
  std::string_view name = line.substr(static_cast<std::size_t>(end - line.data()));
  if (!name.starts_with(between)) return {};
  name.remove_prefix(between.size());
  return {number, name.ends_with(';') ? name.substr(0, name.size() - 1) : name};
}

}  // namespace

bool batches_few(std::string_view script) {
  std::map<std::string_view, std::size_t> few;
  std::size_t indent = 0;
  while (!script.empty()) {
    const std::string_view line = next_line(script, indent);
    if (const auto [size, list] = number_and_name(line, "BATCHES OF ", " FROM "); size > 0) {
      const auto found = few.find(list);
      if (found != few.end() && found->second <= size) return true;
    }
    if (const auto [count, list] = number_and_name(line, ": FIRST ", " OF "); count > 0) few[line.substr(0, line.find(':'))] = count;
  }
  return false;
}

bool loops_alike(const Tree& tree) {
  std::vector<Id> around;
  return std::any_of(tree.main.begin(), tree.main.end(), [&](Index index) { return loops_alike(tree, index, around); });
}

bool leaves_unused(const Tree& tree) {
  std::vector<bool> there(tree.nodes.size()), used(tree.things.size());
  for (const Index step : tree.main) find_below(tree, step, there);
  if (tree.start != nothing) there[tree.start] = true;
  for (Index i = 0; i < tree.nodes.size(); ++i) {
    if (!there[i]) continue;
    for (const Fill& fill : tree.nodes[i].fills)
      if (fill.form != Fill::Form::name)
        for (const Mention& mention : fill.mentions)
          if (mention.thing != nothing) used[mention.thing] = true;
  }
  for (Index i = 0; i < tree.things.size(); ++i)
    if (tree.things[i].must && !used[i] && tree.things[i].node != nothing && there[tree.things[i].node]) return true;
  return false;
}

bool says_only(std::string_view script) {
  const std::vector<std::string_view> lines = lines_of(script);
  return std::all_of(lines.begin(), lines.end(), [](std::string_view line) {
    if (begins_with_one_of(line, {"AUTOMATION ", "START ", "EXIT SCRIPT"})) return true;
    return begins_with_one_of(line, {"OUTPUT '", "TITLE '", "WARNING '", "SLEEP "}) && line.find("{$.") == std::string_view::npos;
  });
}

bool stops_at_end(std::string_view script) {
  const std::vector<std::string_view> lines = lines_of(script);
  const auto last = std::find_if(lines.rbegin(), lines.rend(), [](std::string_view line) { return !line.starts_with("END "); });
  return last != lines.rend() && last->starts_with("EXIT SCRIPT");
}

bool leaves_open_otherwise(std::string_view script) {
  const std::vector<std::string_view> lines = lines_of(script);
  return std::adjacent_find(lines.begin(), lines.end(), [](std::string_view line, std::string_view next) {
           return line.starts_with("END IF") && next.starts_with("ELSE");
         }) != lines.end();
}

bool gives_to_itself(const Tree& tree) {
  for (const Node& node : tree.nodes) {
    std::set<Index> things;
    for (const Id hole : node.rule->apart) {
      const Fill& fill = node.fills[hole];
      if (fill.form != Fill::Form::mention) continue;
      const Index thing = fill.mentions.front().thing;
      if (!things.insert(thing).second) return true;
      for (const Id other : node.rule->apart)
        if (other != hole && comes_from(tree, thing, node.fills[other])) return true;
    }
  }
  return false;
}

bool repeats_itself(std::string_view script) {
  std::vector<Lines> rows = {Lines{}};
  while (!script.empty()) {
    std::size_t indent = 0;
    const std::string_view line = next_line(script, indent);
    if (line.empty()) continue;
    if (asks_twice(line)) return true;
    while (rows.size() > 1 && rows.back().indent > indent) {
      const Lines inner = std::move(rows.back());
      rows.pop_back();
      rows.back().branches.insert(inner.done.begin(), inner.done.end());
      rows.back().branches.insert(inner.branches.begin(), inner.branches.end());
    }
    if (rows.back().indent < indent) rows.push_back({indent, {}, {}});
    if (begins_with_one_of(line, {"ELSE", "CASE ", "DEFAULT"})) continue;
    rows.back().done.merge(rows.back().branches);
    rows.back().branches.clear();
    if (!(line.ends_with(';') || line.starts_with("IF ")) || begins_with_one_of(line, {")", "]", "}", "EXIT", "BREAK", "GOTO", "SLEEP", "END "})) continue;
    const std::string_view statement = without_label(line);
    for (const Lines& row : rows)
      if (row.done.contains(statement)) return true;
    rows.back().done.insert(statement);
  }
  return false;
}

}  // namespace dork::corpus
