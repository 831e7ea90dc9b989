// SPDX-License-Identifier: MIT
//
// Starts without a policy. Whoever puts this library into a start wants a sandbox, so that a
// variable which got lost on the way must not remove it: named by LD_PRELOAD, linked in, or by
// ld.so --preload, a start ends there. Two kinds of process never asked: those of a machine whose
// /etc/ld.so.preload names us, and those that load us by dlopen(), to look.
//
// A program with this library linked in that starts itself from within its sandbox finds no policy,
// because the first start took it out of the environment, and is held by the kernel already. It is
// known by LANDLOCK_LAYERS and by no_new_privs, which the first start set and nobody can take back;
// the variable alone may have got into a shell outside of the sandbox. Whoever forges both gains
// nothing: the same hands could have set LANDLOCK_POLICY to a policy that restricts next to
// nothing.
//
// With privileges that differ from the caller's (AT_SECURE), the caller's policy must not be
// heeded, and the environment is all that we have. To run on without would be the very thing that
// the library was linked in against.
#include "preload/refusal.hpp"

#include <string>
#include <string_view>

#include "base/auxiliary_vector.hpp"
#include "base/directory.hpp"
#include "base/process_calls.hpp"
#include "preload/die.hpp"
#include "preload/own_library.hpp"
#include "preload/report_sink.hpp"
#include "preload/unknown_variables.hpp"
#include "report/sealed.hpp"

namespace landlock_preload {
namespace {

constexpr std::string_view kPreloaded =
    "LANDLOCK_POLICY is not set although this library was preloaded; set it, or start with "
    "LD_PRELOAD= to run without a sandbox";
constexpr std::string_view kOrderHint =
    "; set LANDLOCK_POLICY before LD_PRELOAD, since commands in $(...) are preloaded too";
constexpr std::string_view kNeedless =
    "LANDLOCK_POLICY is not set although this library was preloaded; this process is in a sandbox "
    "already (LANDLOCK_LAYERS) and stays in it: leave the library out of LD_PRELOAD";
constexpr std::string_view kLinkedIn =
    "LANDLOCK_POLICY is not set although this library is linked into the program; set it";
constexpr std::string_view kLayersHint =
    "; if this was started within its sandbox, it lacks LANDLOCK_LAYERS: pass that on";

// Whether /etc/ld.so.preload names us.
bool is_named_everywhere(const OwnObject& own) {
    std::string text = read_small_file("/etc/ld.so.preload");
    // As glibc's loader reads it: comments to the end of the line, and tabs separate as well.
    bool is_comment = false;
    for (char& c : text) {
        is_comment = c != '\n' && (is_comment || c == '#');
        if (is_comment || c == '\n' || c == '\t') c = ' ';
    }
    return own.is_listed_in(text, nullptr);
}

// Whether we are here for no other reason than that every process of the machine has us.
bool is_only_everywhere(const OwnObject& own) {
    return is_named_everywhere(own) && !is_linked_in();
}

[[noreturn]] void refuse(const Requests& requests, char** envp, const Loading& loading,
                         std::string_view why) {
    ReportSink sink;
    sink.open(requests, loading.own_path);
    std::string hint = find_misplaced_policy(envp, requests);
    if (hint.empty() && why == kPreloaded) hint = kOrderHint;
    if (hint.empty() && why == kLinkedIn && has_no_new_privs()) hint = kLayersHint;
    die(std::string(why) + hint);
}

}  // namespace

void refuse_if_asked_for(const Requests& requests, char** envp, const Loading& loading) {
    if (!loading.at_start) return;
    const OwnObject own(loading.own_path);
    const bool is_confined = count_layers(envp) > 0 && has_no_new_privs();
    if (is_preload_request(envp, own))
        refuse(requests, envp, loading, is_confined ? kNeedless : kPreloaded);
    if (is_confined || is_only_everywhere(own)) return;
    refuse(requests, envp, loading, is_linked_in() ? kLinkedIn : kPreloaded);
}

void leave_secure_process(const Loading& loading, char** envp) {
    if (!loading.at_start || is_only_everywhere(OwnObject(loading.own_path))) {
        erase_requests(envp, find_string_block(envp, loading.at_start, loading.first));
        return mark_secure();
    }
    die("privileges differ from the caller's (AT_SECURE: set-id bits, file capabilities, or a "
        "real id that is not the effective one), so no policy is taken from the environment; "
        "start it with real, effective and saved ids alike");
}

void require_auxiliary_vector(int argc, char** argv) {
    if (find_auxiliary_vector(argc, argv)) return;
    die("cannot find the auxiliary vector, which says whether privileges differ from the caller's; "
        "mount /proc");
}

}  // namespace landlock_preload
