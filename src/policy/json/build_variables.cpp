// SPDX-License-Identifier: MIT
//
// The entries of "variable".
#include <bit>

#include "policy/json/builder.hpp"
#include "policy/json/foreign.hpp"
#include "policy/json/hints.hpp"
#include "policy/template.hpp"

namespace landlock_preload {

Finding Builder::store_name(std::string& name) {
    if (!is_variable_name(name)) {
        const std::string_view bare = bare_variable_name(name);
        return {concat({"bad variable name ", quote(name),
                        (bare.empty() ? "; a letter, then letters, digits and \"_\""
                                      : concat({"; write ", quote(bare)}))})};
    }
    policy.variable.back().name = std::move(name);
    return {};
}

Finding Builder::store_env(std::string& name) {
    if (name.empty() || name.find_first_of("=$") != std::string::npos) {
        const std::string_view bare = bare_variable_name(name);
        return {concat({quote(name), " is not a valid environment variable name",
                        (bare.empty() ? "" : concat({"; write ", quote(bare)}))})};
    }
    policy.variable.back().kind = VariableKind::env;
    policy.variable.back().env = std::move(name);
    return {};
}

Finding Builder::store_split(std::string& separator) {
    if (separator.empty()) return {"empty separator; leave \"split\" out for one value"};
    policy.variable.back().split = std::move(separator);
    return {};
}

Finding Builder::end_variable(KeySet seen) {
    constexpr KeySet kEnv = keys_of(one(StringNode::env));
    constexpr KeySet kSources =
        keys_of(array_of(StringNode::literal), one(StringNode::builtin)) | kEnv;
    if (std::popcount(seen & kSources) > 1 && is_extended()) {
        return {concat({"has more than one of ", key_names(kSources, " and "), "; keep one"})};
    }
    if ((seen & kEnv) != 0) return end_default(policy.variable.back());
    if ((seen & keys_of(one(StringNode::split))) != 0) return {"\"split\" goes with \"env\""};
    if ((seen & keys_of(one(StringNode::default_value))) == 0) return {};
    return {"\"default\" goes with \"env\""};
}

// Splits the default, which stands there as one item so far; "split" may have come after it.
Finding Builder::end_default(Variable& variable) {
    if (variable.default_values.empty()) return {};
    UntrustedPaths paths = split_untrusted_paths(variable.default_values.front(), variable.split);
    const bool is_item = paths.offending_value != variable.default_values.front();
    variable.default_values = std::move(paths.items);
    if (paths.problem.empty()) return {};
    return {concat({(is_item ? "item " : ""), quote(paths.offending_value), " ", paths.problem}),
            "/default"};
}

}  // namespace landlock_preload
