// The program in what a model wrote: what stands around it is taken away, step by step, and each step is named.
#pragma once

#include "corpus/score/program.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dork::score {

/// What stood around a program, or was done to its characters.
enum class Wrapping : std::uint8_t {
  byte_order_mark, reasoning, chat_markup, further_turns, chat_json, fence, several_fences, unclosed_fence, inline_code, tag,
  prose_before, prose_after, html, escaped_newlines, line_prefixes, typographic_characters
};

struct WrappingSpec {
  std::string_view id;        ///< kebab-case, stable
  std::string_view meaning;   ///< one line, for docs and reports
};
std::span<const WrappingSpec> wrappings();   ///< in the order of `Wrapping`

/// Why an answer holds no program.
enum class Absence : std::uint8_t { none, empty, only_reasoning, refusal, prose, other_language, too_large };

/// What is wrong with JSON that is none, as far as the eye sees it.
enum class JsonFault : std::uint8_t { trailing_comma, comment, single_quotes, bare_key, foreign_constant, cut_off };
struct JsonFaultSpec {
  std::string_view id;
  std::string_view meaning;
};
std::span<const JsonFaultSpec> json_faults();   ///< in the order of `JsonFault`

struct Extraction {
  Form form = Form::none;
  std::string text;                     ///< the program, verbatim but for what `around` says
  std::vector<Wrapping> around;         ///< each once, in the order in which they were met
  std::vector<JsonFault> faults;        ///< of JSON that does not parse
  Absence absence = Absence::none;
  bool cut_off = false;                 ///< what stood around it ends too early: a fence, reasoning or JSON never closed
};

/// Answers longer than this are not looked at.
inline constexpr std::size_t most_answer_bytes = 4u << 20;

/// Finds the program in an answer. What is a whole script as it stands is taken as it stands. Otherwise, in this order:
/// reasoning and chat markup go; JSON of chat services is opened; of fences the best is taken (one that names the language,
/// then one with a workspace, then one that looks like a script; of several as good, the last that is at least four fifths
/// as long as the longest); escapes, entities and typographic characters outside texts are made what they stand for; and
/// lines before the first statement and behind the last are dropped. No choice depends on whether the program is right.
Extraction extract(std::string_view answer);

}  // namespace dork::score
