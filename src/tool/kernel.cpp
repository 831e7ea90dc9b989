// SPDX-License-Identifier: MIT
//
// `kernel` and `presets`: what this kernel knows, and what this library grants by name.
#include "landlock/kernel.hpp"

#include <iostream>

#include "landlock/access.hpp"
#include "policy/presets.hpp"
#include "tool/terminal.hpp"
#include "tool/verbs.hpp"

namespace landlock_preload {
namespace {

void print_class(const char* title, AccessClass access_class, int abi) {
    const AccessMask known = known_access(access_class, abi);
    const AccessMask missing = known_access(access_class, kNewestAbi) & ~known;
    std::cout << title << ": " << (known != 0 ? access_names(access_class, known) : "none");
    if (missing != 0) std::cout << " (not: " << access_names(access_class, missing) << ")";
    std::cout << '\n';
}

void print_feature(const char* name, bool available) {
    std::cout << name << ": " << (available ? "yes" : "no") << '\n';
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
    std::cout << "gaps: ";
    if (abi < 10) std::cout << "udp, ";
    std::cout << "mptcp, other_protocols, ";
    if (abi < 9) std::cout << "unix_sockets, ";
    if (abi < 10) std::cout << "tcp_fast_open, ";
    std::cout << "metadata, inherited_descriptors\n";
}

int refuse_operands(const CommandLine& line) {
    return refuse_usage("unexpected argument " + quote(line.operands.front()), line.synopsis);
}

}  // namespace

int run_kernel(const CommandLine& line) {
    if (!line.operands.empty()) return refuse_operands(line);
    const int abi = query_abi();
    std::cout << "Landlock ABI " << abi;
    if (abi > kNewestAbi) std::cout << " (this library knows " << kNewestAbi << ")";
    std::cout << '\n';
    print_class("fs", AccessClass::fs, abi);
    print_class("net", AccessClass::net, abi);
    print_class("scoped", AccessClass::scope, abi);
    print_feature("log flags (ABI 7)", abi >= 7);
    print_feature("all threads at once (ABI 8)", abi >= 8);
    print_feature("quiet rules (ABI 10)", abi >= 10);
    print_feature("no_new_privs by flag (ABI 11)", abi >= 11);
    auto errata = static_cast<unsigned>(query_errata());
    int number = 1;
    for (const char* text : kErrata) {
        std::cout << "erratum " << number++ << ": "
                  << ((errata & 1U) != 0 ? "fixed" : "not known to be fixed") << ": " << text
                  << '\n';
        errata >>= 1U;
    }
    print_gaps(abi);
    return kYes;
}

int run_presets(const CommandLine& line) {
    if (!line.operands.empty()) return refuse_operands(line);
    std::string preset;
    for (const PresetGrant& grant : all_preset_grants()) {
        if (preset != grant.preset) {
            preset = grant.preset;
            std::cout << preset << '\n';
        }
        std::cout << "  ";
        switch (grant.kind) {
            case GrantKind::port:
                std::cout << "port " << grant.port << ": "
                          << access_names(AccessClass::net, grant.access) << '\n';
                continue;
            case GrantKind::tmpdir:
                std::cout << "$TMPDIR";
                break;
            case GrantKind::standard_streams:
                std::cout << "what descriptors 0, 1 and 2 are open on, no more than they are "
                             "open for";
                break;
            case GrantKind::linked_programs:
                std::cout << "the programs that links in these directories lead to";
                break;
            default:
                std::cout << grant.path;
        }
        std::cout << ": " << access_names(AccessClass::fs, grant.access)
                  << (grant.is_replaced ? " [replaced]" : "") << '\n';
    }
    std::cout << "[replaced]: a file that tools replace (useradd, a DHCP or VPN client, ldconfig); "
                 "what is granted is the one that was there at the start, until the next start\n";
    return kYes;
}

}  // namespace landlock_preload
