#include "corpus/synthesis/english.hpp"
#include "corpus/synthesis/load.hpp"
#include "corpus/synthesis/pieces.hpp"

#include <algorithm>

namespace dork::corpus {
namespace {

/// A text with references: 'Reload of <app.name> failed', '<count(app)> apps'.
TextPattern parse_text(const Reader& reader, std::string_view text) {
  TextPattern pattern;
  while (!text.empty()) {
    TextPattern::Part part;
    const std::size_t open = text.find('<');
    part.text = std::string(text.substr(0, open));
    if (open == std::string_view::npos) {
      pattern.parts.push_back(std::move(part));
      break;
    }
    const std::size_t end = text.find('>', open);
    if (end == std::string_view::npos) reader.error("`<` is never closed");
    std::string_view inside = text.substr(open + 1, end - open - 1);
    if (const std::size_t bracket = inside.find('('); bracket != std::string_view::npos) {
      part.function = std::string(inside.substr(0, bracket));
      inside = inside.substr(bracket + 1, inside.size() - bracket - 2);
    }
    const std::size_t dot = inside.find('.');
    part.noun = std::string(inside.substr(0, dot));
    if (dot != std::string_view::npos) part.member = std::string(inside.substr(dot + 1));
    pattern.parts.push_back(std::move(part));
    text.remove_prefix(end + 1);
  }
  return pattern;
}

/// The fields of a record as the holes of its phrases; `value` is the field that the kind takes.
FindHole record_holes(const RuleBook& book, Id record) {
  return [&book, record](std::string_view name, std::string_view) -> Id {
    if (name == "value") return none - 1;
    if (record == none) return none;
    const RecordRule& rule = book.world.records[record];
    const std::size_t field = field_of(rule, name);
    return field == rule.fields.size() ? none : static_cast<Id>(field);
  };
}

std::vector<Pieces> phrases_of(const Reader& reader, const std::vector<std::string>& texts, const FindHole& holes) {
  std::vector<Pieces> all;
  for (const std::string& text : texts) {
    std::string error;
    all.push_back(parse_phrase(text, holes, error));
    if (!error.empty()) reader.error(error);
  }
  return all;
}

void load_world(RuleBook& book, const std::vector<DataFile>& files) {
  for (const DataFile& file : files) {
    Reader reader(file, file.table, "world");
    book.world.count = reader.number("worlds", book.world.count);
    if (const toml::table* lists = reader.table("list")) {
      Reader each(file, *lists, "list");
      for (const auto& [key, value] : *lists) book.world.lists[std::string(key.str())] = each.texts_of(key.str(), value);
    }
    for (const toml::table* table : reader.tables("record")) {
      Reader record(file, *table, "record");
      RecordRule rule{record.text("name"), record.number("count", 1), {}};
      for (const toml::table* field : record.tables("fields")) {
        Reader one(file, *field, "field of " + rule.name);
        for (const auto& [key, value] : *field) rule.fields.push_back({std::string(key.str()), one.texts_of(key.str(), value)});
      }
      if (rule.name.empty() || rule.fields.empty()) record.error("a record has a name and fields");
      book.world.records.push_back(std::move(rule));
      record.finish();
    }
  }
}

Id find_record(const RuleBook& book, std::string_view name) {
  for (std::size_t i = 0; i < book.world.records.size(); ++i)
    if (book.world.records[i].name == name) return static_cast<Id>(i);
  return none;
}

void read_kind(RuleBook& book, Kind& kind, Reader reader) {
  kind.noun = reader.text("noun", kind.name);
  kind.nouns = reader.text("nouns", plural(kind.noun));
  kind.classes = reader.texts("is");
  kind.classes.push_back(kind.name);
  for (const std::string& name : reader.texts("accepts")) {
    kind.accepts.push_back(book.find_kind(name));
    if (kind.accepts.back() == none) reader.error(fmt::format("there is no kind `{}`", name));
  }
  for (const toml::table* table : reader.tables("members")) {
    Reader member(reader.file(), *table, "member of " + kind.name);
    const std::string is = member.text("is", "text");
    kind.members.push_back({member.text("at"), book.find_kind(is), member.text("say")});
    if (kind.members.back().kind == none) member.error(fmt::format("there is no kind `{}`", is));
    member.finish();
  }
  if (const std::string record = reader.text("record"); !record.empty()) {
    kind.record = find_record(book, record);
    if (kind.record == none) reader.error(fmt::format("there is no record `{}`", record));
  }
  kind.field = reader.text("field", "id");
  if (kind.record != none && field_of(book.world.records[kind.record], kind.field) == book.world.records[kind.record].fields.size())
    reader.error(fmt::format("the record has no field `{}`", kind.field));
  kind.say = phrases_of(reader, reader.texts("say"), record_holes(book, kind.record));
  kind.again = phrases_of(reader, reader.texts("again"), record_holes(book, none));
  kind.sticky = reader.flag("sticky");
  kind.distinct = reader.flag("distinct");
  kind.belongs = reader.flag("belongs");
  kind.bare = reader.flag("bare");
  kind.person = reader.flag("person");
  kind.quoted = reader.flag("quoted");
  kind.literal = reader.number("literal", kind.literal);
  kind.reference_only = reader.flag("reference_only");
  if (const toml::node* node = reader.find("numbers")) {
    kind.bare = true;
    const toml::array* array = node->as_array();
    if (!array) reader.wrong("numbers", *node);
    for (const toml::node& each : *array) {
      const auto number = each.value<std::int64_t>();
      if (!number) reader.wrong("numbers", each);
      kind.values.push_back({std::to_string(*number), {}});
    }
  }
  if (const toml::node* node = reader.find("values")) {
    const toml::array* array = node->as_array();
    if (!array) reader.wrong("values", *node);
    for (const toml::node& each : *array) {
      if (const auto text = each.value<std::string>()) {
        kind.values.push_back({*text, {}});
      } else if (const toml::table* table = each.as_table()) {
        Reader entry(reader.file(), *table, "value of " + kind.name);
        kind.values.push_back({entry.text("is"), phrases_of(entry, entry.texts("say"), record_holes(book, none))});
        entry.finish();
      } else {
        reader.wrong("values", each);
      }
    }
  }
  reader.finish();
}

/// All that a text with choices (`{The nightly|The weekly} run`) can be.
std::vector<std::string> expanded(const std::string& text) {
  const std::size_t open = text.find('{'), close = text.find('}', open);
  if (open == std::string::npos || close == std::string::npos) return {text};
  std::vector<std::string> all;
  std::string_view choices = std::string_view(text).substr(open + 1, close - open - 1);
  for (;;) {
    const std::size_t bar = choices.find('|');
    for (const std::string& rest : expanded(text.substr(close + 1))) all.push_back(text.substr(0, open) + std::string(choices.substr(0, bar)) + rest);
    if (bar == std::string_view::npos) return all;
    choices.remove_prefix(bar + 1);
  }
}

void read_texts(RuleBook& book, Reader reader) {
  const std::vector<std::string> kinds = reader.texts("kind");
  const std::vector<std::string> moods = reader.texts("when");
  const std::string needs = reader.text("needs");
  const Id needed = needs.empty() ? none : book.find_kind(needs);
  if (!needs.empty() && needed == none) reader.error(fmt::format("there is no kind `{}`", needs));
  std::vector<std::string> texts;
  for (const std::string& text : reader.texts("texts"))
    for (std::string& one : expanded(text)) texts.push_back(std::move(one));
  for (const std::string& text : texts) {
    TextPattern pattern = parse_text(reader, text);
    pattern.moods = moods;
    pattern.needs = needed;
    for (const std::string& name : kinds) {
      const Id kind = book.find_kind(name);
      if (kind == none) reader.error(fmt::format("there is no kind `{}`", name));
      book.kinds[kind].texts.push_back(pattern);
    }
  }
  reader.finish();
}

}  // namespace

std::vector<Pieces> plain_phrases(Reader& reader, std::string_view key) {
  return phrases_of(reader, reader.texts(key), [](std::string_view, std::string_view) -> Id { return none; });
}

void load_kinds(RuleBook& book, const std::vector<DataFile>& files) {
  load_world(book, files);
  for (const DataFile& file : files)
    if (const auto* kinds = file.table["kind"].as_table())
      for (const auto& [key, value] : *kinds) {
        if (book.find_kind(key.str()) != none) fail(file, value, fmt::format("the kind `{}` stands twice", key.str()));
        book.kinds.emplace_back().name = std::string(key.str());
      }
  for (const DataFile& file : files) {
    if (const auto* kinds = file.table["kind"].as_table())
      for (const auto& [key, value] : *kinds) {
        if (!value.is_table()) fail(file, value, "a kind is a table");
        read_kind(book, book.kinds[book.find_kind(key.str())], Reader(file, *value.as_table(), fmt::format("kind `{}`", key.str())));
      }
  }
  for (const DataFile& file : files)
    if (const auto* texts = file.table["text"].as_array())
      for (const toml::node& node : *texts)
        if (node.is_table()) read_texts(book, Reader(file, *node.as_table(), "text"));
}

}  // namespace dork::corpus
