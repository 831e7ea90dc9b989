// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "policy/policy.hpp"

namespace landlock_preload {

// What a policy may learn of the process it is resolved for.
struct ExpansionContext {
    char** environment = nullptr;  // ends with nullptr; nullptr: none
    bool no_system = false;        // look at nothing: values from outside are stand-ins
    // The path of the program that is to be started; empty: not known. nullptr: it is this process.
    const std::string* executable = nullptr;
};

// The values of a policy's variables.
class Variables {
  public:
    // Looks them all up. What is wrong is collected into ERRORS (resolve).
    Variables(const Policy& policy, const ExpansionContext& context,
              std::vector<Diagnostic>& errors);

    // nullptr: not declared. The same name declared twice has the values of both.
    [[nodiscard]] const std::vector<std::string>* find(std::string_view name) const;

    // What to say of a name that is not: the nearest one, or how it could be.
    [[nodiscard, gnu::cold]] std::string describe_undeclared(std::string_view name) const;

  private:
    struct Values {
        std::vector<std::string> values;
        VariableKind kind = VariableKind::literal;
        bool has_source = false;  // some declaration says where the values come from
    };
    std::map<std::string, Values, std::less<>> all_;  // by name
    bool is_extended_;
};

// NAME's value in an environment, or nullptr.
const char* find_in_environment(char** environment, std::string_view name);

}  // namespace landlock_preload
