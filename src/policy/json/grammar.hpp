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
    // Extended mode.
    preload_version,
    documentation,
    min_abi,
    compatibility,
    preset_list,
    preset,
    include_list,
    include,
    log,
    log_same_exec,
    log_new_exec,
    log_subdomains,
    error_if_any_unsupported,
    error_if_any_unusable_path,
    optional,
    path_type,
    no_symlinks,
    create_directory,
    glob,
    quiet,
    quiet_fs_list,
    quiet_fs,
    quiet_net_list,
    quiet_net,
    quiet_scoped_list,
    quiet_scoped,
    port_range,
    port_first,
    port_last,
    env,
    split,
    default_value,
    builtin,
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

constexpr PlaceShape object_at(Place place) {
    return {place, Shape::object, Place::ignored, "object"};
}

inline constexpr auto kPlaces = std::to_array<PlaceShape>({
    object_at(Place::root),
    {Place::abi, Shape::scalar, Place::ignored, ""},
    {Place::variable_list, Shape::array, Place::variable, "array of objects"},
    object_at(Place::variable),
    {Place::variable_name, Shape::scalar, Place::ignored, "string"},
    {Place::literal_list, Shape::array, Place::literal, "array of strings"},
    {Place::literal, Shape::scalar, Place::ignored, "string"},
    {Place::ruleset_list, Shape::array, Place::ruleset, "array of objects"},
    object_at(Place::ruleset),
    {Place::handled_fs_list, Shape::array, Place::handled_fs, "array of fs rights"},
    {Place::handled_fs, Shape::scalar, Place::ignored, "fs right"},
    {Place::handled_net_list, Shape::array, Place::handled_net, "array of net rights"},
    {Place::handled_net, Shape::scalar, Place::ignored, "net right"},
    {Place::scoped_list, Shape::array, Place::scoped, "array of scopes"},
    {Place::scoped, Shape::scalar, Place::ignored, "scope"},
    {Place::path_list, Shape::array, Place::path_rule, "array of objects"},
    object_at(Place::path_rule),
    {Place::allowed_fs_list, Shape::array, Place::allowed_fs, "array of fs rights"},
    {Place::allowed_fs, Shape::scalar, Place::ignored, "fs right"},
    {Place::parent_list, Shape::array, Place::parent, "array of strings"},
    {Place::parent, Shape::scalar, Place::ignored, "string"},
    {Place::port_list, Shape::array, Place::port_rule, "array of objects"},
    object_at(Place::port_rule),
    {Place::allowed_net_list, Shape::array, Place::allowed_net, "array of net rights"},
    {Place::allowed_net, Shape::scalar, Place::ignored, "net right"},
    {Place::port_number_list, Shape::array, Place::port_number, "array of ports"},
    {Place::port_number, Shape::scalar, Place::ignored, "port"},
    {Place::preload_version, Shape::scalar, Place::ignored, ""},
    {Place::documentation, Shape::scalar, Place::ignored, "string"},
    {Place::min_abi, Shape::scalar, Place::ignored, ""},
    {Place::compatibility, Shape::scalar, Place::ignored, "string"},
    {Place::preset_list, Shape::array, Place::preset, "array of strings"},
    {Place::preset, Shape::scalar, Place::ignored, "string"},
    {Place::include_list, Shape::array, Place::include, "array of strings"},
    {Place::include, Shape::scalar, Place::ignored, "string"},
    object_at(Place::log),
    {Place::log_same_exec, Shape::scalar, Place::ignored, "boolean"},
    {Place::log_new_exec, Shape::scalar, Place::ignored, "boolean"},
    {Place::log_subdomains, Shape::scalar, Place::ignored, "boolean"},
    {Place::error_if_any_unsupported, Shape::scalar, Place::ignored, "boolean"},
    {Place::error_if_any_unusable_path, Shape::scalar, Place::ignored, "boolean"},
    {Place::optional, Shape::scalar, Place::ignored, "boolean"},
    {Place::path_type, Shape::scalar, Place::ignored, "string"},
    {Place::no_symlinks, Shape::scalar, Place::ignored, "boolean"},
    {Place::create_directory, Shape::scalar, Place::ignored, "boolean"},
    {Place::glob, Shape::scalar, Place::ignored, "boolean"},
    {Place::quiet, Shape::scalar, Place::ignored, "boolean"},
    {Place::quiet_fs_list, Shape::array, Place::quiet_fs, "array of fs rights"},
    {Place::quiet_fs, Shape::scalar, Place::ignored, "fs right"},
    {Place::quiet_net_list, Shape::array, Place::quiet_net, "array of net rights"},
    {Place::quiet_net, Shape::scalar, Place::ignored, "net right"},
    {Place::quiet_scoped_list, Shape::array, Place::quiet_scoped, "array of scopes"},
    {Place::quiet_scoped, Shape::scalar, Place::ignored, "scope"},
    object_at(Place::port_range),
    {Place::port_first, Shape::scalar, Place::ignored, "port"},
    {Place::port_last, Shape::scalar, Place::ignored, "port"},
    {Place::env, Shape::scalar, Place::ignored, "string"},
    {Place::split, Shape::scalar, Place::ignored, "string"},
    {Place::default_value, Shape::scalar, Place::ignored, "string"},
    {Place::builtin, Shape::scalar, Place::ignored, "string"},
    {Place::ignored, Shape::any, Place::ignored, ""},
});

consteval bool is_in_order() {
    for (std::size_t i = 0; i < kPlaces.size(); ++i) {
        if (static_cast<std::size_t>(kPlaces[i].place) != i) return false;
    }
    return true;
}
static_assert(is_in_order());

constexpr const PlaceShape& shape_of(Place place) {
    return kPlaces[static_cast<std::size_t>(place)];
}

// A section makes a policy: one of them must be there.
enum class KeyMode : std::uint8_t { plain, required, section, extended, extended_section };

constexpr bool is_extended(KeyMode mode) {
    return mode == KeyMode::extended || mode == KeyMode::extended_section;
}

struct Key {
    Place owner;  // the object that may hold it
    char name[24];
    Place value;
    KeyMode mode;
};

inline constexpr auto kKeys = std::to_array<Key>({
    {Place::root, "abi", Place::abi, KeyMode::plain},
    {Place::root, "variable", Place::variable_list, KeyMode::section},
    {Place::root, "ruleset", Place::ruleset_list, KeyMode::section},
    {Place::root, "pathBeneath", Place::path_list, KeyMode::section},
    {Place::root, "netPort", Place::port_list, KeyMode::section},
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
    {Place::root, "$schema", Place::documentation, KeyMode::extended},
    {Place::root, "name", Place::documentation, KeyMode::extended},
    {Place::root, "comment", Place::documentation, KeyMode::extended},
    {Place::root, "minAbi", Place::min_abi, KeyMode::extended},
    {Place::root, "compatibility", Place::compatibility, KeyMode::extended},
    {Place::root, "preset", Place::preset_list, KeyMode::extended_section},
    {Place::root, "include", Place::include_list, KeyMode::extended_section},
    {Place::root, "log", Place::log, KeyMode::extended},
    {Place::log, "sameExec", Place::log_same_exec, KeyMode::extended},
    {Place::log, "newExec", Place::log_new_exec, KeyMode::extended},
    {Place::log, "subdomains", Place::log_subdomains, KeyMode::extended},
    {Place::log, "comment", Place::documentation, KeyMode::extended},
    {Place::variable, "comment", Place::documentation, KeyMode::extended},
    {Place::variable, "env", Place::env, KeyMode::extended},
    {Place::variable, "split", Place::split, KeyMode::extended},
    {Place::variable, "default", Place::default_value, KeyMode::extended},
    {Place::variable, "builtin", Place::builtin, KeyMode::extended},
    {Place::ruleset, "comment", Place::documentation, KeyMode::extended},
    {Place::ruleset, "errorIfAnyUnsupported", Place::error_if_any_unsupported, KeyMode::extended},
    {Place::ruleset, "quietAccessFs", Place::quiet_fs_list, KeyMode::extended},
    {Place::ruleset, "quietAccessNet", Place::quiet_net_list, KeyMode::extended},
    {Place::ruleset, "quietScoped", Place::quiet_scoped_list, KeyMode::extended},
    {Place::path_rule, "comment", Place::documentation, KeyMode::extended},
    {Place::path_rule, "errorIfAnyUnsupported", Place::error_if_any_unsupported, KeyMode::extended},
    {Place::path_rule, "errorIfAnyUnusablePath", Place::error_if_any_unusable_path,
     KeyMode::extended},
    {Place::path_rule, "optional", Place::optional, KeyMode::extended},
    {Place::path_rule, "type", Place::path_type, KeyMode::extended},
    {Place::path_rule, "noSymlinks", Place::no_symlinks, KeyMode::extended},
    {Place::path_rule, "createDirectory", Place::create_directory, KeyMode::extended},
    {Place::path_rule, "glob", Place::glob, KeyMode::extended},
    {Place::path_rule, "quiet", Place::quiet, KeyMode::extended},
    {Place::port_rule, "comment", Place::documentation, KeyMode::extended},
    {Place::port_rule, "errorIfAnyUnsupported", Place::error_if_any_unsupported, KeyMode::extended},
    {Place::port_rule, "quiet", Place::quiet, KeyMode::extended},
    {Place::port_range, "first", Place::port_first, KeyMode::required},
    {Place::port_range, "last", Place::port_last, KeyMode::required},
});

static_assert(kKeys.size() <= 64);  // the parser keeps one bit a key

}  // namespace landlock_preload
