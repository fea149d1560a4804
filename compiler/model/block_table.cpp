#include "compiler/model/block_table.hpp"

#include <algorithm>
#include <array>

namespace dork {
namespace {

using enum FieldPlace;
using enum FieldKind;

constexpr FieldSpec on_error{"blendr_on_error", setting, "select", choice, R"("stop")", ""};
constexpr FieldSpec censor{"automations_censor_data", setting, "checkbox", flag, "false", ""};
constexpr FieldSpec datasource{"datasource", setting, "select", value, "null", "datasourcetype=*"};
constexpr FieldSpec ignore_case{"case_insensitive", setting, "checkbox", flag, "null", ""};

constexpr FieldSpec input_of(std::string_view id, std::string_view preset = "null", bool required = true) {
  return {id, input, "string", value, preset, "", {}, required};
}

/// An input between words of its statement, where no label can stand.
constexpr FieldSpec operand_of(std::string_view id, std::string_view preset = "null") {
  FieldSpec spec = input_of(id, preset);
  spec.labelled = false;
  return spec;
}

constexpr FieldSpec start_fields[] = {
    {"run_mode", input, "select", choice, R"("manual")", ""},
    {"async", input, "select", choice, R"("no")", "run_mode=triggered"},
    {"datasourcetype_guid", input, "select", value, "", "run_mode=webhook"},
    {"webhook_event_guid", input, "select", value, "", "run_mode=webhook"},
    {"test_payload", input, "json", value, "", ""},
    {"webhook_documentation", input, "string", value, "null", "run_mode=webhook"},
    {"recurrence", input, "string", value, "", "run_mode=never"},
    {"schedule_start", input, "date", value, "", "run_mode=scheduled"},
    {"schedule_stoptime", input, "date", value, "", "run_mode=scheduled"},
    {"schedule_interval", input, "select", value, "", "run_mode=scheduled"},
    {"schedule_timezone", input, "select", value, "", "run_mode=scheduled"},
};
constexpr FieldSpec show_fields[] = {input_of("input"),
                                     {"display_mode", setting, "select", choice, R"("add")", ""}};
constexpr FieldSpec form_fields[] = {{"persist_data", setting, "select", choice, R"("no")", ""}, censor};
constexpr FieldSpec if_fields[] = {{"conditions", input, "custom", conditions, "", ""}};
constexpr FieldSpec case_fields[] = {{"expression", input, "string", value, R"("")", "", {}, true, false},
                                     {"statements", input, "list", cases, "", ""}};
constexpr FieldSpec for_each_fields[] = {operand_of("input"), censor};
constexpr FieldSpec batch_fields[] = {operand_of("input"), operand_of("size"), censor};
constexpr FieldSpec label_fields[] = {input_of("name", R"("")")};
constexpr FieldSpec goto_fields[] = {{"label", input, "select", block, "null", ""}};
constexpr FieldSpec sleep_fields[] = {input_of("time")};
constexpr FieldSpec error_fields[] = {input_of("message"), {"action", input, "select", choice, R"("stop")", ""}};
constexpr FieldSpec title_fields[] = {input_of("title"), censor};
constexpr FieldSpec redirect_fields[] = {input_of("url")};
constexpr FieldSpec url_fields[] = {
    input_of("url"),
    {"method", input, "select", choice, R"("GET")", ""},
    {"timeout", input, "string", value, "null", ""},
    {"params", input, "object", value, "null", "", "keyValue"},
    {"headers", input, "object", value, "null", "", "keyValue"},
    {"encoding", input, "string", value, "null", ""},
    on_error,
    {"full_response", setting, "checkbox", flag, "null", ""},
    {"capitalize_headers", setting, "checkbox", flag, "null", ""},
    censor,
};
constexpr FieldSpec widget_fields[] = {
    {"guid", input, "api-search", value, R"("")", "", {}, true},
    {"widgetInputs", input, "object", value, "", "", "keyValue"},
    on_error,
    {"cache", setting, "select", value, "null", ""},
    censor,
};
constexpr FieldSpec code_fields[] = {
    {"language", input, "select", choice, R"("python")", ""},
    {"inputs", input, "object", value, "null", "", "keyValue"},
    {"code", input, "code", value, "null", "", {}, true},
    on_error,
    censor,
};
constexpr FieldSpec tested_list_fields[] = {operand_of("list", R"("")"), {"conditions", input, "custom", conditions, "", ""}, censor};
constexpr FieldSpec distinct_fields[] = {operand_of("list"), {"key", input, "field", key, "null", ""}, ignore_case, censor};
constexpr FieldSpec merge_fields[] = {
    operand_of("list1"),
    operand_of("list2"),
    {"merge_strategy", setting, "select", choice, R"("merge")", ""},
    {"list1_unique_key", setting, "field", key, "null", "merge_strategy=merge"},
    {"list2_unique_key", setting, "field", key, "null", "merge_strategy=merge"},
    {"on_duplicate_key", setting, "select", choice, R"("merge")", "merge_strategy=merge"},
    {"on_existing_item_key", setting, "select", choice, R"("keep_list1")", "on_duplicate_key=merge"},
    {"children_key", setting, "string", value, "null", "merge_strategy=set", {}, false, false},
    {"list1_key", setting, "field", key, "null", "merge_strategy=set"},
    {"list2_key", setting, "field", key, "null", "merge_strategy=set"},
    ignore_case,
    censor,
};
constexpr FieldSpec compare_lists_fields[] = {
    operand_of("list1"),
    operand_of("list2"),
    {"list1_unique_key", setting, "field", key, "null", ""},
    {"list2_unique_key", setting, "field", key, "null", ""},
    {"compare_mode", setting, "select", choice, R"("diff")", ""},
    ignore_case,
    {"result_mode", setting, "select", choice, R"("list1")", "compare_mode=intersect"},
    {"on_existing_item_key", setting, "select", choice, "", "result_mode=merge"},
    censor,
};
constexpr FieldSpec rename_fields[] = {
    operand_of("list"),
    {"mapping", input, "object", value, "null", "", "keyValue", true, false},
    {"keepOtherFields", setting, "select", choice, R"("keep")", ""},
    censor,
};
constexpr FieldSpec transform_fields[] = {
    operand_of("list"), {"mapping", input, "object", value, "null", "", "keyValue", true, false}, censor};
constexpr FieldSpec limit_fields[] = {operand_of("list"), operand_of("limit"), censor};
constexpr FieldSpec compare_object_fields[] = {
    operand_of("object1"),
    operand_of("object2"),
    {"compare_mode", setting, "select", choice, R"("diff")", ""},
    {"ignore_missing_in_object1", setting, "select", choice, R"("no")", "compare_mode=diff"},
    {"ignore_missing_in_object2", setting, "select", choice, R"("no")", "compare_mode=diff"},
    censor,
};
constexpr FieldSpec pointer_block{"pointer_block_id", input, "select", block, "null", "", {}, true};
constexpr FieldSpec list_pointer_fields[] = {pointer_block, censor};
constexpr FieldSpec update_pointer_fields[] = {pointer_block,
                                               {"last_retrieved_at", input, "string", value, "", ""},
                                               {"highest_record_retrieved", input, "string", value, "", ""}};
constexpr FieldSpec delete_pointer_fields[] = {pointer_block};
constexpr FieldSpec adapter{"datasourcetype", input, "select", value, "null", "", {}, true};
constexpr FieldSpec file_fields[] = {adapter, datasource, on_error, censor};
constexpr FieldSpec copy_fields[] = {{"source", input, "select", block, "null", "", {}, true}, adapter, datasource,
                                     on_error, censor};
constexpr FieldSpec file_block{"file", input, "select", block, "null", "", {}, true};
constexpr FieldSpec format_mode{"mode", input, "select", choice, R"("auto")", "file=*"};
constexpr FieldSpec format_delimiter{"delimiter", input, "string", value, R"(",")", "mode=csv"};
constexpr FieldSpec format_encoding{"file_encoding", input, "string", value, "", "file=*"};
constexpr FieldSpec format_headers{"csv_headers", input, "select", choice, R"("yes")", "mode=csv"};
constexpr FieldSpec format_columns{"csv_columns", input, "string", value, "null", "mode=csv"};
constexpr FieldSpec read_fields[] = {file_block, format_mode, format_delimiter, format_encoding, format_headers,
                                     format_columns, on_error, censor};
constexpr FieldSpec write_fields[] = {
    file_block, input_of("data"), format_mode, format_delimiter, format_encoding, format_columns,
    {"csv_headers", input, "select", choice, R"("yes")", "csv_columns=*"}, on_error, censor};
constexpr FieldSpec close_fields[] = {file_block, on_error, censor};

constexpr BlockSpec blocks[] = {
    {BlockType::start, "StartBlock", "Start", "Start", start_fields},
    {BlockType::endpoint, "EndpointBlock", "action", "Action", {}},
    {BlockType::snippet, "SnippetBlock", "action", "Action", {}},
    {BlockType::if_else, "IfElseBlock", "condition", "Condition", if_fields, false, false, false},
    {BlockType::case_, "CaseBlock", "case", "Case", case_fields, false, false, false},
    {BlockType::label, "LabelBlock", "label", "Label", label_fields, false, false, false},
    {BlockType::go_to, "GotoBlock", "goToLabel", "Go To Label", goto_fields, false, true, false},
    {BlockType::for_each, "ForEachBlock", "loop", "Loop", for_each_fields, true},
    {BlockType::filter_list, "FilterListBlock", "filterList", "Filter List", tested_list_fields, true},
    {BlockType::sleep, "SleepBlock", "sleep", "Sleep", sleep_fields, false, false, false},
    {BlockType::show, "ShowBlock", "output", "Output", show_fields, false, false, false},
    {BlockType::stop, "StopBlock", "stop", "Stop", {}, false, false, false},
    {BlockType::form, "FormBlock", "inputs", "Inputs", form_fields},
    {BlockType::variable, "VariableBlock", "variable", "Variable", {}},
    {BlockType::update_job, "UpdateJobBlock", "updateRunTitle", "Update Run Title", title_fields, false, false, false},
    {BlockType::call_url, "CallUrlBlock", "callURL", "Call URL", url_fields},
    {BlockType::call_widget, "CallWidgetBlock", "callAutomation", "Call Automation", widget_fields},
    {BlockType::error, "ErrorBlock", "error", "Error", error_fields, false, false, false},
    {BlockType::merge_lists, "MergeListsBlock", "mergeLists", "Merge Lists", merge_fields, true},
    {BlockType::lookup_item, "LookupItemBlock", "lookupItemInList", "Lookup Item In List", tested_list_fields},
    {BlockType::deduplicate_list, "DeduplicateListBlock", "deduplicateList", "Deduplicate List", distinct_fields, true},
    {BlockType::compare_lists, "CompareListsBlock", "compareLists", "Compare Lists", compare_lists_fields, true},
    {BlockType::replace_field_names, "ReplaceFieldNamesBlock", "replaceFieldNamesInList", "Replace Field Names In List",
     rename_fields, true},
    {BlockType::transform_list, "TransformListBlock", "transformList", "Transform List", transform_fields, true},
    {BlockType::limit, "LimitBlock", "limit", "Limit", limit_fields},
    {BlockType::list_pointer, "ListPointerBlock", "listPointers", "List Pointers", list_pointer_fields},
    {BlockType::update_pointer, "UpdatePointerBlock", "updatePointer", "Update Pointer", update_pointer_fields},
    {BlockType::delete_pointer, "DeletePointerBlock", "deletePointer", "Delete Pointer", delete_pointer_fields},
    {BlockType::compare_object, "CompareObjectBlock", "compareObject", "Compare Object", compare_object_fields},
    {BlockType::redirect, "RedirectBlock", "redirect", "Redirect", redirect_fields, false, true, false},
    {BlockType::for_each_batch, "ForEachBatchBlock", "loopBatch", "Loop Batch", batch_fields, true},
    {BlockType::for_each_break, "ForEachBreakBlock", "exitLoop", "Exit Loop", {}, false, false, false},
    {BlockType::custom_code, "CustomCodeBlock3", "customCode", "Custom Code", code_fields},
    {BlockType::open_file, "OpenFileBlock", "openFile", "Open File", file_fields},
    {BlockType::create_file, "CreateFileBlock", "createFile", "Create File", file_fields},
    {BlockType::copy_file, "CopyFileBlock", "copyFile", "Copy File", copy_fields},
    {BlockType::read_data_from_file, "ReadDataFromFileBlock", "readDataFromFile", "Read Data From File", read_fields, true},
    {BlockType::write_line_to_file, "WriteLineToFileBlock", "writeLineToFile", "Write Line To File", write_fields},
    {BlockType::close_file, "CloseFileBlock", "saveAndCloseFile", "Save And Close File", close_fields},
    {BlockType::delete_file, "DeleteFileBlock", "deleteFile", "Delete File", file_fields},
    {BlockType::move_file, "MoveFileBlock", "moveFile", "Move File", file_fields},
    {BlockType::check_file_exists, "CheckFileExistsBlock", "checkIfFileExists", "Check If File Exists", file_fields},
    {BlockType::list_files, "ListFilesBlock", "listFiles", "List Files", file_fields, true},
    {BlockType::unknown, "", "block", "Block", {}},
};

constexpr Implied manual[] = {{"run_mode", "manual"}};
constexpr Implied triggered[] = {{"run_mode", "triggered"}};
constexpr Implied scheduled[] = {{"run_mode", "scheduled"}};
constexpr Implied webhook[] = {{"run_mode", "webhook"}};
constexpr Implied stops[] = {{"action", "stop"}};
constexpr Implied continues[] = {{"action", "continue"}};
constexpr Implied merges[] = {{"merge_strategy", "merge"}};
constexpr Implied sets[] = {{"merge_strategy", "set"}};
constexpr Implied differs[] = {{"compare_mode", "diff"}};
constexpr Implied intersects[] = {{"compare_mode", "intersect"}};

using K = StatementKind;
constexpr StatementSpec statements[] = {
    {K::action, BlockType::unknown, {}, "{#call}"},
    {K::start_manual, BlockType::start, manual, "START MANUAL"},
    {K::start_triggered, BlockType::start, triggered, "START TRIGGERED {async|yes=ASYNC|no=SYNC}[ TEST {test_payload}]"},
    {K::start_scheduled, BlockType::start, scheduled,
     "START SCHEDULED[ {recurrence}][ EVERY {schedule_interval}][ FROM {schedule_start}][ UNTIL {schedule_stoptime}]"
     "[ TIMEZONE {schedule_timezone}]"},
    {K::start_webhook, BlockType::start, webhook, "START WEBHOOK {#call}[ TEST {test_payload}]"},
    {K::let, BlockType::variable, {}, "{#let}"},
    {K::output, BlockType::show, {}, "OUTPUT {input}[ {display_mode|set=REPLACE|merge=MERGE}]"},
    {K::title, BlockType::update_job, {}, "TITLE {title}"},
    {K::sleep, BlockType::sleep, {}, "SLEEP {time}"},
    {K::error, BlockType::error, stops, "ERROR {message}"},
    {K::warning, BlockType::error, continues, "WARNING {message}"},
    {K::redirect, BlockType::redirect, {}, "REDIRECT {url}"},
    {K::label, BlockType::label, {}, "LABEL {name}"},
    {K::go_to, BlockType::go_to, {}, "GOTO {label}"},
    {K::exit_for, BlockType::for_each_break, {}, "EXIT FOR"},
    {K::exit_script, BlockType::stop, {}, "EXIT SCRIPT"},
    {K::inputs, BlockType::form, {}, "INPUTS {#form}[ {persist_data|yes=REMEMBER}]"},
    {K::web, BlockType::call_url, {},
     "{method|GET=GET|POST=POST|PUT=PUT|PATCH=PATCH|DELETE=DELETE} {url}[ PARAMS {params}][ HEADERS {headers}]"
     "[ TIMEOUT {timeout}][ ENCODING {encoding}]"},
    {K::run, BlockType::call_widget, {}, "RUN AUTOMATION {guid}[ WITH INPUTS {widgetInputs}]"},
    {K::code, BlockType::custom_code, {}, "{language|python=PYTHON|nodejs=NODEJS|php=PHP} {#arguments} {code}"},
    {K::filter, BlockType::filter_list, {}, "FILTER {list} WHERE {#tests}"},
    {K::lookup, BlockType::lookup_item, {}, "LOOKUP {list} WHERE {#tests}"},
    {K::distinct, BlockType::deduplicate_list, {}, "DISTINCT {list}[ BY {key}]"},
    {K::first, BlockType::limit, {}, "FIRST {limit} FROM {list}"},
    {K::map, BlockType::transform_list, {}, "MAP {list} TO {mapping}"},
    {K::rename, BlockType::replace_field_names, {}, "RENAME FIELDS OF {list} USING {mapping}[ {keepOtherFields|remove=ONLY}]"},
    {K::join, BlockType::merge_lists, merges,
     "JOIN {list1} TO {list2} ON {list1_unique_key} = {list2_unique_key}[ {on_duplicate_key|ignore=IGNORE DUPLICATES}]"
     "[ {on_existing_item_key|keep_list1=KEEP LEFT|keep_list2=KEEP RIGHT|keep_both=KEEP BOTH}]"},
    {K::nest, BlockType::merge_lists, sets, "NEST {list2} UNDER {list1} AS {children_key} ON {list1_key} = {list2_key}"},
    {K::diff, BlockType::compare_lists, differs, "DIFF {list1} FROM {list2} ON {list1_unique_key} = {list2_unique_key}"},
    {K::intersect, BlockType::compare_lists, intersects,
     "INTERSECT {list1} WITH {list2} ON {list1_unique_key} = {list2_unique_key}[ {result_mode|merge=MERGE}]"
     "[ {on_existing_item_key|keep_list1=KEEP LEFT|keep_both=KEEP BOTH}]"},
    {K::compare, BlockType::compare_object, {}, "COMPARE {object1} WITH {object2}[ {compare_mode|similar=SIMILAR}]"},
    {K::open_file, BlockType::open_file, {}, "OPEN FILE {datasourcetype}{#arguments}"},
    {K::create_file, BlockType::create_file, {}, "CREATE FILE {datasourcetype}{#arguments}"},
    {K::copy_file, BlockType::copy_file, {}, "COPY FILE {source} TO {datasourcetype}{#arguments}"},
    {K::read, BlockType::read_data_from_file, {}, "READ {file}{#format}"},
    {K::write, BlockType::write_line_to_file, {}, "WRITE {data} TO {file}{#format}"},
    {K::close, BlockType::close_file, {}, "CLOSE {file}"},
    {K::delete_file, BlockType::delete_file, {}, "DELETE FILE {datasourcetype}{#arguments}"},
    {K::move_file, BlockType::move_file, {}, "MOVE FILE {datasourcetype}{#arguments}"},
    {K::exists_file, BlockType::check_file_exists, {}, "EXISTS FILE {datasourcetype}{#arguments}"},
    {K::files, BlockType::list_files, {}, "FILES IN {datasourcetype}{#arguments}"},
    {K::pointers, BlockType::list_pointer, {}, "POINTERS OF {pointer_block_id}"},
    {K::set_pointer, BlockType::update_pointer, {},
     "SET POINTER OF {pointer_block_id} TO [{last_retrieved_at}][RECORD {highest_record_retrieved}]"},
    {K::reset_pointer, BlockType::delete_pointer, {}, "RESET POINTER OF {pointer_block_id}"},
    {K::block, BlockType::unknown, {}, "BLOCK {#json}"},
    {K::for_value, BlockType::for_each, {}, "{input}"},
    {K::for_batches, BlockType::for_each_batch, {}, "BATCHES OF {size} FROM {input}"},
    {K::if_, BlockType::if_else, {}, "{#if}"},
    {K::switch_, BlockType::case_, {}, "SWITCH {expression}"},
    {K::detached, BlockType::unknown, {}, "DETACHED"},
};

constexpr FieldSpec connector[] = {
    {"datasource", setting, "select", value, "null", ""},
    {"maxitemcount", setting, "string", value, R"("")", ""},
    {"blendr_pointer", setting, "string", value, R"("yes")", ""},
    on_error,
    {"cache", setting, "select", value, R"("0")", ""},
    censor,
};

constexpr FieldSpec file_path = input_of("path");
constexpr FieldSpec optional_text(std::string_view id) { return input_of(id, "null", false); }
constexpr FieldSpec qlik_file[] = {file_path, optional_text("ttl")};
constexpr FieldSpec plain_file[] = {file_path};
constexpr FieldSpec s3_file[] = {optional_text("region"), input_of("bucket"), file_path,
                                 optional_text("server_side_encryption"), optional_text("sse_kms_key_id")};
constexpr FieldSpec gcs_file[] = {optional_text("project_id"), input_of("bucket"), file_path};
constexpr FieldSpec azure_file[] = {input_of("container_name"), file_path};
constexpr FieldSpec sharepoint_file[] = {input_of("site_id"), optional_text("drive_id"), file_path};
constexpr FieldSpec onedrive_file[] = {input_of("drive_id"), file_path};
constexpr FieldSpec http_file[] = {file_path,
                                   {"timeout", input, "string", value, "null", ""},
                                   {"params", input, "object", value, "null", "", "keyValue"},
                                   {"headers", input, "object", value, "null", "", "keyValue"},
                                   {"encoding", input, "string", value, "null", ""}};

constexpr AdapterSpec adapters[] = {
    {"Qlik Cloud Services", qlik_file, false, false},
    {"FTP", plain_file, true, false},
    {"SFTP", plain_file, true, false},
    {"Amazon S3", s3_file, true, false},
    {"Dropbox", plain_file, true, false},
    {"Google Drive", plain_file, true, false},
    {"Google Cloud Storage", gcs_file, true, false},
    {"Google Cloud Storage with service account", gcs_file, true, false},
    {"Azure Blob Storage", azure_file, true, false},
    {"Microsoft SharePoint", sharepoint_file, true, false},
    {"Microsoft OneDrive", onedrive_file, true, false},
    {"HTTP", http_file, false, true},
};

constexpr FormType forms[] = {{"TEXT", "input"},
                              {"SELECT", "select"},
                              {"OBJECT", "object"},
                              {"MULTISELECT", "multi_select"},
                              {"MAPPING", "field_mapping"}};

constexpr std::string_view types[] = {"string", "number", "list", "object", "table"};

constexpr OperationSpec operations[] = {
    {VariableType::string, "empty", "CLEAR", "Empty { variable }"},
    {VariableType::string, "set_value", "=", "Set value of { variable }"},
    {VariableType::string, "append", "&=", "Append to { variable }"},
    {VariableType::number, "set_value", "=", "Set value of { variable }"},
    {VariableType::number, "add", "+=", "Add to { variable }"},
    {VariableType::number, "subtract", "-=", "Subtract from { variable }"},
    {VariableType::number, "multiply", "*=", "Multiply { variable }"},
    {VariableType::number, "divide", "/=", "Divide { variable }"},
    {VariableType::list, "empty", "CLEAR", "Empty { variable }"},
    {VariableType::list, "add_item", "+=", "Add item to { variable }"},
    {VariableType::list, "merge", "&=", "Merge other list into { variable }"},
    {VariableType::object, "empty", "CLEAR", "Empty { variable }"},
    {VariableType::object, "set", "=", "Set { variable } equal to object "},
    {VariableType::object, "set_key_value", "+=", "Set key/values of { variable }", true},
    {VariableType::object, "merge", "&=", "Merge other object into { variable }"},
    {VariableType::object, "rename_key", "RENAME", "Rename key of { variable }", true},
    {VariableType::object, "remove_key", "-=", "Remove key from { variable }"},
    {VariableType::table, "empty", "CLEAR", "Empty { variable }"},
    {VariableType::table, "add_row", "+=", "Add row to { variable }"},
};

constexpr ChoiceSpec choices[] = {
    {BlockType::unknown, "blendr_on_error", {"stop", "warning", "ignore"}},
    {BlockType::start, "async", {"yes", "no"}},
    {BlockType::show, "display_mode", {"add", "set", "merge"}},
    {BlockType::form, "persist_data", {"yes", "no"}},
    {BlockType::error, "action", {"stop", "continue"}},
    {BlockType::call_url, "method", {"GET", "POST", "PUT", "PATCH", "DELETE"}},
    {BlockType::custom_code, "language", {"python", "nodejs", "php"}},
    {BlockType::merge_lists, "merge_strategy", {"merge", "set"}},
    {BlockType::merge_lists, "on_duplicate_key", {"merge", "ignore"}},
    {BlockType::merge_lists, "on_existing_item_key", {"keep_list1", "keep_list2", "keep_both"}},
    {BlockType::compare_lists, "compare_mode", {"diff", "intersect"}},
    {BlockType::compare_lists, "result_mode", {"list1", "merge"}},
    {BlockType::compare_lists, "on_existing_item_key", {"keep_list1", "keep_both"}},
    {BlockType::compare_object, "compare_mode", {"diff", "similar"}},
    {BlockType::compare_object, "ignore_missing_in_object1", {"yes", "no"}},
    {BlockType::compare_object, "ignore_missing_in_object2", {"yes", "no"}},
    {BlockType::replace_field_names, "keepOtherFields", {"keep", "remove"}},
    {BlockType::unknown, "mode", {"auto", "csv", "json", "raw"}},
    {BlockType::unknown, "csv_headers", {"yes", "no"}},
};

constexpr NumberSpec numbers[] = {
    {"maxitemcount", "LIMIT", true, false}, {"limit", "FIRST", true, false},
    {"size", "BATCHES OF", true, true},     {"time", "SLEEP", false, false},
    {"timeout", "TIMEOUT", true, false},    {"schedule_interval", "EVERY", true, true},
};

constexpr std::string_view frequencies[] = {"MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY", "SECONDLY"};

constexpr BlockType opened[] = {BlockType::open_file};
constexpr BlockType created[] = {BlockType::create_file};
constexpr BlockType labels[] = {BlockType::label};
constexpr BlockType connectors[] = {BlockType::endpoint, BlockType::snippet};

struct Pointing {
  BlockType from;
  std::span<const BlockType> to;
};
constexpr Pointing pointings[] = {
    {BlockType::read_data_from_file, opened}, {BlockType::write_line_to_file, created},
    {BlockType::close_file, created},         {BlockType::go_to, labels},
    {BlockType::list_pointer, connectors},    {BlockType::update_pointer, connectors},
    {BlockType::delete_pointer, connectors},
};

bool same_ignoring_case(std::string_view a, std::string_view b) {
  auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (lower(a[i]) != lower(b[i])) return false;
  return true;
}

template <typename Row>
constexpr bool rows_match_their_enum(std::span<const Row> rows) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if constexpr (requires { rows[i].kind; }) {
      if (static_cast<std::size_t>(rows[i].kind) != i) return false;
    } else {
      if (static_cast<std::size_t>(rows[i].type) != i) return false;
    }
  }
  return true;
}
static_assert(rows_match_their_enum(std::span<const BlockSpec>(blocks)));
static_assert(rows_match_their_enum(std::span<const StatementSpec>(statements)));

}  // namespace

std::span<const BlockSpec> block_specs() { return blocks; }
const BlockSpec& block_spec(BlockType type) { return blocks[static_cast<std::size_t>(type)]; }

const BlockSpec* find_block_spec(std::string_view json_name) {
  for (const BlockSpec& spec : blocks)
    if (spec.type != BlockType::unknown && spec.json_name == json_name) return &spec;
  return nullptr;
}

const FieldSpec* find_field(const BlockSpec& block, std::string_view id) {
  for (const FieldSpec& field : block.fields)
    if (field.id == id) return &field;
  return nullptr;
}

std::span<const std::string_view> choice_words(BlockType block, std::string_view field) {
  for (const ChoiceSpec& choice : choices)
    if (choice.field == field && (choice.block == BlockType::unknown || choice.block == block)) {
      const auto end = std::find(choice.values.begin(), choice.values.end(), std::string_view());
      return {choice.values.begin(), end};
    }
  return {};
}

std::span<const StatementSpec> statement_specs() { return statements; }
const StatementSpec& statement_spec(StatementKind kind) { return statements[static_cast<std::size_t>(kind)]; }

std::span<const FieldSpec> connector_settings() { return connector; }

const FieldSpec* find_connector_setting(std::string_view id) {
  for (const FieldSpec& field : connector)
    if (field.id == id) return &field;
  return nullptr;
}

std::span<const AdapterSpec> file_adapters() { return adapters; }

const AdapterSpec* find_adapter(std::string_view name) {
  for (const AdapterSpec& spec : adapters)
    if (same_ignoring_case(spec.name, name)) return &spec;
  return nullptr;
}

bool is_offered(const AdapterSpec& adapter, StatementKind kind) {
  if (adapter.open_only) return kind == StatementKind::open_file;
  return adapter.needs_connection || kind == StatementKind::open_file || kind == StatementKind::create_file ||
         kind == StatementKind::exists_file;
}

std::vector<FileInput> file_inputs(const AdapterSpec& adapter, StatementKind kind) {
  std::vector<FileInput> inputs;
  for (const FieldSpec& spec : adapter.inputs) {
    if (spec.id == "path" && kind == StatementKind::move_file) {
      inputs.push_back({"origin", true});
      inputs.push_back({"destination", true});
    } else {
      // Without a path FILES IN lists the top folder.
      inputs.push_back({spec.id, spec.required && kind != StatementKind::files});
    }
  }
  return inputs;
}

std::span<const ChoiceSpec> field_choices() { return choices; }
std::span<const NumberSpec> field_numbers() { return numbers; }
std::span<const std::string_view> recurrence_frequencies() { return frequencies; }

std::span<const BlockType> pointed_types(BlockType from) {
  for (const Pointing& pointing : pointings)
    if (pointing.from == from) return pointing.to;
  return {};
}

std::span<const FormType> form_types() { return forms; }
std::span<const std::string_view> variable_types() { return types; }
std::span<const OperationSpec> variable_operations() { return operations; }

}  // namespace dork
