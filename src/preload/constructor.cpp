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
#include <fcntl.h>
#ifdef __GLIBC__
#include <gnu/libc-version.h>
#endif
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/arena.hpp"
#include "base/auxiliary_vector.hpp"
#include "base/diagnostic.hpp"
#include "base/process_calls.hpp"
#include "base/unique_fd.hpp"
#include "landlock/kernel.hpp"
#include "policy/load.hpp"
#include "policy/source.hpp"
#include "preload/die.hpp"
#include "preload/environment.hpp"
#include "preload/judge_loading.hpp"
#include "preload/loading.hpp"
#include "preload/own_library.hpp"
#include "preload/refusal.hpp"
#include "preload/report_sink.hpp"
#include "preload/settings.hpp"
#include "preload/unknown_variables.hpp"
#include "report/sealed.hpp"
#include "resolve/executable.hpp"
#include "resolve/expand.hpp"
#include "resolve/lint.hpp"
#include "sandbox/assess.hpp"
#include "sandbox/gaps.hpp"
#include "sandbox/plan.hpp"
#include "sandbox/replaceable.hpp"
#include "sandbox/ruleset.hpp"
#include "sandbox/tamper.hpp"

namespace landlock_preload {
namespace {

// Opened first of all, so that every later failure is reported there too.
UniqueFd open_channel(const Requests& requests, const Loading& loading) {
    UniqueFd channel = open_report_channel(requests.report, requests.policy, loading.own_path);
    report_failure_to(channel.get());
    return channel;
}

// What was to be reported to is a policy.
void abandon_channel() {
    report_failure_to(-1);
    remove_report_file();
}

std::string program_name() {
    const bool is_by_loader = auxiliary_value(AT_BASE) == 0;  // whose name would not say much
    if (is_by_loader) {
        std::string path = executable_path();
        if (!path.empty()) return path;
    }
    static constinit char any[PATH_MAX] = {};  // stacks may be small
    char most[256];                            // of which a page is there already
    std::span<char> name = most;
    ssize_t length = read_link("/proc/self/exe", name.data(), name.size());
    if (length == std::ssize(name)) {
        name = any;
        length = read_link("/proc/self/exe", name.data(), name.size());
    }
    if (length > 0) return {name.data(), static_cast<std::size_t>(length)};
    const auto* file = reinterpret_cast<const char*>(auxiliary_value(AT_EXECFN));
    return file != nullptr ? file : "the program";
}

std::string count(std::size_t number, const char* what) {
    return std::to_string(number) + " " + what + (number == 1 ? "" : "s");
}

std::string gap_names(std::uint32_t gaps) {
    std::string names;
    for (std::size_t bit = 0; bit < kGapNames.size(); ++bit) {
        if ((gaps & (1U << bit)) == 0) continue;
        names += (names.empty() ? "; not covered: " : ", ") + std::string(kGapNames[bit].name);
    }
    return names;
}

// How many of them grant something.
std::string count_path_rules(const Record& record) {
    const auto* end = record.paths + record.path_count;
    const auto applied = static_cast<std::size_t>(
        std::count_if(record.paths, end, [](const PathRecord& path) { return path.code == 0; }));
    if (applied == record.path_count) return count(applied, "path rule");
    return std::to_string(applied) + " of " + count(record.path_count, "path rule");
}

Diagnostic summary(const Record& record) {
    const landlock_preload_status& status = record.status;
    return {Severity::note, status.source,
            "confined " + std::string(status.executable) + " (process " +
                std::to_string(status.pid) + "): Landlock ABI " + std::to_string(status.abi) +
                ", " + count_path_rules(record) + ", " + count(record.port_count, "port rule") +
                gap_names(status.gaps)};
}

// At most two lines of warning: one about rights, and one about all else.
void speak_warnings(const std::vector<Diagnostic>& warnings) {
    for (std::size_t i = 0; i < warnings.size(); ++i) {
        std::string what = warnings[i].what;
        const bool joins = warnings[i].event != LANDLOCK_PRELOAD_EVENT_RIGHTS_DROPPED;
        while (joins && i + 1 < warnings.size()) what += "; " + warnings[++i].what;
        print_line(Severity::warning, warnings[i].location, what);
    }
}

void speak(const Judgement& judgement, LogLevel level) {
    if (level == LogLevel::error) return;
    speak_warnings(judgement.warnings);
    if (level != LogLevel::info) return;
    for (const Diagnostic& note : judgement.notes) {
        print_line(note.severity, note.location, note.what);
    }
}

// What an author should know of a policy that is right; nobody else is troubled with it.
std::vector<Diagnostic> collect_lints(Loaded& loaded) {
    std::vector<Diagnostic> notes = std::move(loaded.notes);
    for (Diagnostic& note : lint_policy(loaded.policy)) notes.push_back(std::move(note));
    return notes;
}

// A kernel newer than this library may know bits that the policy names by number.
AccessSet probe_raw_access(const ResolvedPolicy& policy, int abi) {
    return abi > kNewestAbi ? probe_access(raw_access(policy)) : AccessSet{};
}

// The kernel's and the process's part of the record; the policy's is there already.
void complete_record(Record& record, std::uint32_t gaps, bool first) {
    struct stat root = {};
    if (stat_path("/", root) == 0) {
        record.root_device = root.st_dev;
        record.root_inode = root.st_ino;
    }
    landlock_preload_status& status = record.status;
    status.support = LANDLOCK_PRELOAD_SUPPORT_AVAILABLE;
    status.errata = static_cast<std::uint32_t>(query_errata());
    status.gaps = gaps;
    status.early = first ? 1 : 0;
    status.pid = static_cast<std::uint32_t>(process_id());
}

// What holds once the kernel has restricted us.
void note_enforcement(landlock_preload_status& status, int layers, std::uint64_t started) {
    status.no_new_privs = 1;
    status.whole_process = 1;
    status.layers_added = 1;
    status.layers_known = static_cast<std::uint32_t>(layers);
    status.nanoseconds = monotonic_nanoseconds() - started;
}

StringBlock string_block(char** envp, const Loading& loading) {
    return loading.at_start ? StringBlock::of_this_start(envp, loading.first)
                            : StringBlock::of_this_process();
}

// The kernel gives every thread the domain of the one that asks, and takes what the others had: a
// thread that has restricted itself more would be let out.
void refuse_threads(int threads, const Settings& settings) {
    if (settings.replace_threads) return;
    fail("",
         (threads > 1 ? count(static_cast<std::size_t>(threads - 1), "other thread")
                      : std::string("other threads, if there are any,")) +
             " would get this sandbox in place of any they have; preload the library rather than "
             "loading it later, or set LANDLOCK_THREADS=replace");
}

void confine(const Requests& requests, const UniqueFd& channel, char** envp,
             const Loading& loading) {
    const std::uint64_t started = monotonic_nanoseconds();
    const Settings settings = read_settings(requests);
    std::string unknown = describe_unknown_variables(envp);
    if (settings.strict && !unknown.empty()) {
        fail("", unknown + "; LANDLOCK_STRICT=1 makes this an error");
    }
    const OwnObject own(loading.own_path);
    const bool is_explained = settings.log == LogLevel::info || channel.is_open();

    Loaded loaded = load_policy(requests.policy);
    refuse_lost_protection(loaded);
    std::vector<Diagnostic> lints;
    if (is_explained) lints = collect_lints(loaded);
    const ResolvedPolicy policy = expand_policy(std::move(loaded.policy), {envp});
    const int abi = query_abi();
    const Plan plan = plan_enforcement(policy, abi, probe_raw_access(policy, abi));

    std::vector<std::string> guarded = std::move(loaded.files);
    guarded.emplace_back(own.path());
    Ruleset ruleset = build_ruleset(policy, plan, channel.is_open() ? Locate::yes : Locate::no);
    std::vector<std::string> tampering = find_tampering(guarded, policy, ruleset);
    find_replaceable(policy, plan, ruleset, tampering);
    Judgement judgement = judge(policy, plan, ruleset, tampering, settings.strict);
    judge_loading(loading, settings.strict, judgement.warnings);
    const ProcessGaps process = find_process_gaps(plan, ruleset.fd.get(), channel.get());
    judge_ring(policy, process.ring, settings.strict, judgement);
    if (!unknown.empty()) {
        judgement.warnings.push_back(
            {Severity::warning, "", std::move(unknown), LANDLOCK_PRELOAD_EVENT_UNKNOWN_VARIABLE});
    }
    for (Diagnostic& note : lints) judgement.notes.push_back(std::move(note));
    Record& record =
        open_record({policy, plan, ruleset, judgement.warnings, judgement.notes, program_name()});
    complete_record(record, find_gaps(policy, plan) | process.gaps, loading.first);

    const int threads = require_confinable_threads(plan.abi);
    if (threads != 1 && !loading.at_start) refuse_threads(threads, settings);
    // Before, since it may have to read the files that LD_PRELOAD names.
    const int layers = scrub_environment(envp, own, string_block(envp, loading));
    restrict_self(ruleset.fd.get(), plan.abi, policy.log);
    record.status.threads = static_cast<std::uint32_t>(threads);
    note_enforcement(record.status, layers, started);
    seal_record();
    if (settings.log == LogLevel::info) judgement.notes.push_back(summary(record));
    speak(judgement, settings.log);
    if (channel.is_open()) send_report(channel, record);  // the last that may fail: one line
    ruleset.made.keep();
}

void start(int argc, char** argv, char** envp, const void* caller) noexcept {
    die_when_terminated();
    require_auxiliary_vector(argc, argv);
    UniqueFd channel;  // outlives what is thrown, which is reported there as well
    try {
        const Loading loading = find_loading(caller, envp);
        if (auxiliary_value(AT_SECURE) != 0) {
            refuse_if_secure(loading);
            erase_requests(envp, string_block(envp, loading));
            return mark_secure();
        }
        const Requests requests = find_requests(envp);
        if (requests.policy == nullptr) return refuse_if_asked_for(requests, envp, loading);
        channel = open_channel(requests, loading);
        confine(requests, channel, envp, loading);
    } catch (const Diagnostics& errors) {
        if (is_reserved_file_found()) abandon_channel();
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
