// SPDX-License-Identifier: MIT
//
// JSON (RFC 8259) into a tree, for the model: strict, with no key twice, at most 16 levels deep.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace plain_model {

struct Refused {};

inline void refuse_unless(bool holds) {
    if (!holds) throw Refused();
}

enum class Kind { null, boolean, integer, number, string, array, object };

struct Value {
    Kind kind = Kind::null;
    std::uint64_t integer = 0;  // without sign, fraction and exponent; at most 2^64 - 1
    std::string text;
    std::vector<std::string> keys;  // of an object, each with the item of the same index
    std::vector<Value> items;

    [[nodiscard]] const Value* find(std::string_view name) const {
        for (std::size_t i = 0; i < keys.size(); ++i) {
            if (keys[i] == name) return &items[i];
        }
        return nullptr;
    }
};

// Throws Refused for whatever is not JSON.
Value read_json(std::string_view text);

}  // namespace plain_model
