#include "corpus/synthesis/world.hpp"

#include "corpus/letters.hpp"
#include "corpus/synthesis/random.hpp"

#include <algorithm>

namespace dork::corpus {
namespace {

constexpr std::uint64_t world_seed = 0x6f726b;

std::string slug(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const char small = lower(c);
    if ((small >= 'a' && small <= 'z') || (small >= '0' && small <= '9')) out += small;
    else if (!out.empty() && out.back() != '-') out += '-';
  }
  while (!out.empty() && out.back() == '-') out.pop_back();
  return out;
}

std::string hex(Random& random, std::size_t digits) {
  std::string out;
  for (std::size_t i = 0; i < digits; ++i) out += "0123456789abcdef"[random.below(16)];
  return out;
}

std::string guid(Random& random) {
  std::string out = hex(random, 32);
  out[12] = '4';
  out[16] = "89ab"[random.below(4)];
  for (const std::size_t at : {8, 13, 18, 23}) out.insert(at, "-");
  return out;
}

class Maker {
 public:
  Maker(const WorldRules& rules, std::uint32_t index, std::string& error) : rules_(rules), random_(world_seed, index), error_(error) {}

  World make() {
    for (const RecordRule& rule : rules_.records) {
      world_.records.emplace_back();
      for (std::uint32_t i = 0; i < rule.count; ++i) add(rule);
    }
    return std::move(world_);
  }

 private:
  /// A record whose first two fields differ from those of the others, as far as the lists allow.
  void add(const RecordRule& rule) {
    Record record;
    for (int attempt = 0; attempt < 20; ++attempt) {
      record.clear();
      for (const FieldRule& field : rule.fields) record.push_back(fill(random_.pick(field.choices), rule, record));
      const auto& others = world_.records.back();
      const bool known = std::any_of(others.begin(), others.end(), [&](const Record& other) {
        return other[0] == record[0] || (record.size() > 1 && other[1] == record[1]);
      });
      if (!known) break;
    }
    world_.records.back().push_back(std::move(record));
  }

  std::string fill(std::string_view pattern, const RecordRule& rule, const Record& record) {
    std::string out;
    while (!pattern.empty()) {
      if (pattern.starts_with("#guid")) out += guid(random_), pattern.remove_prefix(5);
      else if (pattern.starts_with("#hex24")) out += hex(random_, 24), pattern.remove_prefix(6);
      else if (pattern.starts_with("#number")) out += std::to_string(random_.below(900) + 100), pattern.remove_prefix(7);
      else if (pattern.starts_with('<') && pattern.find('>') != std::string_view::npos) {
        const std::size_t end = pattern.find('>');
        out += value(pattern.substr(1, end - 1), rule, record);
        pattern.remove_prefix(end + 1);
      } else {
        out += pattern.front();
        pattern.remove_prefix(1);
      }
    }
    return out;
  }

  std::string value(std::string_view name, const RecordRule& rule, const Record& record) {
    const std::size_t bar = name.find('|');
    std::string text = plain_value(name.substr(0, bar), rule, record);
    if (bar == std::string_view::npos) return text;
    if (name.substr(bar + 1) == "slug") return slug(text);
    std::transform(text.begin(), text.end(), text.begin(), lower);
    return text;
  }

  std::string plain_value(std::string_view name, const RecordRule& rule, const Record& record) {
    for (std::size_t i = 0; i < record.size(); ++i)
      if (rule.fields[i].name == name) return record[i];
    if (const std::size_t dot = name.find('.'); dot != std::string_view::npos) {
      for (std::size_t i = 0; i + 1 < world_.records.size(); ++i) {
        if (rules_.records[i].name != name.substr(0, dot)) continue;
        const std::size_t field = field_of(rules_.records[i], name.substr(dot + 1));
        const auto& all = world_.records[i];
        if (field < rules_.records[i].fields.size() && !all.empty()) return random_.pick(all)[field];
      }
    } else if (const auto list = rules_.lists.find(name); list != rules_.lists.end() && !list->second.empty()) {
      return random_.pick(list->second);
    }
    error_ = "record `" + rule.name + "`: there is no list or field <" + std::string(name) + '>';
    return {};
  }

  const WorldRules& rules_;
  Random random_;
  std::string& error_;
  World world_;
};

}  // namespace

World make_world(const WorldRules& rules, std::uint32_t index, std::string& error) { return Maker(rules, index, error).make(); }

std::size_t field_of(const RecordRule& rule, std::string_view name) {
  std::size_t i = 0;
  while (i < rule.fields.size() && rule.fields[i].name != name) ++i;
  return i;
}

}  // namespace dork::corpus
