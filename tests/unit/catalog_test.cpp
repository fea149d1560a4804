#include "compiler/catalog/catalog.hpp"

#include "compiler/catalog/embedded.hpp"
#include "compiler/catalog/import.hpp"
#include "compiler/catalog/names.hpp"
#include "compiler/catalog/print.hpp"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <set>

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif

namespace dork {
namespace {

using Json = nlohmann::json;

const Connector& connector_of(const Catalog& catalog, std::string_view alias) {
  const Connector* connector = catalog.find_alias(alias);
  REQUIRE(connector);
  return *connector;
}

const Action& action_of(const Catalog& catalog, std::string_view alias, std::string_view name) {
  const Action* action = find_action(connector_of(catalog, alias), name);
  INFO(alias << '.' << name);
  REQUIRE(action);
  return *action;
}

std::string parse_error_of(std::string_view json) {
  std::string error;
  CHECK_FALSE(parse_catalog(json, error));
  return error;
}

Catalog parsed(std::string_view json) {
  std::string error;
  auto catalog = parse_catalog(json, error);
  INFO(error);
  REQUIRE(catalog);
  return std::move(*catalog);
}

Catalog imported(std::string_view json, std::vector<std::string>& warnings, const Catalog& known = builtin_catalog()) {
  std::string error;
  auto catalog = import_connectors(json, known, warnings, error);
  INFO(error);
  REQUIRE(catalog);
  return std::move(*catalog);
}

std::string import_error_of(std::string_view json) {
  std::string error;
  std::vector<std::string> warnings;
  CHECK_FALSE(import_connectors(json, builtin_catalog(), warnings, error));
  return error;
}

/// A catalog of one connector whose actions are `actions`, the JSON of an array.
std::string with_actions(std::string_view actions, std::string_view guid = "c1", std::string_view alias = "one") {
  return R"({"connectors": [{"name": "One", "alias": ")" + std::string(alias) + R"(", "guid": ")" + std::string(guid) +
         R"(", "actions": )" + std::string(actions) + "}]}";
}

void check_parameters(const std::vector<Parameter>& parameters) {
  std::set<std::string> names;
  for (const Parameter& parameter : parameters) {
    INFO(parameter.id);
    CHECK(is_identifier(parameter.name));
    CHECK(parameter.name == lower_camel(parameter.name));
    CHECK(names.insert(parameter.name).second);
    CHECK_FALSE(parameter.id.empty());
    CHECK_FALSE(parameter.description.empty());
    CHECK((parameter.mode.empty() != (parameter.type == "object")));
  }
}

TEST_CASE("the actions that scripts are written with are there by name", "[catalog]") {
  const Catalog& catalog = builtin_catalog();
  CHECK(find_parameter(action_of(catalog, "qlik", "listApps"), "spaceId"));
  CHECK(find_parameter(action_of(catalog, "qlik", "exportAppToBase64EncodedFile"), "appId"));
  const Action& file = action_of(catalog, "github", "CreateOrUpdateFileContent");
  for (const char* name : {"repo", "path", "content", "message", "owner", "branch"}) CHECK(find_parameter(file, name));
  CHECK(find_parameter(action_of(catalog, "mail", "SendMail"), "to"));
  CHECK(action_of(catalog, "qlik", "rawAPIRequest").role == "get");
  CHECK(action_of(catalog, "qlik", "rawAPIPostRequest").block_name == "rawAPIRequest");
  CHECK(find_webhook(connector_of(catalog, "qlik"), "appPublished"));
}

TEST_CASE("look-ups are without case and find nothing where there is nothing", "[catalog]") {
  const Catalog& catalog = builtin_catalog();
  const Connector& qlik = connector_of(catalog, "QLIK");
  CHECK(catalog.find_name("qlik cloud services") == &qlik);
  CHECK(catalog.find_guid("61A87510-C7A3-11EA-95DA-0FB0C241E75C") == &qlik);
  CHECK_FALSE(catalog.find_alias("qli"));
  CHECK_FALSE(catalog.find_alias(""));

  const Action& apps = action_of(catalog, "qlik", "LISTAPPS");
  CHECK(apps.name == "listApps");
  CHECK(find_action_guid(qlik, ActionKind::endpoint, "8CC63340-107B-11EC-AB5D-F9B221ED2DC5") == &apps);
  CHECK_FALSE(find_action_guid(qlik, ActionKind::snippet, apps.guid));
  CHECK(find_parameter(apps, "SPACEID") == find_parameter_id(apps, "8CE4FAD0-107b-11ec-a6ac-2bd407ad134b"));
  CHECK_FALSE(find_parameter(apps, "space"));
  CHECK(find_webhook_guid(qlik, "365616D0-889f-11eb-a6c1-0fbe0dacf886") == find_webhook(qlik, "AppPublished"));
}

TEST_CASE("what gives a list may own a loop", "[catalog]") {
  const Catalog& catalog = builtin_catalog();
  CHECK(is_iterable(action_of(catalog, "qlik", "listApps")));
  CHECK(is_iterable(action_of(catalog, "qlik", "searchSpaces")));
  CHECK(is_iterable(action_of(catalog, "qlik", "ListSheets")));
  CHECK(is_iterable(action_of(catalog, "platform", "ListDataFilesFromSpace")));
  CHECK_FALSE(is_iterable(action_of(catalog, "qlik", "getSpace")));
  CHECK_FALSE(is_iterable(action_of(catalog, "qlik", "DoReload")));
}

TEST_CASE("every built-in entry is named, described and unique", "[catalog]") {
  std::set<std::string> aliases;
  for (const Connector& connector : builtin_catalog().connectors) {
    CHECK(aliases.insert(connector.alias).second);
    CHECK(connector.alias == lower_camel(connector.alias));
    CHECK_FALSE(connector.description.empty());
    for (const Action& action : connector.actions) {
      INFO(connector.alias << '.' << action.name);
      CHECK(is_identifier(action.name));
      CHECK(find_action(connector, action.name) == &action);
      CHECK(action.display_name == title_words(action.block_name));
      CHECK_FALSE(action.description.empty());
      CHECK(action.description.find('\n') == std::string::npos);
      check_parameters(action.parameters);
    }
    for (const Webhook& webhook : connector.webhooks) {
      CHECK(find_webhook(connector, webhook.name) == &webhook);
      CHECK_FALSE(webhook.description.empty());
      check_parameters(webhook.parameters);
    }
  }
}

TEST_CASE("the files are in the form that the program prints", "[catalog]") {
  REQUIRE(embedded_catalog().size() == 5);
  for (const EmbeddedFile& file : embedded_catalog()) {
    INFO(file.name);
    const Catalog catalog = parsed(file.content);
    REQUIRE(catalog.connectors.size() == 1);
    CHECK(catalog.connectors.front().alias + ".json" == file.name);
    CHECK(catalog_to_json(catalog) == file.content);
  }
  const std::string all = catalog_to_json(builtin_catalog());
  CHECK(catalog_to_json(parsed(all)) == all);
}

TEST_CASE("the settings of a role are in the editor's order", "[catalog]") {
  using Settings = std::vector<std::string>;
  CHECK(usual_settings("", false) == Settings{"blendr_on_error", "automations_censor_data"});
  CHECK(usual_settings("get", true) == Settings{"datasource", "blendr_on_error", "cache", "automations_censor_data"});
  CHECK(usual_settings("list", false) == Settings{"maxitemcount", "blendr_on_error", "cache", "automations_censor_data"});
  CHECK(usual_settings("listnew", false) ==
        Settings{"maxitemcount", "blendr_pointer", "blendr_on_error", "cache", "automations_censor_data"});
}

TEST_CASE("what is wrong with a catalog is said with its path", "[catalog]") {
  CHECK(parse_error_of("").substr(0, 3) == "$: ");
  CHECK(parse_error_of("{\n  \"connectors\": [}").find("line 2, column 18") != std::string::npos);
  CHECK(parse_error_of("\"\xFF\"").substr(0, 3) == "$: ");
  CHECK(parse_error_of("[]") == "$: expected an object, not array");
  CHECK(parse_error_of("{}") == "$: \"connectors\" is missing");
  CHECK(parse_error_of(R"({"connectors": 1})") == "$.connectors: expected an array, not number");
  CHECK(parse_error_of(R"({"connectors": [1]})") == "$.connectors[0]: expected an object, not number");
  CHECK(parse_error_of(R"({"connectors": [{"name": "a", "alias": "a"}]})") == "$.connectors[0]: \"guid\" is missing or empty");
  CHECK(parse_error_of(with_actions(R"([{"name": 1, "guid": "g", "kind": "snippet"}])")) ==
        "$.connectors[0].actions[0].name: expected a text, not number");
  CHECK(parse_error_of(with_actions(R"([{"name": "a", "guid": "g", "kind": "block"}])")) ==
        "$.connectors[0].actions[0].kind: must be \"endpoint\" or \"snippet\"");
  CHECK(parse_error_of(with_actions(R"([{"name": "a", "guid": "g", "kind": "snippet"}, {"name": "A", "guid": "h", "kind": "snippet"}])")) ==
        "$.connectors[0].actions[1]: the action 'A' is there twice");
  const std::string parameter = R"([{"name": "a", "guid": "g", "kind": "snippet", "parameters": [{"name": "p", "id": "i", "type": "string")";
  CHECK(parse_error_of(with_actions(parameter + R"(, "requierd": true}]}])")) ==
        "$.connectors[0].actions[0].parameters[0].requierd: unknown key");
  CHECK(parse_error_of(with_actions(parameter + R"(, "mode": "raw"}]}])")).substr(0, 50) ==
        "$.connectors[0].actions[0].parameters[0].mode: mus");
  CHECK(parse_error_of(with_actions(parameter + R"(, "required": "yes"}]}])")) ==
        "$.connectors[0].actions[0].parameters[0].required: expected true or false, not string");
  CHECK(parse_error_of(with_actions(parameter + R"(}, {"name": "P", "id": "j", "type": "string"}]}])")) ==
        "$.connectors[0].actions[0].parameters[1]: the parameter 'P' is there twice");
  CHECK_FALSE(parse_error_of(std::string(100000, '[')).empty());
}

TEST_CASE("what an entry leaves out follows from the rest", "[catalog]") {
  const Catalog catalog = parsed(with_actions(R"([{"name": "listPDFFiles", "guid": "g", "kind": "endpoint", "role": "list"}])"));
  const Action& action = catalog.connectors[0].actions[0];
  CHECK(action.block_name == "listPDFFiles");
  CHECK(action.display_name == "List PDF Files");
  CHECK(action.settings == usual_settings("list", false));
  CHECK(action.kind == ActionKind::endpoint);
}

TEST_CASE("merging replaces by GUID, adds the rest and keeps names unique", "[catalog]") {
  Catalog base = parsed(with_actions(R"([{"name": "a", "guid": "g1", "kind": "snippet"}, {"name": "b", "guid": "g2", "kind": "snippet"}])"));
  merge_catalog(base, parsed(with_actions(R"([{"name": "first", "guid": "G1", "kind": "snippet"}, {"name": "B", "guid": "g3", "kind": "snippet"},
                                              {"name": "c", "guid": "g2", "kind": "endpoint"}])", "C1", "uno")));
  REQUIRE(base.connectors.size() == 1);
  const Connector& one = base.connectors[0];
  CHECK(one.alias == "uno");
  REQUIRE(one.actions.size() == 4);
  CHECK(one.actions[0].name == "first");
  CHECK(one.actions[1].name == "b");
  CHECK(one.actions[2].name == "B2");
  CHECK(one.actions[3].kind == ActionKind::endpoint);

  merge_catalog(base, parsed(with_actions("[]", "c2", "UNO")));
  REQUIRE(base.connectors.size() == 2);
  CHECK(base.connectors[1].alias == "UNO2");

  Catalog same = builtin_catalog();
  merge_catalog(same, builtin_catalog());
  CHECK(catalog_to_json(same) == catalog_to_json(builtin_catalog()));
}

TEST_CASE("names are made as scripts and the editor write them", "[catalog]") {
  CHECK(lower_camel("App Id") == "appId");
  CHECK(lower_camel("RAW API Request") == "rawApiRequest");
  CHECK(lower_camel("rawAPIRequest") == "rawApiRequest");
  CHECK(lower_camel("  User's e-mail (optional) ") == "usersEMailOptional");
  CHECK(lower_camel("Base 64 Encoded File") == "base64EncodedFile");
  CHECK(lower_camel("2nd") == "_2nd");
  CHECK(lower_camel(" - ") == "");
  CHECK(title_words("exportAppToBase64EncodedFile") == "Export App To Base 64 Encoded File");
  CHECK(title_words("CreateJWTIdentityProvider") == "Create JWT Identity Provider");
  CHECK(title_words("") == "");
  CHECK(is_identifier("größe_2"));
  CHECK_FALSE(is_identifier("2a"));
  CHECK_FALSE(is_identifier("a b"));
  CHECK(unique_name("a", [](std::string_view name) { return name == "a" || name == "a2"; }) == "a3");
}

constexpr std::string_view sample_details = R"({
  "id": "aaaa0000-0000-11ee-8000-000000000001", "name": "Ticket Desk", "logo": "x.svg",
  "blocks": [
    {"id": "b1", "name": "List Tickets", "role": "list", "inputs": [
      {"id": "i1", "name": "Project Id", "fieldType": "string", "optional": false, "description": "The project\n"},
      {"id": "i2", "name": "project ID", "fieldType": "enum", "optional": true, "options": ["open", "closed"]},
      {"id": "i3", "name": "Extra", "fieldType": "json_object", "optional": true, "options": null},
      {"id": "i4", "name": "", "fieldType": "hologram"}]},
    {"id": "b2", "name": "listTickets", "role": "listnew", "inputs": []}],
  "snippets": [
    {"id": "s1", "name": "ListPDFFiles", "inputs": [
      {"id": "i5", "name": "State", "fieldType": "select", "options": [{"id": 1, "name": "Open"}, {"value": "x", "label": "x"}]},
      {"id": "i6", "name": "Text", "fieldType": "textarea", "options": {"a": "Label"}}]}]
})";

TEST_CASE("connector details become catalog entries", "[catalog]") {
  std::vector<std::string> warnings;
  const Catalog catalog = imported(sample_details, warnings);
  const Connector& desk = connector_of(catalog, "ticketDesk");
  CHECK(desk.name == "Ticket Desk");
  CHECK(desk.needs_connection);
  REQUIRE(desk.actions.size() == 3);

  const Action& list = desk.actions[0];
  CHECK(list.name == "listTickets");
  CHECK(list.display_name == "List Tickets");
  CHECK(list.settings == usual_settings("list", true));
  REQUIRE(list.parameters.size() == 4);
  CHECK(list.parameters[0].name == "projectId");
  CHECK(list.parameters[0].required);
  CHECK(list.parameters[0].description == "The project");
  CHECK(list.parameters[1].name == "projectId2");
  CHECK(list.parameters[1].type == "select");
  CHECK(list.parameters[1].options.size() == 2);
  CHECK(list.parameters[2].mode == "keyValue");
  CHECK(list.parameters[3].name == "input");
  CHECK(list.parameters[3].type == "string");
  CHECK(desk.actions[1].name == "listTickets2");
  CHECK(desk.actions[1].block_name == "listTickets");

  const Action& snippet = desk.actions[2];
  CHECK(snippet.kind == ActionKind::snippet);
  CHECK(snippet.block_name == "ListPDFFiles");
  CHECK(snippet.display_name == "List PDF Files");
  CHECK(is_iterable(snippet));
  REQUIRE(snippet.parameters[0].options.size() == 2);
  CHECK(snippet.parameters[0].options[0].value == "1");
  CHECK(snippet.parameters[0].options[0].label == "Open");
  CHECK(snippet.parameters[0].options[1].label.empty());
  CHECK(snippet.parameters[1].type == "longtext");
  CHECK(snippet.parameters[1].options[0].value == "a");

  REQUIRE(warnings.size() == 2);
  CHECK(warnings[0].substr(0, 29) == "$.blocks[0].inputs[3].name: n");
  CHECK(warnings[1] == "$.blocks[0].inputs[3].fieldType: 'hologram' is no known type, taken as string");

  const std::string json = catalog_to_json(catalog);
  CHECK(catalog_to_json(parsed(json)) == json);
  for (const std::string& form : {"[" + std::string(sample_details) + "]", R"({"data": [)" + std::string(sample_details) + "]}"}) {
    CHECK(catalog_to_json(imported(form, warnings)) == json);
  }
}

TEST_CASE("an import keeps what scripts use already", "[catalog]") {
  std::vector<std::string> warnings;
  const Catalog catalog = imported(R"({"id": "61A87510-c7a3-11ea-95da-0fb0c241e75c", "name": "Qlik Cloud Services", "blocks": [
    {"id": "8cc63340-107b-11ec-ab5d-f9b221ed2dc5", "name": "List all apps", "role": "list", "inputs": [
      {"id": "8cd8db50-107b-11ec-8082-edc45dd151ef", "name": "Usage", "fieldType": "select"},
      {"id": "8ce4fad0-107b-11ec-a6ac-2bd407ad134b", "name": "Space", "fieldType": "string"}]}]})", warnings);
  CHECK(warnings.empty());
  const Action& apps = action_of(catalog, "qlik", "listApps");
  CHECK(apps.block_name == "listApps");
  CHECK_FALSE(connector_of(catalog, "qlik").needs_connection);
  CHECK(connector_of(catalog, "qlik").webhooks.size() == 3);
  CHECK(apps.parameters[0].name == "usage");  // was a guess
  CHECK(apps.parameters[1].name == "spaceId");
}

TEST_CASE("what is wrong with connector details is said with its path", "[catalog]") {
  CHECK(import_error_of("{").substr(0, 3) == "$: ");
  CHECK(import_error_of("3") == "$: expected a connector or a list of connectors, not number");
  CHECK(import_error_of("[3]") == "$[0]: expected an object, not number");
  CHECK(import_error_of(R"({"name": "x"})") == "$: \"id\" is missing or empty");
  CHECK(import_error_of(R"({"data": {}})") == "$.data: expected an array, not object");
  CHECK(import_error_of(R"({"id": "c", "name": "x", "blocks": [{"id": "b", "name": "y", "inputs": [{"name": "z"}]}]})") ==
        "$.blocks[0].inputs[0]: \"id\" is missing or empty");
  CHECK(import_error_of(R"({"data": [{"id": "c", "name": "x", "snippets": [null]}]})") ==
        "$.data[0].snippets[0]: expected an object, not null");
}

TEST_CASE("the catalog is shown whole, by connector and by action", "[catalog]") {
  const Catalog& catalog = builtin_catalog();
  const std::string all = list_catalog(catalog);
  CHECK(all.find("qlik  Qlik Cloud Services (42 actions, 3 webhooks)\n") != std::string::npos);
  const auto lines = static_cast<std::size_t>(std::count(all.begin(), all.end(), '\n'));
  std::size_t entries = 0;
  for (const Connector& connector : catalog.connectors) entries += connector.actions.size() + connector.webhooks.size();
  CHECK(lines == entries + 2 * catalog.connectors.size() - 1);

  std::string error;
  const auto shown = [&](std::string_view name) {
    const auto selection = select_catalog(catalog, name, error);
    INFO(error);
    REQUIRE(selection);
    return show_catalog(*selection);
  };
  CHECK(shown("Git Hub").find("createBranch") != std::string::npos);
  CHECK(shown("GITHUB.createbranch").find("name: github.createBranch(owner = …, repo = …, sha = …, branch = …);") != std::string::npos);
  CHECK(shown("mail.sendMail").find("attachments?") != std::string::npos);
  CHECK(shown("qlik.AppPublished").find("START WEBHOOK qlik.AppPublished(appId = …);") != std::string::npos);
  CHECK(shown("qlik.listApps").find("FOR EACH name IN qlik.listApps(") != std::string::npos);

  const auto complaint = [&](std::string_view name) {
    CHECK_FALSE(select_catalog(catalog, name, error));
    return error;
  };
  CHECK(complaint("gihub") == "no connector 'gihub'; did you mean 'github'?");
  CHECK(complaint("zzzzzz") == "no connector 'zzzzzz'");
  CHECK(complaint("listapps") == "no connector 'listapps'; did you mean 'platform.listApps' or 'qlik.listApps'?");
  CHECK(complaint("qlik.listAps") == "connector 'qlik' has no action 'listAps'; did you mean 'qlik.listApps'?");
}

const char* const facts_file = "../shared/facts/catalog-facts.json";

/// The facts beside the project, found from the project's root or any folder below it; discarded where there are none.
Json read_facts() {
  std::string path = facts_file;
  for (int level = 0; level < 6; ++level, path = "../" + path) {
    if (std::ifstream file(path); file) return Json::parse(file, nullptr, false);
  }
#ifdef DORK_SOURCE_DIR
  if (std::ifstream file(std::string(DORK_SOURCE_DIR) + "/" + facts_file); file) return Json::parse(file, nullptr, false);
#endif
  return Json(Json::value_t::discarded);
}

void check_action_facts(const Connector& connector, const std::string& guid, const Json& facts) {
  const ActionKind kind = facts["kind"] == "snippet" ? ActionKind::snippet : ActionKind::endpoint;
  const Action* action = find_action_guid(connector, kind, guid);
  INFO(connector.alias << ' ' << facts["blockName"]);
  REQUIRE(action);
  CHECK(action->block_name == facts["blockName"]);
  CHECK(action->display_name == facts["displayName"]);
  // An export of the older style does not say the role; a loop or the action's name shows it.
  if (!facts["role"].is_null()) CHECK(action->role == facts["role"].get<std::string>());
  else if (kind == ActionKind::snippet) CHECK(action->role.empty());
  if (facts["ownsLoop"] == true) CHECK(is_iterable(*action));
  for (const Json& setting : facts["settings"]) {
    // One export of the many has it on a Qlik Cloud Services block.
    if (setting == "datasource" && !connector.needs_connection) continue;
    CHECK(std::count(action->settings.begin(), action->settings.end(), setting.get<std::string>()) == 1);
  }
  REQUIRE(action->parameters.size() == facts["inputs"].size());
  for (std::size_t i = 0; i < action->parameters.size(); ++i) {
    const Parameter& parameter = action->parameters[i];
    const Json& input = facts["inputs"][i];
    CHECK(parameter.id == input["id"]);
    CHECK(parameter.type == input["type"]);
    CHECK(parameter.mode == input.value("mode", ""));
    if (parameter.required) CHECK(input["everSet"] == true);
    for (const Json& option : input.value("options", Json::array())) {
      CHECK(std::any_of(parameter.options.begin(), parameter.options.end(),
                        [&](const Option& known) { return known.value == option || known.label == option; }));
    }
  }
}

TEST_CASE("the built-in catalog agrees with the facts", "[catalog]") {
  const Json facts = read_facts();
  if (facts.is_discarded()) {
    std::cout << "skipped: the built-in catalog agrees with the facts (no " << facts_file << ")\n";
    return;
  }
  CHECK(builtin_catalog().connectors.size() == facts["connectors"].size());
  for (const auto& item : facts["connectors"].items()) {
    const Connector* connector = builtin_catalog().find_guid(item.key());
    REQUIRE(connector);
    CHECK(connector->name == item.value()["name"]);
    CHECK(connector->actions.size() == item.value()["actions"].size());
    for (const auto& action : item.value()["actions"].items()) check_action_facts(*connector, action.key(), action.value());
    CHECK(connector->webhooks.size() == item.value()["webhooks"].size());
    for (const auto& event : item.value()["webhooks"].items()) {
      const Webhook* webhook = find_webhook_guid(*connector, event.key());
      REQUIRE(webhook);
      CHECK(webhook->display_name == event.value()["name"]);
      REQUIRE(webhook->parameters.size() == event.value()["params"].size());
      for (std::size_t i = 0; i < webhook->parameters.size(); ++i) CHECK(webhook->parameters[i].id == event.value()["params"][i]);
    }
  }
}

}  // namespace
}  // namespace dork
