#include "corpus/dataset/given.hpp"

#include "compiler/compile.hpp"
#include "corpus/synthesis/tasks.hpp"

namespace dork::corpus {

bool holds_program(std::string_view request) {
  // People end sentences otherwise.
  return request.find("\"blocks\"") != std::string_view::npos || request.find(";\n") != std::string_view::npos || request.find("error[DORK") != std::string_view::npos ||
         request.ends_with(';');
}

bool completes(std::string_view request, std::string_view answer, const Catalog& catalog) {
  const auto compiles = [&](std::string_view script) { return check(script, {.catalog = &catalog}).ok; };
  if (compiles(answer)) return false;
  // Where the script begins is for nobody to see: from the last paragraph on, one more at a time.
  constexpr std::size_t most_paragraphs = 60;
  std::size_t begin = request.size();
  for (std::size_t tries = 0; tries < most_paragraphs && begin > 0; ++tries) {
    const std::size_t before = begin >= 2 ? request.rfind("\n\n", begin - 2) : std::string_view::npos;
    begin = before == std::string_view::npos ? 0 : before;
    std::string whole(request.substr(begin));
    if (const std::size_t at = whole.find(gap); at != std::string::npos) whole.replace(at, gap.size(), answer);
    else whole.append("\n").append(answer);
    if (compiles(whole)) return true;
  }
  return false;
}

}  // namespace dork::corpus
