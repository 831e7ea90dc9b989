// SPDX-License-Identifier: MIT
//
// How a value is named in messages.
#include "policy/json/value.hpp"

#include <iterator>

#include "base/diagnostic.hpp"

namespace landlock_preload {

// By ValueType.
constexpr char kTypeNames[][8] = {"null",   "boolean", "number", "number",
                                  "string", "array",   "object"};
static_assert(std::size(kTypeNames) == static_cast<std::size_t>(ValueType::object) + 1);

const char* Value::type_name() const {
    return kTypeNames[static_cast<std::size_t>(type)];
}

std::string Value::written() const {
    if (type == ValueType::string) return quote(*text);
    if (type == ValueType::number) return *text;
    if (type == ValueType::unsigned_integer) return std::to_string(number);
    return type_name();
}

}  // namespace landlock_preload
