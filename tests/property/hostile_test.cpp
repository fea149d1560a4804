// Input that means harm, or comes from an accident: an error or a result, never a crash, within bounded memory.
#include "compiler/compile.hpp"
#include "tests/generate/generate.hpp"
#include "tests/generate/random.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fmt/format.h>
#include <string>
#include <sys/resource.h>

namespace dork {
namespace {

/// How many times smaller than meant the inputs are; more than 1 where a sanitizer watches.
std::size_t scale() {
  const char* said = std::getenv("DORK_HOSTILE_SCALE");
  return said ? std::strtoull(said, nullptr, 10) : 1;
}

std::string times(std::size_t count, std::string_view part) {
  std::string text;
  text.reserve(count * part.size());
  for (std::size_t i = 0; i < count; ++i) text += part;
  return text;
}

/// Runs every door over a source; its diagnostics are worth printing, so all stand inside it.
bool survives(const std::string& source) {
  bool ok = false;
  for (const CompileResult& result : {compile(source), check(source), format(source)}) {
    ok = result.ok;
    for (const Diagnostic& diagnostic : result.diagnostics)
      if (diagnostic.range.begin > diagnostic.range.end || diagnostic.range.end > source.size()) return false;
  }
  if (ok) {
    const std::string once = format(source).output;
    if (format(once).output != once) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("nesting") {
  const std::size_t deep = 100000 / scale();
  CHECK(survives("OUTPUT " + times(deep, "(") + "1" + times(deep, ")") + ";"));
  CHECK(survives("OUTPUT " + times(deep, "[") + times(deep, "]") + ";"));
  CHECK(survives("OUTPUT " + times(deep, "{a: ") + "1" + times(deep, "}") + ";"));
  CHECK(survives("OUTPUT " + times(deep, "count(") + "x" + times(deep, ")") + ";"));
  CHECK(survives(times(deep, "IF 1 = 1 THEN ") + times(deep, "END IF ")));
  CHECK(survives(times(deep, "FOR EACH a IN b ") + times(deep, "NEXT ")));
  CHECK(survives(times(deep, "SWITCH a CASE b ") + times(deep, "END SWITCH ")));
  CHECK(survives(times(deep, "END IF ")));
  CHECK(survives("@{\"a\": " + times(deep, "[") + times(deep, "]") + "} OUTPUT 1;"));
  CHECK(survives("OUTPUT '" + times(deep, "{count: ") + "';"));
  CHECK(survives("OUTPUT '" + times(deep, "{count: ") + "{$.x}" + times(deep, "}") + "';"));
}

TEST_CASE("long chains") {
  const std::size_t many = 100000 / scale();
  CHECK(survives("LET x AS STRING;\nIF x = 'a' THEN\n" + times(many / 4, "ELSEIF x = 'b' THEN\n") + "END IF"));
  CHECK(survives("LET x AS STRING;\nOUTPUT x" + times(many, " & x") + ";"));
  CHECK(survives("LET x AS NUMBER;\nOUTPUT x" + times(many, " + x") + ";"));
  CHECK(survives("LET x AS NUMBER;\nOUTPUT x" + times(many, " * x") + ";"));
  CHECK(survives("LET x AS LIST = [1" + times(many, ", 1") + "];"));
  CHECK(survives("LET x AS STRING;\nIF x = 1" + times(many, " AND x = 1") + " THEN END IF"));
  CHECK(survives("OUTPUT x" + times(many, ".a") + ";"));
  CHECK(survives(times(many, "/// note\n") + "OUTPUT 1;"));
}

TEST_CASE("large and odd bytes") {
  const std::size_t large = 1000000 / scale();
  CHECK(survives(times(large, "a") + ": OUTPUT 1;"));
  CHECK(survives("OUTPUT '" + times(large, "b") + "';"));
  CHECK(survives("OUTPUT " + times(large, "9") + ";"));
  for (const std::string& source :
       {std::string(), std::string("\xef\xbb\xbfOUTPUT 'x';\r\n"), std::string("\xef\xbb\xbf"), std::string("OUTPUT 'a';\rOUTPUT 'b';"),
        std::string("OUTPUT 'a\0b';\0", 14), std::string("OUTPUT '\xff\xfe';"), std::string("\xc3"), std::string("OUTPUT '\xed\xa0\x80';"),
        std::string("OUTPUT 'open"), std::string("OUTPUT '''open"), std::string("/* open"), std::string("OUTPUT \"open"), std::string("REM open"),
        std::string("@"), std::string("@{"), std::string("'"), std::string("\""), std::string(";;;;"), std::string("// only"), std::string("///"),
        std::string("a:"), std::string("a.b("), std::string("START"), std::string("IF"), std::string("LET")})
    CHECK(survives(source));
}

TEST_CASE("a large script and large garbage stay within bounds") {
  const std::size_t bytes = 50000000 / scale();
  const std::string line = "OUTPUT 'Hello there, how are you {count: 1}';\n";
  const std::string script = times(bytes / line.size(), line);
  CHECK(compile(script).ok);
  Random random(7);
  std::string garbage(bytes / 5, ' ');
  for (char& c : garbage) c = static_cast<char>(32 + random.below(95));
  CHECK_FALSE(check(garbage).ok);
  if (scale() == 1) {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    CHECK(static_cast<std::size_t>(usage.ru_maxrss) * 1024 < 100 * bytes);
  }
}

TEST_CASE("mutated programs") {
  const std::size_t count = 20000 / scale();
  static constexpr std::string_view pieces[] = {"'", "\"", "{", "}", "(", ")", ";", ":", "@{", "END IF", "NEXT", "\0", "\xff", "'''", "/*", "//", ",", "=", "{$.", "NOT ", "IS "};
  Random random(11);
  for (std::size_t i = 0; i < count; ++i) {
    std::string source = generate_program(random.below(2000));
    const std::size_t changes = 1 + random.below(4);
    for (std::size_t change = 0; change < changes && !source.empty(); ++change) {
      const std::size_t at = random.below(source.size());
      switch (random.below(5)) {
        case 0: source[at] = static_cast<char>(random.below(256)); break;
        case 1: source.erase(at, 1 + random.below(20)); break;
        case 2: source.insert(at, random.pick(pieces)); break;
        case 3: source.insert(at, source.substr(random.below(source.size()), 40)); break;
        default: source.resize(at);
      }
    }
    if (!survives(source)) FAIL_CHECK(fmt::format("mutant {}:\n{}", i, source));
  }
}

}  // namespace dork
