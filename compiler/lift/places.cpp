#include "compiler/lift/places.hpp"

#include <algorithm>

namespace dork {
namespace {

/// An open bracket, and where its current element begins if it is an array of blocks.
struct Open {
  bool blocks = false;
  std::size_t list = 0;
};

}  // namespace

std::vector<std::vector<Range>> block_places(std::string_view json) {
  std::vector<std::vector<Range>> all;
  std::vector<Open> open;
  std::string_view last_text;
  bool after_blocks = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (c == '"') {
      const std::size_t begin = ++i;
      while (i < json.size() && json[i] != '"') i += json[i] == '\\' ? 2 : 1;
      last_text = json.substr(begin, std::min(i, json.size()) - begin);
    } else if (c == ':') {
      after_blocks = last_text == "blocks";
    } else if (c == '[' || c == '{') {
      if (!open.empty() && open.back().blocks && c == '{') all[open.back().list].push_back({static_cast<std::uint32_t>(i), 0});
      const bool blocks = c == '[' && after_blocks;
      if (blocks) all.emplace_back();
      open.push_back({blocks, all.empty() ? 0 : all.size() - 1});
      after_blocks = false;
    } else if (c == ']' || c == '}') {
      if (!open.empty()) open.pop_back();
      if (!open.empty() && open.back().blocks && c == '}') all[open.back().list].back().end = static_cast<std::uint32_t>(i + 1);
    }
  }
  return all;
}

}  // namespace dork
