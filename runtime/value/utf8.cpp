#include "runtime/value/utf8.hpp"

#include "compiler/text/line_map.hpp"

#include <iterator>

#if __has_include(<utf8.h>)
#include <utf8.h>
#else
#include <utf8cpp/utf8.h>
#endif

namespace dork::runtime {

std::uint32_t next_code(std::string_view text, std::size_t& at) {
  const CodePoint point = decode(text.substr(at));
  at += point.size;
  return point.valid ? static_cast<std::uint32_t>(point.value) : replacement_character;
}

std::size_t code_count(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) next_code(text, at);
  return count;
}

bool is_utf8(std::string_view text) {
  return utf8::is_valid(text.begin(), text.end());
}

void append_utf8(std::string& out, std::uint32_t code) {
  utf8::unchecked::append(code, std::back_inserter(out));
}

std::string valid_utf8(std::string_view text) {
  if (is_utf8(text)) return std::string(text);
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const CodePoint point = decode(text.substr(at));
    at += point.size;
    if (point.valid)
      out.append(text.substr(begin, point.size));
    else
      append_utf8(out, replacement_character);
  }
  return out;
}

}  // namespace dork::runtime
