// SPDX-License-Identifier: MIT
//
// The launcher grants what the start of the program needs, for the start alone. An interpreter that
// opens its script, and whatever the program executes, need a grant of the policy, and who is used
// to starting scripts does not think of them. Nothing of this is an error: the program may do
// without.
#include "tool/run/hints.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <string_view>

#include "base/text.hpp"
#include "sandbox/path_walk.hpp"
#include "tool/launch.hpp"
#include "tool/run/libraries.hpp"
#include "tool/target/obstacle.hpp"
#include "tool/target/trampoline.hpp"

namespace landlock_preload {
namespace {

AccessMask find_denied(const Prepared& prepared, const std::string& path, AccessMask needs) {
    PathWalk walk(prepared.policy, prepared.ruleset.objects);
    for (walk.begin(path); walk.next();) {
    }
    const Step* const end = walk.end();
    const AccessMask granted = end != nullptr ? end->granted : 0;
    return needs & prepared.plan.handled[AccessClass::fs] & ~granted;
}

void add_hint(std::vector<Diagnostic>& hints, const std::string& where, std::string what) {
    hints.push_back({Severity::note, where, std::move(what)});
}

// The last interpreter, which is the program, is given the last script.
void hint_at_script(const ExecChain& chain, const Prepared& prepared,
                    std::vector<Diagnostic>& hints) {
    if (chain.scripts.empty()) return;
    const Script& script = chain.scripts.back();
    if (find_denied(prepared, script.path, fs_access("read_file")) == 0) return;
    add_hint(hints, script.path,
             "its interpreter " + script.interpreter +
                 " opens it, and the policy does not grant read_file on it");
}

// Nobody asks a stranger what he needs. Where the loader is, its libraries are, or other ones.
void hint_at_stranger(const ElfFile& program, const Prepared& prepared, const std::string& where,
                      std::vector<Diagnostic>& hints) {
    const std::string& loader = program.interpreter;
    if (loader.empty() || !is_answered_by_stranger(program)) return;
    const std::string directory = loader.substr(0, loader.rfind('/') + 1);
    if (find_denied(prepared, directory, fs_access("read_file")) == 0) return;
    const std::string why = program.auditors.empty()
                                ? "its loader " + loader + " is not the system's"
                                : "it brings audit libraries along";
    add_hint(
        hints, where,
        why + ", so it was not asked for its libraries; the policy has to grant read_file on them");
}

// What is true of a program without a word to anybody who starts it elsewhere.
void hint_at_privilege(const ProgramToRun& program, std::vector<Diagnostic>& hints) {
    struct stat status = {};
    if (fstat(program.chain.credentials_file(), &status) != 0) return;
    if ((status.st_mode & (S_ISUID | S_ISGID)) == 0) return;
    add_hint(hints, program.executable,
             "its set-user-ID or set-group-ID bit has no effect in a sandbox; it runs as user " +
                 std::to_string(getuid()));
}

// The launcher's preload is the first.
void hint_at_address_sanitizer(const ProgramToRun& program, std::vector<Diagnostic>& hints) {
    if (find_address_sanitizer(program.elf).empty()) return;
    const char* const options = std::getenv("ASAN_OPTIONS");  // NOLINT(concurrency-mt-unsafe)
    constexpr std::string_view kAsked = "verify_asan_link_order=0";
    if (options != nullptr && std::string_view{options}.find(kAsked) != std::string_view::npos) {
        return;
    }
    add_hint(hints, program.executable,
             std::string("its AddressSanitizer refuses to start behind another library; set ") +
                 kAsanBehindOthers);
}

// The program that env is to start; empty: none, or it cannot be known.
std::string find_next_name(const ExecChain& chain, const std::vector<std::string>& command) {
    if (!chain.scripts.empty()) return find_env_program(chain.scripts.back().argument);
    for (std::size_t at = 1; at < command.size(); ++at) {
        const std::string& word = command[at];
        if (word.starts_with('-') && word != "-i" && word != "-" && word != "--") return {};
        if (!word.starts_with('-') && word.find('=') == std::string::npos) return word;
    }
    return {};
}

// What env will be denied: "execute, read_file on /bin/true".
std::string find_lacking(const std::string& path, const Prepared& prepared) {
    std::string lacking;
    for (const LaunchedFile& file : find_launched_files(path)) {
        const AccessMask denied = find_denied(prepared, file.path, file.needs);
        if (denied == 0) continue;
        lacking += (lacking.empty() ? "" : ", and ") + access_names(AccessClass::fs, denied) +
                   " on " + (file.role.empty() ? "" : file.role + " ") + file.path;
    }
    return lacking;
}

void hint_at_next_program(const std::string& starter, const std::string& name,
                          const Prepared& prepared, std::vector<Diagnostic>& hints) {
    try {
        const std::string path = find_program(name);
        const std::string lacking = find_lacking(path, prepared);
        if (lacking.empty()) return;
        add_hint(hints, starter,
                 "it starts " + path + " in the sandbox, and the policy does not grant " + lacking);
    } catch (const Diagnostics& errors) {
        add_hint(hints, starter,
                 "it will not start " + quote(name) + ": " + errors.list.front().what);
    }
}

bool grants_execution(const Prepared& prepared) {
    constexpr AccessMask kExecute = fs_access("execute");
    if ((prepared.plan.handled[AccessClass::fs] & kExecute) == 0) return true;
    return std::ranges::any_of(prepared.ruleset.outcomes, [](const PathOutcome& outcome) {
        return (outcome.granted & kExecute) != 0;
    });
}

}  // namespace

std::vector<Diagnostic> find_hints(const ProgramToRun& program,
                                   const std::vector<std::string>& command,
                                   const Prepared& prepared) {
    std::vector<Diagnostic> hints;
    const ExecChain& chain = program.chain;
    hint_at_privilege(program, hints);
    hint_at_address_sanitizer(program, hints);
    hint_at_script(chain, prepared, hints);
    hint_at_stranger(program.elf, prepared, program.executable, hints);
    const std::string_view name = base_name(chain.program);
    if (is_client(name)) {
        add_hint(hints, chain.program,
                 "it may ask a server to start programs; those are not confined");
    }
    const std::string next = name == kEnv ? find_next_name(chain, command) : "";
    if (!next.empty()) {
        hint_at_next_program(chain.program, next, prepared, hints);
    } else if (is_starter(name) && !is_shell(name) && !grants_execution(prepared)) {
        add_hint(hints, chain.program,
                 "it starts other programs, and the policy does not grant execute on any; grant "
                 "execute and read_file on them and on their loader");
    }
    return hints;
}

}  // namespace landlock_preload
