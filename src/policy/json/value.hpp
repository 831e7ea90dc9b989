// SPDX-License-Identifier: MIT
//
// One value of a policy, as the parser hands it over.
#pragma once

#include <cstdint>
#include <string>

namespace landlock_preload {

enum class ValueType : std::uint8_t {
    null,
    boolean,
    unsigned_integer,
    number,
    string,
    array,
    object,
};

struct Value {
    ValueType type = ValueType::null;
    std::uint64_t number = 0;     // of an unsigned integer; 1 for true
    std::string* text = nullptr;  // of a string; of a number that is no unsigned integer

    [[nodiscard]] const char* type_name() const;
    [[nodiscard]] std::string written() const;  // as the author wrote it
};

}  // namespace landlock_preload
