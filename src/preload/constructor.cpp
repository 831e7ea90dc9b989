// SPDX-License-Identifier: MIT
//
// Program start, from the loader's call to the program's first instruction.
//
// With -z initfirst, glibc runs this before every other constructor and before the executable's
// preinit array; there `environ` is still null and `envp` comes as an argument. musl runs preloads
// first by itself and passes no arguments.
//
// Every path ends in one of three ways: the sandbox stands; nobody asked for one; or die().
#include <elf.h>
#ifdef __GLIBC__
#include <gnu/libc-version.h>
#endif
#include <unistd.h>

#include <cerrno>
#include <exception>
#include <new>

#include "base/arena.hpp"
#include "base/auxiliary_vector.hpp"
#include "base/diagnostic.hpp"
#include "policy/source.hpp"
#include "preload/confine.hpp"
#include "preload/die.hpp"
#include "preload/environment.hpp"
#include "preload/loading.hpp"
#include "preload/refusal.hpp"
#include "preload/report_sink.hpp"

namespace landlock_preload {
namespace {

void start(int argc, char** argv, char** envp, const void* caller) noexcept {
    die_when_terminated();
    require_auxiliary_vector(argc, argv);
    ReportSink sink;  // outlives what is thrown, which is reported there as well
    try {
        const Loading loading = find_loading(caller, envp);
        if (auxiliary_value(AT_SECURE) != 0) return leave_secure_process(loading, envp);
        const Requests requests = find_requests(envp);
        if (requests.policy == nullptr) return refuse_if_asked_for(requests, envp, loading);
        sink.open(requests, loading.own_path);
        confine(requests, sink, envp, loading);
    } catch (const Diagnostics& errors) {
        if (is_reserved_file_found()) sink.abandon();
        die(errors);
    } catch (const std::bad_alloc&) {
        die("out of memory");
    } catch (...) {
        die("internal error: unexpected exception");
    }
}

#ifdef __GLIBC__
[[gnu::constructor]] void construct(int argc, char** argv, char** envp) {
    const int code = errno;
    // musl, which passes no arguments, loads no library that needs a name of glibc's.
    asm volatile("" : : "r"(gnu_get_libc_version));  // NOLINT(hicpp-no-assembler)
    start(argc, argv, envp, __builtin_return_address(0));
    release_arena();
    errno = code;
}
#else
[[gnu::constructor]] void construct() {
    const int code = errno;
    start(0, nullptr, environ, __builtin_return_address(0));
    release_arena();
    errno = code;
}
#endif

}  // namespace
}  // namespace landlock_preload
