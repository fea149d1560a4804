// Where a connection is said: at the head for most blocks of a connector, at the statement for the others.
#include "compiler/model/walk.hpp"
#include "compiler/sema/words.hpp"

#include <algorithm>

namespace dork::sema {
namespace {

bool has_connection(const Action& action) {
  return std::find(action.settings.begin(), action.settings.end(), "datasource") != action.settings.end();
}

/// The calls through one alias.
struct Calls {
  std::string_view alias;
  std::vector<Statement*> statements;   ///< of those whose blocks have a connection
  bool sure = true;                     ///< every action is known
  std::size_t first = 0;                ///< where the alias is used first
};

/// The connection of a call: empty where it has none, nothing where it is more than a plain id or no single text.
std::optional<std::string> said(const Statement& call, const std::string& bound) {
  const Field* field = field_of(call, "datasource");
  if (!field) return bound;
  if (field->value.label) return std::nullopt;
  if (field->value.expr.kind == ExprKind::null) return std::string();
  if (field->value.expr.kind != ExprKind::text || field->value.expr.text.empty() || needs_joined_texts(field->value.expr.text)) return std::nullopt;
  return field->value.expr.text;
}

/// The connection that at least half of the calls have; the first of several. Empty where there is none.
std::string most_used(const Calls& calls, const std::string& bound) {
  std::vector<std::pair<std::string, std::size_t>> counts;
  for (const Statement* call : calls.statements) {
    const auto connection = said(*call, bound);
    if (!connection || connection->empty()) continue;
    const auto found = std::find_if(counts.begin(), counts.end(), [&](const auto& count) { return count.first == *connection; });
    if (found == counts.end()) counts.emplace_back(*connection, 1);
    else ++found->second;
  }
  const auto most = std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == counts.end() || most->second * 2 < calls.statements.size() ? std::string() : most->first;
}

/// Leaves out what the head says now, and says what it no longer says.
void say(Statement& call, const std::string& before, const std::string& after) {
  const auto connection = said(call, before);
  if (!connection) return;
  std::erase_if(call.fields, [](const Field& field) { return id_of(field) == "datasource"; });
  if (*connection == after) return;
  Expr value;
  value.kind = connection->empty() ? ExprKind::null : ExprKind::text;
  value.text = *connection;
  call.fields.push_back({find_connector_setting("datasource"), {"USING", {}}, {std::move(value), {}}});
}

std::vector<Calls> calls_by_alias(Automation& automation) {
  std::vector<Calls> all;
  std::size_t position = 0;
  const auto add = [&](Statement& statement) {
    ++position;
    if (statement.alias.text.empty()) return;
    auto calls = std::find_if(all.begin(), all.end(), [&](const Calls& c) { return same_word(c.alias, statement.alias.text); });
    if (calls == all.end()) calls = all.insert(all.end(), {statement.alias.text, {}, true, position});
    if (statement.webhook) return;
    if (!statement.action) calls->sure = false;
    else if (has_connection(*statement.action)) calls->statements.push_back(&statement);
  };
  if (automation.start) add(*automation.start);
  for_each_statement(automation.main, add);
  return all;
}

/// Whether a CONNECT says nothing that the catalog does not say.
bool is_idle(const Connection& connection, const Calls* calls) {
  const Connector* connector = calls && !calls->statements.empty() ? calls->statements.front()->connector : nullptr;
  return connector && !connection.connection && !connection.guid && connection.leading.empty() && connection.line_end.empty() &&
         connection.connector.text == connector->name && connection.alias->text == connector->alias;
}

}  // namespace

void bind_connections(Automation& automation) {
  std::vector<Calls> all = calls_by_alias(automation);
  auto& connections = automation.connections;
  const auto connection_of = [&](const Calls& calls) {
    return std::find_if(connections.begin(), connections.end(), [&](const Connection& c) { return c.alias && same_word(c.alias->text, calls.alias); });
  };
  for (const Calls& calls : all) {
    if (!calls.sure || calls.statements.empty()) continue;
    auto connection = connection_of(calls);
    const std::string before = connection != connections.end() && connection->connection ? connection->connection->text : std::string();
    const std::string after = most_used(calls, before);
    for (Statement* call : calls.statements) say(*call, before, after);
    if (after == before) continue;
    if (connection == connections.end()) {
      Connection made;
      made.connector.text = calls.statements.front()->connector->name;
      made.alias = Name{calls.statements.front()->connector->alias, {}};
      connection = connections.insert(connections.end(), std::move(made));
    }
    connection->connection.reset();
    if (!after.empty()) connection->connection = Name{after, {}};
  }
  const auto calls_of = [&](const Connection& connection) -> const Calls* {
    const auto calls = std::find_if(all.begin(), all.end(), [&](const Calls& c) { return connection.alias && same_word(c.alias, connection.alias->text); });
    return calls == all.end() ? nullptr : &*calls;
  };
  std::erase_if(connections, [&](const Connection& connection) { return connection.alias && is_idle(connection, calls_of(connection)); });
  // Comments stand where somebody put them.
  if (std::any_of(connections.begin(), connections.end(), [](const Connection& c) { return !c.leading.empty() || !c.line_end.empty(); })) return;
  const auto place = [&](const Connection& connection) {
    const Calls* calls = calls_of(connection);
    return calls ? calls->first : static_cast<std::size_t>(-1);
  };
  std::stable_sort(connections.begin(), connections.end(), [&](const Connection& a, const Connection& b) { return place(a) < place(b); });
}

}  // namespace dork::sema
