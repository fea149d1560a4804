// What names stand for: the rules of a narrowed grammar whose texts are names, and what each declares or needs. A grammar
// without context cannot say that a name is there; a sampler that keeps a table of names can, by these rules.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace dork::constrain {

/// Where a name lives, and what else only a table can say.
enum class NameSpace : std::uint8_t {
  block,
  variable,
  jump,       ///< the text of a LABEL
  connector,  ///< each is named once
  mapping,    ///< is there within a mapping only
  time        ///< must not lie before the one that stands first
};

/// What a block is to those that refer to it.
enum Trait : std::uint8_t {
  has_output = 1,   ///< others may refer to it
  is_list = 2,      ///< `.item` of it is there inside its loop alone
  is_call = 4,      ///< a connector's block: it has a pointer
  is_opened = 8,    ///< a file to read
  is_created = 16,  ///< a file to write
  is_loop = 32      ///< its loop goes on
};

struct NameRule {
  std::string_view rule;     ///< its name in the grammar
  bool declares;             ///< otherwise it needs what is declared
  NameSpace space;
  std::uint8_t traits;       ///< of a block: what it is, or one of what it must be; of a variable: its type
  bool in_text = false;      ///< inside a template, where names stand without quotes
  std::string_view meaning;  ///< for docs/grammar.md
};

std::span<const NameRule> name_rules();
const NameRule* find_name_rule(std::string_view rule);

/// Rules whose inside is a place of its own: what it declares is gone after it.
bool is_scope(std::string_view rule);

/// The rule in which `NameSpace::mapping` is there.
inline constexpr std::string_view mapping_rule = "mapping";

}  // namespace dork::constrain
