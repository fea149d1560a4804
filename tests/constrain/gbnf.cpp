#include "tests/constrain/gbnf.hpp"

#include <algorithm>
#include <stdexcept>
#include <unordered_set>

namespace gbnf {
namespace {

char32_t code_point(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte(at);
  const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  char32_t code = length == 1 ? first : first & (0x7F >> length);
  for (std::size_t i = 1; i < length; ++i) code = (code << 6) | (byte(at + i) & 0x3F);
  at += length;
  return code;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Grammar read() {
    for (blank(true); at_ < text_.size(); blank(true)) {
      const std::uint32_t rule = number(name());
      blank(false);
      if (text_.substr(at_, 3) != "::=") fail("`::=` is missing");
      at_ += 3;
      blank(true);
      if (!grammar_.rules[rule].empty()) fail("a rule is defined twice");
      auto all = alternatives(false);
      grammar_.rules[rule] = std::move(all);
    }
    for (std::size_t i = 0; i < grammar_.rules.size(); ++i)
      if (grammar_.rules[i].empty()) throw std::runtime_error("undefined rule " + grammar_.names[i]);
    const auto root = numbers_.find("root");
    if (root == numbers_.end()) throw std::runtime_error("no root");
    grammar_.root = root->second;
    find_nullable();
    return std::move(grammar_);
  }

 private:
  using Sequence = std::vector<Symbol>;

  [[noreturn]] void fail(const std::string& what) const {
    throw std::runtime_error(what + " in line " + std::to_string(1 + std::count(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(at_), '\n')));
  }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  static bool is_name(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'; }

  void blank(bool newlines) {
    for (;;) {
      if (peek() == '#') at_ = std::min(text_.find('\n', at_), text_.size());
      else if (peek() == ' ' || peek() == '\t' || (newlines && peek() == '\n')) ++at_;
      else return;
    }
  }

  std::string name() {
    const std::size_t begin = at_;
    while (is_name(peek())) ++at_;
    if (begin == at_) fail("a name is missing");
    return std::string(text_.substr(begin, at_ - begin));
  }

  std::uint32_t number(const std::string& name) {
    const auto [found, fresh] = numbers_.try_emplace(name, static_cast<std::uint32_t>(grammar_.rules.size()));
    if (fresh) {
      grammar_.names.push_back(name);
      grammar_.rules.emplace_back();
    }
    return found->second;
  }

  Symbol made(std::vector<Sequence> alternatives) {
    const std::uint32_t rule = number("+" + std::to_string(grammar_.rules.size()));
    grammar_.rules[rule] = std::move(alternatives);
    Symbol symbol;
    symbol.rule = rule;
    return symbol;
  }

  std::vector<Sequence> alternatives(bool nested) {
    std::vector<Sequence> result{sequence(nested)};
    while (peek() == '|') {
      ++at_;
      blank(true);  // a bar joins lines
      result.push_back(sequence(nested));
    }
    return result;
  }

  Sequence sequence(bool nested) {
    Sequence result;
    std::size_t begin = 0;  // of the last item: literals have several symbols
    for (blank(nested);; blank(nested)) {
      const char c = peek();
      if (c == '"') {
        begin = result.size();
        ++at_;
        while (peek() != '"') result.push_back(character());
        ++at_;
      } else if (c == '[') {
        begin = result.size();
        result.push_back(set());
      } else if (c == '(') {
        begin = result.size();
        ++at_;
        blank(true);
        result.push_back(made(alternatives(true)));
        if (peek() != ')') fail("`)` is missing");
        ++at_;
      } else if (is_name(c)) {
        begin = result.size();
        Symbol symbol;
        symbol.rule = number(name());
        result.push_back(symbol);
      } else if (c == '*' || c == '+' || c == '?' || c == '{') {
        if (begin == result.size()) fail("nothing to repeat");
        repeat(result, begin);
      } else {
        return result;
      }
    }
  }

  void repeat(Sequence& result, std::size_t begin) {
    constexpr std::uint32_t endless = 0xffffffff;
    std::uint32_t least = 0, most = endless;
    const char c = text_[at_++];
    if (c == '+') least = 1;
    if (c == '?') most = 1;
    if (c == '{') {
      least = count();
      most = least;
      if (peek() == ',') {
        ++at_;
        most = peek() == '}' ? endless : count();
      }
      if (peek() != '}') fail("`}` is missing");
      ++at_;
    }
    const Sequence item(result.begin() + static_cast<std::ptrdiff_t>(begin), result.end());
    result.resize(begin);
    for (std::uint32_t i = 0; i < least; ++i) result.insert(result.end(), item.begin(), item.end());
    if (most == endless) {
      // loop ::= item loop |
      const Symbol loop = made({{}});
      Sequence again = item;
      again.push_back(loop);
      grammar_.rules[loop.rule] = {std::move(again), {}};
      result.push_back(loop);
      return;
    }
    Symbol rest;
    bool any = false;
    for (std::uint32_t i = least; i < most; ++i) {
      Sequence one = item;
      if (any) one.push_back(rest);
      rest = made({std::move(one), {}});
      any = true;
    }
    if (any) result.push_back(rest);
  }

  std::uint32_t count() {
    if (peek() < '0' || peek() > '9') fail("a number is missing");
    std::uint32_t value = 0;
    while (peek() >= '0' && peek() <= '9') value = value * 10 + static_cast<std::uint32_t>(text_[at_++] - '0');
    return value;
  }

  char32_t escaped() {
    if (at_ >= text_.size() || peek() == '\n') fail("a literal is not closed");
    if (peek() != '\\') return code_point(text_, at_);
    ++at_;
    const char c = peek();
    ++at_;
    switch (c) {
      case 'n': return '\n';
      case 'r': return '\r';
      case 't': return '\t';
      case '\\':
      case '"':
      case '[':
      case ']':
      case '-': return static_cast<char32_t>(c);
      case 'x': return hexadecimal(2);
      case 'u': return hexadecimal(4);
      case 'U': return hexadecimal(8);
      default: fail(std::string("no escape: ") + c);
    }
  }

  char32_t hexadecimal(std::size_t digits) {
    const char32_t value = static_cast<char32_t>(std::stoul(std::string(text_.substr(at_, digits)), nullptr, 16));
    at_ += digits;
    return value;
  }

  Symbol character() {
    Symbol symbol;
    symbol.terminal = true;
    const char32_t c = escaped();
    symbol.ranges.emplace_back(c, c);
    return symbol;
  }

  Symbol set() {
    Symbol symbol;
    symbol.terminal = true;
    ++at_;
    if (peek() == '^') ++at_, symbol.negated = true;
    while (peek() != ']') {
      const char32_t first = escaped();
      char32_t last = first;
      if (peek() == '-' && at_ + 1 < text_.size() && text_[at_ + 1] != ']') ++at_, last = escaped();
      symbol.ranges.emplace_back(first, last);
    }
    ++at_;
    return symbol;
  }

  void find_nullable() {
    grammar_.nullable.assign(grammar_.rules.size(), false);
    for (bool changed = true; changed;) {
      changed = false;
      for (std::size_t i = 0; i < grammar_.rules.size(); ++i) {
        const bool empty = std::any_of(grammar_.rules[i].begin(), grammar_.rules[i].end(), [&](const Sequence& each) {
          return std::all_of(each.begin(), each.end(), [&](const Symbol& symbol) { return !symbol.terminal && grammar_.nullable[symbol.rule]; });
        });
        if (empty && !grammar_.nullable[i]) grammar_.nullable[i] = changed = true;
      }
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Grammar grammar_;
  std::unordered_map<std::string, std::uint32_t> numbers_;
};

bool accepts(const Symbol& symbol, char32_t c) {
  const bool inside = std::any_of(symbol.ranges.begin(), symbol.ranges.end(), [&](const auto& range) { return range.first <= c && c <= range.second; });
  return inside != symbol.negated;
}

/// A rule's alternative with a dot in it, begun at a column.
struct Item {
  std::uint32_t rule, alternative, dot, origin;
};

struct Column {
  std::vector<Item> items;
  std::unordered_set<std::uint64_t> known;
  std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> waiting;  ///< items whose next symbol is a rule
  std::unordered_set<std::uint32_t> predicted;
};

}  // namespace

Grammar parse(std::string_view text) { return Reader(text).read(); }

bool matches(const Grammar& grammar, std::string_view text, std::size_t* furthest) {
  // Every dotted alternative has a number, so that an item is two numbers.
  std::vector<std::vector<std::uint32_t>> first_dot(grammar.rules.size());
  std::uint32_t dots = 0;
  for (std::size_t rule = 0; rule < grammar.rules.size(); ++rule)
    for (const auto& alternative : grammar.rules[rule]) {
      first_dot[rule].push_back(dots);
      dots += static_cast<std::uint32_t>(alternative.size()) + 1;
    }
  std::vector<Column> columns(1);
  const auto add = [&](Column& column, Item item) {
    const std::uint64_t key = (std::uint64_t{first_dot[item.rule][item.alternative] + item.dot} << 32) | item.origin;
    if (column.known.insert(key).second) column.items.push_back(item);
  };
  const auto predict = [&](Column& column, std::uint32_t rule, std::uint32_t at) {
    if (!column.predicted.insert(rule).second) return;
    for (std::uint32_t i = 0; i < grammar.rules[rule].size(); ++i) add(column, {rule, i, 0, at});
  };
  predict(columns[0], grammar.root, 0);

  for (std::size_t at = 0;;) {
    const auto here = static_cast<std::uint32_t>(columns.size() - 1);
    for (std::size_t i = 0; i < columns[here].items.size(); ++i) {
      const Item item = columns[here].items[i];
      const auto& alternative = grammar.rules[item.rule][item.alternative];
      if (item.dot < alternative.size()) {
        const Symbol& next = alternative[item.dot];
        if (next.terminal) continue;
        columns[here].waiting[next.rule].push_back(static_cast<std::uint32_t>(i));
        predict(columns[here], next.rule, here);
        if (grammar.nullable[next.rule]) add(columns[here], {item.rule, item.alternative, item.dot + 1, item.origin});
        continue;
      }
      // What is complete moves on those that waited for it where it began. A nullable one that begins here has moved them.
      const auto waiting = columns[item.origin].waiting.find(item.rule);
      if (item.origin == here || waiting == columns[item.origin].waiting.end()) continue;
      for (const std::uint32_t which : waiting->second) {
        const Item before = columns[item.origin].items[which];
        add(columns[here], {before.rule, before.alternative, before.dot + 1, before.origin});
      }
    }
    if (at == text.size()) break;
    std::size_t next_at = at;
    const char32_t c = code_point(text, next_at);
    Column next;
    for (const Item& item : columns[here].items) {
      const auto& alternative = grammar.rules[item.rule][item.alternative];
      if (item.dot < alternative.size() && alternative[item.dot].terminal && accepts(alternative[item.dot], c))
        add(next, {item.rule, item.alternative, item.dot + 1, item.origin});
    }
    if (furthest) *furthest = at;
    if (next.items.empty()) return false;
    // What is past needs only what waits in it.
    columns[here].known = {};
    columns[here].predicted = {};
    columns.push_back(std::move(next));
    at = next_at;
  }
  if (furthest) *furthest = text.size();
  return std::any_of(columns.back().items.begin(), columns.back().items.end(), [&](const Item& item) {
    return item.rule == grammar.root && item.origin == 0 && item.dot == grammar.rules[item.rule][item.alternative].size();
  });
}

}  // namespace gbnf
