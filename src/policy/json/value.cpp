// SPDX-License-Identifier: MIT
//
// How a value is named in messages.
#include "policy/json/value.hpp"

#include "base/diagnostic.hpp"

namespace landlock_preload {

const char* Value::type_name() const {
    switch (type) {
        case ValueType::null:
            return "null";
        case ValueType::boolean:
            return "boolean";
        case ValueType::unsigned_integer:
        case ValueType::number:
            return "number";
        case ValueType::string:
            return "string";
        case ValueType::array:
            return "array";
        case ValueType::object:
            break;
    }
    return "object";
}

std::string Value::written() const {
    if (type == ValueType::string) return quote(*text);
    if (type == ValueType::number) return *text;
    if (type == ValueType::unsigned_integer) return std::to_string(number);
    return type_name();
}

}  // namespace landlock_preload
