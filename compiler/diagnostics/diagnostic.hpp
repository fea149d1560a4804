// What the compiler has to say about a source: a code, a place, words, and what to do.
#pragma once

#include <cstddef>
#include <cstdint>
#include <fmt/format.h>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dork {

/// A half-open stretch of a source text, in bytes.
struct Range {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;

  friend bool operator==(const Range&, const Range&) = default;
};

enum class Severity : std::uint8_t { error, warning, info };

/// One line of the diagnostics table (`diagnostics.def`): everything that is the same for every report of a code.
struct DiagnosticRule {
  std::uint16_t number;          ///< the four digits of `DORKnnnn`
  Severity severity;             ///< the default severity
  std::string_view name;         ///< kebab-case, stable: `unknown-action`
  std::string_view message;      ///< an fmt format string; its arguments come from the report site
  std::string_view explanation;  ///< why it is wrong and what to do, in general; for docs and SARIF
};

/// Index into the diagnostics table; the enumerators are its names with `_` for `-`.
enum class Code : std::uint16_t {
#define DORK_DIAGNOSTIC(number, severity, identifier, message, explanation) identifier,
#include "compiler/diagnostics/diagnostics.def"
#undef DORK_DIAGNOSTIC
};

/// The whole table, in the order of `Code`.
std::span<const DiagnosticRule> diagnostic_rules();

/// The table's line for a code.
const DiagnosticRule& rule(Code code);

/// `DORK1001` for a code.
std::string code_name(Code code);

/// An edit that would mend what a diagnostic reports: replace `range` by `text`.
struct Fix {
  Range range;
  std::string text;
};

/// A remark beside a diagnostic; with a range it points at another place of the same source.
struct Note {
  std::string text;
  std::optional<Range> range = {};
};

struct Diagnostic {
  Code code;
  Severity severity;
  Range range;
  std::string message;
  std::string help;         ///< what to do here, one sentence; may be empty
  std::vector<Note> notes;
  std::optional<Fix> fix;
};

/// Collects the diagnostics of one compilation, in any order, up to a limit.
class Diagnostics {
 public:
  static constexpr std::size_t limit = 100;  ///< more than this many are counted, not kept

  /// Reports `code` at `range`; `arguments` fill the rule's message. The reference stays good until the next report.
  template <typename... Arguments>
  Diagnostic& report(Code code, Range range, const Arguments&... arguments) {
    return add(code, range, fmt::format(fmt::runtime(rule(code).message), arguments...));
  }

  /// Adds a diagnostic whose message is made already.
  Diagnostic& add(Code code, Range range, std::string message);

  /// All kept diagnostics, ordered by place and then by code, each place and message once.
  std::vector<Diagnostic> sorted() const;

  bool has_errors() const { return errors_ > 0; }
  const std::vector<Code>& error_codes() const { return error_codes_; }  ///< of all errors, each once, as first met
  std::size_t error_count() const { return errors_; }      ///< errors reported, those past the limit too
  std::size_t warning_count() const { return warnings_; }
  std::size_t dropped() const { return dropped_; }         ///< reports past the limit

 private:
  std::vector<Diagnostic> kept_;
  Diagnostic overflow_{};
  std::vector<Code> error_codes_;
  std::size_t errors_ = 0;
  std::size_t warnings_ = 0;
  std::size_t dropped_ = 0;
};

/// The candidate nearest to `word` (case-insensitive Damerau-Levenshtein within a third of its length), if any is near.
std::optional<std::string_view> nearest(std::string_view word, std::span<const std::string_view> candidates);

}  // namespace dork
