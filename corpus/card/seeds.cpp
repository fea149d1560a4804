#include "corpus/card/seeds.hpp"

#include "corpus/card/embedded.hpp"

#include <algorithm>

namespace dork::card {
namespace {

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; }

template <typename Accepts>
bool occurs(std::string_view text, std::string_view phrase, Accepts&& accepts) {
  for (std::size_t at = text.find(phrase); at != text.npos; at = text.find(phrase, at + 1)) {
    const std::size_t end = at + phrase.size();
    const bool begins = at == 0 || !is_word(text[at - 1]) || !is_word(phrase.front());
    const bool ends = end == text.size() || !is_word(text[end]) || !is_word(phrase.back());
    if (begins && ends && accepts(text.substr(0, at))) return true;
  }
  return false;
}

template <typename Accepts>
std::size_t count(std::string_view phrase, Accepts&& accepts) {
  if (phrase.empty()) return 0;
  const auto files = embedded_seeds();
  return static_cast<std::size_t>(std::count_if(files.begin(), files.end(), [&](const EmbeddedFile& file) { return occurs(file.content, phrase, accepts); }));
}

}  // namespace

std::size_t uses(std::string_view phrase) {
  return count(phrase, [](std::string_view) { return true; });
}

std::size_t uses_at_start(std::string_view phrase) {
  return count(phrase, [](std::string_view before) {
    const std::size_t last = before.find_last_not_of(' ');
    return last == before.npos || before[last] == '\n' || before[last] == ':' || before.substr(0, last + 1).ends_with(" IN");
  });
}

}  // namespace dork::card
