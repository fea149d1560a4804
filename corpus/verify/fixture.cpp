#include "corpus/verify/fixture.hpp"

#include <fmt/format.h>
#include <string>
#include <string_view>

namespace dork::corpus {
namespace {

using Json = nlohmann::ordered_json;

/// Records of a world by their rule's name.
class Records {
 public:
  Records(const RuleBook& book, std::uint32_t world) : rules_(book.world), world_(book.worlds[world]) {}

  std::size_t count(std::string_view name) const { return all(name).size(); }

  const std::string& get(std::string_view name, std::size_t at, std::string_view field) const {
    const std::size_t rule = rule_of(name);
    return world_.records[rule][at % world_.records[rule].size()][field_of(rules_.records[rule], field)];
  }

 private:
  std::size_t rule_of(std::string_view name) const {
    std::size_t i = 0;
    while (rules_.records[i].name != name) ++i;
    return i;
  }
  const std::vector<Record>& all(std::string_view name) const { return world_.records[rule_of(name)]; }

  const WorldRules& rules_;
  const World& world_;
};

/// Some long ago, some of yesterday: conditions on dates hold for some things and not for others.
std::string day(std::size_t i) {
  constexpr std::string_view days[] = {"2025-12-30T08:00:00.000Z", "2024-03-11T09:00:00.000Z", "2025-12-12T10:30:00.000Z", "2025-07-01T07:00:00.000Z",
                                       "2025-10-20T16:45:00.000Z", "2023-05-04T10:00:00.000Z"};
  return std::string(days[i % std::size(days)]);
}

std::string numbered_id(char kind, std::size_t i) { return fmt::format("{}0c1d2e3f405162738495{:03x}", kind, i); }

Json users(const Records& records) {
  Json all = Json::array();
  for (std::size_t i = 0; i < records.count("user"); ++i) {
    constexpr std::string_view states[] = {"active", "active", "invited", "active", "disabled"};
    all.push_back({{"id", records.get("user", i, "id")}, {"name", records.get("user", i, "name")}, {"email", records.get("user", i, "email")},
                   {"subject", fmt::format("idp|{}", i)}, {"status", states[i % std::size(states)]}, {"created", day(i)}, {"createdAt", day(i)},
                   {"lastUpdated", day(i + 1)}, {"lastUpdatedAt", day(i + 1)}});
  }
  return all;
}

Json spaces(const Records& records, bool sparse) {
  Json all = Json::array();
  for (std::size_t i = 0; i < records.count("space"); ++i) {
    Json members = Json::array();
    for (std::size_t m = 0; m < 2 && !sparse; ++m)
      members.push_back({{"id", numbered_id('a', i * 4 + m)}, {"type", "user"}, {"assigneeId", records.get("user", i + m * 5, "id")}, {"roles", {"consumer"}}});
    all.push_back({{"id", records.get("space", i, "id")}, {"name", records.get("space", i, "name")}, {"type", records.get("space", i, "type")},
                   {"ownerId", records.get("space", i, "owner")}, {"createdAt", day(i)}, {"updatedAt", day(i + 2)}, {"members", members}});
  }
  return all;
}

Json apps(const Records& records) {
  Json all = Json::array();
  for (std::size_t i = 0; i < records.count("app"); ++i) {
    Json sheets = Json::array();
    for (std::size_t s = 0; s < 2; ++s)
      sheets.push_back({{"id", fmt::format("5ee7{:04x}-0000-4000-8000-{:012x}", i, s)}, {"title", s == 0 ? "Overview" : "Details"},
                        {"objects", {{{"id", fmt::format("obj{}{}", i, s)}, {"type", s == 0 ? "kpi" : "barchart"}, {"title", "Chart"}}}}});
    Json measures = Json::array();
    for (std::size_t m = 0; m < records.count("measure"); ++m)
      measures.push_back({{"id", records.get("measure", m, "name")}, {"title", records.get("measure", m, "name")}, {"definition", "Sum(Amount)"},
                          {"value", {{"text", "1,284.50"}, {"number", 1284.5}}}});
    all.push_back({{"id", records.get("app", i, "id")}, {"name", records.get("app", i, "name")}, {"description", i % 3 == 0 ? "" : "Figures. #monthly"},
                   {"itemId", numbered_id('b', i)}, {"ownerId", records.get("app", i, "owner")}, {"spaceId", records.get("app", i, "space")},
                   {"createdDate", day(i + 1)}, {"modifiedDate", day(i)}, {"lastReloadTime", day(i)},
                   {"script", "///$tab Main\nLOAD *\nFROM [lib://Warehouse/orders.csv];\n"}, {"sheets", sheets}, {"measures", measures},
                   {"dimensions", {{{"id", "DIMreg"}, {"title", "Region"}, {"fields", {"Region"}}}}},
                   {"variables", {{{"id", "VARcur"}, {"name", "vCurrency"}, {"definition", "EUR"}}}},
                   {"fields", {{{"qName", "Region"}, {"qCardinal", 6}, {"qTotalCount", 4211}, {"qTags", {"$text"}}}}}});
  }
  return all;
}

Json reloads(const Records& records) {
  Json all = Json::array();
  constexpr std::string_view states[] = {"SUCCEEDED", "FAILED", "CANCELED", "QUEUED", "RELOADING"};
  for (std::size_t i = 0; i < 5; ++i)
    all.push_back({{"id", numbered_id('c', i)}, {"appId", records.get("app", i, "id")}, {"userId", records.get("user", i, "id")}, {"type", "chronos"},
                   {"status", states[i]}, {"creationTime", day(i)}, {"startTime", day(i)}, {"endTime", day(i)}, {"log", "Reload ended."}});
  return all;
}

Json data_files(const Records& records) {
  Json all = Json::array();
  for (std::size_t i = 0; i < records.count("file"); ++i)
    all.push_back({{"id", records.get("file", i, "id")}, {"name", fmt::format("{}-{}", i, records.get("file", i, "name"))}, {"spaceId", records.get("file", i, "space")},
                   {"ownerId", records.get("file", i, "owner")}, {"createdDate", day(i)}, {"modifiedDate", day(i + 1)}, {"content", "id,amount\n1,120\n2,80\n"}});
  return all;
}

Json data_connections(const Records& records) {
  Json all = Json::array();
  for (std::size_t i = 0; i < 4; ++i) {
    const std::string id = fmt::format("5d9b2f41-88aa-4e0c-b1d7-{:012x}", i + 1);
    all.push_back({{"id", id}, {"qID", id}, {"qName", fmt::format("Source {}", i + 1)}, {"qType", "qix-datafiles.exe"}, {"user", records.get("user", i, "id")},
                   {"space", records.get("space", i, "id")}, {"created", day(i)}, {"updated", day(i + 1)}});
  }
  return all;
}

Json automations(const Records& records) {
  Json all = Json::array();
  for (std::size_t i = 0; i < records.count("automation"); ++i)
    all.push_back({{"id", records.get("automation", i, "id")}, {"name", records.get("automation", i, "name")}, {"runMode", "triggered"},
                   {"ownerId", records.get("user", i, "id")}, {"createdAt", day(i)}, {"updatedAt", day(i + 1)}, {"lastRunAt", day(i)},
                   {"lastRunStatus", i % 2 == 0 ? "finished" : "failed"}, {"simulate", {{"output", {{"done", true}}}, {"seconds", 1}}}});
  return all;
}

Json projects(const Records& records) {
  Json all = Json::array();
  for (std::size_t i = 0; i < records.count("project"); ++i) {
    Json tasks = Json::array();
    for (std::size_t t = 0; t < records.count("task"); ++t)
      tasks.push_back({{"id", records.get("task", t, "name")}, {"name", records.get("task", t, "name")}, {"type", "LANDING"}});
    all.push_back({{"id", records.get("project", i, "id")}, {"name", records.get("project", i, "name")}, {"spaceId", records.get("space", i, "id")},
                   {"ownerId", records.get("user", i, "id")}, {"createdAt", day(i)}, {"tasks", tasks}});
  }
  return all;
}

/// The entries that a kind of values has, all of them.
std::vector<std::string> values_of(const RuleBook& book, std::string_view kind) {
  std::vector<std::string> all;
  const Id id = book.find_kind(kind);
  if (id == none) return all;
  for (const Entry& entry : book.kinds[id].values) all.push_back(entry.value);
  return all;
}

Json github(const RuleBook& book, bool sparse) {
  Json repos = Json::array();
  for (const std::string& name : book.world.lists.find("repo")->second) {
    Json branches = Json::array();
    std::size_t number = 0;
    std::vector<std::string> names = values_of(book, "branch");
    // A branch that is to be made is not there yet, one that is to be merged is.
    if (!sparse)
      for (const std::string& name : values_of(book, "branch-name")) names.push_back(name);
    for (const std::string& branch : names)
      branches.push_back({{"name", branch}, {"sha", fmt::format("{:040x}", 0x9c1f0a7bull + ++number)}, {"files", Json::array()}});
    repos.push_back({{"full_name", "acme/" + name}, {"description", "Repository"}, {"branches", branches}});
  }
  return {{"login", "acme"}, {"name", "Acme"}, {"email", "git@example.com"}, {"repos", repos}};
}

constexpr const char* json_content = "[{\"name\": \"Karin Berg\", \"email\": \"karin.berg@example.com\"}]";

/// Every adapter holds every file and folder that values name.
Json files(const RuleBook& book, char delimiter) {
  const std::string csv = fmt::format("name{0}email\nKarin Berg{0}karin.berg@example.com\nLuca Bianchi{0}luca.bianchi@example.com\n", delimiter);
  Json all = Json::object();
  for (const char* adapter : {"SFTP", "FTP", "Dropbox", "Google Drive"}) {
    Json there = Json::object();
    for (const std::string& path : values_of(book, "csv-path")) there[path.substr(1)] = csv;
    for (const std::string& path : values_of(book, "json-path")) there[path.substr(1)] = json_content;
    for (const std::string& folder : values_of(book, "folder")) {
      there[folder.substr(1) + "/orders.csv"] = "id;amount\n1;10\n";
      there[folder.substr(1) + "/notes.txt"] = "Notes";
    }
    all[adapter] = std::move(there);
  }
  for (const auto& [adapter, kind] : {std::pair("Amazon S3", "bucket"), std::pair("Azure Blob Storage", "bucket-name")}) {
    Json there = Json::object();
    for (const std::string& bucket : values_of(book, kind)) {
      for (const std::string& path : values_of(book, "csv-path")) there[bucket + path] = csv;
      for (const std::string& path : values_of(book, "json-path")) there[bucket + path] = json_content;
      for (const std::string& folder : values_of(book, "folder")) there[bucket + folder + "/orders.csv"] = "id;amount\n1;10\n";
    }
    all[adapter] = std::move(there);
  }
  return all;
}

}  // namespace

Json fixture_of(const RuleBook& book, std::uint32_t world, bool sparse, char delimiter) {
  const Records records(book, world);
  const Json me = {{"id", records.get("user", 0, "id")}, {"name", records.get("user", 0, "name")}, {"email", records.get("user", 0, "email")}, {"subject", "idp|0"}, {"status", "active"}};
  Json tenant = {{"user", me}, {"users", users(records)}, {"spaces", spaces(records, sparse)}, {"apps", apps(records)}, {"dataFiles", data_files(records)}};
  Json roles = Json::array();
  for (const char* name : {"TenantAdmin", "Developer", "AnalyticsAdmin", "DataAdmin"})
    roles.push_back({{"id", numbered_id('d', roles.size())}, {"name", name}, {"type", roles.size() < 2 ? "default" : "custom"}, {"level", roles.empty() ? "admin" : "user"}});
  tenant["roles"] = roles;
  tenant["license"] = {{"product", "Qlik Cloud Analytics"}, {"status", "Ok"}, {"valid", "2024-01-01/2027-01-01"}};
  Json all = tenant;
  all["dataConnections"] = data_connections(records);
  all["reloads"] = reloads(records);
  all["automations"] = automations(records);
  all["projects"] = projects(records);
  all["assignments"] = Json::array();
  for (std::size_t i = 0; i < 3; ++i)
    all["assignments"].push_back({{"subject", fmt::format("idp|{}", i)}, {"name", records.get("user", i, "name")}, {"userId", records.get("user", i, "id")},
                                  {"type", i == 0 ? "professional" : "analyzer"}, {"created", day(i)}});
  tenant["tempContents"] = Json::array();
  for (const std::string& id : values_of(book, "temporary-id")) tenant["tempContents"].push_back({{"id", id}, {"name", "upload.qvf"}, {"content", "qvf"}});
  for (std::size_t i = 0; i < records.count("tenant"); ++i) all["tenants"][records.get("tenant", i, "host")] = tenant;
  all["github"] = github(book, sparse);
  all["files"] = files(book, delimiter);
  all["web"] = {{{"url", "https://*"}, {"output", {{{"name", "Karin Berg"}, {"email", "karin.berg@example.com"}}, {{"name", "Luca Bianchi"}, {"email", "luca.bianchi@example.com"}}}}}};
  // What blocks give that nothing here can run: custom code, types and connectors of one's own.
  all["responses"] = Json::array();
  for (const auto& [block, output] : {std::pair<const char*, Json>("lines", "3"), {"length", "42"}, {"upper", "ANNA"}, {"summary", Json{{"done", true}}},
                                      {"lines2", "4"}, {"length2", "43"}, {"upper2", "BEN"}, {"contacts", Json::array({{{"name", "Karin Berg"}, {"email", "karin.berg@example.com"}}})}})
    all["responses"].push_back({{"block", block}, {"output", output}});
  return all;
}

Json inputs_of(const RuleBook& book, std::uint32_t world, std::string_view script) {
  const Records records(book, world);
  const std::string app = records.get("app", 0, "id"), user = records.get("user", 0, "id"), space = records.get("space", 0, "id");
  const bool of_user = script.find("UserCreated") != std::string_view::npos, of_automation = script.find("AutomationUpdated") != std::string_view::npos;
  const bool of_form = script.find(": INPUTS (") != std::string_view::npos;
  if (of_form)
    return {{"App", app}, {"User", user}, {"Space", space}, {"Decision", "approve"}, {"Remark", "Fine"}, {"Name", "Karin Berg"}, {"Mail", "karin.berg@example.com"}, {"Secret", "asked"}};
  return {{"appId", app}, {"userId", user}, {"spaceId", space}, {"id", "7"}, {"status", "New"}, {"email", records.get("user", 1, "email")},
          {"data", {{"id", of_user ? user : of_automation ? records.get("automation", 0, "id") : app}}}};
}

}  // namespace dork::corpus
