#include "runtime/tenant/canned.hpp"

#include "compiler/catalog/names.hpp"
#include "compiler/diagnostics/diagnostic.hpp"
#include "runtime/tenant/world.hpp"
#include "runtime/value/reader.hpp"
#include "runtime/value/text.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <iterator>

namespace dork::runtime {

// --- addresses
// -----------------------------------------------------------------------------------------------------------

bool matches_address(std::string_view pattern, std::string_view address, Object& captured) {
  if (pattern.find('?') == pattern.npos) address = address.substr(0, address.find('?'));
  // The usual way with stars: where what follows one does not fit, it takes a character more.
  std::size_t p = 0, a = 0, star = pattern.npos, resume = 0;
  while (a < address.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = ++p;
      resume = a;
      continue;
    }
    const std::size_t close = p < pattern.size() && pattern[p] == '{' ? pattern.find('}', p) : pattern.npos;
    if (close != pattern.npos) {
      const char next = close + 1 < pattern.size() ? pattern[close + 1] : '\0';
      std::size_t end = a;
      while (end < address.size() && address[end] != '/' && address[end] != '?' &&
             (next == '*' || next == '{' || address[end] != next))
        ++end;
      if (end > a) {
        captured[pattern.substr(p + 1, close - p - 1)] = address.substr(a, end - a);
        a = end;
        p = close + 1;
        continue;
      }
    } else if (p < pattern.size() && pattern[p] == address[a]) {
      ++p;
      ++a;
      continue;
    }
    if (star == pattern.npos) return false;
    p = star;
    a = ++resume;
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

// --- reading
// -------------------------------------------------------------------------------------------------------------

namespace {

constexpr std::string_view answer_keys[] = {"output", "status", "message", "body", "headers", "seconds"};

/// What an entry of each kind may say beside its answer.
constexpr std::string_view fault_keys[] = {"action", "block",  "automation", "method", "url",     "where",  "after",
                                           "times",  "status", "message",    "body",   "headers", "seconds"};
constexpr std::string_view response_keys[] = {"action", "block",  "automation", "where", "after",   "times",  "replies",
                                              "output", "status", "message",    "body",  "headers", "seconds"};
constexpr std::string_view web_keys[] = {"method", "url",    "block",   "where", "after",   "times",  "replies",
                                         "output", "status", "message", "body",  "headers", "seconds"};

struct Section {
  std::string_view key;
  CannedKind kind;
  std::span<const std::string_view> keys;
};
constexpr Section sections[] = {{"fail", CannedKind::fault, fault_keys},
                                {"responses", CannedKind::response, response_keys},
                                {"web", CannedKind::web, web_keys}};

CannedReply read_reply(const Reader& reader, bool fault) {
  CannedReply reply;
  if (const Value* output = reader.find("output"))
    reply.output = prepare_shape(*output, nullptr, reader.place().at("output"), reader.failure());
  const double status = reader.number("status", fault ? 500 : 200);
  if (status < 100 || status > 599)
    reader.fail("status", "a status is from 100 to 599");
  else if (fault && status < 400)
    reader.fail("status", "a fault's status is from 400 on; what goes well is for `responses`");
  reply.status = static_cast<int>(std::clamp(status, 100.0, 599.0));
  reply.message = reader.text("message");
  if (const Value* body = reader.find("body"))
    reply.body = prepare_shape(*body, nullptr, reader.place().at("body"), reader.failure());
  else
    reply.body = reply.output;
  reader.members("headers", [&](const std::string& name, const Value& value, const JsonPlace&) {
    reply.headers[name] = to_text(value);
  });
  reply.seconds = reader.number("seconds");
  if (!(reply.seconds >= 0 && reply.seconds <= 1e9)) reader.fail("seconds", "expected seconds from 0 on");
  return reply;
}

std::uint64_t count(const Reader& reader, std::string_view key, std::uint64_t fallback) {
  if (!reader.has(key)) return fallback;
  const double number = reader.number(key);
  if (number >= 0 && number <= 1e15) return static_cast<std::uint64_t>(number);
  reader.fail(key, "expected a number from 0 on");
  return fallback;
}

/// `qlik.listApps` as connector and action. What the catalog knows is checked.
void read_action(const Reader& reader, const Catalog& catalog, CannedEntry& entry) {
  const std::string text = reader.text("action");
  if (text.empty()) return;
  const JsonPlace place = reader.place().at("action");
  if (std::find(std::begin(file_actions), std::end(file_actions), text) != std::end(file_actions)) {
    entry.action = text;
    return;
  }
  const std::size_t dot = text.rfind('.');
  entry.action = text.substr(dot == text.npos ? 0 : dot + 1);
  if (dot == text.npos) return;
  const std::string alias = text.substr(0, dot);
  if (same_name(alias, "file")) return report_unknown(place, "action", text, file_actions, reader.failure());
  const Connector* connector = catalog.find_alias(alias);
  if (connector == nullptr) connector = catalog.find_name(alias);
  if (connector == nullptr) connector = catalog.find_guid(alias);
  entry.connector = connector != nullptr ? connector->name : alias;
  if (connector == nullptr) {
    std::vector<std::string_view> known{"file"};
    for (const Connector& each : catalog.connectors) known.push_back(each.alias);
    if (const auto meant = nearest(alias, known))
      reader.fail("action", fmt::format("unknown connector `{}`; did you mean `{}`?", alias, *meant));
    return;
  }
  const Action* action = find_action(*connector, entry.action);
  if (action != nullptr) {
    entry.action = action->name;
    return;
  }
  std::vector<std::string_view> known;
  for (const Action& each : connector->actions) known.push_back(each.name);
  if (const auto meant = nearest(entry.action, known))
    reader.fail("action",
                fmt::format("{} has no action `{}`; did you mean `{}`?", connector->name, entry.action, *meant));
  else
    reader.fail("action", fmt::format("{} has no action `{}`", connector->name, entry.action));
}

CannedEntry read_entry(const Value& json, const Section& section, const Catalog& catalog, const JsonPlace& place,
                       JsonFailure& failure) {
  const Reader reader(json, place, failure, section.keys);
  CannedEntry entry;
  entry.kind = section.kind;
  entry.place = place.path();
  entry.source = json;
  entry.block = reader.text("block");
  read_action(reader, catalog, entry);
  entry.automation = reader.text("automation");
  entry.method = reader.text("method");
  entry.url = reader.text("url");
  reader.members("where",
                 [&](const std::string& name, const Value& value, const JsonPlace&) { entry.where[name] = value; });
  entry.after = count(reader, "after", entry.after);
  entry.times = count(reader, "times", entry.times);
  if (entry.block.empty() && entry.action.empty() && entry.automation.empty() && entry.url.empty())
    failure.report(place, section.kind == CannedKind::web ? "\"url\" is missing"
                                                          : "say what is meant: \"action\", \"block\", \"automation\"");
  const bool fault = section.kind == CannedKind::fault;
  reader.items("replies", [&](const Value& item, const JsonPlace& at) {
    entry.replies.push_back(read_reply(Reader(item, at, failure, answer_keys), fault));
  });
  if (!reader.has("replies")) {
    entry.replies.push_back(read_reply(reader, fault));
  } else {
    for (const std::string_view key : answer_keys)
      if (reader.has(key)) reader.fail(key, "stands in the \"replies\" where there are several");
    if (entry.replies.empty()) reader.fail("replies", "there must be one at least");
  }
  return entry;
}

}  // namespace

void read_canned(const Value& fixture, const Catalog& catalog, const JsonPlace& place, JsonFailure& failure,
                 Canned& canned) {
  for (const Section& section : sections) {
    const Value* entries = fixture.find(section.key);
    if (entries == nullptr) continue;
    const JsonPlace at = place.at(section.key);
    if (entries->is_object()) {
      canned.entries.push_back(read_entry(*entries, section, catalog, at, failure));
    } else if (entries->is_list()) {
      for (std::size_t i = 0; i < entries->list().size(); ++i)
        canned.entries.push_back(read_entry(entries->list()[i], section, catalog, at.at(i), failure));
    } else {
      failure.report(at, fmt::format("expected a list, not {}", kind_name(entries->kind())));
    }
  }
}

// --- answering
// -----------------------------------------------------------------------------------------------------------

namespace {

bool is_meant(const CannedEntry& entry, const Question& question, Object& captured) {
  if (entry.kind != question.kind) return false;
  if (!entry.block.empty() && entry.block != question.block) return false;
  if (!entry.action.empty() && !same_name(entry.action, question.action)) return false;
  if (!entry.connector.empty() && !same_name(entry.connector, question.connector)) return false;
  if (!entry.automation.empty() && !same_name(entry.automation, question.automation)) return false;
  if (!entry.method.empty() && !same_name(entry.method, question.method)) return false;
  if (!entry.url.empty() && (question.url.empty() || !matches_address(entry.url, question.url, captured))) return false;
  return std::all_of(entry.where.begin(), entry.where.end(), [&](const Member& wanted) {
    const Value* given = question.input.find(wanted.key);
    return given != nullptr ? loosely_equal(*given, wanted.value) : wanted.value.is_null();
  });
}

Reply reply_of(const CannedReply& canned, Slots& slots, Environment& environment) {
  Reply reply;
  reply.status = canned.status;
  reply.headers = canned.headers;
  reply.seconds = canned.seconds;
  std::string error;
  if (canned.status < 400) {
    reply.output = evaluate(canned.output, slots, environment, Nulls::keep, error);
  } else {
    reply.body = evaluate(canned.body, slots, environment, Nulls::keep, error);
    reply.message =
        canned.message.empty() ? fmt::format("{} {}", canned.status, status_title(canned.status)) : canned.message;
    if (reply.body.is_null()) reply.body = Object{{"message", reply.message}};
  }
  if (!error.empty()) {
    reply.status = 500;
    reply.message = "the fixture's answer cannot be computed: " + error;
  }
  return reply;
}

}  // namespace

std::optional<Reply> canned_reply(World& world, const Question& question, Slots& slots, Environment& environment) {
  if (world.canned == nullptr) return {};
  const auto& entries = world.canned->entries;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const CannedEntry& entry = entries[i];
    Object captured;
    if (!is_meant(entry, question, captured)) continue;
    const std::uint64_t before = world.asked[i]++;
    if (before < entry.after || before - entry.after >= entry.times) continue;
    if (!captured.empty()) {
      Value input = slots[Known::input];
      if (!input.is_object()) input = Object();
      input.set("path", Value(std::move(captured)));
      slots[Known::input] = std::move(input);
    }
    const std::size_t which =
        static_cast<std::size_t>(std::min<std::uint64_t>(before - entry.after, entry.replies.size() - 1));
    return reply_of(entry.replies[which], slots, environment);
  }
  return {};
}

Value canned_state(const World& world, CannedKind kind) {
  List rest;
  if (world.canned == nullptr) return rest;
  for (std::size_t i = 0; i < world.canned->entries.size(); ++i) {
    const CannedEntry& entry = world.canned->entries[i];
    if (entry.kind != kind) continue;
    const std::uint64_t asked = world.asked[i], used = asked - std::min(asked, entry.after);
    if (used >= entry.times) continue;
    Value source = entry.source;
    if (entry.after > 0) source.set("after", static_cast<std::int64_t>(entry.after - std::min(asked, entry.after)));
    if (source.find("times") != nullptr) source.set("times", static_cast<std::int64_t>(entry.times - used));
    if (entry.replies.size() > 1) {
      List replies = source.find("replies")->list();
      replies.erase(replies.begin(),
                    replies.begin() + static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(used, replies.size() - 1)));
      source.set("replies", std::move(replies));
    }
    rest.push_back(std::move(source));
  }
  return rest;
}

}  // namespace dork::runtime
