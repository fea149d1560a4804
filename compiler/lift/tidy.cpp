#include "compiler/lift/tidy.hpp"

#include "compiler/formula/formula.hpp"

#include <string_view>

namespace dork {
namespace {

using Json = nlohmann::ordered_json;

void tidy_text(std::string& text) {
  if (!has_formula(text)) return;
  const auto expression = lift_expression(text);
  LowerError error;
  if (!expression) return;
  if (auto lowered = lower_expression(*expression, error)) text = std::move(*lowered);
}

void tidy_texts(Json& value) {
  if (value.is_string()) tidy_text(value.get_ref<std::string&>());
  if (value.is_structured())
    for (Json& inner : value) tidy_texts(inner);
}

}  // namespace

void tidy(Json& blocks) {
  for (Json& block : blocks)
    for (const std::string_view list : {"inputs", "settings", "operations"}) {
      const auto entries = block.find(std::string(list));
      if (entries == block.end() || !entries->is_array()) continue;
      for (Json& entry : *entries) {
        if (!entry.is_object()) continue;
        const auto value = entry.find("value");
        const auto label = entry.find("displayValue");
        // Braces in code are the code's own.
        if (value != entry.end() && !(entry.contains("id") && entry["id"] == "code")) tidy_texts(*value);
        if (label != entry.end() && (list == "settings" || label->is_null() || (value != entry.end() && *label == *value)))
          entry.erase("displayValue");
      }
    }
}

}  // namespace dork
