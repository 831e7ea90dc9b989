// SPDX-License-Identifier: MIT
//
// What the values of a policy mean, place by place. Knows nothing of JSON: the parser says in which
// place a value stands and hands it over; the builder puts it into the Policy or says what is
// wrong.
#pragma once

#include <cstdint>
#include <string>

#include "policy/json/grammar.hpp"
#include "policy/json/value.hpp"
#include "policy/policy.hpp"

namespace landlock_preload {

// When a finding counts: some depend on what the rest of the policy holds.
enum class Condition : std::uint8_t {
    always,
    unless_extended,  // there is no "preloadVersion"; `what` is the thing that needs it, or empty
    if_extended,
    unless_abi,      // there is no "abi"; `what` is the group
    extended_group,  // there are not both; `what` is the group
};

struct Finding {
    Condition condition = Condition::always;
    std::string what;   // empty: nothing is wrong
    std::string below;  // pointer from the value to what is wrong in it, such as "/parent/2"
};

class Builder {
  public:
    Policy policy;
    bool abi_given = false;
    bool version_given = false;

    // An object begins at a place.
    void begin_object(Place place);

    // Whether the entry that is being read asked for errorIfAnyUnsupported.
    [[nodiscard]] bool is_required() const { return required_; }

    // An object ends. SEEN has a bit for every key of kKeys it had; WHERE is its location, needed
    // where is_required().
    Finding end_object(Place place, std::uint64_t seen, std::string where);

    // A value at a place that is not the object or array the place may ask for. May move from it.
    Finding store(Place place, Value& value);

  private:
    Finding store_text(Place place, std::string& text);
    Finding store_flag(Place place, bool value);
    Finding store_parent(const std::string& text);
    Finding store_access(Place place, const Value& value);
    Finding store_port(Place place, const Value& value);
    static Finding store_abi(int& abi, const Value& value);
    Finding store_version(const Value& value);
    Access& access_at(Place place);
    PathOptions& path_options() { return policy.path_beneath.back().options; }
    Finding end_variable(std::uint64_t seen);
    static Finding end_default(Variable& variable);
    [[nodiscard]] Finding end_path_rule() const;
    void end_ruleset();
    Finding end_port_range();

    struct RulesetEntry {
        Access fs;
        Access net;
        Access scoped;
    };
    Place entry_ = Place::root;  // the kind of entry that is being read
    RulesetEntry ruleset_;       // what it handles
    bool required_ = false;      // it asked for errorIfAnyUnsupported
    std::uint32_t first_ = 0;    // of the port range that is being read
    std::uint32_t last_ = 0;
};

}  // namespace landlock_preload
