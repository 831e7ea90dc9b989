// SPDX-License-Identifier: MIT
//
// Always the same text for the same draft: rules with the same rights are one, in the order of
// their paths, and what depends on who starts the program is written by its variable.
#include "tool/draft_text.hpp"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "observe/landmarks.hpp"
#include "tool/json_text.hpp"
#include "tool/output_rules.hpp"
#include "tool/path_names.hpp"

namespace landlock_preload {
namespace {

constexpr AccessMask kExecute = fs_access("execute");
constexpr AccessMask kReads = fs_access("read_file", "read_dir");

// What a policy that is learned declares, if a path is named by it.
std::vector<NamedDirectory> directories_of(const Draft& draft, const Learned& learned) {
    std::vector<NamedDirectory> directories;
    for (const auto& [variable, path] : draft.variables) directories.emplace_back(path, variable);
    directories.emplace_back(learned.working_directory, "cwd");
    // Below the working directory it may be missing, and is to be made then.
    if (!is_within(learned.temporary, learned.working_directory)) {
        directories.emplace_back(learned.temporary, "tmpdir");
    }
    directories.emplace_back(learned.home, "home");
    return directories;
}

struct RuleGroup {
    std::vector<std::string> templates;
    std::set<std::string> programs;
};
// By rights, and whether it is made, optional and a pattern.
using Key = std::tuple<AccessMask, bool, bool, bool>;

std::string comment_of(std::string comment, const std::set<std::string>& programs) {
    constexpr std::size_t kMost = 6;
    comment += ": ";
    std::size_t count = 0;
    for (const std::string& program : programs) {
        if (count == kMost) return comment + " and others";
        comment += (count++ == 0 ? "" : ", ") + program;
    }
    return comment;
}

std::string use_of_paths(AccessMask rights) {
    if ((rights & kExecute) != 0) return "programs that it starts";
    return (rights & ~kReads) != 0 ? "what it writes" : "what it reads";
}

struct PortGroup {
    std::vector<std::string> ports;
    std::set<std::string> programs;
};

// Many are hardly the program's own choice.
std::string use_of_ports(AccessMask rights, bool is_chosen, std::size_t count) {
    constexpr std::size_t kMany = 8;
    constexpr AccessMask kBinds = net_access("bind_tcp", "bind_udp");
    if (is_chosen) return "any port, of the kernel's choice";
    std::string use = "ports that it ";
    if ((rights & kBinds) != 0) use += "binds";
    if ((rights & kBinds) != 0 && (rights & ~kBinds) != 0) use += " and ";
    if ((rights & ~kBinds) != 0) use += "connects to";
    if (count >= kMany) use += ", which may be others the next time";
    return use;
}

std::vector<std::string> rights_items(AccessMask rights) {
    std::vector<std::string> items;
    if ((rights & kReads) == kReads) {
        items.emplace_back("\"abi.read\"");
        rights &= ~kReads;
    }
    for (std::string& item : access_items(AccessClass::fs, rights))
        items.push_back(std::move(item));
    return items;
}

void write_list(JsonText& json, std::string_view name, const std::vector<std::string>& items) {
    json.key(name);
    json.line(items);
}

void write_variables(JsonText& json, const Draft& draft, const std::set<std::string>& used) {
    if (used.empty()) return;
    json.key("variable");
    json.begin_array();
    for (const std::string& name : used) {
        const bool is_of_environment = std::ranges::any_of(
            draft.variables, [&](const auto& variable) { return variable.first == name; });
        json.begin_object();
        json.key("name");
        json.value(std::string_view{name});
        json.key(is_of_environment ? "env" : "builtin");
        json.value(std::string_view{name});
        json.end_object();
    }
    json.end_array();
}

// All that the kernel of the run could restrict, but for scopes that were left.
void write_ruleset(JsonText& json, const Draft& draft, int abi) {
    const std::vector<std::string> all = {"\"abi.all\""};
    json.key("ruleset");
    json.begin_array();
    json.begin_object();
    write_list(json, "handledAccessFs", all);
    if (abi >= abi_of(AccessClass::net)) write_list(json, "handledAccessNet", all);
    if (abi >= abi_of(AccessClass::scope)) {
        const AccessMask scopes = known_access(AccessClass::scope, abi) & ~draft.free_scopes;
        if (draft.free_scopes == 0) write_list(json, "scoped", all);
        if (draft.free_scopes != 0 && scopes != 0) {
            write_list(json, "scoped", access_items(AccessClass::scope, scopes));
        }
    }
    json.end_object();
    json.end_array();
}

void write_rules(JsonText& json, const std::map<Key, RuleGroup>& groups) {
    if (groups.empty()) return;
    json.key("pathBeneath");
    json.begin_array();
    for (const auto& [key, group] : groups) {
        const auto& [rights, is_made, is_optional, is_glob] = key;
        std::vector<std::string> paths;
        for (const std::string& path : group.templates) paths.push_back(JsonText::quoted(path));
        json.begin_object();
        json.key("comment");
        json.value(std::string_view{comment_of(use_of_paths(rights), group.programs)});
        write_list(json, "allowedAccess", rights_items(rights));
        write_list(json, "parent", paths);
        const auto flag = [&](const char* name, bool value) {
            if (!value) return;
            json.key(name);
            json.flag(true);
        };
        flag("createDirectory", is_made);
        flag("optional", is_optional || is_made);
        flag("glob", is_glob);
        json.end_object();
    }
    json.end_array();
}

void write_ports(JsonText& json, const Draft& draft, int abi) {
    std::map<std::pair<AccessMask, bool>, PortGroup> groups;
    for (const auto& [port, seen] : draft.ports) {
        const AccessMask rights = seen.rights & known_access(AccessClass::net, abi);
        if (rights == 0) continue;
        PortGroup& group = groups[{rights, port == 0}];
        group.ports.push_back(std::to_string(port));
        group.programs.insert(seen.programs.begin(), seen.programs.end());
    }
    if (groups.empty()) return;
    json.key("netPort");
    json.begin_array();
    for (const auto& [key, group] : groups) {
        const auto& [rights, is_chosen] = key;
        json.begin_object();
        json.key("comment");
        json.value(std::string_view{
            comment_of(use_of_ports(rights, is_chosen, group.ports.size()), group.programs)});
        write_list(json, "allowedAccess", access_items(AccessClass::net, rights));
        write_list(json, "port", group.ports);
        json.end_object();
    }
    json.end_array();
}

}  // namespace

std::string write_draft(const Draft& draft, const Learned& learned, int abi) {
    PathNames names(directories_of(draft, learned));
    std::map<Key, RuleGroup> groups;
    for (const auto& [path, rule] : draft.rules) {
        const AccessMask rights = rule.rights & known_access(AccessClass::fs, abi);
        if (rights == 0 || !JsonText::can_hold(path)) continue;
        // Directories that are written to, below what belongs to the user, may be missing at first.
        const bool is_written = rule.is_directory && (rights & fs_access("make_reg")) != 0;
        const bool is_root = path == learned.working_directory || path == learned.home ||
                             (path == learned.temporary && names.is_known("tmpdir"));
        const bool is_made = rule.is_made || (is_written && !is_root && names.is_relative(path));
        const bool is_optional = !is_within(path, learned.working_directory) || is_made;
        NamedPath named = names.name(path);
        const bool is_glob = named.is_pattern;  // of which no start makes a directory
        RuleGroup& group = groups[{rights, is_made && !is_glob, is_optional, is_glob}];
        group.templates.push_back(std::move(named.text));
        group.programs.insert(rule.programs.begin(), rule.programs.end());
    }
    JsonText json;
    json.begin_object();
    json.key("preloadVersion");
    json.value(std::uint64_t{1});
    json.key("comment");
    json.value(std::string_view("learned by landlock-policy learn; read it before you rely on it"));
    json.key("abi");
    json.value(static_cast<std::uint64_t>(abi));
    write_variables(json, draft, names.used());
    write_ruleset(json, draft, abi);
    if (!draft.presets.empty()) {
        std::vector<std::string> presets;
        for (const std::string& name : draft.presets) presets.push_back(JsonText::quoted(name));
        write_list(json, "preset", presets);
    }
    write_rules(json, groups);
    write_ports(json, draft, abi);
    json.end_object();
    return json.text() + '\n';
}

}  // namespace landlock_preload
