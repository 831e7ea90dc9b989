// SPDX-License-Identifier: MIT
#include "tool/path_names.hpp"

#include <algorithm>

#include "observe/landmarks.hpp"

namespace landlock_preload {
namespace {

// Empty: it says nothing of the kind.
std::string directory_of(const Variable& variable, const Learned& learned) {
    if (variable.kind == VariableKind::env && variable.split.empty()) {
        if (variable.env == "HOME") return learned.home;
        if (variable.env == "TMPDIR") return learned.temporary;
        const auto known = learned.environment.find(variable.env);
        return known == learned.environment.end() ? "" : known->second;
    }
    if (variable.kind != VariableKind::builtin) return {};
    switch (variable.builtin) {
        case Builtin::home:
            return learned.home;
        case Builtin::cwd:
            return learned.working_directory;
        case Builtin::tmpdir:
            return learned.temporary;
        case Builtin::runtime_dir:
        case Builtin::exe:
        case Builtin::exe_dir:
        case Builtin::policy_dir:
        case Builtin::uid:
            break;
    }
    return {};
}

}  // namespace

PathNames::PathNames(std::vector<NamedDirectory> directories)
    : directories_(std::move(directories)) {
    std::erase_if(directories_, [](const auto& each) { return each.first.size() <= 1; });
    std::ranges::stable_sort(directories_, [](const auto& one, const auto& other) {
        return one.first.size() > other.first.size();
    });
}

NamedPath PathNames::name(const std::string& path) {
    for (const auto& [directory, variable] : directories_) {
        if (!is_within(path, directory)) continue;
        used_.insert(variable);
        const NamedPath rest = name_path(path.substr(directory.size()));
        return {"${" + variable + '}' + rest.text, rest.is_pattern};
    }
    return name_path(path);
}

bool PathNames::is_known(std::string_view variable) const {
    return std::ranges::any_of(directories_,
                               [&](const auto& each) { return each.second == variable; });
}

bool PathNames::is_relative(const std::string& path) const {
    return std::ranges::any_of(directories_,
                               [&](const auto& each) { return is_within(path, each.first); });
}

std::vector<NamedDirectory> declared_directories(const std::vector<Variable>& variables,
                                                 const Learned& learned) {
    std::vector<NamedDirectory> directories;
    directories.reserve(variables.size());
    for (const Variable& variable : variables) {
        directories.emplace_back(directory_of(variable, learned), variable.name);
    }
    return directories;
}

}  // namespace landlock_preload
