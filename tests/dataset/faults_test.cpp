// Planted faults: a data set is built, faults of many kinds are put into it, and `check_dataset` has to find every one, and
// nothing else. DORK_FAULTS=N plants so many.
#include "corpus/dataset/assemble.hpp"
#include "corpus/dataset/check.hpp"
#include "corpus/dataset/hash.hpp"
#include "tests/dataset/temporary.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <fmt/format.h>
#include <map>
#include <random>
#include <set>
#include <sstream>

namespace dork::corpus {
namespace {

using test::TemporaryFolder;
using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

const Told untold = [](std::string_view, std::uint64_t, std::uint64_t) {};

#ifdef __SANITIZE_ADDRESS__
constexpr std::size_t default_faults = 120;
#else
constexpr std::size_t default_faults = 1000;
#endif

std::size_t wanted_faults() {
  const char* given = std::getenv("DORK_FAULTS");
  return given ? std::stoul(given) : default_faults;
}

const Rules& rules() {
  static const Rules loaded = [] {
    std::string error;
    return load_rules(builtin_catalog(), "", error).value();
  }();
  return loaded;
}

/// Builds a data set with a chat frame.
void build(const TemporaryFolder& folder, const std::string& target, std::uint64_t chunks, std::string_view format) {
  RowOptions rows;
  rows.generator = "test";
  rows.catalog = &builtin_catalog();
  rows.rules = rules();
  rows.level = Level::checks;
  rows.settings.rejected = find_format(format)->preference;
  const RowMaker maker(std::move(rows));
  const std::string work = folder / "work";
  std::string error;
  REQUIRE(mark_folder(work, recipe_of(maker.options()), error));
  make_chunks(maker, work, chunks, {}, 2, untold);
  AssembleOptions options;
  options.recipe = recipe_of(maker.options());
  options.work = work;
  options.chunks = chunks;
  options.target = target;
  options.jobs = 2;
  options.dataset.generator = "test";
  options.dataset.catalog = &builtin_catalog();
  options.dataset.format = find_format(format);
  options.dataset.seed = options.dataset.split.seed = maker.options().seed;
  options.dataset.split.shares = {0.7, 0.1, 0.2};
  Diagnostics diagnostics;
  for (const TemplateFile& file : builtin_templates())
    if (file.name == "persona") options.dataset.templates.push_back(*read_template(std::string(file.text), file.name, diagnostics));
  REQUIRE(assemble(options, untold).enough);
}

/// A file and a line.
using Spot = std::pair<std::string, std::uint64_t>;

struct Found {
  CheckFigures figures;
  std::map<Spot, std::set<Code>> at;
  std::string told;
};

Found check(const TemporaryFolder& folder, const std::string& target) {
  const std::string scratch = folder / "scratch";
  fs::remove_all(scratch);
  fs::create_directories(scratch);
  Found found;
  const CheckSettings settings{.catalog = &builtin_catalog(), .rules = &rules(), .level = Level::checks, .near = 0.9, .scratch = scratch, .jobs = 2};
  found.figures = check_dataset(
      target, settings,
      [&](const DatasetFinding& finding) {
        if (finding.diagnostic.severity != Severity::error) return;
        found.at[{finding.file, finding.line}].insert(finding.diagnostic.code);
        found.told += fmt::format("{}:{}: {} {}\n", finding.file, finding.line, code_name(finding.diagnostic.code), finding.diagnostic.message);
      },
      untold);
  return found;
}

// --- Changing a program -----------------------------------------------------------------------------------------------

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::stringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += (text.empty() ? "" : "\n") + line;
  return text;
}

std::size_t indent(const std::string& line) { return std::min(line.find_first_not_of(' '), line.size()); }

using Random = std::mt19937_64;

/// Exchanges what stands under THEN and under ELSE.
bool swap_branch(std::string& program, Random& random) {
  const std::vector<std::string> lines = lines_of(program);
  std::vector<std::array<std::size_t, 3>> found;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].compare(indent(lines[i]), 3, "IF ") != 0) continue;
    std::size_t other = 0;
    for (std::size_t j = i + 1; j < lines.size() && indent(lines[j]) >= indent(lines[i]); ++j) {
      if (indent(lines[j]) > indent(lines[i])) continue;
      const std::string word = lines[j].substr(indent(lines[j]));
      if (word == "ELSE") other = j;
      else if (word == "END IF" && other > 0) found.push_back({i, other, j});
      if (word != "ELSE") break;
    }
  }
  if (found.empty()) return false;
  const auto [begin, other, end] = found[random() % found.size()];
  std::vector<std::string> swapped(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(begin) + 1);
  swapped.insert(swapped.end(), lines.begin() + static_cast<std::ptrdiff_t>(other) + 1, lines.begin() + static_cast<std::ptrdiff_t>(end));
  swapped.push_back(lines[other]);
  swapped.insert(swapped.end(), lines.begin() + static_cast<std::ptrdiff_t>(begin) + 1, lines.begin() + static_cast<std::ptrdiff_t>(other));
  swapped.insert(swapped.end(), lines.begin() + static_cast<std::ptrdiff_t>(end), lines.end());
  const std::string result = joined(swapped);
  return result != program && (program = result, true);
}

/// Takes an argument out of a call, its value included.
bool drop_parameter(std::string& program, Random& random) {
  std::vector<std::string> lines = lines_of(program);
  std::vector<std::size_t> found;
  for (std::size_t i = 1; i + 1 < lines.size(); ++i) {
    const std::string& line = lines[i];
    const bool argument = line.ends_with(",") && line.find(" = '") != std::string::npos && indent(line) >= 2;
    if (argument && (lines[i - 1].ends_with("(") || lines[i - 1].ends_with(",")) && line.find("type = ") == std::string::npos) found.push_back(i);
  }
  if (found.empty()) return false;
  lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(found[random() % found.size()]));
  program = joined(lines);
  return true;
}

/// Another digit in an id.
bool wrong_guid(std::string& program, Random& random) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < program.size();) {
    std::size_t end = i;
    while (end < program.size() && (std::isxdigit(static_cast<unsigned char>(program[end])) || program[end] == '-')) ++end;
    if (end - i >= 24)
      for (std::size_t j = i; j < end; ++j)
        if (std::isdigit(static_cast<unsigned char>(program[j]))) found.push_back(j);
    i = std::max(end, i + 1);
  }
  if (found.empty()) return false;
  char& digit = program[found[random() % found.size()]];
  digit = digit == '9' ? '0' : static_cast<char>(digit + 1);
  return true;
}

bool unknown_action(std::string& program, Random&) {
  const std::size_t at = program.find("qlik.");
  if (at == std::string::npos) return false;
  const std::size_t end = program.find('(', at);
  return end != std::string::npos && (program.insert(end, "x"), true);
}

bool truncate(std::string& program, Random& random) {
  if (program.size() < 40) return false;
  // Not where a statement happens to end.
  for (int attempt = 0; attempt < 20; ++attempt) {
    const std::size_t at = 20 + random() % (program.size() - 25);
    if (std::isalnum(static_cast<unsigned char>(program[at - 1])) && std::isalnum(static_cast<unsigned char>(program[at]))) return program.resize(at), true;
  }
  return false;
}

bool unknown_name(std::string& program, Random&) {
  const std::size_t at = program.find(".item.");
  return at != std::string::npos && (program.insert(at, "q"), true);
}

bool another_text(std::string& program, Random&) {
  const std::size_t at = program.find("OUTPUT '");
  if (at == std::string::npos || program.find('{', at) < program.find(';', at)) return false;
  program.insert(at + 8, "Never say ");
  return true;
}

// --- Changing a row ---------------------------------------------------------------------------------------------------

/// A line of a file with its row, if it is one.
struct Line {
  std::string text;
  Json row;
};

struct DataSet {
  std::vector<std::string> names;
  std::map<std::string, std::vector<Line>> files;
};

constexpr std::string_view end_of_turn = "<|im_end|>";

/// Changes the program inside a framed completion.
bool in_program(Line& line, Random& random, bool (*change)(std::string&, Random&)) {
  std::string completion = line.row["completion"].get<std::string>();
  const std::size_t end = completion.rfind(end_of_turn);
  std::string program = completion.substr(0, end);
  if (!change(program, random)) return false;
  line.row["completion"] = program + completion.substr(end);
  return true;
}

template <bool (*change)(std::string&, Random&)>
bool program_fault(Line& line, DataSet&, Random& random) {
  return in_program(line, random, change);
}

bool replace_in(Line& line, const char* key, std::string_view what, std::string_view with, bool last = false) {
  std::string text = line.row[key].get<std::string>();
  const std::size_t at = last ? text.rfind(what) : text.find(what);
  if (at == std::string::npos) return false;
  line.row[key] = text.replace(at, what.size(), with);
  return true;
}

struct FaultKind {
  const char* name;
  std::set<Code> codes;                        ///< one of which has to be found
  bool (*plant)(Line& line, DataSet& data, Random& random);
  bool by_text = true;                         ///< the texts alone decide it, whoever made the set
};

const FaultKind kinds[] = {
    {"wrong guid", {Code::unproven_completion, Code::changed_row, Code::unreproducible_row}, program_fault<wrong_guid>},
    {"dropped parameter", {Code::unproven_completion, Code::broken_completion, Code::changed_row, Code::unreproducible_row}, program_fault<drop_parameter>, false},
    {"swapped branch", {Code::unproven_completion, Code::broken_completion, Code::changed_row, Code::unreproducible_row}, program_fault<swap_branch>, false},
    {"unknown action", {Code::broken_completion, Code::truncated_completion}, program_fault<unknown_action>},
    {"unknown name", {Code::broken_completion}, program_fault<unknown_name>},
    {"another text", {Code::unproven_completion, Code::changed_row, Code::unreproducible_row}, program_fault<another_text>},
    {"truncated", {Code::truncated_completion, Code::broken_completion}, program_fault<truncate>},
    {"leaked token", {Code::sensitive_text}, [](Line& line, DataSet&, Random&) { return replace_in(line, "prompt", end_of_turn, " Use the token ghp_16C7e42F292c6912E7710c838347Ae178B4a.<|im_end|>", true); }},
    {"leaked address", {Code::sensitive_text}, [](Line& line, DataSet&, Random&) {
       // The domain alone, as a condition has it, is nobody's address.
       const std::string completion = line.row["completion"].get<std::string>();
       const std::size_t at = completion.find("@example.com");
       return at != std::string::npos && at > 0 && std::isalnum(static_cast<unsigned char>(completion[at - 1])) && replace_in(line, "completion", "@example.com", "@acme-industries.com");
     }},
    {"leaked password", {Code::sensitive_text, Code::broken_completion}, [](Line& line, DataSet&, Random&) { return replace_in(line, "completion", end_of_turn, "\n// password: 'Zx9!kq27Lm'<|im_end|>"); }},
    {"markup in the middle", {Code::broken_markup}, [](Line& line, DataSet&, Random&) { return replace_in(line, "completion", end_of_turn, "<|im_start|><|im_end|>"); }},
    {"markup that is missing", {Code::broken_markup}, [](Line& line, DataSet&, Random&) { return replace_in(line, "completion", end_of_turn, ""); }},
    {"markup that is misspelt", {Code::broken_markup}, [](Line& line, DataSet&, Random&) { return replace_in(line, "prompt", "<|im_start|>assistant\n", "<|im_start|>asistant\n"); }},
    {"all markup gone", {Code::broken_markup},
     [](Line& line, DataSet&, Random&) {
       for (const char* key : {"prompt", "completion"})
         for (const char* marker : {"<|im_start|>", "<|im_end|>"})
           while (replace_in(line, key, marker, "")) {}
       return true;
     }},
    {"an empty completion", {Code::empty_text}, [](Line& line, DataSet&, Random&) { return line.row["completion"] = "", true; }},
    {"null", {Code::unequal_types}, [](Line& line, DataSet&, Random&) { return line.row["completion"] = nullptr, true; }},
    {"a number for a text", {Code::unequal_types}, [](Line& line, DataSet&, Random&) { return line.row["prompt"] = 7, true; }},
    {"a key too many", {Code::unequal_keys}, [](Line& line, DataSet&, Random&) { return line.row["note"] = "x", true; }},
    {"a key too few", {Code::unequal_keys, Code::unknown_row_format}, [](Line& line, DataSet&, Random&) { return line.row.erase("completion") > 0; }},
    {"a line cut short", {Code::unreadable_row}, [](Line& line, DataSet&, Random&) { return line.row = nullptr, line.text.resize(line.text.size() / 2), true; }},
    {"bytes that are no UTF-8", {Code::broken_encoding, Code::unreadable_row},
     [](Line& line, DataSet&, Random&) {
       line.text = line.row.dump();
       line.row = nullptr;
       return line.text.insert(line.text.find("prompt") + 12, "\xC3"), true;
     }},
    {"a control character", {Code::broken_encoding}, [](Line& line, DataSet&, Random&) { return replace_in(line, "completion", end_of_turn, "\x07<|im_end|>"); }},
    {"a carriage return", {Code::broken_encoding}, [](Line& line, DataSet&, Random&) { return replace_in(line, "completion", end_of_turn, "\r<|im_end|>"); }},
    {"another request", {Code::unproven_completion, Code::contradiction, Code::changed_row, Code::unreproducible_row, Code::broken_markup},
     [](Line& line, DataSet&, Random&) {
       std::string prompt = line.row["prompt"].get<std::string>();
       const std::size_t at = prompt.rfind("<|im_start|>user\n") + 17, end = prompt.find(end_of_turn, at);
       line.row["prompt"] = prompt.replace(at, end - at, "Please delete the app 99998888-7777-4666-8555-444433332222.");
       return true;
     }},
};

/// What a forger would do: hashes and request in the provenance say what now stands in the row.
void forge(Line& line) {
  if (!line.row.is_object() || !line.row.contains("provenance") || !line.row["provenance"].is_string()) return;
  Json provenance = Json::parse(line.row["provenance"].get<std::string>());
  const auto text = [&](const char* key) { return line.row.contains(key) && line.row[key].is_string() ? line.row[key].get<std::string>() : std::string(); };
  const std::string prompt = text("prompt"), completion = text("completion");
  provenance["prompt_hash"] = hex(hash64(prompt));
  provenance["completion_hash"] = hex(hash64(completion.substr(0, completion.rfind(end_of_turn))));
  const std::size_t at = prompt.rfind("<|im_start|>user\n");
  if (at != std::string::npos) provenance["instruction"] = prompt.substr(at + 17, prompt.find(end_of_turn, at) - at - 17);
  line.row["provenance"] = provenance.dump();
}

DataSet load(const std::string& target) {
  DataSet data;
  for (const char* name : {"data/train.jsonl", "data/validation.jsonl", "data/test.jsonl"}) {
    data.names.emplace_back(name);
    for (const std::string& line : lines_of(test::read(target + "/" + name))) data.files[name].push_back({line, Json::parse(line)});
  }
  return data;
}

void store(const DataSet& data, const std::string& target, bool stripped) {
  for (const std::string& name : data.names) {
    std::string text;
    for (const Line& line : data.files.at(name)) {
      Json row = line.row;
      if (stripped && row.is_object()) row.erase("provenance");
      text += (row.is_null() ? line.text : row.dump()) + "\n";
    }
    test::write(target + "/" + name, text);
  }
}

enum class Mode { changed, forged, stripped };

/// Plants faults and says how many of each kind were not found.
void plant_and_check(Mode mode, std::size_t faults) {
  const TemporaryFolder folder;
  const std::string target = folder / "set";
  // Every kind needs rows that it can be planted in, and most rows stay as they are.
  build(folder, target, faults * 5 / 2 / chunk_candidates + 2, "trl");
  DataSet data = load(target);
  const bool stripped = mode == Mode::stripped;
  if (stripped) {
    fs::remove_all(target);
    fs::create_directories(target + "/data");
  }
  store(data, target, stripped);
  {
    const Found before = check(folder, target);
    // Without provenance the texts alone cannot always be told from a fault; hardly ever, though.
    INFO(before.told);
    REQUIRE(before.figures.faulty <= (stripped ? before.figures.rows / 50 : 0));
    for (const auto& [place, codes] : before.at) data.files[place.first][place.second - 1].text.clear();
  }

  Random random(7);
  std::vector<std::tuple<std::string, std::uint64_t, const FaultKind*>> planted;
  std::set<Spot> touched;
  std::vector<std::pair<std::string, std::size_t>> places;
  for (const std::string& name : data.names)
    for (std::size_t i = 5; i < data.files[name].size(); ++i)
      if (!data.files[name][i].text.empty()) places.emplace_back(name, i);
  std::shuffle(places.begin(), places.end(), random);
  // A fifth of the faults is in more than one row.
  const std::size_t single = faults * 4 / 5;
  // The kind that was planted least, of those that the row can take: some need a condition, or a call of many arguments.
  std::map<const FaultKind*, std::size_t> counts;
  for (const auto& [name, index] : places) {
    if (planted.size() == single) break;
    std::vector<const FaultKind*> order;
    for (const FaultKind& kind : kinds) order.push_back(&kind);
    std::stable_sort(order.begin(), order.end(), [&](const FaultKind* a, const FaultKind* b) { return counts[a] < counts[b]; });
    for (const FaultKind* kind : order) {
      Line changed = data.files[name][index];
      if (!kind->plant(changed, data, random)) continue;
      if (mode == Mode::forged) forge(changed);
      data.files[name][index] = std::move(changed);
      planted.emplace_back(name, index + 1, kind);
      touched.emplace(name, index + 1);
      ++counts[kind];
      break;
    }
  }
  REQUIRE(planted.size() == single);

  // The same row, request or shape in two places: what comes second is told.
  static const FaultKind copied{"copied into another split", {Code::duplicate_row}, nullptr};
  static const FaultKind doubled{"twice in one split", {Code::duplicate_row}, nullptr};
  static const FaultKind contradicted{"another answer to a request", {Code::contradiction, Code::changed_row, Code::unreproducible_row}, nullptr};
  std::vector<std::size_t> whole;
  for (std::size_t i = 5; i < data.files["data/train.jsonl"].size(); ++i)
    if (!touched.contains({"data/train.jsonl", i + 1}) && !data.files["data/train.jsonl"][i].text.empty()) whole.push_back(i);
  std::shuffle(whole.begin(), whole.end(), random);
  for (std::size_t i = 0; planted.size() < faults; ++i) {
    REQUIRE(i + 1 < whole.size());
    Line line = data.files["data/train.jsonl"][whole[i]];
    const FaultKind& kind = i % 3 == 0 ? copied : i % 3 == 1 ? doubled : contradicted;
    const std::string file = &kind == &copied ? "data/test.jsonl" : "data/train.jsonl";
    if (&kind == &contradicted) line.row["completion"] = data.files["data/train.jsonl"][whole[i + 1]].row["completion"];
    if (mode == Mode::forged) forge(line);
    data.files[file].push_back(std::move(line));
    planted.emplace_back(file, data.files[file].size(), &kind);
    touched.emplace(file, data.files[file].size());
  }
  store(data, target, stripped);
  // A forger mends the manifest, too; it is no witness against single rows anyway.
  const Found found = check(folder, target);

  std::map<std::string, std::pair<std::size_t, std::size_t>> missed;  // by kind: missed, planted
  for (const auto& [file, line, kind] : planted) {
    auto& [not_found, all] = missed[kind->name];
    ++all;
    const auto at = found.at.find({file, line});
    const bool there = at != found.at.end() && std::any_of(at->second.begin(), at->second.end(), [&](Code code) { return kind->codes.contains(code); });
    if (there) continue;
    ++not_found;
    if (!stripped || kind->by_text) UNSCOPED_INFO("not found: " << kind->name << " at " << file << ":" << line << (at == found.at.end() ? "" : ", but " + code_name(*at->second.begin())));
  }
  std::size_t undecidable = 0, all_undecidable = 0;
  for (const auto& [name, counts] : missed) {
    INFO(name << ": " << counts.first << " of " << counts.second << " not found");
    const auto kind = std::find_if(std::begin(kinds), std::end(kinds), [&](const FaultKind& each) { return each.name == name; });
    if (stripped && kind != std::end(kinds) && !kind->by_text) undecidable += counts.first, all_undecidable += counts.second;
    else CHECK(counts.first == 0);
  }
  if (stripped) {
    WARN("without provenance " << all_undecidable - undecidable << " of " << all_undecidable << " dropped parameters and swapped branches are found");
    CHECK(undecidable * 4 <= all_undecidable);
  }
  // Nothing but what was planted: a shape that is told to stand in two splits came with a planted row.
  std::size_t others = 0;
  for (const auto& [place, codes] : found.at) {
    if (touched.contains(place) || place.second == 0) continue;
    if (codes == std::set<Code>{Code::leaked_shape}) continue;
    if (stripped && data.files[place.first][place.second - 1].text.empty()) continue;
    ++others;
    UNSCOPED_INFO("not planted: " << place.first << ":" << place.second << " " << code_name(*codes.begin()));
  }
  CHECK(others <= (stripped ? faults / 100 : 0));
  // Few rows have a place for some kinds: a small run may lack one.
  const auto lacking = std::count_if(std::begin(kinds), std::end(kinds), [&](const FaultKind& kind) { return missed[kind.name].second == 0; });
  CHECK(lacking <= (faults < 100 ? 1 : 0));
  WARN(planted.size() << " faults planted in " << found.figures.rows << " rows");
}

TEST_CASE("Every planted fault is found", "[faults]") { plant_and_check(Mode::changed, wanted_faults()); }
TEST_CASE("Every fault is found though its provenance was made to fit", "[faults]") { plant_and_check(Mode::forged, wanted_faults() / 2); }
TEST_CASE("Without provenance what the texts can tell is found", "[faults]") { plant_and_check(Mode::stripped, wanted_faults() / 2); }

TEST_CASE("Rejected answers that are right are found", "[faults]") {
  const TemporaryFolder folder;
  fs::create_directories(folder / "set");
  const auto row = [](const char* rejected) { return Json{{"prompt", "Show \"a\"\n"}, {"chosen", "OUTPUT 'a';"}, {"rejected", rejected}}.dump() + "\n"; };
  test::write(folder / "set/train.jsonl", row("OUTPUT 'b';"));
  CHECK(check(folder, folder / "set").at.empty());
  for (const char* same : {"OUTPUT 'a';", "OUTPUT  'a' ;"}) {
    test::write(folder / "set/train.jsonl", row(same));
    CHECK(check(folder, folder / "set").at[{"train.jsonl", 1}].contains(Code::rejected_not_wrong));
  }
}

TEST_CASE("The manifest is held against the files", "[faults]") {
  const TemporaryFolder folder;
  build(folder, folder / "set", 1, "predibase-csv");
  CHECK(check(folder, folder / "set").at.empty());
  fs::remove(folder / "set/data/test.csv");
  const Found gone = check(folder, folder / "set");
  CHECK(gone.at.contains({"manifest.json", 0}));
  std::string train = test::read(folder / "set/data/train.csv");
  test::write(folder / "set/data/train.csv", train.substr(0, train.rfind("\n\"", train.size() - 3) + 1));
  CHECK(check(folder, folder / "set").at.contains({"data/train.csv", 0}));
}

}  // namespace
}  // namespace dork::corpus
