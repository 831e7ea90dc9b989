// SPDX-License-Identifier: MIT
//
// "Will it be confined if I start it with LD_PRELOAD?" The first line is the answer, the rest says
// which process that is about and what its policy has to grant. That process is the first one only:
// a script's is its interpreter, and `env`, `timeout` or a shell stand in front of the program that
// is meant. What they start inherits the sandbox from the kernel, but has to be granted, since
// execve(2) happens inside; or the variables go behind them, and the sandbox begins there.
//
// The same fact is the way out for what takes no preload: as the child of a confined program, a
// static or a 32-bit program is confined, and a setuid one too, without its privilege.
//
// Names that come from files or from the user are printed with control characters escaped.
#include <unistd.h>

#include <cerrno>
#include <string_view>

#include "base/diagnostic.hpp"
#include "base/escape.hpp"
#include "base/text.hpp"
#include "tool/standard_streams.hpp"
#include "tool/target/elf_file.hpp"
#include "tool/target/exec_chain.hpp"
#include "tool/target/loader_paths.hpp"
#include "tool/target/obstacle.hpp"
#include "tool/target/rivals.hpp"
#include "tool/target/trampoline.hpp"
#include "tool/terminal.hpp"
#include "tool/verbs.hpp"

namespace landlock_preload {
namespace {

// Control characters are escaped: a line stays a line, and commands no terminal.
void print_line(const std::string& line) {
    escape_to(line, to_output);
    to_output("\n");
}

std::string command_of(const Script& script) {
    return script.interpreter + (script.argument.empty() ? "" : " " + script.argument);
}

void print_chain(const ExecChain& chain) {
    for (const Script& script : chain.scripts) {
        const std::string by = script.handler.empty()
                                   ? "#!"
                                   : "the handler " + quote(script.handler) + " of binfmt_misc";
        print_line(script.path + ": " + by + " runs " + command_of(script));
    }
}

void print_process(const std::string& title, const ExecChain& chain, const ElfFile& elf) {
    std::string line = title + chain.program + " (" + describe_architecture(elf);
    if (elf.interpreter.empty()) {
        line += ", static)";
    } else {
        line += ", loader " + elf.interpreter + ")";
    }
    print_line(line);
}

void print_library(const PreloadLibrary& library) {
    if (library.path.empty()) return;
    std::string line = "library: ";
    if (library.name != library.path) line += library.name + " is ";
    print_line(line + library.path + " (" + library.origin + ")");
}

// The path that was started: where the chain begins.
const std::string& start_of(const ExecChain& chain) {
    return chain.scripts.empty() ? chain.program : chain.scripts.front().path;
}

// Answers yes or no in the first line.
void print_verdict(const ExecChain& chain, const std::string& reason) {
    std::string line = start_of(chain) + ": ";
    if (reason.empty()) {
        line += "yes, a preload takes effect here";
    } else {
        line += "no: " + (chain.scripts.empty() ? "" : chain.program + ": ") + reason;
    }
    print_line(line);
}

void print_second_program(const std::string& name) {
    try {
        const ExecChain chain = follow_exec_chain(find_program(name));
        print_chain(chain);
        if (!chain.not_startable.empty()) return;
        print_process("then: ", chain, read_elf(chain.file.get(), chain.program));
    } catch (const Diagnostics& errors) {
        print_line("warning: env will not start " + quote(name) + ": " + errors.list.front().what);
    }
}

void print_needs_of_children(const std::string& name) {
    print_line(name + " starts other programs. They are confined too, and the policy must grant");
    print_line("  execute and read_file on each program and on its dynamic loader,");
    print_line("  read_file on its libraries");
}

void print_trampoline(const std::string& name) {
    print_needs_of_children(name);
    std::string behind = name + " … env";
    if (is_shell(name)) behind = "in " + name + ": env";
    if (name == kEnv) behind = "env";
    print_line("or the variables come after it, for the program that is meant:");
    print_line("  " + behind + " LD_PRELOAD=… LANDLOCK_POLICY=… prog");
}

void print_script_advice(const ExecChain& chain, const std::string& name) {
    for (const Script& script : chain.scripts) {
        print_line("the policy must grant read_file on " + script.path +
                   ": its interpreter opens it");
    }
    if (name != kEnv) return;
    const std::string next = find_env_program(chain.scripts.back().argument);
    if (next.empty()) return;
    print_second_program(next);
    print_line("or start it without env: LD_PRELOAD=… LANDLOCK_POLICY=… " + next + " " +
               chain.scripts.back().path);
}

void print_advice(const ExecChain& chain) {
    const std::string name(base_name(chain.program));
    const bool is_trampoline = is_starter(name);
    if (chain.scripts.empty()) {
        if (is_trampoline) print_trampoline(name);
    } else {
        if (is_trampoline) print_needs_of_children(name);
        print_script_advice(chain, name);
    }
}

void print_way_out(const std::string& program) {
    print_line("as the child of a confined program it is confined, without any privilege:");
    print_line("  LD_PRELOAD=… LANDLOCK_POLICY=… env " + program);
    print_line("  with execute and read_file granted on it, on its dynamic loader if it has one,");
    print_line("  and read_file on its libraries");
}

// An audit library decides which files the loader takes (la_objsearch in rtld-audit(7)). One whose
// path is not there is left out by the loader.
std::string find_auditor(const ElfFile& program, const std::string& path) {
    for (const Rival& auditor : find_auditors(program, path)) {
        const bool is_path = auditor.path.find('/') != std::string::npos;
        if (is_path && access(auditor.path.c_str(), F_OK) != 0 && errno == ENOENT) continue;
        return auditor.name + ", which " + auditor.asked_for +
               ", is an audit library: it decides which files the loader takes, this library too, "
               "and runs before the sandbox is there";
    }
    return {};
}

// Who runs before the sandbox is there, with everything that the program may do.
void warn_of_rivals(const ExecChain& chain, const ElfFile& program, const PreloadLibrary& library) {
    for (const Rival& auditor : find_auditors(program, chain.program)) {
        print_line("warning: " + auditor.name + ", which " + auditor.asked_for +
                   ", is an audit library: it runs before the sandbox is there");
    }
    if (find_libc_of_program(program) == Libc::glibc && !library.elf.runs_first) {
        print_line(
            "warning: the library was built without initfirst, so constructors of other libraries "
            "run before the sandbox is there");
        return;
    }
    for (const Rival& rival : find_rivals(program, chain.program)) {
        const std::string place = rival.path == rival.name ? "" : " (" + rival.path + ")";
        print_line("warning: " + rival.name + place + ", which " + rival.asked_for +
                   ", has the flag initfirst as well: its constructors, and maybe those of other "
                   "libraries, run before the sandbox is there");
    }
}

void warn_of_held_interpreters(const ExecChain& chain) {
    for (const Script& script : chain.scripts) {
        if (!script.is_held) continue;
        print_line("warning: the kernel runs the " + script.interpreter + " that was there when " +
                   quote(script.handler) +
                   " was registered; this is about the one that is there "
                   "now");
    }
}

int refuse_unstartable(const ExecChain& chain) {
    print_verdict(chain, chain.not_startable + "; execve fails with ENOEXEC");
    print_chain(chain);
    print_line(
        "a shell may still run it as a script: with /bin/sh, or, as bash does, within itself,");
    print_line(
        "where no preload takes effect: what the script does is NOT confined. Give it a first");
    print_line("line such as #!/bin/sh, or name the interpreter:");
    print_line("  LD_PRELOAD=… LANDLOCK_POLICY=… sh " + start_of(chain));
    return kNo;
}

int describe_target(const std::string& name, const std::string& preload) {
    const ExecChain chain = follow_exec_chain(find_program(name));
    if (!chain.not_startable.empty()) return refuse_unstartable(chain);
    const ElfFile program = read_elf(chain.file.get(), chain.program);
    const PreloadLibrary library = find_library(preload, program, chain.program);
    Obstacle obstacle = find_obstacle(chain, program, library);
    if (obstacle.reason.empty()) obstacle.reason = find_auditor(program, chain.program);
    const bool takes_effect = obstacle.reason.empty();

    print_verdict(chain, obstacle.reason);
    print_chain(chain);
    print_process("first process: ", chain, program);
    print_library(library);
    if (is_client(base_name(chain.program))) {
        print_line("warning: it may ask a server to start programs; those are not confined");
    }
    if (takes_effect) {
        for (const std::string& warning : find_warnings(chain, program, library)) {
            print_line("warning: " + warning);
        }
        warn_of_held_interpreters(chain);
        warn_of_rivals(chain, program, library);
        print_advice(chain);
    } else if (obstacle.has_way_out) {
        print_way_out(start_of(chain));
    } else {
        for (const std::string& line : library.advice) print_line(line);
    }
    return takes_effect ? kYes : kNo;
}

}  // namespace

int run_target(const CommandLine& line) {
    const std::string& program = line.operands.front();
    const std::string library = line.value("--library");
    if (program.empty()) throw WrongUsage{};
    for (const std::string& path : {program, library}) {
        // $ORIGIN and the like are the loader's.
        const std::string hint = has_loader_token(path) ? "" : hint_for_argument(path);
        if (!hint.empty()) throw WrongUsage{hint};
    }
    return describe_target(program, library);
}

}  // namespace landlock_preload
