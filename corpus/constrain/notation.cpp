#include "corpus/constrain/notation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>
#include <set>
#include <utility>
#include <vector>

namespace dork::constrain {
namespace {

using Kind = Node::Kind;

/// How tightly an expression holds together: what is looser than its place needs parentheses.
enum class Binding : std::uint8_t { choice, sequence, suffix };

Binding binding(const Node& node) {
  switch (node.kind) {
    case Kind::choice: return Binding::choice;
    case Kind::sequence: return Binding::sequence;
    default: return Binding::suffix;
  }
}

/// What a notation says in its own way; the rest is alike.
struct Dialect {
  std::string (*literal)(std::string_view text);
  std::string (*set)(const CharacterSet& set);
  std::string (*rule)(const Rule& rule);
  std::string_view defines;
  bool counts;                 ///< has `{m,n}`
  std::string_view next_line;  ///< between alternatives on two lines: some readers take a leading bar for an error, some a last one
  std::string_view count_open = "{", count_comma = ",", count_close = "}";
};

constexpr std::size_t line_width = 110;

class Printer {
 public:
  Printer(const Grammar& grammar, const Dialect& dialect) : grammar_(grammar), dialect_(dialect) {}

  std::string rule(const Rule& rule) const {
    const std::string head = fmt::format("{} {} ", dialect_.rule(rule), dialect_.defines);
    if (rule.body.kind != Kind::choice) return head + expression(rule.body, Binding::choice) + "\n";
    std::string out = head;
    std::size_t column = out.size();
    for (std::size_t i = 0; i < rule.body.children.size(); ++i) {
      std::string next = expression(rule.body.children[i], Binding::sequence);
      if (i > 0) {
        const bool wraps = column + next.size() + 3 > line_width;
        out += wraps ? dialect_.next_line : std::string_view(" | ");
        column = wraps ? 2 : column + 3;
      }
      column += next.size();
      out += next;
    }
    return out + "\n";
  }

  std::string expression(const Node& node, Binding place) const {
    std::string text = bare(node);
    return binding(node) < place ? "(" + text + ")" : text;
  }

 private:
  std::string bare(const Node& node) const {
    switch (node.kind) {
      case Kind::literal: return dialect_.literal(node.text);
      case Kind::set: return dialect_.set(node.set);
      case Kind::reference: return dialect_.rule(*grammar_.find(node.text));
      case Kind::sequence: return joined(node, " ", Binding::suffix);
      case Kind::choice: return joined(node, " | ", Binding::sequence);
      case Kind::repeat: return repeated(node);
    }
    return {};
  }

  std::string joined(const Node& node, std::string_view between, Binding place) const {
    std::string out;
    for (std::size_t i = 0; i < node.children.size(); ++i) {
      if (i > 0) out += between;
      out += expression(node.children[i], place);
    }
    return out;
  }

  std::string repeated(const Node& node) const {
    // A repeat of a repeat needs its parentheses.
    const Node& inner = node.children.front();
    std::string once = expression(inner, Binding::suffix);
    if (inner.kind == Kind::repeat) once = "(" + once + ")";
    if (node.min == 0 && node.max == 1) return once + "?";
    if (node.max == Node::unbounded && node.min <= 1) return once + (node.min == 0 ? "*" : "+");
    if (dialect_.counts) {
      if (node.min == node.max) return fmt::format("{}{}{}{}", once, dialect_.count_open, node.min, dialect_.count_close);
      const std::string most = node.max == Node::unbounded ? std::string() : fmt::format("{}", node.max);
      return fmt::format("{}{}{}{}{}{}", once, dialect_.count_open, node.min, dialect_.count_comma, most, dialect_.count_close);
    }
    std::string out;
    for (std::uint32_t i = 0; i < node.min; ++i) out += (i > 0 ? " " : "") + once;
    if (node.max == Node::unbounded) return out + " " + once + "*";
    std::string rest;
    for (std::uint32_t i = node.min; i < node.max; ++i) rest = rest.empty() ? once + "?" : "(" + once + " " + rest + ")?";
    return "(" + (out.empty() ? rest : out + " " + rest) + ")";
  }

  const Grammar& grammar_;
  const Dialect& dialect_;
};

std::string hexadecimal(char32_t c, std::string_view two, std::string_view four, std::string_view eight) {
  const auto code = static_cast<std::uint32_t>(c);
  if (c < 0x100 && !two.empty()) return fmt::format("{}{:02X}", two, code);
  if (c < 0x10000) return fmt::format("{}{:04X}", four, code);
  return fmt::format("{}{:08X}", eight, code);
}

/// Calls `print` for the ranges of the set, or of its complement after `^` where that is shorter.
template <typename Print>
std::string bracketed(const CharacterSet& set, Print&& print) {
  const bool negated = set.contains(last_character) && set.contains(0);
  const CharacterSet shown = negated ? set.complement() : set;
  std::string out = negated ? "[^" : "[";
  for (const CharacterSet::Range& range : shown.ranges()) {
    out += print(range.first);
    if (range.last == range.first) continue;
    if (range.last > range.first + 1) out += '-';
    out += print(range.last);
  }
  return out + "]";
}

// --- GBNF -------------------------------------------------------------------------------------------------------------

/// The escapes that llama.cpp reads; everything beyond printable ASCII goes as a number.
std::string gbnf_character(char32_t c, std::string_view special) {
  switch (c) {
    case '\n': return "\\n";
    case '\r': return "\\r";
    case '\t': return "\\t";
    default: break;
  }
  if (c < 0x20 || c > 0x7E) return hexadecimal(c, "", "\\u", "\\U");
  const char plain = static_cast<char>(c);
  if (plain == '^') return special.find('^') == std::string_view::npos ? "^" : "\\u005E";
  return special.find(plain) == std::string_view::npos ? std::string(1, plain) : fmt::format("\\{}", plain);
}

std::string gbnf_literal(std::string_view text) {
  std::string out = "\"";
  for (std::size_t at = 0; at < text.size();) out += gbnf_character(next_character(text, at), "\"\\");
  return out + "\"";
}

std::string gbnf_set(const CharacterSet& set) {
  return bracketed(set, [](char32_t c) { return gbnf_character(c, "[]\\-^"); });
}

// --- W3C EBNF ---------------------------------------------------------------------------------------------------------

std::string ebnf_number(char32_t c) { return fmt::format("#x{:X}", static_cast<std::uint32_t>(c)); }

/// Literals hold printable characters without their own quote; the rest are numbers beside them.
std::string ebnf_literal(std::string_view text) {
  if (text.empty()) return "''";
  std::vector<std::string> parts;
  std::string run;
  const auto end = [&] {
    if (run.empty()) return;
    const char quote = run.find('\'') == std::string::npos ? '\'' : '"';
    parts.push_back(quote + std::exchange(run, {}) + quote);
  };
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_character(text, at);
    if (c < 0x20 || c > 0x7E) {
      end();
      parts.push_back(ebnf_number(c));
      continue;
    }
    const char plain = static_cast<char>(c);
    if ((plain == '"' && run.find('\'') != std::string::npos) || (plain == '\'' && run.find('"') != std::string::npos)) end();
    run += plain;
  }
  end();
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : " ") + part;
  return parts.size() > 1 ? "(" + out + ")" : out;
}

std::string ebnf_set(const CharacterSet& set) {
  return bracketed(set, [](char32_t c) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return plain ? std::string(1, static_cast<char>(c)) : ebnf_number(c);
  });
}

std::string plain_name(const Rule& rule) { return rule.name; }

// --- Lark -------------------------------------------------------------------------------------------------------------

std::string lark_name(const Rule& rule) {
  if (rule.name == "root") return "start";
  std::string name = rule.name;
  for (char& c : name) {
    if (c == '-') c = '_';
    else if (rule.lexical && c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  }
  return name;
}

/// What Python's and Rust's regular expressions both read.
std::string regex_character(char32_t c, std::string_view special) {
  switch (c) {
    case '\n': return "\\n";
    case '\r': return "\\r";
    case '\t': return "\\t";
    default: break;
  }
  if (c < 0x20 || c > 0x7E) return hexadecimal(c, "\\x", "\\u", "\\U");
  const char plain = static_cast<char>(c);
  return special.find(plain) == std::string_view::npos ? std::string(1, plain) : fmt::format("\\{}", plain);
}

std::string regex_literal(std::string_view text) {
  std::string out;
  // The slash would end the expression.
  for (std::size_t at = 0; at < text.size();) out += regex_character(next_character(text, at), "\\.+*?()|[]{}^$/");
  return out;
}

std::string regex_set(const CharacterSet& set) {
  return bracketed(set, [](char32_t c) { return regex_character(c, "[]\\-^/&~"); });
}

/// A lexical expression as one regular expression, the rules that it refers to written out.
std::string regex(const Node& node, const Grammar& grammar, Binding place) {
  std::string out;
  Binding binds = binding(node);
  switch (node.kind) {
    case Kind::literal:
      out = regex_literal(node.text);
      if (node.text.size() > 1) binds = Binding::sequence;
      break;
    case Kind::set: out = regex_set(node.set); break;
    case Kind::reference: return regex(grammar.find(node.text)->body, grammar, place);
    case Kind::sequence:
      for (const Node& child : node.children) out += regex(child, grammar, Binding::sequence);
      break;
    case Kind::choice:
      for (const Node& child : node.children) out += (out.empty() ? "" : "|") + regex(child, grammar, Binding::sequence);
      break;
    case Kind::repeat: {
      out = regex(node.children.front(), grammar, Binding::suffix);
      if (node.children.front().kind == Kind::repeat) out = "(" + out + ")";
      if (node.min == 0 && node.max == 1) out += '?';
      else if (node.max == Node::unbounded && node.min <= 1) out += node.min == 0 ? '*' : '+';
      else if (node.max == Node::unbounded) out += fmt::format("{{{},}}", node.min);
      else out += fmt::format("{{{},{}}}", node.min, node.max);
    }
  }
  return binds < place ? "(" + out + ")" : out;
}

std::string lark_literal(std::string_view text) {
  std::string out = "\"";
  for (std::size_t at = 0; at < text.size();) out += regex_character(next_character(text, at), "\"\\");
  return out + "\"";
}

std::string lark_set(const CharacterSet& set) { return "/" + regex_set(set) + "/"; }

constexpr Dialect gbnf{gbnf_literal, gbnf_set, plain_name, "::=", true, " |\n  "};
constexpr Dialect ebnf{ebnf_literal, ebnf_set, plain_name, "::=", false, " |\n  "};
constexpr Dialect lark{lark_literal, lark_set, lark_name, ":", true, "\n  | ", "~", "..", ""};

constexpr Notation table[] = {
    {"gbnf", to_gbnf, "# ", "", true},
    {"lark", to_lark, "// ", "", false},
    {"ebnf", to_ebnf, "/* ", " */", true},
};

std::string print(const Grammar& grammar, const Dialect& dialect) {
  const Printer printer(grammar, dialect);
  std::string out;
  for (const Rule& rule : grammar.rules()) out += printer.rule(rule);
  return out;
}

}  // namespace

std::string to_gbnf(const Grammar& grammar) { return print(grammar, gbnf); }
std::string to_ebnf(const Grammar& grammar) { return print(grammar, ebnf); }

std::string to_lark(const Grammar& grammar) {
  const Printer printer(grammar, lark);
  // Words that stand in other words alone are written out there.
  std::set<std::string> terminals;
  const std::function<void(const Node&)> collect = [&](const Node& node) {
    if (node.kind == Kind::reference) terminals.insert(node.text);
    for (const Node& child : node.children) collect(child);
  };
  for (const Rule& rule : grammar.rules())
    if (!rule.lexical) collect(rule.body);
  std::string out;
  for (const Rule& rule : grammar.rules())
    if (!rule.lexical || terminals.contains(rule.name))
      out += rule.lexical ? fmt::format("{}: /{}/\n", lark_name(rule), regex(rule.body, grammar, Binding::choice)) : printer.rule(rule);
  return out;
}

std::span<const Notation> notations() { return table; }

}  // namespace dork::constrain
