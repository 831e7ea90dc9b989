// SPDX-License-Identifier: MIT
//
// The `landlock-policy` command: the library's own parser, resolver and planner, for those who
// write policies. Exit status: 0 yes, 1 no or an error in a policy, 2 wrong usage.
#include <exception>
#include <iostream>
#include <string>
#include <string_view>

#include "error.hpp"
#include "tool/target.hpp"
#include "tool/terminal.hpp"
#include "tool/verbs.hpp"

namespace landlock_preload {
namespace {

constexpr std::string_view kHelp = R"(usage: landlock-policy VERB [ARGUMENT...]

  check FILE...            what is wrong with these policies; reads nothing else
  resolve [--plain] [--unescaped] FILE...
                           what they come to here, on standard output
  presets                  every preset with its grants
  kernel                   what this kernel can restrict
  target [--library FILE] PROGRAM
                           whether PROGRAM, started with LD_PRELOAD, is confined,
                           and which library its loader finds
  query FILE ACCESS PATH|PORT
                           whether a policy allows it here
  --help, --version

Exit status: 0 yes, 1 no or an error in a policy, 2 wrong usage.
See landlock-policy(1) and landlock-preload(7).
)";

struct Verb {
    std::string_view name;
    int (*run)(const Arguments& arguments);
};

constexpr Verb kVerbs[] = {
    {"check", run_check},   {"resolve", run_resolve}, {"presets", run_presets},
    {"kernel", run_kernel}, {"target", run_target},   {"query", run_query},
};

int run(const Arguments& arguments) {
    if (arguments.empty()) {
        std::cerr << kHelp;
        return kUsage;
    }
    const std::string& name = arguments.front();
    if (name == "--help" || name == "-h") {
        std::cout << kHelp;
        return kYes;
    }
    if (name == "--version") {
        std::cout << "landlock-policy " LANDLOCK_PRELOAD_VERSION "\n";
        return kYes;
    }
    for (const Verb& verb : kVerbs) {
        if (name == verb.name) return verb.run({arguments.begin() + 1, arguments.end()});
    }
    return refuse_usage((is_option(name) ? "unknown option " : "unknown verb ") + quote(name),
                        "VERB [ARGUMENT...]; see --help");
}

}  // namespace
}  // namespace landlock_preload

int main(int argc, char** argv) {
    using landlock_preload::kNo;
    using landlock_preload::print_error;
    try {
        const int status = landlock_preload::run({argv + 1, argv + argc});
        std::cout.flush();
        if (!std::cout) {
            print_error("", "cannot write to standard output");
            return kNo;
        }
        return status;
    } catch (const landlock_preload::Errors& errors) {
        landlock_preload::print_errors(errors);
    } catch (const std::exception& exception) {
        print_error("", exception.what());
    }
    return kNo;
}
