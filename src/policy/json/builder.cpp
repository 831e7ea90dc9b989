// SPDX-License-Identifier: MIT
//
// Which value goes where: one function for each kind of node. What entries of rules and of
// variables mean is in build_rules.cpp and build_variables.cpp.
#include "policy/json/builder.hpp"

#include "policy/json/enumerated_values.hpp"
#include "policy/json/hints.hpp"

namespace landlock_preload {
namespace {

Finding store_abi(int& abi, const Value& value) {
    constexpr std::uint64_t kMaxAbi = 2147483647;
    if (value.type != ValueType::unsigned_integer || value.number < 1 || value.number > kMaxAbi) {
        return {concat({"must be an integer from 1 to ", std::to_string(kMaxAbi)})};
    }
    abi = static_cast<int>(value.number);
    return {};
}

std::string nul_byte(StringNode node) {
    const bool is_path = node == StringNode::literal || node == StringNode::include ||
                         node == StringNode::default_value;
    return is_path ? "NUL byte in a path" : "NUL byte in a string";
}

}  // namespace

bool Builder::look_ahead(bool RootKeys::*key) {
    if (!(root_keys_.*key) && !std::exchange(is_all_looked_at_, true)) {
        root_keys_ = find_root_keys(text_);
    }
    return root_keys_.*key;
}

void Builder::begin_object(ObjectNode node) {
    const auto add_entry = [](auto& list) {
        list.emplace_back();
        list.back().entry.index = static_cast<std::uint32_t>(list.size() - 1);
    };
    switch (node) {
        case ObjectNode::root:
            break;
        case ObjectNode::log:
            policy.has_log = true;
            break;
        case ObjectNode::variable:
            add_entry(policy.variable);
            break;
        case ObjectNode::ruleset:
            ruleset_ = {};
            ++rulesets_;
            break;
        case ObjectNode::path_rule:
            add_entry(policy.path_beneath);
            break;
        case ObjectNode::port_rule:
            add_entry(policy.net_port);
            break;
        case ObjectNode::port_range:
            return;  // it is a part of an entry
    }
    required_ = false;
}

Finding Builder::end_object(ObjectNode node, KeySet seen) {
    switch (node) {
        case ObjectNode::variable:
            return end_variable(seen);
        case ObjectNode::ruleset:
            end_ruleset(seen);
            return {};
        case ObjectNode::path_rule:
            return end_path_rule();
        case ObjectNode::port_rule:
            end_port_rule();
            return {};
        case ObjectNode::port_range:
            return end_port_range();
        case ObjectNode::root:
        case ObjectNode::log:
            break;
    }
    return {};
}

Finding Builder::store(Node node, Value& value) {
    if (node.is_array) return {wrong_type(node, value)};
    switch (node.type) {
        case NodeType::unknown:
            return {};
        case NodeType::right:
            return store_right(node, value);
        case NodeType::port:
            return store_port(node.as<PortNode>(), value);
        case NodeType::integer:
            return store_integer(node.as<IntegerNode>(), value);
        case NodeType::string:
            if (value.type != ValueType::string) break;
            return store_string(node.as<StringNode>(), *value.text);
        case NodeType::boolean:
            if (value.type != ValueType::boolean) break;
            flag_at(node.as<BooleanNode>()) = value.number != 0;
            return {};
        case NodeType::object:
            break;
    }
    return {wrong_type(node, value)};
}

Finding Builder::store_integer(IntegerNode node, const Value& value) {
    switch (node) {
        case IntegerNode::abi:
            root_keys_.has_abi = true;
            return store_abi(policy.abi, value);
        case IntegerNode::min_abi:
            return store_abi(policy.min_abi, value);
        case IntegerNode::preload_version:
            break;
    }
    root_keys_.has_version = true;
    if (value.type == ValueType::unsigned_integer && value.number > 1) {
        return {concat(
            {"preloadVersion ", std::to_string(value.number), " is newer than this library (1)"})};
    }
    if (value.type != ValueType::unsigned_integer || value.number != 1) {
        return {"must be the integer 1"};
    }
    root_keys_.is_extended = true;
    policy.is_extended = true;
    return {};
}

bool& Builder::flag_at(BooleanNode node) {
    switch (node) {
        case BooleanNode::log_same_exec:
            return policy.log.same_exec;
        case BooleanNode::log_new_exec:
            return policy.log.new_exec;
        case BooleanNode::log_subdomains:
            return policy.log.subdomains;
        case BooleanNode::port_quiet:
            return policy.net_port.back().quiet;
        case BooleanNode::path_quiet:
            return path_options().quiet;
        case BooleanNode::error_if_any_unusable_path:
            return path_options().error_if_any_unusable_path;
        case BooleanNode::optional:
            return path_options().optional;
        case BooleanNode::no_symlinks:
            return path_options().no_symlinks;
        case BooleanNode::create_directory:
            return path_options().create_directory;
        case BooleanNode::glob:
            return path_options().glob;
        case BooleanNode::error_if_any_unsupported:
            break;
    }
    return required_;
}

Finding Builder::store_string(StringNode node, std::string& text) {
    const bool may_have_nul = node == StringNode::documentation || node == StringNode::parent;
    if (!may_have_nul && text.find('\0') != std::string::npos) return {nul_byte(node)};
    switch (node) {
        case StringNode::documentation:
            break;
        case StringNode::variable_name:
            return store_name(text);
        case StringNode::literal:
            policy.variable.back().literal.push_back(std::move(text));
            break;
        case StringNode::env:
            return store_env(text);
        case StringNode::split:
            return store_split(text);
        case StringNode::default_value:
            policy.variable.back().default_values = {std::move(text)};
            break;
        case StringNode::builtin:
            return {store_builtin(policy.variable.back(), text)};
        case StringNode::parent:
            return store_parent(text);
        case StringNode::path_type:
            return {store_path_type(path_options(), text)};
        case StringNode::compatibility:
            return {store_compatibility(policy, text)};
        case StringNode::preset:
            return {store_preset(policy, text)};
        case StringNode::include:
            return store_include(text);
    }
    return {};
}

}  // namespace landlock_preload
