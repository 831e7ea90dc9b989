// SPDX-License-Identifier: MIT
//
// Rights of every class as one object, so that whoever passes rights on names no class. A new class
// is a new value of AccessClass, and what has to tell the classes apart no longer compiles.
#pragma once

#include <string>

#include "landlock/access.hpp"

namespace landlock_preload {

// The words for a class: in messages, in `landlock-policy kernel`, in reports, and the keys of
// policies.
struct ClassWords {
    char noun[10];
    char title[7];
    char report[6];
    char handled_key[17];
    char quiet_key[15];
    int first_abi;
};

inline constexpr std::array<ClassWords, kAccessClasses.size()> kClassWords = {{
    {"fs right", "fs", "fs", "handledAccessFs", "quietAccessFs", abi_of(AccessClass::fs)},
    {"net right", "net", "net", "handledAccessNet", "quietAccessNet", abi_of(AccessClass::net)},
    {"scope", "scoped", "scope", "scoped", "quietScoped", abi_of(AccessClass::scope)},
}};

static_assert(kClassWords.back().first_abi != 0, "a class has no words");

constexpr const ClassWords& words_of(AccessClass access_class) {
    return kClassWords[static_cast<unsigned>(access_class)];
}

// A value for each class.
template <typename Value>
class ByClass {
  public:
    constexpr Value& operator[](AccessClass access_class) {
        return values_[static_cast<unsigned>(access_class)];
    }
    constexpr const Value& operator[](AccessClass access_class) const {
        return values_[static_cast<unsigned>(access_class)];
    }

  private:
    Value values_[kAccessClasses.size()] = {};
};

class AccessSet : public ByClass<AccessMask> {
  public:
    constexpr AccessSet() = default;
    constexpr AccessSet(AccessClass access_class, AccessMask mask) { (*this)[access_class] = mask; }

    constexpr AccessSet& operator|=(const AccessSet& other) {
        for (const AccessClass each : kAccessClasses) (*this)[each] |= other[each];
        return *this;
    }
    constexpr AccessSet& operator&=(const AccessSet& other) {
        for (const AccessClass each : kAccessClasses) (*this)[each] &= other[each];
        return *this;
    }
    constexpr AccessSet& operator-=(const AccessSet& other) {
        for (const AccessClass each : kAccessClasses) (*this)[each] &= ~other[each];
        return *this;
    }
    friend constexpr AccessSet operator|(AccessSet one, const AccessSet& other) {
        return one |= other;
    }
    friend constexpr AccessSet operator&(AccessSet one, const AccessSet& other) {
        return one &= other;
    }
    friend constexpr AccessSet operator-(AccessSet one, const AccessSet& other) {
        return one -= other;
    }
    constexpr bool operator==(const AccessSet& other) const {
        return (*this - other).empty() && (other - *this).empty();
    }
    [[nodiscard]] constexpr bool empty() const {
        AccessMask any = 0;
        for (const AccessClass each : kAccessClasses) any |= (*this)[each];
        return any == 0;
    }
};

// All rights that Landlock ABI `abi` knows, as far as this library knows them.
AccessSet known_access(int abi);

// "read_file, read_dir, signal": class by class, in the order of their bits.
std::string access_names(const AccessSet& set);

}  // namespace landlock_preload
