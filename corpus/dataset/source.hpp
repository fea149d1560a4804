// Examples from what exists: scripts and exports that somebody wrote.
#pragma once

#include "corpus/dataset/built_row.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dork::corpus {

/// A file to make examples of.
struct SourceFile {
  std::string name;   ///< relative to the folder it was found in
  std::string text;   ///< a script, or JSON with one workspace or several
};

/// What a request says of a program: the comment at its head, else its description and the comments of its blocks, else
/// nothing. `program` is the script without the comment at its head.
struct Described {
  std::string request;
  std::string program;
};
Described describe(std::string_view script);

/// The texts and numbers of a script that a request does not say, one a line: `- spaceId: 65096a85 (Finance)`.
std::string values_not_said(std::string_view script, std::string_view request);

struct FromSource {
  std::vector<BuiltRow> rows;
  std::vector<Reject> rejects;
};

/// The examples of one file, for each of the tasks `text-to-script`, `text-to-json`, `json-to-script` and `explain` that are
/// asked for. Secrets and personal data are replaced first. A file that does not compile without an `allow`, or that keeps
/// something sensitive, is left out, with the reason.
FromSource rows_from(const SourceFile& file, const std::vector<std::string>& tasks, const Catalog& catalog, std::uint64_t salt);

}  // namespace dork::corpus
