// Frames: the markup by which a model tells system, user and its own answer apart, as plain text.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace dork::corpus {

/// One layout. In its texts `{system}`, `{user}`, `{input}` and `{completion}` stand for what is framed.
struct Frame {
  std::string name;
  std::string with_system;     ///< the prompt; holds `{system}` and `{user}`
  std::string without_system;  ///< the prompt where there is no system text; holds `{user}`
  std::string completion;      ///< what follows the prompt; holds `{completion}`
  std::string begin;           ///< the token that begins a text, written only on demand: most trainers add it themselves
  std::string end;             ///< the same at its end
  std::string input;           ///< where given material has a place of its own: what `{input}` in the prompt becomes; holds `{input}`
  std::string preamble;        ///< the system text of a row that has none, and
  std::string preamble_input;  ///< that of one with input
};

/// The published layouts: `plain`, `llama-2`, `llama-3`, `mistral`, `chatml`, `alpaca`.
std::span<const Frame> frames();

/// A frame by name; null where there is none.
const Frame* find_frame(std::string_view name);

/// A prompt: all up to where the model goes on.
std::string framed_prompt(const Frame& frame, std::string_view system, std::string_view user, std::string_view input);

/// What the model is to answer, with what ends it.
std::string framed_completion(const Frame& frame, std::string_view completion);

/// A prompt taken out of its frame.
struct Unframed {
  std::string system, user, input;
};

/// Whether a prompt and a completion are framed exactly so; then what is in the frame.
bool unframe(const Frame& frame, std::string_view prompt, Unframed& inside);
bool unframe_completion(const Frame& frame, std::string_view completion, std::string& inside);

/// The pieces of markup of a frame that no framed text may hold, such as `[INST]`.
std::span<const std::string_view> markers(std::string_view frame_name);

/// The first marker of any chat frame in a text; empty where there is none.
std::string_view marker_in(std::string_view text);

}  // namespace dork::corpus
