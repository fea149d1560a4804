#include "runtime/value/value.hpp"

#include <xxhash.h>

#include <algorithm>
#include <limits>

namespace dork::runtime {
namespace {

constexpr std::uint64_t largest = std::uint64_t{1} << 62;  // sizes stop here

// What is deeper than this is as deep as can be: lists that were edited one around the other and never measured.
constexpr std::uint32_t measure_limit = 1000;
constexpr std::uint32_t bottomless = std::numeric_limits<std::uint32_t>::max() / 2;

constexpr std::size_t few_members = 8;  // are looked through one by one

std::uint64_t added(std::uint64_t a, std::uint64_t b) {
  return std::min(a + b, largest);
}

std::size_t heap_bytes(const std::string& text) {
  return text.capacity() > 15 ? text.capacity() + 1 : 0;
}

std::size_t key_bytes(std::string_view key) {
  return key.size() > 15 ? key.size() + 1 : 0;
}

std::uint32_t hash(std::string_view key) {
  return static_cast<std::uint32_t>(XXH3_64bits(key.data(), key.size()));
}

}  // namespace

Value::Text::Text(std::string value) : text(std::move(value)), bytes(sizeof(Text) + heap_bytes(text)) {}

Value::Value(std::string value) : kind_(Kind::text), integer_(0) {
  text_ = new Text(std::move(value));
}

Value::Value(List value) : kind_(Kind::list), integer_(0) {
  list_ = new ListNode(std::move(value));
  extent(*this);
}

Value::Value(Object value) : kind_(Kind::object), integer_(0) {
  object_ = new ObjectNode(std::move(value));
  extent(*this);
}

void Value::free() noexcept {
  if (kind_ == Kind::text) return delete text_;
  destroy(kind_ == Kind::list ? static_cast<Container*>(list_) : object_);
}

// Without recursion: lists may hold each other deeper than the stack goes.
void Value::destroy(Container* first) noexcept {
  const auto detach = [&](Value& item) {
    if (item.kind_ < Kind::list) return;
    Container* container = item.kind_ == Kind::list ? static_cast<Container*>(item.list_) : item.object_;
    item.kind_ = Kind::null;
    if (container->uses.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
    container->next = first;
    first = container;
  };
  while (first != nullptr) {
    Container* container = std::exchange(first, first->next);
    if (container->kind == Kind::list) {
      const auto node = static_cast<ListNode*>(container);
      for (Value& item : node->items) detach(item);
      delete node;
    } else {
      const auto node = static_cast<ObjectNode*>(container);
      for (Member& member : node->members.members_) detach(member.value);
      delete node;
    }
  }
}

Value::ListNode& Value::own_list() {
  if (list_->uses.load(std::memory_order_acquire) != 1) *this = Value(list());
  return *list_;
}

Value::ObjectNode& Value::own_object() {
  if (object_->uses.load(std::memory_order_acquire) != 1) *this = Value(object());
  return *object_;
}

List& Value::edit_list() {
  ListNode& node = own_list();
  node.size.store(Container::unknown, std::memory_order_relaxed);
  return node.items;
}

Object& Value::edit_object() {
  ObjectNode& node = own_object();
  node.size.store(Container::unknown, std::memory_order_relaxed);
  return node.members;
}

void Value::append(std::string_view text) {
  if (text_->uses.load(std::memory_order_acquire) != 1) {
    std::string joined;
    joined.reserve(text_->text.size() + text.size());
    joined.append(text_->text).append(text);
    *this = Value(std::move(joined));
    return;
  }
  text_->text.append(text);
  text_->bytes.set(sizeof(Text) + heap_bytes(text_->text));
}

void Value::push(Value item) {
  ListNode& node = own_list();
  const Extent added_extent = extent(item);
  node.items.push_back(std::move(item));
  const std::uint64_t size = node.size.load(std::memory_order_relaxed);
  if (size == Container::unknown) return;
  node.size.store(added(size, added_extent.size), std::memory_order_relaxed);
  node.depth.store(std::max(node.depth.load(std::memory_order_relaxed), added_extent.depth + 1),
                   std::memory_order_relaxed);
}

void Value::set(std::string_view key, Value member) {
  ObjectNode& node = own_object();
  const Extent after = extent(member);
  const std::uint64_t size = node.size.load(std::memory_order_relaxed);
  const std::uint32_t depth = node.depth.load(std::memory_order_relaxed);
  Value* old = node.members.find(key);
  const Extent before = old != nullptr ? extent(*old) : Extent{0, 0};
  (old != nullptr ? *old : node.members[key]) = std::move(member);
  if (size == Container::unknown) return;
  // What was the deepest member, or beyond counting, leaves no other way than to measure again.
  if (size == largest || (before.depth + 1 == depth && after.depth < before.depth)) {
    node.size.store(Container::unknown, std::memory_order_relaxed);
    return;
  }
  const std::uint64_t of_key = old != nullptr ? 0 : 8 + key.size();
  node.size.store(added(size - before.size, of_key + after.size), std::memory_order_relaxed);
  node.depth.store(std::max(depth, after.depth + 1), std::memory_order_relaxed);
}

const Value* Value::find(std::string_view key) const {
  return kind_ == Kind::object ? object().find(key) : nullptr;
}

namespace {

// How many lists and objects a thread is measuring within each other.
constinit thread_local std::uint32_t measuring = 0;

}  // namespace

Extent extent(const Value& value) {
  if (value.kind_ < Kind::text) return {8, 0};
  if (value.kind_ == Kind::text) return {8 + value.text().size(), 0};
  Value::Container& node = value.kind_ == Kind::list ? static_cast<Value::Container&>(*value.list_) : *value.object_;
  const std::uint64_t known = node.size.load(std::memory_order_relaxed);
  if (known != Value::Container::unknown) return {known, node.depth.load(std::memory_order_relaxed)};
  if (measuring >= measure_limit) return {largest, bottomless};
  ++measuring;
  Extent sum{8, 1};
  const auto add = [&](const Value& item) {
    const Extent each = extent(item);
    sum = {added(sum.size, each.size), std::max(sum.depth, each.depth + 1)};
  };
  if (value.kind_ == Kind::list) {
    for (const Value& item : value.list()) add(item);
  } else {
    for (const Member& member : value.object()) {
      sum.size = added(sum.size, 8 + member.key.size());
      add(member.value);
    }
  }
  --measuring;
  node.depth.store(sum.depth, std::memory_order_relaxed);
  node.size.store(sum.size, std::memory_order_relaxed);
  return sum;
}

namespace {

bool equal_numbers(std::int64_t whole, double number) {
  constexpr double end = 9223372036854775808.0;
  return number >= -end && number < end && static_cast<double>(whole) == number &&
         static_cast<std::int64_t>(number) == whole;
}

}  // namespace

bool operator==(const Value& a, const Value& b) {
  if (a.kind_ != b.kind_) {
    if (a.kind_ == Kind::integer && b.kind_ == Kind::number) return equal_numbers(a.integer_, b.number_);
    if (a.kind_ == Kind::number && b.kind_ == Kind::integer) return equal_numbers(b.integer_, a.number_);
    return false;
  }
  switch (a.kind_) {
    case Kind::null: return true;
    case Kind::boolean: return a.boolean_ == b.boolean_;
    case Kind::integer: return a.integer_ == b.integer_;
    case Kind::number: return a.number_ == b.number_;
    case Kind::text: return a.text_ == b.text_ || a.text() == b.text();
    case Kind::list:
    case Kind::object: break;
  }
  if (a.same(b)) return true;
  // Equal values are equally large; and what nobody could walk over is equal to itself alone.
  const Extent extent_a = extent(a);
  if (extent_a.size != extent(b).size || extent_a.depth > measure_limit) return false;
  if (a.kind_ == Kind::list) return std::equal(a.list().begin(), a.list().end(), b.list().begin(), b.list().end());
  const Object& other = b.object();
  return a.object().size() == other.size() && std::all_of(a.object().begin(), a.object().end(), [&](const Member& each) {
           const Value* value = other.find(each.key);
           return value != nullptr && each.value == *value;
         });
}

Object::Object(std::initializer_list<Member> members) {
  members_.reserve(members.size());
  for (const Member& member : members) (*this)[member.key] = member.value;
}

// The place of a key among the members; their number where it is not there.
std::size_t Object::position(std::string_view key) const {
  if (index_.empty()) {
    const auto found = std::find_if(members_.begin(), members_.end(), [&](const Member& each) { return each.key == key; });
    return static_cast<std::size_t>(found - members_.begin());
  }
  const std::size_t mask = index_.size() - 1;
  for (std::size_t at = hash(key) & mask; index_[at] != 0; at = (at + 1) & mask)
    if (members_[index_[at] - 1].key == key) return index_[at] - 1;
  return members_.size();
}

void Object::add_to_index(std::size_t position) {
  const std::size_t mask = index_.size() - 1;
  std::size_t at = hash(members_[position].key) & mask;
  while (index_[at] != 0) at = (at + 1) & mask;
  index_[at] = static_cast<std::uint32_t>(position + 1);
}

// At most half of the index is in use, so that looking for a free place soon finds one.
void Object::rebuild_index() {
  index_.clear();
  if (members_.size() <= few_members) return;
  std::size_t size = 4 * few_members;
  while (size < 3 * members_.size()) size *= 2;
  index_.resize(size);
  for (std::size_t position = 0; position < members_.size(); ++position) add_to_index(position);
}

const Value* Object::find(std::string_view key) const {
  const std::size_t at = position(key);
  return at < members_.size() ? &members_[at].value : nullptr;
}

Value* Object::find(std::string_view key) {
  const std::size_t at = position(key);
  return at < members_.size() ? &members_[at].value : nullptr;
}

Value& Object::operator[](std::string_view key) {
  const std::size_t at = position(key);
  if (at < members_.size()) return members_[at].value;
  members_.push_back({std::string(key), {}});
  keys_.add(key_bytes(key));
  if (members_.size() > few_members && 2 * members_.size() > index_.size())
    rebuild_index();
  else if (!index_.empty())
    add_to_index(at);
  return members_[at].value;
}

bool Object::erase(std::string_view key) {
  const std::size_t at = position(key);
  if (at == members_.size()) return false;
  keys_.subtract(key_bytes(members_[at].key));
  members_.erase(members_.begin() + static_cast<std::ptrdiff_t>(at));
  rebuild_index();
  return true;
}

bool Object::rename(std::string_view from, std::string_view to) {
  if (position(from) == members_.size()) return false;
  if (from == to) return true;
  erase(to);
  Member& member = members_[position(from)];
  keys_.subtract(key_bytes(member.key));
  keys_.add(key_bytes(to));
  member.key = to;
  rebuild_index();
  return true;
}

}  // namespace dork::runtime
