// SPDX-License-Identifier: MIT
//
// Memory for exceptions. libstdc++ sets 72 KB aside for the day when there is none, by a
// constructor of its own, in every process that loads us. All we need to throw then is one small
// object, which has its place here. These are the entry points that the C++ ABI names for this
// (Itanium C++ ABI, "Exception Handling", 2.4.2); defining them keeps libstdc++'s, and its pool,
// out of the link. The version script keeps them ours alone, as everything else.
//
// The runtime keeps a header of its own right before the object. Its size is the runtime's secret
// and below 128 bytes everywhere, so twice that is left.
#include <cstddef>
#include <cstring>
#include <exception>

#include "base/arena.hpp"

#ifdef __GLIBCXX__

// The names are the ABI's, and memory without an owner is the matter.
// NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)
// NOLINTBEGIN(readability-redundant-declaration,cppcoreguidelines-no-malloc,hicpp-no-malloc)
// NOLINTBEGIN(cppcoreguidelines-owning-memory)

namespace {

constexpr std::size_t kHeader = 256;

// For one exception, while the arena has nothing.
struct Reserve {
    alignas(std::max_align_t) char block[kHeader + 128];
    bool is_taken;
};
constinit Reserve reserve = {};

void* allocate(std::size_t size) {
    if (void* block = landlock_preload::allocate(size)) return block;
    if (size > sizeof(reserve.block)) return nullptr;
    return __atomic_test_and_set(&reserve.is_taken, __ATOMIC_ACQUIRE) ? nullptr : reserve.block;
}

}  // namespace

extern "C" void* __cxa_allocate_exception(std::size_t size) noexcept;
extern "C" void __cxa_free_exception(void* object) noexcept;

void* __cxa_allocate_exception(std::size_t size) noexcept {
    void* block = allocate(kHeader + size);
    if (block == nullptr) std::terminate();
    return static_cast<char*>(std::memset(block, 0, kHeader + size)) + kHeader;
}

void __cxa_free_exception(void* object) noexcept {
    char* block = static_cast<char*>(object) - kHeader;
    if (block == reserve.block) {
        __atomic_clear(&reserve.is_taken, __ATOMIC_RELEASE);
    } else {
        landlock_preload::deallocate(block);
    }
}

// NOLINTEND(cppcoreguidelines-owning-memory)
// NOLINTEND(readability-redundant-declaration,cppcoreguidelines-no-malloc,hicpp-no-malloc)
// NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,readability-identifier-naming)

#endif
