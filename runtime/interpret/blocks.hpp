// The functions that run blocks, one a block type. The table that leads to them is in blocks.cpp.
#pragma once

#include "runtime/interpret/machine.hpp"

namespace dork::runtime::blocks {

// flow.cpp
void start(Machine&, const Block&, Step&);
void if_else(Machine&, const Block&, Step&);
void case_of(Machine&, const Block&, Step&);
void label(Machine&, const Block&, Step&);
void go_to(Machine&, const Block&, Step&);
void for_each(Machine&, const Block&, Step&);
void for_each_batch(Machine&, const Block&, Step&);
void for_each_break(Machine&, const Block&, Step&);
void stop(Machine&, const Block&, Step&);
void sleep(Machine&, const Block&, Step&);
void error(Machine&, const Block&, Step&);

// values.cpp
void variable(Machine&, const Block&, Step&);
void show(Machine&, const Block&, Step&);
void update_job(Machine&, const Block&, Step&);
void redirect(Machine&, const Block&, Step&);
void form(Machine&, const Block&, Step&);

// lists.cpp
void filter_list(Machine&, const Block&, Step&);
void lookup_item(Machine&, const Block&, Step&);
void deduplicate_list(Machine&, const Block&, Step&);
void merge_lists(Machine&, const Block&, Step&);
void compare_lists(Machine&, const Block&, Step&);
void replace_field_names(Machine&, const Block&, Step&);
void transform_list(Machine&, const Block&, Step&);
void limit(Machine&, const Block&, Step&);
void compare_object(Machine&, const Block&, Step&);

// calls.cpp
void connector(Machine&, const Block&, Step&);
void call_url(Machine&, const Block&, Step&);
void call_widget(Machine&, const Block&, Step&);
void list_pointer(Machine&, const Block&, Step&);
void update_pointer(Machine&, const Block&, Step&);
void delete_pointer(Machine&, const Block&, Step&);
void custom_code(Machine&, const Block&, Step&);
void unknown(Machine&, const Block&, Step&);

// files.cpp
void open_file(Machine&, const Block&, Step&);
void create_file(Machine&, const Block&, Step&);
void copy_file(Machine&, const Block&, Step&);
void read_data_from_file(Machine&, const Block&, Step&);
void write_line_to_file(Machine&, const Block&, Step&);
void close_file(Machine&, const Block&, Step&);
void delete_file(Machine&, const Block&, Step&);
void move_file(Machine&, const Block&, Step&);
void check_file_exists(Machine&, const Block&, Step&);
void list_files(Machine&, const Block&, Step&);

/// A list as the output of a block that may own a loop.
void give_list(const Block& block, Value list, Step& step);

/// What the tenant answered, as the output of a block or its failure.
void take(Machine&, const Block& block, Reply reply, Step& step);

}  // namespace dork::runtime::blocks
