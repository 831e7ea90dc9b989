// SPDX-License-Identifier: MIT
//
// One function a kind of value. A finding that depends on whether the policy is extended, or on
// whether it has an `abi`, is returned with that condition: both may be written after what they
// decide on.
#include "policy/json/builder.hpp"

#include <string_view>
#include <utility>

#include "policy/json/enumerated_values.hpp"
#include "policy/json/foreign.hpp"
#include "policy/json/hints.hpp"
#include "policy/template.hpp"

namespace landlock_preload {
namespace {

constexpr std::uint64_t kMaxRawBit = 63;
constexpr std::uint64_t kMaxPort = 65535;

Finding finding(std::string what, Condition condition = Condition::always, std::string below = "") {
    return {condition, std::move(what), std::move(below)};
}

// The keys with values of this kind, as bits.
consteval std::uint64_t keys_of(Place value) {
    std::uint64_t keys = 0;
    for (std::size_t i = 0; i < kKeys.size(); ++i) {
        if (kKeys[i].value == value) keys |= std::uint64_t{1} << i;
    }
    return keys;
}

constexpr std::uint64_t kQuietLists = keys_of(Place::quiet_fs_list) |
                                      keys_of(Place::quiet_net_list) |
                                      keys_of(Place::quiet_scoped_list);

bool has_key(std::uint64_t seen, std::uint64_t keys) {
    return (seen & keys) != 0;
}

AccessClass class_at(Place place) {
    switch (place) {
        case Place::handled_net:
        case Place::allowed_net:
        case Place::quiet_net:
            return AccessClass::net;
        case Place::scoped:
        case Place::quiet_scoped:
            return AccessClass::scope;
        default:
            return AccessClass::fs;
    }
}

}  // namespace

void Builder::begin_object(Place place) {
    if (place == Place::port_range || place == Place::ignored) return;  // parts of an entry
    entry_ = place;
    required_ = false;
    const auto index = [](const auto& list) { return static_cast<std::uint32_t>(list.size() - 1); };
    if (place == Place::variable) {
        policy.variable.emplace_back();
        policy.variable.back().entry.index = index(policy.variable);
    } else if (place == Place::path_rule) {
        policy.path_beneath.emplace_back();
        policy.path_beneath.back().entry.index = index(policy.path_beneath);
    } else if (place == Place::port_rule) {
        policy.net_port.emplace_back();
        policy.net_port.back().entry.index = index(policy.net_port);
    } else if (place == Place::ruleset) {
        ruleset_ = {};
    } else if (place == Place::log) {
        policy.has_log = true;
    }
}

Finding Builder::end_object(Place place, std::uint64_t seen, std::string where) {
    Requirement requirement;
    Finding wrong;
    switch (place) {
        case Place::variable:
            return end_variable(seen);
        case Place::port_range:
            return end_port_range();
        case Place::path_rule:
            requirement.fs = policy.path_beneath.back().allowed_access;
            requirement.quiet = path_options().quiet;
            requirement.is_rule = true;
            wrong = end_path_rule();
            break;
        case Place::port_rule:
            requirement.net = policy.net_port.back().allowed_access;
            requirement.quiet = policy.net_port.back().quiet;
            requirement.is_rule = true;
            break;
        case Place::ruleset:
            requirement = {ruleset_.fs, ruleset_.net, ruleset_.scoped, ""};
            requirement.quiet = has_key(seen, kQuietLists);
            end_ruleset();
            break;
        default:
            return {};
    }
    if (required_) {
        requirement.where = std::move(where);
        policy.requirement.push_back(std::move(requirement));
    }
    return wrong;
}

void Builder::end_ruleset() {
    policy.handled_access_fs.add(ruleset_.fs);
    policy.handled_access_net.add(ruleset_.net);
    policy.scoped.add(ruleset_.scoped);
}

Finding Builder::end_variable(std::uint64_t seen) {
    const int sources = static_cast<int>(has_key(seen, keys_of(Place::literal_list))) +
                        static_cast<int>(has_key(seen, keys_of(Place::env))) +
                        static_cast<int>(has_key(seen, keys_of(Place::builtin)));
    if (sources > 1) {
        return finding("has more than one of literal, env and builtin; keep one",
                       Condition::if_extended);
    }
    if (has_key(seen, keys_of(Place::env))) return end_default(policy.variable.back());
    if (has_key(seen, keys_of(Place::split))) return finding("\"split\" goes with \"env\"");
    if (has_key(seen, keys_of(Place::default_value)))
        return finding("\"default\" goes with \"env\"");
    return {};
}

// Splits the default, which stands there as one item so far; "split" may have come after it.
Finding Builder::end_default(Variable& variable) {
    if (variable.default_values.empty()) return {};
    OutsidePaths paths = split_outside_paths(variable.default_values.front(), variable.split);
    const bool is_item = paths.culprit != variable.default_values.front();
    variable.default_values = std::move(paths.items);
    if (paths.wrong.empty()) return {};
    std::string what = concat({(is_item ? "item " : ""), quote(paths.culprit), " ", paths.wrong});
    return finding(std::move(what), Condition::always, "/default");
}

Finding Builder::end_path_rule() const {
    const PathRule& rule = policy.path_beneath.back();
    if (rule.options.optional && rule.options.error_if_any_unusable_path) {
        return finding("\"optional\" and \"errorIfAnyUnusablePath\" exclude each other",
                       Condition::if_extended);
    }
    if (rule.options.glob) return {};  // what its pattern may hold is for glob to say
    for (std::size_t i = 0; i < rule.parent.size(); ++i) {
        std::string wrong = check_no_pattern(rule.parent[i]);
        if (wrong.empty()) continue;
        return finding(std::move(wrong), Condition::if_extended,
                       concat({"/parent/", std::to_string(i)}));
    }
    return {};
}

Finding Builder::end_port_range() {
    if (first_ > last_) {
        return finding(
            concat({"range is reversed: ", std::to_string(first_), " > ", std::to_string(last_)}));
    }
    policy.net_port.back().port.push_back(
        {static_cast<std::uint16_t>(first_), static_cast<std::uint16_t>(last_)});
    return {};
}

Finding Builder::store(Place place, Value& value) {
    const PlaceShape& shape = shape_of(place);
    switch (place) {
        case Place::ignored:
            return {};
        case Place::abi:
            abi_given = true;
            return store_abi(policy.abi, value);
        case Place::min_abi:
            return store_abi(policy.min_abi, value);
        case Place::preload_version:
            return store_version(value);
        case Place::handled_fs:
        case Place::handled_net:
        case Place::scoped:
        case Place::allowed_fs:
        case Place::allowed_net:
        case Place::quiet_fs:
        case Place::quiet_net:
        case Place::quiet_scoped:
            return store_access(place, value);
        case Place::port_number:
        case Place::port_first:
        case Place::port_last:
            return store_port(place, value);
        default:
            break;
    }
    const std::string_view expected = shape.expected;
    if (expected == "string" && value.type == ValueType::string) {
        return store_text(place, *value.text);
    }
    if (expected == "boolean" && value.type == ValueType::boolean) {
        return store_flag(place, value.number != 0);
    }
    return finding(concat({"expected ", expected, ", is ", value.type_name()}));
}

Finding Builder::store_flag(Place place, bool value) {
    switch (place) {
        case Place::log_same_exec:
            policy.log.same_exec = value;
            break;
        case Place::log_new_exec:
            policy.log.new_exec = value;
            break;
        case Place::log_subdomains:
            policy.log.subdomains = value;
            break;
        case Place::error_if_any_unsupported:
            required_ = value;
            break;
        case Place::error_if_any_unusable_path:
            path_options().error_if_any_unusable_path = value;
            break;
        case Place::optional:
            path_options().optional = value;
            break;
        case Place::no_symlinks:
            path_options().no_symlinks = value;
            break;
        case Place::create_directory:
            path_options().create_directory = value;
            break;
        case Place::glob:
            path_options().glob = value;
            break;
        case Place::quiet:
            (entry_ == Place::port_rule ? policy.net_port.back().quiet : path_options().quiet) =
                value;
            break;
        default:
            break;
    }
    return {};
}

Finding Builder::store_text(Place place, std::string& text) {
    if (place == Place::parent) return store_parent(text);
    if (place != Place::documentation && text.find('\0') != std::string::npos) {
        const bool is_path =
            place == Place::literal || place == Place::include || place == Place::default_value;
        return finding(is_path ? "NUL byte in a path" : "NUL byte in a string");
    }
    switch (place) {
        case Place::variable_name:
            if (!is_variable_name(text)) {
                return finding(concat({"bad variable name ", quote(text),
                                       "; a letter, then letters, digits and \"_\""}));
            }
            policy.variable.back().name = std::move(text);
            return {};
        case Place::literal:
            policy.variable.back().literal.push_back(std::move(text));
            return {};
        case Place::env:
            if (text.empty() || text.find('=') != std::string::npos) {
                return finding(concat({quote(text), " is no name of an environment variable"}));
            }
            policy.variable.back().kind = VariableKind::env;
            policy.variable.back().env = std::move(text);
            return {};
        case Place::split:
            if (text.empty()) return finding("empty separator; leave \"split\" out for one value");
            policy.variable.back().split = std::move(text);
            return {};
        case Place::default_value:
            policy.variable.back().default_values = {std::move(text)};
            return {};
        case Place::include:
            if (text.empty()) return finding("empty path");
            policy.include.push_back(std::move(text));
            return finding(describe_foreign_path(policy.include.back(), false));
        default:
            return finding(store_choice(policy, place, text));
    }
}

// Copies: the parser's buffer stays as large as it has grown, and a path takes what it needs.
Finding Builder::store_parent(const std::string& text) {
    std::string what = check_template(text);
    if (!what.empty()) return finding(std::move(what));
    policy.path_beneath.back().parent.push_back(text);
    if (text[0] == '/') return {};
    return finding(describe_foreign_path(text, true), Condition::if_extended);
}

Finding Builder::store_abi(int& abi, const Value& value) {
    constexpr std::uint64_t kMaxAbi = 2147483647;
    if (value.type != ValueType::unsigned_integer || value.number < 1 || value.number > kMaxAbi) {
        return finding(concat({"must be an integer 1..", std::to_string(kMaxAbi)}));
    }
    abi = static_cast<int>(value.number);
    return {};
}

Finding Builder::store_version(const Value& value) {
    version_given = true;
    if (value.type == ValueType::unsigned_integer && value.number > 1) {
        return finding(concat(
            {"preloadVersion ", std::to_string(value.number), " is newer than this library (1)"}));
    }
    if (value.type != ValueType::unsigned_integer || value.number != 1) {
        return finding("must be the integer 1");
    }
    policy.is_extended = true;
    return {};
}

Finding Builder::store_port(Place place, const Value& value) {
    const bool is_port = value.type == ValueType::unsigned_integer && value.number <= kMaxPort;
    const auto port = static_cast<std::uint32_t>(is_port ? value.number : 0);
    if (place == Place::port_first) first_ = port;
    if (place == Place::port_last) last_ = is_port ? port : static_cast<std::uint32_t>(kMaxPort);
    if (!is_port) {
        return finding(concat({value.written(), " is not a port (0..65535)",
                               (place == Place::port_number ? port_hint(value) : "")}));
    }
    if (place == Place::port_number) {
        const auto number = static_cast<std::uint16_t>(port);
        policy.net_port.back().port.push_back({number, number});
    }
    return {};
}

Access& Builder::access_at(Place place) {
    switch (place) {
        case Place::handled_fs:
            return ruleset_.fs;
        case Place::handled_net:
            return ruleset_.net;
        case Place::scoped:
            return ruleset_.scoped;
        case Place::allowed_net:
            return policy.net_port.back().allowed_access;
        case Place::quiet_fs:
            return policy.quiet_access_fs;
        case Place::quiet_net:
            return policy.quiet_access_net;
        case Place::quiet_scoped:
            return policy.quiet_scoped;
        default:
            return policy.path_beneath.back().allowed_access;
    }
}

Finding Builder::store_access(Place place, const Value& value) {
    const AccessClass access_class = class_at(place);
    Access& access = access_at(place);
    if (value.type == ValueType::unsigned_integer) {
        if (value.number > kMaxRawBit) {
            return finding(concat({value.written(), " is not a kernel bit (0..63)"}));
        }
        access.rights |= AccessMask{1} << value.number;
        return finding("a raw kernel bit", Condition::unless_extended);
    }
    if (value.type != ValueType::string) {
        return finding(concat({"expected ", class_name(access_class), ", is ", value.type_name()}));
    }
    const std::string& name = *value.text;
    const AccessRight* right = find_access(name);
    if (right != nullptr && right->access_class == access_class) {
        access.rights |= right->mask();
        return {};
    }
    const std::uint8_t group = find_group(name);
    if (group == kGroupAll || (group != 0 && access_class == AccessClass::fs)) {
        access.groups |= group;
        if ((group & kExtendedGroups) != 0) return finding(quote(name), Condition::extended_group);
        return finding(quote(name), Condition::unless_abi);
    }
    return finding(describe_unknown_access(access_class, name));
}

}  // namespace landlock_preload
