#include "corpus/score/taxonomy.hpp"

#include <algorithm>
#include <array>

namespace dork::score {
namespace {

constexpr std::size_t count_errors() {
  std::size_t count = 0;
#define DORK_ERROR_CLASS(identifier, stage, title, advice) ++count;
#include "corpus/score/taxonomy.def"
#undef DORK_ERROR_CLASS
  return count;
}
constexpr std::size_t error_count = count_errors();

/// The table, its identifiers with `-` for `_`.
struct Table {
  std::array<std::string, error_count> ids;
  std::array<ErrorSpec, error_count> specs = {{
#define DORK_ERROR_CLASS(identifier, stage, title, advice) {#identifier, Stage::stage, title, advice},
#include "corpus/score/taxonomy.def"
#undef DORK_ERROR_CLASS
  }};

  Table() {
    for (std::size_t i = 0; i < error_count; ++i) {
      ids[i] = specs[i].id;
      std::replace(ids[i].begin(), ids[i].end(), '_', '-');
      specs[i].id = ids[i];
    }
  }
  Table(const Table&) = delete;   // the specs point into it
};

const Table& table() {
  static const Table all;
  return all;
}

struct CodeClass {
  Code code;
  Error error;
};

/// The class of every diagnostic that is an error; those of the same class stand together.
constexpr CodeClass code_classes[] = {
    {Code::unterminated_text, Error::lexical}, {Code::unterminated_name, Error::lexical}, {Code::unterminated_comment, Error::lexical},
    {Code::invalid_utf8, Error::lexical}, {Code::stray_character, Error::lexical},
    {Code::unexpected_token, Error::syntax}, {Code::unknown_statement, Error::syntax}, {Code::missing_semicolon, Error::syntax},
    {Code::unclosed_block, Error::syntax}, {Code::mixed_joiners, Error::syntax}, {Code::invalid_json, Error::syntax},
    {Code::misplaced_statement, Error::syntax}, {Code::repeated_statement, Error::syntax}, {Code::unmatched_end, Error::syntax},
    {Code::nested_too_deeply, Error::too_large}, {Code::source_too_large, Error::too_large},
    {Code::unknown_connector, Error::invented_action}, {Code::unknown_action, Error::invented_action}, {Code::unknown_webhook, Error::invented_action},
    {Code::connector_without_guid, Error::invented_action}, {Code::unknown_parameter, Error::invented_parameter},
    {Code::unknown_adapter, Error::invented_action},
    {Code::missing_argument, Error::missing_parameter},
    {Code::unknown_name, Error::unknown_name}, {Code::unknown_label, Error::unknown_name}, {Code::unknown_block, Error::unknown_name},
    {Code::unknown_variable, Error::unknown_name},
    {Code::unknown_function, Error::wrong_formula}, {Code::wrong_argument_count, Error::wrong_formula}, {Code::not_a_formula, Error::wrong_formula},
    {Code::duplicate_name, Error::duplicate_name}, {Code::duplicate_variable, Error::duplicate_name}, {Code::name_clash, Error::duplicate_name},
    {Code::duplicate_argument, Error::duplicate_name}, {Code::duplicate_alias, Error::duplicate_name}, {Code::duplicate_label, Error::duplicate_name},
    {Code::duplicate_action, Error::duplicate_name}, {Code::invalid_variable_name, Error::duplicate_name},
    {Code::used_too_early, Error::out_of_scope}, {Code::item_outside_loop, Error::out_of_scope}, {Code::start_has_no_output, Error::out_of_scope},
    {Code::no_output, Error::out_of_scope},
    {Code::not_iterable, Error::wrong_type}, {Code::wrong_operation, Error::wrong_type}, {Code::wrong_block, Error::wrong_type},
    {Code::wrong_value, Error::wrong_type}, {Code::invalid_automation_id, Error::wrong_type}, {Code::invalid_schedule, Error::wrong_type},
    {Code::reference_in_code, Error::wrong_type}, {Code::empty_form, Error::wrong_type}, {Code::empty_switch, Error::wrong_type},
    {Code::unreachable, Error::misplaced}, {Code::exit_outside_loop, Error::misplaced}, {Code::start_in_fragment, Error::misplaced},
    {Code::unknown_setting, Error::unknown_setting}, {Code::misplaced_clause, Error::unknown_setting}, {Code::adapter_not_offered, Error::unknown_setting},
    {Code::no_workspace, Error::broken_json}, {Code::block_without_id, Error::broken_workspace}, {Code::duplicate_block_id, Error::broken_workspace},
    {Code::second_start_block, Error::broken_workspace}, {Code::dangling_edge, Error::broken_workspace}, {Code::two_parents, Error::broken_workspace},
    {Code::body_without_loop, Error::broken_workspace}, {Code::circular_edges, Error::broken_workspace},
};

const CodeClass* row_of(Code code) {
  const auto* found = std::find_if(std::begin(code_classes), std::end(code_classes), [code](const CodeClass& row) { return row.code == code; });
  return found == std::end(code_classes) ? nullptr : found;
}

constexpr std::uint32_t unpaired = 0xffffffff;
constexpr std::size_t most_pairs = 4'000'000;

/// Which block of the answer stands for which of the reference.
struct Pairing {
  std::vector<std::uint32_t> of_reference, of_answer;
  std::vector<bool> moved;   ///< by the reference's blocks: paired out of order

  Pairing(std::size_t reference, std::size_t answer) : of_reference(reference, unpaired), of_answer(answer, unpaired), moved(reference, false) {}

  void pair(std::size_t r, std::size_t a) {
    of_reference[r] = static_cast<std::uint32_t>(a);
    of_answer[a] = static_cast<std::uint32_t>(r);
  }
};

/// Pairs the longest common subsequence of what `same` takes for equal, within two stretches.
template <typename Same>
void pair_in_order(Pairing& pairing, std::size_t r0, std::size_t r1, std::size_t a0, std::size_t a1, Same&& same) {
  while (r0 < r1 && a0 < a1 && same(r0, a0)) pairing.pair(r0++, a0++);
  while (r0 < r1 && a0 < a1 && same(r1 - 1, a1 - 1)) pairing.pair(--r1, --a1);
  const std::size_t rows = r1 - r0, columns = a1 - a0;
  if (rows == 0 || columns == 0 || rows > most_pairs / columns) return;
  const std::size_t width = columns + 1;
  std::vector<std::uint32_t> common((rows + 1) * width, 0);
  for (std::size_t i = rows; i-- > 0;)
    for (std::size_t j = columns; j-- > 0;)
      common[i * width + j] = same(r0 + i, a0 + j) ? common[(i + 1) * width + j + 1] + 1 : std::max(common[(i + 1) * width + j], common[i * width + j + 1]);
  for (std::size_t i = 0, j = 0; i < rows && j < columns;) {
    if (same(r0 + i, a0 + j) && common[i * width + j] == common[(i + 1) * width + j + 1] + 1) pairing.pair(r0 + i++, a0 + j++);
    else if (common[(i + 1) * width + j] >= common[i * width + j + 1]) ++i;
    else ++j;
  }
}

class Differences {
 public:
  Differences(const std::vector<Block>& answer, const std::vector<Block>& reference) : answer_(answer), reference_(reference), pairing_(reference.size(), answer.size()) {}

  std::vector<Finding> run() {
    pair_all();
    for (std::size_t r = 0; r < reference_.size(); ++r) {
      if (pairing_.of_reference[r] == unpaired) missing(r);
      else both(r, pairing_.of_reference[r]);
    }
    for (std::size_t a = 0; a < answer_.size(); ++a)
      if (pairing_.of_answer[a] == unpaired && !replaced_[a]) extra(a);
    return std::move(found_);
  }

 private:
  bool is_free(std::size_t r, std::size_t a) const { return pairing_.of_reference[r] == unpaired && pairing_.of_answer[a] == unpaired; }

  /// The stretches between pairs that are in order already: of the reference from, to, of the answer from, to.
  std::vector<std::array<std::size_t, 4>> gaps() const {
    std::vector<std::array<std::size_t, 4>> all;
    std::size_t r0 = 0, a0 = 0;
    for (std::size_t r = 0; r <= reference_.size(); ++r) {
      const bool end = r == reference_.size();
      if (!end && (pairing_.of_reference[r] == unpaired || pairing_.moved[r])) continue;
      const std::size_t a = end ? answer_.size() : pairing_.of_reference[r];
      all.push_back({r0, r, a0, a});
      r0 = r + 1;
      a0 = a + 1;
    }
    return all;
  }

  template <typename Same>
  void pair_in_gaps(Same&& same) {
    for (const auto& [r0, r1, a0, a1] : gaps())
      pair_in_order(pairing_, r0, r1, a0, a1, [&](std::size_t r, std::size_t a) { return is_free(r, a) && same(r, a); });
  }

  /// What is the same elsewhere has moved.
  template <typename Same>
  void pair_elsewhere(Same&& same) {
    if (reference_.size() * answer_.size() > most_pairs) return;
    for (std::size_t r = 0; r < reference_.size(); ++r)
      for (std::size_t a = 0; a < answer_.size() && pairing_.of_reference[r] == unpaired; ++a)
        if (is_free(r, a) && same(reference_[r], answer_[a])) pairing_.pair(r, a), pairing_.moved[r] = true;
  }

  void pair_all() {
    replaced_.assign(answer_.size(), false);
    replacement_.assign(reference_.size(), unpaired);
    // First what is the same in the same surroundings, then what is the same, then what does the same.
    pair_in_gaps([&](std::size_t r, std::size_t a) { return reference_[r].place == answer_[a].place; });
    pair_elsewhere([](const Block& r, const Block& a) { return r.place == a.place; });
    pair_in_gaps([&](std::size_t r, std::size_t a) { return reference_[r].own == answer_[a].own; });
    // Two blocks that do the same at the same place differ in their parts, unless either has its equal elsewhere.
    pair_in_gaps([&](std::size_t r, std::size_t a) { return reference_[r].key == answer_[a].key && !same_elsewhere(r, a); });
    const auto left = gaps();
    pair_elsewhere([](const Block& r, const Block& a) { return r.own == a.own; });
    pair_elsewhere([](const Block& r, const Block& a) { return r.key == a.key && !r.name.empty() && r.name == a.name; });
    // What is left at the same place stands for each other.
    for (const auto& [r0, r1, a0, a1] : left) {
      std::size_t a = a0;
      for (std::size_t r = r0; r < r1; ++r) {
        if (pairing_.of_reference[r] != unpaired) continue;
        while (a < a1 && pairing_.of_answer[a] != unpaired) ++a;
        if (a >= a1) break;
        replacement_[r] = static_cast<std::uint32_t>(a);
        replaced_[a++] = true;
      }
    }
  }

  /// Whether either of two blocks has its equal among the unpaired of the other side.
  bool same_elsewhere(std::size_t r, std::size_t a) const {
    const auto has = [](const std::vector<Block>& blocks, const std::vector<std::uint32_t>& paired, Symbol own) {
      for (std::size_t i = 0; i < blocks.size(); ++i)
        if (paired[i] == unpaired && blocks[i].own == own) return true;
      return false;
    };
    return reference_.size() * answer_.size() < 1'000'000 &&
           (has(answer_, pairing_.of_answer, reference_[r].own) || has(reference_, pairing_.of_reference, answer_[a].own));
  }

  void add(Error error, const Block& block, std::string what, std::string answer, std::string reference) {
    found_.push_back({error, block.name.empty() ? block.key : block.key + " " + block.name, std::move(what), std::move(answer), std::move(reference)});
  }

  void missing(std::size_t r) {
    const Block& block = reference_[r];
    if (replacement_[r] != unpaired) {
      const Block& other = answer_[replacement_[r]];
      return add(block.start && other.start ? Error::wrong_start : Error::wrong_action, block, {}, other.key, block.key);
    }
    add(block.start ? Error::wrong_start : Error::missing_block, block, {}, {}, block.key);
  }

  void extra(std::size_t a) { add(answer_[a].start ? Error::wrong_start : Error::extra_block, answer_[a], {}, answer_[a].key, {}); }

  /// The nearest block around that both programs have, by the reference's numbers, and by which branch.
  std::pair<std::uint32_t, std::uint32_t> around(const std::vector<Block>& blocks, std::size_t at, bool of_answer) const {
    std::uint32_t branch = blocks[at].branch;
    for (std::uint32_t up = blocks[at].parent; up != Block::none; up = blocks[up].parent) {
      if (of_answer && pairing_.of_answer[up] != unpaired) return {pairing_.of_answer[up], branch};
      if (of_answer && replaced_[up]) return {reference_of_replaced(up), branch};
      if (!of_answer && (pairing_.of_reference[up] != unpaired || replacement_[up] != unpaired)) return {up, branch};
      branch = blocks[up].branch;
    }
    return {Block::none, 0};
  }

  std::uint32_t reference_of_replaced(std::uint32_t a) const {
    for (std::size_t r = 0; r < replacement_.size(); ++r)
      if (replacement_[r] == a) return static_cast<std::uint32_t>(r);
    return Block::none;
  }

  void both(std::size_t r, std::size_t a) {
    const Block& reference = reference_[r];
    const Block& answer = answer_[a];
    if (around(reference_, r, false) != around(answer_, a, true)) add(Error::wrong_nesting, reference, {}, "at another place", {});
    else if (pairing_.moved[r]) add(Error::wrong_order, reference, {}, "at another place", {});
    if (reference.own != answer.own) parts(answer, reference);
  }

  void parts(const Block& answer, const Block& reference) {
    const auto find = [](const Block& block, const std::string& name) {
      const auto found = std::find_if(block.parts.begin(), block.parts.end(), [&](const Part& part) { return part.name == name; });
      return found == block.parts.end() ? nullptr : &*found;
    };
    for (const Part& part : reference.parts) {
      const Part* other = find(answer, part.name);
      if (!other) add(lone(part, reference), reference, part.name, {}, part.value);
      else if (other->value != part.value) add(changed(part, other->value, reference), reference, part.name, other->value, part.value);
    }
    for (const Part& part : answer.parts)
      if (!find(reference, part.name)) add(lone(part, reference), reference, part.name, part.value, {});
  }

  /// The operators and joiners of tests, without what they compare.
  static std::string operators_of(std::string_view tests) {
    std::string operators;
    std::size_t depth = 0;
    for (const Token& token : tokenize(tests)) {
      const std::string_view kind = token.kind;
      if (kind.starts_with("LEFT_")) ++depth;
      else if (kind.starts_with("RIGHT_") && depth > 0) --depth;
      const bool value = kind == "IDENTIFIER" || kind == "NUMERAL" || kind == "DOT" || kind.starts_with("QUOTED") || kind.starts_with("TRIPLE") || kind.starts_with("RIGHT_") || kind.starts_with("LEFT_");
      if (depth == 0 && !value) operators.append(kind).push_back(' ');
    }
    return operators;
  }

  static Error lone(const Part& part, const Block& block) {
    if (block.start) return Error::wrong_start;
    switch (part.kind) {
      case PartKind::argument: return Error::wrong_parameter;
      case PartKind::condition: return Error::wrong_condition;
      case PartKind::loop: return Error::wrong_nesting;
      default: return Error::wrong_setting;
    }
  }

  static Error changed(const Part& part, const std::string& answer, const Block& block) {
    if (block.start) return Error::wrong_start;
    switch (part.kind) {
      case PartKind::word: return Error::wrong_setting;
      case PartKind::key:
      case PartKind::block: return Error::wrong_reference;
      default: break;
    }
    if (without_literals(part.value) == without_literals(answer)) return Error::wrong_literal;
    if (without_references(part.value) == without_references(answer)) return Error::wrong_reference;
    if (part.kind == PartKind::condition && operators_of(part.value) != operators_of(answer)) return Error::wrong_condition;
    const std::string bare = without_references(without_literals(part.value));
    // A text where something should be read, or the other way about.
    if (bare == "?" || without_references(without_literals(answer)) == "?") return Error::wrong_reference;
    return Error::wrong_computation;
  }

  const std::vector<Block>& answer_;
  const std::vector<Block>& reference_;
  Pairing pairing_;
  std::vector<bool> replaced_;                 // blocks of the answer that stand for another of the reference
  std::vector<std::uint32_t> replacement_;     // and which those are
  std::vector<Finding> found_;
};

}  // namespace

std::span<const ErrorSpec> error_specs() { return table().specs; }
const ErrorSpec& error_spec(Error error) { return table().specs[static_cast<std::size_t>(error)]; }

Error class_of(Code code) {
  const CodeClass* row = row_of(code);
  return row ? row->error : Error::misplaced;
}

bool has_class(Code code) { return row_of(code) != nullptr; }

Error class_of(Absence absence) {
  constexpr Error classes[] = {Error::no_answer, Error::no_answer, Error::only_reasoning, Error::refusal, Error::prose, Error::other_language, Error::too_large};
  return classes[static_cast<std::size_t>(absence)];
}

std::vector<Finding> find_differences(const std::vector<Block>& answer, const std::vector<Block>& reference, std::span<const Variable> answer_variables,
                                      std::span<const Variable> reference_variables) {
  std::vector<Finding> found = Differences(answer, reference).run();
  const auto named = [](std::span<const Variable> all, const std::string& name) {
    const auto at = std::find_if(all.begin(), all.end(), [&](const Variable& variable) { return variable.name.text == name; });
    return at == all.end() ? nullptr : &*at;
  };
  const auto word = [](const Variable& variable) { return std::string(variable_types()[static_cast<std::size_t>(variable.type)]); };
  for (const Variable& variable : reference_variables) {
    const Variable* other = named(answer_variables, variable.name.text);
    if (!other) found.push_back({Error::wrong_variable, "LET " + variable.name.text, "type", {}, word(variable)});
    else if (other->type != variable.type) found.push_back({Error::wrong_variable, "LET " + variable.name.text, "type", word(*other), word(variable)});
  }
  for (const Variable& variable : answer_variables)
    if (!named(reference_variables, variable.name.text)) found.push_back({Error::wrong_variable, "LET " + variable.name.text, "type", word(variable), {}});
  return found;
}

bool runs_in_circles(std::string_view text) {
  constexpr std::size_t longest_circle = 8, rounds = 5, looked_at = 20'000;
  if (text.size() > looked_at) text.remove_prefix(text.size() - looked_at);
  std::vector<std::string_view> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    while (!line.empty() && (line.back() == ' ' || line.back() == '\r' || line.back() == '\t')) line.remove_suffix(1);
    if (!line.empty()) lines.push_back(line);
    at = end + 1;
  }
  // The last line may be cut off in the middle.
  for (std::size_t circle = 1; circle <= longest_circle; ++circle)
    for (const std::size_t cut : {std::size_t{0}, std::size_t{1}}) {
      if (lines.size() < circle * rounds + cut) continue;
      const std::size_t end = lines.size() - cut;
      bool same = true;
      for (std::size_t i = end - circle * (rounds - 1); i < end && same; ++i) same = lines[i] == lines[i - circle];
      if (same && (cut == 0 || lines[end - circle].starts_with(lines.back()))) return true;
    }
  return false;
}

}  // namespace dork::score
