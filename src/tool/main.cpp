// SPDX-License-Identifier: MIT
//
// The `landlock-policy` command: the library's own parser, resolver and planner, for those who
// write policies. Exit status: 0 yes, 1 no or an error in a policy, 2 wrong usage; `query` has
// statuses of its own.
#include <exception>
#include <string_view>

#include "base/diagnostic.hpp"
#include "tool/ready_policies.hpp"
#include "tool/standard_streams.hpp"
#include "tool/terminal.hpp"
#include "tool/verbs.hpp"

namespace landlock_preload {
namespace {

constexpr std::string_view kEnding =
    R"(FILE is a path, "@NAME" for one that `list` shows, "-" for standard input, fd:N for an inherited
descriptor, or the policy itself.
Exit status: 0 yes, 1 no or an error in a policy, 2 wrong usage;
of query: 0 allowed, 1 denied, 2 wrong usage or policy, 3 unknown.
See landlock-policy(1), landlock-policy(5) and landlock-preload(7).
)";

constexpr Option kProgram = {"--program", "PROGRAM",
                             "the program that is to be started, for \"exe\" and \"exeDir\""};
constexpr Option kLibrary = {"--library", "FILE",
                             "the library to preload; default: the one of this tool"};
constexpr Option kResolveOptions[] = {
    {"--plain", "", "refuse a policy that plain mode cannot express"},
    {"--unescaped", "", "write paths as they are; read as a policy, they may mean other ones"},
    kProgram};
constexpr Option kListOptions[] = {{"--json", "", "write JSON"}};
constexpr Option kTargetOptions[] = {
    {"--library", "FILE", "what LD_PRELOAD is to contain; default: liblandlock_preload.so"}};
constexpr Option kQueryOptions[] = {kProgram};
constexpr Option kRunOptions[] = {
    {"--strict", "", "as LANDLOCK_STRICT=1: refuse what cannot be enforced"},
    {"--report", "FD|PATH", "where to report what was done, as LANDLOCK_REPORT does"},
    {"--require-preload", "", "refuse a program in which the library takes no effect"},
    {"--new-session", "", "start PROGRAM in a session of its own, without a terminal"},
    kLibrary,
    {"--json", "", "write errors as a line of JSON"}};
constexpr Option kExplainOptions[] = {{"--live", "", "also report each denial when it happens"},
                                      {"--json", "", "write the answer as a line of JSON"},
                                      kLibrary};
constexpr Option kLearnOptions[] = {
    {"--output", "POLICY", "where to write the policy; default: standard output, at the end", 'o'},
    {"--keep", "FACTS", "where to write what the run needed, for comparison and --merge"},
    {"--merge", "", "keep what POLICY and FACTS hold, and add what they lack"},
    {"--check", "", "start PROGRAM again under POLICY, and say what was denied"},
    kLibrary};
constexpr Option kCdiOptions[] = {
    {"--kind", "VENDOR/CLASS", "the kind of the devices; VENDOR is a domain of yours"},
    {"--library", "FILE", "the library for glibc; default: the one of this tool"},
    {"--musl", "FILE", "the library for musl; without it, programs of musl do not start"}};

int run_help(const CommandLine& line);

constexpr Verb kVerbs[] = {
    {.name = "run",
     .options = kRunOptions,
     .operands = "POLICY [--] PROGRAM [ARGUMENT...]",
     .fewest = 2,
     .most = kAnyNumber,
     .style = OperandStyle::command,
     .wrong_usage = 125,
     .summary = "start PROGRAM in the sandbox that POLICY describes",
     .help =
         R"(Starts PROGRAM in the sandbox that POLICY describes. The launcher restricts itself, becomes PROGRAM,
and has its loader preload the library, which adds the exact policy. The launcher alone confines a
program that takes no preload, such as a static one. POLICY is a path, "@NAME" for one that `list`
shows, "-" for standard input, fd:N for an inherited descriptor, or the policy itself.

Examples:
  landlock-policy run policy.json ./server --port 8080
  landlock-policy run @tar tar -xf archive.tar
  landlock-policy run --strict --report /run/server.report /etc/server.json server
  make-policy | landlock-policy run - ./build.sh

Exit status: that of PROGRAM; or 125 wrong usage, or an error of the policy or the kernel,
126 PROGRAM cannot be executed, 127 there is no such program.
)",
     .run = run_run},
    {.name = "check",
     .operands = "FILE...",
     .fewest = 1,
     .most = kAnyNumber,
     .summary = "report what is wrong with these policies; read nothing else",
     .help =
         R"(Reports errors, warnings and notes about each policy. Takes no value from the environment, opens no
path that a policy grants and asks no kernel, so that the answer is the same on every machine.
FILE is a path, "@NAME" for one that `list` shows, "-" for standard input, fd:N for an inherited
descriptor, or the policy itself.
Exit status: 0 every policy is good, 1 one is not, 2 wrong usage.
)",
     .run = run_check},
    {.name = "resolve",
     .options = kResolveOptions,
     .operands = "FILE...",
     .fewest = 1,
     .most = kAnyNumber,
     .summary = "print the effective policy (JSON) on this machine",
     .help =
         R"(Prints the effective policy as JSON: explicit rights and concrete paths, as they are on this machine
now. It composes several files. The output resolves to itself.
Exit status: 0 printed, 1 an error in a policy, 2 wrong usage.
)",
     .run = run_resolve},
    {.name = "list",
     .options = kListOptions,
     .summary = "list the ready policies, which @NAME stands for",
     .help =
         R"(Lists the ready policies in /etc/landlock-preload/policies and the installed ones, with a sentence
each. "@NAME" stands for one in place of a path, as in `landlock-policy run @git git status`.
Exit status: 0 listed, 1 there is none, or one is no policy, 2 wrong usage.
)",
     .run = run_list},
    {.name = "presets",
     .summary = "list every preset with its grants",
     .help = "Lists every preset with its grants.\n",
     .run = run_presets},
    {.name = "kernel",
     .summary = "list what this kernel can restrict",
     .help = "Lists what this kernel can restrict, its errata, and what it cannot restrict (the "
             "gaps).\n",
     .run = run_kernel},
    {.name = "target",
     .options = kTargetOptions,
     .operands = "PROGRAM [ARGUMENT...]",
     .fewest = 1,
     .most = kAnyNumber,
     .style = OperandStyle::command,
     .summary = "say whether PROGRAM, started with LD_PRELOAD, is confined,\n"
                "and which library its loader finds",
     .help =
         R"(Says whether PROGRAM, started from here with LD_PRELOAD, is confined. Follows #! lines and handlers of
binfmt_misc, and names the first process, the one that is confined. The ARGUMENTs change nothing; they
are there so that you can put `target` in front of a command.
Exit status: 0 yes, 1 no, 2 wrong usage.
)",
     .run = run_target},
    {.name = "query",
     .options = kQueryOptions,
     .operands = "FILE ACCESS PATH|PORT",
     .fewest = 3,
     .most = 3,
     .summary = "say whether a policy allows ACCESS here",
     .help =
         R"(Says whether a program that is started here under the policy FILE would be allowed all of ACCESS, a
list of rights and groups such as read_file,write_file or abi.read. For execute, the answer includes
the loader of PATH and the interpreters of a script.
Exit status: 0 allowed, 1 denied, 2 wrong usage or a policy that would not start, 3 unknown.
)",
     .run = run_query},
    {.name = "explain",
     .options = kExplainOptions,
     .operands = "[POLICY [[--] PROGRAM [ARGUMENT...]]]",
     .most = kAnyNumber,
     .style = OperandStyle::command,
     .wrong_usage = 125,
     .summary = "start PROGRAM under POLICY, and say what it was denied;\nor say what a log has of "
                "denials",
     .help =
         R"(Starts PROGRAM under POLICY as run does. When it has ended, says on standard error what it and its
children were denied, on which objects, by which programs, and which rules would have granted it.
Needs no privilege. Names what it cannot see: io_uring, system calls of another architecture, and
processes that do not let others look into them.

Without PROGRAM, reads from standard input a log of the kernel's audit (auditd's, dmesg's or the
journal), which has Landlock's denials from Linux 6.15 on, and writes the answer to standard output.
With POLICY, the answer names the nearest rule and leaves out what POLICY grants by now.

Examples:
  landlock-policy explain policy.json -- make
  landlock-policy explain --json policy.json ./server 2>denials
  dmesg | landlock-policy explain policy.json
  landlock-policy explain </var/log/audit/audit.log

Exit status: that of PROGRAM; or 125 wrong usage, an error of the policy or the kernel, or a program that
cannot be observed, 126 PROGRAM cannot be executed, 127 there is no such program.
For a log: 0 it has denials, 1 it has none, 125 wrong usage, an error of the policy, or no log.
)",
     .run = run_explain},
    {.name = "learn",
     .options = kLearnOptions,
     .operands = "[--] PROGRAM [ARGUMENT...]",
     .fewest = 1,
     .most = kAnyNumber,
     .style = OperandStyle::command,
     .wrong_usage = 125,
     .summary = "start PROGRAM, and write the policy that it would have needed",
     .help =
         R"(Starts PROGRAM in a sandbox that grants everything, and writes the policy that it and its children
would have needed. Read the policy before you rely on it: it grants what this run did, wanted or not.
Names what it could not see.

Examples:
  landlock-policy learn -o policy.json -- make
  landlock-policy learn -o policy.json --keep facts --merge -- make test
  landlock-policy learn -o policy.json --check -- ./report.sh

Exit status: that of PROGRAM, or with --check: 0 it ended the same way under POLICY, 1 it did not, or
was denied something; or 125 wrong usage, or a program that cannot be observed, 126 PROGRAM cannot be
executed, 127 there is no such program.
)",
     .run = run_learn},
    {.name = "cdi",
     .options = kCdiOptions,
     .operands = "DIRECTORY",
     .fewest = 1,
     .most = 1,
     .summary = "print devices by which container engines confine images",
     .help =
         R"(Prints a specification of the Container Device Interface, with a device for each policy NAME.json of
DIRECTORY. A container that asks for the device NAME gets the library, the policy and the variables,
whatever its image sets. A static entrypoint is not confined: ask `target` about it.

Examples:
  landlock-policy cdi --kind example.org/landlock /etc/landlock-preload >/etc/cdi/landlock.json
  podman run --device example.org/landlock=web IMAGE

Exit status: 0 printed, 1 a policy that `check` refuses, or no library, 2 wrong usage.
)",
     .run = run_cdi},
    {.name = "help",
     .operands = "[VERB]",
     .most = 1,
     .summary = "describe the command line, or one verb; so does VERB --help",
     .help = "Describes the command line, or one verb.\n",
     .run = run_help},
};
constexpr Program kTool = {kVerbs, kEnding};

int run_help(const CommandLine& line) {
    return describe(kTool, line.operands);
}

}  // namespace
}  // namespace landlock_preload

int main(int argc, char** argv) {
    namespace tool = landlock_preload;
    const tool::Arguments arguments(argv, argv + argc);
    const bool is_query = argc > 1 && arguments[1] == "query";
    const int failed = is_query ? tool::kUnknown : tool::kNo;
    try {
        tool::use_policies_of_this_tool();
        const int status = tool::run_command_line(tool::kTool, arguments);
        if (tool::flush_output()) return status;
        tool::print_error("", "cannot write to standard output");
    } catch (const tool::Diagnostics& errors) {
        tool::print_errors(errors);
    } catch (const std::exception& exception) {
        tool::print_error("", exception.what());
    }
    return failed;
}
