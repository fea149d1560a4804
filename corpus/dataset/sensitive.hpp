// Secrets and personal data in texts: what is found, and made-up values of the same shape in its place.
#pragma once

#include "compiler/catalog/catalog.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace dork::corpus {

/// A stretch of a text that should not be trained on.
struct Sensitive {
  std::size_t begin = 0;
  std::size_t length = 0;
  std::string_view what;   ///< `an e-mail address`
  std::string fake;        ///< what can stand there instead; nothing is found in it
};

/// Finds credentials, e-mail addresses and the names before them, telephone numbers, IP addresses, tenants' and internal hosts,
/// and user names in paths, by their form; in order, none overlapping. What is under a domain for examples, in a network for
/// documentation or a number for fiction is no finding. The same text has the same fake under the same salt, so that what was
/// equal stays equal. Names of people that stand alone have no form to be found by.
std::vector<Sensitive> find_sensitive(std::string_view text, std::uint64_t salt = 0);

/// A script without what is sensitive: everywhere in its text, and the literals that the compiler takes for credentials by the
/// name they stand under. Nothing, with the reason in `error`, where something stays that has no fake.
std::optional<std::string> without_sensitive(std::string_view script, const Catalog& catalog, std::uint64_t salt, std::string& error);

/// A value that looks like a secret and is none: letters and digits replaced, signs and a known beginning kept.
std::string fake_secret(std::string_view secret, std::uint64_t salt);

}  // namespace dork::corpus
