// SPDX-License-Identifier: MIT
//
// System calls by number, without libc: its open(), read(), close() and syscall() are whoever's
// hook them, a program's own or another preload's, and in the first slot of program start none of
// those is ready. A program that exports a syscall() of its own must not answer for the kernel.
//
// The numbers are those of <sys/syscall.h>. Where there is no way written down here, libc's
// syscall() is called; and where LANDLOCK_PRELOAD_LIBC_CALLS is defined, as the fuzzers do, which
// answer it from a few files of their own.
#pragma once

#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <type_traits>

// Where each call is written down here, libc's errno is not used.
#if !defined(LANDLOCK_PRELOAD_LIBC_CALLS) && \
    ((defined(__x86_64__) && !defined(__ILP32__)) || defined(__i386__) || defined(__aarch64__))
#define LANDLOCK_PRELOAD_OWN_ERRNO
#endif

namespace landlock_preload {

// NOLINTBEGIN(hicpp-no-assembler): there is no other way to make a call that nobody can hook
// What the kernel answers: a value, or an errno from -4095 to -1.
inline long raw_system_call(long number, long a = 0, long b = 0, long c = 0, long d = 0, long e = 0,
                            long f = 0) {
#if defined(LANDLOCK_PRELOAD_LIBC_CALLS)
    const long result = syscall(number, a, b, c, d, e, f);
    return result == -1 ? -errno : result;
#elif defined(__x86_64__) && !defined(__ILP32__)
    long result = number;
    register long r10 asm("r10") = d;
    register long r8 asm("r8") = e;
    register long r9 asm("r9") = f;
    asm volatile("syscall"
                 : "+a"(result)
                 : "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                 : "rcx", "r11", "memory");
    return result;
#elif defined(__i386__)
    // The sixth argument goes into ebp, which may be the frame pointer that the operands hang on;
    // so it is taken from memory, together with the number.
    const long last_two[2] = {f, number};
    long result = reinterpret_cast<long>(&last_two);
    asm volatile(
        "pushl %%ebp\n\t"
        "movl (%%eax), %%ebp\n\t"
        "movl 4(%%eax), %%eax\n\t"
        "int $0x80\n\t"
        "popl %%ebp"
        : "+a"(result)
        : "b"(a), "c"(b), "d"(c), "S"(d), "D"(e)
        : "memory");
    return result;
#elif defined(__aarch64__)
    register long x8 asm("x8") = number;
    register long x0 asm("x0") = a;
    register long x1 asm("x1") = b;
    register long x2 asm("x2") = c;
    register long x3 asm("x3") = d;
    register long x4 asm("x4") = e;
    register long x5 asm("x5") = f;
    asm volatile("svc 0"
                 : "+r"(x0)
                 : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
                 : "memory", "cc");
    return x0;
#else
    const long result = syscall(number, a, b, c, d, e, f);
    return result == -1 ? -errno : result;
#endif
}
// NOLINTEND(hicpp-no-assembler)

template <typename Argument>
long to_register(Argument argument) {
    if constexpr (std::is_null_pointer_v<Argument>) {
        return 0;
    } else if constexpr (std::is_pointer_v<Argument>) {
        return reinterpret_cast<long>(argument);
    } else {
        return static_cast<long>(argument);
    }
}

// What the kernel answers, and errno for an error. That is the library's own, which its threads
// share (freestanding.cpp): what may run in several takes the code from what is returned.
template <typename... Arguments>
long system_call(long number, Arguments... arguments) {
    const long result = raw_system_call(number, to_register(arguments)...);
    constexpr long kLastError = 4095;
    if (result >= 0 || result < -kLastError) return result;
    errno = static_cast<int>(-result);
    return result;
}

}  // namespace landlock_preload
