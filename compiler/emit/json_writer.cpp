#include "compiler/emit/json_writer.hpp"

#include <fmt/format.h>

namespace dork {

using Json = nlohmann::ordered_json;

/// A value of a tree, at its place. Keys are not looked for: what is written says each once.
Json& JsonWriter::put(Json value) {
  if (open_.empty()) return *root_ = std::move(value);
  Json& parent = *open_.back();
  if (parent.is_array()) return parent.get_ref<Json::array_t&>().emplace_back(std::move(value));
  auto& members = parent.get_ref<Json::object_t&>();
  // The base is a vector of members; `emplace` of the map itself would compare the key with all that are there.
  static_cast<Json::object_t::Container&>(members).emplace_back(std::move(key_), std::move(value));
  return members.back().second;
}

void JsonWriter::line() {
  if (compact_) return;
  out_->push_back('\n');
  out_->append(2 * depth_, ' ');
}

void JsonWriter::separate() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (depth_ == 0) return;
  if (!first_) out_->push_back(',');
  line();
  first_ = false;
}

void JsonWriter::open(char bracket, std::size_t members) {
  if (!out_) {
    open_.push_back(&put(bracket == '{' ? Json::object() : Json::array()));
    // A member's key is constant, so that members are copied where they have to move.
    if (members > 0) open_.back()->get_ref<Json::object_t&>().reserve(members);
    return;
  }
  separate();
  out_->push_back(bracket);
  ++depth_;
  first_ = true;
}

void JsonWriter::close(char bracket) {
  if (!out_) return open_.pop_back();
  --depth_;
  if (!first_) line();
  first_ = false;
  out_->push_back(bracket);
}

void JsonWriter::key(std::string_view name) {
  if (!out_) return void(key_ = name);
  text(name);
  out_->append(compact_ ? ":" : ": ");
  after_key_ = true;
}

void JsonWriter::null() {
  if (out_) raw("null");
  else put(nullptr);
}

void JsonWriter::boolean(bool value) {
  if (out_) raw(value ? "true" : "false");
  else put(value);
}

void JsonWriter::number(std::int64_t value) {
  if (out_) raw(std::to_string(value));
  else if (value < 0) put(value);
  else put(static_cast<std::uint64_t>(value));   // as reading makes it
}

void JsonWriter::raw(std::string_view json) {
  if (!out_) return void(put(Json::parse(json)));
  separate();
  out_->append(json);
}

void JsonWriter::text(std::string_view value) {
  if (!out_) return void(put(value));
  separate();
  out_->push_back('"');
  std::size_t done = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const auto c = static_cast<unsigned char>(value[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out_->append(value.substr(done, i - done));
    done = i + 1;
    switch (c) {
      case '"': out_->append("\\\""); break;
      case '\\': out_->append("\\\\"); break;
      case '\n': out_->append("\\n"); break;
      case '\r': out_->append("\\r"); break;
      case '\t': out_->append("\\t"); break;
      default: fmt::format_to(std::back_inserter(*out_), "\\u{:04x}", static_cast<unsigned>(c));
    }
  }
  out_->append(value.substr(done));
  out_->push_back('"');
}

void JsonWriter::tree(const nlohmann::ordered_json& value) {
  if (!out_) return void(put(value));
  if (value.is_object()) {
    begin_object();
    for (const auto& [name, item] : value.items()) {
      key(name);
      tree(item);
    }
    end_object();
  } else if (value.is_array()) {
    begin_array();
    for (const auto& item : value) tree(item);
    end_array();
  } else if (value.is_string()) {
    text(value.get_ref<const std::string&>());
  } else {
    raw(value.dump());
  }
}

}  // namespace dork
