// What is taken out of answers as models write them: tests/score/answers/NAME.txt holds the answer, then a line that says the
// form and what stood around, then the program. DORK_ACCEPT=1 writes what comes out now.
#include "corpus/score/extract.hpp"

#include <algorithm>
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <sstream>

namespace dork::score {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view absences[] = {"", "empty", "only reasoning", "refusal", "prose", "other language", "too large"};

std::string describe(const Extraction& extraction) {
  std::string line = extraction.form == Form::script ? "script" : extraction.form == Form::json ? "json" : fmt::format("nothing ({})", absences[static_cast<std::size_t>(extraction.absence)]);
  std::string_view separator = ": ";
  for (const Wrapping wrapping : extraction.around) line += fmt::format("{}{}", std::exchange(separator, ", "), wrappings()[static_cast<std::size_t>(wrapping)].id);
  separator = "; faulty: ";
  for (const JsonFault fault : extraction.faults) line += fmt::format("{}{}", std::exchange(separator, ", "), json_faults()[static_cast<std::size_t>(fault)].id);
  if (extraction.cut_off) line += "; cut off";
  return line;
}

}  // namespace

TEST_CASE("programs are found in what models write") {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(DORK_SOURCE_DIR "/tests/score/answers")) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  CHECK(files.size() >= 60);
  const bool accept = std::getenv("DORK_ACCEPT") != nullptr;
  for (const fs::path& file : files) {
    std::stringstream held;
    held << std::ifstream(file, std::ios::binary).rdbuf();
    const std::string text = held.str();
    const std::size_t line = text.rfind("\n=== ");
    REQUIRE(line != std::string::npos);
    const std::string answer = text.substr(0, line);
    const Extraction extraction = extract(answer);
    const std::string made = answer + "\n=== " + describe(extraction) + "\n" + extraction.text;
    if (accept) std::ofstream(file, std::ios::binary) << made;
    INFO(file.filename());
    CHECK(made.substr(line) == text.substr(line));
  }
}

TEST_CASE("extraction is done once: a program found is found as it stands") {
  for (const auto& entry : fs::directory_iterator(DORK_SOURCE_DIR "/corpus/scripts")) {
    if (entry.path().extension() != ".dork") continue;
    std::stringstream held;
    held << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    const Extraction extraction = extract(held.str());
    INFO(entry.path());
    CHECK(extraction.form == Form::script);
    CHECK(extraction.around.empty());
    CHECK(extraction.text == held.str());
    for (const std::string& wrapped : {"```dork\n" + held.str() + "```", "Here you go:\n\n```\n" + held.str() + "```\nHope this helps!", "<s>" + held.str() + "</s>",
                                       "<think>It wants FOR EACH x IN y.</think>\n" + held.str()})
      CHECK(extract(wrapped).text == held.str());
  }
}

}  // namespace dork::score
