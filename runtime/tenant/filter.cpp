#include "runtime/tenant/filter.hpp"

#include "compiler/catalog/names.hpp"
#include "runtime/value/json.hpp"
#include "runtime/value/text.hpp"

#include <fmt/format.h>
#include <algorithm>
#include <array>
#include <utility>

namespace dork::runtime {
namespace {

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool same_letter(char a, char b) {
  return lower(a) == lower(b);
}

}  // namespace

bool contains_without_case(std::string_view text, std::string_view part) {
  return std::search(text.begin(), text.end(), part.begin(), part.end(), same_letter) != text.end();
}

std::optional<Test> test_by_name(std::string_view name) {
  static constexpr std::pair<std::string_view, Test> tests[] = {
      {"equals", Test::equals},   {"differs", Test::differs}, {"contains", Test::contains}, {"among", Test::among},
      {"missing", Test::missing}, {"scim", Test::scim},       {"sort", Test::sort}};
  const auto found =
      std::find_if(std::begin(tests), std::end(tests), [&](const auto& each) { return each.first == name; });
  return found == std::end(tests) ? std::nullopt : std::optional(found->second);
}

// --- SCIM
// ----------------------------------------------------------------------------------------------------------------

namespace {

using Compare = bool (*)(const Value& value, const Value& operand);

bool text_equal(const Value& a, const Value& b) {
  return a.is_text() && b.is_text() ? same_name(a.text(), b.text()) : loosely_equal(a, b);
}

std::partial_ordering order(const Value& a, const Value& b) {
  return loosely_compare(a, b);
}

struct Operator {
  std::string_view name;
  Compare holds;
};

constexpr Operator operators[] = {
    {"eq", text_equal},
    {"ne", [](const Value& a, const Value& b) { return !text_equal(a, b); }},
    {"co", [](const Value& a, const Value& b) { return contains_without_case(to_text(a), to_text(b)); }},
    {"sw",
     [](const Value& a, const Value& b) {
       const std::string text = to_text(a), start = to_text(b);
       return text.size() >= start.size() && same_name(std::string_view(text).substr(0, start.size()), start);
     }},
    {"ew",
     [](const Value& a, const Value& b) {
       const std::string text = to_text(a), end = to_text(b);
       return text.size() >= end.size() && same_name(std::string_view(text).substr(text.size() - end.size()), end);
     }},
    {"gt", [](const Value& a, const Value& b) { return order(a, b) > 0; }},
    {"ge", [](const Value& a, const Value& b) { return order(a, b) >= 0; }},
    {"lt", [](const Value& a, const Value& b) { return order(a, b) < 0; }},
    {"le", [](const Value& a, const Value& b) { return order(a, b) <= 0; }},
};

constexpr std::size_t depth_limit = 50;

}  // namespace

struct Scim::Node {
  struct Present {
    std::string path;
  };
  struct Comparison {
    std::string path;
    Compare compare;
    Value operand;
    bool negative;  // of a list no item may be equal, instead of one being unequal
  };
  struct All {
    std::vector<Node> parts;
  };
  struct Any {
    std::vector<Node> parts;
  };
  struct Not {
    std::vector<Node> part;
  };
  std::variant<Present, Comparison, All, Any, Not> content;
};

namespace {

/// Calls `test` with each value under a path, items of lists one by one; true as soon as one holds.
bool any_under(const Value& value, std::string_view path, const std::function<bool(const Value&)>& test) {
  if (value.is_list())
    return std::any_of(value.list().begin(), value.list().end(),
                       [&](const Value& item) { return any_under(item, path, test); });
  if (path.empty()) return test(value);
  const std::size_t dot = std::min(path.find('.'), path.size());
  const Value* member = value.find(path.substr(0, dot));
  return member != nullptr ? any_under(*member, path.substr(std::min(dot + 1, path.size())), test) : test(Value());
}

bool node_holds(const Scim::Node& node, const Value& object) {
  const auto each = [&](const Scim::Node& part) { return node_holds(part, object); };
  struct Visitor {
    const Value& object;
    decltype(each)& holds;
    bool operator()(const Scim::Node::Present& test) const {
      return any_under(object, test.path, [](const Value& value) {
        return !value.is_null() && !(value.is_text() && value.text().empty());
      });
    }
    bool operator()(const Scim::Node::Comparison& test) const {
      const bool any = any_under(object, test.path, [&](const Value& value) {
        return test.negative ? text_equal(value, test.operand) : test.compare(value, test.operand);
      });
      return any != test.negative;
    }
    bool operator()(const Scim::Node::All& all) const { return std::all_of(all.parts.begin(), all.parts.end(), holds); }
    bool operator()(const Scim::Node::Any& any) const { return std::any_of(any.parts.begin(), any.parts.end(), holds); }
    bool operator()(const Scim::Node::Not& negation) const { return !holds(negation.part.front()); }
  };
  return std::visit(Visitor{object, each}, node.content);
}

/// `or` binds weaker than `and`, that weaker than `not`.
class ScimParser {
 public:
  ScimParser(std::string_view text, std::string& error) : text_(text), error_(error) { error_.clear(); }

  std::optional<Scim::Node> whole() {
    auto node = disjunction(0);
    if (node && !rest().empty()) fail(fmt::format("`{}` is left over", rest()));
    return error_.empty() ? std::move(node) : std::nullopt;
  }

 private:
  template <typename Joined>
  std::optional<Scim::Node> chain(std::string_view word, std::size_t depth,
                                  std::optional<Scim::Node> (ScimParser::*part)(std::size_t)) {
    Joined joined;
    do {
      auto node = (this->*part)(depth);
      if (!node) return {};
      joined.parts.push_back(std::move(*node));
    } while (take_word(word));
    return joined.parts.size() == 1 ? std::move(joined.parts.front()) : Scim::Node{std::move(joined)};
  }

  std::optional<Scim::Node> disjunction(std::size_t depth) {
    return chain<Scim::Node::Any>("or", depth, &ScimParser::conjunction);
  }
  std::optional<Scim::Node> conjunction(std::size_t depth) {
    return chain<Scim::Node::All>("and", depth, &ScimParser::term);
  }

  std::optional<Scim::Node> term(std::size_t depth) {
    if (depth > depth_limit) return fail("brackets lie too deep within each other");
    if (take_word("not")) {
      auto node = term(depth + 1);
      if (!node) return {};
      Scim::Node::Not negation;
      negation.part.push_back(std::move(*node));
      return Scim::Node{std::move(negation)};
    }
    if (take('(')) {
      auto node = disjunction(depth + 1);
      if (node && !take(')')) return fail("a bracket is not closed");
      return node;
    }
    const std::string_view path = word();
    if (path.empty())
      return fail(rest().empty() ? "an attribute is missing at the end" : fmt::format("`{}` is no attribute", rest()));
    const std::string_view name = word();
    if (same_name(name, "pr")) return Scim::Node{Scim::Node::Present{std::string(path)}};
    const auto found = std::find_if(std::begin(operators), std::end(operators),
                                    [&](const Operator& each) { return same_name(each.name, name); });
    if (found == std::end(operators))
      return fail(
          fmt::format("`{}` is no operator: eq, ne, co, sw, ew, gt, ge, lt, le or pr", name.empty() ? rest() : name));
    auto operand = literal();
    if (!operand) return {};
    return Scim::Node{
        Scim::Node::Comparison{std::string(path), found->holds, std::move(*operand), found->name == "ne"}};
  }

  std::optional<Value> literal() {
    skip();
    std::size_t end = at_;
    if (end < text_.size() && text_[end] == '"') {
      for (++end; end < text_.size() && text_[end] != '"'; ++end)
        if (text_[end] == '\\') ++end;
      end = std::min(end + 1, text_.size());
    } else {
      while (end < text_.size() && text_[end] != ' ' && text_[end] != ')') ++end;
    }
    const std::string_view source = text_.substr(at_, end - at_);
    std::string why;
    auto value = parse_json(source, why);
    if (!value) {
      fail(source.empty() ? "a value is missing at the end"
                          : fmt::format("`{}` is no value: texts stand in double quotes", source));
      return {};
    }
    at_ = end;
    return value;
  }

  std::string_view word() {
    skip();
    const std::size_t start = at_;
    while (at_ < text_.size() && text_[at_] != ' ' && text_[at_] != '(' && text_[at_] != ')' && text_[at_] != '"')
      ++at_;
    return text_.substr(start, at_ - start);
  }

  bool take_word(std::string_view expected) {
    const std::size_t start = at_;
    if (same_name(word(), expected)) return true;
    at_ = start;
    return false;
  }

  bool take(char c) {
    skip();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  void skip() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }

  std::string_view rest() {
    skip();
    return text_.substr(at_);
  }

  std::nullopt_t fail(std::string_view what) {
    if (error_.empty()) error_ = what;
    return std::nullopt;
  }

  std::string_view text_;
  std::string& error_;
  std::size_t at_ = 0;
};

}  // namespace

std::optional<Scim> Scim::parse(std::string_view text, std::string& error) {
  auto node = ScimParser(text, error).whole();
  if (!node) return {};
  Scim filter;
  filter.root_ = std::make_shared<const Node>(std::move(*node));
  return filter;
}

bool Scim::holds(const Value& object) const {
  return node_holds(*root_, object);
}

// --- sorting
// -------------------------------------------------------------------------------------------------------------

namespace {

/// In which order values of different kinds come: nothing, truths, numbers, texts, the rest.
int rank(const Value& value) {
  switch (value.kind()) {
    case Kind::null: return 0;
    case Kind::boolean: return 1;
    case Kind::integer:
    case Kind::number: return 2;
    case Kind::text: return 3;
    default: return 4;
  }
}

/// A strict order of all values; texts compare without case, lists and objects are all alike.
bool before(const Value& a, const Value& b) {
  if (rank(a) != rank(b)) return rank(a) < rank(b);
  if (a.is_boolean()) return !a.boolean() && b.boolean();
  if (a.is_number()) return a.number() < b.number();
  if (!a.is_text()) return false;
  const auto code = [](char c) { return static_cast<unsigned char>(lower(c)); };
  return std::lexicographical_compare(a.text().begin(), a.text().end(), b.text().begin(), b.text().end(),
                                      [&](char x, char y) { return code(x) < code(y); });
}

}  // namespace

void sort_objects(std::vector<const Value*>& objects, std::string_view by) {
  // From the last field to the first: a stable sort keeps what the later ones decided.
  while (!by.empty()) {
    const std::size_t comma = by.rfind(',');
    std::string_view field = by.substr(comma == by.npos ? 0 : comma + 1);
    by = by.substr(0, comma == by.npos ? 0 : comma);
    while (!field.empty() && field.front() == ' ') field.remove_prefix(1);
    const bool descending = field.starts_with('-');
    if (descending || field.starts_with('+')) field.remove_prefix(1);
    static const Value nothing;
    const auto value = [&](const Value* object) -> const Value& {
      const Value* member = object->find(field);
      return member != nullptr ? *member : nothing;
    };
    std::stable_sort(objects.begin(), objects.end(), [&](const Value* a, const Value* b) {
      return descending ? before(value(b), value(a)) : before(value(a), value(b));
    });
  }
}

}  // namespace dork::runtime
