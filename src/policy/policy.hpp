// SPDX-License-Identifier: MIT
//
// The two plain forms of a policy. Policy is what its author wrote: groups, variables and templates
// are still there. ResolvedPolicy is what that comes to: explicit rights and concrete paths.
// Neither knows a kernel.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "policy/access.hpp"

namespace landlock_preload {

// Rights of one class as written: explicit ones, and groups whose meaning depends on `abi`.
struct Access {
    AccessMask rights = 0;
    std::uint8_t groups = 0;  // OR of Group
};

struct Variable {
    std::string name;
    std::vector<std::string> literal;
};

struct PathRule {
    Access allowed_access;
    std::vector<std::string> parent;  // templates
};

struct PortRule {
    Access allowed_access;
    std::vector<std::uint16_t> port;
};

struct Policy {
    std::string
        source;   // the file's path as given, "LANDLOCK_POLICY" or "fd:N"; starts every `where`
    int abi = 0;  // 0: not given
    Access handled_access_fs;
    Access handled_access_net;
    Access scoped;
    std::vector<Variable> variable;
    std::vector<PathRule> path_beneath;
    std::vector<PortRule> net_port;
};

struct ResolvedPath {
    std::string path;
    AccessMask allowed_access;
    std::uint32_t rule;    // where it was written:
    std::uint32_t parent;  // /pathBeneath/RULE/parent/PARENT
};

struct ResolvedPort {
    AccessMask allowed_access;
    std::uint16_t port;
};

struct ResolvedPolicy {
    std::string source;
    int abi_clamped_from = 0;  // the policy's `abi` where it is newer than this library; else 0
    AccessMask handled_access_fs = 0;
    AccessMask handled_access_net = 0;
    AccessMask scoped = 0;
    std::vector<ResolvedPath> paths;
    std::vector<ResolvedPort> ports;
};

// SOURCE:/pathBeneath/RULE/parent/PARENT
std::string path_location(const std::string& source, std::uint32_t rule, std::uint32_t parent);

}  // namespace landlock_preload
