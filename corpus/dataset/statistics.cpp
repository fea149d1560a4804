#include "corpus/dataset/statistics.hpp"

#include "corpus/tokens.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace dork::corpus {
namespace {

using Json = nlohmann::ordered_json;

bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

/// Words of the language by which its constructs are known; docs/language.md has them all.
constexpr std::string_view construct_words[] = {
    "AUTOMATION",   "FRAGMENT",   "CONNECT TO",  "ACTION",      "START MANUAL", "START TRIGGERED", "START SCHEDULED", "START WEBHOOK", "FOR EACH",
    "IN BATCHES OF", "LIMIT",     "EXIT FOR",    "EXIT SCRIPT", "IF",           "ELSEIF",          "ELSE",            "SWITCH",        "DEFAULT",
    "LABEL",        "GOTO",       "LET",         "CLEAR",       "OUTPUT",       "TITLE",           "SLEEP",           "ERROR",         "WARNING",
    "REDIRECT",     "INPUTS",     "GET",         "POST",        "PUT",          "PATCH",           "DELETE",          "RUN AUTOMATION", "PYTHON",
    "NODEJS",       "PHP",        "FILTER",      "LOOKUP",      "DISTINCT",     "FIRST",           "MAP",             "RENAME FIELDS", "JOIN",
    "NEST",         "DIFF",       "INTERSECT",   "COMPARE",     "OPEN FILE",    "CREATE FILE",     "COPY FILE",       "READ",          "WRITE",
    "CLOSE",        "DELETE FILE", "MOVE FILE",  "EXISTS FILE", "FILES IN",     "POINTERS OF",     "SET POINTER",     "RESET POINTER", "BLOCK",
    "DISABLED",     "DETACHED",   "ON ERROR",    "CENSOR",      "USING",        "AND",             "OR",              "CONTAINS",      "IS EMPTY",
    "IS NOT EMPTY", "AS",
};

bool is_of_word(char c) { return is_capital(c) || (c >= 'a' && c <= 'z') || c == '_' || c == '.' || (c >= '0' && c <= '9'); }

const std::vector<std::string>& spaced_construct_words() {
  static const std::vector<std::string> all = [] {
    std::vector<std::string> result;
    for (const std::string_view word : construct_words) result.push_back(fmt::format(" {} ", word));
    return result;
  }();
  return all;
}

}  // namespace

void Distribution::add(std::uint64_t value) {
  value = std::min(value, last);
  if (value >= counts_.size()) counts_.resize(value + 1);
  ++counts_[value];
  ++count_;
  sum_ += value;
}

void Distribution::add(const Distribution& other) {
  if (other.counts_.size() > counts_.size()) counts_.resize(other.counts_.size());
  for (std::size_t i = 0; i < other.counts_.size(); ++i) counts_[i] += other.counts_[i];
  count_ += other.count_;
  sum_ += other.sum_;
}

std::uint64_t Distribution::percentile(double percent) const {
  const double wanted = static_cast<double>(count_) * percent / 100;
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < counts_.size(); ++i)
    if ((seen += counts_[i]) > 0 && static_cast<double>(seen) >= wanted) return i;
  return max();
}

std::uint64_t Distribution::above(std::uint64_t value) const { return between(value + 1, last + 1); }

std::uint64_t Distribution::between(std::uint64_t from, std::uint64_t to) const {
  std::uint64_t count = 0;
  for (std::size_t i = from; i < std::min<std::size_t>(to, counts_.size()); ++i) count += counts_[i];
  return count;
}

void Statistics::add(const Observed& row) {
  const auto split = static_cast<std::size_t>(row.split);
  ++rows[split];
  const std::size_t prompt = estimate_tokens(row.prompt), completion = estimate_tokens(row.completion);
  prompt_tokens[split].add(prompt);
  completion_tokens[split].add(completion);
  row_tokens[split].add(prompt + completion);
  completion_lines[split].add(static_cast<std::uint64_t>(std::count(row.completion.begin(), row.completion.end(), '\n')) + !row.completion.ends_with('\n'));
  for (const auto& [kind, value] : row.marks) {
    auto found = marks.find(kind);
    if (found == marks.end()) found = marks.emplace(std::string(kind), std::map<std::string, BySplit>()).first;
    ++found->second[value][split];
  }
}

void Statistics::add(const Statistics& other) {
  for (std::size_t split = 0; split < rows.size(); ++split) {
    rows[split] += other.rows[split];
    prompt_tokens[split].add(other.prompt_tokens[split]);
    completion_tokens[split].add(other.completion_tokens[split]);
    row_tokens[split].add(other.row_tokens[split]);
    completion_lines[split].add(other.completion_lines[split]);
  }
  for (const auto& [kind, values] : other.marks)
    for (const auto& [value, counts] : values) {
      BySplit& own = marks[kind][value];
      for (std::size_t split = 0; split < counts.size(); ++split) own[split] += counts[split];
    }
}

Json Statistics::to_json() const {
  const auto lengths = [](const std::array<Distribution, 3>& by_split) {
    Distribution all;
    for (const Distribution& each : by_split) all.add(each);
    return Json{{"min", all.percentile(0)}, {"p50", all.percentile(50)}, {"p90", all.percentile(90)}, {"p95", all.percentile(95)},
                {"p99", all.percentile(99)}, {"max", all.max()},          {"sum", all.sum()}};
  };
  Json json = {{"rows", {{"train", rows[0]}, {"validation", rows[1]}, {"test", rows[2]}, {"all", total()}}},
               {"tokens",
                {{"tokenizer", "an estimate of cl100k_base, within some percent"},
                 {"prompt", lengths(prompt_tokens)},
                 {"completion", lengths(completion_tokens)},
                 {"row", lengths(row_tokens)}}},
               {"completion_lines", lengths(completion_lines)}};
  Json above = Json::object();
  for (const std::uint64_t limit : {512, 1024, 2048, 4096, 8192, 16384}) {
    std::uint64_t count = 0;
    for (const Distribution& each : row_tokens) count += each.above(limit);
    above[std::to_string(limit)] = count;
  }
  json["rows_above_tokens"] = std::move(above);
  for (const auto& [kind, values] : marks) {
    Json object = Json::object();
    for (const auto& [value, counts] : values) object[value] = {{"train", counts[0]}, {"validation", counts[1]}, {"test", counts[2]}};
    json["by_" + kind] = std::move(object);
  }
  return json;
}

std::vector<std::string> constructs_of(std::string_view script) {
  // Texts and comments are no words of the language: what is left is words in capitals, as canonical scripts have them.
  std::string code = " ";
  for (std::size_t at = 0; at < script.size();) {
    if (script[at] == '\'') {
      const bool three = script.substr(at).starts_with("'''");
      const std::size_t end = script.find(three ? "'''" : "'", at + (three ? 3 : 1));
      at = end == std::string_view::npos ? script.size() : end + (three ? 3 : 1);
    } else if (script.substr(at).starts_with("//")) {
      at = std::min(script.find('\n', at), script.size());
    } else if (!is_of_word(script[at])) {
      ++at;
    } else {
      const std::size_t begin = at;
      bool capitals = true;
      for (; at < script.size() && is_of_word(script[at]); ++at) capitals = capitals && is_capital(script[at]);
      // A name keeps the words around it apart.
      code.append(capitals ? script.substr(begin, at - begin) : std::string_view("-")).push_back(' ');
    }
  }
  std::vector<std::string> found;
  for (const std::string& word : spaced_construct_words())
    if (code.find(word) != std::string::npos) found.push_back(word.substr(1, word.size() - 2));
  return found;
}

std::vector<std::string_view> all_constructs() { return {std::begin(construct_words), std::end(construct_words)}; }

}  // namespace dork::corpus
