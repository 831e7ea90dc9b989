// SPDX-License-Identifier: MIT
//
// `kernel`: what the running kernel can restrict, and what it cannot.
#include "landlock/kernel.hpp"

#include <string>
#include <utility>

#include "landlock/access.hpp"
#include "sandbox/gaps.hpp"
#include "tool/standard_streams.hpp"
#include "tool/terminal.hpp"
#include "tool/verbs.hpp"

namespace landlock_preload {
namespace {

void print_class(AccessClass access_class, int abi) {
    const AccessMask known = known_access(access_class, abi);
    const AccessMask missing = known_access(access_class, kNewestAbi) & ~known;
    std::string line = std::string(words_of(access_class).title) + ": " +
                       (known != 0 ? access_names(access_class, known) : "none");
    if (missing != 0) line += " (not: " + access_names(access_class, missing) + ")";
    to_output(line + '\n');
}

// Erratum N, from 1 up, is bit N - 1 of what the kernel tells.
constexpr const char* kErrata[] = {
    "TCP rights no longer apply to other protocols (and MPTCP is not restricted)",
    "scoped signals no longer separate the threads of one process",
    "disconnected directories no longer widen access",
    "whiteouts need make_reg",
};

// What no policy can restrict on this kernel, by the names of landlock-preload(7).
void print_gaps(int abi) {
    const char* separator = "gaps: ";
    for (const GapFacts& gap : kGaps) {
        if (gap.is_of_some_processes || abi >= gap.closed_by) continue;
        to_output(std::exchange(separator, ", "));
        to_output(gap.name);
    }
    to_output("\n");
}

}  // namespace

int run_kernel(const CommandLine& /*line*/) {
    const int abi = query_abi();
    std::string line = "Landlock ABI " + std::to_string(abi);
    if (abi > kNewestAbi) line += " (this library knows " + std::to_string(kNewestAbi) + ")";
    to_output(line + '\n');
    for (const AccessClass each : kAccessClasses) print_class(each, abi);
    for (const FeatureFacts& feature : kFeatures) {
        to_output(std::string(feature.title) + " (ABI " + std::to_string(feature.first_abi) +
                  (abi >= feature.first_abi ? "): yes\n" : "): no\n"));
    }
    auto errata = static_cast<unsigned>(query_errata());
    int number = 1;
    for (const char* text : kErrata) {
        to_output("erratum " + std::to_string(number++) +
                  ((errata & 1U) != 0 ? ": fixed: " : ": not known to be fixed: ") + text + '\n');
        errata >>= 1U;
    }
    print_gaps(abi);
    return kYes;
}

}  // namespace landlock_preload
