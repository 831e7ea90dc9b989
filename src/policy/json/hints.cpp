// SPDX-License-Identifier: MIT
//
// Words that users of other sandboxes, of the kernel's header, of the TOML spelling of this format
// and of its earlier versions write, each with its remedy; for the rest, the nearest real word.
#include "policy/json/hints.hpp"

#include <algorithm>

#include "base/diagnostic.hpp"
#include "policy/json/spelling.hpp"

namespace landlock_preload {
namespace {

// The name of a TOML key as JSON spells it: path_beneath is pathBeneath.
std::string camel_case(std::string_view name) {
    std::string camel;
    bool upper = false;
    for (const char c : name) {
        if (c == '_') {
            upper = true;
            continue;
        }
        camel += upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        upper = false;
    }
    return camel;
}

// "v5.all" was the spelling of "abi": 5 and "abi.all": returns the digits, or nothing.
std::string_view old_group_version(std::string_view name) {
    constexpr std::size_t kMostDigits = 9;
    if (!name.starts_with('v')) return {};
    const std::size_t dot = name.find_first_not_of("0123456789", 1);
    if (dot == std::string_view::npos || dot == 1 || dot > kMostDigits || name[1] == '0') return {};
    const bool is_group = find_group(concat({"abi", name.substr(dot)})) != nullptr;
    return is_group ? name.substr(1, dot - 1) : "";
}

std::string node_name(Node node) {
    switch (node.type) {
        case NodeType::string:
            return "string";
        case NodeType::boolean:
            return "boolean";
        case NodeType::right:
            return words_of(node.access_class).noun;
        case NodeType::port:
            return "port";
        case NodeType::integer:
            return "integer";
        case NodeType::object:
        case NodeType::unknown:
            break;
    }
    return "object";
}

std::string with_article(AccessClass access_class) {
    return (access_class == AccessClass::fs ? "an " : "a ") +
           std::string(words_of(access_class).noun);
}

}  // namespace

std::string wrong_type(Node node, const Value& value) {
    const std::string name = node_name(node);
    const std::string expected = node.is_array ? concat({"array of ", name, "s"}) : name;
    return concat({"expected ", expected, ", is ", value.type_name()});
}

std::string key_names(KeySet keys, std::string_view last_separator) {
    std::string names;
    for (std::size_t i = 0; keys >> i != 0; ++i) {
        if ((keys & key_bit(i)) == 0) continue;
        const bool is_last = keys >> i == 1;
        if (!names.empty()) names += is_last ? last_separator : ", ";
        names += kKeys[i].name;
    }
    return names;
}

const char* port_hint(const Value& value) {
    const bool is_text = value.type == ValueType::string && !value.text->empty();
    if (!is_text)
        return value.type == ValueType::array ? R"(; a range is {"first": N, "last": N})" : "";
    const std::string& text = *value.text;
    if (text.find("${") != std::string::npos) return "; variables stand in paths only";
    if (text.find_first_not_of("0123456789") == std::string::npos)
        return "; leave the quotation marks out";
    if (text.find_first_of("-:", 1) != std::string::npos)
        return R"(; a range is {"first": N, "last": N})";
    return "; a port is a number";
}

std::string describe_unknown_key(ObjectNode owner, std::string_view name) {
    if (name == "reportVersion" && owner == ObjectNode::root) {
        return "this is a report, not a policy; LANDLOCK_REPORT is where it belongs";
    }
    const std::string_view impossible = describe_impossible_key(name);
    if (!impossible.empty()) return std::string(impossible);
    if (name == "quiet" && owner == ObjectNode::ruleset) {
        return "unknown key \"quiet\"; a ruleset names what is quiet: " +
               key_names(kQuietKeys, " or ");
    }
    Spelling spelling(name);
    const std::string camel = camel_case(name);
    for (const Key& known : kKeys) {
        if (known.owner != owner) continue;
        if (camel == known.name) {
            return concat(
                {"unknown key ", quote(name), "; that is the TOML spelling, write ", quote(camel)});
        }
        spelling.consider(known.name);
    }
    std::string hint = spelling.hint();
    if (hint.empty()) hint = hint_for_key(owner, name);
    return concat({"unknown key ", quote(name), hint});
}

std::string describe_unknown_access(AccessClass access_class, std::string_view name) {
    const std::string kind = words_of(access_class).noun;
    if (const AccessRight* other = find_access(name)) {
        return concat({quote(name), " is ", with_article(other->access_class), ", not ",
                       with_article(access_class)});
    }
    const std::string_view version = old_group_version(name);
    const bool is_all = name.ends_with(".all");
    if (find_group(name) != nullptr ||
        (!version.empty() && !is_all && access_class != AccessClass::fs)) {
        return concat({quote(name), " is a group of fs rights, not of ", kind, "s"});
    }
    if (!version.empty()) {
        return concat({quote(name), " was replaced: use \"abi\": ", version, " and \"abi",
                       name.substr(version.size() + 1), "\""});
    }
    const std::string lower = name.starts_with("LANDLOCK_") ? normal_word(name) : "";
    if (const AccessRight* meant = find_access(lower)) {
        if (meant->access_class == access_class) {
            return concat({quote(name), " is the C name; use ", quote(lower)});
        }
        return concat({quote(name), " is ", with_article(meant->access_class), ", not ",
                       with_article(access_class)});
    }
    const std::string foreign = hint_for_access(access_class, name);
    if (!foreign.empty() && !name.starts_with("abi."))
        return concat({"unknown ", kind, " ", quote(name), foreign});
    Spelling spelling(name);
    for (const AccessRight& right : kAccessRights) {
        if (right.access_class == access_class) spelling.consider(right.name);
    }
    std::string groups;
    for (const GroupFacts& group : kGroups) {
        if (!has_group(access_class, group.group)) continue;
        spelling.consider(group.name);
        groups += concat({groups.empty() ? "; groups are " : ", ", group.name});
    }
    std::string hint = spelling.hint();
    if (hint.empty() && access_class == AccessClass::fs && name.starts_with("abi.")) hint = groups;
    if (hint.empty()) hint = "; landlock-policy(5) lists them";
    return concat({"unknown ", kind, " ", quote(name), hint});
}

}  // namespace landlock_preload
