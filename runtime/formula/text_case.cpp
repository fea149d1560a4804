#include "runtime/formula/text_case.hpp"

#include "runtime/value/utf8.hpp"

#include <utf8proc.h>

namespace dork::runtime {
namespace {

// What case folding makes of a character: more than one where a letter's other case is spelled with several.
std::u32string folded(std::uint32_t code) {
  utf8proc_int32_t buffer[8];
  int boundary = 0;
  const auto count = utf8proc_decompose_char(static_cast<utf8proc_int32_t>(code), buffer, 8, UTF8PROC_CASEFOLD, &boundary);
  std::u32string result;
  for (utf8proc_ssize_t i = 0; i < count; ++i) result += static_cast<char32_t>(buffer[i]);
  return result;
}

std::uint32_t upper(std::uint32_t code) {
  return static_cast<std::uint32_t>(utf8proc_toupper(static_cast<utf8proc_int32_t>(code)));
}

bool is_small(std::uint32_t code) {
  const auto category = utf8proc_category(static_cast<utf8proc_int32_t>(code));
  return category == UTF8PROC_CATEGORY_LL;
}

/// The text with each character changed; bytes that are no UTF-8 stay.
template <typename Append>
std::string changed(std::string_view text, Append&& append) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const std::uint32_t code = next_code(text, at);
    if (code == replacement_character)
      out.append(text.substr(begin, at - begin));
    else
      append(out, code);
  }
  return out;
}

}  // namespace

void append_upper(std::string& out, std::uint32_t code) {
  if (code < 0x80) {
    out += static_cast<char>(code >= 'a' && code <= 'z' ? code - 'a' + 'A' : code);
    return;
  }
  if (const std::u32string full = folded(code); full.size() > 1 && is_small(code)) {
    for (const char32_t each : full) append_utf8(out, upper(each));
    return;
  }
  append_utf8(out, upper(code));
}

std::string to_upper(std::string_view text) {
  return changed(text, append_upper);
}

std::string to_lower(std::string_view text) {
  return changed(text, [](std::string& out, std::uint32_t code) {
    constexpr std::uint32_t i_with_dot = 0x130;  // the only letter whose small form is spelled with two
    if (code < 0x80)
      out += static_cast<char>(code >= 'A' && code <= 'Z' ? code - 'A' + 'a' : code);
    else if (code == i_with_dot)
      out += "i\u0307";
    else
      append_utf8(out, static_cast<std::uint32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(code))));
  });
}

}  // namespace dork::runtime
