// SPDX-License-Identifier: MIT
//
// Program start, from the loader's call to the program's first instruction.
//
// With -z initfirst, glibc runs this before every other constructor and before the executable's
// preinit array; there `environ` is still null and `envp` comes as an argument. musl runs preloads
// first by itself and passes no arguments.
//
// Every path ends in one of three ways: the sandbox stands; nobody asked for one; or die().
#include <fcntl.h>
#include <sys/auxv.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "error.hpp"
#include "policy/expand.hpp"
#include "policy/lint.hpp"
#include "policy/load.hpp"
#include "preload/die.hpp"
#include "preload/environment.hpp"
#include "preload/own_object.hpp"
#include "sandbox/enforce.hpp"
#include "sandbox/judge.hpp"
#include "sandbox/kernel.hpp"
#include "sandbox/plan.hpp"
#include "sandbox/tamper.hpp"
#include "unique_fd.hpp"

namespace landlock_preload {
namespace {

// Whether we hold the first slot of program start, before libc has initialised itself.
bool is_early() {
#ifdef __GLIBC__
    return environ == nullptr;
#else
    return false;
#endif
}

// Whether /etc/ld.so.preload, which puts us into every process of the machine, names us.
bool is_preloaded_everywhere(const OwnObject& own) {
    static constinit char text[16384] = {};
    const UniqueFd file(open("/etc/ld.so.preload", O_RDONLY | O_CLOEXEC));
    const ssize_t length = file.is_open() ? read(file.get(), text, sizeof(text)) : 0;
    if (length <= 0) return false;
    std::string_view rest(text, static_cast<std::size_t>(length));
    while (!rest.empty()) {
        std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        line = line.substr(0, line.find('#'));
        for (std::string_view item = next_preload_item(line); !item.empty();
             item = next_preload_item(line)) {
            while (item.ends_with('\t')) item.remove_suffix(1);
            while (item.starts_with('\t')) item.remove_prefix(1);
            if (own.is_named_by(item, nullptr)) return true;
        }
    }
    return false;
}

// No policy: fine for a copy that nobody asked for, an error for one that was.
void refuse_if_asked_for(char** envp) {
    const OwnObject own = OwnObject::find();
    if (!is_preload_request(envp, own) && (!is_early() || is_preloaded_everywhere(own))) return;
    die("LANDLOCK_POLICY is not set although this library was preloaded; set it, or start with "
        "LD_PRELOAD= to run without a sandbox");
}

std::string program_name() {
    static constinit char name[PATH_MAX] = {};  // stacks may be small
    const ssize_t length = readlink("/proc/self/exe", name, sizeof(name));
    if (length > 0) return {name, static_cast<std::size_t>(length)};
    const auto* file = reinterpret_cast<const char*>(getauxval(AT_EXECFN));
    return file != nullptr ? file : "the program";
}

std::string count(std::size_t number, const char* what) {
    return std::to_string(number) + " " + what + (number == 1 ? "" : "s");
}

Message summary(const Plan& plan, const std::string& source) {
    return {source, "confined " + program_name() + " (process " + std::to_string(getpid()) +
                        "): Landlock ABI " + std::to_string(plan.abi) + ", " +
                        count(plan.paths.size(), "path rule") + ", " +
                        count(plan.ports.size(), "port rule")};
}

void speak(const Judgement& judgement, LogLevel level) {
    if (level == LogLevel::error) return;
    for (const Message& message : judgement.warnings) {
        print_line(Level::warning, message.where, message.what);
    }
    if (level != LogLevel::info) return;
    for (const Message& message : judgement.notes) {
        print_line(Level::note, message.where, message.what);
    }
}

// What an author should know of a policy that is right; nobody else is troubled with it.
std::vector<Message> collect_lints(Loaded& loaded, LogLevel level) {
    if (level != LogLevel::info) return {};
    std::vector<Message> notes = std::move(loaded.notes);
    for (Message& note : lint_policy(loaded.policy)) notes.push_back(std::move(note));
    return notes;
}

// A kernel newer than this library may know bits that the policy names by number.
RawAccess probe_raw_access(const ResolvedPolicy& policy, int abi) {
    const RawAccess wanted = raw_access(policy);
    if (abi <= kNewestAbi) return {};
    return {probe_access(AccessClass::fs, wanted.fs), probe_access(AccessClass::net, wanted.net),
            probe_access(AccessClass::scope, wanted.scope)};
}

void confine(const Requests& requests, char** envp) {
    const Settings settings = read_settings(requests);
    const OwnObject own = OwnObject::find();

    Loaded loaded = load_policy(requests.policy);
    refuse_lost_protection(loaded);
    std::vector<Message> lints = collect_lints(loaded, settings.log);
    const ResolvedPolicy policy = expand_policy(std::move(loaded.policy), {envp});
    const int abi = query_abi();
    const Plan plan = plan_enforcement(policy, abi, probe_raw_access(policy, abi));

    std::vector<std::string> guarded = std::move(loaded.files);
    guarded.emplace_back(own.path());
    const Ruleset ruleset = build_ruleset(policy, plan);
    Judgement judgement =
        judge(policy, plan, ruleset, find_tampering(guarded, policy, ruleset), settings.strict);

    require_single_thread(plan.abi);
    restrict_self(ruleset.fd.get(), plan.abi, policy.log);

    scrub_environment(envp, own, StringBlock::of_this_process());
    if (settings.log == LogLevel::info) {
        for (Message& note : lints) judgement.notes.push_back(std::move(note));
        judgement.notes.push_back(summary(plan, policy.source));
    }
    speak(judgement, settings.log);
}

void start(char** envp) noexcept {
    try {
        if (getauxval(AT_SECURE) != 0) return erase_requests(envp, StringBlock::of_this_process());
        const Requests requests = find_requests(envp);
        if (requests.policy == nullptr) return refuse_if_asked_for(envp);
        confine(requests, envp);
    } catch (const Errors& errors) {
        die(errors);
    } catch (const std::bad_alloc&) {
        die("out of memory");
    } catch (...) {
        die("internal error: unexpected exception");
    }
}

#ifdef __GLIBC__
[[gnu::constructor]] void construct(int /*argc*/, char** /*argv*/, char** envp) {
    const int code = errno;
    start(envp);
    errno = code;
}
#else
[[gnu::constructor]] void construct() {
    const int code = errno;
    start(environ);
    errno = code;
}
#endif

}  // namespace
}  // namespace landlock_preload
