// SPDX-License-Identifier: MIT
//
// Explicit rights and concrete paths only; plain where that loses nothing, else extended. Rules
// with the same rights and options stand together, in the order of their first path.
//
// JSON has no word for bytes that are not UTF-8. A path with such is written as a pattern, "?" for
// each of these bytes, where it is the only path that the pattern matches.
#include "tool/policy_writer.hpp"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "base/escape.hpp"
#include "policy/json/foreign.hpp"
#include "policy/template.hpp"
#include "resolve/glob.hpp"
#include "sandbox/plan.hpp"
#include "tool/json_text.hpp"
#include "tool/output_rules.hpp"
#include "tool/output_variables.hpp"

namespace landlock_preload {
namespace {

class Writer {
  public:
    // UNESCAPED: paths as they are rather than as templates.
    Writer(const ResolvedPolicy& policy, bool unescaped)
        : policy_(policy),
          paths_(list_paths(policy)),
          ports_(merge_ports(policy)),
          unescaped_(unescaped),
          has_streams_(std::any_of(
              policy.paths.begin(), policy.paths.end(),
              [](const ResolvedPath& path) { return path.descriptor != kNoDescriptor; })),
          beyond_plain_(find_beyond_plain()) {}

    // What plain mode cannot express; or nothing.
    [[nodiscard]] const std::string& beyond_plain() const { return beyond_plain_; }
    [[nodiscard]] bool needs_extended() const { return !beyond_plain_.empty(); }
    // Empty where nothing is wrong.
    [[nodiscard]] const std::string& problem() const { return problem_; }
    std::string write();

  private:
    [[nodiscard]] std::string find_beyond_plain() const;
    void write_access(const char* key, AccessClass access_class, AccessMask mask) {
        if (mask != 0) json_.line(key, access_items(access_class, mask));
    }
    void write_flag(const char* key, bool value) {
        if (value) json_.flag(key, true);
    }
    void write_handled(const AccessSet& handled) {
        for (const AccessClass each : kAccessClasses) {
            write_access(words_of(each).handled_key, each, handled[each]);
        }
    }
    void write_quiet() {
        for (const AccessClass each : kAccessClasses) {
            write_access(words_of(each).quiet_key, each, policy_.quiet[each]);
        }
    }
    void write_root();
    void write_rulesets();
    void write_paths();
    void write_options(const PathOptions& options);
    void write_ports();
    void describe_in_ascii(OutputPath& path);
    [[nodiscard]] OutputPath as_written(OutputPath path);

    const ResolvedPolicy& policy_;
    std::vector<OutputPath> paths_;
    std::vector<ResolvedPort> ports_;
    OutputVariables variables_;
    bool unescaped_;
    bool has_streams_;
    std::string beyond_plain_;
    std::string problem_;
    JsonText json_;
};

// A key that plain mode has not, or nothing.
std::string find_extended_key(const OutputPath& path) {
    if (path.is_required) return "errorIfAnyUnsupported";
    const PathOptions& options = path.options;
    const std::pair<bool, const char*> keys[] = {
        {options.error_if_any_unusable_path, "errorIfAnyUnusablePath"},
        {options.optional, "optional"},
        {options.type != PathType::any, "type"},
        {options.no_symlinks, "noSymlinks"},
        {options.create_directory, "createDirectory"},
        {options.glob || !JsonText::can_hold(path.path), "glob"},
        {options.quiet, "quiet"},
    };
    for (const auto& [is_set, key] : keys) {
        if (is_set) return std::string(key) + "\" of " + quote(path.path);
    }
    return {};
}

// What plain mode cannot express, by the key that expresses it; or nothing.
std::string Writer::find_beyond_plain() const {
    const auto is_required = [this](const ResolvedRequirement& requirement) {
        return is_of_ruleset(policy_, requirement);
    };
    const auto is_quiet = [](const ResolvedPort& port) { return port.quiet; };
    const bool has_required = std::ranges::any_of(policy_.requirements, is_required);
    const std::pair<bool, const char*> keys[] = {
        {policy_.min_abi != 0, "\"minAbi\""},
        {policy_.hard_requirement || policy_.best_effort, "\"compatibility\""},
        {policy_.log != LogFlags{}, "\"log\""},
        {has_streams_, "the preset \"stdio\""},
        {!policy_.quiet.empty() || std::ranges::any_of(ports_, is_quiet), "\"quiet\""},
        {has_required, "\"errorIfAnyUnsupported\""},
        {!raw_access(policy_).empty(), "rights by their number"},
    };
    for (const auto& [is_set, key] : keys) {
        if (is_set) return key;
    }
    for (const OutputPath& path : paths_) {
        const std::string key = find_extended_key(path);
        if (!key.empty()) return "\"" + key;
    }
    return {};
}

void Writer::write_root() {
    json_.value("preloadVersion", std::uint64_t{1});
    if (policy_.min_abi != 0) json_.value("minAbi", static_cast<std::uint64_t>(policy_.min_abi));
    if (policy_.hard_requirement || policy_.best_effort) {
        json_.value("compatibility", policy_.hard_requirement ? "hard_requirement" : "best_effort");
    }
    const LogFlags& log = policy_.log;
    if (log != LogFlags{}) {
        json_.key("log");
        json_.begin_object();
        json_.flag("sameExec", log.same_exec);
        json_.flag("newExec", log.new_exec);
        json_.flag("subdomains", log.subdomains);
        json_.end_object();
    }
    if (has_streams_) json_.line("preset", {JsonText::quoted("stdio")});
}

void Writer::write_rulesets() {
    if (policy_.handled.empty()) return;
    json_.key("ruleset");
    json_.begin_array();
    json_.begin_object();
    write_handled(policy_.handled);
    write_quiet();
    json_.end_object();
    for (const ResolvedRequirement& requirement : policy_.requirements) {
        if (!is_of_ruleset(policy_, requirement)) continue;
        json_.begin_object();
        write_handled(requirement.access);
        if (requirement.quiet) write_quiet();
        write_flag("errorIfAnyUnsupported", true);
        json_.end_object();
    }
    json_.end_array();
}

// A path with bytes that JSON cannot hold, as a pattern that matches it alone.
void Writer::describe_in_ascii(OutputPath& path) {
    std::string pattern;
    std::string_view rest = path.path;
    while (!rest.empty()) {
        const Character character = first_character(rest);
        const bool is_text = character.code != kNotUtf8;
        pattern += is_text ? escape_glob(std::string(rest.substr(0, character.length))) : "?";
        rest.remove_prefix(character.length);
    }
    const bool is_certain =
        !path.options.glob && match_glob(pattern, policy_.source, 1) == std::vector{path.path};
    if (unescaped_ || !is_certain) {
        problem_ =
            "path " + quote(path.path) + " is not UTF-8, which JSON cannot hold" +
            (unescaped_ ? "" : ", and the pattern " + quote(pattern) + " does not match it alone") +
            "; rename it";
    }
    path.path = std::move(pattern);
    path.options.glob = true;
}

// A path as a template that means just it. In extended mode, a pattern's characters and what other
// programs expand at the front of a path, such as "~", mean something too.
OutputPath Writer::as_written(OutputPath path) {
    if (!JsonText::can_hold(path.path)) {
        describe_in_ascii(path);
    } else if (unescaped_) {
        return path;
    } else if (needs_extended()) {
        if (!path.options.glob && !check_no_pattern(path.path).empty()) {
            if (path.options.create_directory) {
                problem_ = "path " + quote(path.path) +
                           " can only be written as a pattern, of which no directory is made";
            }
            path.path = escape_glob(path.path);
            path.options.glob = true;
        }
    }
    const std::string escaped =
        variables_.refer_to(path.value) + as_template(path.path.substr(path.value.size()));
    const bool is_foreign = needs_extended() && !describe_foreign_path(escaped, true).empty();
    path.path = (is_foreign ? "./" : "") + escaped;
    return path;
}

void Writer::write_options(const PathOptions& options) {
    write_flag("errorIfAnyUnusablePath", options.error_if_any_unusable_path);
    write_flag("optional", options.optional);
    if (options.type != PathType::any) {
        json_.value("type", options.type == PathType::file ? "file" : "directory");
    }
    write_flag("noSymlinks", options.no_symlinks);
    write_flag("createDirectory", options.create_directory);
    write_flag("glob", options.glob);
    write_flag("quiet", options.quiet);
}

void Writer::write_paths() {
    if (paths_.empty()) return;
    // What differs as a path may be written alike: a literal one, and the pattern that means it.
    std::vector<OutputPath> written;
    for (const OutputPath& path : paths_) written.push_back(as_written(path));
    variables_.write(json_);
    json_.key("pathBeneath");
    json_.begin_array();
    const auto groups = group_rules(merge_paths(std::move(written)));
    for (const auto& group : groups) {
        json_.begin_object();
        write_access("allowedAccess", AccessClass::fs, group.front().access);
        json_.key("parent");
        json_.begin_array();
        for (const OutputPath& path : group) json_.value(path.path);
        json_.end_array();
        write_options(group.front().options);
        write_flag("errorIfAnyUnsupported", group.front().is_required);
        json_.end_object();
    }
    json_.end_array();
}

void Writer::write_ports() {
    if (ports_.empty()) return;
    json_.key("netPort");
    json_.begin_array();
    for (const std::vector<ResolvedPort>& group : group_rules(ports_)) {
        json_.begin_object();
        write_access("allowedAccess", AccessClass::net, group.front().allowed_access);
        std::vector<std::string> numbers;
        numbers.reserve(group.size());
        for (const ResolvedPort& port : group) numbers.push_back(std::to_string(port.port));
        json_.line("port", numbers);
        write_flag("quiet", group.front().quiet);
        json_.end_object();
    }
    json_.end_array();
}

std::string Writer::write() {
    json_.begin_object();
    if (needs_extended()) write_root();
    write_rulesets();
    write_paths();
    write_ports();
    json_.end_object();
    return json_.text() + "\n";
}

}  // namespace

WrittenPolicy write_policy(const ResolvedPolicy& policy, bool unescaped) {
    Writer writer(policy, unescaped);
    std::string text = writer.write();
    return {std::move(text), writer.problem(), writer.beyond_plain()};
}

}  // namespace landlock_preload
