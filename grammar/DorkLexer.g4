// The tokens of Dork Script. Keywords are case-insensitive; those that can be told from their place may also be names
// (rule `name` of the parser). Every token may be read over bytes or over code points alike: all beyond ASCII is a letter.
lexer grammar DorkLexer;

channels { COMMENTS, DOCS }

// Reserved words: a name that is spelled so must be quoted.
AND: A N D;
CASE: C A S E;
DEFAULT: D E F A U L T;
ELSE: E L S E;
ELSEIF: E L S E I F;
END: E N D;
FALSE: F A L S E;
IS: I S;
NEXT: N E X T;
NOT: N O T;
NULL_: N U L L;
OR: O R;
THEN: T H E N;
TRUE: T R U E;

// Soft keywords.
ACTION: A C T I O N;
AS: A S;
ASYNC: A S Y N C;
AUTO: A U T O;
AUTOMATION: A U T O M A T I O N;
BATCHES: B A T C H E S;
BLOCK: B L O C K;
BOTH: B O T H;
BY: B Y;
CENSOR: C E N S O R;
CLEAR: C L E A R;
CLOSE: C L O S E;
COMPARE: C O M P A R E;
CONNECT: C O N N E C T;
CONTAINS: C O N T A I N S;
COPY: C O P Y;
CREATE: C R E A T E;
CSV: C S V;
DELETE: D E L E T E;
DESCRIPTION: D E S C R I P T I O N;
DETACHED: D E T A C H E D;
DIFF: D I F F;
DISABLED: D I S A B L E D;
DISTINCT: D I S T I N C T;
DUPLICATES: D U P L I C A T E S;
EACH: E A C H;
EMAIL: E M A I L;
EMPTY: E M P T Y;
ENCODING: E N C O D I N G;
ENDPOINT: E N D P O I N T;
ERROR: E R R O R;
EVERY: E V E R Y;
EXISTS: E X I S T S;
EXIT: E X I T;
FIELDS: F I E L D S;
FILE: F I L E;
FILES: F I L E S;
FILTER: F I L T E R;
FIRST: F I R S T;
FOR: F O R;
FRAGMENT: F R A G M E N T;
FROM: F R O M;
GET: G E T;
GOTO: G O T O;
GUID: G U I D;
HEADERS: H E A D E R S;
HELP: H E L P;
IF: I F;
IGNORE: I G N O R E;
IN: I N;
INPUTS: I N P U T S;
INTERSECT: I N T E R S E C T;
JOIN: J O I N;
JSON: J S O N;
KEEP: K E E P;
LABEL: L A B E L;
LEFT: L E F T;
LET: L E T;
LIMIT: L I M I T;
LIST: L I S T;
LOOKUP: L O O K U P;
MANUAL: M A N U A L;
MAP: M A P;
MAPPING: M A P P I N G;
MERGE: M E R G E;
MOVE: M O V E;
MULTISELECT: M U L T I S E L E C T;
NEST: N E S T;
NODEJS: N O D E J S;
NUMBER: N U M B E R;
OBJECT: O B J E C T;
OF: O F;
ON: O N;
ONLY: O N L Y;
OPEN: O P E N;
OPTIONS: O P T I O N S;
OUTPUT: O U T P U T;
PARAMS: P A R A M S;
PATCH: P A T C H;
PHONE: P H O N E;
PHP: P H P;
POINTER: P O I N T E R;
POINTERS: P O I N T E R S;
POST: P O S T;
PUT: P U T;
PYTHON: P Y T H O N;
RAW: R A W;
READ: R E A D;
RECORD: R E C O R D;
REDIRECT: R E D I R E C T;
REMEMBER: R E M E M B E R;
RENAME: R E N A M E;
REPLACE: R E P L A C E;
REQUIRED: R E Q U I R E D;
RESET: R E S E T;
RIGHT: R I G H T;
ROLE: R O L E;
RUN: R U N;
SCHEDULED: S C H E D U L E D;
SCRIPT: S C R I P T;
SELECT: S E L E C T;
SET: S E T;
SIMILAR: S I M I L A R;
SLEEP: S L E E P;
SNIPPET: S N I P P E T;
START: S T A R T;
STOP: S T O P;
STRING: S T R I N G;
SWITCH: S W I T C H;
SYNC: S Y N C;
TABLE: T A B L E;
TEST: T E S T;
TEXT: T E X T;
TIMEOUT: T I M E O U T;
TIMEZONE: T I M E Z O N E;
TITLE: T I T L E;
TO: T O;
TRIGGERED: T R I G G E R E D;
UNDER: U N D E R;
UNTIL: U N T I L;
USING: U S I N G;
WARN: W A R N;
WARNING: W A R N I N G;
WEBHOOK: W E B H O O K;
WHERE: W H E R E;
WITH: W I T H;
WRITE: W R I T E;

// Comments. `///` is the comment of the block that follows; REM needs a blank after it and runs to the next semicolon.
DOC_COMMENT: '///' ~[\r\n]* -> channel(DOCS);
LINE_COMMENT: '//' ~[\r\n]* -> channel(COMMENTS);
BLOCK_COMMENT: '/*' .*? '*/' -> channel(COMMENTS);
REM_COMMENT: R E M [ \t\r\n] ~[;]* ';' -> channel(COMMENTS);

// Text. A doubled quote inside stands for one; a text that begins with a quote is written with three. Up to two quotes
// before the closing three belong to the text; a newline right after the opening three does not.
TRIPLE_TEXT: '\'\'\'' ( '\''? '\''? ~['] )* '\'\'\'' '\''? '\''?;
QUOTED_TEXT: '\'' ( ~['] ( ~['] | '\'\'' )* )? '\'';

// "Names" in double quotes, with JSON's escapes.
QUOTED_NAME: '"' ( ~["\\] | '\\' . )* '"';

IDENTIFIER: LETTER ( LETTER | [0-9] )*;
NUMERAL: [0-9]+ ( '.' [0-9]+ )? ( [eE] [+\-]? [0-9]+ )?;

ATTRIBUTES: '@';
AMPERSAND_EQUAL: '&=';
PLUS_EQUAL: '+=';
MINUS_EQUAL: '-=';
STAR_EQUAL: '*=';
SLASH_EQUAL: '/=';
NOT_EQUAL: '!=' | '<>';
LESS_EQUAL: '<=';
GREATER_EQUAL: '>=';
LESS: '<';
GREATER: '>';
EQUAL: '=';
AMPERSAND: '&';
PLUS: '+';
MINUS: '-';
STAR: '*';
SLASH: '/';
DOT: '.';
COMMA: ',';
COLON: ':';
SEMICOLON: ';';
LEFT_PAREN: '(';
RIGHT_PAREN: ')';
LEFT_BRACKET: '[';
RIGHT_BRACKET: ']';
LEFT_BRACE: '{';
RIGHT_BRACE: '}';

WHITESPACE: [ \t\r\n\u000B\u000C]+ -> skip;

// What is never closed, and what belongs to nothing: tokens of their own, so that the parser reports them in place.
UNCLOSED_COMMENT: '/*' .*?;
UNCLOSED_NAME: '"' ~["\r\n]*;
UNCLOSED_TEXT: '\'' ~['\r\n]*;
STRAY: .;

fragment LETTER: [A-Za-z_\u0080-\uFFFF];

fragment A: [aA]; fragment B: [bB]; fragment C: [cC]; fragment D: [dD]; fragment E: [eE]; fragment F: [fF];
fragment G: [gG]; fragment H: [hH]; fragment I: [iI]; fragment J: [jJ]; fragment K: [kK]; fragment L: [lL];
fragment M: [mM]; fragment N: [nN]; fragment O: [oO]; fragment P: [pP]; fragment Q: [qQ]; fragment R: [rR];
fragment S: [sS]; fragment T: [tT]; fragment U: [uU]; fragment V: [vV]; fragment W: [wW]; fragment X: [xX];
fragment Y: [yY]; fragment Z: [zZ];
