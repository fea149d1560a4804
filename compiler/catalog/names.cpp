#include "compiler/catalog/names.hpp"

#include <algorithm>
#include <vector>

namespace dork {
namespace {

// The locale must not matter, so <cctype> will not do.
constexpr bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return is_upper(c) || is_lower(c) || static_cast<unsigned char>(c) >= 0x80; }
constexpr char lower(char c) { return is_upper(c) ? static_cast<char>(c | 0x20) : c; }
constexpr char upper(char c) { return is_lower(c) ? static_cast<char>(c & ~0x20) : c; }

/// Whether a word begins at `at`: `appId` has one at I, `APIRequest` one at R, `Base64Encoded` one at 6 and one at E.
bool begins_word(std::string_view text, std::size_t at) {
  const char before = text[at - 1];
  const char c = text[at];
  if (is_digit(c) != is_digit(before)) return true;
  if (!is_upper(c)) return false;
  return !is_upper(before) || (at + 1 < text.size() && is_lower(text[at + 1]));
}

std::vector<std::string> words_of_label(std::string_view label) {
  std::vector<std::string> words;
  bool open = false;
  for (std::size_t i = 0; i < label.size(); ++i) {
    const char c = label[i];
    if (c == '\'') continue;  // an apostrophe does not part a word
    if (!is_letter(c) && !is_digit(c)) {
      open = false;
      continue;
    }
    // `appId` within a label stays two words; digits stay with the word before them.
    const bool inner = open && is_upper(c) && begins_word(label, i);
    if (!open || inner) words.emplace_back();
    open = true;
    words.back() += c;
  }
  return words;
}

}  // namespace

bool same_name(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (a[i] != b[i] && lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

bool is_identifier(std::string_view text) {
  const auto starts = [](char c) { return is_letter(c) || c == '_'; };
  return !text.empty() && starts(text.front()) &&
         std::all_of(text.begin(), text.end(), [&](char c) { return starts(c) || is_digit(c); });
}

std::string lower_camel(std::string_view label) {
  std::string name;
  for (const std::string& word : words_of_label(label)) {
    const bool first = name.empty();
    for (std::size_t i = 0; i < word.size(); ++i) name += !first && i == 0 ? upper(word[i]) : lower(word[i]);
  }
  if (!name.empty() && is_digit(name.front())) name.insert(name.begin(), '_');
  return name;
}

std::string title_words(std::string_view identifier) {
  std::string title;
  for (std::size_t i = 0; i < identifier.size(); ++i) {
    if (i > 0 && begins_word(identifier, i)) title += ' ';
    title += i == 0 || title.back() == ' ' ? upper(identifier[i]) : identifier[i];
  }
  return title;
}

std::string unique_name(std::string_view wish, const std::function<bool(std::string_view)>& taken) {
  std::string name(wish);
  for (int number = 2; taken(name); ++number) name = std::string(wish) + std::to_string(number);
  return name;
}

}  // namespace dork
