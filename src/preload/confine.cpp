// SPDX-License-Identifier: MIT
//
// The pipe of a start that asks for a sandbox, from the policy's text to the sealed record. Each
// station takes values and returns one, or throws. Nothing is restricted before the assessment has
// passed; whatever fails later ends the process all the same.
#include "preload/confine.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "base/process_calls.hpp"
#include "landlock/kernel.hpp"
#include "policy/load.hpp"
#include "preload/assess_loading.hpp"
#include "preload/own_library.hpp"
#include "preload/settings.hpp"
#include "preload/speech.hpp"
#include "preload/unknown_variables.hpp"
#include "report/sealed.hpp"
#include "resolve/executable.hpp"
#include "sandbox/assess.hpp"
#include "sandbox/gaps.hpp"
#include "sandbox/prepare.hpp"

namespace landlock_preload {
namespace {

// The kernel gives every thread the domain of the one that asks, and takes what the others had: a
// thread that has restricted itself more would be let out.
int count_threads(const Plan& plan, bool at_start, bool may_replace) {
    const int threads = require_confinable_threads(plan.abi);
    if (threads == 1 || at_start || may_replace) return threads;
    std::string others = "other threads, if there are any,";
    if (threads > 1) {
        others = std::to_string(threads - 1) + (threads == 2 ? " other thread" : " other threads");
    }
    fail("", others +
                 " would get this sandbox in place of any they have; preload the library rather "
                 "than loading it later, or set LANDLOCK_THREADS=replace");
}

// Whoever asks later looks it up then, by the link that the kernel has for this process
// (report/sealed.cpp); of a program that the loader starts as its argument, that names the loader.
std::string name_now(bool is_explained) {
    return is_explained || is_started_by_loader() ? executable_name() : std::string();
}

}  // namespace

void confine(const Requests& requests, const ReportSink& sink, char** envp,
             const Loading& loading) {
    const std::uint64_t started = monotonic_nanoseconds();
    const Settings settings = read_settings(requests);
    const OwnObject own(loading.own_path);
    const bool is_explained = settings.log == LogLevel::info || sink.is_open();
    Prepared prepared(load_policy(requests.policy),
                      {.context = {envp},
                       .library = own.path(),
                       .strict = settings.strict,
                       .is_explained = is_explained,
                       .locate = sink.is_open() ? Locate::yes : Locate::no});
    auto& [lints, policy, plan, ruleset, files, events] = prepared;
    assess_loading(loading, settings.strict, events);
    const ProcessGaps process =
        find_process_gaps(may_open_terminals(plan, ruleset), ruleset.fd.get(), sink.descriptor());
    assess_ring(policy, process.ring, settings.strict, events);
    assess_unknown_variables(envp, settings.strict, events);
    sink.note_unopened(events);
    for (Diagnostic& note : lints) events.push_back(std::move(note));

    const int threads = count_threads(plan, loading.at_start, settings.replace_threads);
    // Before, since these may have to read /proc/self/maps and the files that LD_PRELOAD names.
    std::string executable = name_now(is_explained);
    const int layers =
        scrub_environment(envp, own, find_string_block(envp, loading.at_start, loading.first));
    restrict_self(ruleset.fd.get(), plan.abi, policy.log);
    const Record& record =
        seal_record({policy,
                     plan,
                     ruleset,
                     events,
                     {.executable = std::move(executable),
                      .root = find_root_directory(),
                      .pid = static_cast<std::uint32_t>(process_id()),
                      .errata = static_cast<std::uint32_t>(query_errata()),
                      .gaps = find_gaps(policy, plan) | process.gaps,
                      .threads = static_cast<std::uint32_t>(threads),
                      .layers = static_cast<std::uint32_t>(layers),
                      .walls = static_cast<Walls>(sink.launcher_wall() | kPreloadWall),
                      .is_first = loading.first,
                      .nanoseconds = monotonic_nanoseconds() - started}});
    speak(events, record, settings.log);
    if (sink.is_open()) sink.send(record, settings.log);  // the last that may fail: one line
    ruleset.made.keep();
}

}  // namespace landlock_preload
