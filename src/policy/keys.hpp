// SPDX-License-Identifier: MIT
//
// The grammar of a policy, as a table: which places there are in its tree, what kind of value each
// holds, and which keys lead from an object to the next place. The parser walks this table and
// knows no key by name.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace landlock_preload {

enum class Place : std::uint8_t {
    root,
    abi,
    variable_list,
    variable,
    variable_name,
    literal_list,
    literal,
    ruleset_list,
    ruleset,
    handled_fs_list,
    handled_fs,
    handled_net_list,
    handled_net,
    scoped_list,
    scoped,
    path_list,
    path_rule,
    allowed_fs_list,
    allowed_fs,
    parent_list,
    parent,
    port_list,
    port_rule,
    allowed_net_list,
    allowed_net,
    port_number_list,
    port_number,
    preload_version,
    ignored,  // below something that was already reported
};

enum class Shape : std::uint8_t { object, array, scalar, any };

// What a place holds; `element` is the place of an array's elements.
struct PlaceShape {
    Place place;
    Shape shape;
    Place element;
    char expected[24];  // for messages
};

inline constexpr std::array<PlaceShape, 29> kPlaces = {{
    {Place::root, Shape::object, Place::ignored, "object"},
    {Place::abi, Shape::scalar, Place::ignored, ""},
    {Place::variable_list, Shape::array, Place::variable, "array of objects"},
    {Place::variable, Shape::object, Place::ignored, "object"},
    {Place::variable_name, Shape::scalar, Place::ignored, "string"},
    {Place::literal_list, Shape::array, Place::literal, "array of strings"},
    {Place::literal, Shape::scalar, Place::ignored, "string"},
    {Place::ruleset_list, Shape::array, Place::ruleset, "array of objects"},
    {Place::ruleset, Shape::object, Place::ignored, "object"},
    {Place::handled_fs_list, Shape::array, Place::handled_fs, "array of fs rights"},
    {Place::handled_fs, Shape::scalar, Place::ignored, "fs right"},
    {Place::handled_net_list, Shape::array, Place::handled_net, "array of net rights"},
    {Place::handled_net, Shape::scalar, Place::ignored, "net right"},
    {Place::scoped_list, Shape::array, Place::scoped, "array of scopes"},
    {Place::scoped, Shape::scalar, Place::ignored, "scope"},
    {Place::path_list, Shape::array, Place::path_rule, "array of objects"},
    {Place::path_rule, Shape::object, Place::ignored, "object"},
    {Place::allowed_fs_list, Shape::array, Place::allowed_fs, "array of fs rights"},
    {Place::allowed_fs, Shape::scalar, Place::ignored, "fs right"},
    {Place::parent_list, Shape::array, Place::parent, "array of strings"},
    {Place::parent, Shape::scalar, Place::ignored, "string"},
    {Place::port_list, Shape::array, Place::port_rule, "array of objects"},
    {Place::port_rule, Shape::object, Place::ignored, "object"},
    {Place::allowed_net_list, Shape::array, Place::allowed_net, "array of net rights"},
    {Place::allowed_net, Shape::scalar, Place::ignored, "net right"},
    {Place::port_number_list, Shape::array, Place::port_number, "array of ports"},
    {Place::port_number, Shape::scalar, Place::ignored, "port"},
    {Place::preload_version, Shape::scalar, Place::ignored, ""},
    {Place::ignored, Shape::any, Place::ignored, ""},
}};

constexpr const PlaceShape& shape_of(Place place) {
    return kPlaces[static_cast<std::size_t>(place)];
}

enum class KeyMode : std::uint8_t { plain, required, extended };

struct Key {
    Place owner;  // the object that may hold it
    char name[24];
    Place value;
    KeyMode mode;
};

inline constexpr auto kKeys = std::to_array<Key>({
    {Place::root, "abi", Place::abi, KeyMode::plain},
    {Place::root, "variable", Place::variable_list, KeyMode::plain},
    {Place::root, "ruleset", Place::ruleset_list, KeyMode::plain},
    {Place::root, "pathBeneath", Place::path_list, KeyMode::plain},
    {Place::root, "netPort", Place::port_list, KeyMode::plain},
    {Place::variable, "name", Place::variable_name, KeyMode::required},
    {Place::variable, "literal", Place::literal_list, KeyMode::plain},
    {Place::ruleset, "handledAccessFs", Place::handled_fs_list, KeyMode::plain},
    {Place::ruleset, "handledAccessNet", Place::handled_net_list, KeyMode::plain},
    {Place::ruleset, "scoped", Place::scoped_list, KeyMode::plain},
    {Place::path_rule, "allowedAccess", Place::allowed_fs_list, KeyMode::required},
    {Place::path_rule, "parent", Place::parent_list, KeyMode::required},
    {Place::port_rule, "allowedAccess", Place::allowed_net_list, KeyMode::required},
    {Place::port_rule, "port", Place::port_number_list, KeyMode::required},
    {Place::root, "preloadVersion", Place::preload_version, KeyMode::extended},
    {Place::root, "comment", Place::ignored, KeyMode::extended},
    {Place::variable, "comment", Place::ignored, KeyMode::extended},
    {Place::ruleset, "comment", Place::ignored, KeyMode::extended},
    {Place::path_rule, "comment", Place::ignored, KeyMode::extended},
    {Place::port_rule, "comment", Place::ignored, KeyMode::extended},
    {Place::ruleset, "errorIfAnyUnsupported", Place::ignored, KeyMode::extended},
    {Place::path_rule, "errorIfAnyUnsupported", Place::ignored, KeyMode::extended},
    {Place::port_rule, "errorIfAnyUnsupported", Place::ignored, KeyMode::extended},
    {Place::root, "$schema", Place::ignored, KeyMode::extended},
    {Place::root, "name", Place::ignored, KeyMode::extended},
    {Place::root, "minAbi", Place::ignored, KeyMode::extended},
    {Place::root, "compatibility", Place::ignored, KeyMode::extended},
    {Place::root, "preset", Place::ignored, KeyMode::extended},
    {Place::root, "include", Place::ignored, KeyMode::extended},
    {Place::root, "log", Place::ignored, KeyMode::extended},
    {Place::variable, "env", Place::ignored, KeyMode::extended},
    {Place::variable, "split", Place::ignored, KeyMode::extended},
    {Place::variable, "default", Place::ignored, KeyMode::extended},
    {Place::variable, "builtin", Place::ignored, KeyMode::extended},
    {Place::ruleset, "quietAccessFs", Place::ignored, KeyMode::extended},
    {Place::ruleset, "quietAccessNet", Place::ignored, KeyMode::extended},
    {Place::ruleset, "quietScoped", Place::ignored, KeyMode::extended},
    {Place::path_rule, "errorIfAnyUnusablePath", Place::ignored, KeyMode::extended},
    {Place::path_rule, "optional", Place::ignored, KeyMode::extended},
    {Place::path_rule, "type", Place::ignored, KeyMode::extended},
    {Place::path_rule, "noSymlinks", Place::ignored, KeyMode::extended},
    {Place::path_rule, "createDirectory", Place::ignored, KeyMode::extended},
    {Place::path_rule, "glob", Place::ignored, KeyMode::extended},
    {Place::path_rule, "quiet", Place::ignored, KeyMode::extended},
    {Place::port_rule, "quiet", Place::ignored, KeyMode::extended},
});

static_assert(kKeys.size() <= 64);  // the parser keeps one bit a key

}  // namespace landlock_preload
