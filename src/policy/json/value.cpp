// SPDX-License-Identifier: MIT
//
// How a value is named in messages.
#include "policy/json/value.hpp"

#include "base/diagnostic.hpp"

namespace landlock_preload {
namespace {

constexpr char kTypeNames[][8] = {"null",   "boolean", "number", "number",
                                  "string", "array",   "object"};

}  // namespace

std::string Value::type_name() const {
    return kTypeNames[static_cast<int>(type)];
}

std::string Value::written() const {
    if (type == ValueType::string) return quote(*text);
    if (type == ValueType::number) return *text;
    if (type == ValueType::unsigned_integer) return std::to_string(number);
    return type_name();
}

}  // namespace landlock_preload
