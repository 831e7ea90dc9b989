// SPDX-License-Identifier: MIT
#pragma once

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <cstdint>
#include <string>
#include <vector>

#include "fs_rights.hpp"
#include "needs_landlock.hpp"
#include "sandbox/tamper.hpp"
#include "support.hpp"

namespace landlock_preload {

inline constexpr AccessMask kReplaces = kRemoveDir | kMakeSym;

// Rules on paths below a directory of their own, and what is found of them.
struct Rules {
    TempFolder root;
    ResolvedPolicy policy;
    int abi = 1;

    Rules() {
        policy.source = "p.json";
        policy.handled[AccessClass::fs] = 0x1fff;  // ABI 1
        chmod(root.path("").c_str(), 0755);
    }
    ResolvedPath& add(const std::string& path, AccessMask allowed) {
        policy.paths.push_back(
            {path,
             allowed,
             {Section::path_beneath, static_cast<std::uint32_t>(policy.paths.size()), 0}});
        return policy.paths.back();
    }
    [[nodiscard]] std::vector<std::string> findings() const {
        const Plan plan = plan_enforcement(policy, abi);
        std::vector<std::string> list;
        find_replaceable(policy, plan, build_ruleset(policy, plan), list);
        return list;
    }
    [[nodiscard]] static std::vector<std::string> by(const std::string& what,
                                                     const std::string& rule) {
        return {"the policy lets the program replace " + what + " (by its rule on " + rule +
                "), and the next start grants what a link there leads to; set noSymlinks"};
    }
    [[nodiscard]] static std::vector<std::string> by_anything(const std::string& what,
                                                              const std::string& rule) {
        return {"the policy lets the program replace " + what + " (by its rule on " + rule +
                "), and the next start grants what is put there; keep it outside what that rule "
                "grants"};
    }
};

}  // namespace landlock_preload
