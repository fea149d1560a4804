#include "compiler/syntax/explain.hpp"

#include <algorithm>
#include <array>

namespace dork::syntax {
namespace {

/// The form of each statement by its first word, for help.
struct Form {
  std::string_view word;
  std::string_view form;
};
constexpr Form forms[] = {
    {"ACTION", "ACTION alias.name = ENDPOINT 'guid' ROLE list (parameter 'guid' STRING, …);"},
    {"AUTOMATION", "AUTOMATION 'name' DESCRIPTION 'text';"},
    {"BLOCK", "name: BLOCK 'Type' {…JSON…};"},
    {"CLEAR", "CLEAR variable;"},
    {"CLOSE", "CLOSE createdFile;"},
    {"COMPARE", "name: COMPARE a WITH b;"},
    {"CONNECT", "CONNECT TO 'Connector' AS alias USING 'connection id';"},
    {"COPY", "name: COPY FILE openedFile TO 'Adapter' (path = '…');"},
    {"CREATE", "name: CREATE FILE 'Adapter' (path = '…');"},
    {"DELETE", "name: DELETE url; or DELETE FILE 'Adapter' (path = '…');"},
    {"DETACHED", "DETACHED … END DETACHED"},
    {"DIFF", "name: DIFF a FROM b ON key = key;"},
    {"DISTINCT", "name: DISTINCT list BY field;"},
    {"ERROR", "ERROR 'text';"},
    {"EXISTS", "name: EXISTS FILE 'Adapter' (path = '…');"},
    {"EXIT", "EXIT FOR; or EXIT SCRIPT;"},
    {"FILES", "name: FILES IN 'Adapter' (path = '…');"},
    {"FILTER", "name: FILTER list WHERE field = value;"},
    {"FIRST", "name: FIRST n FROM list;"},
    {"FOR", "FOR EACH name IN list … NEXT"},
    {"FRAGMENT", "FRAGMENT;"},
    {"GET", "name: GET url PARAMS {…} HEADERS {…};"},
    {"GOTO", "GOTO 'label';"},
    {"IF", "IF a = b THEN … ELSEIF c IS EMPTY THEN … ELSE … END IF"},
    {"INPUTS", "name: INPUTS ('Label' AS TEXT REQUIRED, …);"},
    {"INTERSECT", "name: INTERSECT a WITH b ON key = key;"},
    {"JOIN", "name: JOIN a TO b ON key = key;"},
    {"LABEL", "LABEL 'name';"},
    {"LET", "LET name AS STRING = value; or LET name += value;"},
    {"LOOKUP", "name: LOOKUP list WHERE field = value;"},
    {"MAP", "name: MAP list TO {key: value};"},
    {"MOVE", "name: MOVE FILE 'Adapter' (origin = '…', destination = '…');"},
    {"NEST", "name: NEST b UNDER a AS 'children' ON keyOfA = keyOfB;"},
    {"NODEJS", "name: NODEJS (x = value) '''code''';"},
    {"OPEN", "name: OPEN FILE 'Adapter' (path = '…');"},
    {"OUTPUT", "OUTPUT value;"},
    {"PATCH", "name: PATCH url PARAMS {…} HEADERS {…};"},
    {"PHP", "name: PHP (x = value) '''code''';"},
    {"POINTERS", "name: POINTERS OF block;"},
    {"POST", "name: POST url PARAMS {…} HEADERS {…};"},
    {"PUT", "name: PUT url PARAMS {…} HEADERS {…};"},
    {"PYTHON", "name: PYTHON (x = value) '''code''';"},
    {"READ", "name: READ openedFile AS CSV;"},
    {"REDIRECT", "REDIRECT url;"},
    {"RENAME", "name: RENAME FIELDS OF list USING {old: 'new'};"},
    {"RESET", "RESET POINTER OF block;"},
    {"RUN", "name: RUN AUTOMATION 'id' WITH INPUTS {…};"},
    {"SET", "SET POINTER OF block TO value;"},
    {"SLEEP", "SLEEP seconds;"},
    {"START", "START MANUAL; START TRIGGERED ASYNC; START SCHEDULED 'RRULE:…'; or START WEBHOOK alias.Event();"},
    {"SWITCH", "SWITCH value CASE 'a' … DEFAULT … END SWITCH"},
    {"TITLE", "TITLE 'text';"},
    {"WARNING", "WARNING 'text';"},
    {"WRITE", "WRITE data TO createdFile AS CSV;"},
};

/// Words of other languages, and what Dork Script has for them.
constexpr Form foreign[] = {
    {"BREAK", "EXIT FOR leaves a loop"},
    {"CALL", "call an action by its connector: alias.action(name = value);"},
    {"CONST", "LET name AS STRING = value; declares a variable"},
    {"CONTINUE", "there is no CONTINUE: put the rest of the loop's body in an IF"},
    {"DIM", "LET name AS STRING = value; declares a variable"},
    {"DO", "FOR EACH name IN list … NEXT is the only loop; LABEL and GOTO repeat"},
    {"ELIF", "ELSEIF test THEN"},
    {"ENDIF", "END IF, in two words"},
    {"FOREACH", "FOR EACH, in two words"},
    {"FUNCTION", "there are no functions: RUN AUTOMATION shares work"},
    {"LOG", "OUTPUT value; shows a value in the run's history"},
    {"PRINT", "OUTPUT value; shows a value in the run's history"},
    {"RETURN", "EXIT SCRIPT; ends the run, OUTPUT value; returns a value"},
    {"SUB", "there are no subroutines: RUN AUTOMATION shares work"},
    {"THROW", "ERROR 'text'; fails the run"},
    {"TRACE", "OUTPUT value; shows a value in the run's history"},
    {"TRY", "ON ERROR WARN or IGNORE after a statement lets the run go on"},
    {"VAR", "LET name AS STRING = value; declares a variable"},
    {"WAIT", "SLEEP seconds; waits"},
    {"WHILE", "FOR EACH name IN list … NEXT is the only loop; LABEL and GOTO repeat"},
};

template <std::size_t Count>
const Form* find(const Form (&table)[Count], std::string_view word) {
  const auto same = [word](const Form& form) {
    return std::equal(word.begin(), word.end(), form.word.begin(), form.word.end(), [](char a, char b) {
      return (a >= 'a' && a <= 'z' ? a - 32 : a) == b;
    });
  };
  const auto* at = std::find_if(std::begin(table), std::end(table), same);
  return at == std::end(table) ? nullptr : at;
}

std::string_view text_at(std::string_view source, Range range) {
  return source.substr(range.begin, range.end - range.begin);
}

/// How a found token is called: a quotation, shortened, or `the end of the script`.
std::string describe(const antlr4::Token* token, std::string_view source) {
  if (token->getType() == antlr4::Token::EOF) return "the end of the script";
  std::string_view text = text_at(source, range_of(token));
  std::string_view tail;
  if (const std::size_t line = text.find_first_of("\r\n"); line != std::string_view::npos) {
    text = text.substr(0, line);
    tail = "…";
  }
  if (text.size() > 40) {
    std::size_t cut = 37;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) --cut;
    text = text.substr(0, cut);
    tail = "…";
  }
  const bool quoted = token->getType() == DorkLexer::QUOTED_TEXT || token->getType() == DorkLexer::TRIPLE_TEXT;
  return quoted ? fmt::format("the text {}{}", text, tail) : fmt::format("`{}{}`", text, tail);
}

/// What the parser would take, in words: `a value`, `a name`, or up to five tokens.
std::string describe_expected(const antlr4::misc::IntervalSet& expected, const antlr4::Parser& parser) {
  const bool name = expected.contains(std::size_t{DorkLexer::IDENTIFIER});
  const bool text = expected.contains(std::size_t{DorkLexer::QUOTED_TEXT});
  const bool number = expected.contains(std::size_t{DorkLexer::NUMERAL});
  if (name && text && number) return "a value";
  std::vector<std::string> words;
  if (name) words.push_back("a name");
  if (text) words.push_back("a text in single quotes");
  if (number) words.push_back("a number");
  const auto& vocabulary = parser.getVocabulary();
  for (const ssize_t type : expected.toList()) {
    if (type <= 0) continue;
    const auto at = static_cast<std::size_t>(type);
    const bool soft = at >= DorkLexer::ACTION && at <= DorkLexer::WRITE;
    if (at == DorkLexer::IDENTIFIER || at == DorkLexer::QUOTED_NAME || at == DorkLexer::QUOTED_TEXT ||
        at == DorkLexer::TRIPLE_TEXT || at == DorkLexer::NUMERAL || (name && soft))
      continue;
    std::string word = vocabulary.getLiteralName(at);
    if (word.size() > 2) word = fmt::format("`{}`", word.substr(1, word.size() - 2));
    if (word.empty()) word = vocabulary.getSymbolicName(at);
    if (word == "NULL_") word = "NULL";
    words.push_back(word);
  }
  if (words.empty() || words.size() > 6) return "something else";
  std::string list = words.front();
  for (std::size_t i = 1; i < words.size(); ++i) list += (i + 1 == words.size() ? " or " : ", ") + words[i];
  return list;
}

bool closes(std::size_t type) {
  constexpr std::array closing = {DorkLexer::END, DorkLexer::NEXT, DorkLexer::ELSE, DorkLexer::ELSEIF,
                                  DorkLexer::CASE, DorkLexer::DEFAULT};
  return std::find(closing.begin(), closing.end(), type) != closing.end();
}

std::string_view opener_word(const antlr4::RuleContext* context) {
  if (dynamic_cast<const DorkParser::IfStatementContext*>(context)) return "IF";
  if (dynamic_cast<const DorkParser::ForStatementContext*>(context)) return "FOR EACH";
  if (dynamic_cast<const DorkParser::SwitchStatementContext*>(context)) return "SWITCH";
  return "DETACHED";
}

std::string upper(std::string_view word) {
  std::string result(word);
  for (char& c : result)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return result;
}

/// Quotes, dashes and blanks of word processors, which look right and are not.
std::string_view typographic_help(std::string_view text) {
  constexpr std::array<std::string_view, 8> quotes = {"\u2018", "\u2019", "\u201A", "\u201C",
                                                      "\u201D", "\u201E", "\u00AB", "\u00BB"};
  for (const std::string_view quote : quotes)
    if (text.find(quote) != std::string_view::npos) return "write the text in straight single quotes: '…'";
  if (text.find("\u00A0") != std::string_view::npos) return "this holds a non-breaking space: write a plain one";
  if (text.find("\u2013") != std::string_view::npos || text.find("\u2014") != std::string_view::npos)
    return "write a plain hyphen `-`";
  return {};
}

/// Reports a first word that begins no statement.
void explain_statement(const antlr4::Token* start, const antlr4::Token* offending, std::string_view source,
                       Diagnostics& diagnostics) {
  const std::string_view word = text_at(source, range_of(start));
  if (closes(start->getType())) {
    diagnostics.report(Code::unmatched_end, range_of(start), describe(start, source));
    return;
  }
  if (const Form* form = find(forms, word); form && start != offending) {
    diagnostics.report(Code::unexpected_token, range_of(offending), fmt::format("what follows {}", upper(word)),
                       describe(offending, source))
        .help = fmt::format("the statement is written: {}", form->form);
    return;
  }
  Diagnostic& report = diagnostics.report(Code::unknown_statement, range_of(start), describe(start, source));
  if (const std::string_view help = typographic_help(word); !help.empty()) {
    report.help = help;
  } else if (const Form* form = find(foreign, word)) {
    report.help = form->form;
  } else if (offending->getType() == DorkLexer::EQUAL) {
    report.help = fmt::format("a variable is set with LET: LET {} = …;", word);
  } else if (offending->getType() == DorkLexer::LEFT_PAREN) {
    report.help = "an action is called by its connector: alias.action(name = value);";
  } else {
    std::vector<std::string_view> words;
    for (const Form& form : forms) words.push_back(form.word);
    if (const auto near = nearest(word, words)) {
      report.help = fmt::format("did you mean `{}`?", *near);
      report.fix = Fix{range_of(start), std::string(*near)};
    }
  }
}

}  // namespace

void explain(antlr4::Parser& parser, const antlr4::RecognitionException& error, std::string_view source,
             Diagnostics& diagnostics) {
  const antlr4::Token* offending = error.getOffendingToken();
  antlr4::ParserRuleContext* context = parser.getContext();
  const std::size_t rule = context->getRuleIndex();
  if (const auto* no_way = dynamic_cast<const antlr4::NoViableAltException*>(&error)) {
    if (rule == DorkParser::RuleItem || rule == DorkParser::RuleStatement || rule == DorkParser::RuleSimple ||
        rule == DorkParser::RuleNested || rule == DorkParser::RuleCompound || rule == DorkParser::RuleDeclaration)
      return explain_statement(no_way->getStartToken(), offending, source, diagnostics);
  }
  // What is open when the script ends, or when something else is closed, was never closed.
  if (rule == DorkParser::RuleCompound && (offending->getType() == antlr4::Token::EOF || closes(offending->getType()))) {
    const antlr4::misc::IntervalSet expected = parser.getExpectedTokens();
    if (expected.contains(std::size_t{DorkLexer::END}) || expected.contains(std::size_t{DorkLexer::NEXT})) {
      const std::string_view word = opener_word(context);
      Diagnostic& report = diagnostics.report(Code::unclosed_block, range_of(context->getStart()), word);
      report.help = word == "FOR EACH" ? "close it with NEXT" : fmt::format("close it with END {}", word);
      if (offending->getType() != antlr4::Token::EOF)
        report.notes.push_back({fmt::format("{} stands here instead", describe(offending, source)), range_of(offending)});
      return;
    }
  }
  if ((rule == DorkParser::RuleCompound || rule == DorkParser::RuleBody) && !closes(offending->getType()) &&
      parser.getExpectedTokens().contains(std::size_t{DorkLexer::END}))
    return explain_statement(offending, offending, source, diagnostics);

  std::string expected;
  std::string help(typographic_help(text_at(source, range_of(offending))));
  const antlr4::Token* previous = parser.getTokenStream()->LT(-1);
  const bool after_equal = previous && previous->getType() == DorkLexer::EQUAL;
  switch (rule) {
    case DorkParser::RuleTest:
      expected = "a comparison such as `= value` or IS NOT EMPTY";
      if (help.empty()) help = "a test has an operator: = != > >= < <= CONTAINS IN IS EMPTY IS TRUE …";
      break;
    case DorkParser::RuleArgument:
    case DorkParser::RuleArgumentList:
    case DorkParser::RuleActionCall:
      expected = describe_expected(error.getExpectedTokens(), parser);
      if (help.empty()) help = "arguments are named: alias.action(name = value, name = value)";
      break;
    default:
      expected = describe_expected(error.getExpectedTokens(), parser);
      if (rule == DorkParser::RulePrimary) expected = "a value";
  }
  if (help.empty() && after_equal && offending->getType() == DorkLexer::EQUAL) help = "a test is written with one `=`";
  Diagnostic& report = diagnostics.report(Code::unexpected_token, range_of(offending), expected, describe(offending, source));
  report.help = help;
  if (help.empty() && offending->getType() == DorkLexer::IDENTIFIER) {
    // A keyword that is spelled nearly right.
    std::vector<std::string> words;
    for (const ssize_t type : error.getExpectedTokens().toList())
      if (type > 0 && static_cast<std::size_t>(type) <= DorkLexer::WRITE)
        words.push_back(parser.getVocabulary().getSymbolicName(static_cast<std::size_t>(type)));
    const std::vector<std::string_view> views(words.begin(), words.end());
    if (const auto near = nearest(text_at(source, range_of(offending)), views)) {
      report.help = fmt::format("did you mean `{}`?", *near);
      report.fix = Fix{range_of(offending), std::string(*near)};
    }
  }
}

void explain_missing(antlr4::Parser& parser, std::size_t type, std::string_view source, Diagnostics& diagnostics) {
  const antlr4::Token* next = parser.getTokenStream()->LT(1);
  const std::uint32_t end = range_of(parser.getTokenStream()->LT(-1)).end;
  const Range gap{end > 0 ? end - 1 : 0, end};
  if (type == DorkLexer::SEMICOLON) {
    diagnostics.report(Code::missing_semicolon, gap).fix = Fix{{end, end}, ";"};
  } else {
    Diagnostic& report = diagnostics.report(Code::unexpected_token, gap, "THEN after the condition", describe(next, source));
    report.fix = Fix{{end, end}, " THEN"};
    report.help = "IF test THEN … END IF";
  }
}

bool check_readable(TokenList& list, std::string_view source, Diagnostics& diagnostics) {
  std::vector<SlimToken> kept;
  bool makes_sense = true;
  bool stray = false;
  for (const SlimToken& token : list.tokens) {
    switch (token.getType()) {
      case DorkLexer::UNCLOSED_TEXT: diagnostics.report(Code::unterminated_text, token.range()); makes_sense = false; break;
      case DorkLexer::UNCLOSED_NAME: diagnostics.report(Code::unterminated_name, token.range()); makes_sense = false; break;
      case DorkLexer::UNCLOSED_COMMENT:
        diagnostics.report(Code::unterminated_comment, token.range());
        makes_sense = false;
        break;
      case DorkLexer::STRAY: {
        const auto byte = static_cast<unsigned char>(source[token.range().begin]);
        Diagnostic& report = diagnostics.report(Code::stray_character, token.range(),
                                                byte < 0x20 || byte == 0x7F ? fmt::format("byte 0x{:02X}", byte)
                                                                            : fmt::format("`{}`", static_cast<char>(byte)));
        if (byte == '#') report.help = "comments begin with //";
        if (byte == '$') report.help = "outside of texts a reference is its name alone: apps.item.id";
        if (byte == '!') report.help = "not equal is `!=` or `<>`; tests are negated by NOT: IS NOT EMPTY";
        stray = true;
        break;
      }
      default: break;
    }
  }
  if (makes_sense && stray) {
    for (const SlimToken& token : list.tokens)
      if (token.getType() != DorkLexer::STRAY)
        kept.emplace_back(token.getType(), token.range(), 0, kept.size());
    list.tokens = std::move(kept);
  }
  return makes_sense;
}

}  // namespace dork::syntax
