// What a run holds: the values of variables, outputs and formulas.
#pragma once

#include "runtime/value/memory.hpp"

#include <atomic>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dork::runtime {

class Value;
class Object;
struct Member;
using List = std::vector<Value, Counted<Value>>;

/// JSON's kinds; whole numbers apart from others, as PHP keeps them.
enum class Kind : std::uint8_t { null, boolean, integer, number, text, list, object };

/// How much a value is when everything in it is written out, shared parts each time they occur. Both bound what any
/// walk over the value costs, whatever it shares: a list of one list twice, of that twice and so on is exponential.
struct Extent {
  std::uint64_t size = 8;   ///< about its JSON's bytes: 8 for each value and key, and the bytes of texts and keys
  std::uint32_t depth = 0;  ///< lists and objects within each other: 0 for a scalar, 1 for a list of those
};

/// A value. Copies share what they hold until one of them is edited, so that passing a list on costs nothing, and
/// appending to one that nobody shares costs what the item costs.
class Value {
 public:
  Value() noexcept : kind_(Kind::null), integer_(0) {}
  Value(std::nullptr_t) noexcept : Value() {}
  Value(bool value) noexcept : kind_(Kind::boolean), integer_(0) { boolean_ = value; }
  template <std::integral Integer>
  Value(Integer value) noexcept : kind_(Kind::integer), integer_(static_cast<std::int64_t>(value)) {}
  Value(double value) noexcept : kind_(Kind::number), number_(value) {}
  Value(std::string value);
  Value(std::string_view value) : Value(std::string(value)) {}
  Value(const char* value) : Value(std::string(value)) {}
  Value(List value);
  Value(Object value);

  /// No pointer becomes a boolean.
  Value(const void*) = delete;

  Value(const Value& other) noexcept : kind_(other.kind_), integer_(other.integer_) { retain(); }
  Value(Value&& other) noexcept
      : kind_(std::exchange(other.kind_, Kind::null)), integer_(std::exchange(other.integer_, 0)) {}
  Value& operator=(const Value& other) noexcept {
    Value copy(other);
    swap(copy);
    return *this;
  }
  Value& operator=(Value&& other) noexcept {
    Value taken(std::move(other));
    swap(taken);
    return *this;
  }
  ~Value() { release(); }

  Kind kind() const noexcept { return kind_; }
  bool is_null() const noexcept { return kind_ == Kind::null; }
  bool is_boolean() const noexcept { return kind_ == Kind::boolean; }
  bool is_text() const noexcept { return kind_ == Kind::text; }
  bool is_list() const noexcept { return kind_ == Kind::list; }
  bool is_object() const noexcept { return kind_ == Kind::object; }
  bool is_number() const noexcept { return kind_ == Kind::integer || kind_ == Kind::number; }

  /// What the value holds; each only for its kind (`number` for both kinds of numbers).
  bool boolean() const noexcept { return boolean_; }
  std::int64_t integer() const noexcept { return integer_; }
  double number() const noexcept { return kind_ == Kind::integer ? static_cast<double>(integer_) : number_; }
  const std::string& text() const noexcept;
  const List& list() const noexcept;
  const Object& object() const noexcept;

  /// The same for writing: what others share is copied first. For many changes at once, made before the value is used
  /// again: what they come to is measured when `extent` is next asked, by one walk over the items.
  List& edit_list();
  Object& edit_object();

  /// Single changes, which keep the extent in step at no cost: appends to a text, adds an item to a list, sets a member of
  /// an object. What others share is copied first.
  void append(std::string_view text);
  void push(Value item);
  void set(std::string_view key, Value member);

  /// The member of an object under `key`; null where there is none, and for what is no object.
  const Value* find(std::string_view key) const;

  void swap(Value& other) noexcept {
    std::swap(kind_, other.kind_);
    std::swap(integer_, other.integer_);
  }

  /// Whether both are the very same shared text, list or object, or equal scalars.
  bool same(const Value& other) const noexcept { return kind_ == other.kind_ && integer_ == other.integer_; }

  /// Deep equality: 1 equals 1.0, text never equals a number, the order of an object's members does not matter.
  friend bool operator==(const Value& a, const Value& b);

  friend Extent extent(const Value& value);

 private:
  struct Shared;
  struct Text;
  struct Container;
  struct ListNode;
  struct ObjectNode;

  bool is_shared_kind() const noexcept { return kind_ >= Kind::text; }
  void retain() noexcept;
  void release() noexcept;
  void free() noexcept;
  static void destroy(Container* first) noexcept;
  ListNode& own_list();
  ObjectNode& own_object();

  Kind kind_;
  union {
    std::int64_t integer_;
    bool boolean_;
    double number_;
    Shared* shared_;
    Text* text_;
    ListNode* list_;
    ObjectNode* object_;
  };
};

/// The extent of a value. Cheap: kept with the value, unless it was edited as a whole since.
Extent extent(const Value& value);

struct Member {
  std::string key;
  Value value;
};

/// The members of a JSON object in the order in which they were added; looking one up is quick at any size.
class Object {
 public:
  using Members = std::vector<Member, Counted<Member>>;
  using Iterator = Members::const_iterator;

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
  friend class Value;

  std::size_t position(std::string_view key) const;
  void add_to_index(std::size_t position);
  void rebuild_index();

  Members members_;
  std::vector<std::uint32_t, Counted<std::uint32_t>> index_;  // open addressing over `members_`, once there are many
  Ledger keys_;                                               // bytes of keys that are on the heap
};

// What follows is here for speed: evaluating a formula copies and reads values all the time.

struct Value::Shared {
  std::atomic<std::uint32_t> uses{1};
};

struct Value::Text : Shared {
  explicit Text(std::string value);
  std::string text;
  Ledger bytes;
};

struct Value::Container : Shared {
  explicit Container(Kind kind) : kind(kind) {}
  static constexpr std::uint64_t unknown = 0;
  const Kind kind;
  std::atomic<std::uint32_t> depth{1};
  std::atomic<std::uint64_t> size{unknown};
  Container* next = nullptr;  // while being destroyed
};

inline void Value::retain() noexcept {
  if (is_shared_kind()) shared_->uses.fetch_add(1, std::memory_order_relaxed);
}

inline void Value::release() noexcept {
  // Who holds the only reference is alone: nobody else can make another.
  if (is_shared_kind() && (shared_->uses.load(std::memory_order_acquire) == 1 ||
                           shared_->uses.fetch_sub(1, std::memory_order_acq_rel) == 1))
    free();
}

inline const std::string& Value::text() const noexcept {
  return text_->text;
}

struct Value::ListNode : Container {
  explicit ListNode(List value) : Container(Kind::list), items(std::move(value)) {}
  List items;
  Ledger bytes{sizeof(ListNode)};
};

struct Value::ObjectNode : Container {
  explicit ObjectNode(Object value) : Container(Kind::object), members(std::move(value)) {}
  Object members;
  Ledger bytes{sizeof(ObjectNode)};
};

inline const List& Value::list() const noexcept {
  return list_->items;
}

inline const Object& Value::object() const noexcept {
  return object_->members;
}

}  // namespace dork::runtime
