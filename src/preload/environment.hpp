// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string_view>

#include "preload/own_library.hpp"

namespace landlock_preload {

// The values of our variables as the process was started with them; nullptr: not set.
struct Requests {
    const char* policy = nullptr;
    const char* report = nullptr;
    const char* form = nullptr;  // these two are looked for where there is a report
    const char* label = nullptr;
    const char* strict = nullptr;
    const char* log = nullptr;
    const char* threads = nullptr;
    std::string_view contradiction;  // "NAME=" of one that has different values, or empty
};

// The block of memory in which the kernel put the strings a process was started with. They may be
// written to; a string elsewhere may be a literal that putenv() put there.
struct StringBlock {
    std::uintptr_t begin = 0;
    std::uintptr_t end = 0;
    // Whether it has to stay one variable after the other, and from where on nobody knows yet where
    // a variable lies.
    bool is_joined = false;
    std::uintptr_t movable = UINTPTR_MAX;

    // As far as the kernel tells.
    static StringBlock of_this_process();
    // Of a start, in which nobody but the loader has looked at ENVP yet where IS_FIRST.
    static StringBlock of_this_start(char** envp, bool is_first);

    [[nodiscard]] bool contains(const char* text) const {
        const auto address = reinterpret_cast<std::uintptr_t>(text);
        return address >= begin && address < end;
    }
};

// The right one of these two; AT_START and IS_FIRST as in Loading.
StringBlock find_string_block(char** envp, bool at_start, bool is_first);

// Finds our variables. ENVP ends with nullptr, and may itself be nullptr.
Requests find_requests(char** envp);

// The libraries that LD_AUDIT asks for; nullptr: none.
const char* find_audit_request(char** envp);

// How many of this library's sandboxes LANDLOCK_LAYERS says that there are; 9 means nine or more.
int count_layers(char** envp);

// Whether any LD_PRELOAD of ENVP names this library.
bool is_preload_request(char** envp, const OwnObject& own);

// Takes this library out of every LD_PRELOAD, turns LANDLOCK_POLICY, and an LD_PRELOAD in which
// nothing is left, into LANDLOCK_LAYERS=<n>, and empties LANDLOCK_REPORT. Strings in BLOCK are
// edited there, others replaced; the number of entries stays. Returns n, 9 meaning nine or more.
// May throw std::bad_alloc.
int scrub_environment(char** envp, const OwnObject& own, const StringBlock& block);

// In secure mode: takes LANDLOCK_POLICY and LANDLOCK_REPORT out, for nobody to inherit.
void erase_requests(char** envp, const StringBlock& block);

}  // namespace landlock_preload
