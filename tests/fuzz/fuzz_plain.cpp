// SPDX-License-Identifier: MIT
//
// Any bytes as a plain policy, to the library and to the model: both refuse it, or both accept it
// and it comes to the same.
#include <cstdint>
#include <string>
#include <string_view>

#include "plain_model.hpp"
#include "policy/json/parser.hpp"
#include "promise.hpp"
#include "resolve/expand.hpp"

using namespace landlock_preload;

namespace {

plain_model::Resolved sets_of(const ResolvedPolicy& policy) {
    plain_model::Resolved sets;
    for (const auto& [of, key] : landlock_facts::kClasses) {
        if (const AccessMask mask = policy.handled[landlock_facts::class_as<AccessClass>(of)];
            mask != 0) {
            sets.handled[of] = mask;
        }
    }
    for (const ResolvedPath& path : policy.paths) {
        sets.paths[plain_model::by_components(path.path)] |= path.allowed_access;
    }
    for (const ResolvedPort& port : policy.ports) sets.ports[port.port] |= port.allowed_access;
    return sets;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    const plain_model::Verdict verdict = plain_model::judge(text);
    ResolvedPolicy resolved;
    const std::string errors = errors_of([&] {
        const Policy policy = parse_policy({SourceKind::file, "p.json", text});
        require(policy.is_extended != verdict.is_plain, "the modes agree", text);
        resolved = expand_policy(policy, {nullptr, true});
    });
    if (!verdict.is_plain) return 0;
    require(errors.empty() == verdict.resolved.has_value(), "both accept or both refuse", errors);
    if (errors.empty()) require(sets_of(resolved) == *verdict.resolved, "both come to the same");
    return 0;
}
