// Dates written with PHP's format letters.
#pragma once

#include "runtime/date/zone.hpp"

#include <string>
#include <string_view>

namespace dork::runtime {

/// A moment as PHP's date() writes it; the letters are those of PHP 8.2, a backslash takes a letter as it is.
std::string format_date(const Moment& moment, std::string_view format);

}  // namespace dork::runtime
