// What differs between two texts, line by line.
#pragma once

#include <string>
#include <string_view>

namespace dork::golden {

/// A unified diff with three lines of context; empty where the texts are the same.
std::string unified_diff(std::string_view before, std::string_view after, std::string_view before_name,
                         std::string_view after_name);

}  // namespace dork::golden
