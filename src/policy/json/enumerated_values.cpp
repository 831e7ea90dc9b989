// SPDX-License-Identifier: MIT
//
// The values that are one of a few words, each with its vocabulary.
#include "policy/json/enumerated_values.hpp"

#include <array>
#include <string_view>

#include "base/diagnostic.hpp"
#include "policy/json/hints.hpp"
#include "policy/json/spelling.hpp"
#include "policy/presets.hpp"

namespace landlock_preload {
namespace {

// What is wrong: the nearest word, or all of them.
template <typename Words>
std::string unknown_word(const char* kind, const std::string& word, const Words& words) {
    Spelling spelling(word);
    std::string all;
    for (const auto& known : words) {
        spelling.consider(known.name);
        all += (all.empty() ? "; one of " : ", ") + std::string(known.name);
    }
    const std::string hint = spelling.hint();
    return concat({"unknown ", kind, " ", quote(word), (hint.empty() ? all : hint)});
}

template <typename Value>
struct Named {
    char name[17];
    Value value;
};

constexpr auto kCompatibilities = std::to_array<Named<bool>>({
    {"best_effort", false},
    {"hard_requirement", true},
});

constexpr auto kBuiltins = std::to_array<Named<Builtin>>({
    {"home", Builtin::home},
    {"cwd", Builtin::cwd},
    {"tmpdir", Builtin::tmpdir},
    {"runtimeDir", Builtin::runtime_dir},
    {"exe", Builtin::exe},
    {"exeDir", Builtin::exe_dir},
    {"policyDir", Builtin::policy_dir},
    {"uid", Builtin::uid},
});

constexpr auto kTypes = std::to_array<Named<PathType>>({
    {"file", PathType::file},
    {"directory", PathType::directory},
});

// Sets TARGET to what WORD means.
template <typename Words, typename Target>
std::string choose(const char* kind, const std::string& word, const Words& words, Target& target) {
    for (const auto& known : words) {
        if (word != known.name) continue;
        target = known.value;
        return {};
    }
    return unknown_word(kind, word, words);
}

std::string all_presets() {
    std::string all;
    std::string_view last;
    for (const PresetGrant& grant : all_preset_grants()) {
        if (last == grant.preset) continue;
        last = grant.preset;
        all += (all.empty() ? "; one of " : ", ") + std::string(last);
    }
    return all;
}

}  // namespace

std::string store_compatibility(Policy& policy, const std::string& word) {
    policy.best_effort = word == kCompatibilities[0].name;
    return choose("compatibility", word, kCompatibilities, policy.hard_requirement);
}

std::string store_path_type(PathOptions& options, const std::string& word) {
    return choose("type", word, kTypes, options.type);
}

std::string store_builtin(Variable& variable, const std::string& word) {
    variable.kind = VariableKind::builtin;
    return choose("builtin", word, kBuiltins, variable.builtin);
}

std::string store_preset(Policy& policy, const std::string& word) {
    if (!is_preset(word)) {
        Spelling spelling(word);
        consider_presets(spelling);
        std::string hint = spelling.hint();
        if (hint.empty()) hint = hint_for_preset(word);
        return concat({"unknown preset ", quote(word), (hint.empty() ? all_presets() : hint)});
    }
    policy.preset.push_back({word});
    policy.preset.back().entry.index = static_cast<std::uint32_t>(policy.preset.size() - 1);
    return {};
}

}  // namespace landlock_preload
