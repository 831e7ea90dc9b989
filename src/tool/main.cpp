// SPDX-License-Identifier: MIT
//
// The `landlock-policy` command: the library's own parser, resolver and planner, for those who
// write policies. Exit status: 0 yes, 1 no or an error in a policy, 2 wrong usage; `query` has
// statuses of its own.
#include <exception>
#include <iostream>
#include <string_view>

#include "base/diagnostic.hpp"
#include "tool/terminal.hpp"
#include "tool/verbs.hpp"

namespace landlock_preload {
namespace {

constexpr std::string_view kHelp = R"(usage: landlock-policy VERB [ARGUMENT...]

  check FILE...            report what is wrong with these policies; read nothing else
  resolve [--plain] [--unescaped] [--program PROGRAM] FILE...
                           print the effective policy (JSON) on this machine
  presets                  list every preset with its grants
  kernel                   list what this kernel can restrict
  target [--library FILE] PROGRAM [ARGUMENT...]
                           whether PROGRAM, started with LD_PRELOAD, is confined,
                           and which library its loader finds
  query [--program PROGRAM] FILE ACCESS PATH|PORT
                           whether a policy allows it here
  help [VERB], --help      describe the command line, or one verb; so does VERB --help
  --version, -V            print the version

FILE is a path, "-" for standard input, or fd:N for an inherited descriptor.
Exit status: 0 yes, 1 no or an error in a policy, 2 wrong usage;
of query: 0 allowed, 1 denied, 2 wrong usage or policy, 3 unknown.
See landlock-policy(1) and landlock-preload(7).
)";

constexpr Option kResolveOptions[] = {
    {"--plain", ""}, {"--unescaped", ""}, {"--program", "PROGRAM"}};
constexpr Option kTargetOptions[] = {{"--library", "FILE"}};
constexpr Option kQueryOptions[] = {{"--program", "PROGRAM"}};

constexpr std::string_view kCheckHelp =
    R"(Reports errors, warnings and notes about each policy. Takes no value from the environment, opens no
path that a policy grants and asks no kernel, so that the answer is the same on every machine.
FILE is a path, "-" for standard input, or fd:N for an inherited descriptor.
Exit status: 0 every policy is good, 1 one is not, 2 wrong usage.
)";
constexpr std::string_view kResolveHelp =
    R"(Prints the effective policy as JSON: explicit rights and concrete paths, as they are on this machine
now. Several files are composed. What is printed resolves to itself.
  --plain            refuse a policy that plain mode cannot express
  --unescaped        write paths as they are; read as a policy, they may mean other ones
  --program PROGRAM  the program that is to be started, for "exe" and "exeDir"
Exit status: 0 printed, 1 an error in a policy, 2 wrong usage.
)";
constexpr std::string_view kPresetsHelp = "Lists every preset with its grants.\n";
constexpr std::string_view kKernelHelp =
    "Lists what this kernel can restrict, its errata, and what it cannot restrict (the gaps).\n";
constexpr std::string_view kTargetHelp =
    R"(Says whether PROGRAM, started from here with LD_PRELOAD, is confined. Follows #! lines and handlers of
binfmt_misc, and names the first process, the one that is confined. ARGUMENTs are what PROGRAM would
be started with; they change nothing.
  --library FILE     what LD_PRELOAD is to contain; default: liblandlock_preload.so
Exit status: 0 yes, 1 no, 2 wrong usage.
)";
constexpr std::string_view kQueryHelp =
    R"(Says whether a program that is started here under the policy FILE would be allowed all of ACCESS, a
list of rights and groups such as read_file,write_file or abi.read. For execute, the loader of PATH
and the interpreters of a script are judged as well.
  --program PROGRAM  the program that is to be started, for "exe" and "exeDir"
Exit status: 0 allowed, 1 denied, 2 wrong usage or a policy that would not start, 3 unknown.
)";

constexpr OperandStyle kAnywhere = OperandStyle::anywhere;
constexpr Verb kVerbs[] = {
    {"check", "check FILE...", kCheckHelp, {}, kAnywhere, run_check},
    {"resolve", "resolve [--plain] [--unescaped] [--program PROGRAM] FILE...", kResolveHelp,
     kResolveOptions, kAnywhere, run_resolve},
    {"presets", "presets", kPresetsHelp, {}, kAnywhere, run_presets},
    {"kernel", "kernel", kKernelHelp, {}, kAnywhere, run_kernel},
    {"target", "target [--library FILE] PROGRAM [ARGUMENT...]", kTargetHelp, kTargetOptions,
     OperandStyle::command, run_target},
    {"query", "query [--program PROGRAM] FILE ACCESS PATH|PORT", kQueryHelp, kQueryOptions,
     kAnywhere, run_query},
};

}  // namespace
}  // namespace landlock_preload

int main(int argc, char** argv) {
    namespace tool = landlock_preload;
    try {
        const tool::Arguments arguments(argv + 1, argv + argc);
        const int status = tool::run_command_line(tool::kVerbs, tool::kHelp, arguments);
        std::cout.flush();
        if (!std::cout) {
            tool::print_error("", "cannot write to standard output");
            const bool is_query = !arguments.empty() && arguments.front() == "query";
            return is_query ? tool::kUnknown : tool::kNo;
        }
        return status;
    } catch (const tool::Diagnostics& errors) {
        tool::print_errors(errors);
    } catch (const std::exception& exception) {
        tool::print_error("", exception.what());
    }
    return tool::kNo;
}
