// SPDX-License-Identifier: MIT
//
// The grammar of a policy, as a table: which keys an object may have, and what stands at each. The
// reader walks this table and knows no key by name.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "policy/json/node.hpp"

namespace landlock_preload {

// A section makes a policy: one of them must be there.
enum class KeyMode : std::uint8_t { plain, required, section, extended, extended_section };

struct Key {
    ObjectNode owner;  // the object that may have it
    char name[24];
    Node value;
    KeyMode mode;

    [[nodiscard]] constexpr bool is_extended() const {
        return mode == KeyMode::extended || mode == KeyMode::extended_section;
    }
    [[nodiscard]] constexpr bool is_section() const {
        return mode == KeyMode::section || mode == KeyMode::extended_section;
    }
};

inline constexpr auto kKeys = [] {
    using enum ObjectNode;
    using enum KeyMode;
    constexpr Node kComment = one(StringNode::documentation);
    constexpr Node kRequireAll = one(BooleanNode::error_if_any_unsupported);
    return std::to_array<Key>({
        {root, "abi", one(IntegerNode::abi), plain},
        {root, "ruleset", array_of(ruleset), section},
        {root, "pathBeneath", array_of(path_rule), section},
        {root, "netPort", array_of(port_rule), section},
        {root, "variable", array_of(variable), section},
        {root, "preset", array_of(StringNode::preset), extended_section},
        {root, "include", array_of(StringNode::include), extended_section},
        {root, "preloadVersion", one(IntegerNode::preload_version), extended},
        {root, "$schema", kComment, extended},
        {root, "name", kComment, extended},
        {root, "comment", kComment, extended},
        {root, "minAbi", one(IntegerNode::min_abi), extended},
        {root, "compatibility", one(StringNode::compatibility), extended},
        {root, "log", one(log), extended},
        {log, "sameExec", one(BooleanNode::log_same_exec), extended},
        {log, "newExec", one(BooleanNode::log_new_exec), extended},
        {log, "subdomains", one(BooleanNode::log_subdomains), extended},
        {log, "comment", kComment, extended},
        {variable, "name", one(StringNode::variable_name), required},
        {variable, "literal", array_of(StringNode::literal), plain},
        {variable, "env", one(StringNode::env), extended},
        {variable, "builtin", one(StringNode::builtin), extended},
        {variable, "split", one(StringNode::split), extended},
        {variable, "default", one(StringNode::default_value), extended},
        {variable, "comment", kComment, extended},
        {ruleset, "handledAccessFs", rights(RightNode::handled, AccessClass::fs), plain},
        {ruleset, "handledAccessNet", rights(RightNode::handled, AccessClass::net), plain},
        {ruleset, "scoped", rights(RightNode::handled, AccessClass::scope), plain},
        {ruleset, "quietAccessFs", rights(RightNode::quiet, AccessClass::fs), extended},
        {ruleset, "quietAccessNet", rights(RightNode::quiet, AccessClass::net), extended},
        {ruleset, "quietScoped", rights(RightNode::quiet, AccessClass::scope), extended},
        {ruleset, "errorIfAnyUnsupported", kRequireAll, extended},
        {ruleset, "comment", kComment, extended},
        {path_rule, "allowedAccess", rights(RightNode::path_allowed, AccessClass::fs), required},
        {path_rule, "parent", array_of(StringNode::parent), required},
        {path_rule, "errorIfAnyUnsupported", kRequireAll, extended},
        {path_rule, "errorIfAnyUnusablePath", one(BooleanNode::error_if_any_unusable_path),
         extended},
        {path_rule, "optional", one(BooleanNode::optional), extended},
        {path_rule, "type", one(StringNode::path_type), extended},
        {path_rule, "noSymlinks", one(BooleanNode::no_symlinks), extended},
        {path_rule, "createDirectory", one(BooleanNode::create_directory), extended},
        {path_rule, "glob", one(BooleanNode::glob), extended},
        {path_rule, "quiet", one(BooleanNode::path_quiet), extended},
        {path_rule, "comment", kComment, extended},
        {port_rule, "allowedAccess", rights(RightNode::port_allowed, AccessClass::net), required},
        {port_rule, "port", array_of(PortNode::port), required},
        {port_rule, "errorIfAnyUnsupported", kRequireAll, extended},
        {port_rule, "quiet", one(BooleanNode::port_quiet), extended},
        {port_rule, "comment", kComment, extended},
        {port_range, "first", one(PortNode::first), required},
        {port_range, "last", one(PortNode::last), required},
    });
}();

// A set of keys: bit N is kKeys[N].
using KeySet = std::uint64_t;
static_assert(kKeys.size() <= 64);

constexpr KeySet key_bit(std::size_t index) {
    return KeySet{1} << index;
}

template <typename Predicate>
consteval KeySet keys_where(Predicate is_wanted) {
    KeySet keys = 0;
    for (std::size_t i = 0; i < kKeys.size(); ++i) {
        if (is_wanted(kKeys[i])) keys |= key_bit(i);
    }
    return keys;
}

// The keys that one of these nodes stands at.
template <typename... Nodes>
consteval KeySet keys_of(Nodes... nodes) {
    return keys_where([&](const Key& key) { return ((key.value == nodes) || ...); });
}

inline constexpr KeySet kQuietKeys = keys_where([](const Key& key) {
    return key.value.type == NodeType::right && key.value.as<RightNode>() == RightNode::quiet;
});

}  // namespace landlock_preload
