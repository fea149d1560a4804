// What a run holds: the values of variables, outputs and formulas.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace dork::runtime {

class Value;
class Object;
using List = std::vector<Value>;

/// JSON's kinds; whole numbers apart from others, as PHP keeps them.
enum class Kind : std::uint8_t { null, boolean, integer, number, text, list, object };

/// A value. Copies share what they hold until one of them is edited, so that passing a list on costs nothing, and
/// appending to one that nobody shares costs what the item costs.
class Value {
 public:
  Value() = default;  ///< null
  Value(std::nullptr_t) {}
  Value(bool value) : data_(value) {}
  Value(int value) : data_(std::int64_t{value}) {}
  Value(std::int64_t value) : data_(value) {}
  Value(double value) : data_(value) {}
  Value(std::string value);
  Value(std::string_view value) : Value(std::string(value)) {}
  Value(const char* value) : Value(std::string(value)) {}
  Value(List value);
  Value(Object value);

  Kind kind() const { return static_cast<Kind>(data_.index()); }
  bool is_null() const { return kind() == Kind::null; }
  bool is_text() const { return kind() == Kind::text; }
  bool is_list() const { return kind() == Kind::list; }
  bool is_object() const { return kind() == Kind::object; }
  bool is_number() const { return kind() == Kind::integer || kind() == Kind::number; }

  /// What the value holds; each only for its kind (`number` for both kinds of numbers).
  bool boolean() const { return std::get<bool>(data_); }
  std::int64_t integer() const { return std::get<std::int64_t>(data_); }
  double number() const { return kind() == Kind::integer ? static_cast<double>(integer()) : std::get<double>(data_); }
  const std::string& text() const { return *std::get<std::shared_ptr<std::string>>(data_); }
  const List& list() const { return *std::get<std::shared_ptr<List>>(data_); }
  const Object& object() const { return *std::get<std::shared_ptr<Object>>(data_); }

  /// The same for writing: what others share is copied first.
  std::string& edit_text();
  List& edit_list();
  Object& edit_object();

  /// The member of an object under `key`; null where there is none, and for what is no object.
  const Value* find(std::string_view key) const;

  /// Deep equality: 1 equals 1.0, text never equals a number, the order of an object's members does not matter.
  friend bool operator==(const Value& a, const Value& b);

 private:
  std::variant<std::monostate, bool, std::int64_t, double, std::shared_ptr<std::string>, std::shared_ptr<List>,
               std::shared_ptr<Object>>
      data_;
};

struct Member {
  std::string key;
  Value value;
};

/// The members of a JSON object in the order in which they were added; looking one up is quick at any size.
class Object {
 public:
  using Iterator = std::vector<Member>::const_iterator;

  Object() = default;
  Object(std::initializer_list<Member> members);

  std::size_t size() const { return members_.size(); }
  bool empty() const { return members_.empty(); }
  Iterator begin() const { return members_.begin(); }
  Iterator end() const { return members_.end(); }

  const Value* find(std::string_view key) const;
  Value* find(std::string_view key);

  /// The member under `key`, added as null at the end where there is none.
  Value& operator[](std::string_view key);

  /// Removes a member; whether it was there.
  bool erase(std::string_view key);

  /// Gives a member another key at its place; a member that has that key already is removed. Whether it was there.
  bool rename(std::string_view from, std::string_view to);

 private:
  std::size_t position(std::string_view key) const;

  std::vector<Member> members_;
  std::vector<std::uint32_t> index_;  // open addressing over `members_`, made once there are many
};

}  // namespace dork::runtime
