// dork grammar --format FORMAT [--catalog-names] [--actions LIST] [--depth N] [--no-comments] [--plain-texts] [--open] [-o OUT]
#include "cli/command.hpp"
#include "corpus/constrain/constrain.hpp"
#include "corpus/constrain/json_schema.hpp"
#include "corpus/constrain/notation.hpp"
#include "corpus/constrain/roles.hpp"
#include "corpus/constrain/slice.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <memory>

namespace dork::cli {
namespace {

constexpr std::string_view json_schema = "json-schema";

struct Arguments {
  std::string format = "gbnf";
  std::vector<std::string> actions;
  std::string output;
  unsigned depth = 10;
  bool catalog_names = false;
  bool no_comments = false;
  bool plain_texts = false;
  bool open = false;
};

/// What the grammar is, and what its rules of names mean: comments at its head.
std::string head(const constrain::Notation& notation, const constrain::Grammar& grammar, const Arguments& arguments) {
  std::string out;
  const auto line = [&](std::string_view text) { out += fmt::format("{}{}{}\n", notation.comment, text, notation.comment_end); };
  line(fmt::format("Dork Script {}: canonical scripts{}, {} levels deep.", DORK_VERSION,
                   arguments.catalog_names ? ", with the names of the catalog" : "", arguments.depth));
  if (!arguments.catalog_names) return out;
  line("What no grammar without context can say: a `known-` name must be there by then, a `new-` one must be new.");
  for (const constrain::NameRule& rule : constrain::name_rules())
    if (grammar.contains(rule.rule)) line(fmt::format("  {}: {}", rule.rule, rule.meaning));
  return out;
}

/// A schema past the limits of strict services still serves other engines.
void check_size(const constrain::SchemaSize& size, Session& session) {
  const struct {
    std::string_view what;
    std::size_t is, most;
  } rows[] = {{"properties", size.properties, constrain::strict_limits.properties},
              {"levels", size.depth, constrain::strict_limits.depth},
              {"characters of names and values", size.characters, constrain::strict_limits.characters},
              {"values of enums", size.enum_values, constrain::strict_limits.enum_values}};
  for (const auto& row : rows)
    if (row.is > row.most)
      session.report().warn(fmt::format("the schema has {} {}; strict services take {} (--actions takes a part of the catalog)", row.is, row.what, row.most));
}

void run(Arguments arguments, Session& session) {
  const Catalog* catalog = session.catalog();
  if (!catalog) return;
  std::optional<Catalog> slice;
  if (!arguments.actions.empty()) {
    std::string error;
    slice = constrain::slice_catalog(*catalog, arguments.actions, error);
    if (!slice) return session.report().fail(ExitCode::input_errors, error);
    catalog = &*slice;
    arguments.catalog_names = true;
  }
  std::string text;
  if (arguments.format == json_schema) {
    const constrain::Schema schema = constrain::workspace_schema({catalog, arguments.catalog_names, arguments.open});
    check_size(schema.size, session);
    text = schema.text;
  } else {
    for (const constrain::Notation& notation : constrain::notations()) {
      if (notation.name != arguments.format) continue;
      const constrain::Grammar grammar = constrain::script_grammar({.catalog = catalog,
                                                                    .catalog_names = arguments.catalog_names,
                                                                    .templates = !arguments.plain_texts && notation.recursive_words,
                                                                    .depth = arguments.depth,
                                                                    .comments = !arguments.no_comments});
      text = head(notation, grammar, arguments) + notation.print(grammar);
    }
  }
  if (arguments.output.empty() || arguments.output == "-") session.write_result(text);
  else session.write_result(arguments.output, text);
}

}  // namespace

Run define_grammar(CLI::App& app) {
  const auto arguments = std::make_shared<Arguments>();
  std::vector<std::string> formats{std::string(json_schema)};
  for (const constrain::Notation& notation : constrain::notations()) formats.emplace_back(notation.name);
  app.add_option("--format", arguments->format, "The notation; json-schema is one for answers in workspace JSON")
      ->check(CLI::IsMember(formats))
      ->type_name("WORD")
      ->capture_default_str();
  app.add_flag("--catalog-names", arguments->catalog_names, "Only what checks: the catalog's actions and parameters, functions, clauses where they belong");
  app.add_option("--actions", arguments->actions, "The same with a part of the catalog: connectors and actions, parted by commas")->type_name("LIST")->expected(1);
  app.add_option("--depth", arguments->depth, "How many levels of indentation there are")->check(CLI::Range(1, 40))->type_name("N")->capture_default_str();
  app.add_flag("--no-comments", arguments->no_comments, "Leave comments out of the language");
  app.add_flag("--plain-texts", arguments->plain_texts, "Let texts hold any braces, so that each is one terminal; always so for lark");
  app.add_flag("--open", arguments->open, "Of json-schema: let values be objects with any keys, which strict services refuse");
  app.add_option("-o,--output", arguments->output, "File to write; by default standard output")->type_name("OUT");
  return [arguments](Session& session) { run(*arguments, session); };
}

}  // namespace dork::cli
