#include "runtime/value/json.hpp"

#include "runtime/value/number.hpp"
#include "runtime/value/utf8.hpp"

#include <fmt/format.h>
#include <iterator>
#include <nlohmann/json.hpp>

namespace dork::runtime {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t message_limit = 300;

/// Makes a value of what the parser reads, without a tree of its own in between.
class Builder final : public nlohmann::json_sax<ordered_json> {
 public:
  Builder(std::string& error, const JsonLimits& limits)
      : error_(error), limits_(limits), most_(live_bytes() > 0 && limits.bytes > INT64_MAX - live_bytes()
                                                  ? INT64_MAX
                                                  : live_bytes() + limits.bytes) {}

  Value result() { return std::move(result_); }

  bool null() override { return add(Value()); }
  bool boolean(bool value) override { return add(value); }
  bool number_integer(number_integer_t value) override { return add(value); }
  bool number_unsigned(number_unsigned_t value) override {
    return value <= INT64_MAX ? add(static_cast<std::int64_t>(value)) : add(static_cast<double>(value));
  }
  bool number_float(number_float_t value, const string_t&) override { return add(value); }
  bool string(string_t& value) override { return add(std::move(value)); }
  bool binary(binary_t&) override { return false; }

  bool start_object(std::size_t) override { return open(true); }
  bool key(string_t& key) override {
    open_.back().key = std::move(key);
    return true;
  }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(false); }
  bool end_array() override { return close(); }

  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& exception) override {
    std::string_view what = exception.what();
    // The library puts its own name and number before the sentence.
    if (const auto end = what.find("] "); end != what.npos) what.remove_prefix(end + 2);
    constexpr std::string_view before = "parse error at ";
    if (what.starts_with(before)) what.remove_prefix(before.size());
    return fail(valid_utf8(what.substr(0, message_limit)));
  }

 private:
  struct Open {
    bool is_object;
    List items;
    Object members;
    std::string key;
  };

  bool fail(std::string message) {
    if (error_.empty()) error_ = std::move(message);
    return false;
  }

  bool open(bool is_object) {
    if (open_.size() >= limits_.depth) return fail(fmt::format("lists and objects nest deeper than {}", limits_.depth));
    open_.push_back({is_object, {}, {}, {}});
    return true;
  }

  bool close() {
    Open done = std::move(open_.back());
    open_.pop_back();
    return add(done.is_object ? Value(std::move(done.members)) : Value(std::move(done.items)));
  }

  bool add(Value value) {
    if (open_.empty()) {
      result_ = std::move(value);
      return true;
    }
    Open& within = open_.back();
    if (within.is_object)
      within.members[within.key] = std::move(value);
    else
      within.items.push_back(std::move(value));
    if (within.items.size() > limits_.items || within.members.size() > limits_.items)
      return fail(fmt::format("a list or object has more than {} items", limits_.items));
    if (live_bytes() > most_) return fail("it takes more memory than a run may have");
    return true;
  }

  std::string& error_;
  const JsonLimits& limits_;
  const std::int64_t most_;
  std::vector<Open> open_;
  Value result_;
};

Value convert(const ordered_json& json, std::size_t depth) {
  switch (json.type()) {
    case ordered_json::value_t::boolean: return json.get<bool>();
    case ordered_json::value_t::number_integer: return json.get<std::int64_t>();
    case ordered_json::value_t::number_unsigned: {
      const auto number = json.get<std::uint64_t>();
      if (number > INT64_MAX) return static_cast<double>(number);
      return static_cast<std::int64_t>(number);
    }
    case ordered_json::value_t::number_float: return json.get<double>();
    case ordered_json::value_t::string: return json.get_ref<const std::string&>();
    case ordered_json::value_t::array: {
      if (depth == 0) return {};
      List items;
      items.reserve(json.size());
      for (const ordered_json& item : json) items.push_back(convert(item, depth - 1));
      return items;
    }
    case ordered_json::value_t::object: {
      if (depth == 0) return {};
      Object members;
      for (const auto& [key, member] : json.items()) members[key] = convert(member, depth - 1);
      return members;
    }
    case ordered_json::value_t::null:
    case ordered_json::value_t::binary:
    case ordered_json::value_t::discarded: break;
  }
  return {};
}

/// Writes JSON text until it is long enough.
class Writer {
 public:
  Writer(std::string& out, JsonEscapes escapes, unsigned indent, std::size_t limit)
      : out_(out), escapes_(escapes), indent_(indent), limit_(limit) {}

  void write(const Value& value) {
    switch (value.kind()) {
      case Kind::null: out_ += "null"; break;
      case Kind::boolean: out_ += value.boolean() ? "true" : "false"; break;
      case Kind::integer: fmt::format_to(std::back_inserter(out_), "{}", value.integer()); break;
      case Kind::number: out_ += json_number(value.number()); break;
      case Kind::text: text(value.text()); break;
      case Kind::list:
        write_all('[', ']', value.list(), [&](const Value& item) { write(item); });
        break;
      case Kind::object:
        write_all('{', '}', value.object(), [&](const Member& member) {
          text(member.key);
          out_ += indent_ > 0 ? ": " : ":";
          write(member.value);
        });
        break;
    }
  }

 private:
  template <typename Items, typename WriteItem>
  void write_all(char open, char close, const Items& items, WriteItem&& write_item) {
    out_ += open;
    ++depth_;
    bool first = true;
    for (const auto& item : items) {
      if (out_.size() > limit_) break;
      if (!std::exchange(first, false)) out_ += ',';
      line();
      write_item(item);
    }
    --depth_;
    if (!first) line();
    out_ += close;
  }

  void line() {
    if (indent_ == 0) return;
    out_ += '\n';
    out_.append(std::size_t{indent_} * depth_, ' ');
  }

  void text(std::string_view value) {
    out_ += '"';
    std::size_t done = 0;
    for (std::size_t at = 0; at < value.size();) {
      const auto c = static_cast<unsigned char>(value[at]);
      const bool plain = c >= 0x20 && c < 0x80 && c != '"' && c != '\\' && (c != '/' || escapes_ == JsonEscapes::few);
      if (plain) {
        ++at;
        continue;
      }
      out_.append(value.substr(done, at - done));
      if (out_.size() > limit_) return;
      if (c < 0x80) {
        escape(value[at++]);
      } else {
        const std::size_t begin = at;
        const std::uint32_t code = next_code(value, at);
        if (escapes_ == JsonEscapes::php)
          escape_code(code);
        else if (code == replacement_character)
          append_utf8(out_, code);
        else
          out_.append(value.substr(begin, at - begin));
      }
      done = at;
    }
    out_.append(value.substr(done));
    out_ += '"';
  }

  void escape(char c) {
    constexpr std::string_view characters = "\"\\/\b\f\n\r\t";
    constexpr std::string_view letters = "\"\\/bfnrt";
    if (const std::size_t which = characters.find(c); which != characters.npos) {
      out_ += '\\';
      out_ += letters[which];
    } else {
      escape_code(static_cast<unsigned char>(c));
    }
  }

  void escape_code(std::uint32_t code) {
    if (code < 0x10000) {
      fmt::format_to(std::back_inserter(out_), "\\u{:04x}", code);
      return;
    }
    code -= 0x10000;
    fmt::format_to(std::back_inserter(out_), "\\u{:04x}\\u{:04x}", 0xD800 + (code >> 10), 0xDC00 + (code & 0x3FF));
  }

  std::string& out_;
  const JsonEscapes escapes_;
  const unsigned indent_;
  const std::size_t limit_;
  unsigned depth_ = 0;
};

}  // namespace

std::optional<Value> parse_json(std::string_view text, std::string& error, const JsonLimits& limits) {
  error.clear();
  Builder builder(error, limits);
  if (ordered_json::sax_parse(text, &builder)) return builder.result();
  return std::nullopt;
}

Value from_json(const ordered_json& json) {
  return convert(json, JsonLimits{}.depth);
}

ordered_json to_json(const Value& value) {
  switch (value.kind()) {
    case Kind::null: break;
    case Kind::boolean: return value.boolean();
    case Kind::integer: return value.integer();
    case Kind::number: return value.number();
    case Kind::text: return valid_utf8(value.text());
    case Kind::list: {
      ordered_json items = ordered_json::array();
      for (const Value& item : value.list()) items.push_back(to_json(item));
      return items;
    }
    case Kind::object: {
      ordered_json members = ordered_json::object();
      for (const Member& member : value.object()) members[valid_utf8(member.key)] = to_json(member.value);
      return members;
    }
  }
  return {};
}

std::string to_json_text(const Value& value, unsigned indent) {
  std::string out;
  Writer(out, JsonEscapes::few, indent, std::numeric_limits<std::size_t>::max()).write(value);
  return out;
}

void append_json(std::string& out, const Value& value, JsonEscapes escapes, std::size_t limit) {
  Writer(out, escapes, 0, limit).write(value);
}

}  // namespace dork::runtime
