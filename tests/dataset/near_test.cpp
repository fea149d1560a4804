// Near duplicates, token estimates, contamination.
#include "corpus/dataset/built_row.hpp"
#include "corpus/dataset/contamination.hpp"
#include "corpus/dataset/near.hpp"
#include "corpus/tokens.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>

namespace dork::corpus {
namespace {

Shingles shingles(std::string_view text) {
  Shingles result;
  add_shingles(result, text, 0);
  finish(result);
  return result;
}

TEST_CASE("Shingles are of tokens", "[dataset]") {
  CHECK(shingles("a b c d e") == shingles(" a  b\nc d\te "));
  CHECK(shingles("a b c d e").size() == 1);
  CHECK(shingles("a b c d e f").size() == 2);
  CHECK(shingles("a b").size() == 1);
  CHECK(shingles("").empty());
  CHECK(shingles("a b") != shingles("a c"));
  CHECK(jaccard(shingles("a b c d e f"), shingles("b c d e f g")) == Approx(1.0 / 3));
  CHECK(jaccard(shingles(""), shingles("")) == 1);
  CHECK(jaccard(shingles("a"), shingles("")) == 0);
}

TEST_CASE("Request and answer are told apart", "[dataset]") {
  Row one, other;
  one.task = other.task = "explain";
  one.instruction = other.completion = "some words about what the script does";
  one.completion = other.instruction = "OUTPUT 'and the script that does it';";
  CHECK(jaccard(shingles_of(one), shingles_of(one)) == 1);
  CHECK(jaccard(shingles_of(one), shingles_of(other)) == 0);
}

TEST_CASE("Bands find pairs at the threshold", "[dataset]") {
  for (const double threshold : {0.6, 0.8, 0.9, 0.95}) {
    const Banding banding = banding_for(threshold);
    REQUIRE(banding.bands * banding.rows <= Banding::signature);
    CHECK(1 - std::pow(1 - std::pow(threshold, banding.rows), banding.bands) >= 0.99);
    std::mt19937 random(3);
    int met = 0, far = 0;
    constexpr int pairs = 400;
    for (int pair = 0; pair < pairs; ++pair) {
      // Two sets of 100 with the wanted share of common elements.
      const auto common = static_cast<std::size_t>(std::ceil(200 * threshold / (1 + threshold)));
      Shingles a, b, c;
      for (std::size_t i = 0; i < 100; ++i) {
        const std::uint32_t value = random();
        a.push_back(value);
        b.push_back(i < common ? value : random());
        c.push_back(i < 20 ? value : random());
      }
      finish(a), finish(b), finish(c);
      const auto of_a = bands_of(a, banding), of_b = bands_of(b, banding), of_c = bands_of(c, banding);
      const auto meet = [&](const auto& other) {
        for (std::size_t i = 0; i < banding.bands; ++i)
          if (of_a[i] == other[i]) return true;
        return false;
      };
      met += meet(of_b);
      far += meet(of_c);
    }
    CHECK(met >= pairs * 97 / 100);
    CHECK(far <= pairs / 20);
  }
  CHECK(banding_for(1.0).bands == 2);
}

TEST_CASE("Token estimates are near the true counts", "[dataset]") {
  // Counts of cl100k_base by gpt-tokenizer.
  const std::pair<const char*, double> texts[] = {
      {"Export every app of the Finance space to GitHub each night at two, and tell ops@example.com what failed.", 22},
      {"FOR EACH apps IN qlik.listApps(spaceId = '65096a85afb58f1ff572af75' AS 'Finance') LIMIT 500\n  OUTPUT 'An app: {$.apps.item.name}';\nNEXT\n", 47},
      {"You are the Qlik Dork's automation engineer: precise, brief, and proud of scripts that compile at the first try.", 26},
      {"", 0},
      {"START SCHEDULED 'RRULE:FREQ=DAILY;BYHOUR=2;BYMINUTE=0' FROM '2026-01-05 02:00:00' TIMEZONE 'Europe/Stockholm';\n", 47},
  };
  for (const auto& [text, count] : texts) {
    INFO(text);
    CHECK(std::abs(static_cast<double>(estimate_tokens(text)) - count) <= std::max(2.0, 0.12 * count));
  }
  // What is no text must not hang or crash.
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  CHECK(estimate_tokens(bytes) > 0);
}

TEST_CASE("Wordings are requests without their values", "[dataset]") {
  CHECK(wording("Mail ops@example.com at 9:15 about 'x'", {}) == wording("Mail  it@example.org at 10:00 about 'yy z'", {}));
  CHECK(wording("Show Finance apps", {{"Finance", "Finance"}}) == wording("Show Human Resources apps", {{"Human Resources", "x"}}));
  CHECK(wording("Show apps", {}) != wording("List apps", {}));
}

TEST_CASE("What is measured is kept out", "[dataset]") {
  Contamination none;
  none.finish();
  CHECK(none.empty());
  CHECK(none.in("anything").empty());
  Contamination test;
  test.add("one two three four five six seven eight nine ten eleven twelve thirteen fourteen");
  test.add("short text");
  test.finish();
  CHECK_FALSE(test.in("short   text\n").empty());
  CHECK(test.in("a short text").empty());
  CHECK_FALSE(test.in("so two three four five six seven eight nine ten eleven twelve thirteen fourteen it is").empty());
  CHECK(test.in("two three four five six seven eight nine ten eleven twelve thirteen").empty());
}

}  // namespace
}  // namespace dork::corpus
