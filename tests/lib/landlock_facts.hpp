// SPDX-License-Identifier: MIT
//
// The facts of Landlock (landlock_facts.inc) for tests in C++.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace landlock_facts {

enum class Class : std::uint8_t {
#define CLASS(name, key) name,
#include "landlock_facts.inc"
};

// The same class of another enumeration.
template <typename Other>
constexpr Other class_as(Class of) {
    switch (of) {
#define CLASS(name, key) \
    case Class::name:    \
        return Other::name;
#include "landlock_facts.inc"
    }
    throw "no such class";
}

enum class On : std::uint8_t { file, directory, port, process };

struct ClassFacts {
    Class of;
    const char* key;  // of a policy
};

inline constexpr ClassFacts kClasses[] = {
#define CLASS(name, key) {Class::name, #key},
#include "landlock_facts.inc"
};

struct Right {
    Class of;
    std::uint64_t mask;
    const char* name;
    int since;  // the first ABI that knows it
    On on;
};

inline constexpr Right kRights[] = {
#define RIGHT(of, bit, name, since, on) {Class::of, 1ULL << (bit), #name, since, On::on},
#include "landlock_facts.inc"
};

inline constexpr int kNewest = 0
#define NEWEST_ABI(abi) +(abi)
#include "landlock_facts.inc"
    ;

// The rights of a class that an ABI knows: their bits, and their names.
constexpr std::uint64_t known(Class of, int abi = kNewest) {
    std::uint64_t mask = 0;
    for (const Right& right : kRights) {
        if (right.of == of && right.since <= abi) mask |= right.mask;
    }
    return mask;
}

inline std::vector<std::string> names(Class of, int abi = kNewest) {
    std::vector<std::string> names;
    for (const Right& right : kRights) {
        if (right.of == of && right.since <= abi) names.emplace_back(right.name);
    }
    return names;
}

// Does not compile for a right that is not there.
consteval const Right& right(std::string_view name) {
    for (const Right& each : kRights) {
        if (name == each.name) return each;
    }
    throw "no such right";
}

}  // namespace landlock_facts
