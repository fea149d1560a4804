#include "runtime/formula/regex.hpp"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace dork::runtime {
namespace {

constexpr std::size_t longest_pattern = 20'000;

// Steps of the matcher and bytes they go over: some tenths of a second.
constexpr std::uint64_t most_work = 20'000'000;
constexpr std::uint32_t heap_kilobytes = 64 * 1024;

struct Free {
  void operator()(pcre2_code* code) const { pcre2_code_free(code); }
  void operator()(pcre2_compile_context* context) const { pcre2_compile_context_free(context); }
  void operator()(pcre2_match_context* context) const { pcre2_match_context_free(context); }
  void operator()(pcre2_match_data* data) const { pcre2_match_data_free(data); }
};

template <typename T>
using Owned = std::unique_ptr<T, Free>;

std::string message(int code) {
  std::array<PCRE2_UCHAR, 200> buffer{};
  pcre2_get_error_message(code, buffer.data(), buffer.size());
  return reinterpret_cast<const char*>(buffer.data());
}

}  // namespace

struct Regex::State {
  Owned<pcre2_code> code;
  Owned<pcre2_match_context> context;
  Owned<pcre2_match_data> data;
  std::uint32_t groups = 0;
  bool refers_back = false;
  std::uint64_t work = 0;
  std::size_t last_position = 0;

  // Before each item of the pattern: what was gone over since the last one counts.
  static int count(pcre2_callout_block* block, void* data) {
    State& state = *static_cast<State*>(data);
    const std::size_t at = block->current_position;
    state.work += 1 + (at > state.last_position ? at - state.last_position : 0);
    state.last_position = at;
    // A reference back compares as much as its group holds, whether it fits in the end or not.
    if (state.refers_back)
      for (std::uint32_t i = 1; i < block->capture_top; ++i)
        if (block->offset_vector[2 * i] != PCRE2_UNSET && block->offset_vector[2 * i + 1] >= block->offset_vector[2 * i])
          state.work += block->offset_vector[2 * i + 1] - block->offset_vector[2 * i];
    return state.work > most_work ? PCRE2_ERROR_CALLOUT : 0;
  }
};

std::optional<Regex> Regex::compile(std::string_view pattern, bool bytes, std::string& error) {
  error.clear();
  if (pattern.size() > longest_pattern) {
    error = fmt::format("the regular expression is longer than {} bytes", longest_pattern);
    return std::nullopt;
  }
  int code = 0;
  PCRE2_SIZE offset = 0;
  auto state = std::make_shared<State>();
  const std::uint32_t options = PCRE2_AUTO_CALLOUT | PCRE2_NEVER_BACKSLASH_C | (bytes ? PCRE2_NEVER_UTF : PCRE2_UTF);
  state->code.reset(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(pattern.data()), pattern.size(), options, &code, &offset, nullptr));
  if (!state->code) {
    error = fmt::format("the regular expression is broken at its byte {}: {}", offset, message(code));
    return std::nullopt;
  }
  std::uint32_t back = 0;
  pcre2_pattern_info(state->code.get(), PCRE2_INFO_CAPTURECOUNT, &state->groups);
  pcre2_pattern_info(state->code.get(), PCRE2_INFO_BACKREFMAX, &back);
  state->refers_back = back > 0;
  state->context.reset(pcre2_match_context_create(nullptr));
  state->data.reset(pcre2_match_data_create_from_pattern(state->code.get(), nullptr));
  pcre2_set_heap_limit(state->context.get(), heap_kilobytes);
  pcre2_set_match_limit(state->context.get(), most_work);
  pcre2_set_callout(state->context.get(), State::count, state.get());
  return Regex(std::move(state));
}

std::uint32_t Regex::group_count() const {
  return state_->groups;
}

std::optional<std::vector<MatchRange>> Regex::match(std::string_view text, std::size_t from, bool after_empty, std::string& error) {
  State& state = *state_;
  state.last_position = from;
  state.work += 16;
  // Looking at the whole text anew for each match would make many matches quadratic.
  const std::uint32_t options = PCRE2_NO_UTF_CHECK | (after_empty ? PCRE2_NOTEMPTY_ATSTART | PCRE2_ANCHORED : 0);
  const int found = pcre2_match(state.code.get(), reinterpret_cast<PCRE2_SPTR>(text.data()), text.size(), from, options,
                                state.data.get(), state.context.get());
  if (found == PCRE2_ERROR_NOMATCH) return std::nullopt;
  if (found < 0) {
    const bool too_much = found == PCRE2_ERROR_CALLOUT || found == PCRE2_ERROR_MATCHLIMIT || found == PCRE2_ERROR_DEPTHLIMIT ||
                          found == PCRE2_ERROR_HEAPLIMIT || found == PCRE2_ERROR_NOMEMORY;
    error = too_much ? "the regular expression takes too long on this text" : message(found);
    return std::nullopt;
  }
  const PCRE2_SIZE* ovector = pcre2_get_ovector_pointer(state.data.get());
  std::vector<MatchRange> ranges(state.groups + 1);
  for (std::size_t i = 0; i < static_cast<std::size_t>(found) && i < ranges.size(); ++i)
    if (ovector[2 * i] != PCRE2_UNSET) ranges[i] = {ovector[2 * i], std::max(ovector[2 * i], ovector[2 * i + 1])};
  // \K can put the beginning behind the end or before where the search began.
  if (ranges[0].end < from) ranges[0].end = from;
  return ranges;
}

}  // namespace dork::runtime
