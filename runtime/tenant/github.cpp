// Branches, files and pull requests of repositories.
#include "runtime/tenant/objects.hpp"
#include "runtime/tenant/procedures.hpp"

#include "runtime/value/base64.hpp"
#include "runtime/value/text.hpp"

#include <fmt/format.h>
#include <algorithm>

namespace dork::runtime {
namespace {

/// A branch as it is named, or by its whole reference.
std::string branch_name(std::string text) {
  constexpr std::string_view prefix = "refs/heads/";
  if (text.starts_with(prefix)) text.erase(0, prefix.size());
  return text;
}

/// The branch of a repository, by default its main one.
std::optional<Located> locate_branch(Context& context, const Located& repository, const std::string& asked,
                                     Reply& failure) {
  Located branch = repository;
  branch.collection = behaviours().collection("/github/repos/branches");
  branch.parent = repository.value;
  std::string name = branch_name(asked);
  if (name.empty()) name = to_text(*repository.value->find("default_branch"));
  const Value* branches = repository.value->find("branches");
  std::size_t index = 0;
  branch.value = find_object(branches, "name", name, &index);
  if (branch.value == nullptr) {
    failure = context.fail(404, fmt::format("there is no branch '{}'", name));
    return {};
  }
  branch.path.emplace_back("branches");
  branch.path.emplace_back(index);
  return branch;
}

Value repository_name(const Located& repository) {
  return *repository.value->find("full_name");
}

/// A file as the contents API shows it.
Value content_of(const Value& repository, const std::string& path, const Value& file) {
  const std::string content = to_text(*file.find("content"));
  const std::string url = fmt::format("https://github.com/{}/blob/main/{}", to_text(repository), path);
  return Object{{"name", path.substr(path.rfind('/') + 1)},
                {"path", path},
                {"sha", *file.find("sha")},
                {"size", static_cast<std::int64_t>(content.size())},
                {"type", "file"},
                {"html_url", url},
                {"encoding", "base64"},
                {"content", base64_encode(content)}};
}

}  // namespace

Reply create_branch(Context& context) {
  Reply reply;
  const auto branches = locate(context, *context.operation.at, reply);
  if (!branches) return reply;
  const std::string sha = context.text("sha");
  const Value* source = find_object(branches->value, "sha", sha);
  if (source == nullptr) return context.fail(422, fmt::format("no branch has the commit '{}'", sha));
  Value branch = *source;
  branch.set("name", branch_name(context.text("branch")));
  branch.set("protected", false);
  const auto made = add_object(context, *branches, std::move(branch), reply);
  if (!made) return reply;
  std::string error;
  reply.status = 201;
  reply.output = answer(context, *made, error);
  return reply;
}

Reply commit_file(Context& context) {
  Reply reply;
  const auto repository = locate(context, *context.operation.at, reply);
  if (!repository) return reply;
  const auto branch = locate_branch(context, *repository, context.text("branch"), reply);
  if (!branch) return reply;
  const Value name = repository_name(*repository);
  auto content = base64_decode(context.text("content"));
  if (!content) return context.fail(422, "content is not valid Base64");
  const std::string path = plain_path(context.text("path")), sha = new_id(context.world, Ids::none);
  Path list = branch->path;
  list.emplace_back("files");
  Value& files = edit(context.world.root, list);
  if (!files.is_list()) files = List();
  std::size_t index = 0;
  const bool there = find_object(&files, "path", path, &index) != nullptr;
  const Value file = Object{{"path", path},
                            {"content", std::move(*content)},
                            {"sha", new_id(context.world, Ids::none)},
                            {"message", context.text("message")}};
  if (there)
    files.edit_list()[index] = file;
  else
    files.push(file);
  edit(context.world.root, branch->path).set("sha", sha);
  const Value* account = context.world.root.find("github");
  const auto or_account = [&](std::string_view input, std::string_view member) -> Value {
    const Value* own = account != nullptr ? account->find(member) : nullptr;
    return context.text(input).empty() ? (own != nullptr ? *own : Value()) : Value(context.text(input));
  };
  reply.status = there ? 200 : 201;
  reply.output = Object{{"content", content_of(name, path, file)},
                        {"commit", Object{{"sha", sha},
                                          {"message", context.text("message")},
                                          {"author", Object{{"name", or_account("committerName", "name")},
                                                            {"email", or_account("committerEmail", "email")},
                                                            {"date", iso_time(context.environment.now)}}}}}};
  return reply;
}

Reply read_repository_file(Context& context) {
  Reply reply;
  const auto repository = locate(context, *context.operation.at, reply);
  if (!repository) return reply;
  const auto branch = locate_branch(context, *repository, context.text("ref"), reply);
  if (!branch) return reply;
  const std::string path = plain_path(context.text("path"));
  const Value* files = branch->value->find("files");
  if (const Value* file = find_object(files, "path", path)) {
    reply.output = content_of(repository_name(*repository), path, *file);
    return reply;
  }
  // A folder gives what is in it.
  List inside;
  if (files != nullptr && files->is_list())
    for (const Value& file : files->list()) {
      const std::string own = to_text(*file.find("path"));
      if (path.empty() || own.starts_with(path + '/'))
        inside.push_back(content_of(repository_name(*repository), own, file));
    }
  if (inside.empty()) return context.fail(404, fmt::format("there is no file '{}'", path));
  reply.output = std::move(inside);
  return reply;
}

Reply create_pull_request(Context& context) {
  Reply reply;
  const auto pulls = locate(context, *context.operation.at, reply);
  if (!pulls) return reply;
  const Value repository = *pulls->parent;
  for (const std::string_view side : {"head", "base"}) {
    const std::string name = branch_name(context.text(side));
    if (find_object(repository.find("branches"), "name", name) == nullptr)
      return context.fail(422, fmt::format("`{}`: there is no branch '{}'", side, name));
    context.input.set(side, name);
  }
  context.slots[Known::input] = context.input;
  if (pulls->value != nullptr && pulls->value->is_list())
    for (const Value& pull : pulls->value->list())
      if (to_text(*pull.find("head")) == context.text("head") && to_text(*pull.find("base")) == context.text("base") &&
          to_text(*pull.find("state")) == "open")
        return context.fail(422, fmt::format("a pull request already exists for '{}'", context.text("head")));
  return create_object(context);
}

}  // namespace dork::runtime
