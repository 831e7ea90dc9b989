// SPDX-License-Identifier: MIT
//
// `presets`: what this library grants by name.
#include "policy/presets.hpp"

#include <string>

#include "landlock/access.hpp"
#include "tool/standard_streams.hpp"
#include "tool/terminal.hpp"
#include "tool/verbs.hpp"

namespace landlock_preload {
namespace {

std::string describe_object(const PresetGrant& grant) {
    switch (grant.kind) {
        case GrantKind::port:
            return "port " + std::to_string(grant.port);
        case GrantKind::tmpdir:
            return "$TMPDIR";
        case GrantKind::standard_streams:
            return "what descriptors 0, 1 and 2 are open on, no more than they are open for";
        case GrantKind::linked_programs:
            return "the programs that links in these directories lead to";
        case GrantKind::path:
        case GrantKind::glob:
        case GrantKind::file_glob:
            break;
    }
    return grant.path;
}

}  // namespace

int run_presets(const CommandLine& /*line*/) {
    std::string preset;
    for (const PresetGrant& grant : all_preset_grants()) {
        if (preset != grant.preset) {
            preset = grant.preset;
            to_output(preset + '\n');
        }
        const bool is_port = grant.kind == GrantKind::port;
        to_output("  " + describe_object(grant) + ": " +
                  access_names(is_port ? AccessClass::net : AccessClass::fs, grant.access) +
                  (grant.is_replaced ? " [replaced]\n" : "\n"));
    }
    to_output(
        "[replaced]: a file that tools replace (useradd, a DHCP or VPN client, ldconfig); "
        "what is granted is the one that was there at the start, until the next start\n");
    return kYes;
}

}  // namespace landlock_preload
