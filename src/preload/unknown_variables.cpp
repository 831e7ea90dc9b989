// SPDX-License-Identifier: MIT
//
// A misspelt variable must not weaken a sandbox without a word: LANDLOCK_STRIKT=1 asks for
// something, and nobody would do it.
#include "preload/unknown_variables.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/diagnostic.hpp"
#include "policy/json/spelling.hpp"

namespace landlock_preload {
namespace {

constexpr std::string_view kPrefix = "LANDLOCK";
constexpr char kOurs[][12] = {"POLICY", "REPORT", "REPORT_FORM", "LABEL",
                              "STRICT", "LOG",    "THREADS",     "LAYERS"};
constexpr std::size_t kMostNamed = 3;

// Without what stands between words, in capitals.
std::string squeeze(std::string_view name) {
    std::string squeezed;
    for (char c : name.substr(0, 64)) {  // no name of ours is nearly as long
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        if (c != '_' && c != '-' && c != '.') squeezed += c;
    }
    return squeezed;
}

bool is_known(std::string_view name) {
    if (!name.starts_with(kPrefix) || name.size() == kPrefix.size()) return false;
    name.remove_prefix(kPrefix.size() + 1);  // its "_" is looked at below
    return std::find(std::begin(kOurs), std::end(kOurs), name) != std::end(kOurs) &&
           *(name.data() - 1) == '_';
}

// The name of ours that NAME was probably meant to be, without the prefix; or nothing.
std::string meant_by(std::string_view name) {
    const std::string squeezed = squeeze(name);
    const std::string_view word = squeezed;
    if (word.starts_with(kPrefix)) {
        const std::string_view rest = word.substr(kPrefix.size());
        Spelling spelling(rest);
        for (const char* ours : kOurs) spelling.consider(ours);
        return std::string(rest.starts_with("POLIC") ? kOurs[0] : spelling.nearest());
    }
    std::string candidates[std::size(kOurs)];
    Spelling spelling(word);
    for (std::size_t i = 0; i < std::size(kOurs); ++i) {
        candidates[i] = std::string(kPrefix) + kOurs[i];
        spelling.consider(candidates[i]);
    }
    const std::string_view nearest = spelling.nearest();
    return std::string(nearest.substr(std::min(kPrefix.size(), nearest.size())));
}

std::string did_you_mean(std::string_view name) {
    return name.empty() ? "" : concat({"; did you mean \"LANDLOCK_", name, "\"?"});
}

// Whether NAME has our prefix, or nearly one of our names. The first two letters are looked at
// first, since most names of an environment have others.
bool is_nearly_ours(std::string_view name) {
    if (name.size() < kPrefix.size() || (name[0] | 0x20) != 'l' || (name[1] | 0x20) != 'a') {
        return false;
    }
    return squeeze(name).starts_with(kPrefix) || !meant_by(name).empty();
}

std::string_view name_of(const char* entry) {
    const std::string_view text = entry;
    return text.substr(0, text.find('='));
}

bool is_like_a_policy(std::string_view value) {
    return value.starts_with('{') || value.starts_with('/') || value.ends_with(".json");
}

}  // namespace

std::string describe_unknown_variables(char** envp) {
    std::string all;
    std::size_t count = 0;
    for (char** entry = envp; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view name = name_of(*entry);
        if (!is_nearly_ours(name)) continue;
        const bool is_ours = is_known(name);
        const bool has_value = (*entry)[name.size()] == '=';
        if ((is_ours && has_value) || ++count > kMostNamed) continue;
        all += concat(
            {(all.empty() ? "" : "; "), (is_ours ? "" : "unknown variable "), quote(name),
             (is_ours ? R"( has no "=" in the environment)" : did_you_mean(meant_by(name)))});
    }
    if (count > kMostNamed) all += concat({"; ", std::to_string(count - kMostNamed), " more"});
    return all;
}

void assess_unknown_variables(char** envp, bool strict, std::vector<Diagnostic>& events) {
    std::string unknown = describe_unknown_variables(envp);
    if (unknown.empty()) return;
    if (strict) fail("", unknown + "; LANDLOCK_STRICT=1 makes this an error");
    events.push_back(
        {Severity::warning, "", std::move(unknown), LANDLOCK_PRELOAD_EVENT_UNKNOWN_VARIABLE});
}

std::string find_misplaced_policy(char** envp, const Requests& requests) {
    std::string hint = describe_unknown_variables(envp);
    if (!hint.empty()) return concat({"; ", hint});
    for (char** entry = envp; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view name = name_of(*entry);
        if (meant_by(name) != kOurs[0]) continue;
        return concat({"; ", quote(name), " is set", did_you_mean(kOurs[0])});
    }
    const struct {
        const char* name;
        const char* value;
    } kSettings[] = {{"LANDLOCK_STRICT", requests.strict}, {"LANDLOCK_LOG", requests.log}};
    for (const auto& setting : kSettings) {
        if (setting.value == nullptr || !is_like_a_policy(setting.value)) continue;
        return concat({"; ", setting.name, " is ", quote(setting.value), did_you_mean(kOurs[0])});
    }
    return {};
}

}  // namespace landlock_preload
