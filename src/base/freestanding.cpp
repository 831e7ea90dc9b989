// SPDX-License-Identifier: MIT
//
// What the library, and the C++ runtime that is linked into it, would take from libc. A program or
// another preload may export functions of these names, and in the first slot of program start none
// of theirs is ready; nor may one of them answer for what we read. These have the library's
// visibility, so that its references end here, and nobody else's do.
//
// Only as much is here as is asked for: the elf suite compares what is left with a list. Built
// without link-time optimisation, and without the compiler's knowledge of these names, which would
// have memcpy() call itself.
//
// Memory and the C++ runtime are here; bytes, numbers and the unwinder's table in the files beside
// this one.
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <new>

#include "base/arena.hpp"
#include "base/process_calls.hpp"
#include "base/touched.hpp"

// The names are libc's and the C++ ABI's.
// NOLINTBEGIN(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,cert-dcl50-cpp)
// NOLINTBEGIN(readability-identifier-naming,readability-inconsistent-declaration-parameter-name)
extern "C" {

#ifdef LANDLOCK_PRELOAD_OWN_ERRNO
// So the program's own errno is never touched, whoever's function says where it is. Our threads
// share this one, and nothing that runs in several reads it.
int* __errno_location() {
    LANDLOCK_PRELOAD_TOUCHED static int code = 0;
    return &code;
}
#endif

[[noreturn]] void __stack_chk_fail();
int pthread_once(void* control, void (*routine)());
int __pthread_key_create(unsigned* key, void (*destroy)(void*));
void* __cxa_get_globals();
void* __cxa_get_globals_fast();

void* malloc(std::size_t size) {
    return landlock_preload::allocate(size);
}

void free(void* memory) {
    landlock_preload::deallocate(memory);
}

// A handler of the host's may run, as ever; there is no way on.
void abort() {
    using landlock_preload::system_call;
    system_call(SYS_tgkill, system_call(SYS_getpid), system_call(SYS_gettid), SIGABRT);
    landlock_preload::exit_process(128 + SIGABRT);
}

void __stack_chk_fail() {
    abort();
}

// The unwinder and the runtime find out by these what they need, once. There is one thread.
int pthread_once(void* control, void (*routine)()) {
    auto* is_done = static_cast<int*>(control);
    if (*is_done == 0) routine();
    *is_done = 1;
    return 0;
}
int __pthread_key_create(unsigned* /*key*/, void (* /*destroy*/)(void*)) {
    return ENOSYS;
}

// The exceptions in flight (Itanium C++ ABI, "Exception Handling", 2.2.2), by thread in the
// runtime's own version. Only the thread that runs the start throws: the C interface does not.
void* __cxa_get_globals() {
    static void* exceptions[4] = {};
    return static_cast<void*>(exceptions);
}
void* __cxa_get_globals_fast() {
    return __cxa_get_globals();
}

}  // extern "C"
// NOLINTEND(readability-identifier-naming,readability-inconsistent-declaration-parameter-name)
// NOLINTEND(bugprone-reserved-identifier,cert-dcl37-c,cert-dcl51-cpp,cert-dcl50-cpp)

// NOLINTBEGIN(misc-new-delete-overloads)
void* operator new(std::size_t size) {
    void* memory = landlock_preload::allocate(size);
    if (memory == nullptr) throw std::bad_alloc();
    return memory;
}
void operator delete(void* memory) noexcept {
    landlock_preload::deallocate(memory);
}
void operator delete(void* memory, std::size_t /*size*/) noexcept {
    landlock_preload::deallocate(memory);
}
// NOLINTEND(misc-new-delete-overloads)
