// SPDX-License-Identifier: MIT
//
// What the values of a policy mean, node by node. Knows nothing of how JSON is written: the reader
// says at which node a value stands and hands it over; the builder puts it into the Policy or says
// what is wrong.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "policy/json/grammar.hpp"
#include "policy/json/value.hpp"
#include "policy/policy.hpp"

namespace landlock_preload {

// The keys of the root that decide what other values may be, wherever in the text they stand.
struct RootKeys {
    bool has_abi = false;
    bool has_version = false;  // "preloadVersion", whatever its value is
    bool is_extended = false;  // it is 1
};

// Looks for them in TEXT. What it finds in a text that is not JSON does not matter.
RootKeys find_root_keys(std::string_view text);

struct Finding {
    std::string what;        // empty: nothing is wrong
    std::string below = {};  // pointer from the value to what is wrong in it, such as "/parent/2"
};

class Builder {
  public:
    Policy policy;

    // TEXT is the whole policy, for what has to be known before it was read.
    explicit Builder(std::string_view text) : text_(text) {}

    [[nodiscard]] bool has_abi() { return look_ahead(&RootKeys::has_abi); }
    [[nodiscard]] bool has_version() { return look_ahead(&RootKeys::has_version); }
    [[nodiscard]] bool is_extended() { return look_ahead(&RootKeys::is_extended); }

    void begin_object(ObjectNode node);

    // An object ends that had the keys in SEEN.
    Finding end_object(ObjectNode node, KeySet seen);

    // A value at a node that is not the object or array the node may ask for. May move from it.
    Finding store(Node node, Value& value);

  private:
    bool look_ahead(bool RootKeys::*key);
    Finding store_string(StringNode node, std::string& text);
    Finding store_name(std::string& name);
    Finding store_env(std::string& name);
    Finding store_split(std::string& separator);
    Finding store_parent(const std::string& text);
    Finding store_include(std::string& path);
    Finding store_right(Node node, const Value& value);
    Finding store_right_name(Node node, const std::string& name);
    Finding store_port(PortNode node, const Value& value);
    Finding store_integer(IntegerNode node, const Value& value);
    bool& flag_at(BooleanNode node);
    Access& access_at(Node node);
    PathOptions& path_options() { return policy.path_beneath.back().options; }
    Finding end_variable(KeySet seen);
    static Finding end_default(Variable& variable);
    void end_ruleset(KeySet seen);
    Finding end_path_rule();
    void end_port_rule();
    Finding end_port_range();
    void require(Requirement requirement);

    std::string_view text_;
    RootKeys root_keys_;             // as far as they are known
    bool is_all_looked_at_ = false;  // they are all known
    std::uint32_t rulesets_ = 0;     // how many entries have begun
    WrittenSet ruleset_;             // what the entry that is being read handles
    bool required_ = false;          // it asked for errorIfAnyUnsupported
    std::uint32_t first_ = 0;        // of the port range that is being read
    std::uint32_t last_ = 0;
};

}  // namespace landlock_preload
