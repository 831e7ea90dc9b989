// SPDX-License-Identifier: MIT
//
// The nodes of a policy's tree. Each kind of value has an enumeration of where it can stand, so
// that a switch over one is complete, and the compiler says what a new node is missing.
#pragma once

#include <cstdint>

#include "landlock/access.hpp"

namespace landlock_preload {

enum class ObjectNode : std::uint8_t {
    root,
    log,
    variable,
    ruleset,
    path_rule,
    port_rule,
    port_range,
};

enum class StringNode : std::uint8_t {
    documentation,
    variable_name,
    literal,
    env,
    split,
    default_value,
    builtin,
    parent,
    path_type,
    compatibility,
    preset,
    include,
};

enum class BooleanNode : std::uint8_t {
    log_same_exec,
    log_new_exec,
    log_subdomains,
    error_if_any_unsupported,
    error_if_any_unusable_path,
    optional,
    no_symlinks,
    create_directory,
    glob,
    path_quiet,
    port_quiet,
};

enum class RightNode : std::uint8_t { handled, quiet, path_allowed, port_allowed };

enum class PortNode : std::uint8_t { port, first, last };

enum class IntegerNode : std::uint8_t { abi, min_abi, preload_version };

// `unknown` is what lies below a key or value that was already reported.
enum class NodeType : std::uint8_t { unknown, object, string, boolean, right, port, integer };

struct Node {
    NodeType type = NodeType::unknown;
    std::uint8_t which = 0;                      // of the type's enumeration
    bool is_array = false;                       // an array of these, rather than one
    AccessClass access_class = AccessClass::fs;  // of a right

    bool operator==(const Node&) const = default;
    template <typename Which>
    [[nodiscard]] constexpr Which as() const {
        return static_cast<Which>(which);
    }
};

template <typename Which>
inline constexpr NodeType kTypeOf = NodeType::unknown;
template <>
inline constexpr NodeType kTypeOf<ObjectNode> = NodeType::object;
template <>
inline constexpr NodeType kTypeOf<StringNode> = NodeType::string;
template <>
inline constexpr NodeType kTypeOf<BooleanNode> = NodeType::boolean;
template <>
inline constexpr NodeType kTypeOf<RightNode> = NodeType::right;
template <>
inline constexpr NodeType kTypeOf<PortNode> = NodeType::port;
template <>
inline constexpr NodeType kTypeOf<IntegerNode> = NodeType::integer;

template <typename Which>
constexpr Node one(Which which) {
    return {kTypeOf<Which>, static_cast<std::uint8_t>(which)};
}

template <typename Which>
constexpr Node array_of(Which which) {
    return {kTypeOf<Which>, static_cast<std::uint8_t>(which), true};
}

constexpr Node rights(RightNode which, AccessClass access_class) {
    Node node = array_of(which);
    node.access_class = access_class;
    return node;
}

}  // namespace landlock_preload
