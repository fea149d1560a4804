// The steps of extraction: each takes one thing away around a program, or says that it is not there.
#pragma once

#include "corpus/score/extract.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace dork::score {

/// What is left after a step.
struct Peeled {
  std::string text;
  bool cut_off = false;
};

// chat.cpp
std::optional<Peeled> peel_reasoning(std::string_view text);
std::optional<Peeled> peel_markup(std::string_view text, bool& further_turns);
std::optional<Peeled> peel_tag(std::string_view text);
/// The answer within the JSON of a chat service, of a tool call, or of a model that was asked for JSON.
std::optional<Peeled> peel_json(std::string_view text);
bool is_refusal(std::string_view text);

// fences.cpp
struct Fenced {
  std::string text;
  std::string tag;         ///< its first word, lower case
  bool several = false, closed = true, before = false, behind = false;
  bool likely = true;      ///< it may well be a program
};
std::optional<Fenced> peel_fence(std::string_view text);
std::optional<Peeled> peel_inline_code(std::string_view text);
bool names_dork(std::string_view tag);
bool names_other_language(std::string_view tag);

// characters.cpp
std::optional<Peeled> peel_html(std::string_view text);
std::optional<Peeled> peel_escapes(std::string_view text);
std::optional<Peeled> peel_line_prefixes(std::string_view text);
std::optional<Peeled> peel_typography(std::string_view text);

// find.cpp
std::string_view trimmed(std::string_view text);
/// Whether a line is one that only a program has.
bool is_code(std::string_view line);
/// Whether a text is a whole script with at least one statement.
bool is_script(std::string_view text);
/// Whether a statement begins at the start of a text and goes on for a while.
bool begins_statement(std::string_view text);
/// The lines of a script within prose; empty where there are none.
std::string_view script_lines(std::string_view text);
/// The JSON of a workspace within prose, up to where its brackets close; empty where there is none.
std::string_view workspace_json(std::string_view text, bool& closed);
bool looks_like_other_language(std::string_view text);
std::vector<JsonFault> faults_of_json(std::string_view text);
bool is_workspace_like(std::string_view text);

}  // namespace dork::score
