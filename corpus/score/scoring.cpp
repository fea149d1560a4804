#include "corpus/score/scoring.hpp"

#include "compiler/threads/in_order.hpp"
#include "corpus/score/tally.hpp"

#include <algorithm>
#include <cstdio>
#include <deque>
#include <fmt/format.h>
#include <map>
#include <mutex>
#include <unistd.h>
#include <unordered_map>

namespace dork::score {
namespace {

using corpus::IoError;

constexpr std::size_t window_rows = 8192;           // are in memory at once, or fewer where they are long
constexpr std::size_t window_bytes = 32u << 20;
constexpr std::size_t cached_references = 4096;
constexpr std::size_t example_bytes = 20'000;       // of each text of an example
constexpr std::size_t most_subjects = 4000;
constexpr std::size_t shown_subjects = 5;

/// References by id and by prompt; their texts are on disk.
class References {
 public:
  References(const std::string& path, const Fields& fields, const Listener& listener) {
    file_ = std::tmpfile();
    if (!file_) throw IoError("cannot make a temporary file for the references");
    corpus::RowReader reader(path);
    for (corpus::RawRow raw; reader.next(raw);) {
      if (raw.source.empty() && raw.json.is_null()) continue;
      Row row = read_row(raw, fields, Holds::references);
      if (!row.fault.empty()) {
        if (listener.faulty) listener.faulty(path, row.line, row.fault);
        continue;
      }
      const Place place{size_, static_cast<std::uint32_t>(row.reference->size())};
      if (std::fwrite(row.reference->data(), 1, row.reference->size(), file_) != row.reference->size()) throw IoError("cannot write a temporary file: the disk may be full");
      size_ += row.reference->size();
      if (!row.id.empty()) places_.try_emplace(hash_of(row.id, 1), place);
      if (!row.prompt.empty()) places_.try_emplace(hash_of(row.prompt, 2), place);
    }
    std::fflush(file_);
  }
  ~References() {
    if (file_) std::fclose(file_);
  }
  References(const References&) = delete;

  std::optional<std::string> find(const Row& row) const {
    auto found = row.id.empty() ? places_.end() : places_.find(hash_of(row.id, 1));
    if (found == places_.end() && !row.prompt.empty()) found = places_.find(hash_of(row.prompt, 2));
    if (found == places_.end()) return std::nullopt;
    std::string text(found->second.size, '\0');
    const auto got = ::pread(::fileno(file_), text.data(), text.size(), static_cast<off_t>(found->second.at));
    if (got != static_cast<ssize_t>(text.size())) throw IoError("cannot read a temporary file");
    return text;
  }

 private:
  struct Place {
    std::uint64_t at;
    std::uint32_t size;
  };
  std::FILE* file_ = nullptr;
  std::uint64_t size_ = 0;
  std::unordered_map<Symbol, Place> places_;
};

/// References made ready, the latest ones kept: answers to one prompt come together.
class Prepared {
 public:
  explicit Prepared(const JudgeOptions& options) : options_(options) {}

  std::shared_ptr<const Reference> get(const std::string& text) {
    const Symbol key = hash_of(text);
    {
      const std::lock_guard lock(mutex_);
      if (const auto found = kept_.find(key); found != kept_.end()) return found->second;
    }
    auto made = prepare_reference(text, options_);
    const std::lock_guard lock(mutex_);
    if (kept_.try_emplace(key, made).second) {
      order_.push_back(key);
      if (order_.size() > cached_references) kept_.erase(order_.front()), order_.pop_front();
    }
    return made;
  }

 private:
  const JudgeOptions& options_;
  std::mutex mutex_;
  std::unordered_map<Symbol, std::shared_ptr<const Reference>> kept_;
  std::deque<Symbol> order_;
};

/// What an answer's error is about, in words that are the same for the same mistake.
std::string subject_of(Error error, const Judgement& judgement) {
  if (error_spec(error).stage == Stage::check || error == Error::syntax || error == Error::lexical)
    for (const Diagnostic& diagnostic : judgement.program.diagnostics)
      if (diagnostic.severity == Severity::error && class_of(diagnostic.code) == error) return code_name(diagnostic.code) + ": " + diagnostic.message.substr(0, 120);
  for (const Finding& finding : judgement.findings)
    if (finding.error == error) {
      const std::string key = finding.block.substr(0, finding.block.find(' '));
      if (error == Error::wrong_action) return fmt::format("{} for {}", finding.answer, finding.reference);
      return finding.what.empty() ? key : key + ": " + finding.what;
    }
  return {};
}

std::string shortened(std::string_view text) {
  if (text.size() <= example_bytes) return std::string(text);
  std::size_t size = example_bytes;
  while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
  return fmt::format("{}\n… {} more bytes", text.substr(0, size), text.size() - size);
}

/// Counts what does not need to be sorted, and keeps examples.
class Findings {
 public:
  Findings(const ScoreOptions& options, Summary& summary) : options_(options), summary_(summary) {}

  void add(const Row& row, std::uint32_t number, const std::string& answer, const Judgement& judgement, const Reference* reference) {
    ++summary_.answers;
    summary_.compared += judgement.compared;
    summary_.scripts += judgement.extraction.form == Form::script;
    summary_.workspaces += judgement.extraction.form == Form::json;
    summary_.without_reference += reference == nullptr;
    summary_.invalid_references += reference && !reference->error.empty();
    const Inventions& made = judgement.inventions;
    summary_.calls += made.actions, summary_.invented_calls += made.invented_actions;
    summary_.parameters += made.parameters, summary_.invented_parameters += made.invented_parameters;
    for (std::size_t i = 0; i < component_count; ++i) {
      summary_.components[i].common += judgement.components[i].common;
      summary_.components[i].answer += judgement.components[i].answer;
      summary_.components[i].reference += judgement.components[i].reference;
    }
    for (const Wrapping wrapping : judgement.extraction.around) ++around_[wrapping];
    for (std::size_t i = 0; i < judgement.errors.size(); ++i) {
      const Error error = judgement.errors[i];
      Class& counted = classes_[error];
      ++counted.any;
      if (i > 0) continue;
      ++counted.primary;
      if (std::string subject = subject_of(error, judgement); !subject.empty() && (counted.about.contains(subject) || counted.about.size() < most_subjects)) ++counted.about[std::move(subject)];
    }
    if (!is_failure(judgement)) return;
    ++summary_.failures;
    keep(row, number, answer, judgement, reference);
  }

  void finish() {
    for (auto& [error, counted] : classes_) {
      ErrorCount made{error, counted.primary, counted.any, {counted.about.begin(), counted.about.end()}};
      std::stable_sort(made.about.begin(), made.about.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
      if (made.about.size() > shown_subjects) made.about.resize(shown_subjects);
      summary_.errors.push_back(std::move(made));
    }
    std::stable_sort(summary_.errors.begin(), summary_.errors.end(), [](const ErrorCount& a, const ErrorCount& b) { return a.primary != b.primary ? a.primary > b.primary : a.any > b.any; });
    summary_.around.assign(around_.begin(), around_.end());
    std::stable_sort(summary_.around.begin(), summary_.around.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
    // As many of each class as there is room for: one of each in turn, the commonest class first.
    for (std::size_t round = 0; summary_.examples.size() < options_.examples; ++round) {
      bool any = false;
      for (const ErrorCount& error : summary_.errors) {
        auto& kept = classes_[error.error].examples;
        if (round >= kept.size() || summary_.examples.size() >= options_.examples) continue;
        summary_.examples.push_back(std::next(kept.begin(), static_cast<std::ptrdiff_t>(round))->second);
        any = true;
      }
      if (!any) break;
    }
    std::stable_sort(summary_.examples.begin(), summary_.examples.end(), [&](const Example& a, const Example& b) { return rank(a.primary) < rank(b.primary); });
  }

 private:
  struct Class {
    std::uint64_t primary = 0, any = 0;
    std::map<std::string, std::uint64_t> about;
    std::multimap<std::uint64_t, Example> examples;   // by a hash of where they stand: a sample that no order of work changes
  };

  std::size_t rank(Error error) const {
    const auto found = std::find_if(summary_.errors.begin(), summary_.errors.end(), [&](const ErrorCount& count) { return count.error == error; });
    return static_cast<std::size_t>(found - summary_.errors.begin());
  }

  void keep(const Row& row, std::uint32_t number, const std::string& answer, const Judgement& judgement, const Reference* reference) {
    const Error primary = judgement.errors.empty() ? Error::written_otherwise : judgement.errors.front();
    auto& kept = classes_[primary].examples;
    const std::size_t most = std::max<std::size_t>(options_.examples / 4, 5);
    const std::uint64_t priority = hash_of(fmt::format("{}:{}", row.line, number), options_.seed);
    if (kept.size() >= most && priority >= std::prev(kept.end())->first) return;
    kept.emplace(priority, Example{row.line, number, row.id, shortened(row.prompt), shortened(answer), reference ? shortened(reference->program.text) : std::string(), primary});
    if (kept.size() > most) kept.erase(std::prev(kept.end()));
  }

  const ScoreOptions& options_;
  Summary& summary_;
  std::map<Error, Class> classes_;
  std::map<Wrapping, std::uint64_t> around_;
};

struct Judged {
  std::vector<Judgement> judgements;
  std::shared_ptr<const Reference> reference;
};

/// Reads and judges a file; `use(row, judged)` is called in order.
template <typename Use>
void judge_file(const std::string& path, const ScoreOptions& options, const References* references, const Listener& listener, std::uint64_t& faulty, Use&& use) {
  Prepared prepared(options.judge);
  corpus::RowReader reader(path);
  std::vector<Row> window;
  std::uint64_t rows = 0;
  for (bool more = true; more;) {
    window.clear();
    std::size_t bytes = 0;
    corpus::RawRow raw;
    while (window.size() < window_rows && bytes < window_bytes && (more = reader.next(raw))) {
      if (raw.source.empty() && raw.json.is_null()) continue;   // an empty line
      Row row = read_row(raw, options.fields, Holds::predictions);
      ++rows;
      if (!row.fault.empty()) {
        ++faulty;
        if (listener.faulty) listener.faulty(path, row.line, row.fault);
        continue;
      }
      bytes += raw.source.size();
      window.push_back(std::move(row));
    }
    in_order(
        window.size(), options.jobs,
        [&](std::size_t index) {
          const Row& row = window[index];
          Judged judged;
          std::optional<std::string> reference = references ? references->find(row) : std::nullopt;
          if (!reference) reference = row.reference;
          if (reference) judged.reference = prepared.get(*reference);
          for (const std::string& prediction : row.predictions) judged.judgements.push_back(judge(prediction, judged.reference.get(), options.judge));
          return judged;
        },
        [&](std::size_t index, Judged judged) { use(window[index], judged); }, 64);
    if (listener.progress) listener.progress(rows);
  }
}

}  // namespace

std::string_view dimension_name(Dimension dimension) {
  constexpr std::string_view names[] = {"task", "persona", "template", "depth", "length", "action"};
  return names[static_cast<std::size_t>(dimension)];
}

bool is_failure(const Judgement& judgement) {
  if (judgement.compared) return !judgement.right();
  return !judgement.checks;
}

Summary score(const std::string& predictions, const ScoreOptions& options, const Listener& listener) {
  Summary summary;
  std::unique_ptr<References> references;
  if (!options.references.empty()) references = std::make_unique<References>(options.references, options.fields, listener);
  Values values;
  Samples samples(options.scratch);
  Findings findings(options, summary);
  judge_file(predictions, options, references.get(), listener, summary.faulty_rows, [&](const Row& row, const Judged& judged) {
    ++summary.rows;
    for (std::uint32_t i = 0; i < judged.judgements.size(); ++i) {
      const Judgement& judgement = judged.judgements[i];
      samples.add(sample_of(row, i, judgement, judged.reference.get(), values));
      findings.add(row, i, row.predictions[i], judgement, judged.reference.get());
      if (listener.judged) listener.judged(row, i, judgement, judged.reference.get());
    }
  });
  std::unique_ptr<Samples> baseline;
  if (!options.baseline.empty()) {
    baseline = std::make_unique<Samples>(options.scratch);
    std::uint64_t faulty = 0;
    judge_file(options.baseline, options, references.get(), {.faulty = listener.faulty, .progress = listener.progress}, faulty, [&](const Row& row, const Judged& judged) {
      for (std::uint32_t i = 0; i < judged.judgements.size(); ++i) baseline->add(sample_of(row, i, judged.judgements[i], judged.reference.get(), values));
    });
  }
  findings.finish();
  tally(samples, baseline.get(), values, options.seed, summary);
  return summary;
}

}  // namespace dork::score
