#include "compiler/lift/tidy.hpp"

#include "compiler/formula/formula.hpp"

#include <string_view>

namespace dork {
namespace {

using Json = nlohmann::ordered_json;

void tidy_texts(Json& value) {
  if (value.is_string()) {
    auto& text = value.get_ref<std::string&>();
    if (text.find('{') != std::string::npos) text = normalize_template(text);
  } else if (value.is_structured()) {
    for (Json& inner : value) tidy_texts(inner);
  }
}

/// An empty list of options is how PHP writes an empty object.
void tidy_form_item(Json& item) {
  if (const auto options = item.find("options"); options != item.end() && options->is_array() && options->empty()) *options = Json::object();
  if (const auto help = item.find("helpText"); help != item.end() && *help == "") *help = nullptr;
}

}  // namespace

void tidy(Json& blocks) {
  for (Json& block : blocks)
    for (const std::string_view list : {"inputs", "settings", "operations", "form"}) {
      const auto entries = block.find(std::string(list));
      if (entries == block.end() || !entries->is_array()) continue;
      for (Json& entry : *entries) {
        if (!entry.is_object()) continue;
        if (list == "form") tidy_form_item(entry);
        const auto value = entry.find(list == "form" ? "values" : "value");
        const auto label = entry.find("displayValue");
        // Braces in code are the code's own.
        if (value != entry.end() && !(entry.contains("id") && entry["id"] == "code")) tidy_texts(*value);
        if (label != entry.end() && (list == "settings" || label->is_null() || (value != entry.end() && *label == *value)))
          entry.erase("displayValue");
      }
    }
}

}  // namespace dork
