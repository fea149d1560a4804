#include "corpus/dataset/built_row.hpp"

#include "corpus/dataset/hash.hpp"
#include "corpus/tokens.hpp"

#include <algorithm>

namespace dork::corpus {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }
bool is_word(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

constexpr std::string_view gap = "\x01";

/// Quoted texts, and words with a digit, an @ or a slash in them, each replaced by a gap.
std::string masked(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '"' || c == '\'' || c == '`') {
      const bool opens = at == 0 || !is_word(text[at - 1]);
      const std::size_t close = opens ? text.find(c, at + 1) : std::string_view::npos;
      if (close != std::string_view::npos) {
        result += gap;
        at = close + 1;
        continue;
      }
    }
    if (is_blank(c)) {
      result += c;
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < text.size() && !is_blank(text[end])) ++end;
    const std::string_view word = text.substr(at, end - at);
    const bool value = std::any_of(word.begin(), word.end(), [](char each) { return is_digit(each) || each == '@' || each == '/'; });
    result += value ? gap : word;
    at = end;
  }
  return result;
}

}  // namespace

std::string evened(std::string_view text) {
  std::string result;
  bool pending = false;
  for (const char c : text) {
    if (is_blank(c)) {
      pending = !result.empty();
      continue;
    }
    if (pending) result += ' ';
    pending = false;
    result += c;
  }
  return result;
}

std::uint64_t row_id(const Row& row) { return hash_of(row.task, row.instruction, row.input, row.completion); }

std::string wording(std::string_view instruction, const std::vector<Slot>& slots) {
  std::string text(instruction);
  std::vector<std::string_view> said;
  for (const Slot& slot : slots)
    if (slot.said.size() > 1) said.push_back(slot.said);
  // The longest first: a value may be part of another.
  std::stable_sort(said.begin(), said.end(), [](std::string_view a, std::string_view b) { return a.size() > b.size(); });
  for (const std::string_view value : said)
    for (std::size_t at = text.find(value); at != std::string::npos; at = text.find(value, at + gap.size())) text.replace(at, value.size(), gap);
  return evened(masked(text));
}

Shingles shingles_of(const Row& row) {
  constexpr std::string_view sides[] = {"prompt", "completion"};
  Shingles shingles;
  add_shingles(shingles, row.instruction, hash_of(row.task, sides[0]));
  add_shingles(shingles, row.input, hash_of(row.task, sides[0]));
  add_shingles(shingles, row.completion, hash_of(row.task, sides[1]));
  finish(shingles);
  return shingles;
}

RowKeys keys_of(const BuiltRow& entry) {
  const Row& row = entry.row;
  RowKeys keys;
  keys.id = row_id(row);
  keys.prompt = hash_of(row.task, evened(row.instruction), evened(row.input));
  keys.completion = hash64(evened(row.completion));
  keys.skeleton = row.skeleton.empty() ? hash_of(row.completion, std::string_view("no program")) : hash64(row.skeleton);
  // "Repair this script" is asked of any script: what is given belongs to the request.
  keys.wording = hash_of(row.task, wording(row.instruction, entry.slots), row.input.empty() ? std::string() : wording(row.input, {}));
  keys.source = row.source == "synthesis" || row.source.empty() ? 0 : hash64(row.source);
  keys.task = hash64(row.task);
  keys.tokens = static_cast<std::uint32_t>(estimate_tokens(row.instruction) + estimate_tokens(row.input) + estimate_tokens(row.completion));
  keys.has_rejected = !row.rejected.empty();
  return keys;
}

}  // namespace dork::corpus
