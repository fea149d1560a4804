#include "tests/golden/laws.hpp"

#include "compiler/syntax/parse.hpp"
#include "tests/golden/annotate.hpp"
#include "tests/golden/diff.hpp"

#include <algorithm>

namespace dork::golden {
std::vector<std::string> broken_laws(std::string_view source, const CompileOptions& options,
                                     const CompileResult& compiled, const CompileResult& formatted) {
  std::vector<std::string> broken;
  const auto differs = [&](std::string_view law, std::string_view before, std::string_view after) {
    if (before != after) broken.push_back(std::string(law) + '\n' + unified_diff(before, after, "before", "after"));
  };
  differs("compiling again gives other JSON", compiled.output, compile(source, options).output);
  if (!formatted.ok) {
    broken.push_back("it cannot be formatted\n" + annotate(source, formatted.diagnostics));
    return broken;
  }
  differs("formatting again changes the text", formatted.output, format(formatted.output, options).output);
  const CompileResult again = compile(formatted.output, options);
  if (again.ok) differs("formatting changes the meaning", compiled.output, again.output);
  else broken.push_back("the formatted text does not compile\n" + annotate(formatted.output, again.diagnostics));
  if (const std::size_t count = second_stage_count(source); count > 0)
    broken.push_back("the parser needed its second stage " + std::to_string(count) + " times\n");
  return broken;
}

std::vector<std::string> broken_laws_of_invalid(std::string_view source, const CompileOptions& options,
                                                const CompileResult& compiled) {
  std::vector<std::string> broken;
  if (!compiled.output.empty()) broken.push_back("there is output in spite of errors\n");
  const auto& found = compiled.diagnostics;
  const bool mendable = std::all_of(found.begin(), found.end(), [](const Diagnostic& it) { return it.fix.has_value(); });
  if (found.empty() || !mendable) return broken;
  const std::string mended = apply_fixes(source, found);
  const CompileResult again = compile(mended, options);
  if (!again.ok) broken.push_back("the fixes do not mend it\n" + annotate(mended, again.diagnostics));
  return broken;
}

}  // namespace dork::golden
