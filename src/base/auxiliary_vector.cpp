// SPDX-License-Identifier: MIT
//
// What the kernel says of a start, read where it wrote it. getauxval() is whoever's defines it: a
// program with a function of that name, which the linker then exports, would answer for the kernel
// whether privileges differ from the caller's.
//
// The vector lies behind the environment, which lies behind the arguments. There, and only there,
// has glibc corrected what is about the loader where that was started as a program. A zero ends the
// environment, and more of them follow where the loader has taken variables out (unsetenv). Who has
// cut the array off otherwise leaves pointers there, which are no types. Then the kernel is asked
// for its own copy. What lacks a type that every kernel gives is no vector.
#include "base/auxiliary_vector.hpp"

#include <elf.h>
#include <fcntl.h>
#include <link.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <iterator>

#include "base/process_calls.hpp"
#include "base/touched.hpp"
#include "base/unique_fd.hpp"

namespace landlock_preload {
namespace {

using Entry = ElfW(auxv_t);

constexpr std::size_t kMostEntries = 64;  // the kernel has about half as many
constexpr unsigned long kTypes = 4096;    // no pointer is as small

constexpr unsigned long kTypesOfEveryKernel[] = {AT_SECURE, AT_PHDR, AT_PAGESZ, AT_RANDOM, AT_NULL};

LANDLOCK_PRELOAD_TOUCHED constinit const Entry* vector = nullptr;
constinit Entry copy[kMostEntries] = {};

const Entry* find_type(const Entry* entries, unsigned long type) {
    for (std::size_t i = 0; i < kMostEntries && entries[i].a_type < kTypes; ++i) {
        if (entries[i].a_type == type) return entries + i;
        if (entries[i].a_type == AT_NULL) break;
    }
    return nullptr;
}

bool is_whole(const Entry* entries) {
    return std::all_of(std::begin(kTypesOfEveryKernel), std::end(kTypesOfEveryKernel),
                       [&](unsigned long type) { return find_type(entries, type) != nullptr; });
}

// What follows the strings of an environment and the zeros behind it.
const Entry* find_behind(char** environment) {
    while (*environment != nullptr) ++environment;
    for (std::size_t zeros = 0; *environment == nullptr; ++zeros) {
        if (zeros == kTypes) return nullptr;
        ++environment;
    }
    const auto* entries = reinterpret_cast<const Entry*>(environment);
    return is_whole(entries) ? entries : nullptr;
}

const Entry* find_copy() {
    constexpr int kGetAuxv = 0x41555856;  // PR_GET_AUXV, since Linux 6.4
    if (system_call(SYS_prctl, kGetAuxv, copy, sizeof(copy), 0, 0) > 0 && is_whole(copy)) {
        return copy;
    }
    const UniqueFd file(open_named("/proc/self/auxv", O_RDONLY | O_CLOEXEC));
    const bool is_read = file.is_open() && read_bytes(file.get(), copy, sizeof(copy)) > 0;
    return is_read && is_whole(copy) ? copy : nullptr;
}

}  // namespace

const ElfW(auxv_t) * auxiliary_vector_behind(int argc, char** argv) {
    return argv != nullptr && argc >= 0 ? find_behind(argv + argc + 1) : nullptr;
}

bool find_auxiliary_vector(int argc, char** argv) {
    if (vector == nullptr) vector = auxiliary_vector_behind(argc, argv);
    if (vector == nullptr) vector = find_copy();
#ifndef __GLIBC__  // musl passes no arguments
    if (vector == nullptr && environ != nullptr) vector = find_behind(environ);
#endif
    return vector != nullptr;
}

unsigned long auxiliary_value(unsigned long type) {
    if (!find_auxiliary_vector(0, nullptr)) return 0;
    const Entry* entry = find_type(vector, type);
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-union-access): as in ELF
    return entry != nullptr ? entry->a_un.a_val : 0;
}

}  // namespace landlock_preload
