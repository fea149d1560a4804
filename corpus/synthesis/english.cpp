#include "corpus/synthesis/english.hpp"

#include "corpus/letters.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace dork::corpus {
namespace {

struct Irregular {
  std::string_view base, third, gerund;
};
constexpr Irregular irregular_verbs[] = {
    {"be", "is", "being"},         {"have", "has", "having"},   {"do", "does", "doing"},     {"go", "goes", "going"},
    {"get", "gets", "getting"},    {"put", "puts", "putting"},  {"set", "sets", "setting"},  {"run", "runs", "running"},
    {"stop", "stops", "stopping"}, {"let", "lets", "letting"},  {"log", "logs", "logging"},  {"tag", "tags", "tagging"},
    {"skip", "skips", "skipping"}, {"drop", "drops", "dropping"}, {"split", "splits", "splitting"},
    {"begin", "begins", "beginning"}, {"cut", "cuts", "cutting"}, {"swap", "swaps", "swapping"}, {"map", "maps", "mapping"},
    {"quit", "quits", "quitting"}, {"plan", "plans", "planning"}, {"submit", "submits", "submitting"},
};

constexpr std::pair<std::string_view, std::string_view> irregular_plurals[] = {
    {"person", "people"}, {"child", "children"}, {"data", "data"}, {"address", "addresses"}, {"branch", "branches"},
    {"status", "statuses"}, {"index", "indexes"},
};

bool is_vowel(char c) { return std::string_view("aeiou").find(c) != std::string_view::npos; }
bool is_word(char c) { return is_letter(c) || (c >= '0' && c <= '9') || c == '\''; }

bool hisses(std::string_view word) {
  return word.ends_with('s') || word.ends_with('x') || word.ends_with('z') || word.ends_with("ch") || word.ends_with("sh");
}

bool ends_in_consonant_y(std::string_view word) { return word.size() > 1 && word.ends_with('y') && !is_vowel(word[word.size() - 2]); }

std::string with_s(std::string_view word) {
  if (ends_in_consonant_y(word)) return std::string(word.substr(0, word.size() - 1)) + "ies";
  return std::string(word) + (hisses(word) ? "es" : "s");
}

std::string with_ing(std::string_view word) {
  if (word.size() > 2 && word.ends_with('e') && !word.ends_with("ee")) return std::string(word.substr(0, word.size() - 1)) + "ing";
  return std::string(word) + "ing";
}

/// The place after a value that begins at `at`.
std::size_t after_value(std::string_view text, std::size_t at) {
  const std::size_t end = text.find(value_end, at);
  return end == std::string_view::npos ? text.size() : end + 1;
}

}  // namespace

std::string inflect(std::string_view verb, Mood mood) {
  if (mood == Mood::base) return std::string(verb);
  const std::size_t space = verb.find(' ');
  const std::string_view word = verb.substr(0, space);
  const std::string rest(space == std::string_view::npos ? std::string_view() : verb.substr(space));
  for (const Irregular& it : irregular_verbs)
    if (it.base == word) return std::string(mood == Mood::third ? it.third : it.gerund) + rest;
  return (mood == Mood::third ? (word.ends_with('o') ? std::string(word) + "es" : with_s(word)) : with_ing(word)) + rest;
}

std::string plural(std::string_view noun) {
  const std::size_t space = noun.rfind(' ');
  const std::string_view head = space == std::string_view::npos ? noun : noun.substr(space + 1);
  for (const auto& [one, many] : irregular_plurals)
    if (one == head) return std::string(noun.substr(0, noun.size() - head.size())) + std::string(many);
  return std::string(noun.substr(0, noun.size() - head.size())) + with_s(head);
}

bool takes_an(std::string_view word) {
  if (word.empty()) return false;
  std::size_t letters = 0;
  while (letters < word.size() && is_letter(word[letters])) ++letters;
  const std::string_view head = word.substr(0, letters);
  // Digits as they are spoken: eight, eleven, eighteen.
  if (letters == 0) return word.starts_with('8') || word.starts_with("11") || word.starts_with("18");
  std::string small;
  for (const char c : head) small += lower(c);
  const bool spelled = head.size() <= 6 && std::all_of(head.begin(), head.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  // Abbreviations that are spelled out, against those that are said as words.
  constexpr std::string_view said_as_words[] = {"JSON", "SAAS", "SOAP", "NASA", "RAM", "LAN"};
  if (spelled && head.size() > 1 && std::find(std::begin(said_as_words), std::end(said_as_words), head) == std::end(said_as_words))
    return std::string_view("AEFHILMNORSX").find(head[0]) != std::string_view::npos;
  for (const std::string_view silent : {"hour", "honest", "heir"})
    if (small.starts_with(silent)) return true;
  for (const std::string_view like_you : {"use", "user", "unit", "uni", "url", "eu", "one", "once", "us"})
    if (small.starts_with(like_you) && !small.starts_with("uninst") && !small.starts_with("unim") && !small.starts_with("unin")) return false;
  return is_vowel(small[0]);
}

std::string fix_articles(std::string_view text) {
  std::string out;
  out.reserve(text.size() + 8);
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == value_begin) {
      const std::size_t end = after_value(text, i);
      out += text.substr(i, end - i);
      i = end;
      continue;
    }
    const bool begins = i == 0 || !is_word(text[i - 1]);
    std::size_t length = 0;
    if (begins && lower(text[i]) == 'a') {
      if (i + 1 < text.size() && text[i + 1] == ' ') length = 1;
      else if (i + 2 < text.size() && text[i + 1] == 'n' && text[i + 2] == ' ') length = 2;
    }
    if (length > 0 && i + length + 1 < text.size()) {
      std::size_t next = i + length + 1;
      while (next < text.size() && (text[next] == value_begin || text[next] == '"' || text[next] == '`' || text[next] == '\'')) ++next;
      out += text[i];
      if (takes_an(text.substr(next))) out += 'n';
      i += length;
      continue;
    }
    out += text[i++];
  }
  return out;
}

std::string capitalized(std::string_view text) {
  std::string out(text);
  if (!out.empty() && out[0] >= 'a' && out[0] <= 'z') out[0] = static_cast<char>(out[0] - 32);
  return out;
}

std::string enumeration(const std::vector<std::string>& parts, std::string_view last) {
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += i + 1 == parts.size() ? ' ' + std::string(last) + ' ' : std::string(", ");
    out += parts[i];
  }
  return out;
}

std::string without_marks(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text)
    if (c != value_begin && c != value_end) out += c;
  return out;
}

std::vector<std::string> lint(std::string_view text) {
  std::vector<std::string> faults;
  const auto add = [&](std::string what, std::size_t at) {
    const std::size_t from = at > 20 ? at - 20 : 0;
    faults.push_back(std::move(what) + " at \"" + std::string(text.substr(from, 50)) + '"');
  };
  std::string_view previous;
  char quote = 0;
  std::vector<char> open;
  constexpr std::string_view may_repeat[] = {"that", "had"};
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (quote != 0) {
      if (c == quote) quote = 0;
      ++i;
      continue;
    }
    if (static_cast<unsigned char>(c) < ' ' && c != '\n') add("a control character", i);
    if (c == '"' || c == '`') {
      quote = c;
      previous = {};
      ++i;
      continue;
    }
    if (is_word(c)) {
      std::size_t end = i;
      while (end < text.size() && (is_word(text[end]) || ((text[end] == '-' || text[end] == '.' || text[end] == '@' || text[end] == '/' || text[end] == '_') && end + 1 < text.size() && is_word(text[end + 1])))) ++end;
      const std::string_view word = text.substr(i, end - i);
      const bool repeats = previous.size() == word.size() && !word.empty() && is_letter(word[0]) &&
                           std::equal(word.begin(), word.end(), previous.begin(), [](char a, char b) { return lower(a) == lower(b); });
      if (repeats && std::find(std::begin(may_repeat), std::end(may_repeat), word) == std::end(may_repeat)) add("a doubled word", i);
      if (end < text.size() && text[end] == ' ' && end + 1 < text.size()) {
        std::size_t next = end + 1;
        while (next < text.size() && (text[next] == '"' || text[next] == '`')) ++next;
        const bool an = takes_an(text.substr(next));
        if (is_word(text[next]) && ((word == "a" && an) || (word == "an" && !an) || (word == "A" && an) || (word == "An" && !an))) add("a wrong article", i);
      }
      previous = word;
      i = end;
      continue;
    }
    if (c == '(' || c == '[') open.push_back(c);
    if (c == ')' || c == ']') {
      if (open.empty() || open.back() != (c == ')' ? '(' : '[')) add("an unbalanced bracket", i);
      else open.pop_back();
    }
    if (c == '<' || c == '>' || c == '{' || c == '}') {
      const bool compares = i > 0 && text[i - 1] == ' ' && i + 1 < text.size() && (text[i + 1] == ' ' || text[i + 1] == '=');
      if (!compares) add("something unfilled", i);
    }
    const bool first_of_line = i == 0 || text[i - 1] == '\n';
    if (c == ' ' && i + 1 < text.size() && !first_of_line) {
      const char next = text[i + 1];
      const bool indents = text[i - 1] == ' ' || text[i - 1] == '\n';
      if (next == ' ' && !indents) add("a doubled blank", i);
      if (next == ',' || next == '.' || next == ';' || next == '?' || next == '!') {
        if (i + 2 >= text.size() || text[i + 2] == ' ' || text[i + 2] == '\n') add("a blank before punctuation", i);
      }
    }
    if ((c == ',' || c == ';') && i + 1 < text.size() && (text[i + 1] == ',' || text[i + 1] == ';' || text[i + 1] == '.')) add("doubled punctuation", i);
    if (c == '.' && i + 1 < text.size() && text[i + 1] == '.' && !(i + 2 < text.size() && text[i + 2] == '.') && !(i > 0 && text[i - 1] == '.')) add("doubled punctuation", i);
    if (c != ' ') previous = {};
    ++i;
  }
  if (quote != 0) add("a quote that is never closed", text.size());
  if (!open.empty()) add("an unbalanced bracket", text.size());
  if (!text.empty() && (text.back() == ' ' || text.back() == '\n')) add("a blank at the end", text.size());
  return faults;
}

}  // namespace dork::corpus
