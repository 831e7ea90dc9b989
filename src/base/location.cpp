// SPDX-License-Identifier: MIT
//
// The table holds characters, not pointers: no relocation in any process.
#include "base/location.hpp"

#include <charconv>
#include <cstring>

#include "base/diagnostic.hpp"

namespace landlock_preload {
namespace {

// By Section: its key, and the key of the list of items that an entry has.
constexpr struct {
    char key[12];
    char items[8];
} kKeys[] = {
    {"pathBeneath", "parent"}, {"netPort", "port"}, {"preset", ""}, {"ruleset", ""},
    {"variable", "literal"},   {"include", ""},     {"abi", ""},    {"log", ""},
};

constexpr std::size_t kMostDigits = 10;
static_assert(sizeof(kKeys->key) + sizeof(kKeys->items) + 2 * kMostDigits + 4 < sizeof(Pointer));

char* put(char* at, std::string_view text) {
    std::memcpy(at, text.data(), text.size());
    return at + text.size();
}

char* put(char* at, std::uint32_t number) {
    *at++ = '/';
    return std::to_chars(at, at + kMostDigits, number).ptr;
}

}  // namespace

void write_pointer(const Location& location, Pointer& pointer) {
    const auto& keys = kKeys[static_cast<std::size_t>(location.section)];
    char* at = put(put(pointer, "/"), keys.key);
    if (location.index != kNoIndex) at = put(at, location.index);
    if (location.item != kNoIndex) at = put(put(put(at, "/"), keys.items), location.item);
    *at = '\0';
}

std::string text_of(std::string_view file, const Location& location) {
    Pointer pointer;
    write_pointer(location, pointer);
    return concat({file, ":", pointer});
}

}  // namespace landlock_preload
