// Reads GBNF as llama.cpp's guide describes it and recognises texts by Earley's algorithm. Written from the notation alone, so
// that it can judge the exporter, with which it shares no code.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace gbnf {

/// Inclusive ranges of code points.
using Ranges = std::vector<std::pair<char32_t, char32_t>>;

struct Symbol {
  bool terminal = false;
  bool negated = false;
  Ranges ranges;           ///< of a terminal
  std::uint32_t rule = 0;  ///< of a reference
};

struct Grammar {
  std::vector<std::string> names;
  std::vector<std::vector<std::vector<Symbol>>> rules;  ///< by rule, the alternatives
  std::vector<bool> nullable;
  std::uint32_t root = 0;
};

/// Throws std::runtime_error with what is wrong.
Grammar parse(std::string_view text);

/// Whether the whole text is of the grammar. Where it is not, `furthest` gets how many bytes could still begin one.
bool matches(const Grammar& grammar, std::string_view text, std::size_t* furthest = nullptr);

}  // namespace gbnf
