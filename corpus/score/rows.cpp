#include "corpus/score/rows.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace dork::score {
namespace {

using Json = nlohmann::ordered_json;

struct UsualName {
  Role role;
  std::string_view name;
};

/// A name may stand under two roles: a row's `completion` is its prediction, unless that has a name of its own.
constexpr UsualName names[] = {
    {Role::id, "id"}, {Role::id, "custom_id"}, {Role::id, "task_id"}, {Role::id, "example_id"}, {Role::id, "prompt_id"}, {Role::id, "uid"}, {Role::id, "key"}, {Role::id, "index"},
    {Role::prompt, "prompt"}, {Role::prompt, "instruction"}, {Role::prompt, "question"}, {Role::prompt, "query"}, {Role::prompt, "input"}, {Role::prompt, "user"},
    {Role::prediction, "prediction"}, {Role::prediction, "predictions"}, {Role::prediction, "response"}, {Role::prediction, "responses"}, {Role::prediction, "generated_text"},
    {Role::prediction, "generated"}, {Role::prediction, "generation"}, {Role::prediction, "generations"}, {Role::prediction, "model_output"}, {Role::prediction, "model_answer"},
    {Role::prediction, "samples"}, {Role::prediction, "candidates"}, {Role::prediction, "hypothesis"}, {Role::prediction, "resps"}, {Role::prediction, "filtered_resps"},
    {Role::prediction, "choices"}, {Role::prediction, "output"}, {Role::prediction, "outputs"}, {Role::prediction, "completion"}, {Role::prediction, "completions"},
    {Role::prediction, "answer"}, {Role::prediction, "text"}, {Role::prediction, "content"},
    {Role::reference, "reference"}, {Role::reference, "references"}, {Role::reference, "expected"}, {Role::reference, "expected_output"}, {Role::reference, "target"},
    {Role::reference, "ground_truth"}, {Role::reference, "groundtruth"}, {Role::reference, "gold"}, {Role::reference, "ideal"}, {Role::reference, "solution"},
    {Role::reference, "canonical_solution"}, {Role::reference, "label"}, {Role::reference, "answer"}, {Role::reference, "completion"}, {Role::reference, "chosen"},
    {Role::reference, "output"}, {Role::reference, "response"},
    {Role::task, "task"}, {Role::task, "category"},
    {Role::persona, "persona"},
    {Role::template_, "template"}, {Role::template_, "template_id"}, {Role::template_, "prompt_template"},
};

constexpr std::array<std::string_view, role_count> roles = {"id", "prompt", "prediction", "reference", "task", "persona", "template"};

std::string text_of(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_null()) return {};
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// The predictions in a value: lists within lists of them, the choices of a chat service.
void add_predictions(const Json& value, std::vector<std::string>& found, int depth = 0) {
  if (value.is_null() || depth > 6) return;
  if (value.is_array()) {
    const Json* first = value.empty() ? nullptr : &value.front();
    // The parts of a message, the turns of a conversation and the blocks of a list of workspaces belong together.
    const bool one = first && first->is_object() && (first->contains("type") || first->contains("role") || first->contains("blocks"));
    if (one) found.push_back(text_of(value));
    else for (const Json& each : value) add_predictions(each, found, depth + 1);
    return;
  }
  if (value.is_object()) {
    if (const auto body = value.find("body"); body != value.end() && body->is_object()) return add_predictions(*body, found, depth + 1);
    if (const auto choices = value.find("choices"); choices != value.end() && choices->is_array()) {
      for (const Json& choice : *choices) found.push_back(text_of(choice));
      return;
    }
  }
  found.push_back(text_of(value));
}

std::optional<std::string> last_message(const Json& messages, std::string_view role) {
  if (!messages.is_array()) return std::nullopt;
  for (auto message = messages.rbegin(); message != messages.rend(); ++message) {
    if (!message->is_object()) continue;
    const auto says = message->find("role");
    const auto content = message->find("content");
    if (says != message->end() && *says == role && content != message->end()) return text_of(*content);
  }
  return std::nullopt;
}

class Columns {
 public:
  Columns(const Json& object, const Fields& fields) : object_(object), fields_(fields) {}

  /// The column of a role, which no other role has then.
  const Json* take(Role role) {
    for (const auto& [given, name] : fields_)
      if (given == role) return take(name, role);   // who names a column means that one
    for (const UsualName& usual : names)
      if (usual.role == role)
        if (const Json* found = take(usual.name, role)) return found;
    return nullptr;
  }

  std::string text(Role role) {
    const Json* found = take(role);
    return found ? text_of(*found) : std::string();
  }

 private:
  const Json* take(std::string_view name, Role role) {
    const bool anothers = std::any_of(fields_.begin(), fields_.end(), [&](const auto& field) { return field.first != role && field.second == name; });
    if (anothers || std::find(taken_.begin(), taken_.end(), name) != taken_.end()) return nullptr;
    const auto found = object_.find(std::string(name));
    if (found == object_.end() || found->is_null()) return nullptr;
    taken_.emplace_back(name);
    return &*found;
  }

  const Json& object_;
  const Fields& fields_;
  std::vector<std::string> taken_;
};

}  // namespace

std::string_view role_name(Role role) { return roles[static_cast<std::size_t>(role)]; }

std::optional<Role> find_role(std::string_view name) {
  const auto* found = std::find(roles.begin(), roles.end(), name);
  return found == roles.end() ? std::nullopt : std::optional(static_cast<Role>(found - roles.begin()));
}

std::vector<std::string_view> usual_names(Role role) {
  std::vector<std::string_view> found;
  for (const UsualName& usual : names)
    if (usual.role == role) found.push_back(usual.name);
  return found;
}

Row read_row(const corpus::RawRow& raw, const Fields& fields, Holds holds) {
  Row row;
  row.line = raw.line;
  row.fault = raw.fault;
  Json tolerant;
  const Json* object = &raw.json;
  // Line ends of another system are no reason to refuse a prediction.
  if (!row.fault.empty() && raw.source.ends_with('\r')) {
    tolerant = Json::parse(raw.source.begin(), raw.source.end() - 1, nullptr, false);
    if (tolerant.is_object()) object = &tolerant, row.fault.clear();
  }
  if (!row.fault.empty()) return row;
  Columns columns(*object, fields);
  if (holds == Holds::predictions)
    if (const Json* found = columns.take(Role::prediction)) add_predictions(*found, row.predictions);
  if (const Json* found = columns.take(Role::reference)) {
    const bool list = found->is_array() && !found->empty() && found->front().is_string();
    row.reference = text_of(list ? found->front() : *found);
  }
  row.prompt = columns.text(Role::prompt);
  if (const auto messages = object->find("messages"); messages != object->end()) {
    if (row.prompt.empty()) row.prompt = last_message(*messages, "user").value_or("");
    if (auto said = last_message(*messages, "assistant")) {
      if (row.predictions.empty() && holds == Holds::predictions) row.predictions.push_back(std::move(*said));
      else if (!row.reference) row.reference = std::move(*said);
    }
  }
  row.id = columns.text(Role::id);
  row.task = columns.text(Role::task);
  row.persona = columns.text(Role::persona);
  row.template_ = columns.text(Role::template_);
  if (holds == Holds::predictions && row.predictions.empty()) row.fault = "there is no prediction in it: say with --fields prediction=NAME which column it is";
  if (holds == Holds::references && !row.reference) row.fault = "there is no reference in it: say with --fields reference=NAME which column it is";
  return row;
}

}  // namespace dork::score
