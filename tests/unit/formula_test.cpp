// Templates and expressions: lowered, lifted, printed.
#include "tests/unit/expressions.hpp"

namespace dork {

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

}  // namespace dork
