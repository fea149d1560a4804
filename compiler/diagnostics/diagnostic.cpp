#include "compiler/diagnostics/diagnostic.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <memory_resource>
#include <tuple>
#include <utility>

namespace dork {
namespace {

/// An identifier of the table as the name people read; as a template argument it lives as long as the program.
template <std::size_t Size>
struct KebabCase {
  std::array<char, Size> text{};

  consteval KebabCase(const char (&identifier)[Size]) {
    std::replace_copy(identifier, identifier + Size, text.begin(), '_', '-');
  }
};

template <KebabCase Name>
constexpr std::string_view kebab_case{Name.text.data(), Name.text.size() - 1};

constexpr std::array table{
#define DORK_DIAGNOSTIC(number, severity, identifier, message, explanation) \
  DiagnosticRule{number, Severity::severity, kebab_case<#identifier>, message, explanation},
#include "compiler/diagnostics/diagnostics.def"
#undef DORK_DIAGNOSTIC
};

constexpr bool numbers_rise() {
  return std::ranges::adjacent_find(table, std::ranges::greater_equal{}, &DiagnosticRule::number) == table.end();
}

static_assert(numbers_rise(), "diagnostics.def is ordered by number, each number once");
static_assert(table.front().number >= 1000 && table.back().number <= 9999, "codes have four digits");

constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// The optimal string alignment distance of two words without ASCII case, or any number above `most` where it is more.
std::size_t distance(std::string_view a, std::string_view b, std::size_t most) {
  if (std::max(a.size(), b.size()) - std::min(a.size(), b.size()) > most) return most + 1;

  std::array<std::byte, 1024> storage;
  std::pmr::monotonic_buffer_resource memory(storage.data(), storage.size());
  const std::size_t width = b.size() + 1;
  std::pmr::vector<std::uint32_t> cells(3 * width, &memory);
  // Row i measures the first i letters of `a`; a transposition looks two rows back.
  auto row = [&](std::size_t i) { return cells.data() + i % 3 * width; };

  for (std::size_t j = 0; j < width; ++j) row(0)[j] = static_cast<std::uint32_t>(j);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    const auto *before = row(i + 1), *above = row(i + 2);
    auto* here = row(i);
    here[0] = static_cast<std::uint32_t>(i);
    for (std::size_t j = 1; j < width; ++j) {
      const bool same = lower(a[i - 1]) == lower(b[j - 1]);
      here[j] = std::min({above[j] + 1, here[j - 1] + 1, above[j - 1] + (same ? 0u : 1u)});
      const bool swapped = i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]);
      if (swapped) here[j] = std::min(here[j], before[j - 2] + 1);
    }
  }
  return row(a.size())[b.size()];
}

}  // namespace

std::span<const DiagnosticRule> diagnostic_rules() {
  return table;
}

const DiagnosticRule& rule(Code code) {
  return table.at(static_cast<std::size_t>(code));
}

std::string code_name(Code code) {
  return fmt::format("DORK{:04}", rule(code).number);
}

Diagnostic& Diagnostics::add(Code code, Range range, std::string message) {
  Diagnostic diagnostic{code, rule(code).severity, range, std::move(message), {}, {}, {}};
  const bool is_error = diagnostic.severity == Severity::error;
  if (is_error) {
    ++errors_;
    if (std::find(error_codes_.begin(), error_codes_.end(), code) == error_codes_.end()) error_codes_.push_back(code);
  }
  if (diagnostic.severity == Severity::warning) ++warnings_;

  if (kept_.size() < limit) return kept_.emplace_back(std::move(diagnostic));

  ++dropped_;
  if (is_error) {
    // Whoever is told that there are errors must see one, so an error takes the place of the last lesser report.
    const auto lesser = std::find_if(kept_.rbegin(), kept_.rend(),
                                     [](const Diagnostic& kept) { return kept.severity != Severity::error; });
    if (lesser != kept_.rend()) return *lesser = std::move(diagnostic);
  }
  return overflow_ = std::move(diagnostic);
}

std::vector<Diagnostic> Diagnostics::sorted() const {
  auto place = [](const Diagnostic& d) { return std::pair(d.range.begin, d.range.end); };
  auto key = [&](const Diagnostic& d) { return std::tuple(place(d), d.code, std::string_view(d.message)); };
  auto same = [&](const Diagnostic& a, const Diagnostic& b) { return place(a) == place(b) && a.message == b.message; };

  auto result = kept_;
  std::ranges::stable_sort(result, std::less{}, key);
  result.erase(std::unique(result.begin(), result.end(), same), result.end());
  return result;
}

std::optional<std::string_view> nearest(std::string_view word, std::span<const std::string_view> candidates) {
  std::optional<std::string_view> best;
  std::size_t most = word.size() / 3;
  for (const auto candidate : candidates) {
    const auto found = distance(word, candidate, most);
    if (found > most) continue;
    best = candidate;
    if (found == 0) break;
    most = found - 1;  // from here on only a nearer one counts, so that the first of equals wins
  }
  return best;
}

}  // namespace dork
