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
#include <cstddef>
#include <cstdint>
#include <exception>
#include <new>

#include "base/arena.hpp"
#include "base/auxiliary_vector.hpp"
#include "base/diagnostic.hpp"
#include "base/process_calls.hpp"
#include "policy/source.hpp"
#include "preload/confine.hpp"
#include "preload/die.hpp"
#include "preload/environment.hpp"
#include "preload/loading.hpp"
#include "preload/refusal.hpp"
#include "preload/report_sink.hpp"

namespace landlock_preload {
namespace {

void confine_by_requests(char** envp, const Loading& loading) noexcept {
    ReportSink sink;  // outlives what is thrown, which is reported there as well
    try {
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

// With memory that costs nothing: the loader has used more of the stack before than is in use now,
// and these pages are there. It is enough for a policy of a dozen rules.
[[gnu::noinline]] void confine_on_stack(char** envp, const Loading& loading) noexcept {
    alignas(std::max_align_t) char block[7168];
    lend_to_arena(static_cast<char*>(block), sizeof(block));
    confine_by_requests(envp, loading);
    release_arena();
}

void start(int argc, char** argv, char** envp, const void* caller) noexcept {
    die_when_terminated();
    require_auxiliary_vector(argc, argv);
    const Loading loading = find_loading(caller, envp);
    // The stack of a thread that loads this library later may be small; so may a limited one.
    constexpr std::uint64_t kRoomy = std::uint64_t{1} << 16;
    if (loading.at_start && stack_limit() >= kRoomy) return confine_on_stack(envp, loading);
    confine_by_requests(envp, loading);
    release_arena();
}

#ifdef __GLIBC__
[[gnu::constructor]] void construct(int argc, char** argv, char** envp) {
    const int code = errno;
    // musl, which passes no arguments, loads no library that needs a name of glibc's.
    asm volatile("" : : "r"(gnu_get_libc_version));  // NOLINT(hicpp-no-assembler)
    start(argc, argv, envp, __builtin_return_address(0));
    errno = code;
}
#else
[[gnu::constructor]] void construct() {
    const int code = errno;
    start(0, nullptr, environ, __builtin_return_address(0));
    errno = code;
}
#endif

}  // namespace
}  // namespace landlock_preload
