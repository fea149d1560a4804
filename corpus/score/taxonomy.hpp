// Why an answer is wrong: one table of classes, each with what to do about it.
#pragma once

#include "corpus/score/extract.hpp"
#include "corpus/score/shape.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace dork::score {

/// In the order in which they hide each other: of all that is wrong with an answer the first is its primary class.
enum class Error : std::uint8_t {
#define DORK_ERROR_CLASS(identifier, stage, title, advice) identifier,
#include "corpus/score/taxonomy.def"
#undef DORK_ERROR_CLASS
};

/// Where an answer fails first.
enum class Stage : std::uint8_t { extract, read, check, compare, none };

struct ErrorSpec {
  std::string_view id;       ///< kebab-case, stable
  Stage stage;
  std::string_view title;    ///< for reports
  std::string_view advice;   ///< what to do about many of them
};
std::span<const ErrorSpec> error_specs();   ///< in the order of `Error`
const ErrorSpec& error_spec(Error error);

/// The class of a diagnostic that is an error, and whether the table has one for it.
Error class_of(Code code);
bool has_class(Code code);

/// The class of an answer that holds no program.
Error class_of(Absence absence);

/// One difference between an answer and its reference, with its class.
struct Finding {
  Error error;
  std::string block;    ///< what it is about: `qlik.listApps apps`
  std::string what;     ///< the part of it, where one is meant
  std::string answer;   ///< what the answer says there; empty where it says nothing
  std::string reference;
};

/// The differences between two programs by their blocks, in the order of the reference. Variables and their types too.
std::vector<Finding> find_differences(const std::vector<Block>& answer, const std::vector<Block>& reference,
                                      std::span<const Variable> answer_variables, std::span<const Variable> reference_variables);

/// Whether a text ends in the same lines again and again, as a model does that cannot stop.
bool runs_in_circles(std::string_view text);

}  // namespace dork::score
