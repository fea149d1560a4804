// The statements of Dork Script: the only definition of what parses. Every statement is known by its first token or two:
// a keyword, `name :`, or `alias .`; no statement begins with what an expression can go on with.
parser grammar DorkParser;

options { tokenVocab = DorkLexer; }

script: item* EOF;

// What stands at the top level, one at a time.
item: attributes? ( declaration SEMICOLON | statement );

declaration
    : AUTOMATION title=text ( DESCRIPTION description=text )?                                       # automationHeader
    | FRAGMENT                                                                                      # fragmentHeader
    | CONNECT TO connector=text ( GUID guid=text )? ( AS alias=name )? ( USING connection=text )?   # connect
    | ACTION alias=name DOT action=pathKey EQUAL kind=( ENDPOINT | SNIPPET | WEBHOOK ) guid=text
      ( ROLE role=name )? LEFT_PAREN ( declaredParameter ( COMMA declaredParameter )* )? RIGHT_PAREN
      ( WITH LEFT_PAREN pathKey ( COMMA pathKey )* RIGHT_PAREN )?                                   # actionDeclaration
    ;

declaredParameter: pathKey guid=text type=name ( RAW )?;

// @{…}: what the JSON holds beyond what the statement says.
attributes: ATTRIBUTES jsonObject;

statement: DISABLED? ( label=name COLON )? ( compound SEMICOLON? | simple clause* SEMICOLON );

nested: attributes? statement;

body: nested*;

compound
    : IF tests THEN body ( ELSEIF tests THEN body )* ( ELSE body )? END IF                      # ifStatement
    | FOR EACH variable=name IN source clause* body NEXT                                        # forStatement
    | SWITCH expression clause* switchCase* ( DEFAULT body )? END SWITCH                        # switchStatement
    | DETACHED body END DETACHED                                                                # detachedStatement
    ;

switchCase: CASE match=expression body;

source
    : BATCHES OF size=expression FROM list=expression                                           # batchSource
    | actionCall                                                                                # actionSource
    | listOperation                                                                             # listSource
    | expression                                                                                # valueSource
    ;

simple
    : actionCall                                                                                # actionStatement
    | listOperation                                                                             # listStatement
    | START MANUAL                                                                              # startManual
    | START TRIGGERED how=( ASYNC | SYNC )? ( TEST payload=value )?                            # startTriggered
    | START SCHEDULED ( recurrence=text )? ( EVERY interval=value )? ( FROM begin=value )? ( UNTIL finish=value )?
      ( TIMEZONE zone=value )?                                                                  # startScheduled
    | START WEBHOOK alias=name DOT event=pathKey LEFT_PAREN argumentList? RIGHT_PAREN
      ( TEST payload=value )?                                                                   # startWebhook
    | LET variable=name ( AS type=variableType )? ( operation ( COMMA operation )* )?           # letStatement
    | CLEAR variable=name                                                                       # clearStatement
    | OUTPUT value how=( REPLACE | MERGE )?                                                    # outputStatement
    | TITLE value                                                                               # titleStatement
    | SLEEP value                                                                               # sleepStatement
    | ERROR value                                                                               # errorStatement
    | WARNING value                                                                             # warningStatement
    | REDIRECT value                                                                            # redirectStatement
    | LABEL value                                                                               # labelStatement
    | GOTO ( target=text | NULL_ )                                                              # gotoStatement
    | EXIT FOR                                                                                  # exitForStatement
    | EXIT SCRIPT                                                                               # exitScriptStatement
    | INPUTS LEFT_PAREN ( formItem ( COMMA formItem )* )? RIGHT_PAREN REMEMBER?                 # inputsStatement
    | method=( GET | POST | PUT | PATCH | DELETE ) value webClause*                             # webStatement
    | RUN AUTOMATION value ( WITH INPUTS inputs=value )?                                        # runStatement
    | language=( PYTHON | NODEJS | PHP ) LEFT_PAREN argumentList? RIGHT_PAREN code=value        # codeStatement
    | LOOKUP expression WHERE tests                                                             # lookupStatement
    | FIRST count=expression FROM list=expression                                               # firstStatement
    | COMPARE left=expression WITH right=expression SIMILAR?                                    # compareStatement
    | OPEN FILE fileLocation                                                                    # openFileStatement
    | CREATE FILE fileLocation                                                                  # createFileStatement
    | COPY FILE from=blockName TO fileLocation                                                  # copyFileStatement
    | WRITE value TO file=blockName fileFormat?                                                 # writeStatement
    | CLOSE file=blockName                                                                      # closeStatement
    | DELETE FILE fileLocation                                                                  # deleteFileStatement
    | MOVE FILE fileLocation                                                                    # moveFileStatement
    | EXISTS FILE fileLocation                                                                  # existsFileStatement
    | POINTERS OF block=blockName                                                               # pointersStatement
    | SET POINTER OF block=blockName TO RECORD? value                                           # setPointerStatement
    | RESET POINTER OF block=blockName                                                          # resetPointerStatement
    | BLOCK type=text jsonObject                                                                # blockStatement
    ;

// The operations whose result can be looped over.
listOperation
    : FILTER list=expression WHERE tests                                                        # filterOperation
    | DISTINCT list=expression ( BY key=fieldName )?                                            # distinctOperation
    | MAP list=expression TO mapping=expression                                                 # mapOperation
    | RENAME FIELDS OF list=expression USING mapping=expression ONLY?                           # renameOperation
    | JOIN left=expression TO right=expression onKeys ( KEEP keep=( LEFT | RIGHT | BOTH ) | IGNORE DUPLICATES )?  # joinOperation
    | NEST right=expression UNDER left=expression AS key=expression onKeys                      # nestOperation
    | DIFF left=expression FROM right=expression onKeys                                         # diffOperation
    | INTERSECT left=expression WITH right=expression onKeys ( MERGE ( KEEP keep=( LEFT | BOTH ) )? )?  # intersectOperation
    | READ file=blockName fileFormat?                                                           # readOperation
    | FILES IN fileLocation                                                                     # filesOperation
    ;

onKeys: ON left=fieldName EQUAL right=fieldName;

fieldName: name ( DOT pathKey )* | text | NULL_;

// A block that an input points at: by name, or by its id as text where there is no such block.
blockName: name | text | NULL_;

fileLocation: ( text | NULL_ ) ( LEFT_PAREN argumentList? RIGHT_PAREN )?;

fileFormat: AS how=( AUTO | CSV | JSON | RAW ) ( LEFT_PAREN argumentList? RIGHT_PAREN )?;

formItem
    : caption=text AS type=( TEXT | SELECT | OBJECT | MULTISELECT | MAPPING ) REQUIRED? ( HELP help=text )?
      ( FROM values=value )? ( OPTIONS jsonObject )?
    ;

webClause
    : kind=( PARAMS | HEADERS | TIMEOUT | ENCODING ) value
    ;

actionCall: alias=name DOT action=pathKey LEFT_PAREN argumentList? RIGHT_PAREN;

argumentList: argument ( COMMA argument )*;

argument: pathKey EQUAL value;

clause
    : LIMIT value                                                                               # limitClause
    | ON ERROR policy=( STOP | WARN | IGNORE )                                                  # onErrorClause
    | CENSOR                                                                                    # censorClause
    | USING ( text | NULL_ )                                                                    # usingClause
    | WITH LEFT_PAREN argumentList RIGHT_PAREN                                                  # withClause
    ;

operation
    : op=( EQUAL | AMPERSAND_EQUAL | PLUS_EQUAL | MINUS_EQUAL | STAR_EQUAL | SLASH_EQUAL | RENAME ) value
    | op=CLEAR
    ;

variableType: STRING | NUMBER | LIST | OBJECT | TABLE;

// Tests are one level deep, all joined by AND or all by OR.
tests: test ( joiner test )*;

joiner: AND | OR;

test
    : left=expression
      ( op=( EQUAL | NOT_EQUAL | GREATER | GREATER_EQUAL | LESS | LESS_EQUAL ) right=expression
      | NOT? op=( CONTAINS | IN ) right=expression
      | IS NOT? kind=( EMPTY | TEXT | NUMBER | OBJECT | LIST | EMAIL | PHONE | TRUE | FALSE )
      )
    ;

value: expression ( AS caption=text )?;

expression: sum ( AMPERSAND sum )*;

sum: product ( ops+=( PLUS | MINUS ) product )*;

product: primary ( ops+=( STAR | SLASH ) primary )*;

primary
    : text                                                                                      # textPrimary
    | MINUS? NUMERAL                                                                            # numberPrimary
    | constant=( NULL_ | TRUE | FALSE )                                                         # constantPrimary
    | IF LEFT_PAREN test ( COMMA functionArgument )* RIGHT_PAREN                                # ifPrimary
    | name LEFT_PAREN functionArgument ( COMMA functionArgument )* RIGHT_PAREN                  # callPrimary
    | name accessor*                                                                            # pathPrimary
    | LEFT_BRACKET ( expression ( COMMA expression )* )? RIGHT_BRACKET                          # listPrimary
    | LEFT_BRACE ( entry ( COMMA entry )* )? RIGHT_BRACE                                        # objectPrimary
    | LEFT_PAREN expression RIGHT_PAREN                                                         # groupPrimary
    ;

// May be left out between two commas.
functionArgument: expression?;

accessor: DOT pathKey | LEFT_BRACKET ( NUMERAL | STAR ) RIGHT_BRACKET;

entry: ( pathKey | text ) COLON expression;

text: QUOTED_TEXT | TRIPLE_TEXT;

jsonObject: LEFT_BRACE ( jsonEntry ( COMMA jsonEntry )* )? RIGHT_BRACE;

jsonEntry: QUOTED_NAME COLON json;

json
    : jsonObject
    | LEFT_BRACKET ( json ( COMMA json )* )? RIGHT_BRACKET
    | QUOTED_NAME
    | MINUS? NUMERAL
    | TRUE
    | FALSE
    | NULL_
    ;

// After a dot, before `=` and before `:` every word is a name.
pathKey: name | AND | CASE | DEFAULT | ELSE | ELSEIF | END | FALSE | IS | NEXT | NOT | NULL_ | OR | THEN | TRUE;

name
    : IDENTIFIER | QUOTED_NAME
    | ACTION | AS | ASYNC | AUTO | AUTOMATION | BATCHES | BLOCK | BOTH | BY | CENSOR | CLEAR | CLOSE | COMPARE | CONNECT
    | CONTAINS | COPY | CREATE | CSV | DELETE | DESCRIPTION | DETACHED | DIFF | DISABLED | DISTINCT | DUPLICATES | EACH
    | EMAIL | EMPTY | ENCODING | ENDPOINT | ERROR | EVERY | EXISTS | EXIT | FIELDS | FILE | FILES | FILTER | FIRST | FOR
    | FRAGMENT | FROM | GET | GOTO | GUID | HEADERS | HELP | IF | IGNORE | IN | INPUTS | INTERSECT | JOIN | JSON | KEEP
    | LABEL | LEFT | LET | LIMIT | LIST | LOOKUP | MANUAL | MAP | MAPPING | MERGE | MOVE | MULTISELECT | NEST | NODEJS
    | NUMBER | OBJECT | OF | ON | ONLY | OPEN | OPTIONS | OUTPUT | PARAMS | PATCH | PHONE | PHP | POINTER | POINTERS
    | POST | PUT | PYTHON | RAW | READ | RECORD | REDIRECT | REMEMBER | RENAME | REPLACE | REQUIRED | RESET | RIGHT
    | ROLE | RUN | SCHEDULED | SCRIPT | SELECT | SET | SIMILAR | SLEEP | SNIPPET | START | STOP | STRING | SWITCH | SYNC
    | TABLE | TEST | TEXT | TIMEOUT | TIMEZONE | TITLE | TO | TRIGGERED | UNDER | UNTIL | USING | WARN | WARNING
    | WEBHOOK | WHERE | WITH | WRITE
    ;
