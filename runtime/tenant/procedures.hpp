// The verbs of behaviour files, each in one function; and what inputs can be converted to.
#pragma once

#include "runtime/tenant/behaviour.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace dork::runtime {

struct Procedure {
  std::string_view name;
  Reply (*run)(Context&);
  bool needs_place = true;
  bool makes = false;  ///< whether it makes objects of the collection
};

/// The procedure of this name; null for none.
const Procedure* find_procedure(std::string_view name);

bool is_conversion(std::string_view name);

/// An input as a procedure wants it. On failure nothing, and `error` says what it must be.
std::optional<Value> convert(std::string_view name, const Value& value, const Context& context, std::string& error);

// On any collection: collections.cpp
Reply list_objects(Context& context);
Reply list_member(Context& context);
Reply get_object(Context& context);
Reply create_object(Context& context);
Reply create_each(Context& context);
Reply update_object(Context& context);
Reply copy_object(Context& context);
Reply delete_object(Context& context);
Reply delete_each(Context& context);

// Of Qlik: apps.cpp, reloads.cpp, tenants.cpp
Reply export_app(Context& context);
Reply export_app_to_file(Context& context);
Reply import_app(Context& context);
Reply reload_app(Context& context);
Reply wait_for_reloads(Context& context);
Reply cancel_reload(Context& context);
Reply create_tenant(Context& context);
Reply tenant_name(Context& context);

// Of GitHub: github.cpp
Reply create_branch(Context& context);
Reply commit_file(Context& context);
Reply read_repository_file(Context& context);
Reply create_pull_request(Context& context);

// By path: routes.cpp
Reply raw_request(Context& context);
Reply raw_list_request(Context& context);

}  // namespace dork::runtime
