#include "corpus/constrain/slice.hpp"

#include "compiler/catalog/print.hpp"

#include <algorithm>
#include <unordered_set>

namespace dork::constrain {

std::optional<Catalog> slice_catalog(const Catalog& catalog, std::span<const std::string> names, std::string& error) {
  // An action is known by its connector's GUID and its own.
  std::unordered_set<std::string> chosen;
  const auto mark = [](const Connector& connector, const std::string& guid) { return connector.guid + ' ' + guid; };
  for (std::string_view rest : names)
    while (!rest.empty()) {
      std::string_view name = rest.substr(0, rest.find(','));
      rest.remove_prefix(std::min(name.size() + 1, rest.size()));
      while (name.starts_with(' ')) name.remove_prefix(1);
      while (name.ends_with(' ')) name.remove_suffix(1);
      if (name.empty()) continue;
      const auto selection = select_catalog(catalog, name, error);
      if (!selection) return std::nullopt;
      for (const Connector& connector : selection->connectors) {
        for (const Action& action : connector.actions) chosen.insert(mark(connector, action.guid));
        for (const Webhook& webhook : connector.webhooks) chosen.insert(mark(connector, webhook.guid));
      }
    }
  Catalog slice = catalog;
  for (Connector& connector : slice.connectors) {
    std::erase_if(connector.actions, [&](const Action& action) { return !chosen.contains(mark(connector, action.guid)); });
    std::erase_if(connector.webhooks, [&](const Webhook& webhook) { return !chosen.contains(mark(connector, webhook.guid)); });
  }
  std::erase_if(slice.connectors, [](const Connector& connector) { return connector.actions.empty() && connector.webhooks.empty(); });
  return slice;
}

}  // namespace dork::constrain
