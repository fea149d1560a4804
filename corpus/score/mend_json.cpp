// What is nearly JSON, made JSON.
#include "corpus/score/mend.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <utility>

namespace dork::score {
namespace {

class JsonMender {
 public:
  explicit JsonMender(std::string_view text) : text_(text) {}

  JsonMend run() {
    while (at_ < text_.size()) step();
    // What is open is closed; a key without its value goes.
    drop_unfinished();
    while (!open_.empty()) {
      const std::string closing(1, open_.back() == '{' ? '}' : ']');
      note(EditKind::insert, {}, closing);
      made_.text += closing;
      open_.pop_back();
    }
    if (!nlohmann::json::accept(made_.text)) return {};
    made_.text += '\n';
    return std::move(made_);
  }

 private:
  void note(EditKind kind, std::string before, std::string after) {
    made_.edits.push_back({kind, std::move(before), std::move(after), static_cast<std::uint32_t>(std::min(at_, text_.size()))});
  }

  void step() {
    const char c = text_[at_];
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      made_.text += c;
      ++at_;
    } else if (c == '/' && at_ + 1 < text_.size() && (text_[at_ + 1] == '/' || text_[at_ + 1] == '*')) {
      const bool line = text_[at_ + 1] == '/';
      const std::size_t end = line ? text_.find('\n', at_) : text_.find("*/", at_ + 2);
      const std::size_t stop = end == std::string_view::npos ? text_.size() : line ? end : end + 2;
      note(EditKind::remove, std::string(text_.substr(at_, stop - at_)), {});
      at_ = stop;
    } else if (c == '"' || c == '\'') {
      quoted(c);
    } else if (c == '{' || c == '[') {
      open_.push_back(c);
      put(c);
    } else if (c == '}' || c == ']') {
      drop_comma();
      if (!open_.empty() && (c == '}') == (open_.back() == '{')) open_.pop_back(), put(c);
      else note(EditKind::remove, std::string(1, c), {}), ++at_;
    } else if (c == ',' || c == ':') {
      put(c);
    } else {
      word();
    }
  }

  void put(char c) {
    made_.text += c;
    ++at_;
  }

  void quoted(char quote) {
    std::string held;
    std::size_t end = at_ + 1;
    for (; end < text_.size() && text_[end] != quote; ++end) {
      if (text_[end] == '\\' && end + 1 < text_.size()) {
        const char next = text_[++end];
        if (next == '\'') held += '\'';
        else held += '\\', held += next;
      } else if (text_[end] == '"') {
        held += "\\\"";
      } else if (text_[end] == '\n') {
        held += "\\n";
      } else if (static_cast<unsigned char>(text_[end]) >= 0x20) {
        held += text_[end];
      }
    }
    const bool closed = end < text_.size();
    while (!closed && held.ends_with('\\')) held.pop_back();
    const std::string as_was(text_.substr(at_, end - at_ + (closed ? 1 : 0)));
    const std::string now = '"' + held + '"';
    if (now != as_was) note(EditKind::replace, as_was, now);
    made_.text += now;
    at_ = closed ? end + 1 : text_.size();
  }

  void word() {
    std::size_t end = at_;
    while (end < text_.size() && std::string_view(" \t\r\n,:{}[]\"'").find(text_[end]) == std::string_view::npos) ++end;
    const std::string held(text_.substr(at_, end - at_));
    constexpr std::array<std::pair<std::string_view, std::string_view>, 6> foreign = {{{"None", "null"}, {"True", "true"}, {"False", "false"}, {"undefined", "null"}, {"NaN", "null"}, {"nil", "null"}}};
    std::string now = held;
    for (const auto& [from, to] : foreign)
      if (held == from) now = to;
    const std::size_t behind = text_.find_first_not_of(" \t\r\n", end);
    const bool key = behind != std::string_view::npos && text_[behind] == ':';
    if (key) now = '"' + held + '"';
    else if (!nlohmann::json::accept(now)) now = end == text_.size() ? "null" : nlohmann::json(held).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    if (now != held) note(EditKind::replace, held, now);
    made_.text += now;
    at_ = std::max(end, at_ + 1);
  }

  void drop_comma() {
    const std::size_t last = made_.text.find_last_not_of(" \t\r\n");
    if (last == std::string::npos || made_.text[last] != ',') return;
    note(EditKind::remove, ",", {});
    made_.text.erase(last, 1);
  }

  void drop_unfinished() {
    std::size_t last = made_.text.find_last_not_of(" \t\r\n");
    if (last == std::string::npos) return;
    if (made_.text[last] == ':') {
      note(EditKind::insert, {}, "null");
      made_.text += " null";
      return;
    }
    drop_comma();
    // A text in an object with no colon behind it is a key.
    last = made_.text.find_last_not_of(" \t\r\n");
    if (last == std::string::npos || open_.empty() || open_.back() != '{' || made_.text[last] != '"') return;
    std::size_t begin = last;
    while (begin > 0 && !(made_.text[begin - 1] == '"' && (begin < 2 || made_.text[begin - 2] != '\\'))) --begin;
    const std::size_t before = begin < 2 ? std::string::npos : made_.text.find_last_not_of(" \t\r\n", begin - 2);
    if (before != std::string::npos && (made_.text[before] == '{' || made_.text[before] == ',')) {
      note(EditKind::insert, {}, ": null");
      made_.text += ": null";
    }
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<char> open_;
  JsonMend made_;
};

}  // namespace

JsonMend mend_json(std::string_view text) { return JsonMender(text).run(); }

}  // namespace dork::score
