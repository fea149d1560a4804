// The seed scripts as a measure of what is needed: what many of them use comes first on a card.
#pragma once

#include <cstddef>
#include <string_view>

namespace dork::card {

/// In how many of the seed scripts a phrase occurs, whole words only and as it is spelled.
std::size_t uses(std::string_view phrase);

/// In how many a statement begins with it: at the start of a line, after a label, as the source of a FOR EACH.
std::size_t uses_at_start(std::string_view phrase);

}  // namespace dork::card
