// What the rows of a file of predictions say, whatever their columns are called.
#pragma once

#include "corpus/dataset/read.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dork::score {

/// What a column is for.
enum class Role : std::uint8_t { id, prompt, prediction, reference, task, persona, template_ };
inline constexpr std::size_t role_count = 7;

/// The name of a role, for `--fields` and messages: `prediction`.
std::string_view role_name(Role role);
std::optional<Role> find_role(std::string_view name);

/// The usual names of the columns of a role, best first.
std::vector<std::string_view> usual_names(Role role);

/// Names that are meant in the place of the usual ones.
using Fields = std::vector<std::pair<Role, std::string>>;

struct Row {
  std::uint64_t line = 0;
  std::string id, prompt;
  std::vector<std::string> predictions;   ///< as the model wrote them; JSON that is no text as JSON text
  std::optional<std::string> reference;
  std::string task, persona, template_;
  std::string fault;                      ///< why it is no row; then nothing else counts
};

/// Whether a file holds predictions, or references alone: there `completion`, or the assistant's last message, is the reference.
enum class Holds : std::uint8_t { predictions, references };

/// What a row says. Never fails: `fault` says what it lacks.
Row read_row(const corpus::RawRow& raw, const Fields& fields, Holds holds);

}  // namespace dork::score
