#include "compiler/formula/formula.hpp"
#include "compiler/formula/operators.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif

namespace dork {
namespace {

Expr text(std::string value) {
  Expr expr;
  expr.kind = ExprKind::text;
  expr.text = std::move(value);
  return expr;
}

Expr number(std::string digits) {
  Expr expr;
  expr.kind = ExprKind::number;
  expr.text = std::move(digits);
  return expr;
}

Expr path(std::string name, std::vector<PathStep> steps = {}) {
  Expr expr;
  expr.kind = ExprKind::path;
  expr.text = std::move(name);
  expr.steps = std::move(steps);
  return expr;
}

PathStep key(std::string name) {
  return {PathStep::Kind::key, std::move(name), 0};
}

Expr node(ExprKind kind, std::vector<Expr> children, char op = 0) {
  Expr expr;
  expr.kind = kind;
  expr.children = std::move(children);
  expr.op = static_cast<std::uint8_t>(op);
  return expr;
}

Expr call(std::string name, std::vector<Expr> arguments) {
  Expr expr = node(ExprKind::call, std::move(arguments));
  expr.text = std::move(name);
  return expr;
}

Expr condition(std::string_view op, std::vector<Expr> children) {
  Expr expr = node(ExprKind::condition, std::move(children));
  expr.op = find_operator_json(op).value();
  return expr;
}

Expr object(std::vector<std::string> keys, std::vector<Expr> values) {
  Expr expr = node(ExprKind::object, std::move(values));
  expr.keys = std::move(keys);
  return expr;
}

Expr boolean(bool flag) {
  Expr expr = node(ExprKind::boolean, {});
  expr.flag = flag;
  return expr;
}

/// Whether two trees say the same, wherever they stand.
bool same(const Expr& a, const Expr& b) {
  return a.kind == b.kind && a.flag == b.flag && a.op == b.op && a.text == b.text && a.steps == b.steps &&
         a.keys == b.keys &&
         std::equal(a.children.begin(), a.children.end(), b.children.begin(), b.children.end(), same);
}

std::string lowered(const Expr& expr) {
  LowerError error;
  const auto out = lower_expression(expr, error);
  return out ? *out : "error: " + error.message;
}

std::string lifted(std::string_view source, bool exact = false) {
  const auto expr = lift_expression(source, exact);
  return expr ? print_expression(*expr) : "";
}

/// The template with its formulas between « and ».
std::string marked(std::string_view source) {
  std::string out;
  for (const Piece& piece : parse_template(source).pieces) {
    const auto part = source.substr(piece.begin, piece.end - piece.begin);
    out += piece.formula ? "«" + std::string(part) + "»" : std::string(part);
  }
  return out;
}

std::vector<std::string> names_in(std::string_view source) {
  std::vector<std::string> names;
  for (const Piece& piece : parse_template(source).pieces)
    if (piece.formula) for_each_path(*piece.formula, [&](const Expr& each) { names.push_back(each.text); });
  return names;
}

/// Whether the pieces cover the text in order, without gaps, and no two literal ones stand side by side.
bool covered(std::string_view source) {
  std::uint32_t end = 0;
  bool literal = false;
  for (const Piece& piece : parse_template(source).pieces) {
    if (piece.begin != end || piece.end <= end || (literal && !piece.formula)) return false;
    literal = !piece.formula;
    end = piece.end;
  }
  return end == source.size();
}

std::string repeated(std::string_view part, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += part;
  return out;
}

std::string without_space(std::string_view source) {
  std::string out;
  std::copy_if(source.begin(), source.end(), std::back_inserter(out),
               [](char c) { return !(c == ' ' || (c >= '\t' && c <= '\r')); });
  return out;
}

}  // namespace

TEST_CASE("names: reserved words, plain names, quotes") {
  CHECK(is_reserved_word("end"));
  CHECK(is_reserved_word("Rem"));
  CHECK_FALSE(is_reserved_word("ended"));
  CHECK_FALSE(is_reserved_word(""));
  CHECK(is_plain_name("vApps_1"));
  CHECK(is_plain_name("größe"));
  CHECK_FALSE(is_plain_name("1st"));
  CHECK_FALSE(is_plain_name("a b"));
  CHECK_FALSE(is_plain_name(""));
  CHECK_FALSE(is_plain_name("null"));
  CHECK(is_plain_key("null"));
  CHECK_FALSE(is_plain_key("rem"));
  struct Case {
    std::string name, token;
  };
  const Case cases[] = {{"", R"("")"},
                        {"a b", R"("a b")"},
                        {"say \"hi\" \\ / ü", R"("say \"hi\" \\ / ü")"},
                        {std::string("\b\f\n\r\t\x01\0", 7), R"("\b\f\n\r\t\u0001\u0000")"}};
  for (const auto& [name, token] : cases) {
    CHECK(quoted_name(name) == token);
    CHECK(unquoted_name(token) == name);
  }
  CHECK(unquoted_name("plain") == "plain");
  CHECK(unquoted_name(R"("\u00fc\ud83d\ude00\/")") == "ü😀/");
  CHECK(unquoted_name(R"("\q \u12 \ud800 \udc00 \ud800\u0041")") == R"(\q \u12 \ud800 \udc00 \ud800A)");
}

TEST_CASE("texts: the quotes they need") {
  struct Case {
    std::string value, token;
  };
  const Case cases[] = {{"", "''"},
                        {"a \"b\" {$.c} \\n", "'a \"b\" {$.c} \\n'"},
                        {"two\nlines", "'two\nlines'"},
                        {"it's", "'''it's'''"},
                        {"'", "'''''''"},
                        {"''", "''''''''"},
                        {"'a'", "''''a''''"},
                        {"\n'a'", "'''\n\n'a''''"},
                        {"a'\r\nb", "'''\na'\r\nb'''"},
                        {"\r\n'", "'''\n\r\n''''"}};
  for (const auto& [value, token] : cases) {
    CAPTURE(value);
    CHECK_FALSE(needs_joined_texts(value));
    CHECK(quoted_text(value) == token);
    CHECK(unquoted_text(token) == value);
  }
  CHECK(quoted_text("'''") == "'''''''' & '''''''");
  CHECK(quoted_text("a'''b") == "'''a''''' & ''''b'''");
  CHECK(needs_joined_texts("a'''"));
  CHECK(unquoted_text("'it''s'") == "it's");
  CHECK(unquoted_text("'''\r\nx'''") == "x");
  CHECK(unquoted_text("'open") == "open");
}

TEST_CASE("texts: where a byte of the text stands in the token") {
  const std::string_view token = "'a''b''''c'";  // a'b''c
  const std::string value = unquoted_text(token);
  REQUIRE(value == "a'b''c");
  const std::array<std::uint32_t, 7> expected = {1, 2, 4, 5, 7, 9, 10};
  for (std::uint32_t i = 0; i < expected.size(); ++i) CHECK(text_offset_in_token(token, i) == expected[i]);
  CHECK(text_offset_in_token(token, 99) == 10);
  CHECK(text_offset_in_token("'''\nab'''", 1) == 5);
  CHECK(text_offset_in_token("'''\r\nab'''", 9) == 7);
  CHECK(text_offset_in_token("''", 0) == 1);
}

TEST_CASE("operators: found by the words of both sides") {
  REQUIRE(condition_operators().size() == 26);
  for (std::uint8_t i = 0; i < condition_operators().size(); ++i) {
    CHECK(find_operator_json(condition_operators()[i].json) == i);
    CHECK(find_operator_script(condition_operators()[i].script) == i);
  }
  CHECK(find_operator_json("==") == find_operator_json("="));
  CHECK(find_operator_json("<>") == find_operator_json("!="));
  CHECK(find_operator_script("<>") == find_operator_json("!="));
  CHECK(find_operator_script("is not empty") == find_operator_json("notEmpty"));
  CHECK_FALSE(find_operator_json("ISTEXT"));
  CHECK_FALSE(find_operator_script("IS NOT TRUE"));
}

TEST_CASE("functions: found without case, and each in the docs") {
  for (const FormulaFunction& each : formula_functions()) CHECK(find_function(each.name) == &each);
  CHECK(find_function("capitalizeName") == find_function("capitalizename"));
  CHECK(find_function("REMOVEEMPTYPROPERTIES")->name == "removeEmptyProperties");
  CHECK(find_function("linebreak")->max_arguments == 0);
  CHECK(find_function("cuont") == nullptr);
  CHECK(find_function("") == nullptr);
#ifdef DORK_SOURCE_DIR
  const std::filesystem::path root = DORK_SOURCE_DIR;
#else
  const std::filesystem::path root = std::filesystem::path(__FILE__).parent_path() / ".." / "..";
#endif
  std::ifstream file(root / "docs" / "formulas.md");
  REQUIRE(file);
  std::stringstream docs;
  docs << file.rdbuf();
  for (const FormulaFunction& each : formula_functions()) {
    CAPTURE(each.name);
    CHECK(docs.str().find("| `" + std::string(each.signature) + "` | " + std::string(each.result) + " | " +
                          std::string(each.description) + (each.documented ? " |" : " * |")) != std::string::npos);
  }
}

TEST_CASE("templates that expressions say") {
  struct Case {
    std::string_view source, script, back;
  };
  const Case cases[] = {
      {"{$.x}", "x", "{$.x}"},
      {"{ $.x }", "x", "{$.x}"},
      {"{$.a.b[0][*].c}", "a.b[0][*].c", "{$.a.b[0][*].c}"},
      {"{$.x.'odd key'}", "x.\"odd key\"", "{$.x.'odd key'}"},
      {"{$.'odd name'.x}", "\"odd name\".x", "{$.'odd name'.x}"},
      {"{$.x.\"it's\"}", "x.\"it's\"", "{$.x.\"it's\"}"},
      {"{$.end.case}", "\"end\".case", "{$.end.case}"},
      {"{$.x.rem}", "x.\"rem\"", "{$.x.rem}"},
      {"{$.x.0.1a}", "x.\"0\".\"1a\"", "{$.x.0.1a}"},
      {"{count: {$.apps}}", "count(apps)", "{count: {$.apps}}"},
      {"{count:{$.apps}}", "count(apps)", "{count: {$.apps}}"},
      {"{ count : { $.apps } }", "count(apps)", "{count: {$.apps}}"},
      {"{implode: {$.l}, '-'}", "implode(l, '-')", "{implode: {$.l}, '-'}"},
      {"{implode: {$.l}, \"it's\"}", "implode(l, '''it's''')", "{implode: {$.l}, \"it's\"}"},
      {"{implode: {$.l}, ''}", "implode(l, '')", "{implode: {$.l}, ''}"},
      {"{replace: {implode: { $.l }}, ',', '{ linebreak }'}", "replace(implode(l), ',', '{ linebreak }')",
       "{replace: {implode: {$.l}}, ',', '{ linebreak }'}"},
      {"{object: '{\"k\":\"{$.a.b} {date: 'now', 'Y'}\"}'}", "object('''{\"k\":\"{$.a.b} {date: 'now', 'Y'}\"}''')",
       "{object: '{\"k\":\"{$.a.b} {date: 'now', 'Y'}\"}'}"},
      {"{converttimezone: 'now', , 'Etc/UTC', 'U', 'Europe/Stockholm'}",
       "converttimezone('now', , 'Etc/UTC', 'U', 'Europe/Stockholm')",
       "{converttimezone: 'now', , 'Etc/UTC', 'U', 'Europe/Stockholm'}"},
      {"{round: {divide: {$.used}, {$.quota}}, 4}", "round(used / quota, 4)",
       "{round: {divide: {$.used}, {$.quota}}, 4}"},
      {"{add: {max: { $.list[*].id }}, 1}", "max(list[*].id) + 1", "{add: {max: {$.list[*].id}}, 1}"},
      {"{multiply: {$.n}, {add: {$.a}, 1}}", "n * (a + 1)", "{multiply: {$.n}, {add: {$.a}, 1}}"},
      {"{subtract: {subtract: {$.a}, {$.b}}, {subtract: {$.c}, -1}}", "a - b - (c - -1)",
       "{subtract: {subtract: {$.a}, {$.b}}, {subtract: {$.c}, -1}}"},
      {"{add: {$.a}, 1, 2}", "add(a, 1, 2)", "{add: {$.a}, 1, 2}"},
      {"{add: {$.a}}", "add(a)", "{add: {$.a}}"},
      {"{add: {$.a}, }", "add(a, )", "{add: {$.a}, }"},
      {"{if: {$.a} = 'x', {$.b}, 'no'}", "if(a = 'x', b, 'no')", "{if: {$.a} = 'x', {$.b}, 'no'}"},
      {"{if:{$.a}='x','y','n'}", "if(a = 'x', 'y', 'n')", "{if: {$.a} = 'x', 'y', 'n'}"},
      {"{if: { $.a } empty , 'x', 'y'}", "if(a IS EMPTY, 'x', 'y')", "{if: {$.a} empty, 'x', 'y'}"},
      {"{if: 'a' inList {$.l}, 1, 0}", "if('a' IN l, 1, 0)", "{if: 'a' inList {$.l}, 1, 0}"},
      {"{if: {count: {$.l}} >= 10, {if: {$.b} isTrue, 'b', 'c'}, ''}",
       "if(count(l) >= 10, if(b IS TRUE, 'b', 'c'), '')",
       "{if: {count: {$.l}} >= 10, {if: {$.b} isTrue, 'b', 'c'}, ''}"},
      {"{map: {$.x}, {\"Canada\":\"CA\"}}", "map(x, {Canada: 'CA'})", "{map: {$.x}, {\"Canada\":\"CA\"}}"},
      {"{map: {$.x}, { \"a b\" : [ 1, true, null ] }}", "map(x, {\"a b\": [1, TRUE, NULL]})",
       "{map: {$.x}, {\"a b\":[1,true,null]}}"},
      {"{json: {\"id\":\"1\",\"Date\":\"{date: 'now', 'Y-m-d'}\"}}",
       "json({id: '1', Date: '''{date: 'now', 'Y-m-d'}'''})",
       "{json: {\"id\":\"1\",\"Date\":\"{date: 'now', 'Y-m-d'}\"}}"},
      {"{json: []}", "json([])", "{json: []}"},
      {"{json: {}}", "json({})", "{json: {}}"},
      {"{randomtext: 8}", "randomtext(8)", "{randomtext: 8}"},
      {"{removeEmptyProperties:{$.object}}", "removeEmptyProperties(object)", "{removeEmptyProperties: {$.object}}"},
      {"900", "900", "900"},
      {"-5", "-5", "-5"},
      {"0.25", "0.25", "0.25"},
      {"123456789012345", "123456789012345", "123456789012345"},
  };
  for (const auto& [source, script, back] : cases) {
    CAPTURE(source);
    const auto expr = lift_expression(source);
    REQUIRE(expr);
    CHECK(print_expression(*expr) == script);
    CHECK(lowered(*expr) == back);
    CHECK(normalize_template(source) == normalize_template(back));
    CHECK(lifted(source, true) == (source == back ? script : ""));
    CHECK(lifted(back, true) == script);
  }
}

TEST_CASE("formulas that stay text: no expression says exactly this") {
  const std::string_view cases[] = {
      "{getkeys:$.contact}",         // a bare path
      "{ capitalizeName: $.path }",  // another case
      "{UPPERCASE: {$.x}}",
      "{trim:{$.inputs.companyURL}, \"www.\"}",  // double quotes without need
      "{add: {$.a}, $.b}",
      "{divide: {$.inputs.avgSalesDay}, $.inputs2.days}",
      "{if: { $.a } empty , 'personal', $.b.id}",
      "{if: {$.a} == 'x', 'y', 'n'}",    // another spelling of the operator
      "{if: {$.a} = Canada, 'y', 'n'}",  // a text without quotes
      "{if: {$.a}, 'y', 'n'}",           // no operator
      "{if: {$.a} = , 'y', 'n'}",
      "{converttimezone: {substr: {$.a}, 0, 1}.{substr: {$.a}, 2}, 'Y', 'A', 'U', 'B'}",  // glued
      "{linebreak}",
      "{ jobguid }",
      "{count:}",
      "{count: ,}",
      "{$.a[-1]}",
      "{$.a[0:2]}",
      "{$.a[?(@.b=='c')].d}",
      "{$.a..b}",
      "{$.a[00]}",
      "{$.a['key']}",
      "{$.a.content-type}",  // such a key lowers with quotes
      "{$.a.'plain'}",
      "{json: {\"a\": {$.x}}}",
      "{json: {\"{$.k}\": 1}}",
      "{json: {\"a\":\"\\u0041\"}}",
      "{text: abc}",
  };
  for (const std::string_view source : cases) {
    CAPTURE(source);
    CHECK(has_formula(source));
    CHECK(marked(source) == "«" + std::string(source) + "»");
    CHECK_FALSE(lift_expression(source));
  }
}

TEST_CASE("texts that are no formula and no number stay text") {
  const std::string_view cases[] = {"",
                                    " ",
                                    "{",
                                    "}",
                                    "{}",
                                    "{{}}",
                                    "x",
                                    "007",
                                    "1.0",
                                    "-0",
                                    "+1",
                                    "1e3",
                                    ".5",
                                    "5.",
                                    "1 ",
                                    "1234567890123456",
                                    "{$}",
                                    "{$.}",
                                    "{$.a.}",
                                    "{$.a b}",
                                    "{$.a",
                                    "{ a }",
                                    "{count}",
                                    "{1: 2}",
                                    "{variable}",
                                    "Set value of { variable }",
                                    "p {color:#fff} a:hover{content:\"x\"} .b{order:1;filter:none}",
                                    "{color: #fff}",
                                    "{\n  \"key\": [1, {\"a\": {}}]\n}",
                                    "<style>@media print { body { margin: 0 } }</style>",
                                    "function f(x) { return {a: x}; }",
                                    "{foo: 'x'}",
                                    "{$.a|b}x{"};
  for (const std::string_view source : cases) {
    CAPTURE(source);
    if (source != "{$.a|b}x{") CHECK_FALSE(has_formula(source));
    CHECK_FALSE(lift_expression(source));
    if (!has_formula(source)) CHECK(normalize_template(source) == source);
    CHECK(covered(source));
  }
}

TEST_CASE("templates are taken apart") {
  struct Case {
    std::string_view source, marked;
  };
  const Case cases[] = {
      {"Moving {count: {$.l}} files to ({$.n}/ {$.s[0].id}).",
       "Moving «{count: {$.l}}» files to («{$.n}»/ «{$.s[0].id}»)."},
      {"{\n \"id\":\"{$.runId}\",\n \"n\":\"{ $.a.b }\"\n}", "{\n \"id\":\"«{$.runId}»\",\n \"n\":\"«{ $.a.b }»\"\n}"},
      {"a{color:{$.c}}", "a{color:«{$.c}»}"},
      {"{jobguid}-{randomtext: 8}", "«{jobguid}»-«{randomtext: 8}»"},
      {"{{$.a}}", "{«{$.a}»}"},
      {"{count: {cuont: {$.x}}}", "{count: {cuont: «{$.x}»}}"},
      {"{$.a{$.b}", "{$.a«{$.b}»"},
      {"{count: '{$.a}", "{count: '«{$.a}»"},
      {"{replace: {$.a}, '{', '}'}", "«{replace: {$.a}, '{', '}'}»"},
      {"x eq \"{regexreplace: { $.s }, '\\', '\\\\'}\"", "x eq \"«{regexreplace: { $.s }, '\\', '\\\\'}»\""},
      {"{replace: {$.a}, it's, b} it's", "«{replace: {$.a}, it's, b}» it's"},
      {"[{json: {\"a\":\"{$.b}\"}}]", "[«{json: {\"a\":\"{$.b}\"}}»]"},
      {"{object: '{base64decode: {$.x}}'}", "«{object: '{base64decode: {$.x}}'}»"},
  };
  for (const auto& [source, expected] : cases) {
    CAPTURE(source);
    CHECK(marked(source) == expected);
    CHECK(covered(source));
  }
}

TEST_CASE("references are found wherever they stand") {
  using Names = std::vector<std::string>;
  CHECK(names_in("{replace: {$.a}, '{$.b} {count: {$.c}}', $.d} {$.e}") == Names{"a", "b", "c", "d", "e"});
  CHECK(names_in("{json: {\"{$.k}\":[\"x {$.v}\", {$.w}]}}") == Names{"v", "w", "k"});
  CHECK(names_in("{if: {$.a} = {$.b}, x$.y {$.c}.{$.d}, \"{$.e}\"}") == Names{"a", "b", "c", "d", "e"});
  const std::string_view source = "ab {replace: {$.a}, 'x {$.bc}', ''}";
  const Template parsed = parse_template(source);
  const Expr& argument = parsed.pieces.at(1).formula->children.at(1);
  CHECK(argument.text == "x {$.bc}");
  CHECK(source.substr(argument.range.begin, 8) == argument.text);
  const Range inner = argument.children.at(0).range;
  CHECK(source.substr(inner.begin, inner.end - inner.begin) == "{$.bc}");
}

TEST_CASE("how an argument was spelled is kept") {
  const auto argument = [](std::string_view source, std::size_t index) {
    return parse_template(source).pieces.at(0).formula->children.at(index);
  };
  CHECK(argument("{count:$.a}", 0).spelling == Spelling::bare);
  CHECK(argument("{implode: {$.a}, \",\"}", 1).spelling == Spelling::double_quoted);
  CHECK(argument("{implode: {$.a}, \"'\"}", 1).spelling == Spelling::script);
  CHECK(argument("{implode: {$.a}, x}", 1).spelling == Spelling::unquoted);
  CHECK(argument("{implode: {$.a}, {$.b}-}", 1).kind == ExprKind::concat);
  CHECK(argument("{json: {\"a\":{$.b}}}", 0).kind == ExprKind::object);
  CHECK(parse_template("{Count: {$.a}}").pieces.at(0).formula->spelling == Spelling::other_case);
}

TEST_CASE("braces that were meant to be formulas are suspect") {
  struct Case {
    std::string_view source;
    std::vector<std::pair<std::string_view, std::string>> suspects;
  };
  const Case cases[] = {
      {"{cuont: {$.x}}", {{"cuont", "cuont"}}},
      {"{cuont:$.x}", {{"cuont", "cuont"}}},
      {"{upper: {count: {$.x}}}", {{"upper", "upper"}}},
      {"{count: {cuont: 'x'}}", {{"cuont", "cuont"}}},
      {"{count: {max: {cuont: {$.x}}}}", {{"cuont", "cuont"}}},
      {"see {$.x", {{"{$.x", ""}}},
      {"{$.x y}", {{"{$.x", ""}}},
      {"{count: {$.x}", {{"{count:", ""}}},
      {"{count: {foo}}", {{"{count:", ""}}},
      {"{color: #fff} {content: 'x'} {\"a\": {$.x}} { variable } {$.ok}", {}},
      {"{replace: {$.x}, '{$.', ''}", {}},
  };
  for (const auto& [source, expected] : cases) {
    CAPTURE(source);
    std::vector<std::pair<std::string_view, std::string>> found;
    for (const auto& [range, word] : parse_template(source).suspects)
      found.emplace_back(source.substr(range.begin, range.end - range.begin), word);
    CHECK(found == expected);
  }
}

TEST_CASE("expressions are lowered") {
  struct Case {
    Expr expr;
    std::string_view expected;
  };
  const Case cases[] = {
      {text("a {$.b} 'c'"), "a {$.b} 'c'"},
      {node(ExprKind::concat, {path("a"), text("-"), path("b"), number("7")}), "{$.a}-{$.b}7"},
      {node(ExprKind::arithmetic, {path("n"), number("60")}, '*'), "{multiply: {$.n}, 60}"},
      {call("COUNT", {path("apps")}), "{count: {$.apps}}"},
      {call("implode", {path("x"), node(ExprKind::concat, {path("a"), text("-")})}), "{implode: {$.x}, '{$.a}-'}"},
      {call("implode", {path("x"), text("it's")}), "{implode: {$.x}, \"it's\"}"},
      {call("implode", {path("x"), text("{date: 'now', \"Y\"}")}), "{implode: {$.x}, '{date: 'now', \"Y\"}'}"},
      {call("replace", {path("x"), text("{"), text("}")}), "{replace: {$.x}, '{', '}'}"},
      {call("converttimezone", {text("now"), Expr{}, text("A")}), "{converttimezone: 'now', , 'A'}"},
      {condition("empty", {path("a"), Expr{}, text("x"), Expr{}}), "{if: {$.a} empty, 'x', }"},
      {call("map", {path("x"), object({"a\"b"}, {text("c\nd")})}), "{map: {$.x}, {\"a\\\"b\":\"c\\nd\"}}"},
      {path("a", {key("b c"), key("d'e")}), "{$.a.'b c'.\"d'e\"}"},
  };
  for (const auto& [expr, expected] : cases) CHECK(lowered(expr) == expected);
}

TEST_CASE("expressions that no template says are refused with a reason") {
  struct Case {
    Expr expr;
    std::string_view reason;
  };
  const Case cases[] = {
      {node(ExprKind::list, {text("a")}), "a list or an object cannot be part of a text"},
      {node(ExprKind::null, {}), "NULL cannot be part of a text"},
      {node(ExprKind::concat, {text("a"), boolean(true)}), "TRUE cannot be part of a text"},
      {Expr{}, "a value is missing"},
      {call("count", {node(ExprKind::null, {})}), "NULL cannot be an argument"},
      {call("count", {boolean(false)}), "FALSE cannot be an argument"},
      {call("cuont", {path("x")}), "there is no function cuont()"},
      {call("count", {}), "count() needs an argument"},
      {call("count", {Expr{}}), "count() needs an argument"},
      {call("if", {path("x"), text("a")}), "if() needs a test"},
      {call("linebreak", {}), "write the text '{linebreak}'"},
      {condition("=", {path("a"), Expr{}, text("x")}), "a value is missing beside ="},
      {call("count", {text("' \"")}), "both kinds of quotes"},
      {call("count", {text("{count: ")}), "begins a formula that does not end"},
      {call("json", {node(ExprKind::list, {path("a")})}), "plain texts only"},
      {call("json", {node(ExprKind::list, {text("{date: \"now\"}")})}), "cannot hold double quotes"},
      {call("json", {node(ExprKind::list, {number("01")})}), "cannot begin with 0"},
      {path("a", {key("'\"")}), "both kinds of quotes"},
  };
  for (const auto& [expr, reason] : cases) {
    CAPTURE(reason);
    CHECK(lowered(expr).find("error: ") == 0);
    CHECK(lowered(expr).find(reason) != std::string::npos);
  }
  LowerError error;
  Expr wrong = path("a", {key("'\"")});
  wrong.range = {3, 9};
  CHECK_FALSE(lower_expression(call("count", {wrong}), error));
  CHECK(error.range == Range{3, 9});
}

TEST_CASE("expressions are printed with the fewest parentheses") {
  const auto sum = [](Expr a, Expr b, char op) { return node(ExprKind::arithmetic, {std::move(a), std::move(b)}, op); };
  const auto join = [](Expr a, Expr b) { return node(ExprKind::concat, {std::move(a), std::move(b)}); };
  const Expr a = path("a"), b = path("b"), c = path("c");
  CHECK(print_expression(sum(sum(a, b, '+'), c, '-')) == "a + b - c");
  CHECK(print_expression(sum(a, sum(b, c, '-'), '+')) == "a + (b - c)");
  CHECK(print_expression(sum(sum(a, b, '*'), c, '+')) == "a * b + c");
  CHECK(print_expression(sum(sum(a, b, '+'), c, '*')) == "(a + b) * c");
  CHECK(print_expression(sum(a, sum(b, c, '/'), '/')) == "a / (b / c)");
  CHECK(print_expression(join(sum(a, b, '+'), c)) == "a + b & c");
  CHECK(print_expression(sum(join(a, b), c, '+')) == "(a & b) + c");
  CHECK(print_expression(join(join(a, b), c)) == "(a & b) & c");
  CHECK(print_expression(sum(text("'''"), c, '+')) == "('''''''' & ''''''') + c");
  CHECK(print_expression(join(text("'''"), c)) == "'''''''' & ''''''' & c");
  CHECK(print_expression(condition("notInList", {join(a, b), c, a, b})) == "if(a & b NOT IN c, a, b)");
  CHECK(
      print_expression(object({"case", "odd key", "rem"}, {text("v"), boolean(true), node(ExprKind::list, {a, b})})) ==
      "{case: 'v', \"odd key\": TRUE, \"rem\": [a, b]}");
}

TEST_CASE("white space in braces means nothing, elsewhere everything") {
  struct Case {
    std::string_view source, expected;
  };
  const Case cases[] = {
      {" a  { $.x } ", " a  {$.x} "},
      {"{ count:{ $.x }}", "{count: {$.x}}"},
      {"{implode:{$.x},' , { $.y } '}", "{implode: {$.x}, ' , {$.y} '}"},
      {"{if:{$.a}='x','b' , 'c'}", "{if: {$.a} = 'x', 'b', 'c'}"},
      {"{if: $.a  empty ,x  y ,\"z\"}", "{if: $.a empty, x  y, \"z\"}"},
      {"{converttimezone: 'now',,'A'}", "{converttimezone: 'now', , 'A'}"},
      {"{Map:{$.x},{ \"a\" : \"b {\n$.c}\" , \"d\":[ 1 ]}}", "{Map: {$.x}, {\"a\":\"b {$.c}\",\"d\":[1]}}"},
      {"{ linebreak }{ foo }", "{linebreak}{ foo }"},
      {"{count: { cuont: { $.x } } }", "{count: { cuont: {$.x} } }"},
      {"{count: {$.a} . { $.b } }", "{count: {$.a} . {$.b}}"},
  };
  for (const auto& [source, expected] : cases) {
    CAPTURE(source);
    CHECK(normalize_template(source) == expected);
    CHECK(normalize_template(expected) == expected);
  }
}

TEST_CASE("nesting is limited: what goes deeper is text") {
  const auto nested = [](std::size_t depth) { return repeated("{count: ", depth) + "{$.x}" + repeated("}", depth); };
  CHECK(lift_expression(nested(150)));
  CHECK_FALSE(lift_expression(nested(250)));
  CHECK(has_formula(nested(250)));
  Expr deep = path("x");
  for (int i = 0; i < 250; ++i) deep = call("count", {deep});
  CHECK(lowered(deep).find("error: formulas may be nested 200 deep") == 0);
}

// The sizes make a reader that is not linear run for minutes; how fast a linear one is does not matter.
TEST_CASE("hostile texts are read in linear time") {
  constexpr std::size_t many = 50'000;
  const std::string_view parts[] = {
      "{",         "{$.",        "{$.x",          "{$.'",       "{$.\"",        "{$.a[",
      "{count:",   "{count: ",   "{count: '",     "{count:\"",  "{count: [",    "{json: {\"a\":",
      "{json:[\"", "{if: $.a =", "{if: {$.a} = ", "[{\"",       "{count: x'",   "{count: 1",
      "{cuont: ",  "{ ",         "{$.'{$.'.'",    "{linebreak", "{add: {$.a},", "{count: {cuont: "};
  const std::string_view ends[] = {"", "}", "'}", "\"}]}"};
  for (const std::string_view part : parts) {
    for (const std::string_view end : ends) {
      CAPTURE(part, end);
      const std::string source = repeated(part, many) + std::string(end);
      CHECK(covered(source));
      CHECK(normalize_template(source).size() <= source.size() + many);
      CHECK(parse_template(source).suspects.size() <= 100);
      CHECK_FALSE(lift_expression(source));
    }
  }
}

TEST_CASE("any bytes: pieces cover the text, and spacing alone is changed") {
  std::mt19937 random(20250101);
  const std::vector<std::string> parts = {"{",
                                          "{",
                                          "}",
                                          "}",
                                          "$.",
                                          "a",
                                          "b c",
                                          ".",
                                          "[0]",
                                          "[*]",
                                          "[",
                                          "]",
                                          "'",
                                          "\"",
                                          ":",
                                          ",",
                                          " ",
                                          "\n",
                                          "1",
                                          "-",
                                          "=",
                                          "{$.x}",
                                          "{ $.x }",
                                          "count",
                                          "if",
                                          "{count:",
                                          "{if:",
                                          "empty",
                                          "{json: {\"a\":",
                                          "{json:[",
                                          "linebreak",
                                          "\\",
                                          "\xff",
                                          std::string(1, '\0'),
                                          "é"};
  for (int round = 0; round < 30'000; ++round) {
    std::string source;
    for (auto left = random() % 24; left > 0; --left) source += parts[random() % parts.size()];
    CAPTURE(source);
    REQUIRE(covered(source));
    const std::string normal = normalize_template(source);
    REQUIRE(normalize_template(normal) == normal);
    REQUIRE(without_space(normal) == without_space(source));
    const auto parsed = parse_template(source);
    REQUIRE(has_formula(source) ==
            std::any_of(parsed.pieces.begin(), parsed.pieces.end(), [](const Piece& each) { return each.formula; }));
    if (const auto expr = lift_expression(source)) REQUIRE(normalize_template(lowered(*expr)) == normal);
  }
}

namespace {

/// Random expressions that stand for one formula.
class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed) {}

  Expr formula(int depth) {
    switch (pick(depth > 0 ? 4 : 1)) {
      case 0: return a_path();
      case 1: {
        Expr expr = call(pick({"count", "implode", "replace", "removeEmptyProperties", "date"}), {argument(depth - 1)});
        for (auto more = pick(3); more > 0; --more)
          expr.children.push_back(pick(5) == 0 ? Expr{} : argument(depth - 1));
        return expr;
      }
      case 2: return node(ExprKind::arithmetic, {argument(depth - 1), argument(depth - 1)}, "+-*/"[pick(4)]);
      default: {
        const auto op = static_cast<std::uint8_t>(pick(26));
        const bool unary = condition_operators()[op].unary;
        return condition(condition_operators()[op].json, {argument(depth - 1), unary ? Expr{} : argument(depth - 1),
                                                          argument(depth - 1), argument(depth - 1)});
      }
    }
  }

 private:
  std::size_t pick(std::size_t count) { return random_() % count; }
  std::string pick(const std::vector<std::string>& words) { return words[pick(words.size())]; }

  std::string name() {
    return pick({"a", "listApps", "odd name", "end", "größe", "", "it's", "0", "*", "a.b", "{", "}", "$"});
  }
  std::string words() {
    return pick({"", "x", "it's", "say \"hi\"", "{$.a}", "{ $.a }-{date: 'now', 'Y'}", "{color:#fff}", "{", "}}", ", ",
                 "\n", "$.a", "{\"k\":\"{$.v}\"}", "\\", "é", "{linebreak}", "'''"});
  }

  Expr a_path() {
    Expr expr = path(name());
    for (auto more = pick(4); more > 0; --more) {
      PathStep step;
      step.kind = static_cast<PathStep::Kind>(pick(3));
      if (step.kind == PathStep::Kind::key) step.key = name();
      if (step.kind == PathStep::Kind::index) step.index = static_cast<std::uint32_t>(pick(2) * 4294967295U);
      expr.steps.push_back(step);
    }
    return expr;
  }

  Expr argument(int depth) {
    switch (pick(5)) {
      case 0: return text(words());
      case 1: return number(pick({"0", "-5", "2.50", "1e3", "007"}));
      case 2: return literal(depth);
      default: return formula(depth);
    }
  }

  Expr literal(int depth) {
    if (depth <= 0) return object({"k"}, {text(words())});
    Expr expr = pick(2) == 0 ? node(ExprKind::list, {}) : object({}, {});
    for (auto more = pick(3); more > 0; --more) {
      if (expr.kind == ExprKind::object) expr.keys.push_back(pick(2) == 0 ? name() : words());
      switch (pick(5)) {
        case 0: expr.children.push_back(node(ExprKind::null, {})); break;
        case 1: expr.children.push_back(boolean(pick(2) == 0)); break;
        case 2: expr.children.push_back(number(pick({"0", "-5", "2.50", "1e3"}))); break;
        case 3: expr.children.push_back(literal(depth - 1)); break;
        default: expr.children.push_back(text(words()));
      }
    }
    return expr;
  }

  std::mt19937 random_;
};

}  // namespace

TEST_CASE("what is lowered is lifted again, all but formulas in the keys of objects") {
  int compared = 0;
  Maker maker(4711);
  for (int round = 0; round < 20'000; ++round) {
    const Expr expr = maker.formula(3);
    LowerError error;
    const auto source = lower_expression(expr, error);
    if (!source) {
      REQUIRE_FALSE(error.message.empty());
      continue;
    }
    CAPTURE(*source);
    const auto back = lift_expression(*source, true);
    if (!back) {
      REQUIRE(source->find("\"{") != std::string::npos);
      continue;
    }
    ++compared;
    REQUIRE(same(*back, expr));
    REQUIRE(print_expression(*back) == print_expression(expr));
  }
  CHECK(compared > 10'000);
}

}  // namespace dork
