#include "corpus/card/card.hpp"

#include "compiler/catalog/names.hpp"
#include "compiler/diagnostics/display.hpp"
#include "compiler/formula/formula.hpp"
#include "compiler/model/block_table.hpp"
#include "corpus/card/embedded.hpp"
#include "corpus/card/seeds.hpp"
#include "corpus/card/syntax.hpp"
#include "corpus/tokens.hpp"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>
#include <unordered_set>

namespace dork::card {
namespace {

using corpus::estimate_tokens;

constexpr ValueExample values[] = {
    {"'It''s a text'", "text; a quote inside is doubled"},
    {"'Hello {$.user.name}, {count: {$.users}} users'", "text with formulas in braces"},
    {"42  TRUE  NULL  ['a', 42]  {name: 'a', \"odd key\": 1}", "other constants"},
    {"user.name  users[0].id  users[*].id  user.\"odd key\"", "what a name stands for, and its members"},
    {"count(users)  user.name & '-' & n  n * 60 + 1  if(n > 1, 'many', 'one')", "expressions"},
};

/// How the parts of a page are laid out.
enum class Layout : std::uint8_t { lines, list };

/// A part of the page.
struct Section {
  std::string heading;
  std::string_view what;    ///< one of it, in the plural
  Layout layout = Layout::lines;
};

/// One thing on the page. Sections are known by their index.
struct Item {
  std::size_t section = 0;
  std::string text;
  std::size_t need = 0;     ///< what has less is left out first; where it is equal, what stands further down
};

// What there is no use without.
constexpr std::size_t indispensable = 1'000'000;
constexpr std::size_t asked_for = 100'000;

struct Page {
  std::vector<Section> sections;
  std::vector<Item> items;   ///< in the order of the page

  void begin(std::string heading, std::string_view what, Layout layout = Layout::lines) { sections.push_back({std::move(heading), what, layout}); }
  void add(std::string text, std::size_t need) { items.push_back({sections.size() - 1, std::move(text), need}); }

  /// The page with the items that are kept.
  std::string print(const std::vector<bool>& kept) const {
    std::string text;
    std::size_t open = sections.size();
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (!kept[i]) continue;
      const Section& section = sections[items[i].section];
      const bool begins = items[i].section != open;
      open = items[i].section;
      if (begins) text += fmt::format("{}{}\n", text.empty() ? "" : "\n", section.heading);
      if (section.layout == Layout::list && !begins) text.replace(text.size() - 1, 1, ", ");
      text += items[i].text + '\n';
    }
    return text;
  }
};

void add_values(Page& page) {
  page.begin("# Dork Script: automations for Qlik Automate. `[…]` may be left out, `A|B` is one of both.\n\nValues", "values");
  for (const ValueExample& each : values) page.add(fmt::format("{} : {}", each.code, each.meaning), indispensable);
  page.begin("Names", "names");
  page.add("name: statement : the name stands for what the statement gives; without one `output`, `output2`, …", indispensable);
  page.add("FOR EACH x … : inside, x.item is the current item and x.index its number", indispensable);
}

/// A form is needed as its beginning is used, the call of an action always.
std::size_t need_of(const Form& form) {
  if (form.begins.empty()) return indispensable;
  std::size_t need = 0;
  for (const std::string& each : form.begins) need += uses_at_start(each);
  return need;
}

bool is_one_of(const Form& form, std::span<const Form> others) {
  return std::any_of(others.begin(), others.end(), [&](const Form& other) { return other.text == form.text; });
}

void add_statements(Page& page) {
  const std::vector<Form> lists = forms("listOperation");
  page.begin("Statements, each with `;` at its end unless it ends with END … or NEXT", "statements");
  for (const Form& form : forms("declaration")) page.add(form.text, need_of(form));
  for (const Form& form : forms("compound")) page.add(form.text, need_of(form));
  for (const Form& form : forms("simple"))
    if (!is_one_of(form, lists)) page.add(form.text, need_of(form));
  page.begin("Lists, as a source of FOR EACH or as a statement; a source is also any value, an action with *, BATCHES OF", "list operations");
  for (const Form& form : lists) page.add(form.text, need_of(form));
  const std::vector<Form> simple = forms("simple");
  for (const Form& form : forms("source"))
    if (!form.begins.empty() && !is_one_of(form, lists)) page.add(form.text, need_of(form));
  page.begin("Clauses, before the `;` or behind a source, in this order", "clauses");
  for (const Form& form : forms("clause")) {
    std::size_t need = 0;
    for (const std::string& each : form.begins) need += uses(each);
    page.add(form.text, need);
  }
  page.begin("Tests, joined by AND or by OR, never by both", "tests");
  for (const Form& form : forms("test")) page.add(form.text, indispensable);
}

void add_variables(Page& page) {
  page.begin("Operations of variables", "types of variables");
  for (std::size_t type = 0; type < variable_types().size(); ++type) {
    std::string name(variable_types()[type]), operations;
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    for (const OperationSpec& each : variable_operations())
      if (static_cast<std::size_t>(each.type) == type) operations += fmt::format(" {}", each.op);
    page.add(name + operations, uses("AS " + name));
  }
}

void add_adapters(Page& page) {
  page.begin("Adapters of files, with what stands in their parentheses", "adapters");
  for (const AdapterSpec& each : file_adapters()) {
    std::string inputs;
    for (const FileInput& input : file_inputs(each, StatementKind::open_file)) inputs += fmt::format("{}{}{}", inputs.empty() ? "" : ", ", input.name, input.required ? "" : "?");
    page.add(fmt::format("'{}' ({})", each.name, inputs), uses(fmt::format("'{}' (", each.name)));
  }
}

void add_functions(Page& page) {
  page.begin("Functions", "functions", Layout::list);
  for (const FormulaFunction& each : formula_functions())
    page.add(std::string(each.signature), std::max(uses(fmt::format("{}(", each.name)), uses(fmt::format("{{{}:", each.name))));
}

std::string name_of(const std::string& name) { return is_identifier(name) ? name : fmt::format("\"{}\"", printable(name)); }

std::string parameters_of(std::span<const Parameter> parameters) {
  constexpr std::size_t few = 6;
  std::string text;
  for (const Parameter& each : parameters) {
    text += fmt::format("{}{}{}", text.empty() ? "" : ", ", name_of(each.name), each.required ? "" : "?");
    // One alone is what somebody has seen, not the choice that there is.
    if (each.options.size() < 2 || each.options.size() > few) continue;
    for (std::size_t i = 0; i < each.options.size(); ++i) {
      const Option& option = each.options[i];
      text += fmt::format("{}'{}'", i == 0 ? " = " : "|", printable(option.label.empty() ? option.value : option.label));
    }
  }
  return text;
}

void add_catalog(Page& page, const Catalog& catalog, std::span<const std::string> chosen) {
  const auto add = [&](const Connector& connector, const std::string& name, std::string text) {
    const std::string full = fmt::format("{}.{}", connector.alias, name);
    const bool asked = std::any_of(chosen.begin(), chosen.end(), [&](const std::string& each) { return same_name(each, full); });
    if (asked || chosen.empty()) page.add(std::move(text), asked ? asked_for : uses(full));
  };
  const auto described = [](std::string text, const std::string& description) {
    return description.empty() ? text : fmt::format("{} : {}", text, printable(description));
  };
  page.begin("Actions; with `?` a parameter may be left out, with `*` a list comes back", "actions");
  for (const Connector& connector : catalog.connectors)
    for (const Action& action : connector.actions)
      add(connector, action.name, described(fmt::format("{}.{}({}){}", name_of(connector.alias), name_of(action.name), parameters_of(action.parameters), is_iterable(action) ? "*" : ""),
                                            action.description));
  page.begin("Events for START WEBHOOK", "events");
  for (const Connector& connector : catalog.connectors)
    for (const Webhook& webhook : connector.webhooks)
      add(connector, webhook.name, described(fmt::format("{}.{}({})", name_of(connector.alias), name_of(webhook.name), parameters_of(webhook.parameters)), webhook.description));
}

/// A seed script without what is said to the compiler alone.
std::string_view script_of(const EmbeddedFile& seed) {
  std::string_view text = seed.content;
  while (text.ends_with('\n')) text.remove_suffix(1);
  return text;
}

/// The seed script that shows most: of what was chosen, then of the language for its length. It uses no other action than
/// those that were chosen.
std::string example_of(const Catalog& catalog, std::span<const std::string> chosen, std::span<const Item> items, std::size_t most_tokens) {
  std::string best;
  std::size_t best_chosen = 0;
  double best_worth = 0;
  for (const EmbeddedFile& seed : embedded_seeds()) {
    const std::string_view script = script_of(seed);
    if (script.find("dork: allow") != script.npos || script.find("@{") != script.npos) continue;
    const std::size_t tokens = estimate_tokens(script);
    if (tokens > most_tokens) continue;
    std::size_t known = 0;
    bool others = false;
    for (const Connector& connector : builtin_catalog().connectors) {
      // The script is written with the names that are built in.
      const Connector* here = catalog.find_alias(connector.alias);
      const auto see = [&](const std::string& name, bool there) {
        const std::string full = fmt::format("{}.{}(", connector.alias, name);
        if (script.find(full) == script.npos) return;
        const std::string_view plain = std::string_view(full).substr(0, full.size() - 1);
        const bool wanted = chosen.empty() || std::any_of(chosen.begin(), chosen.end(), [&](const std::string& each) { return same_name(each, plain); });
        if (wanted && there) ++known;
        else others = true;
      };
      for (const Action& action : connector.actions) see(action.name, here && find_action(*here, action.name));
      for (const Webhook& webhook : connector.webhooks) see(webhook.name, here && find_webhook(*here, webhook.name));
    }
    if (others) continue;
    std::size_t forms_shown = 0;
    for (const Item& item : items) {
      const std::string_view begins = std::string_view(item.text).substr(0, item.text.find_first_of(" ['("));
      forms_shown += begins.size() > 1 && begins.find_first_of("abcdefghijklmnopqrstuvwxyz") == begins.npos && script.find(begins) != script.npos;
    }
    const double worth = static_cast<double>(forms_shown) / static_cast<double>(tokens + 100);
    // Where nothing was chosen, any action of the catalog is as good as another.
    const std::size_t counted = chosen.empty() ? std::min<std::size_t>(known, 1) : known;
    if (best.empty() || std::pair(counted, worth) > std::pair(best_chosen, best_worth)) best = std::string(script), best_chosen = counted, best_worth = worth;
  }
  return best;
}

/// What is the same on every card.
const Page& language() {
  static const Page page = [] {
    Page made;
    add_values(made);
    add_statements(made);
    add_variables(made);
    add_adapters(made);
    add_functions(made);
    return made;
  }();
  return page;
}

}  // namespace

std::span<const ValueExample> value_examples() { return values; }

Card write_card(const CardOptions& options) {
  const Catalog& catalog = options.catalog ? *options.catalog : builtin_catalog();
  Page page = language();
  add_catalog(page, catalog, options.actions);

  Card card;
  if (options.example) {
    card.example = example_of(catalog, options.actions, language().items, options.tokens / 5);
    if (!card.example.empty()) {
      page.begin("An example", "examples");
      page.add(card.example, embedded_seeds().size() / 4);
    }
  }

  std::vector<std::size_t> order(page.items.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return page.items[a].need > page.items[b].need; });
  const auto with = [&](std::size_t count) {
    std::vector<bool> kept(page.items.size());
    for (std::size_t i = 0; i < count; ++i) kept[order[i]] = true;
    return kept;
  };
  std::size_t fits = 0, too_many = order.size() + 1;
  while (too_many - fits > 1) {
    const std::size_t middle = fits + (too_many - fits) / 2;
    (estimate_tokens(page.print(with(middle))) <= options.tokens ? fits : too_many) = middle;
  }
  const std::vector<bool> kept = with(fits);
  card.text = page.print(kept);
  card.tokens = estimate_tokens(card.text);
  for (std::size_t i = 0; i < kept.size(); ++i) {
    if (kept[i]) continue;
    const std::string_view what = page.sections[page.items[i].section].what;
    if (card.omissions.empty() || card.omissions.back().what != what) card.omissions.push_back({what, 0});
    ++card.omissions.back().count;
    if (what == "examples") card.example.clear();
  }
  return card;
}

}  // namespace dork::card
