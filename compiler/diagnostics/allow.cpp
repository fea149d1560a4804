#include "compiler/diagnostics/allow.hpp"

#include <algorithm>
#include <array>

namespace dork {
namespace {

constexpr std::string_view word = "// dork: allow ";

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

/// The codes that the comments before the first statement list.
std::vector<std::string_view> allowed_codes(std::string_view source) {
  if (source.starts_with("\xEF\xBB\xBF")) source.remove_prefix(3);
  std::vector<std::string_view> codes;
  while (!source.empty()) {
    const std::size_t end = std::min(source.find('\n'), source.size());
    std::string_view line = trimmed(source.substr(0, end));
    source.remove_prefix(std::min(end + 1, source.size()));
    if (line.empty()) continue;
    if (!line.starts_with("//")) break;
    if (!line.starts_with(word)) continue;
    line.remove_prefix(word.size());
    while (!line.empty()) {
      const std::size_t comma = std::min(line.find(','), line.size());
      codes.push_back(trimmed(line.substr(0, comma)));
      line.remove_prefix(std::min(comma + 1, line.size()));
    }
  }
  return codes;
}

}  // namespace

bool can_be_allowed(Code code) {
  // Without these names there is nothing to write.
  static constexpr std::array needed = {Code::unknown_connector,   Code::unknown_action,    Code::unknown_parameter,
                                        Code::unknown_webhook,     Code::unknown_variable,  Code::duplicate_variable,
                                        Code::duplicate_argument,  Code::duplicate_alias,   Code::connector_without_guid,
                                        Code::duplicate_action,    Code::wrong_operation};
  return rule(code).number >= 2000 && std::find(needed.begin(), needed.end(), code) == needed.end();
}

bool are_allowed(std::string_view source, std::span<const Code> errors) {
  if (!std::all_of(errors.begin(), errors.end(), can_be_allowed)) return false;
  const std::vector<std::string_view> allowed = allowed_codes(source);
  return std::all_of(errors.begin(), errors.end(), [&](Code code) {
    return std::find(allowed.begin(), allowed.end(), std::string_view(code_name(code))) != allowed.end();
  });
}

}  // namespace dork
