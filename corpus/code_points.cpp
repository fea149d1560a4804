#include "corpus/code_points.hpp"

#include <utf8.h>

namespace dork::corpus {

std::vector<std::uint64_t> code_points(std::string_view text) {
  std::vector<std::uint64_t> symbols;
  symbols.reserve(text.size());
  for (auto at = text.begin(); at != text.end();) {
    const auto byte = static_cast<unsigned char>(*at);
    if (byte < 0x80) {
      symbols.push_back(byte);
      ++at;
      continue;
    }
    const auto from = at;
    try {
      symbols.push_back(utf8::next(at, text.end()));
    } catch (const utf8::exception&) {
      at = from + 1;
      symbols.push_back(0x110000 + byte);
    }
  }
  return symbols;
}

}  // namespace dork::corpus
