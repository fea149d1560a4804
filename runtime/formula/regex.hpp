// Regular expressions as PHP has them, within bounds: a pattern can be written to take years over a short text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dork::runtime {

/// Where a group of a match stands in the text; `begin` is `none` for a group that took no part.
struct MatchRange {
  static constexpr std::size_t none = static_cast<std::size_t>(-1);
  std::size_t begin = none;
  std::size_t end = none;

  std::string_view of(std::string_view text) const {
    return begin == none ? std::string_view() : text.substr(begin, end - begin);
  }
};

/// A compiled pattern. Its matches, all together, may take a fixed amount of work.
class Regex {
 public:
  /// The pattern, without delimiters, for texts in UTF-8 or, where `bytes` says so, of any bytes. On failure `error` says what
  /// is wrong and where.
  static std::optional<Regex> compile(std::string_view pattern, bool bytes, std::string& error);

  std::uint32_t group_count() const;

  /// The first match in a text (which is UTF-8 as promised) that begins at `from` or later: the whole and its groups. Nothing, and no error, where there is none;
  /// nothing and an error where the work is too much. `after_empty` asks for a match there that is not empty.
  std::optional<std::vector<MatchRange>> match(std::string_view text, std::size_t from, bool after_empty, std::string& error);

 private:
  struct State;
  explicit Regex(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;
};

/// Calls `visit` with the ranges of each match, one after the other, until it says false. False where there was an error.
template <typename Visit>
bool for_each_match(Regex& regex, std::string_view text, std::string& error, Visit&& visit) {
  std::size_t from = 0;
  bool after_empty = false;
  while (from <= text.size()) {
    const auto match = regex.match(text, from, after_empty, error);
    if (!error.empty()) return false;
    if (!match) {
      if (!after_empty) return true;
      // Nothing but the empty match was there: on by one character.
      do ++from;
      while (from < text.size() && (static_cast<unsigned char>(text[from]) & 0xC0) == 0x80);
      after_empty = false;
      continue;
    }
    if (!visit(*match)) return true;
    from = (*match)[0].end;
    after_empty = (*match)[0].begin == (*match)[0].end;
  }
  return true;
}

}  // namespace dork::runtime
