#include "corpus/synthesis/load.hpp"

#include "corpus/synthesis/embedded.hpp"
#include "corpus/synthesis/synthesis.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace dork::corpus {
namespace {

DataFile parse_file(std::string name, std::string_view content) {
  try {
    return {name, toml::parse(content, name)};
  } catch (const toml::parse_error& error) {
    throw DataError(fmt::format("{}:{}: {}", name, error.source().begin.line, error.description()));
  }
}

std::vector<DataFile> read_files(const std::string& folder) {
  std::vector<DataFile> files;
  for (const EmbeddedFile& file : embedded_corpus()) files.push_back(parse_file(std::string(file.name), file.content));
  if (folder.empty()) return files;
  std::vector<std::filesystem::path> paths;
  std::error_code code;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, code))
    if (entry.path().extension() == ".toml") paths.push_back(entry.path());
  if (code) throw DataError(fmt::format("{}: {}", folder, code.message()));
  std::sort(paths.begin(), paths.end());
  for (const auto& path : paths) {
    std::ifstream stream(path, std::ios::binary);
    std::stringstream content;
    content << stream.rdbuf();
    if (!stream) throw DataError(fmt::format("{}: cannot be read", path.string()));
    DataFile file = parse_file(path.filename().string(), content.str());
    const auto same = std::find_if(files.begin(), files.end(), [&](const DataFile& it) { return it.name == file.name; });
    if (same != files.end()) *same = std::move(file);
    else files.push_back(std::move(file));
  }
  return files;
}

template <typename Range, typename Name>
Id find(const Range& range, std::string_view name, Name name_of) {
  for (std::size_t i = 0; i < range.size(); ++i)
    if (name_of(range[i]) == name) return static_cast<Id>(i);
  return none;
}

}  // namespace

Id RuleBook::find_kind(std::string_view name) const {
  return find(kinds, name, [](const Kind& it) -> const std::string& { return it.name; });
}
Id RuleBook::find_category(std::string_view name) const {
  return find(categories, name, [](const std::string& it) -> const std::string& { return it; });
}
Id RuleBook::find_rule(std::string_view name) const {
  return find(rules, name, [](const Rule& it) -> const std::string& { return it.name; });
}

bool RuleBook::takes(Id wanted, Id given) const {
  const auto& accepts = kinds[wanted].accepts;
  return wanted == given || std::find(accepts.begin(), accepts.end(), given) != accepts.end();
}

void RuleBook::index() {
  gives.assign(kinds.size() * kinds.size(), 0);
  for (Id wanted = 0; wanted < kinds.size(); ++wanted)
    for (Id thing = 0; thing < kinds.size(); ++thing) {
      const auto& members = kinds[thing].members;
      const bool does = takes(wanted, thing) || std::any_of(members.begin(), members.end(), [&](const MemberOf& it) { return takes(wanted, it.kind); });
      gives[wanted * kinds.size() + thing] = does;
    }
}

std::optional<Rules> load_rules(const Catalog& catalog, const std::string& folder, std::string& error) {
  const auto book = std::make_shared<RuleBook>();
  book->catalog = &catalog;
  try {
    const std::vector<DataFile> files = read_files(folder);
    load_kinds(*book, files);
    book->index();
    load_rule_tables(*book, files);
    load_personas(*book, files);
    for (std::uint32_t i = 0; i < book->world.count; ++i) {
      book->worlds.push_back(make_world(book->world, i, error));
      if (!error.empty()) return {};
    }
  } catch (const DataError& failure) {
    error = failure.what();
    return {};
  }
  return Rules{book, std::make_shared<WorldMemory>()};
}

const Catalog* rules_catalog(const Rules& rules) { return rules.book->catalog; }

std::vector<std::string> persona_names(const Rules& rules) {
  std::vector<std::string> names;
  for (const Persona& persona : rules.book->personas) names.push_back(persona.name);
  return names;
}

std::vector<std::string> rule_names(const Rules& rules) {
  std::vector<std::string> names;
  for (const Rule& rule : rules.book->rules) names.push_back(rule.name);
  return names;
}

}  // namespace dork::corpus
