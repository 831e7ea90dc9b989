// SPDX-License-Identifier: MIT
//
// Where the values of `${name}` come from: the policy itself, the environment, or a few facts about
// the process. What comes from outside is not trusted with more than naming an absolute path: no
// `.`, no `..`, not empty, so that a value cannot climb out of where the author put it. Nothing is
// run, and no user database is asked: `home` is $HOME.
#include "resolve/variables.hpp"

#include <unistd.h>

#include <algorithm>
#include <climits>
#include <cstring>
#include <utility>

#include "base/process_calls.hpp"
#include "policy/json/enumerated_values.hpp"
#include "policy/json/foreign.hpp"
#include "policy/json/spelling.hpp"
#include "policy/template.hpp"
#include "resolve/executable.hpp"

namespace landlock_preload {
namespace {

constexpr const char* kStandIn = "/stand-in";

std::string directory_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos) return "";
    return path.substr(0, slash == 0 ? 1 : slash);
}

std::string working_directory() {
    std::string path(PATH_MAX, '\0');
    if (read_working_directory(path.data(), path.size()) < 0) return "";
    path.resize(std::strlen(path.c_str()));
    return path;
}

// The directory of a policy file, absolute, without the "." of "./policy.json"; empty where it
// cannot be determined, as in a working directory whose path is too long.
std::string policy_directory(const std::string& file) {
    std::string path = file;
    if (!file.starts_with('/')) {
        path = working_directory();
        if (path.empty()) return "";
        path += "/" + file;
    }
    std::string directory;
    std::string_view rest = path;
    for (std::size_t slash = rest.find('/'); slash != std::string_view::npos;
         slash = rest.find('/')) {
        const std::string_view component = rest.substr(0, slash);
        if (!component.empty() && component != ".") directory += "/" + std::string(component);
        rest.remove_prefix(slash + 1);
    }
    return directory.empty() ? "/" : directory;
}

// Whether the name of a policy is that of no file: of a variable, or, in the tool, of a stream.
bool is_no_file(const std::string& name) {
    if (name == "LANDLOCK_POLICY" || name == "-" || name == "/dev/stdin") return true;
    return name.starts_with("fd:") || name.starts_with("/dev/fd/") ||
           name.starts_with("/proc/self/fd/");
}

struct Lookup {
    std::vector<std::string> values;
    std::string wrong;  // why there are none
};

Lookup from_environment(const ExpansionContext& context, std::string_view name) {
    const char* value = find_in_environment(context.environment, name);
    if (value == nullptr) return {{}, "environment variable " + quote(name) + " is not set"};
    std::string wrong = check_untrusted_path(value);
    if (!wrong.empty()) return {{}, std::string(name) + " is " + quote(value) + ", which " + wrong};
    return {{value}, ""};
}

Lookup from_env(const Variable& variable, const ExpansionContext& context) {
    const char* value = find_in_environment(context.environment, variable.env);
    if (value == nullptr) {
        if (!variable.default_values.empty()) return {variable.default_values, ""};
        return {{},
                "environment variable " + quote(variable.env) +
                    " is not set; set it or give the variable a \"default\""};
    }
    UntrustedPaths paths = split_untrusted_paths(value, variable.split);
    if (paths.problem.empty()) return {std::move(paths.items), ""};
    const char* verb = paths.offending_value == value ? " is " : " has the item ";
    return {
        {},
        abridge(variable.env) + verb + quote(paths.offending_value) + ", which " + paths.problem};
}

Lookup checked(std::string value, const char* what) {
    std::string wrong = check_untrusted_path(value);
    if (!wrong.empty()) return {{}, std::string("cannot determine ") + what};
    return {{std::move(value)}, ""};
}

// The program of this process, or the one that an answer of the tool is about.
Lookup from_executable(Builtin builtin, const ExpansionContext& context) {
    if (context.executable != nullptr && context.executable->empty()) {
        return {{},
                "its value depends on the program that is started; name that by --program FILE"};
    }
    std::string path = context.executable != nullptr ? *context.executable : executable_path();
    if (builtin == Builtin::exe) {
        return checked(std::move(path),
                       "the executable; is /proc mounted, and the file still there?");
    }
    return checked(directory_of(path),
                   "the executable's directory; is /proc mounted, and the file still there?");
}

Lookup from_builtin(const Policy& policy, const Variable& variable,
                    const ExpansionContext& context) {
    switch (variable.builtin) {
        case Builtin::home:
            return from_environment(context, "HOME");
        case Builtin::runtime_dir:
            return from_environment(context, "XDG_RUNTIME_DIR");
        case Builtin::tmpdir:
            if (find_in_environment(context.environment, "TMPDIR") == nullptr) {
                return {{"/tmp"}, ""};
            }
            return from_environment(context, "TMPDIR");
        case Builtin::cwd:
            return checked(working_directory(), "the working directory");
        case Builtin::exe:
        case Builtin::exe_dir:
            return from_executable(variable.builtin, context);
        case Builtin::policy_dir: {
            const std::string& file = policy.file_name(variable.entry.file);
            if (is_no_file(file)) {
                return {{}, "\"policyDir\" needs a policy file"};
            }
            return checked(
                policy_directory(file),
                "the policy's directory; name the policy by an absolute path without \".\" "
                "and \"..\"");
        }
        case Builtin::uid:
            return {{std::to_string(user_id())}, ""};
    }
    return {};
}

Lookup look_up(const Policy& policy, const Variable& variable, const ExpansionContext& context) {
    if (variable.kind == VariableKind::literal) return {variable.literal, ""};
    if (context.no_system) return {{kStandIn}, ""};
    if (variable.kind == VariableKind::env) return from_env(variable, context);
    return from_builtin(policy, variable, context);
}

}  // namespace

Variables::Variables(const Policy& policy, const ExpansionContext& context,
                     std::vector<Diagnostic>& errors)
    : is_extended_(policy.is_extended) {
    const auto report = [&](const Variable& variable, std::string what) {
        collect(errors, policy.text_of(variable.entry), std::move(what));
    };
    for (const Variable& variable : policy.variable) {
        Values& known = all_[variable.name];
        if (!variable.has_source()) continue;
        Lookup lookup = look_up(policy, variable, context);
        if (known.has_source && policy.is_extended &&
            (variable.kind != VariableKind::literal || known.kind != VariableKind::literal)) {
            lookup = {{}, "variable " + quote(variable.name) + " has a second source"};
        }
        known.has_source = true;
        known.kind = variable.kind;
        if (!lookup.wrong.empty()) report(variable, std::move(lookup.wrong));
        known.values.insert(known.values.end(), lookup.values.begin(), lookup.values.end());
    }
    if (!policy.is_extended) return;
    for (const Variable& variable : policy.variable) {
        Values& known = all_[variable.name];
        if (variable.entry.is_plain || std::exchange(known.has_source, true)) continue;
        report(variable, "variable " + quote(variable.name) + " has no value");
    }
}

const std::vector<std::string>* Variables::find(std::string_view name) const {
    const auto entry = all_.find(name);
    return entry == all_.end() ? nullptr : &entry->second.values;
}

std::string Variables::describe_undeclared(std::string_view name) const {
    const std::string what = concat({"variable ", quote(name), " is not declared"});
    Spelling spelling(name);
    for (const auto& [known, values] : all_) spelling.consider(known);
    constexpr std::size_t kShort = 2;  // all such names are near to each other
    if (name.size() > kShort && !spelling.nearest().empty()) return what + spelling.hint();
    Variable any;
    const bool is_builtin = store_builtin(any, std::string(name)).empty();
    const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
    const bool is_long = bare_variable_name(name).empty();
    if (is_long || (!is_builtin && std::any_of(name.begin(), name.end(), is_lower))) {
        return what + "; declare it in \"variable\"";
    }
    return concat({what, "; ", advise_declaration(name, is_builtin ? "builtin" : "env"),
                   (is_extended_ ? "" : R"(, which needs "preloadVersion": 1)")});
}

const char* find_in_environment(char** environment, std::string_view name) {
    if (environment == nullptr) return nullptr;
    for (char** entry = environment; *entry != nullptr; ++entry) {
        const std::string_view text = *entry;
        if (text.size() > name.size() && text.starts_with(name) && text[name.size()] == '=') {
            return *entry + name.size() + 1;
        }
    }
    return nullptr;
}

}  // namespace landlock_preload
