// The functions of formulas, by their purpose. docs/runtime.md says what each does where Qlik's help does not.
#pragma once

#include "runtime/formula/functions.hpp"

namespace dork::runtime::functions {

// texts: functions_text.cpp
Value base64decode(Arguments& arguments);
Value base64encode(Arguments& arguments);
Value capitalizename(Arguments& arguments);
Value explode(Arguments& arguments);
Value jobguid(Arguments& arguments);
Value linebreak(Arguments& arguments);
Value lowercase(Arguments& arguments);
Value ltrim(Arguments& arguments);
Value randomtext(Arguments& arguments);
Value replace(Arguments& arguments);
Value rtrim(Arguments& arguments);
Value strpos(Arguments& arguments);
Value substr(Arguments& arguments);
Value text(Arguments& arguments);
Value trim(Arguments& arguments);
Value uppercase(Arguments& arguments);

// regular expressions: functions_regex.cpp
Value regexparse(Arguments& arguments);
Value regexparseall(Arguments& arguments);
Value regexreplace(Arguments& arguments);

// numbers: functions_number.cpp
Value add(Arguments& arguments);
Value divide(Arguments& arguments);
Value mod(Arguments& arguments);
Value modelevendigit(Arguments& arguments);
Value modtendigit(Arguments& arguments);
Value multiply(Arguments& arguments);
Value randomnumber(Arguments& arguments);
Value round(Arguments& arguments);
Value subtract(Arguments& arguments);

// lists: functions_list.cpp
Value count(Arguments& arguments);
Value getkeys(Arguments& arguments);
Value implode(Arguments& arguments);
Value max(Arguments& arguments);
Value min(Arguments& arguments);
Value sort(Arguments& arguments);
Value sortdesc(Arguments& arguments);

// JSON, CSV, objects: functions_data.cpp
Value csv(Arguments& arguments);
Value json(Arguments& arguments);
Value map(Arguments& arguments);
Value object(Arguments& arguments);
Value remove_empty_properties(Arguments& arguments);

// dates: functions_date.cpp
Value converttimezone(Arguments& arguments);
Value date(Arguments& arguments);

}  // namespace dork::runtime::functions
