#include "runtime/interpret/blocks.hpp"

namespace dork::runtime {
namespace {

struct Row {
  BlockType type;
  Execute execute;
};

constexpr Row rows[] = {
    {BlockType::start, blocks::start},
    {BlockType::endpoint, blocks::connector},
    {BlockType::snippet, blocks::connector},
    {BlockType::if_else, blocks::if_else},
    {BlockType::case_, blocks::case_of},
    {BlockType::label, blocks::label},
    {BlockType::go_to, blocks::go_to},
    {BlockType::for_each, blocks::for_each},
    {BlockType::filter_list, blocks::filter_list},
    {BlockType::sleep, blocks::sleep},
    {BlockType::show, blocks::show},
    {BlockType::stop, blocks::stop},
    {BlockType::form, blocks::form},
    {BlockType::variable, blocks::variable},
    {BlockType::update_job, blocks::update_job},
    {BlockType::call_url, blocks::call_url},
    {BlockType::call_widget, blocks::call_widget},
    {BlockType::error, blocks::error},
    {BlockType::merge_lists, blocks::merge_lists},
    {BlockType::lookup_item, blocks::lookup_item},
    {BlockType::deduplicate_list, blocks::deduplicate_list},
    {BlockType::compare_lists, blocks::compare_lists},
    {BlockType::replace_field_names, blocks::replace_field_names},
    {BlockType::transform_list, blocks::transform_list},
    {BlockType::limit, blocks::limit},
    {BlockType::list_pointer, blocks::list_pointer},
    {BlockType::update_pointer, blocks::update_pointer},
    {BlockType::delete_pointer, blocks::delete_pointer},
    {BlockType::compare_object, blocks::compare_object},
    {BlockType::redirect, blocks::redirect},
    {BlockType::for_each_batch, blocks::for_each_batch},
    {BlockType::for_each_break, blocks::for_each_break},
    {BlockType::custom_code, blocks::custom_code},
    {BlockType::open_file, blocks::open_file},
    {BlockType::create_file, blocks::create_file},
    {BlockType::copy_file, blocks::copy_file},
    {BlockType::read_data_from_file, blocks::read_data_from_file},
    {BlockType::write_line_to_file, blocks::write_line_to_file},
    {BlockType::close_file, blocks::close_file},
    {BlockType::delete_file, blocks::delete_file},
    {BlockType::move_file, blocks::move_file},
    {BlockType::check_file_exists, blocks::check_file_exists},
    {BlockType::list_files, blocks::list_files},
    {BlockType::unknown, blocks::unknown},
};

constexpr bool rows_match_their_enum() {
  for (std::size_t i = 0; i < std::size(rows); ++i)
    if (static_cast<std::size_t>(rows[i].type) != i) return false;
  return std::size(rows) == static_cast<std::size_t>(BlockType::unknown) + 1;
}
static_assert(rows_match_their_enum());

}  // namespace

Execute execution_of(BlockType type) { return rows[static_cast<std::size_t>(type)].execute; }

}  // namespace dork::runtime
