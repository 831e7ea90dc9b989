// SPDX-License-Identifier: MIT
//
// Functions of bytes and strings, of libc's names: see freestanding.cpp. Most of what is moved or
// compared at a start is short.
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

// The names are libc's and the C++ ABI's.
// NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,cert-dcl50-cpp)
// NOLINTBEGIN(readability-identifier-naming,readability-inconsistent-declaration-parameter-name)
namespace {

using Byte = unsigned char;

constexpr std::uint64_t kEveryByte = 0x0101010101010101;

// What may lie at any address and have any type.
struct [[gnu::packed, gnu::may_alias]] Word {
    std::uint64_t bits;
};
struct [[gnu::packed, gnu::may_alias]] HalfWord {
    std::uint32_t bits;
};

// The high bit of each byte that is zero; no other below the first of these, so that the lowest is
// to be relied on, and not the others.
std::uint64_t mark_zeros(std::uint64_t bits) {
    constexpr std::uint64_t kHighBits = kEveryByte << 7U;
    if constexpr (std::endian::native == std::endian::big) bits = __builtin_bswap64(bits);
    return (bits - kEveryByte) & ~bits & kHighBits;
}

// How many bytes lie before the first that is marked.
std::size_t first_mark(std::uint64_t marks) {
    return static_cast<std::size_t>(std::countr_zero(marks)) / 8;
}

// From 1 unit to 2: both ends, which overlap.
template <typename Unit>
void copy_ends(Byte* target, const Byte* source, std::size_t size) {
    const Unit first = *reinterpret_cast<const Unit*>(source);
    const Unit last = *reinterpret_cast<const Unit*>(source + size - sizeof(Unit));
    *reinterpret_cast<Unit*>(target) = first;
    *reinterpret_cast<Unit*>(target + size - sizeof(Unit)) = last;
}

// Reads all before it writes.
void copy_short(Byte* target, const Byte* source, std::size_t size) {
    if (size >= sizeof(Word)) return copy_ends<Word>(target, source, size);
    if (size >= sizeof(HalfWord)) return copy_ends<HalfWord>(target, source, size);
    if (size == 0) return;
    const Byte first = source[0];
    const Byte middle = source[size / 2];
    const Byte last = source[size - 1];
    target[0] = first;
    target[size / 2] = middle;
    target[size - 1] = last;
}

void copy_up(Byte* target, const Byte* source, std::size_t size) {
    for (; size > 2 * sizeof(Word); size -= sizeof(Word)) {
        *reinterpret_cast<Word*>(target) = *reinterpret_cast<const Word*>(source);
        target += sizeof(Word);
        source += sizeof(Word);
    }
    copy_short(target, source, size);
}

void copy_down(Byte* target, const Byte* source, std::size_t size) {
    for (; size > 2 * sizeof(Word); size -= sizeof(Word)) {
        const std::size_t at = size - sizeof(Word);
        *reinterpret_cast<Word*>(target + at) = *reinterpret_cast<const Word*>(source + at);
    }
    copy_short(target, source, size);
}

}  // namespace

extern "C" {

void* memcpy(void* target, const void* source, std::size_t size);
void* memmove(void* target, const void* source, std::size_t size);
void* memset(void* target, int value, std::size_t size);
int memcmp(const void* one, const void* other, std::size_t size);
int bcmp(const void* one, const void* other, std::size_t size);
void* memchr(const void* bytes, int wanted, std::size_t size);
std::size_t strlen(const char* text);
int strcmp(const char* one, const char* other);
void* __memcpy_chk(void* target, const void* source, std::size_t size, std::size_t room);

void* memcpy(void* target, const void* source, std::size_t size) {
    copy_up(static_cast<Byte*>(target), static_cast<const Byte*>(source), size);
    return target;
}

void* memmove(void* target, const void* source, std::size_t size) {
    auto* to = static_cast<Byte*>(target);
    const auto* from = static_cast<const Byte*>(source);
    if (reinterpret_cast<std::uintptr_t>(to) - reinterpret_cast<std::uintptr_t>(from) < size) {
        copy_down(to, from, size);
    } else {
        copy_up(to, from, size);
    }
    return target;
}

void* memset(void* target, int value, std::size_t size) {
    auto* to = static_cast<Byte*>(target);
    const Word word = {static_cast<Byte>(value) * kEveryByte};
    for (; size >= sizeof(Word); size -= sizeof(Word)) {
        *reinterpret_cast<Word*>(to) = word;
        to += sizeof(Word);
    }
    for (; size > 0; --size) *to++ = static_cast<Byte>(value);
    return target;
}

int memcmp(const void* one, const void* other, std::size_t size) {
    const auto* left = static_cast<const Byte*>(one);
    const auto* right = static_cast<const Byte*>(other);
    for (; size >= sizeof(Word); size -= sizeof(Word)) {
        const bool is_equal =
            reinterpret_cast<const Word*>(left)->bits == reinterpret_cast<const Word*>(right)->bits;
        if (!is_equal) break;
        left += sizeof(Word);
        right += sizeof(Word);
    }
    for (; size > 0; --size, ++left, ++right) {
        if (*left != *right) return *left - *right;
    }
    return 0;
}

// What Clang makes of a memcmp() of which only zero matters.
int bcmp(const void* one, const void* other, std::size_t size) {
    return memcmp(one, other, size);
}

void* memchr(const void* bytes, int wanted, std::size_t size) {
    const auto* at = static_cast<const Byte*>(bytes);
    const std::uint64_t pattern = static_cast<Byte>(wanted) * kEveryByte;
    for (; size >= sizeof(Word); size -= sizeof(Word)) {
        // A byte of this is zero where the wanted one is.
        const std::uint64_t zeros = mark_zeros(reinterpret_cast<const Word*>(at)->bits ^ pattern);
        if (zeros != 0) return const_cast<Byte*>(at + first_mark(zeros));  // NOLINT(*-const-cast)
        at += sizeof(Word);
    }
    for (; size > 0; --size, ++at) {
        if (*at == static_cast<Byte>(wanted)) return const_cast<Byte*>(at);  // NOLINT(*-const-cast)
    }
    return nullptr;
}

// AddressSanitizer has it for a fault, in the unit tests.
[[gnu::no_sanitize_address]] std::size_t strlen(const char* text) {
    const auto* at = reinterpret_cast<const Byte*>(text);
    constexpr std::size_t kWordMask = sizeof(Word) - 1;
    for (; (reinterpret_cast<std::uintptr_t>(at) & kWordMask) != 0; ++at) {
        if (*at == 0) return static_cast<std::size_t>(at - reinterpret_cast<const Byte*>(text));
    }
    // An aligned word lies in one page: what is behind the end may be read.
    std::uint64_t zeros = 0;
    while ((zeros = mark_zeros(reinterpret_cast<const Word*>(at)->bits)) == 0) at += sizeof(Word);
    return static_cast<std::size_t>(at - reinterpret_cast<const Byte*>(text)) + first_mark(zeros);
}

int strcmp(const char* one, const char* other) {
    while (*one == *other && *one != '\0') ++one, ++other;
    return static_cast<Byte>(*one) - static_cast<Byte>(*other);
}

void* __memcpy_chk(void* target, const void* source, std::size_t size, std::size_t room) {
    if (size > room) abort();
    return memcpy(target, source, size);
}

}  // extern "C"
// NOLINTEND(readability-identifier-naming,readability-inconsistent-declaration-parameter-name)
// NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,cert-dcl50-cpp)
