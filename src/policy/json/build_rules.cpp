// SPDX-License-Identifier: MIT
//
// The entries of "ruleset", "pathBeneath" and "netPort", and the paths of "include".
#include "policy/json/builder.hpp"
#include "policy/json/foreign.hpp"
#include "policy/json/hints.hpp"
#include "policy/template.hpp"

namespace landlock_preload {
namespace {

constexpr std::uint64_t kMaxRawBit = 63;
constexpr std::uint32_t kMaxPort = 65535;

// Whether the grammar has a key by this name for rights of this class.
consteval bool has_key(std::string_view name, Node rights) {
    return keys_where([=](const Key& key) { return key.value == rights && name == key.name; }) != 0;
}

consteval bool has_keys_of_every_class() {
    // NOLINTNEXTLINE(readability-use-anyofallof): a lambda cannot call what is consteval
    for (const AccessClass each : kAccessClasses) {
        if (!has_key(words_of(each).handled_key, rights(RightNode::handled, each))) return false;
        if (!has_key(words_of(each).quiet_key, rights(RightNode::quiet, each))) return false;
    }
    return true;
}
static_assert(has_keys_of_every_class());

}  // namespace

void Builder::require(Requirement requirement) {
    if (required_) policy.requirement.push_back(requirement);
}

void Builder::end_ruleset(KeySet seen) {
    require({ruleset_, {Section::ruleset, rulesets_ - 1}, (seen & kQuietKeys) != 0});
    policy.handled.add(ruleset_);
}

Finding Builder::end_path_rule() {
    const PathRule& rule = policy.path_beneath.back();
    const Location& location = rule.entry;
    require({{AccessClass::fs, rule.allowed_access}, location, rule.options.quiet, true});
    if (rule.options.optional && rule.options.error_if_any_unusable_path && is_extended()) {
        return {"\"optional\" and \"errorIfAnyUnusablePath\" exclude each other"};
    }
    if (rule.options.create_directory && rule.options.type == PathType::file && is_extended()) {
        return {"\"createDirectory\" makes no \"type\": \"file\"; leave one of them out"};
    }
    if (rule.options.glob) return {};  // what its pattern may hold is for glob to say
    for (std::size_t i = 0; i < rule.parent.size(); ++i) {
        std::string wrong = check_no_pattern(rule.parent[i]);
        if (wrong.empty() || !is_extended()) continue;
        return {std::move(wrong), concat({"/parent/", std::to_string(i)})};
    }
    return {};
}

void Builder::end_port_rule() {
    const PortRule& rule = policy.net_port.back();
    const Location& location = rule.entry;
    require({{AccessClass::net, rule.allowed_access}, location, rule.quiet, true});
}

Finding Builder::end_port_range() {
    if (first_ > last_) {
        return {
            concat({"range is reversed: ", std::to_string(first_), " > ", std::to_string(last_)})};
    }
    policy.net_port.back().port.push_back(
        {static_cast<std::uint16_t>(first_), static_cast<std::uint16_t>(last_)});
    return {};
}

Finding Builder::store_include(std::string& path) {
    if (path.empty()) return {"empty path"};
    policy.include.push_back(std::move(path));
    return {describe_foreign_path(policy.include.back(), false)};
}

// Copies: the parser's buffer stays as large as it has grown, and a path takes what it needs.
Finding Builder::store_parent(const std::string& text) {
    std::string what = check_template(text);
    if (!what.empty()) return {std::move(what)};
    policy.path_beneath.back().parent.push_back(text);
    if (text[0] == '/') return {};
    what = describe_foreign_path(text, true);
    return {!what.empty() && is_extended() ? std::move(what) : ""};
}

Finding Builder::store_port(PortNode node, const Value& value) {
    const bool is_port = value.type == ValueType::unsigned_integer && value.number <= kMaxPort;
    const auto port = static_cast<std::uint16_t>(is_port ? value.number : 0);
    switch (node) {
        case PortNode::port:
            if (is_port) policy.net_port.back().port.push_back({port, port});
            break;
        case PortNode::first:
            first_ = port;
            break;
        case PortNode::last:
            last_ = is_port ? port : kMaxPort;  // no range is reversed by what is not a port
            break;
    }
    if (is_port) return {};
    return {concat({value.written(), " is not a port (0..65535)",
                    (node == PortNode::port ? port_hint(value) : "")})};
}

Access& Builder::access_at(Node node) {
    switch (node.as<RightNode>()) {
        case RightNode::handled:
            return ruleset_[node.access_class];
        case RightNode::quiet:
            return policy.quiet[node.access_class];
        case RightNode::port_allowed:
            return policy.net_port.back().allowed_access;
        case RightNode::path_allowed:
            break;
    }
    return policy.path_beneath.back().allowed_access;
}

Finding Builder::store_right(Node node, const Value& value) {
    if (value.type == ValueType::string) return store_right_name(node, *value.text);
    if (value.type != ValueType::unsigned_integer) return {wrong_type(node, value)};
    if (value.number > kMaxRawBit) {
        return {concat({value.written(), " is not a kernel bit (0..63)"})};
    }
    access_at(node).rights |= AccessMask{1} << value.number;
    return {has_version() ? "" : concat({"a raw kernel bit ", kNeedsVersion})};
}

Finding Builder::store_right_name(Node node, const std::string& name) {
    const AccessClass access_class = node.access_class;
    Access& access = access_at(node);
    const AccessRight* right = find_access(name);
    if (right != nullptr && right->access_class == access_class) {
        access.rights |= right->mask();
        return {};
    }
    const GroupFacts* group = find_group(name);
    if (group == nullptr || !has_group(access_class, group->group)) {
        return {describe_unknown_access(access_class, name)};
    }
    access.groups |= group->group;
    if (group->is_extended && !has_version()) {
        return {concat({quote(name), " ", kNeedsVersion})};
    }
    if (has_abi()) return {};
    return {concat({quote(name), R"( needs "abi"; add "abi": N to the policy)"})};
}

}  // namespace landlock_preload
