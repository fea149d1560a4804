// The files of corpus/catalog/ as they are built into the program.
#pragma once

#include <span>
#include <string_view>

namespace dork {

struct EmbeddedFile {
  std::string_view name;     ///< without folders: `qlik.json`
  std::string_view content;
};

/// The catalog's files, by name.
std::span<const EmbeddedFile> embedded_catalog();

}  // namespace dork
