#include "compiler/lift/tidy.hpp"

#include "compiler/formula/formula.hpp"

#include <algorithm>
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

/// Items stand in their order; an empty list of options is how PHP writes an empty object; what is unset is as it is made.
void tidy_form(Json& form) {
  const auto place = [](const Json& item) {
    const auto order = item.is_object() ? item.find("order") : item.end();
    return item.is_object() && order != item.end() && order->is_number_integer() ? order->get<std::int64_t>() : 0;
  };
  std::stable_sort(form.begin(), form.end(), [&](const Json& a, const Json& b) { return place(a) < place(b); });
  for (Json& item : form) {
    if (!item.is_object()) continue;
    if (const auto options = item.find("options"); options != item.end() && options->is_array() && options->empty()) *options = Json::object();
    if (const auto help = item.find("helpText"); help != item.end() && *help == "") *help = nullptr;
    if (const auto required = item.find("isRequired"); required != item.end() && required->is_null()) *required = false;
    item.erase("id");
    if (const auto values = item.find("values"); values != item.end()) tidy_texts(*values);
  }
}

void tidy_entry(Json& entry, std::string_view list) {
  if (!entry.is_object()) return;
  const auto value = entry.find("value");
  const auto label = entry.find("displayValue");
  // Braces in code are the code's own.
  if (value != entry.end() && !(entry.contains("id") && entry["id"] == "code")) tidy_texts(*value);
  if (label != entry.end() && (list == "settings" || label->is_null() || *label == "" || (value != entry.end() && *label == *value)))
    entry.erase("displayValue");
  if (const auto structure = entry.find("structure"); structure != entry.end() && structure->is_object() && structure->empty())
    *structure = Json::array();
  entry.erase("lookupValues");
}

/// An input that stands there twice, and says the same both times.
void forget_copies(Json& entries) {
  for (std::size_t i = 1; i < entries.size();)
    if (std::find(entries.begin(), entries.begin() + static_cast<std::ptrdiff_t>(i), entries[i]) != entries.begin() + static_cast<std::ptrdiff_t>(i))
      entries.erase(entries.begin() + static_cast<std::ptrdiff_t>(i));
    else
      ++i;
}

}  // namespace

void tidy(Json& blocks) {
  for (Json& block : blocks) {
    if (const auto form = block.find("form"); form != block.end() && form->is_array()) tidy_form(*form);
    if (const auto persists = block.find("persistData"); persists != block.end() && persists->is_null()) block.erase("persistData");
    for (const std::string_view list : {"inputs", "settings", "operations"})
      if (const auto entries = block.find(std::string(list)); entries != block.end() && entries->is_array()) {
        for (Json& entry : *entries) tidy_entry(entry, list);
        if (list != "operations") forget_copies(*entries);
      }
  }
}

}  // namespace dork
