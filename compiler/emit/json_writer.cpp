#include "compiler/emit/json_writer.hpp"

#include <fmt/format.h>

namespace dork {

void JsonWriter::line() {
  if (compact_) return;
  out_.push_back('\n');
  out_.append(2 * depth_, ' ');
}

void JsonWriter::separate() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (depth_ == 0) return;
  if (!first_) out_.push_back(',');
  line();
  first_ = false;
}

void JsonWriter::open(char bracket) {
  separate();
  out_.push_back(bracket);
  ++depth_;
  first_ = true;
}

void JsonWriter::close(char bracket) {
  --depth_;
  if (!first_) line();
  first_ = false;
  out_.push_back(bracket);
}

void JsonWriter::key(std::string_view name) {
  text(name);
  out_.append(compact_ ? ":" : ": ");
  after_key_ = true;
}

void JsonWriter::raw(std::string_view json) {
  separate();
  out_.append(json);
}

void JsonWriter::text(std::string_view value) {
  separate();
  out_.push_back('"');
  std::size_t done = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const auto c = static_cast<unsigned char>(value[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out_.append(value.substr(done, i - done));
    done = i + 1;
    switch (c) {
      case '"': out_.append("\\\""); break;
      case '\\': out_.append("\\\\"); break;
      case '\n': out_.append("\\n"); break;
      case '\r': out_.append("\\r"); break;
      case '\t': out_.append("\\t"); break;
      default: fmt::format_to(std::back_inserter(out_), "\\u{:04x}", static_cast<unsigned>(c));
    }
  }
  out_.append(value.substr(done));
  out_.push_back('"');
}

void JsonWriter::tree(const nlohmann::ordered_json& value) {
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
